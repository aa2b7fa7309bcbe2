/* References: every way to name a Workflow Execution, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/ref.h"

static const struct {
    const char *text, *namespace_, *id, *run;
    long long event;
} good[] = {
    { "order-42", NULL, "order-42", NULL, 0 },
    { "order 42", NULL, "order 42", NULL, 0 },
    { "order-42\trun-1", NULL, "order-42", "run-1", 0 },
    { "a\\tb\\\\c\trun", NULL, "a\tb\\c", "run", 0 },
    { "a\\nb\t", NULL, "a\nb", NULL, 0 },
    { "{\"workflowId\":\"x\",\"runId\":\"r\"}", NULL, "x", "r", 0 },
    { "{\"execution\":{\"workflowId\":\"x\",\"runId\":\"r\"},\"status\":\"S\"}", NULL, "x",
      "r", 0 },
    { "{\"workflowExecutionInfo\":{\"execution\":{\"workflowId\":\"\\u0078\"}}}", NULL, "x",
      NULL, 0 },
    { "http://localhost:8233/namespaces/default/workflows/a%2Fb/run-1/history", "default",
      "a/b", "run-1", 0 },
    { "https://ui/x/namespaces/n/workflows/id", "n", "id", NULL, 0 },
    { "http://h/namespaces/n/workflows/id/r/events/7", "n", "id", "r", 7 },
    { "temporal://namespaces/n/workflows/id/r", "n", "id", "r", 0 },
};

static void same(const char *have, const char *want)
{
    if (want == NULL)
        assert_null(have);
    else
        assert_string_equal(have, want);
}

static void every_form_is_read(void **state)
{
    struct wf_arena *a = wf_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct wf_error err = WF_ERROR_INIT;
        struct wf_ref ref;

        assert_int_equal(wf_ref_parse(a, good[i].text, false, &ref, &err), WF_OK);
        same(ref.namespace_, good[i].namespace_);
        same(ref.workflow_id, good[i].id);
        same(ref.run_id, good[i].run);
        assert_int_equal(ref.event_id, good[i].event);
    }
    wf_arena_free(a);
}

static void a_line_reads_back(void **state)
{
    static const char *const ids[] = { "plain", "tab\there", "line\nbreak", "back\\slash",
                                       "{odd" };
    struct wf_arena *a = wf_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct wf_ref ref = { .workflow_id = ids[i], .run_id = "r" }, back;
        struct wf_error err = WF_ERROR_INIT;

        if (ids[i][0] == '{')
            continue; /* begins like a record; its line is told by the tab only */
        assert_int_equal(wf_ref_parse(a, wf_ref_line(a, &ref), false, &back, &err), WF_OK);
        assert_string_equal(back.workflow_id, ids[i]);
        ref.run_id = NULL;
        assert_int_equal(wf_ref_parse(a, wf_ref_line(a, &ref), false, &back, &err), WF_OK);
        assert_string_equal(back.workflow_id, ids[i]);
        assert_null(back.run_id);
    }
    wf_arena_free(a);
}

static void bad_ones_are_refused(void **state)
{
    static const char *const bad[] = { "",
                                       "   ",
                                       "{\"a\":1}",
                                       "{\"workflowId\":",
                                       "http://h/other",
                                       "temporal://namespaces/n/schedules/s" };
    struct wf_arena *a = wf_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct wf_error err = WF_ERROR_INIT;
        struct wf_ref ref;

        assert_int_equal(wf_ref_parse(a, bad[i], false, &ref, &err), WF_E_USAGE);
        assert_true(err.text[0] != '\0');
    }
    wf_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(a_line_reads_back),
        cmocka_unit_test(bad_ones_are_refused),
    };

    return cmocka_run_group_tests_name("ref", tests, NULL, NULL);
}
