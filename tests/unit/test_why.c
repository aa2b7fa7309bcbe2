/* From what is known of a run to the causes, the worst first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "commands/why.h"
#include "proto/json_read.h"

#define NOW (INT64_C(1767268800) * 1000000000) /* 2026-01-01T12:00:00Z */
#define MINUTE (INT64_C(60) * 1000000000)

struct given {
    struct wf_arena *a;
    struct wf_why_facts facts;
    struct wf_why_queue queue;
    struct wf_why why;
};

static void *message(struct given *g, const ProtobufCMessageDescriptor *d, const char *json)
{
    struct wf_bytes text = { (unsigned char *)json, strlen(json) };
    struct wf_error err = WF_ERROR_INIT;
    void *m = NULL;

    if (wf_json_to_message(g->a, d, "test", text, true, &m, &err) != WF_OK)
        fail_msg("%s", err.text);
    return m;
}

static const struct wf_why_queue *the_queue(void *user, const char *name, int type)
{
    struct given *g = user;

    g->queue.name = name;
    g->queue.type = type;
    return &g->queue;
}

/* `run` are further fields of the info, `rest` further ones of the reply; JSON or "". */
static struct given *given(const char *status, const char *run, const char *rest,
                           const char *pollers)
{
    struct wf_arena *a = wf_arena_new();
    struct given *g = wf_arena_zalloc(a, sizeof *g);

    g->a = a;
    g->facts = (struct wf_why_facts){ .a = a,
                                      .namespace_ = "default",
                                      .now_ns = NOW,
                                      .silent_ns = MINUTE,
                                      .queue = the_queue,
                                      .user = g };
    g->facts.reply =
        message(g, &tworkflowservice__describe_workflow_execution_response__descriptor,
                wf_arena_printf(
                    a,
                    "{\"workflowExecutionInfo\":{\"execution\":{\"workflowId\":\"it's\","
                    "\"runId\":\"r\"},\"type\":{\"name\":\"Order\"},\"taskQueue\":\"q\","
                    "\"status\":\"%s\"%s}%s}",
                    status, run, rest));
    g->queue.reply = message(g, &tworkflowservice__describe_task_queue_response__descriptor,
                             wf_arena_printf(a, "{\"pollers\":[%s]}", pollers));
    return g;
}

/* The last events, newest first. */
static void events(struct given *g, const char *json)
{
    Thistory__History *h = message(g, &thistory__history__descriptor,
                                   wf_arena_printf(g->a, "{\"events\":[%s]}", json));

    g->facts.tail = h->events;
    g->facts.n_tail = h->n_events;
}

static void assert_causes(struct given *g, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_why_judge(&g->facts, &g->why);
    for (size_t i = 0; i < g->why.n; i++) {
        wf_strbuf_addf(&b, "%s%s", i > 0 ? " " : "", wf_why_word(g->why.causes[i].kind));
        assert_non_null(g->why.causes[i].text);
        assert_non_null(g->why.causes[i].about);
    }
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
}

#define LIVE "{\"identity\":\"w\",\"lastAccessTime\":\"2026-01-01T11:59:50Z\"}"
#define STALE "{\"identity\":\"w\",\"lastAccessTime\":\"2026-01-01T11:58:00Z\"}"
#define TASK                                                                               \
    ",\"pendingWorkflowTask\":{\"state\":\"PENDING_WORKFLOW_TASK_STATE_SCHEDULED\","       \
    "\"scheduledTime\":\"2026-01-01T11:59:00Z\",\"attempt\":1}"
#define ACTIVITY(id, more)                                                                 \
    "{\"activityId\":\"" id "\",\"activityType\":{\"name\":\"charge\"}," more "}"
#define FAILED                                                                             \
    "\"state\":\"PENDING_ACTIVITY_STATE_SCHEDULED\",\"attempt\":4,"                        \
    "\"nextAttemptScheduleTime\":"                                                         \
    "\"2026-01-01T12:01:00Z\",\"lastFailure\":{\"message\":\"no\","                        \
    "\"applicationFailureInfo\":{\"type\":\"Declined\"}}"
#define RUNNING(since)                                                                     \
    "\"state\":\"PENDING_ACTIVITY_STATE_STARTED\",\"attempt\":1,\"lastWorkerIdentity\":"   \
    "\"w\","                                                                               \
    "\"lastStartedTime\":\"" since "\""

static void a_task_without_a_poller_is_the_worst(void **state)
{
    struct given *g = given("Running", "", TASK, "");

    (void)state;
    assert_causes(g, "no-poller");
    assert_true(wf_why_is_problem(&g->why));
    assert_string_equal(g->why.causes[0].text,
                        "nobody polls task queue 'q' for workflow tasks; its workflow task "
                        "waits for 1m");
    wf_arena_free(g->a);
}

static void a_poll_of_two_minutes_ago_is_stale_one_of_ten_seconds_is_not(void **state)
{
    struct given *g = given("Running", "", TASK, STALE);

    (void)state;
    assert_causes(g, "stale-poller");
    wf_arena_free(g->a);
    g = given("Running", "", TASK, STALE "," LIVE);
    assert_causes(g, "workflow-task");
    assert_false(wf_why_is_problem(&g->why));
    wf_arena_free(g->a);
}

static void activities_are_ranked(void **state)
{
    struct given *g = given(
        "Running", "",
        ",\"pendingActivities\":[" ACTIVITY("1", RUNNING("2026-01-01T11:59:30Z")) "," ACTIVITY(
            "2",
            FAILED) "," ACTIVITY("3",
                                 RUNNING("2026-01-01T11:00:00Z")) "," ACTIVITY("4",
                                                                               "\"paused\":"
                                                                               "true") "]",
        LIVE);

    (void)state;
    assert_causes(g, "activity-paused activity-retrying activity-silent activity");
    assert_string_equal(g->why.causes[1].mend,
                        "once the cause is gone: wfsh call ResetActivity "
                        "'{\"namespace\":\"default\",\"execution\":{\"workflowId\":\"it'\\'"
                        "'s\"},\"id\":\"2\"}'");
    assert_string_equal(g->why.causes[1].text,
                        "activity charge (id 2) fails (try 4, next in 1m): Declined: no");
    wf_arena_free(g->a);
}

static void a_heartbeat_timeout_is_waited_for(void **state)
{
    struct given *g = given(
        "Running", "",
        ",\"pendingActivities\":[" ACTIVITY(
            "1", RUNNING("2026-01-01T11:50:00Z") ",\"activityOptions\":{"
                                                 "\"heartbeatTimeout\":\"3600s\"}") "]",
        LIVE);

    (void)state;
    assert_causes(g, "activity");
    wf_arena_free(g->a);
}

static void a_timer_that_fired_is_not_waited_for(void **state)
{
    struct given *g = given("Running", "", "", LIVE);

    (void)state;
    events(g,
           "{\"eventId\":\"7\",\"eventType\":\"TimerFired\",\"timerFiredEventAttributes\":"
           "{\"timerId\":\"a\",\"startedEventId\":\"5\"}},"
           "{\"eventId\":\"6\",\"eventTime\":\"2026-01-01T11:59:00Z\",\"eventType\":"
           "\"TimerStarted\",\"timerStartedEventAttributes\":{\"timerId\":\"b\","
           "\"startToFireTimeout\":\"300s\"}},"
           "{\"eventId\":\"5\",\"eventType\":\"TimerStarted\","
           "\"timerStartedEventAttributes\":{\"timerId\":\"a\",\"startToFireTimeout\":"
           "\"60s\"}}");
    assert_causes(g, "timer");
    assert_string_equal(g->why.causes[0].text, "it waits for timer b of 5m, fires in 4m");
    wf_arena_free(g->a);
}

static void a_cancel_request_may_take_its_time(void **state)
{
    static const char *const at[] = { "2026-01-01T11:59:55Z", "2026-01-01T11:59:00Z" };
    static const char *const want[] = { "signal", "cancel-ignored signal" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct given *g = given(
            "Running", "", ",\"workflowExtendedInfo\":{\"cancelRequested\":true}", LIVE);

        events(g,
               wf_arena_printf(g->a,
                               "{\"eventId\":\"6\",\"eventType\":\"WorkflowTaskCompleted\","
                               "\"workflowTaskCompletedEventAttributes\":{}},"
                               "{\"eventId\":\"5\",\"eventTime\":\"%s\",\"eventType\":"
                               "\"WorkflowExecutionCancelRequested\","
                               "\"workflowExecutionCancelRequestedEventAttributes\":{}}",
                               at[i]));
        assert_causes(g, want[i]);
        wf_arena_free(g->a);
    }
}

static void a_task_that_completed_since_failed_no_more(void **state)
{
    static const char failed[] =
        "{\"eventId\":\"4\",\"eventTime\":\"2026-01-01T11:00:00Z\",\"eventType\":"
        "\"WorkflowTaskFailed\",\"workflowTaskFailedEventAttributes\":{\"failure\":{"
        "\"message\":\"oops\",\"applicationFailureInfo\":{\"type\":\"Bug\"}}}}";
    struct given *g = given("Running", "", TASK, LIVE);

    (void)state;
    events(g, failed);
    assert_causes(g, "task-failing");
    assert_string_equal(g->why.causes[0].about, "Order: Bug: oops");
    events(g, wf_arena_printf(g->a,
                              "{\"eventId\":\"6\",\"eventType\":\"WorkflowTaskCompleted\","
                              "\"workflowTaskCompletedEventAttributes\":{}},%s",
                              failed));
    assert_causes(g, "workflow-task");
    wf_arena_free(g->a);
}

static void what_is_unknown_of_a_queue_is_said(void **state)
{
    struct given *g = given("Running", "", TASK, "");

    (void)state;
    g->queue.reply = NULL;
    g->queue.error = "no hosts";
    assert_causes(g, "service-gone");
    g->facts.queue = NULL;
    assert_causes(g, "workflow-task");
    wf_arena_free(g->a);
}

static void more_causes_than_there_is_room_for(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct given *g;

    (void)state;
    wf_strbuf_adds(&b, ",\"pendingActivities\":[");
    for (int i = 0; i < 3 * WF_WHY_MAX; i++)
        wf_strbuf_addf(&b, "%s%s", i > 0 ? "," : "", ACTIVITY("1", FAILED));
    wf_strbuf_adds(&b, "]");
    g = given("Running", "", wf_strbuf_str(&b), LIVE);
    wf_why_judge(&g->facts, &g->why);
    assert_int_equal(g->why.n, WF_WHY_MAX);
    wf_strbuf_release(&b);
    wf_arena_free(g->a);
}

static void a_closed_run_has_one_cause_even_without_its_last_event(void **state)
{
    struct given *g = given("Failed", ",\"closeTime\":\"2026-01-01T11:00:00Z\"", TASK, "");

    (void)state;
    assert_int_equal(wf_why_wants(g->facts.reply), 1);
    assert_causes(g, "failed");
    wf_arena_free(g->a);
}

static void every_kind_has_a_word_and_a_line(void **state)
{
    (void)state;
    for (int i = 0; i < WF_WHY_KINDS; i++) {
        assert_non_null(wf_why_word((enum wf_why_kind)i));
        assert_non_null(wf_why_help((enum wf_why_kind)i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_without_a_poller_is_the_worst),
        cmocka_unit_test(a_poll_of_two_minutes_ago_is_stale_one_of_ten_seconds_is_not),
        cmocka_unit_test(activities_are_ranked),
        cmocka_unit_test(a_heartbeat_timeout_is_waited_for),
        cmocka_unit_test(a_timer_that_fired_is_not_waited_for),
        cmocka_unit_test(a_cancel_request_may_take_its_time),
        cmocka_unit_test(a_task_that_completed_since_failed_no_more),
        cmocka_unit_test(what_is_unknown_of_a_queue_is_said),
        cmocka_unit_test(more_causes_than_there_is_room_for),
        cmocka_unit_test(a_closed_run_has_one_cause_even_without_its_last_event),
        cmocka_unit_test(every_kind_has_a_word_and_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
