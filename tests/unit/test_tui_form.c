/* Forms: fields, the command line that they make, what is refused, what came of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/tui_view.h"
#include "tui/form.h"

enum { NOW, EXPLAIN, PICK, CTRL_S = 19 };

static struct wf_form *m;

static struct wf_frame frame_of(int rows, int cols)
{
    return (struct wf_frame){ .rows = rows, .cols = cols };
}

static void open_form(const char *name, const char *arg, const char *arg2)
{
    const char *const args[] = { arg, arg2 };

    assert_non_null(wf_view_find(name));
    view_opens(name, arg2 != NULL ? 2 : arg != NULL, args);
    m = model;
}

static int tear_down(void **state)
{
    (void)state;
    view_closes();
    return 0;
}

static enum wf_act press(int code)
{
    struct wf_frame f = frame_of(25, 100);
    const struct wf_key key = { .code = code };

    return type->key(m, &f, &key);
}

static void type_in(const char *text)
{
    for (; *text != '\0'; text++)
        assert_int_equal(press((unsigned char)*text), WF_ACT_REDRAW);
}

static void go_to(const char *key)
{
    for (size_t i = 0; i <= m->type->n_fields; i++) {
        if (m->focus < m->type->n_fields && strcmp(m->type->fields[m->focus].key, key) == 0)
            return;
        press(WF_KEY_TAB);
    }
    fail_msg("no field %s", key);
}

static void assert_line(const char *want)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_words w = wf_form_words(m, a);
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_words_show(&w, &b);
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
    wf_arena_free(a);
}

static void form_shows(const char *text)
{
    assert_shows(25, 100, text);
}

static size_t n_wanted(unsigned slot)
{
    struct wf_frame f = frame_of(25, 100);
    struct wf_want want = { 0 };

    type->want(m, &f, slot, &want);
    return want.n;
}

/* ---- archival ---------------------------------------------------------------------------
 */

static const char with[] =
    "{\"namespace\":\"orders\",\"history\":{\"state\":\"enabled\",\"uri\":\"file:///a\"},"
    "\"visibility\":{\"state\":\"disabled\"},\"retention\":\"259200s\","
    "\"cluster\":{\"history\":\"yes\",\"visibility\":\"yes\"}}";
static const char without[] =
    "{\"namespace\":\"orders\",\"history\":{\"state\":\"disabled\"},"
    "\"visibility\":{\"state\":\"disabled\"},\"retention\":\"259200s\","
    "\"cluster\":{\"history\":\"no\",\"visibility\":\"no\"}}";

static void archival_shows_what_is_and_what_cannot_change(void **state)
{
    (void)state;
    open_form("archival", "orders", NULL);
    form_shows("reading");
    view_reads(NOW, with);
    form_shows("The cluster allows: history yes, visibility yes");
    form_shows("Retention *          3d                    3d");
    form_shows("History URI          file:///a             fixed: it cannot change once");
    form_shows("Visibility archival  disabled              (o) disabled   ( ) enabled");
    assert_int_equal(n_wanted(EXPLAIN), 0); /* nothing has changed yet */
}

static void a_cluster_without_an_archive_says_so_before_the_form(void **state)
{
    (void)state;
    open_form("archival", "orders", NULL);
    view_reads(NOW, without);
    form_shows("The cluster allows: history no, visibility no");
    form_shows("History archival     disabled              off: this cluster has no such");
    press(WF_KEY_TAB); /* past all that is fixed, to the confirmation */
    assert_int_equal(m->focus, m->type->n_fields);
    press(WF_KEY_TAB);
    assert_string_equal(m->type->fields[m->focus].key, "retention");
}

static void archival_previews_the_request_and_what_follows(void **state)
{
    (void)state;
    open_form("archival", "orders", NULL);
    view_reads(NOW, with);
    for (int i = 0; i < 2; i++)
        press(WF_KEY_BACKSPACE);
    type_in("1d");
    go_to("visibility");
    press(' ');
    assert_line("operator namespace update orders --retention 1d "
                "--visibility-archival-state enabled");
    assert_int_equal(n_wanted(EXPLAIN), 11);
    view_reads(EXPLAIN,
               "{\"request\":{\"config\":{\"workflowExecutionRetentionTtl\":\"86400s\","
               "\"visibilityArchivalState\":\"ARCHIVAL_STATE_ENABLED\"}}}");
    form_shows("- workflowExecutionRetentionTtl: 3d");
    form_shows("+ workflowExecutionRetentionTtl: 86400s");
    form_shows("+ visibilityArchivalState: ARCHIVAL_STATE_ENABLED");
    form_shows("! 1d is shorter than 3d: closed Workflows are deleted sooner");
    form_shows("! the URI of visibility can never be changed afterwards; the cluster's");
    go_to("visibility");
    press(' '); /* back again */
    go_to("retention");
    press(21);
    type_in("3d");
    assert_line("operator namespace update orders");
    assert_int_equal(n_wanted(EXPLAIN), 0);
}

static void nothing_is_sent_without_the_name(void **state)
{
    struct wf_host_end done = { .error = WF_ERROR_INIT };
    struct wf_arena *a;

    (void)state;
    open_form("archival", "orders", NULL);
    view_reads(NOW, with);
    assert_int_equal(press(CTRL_S), WF_ACT_REDRAW);
    form_shows("nothing has been changed");
    go_to("visibility");
    press(' ');
    assert_int_equal(press(CTRL_S), WF_ACT_REDRAW);
    form_shows("type orders to confirm; nothing was sent");
    type_in("ordr");
    assert_int_equal(press(WF_KEY_ENTER), WF_ACT_REDRAW);
    form_shows("type orders to confirm; nothing was sent");
    press(21);
    type_in("orders");
    assert_int_equal(press(WF_KEY_ENTER), WF_ACT_RUN);
    assert_int_equal(press(WF_KEY_ENTER), WF_ACT_REDRAW); /* once */
    a = wf_arena_new();
    assert_string_equal(type->command(m, a).v[7 - 1], "-o");
    wf_arena_free(a);
    assert_int_equal(type->ran(m, &done, "{}"), WF_ACT_REDRAW);
    view_reads(NOW, "{\"history\":{\"state\":\"enabled\",\"uri\":\"file:///a\"},"
                    "\"visibility\":{\"state\":\"enabled\",\"uri\":\"file:///b\"},"
                    "\"retention\":\"259200s\",\"cluster\":{\"history\":\"yes\","
                    "\"visibility\":\"yes\"}}");
    form_shows("Visibility URI       file:///b             fixed");
    form_shows("`now` is what the server says");
    assert_int_equal(m->typed.text.len, 0);
}

static void a_refusal_leaves_what_was_typed(void **state)
{
    struct wf_host_end bad = { .code = WF_E_CONFLICT, .error = WF_ERROR_INIT };

    (void)state;
    open_form("archival", "orders", NULL);
    view_reads(NOW, with);
    go_to("visibility");
    press(' ');
    press(CTRL_S);
    type_in("orders");
    assert_int_equal(press(CTRL_S), WF_ACT_RUN);
    wf_error_set(&bad.error, WF_E_CONFLICT, "it was not taken");
    assert_int_equal(type->ran(m, &bad, ""), WF_ACT_REDRAW);
    view_reads(NOW, with); /* read again */
    form_shows("it was not taken");
    assert_string_equal(wf_form_get(m, "visibility"), "enabled");
    assert_string_equal(wf_form_get_now(m, "visibility"), "disabled");
}

/* ---- start ------------------------------------------------------------------------------
 */

static void start_makes_an_option_of_each_value(void **state)
{
    (void)state;
    open_form("start", NULL, NULL);
    type_in("Order");
    go_to("queue");
    type_in("orders");
    go_to("input");
    type_in("{\"a\": 12345678901234567890}, [1,2], \"x y\"");
    go_to("attributes");
    type_in("{\"CustomerId\":\"c-88\",\"Amount\":12}");
    go_to("conflict");
    press(' ');
    go_to("summary");
    type_in("-dashes");
    assert_line("workflow start --type Order --task-queue orders "
                "--input '{\"a\": 12345678901234567890}' --input '[1,2]' --input '\"x y\"' "
                "--id-conflict-policy Fail --search-attribute 'CustomerId=\"c-88\"' "
                "--search-attribute Amount=12 --static-summary=-dashes");
    assert_int_equal(press(CTRL_S), WF_ACT_RUN);
}

static void json_is_checked_as_it_is_typed(void **state)
{
    (void)state;
    open_form("start", NULL, NULL);
    type_in("Order");
    go_to("queue");
    type_in("orders");
    go_to("input");
    type_in("{\"a\":");
    form_shows("Input: line 1, column 6, at .a: a value is missing after ':'");
    assert_int_equal(n_wanted(EXPLAIN), 0); /* such a line is not even explained */
    assert_int_equal(press(CTRL_S), WF_ACT_REDRAW);
    assert_string_equal(m->type->fields[m->focus].key, "input");
    type_in("1}");
    assert_true(n_wanted(EXPLAIN) > 0);
    go_to("memo");
    type_in("[1]");
    form_shows("Memo: an object such as");
    assert_int_equal(press(CTRL_S), WF_ACT_REDRAW);
}

static void what_is_needed_is_said(void **state)
{
    (void)state;
    open_form("start", NULL, NULL);
    go_to("id");
    type_in("order-1");
    assert_int_equal(press(CTRL_S), WF_ACT_REDRAW);
    form_shows("Workflow Type is needed");
    assert_string_equal(m->type->fields[m->focus].key, "type");
}

static void a_verb_that_would_refuse_is_not_run(void **state)
{
    struct wf_host_end bad = { .code = WF_E_USAGE, .error = WF_ERROR_INIT };

    (void)state;
    open_form("start", NULL, NULL);
    type_in("Order");
    go_to("queue");
    type_in("orders");
    go_to("run-timeout");
    type_in("soon");
    type->begin(m, EXPLAIN);
    wf_error_set(&bad.error, WF_E_USAGE, "--run-timeout: 'soon' is no duration");
    type->end(m, EXPLAIN, &bad);
    form_shows("--run-timeout: 'soon' is no duration");
    assert_int_equal(press(CTRL_S), WF_ACT_REDRAW);
}

static void like_this_one_fills_the_fields(void **state)
{
    struct wf_host_end done = { .error = WF_ERROR_INIT };
    struct wf_arena *a = wf_arena_new();
    struct wf_words w;

    (void)state;
    open_form("start", "order-1", "r1");
    view_reads(
        NOW, "{\n \"request\": {\"workflowId\":\"order-1\",\"workflowType\":{\"name\":"
             "\"Order\"},\"taskQueue\":{\"name\":\"orders\"},\n\"input\":[{\"a\":\n 1},7],"
             "\"workflowTaskTimeout\":\"10s\",\"workflowRunTimeout\":\"60s\","
             "\"memo\":{\"fields\":{\"k\":1.50}}}}");
    assert_line("workflow start --type Order --task-queue orders --input '{\"a\": 1}' "
                "--input 7 --run-timeout 60s --memo k=1.50");
    assert_int_equal(press(CTRL_S), WF_ACT_RUN);
    assert_int_equal(type->ran(m, &done, "{\"workflowId\":\"w\",\"runId\":\"r2\"}"),
                     WF_ACT_OPEN);
    w = type->then(m, a);
    assert_int_equal(w.n, 3);
    assert_string_equal(w.v[1], "w");
    assert_string_equal(w.v[2], "r2");
    wf_arena_free(a);
}

static void input_that_is_no_json_is_not_typed_again(void **state)
{
    (void)state;
    open_form("start", "order-1", NULL);
    view_reads(
        NOW, "{\"request\":{\"workflowType\":{\"name\":\"Order\"},\"taskQueue\":{\"name\":"
             "\"q\"},\"input\":[{\"metadata\":{},\"data\":\"AAE=\"}]}}");
    assert_line("workflow start --type Order --task-queue q");
    form_shows("Its input is no JSON; `workflow rerun` sends it as it is.");
}

static void the_editor_gets_json_indented_and_gives_a_line_back(void **state)
{
    char *text;

    (void)state;
    open_form("start", NULL, NULL);
    go_to("input");
    type_in("{\"a\":[1,2]},3");
    assert_int_equal(press(24), WF_ACT_EDIT);
    text = type->edit(m);
    assert_string_equal(text, "{\n  \"a\": [\n    1,\n    2\n  ]\n},\n3\n");
    type->edited(m, text);
    assert_string_equal(wf_form_get(m, "input"), "{ \"a\": [ 1, 2 ] }, 3");
    free(text);
    type->edited(m, "\n[1,\t2]\r\n\n");
    assert_string_equal(wf_form_get(m, "input"), " [1, 2]");
    go_to("conflict");
    assert_null(type->edit(m));
}

/* ---- reset ------------------------------------------------------------------------------
 */

static void reset_picks_an_event_and_pins_it(void **state)
{
    (void)state;
    open_form("reset", "order-1", "r1");
    view_reads(PICK, "event\ttime\ttype\tagain\tworker\n"
                     "4\t2026-11-28T01:00:00Z\tWorkflowTaskCompleted\tTimerStarted 5\tw\n"
                     "9\t2026-11-28T01:00:01Z\tWorkflowTaskFailed\t\tw\n");
    assert_line("workflow reset -w order-1 -r r1 --event-id 9"); /* the last */
    press('k');
    assert_line("workflow reset -w order-1 -r r1 --event-id 4");
    form_shows("TimerStarted 5");
    assert_int_equal(n_wanted(EXPLAIN), 0); /* no reason yet */
    go_to("reason");
    type_in("again");
    view_reads(EXPLAIN, "{\"baseRunId\":\"r1\",\"eventId\":4,\"eventsAfter\":7,"
                        "\"activitiesAfter\":2}");
    form_shows("run r1 goes back to event 4; 7 events after it are left behind:");
    form_shows("- 2 activities");
    form_shows("! activities that ran after it may run a second time");
    assert_int_equal(press(CTRL_S), WF_ACT_REDRAW);
    type_in("order-1");
    assert_int_equal(press(CTRL_S), WF_ACT_RUN);
}

/* ---- schedules --------------------------------------------------------------------------
 */

static void a_new_schedule_lists_its_times(void **state)
{
    (void)state;
    open_form("schedule-form", NULL, NULL);
    type_in("nightly");
    go_to("cron");
    type_in("30 2 * * * ; @daily");
    go_to("type");
    type_in("Report");
    go_to("queue");
    type_in("reports");
    go_to("paused");
    press(' ');
    assert_line("schedule create --schedule-id nightly --cron '30 2 * * *' --cron @daily "
                "--type Report --task-queue reports --paused");
    view_reads(EXPLAIN, "{}");
    form_shows("its next runs are shown once it is there");
}

static void an_edit_sends_what_has_changed_and_all_times_together(void **state)
{
    (void)state;
    open_form("schedule-form", "nightly", NULL);
    view_reads(NOW,
               "{\"schedule\":{\"spec\":{\"interval\":[{\"interval\":\"3600s\",\"phase\":"
               "\"60s\"}]},\"action\":{\"startWorkflow\":{\"workflowId\":\"wn\","
               "\"workflowType\":{\"name\":\"Report\"},\"taskQueue\":{\"name\":\"q\"},"
               "\"input\":[{\"a\":1}]}},\"policies\":{\"overlapPolicy\":"
               "\"SCHEDULE_OVERLAP_POLICY_BUFFER_ONE\",\"pauseOnFailure\":true},"
               "\"state\":{\"notes\":\"hey\"}}}");
    assert_line("schedule update --schedule-id nightly");
    assert_string_equal(wf_form_get(m, "overlap"), "BufferOne");
    assert_string_equal(wf_form_get(m, "interval"), "3600s/60s");
    go_to("notes");
    press(21);
    go_to("pause-on-failure");
    press(' ');
    assert_line(
        "schedule update --schedule-id nightly --pause-on-failure=false --notes ''");
    go_to("cron");
    type_in("@daily");
    view_reads(EXPLAIN, "{}");
    assert_line("schedule update --schedule-id nightly --cron @daily --interval 3600s/60s "
                "--pause-on-failure=false --notes ''");
    form_shows("! all times that it has now are replaced by these");
}

static void input_that_could_not_be_sent_again_stays(void **state)
{
    (void)state;
    open_form("schedule-form", "nightly", NULL);
    view_reads(
        NOW, "{\"schedule\":{\"action\":{\"startWorkflow\":{\"workflowType\":{\"name\":"
             "\"R\"},\"taskQueue\":{\"name\":\"q\"},\"input\":{\"payloads\":[{\"metadata\":"
             "{},\"data\":\"AAE=\"}]}}}}}");
    assert_line("schedule update --schedule-id nightly");
    form_shows("it stays as it is");
    tear_down(NULL);
    open_form("schedule-form", "nightly", NULL);
    view_reads(NOW,
               "{\"schedule\":{\"action\":{\"startWorkflow\":{\"workflowType\":{\"name\":"
               "\"R\"},\"taskQueue\":{\"name\":\"q\"},\"input\":[{\"encoding\":"
               "\"binary/plain\",\"data\":\"AAE=\"},1]}}}}");
    form_shows("it stays as it is");
}

/* ---- all of them ------------------------------------------------------------------------
 */

static void no_size_breaks_them(void **state)
{
    static const char *const names[] = { "archival", "start", "reset", "schedule-form" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (i > 0)
            tear_down(NULL);
        open_form(names[i], "x\x1b[2J", NULL);
        view_reads(NOW, with);
        for (int rows = 1; rows < 32; rows += 3)
            for (int cols = 1; cols < 130; cols += 9)
                for (int tabs = 0; tabs < 3; tabs++) {
                    char *p = view_picture(rows, cols);

                    assert_null(strchr(p, '\x1b'));
                    free(p);
                    press(WF_KEY_TAB);
                }
    }
}

static void a_click_goes_to_a_field_and_another_one_chooses(void **state)
{
    struct wf_frame f = frame_of(25, 100);
    struct wf_key key = { .code = WF_KEY_MOUSE, .mouse = WF_MOUSE_CLICK };
    char *p, *at;

    (void)state;
    open_form("archival", "orders", NULL);
    view_reads(NOW, with);
    p = view_picture(25, 100);
    at = strstr(p, "Visibility archival");
    for (const char *c = p; c < at; c++)
        key.row += *c == '\n';
    free(p);
    assert_int_equal(type->key(m, &f, &key), WF_ACT_REDRAW);
    assert_string_equal(m->type->fields[m->focus].key, "visibility");
    assert_string_equal(wf_form_get(m, "visibility"), "disabled");
    type->key(m, &f, &key);
    assert_string_equal(wf_form_get(m, "visibility"), "enabled");
    key.row--; /* the history's URI is fixed */
    assert_int_equal(type->key(m, &f, &key), WF_ACT_NONE);
    key.row = 23;
    type->key(m, &f, &key);
    assert_int_equal(m->focus, m->type->n_fields);
}

static void a_digit_is_no_tab_while_a_form_is_open(void **state)
{
    (void)state;
    open_form("start", NULL, NULL);
    go_to("conflict");
    assert_int_equal(press('3'), WF_ACT_REDRAW);
    assert_int_equal(press(WF_KEY_ESC), WF_ACT_NONE); /* the app's: back */
}

static void what_was_typed_is_not_lost_by_one_esc(void **state)
{
    (void)state;
    open_form("start", NULL, NULL);
    assert_int_equal(press('x'), WF_ACT_REDRAW);
    assert_int_equal(press(WF_KEY_ESC), WF_ACT_REDRAW);
    assert_shows(24, 80, "Esc again leaves");
    assert_int_equal(press('y'), WF_ACT_REDRAW);
    assert_int_equal(press(WF_KEY_ESC), WF_ACT_REDRAW);
    assert_int_equal(press(WF_KEY_ESC), WF_ACT_NONE);
}

int main(void)
{
#define T(f) cmocka_unit_test_teardown(f, tear_down)
    const struct CMUnitTest tests[] = {
        T(archival_shows_what_is_and_what_cannot_change),
        T(a_cluster_without_an_archive_says_so_before_the_form),
        T(archival_previews_the_request_and_what_follows),
        T(nothing_is_sent_without_the_name),
        T(a_refusal_leaves_what_was_typed),
        T(start_makes_an_option_of_each_value),
        T(json_is_checked_as_it_is_typed),
        T(what_is_needed_is_said),
        T(a_verb_that_would_refuse_is_not_run),
        T(like_this_one_fills_the_fields),
        T(input_that_is_no_json_is_not_typed_again),
        T(the_editor_gets_json_indented_and_gives_a_line_back),
        T(reset_picks_an_event_and_pins_it),
        T(a_new_schedule_lists_its_times),
        T(an_edit_sends_what_has_changed_and_all_times_together),
        T(input_that_could_not_be_sent_again_stays),
        T(no_size_breaks_them),
        T(a_click_goes_to_a_field_and_another_one_chooses),
        T(a_digit_is_no_tab_while_a_form_is_open),
        T(what_was_typed_is_not_lost_by_one_esc),
    };
#undef T

    return cmocka_run_group_tests(tests, NULL, NULL);
}
