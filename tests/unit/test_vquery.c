/* Visibility queries: what is accepted, where a mistake is pointed at, what matches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/vquery.h"
#include "proto/message.h"

static struct wf_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = wf_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wf_arena_free(arena);
    return 0;
}

static void good_queries_parse(void **state)
{
    static const char *const good[] = {
        "",
        "WorkflowId = 'x'",
        "WorkflowType='A' AND (ExecutionStatus = \"Running\" OR CloseTime IS NULL)",
        "ExecutionStatus IN ('Failed', 'TimedOut') ORDER BY StartTime DESC",
        "StartTime BETWEEN '2026-01-01T00:00:00Z' AND '2026-02-01T00:00:00Z'",
        "not WorkflowId starts_with 'temporal-'",
        "WorkflowId NOT STARTS_WITH 'a' and N >= -1.5e3 and B = true",
        "`odd name` != 'it''s'",
        "GROUP BY ExecutionStatus",
        "A is not null GROUP BY ExecutionStatus",
    };
    struct wf_error err = WF_ERROR_INIT;
    struct wf_vquery q;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (wf_vquery_parse(arena, good[i], &q, &err) != WF_OK)
            fail_msg("%s: %s", good[i], err.text);
}

static void mistakes_are_pointed_at(void **state)
{
    static const struct {
        const char *text;
        size_t column; /* of the caret, from 0 */
        const char *words;
    } bad[] = {
        { "WorkflowId = x", 13, "single quotes" },
        { "WorkflowId == 'x'", 11, "write '='" },
        { "WorkflowId 'x'", 11, "operator is expected" },
        { "WorkflowId = 'x", 13, "not closed" },
        { "(A = 1", 0, "not closed" },
        { "A = 1)", 5, "no '(' was opened" },
        { "A = 1 B = 2", 6, "AND or OR" },
        { "A LIKE 'x%'", 2, "STARTS_WITH" },
        { "A = 1 LIMIT 3", 6, "--limit" },
        { "'A' = 1", 0, "names take no quotes" },
        { "A IN 1", 5, "'(' is expected" },
        { "A BETWEEN 1 OR 2", 12, "AND is expected" },
        { "A IS 1", 5, "NULL" },
        { "A = ", 4, "value is missing" },
        { "A = 1 AND", 9, "name of an attribute" },
        { "GROUP ExecutionStatus", 6, "BY is expected" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct wf_error err = WF_ERROR_INIT;
        struct wf_vquery q;
        const char *line;

        assert_int_equal(wf_vquery_parse(arena, bad[i].text, &q, &err), WF_E_USAGE);
        if (strstr(err.text, bad[i].words) == NULL)
            fail_msg("%s: %s", bad[i].text, err.text);
        line = strchr(err.hint, '\n');
        assert_non_null(line);
        if (strlen(line + 1) != bad[i].column + 1)
            fail_msg("%s: the caret stands at %zu", bad[i].text, strlen(line + 1) - 1);
    }
}

static void nesting_is_bounded(void **state)
{
    char text[4096];
    struct wf_error err = WF_ERROR_INIT;
    struct wf_vquery q;

    (void)state;
    memset(text, '(', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(wf_vquery_parse(arena, text, &q, &err), WF_E_USAGE);
    assert_non_null(strstr(err.text, "nested"));
}

/* ---- matching
 * ----------------------------------------------------------------------------- */

static Tworkflow__WorkflowExecutionInfo *a_run(void)
{
    Tworkflow__WorkflowExecutionInfo *e =
        wf_msg_new(arena, &tworkflow__workflow_execution_info__descriptor);
    Tcommon__SearchAttributes__IndexedFieldsEntry *f =
        wf_msg_new(arena, &tcommon__search_attributes__indexed_fields_entry__descriptor);

    e->execution = wf_msg_new(arena, &tcommon__workflow_execution__descriptor);
    e->execution->workflow_id = (char *)"order-42";
    e->type = wf_msg_new(arena, &tcommon__workflow_type__descriptor);
    e->type->name = (char *)"Order";
    e->status = TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_FAILED;
    e->start_time = wf_timestamp_new(arena, INT64_C(1767225600000000000)); /* 2026-01-01 */
    e->history_length = 17;
    f->key = (char *)"Colours";
    f->value = wf_msg_new(arena, &tcommon__payload__descriptor);
    f->value->data.data = (uint8_t *)"[\"red\",\"green\"]";
    f->value->data.len = strlen((char *)f->value->data.data);
    e->search_attributes = wf_msg_new(arena, &tcommon__search_attributes__descriptor);
    wf_msg_append(arena, &e->search_attributes->indexed_fields,
                  &e->search_attributes->n_indexed_fields, f);
    return e;
}

static void runs_match_by_every_operator(void **state)
{
    static const struct {
        const char *text;
        bool matches;
    } rows[] = {
        { "", true },
        { "WorkflowId = 'order-42'", true },
        { "WorkflowId != 'order-42'", false },
        { "WorkflowId STARTS_WITH 'order-'", true },
        { "NOT WorkflowId STARTS_WITH 'order-'", false },
        { "ExecutionStatus = 'failed'", true },
        { "ExecutionStatus IN ('Running', 'Completed')", false },
        { "ExecutionStatus NOT IN ('Running', 'Completed')", true },
        { "StartTime > '2025-12-31T23:00:00Z'", true },
        { "StartTime > '2026-01-01T01:00:00+02:00'", true },
        { "StartTime BETWEEN '2026-01-02T00:00:00Z' AND '2026-01-03T00:00:00Z'", false },
        { "CloseTime IS NULL", true },
        { "CloseTime IS NOT NULL", false },
        { "HistoryLength >= 17 AND HistoryLength < 18", true },
        { "HistoryLength = 9", false },
        { "Colours = 'green'", true },
        { "Colours != 'green'", false },
        { "Colours IN ('blue', 'red')", true },
        { "Missing = 'x' OR WorkflowType = 'Order'", true },
        { "(WorkflowType = 'Other' OR Missing IS NULL) AND WorkflowType = 'Order'", true },
    };
    Tworkflow__WorkflowExecutionInfo *e = a_run();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wf_error err = WF_ERROR_INIT;
        struct wf_vquery q;

        assert_int_equal(wf_vquery_parse(arena, rows[i].text, &q, &err), WF_OK);
        if (wf_vquery_matches(&q, e, arena) != rows[i].matches)
            fail_msg("%s", rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(good_queries_parse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mistakes_are_pointed_at, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nesting_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(runs_match_by_every_operator, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("vquery", tests, NULL, NULL);
}
