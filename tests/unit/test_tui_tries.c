/* The view of a history: the tries of what is open, which describe tells and no event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "tui_history.h"

#define ASKED "workflow describe -w order-42 -r run-1 --decode -o json"
#define INFO(status)                                                                       \
    "{\"workflowExecutionInfo\":{\"execution\":{\"workflowId\":\"order-42\","              \
    "\"runId\":\"run-1\"},\"status\":\"WORKFLOW_EXECUTION_STATUS_" status "\","            \
    "\"historyLength\":\"6\"}"

static const char events[] = HEADING
    "1\t2026-01-01T11:50:00Z\tWorkflowExecutionStarted\tworkflow\truns\t\t\tOrder\tOrder\t{"
    "}\n"
    "2\t2026-01-01T11:50:01Z\tActivityTaskScheduled\tactivity\topens\t2\t\tChargeCard\t"
    "ChargeCard\t{\"eventId\":\"2\",\"activityTaskScheduledEventAttributes\":{"
    "\"activityId\":\"5\",\"activityType\":{\"name\":\"ChargeCard\"}}}\n"
    "3\t2026-01-01T11:50:02Z\tActivityTaskScheduled\tactivity\topens\t3\t\tReserveStock\t"
    "ReserveStock\t{\"eventId\":\"3\",\"activityTaskScheduledEventAttributes\":{"
    "\"activityId\":\"6\"}}\n"
    "4\t2026-01-01T11:50:03Z\tNexusOperationScheduled\tnexus\topens\t4\t\tquote\tquote\t{}"
    "\n"
    "5\t2026-01-01T11:50:04Z\tTimerStarted\ttimer\topens\t5\t\tnap\tnap\t{}\n";

#define CHARGE(state, attempt, next)                                                       \
    "{\"activityId\":\"5\",\"activityType\":{\"name\":\"ChargeCard\"},"                    \
    "\"state\":\"PENDING_ACTIVITY_STATE_" state "\",\"attempt\":" attempt ","              \
    "\"maximumAttempts\":20" next ",\"lastWorkerIdentity\":\"w1@host-a\","                 \
    "\"lastAttemptCompleteTime\":\"2026-01-01T11:59:01Z\",\"lastFailure\":{"               \
    "\"message\":\"card declined\",\"applicationFailureInfo\":{\"type\":\"CardError\"},"   \
    "\"cause\":{\"message\":\"limit\\nreached\"}}}"
#define RESERVE                                                                            \
    "{\"activityId\":\"6\",\"state\":\"PENDING_ACTIVITY_STATE_STARTED\",\"attempt\":1,"    \
    "\"lastWorkerIdentity\":\"w2@host-b\",\"heartbeatDetails\":[ {\"page\": 9} ]}"
#define NEXT ",\"nextAttemptScheduleTime\":\"2026-01-01T12:00:41Z\""
#define QUOTE                                                                              \
    ",\"pendingNexusOperations\":[{\"scheduledEventId\":\"4\",\"attempt\":3,"              \
    "\"state\":\"PENDING_NEXUS_OPERATION_STATE_BACKING_OFF\","                             \
    "\"nextAttemptScheduleTime\":\"2026-01-01T12:01:10Z\","                                \
    "\"lastAttemptCompleteTime\":\"2026-01-01T11:59:02Z\","                                \
    "\"lastAttemptFailure\":{\"message\":\"no quotes today\"}}]"
#define TRIES(activities)                                                                  \
    INFO("RUNNING") ",\"pendingActivities\":[" activities "]" QUOTE "}"

static const char tries[] = TRIES(CHARGE("SCHEDULED", "7", NEXT) "," RESERVE);

/* The run is open, its events are read and followed. */
static void open_run(void)
{
    view_reads(ABOUT, INFO("RUNNING") "}");
    type->begin(model, HEAD);
    view_lines(HEAD, events);
}

static void closes(const char *id, const char *group)
{
    char line[200];

    snprintf(
        line, sizeof line,
        "%s\t2026-01-01T12:00:00Z\tActivityTaskCompleted\tactivity\tsucceeded\t%s\t\t\t"
        "\t{}\n",
        id, group);
    view_lines(HEAD, line);
}

static void what_is_open_is_asked_about(void **state)
{
    struct wf_want want;

    (void)state;
    assert_wants(LIVE, ""); /* which run it is, is not known */
    view_reads(ABOUT, INFO("RUNNING") "}");
    assert_wants(LIVE, ""); /* nothing is open */
    type->begin(model, HEAD);
    view_lines(HEAD, events);
    free(view_wants(25, 100, LIVE, &want));
    assert_int_equal(want.mode, WF_FEED_EVERY);
    assert_true(want.settle_first); /* not about each that is over at once */
    assert_wants(LIVE, ASKED);
    view_keys(25, 100, "l");
    assert_wants(LIVE, ASKED);
    view_keys(25, 100, "f"); /* where no tries are shown */
    assert_wants(LIVE, "");
}

static void a_run_that_is_over_costs_nothing(void **state)
{
    (void)state;
    view_reads(ABOUT, INFO("TERMINATED") "}");
    view_reads(HEAD, events);
    assert_wants(LIVE, "");
    view_closes();
    (void)history_opens(state);
    open_run();
    view_reads(LIVE, tries);
    assert_shows(25, 110, "Retrying   ChargeCard");
    view_lines(HEAD, "6\t2026-01-01T12:00:00Z\tWorkflowExecutionTerminated\tworkflow\t"
                     "canceled\t\t\t\t\t{}\n");
    assert_wants(LIVE, "");
    assert_hides(25, 110, "Retrying");
}

static void a_file_has_no_tries(void **state)
{
    const char *const args[] = { "--file", "x.json" };

    (void)state;
    view_closes();
    view_opens("history", 2, args);
    view_reads(ABOUT, INFO("RUNNING") "}");
    view_reads(HEAD, events);
    assert_wants(LIVE, "");
}

static void an_archived_run_has_none(void **state)
{
    (void)state;
    view_reads(ABOUT, INFO("RUNNING") ",\"archived\":true}");
    view_reads(HEAD, events);
    assert_wants(LIVE, "");
}

static void nothing_open_nothing_asked(void **state)
{
    (void)state;
    open_run();
    closes("6", "2");
    closes("7", "3");
    view_lines(HEAD, "8\t2026-01-01T12:00:00Z\tNexusOperationFailed\tnexus\tfailed\t4\t\t\t"
                     "\t{}\n");
    assert_wants(LIVE, ""); /* a timer has no tries */
}

static void a_retry_is_told_as_it_stands(void **state)
{
    (void)state;
    open_run();
    assert_shows(25, 126, "Running    ChargeCard");
    view_reads(LIVE, tries);
    assert_shows(25, 126, "  Retrying   ChargeCard ");
    assert_shows(25, 116, "  7 retrying: card declined");
    assert_shows(25, 126, "  7 retrying: card declined    in 00:41\n");
    assert_shows(25, 96, "  7 card declined\n"); /* the state stands beside it */
    assert_shows(25, 126, "  Running    ReserveStock");
    assert_shows(25, 126, "  1 running w2@host-b");
    assert_shows(25, 126, "  Retrying   quote");
    assert_shows(25, 120, "  3 retrying: no quotes today");
    assert_text("Retrying   activity  ChargeCard  try 7  retrying: card declined\n");
    view_keys(25, 126, "l");
    assert_shows(25, 126, "ChargeCard try 7");
}

static void states_have_words(void **state)
{
    (void)state;
    open_run();
    view_reads(LIVE, TRIES(CHARGE("STARTED", "8", "")));
    assert_shows(25, 140, "8 running w1@host-a, before: card declined");
    view_reads(LIVE, TRIES(CHARGE("PAUSED", "8", NEXT)));
    assert_shows(25, 126, "  Paused     ChargeCard");
    assert_shows(25, 140, "8 paused: card declined"); /* and is not counted down */
    assert_hides(25, 140, "in 00:41");
    view_reads(LIVE, TRIES(CHARGE("CANCEL_REQUESTED", "8", "")));
    assert_shows(25, 140, "8 canceling: card declined");
    view_reads(LIVE,
               TRIES("{\"activityId\":\"5\",\"attempt\":1,\"state\":\"X_SCHEDULED\"}"));
    assert_shows(25, 126, "  Scheduled  ChargeCard");
    assert_shows(25, 126, "1 waits for a worker");
}

static void the_next_try_is_counted_down(void **state)
{
    (void)state;
    open_run();
    assert_false(type->ticks(model));
    view_reads(LIVE, tries);
    assert_false(type->ticks(model)); /* by the wall clock it is long over */
    view_now_ns += 40 * SECOND;
    assert_shows(25, 126, "declined    in 00:01");
    view_now_ns += 2 * SECOND;
    assert_shows(25, 126, "declined         due");
    view_reads(LIVE, TRIES(CHARGE("SCHEDULED", "7",
                                  ",\"nextAttemptScheduleTime\":"
                                  "\"2199-01-01T00:00:00Z\"")));
    assert_true(type->ticks(model));
    view_keys(25, 126, "e"); /* its row is not shown */
    assert_false(type->ticks(model));
    view_keys(25, 126, "el"); /* bars say no time */
    assert_false(type->ticks(model));
}

static void the_pane_has_the_last_failure(void **state)
{
    (void)state;
    open_run();
    view_keys(25, 110, "j");
    assert_shows(25, 110, "-- event 2 --");
    view_reads(LIVE, tries);
    assert_shows(25, 110, "-- event 2  try 7 of 20 in 00:41 --");
    assert_shows(25, 110, "last failure  CardError: card declined");
    assert_shows(25, 110, "caused by  limit\n");
    assert_shows(25, 110, "\n reached");
    assert_shows(25, 110, "failed  2026-01-01T11:59:01Z on w1@host-a");
    assert_shows(25, 110, "activityId  5");
    view_keys(25, 110, "j");
    assert_shows(25, 110, "-- event 3  try 1 --");
    assert_shows(25, 110, "heartbeat  {\"page\":9}");
    view_keys(25, 110, "j"); /* an operation, of which no worker is told */
    assert_shows(25, 110, "-- event 4  try 3 in 01:10 --");
    assert_shows(25, 110, "failed  2026-01-01T11:59:02Z\n");
    view_keys(25, 110, "k");
    assert_shows(25, 110, "heartbeat");
    view_keys(25, 110, "J"); /* an event as it is written */
    assert_hides(25, 110, "heartbeat");
}

static void a_retry_is_found(void **state)
{
    (void)state;
    open_run();
    view_reads(LIVE, tries);
    view_keys(25, 110, "n");
    assert_string_equal(type->value(model, "event", 0), "2");
    view_keys(25, 110, "n"); /* the activity that runs has not failed */
    assert_string_equal(type->value(model, "event", 0), "4");
    type->filter(model, "DECLINED");
    view_keys(25, 110, "gn");
    assert_string_equal(type->value(model, "event", 0), "2");
}

/* Its close is in a page that nobody has read: it is open only as far as one looks. */
static void what_is_not_pending_is_not_asked_about_again(void **state)
{
    (void)state;
    open_run();
    view_reads(LIVE, INFO("RUNNING") "}");
    assert_wants(LIVE, "");
    assert_shows(25, 110, "Running    ChargeCard");
    /* another one opens while it is being asked: that answer says nothing of it */
    type->begin(model, LIVE);
    view_lines(HEAD,
               "6\t2026-01-01T11:50:02Z\tActivityTaskScheduled\tactivity\topens\t6\t\t"
               "Ship\tShip\t{\"activityTaskScheduledEventAttributes\":{"
               "\"activityId\":\"9\"}}\n");
    view_lines(LIVE, INFO("RUNNING") "}");
    view_ends(LIVE, false);
    assert_wants(LIVE, ASKED);
}

static void from_the_end_only_what_is_open_counts(void **state)
{
    struct wf_hist_model *m = model;

    (void)state;
    view_reads(ABOUT, INFO("RUNNING") "}");
    view_lines(TAIL,
               "7\t2026-01-01T12:00:00Z\tActivityTaskCompleted\tactivity\tsucceeded\t2"
               "\t\t\t\t{}\n");
    view_lines(TAIL, events);
    assert_int_equal(m->s.n_open, 2);
    assert_null(wf_hist_open_of(&m->s, 2));
    assert_string_equal(wf_hist_open_of(&m->s, 3)->activity, "6");
}

static void hostile_answers_are_no_harm(void **state)
{
    static const char *const answers[] = {
        "",
        "[",
        "null",
        "{\"pendingActivities\":7}",
        "{\"pendingActivities\":{\"a\":[]}}",
        "{\"pendingActivities\":[1,[],{},{\"activityId\":5,\"attempt\":\"-1\"}]}",
        "{\"pendingActivities\":[{\"activityId\":\"5\",\"attempt\":99999999999,\"state\":7,"
        "\"lastFailure\":{\"message\":\"\\u001b[2J\",\"cause\":[]},"
        "\"lastWorkerIdentity\":\"\\u009b\",\"heartbeatDetails\":[\"\\\"\"]}]}",
    };

    (void)state;
    open_run();
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        view_reads(LIVE, tries);
        view_reads(LIVE, answers[i]);
        view_keys(25, 110, "gjljc");
        assert_hides(25, 110, "\x1b");
        for (int cols = 20; cols < 200; cols += 20)
            free(view_picture(25, cols));
    }
}

static void so_many_and_no_more(void **state)
{
    struct wf_hist_model *m = model;

    (void)state;
    view_reads(ABOUT, INFO("RUNNING") "}");
    for (int id = 1; id <= WF_HISTORY_OPEN_MAX + 50; id++) {
        char line[200];

        snprintf(
            line, sizeof line,
            "%d\t2026-01-01T12:00:00Z\tNexusOperationScheduled\tnexus\topens\t%d\t\tq\tq"
            "\t{}\n",
            id, id);
        view_lines(HEAD, line);
    }
    assert_int_equal(m->s.n_open, WF_HISTORY_OPEN_MAX);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, history_opens, history_closes)
    const struct CMUnitTest tests[] = {
        TEST(what_is_open_is_asked_about),
        TEST(a_run_that_is_over_costs_nothing),
        TEST(a_file_has_no_tries),
        TEST(an_archived_run_has_none),
        TEST(nothing_open_nothing_asked),
        TEST(a_retry_is_told_as_it_stands),
        TEST(states_have_words),
        TEST(the_next_try_is_counted_down),
        TEST(the_pane_has_the_last_failure),
        TEST(a_retry_is_found),
        TEST(what_is_not_pending_is_not_asked_about_again),
        TEST(from_the_end_only_what_is_open_counts),
        TEST(hostile_answers_are_no_harm),
        TEST(so_many_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
