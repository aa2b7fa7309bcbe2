/* Facts of events, groups of them, failures in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "client/event_group.h"
#include "client/history.h"
#include "commands/event_select.h"
#include "commands/failure_text.h"
#include "proto/json_read.h"
#include "proto/message.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct wf_arena *arena;
static struct wf_strbuf out;

static int begin(void **state)
{
    (void)state;
    arena = wf_arena_new();
    out = (struct wf_strbuf)WF_STRBUF_INIT;
    return 0;
}

static int done(void **state)
{
    (void)state;
    wf_arena_free(arena);
    wf_strbuf_release(&out);
    return 0;
}

static void *read_json(const ProtobufCMessageDescriptor *d, const char *json)
{
    struct wf_bytes text = { (const unsigned char *)json, strlen(json) };
    struct wf_error err = WF_ERROR_INIT;
    void *m = NULL;

    if (wf_json_to_message(arena, d, "test", text, true, &m, &err) != WF_OK)
        fail_msg("%s\n%s", err.text, err.hint);
    return m;
}

static Thistory__HistoryEvent *event(const char *json)
{
    return read_json(&thistory__history_event__descriptor, json);
}

#define PAYLOADS(b64)                                                                      \
    "{\"payloads\":[{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},\"data\":\"" b64     \
    "\"}]}"

#define MARKER(name, details)                                                              \
    "{\"eventId\":4,\"eventType\":\"EVENT_TYPE_MARKER_RECORDED\","                         \
    "\"markerRecordedEventAttributes\":{\"markerName\":\"" name "\",\"details\":{" details \
    "}}}"
#define MARKER_DATA(b64) "\"data\":" PAYLOADS(b64)
#define CORE_DATA MARKER_DATA("eyJhY3Rpdml0eV90eXBlIjoiY2hhcmdlIiwic2VxIjoxfQ==")
#define GO_DATA MARKER_DATA("eyJBY3Rpdml0eVR5cGUiOiJDaGFyZ2UiLCJBdHRlbXB0IjoxfQ==")
#define JAVA_TYPE "\"type\":" PAYLOADS("IkNoYXJnZSI=")
#define LOCAL MARKER("core_local_activity", CORE_DATA ",\"result\":" PAYLOADS("NDI="))
#define LOCAL_FAILED                                                                       \
    "{\"eventId\":4,\"eventType\":\"EVENT_TYPE_MARKER_RECORDED\","                         \
    "\"markerRecordedEventAttributes\":{\"markerName\":\"LocalActivity\",\"details\":"     \
    "{" GO_DATA                                                                            \
    "},\"failure\":{\"message\":\"no\",\"applicationFailureInfo\":{\"type\":\"E\"}}}}"
#define STARTED                                                                            \
    "{\"eventId\":1,\"eventTime\":\"2026-01-01T00:00:00Z\",\"eventType\":"                 \
    "\"WorkflowExecutionStarted\",\"workflowExecutionStartedEventAttributes\":{"           \
    "\"workflowType\":{\"name\":\"Pay\"},\"attempt\":2}}"
#define SCHEDULED                                                                          \
    "{\"eventId\":5,\"eventTime\":\"2026-01-01T00:00:01Z\",\"eventType\":"                 \
    "\"ActivityTaskScheduled\",\"activityTaskScheduledEventAttributes\":{"                 \
    "\"activityId\":\"7\",\"activityType\":{\"name\":\"charge\"},\"input\":" PAYLOADS(     \
        "NDI=") ",\"workflowTaskCompletedEventId\":4}}"
#define RUNNING                                                                            \
    "{\"eventId\":6,\"eventTime\":\"2026-01-01T00:00:02Z\",\"eventType\":"                 \
    "\"ActivityTaskStarted\",\"activityTaskStartedEventAttributes\":{"                     \
    "\"scheduledEventId\":5,\"attempt\":3}}"
#define FAILED                                                                             \
    "{\"eventId\":7,\"eventTime\":\"2026-01-01T00:00:04Z\",\"eventType\":"                 \
    "\"ActivityTaskFailed\",\"activityTaskFailedEventAttributes\":{"                       \
    "\"scheduledEventId\":5,\"startedEventId\":6,\"retryState\":"                          \
    "\"RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED\",\"failure\":" FAILURE "}}"
#define FAILURE                                                                            \
    "{\"message\":\"payment failed\",\"applicationFailureInfo\":{\"type\":\"PayError\","   \
    "\"nonRetryable\":true},\"cause\":{\"message\":\"card\\u001b[2J declined\\nsorry\","   \
    "\"stackTrace\":\"at a\\n\\nat b\\n\",\"applicationFailureInfo\":{\"type\":"           \
    "\"CardError\",\"details\":" PAYLOADS("eyJhIjoxfQ==") "}}}"
#define SIGNALED                                                                           \
    "{\"eventId\":8,\"eventTime\":\"2026-01-01T00:00:05Z\",\"eventType\":"                 \
    "\"WorkflowExecutionSignaled\",\"workflowExecutionSignaledEventAttributes\":{"         \
    "\"signalName\":\"go\",\"input\":" PAYLOADS("Im5vdyI=") ",\"identity\":\"me\"}}"
#define TIMER                                                                              \
    "{\"eventId\":9,\"eventTime\":\"2026-01-01T00:00:06Z\",\"eventType\":"                 \
    "\"TimerStarted\",\"timerStartedEventAttributes\":{\"timerId\":\"t1\","                \
    "\"startToFireTimeout\":\"90s\"}}"
#define FIRED                                                                              \
    "{\"eventId\":10,\"eventTime\":\"2026-01-01T00:01:36Z\",\"eventType\":"                \
    "\"TimerFired\",\"timerFiredEventAttributes\":{\"timerId\":\"t1\","                    \
    "\"startedEventId\":9}}"
#define TASK_FAILED(id)                                                                    \
    "{\"eventId\":" id ",\"eventTime\":\"2026-01-01T00:02:00Z\",\"eventType\":"            \
    "\"WorkflowTaskFailed\",\"workflowTaskFailedEventAttributes\":{"                       \
    "\"scheduledEventId\":11,\"startedEventId\":12,\"cause\":"                             \
    "\"WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR\",\"failure\":" FAILURE "}}"
#define TERMINATED                                                                         \
    "{\"eventId\":15,\"eventTime\":\"2026-01-01T00:03:00Z\",\"eventType\":"                \
    "\"WorkflowExecutionTerminated\",\"workflowExecutionTerminatedEventAttributes\":{"     \
    "\"reason\":\"enough\"}}"

static void facts(void **state)
{
    static const struct {
        const char *json, *type, *category, *class_;
        int64_t group;
    } cases[] = {
        { STARTED, "WorkflowExecutionStarted", "workflow", "runs", 0 },
        { SCHEDULED, "ActivityTaskScheduled", "activity", "opens", 5 },
        { RUNNING, "ActivityTaskStarted", "activity", "runs", 5 },
        { FAILED, "ActivityTaskFailed", "activity", "failed", 5 },
        { SIGNALED, "WorkflowExecutionSignaled", "signal", "succeeded", 8 },
        { TIMER, "TimerStarted", "timer", "opens", 9 },
        { FIRED, "TimerFired", "timer", "succeeded", 9 },
        { TASK_FAILED("13"), "WorkflowTaskFailed", "workflow-task", "failed", 11 },
        { TERMINATED, "WorkflowExecutionTerminated", "workflow", "failed", 0 },
        { "{\"eventId\":3,\"eventType\":999}", "999", "other", "neutral", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const Thistory__HistoryEvent *e = event(cases[i].json);
        char buf[96];

        assert_string_equal(wf_event_type(e, buf, sizeof buf), cases[i].type);
        assert_string_equal(wf_event_category_word(wf_event_category(e)),
                            cases[i].category);
        assert_string_equal(wf_event_class_word(wf_event_class(e)), cases[i].class_);
        assert_int_equal(wf_event_group_id(e), cases[i].group);
    }
}

/* Every type that the API knows has a category and can be summed up when it is empty. */
static void every_type_is_known(void **state)
{
    const ProtobufCEnumDescriptor *d = &tenums__event_type__descriptor;

    (void)state;
    for (unsigned i = 1; i < d->n_values; i++) {
        Thistory__HistoryEvent *e = wf_msg_new(arena, &thistory__history_event__descriptor);

        e->event_id = 1;
        e->event_type = (Tenums__EventType)d->values[i].value;
        wf_event_summary(&out, e, 100); /* no attributes: says nothing, reads nothing */
        assert_int_equal(out.len, 0);
        for (unsigned f = 0; f < thistory__history_event__descriptor.n_fields; f++) {
            const ProtobufCFieldDescriptor *field =
                &thistory__history_event__descriptor.fields[f];

            if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
                continue;
            e->attributes_case = (Thistory__HistoryEvent__AttributesCase)field->id;
            e->workflow_execution_started_event_attributes =
                wf_msg_new(arena, field->descriptor);
            wf_event_summary(&out, e, 100); /* also attributes of another type */
            (void)wf_event_group_id(e);
            (void)wf_event_failure(e);
            (void)wf_event_next_run(e);
            wf_strbuf_clear(&out);
        }
    }
}

static void what_does_not_fit_its_type_is_mended(void **state)
{
    Thistory__HistoryEvent *e =
        event("{\"eventId\":1,\"eventType\":\"ActivityTaskStarted\","
              "\"timerFiredEventAttributes\":"
              "{\"timerId\":\"x\"}}");
    Thistory__HistoryEvent *unknown = event("{\"eventId\":1,\"eventType\":999}");

    (void)state;
    assert_false(wf_event_is_sound(e));
    wf_event_mend(arena, e);
    assert_true(wf_event_is_sound(e));
    assert_int_equal(e->activity_task_started_event_attributes->attempt, 0);
    wf_event_mend(arena, unknown);
    assert_int_equal(unknown->attributes_case, 0);
}

static void summaries(void **state)
{
    static const struct {
        const char *json, *text;
    } cases[] = {
        { STARTED, "Pay · attempt 2" },
        { SCHEDULED, "charge · id 7 · 42" },
        { RUNNING, "attempt 3" },
        { FAILED, "CardError: card\x1b[2J declined · MaximumAttemptsReached" },
        { SIGNALED, "go · \"now\" · by me" },
        { TIMER, "t1 · 1m 30s" },
        { FIRED, "t1" },
        { TASK_FAILED("13"), "NonDeterministicError · CardError: card\x1b[2J declined" },
        { TERMINATED, "enough" },
        { LOCAL, "charge (local) · 42" },
        { LOCAL_FAILED, "Charge (local) · E: no" },
        { MARKER("LocalActivity", JAVA_TYPE), "Charge (local)" },
        { MARKER("core_local_activity", ""), "core_local_activity" },
        { MARKER("Version", MARKER_DATA("NDI=")), "Version · data 42" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        wf_strbuf_clear(&out);
        wf_event_summary(&out, event(cases[i].json), 100);
        assert_string_equal(wf_strbuf_str(&out), cases[i].text);
    }
}

static void links(void **state)
{
    int64_t ids[8];

    (void)state;
    assert_int_equal(wf_event_links(event(FAILED), ids, 8), 2);
    assert_int_equal(ids[0], 5);
    assert_int_equal(ids[1], 6);
    assert_int_equal(wf_event_links(event(FAILED), ids, 1), 1);
    assert_int_equal(wf_event_links(event(STARTED), ids, 8), 0);
}

static void what_closes_a_run(void **state)
{
    (void)state;
    assert_true(wf_event_closes(event(TERMINATED)));
    assert_false(wf_event_closes(event(FAILED)));
    assert_null(wf_event_next_run(event(TERMINATED)));
    assert_string_equal(
        wf_event_next_run(event("{\"eventType\":\"WorkflowExecutionFailed\","
                                "\"workflowExecutionFailedEventAttributes\":{"
                                "\"newExecutionRunId\":\"r2\"}}")),
        "r2");
}

/* ---- failures ---------------------------------------------------------------------------
 */

static void the_root_cause_comes_first(void **state)
{
    const Tfailure__Failure *f = read_json(&tfailure__failure__descriptor, FAILURE);

    (void)state;
    wf_failure_text(&out, f, 1, WF_FAILURE_STACKS);
    assert_string_equal(wf_strbuf_str(&out),
                        " CardError: card\\x1b[2J declined\n"
                        "   sorry\n"
                        "   details: {\"a\":1}\n"
                        "   at a\n"
                        "   at b\n"
                        " ← PayError: payment failed · not retryable\n");
    wf_strbuf_clear(&out);
    wf_failure_short(&out, f);
    assert_string_equal(wf_strbuf_str(&out), "CardError: card\\x1b[2J declined");
}

static void an_encoded_failure_is_read(void **state)
{
    /* {"message":"hidden","stack_trace":"at c"} */
    const Tfailure__Failure *f =
        read_json(&tfailure__failure__descriptor,
                  "{\"message\":\"Encoded "
                  "failure\",\"encodedAttributes\":{\"metadata\":{\"encoding\":"
                  "\"anNvbi9wbGFpbg==\"},\"data\":"
                  "\"eyJtZXNzYWdlIjoiaGlkZGVuIiwic3RhY2tfdHJhY2UiOiJhdCBjIn0=\"}}");

    (void)state;
    assert_string_equal(wf_failure_message(arena, f), "hidden");
    assert_string_equal(wf_failure_stack(arena, f), "at c");
}

/* ---- groups -----------------------------------------------------------------------------
 */

static void an_activity_is_one_group(void **state)
{
    struct wf_grouper *g = wf_grouper_new();
    const struct wf_event_group *x;

    (void)state;
    wf_grouper_feed(g, event(SCHEDULED));
    assert_null(wf_grouper_take(g, false)); /* it is open */
    wf_grouper_feed(g, event(RUNNING));
    wf_grouper_feed(g, event(SIGNALED));
    assert_null(wf_grouper_take(g, false)); /* in the order in which they began */
    wf_grouper_feed(g, event(FAILED));
    x = wf_grouper_take(g, false);
    assert_non_null(x);
    assert_string_equal(x->name, "charge");
    assert_int_equal(x->state, WF_GROUP_FAILED);
    assert_string_equal(wf_group_state_word(x), "Failed");
    assert_int_equal(x->attempts, 3);
    assert_int_equal(x->first_event, 5);
    assert_int_equal(x->last_event, 7);
    assert_int_equal(x->end_ns - x->begin_ns, 3000000000);
    assert_int_equal(x->end_ns - x->start_ns, 2000000000);
    x = wf_grouper_take(g, false);
    assert_string_equal(x->name, "go");
    assert_string_equal(wf_group_state_word(x), "Received");
    assert_null(wf_grouper_take(g, true));
    wf_grouper_free(g);
}

/* What the user said as it opened stays, whatever comes of it. */
static void a_note_and_a_cancel_are_kept(void **state)
{
    struct wf_grouper *g = wf_grouper_new();
    const struct wf_event_group *x;
    Thistory__HistoryEvent *opens = event(SCHEDULED);

    (void)state;
    opens->user_metadata =
        read_json(&tsdk__user_metadata__descriptor,
                  "{\"summary\":{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},\"data\":"
                  "\"ImEgbm90ZSI=\"}}");
    wf_grouper_feed(g, opens);
    wf_grouper_feed(g, event("{\"eventId\":6,\"eventType\":"
                             "\"EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED\","
                             "\"activityTaskCancelRequestedEventAttributes\":"
                             "{\"scheduledEventId\":5}}"));
    x = wf_grouper_at(g, 0);
    assert_string_equal(wf_group_state_word(x), "CancelRequested");
    assert_string_equal(x->detail, "id 7 · 42 · \"a note\"");
    wf_grouper_feed(g, event(FAILED));
    x = wf_grouper_take(g, false);
    assert_string_equal(wf_group_state_word(x), "Failed");
    assert_string_equal(x->detail, "CardError: card\x1b[2J declined · "
                                   "MaximumAttemptsReached · \"a note\"");
    wf_grouper_free(g);
}

static void a_local_activity_is_a_group(void **state)
{
    struct wf_grouper *g = wf_grouper_new();

    (void)state;
    wf_grouper_feed(g, event(LOCAL));
    assert_string_equal(wf_group_state_word(wf_grouper_take(g, false)), "Completed");
    wf_grouper_feed(g, event(LOCAL_FAILED));
    assert_string_equal(wf_group_state_word(wf_grouper_take(g, false)), "Failed");
    wf_grouper_feed(g, event(MARKER("Version", "")));
    assert_string_equal(wf_group_state_word(wf_grouper_take(g, false)), "Recorded");
    wf_grouper_free(g);
}

static void timers_and_what_is_open(void **state)
{
    struct wf_grouper *g = wf_grouper_new();
    const struct wf_event_group *x;

    (void)state;
    wf_grouper_feed(g, event(TIMER));
    wf_grouper_feed(g, event(SCHEDULED));
    wf_grouper_feed(g, event(FIRED));
    x = wf_grouper_take(g, false);
    assert_string_equal(x->name, "t1");
    assert_string_equal(wf_group_state_word(x), "Fired");
    assert_int_equal(wf_grouper_count(g), 1);
    assert_string_equal(wf_group_state_word(wf_grouper_at(g, 0)), "Scheduled");
    x = wf_grouper_take(g, true);
    assert_string_equal(x->name, "charge");
    wf_grouper_free(g);
}

static void failing_workflow_tasks_are_one_group(void **state)
{
    struct wf_grouper *g = wf_grouper_new();
    const struct wf_event_group *x;

    (void)state;
    wf_grouper_feed(g, event(TASK_FAILED("13")));
    wf_grouper_feed(g, event(TASK_FAILED("14")));
    wf_grouper_feed(g, event(TERMINATED));
    x = wf_grouper_take(g, false);
    assert_non_null(x);
    assert_int_equal(x->attempts, 2);
    assert_int_equal(x->category, WF_EVENT_WORKFLOW_TASK);
    assert_int_equal(x->state, WF_GROUP_FAILED);
    x = wf_grouper_take(g, false);
    assert_int_equal(x->state, WF_GROUP_TERMINATED);
    wf_grouper_free(g);
}

/* What waits behind an open group is bounded. */
static void one_open_group_does_not_hold_all_others(void **state)
{
    struct wf_grouper *g = wf_grouper_new();
    size_t n = 0;

    (void)state;
    wf_grouper_feed(g, event(SCHEDULED));
    for (int i = 0; i < 3000; i++) {
        Thistory__HistoryEvent *e = event(SIGNALED);

        e->event_id = 100 + i;
        wf_grouper_feed(g, e);
        while (wf_grouper_take(g, false) != NULL)
            n++;
    }
    assert_int_equal(n, 2000);
    wf_grouper_free(g);
}

/* ---- which ones -------------------------------------------------------------------------
 */

static bool selects(struct wf_event_select_args *args, const char *json)
{
    struct wf_event_select *s = NULL;
    struct wf_error err = WF_ERROR_INIT;
    bool yes;

    assert_int_equal(wf_event_select_new(args, &s, &err), WF_OK);
    yes = wf_event_select_match(s, event(json));
    wf_event_select_free(s);
    return yes;
}

static void selection(void **state)
{
    const char *words[] = { "Activity*", "!opens" };
    struct wf_event_select_args filters = { .event = WF_UNSET, .filters = { words, 2 } };
    struct wf_event_select_args range = { .event = WF_UNSET, .range = "6..8" };
    struct wf_event_select_args grep = { .event = WF_UNSET, .grep = "declined\\ssorry" };
    struct wf_event_select_args payload = { .event = WF_UNSET, .grep = "^\"now\"$" };

    const char *both[] = { "activity,failed", "timer" }, *bad = "failed";
    struct wf_event_select_args failed = { .event = WF_UNSET, .filters = { &bad, 1 } };
    struct wf_event_select_args combined = { .event = WF_UNSET, .filters = { both, 2 } };

    (void)state;
    assert_true(selects(&combined, FAILED));
    assert_true(selects(&combined, FIRED));
    assert_false(selects(&combined, SCHEDULED));
    assert_false(selects(&combined, TERMINATED));
    assert_false(selects(&filters, SCHEDULED));
    assert_true(selects(&filters, RUNNING));
    assert_false(selects(&filters, SIGNALED));
    assert_false(selects(&range, SCHEDULED));
    assert_true(selects(&range, SIGNALED));
    assert_true(selects(&grep, FAILED));
    assert_false(selects(&grep, SCHEDULED));
    assert_true(selects(&payload, SIGNALED));
    assert_false(selects(&failed, LOCAL));
    assert_true(selects(&failed, LOCAL_FAILED));
}

static void bad_selections(void **state)
{
    static const char *const ranges[] = { "", "..", "x", "5..2", "0..3", "1-3", "1..x" };
    struct wf_event_select *s = NULL;
    struct wf_error err = WF_ERROR_INIT;

    (void)state;
    for (size_t i = 0; i < COUNT(ranges); i++) {
        struct wf_event_select_args args = { .event = WF_UNSET, .range = ranges[i] };

        assert_int_equal(wf_event_select_new(&args, &s, &err), WF_E_USAGE);
    }
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, done)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(facts),
        T(every_type_is_known),
        T(what_does_not_fit_its_type_is_mended),
        T(summaries),
        T(links),
        T(what_closes_a_run),
        T(the_root_cause_comes_first),
        T(an_encoded_failure_is_read),
        T(an_activity_is_one_group),
        T(a_note_and_a_cancel_are_kept),
        T(a_local_activity_is_a_group),
        T(timers_and_what_is_open),
        T(failing_workflow_tasks_are_one_group),
        T(one_open_group_does_not_hold_all_others),
        T(selection),
        T(bad_selections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
