/* The dashboard without a terminal: views, keys, boxes, the connection, time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui_fixture.h"

#define HEADER "status\tid\trun\ttype\tqueue\tstarted\tclosed\tduration\n"

static const char two_rows[] =
    HEADER "Running\torder-1\trun-1\tOrder\torders\t2026-01-01T11:59:00Z\t\t\n"
           "Failed\torder-2\trun-2\tOrder\torders\t2026-01-01T11:00:00Z\t"
           "2026-01-01T11:00:05Z\t5s\n";

/* Lists have two rows, everything else says its own words. */
static void prompt_answer(struct fake_host *h, struct wf_host_job *job)
{
    (void)h;
    if (strncmp(job->words, "workflow list", 13) == 0)
        host_print(job, two_rows);
    else
        host_print(job, job->words);
    host_ends(job);
}

static int set_up(void **state)
{
    *state = fixture_new(host_new());
    return 0;
}

static const char *top_name(const struct fixture *f)
{
    return wf_app_top(f->app)->type->name;
}

static const char *said(const struct fixture *f)
{
    return f->app->n_messages == 0
               ? ""
               : f->app->messages[(f->app->n_messages - 1) % WF_MAX_MESSAGES].text;
}

/* ---- views -----------------------------------------------------------------------------
 */

static void keys_go_into_views_and_back(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    assert_true(app_shows(f->app, "> Running     order-1"));
    app_type(f->app, '?');
    assert_string_equal(top_name(f), "help");
    app_type(f->app, '?');
    assert_int_equal(f->app->n_stack, 1);
    app_type(f->app, '!');
    assert_string_equal(top_name(f), "messages");
    app_type(f->app, WF_KEY_ESC);
    app_type(f->app, 'q');
    assert_string_equal(top_name(f), "workflows");
    assert_false(wf_app_quits(f->app));
    app_type(f->app, 'q');
    assert_true(wf_app_quits(f->app));
}

static void digits_and_clicks_choose_tabs(void **state)
{
    struct fixture *f = *state;
    size_t n = 0;
    int col = 1;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    while (wf_tab_type(n) != NULL)
        n++;
    assert_true(n > 1);
    for (size_t tab = 0; tab < n && tab < 9; tab++) {
        app_type(f->app, '1' + (int)tab);
        assert_string_equal(top_name(f), wf_tab_type(tab)->name);
    }
    for (size_t tab = 0; tab < n && tab < 9; tab++) {
        app_mouse(f->app, 1, col + 1, WF_MOUSE_CLICK);
        assert_string_equal(top_name(f), wf_tab_type(tab)->name);
        col += (int)strlen(wf_tab_type(tab)->tab) + 4;
    }
}

/* What a mouse did came to the view so. */
static enum wf_mouse got;
static enum wf_act takes_mouse(void *model, const struct wf_frame *f,
                               const struct wf_key *key)
{
    (void)model, (void)f;
    got = key->mouse;
    return WF_ACT_NONE;
}

/* The mouse goes there from now on. Returns what is to be put back. */
static const struct wf_view_type *listen(struct fixture *f, struct wf_view_type *type)
{
    const struct wf_view_type *was = wf_app_top(f->app)->type;

    *type = *was;
    type->key = takes_mouse;
    wf_app_top(f->app)->type = type;
    return was;
}

static void two_clicks_at_a_place_are_a_double_one(void **state)
{
    struct fixture *f = *state;
    struct wf_view_type first, second;
    const struct wf_view_type *was;
    const struct {
        int64_t after_ms;
        int row, col;
        enum wf_mouse mouse, want;
    } clicks[] = {
        { 0, 8, 10, WF_MOUSE_CLICK, WF_MOUSE_CLICK },
        { 400, 8, 10, WF_MOUSE_CLICK, WF_MOUSE_DOUBLE },
        { 10, 8, 10, WF_MOUSE_CLICK, WF_MOUSE_CLICK }, /* the third begins anew */
        { 10, 9, 10, WF_MOUSE_CLICK, WF_MOUSE_CLICK },
        { 10, 9, 11, WF_MOUSE_CLICK, WF_MOUSE_CLICK },
        { 401, 9, 11, WF_MOUSE_CLICK, WF_MOUSE_CLICK },
        { 10, 9, 11, WF_MOUSE_WHEEL_UP, WF_MOUSE_WHEEL_UP },
        { 10, 9, 11, WF_MOUSE_CLICK, WF_MOUSE_DOUBLE },
        { 10, 9, 11, WF_MOUSE_CLICK, WF_MOUSE_CLICK },
    };

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    was = listen(f, &first);
    for (size_t i = 0; i < sizeof clicks / sizeof *clicks; i++) {
        host_pass(f->h, clicks[i].after_ms);
        app_mouse(f->app, clicks[i].row, clicks[i].col, clicks[i].mouse);
        assert_int_equal(got, clicks[i].want);
    }
    wf_app_top(f->app)->type = was;
    open_view(f, "messages"); /* what lies there now was not clicked at */
    was = listen(f, &second);
    app_mouse(f->app, 9, 11, WF_MOUSE_CLICK);
    assert_int_equal(got, WF_MOUSE_CLICK);
    wf_app_top(f->app)->type = was;
}

static void the_stack_has_an_end_and_says_so(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    for (int i = 0; i < WF_MAX_STACK + 3; i++) {
        app_type(f->app, ':');
        app_text(f->app, "workflow describe x");
        app_type(f->app, WF_KEY_ENTER);
    }
    assert_int_equal(f->app->n_stack, WF_MAX_STACK);
    assert_non_null(strstr(said(f), "views are open"));
}

static void what_is_not_seen_reads_nothing(void **state)
{
    struct fixture *f = *state;

    open_view(f, "workflows");
    assert_non_null(host_job(f->h, "workflow list"));
    app_type(f->app, '!');
    assert_int_equal(host_running(f->h), 0);
    app_type(f->app, 'q');
    assert_non_null(host_job(f->h, "workflow list"));
}

static void a_late_answer_of_a_closed_view_is_dropped(void **state)
{
    struct fixture *f = *state;

    open_view(f, "workflows");
    app_type(f->app, ':');
    app_text(f->app, "workflow describe gone");
    app_type(f->app, WF_KEY_ENTER);
    assert_non_null(host_job(f->h, "workflow describe gone"));
    host_print(host_job(f->h, "workflow describe gone"), "too late\n");
    app_type(f->app, 'q');
    assert_null(host_job(f->h, "workflow describe gone"));
    assert_true(f->h->n_dropped > 0);
    (void)wf_app_poll(f->app);
    assert_string_equal(top_name(f), "workflows");
}

/* A list of any length costs what is looked at. */
static void a_list_without_end_is_read_as_far_as_is_looked(void **state)
{
    struct fixture *f = *state;
    struct wf_host_job *job;
    size_t before;

    open_view(f, "workflows");
    job = host_job(f->h, "workflow list");
    host_print(job, HEADER);
    job->endless = 1000000;
    (void)wf_app_poll(f->app);
    assert_true(app_shows(f->app, "1-"));
    before = job->printed;
    for (int i = 0; i < 10; i++)
        (void)wf_app_poll(f->app);
    assert_int_equal(job->printed, before);
    for (int i = 0; i < 2000; i++)
        app_type(f->app, WF_KEY_PAGE_DOWN);
    assert_true(job->printed > before);
    /* 2,000 pages down, and what is before the window is let go */
    assert_true(app_shows(f->app, " of "));
    assert_true(job->printed < 2000 * 24 + 12000);
}

/* ---- the `:` line ----------------------------------------------------------------------
 */

static void the_prompt_runs_completes_and_remembers(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    app_type(f->app, ':');
    app_text(f->app, "workf");
    app_type(f->app, WF_KEY_TAB);
    app_type(f->app, WF_KEY_TAB);
    assert_true(app_shows(f->app, ":workflow"));
    app_type(f->app, 21);
    app_text(f->app, "messages");
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(top_name(f), "messages");
    app_type(f->app, 'q');
    app_type(f->app, ':');
    app_type(f->app, WF_KEY_UP);
    assert_true(app_shows(f->app, ":messages"));
    app_type(f->app, WF_KEY_ESC);
    assert_int_equal(f->app->prompt.kind, WF_PROMPT_NONE);
    app_type(f->app, ':');
    app_text(f->app, "schedule nonsense 'x");
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(said(f), "a quote is not closed");
}

static void a_paste_is_text_and_never_keys(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    app_paste(f->app, "Qq:quit\r\x1bX");
    assert_false(wf_app_quits(f->app));
    assert_false(f->app->dialog.open);
    assert_int_equal(f->app->prompt.kind, WF_PROMPT_NONE);
    app_type(f->app, ':');
    app_paste(f->app, "quit\rq\x1b[2J");
    assert_false(wf_app_quits(f->app));
    assert_true(app_shows(f->app, ":quit q[2J"));
}

static void use_goes_elsewhere_in_place(void **state)
{
    struct fixture *f = *state;

    open_view(f, "workflows");
    app_type(f->app, ':');
    app_text(f->app, "use billing");
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(f->h->went, "namespace billing");
    assert_non_null(host_job(f->h, "workflow list"));
    app_type(f->app, ':');
    app_text(f->app, "connect nowhere");
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(said(f), "no profile is called 'nowhere'");
    assert_string_equal(top_name(f), "workflows");
}

/* ---- boxes -----------------------------------------------------------------------------
 */

static void terminate_wants_the_id_typed(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    app_type(f->app, 'X');
    assert_true(app_shows(f->app, "namespace orders on dev@127.0.0.1:7233"));
    assert_true(app_shows(f->app, "order-1  run run-1  Running"));
    assert_true(app_shows(f->app, "Type order-1 to confirm:"));
    app_type(f->app, WF_KEY_ENTER); /* past the reason */
    app_text(f->app, "order-2");
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(said(f), "type order-1 to confirm");
    assert_null(host_job(f->h, "workflow terminate"));
    app_type(f->app, 21);
    app_text(f->app, "order-1");
    app_type(f->app, WF_KEY_ENTER);
    assert_false(f->app->dialog.open);
    assert_string_equal(host_job(f->h, "workflow terminate")->words,
                        "workflow terminate -w order-1 -r run-1");
    host_fails(host_job(f->h, "workflow terminate"), WF_E_NOT_FOUND, "it is gone");
    (void)wf_app_poll(f->app);
    assert_true(app_shows(f->app, "it is gone"));
}

/* What the box was opened for is what is done, whatever the list shows by then. */
static void a_refresh_under_the_box_moves_nothing(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    app_type(f->app, 'X');
    host_pass(f->h, 6000);
    (void)wf_app_poll(f->app);
    host_print(host_job(f->h, "workflow list"),
               HEADER "Running\tvictim\trun-9\tOrder\torders\t2026-01-01T12:00:00Z\t\t\n");
    host_ends(host_job(f->h, "workflow list"));
    (void)wf_app_poll(f->app);
    assert_true(app_shows(f->app, "order-1  run run-1  Running"));
    app_text(f->app, "why");
    app_type(f->app, WF_KEY_ENTER);
    app_text(f->app, "order-1");
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(host_job(f->h, "workflow terminate")->words,
                        "workflow terminate -w order-1 -r run-1 --reason why");
}

static void marked_rows_want_their_number_typed(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    app_type(f->app, ' ');
    app_type(f->app, ' ');
    app_type(f->app, 'X');
    assert_true(app_shows(f->app, "2 marked"));
    app_type(f->app, WF_KEY_ENTER);
    app_text(f->app, "2");
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(host_job(f->h, "workflow terminate")->words,
                        "workflow terminate -");
    assert_string_equal(host_job(f->h, "workflow terminate")->input,
                        "order-1\trun-1\norder-2\trun-2\n");
    host_print(host_job(f->h, "workflow terminate"), "order-1\tterminated\n");
    (void)wf_app_poll(f->app);
    assert_true(app_shows(f->app, "1 of 2"));
    host_ends(host_job(f->h, "workflow terminate"));
    (void)wf_app_poll(f->app);
    assert_non_null(strstr(said(f), "2 done"));
}

/* A mark is about a Workflow Execution, not about a row that happens to be loaded. */
static void a_mark_outlives_its_row(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    app_type(f->app, ' ');
    app_type(f->app, ' ');
    host_pass(f->h, 6000);
    (void)wf_app_poll(f->app);
    host_print(host_job(f->h, "workflow list"),
               HEADER "Running\tother\trun-9\tOrder\torders\t2026-01-01T12:00:00Z\t\t\n");
    host_ends(host_job(f->h, "workflow list"));
    (void)wf_app_poll(f->app);
    app_type(f->app, 'X');
    app_type(f->app, WF_KEY_ENTER);
    app_text(f->app, "2");
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(host_job(f->h, "workflow terminate")->input,
                        "order-1\trun-1\norder-2\trun-2\n");
}

static void cancel_asks_and_n_leaves(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    app_type(f->app, 'c');
    assert_true(f->app->dialog.open);
    app_type(f->app, WF_KEY_ENTER);
    assert_null(host_job(f->h, "workflow cancel"));
    app_type(f->app, 'n');
    assert_false(f->app->dialog.open);
    app_type(f->app, 'c');
    app_type(f->app, 'y');
    assert_string_equal(host_job(f->h, "workflow cancel")->words,
                        "workflow cancel -w order-1 -r run-1");
    app_type(f->app, 3); /* ctrl-c ends the command, not the dashboard */
    assert_null(host_job(f->h, "workflow cancel"));
    assert_false(wf_app_quits(f->app));
}

static void a_form_wants_what_it_needs(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    app_type(f->app, 's');
    app_type(f->app, WF_KEY_ENTER);
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(said(f), "Signal name is needed");
    app_text(f->app, "go; rm -rf ~");
    app_type(f->app, WF_KEY_ENTER);
    app_text(f->app, "1");
    assert_true(app_shows(f->app, "--name 'go; rm -rf ~' --input 1"));
    app_type(f->app, WF_KEY_ENTER);
    assert_string_equal(
        host_job(f->h, "workflow signal")->words,
        "workflow signal -w order-1 -r run-1 --name go; rm -rf ~ --input 1");
}

static void read_only_hides_and_refuses(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    f->h->place.read_only = true;
    open_view(f, "workflows");
    assert_true(app_shows(f->app, "ns:orders  ro"));
    for (const char *key = "scX"; *key != '\0'; key++) {
        app_type(f->app, *key);
        assert_false(f->app->dialog.open);
        assert_non_null(strstr(said(f), "read-only"));
    }
    app_type(f->app, ':');
    app_text(f->app, "workflow terminate -w order-1");
    app_type(f->app, WF_KEY_ENTER);
    assert_false(f->app->dialog.open);
    assert_string_equal(said(f), "read-only: nothing is changed");
    host_pass(f->h, 9000);
    (void)wf_app_poll(f->app);
    assert_true(app_hides(f->app, "X terminate"));
}

static void a_typed_verb_that_writes_asks_first(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    app_type(f->app, ':');
    app_text(f->app, "workflow delete -w order-1");
    app_type(f->app, WF_KEY_ENTER);
    assert_true(app_shows(f->app, "Type yes to confirm:"));
    app_text(f->app, "yes");
    app_type(f->app, WF_KEY_ENTER);
    assert_non_null(host_job(f->h, "workflow delete -w order-1"));
}

/* ---- the connection --------------------------------------------------------------------
 */

static void fails_now(struct fixture *f)
{
    struct wf_host_job *job = host_job(f->h, "workflow list");

    assert_non_null(job);
    host_fails(job, WF_E_UNREACHABLE, "connection refused");
    (void)wf_app_poll(f->app);
}

static void a_lost_connection_is_a_banner_and_heals(void **state)
{
    struct fixture *f = *state;
    int64_t waits[8];

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    host_pass(f->h, 5000);
    (void)wf_app_poll(f->app);
    fails_now(f);
    assert_true(app_shows(f->app, "DISCONNECTED  retry 1 in 00:01"));
    wf_app_resize(f->app, 24, 100);
    assert_true(app_shows(f->app, "connection refused"));
    assert_true(app_shows(f->app, "STALE"));
    assert_true(app_shows(f->app, "DOWN"));
    assert_true(app_shows(f->app, "order-1")); /* the data stays */
    app_type(f->app, 'X');
    assert_false(f->app->dialog.open);
    assert_non_null(strstr(said(f), "writes are off"));
    for (int i = 0; i < 8; i++) {
        waits[i] = f->app->link.retry_ms - f->h->mono_ms;
        assert_null(host_job(f->h, "workflow list"));
        assert_true(wf_app_timeout_ms(f->app) <= 1000); /* its countdown */
        host_pass(f->h, waits[i]);
        (void)wf_app_poll(f->app);
        fails_now(f);
    }
    for (int i = 1; i < 8; i++)
        assert_true(waits[i] > waits[i - 1] * 3 / 2 || waits[i] >= 24000);
    assert_true(waits[7] <= 30000);
    app_type(f->app, 'r'); /* now */
    assert_non_null(host_job(f->h, "workflow list"));
    host_print(host_job(f->h, "workflow list"), two_rows);
    host_ends(host_job(f->h, "workflow list"));
    (void)wf_app_poll(f->app);
    assert_false(f->app->link.down);
    assert_string_equal(said(f), "connected again");
    assert_true(app_hides(f->app, "DISCONNECTED"));
    app_type(f->app, 'X');
    assert_true(f->app->dialog.open);
}

/* The host knows before any job says so, and when it is over. */
static void a_loss_is_seen_at_once(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->down = true;
    (void)wf_app_poll(f->app);
    assert_true(app_shows(f->app, "DISCONNECTED  retry 1 in 00:01"));
    assert_true(app_shows(f->app, "order-1"));
    f->h->answer = NULL;
    host_pass(f->h, 1000);
    (void)wf_app_poll(f->app);
    assert_true(app_shows(f->app, "retry 1: trying"));
    assert_true(wf_app_timeout_ms(f->app) > 0); /* it waits, it does not spin */
    f->h->down = false;
    host_print(host_job(f->h, "workflow list"), two_rows);
    host_ends(host_job(f->h, "workflow list"));
    (void)wf_app_poll(f->app);
    assert_false(f->app->link.down);
}

static void what_fails_otherwise_is_said_and_the_rows_stay(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    f->h->answer = NULL;
    host_pass(f->h, 5000);
    (void)wf_app_poll(f->app);
    host_fails(host_job(f->h, "workflow list"), WF_E_DENIED, "not allowed");
    (void)wf_app_poll(f->app);
    assert_false(f->app->link.down);
    assert_true(app_shows(f->app, "order-1"));
    assert_true(app_shows(f->app, "STALE"));
}

/* ---- time ------------------------------------------------------------------------------
 */

static void lists_are_read_again_when_they_are_due(void **state)
{
    struct fixture *f = *state;
    size_t started;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    (void)wf_app_poll(f->app);
    started = f->h->n_started;
    assert_int_equal(wf_app_timeout_ms(f->app), 5000);
    host_pass(f->h, 4999);
    (void)wf_app_poll(f->app);
    assert_int_equal(f->h->n_started, started);
    host_pass(f->h, 1);
    (void)wf_app_poll(f->app);
    assert_true(f->h->n_started > started);
    /* hours of sleep are one reading, not thousands */
    started = f->h->n_started;
    host_pass(f->h, 3600 * 1000);
    (void)wf_app_poll(f->app);
    (void)wf_app_poll(f->app);
    assert_true(f->h->n_started <= started + 2);
}

static void nothing_is_due_while_it_is_paused(void **state)
{
    struct fixture *f = *state;
    size_t started;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    (void)wf_app_poll(f->app);
    app_type(f->app, 'p');
    host_pass(f->h, 10000); /* the message has gone */
    (void)wf_app_poll(f->app);
    started = f->h->n_started;
    assert_int_equal(wf_app_timeout_ms(f->app), -1);
    host_pass(f->h, 100000);
    (void)wf_app_poll(f->app);
    assert_int_equal(f->h->n_started, started);
    assert_true(app_shows(f->app, "paused"));
    app_type(f->app, 'r');
    assert_true(f->h->n_started > started);
    app_type(f->app, 'p');
    (void)wf_app_poll(f->app);
    assert_true(wf_app_timeout_ms(f->app) >= 0);
}

static void without_the_focus_it_asks_a_fifth_as_often(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    wf_app_focus(f->app, false);
    host_pass(f->h, 5000);
    (void)wf_app_poll(f->app);
    assert_int_equal(wf_app_timeout_ms(f->app), 25000);
    wf_app_focus(f->app, true);
    (void)wf_app_poll(f->app);
    assert_int_equal(wf_app_timeout_ms(f->app), 5000);
}

static void the_interval_has_its_limits(void **state)
{
    struct fixture *f = *state;

    open_view(f, "workflows");
    for (int i = 0; i < 20; i++)
        app_type(f->app, '-');
    assert_int_equal(f->app->interval_ms, 1000);
    for (int i = 0; i < 20; i++)
        app_type(f->app, '+');
    assert_int_equal(f->app->interval_ms, 300000);
}

/* A slot may wait until its first words have stayed: what is open for a moment only, as
 * activities are in a history, is not asked about. */
static void what_is_over_at_once_is_not_asked_about(void **state)
{
    static const char about[] =
        "{\"workflowExecutionInfo\":{\"execution\":{\"workflowId\":\"a\",\"runId\":\"b\"},"
        "\"status\":\"WORKFLOW_EXECUTION_STATUS_RUNNING\",\"historyLength\":\"1\"}}\n";
    static const char opens[] = "2026-01-01T12:00:00Z\tx\tnexus\topens",
                      ask[] = "workflow describe -w a -r b --decode";
    struct fixture *f = *state;
    struct wf_host_job *events;
    struct wf_error err = WF_ERROR_INIT;

    assert_int_equal(wf_app_open(f->app, 2, (const char *const[]){ "history", "a" }, &err),
                     WF_OK);
    (void)wf_app_poll(f->app);
    host_print(host_job(f->h, "workflow describe"), about);
    host_ends(host_job(f->h, "workflow describe"));
    (void)wf_app_poll(f->app);
    (void)wf_app_poll(f->app);
    events = host_job(f->h, "workflow show");
    assert_non_null(events);
    wf_strbuf_addf(&events->out, "1\t%s\t1\t\t\t\t{}\n", opens);
    (void)wf_app_poll(f->app);
    assert_null(host_job(f->h, ask));
    assert_int_equal(wf_app_timeout_ms(f->app), 500);
    host_print(events, "2\t2026-01-01T12:00:00Z\tx\tnexus\tsucceeded\t1\t\t\t\t{}\n");
    host_pass(f->h, 1000);
    (void)wf_app_poll(f->app);
    (void)wf_app_poll(f->app);
    assert_null(host_job(f->h, ask));
    wf_strbuf_addf(&events->out, "3\t%s\t3\t\t\t\t{}\n", opens);
    (void)wf_app_poll(f->app);
    host_pass(f->h, 600);
    (void)wf_app_poll(f->app);
    assert_non_null(host_job(f->h, ask));
}

/* ---- keys and sizes --------------------------------------------------------------------
 */

static void keys_can_be_moved_by_the_config_file(void **state)
{
    struct fixture *f = *state;

    f->h->config[0].table = "keys";
    f->h->config[0].key = "workflows.terminate";
    f->h->config[0].value = "T";
    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    app_type(f->app, 'X');
    assert_false(f->app->dialog.open);
    app_type(f->app, 'T');
    assert_true(f->app->dialog.open);
    app_type(f->app, WF_KEY_ESC);
    app_type(f->app, '?');
    assert_true(app_shows(f->app, "T "));
}

static void it_is_drawn_at_any_size(void **state)
{
    struct fixture *f = *state;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    for (int rows = 1; rows < 60; rows += 2)
        for (int cols = 1; cols < 210; cols += 7) {
            char *screen;

            wf_app_resize(f->app, rows, cols);
            screen = app_screen(f->app, false);
            assert_non_null(screen);
            free(screen);
        }
    wf_app_resize(f->app, 5, 30);
    assert_true(app_shows(f->app, "enlarge"));
    assert_true(app_shows(f->app, "UP orders"));
    wf_app_resize(f->app, 10, 40);
    assert_true(app_shows(f->app, "order-1"));
}

/* An hour of refreshes with news: what is held does not grow. */
static void an_hour_is_flat(void **state)
{
    struct fixture *f = *state;
    size_t held = 0;

    f->h->answer = prompt_answer;
    open_view(f, "workflows");
    for (int s = 0; s < 3600; s++) {
        host_pass(f->h, 1000);
        (void)wf_app_poll(f->app);
        free(app_screen(f->app, false));
        if (s == 600)
            held = host_running(f->h);
    }
    assert_int_equal(host_running(f->h), held);
    assert_true(f->h->n_started >= 720);
    assert_true(f->h->n_started < 2000);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(keys_go_into_views_and_back),
        T(digits_and_clicks_choose_tabs),
        T(two_clicks_at_a_place_are_a_double_one),
        T(the_stack_has_an_end_and_says_so),
        T(what_is_not_seen_reads_nothing),
        T(a_late_answer_of_a_closed_view_is_dropped),
        T(a_list_without_end_is_read_as_far_as_is_looked),
        T(the_prompt_runs_completes_and_remembers),
        T(a_paste_is_text_and_never_keys),
        T(use_goes_elsewhere_in_place),
        T(terminate_wants_the_id_typed),
        T(a_refresh_under_the_box_moves_nothing),
        T(marked_rows_want_their_number_typed),
        T(a_mark_outlives_its_row),
        T(cancel_asks_and_n_leaves),
        T(a_form_wants_what_it_needs),
        T(read_only_hides_and_refuses),
        T(a_typed_verb_that_writes_asks_first),
        T(a_lost_connection_is_a_banner_and_heals),
        T(a_loss_is_seen_at_once),
        T(what_fails_otherwise_is_said_and_the_rows_stay),
        T(lists_are_read_again_when_they_are_due),
        T(nothing_is_due_while_it_is_paused),
        T(without_the_focus_it_asks_a_fifth_as_often),
        T(the_interval_has_its_limits),
        T(what_is_over_at_once_is_not_asked_about),
        T(keys_can_be_moved_by_the_config_file),
        T(it_is_drawn_at_any_size),
        T(an_hour_is_flat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
