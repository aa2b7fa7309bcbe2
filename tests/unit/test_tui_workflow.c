/* The view of one Workflow Execution: what its verbs say becomes rows; keys go along its
 * family and its chain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui_view.h"

enum { ABOUT, STARTED, TREE, UPDATES };

#define SECOND INT64_C(1000000000)
#define RUN "01a208eb-08be-7ef1-b4b3-22128d0c8643"
#define INFO(status, more)                                                                 \
    "{\"workflowExecutionInfo\":{\"execution\":{\"workflowId\":\"order-42\",\"runId\":"    \
    "\"" RUN "\"},\"type\":{\"name\":\"Order\"},\"startTime\":\"2026-01-01T11:50:00Z\","   \
    "\"status\":\"WORKFLOW_EXECUTION_STATUS_" status "\",\"historyLength\":\"23\","        \
    "\"taskQueue\":\"orders\"" more "}"

static const char open_one[] = INFO(
    "RUNNING",
    ",\"memo\":{\"fields\":{\"source\":\"web\"}},\"searchAttributes\":{"
    "\"indexedFields\":{\"CustomerId\":\"c-88\"}},\"parentExecution\":{"
    "\"workflowId\":\"checkout-9\",\"runId\":\"run-9\"}") ",\"pendingActivities\":[{"
                                                          "\"activityId\":\"5\","
                                                          "\"activityType\":{\"name\":"
                                                          "\"ChargeCard\"},\"state\":"
                                                          "\"PENDING_ACTIVITY_STATE_"
                                                          "SCHEDULED\",\"attempt\":7,"
                                                          "\"maximumAttempts\":20,"
                                                          "\"nextAttemptScheduleTime\":"
                                                          "\"2026-01-01T12:00:41Z\","
                                                          "\"lastFailure\":{\"message\":"
                                                          "\"card "
                                                          "declined\","
                                                          "\"applicationFailureInfo\":{"
                                                          "\"type\":"
                                                          "\"CardError\"}}}],"
                                                          "\"pendingChildren\":[{"
                                                          "\"workflowId\":\"ship-42\","
                                                          "\"runId\":"
                                                          "\"run-s\",\"workflowTypeName\":"
                                                          "\"Ship\"}]}";

static int set_up(void **state)
{
    const char *const args[] = { "order-42" };

    (void)state;
    view_now_ns = INT64_C(1767268800) * SECOND; /* 2026-01-01T12:00:00Z */
    view_opens("workflow", 1, args);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    view_closes();
    return 0;
}

static void an_id_or_a_link_goes_to_describe_as_it_is(void **state)
{
    const char *const args[] = { "https://cloud/namespaces/a/workflows/b/c", "--odd" };

    (void)state;
    assert_wants(ABOUT, "workflow describe -o json --decode -- order-42");
    assert_wants(STARTED, ""); /* of which run is not known yet */
    view_closes();
    view_opens("workflow", 2, args);
    assert_wants(ABOUT, "workflow describe -o json --decode -- "
                        "https://cloud/namespaces/a/workflows/b/c --odd");
}

static void the_summary_tells_what_it_is(void **state)
{
    (void)state;
    assert_shows(25, 100, "reading");
    view_reads(ABOUT, open_one);
    assert_shows(25, 100, "Running  since 2026-01-01T11:50:00Z (10m)");
    assert_shows(25, 100, RUN);
    assert_shows(25, 100, "23 events");
    assert_shows(25, 100, "CustomerId=\"c-88\"");
    assert_shows(25, 100, "source=\"web\"");
    assert_shows(25, 100, "Parent       checkout-9  run-9");
    assert_text("Parent       checkout-9  run-9\n");
    for (int rows = 1; rows < 30; rows++)
        for (int cols = 20; cols < 200; cols += 20)
            free(view_picture(rows, cols));
}

static void a_retry_is_counted_down(void **state)
{
    (void)state;
    view_reads(ABOUT, open_one);
    assert_shows(25, 100,
                 "ChargeCard              Scheduled   7/20    in 00:41  CardError");
    view_now_ns += 40 * SECOND;
    assert_shows(25, 100, "in 00:01");
    view_now_ns += 2 * SECOND;
    assert_shows(25, 100, "due");
    /* By the wall clock it is long over: nothing to paint every second. */
    assert_false(type->ticks(model));
}

static void the_countdown_ticks_while_it_is_ahead(void **state)
{
    (void)state;
    view_reads(
        ABOUT,
        INFO("RUNNING",
             "") ",\"pendingActivities\":[{\"activityId\":\"1\",\"state\":\"X_SCHEDULED\","
                 "\"nextAttemptScheduleTime\":\"2199-01-01T00:00:00Z\"}]}");
    assert_true(type->ticks(model));
    view_reads(ABOUT, INFO("RUNNING", "") "}");
    assert_false(type->ticks(model));
}

static void an_activity_under_the_cursor_is_named(void **state)
{
    (void)state;
    view_reads(ABOUT, open_one);
    assert_null(type->value(model, "activity", 0));
    for (int i = 0; i < 20 && type->value(model, "activity", 0) == NULL; i++)
        view_keys(25, 100, "j");
    assert_string_equal(type->value(model, "activity", 0), "5");
    assert_null(type->value(model, "held_activity", 0));
}

static void input_and_result_are_values(void **state)
{
    (void)state;
    view_reads(
        ABOUT,
        INFO("COMPLETED",
             ",\"closeTime\":\"2026-01-01T11:51:38Z\"") ",\"closeEvent\":{"
                                                        "\"workflowExecutionCompletedEventA"
                                                        "ttributes\":{"
                                                        "\"result\":[{\"ok\":true}]}}}");
    assert_wants(STARTED,
                 "workflow show -w order-42 -r " RUN " --limit 1 -o json --decode");
    view_reads(STARTED, "{\"events\":[{\"eventId\":\"1\","
                        "\"workflowExecutionStartedEventAttributes\":{"
                        "\"input\":[ { \"n\" : 1 } , \"a b\" ]}}]}");
    assert_shows(25, 100, "{\"n\":1}");
    assert_shows(25, 100, "\"a b\"");
    assert_shows(25, 100, "{\"ok\":true}");
    assert_shows(25, 100, "Completed  closed 2026-01-01T11:51:38Z (1m 38s)");
    assert_null(type->value(model, "open", 0)); /* no signal, no cancel */
}

static void a_failure_is_told_from_its_root(void **state)
{
    char *p;

    (void)state;
    view_reads(
        ABOUT,
        INFO("FAILED",
             ",\"closeTime\":\"2026-01-01T11:51:38Z\"") ",\"closeEvent\":{"
                                                        "\"workflowExecutionFailedEventAttr"
                                                        "ibutes\":{\"failure\":"
                                                        "{\"message\":\"Activity task "
                                                        "failed\",\"cause\":{\"message\":"
                                                        "\"no "
                                                        "card\",\"applicationFailureInfo\":"
                                                        "{\"type\":\"CardError\"}}}}}}");
    p = view_picture(25, 100);
    assert_non_null(strstr(p, "CardError: no card"));
    assert_true(strstr(p, "CardError: no card") < strstr(p, "<- Activity task failed"));
    free(p);
}

static void an_archived_run_says_so_and_cannot_be_changed(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_frame f = view_frame(25, 100);

    (void)state;
    view_reads(
        ABOUT,
        INFO("COMPLETED", ",\"closeTime\":\"2026-01-01T11:51:38Z\"") ",\"archived\":true}");
    assert_shows(25, 100, "read from the archive");
    type->crumb(model, &f, &b);
    assert_string_equal(wf_strbuf_str(&b), "order-42  archived");
    wf_strbuf_release(&b);
    assert_string_equal(type->value(model, "archived", 0), "yes");
    assert_null(type->value(model, "open", 0));
}

static void the_tree_is_read_where_it_is_opened(void **state)
{
    (void)state;
    view_reads(ABOUT, open_one);
    assert_shows(25, 100, "ship-42  Running  Ship"); /* it is pending: known without */
    assert_wants(TREE, "");
    view_keys(25, 100, "t");
    assert_wants(TREE, "workflow trace -w order-42 -r " RUN
                       " --once --no-fold --depth 0 -o json");
    view_reads(TREE, "{\"runs\":[{\"steps\":[{\"kind\":\"activity\"},{\"kind\":\"child\","
                     "\"runs\":[{\"workflowId\":\"ship-42\",\"runId\":\"run-s\",\"type\":"
                     "\"Ship\",\"status\":\"Running\"}]},{\"kind\":\"child\",\"runs\":[{"
                     "\"workflowId\":\"mail-42\",\"runId\":\"run-m\",\"type\":\"Mail\","
                     "\"status\":\"Failed\",\"failure\":\"no address\"}]}]}]}");
    assert_wants(TREE, "");
    assert_shows(30, 100, "mail-42  Failed  Mail  no address");
    view_keys(30, 100, "j"); /* from the root to ship-42 */
    assert_string_equal(type->value(model, "other_id", 0), "ship-42");
    assert_string_equal(type->value(model, "other_run", 0), "run-s");
    (void)view_key(30, 100, WF_KEY_RIGHT);
    assert_wants(TREE, "workflow trace -w ship-42 -r run-s"
                       " --once --no-fold --depth 0 -o json");
    view_reads(TREE, "{\"runs\":[]}");
    assert_wants(TREE, "");
}

static void a_tree_that_is_not_told_is_said(void **state)
{
    struct wf_host_end end = { .code = WF_E_NOT_FOUND, .error = WF_ERROR_INIT };

    (void)state;
    view_reads(ABOUT, open_one);
    view_keys(25, 100, "t");
    type->begin(model, TREE);
    wf_error_set(&end.error, WF_E_NOT_FOUND, "it is gone");
    type->end(model, TREE, &end);
    assert_shows(30, 100, "could not be read");
    assert_wants(TREE, "");
}

static void brackets_go_along_the_chain(void **state)
{
    (void)state;
    view_reads(ABOUT,
               INFO("CONTINUED_AS_NEW",
                    ",\"firstRunId\":\"run-1\"") ",\"closeEvent\":{"
                                                 "\"workflowExecutionContinuedAsNewEventAtt"
                                                 "ributes\":{"
                                                 "\"newExecutionRunId\":\"run-3\"}}}");
    view_reads(STARTED, "{\"events\":[{\"workflowExecutionStartedEventAttributes\":{"
                        "\"continuedExecutionRunId\":\"run-1\"}}]}");
    assert_shows(25, 100, "Next run     order-42  run-3");
    assert_shows(25, 100, "Previous run order-42  run-1");
    view_keys(25, 100, "]");
    assert_wants(ABOUT, "workflow describe -o json --decode -- order-42 run-3");
    assert_shows(25, 100, "reading"); /* nothing of the run before is left */
}

static void updates_that_are_not_done_are_pending(void **state)
{
    (void)state;
    view_reads(ABOUT, open_one);
    assert_wants(UPDATES,
                 "workflow show -w order-42 -r " RUN
                 " --filter update -o tsv --columns group,class,summary --range ..23");
    view_reads(UPDATES, "group\tclass\tsummary\n8\topens\tadd \xc2\xb7 5\n12\topens\tset\n"
                        "8\tsucceeded\tadd\n");
    assert_shows(25, 100, "updates that are not done (1)");
    assert_shows(25, 100, "12 set");
    assert_hides(25, 100, "8 add");
}

static void nothing_raw_is_shown(void **state)
{
    (void)state;
    view_reads(ABOUT,
               INFO("RUNNING", ",\"memo\":{\"fields\":{\"a\":\"\\u001b[2J\\u202e\"}}") "}");
    assert_hides(25, 100, "\x1b");
}

static void what_is_no_json_is_no_harm(void **state)
{
    (void)state;
    view_reads(ABOUT, "{\"workflowExecutionInfo\":");
    assert_shows(25, 100, "reading");
    view_reads(ABOUT, "[1]");
    view_reads(ABOUT, "{\"workflowExecutionInfo\":[],\"pendingActivities\":{},"
                      "\"pendingChildren\":7}");
    free(view_picture(25, 100));
    view_reads(TREE, "{\"runs\":{}}");
    view_reads(STARTED, "null");
    view_reads(UPDATES, "\n\t\n\t\t\t\n");
    view_keys(25, 100, "jkgG tt[] ");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_id_or_a_link_goes_to_describe_as_it_is),
        TEST(the_summary_tells_what_it_is),
        TEST(a_retry_is_counted_down),
        TEST(the_countdown_ticks_while_it_is_ahead),
        TEST(an_activity_under_the_cursor_is_named),
        TEST(input_and_result_are_values),
        TEST(a_failure_is_told_from_its_root),
        TEST(an_archived_run_says_so_and_cannot_be_changed),
        TEST(the_tree_is_read_where_it_is_opened),
        TEST(a_tree_that_is_not_told_is_said),
        TEST(brackets_go_along_the_chain),
        TEST(updates_that_are_not_done_are_pending),
        TEST(nothing_raw_is_shown),
        TEST(what_is_no_json_is_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
