/* The Overview: what its verbs print becomes rows and levels, at any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/tui_view.h"
#include "tui/overview.h"

#define MINUTE INT64_C(60000000000)
static const int64_t now_ns = INT64_C(29737865) * MINUTE + MINUTE / 2;

static struct wf_overview *m;

static int set_up(void **state)
{
    (void)state;
    view_now_ns = now_ns;
    view_opens("overview", 0, NULL);
    m = model;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    view_closes();
    return 0;
}

static void fails(unsigned slot, enum wf_code code, const char *text)
{
    struct wf_host_end end = { .code = code, .error = WF_ERROR_INIT };

    type->begin(m, slot);
    wf_error_set(&end.error, code, "%s", text);
    type->end(m, slot, &end);
}

static void press(int code)
{
    struct wf_frame f = view_frame(25, 100);
    const struct wf_key key = { .code = code };

    assert_int_equal(type->key(m, &f, &key), WF_ACT_REDRAW);
}

static void counts_are_a_share_of_the_total(void **state)
{
    (void)state;
    view_reads(WF_OV_COUNT, "group\tcount\nRunning\t412\nCompleted\t17204\nFailed\t4\n");
    assert_shows(25, 100, "Running               412   2.3%");
    assert_shows(25, 100, "Completed          17 204  97.6%");
    assert_shows(25, 100, "Canceled                0   0.0%");
    assert_shows(25, 100, "total 17 620");
    assert_hides(25, 100, "Paused");
}

static void little_room_gives_up_the_least_needed(void **state)
{
    (void)state;
    view_reads(WF_OV_COUNT, "group\tcount\nRunning\t1\nFailed\t2\n");
    view_reads(WF_OV_RATE,
               "minute\tstarted\tclosed\tspan\n2026-07-17T07:05:00Z\t3\t1\t1m0s\n");
    assert_shows(19, 80, "Canceled");
    assert_hides(12, 80, "Canceled");
    assert_shows(12, 80, "Failed                  2");
    assert_shows(7, 60, "Running 1  Failed 2");
    assert_shows(7, 60, "NEEDS ATTENTION");
    for (int rows = 1; rows < 30; rows++)
        for (int cols = 1; cols < 130; cols += 7)
            free(view_picture(rows, cols)); /* under sanitizers */
}

static void minutes_stand_at_their_place_and_grow_old(void **state)
{
    int64_t v[WF_OV_MINUTES];

    (void)state;
    view_reads(WF_OV_RATE,
               "minute\tstarted\tclosed\tspan\n2026-07-17T07:04:00Z\t3\t1\t1m0s\n"
               "2026-07-17T07:05:00Z\t5\t0\t1m0s\n");
    wf_overview_levels(m, now_ns, false, v);
    assert_int_equal(v[WF_OV_MINUTES - 1], 5);
    assert_int_equal(v[WF_OV_MINUTES - 2], 3);
    assert_int_equal(v[WF_OV_MINUTES - 3], -1);
    wf_overview_levels(m, now_ns + 10 * MINUTE, true, v);
    assert_int_equal(v[WF_OV_MINUTES - 12], 1);
    assert_int_equal(v[WF_OV_MINUTES - 1], -1);
    wf_overview_levels(m, now_ns + 61 * MINUTE, false, v); /* their places are old now */
    for (int i = 0; i < WF_OV_MINUTES; i++)
        assert_int_equal(v[i], -1);
}

static const char *minutes_wanted(int64_t at_ns)
{
    struct wf_frame f = view_frame(25, 100);
    static struct wf_want want;

    f.now_ns = at_ns;
    want = (struct wf_want){ 0 };
    type->want(m, &f, WF_OV_RATE, &want);
    return want.words[want.n - 1];
}

static void the_hour_is_asked_for_once(void **state)
{
    (void)state;
    assert_string_equal(minutes_wanted(now_ns), "60");
    view_reads(WF_OV_RATE,
               "minute\tstarted\tclosed\tspan\n2026-07-17T07:05:00Z\t5\t0\t1m0s\n");
    assert_string_equal(minutes_wanted(now_ns), "2");
    assert_string_equal(minutes_wanted(now_ns + MINUTE), "2");
    assert_string_equal(minutes_wanted(now_ns + 5 * MINUTE), "60"); /* it was hidden */
}

static const char one_stuck[] =
    "{\"cause\":\"activity-retrying\",\"problem\":true,\"count\":1,\"about\":\"Charge\","
    "\"text\":\"Charge failed 12 times\",\"examples\":[{\"workflowId\":\"order-1\","
    "\"runId\":\"r1\"}]}\n"
    "{\"cause\":\"timer\",\"problem\":false,\"count\":9,\"text\":\"it sleeps\"}\n";

static void what_needs_attention_is_collected_and_opened(void **state)
{
    (void)state;
    view_reads(WF_OV_WHY, one_stuck);
    view_reads(WF_OV_QUEUES,
               "task-queue\ttype\tbacklog\tproblem\nshipping\tactivity\t1204\t"
               "nobody polls it\n");
    view_reads(WF_OV_SCHEDULES, "id\tnotes\nnightly\tholidays\n");
    view_reads(WF_OV_DEPLOYMENTS, "name\tramping\tdraining\nquiet\t\t\norders\tv2 20%\t\n");
    assert_shows(25, 120, "1 Workflow  activity-retrying: Charge failed 12 times");
    assert_shows(25, 120, "Task Queue shipping (activity)  backlog 1204, nobody polls it");
    assert_shows(25, 120, "Schedule nightly is paused  holidays");
    assert_shows(25, 120, "Worker Deployment orders  ramping v2 20%");
    assert_hides(25, 120, "quiet");
    assert_hides(25, 120, "it sleeps");
    assert_string_equal(type->value(m, "id", 0), "order-1");
    assert_string_equal(type->value(m, "run", 0), "r1");
    press('j');
    assert_null(type->value(m, "id", 0));
    assert_string_equal(type->value(m, "queue", 0), "shipping");
    press('G');
    assert_string_equal(type->value(m, "deployment", 0), "orders");
}

/* What Enter would open for the group of these examples. */
static const char *query_of(const char *examples)
{
    char *line =
        wf_asprintf("{\"cause\":\"activity-retrying\",\"problem\":true,\"count\":7,"
                    "\"text\":\"it fails\",\"examples\":[%s]}\n",
                    examples);

    view_reads(WF_OV_WHY, line);
    free(line);
    return type->value(m, "query", 0);
}

static void a_group_opens_the_list_of_its_workflows(void **state)
{
    const struct wf_action *a = type->actions;
    struct wf_strbuf many = WF_STRBUF_INIT;
    const char *query;

    (void)state;
    query = query_of("{\"workflowId\":\"order-1\"},{\"workflowId\":\"o'2\"},"
                     "{\"workflowId\":\"o\\\"3\"}");
    assert_string_equal(query, "ExecutionStatus = 'Running' AND "
                               "WorkflowId IN ('order-1', \"o'2\")");
    while (a->only_if == NULL || strcmp(a->only_if, "query") != 0)
        a++;
    assert_string_equal(a->keys, "enter");
    assert_string_equal(a->line, "workflows {query}");
    assert_string_equal(type->value(m, "why", 0), "yes");
    /* what no query can say is left out, and nothing is made of nothing */
    assert_string_equal(query_of("{\"workflowId\":\"a\\\\b\"},{\"workflowId\":\"c\"},"
                                 "{\"workflowId\":\"d'\\\"\"},{\"workflowId\":\"e\\nf\"}"),
                        "ExecutionStatus = 'Running' AND WorkflowId IN ('c')");
    assert_null(query_of("{\"workflowId\":\"a\\\\b\"}"));
    assert_null(query_of("{\"x\":1},7,null"));
    assert_string_equal(type->value(m, "why", 0), "yes"); /* the text is still there */
    for (int i = 0; i < 5000; i++)
        wf_strbuf_addf(&many, "%s{\"workflowId\":\"order-%d\"}", i > 0 ? "," : "", i);
    assert_true(strlen(query_of(wf_strbuf_str(&many))) < 20000);
    wf_strbuf_release(&many);
}

static void one_workflow_is_opened_itself(void **state)
{
    (void)state;
    view_reads(WF_OV_WHY,
               "{\"cause\":\"paused\",\"problem\":true,\"count\":1,\"text\":\"x\","
               "\"examples\":[{\"workflowId\":\"a\",\"runId\":\"b\"}]}\n");
    assert_string_equal(type->value(m, "id", 0), "a");
    assert_null(type->value(m, "query", 0));
    assert_null(type->value(m, "why", 0));
}

static void the_cursor_stays_on_what_it_says(void **state)
{
    (void)state;
    view_reads(WF_OV_SCHEDULES, "id\tnotes\na\t\nb\t\n");
    press('j');
    assert_string_equal(type->value(m, "schedule", 0), "b");
    view_reads(WF_OV_WHY, one_stuck); /* comes before them */
    assert_string_equal(type->value(m, "schedule", 0), "b");
    view_reads(WF_OV_SCHEDULES, "id\tnotes\na\t\n");
    view_reads(WF_OV_WHY, "");
    assert_string_equal(type->value(m, "schedule", 0), "a");
}

static void until_it_is_moved_it_is_on_the_first_row(void **state)
{
    (void)state;
    view_reads(WF_OV_DEPLOYMENTS, "name\tramping\tdraining\nd\tv2 20%\t\n");
    view_reads(WF_OV_SCHEDULES, "id\tnotes\na\t\n"); /* comes before it */
    assert_string_equal(type->value(m, "schedule", 0), "a");
    view_reads(WF_OV_WHY, one_stuck);
    assert_null(type->value(m, "schedule", 0));
    press('j');
    press('g');
    assert_null(type->value(m, "schedule", 0));
    view_reads(WF_OV_WHY, "");
    view_reads(WF_OV_FAILURES, "");
    assert_string_equal(type->value(m, "schedule", 0), "a");
}

static void a_click_selects_and_a_second_one_opens(void **state)
{
    struct wf_frame f = view_frame(25, 100);
    struct wf_key key = { .code = WF_KEY_MOUSE, .mouse = WF_MOUSE_CLICK };
    char *p, *at;

    (void)state;
    view_reads(WF_OV_SCHEDULES, "id\tnotes\na\t\nb\t\n");
    p = view_picture(25, 100);
    at = strstr(p, "Schedule b is paused");
    assert_non_null(at);
    for (const char *c = p; c < at; c++)
        key.row += *c == '\n';
    free(p);
    assert_int_equal(type->key(m, &f, &key), WF_ACT_REDRAW);
    assert_string_equal(type->value(m, "schedule", 0), "b");
    assert_int_equal(type->key(m, &f, &key), WF_ACT_OPEN);
    key.row = 2;
    assert_int_equal(type->key(m, &f, &key), WF_ACT_NONE);
}

static void a_filter_is_about_the_rows(void **state)
{
    (void)state;
    view_reads(WF_OV_SCHEDULES, "id\tnotes\nnightly\t\nweekly\t\n");
    type->filter(m, "WEEK");
    assert_hides(25, 100, "nightly");
    assert_string_equal(type->value(m, "schedule", 0), "weekly");
    type->filter(m, "nothing at all");
    assert_shows(25, 100, "nothing like that");
    assert_null(type->value(m, "schedule", 0));
    type->filter(m, "");
    assert_shows(25, 100, "nightly");
}

static void what_cannot_be_looked_at_is_said(void **state)
{
    (void)state;
    fails(WF_OV_QUEUES, WF_E_DENIED, "not allowed");
    fails(WF_OV_SCHEDULES, WF_E_UNREACHABLE, "gone"); /* has a banner of its own */
    assert_shows(25, 100, "Task Queues: not allowed");
    assert_hides(25, 100, "gone");
}

static void hostile_text_is_shown_as_text(void **state)
{
    (void)state;
    view_reads(WF_OV_SCHEDULES, "id\tnotes\n\x1b[2J\t\xe2\x80\xae\n");
    view_reads(WF_OV_CLUSTER, "{\"clusterName\":\"\\u001b]52;c;x\"}");
    assert_shows(25, 100, "Schedule \\x1b[2J is paused  \\u{202e}");
    assert_shows(25, 100, "\\x1b]52;c;x");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(counts_are_a_share_of_the_total),
        T(little_room_gives_up_the_least_needed),
        T(minutes_stand_at_their_place_and_grow_old),
        T(the_hour_is_asked_for_once),
        T(what_needs_attention_is_collected_and_opened),
        T(a_group_opens_the_list_of_its_workflows),
        T(one_workflow_is_opened_itself),
        T(the_cursor_stays_on_what_it_says),
        T(until_it_is_moved_it_is_on_the_first_row),
        T(a_click_selects_and_a_second_one_opens),
        T(a_filter_is_about_the_rows),
        T(what_cannot_be_looked_at_is_said),
        T(hostile_text_is_shown_as_text),
    };
#undef T

    return cmocka_run_group_tests(tests, NULL, NULL);
}
