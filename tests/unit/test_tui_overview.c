/* The Overview: what its verbs print becomes rows and levels, at any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/overview.h"

#define MINUTE INT64_C(60000000000)
static const int64_t now_ns = INT64_C(29737865) * MINUTE + MINUTE / 2;

static const struct wf_view_type *type;
static struct wf_overview *m;

static struct wf_frame frame_of(int rows, int cols)
{
    return (struct wf_frame){ .now_ns = now_ns, .rows = rows, .cols = cols };
}

static int set_up(void **state)
{
    (void)state;
    type = wf_view_find("overview");
    m = wf_calloc(1, type->model_size);
    type->open(m, type, 0, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    type->close(m);
    free(m);
    return 0;
}

/* A verb ends with this output. */
static void feed(unsigned slot, const char *text)
{
    struct wf_host_end end = { .error = WF_ERROR_INIT };

    type->begin(m, slot);
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        type->line(m, slot, text, n);
        text += n + (text[n] == '\n');
    }
    type->end(m, slot, &end);
}

static void fails(unsigned slot, enum wf_code code, const char *text)
{
    struct wf_host_end end = { .code = code, .error = WF_ERROR_INIT };

    type->begin(m, slot);
    wf_error_set(&end.error, code, "%s", text);
    type->end(m, slot, &end);
}

static char *picture(int rows, int cols)
{
    struct wf_frame f = frame_of(rows, cols);
    struct wf_canvas cv;
    struct wf_strbuf out = WF_STRBUF_INIT;

    wf_canvas_init(&cv, rows, cols);
    cv.ascii = true;
    type->draw(m, &f, wf_pane_all(&cv));
    for (int row = 0; row < rows; row++) {
        wf_canvas_row_text(&cv, row, &out);
        wf_strbuf_addc(&out, '\n');
    }
    wf_canvas_release(&cv);
    return wf_strbuf_steal(&out);
}

static void assert_shows(int rows, int cols, const char *text)
{
    char *p = picture(rows, cols);

    if (strstr(p, text) == NULL)
        fail_msg("no '%s' in:\n%s", text, p);
    free(p);
}

static void assert_hides(int rows, int cols, const char *text)
{
    char *p = picture(rows, cols);

    if (strstr(p, text) != NULL)
        fail_msg("'%s' is in:\n%s", text, p);
    free(p);
}

static void press(int code)
{
    struct wf_frame f = frame_of(25, 100);
    const struct wf_key key = { .code = code };

    assert_int_equal(type->key(m, &f, &key), WF_ACT_REDRAW);
}

static void counts_are_a_share_of_the_total(void **state)
{
    (void)state;
    feed(WF_OV_COUNT, "group\tcount\nRunning\t412\nCompleted\t17204\nFailed\t4\n");
    assert_shows(25, 100, "Running               412   2.3%");
    assert_shows(25, 100, "Completed          17 204  97.6%");
    assert_shows(25, 100, "Canceled                0   0.0%");
    assert_shows(25, 100, "total 17 620");
    assert_hides(25, 100, "Paused");
}

static void little_room_gives_up_the_least_needed(void **state)
{
    (void)state;
    feed(WF_OV_COUNT, "group\tcount\nRunning\t1\nFailed\t2\n");
    feed(WF_OV_RATE, "minute\tstarted\tclosed\tspan\n2026-07-17T07:05:00Z\t3\t1\t1m0s\n");
    assert_shows(19, 80, "Canceled");
    assert_hides(12, 80, "Canceled");
    assert_shows(12, 80, "Failed                  2");
    assert_shows(7, 60, "Running 1  Failed 2");
    assert_shows(7, 60, "NEEDS ATTENTION");
    for (int rows = 1; rows < 30; rows++)
        for (int cols = 1; cols < 130; cols += 7)
            free(picture(rows, cols)); /* under sanitizers */
}

static void minutes_stand_at_their_place_and_grow_old(void **state)
{
    int64_t v[WF_OV_MINUTES];

    (void)state;
    feed(WF_OV_RATE, "minute\tstarted\tclosed\tspan\n2026-07-17T07:04:00Z\t3\t1\t1m0s\n"
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
    struct wf_frame f = frame_of(25, 100);
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
    feed(WF_OV_RATE, "minute\tstarted\tclosed\tspan\n2026-07-17T07:05:00Z\t5\t0\t1m0s\n");
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
    feed(WF_OV_WHY, one_stuck);
    feed(WF_OV_QUEUES, "task-queue\ttype\tbacklog\tproblem\nshipping\tactivity\t1204\t"
                       "nobody polls it\n");
    feed(WF_OV_SCHEDULES, "id\tnotes\nnightly\tholidays\n");
    feed(WF_OV_DEPLOYMENTS, "name\tramping\tdraining\nquiet\t\t\norders\tv2 20%\t\n");
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

static void the_cursor_stays_on_what_it_says(void **state)
{
    (void)state;
    feed(WF_OV_SCHEDULES, "id\tnotes\na\t\nb\t\n");
    press('j');
    assert_string_equal(type->value(m, "schedule", 0), "b");
    feed(WF_OV_WHY, one_stuck); /* comes before them */
    assert_string_equal(type->value(m, "schedule", 0), "b");
    feed(WF_OV_SCHEDULES, "id\tnotes\na\t\n");
    feed(WF_OV_WHY, "");
    assert_string_equal(type->value(m, "schedule", 0), "a");
}

static void a_click_selects_and_a_second_one_opens(void **state)
{
    struct wf_frame f = frame_of(25, 100);
    struct wf_key key = { .code = WF_KEY_MOUSE, .mouse = WF_MOUSE_CLICK };
    char *p, *at;

    (void)state;
    feed(WF_OV_SCHEDULES, "id\tnotes\na\t\nb\t\n");
    p = picture(25, 100);
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
    feed(WF_OV_SCHEDULES, "id\tnotes\nnightly\t\nweekly\t\n");
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
    feed(WF_OV_SCHEDULES, "id\tnotes\n\x1b[2J\t\xe2\x80\xae\n");
    feed(WF_OV_CLUSTER, "{\"clusterName\":\"\\u001b]52;c;x\"}");
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
        T(the_cursor_stays_on_what_it_says),
        T(a_click_selects_and_a_second_one_opens),
        T(a_filter_is_about_the_rows),
        T(what_cannot_be_looked_at_is_said),
        T(hostile_text_is_shown_as_text),
    };
#undef T

    return cmocka_run_group_tests(tests, NULL, NULL);
}
