/* The dashboard's `:` and `/` lines: completion that never waits, hints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui_fixture.h"

#include "tui/form.h"

enum { CTRL_N = 14, CTRL_A = 1, CTRL_U = 21 };

static const char *const two[] = { "order-1", "order-2", NULL };
static const char *const one[] = { "order-7", NULL };

/* Every verb prints nothing and ends. */
static void nothing(struct fake_host *h, struct wf_host_job *job)
{
    (void)h;
    host_ends(job);
}

static int set_up(void **state)
{
    struct fake_host *h = host_new();
    struct fixture *f;

    h->answer = nothing;
    *state = f = fixture_new(h);
    open_view(f, "workflows");
    return 0;
}

/* The answer of the cluster, or a part of it. True: the picture differs. */
static bool it_comes(struct fixture *f, const char *const *values, bool all)
{
    f->h->values = values;
    f->h->asking = !all;
    f->h->came = true;
    return wf_app_poll(f->app);
}

static const char *line(const struct fixture *f)
{
    return wf_strbuf_str(&f->app->prompt.line.text);
}

/* A row of the screen, 22 is the prompt's. The caller frees. */
static char *row_of(const struct fixture *f, int n)
{
    char *screen = app_screen(f->app, true), *row = screen, *ret;

    for (int i = 0; i < n; i++)
        row = strchr(row, '\n') + 1;
    ret = wf_strndup(row, strcspn(row, "\n"));
    free(screen);
    return ret;
}

static bool row_is(const struct fixture *f, const char *text)
{
    char *row = row_of(f, 22);
    bool same = strcmp(row, text) == 0;

    if (!same)
        fprintf(stderr, "# not '%s' but '%s'\n", text, row);
    free(row);
    return same;
}

/* The candidates stand above the prompt. */
static bool bar_has(const struct fixture *f, const char *text)
{
    char *row = row_of(f, 21);
    bool has = strstr(row, text) != NULL;

    if (!has)
        fprintf(stderr, "# no '%s' in '%s'\n", text, row);
    free(row);
    return has;
}

/* `:workflow describe or`, Tab, and the cluster is asked. */
static void tab_asks(struct fixture *f)
{
    f->h->asking = true;
    app_type(f->app, ':');
    app_text(f->app, "workflow describe or");
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(f->h->asked, "workflow describe or");
    assert_string_equal(line(f), "workflow describe or");
}

static void what_comes_is_as_if_tab_were_pressed_then(void **state)
{
    struct fixture *f = *state;
    char dots[] = "...";

    tab_asks(f);
    assert_true(app_shows(f->app, dots));
    assert_true(it_comes(f, two, true));
    assert_string_equal(line(f), "workflow describe order-");
    assert_true(bar_has(f, " order-1  order-2"));
    assert_true(app_hides(f->app, dots));
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(line(f), "workflow describe order-1");
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(line(f), "workflow describe order-2");
    app_type(f->app, WF_KEY_BACK_TAB);
    assert_string_equal(line(f), "workflow describe order-1");
}

static void a_single_one_is_the_word(void **state)
{
    struct fixture *f = *state;

    tab_asks(f);
    assert_true(it_comes(f, one, true));
    assert_string_equal(line(f), "workflow describe order-7 ");
    assert_true(app_hides(f->app, "..."));
}

static void nothing_and_a_failure_end_the_wait(void **state)
{
    struct fixture *f = *state;

    tab_asks(f);
    assert_true(it_comes(f, NULL, true));
    assert_string_equal(line(f), "workflow describe or");
    assert_true(app_hides(f->app, "..."));
    assert_false(f->app->prompt.asked);
}

static void keys_go_on_and_the_answer_is_for_the_next_tab(void **state)
{
    struct fixture *f = *state;

    tab_asks(f);
    app_type(f->app, 'x');
    assert_string_equal(line(f), "workflow describe orx");
    assert_true(app_hides(f->app, "..."));
    (void)it_comes(f, two, true);
    assert_string_equal(line(f), "workflow describe orx");
    assert_true(app_hides(f->app, "order-1"));
    app_type(f->app, WF_KEY_BACKSPACE);
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(line(f), "workflow describe order-");
}

static void an_answer_after_the_prompt_changes_nothing(void **state)
{
    struct fixture *f = *state;

    tab_asks(f);
    app_type(f->app, WF_KEY_ESC);
    assert_false(it_comes(f, two, true));
    assert_int_equal(f->app->prompt.kind, WF_PROMPT_NONE);
    app_type(f->app, ':');
    assert_true(row_is(f, ":"));
}

static void somebody_elses_answer_leaves_it_waiting(void **state)
{
    struct fixture *f = *state;

    tab_asks(f);
    assert_true(it_comes(f, NULL, false));
    assert_true(f->app->prompt.asked);
    assert_true(app_shows(f->app, "..."));
    assert_true(it_comes(f, one, true));
    assert_string_equal(line(f), "workflow describe order-7 ");
}

static void what_is_known_already_stands_there_meanwhile(void **state)
{
    struct fixture *f = *state;

    f->h->values = one;
    tab_asks(f);
    assert_true(bar_has(f, " order-7"));
    assert_true(it_comes(f, two, true));
    assert_string_equal(line(f), "workflow describe order-");
    assert_true(app_hides(f->app, "order-7"));
}

static void another_tab_takes_what_is_known_and_waits_no_more(void **state)
{
    struct fixture *f = *state;

    f->h->values = one;
    tab_asks(f);
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(line(f), "workflow describe order-7");
    assert_true(app_hides(f->app, "..."));
    (void)it_comes(f, two, true);
    assert_string_equal(line(f), "workflow describe order-7");
}

/* Paused, so that nothing else is due: the answer itself wakes the loop. */
static void waiting_is_no_wake_up(void **state)
{
    struct fixture *f = *state;

    f->app->paused = true;
    tab_asks(f);
    assert_int_equal(wf_app_timeout_ms(f->app), -1);
    assert_false(wf_app_poll(f->app));
}

static void it_is_asked_ahead_where_a_word_begins(void **state)
{
    struct fixture *f = *state;

    app_type(f->app, ':');
    app_text(f->app, "schedule");
    assert_int_equal(f->h->n_ahead, 0);
    app_text(f->app, " ");
    assert_int_equal(f->h->n_ahead, 1);
    app_text(f->app, "describe");
    assert_int_equal(f->h->n_ahead, 1);
    app_text(f->app, " ");
    assert_int_equal(f->h->n_ahead, 2);
    assert_null(f->h->asked);
}

static void words_of_the_dashboard_are_completed_as_verbs_that_take_the_same(void **state)
{
    struct fixture *f = *state;

    f->h->values = one;
    app_type(f->app, ':');
    app_text(f->app, "conn");
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(line(f), "connect ");
    app_text(f->app, "or");
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(f->h->asked, "--profile or");
    assert_string_equal(line(f), "connect order-7 ");
    app_type(f->app, CTRL_U);
    app_text(f->app, "history or");
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(f->h->asked, "workflow show or");
    assert_string_equal(line(f), "history order-7 ");
}

static void the_hint_is_behind_the_end_of_the_line(void **state)
{
    struct fixture *f = *state;

    f->h->hint = "WORKFLOW-ID [--raw]";
    app_type(f->app, ':');
    app_text(f->app, "workflow describe");
    assert_true(row_is(f, ":workflow describe WORKFLOW-ID [--raw]"));
    app_text(f->app, " ");
    assert_true(row_is(f, ":workflow describe WORKFLOW-ID [--raw]"));
    f->h->hint = "[--run-id RUN]";
    assert_true(it_comes(f, NULL, true)); /* what it needs has come */
    assert_true(row_is(f, ":workflow describe [--run-id RUN]"));
    app_type(f->app, CTRL_A);
    assert_true(row_is(f, ":workflow describe"));
    app_type(f->app, CTRL_U);
    app_type(f->app, WF_KEY_END);
    for (int i = 0; i < 30; i++)
        app_text(f->app, "ab ");
    assert_true(app_hides(f->app, "RUN")); /* there is no room */
}

static void a_view_says_what_it_takes(void **state)
{
    struct fixture *f = *state;

    app_type(f->app, ':');
    app_text(f->app, "history");
    assert_true(app_shows(f->app, ":history ID"));
    app_text(f->app, " o");
    assert_true(row_is(f, ":history o"));
}

static void a_query_is_completed_and_a_search_is_not(void **state)
{
    static const char *const attributes[] = { "Order = \"a\"", "Order = \"b\"", NULL };
    struct fixture *f = *state;

    f->h->values = attributes;
    f->h->hint = "none";
    app_type(f->app, '/');
    assert_int_equal(f->h->n_ahead, 1);
    app_text(f->app, "Order =");
    assert_true(f->h->n_ahead >= 2);
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(f->h->asked, "workflow list -q Order =");
    assert_string_equal(line(f), "Order = \"");
    assert_true(bar_has(f, " \"a\"  \"b\"")); /* what they share is in the line */
    assert_true(row_is(f, "query> Order = \""));
    app_type(f->app, WF_KEY_ESC);
    open_view(f, "messages");
    free(f->h->asked);
    f->h->asked = NULL;
    wf_prompt_open(f->app, WF_PROMPT_FILTER, "search", "", NULL);
    app_text(f->app, "Order =");
    app_type(f->app, WF_KEY_TAB);
    assert_null(f->h->asked);
    assert_string_equal(line(f), "Order =");
}

/* `text` is typed and completed to `want`; the host was asked for `asked`. */
static void assert_completes(struct fixture *f, const char *text, const char *asked,
                             const char *want)
{
    app_type(f->app, ':');
    app_text(f->app, text);
    app_type(f->app, WF_KEY_TAB);
    assert_string_equal(f->h->asked, asked);
    assert_string_equal(line(f), want);
    app_type(f->app, WF_KEY_ESC);
}

static void a_value_is_written_as_the_line_will_be_read(void **state)
{
    static const char *const blank[] = { "order 9", NULL };
    static const char *const quoted[] = { "it's", NULL };
    struct fixture *f = *state;

    f->h->values = blank;
    assert_completes(f, "workflow describe or", "workflow describe or",
                     "workflow describe order\\ 9 ");
    assert_completes(f, "workflow describe order\\ ", "workflow describe order ",
                     "workflow describe order\\ 9 ");
    assert_completes(f, "workflow describe 'order ", "workflow describe order ",
                     "workflow describe 'order 9' ");
    assert_completes(f, "workflow describe \"or", "workflow describe or",
                     "workflow describe \"order 9\" ");
    f->h->values = quoted;
    assert_completes(f, "workflow describe \"it", "workflow describe it",
                     "workflow describe \"it's\" ");
    assert_completes(f, "workflow describe 'it", "workflow describe it",
                     "workflow describe 'it"); /* it cannot be written there */
}

static void a_query_in_quotes_goes_on(void **state)
{
    static const char *const attributes[] = { "Order = \"a\"", NULL };
    struct fixture *f = *state;

    f->h->values = attributes;
    f->h->hint = "none";
    assert_completes(f, "workflow list -q 'Order =", "workflow list -q Order =",
                     "workflow list -q 'Order = \"a\"");
    assert_completes(f, "workflow list -q \"Order =", "workflow list -q Order =",
                     "workflow list -q \"Order = \\\"a\\\"");
    app_type(f->app, ':');
    app_text(f->app, "workflow list -q 'Order = ");
    assert_true(row_is(f, ":workflow list -q 'Order =")); /* no hint inside of a text */
}

static void the_name_of_a_value_is_no_end(void **state)
{
    static const char *const names[] = { "Region=", NULL };
    struct fixture *f = *state;

    f->h->values = names;
    assert_completes(f, "workflow start --search-attribute R",
                     "workflow start --search-attribute R",
                     "workflow start --search-attribute Region=");
}

static void the_chosen_one_is_on_the_screen(void **state)
{
    static char names[40][24];
    static const char *many[41];
    struct fixture *f = *state;

    for (size_t i = 0; i < 40; i++) {
        snprintf(names[i], sizeof names[i], "order-long-name-%02zu", i);
        many[i] = names[i];
    }
    f->h->values = many;
    app_type(f->app, ':');
    app_text(f->app, "workflow describe o");
    app_type(f->app, WF_KEY_TAB);
    assert_true(bar_has(f, " order-long-name-00  order-long-name-01"));
    for (size_t i = 0; i < 40; i++) {
        app_type(f->app, WF_KEY_TAB);
        assert_string_equal(line(f) + 18, many[i]);
        assert_true(bar_has(f, many[i]));
    }
    app_type(f->app, WF_KEY_TAB);
    assert_true(bar_has(f, " order-long-name-00  order-long-name-01"));
}

static void a_field_of_a_form_waits_the_same_way(void **state)
{
    struct fixture *f = *state;
    struct wf_form *m;
    size_t i;

    open_view(f, "start");
    m = wf_app_top(f->app)->model;
    for (i = 0; i < m->type->n_fields && m->type->fields[m->focus].complete == NULL; i++)
        app_type(f->app, WF_KEY_TAB);
    assert_true(i < m->type->n_fields);
    i = m->focus;
    f->h->asking = true;
    app_text(f->app, "or");
    app_type(f->app, CTRL_N);
    assert_true(app_shows(f->app, "asking what there is"));
    assert_string_equal(wf_strbuf_str(&m->values[i].line.text), "or");
    assert_true(it_comes(f, two, true));
    assert_string_equal(wf_strbuf_str(&m->values[i].line.text), "order-1");
    app_type(f->app, CTRL_N);
    assert_string_equal(wf_strbuf_str(&m->values[i].line.text), "order-2");
    app_type(f->app, CTRL_U);
    f->h->values = NULL;
    f->h->asking = true;
    app_type(f->app, CTRL_N);
    app_text(f->app, "x");
    assert_false(it_comes(f, two, true));
    assert_string_equal(wf_strbuf_str(&m->values[i].line.text), "x");
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_comes_is_as_if_tab_were_pressed_then),
        T(a_single_one_is_the_word),
        T(nothing_and_a_failure_end_the_wait),
        T(keys_go_on_and_the_answer_is_for_the_next_tab),
        T(an_answer_after_the_prompt_changes_nothing),
        T(somebody_elses_answer_leaves_it_waiting),
        T(what_is_known_already_stands_there_meanwhile),
        T(another_tab_takes_what_is_known_and_waits_no_more),
        T(waiting_is_no_wake_up),
        T(it_is_asked_ahead_where_a_word_begins),
        T(words_of_the_dashboard_are_completed_as_verbs_that_take_the_same),
        T(the_hint_is_behind_the_end_of_the_line),
        T(a_view_says_what_it_takes),
        T(a_query_is_completed_and_a_search_is_not),
        T(a_value_is_written_as_the_line_will_be_read),
        T(a_query_in_quotes_goes_on),
        T(the_name_of_a_value_is_no_end),
        T(the_chosen_one_is_on_the_screen),
        T(a_field_of_a_form_waits_the_same_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
