/* The view of a history: read from both ends, shown as groups, bars, events and JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "tui_history.h"

static const char small[] = HEADING
    "1\t2026-01-01T11:50:00.101Z\tWorkflowExecutionStarted\tworkflow\truns\t\t\tOrder\t"
    "Order\t{\"eventId\":\"1\",\"workflowExecutionStartedEventAttributes\":{"
    "\"input\":[{\"n\":1}],\"continuedExecutionRunId\":\"run-0\"}}\n"
    "2\t2026-01-01T11:50:00.102Z\tWorkflowTaskScheduled\tworkflow-task\topens\t2\t1\t\t\t{}"
    "\n"
    "3\t2026-01-01T11:50:00.103Z\tWorkflowTaskCompleted\tworkflow-"
    "task\tsucceeded\t2\t\t\t\t"
    "{}\n"
    "4\t2026-01-01T11:50:01Z\tActivityTaskScheduled\tactivity\topens\t4\t\tChargeCard\t"
    "ChargeCard\t{\"eventId\":\"4\",\"activityTaskScheduledEventAttributes\":{"
    "\"activityId\":\"5\",\"activityType\":{\"name\":\"ChargeCard\"}}}\n"
    "5\t2026-01-01T11:50:02Z\tTimerStarted\ttimer\topens\t5\t\tnap\tnap\t{}\n"
    "6\t2026-01-01T11:50:03Z\tActivityTaskStarted\tactivity\truns\t4\t7\tChargeCard\t"
    "ChargeCard\t{}\n"
    "7\t2026-01-01T11:50:31Z\tActivityTaskFailed\tactivity\tfailed\t4\t\tChargeCard\t"
    "ChargeCard \xc2\xb7 card declined\t{\"eventId\":\"7\","
    "\"activityTaskFailedEventAttributes\":{\"failure\":{\"message\":\"card "
    "declined\"}}}\n";

/* Events of timers from `from` to `to`, in either order. */
static void timers(unsigned slot, int from, int to)
{
    int step = from <= to ? 1 : -1;

    for (int id = from; id != to + step; id += step) {
        char line[300];
        int n = snprintf(line, sizeof line,
                         "%d\t2026-01-01T11:%02d:%02d.%03dZ\tTimer%s\ttimer\t%s\t%d\t\t%s\t"
                         "timer %d\t{\"eventId\":\"%d\"}",
                         id, id / 60000 % 60, id / 1000 % 60, id % 1000,
                         id % 2 ? "Started" : "Fired", id % 2 ? "opens" : "succeeded",
                         id % 2 ? id : id - 1, id % 2 ? "t" : "", id, id);

        type->line(model, slot, line, (size_t)n);
    }
}

static void about(const char *status, int events)
{
    char text[400];

    snprintf(text, sizeof text,
             "{\"workflowExecutionInfo\":{\"execution\":{\"workflowId\":\"order-42\","
             "\"runId\":\"run-1\"},\"status\":\"WORKFLOW_EXECUTION_STATUS_%s\","
             "\"historyLength\":\"%d\"}}",
             status, events);
    view_reads(ABOUT, text);
}

static size_t lines_wanted(unsigned slot)
{
    struct wf_want want;

    free(view_wants(25, 100, slot, &want));
    return want.n > 0 ? want.lines : 0;
}

static void events_of_one_thing_are_one_row(void **state)
{
    (void)state;
    view_reads(HEAD, small);
    assert_shows(25, 110, "Failed     ChargeCard                    activity");
    assert_shows(25, 110, "30s   7 card declined");
    assert_shows(25, 110, "Running    nap");
    assert_text("     4  2026-01-01T11:50:01Z  Failed     activity  ChargeCard");
    assert_hides(25, 110, "WorkflowTask"); /* a task that went well */
    view_keys(25, 110, "x");
    assert_shows(25, 110, "WorkflowTask");
}

static void what_a_closed_run_leaves_open_does_not_run(void **state)
{
    (void)state;
    about("COMPLETED", 8);
    view_reads(HEAD, small);
    view_lines(HEAD, "8\t2026-01-01T11:51:00Z\tWorkflowExecutionCompleted\tworkflow\t"
                     "succeeded\t8\t\t\t\t{}\n");
    assert_shows(25, 110, "left open  nap");
    assert_text("left open  timer");
}

static void full_shows_every_event_and_e_only_failures(void **state)
{
    (void)state;
    view_reads(HEAD, small);
    view_keys(25, 110, "f");
    assert_shows(25, 110, "    3  2026-01-01T11:50:00.103Z  WorkflowTaskCompleted");
    view_keys(25, 110, "x");
    assert_hides(25, 110, "WorkflowTaskCompleted");
    view_keys(25, 110, "e");
    assert_hides(25, 110, "TimerStarted");
    assert_shows(25, 110, "ActivityTaskFailed");
}

static void the_detail_is_of_the_cursor(void **state)
{
    (void)state;
    view_reads(HEAD, small);
    view_keys(25, 110, "fjjj");
    assert_shows(25, 110, "-- event 4 --");
    assert_shows(25, 110, "activityType  ChargeCard");
    assert_string_equal(type->value(model, "event", 0), "4");
    view_keys(25, 110, "c"); /* from the event to its group: all of its events */
    assert_shows(25, 110, "events 4 to 7");
    assert_shows(25, 110, "failure  {\"message\":\"card declined\"}");
}

static void json_goes_from_event_to_event(void **state)
{
    (void)state;
    view_reads(HEAD, small);
    view_keys(25, 110, "fJ");
    assert_shows(25, 110, "event 1 of 7");
    assert_shows(25, 110, "   \"continuedExecutionRunId\": \"run-0\"");
    (void)view_key(25, 110, WF_KEY_RIGHT);
    assert_shows(25, 110, "event 2 of 7");
    (void)view_key(25, 110, WF_KEY_LEFT);
    assert_int_equal(view_key(25, 110, 'q'), WF_ACT_REDRAW); /* back to full, no further */
    assert_shows(25, 110, "EVENT");
    assert_int_equal(view_key(25, 110, 'q'), WF_ACT_NONE);
}

static void n_goes_to_failures_or_to_matches(void **state)
{
    (void)state;
    view_reads(HEAD, small);
    view_keys(25, 110, "fn");
    assert_string_equal(type->value(model, "event", 0), "7");
    type->filter(model, "CHARGECARD");
    view_keys(25, 110, "gn");
    assert_string_equal(type->value(model, "event", 0), "4");
    view_keys(25, 110, "nN");
    assert_string_equal(type->value(model, "event", 0), "4");
}

static void bars_are_as_long_as_things_took(void **state)
{
    char *p;

    (void)state;
    about("FAILED", 7);
    view_reads(HEAD, small);
    view_keys(25, 110, "l");
    assert_shows(25, 110, "scale: fit");
    assert_shows(25, 110, "ChargeCard try 7");
    assert_shows(25, 110, "xxxxxxxxxxxxxxxxxxxx");
    view_keys(25, 110, "j+++");
    assert_shows(25, 110, "zoom x8");
    for (int i = 0; i < 40; i++)
        (void)view_key(25, 110, WF_KEY_RIGHT);
    p = view_picture(25, 110); /* the window stays on the history */
    assert_non_null(strstr(p, "11:50:31.000"));
    free(p);
    view_keys(25, 110, "0");
    assert_shows(25, 110, "scale: fit");
}

static void the_first_screen_takes_one_page(void **state)
{
    (void)state;
    assert_int_equal(lines_wanted(HEAD), 51);
    type->begin(model, HEAD);
    view_lines(HEAD, HEADING);
    about("COMPLETED", 50000);
    view_keys(25, 110, "f");
    timers(HEAD, 1, 50);
    view_ends(HEAD, true);
    assert_int_equal(lines_wanted(HEAD), 51); /* two screens are there, nobody goes on */
    view_keys(25, 110, "c");                  /* as groups they are less than that */
    assert_int_equal(lines_wanted(HEAD), 101);
    timers(HEAD, 51, 100);
    assert_int_equal(lines_wanted(HEAD), 101);
    for (int i = 0; i < 2; i++)
        (void)view_key(25, 110, WF_KEY_PAGE_DOWN);
    assert_int_equal(lines_wanted(HEAD), 151);
    timers(HEAD, 101, 250);
    view_keys(25, 110, "g");
    assert_int_equal(lines_wanted(HEAD), 251);
    for (int i = 0; i < 20; i++)
        (void)view_key(25, 110, WF_KEY_PAGE_DOWN);
    assert_int_equal(lines_wanted(HEAD), 501); /* who reads on gets more at a time */
}

/* What is on the screen may change by an event below it. */
static void a_short_one_is_read_whole_and_followed(void **state)
{
    (void)state;
    type->begin(model, HEAD);
    view_lines(HEAD, HEADING);
    view_keys(25, 110, "f");
    timers(HEAD, 1, 100);
    assert_int_equal(lines_wanted(HEAD), 101);
    about("RUNNING", 120);
    assert_int_equal(lines_wanted(HEAD), 251);
    timers(HEAD, 101, 120);
    assert_int_equal(lines_wanted(HEAD), WF_HISTORY_MAX + 1);
}

static void the_end_is_read_from_the_end(void **state)
{
    struct wf_want want;
    char *w;

    (void)state;
    type->begin(model, HEAD);
    timers(HEAD, 1, 250);
    view_ends(HEAD, true);
    about("RUNNING", 50000);
    assert_int_equal(lines_wanted(TAIL), 0);
    view_keys(25, 110, "fG");
    assert_int_equal(lines_wanted(HEAD), 251); /* not in a hurry to the end */
    assert_int_equal(lines_wanted(TAIL), 51);
    w = view_wants(25, 110, TAIL, &want);
    assert_non_null(strstr(w, "workflow show -w order-42 -r run-1 --reverse"));
    free(w);
    type->begin(model, TAIL);
    timers(TAIL, 50000, 49751);
    view_ends(TAIL, true);
    assert_string_equal(type->value(model, "event", 0), "50000");
    assert_int_equal(lines_wanted(TAIL), 251);
    assert_int_equal(lines_wanted(HEAD), 251);
    /* up to its beginning: more of it, and never over what lies between */
    for (int i = 0; i < 40; i++)
        (void)view_key(25, 110, WF_KEY_PAGE_UP);
    assert_string_equal(type->value(model, "event", 0), "49751");
    assert_shows(25, 110, "49500 events between, not read");
    assert_text("... 49500 events between, not read\n");
    assert_int_equal(lines_wanted(TAIL), 501);
    view_keys(25, 110, "gj");
    assert_string_equal(type->value(model, "event", 0), "2");
}

static void events_that_come_are_followed(void **state)
{
    (void)state;
    type->begin(model, HEAD);
    view_lines(HEAD, small);
    about("RUNNING", 7);
    view_keys(25, 110, "fG");
    assert_shows(25, 110, "follow: on");
    timers(HEAD, 8, 60);
    assert_string_equal(type->value(model, "event", 0), "60");
    assert_shows(25, 110, ">    60");
    view_keys(25, 110, "k");
    timers(HEAD, 61, 70);
    assert_string_equal(type->value(model, "event", 0), "59");
    assert_shows(25, 110, "follow: off");
}

static void behind_a_gap_the_end_is_asked_for(void **state)
{
    struct wf_want want;
    char *w;

    (void)state;
    type->begin(model, HEAD);
    timers(HEAD, 1, 250);
    view_ends(HEAD, true);
    about("RUNNING", 5000);
    view_keys(25, 110, "fG");
    type->begin(model, TAIL);
    timers(TAIL, 5000, 4751);
    view_ends(TAIL, true);
    w = view_wants(25, 110, POLL, &want);
    assert_non_null(strstr(w, "--reverse --range 5001.."));
    assert_int_equal(want.mode, WF_FEED_EVERY);
    free(w);
    type->begin(model, POLL);
    timers(POLL, 5003, 5001);
    view_ends(POLL, false);
    assert_string_equal(type->value(model, "event", 0), "5003");
    w = view_wants(25, 110, POLL, &want);
    assert_non_null(strstr(w, "--range 5004.."));
    free(w);
}

static void json_has_a_budget(void **state)
{
    struct wf_hist_model *m = model;
    struct wf_strbuf line = WF_STRBUF_INIT;

    (void)state;
    for (int id = 1; id <= 60; id++) {
        wf_strbuf_clear(&line);
        wf_strbuf_addf(&line,
                       "%d\t2026-01-01T11:50:00Z\tMarkerRecorded\tmarker\tneutral\t\t\t"
                       "m\tm\t{\"eventId\":\"%d\",\"a\":\"",
                       id, id);
        wf_strbuf_addn(&line, 'x', 900000);
        wf_strbuf_adds(&line, "\"}");
        type->line(model, HEAD, line.data, line.len);
        if (id == 1) /* else all of them are near */
            m->cursor = 100000;
    }
    wf_strbuf_release(&line);
    assert_true(m->s.json_bytes <= WF_HISTORY_JSON_MAX);
    assert_int_equal(m->s.n, 60);
    m->cursor = 1;
    view_keys(25, 110, "f");
    assert_null(wf_hist_event(&m->s, 1)->json);
    assert_wants(ONE, "workflow show -w order-42 -r run-1 --event 1 --decode -o jsonl");
    view_reads(ONE,
               "{\"eventId\":\"1\",\"markerRecordedEventAttributes\":{\"who\":\"me\"}}");
    assert_shows(25, 110, "who  me");
    assert_wants(ONE, "");
    view_keys(25, 110, "d"); /* as it is stored */
    assert_wants(ONE, "workflow show -w order-42 -r run-1 --event 1 -o jsonl");
}

static void a_search_reads_on(void **state)
{
    (void)state;
    type->begin(model, HEAD);
    timers(HEAD, 1, 250);
    view_ends(HEAD, true);
    about("COMPLETED", 5000);
    view_keys(25, 110, "f");
    type->filter(model, "timer 777");
    assert_true(lines_wanted(HEAD) > 5000);
    timers(HEAD, 251, 800);
    assert_string_equal(type->value(model, "event", 0), "777");
    assert_true(lines_wanted(HEAD) < 2000); /* and no further */
}

static void brackets_go_along_the_chain(void **state)
{
    (void)state;
    view_reads(HEAD, small);
    assert_int_equal(view_key(25, 110, ']'), WF_ACT_NONE); /* it has none yet */
    view_lines(HEAD, "8\t2026-01-01T11:51:00Z\tWorkflowExecutionContinuedAsNew\tworkflow\t"
                     "neutral\t\t\t\t\t{\"workflowExecutionContinuedAsNewEventAttributes\":"
                     "{\"newExecutionRunId\":\"run-2\"}}\n");
    assert_shows(25, 110, "closed");
    view_keys(25, 110, "f]");
    assert_wants(ABOUT, "workflow describe -o json -- order-42 run-2");
    assert_shows(25, 110, "reading");
}

static void a_file_needs_no_frontend(void **state)
{
    const char *const args[] = { "--file", "a b.json" };

    (void)state;
    view_closes();
    view_opens("history", 2, args);
    assert_wants(HEAD, "workflow show --file a b.json --decode -o tsv --columns "
                       "id,time,type,category,class,group,attempt,subject,summary,json");
    view_reads(HEAD, small);
    assert_null(type->value(model, "live", 0)); /* nothing of it can be reset */
    assert_wants(POLL, "");
}

static void hostile_lines_are_no_harm(void **state)
{
    struct wf_hist_model *m = model;

    (void)state;
    view_reads(HEAD, "\n\t\t\t\t\t\t\t\t\t\n-1\ta\tb\tc\td\te\tf\tg\th\ti\n"
                     "99999999999\ta\tb\tc\td\te\tf\tg\th\ti\n"
                     "199999\tx\t\x1b[2J\tc\tfailed\t-7\t99999999\t\\n\\t\\\t\\\t\n"
                     "5\tx\ty\tz\tfailed\t199998\t\t\t\t[[[\n"
                     "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\n");
    assert_int_equal(m->s.n, 2);
    assert_int_equal(m->s.beyond, 1);
    view_keys(25, 110, "cjkl++--fjkJ");
    assert_hides(25, 110, "\x1b");
    for (int rows = 1; rows < 20; rows++)
        for (int cols = 20; cols < 200; cols += 30)
            free(view_picture(rows, cols));
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, history_opens, history_closes)
    const struct CMUnitTest tests[] = {
        TEST(events_of_one_thing_are_one_row),
        TEST(what_a_closed_run_leaves_open_does_not_run),
        TEST(full_shows_every_event_and_e_only_failures),
        TEST(the_detail_is_of_the_cursor),
        TEST(json_goes_from_event_to_event),
        TEST(n_goes_to_failures_or_to_matches),
        TEST(bars_are_as_long_as_things_took),
        TEST(the_first_screen_takes_one_page),
        TEST(a_short_one_is_read_whole_and_followed),
        TEST(the_end_is_read_from_the_end),
        TEST(events_that_come_are_followed),
        TEST(behind_a_gap_the_end_is_asked_for),
        TEST(json_has_a_budget),
        TEST(a_search_reads_on),
        TEST(brackets_go_along_the_chain),
        TEST(a_file_needs_no_frontend),
        TEST(hostile_lines_are_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
