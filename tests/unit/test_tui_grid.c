/* The one list: movement, identity over a refresh, marks, sort, filter, columns, memory. */
#include "tests/unit/tui_host.h"
#include "tui/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct wf_grid_column columns[] = {
    { .key = "id", .title = "ID", .min = 8, .max = 0 },
    { .key = "n", .title = "N", .type = WF_GC_COUNT, .min = 4, .priority = 2 },
    { .key = "at", .title = "AT", .type = WF_GC_TIME, .min = 11, .priority = 3 },
    { .key = "took", .title = "TOOK", .type = WF_GC_DURATION, .min = 6, .priority = 4 },
    { .key = "problem",
      .title = "PROBLEM",
      .type = WF_GC_PROBLEM,
      .min = 8,
      .max = 20,
      .priority = 1 },
};
static const char *const identity[] = { "id", NULL };
enum { ROWS = 6, N_COLUMNS = sizeof columns / sizeof *columns };
static const struct wf_host_end well = { .error = WF_ERROR_INIT };

static void feed(struct wf_grid *l, const char *line)
{
    wf_grid_line(l, line, strlen(line));
}

static const char header[] = "id\tn\tat\ttook\tproblem";

/* A reading of these rows: "b:2 a:10", an id and a number each. */
static void read_rows(struct wf_grid *l, const char *rows)
{
    char *copy = wf_strdup(rows), *rest = copy, *word;

    wf_grid_begin(l);
    feed(l, header);
    while ((word = strsep(&rest, " ")) != NULL) {
        char *n = strchr(word, ':'), line[100];

        if (n == NULL)
            continue;
        *n++ = '\0';
        snprintf(line, sizeof line, "%s\t%s\t\t\t", word, n);
        feed(l, line);
    }
    wf_grid_end(l, &well, false);
    free(copy);
}

static int setup(void **state)
{
    struct wf_grid *l = wf_calloc(1, sizeof *l);

    setenv("TZ", "UTC", 1);
    wf_grid_init(l, columns, N_COLUMNS, identity);
    *state = l;
    return 0;
}

static int teardown(void **state)
{
    wf_grid_release(*state);
    free(*state);
    return 0;
}

static void type(struct wf_grid *l, int code)
{
    const struct wf_key key = { .code = code };

    (void)wf_grid_key(l, &key, ROWS);
}

static const char *selected(const struct wf_grid *l)
{
    const char *id = wf_grid_selected(l, "id");

    return id != NULL ? id : "";
}

/* "b a c": what is shown, in order. */
static void expect_shown(const struct wf_grid *l, const char *wanted)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_adds(&b, "");
    for (size_t i = 0; i < l->n_shown; i++)
        wf_strbuf_addf(&b, "%s%s", i > 0 ? " " : "", wf_grid_cell(l, i, "id"));
    assert_string_equal(wf_strbuf_str(&b), wanted);
    wf_strbuf_release(&b);
}

/* Row `row` of the list drawn in that many columns. */
static void expect_drawn(const struct wf_grid *l, int cols, int row, const char *wanted)
{
    struct wf_frame f = { .now_ns = INT64_C(1767268800000000000), .time_mode = 1 };
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_canvas cv;

    wf_canvas_init(&cv, ROWS, cols);
    cv.ascii = true;
    wf_grid_draw(l, &f, wf_pane_all(&cv));
    wf_canvas_row_text(&cv, row, &b);
    assert_string_equal(wf_strbuf_str(&b), wanted);
    wf_strbuf_release(&b);
    wf_canvas_release(&cv);
}

static void keys_move_and_the_window_follows(void **state)
{
    struct wf_grid *l = *state;

    read_rows(l, "a:1 b:2 c:3 d:4 e:5 f:6 g:7 h:8");
    assert_string_equal(selected(l), "a");
    type(l, 'k');
    assert_string_equal(selected(l), "a");
    for (int i = 0; i < 5; i++)
        type(l, 'j');
    assert_string_equal(selected(l), "f");
    assert_int_equal(l->top, 1); /* five rows below the heading */
    type(l, 'G');
    assert_string_equal(selected(l), "h");
    assert_int_equal(l->top, 3);
    type(l, WF_KEY_DOWN);
    assert_string_equal(selected(l), "h");
    type(l, 'g');
    assert_string_equal(selected(l), "a");
    assert_int_equal(l->top, 0);
    type(l, WF_KEY_PAGE_DOWN);
    assert_string_equal(selected(l), "f");
    type(l, 'k');
    type(l, 21); /* ctrl-u */
    assert_string_equal(selected(l), "c");
}

static void the_wheel_moves_by_three_and_a_click_selects(void **state)
{
    struct wf_grid *l = *state;
    struct wf_key key = { .code = WF_KEY_MOUSE, .mouse = WF_MOUSE_WHEEL_DOWN };
    bool open = true;

    read_rows(l, "a:1 b:2 c:3 d:4 e:5");
    (void)wf_grid_key(l, &key, ROWS);
    assert_string_equal(selected(l), "d");
    assert_int_equal(wf_grid_click(l, 2, 4, 80, &open), WF_ACT_REDRAW);
    assert_string_equal(selected(l), "b");
    assert_false(open);
    (void)wf_grid_click(l, 2, 4, 80, &open);
    assert_true(open); /* it was on it already */
    assert_int_equal(wf_grid_click(l, 60, 4, 80, &open), WF_ACT_NONE);
}

static void the_selection_stays_on_its_row(void **state)
{
    struct wf_grid *l = *state;

    read_rows(l, "a:1 b:2 c:3");
    type(l, 'j');
    read_rows(l, "x:9 y:8 a:1 b:2 c:3");
    assert_string_equal(selected(l), "b");
    read_rows(l, "c:3 b:2");
    assert_string_equal(selected(l), "b");
    read_rows(l, "c:3"); /* it is gone: the place stays */
    assert_string_equal(selected(l), "c");
    read_rows(l, "");
    assert_null(wf_grid_selected(l, "id"));
    type(l, 'j');
    type(l, ' ');
    assert_int_equal(l->n_marks, 0);
}

static void the_first_row_is_the_newest(void **state)
{
    struct wf_grid *l = *state;

    read_rows(l, "a:1 b:2");
    read_rows(l, "new:0 a:1 b:2");
    assert_string_equal(selected(l), "new");
}

static void old_rows_stay_until_the_new_ones_are_whole(void **state)
{
    struct wf_grid *l = *state;
    struct wf_host_end bad = { .code = WF_E_UNREACHABLE };

    read_rows(l, "a:1 b:2");
    wf_grid_begin(l);
    feed(l, header);
    feed(l, "c\t3\t\t\t");
    expect_shown(l, "a b");
    (void)wf_error_set(&bad.error, WF_E_UNREACHABLE, "nobody listens");
    wf_grid_end(l, &bad, false);
    expect_shown(l, "a b");
    assert_int_equal(l->error.code, WF_E_UNREACHABLE);
    read_rows(l, "c:3");
    expect_shown(l, "c");
    assert_int_equal(l->error.code, WF_OK);
}

static void marks_are_of_rows_not_of_places(void **state)
{
    struct wf_grid *l = *state;

    read_rows(l, "a:1 b:2 c:3");
    type(l, 'j');
    type(l, ' ');
    assert_string_equal(selected(l), "c"); /* a mark goes on to the next */
    read_rows(l, "c:3 x:0 b:2");
    assert_false(wf_grid_is_marked(l, 0));
    assert_true(wf_grid_is_marked(l, 2));
    assert_string_equal(wf_grid_value(l, "n", 1), "2");
    type(l, '*');
    assert_int_equal(l->n_marks, 3);
    type(l, 'g');
    type(l, ' '); /* off again */
    assert_int_equal(l->n_marks, 2);
    type(l, 'u');
    assert_int_equal(l->n_marks, 0);
    assert_null(wf_grid_value(l, "id", 1));
}

static void each_type_sorts_as_what_it_is(void **state)
{
    struct wf_grid *l = *state;

    wf_grid_begin(l);
    feed(l, header);
    feed(l, "b\t9\t2026-01-01T00:00:00Z\t1h2m\t");
    feed(l, "c\t10\t2025-12-31T23:00:00Z\t90s\t");
    feed(l, "a\t-1\t\t1.5s\t");
    wf_grid_end(l, &well, false);
    expect_shown(l, "b c a");
    type(l, '>');
    expect_shown(l, "a b c"); /* by text */
    type(l, '>');
    expect_shown(l, "a b c"); /* 10 is more than 9 */
    type(l, ',');
    expect_shown(l, "c b a");
    type(l, ',');
    type(l, '>');
    expect_shown(l, "a c b"); /* no time is before all */
    type(l, '>');
    expect_shown(l, "a c b"); /* 1.5s, 90s, 1h2m */
    type(l, '<');
    type(l, '<');
    type(l, '<');
    type(l, '<');
    expect_shown(l, "b c a"); /* as the server has them */
}

static void equal_cells_keep_the_order_of_the_server(void **state)
{
    struct wf_grid *l = *state;

    read_rows(l, "c:1 a:1 b:1");
    type(l, '>');
    type(l, '>');
    expect_shown(l, "c a b");
    type(l, ',');
    expect_shown(l, "c a b");
}

static void a_filter_looks_at_all_cells(void **state)
{
    struct wf_grid *l = *state;

    read_rows(l, "alpha:1 beta:22 gamma:3");
    type(l, 'j');
    wf_grid_filter(l, "A");
    expect_shown(l, "alpha beta gamma");
    wf_grid_filter(l, "22");
    expect_shown(l, "beta");
    assert_string_equal(selected(l), "beta");
    type(l, '*'); /* all that are shown */
    assert_int_equal(l->n_marks, 1);
    wf_grid_filter(l, "nowhere");
    assert_null(wf_grid_selected(l, "id"));
    read_rows(l, "nowhere:1 beta:22");
    expect_shown(l, "nowhere");
    wf_grid_filter(l, "");
    expect_shown(l, "nowhere beta");
}

static void columns_go_by_priority(void **state)
{
    struct wf_grid *l = *state;

    read_rows(l, "an-id:7");
    expect_drawn(l, 60, 0, "  ID                        N  AT             TOOK  PROBLEM");
    expect_drawn(l, 44, 0, "  ID                N  AT           PROBLEM");
    expect_drawn(l, 30, 0, "  ID               N  PROBLEM");
    expect_drawn(l, 20, 0, "  ID        PROBLEM");
    expect_drawn(l, 12, 0, "  ID");
    l->hidden = 1U << 4; /* put away by the user: others have its room */
    expect_drawn(l, 44, 0, "  ID                  N  AT             TOOK");
}

static void a_long_text_has_what_room_there_is(void **state)
{
    struct wf_grid *l = *state;

    wf_grid_begin(l);
    feed(l, header);
    feed(l, "an-identity-that-is-long\t1\t\t\tnobody polls it");
    wf_grid_end(l, &well, false);
    expect_drawn(l, 30, 1, ">!an-iden~     1  nobody poll~");
    expect_drawn(l, 60, 1, ">!an-identity-t~     1  -                 -  nobody polls it");
}

static void what_stands_in_a_cell_is_undone_once(void **state)
{
    struct wf_grid *l = *state;

    wf_grid_begin(l);
    feed(l, header);
    feed(l, "a\\tb\\nc\\\\d\t1\t\t\t");
    feed(l, "ends\\\t2\t\t\t");
    feed(l, "short");
    feed(l, "long\t1\t2\t3\t4\t5\t6");
    feed(l, "");
    wf_grid_end(l, &well, false);
    assert_string_equal(wf_grid_cell(l, 0, "id"), "a\tb\nc\\d");
    assert_string_equal(wf_grid_cell(l, 1, "n"), "2");
    assert_null(wf_grid_cell(l, 2, "n"));
    assert_string_equal(wf_grid_cell(l, 3, "problem"), "4");
    assert_string_equal(wf_grid_cell(l, 4, "id"), "");
    for (int row = 0; row < ROWS; row++)
        expect_drawn(l, 1, row, row == 1 ? ">" : "");
}

static void columns_are_found_by_name_wherever_they_stand(void **state)
{
    struct wf_grid *l = *state;

    wf_grid_begin(l);
    feed(l, "more\tn\tid");
    feed(l, "x\t5\tone");
    wf_grid_end(l, &well, false);
    assert_string_equal(wf_grid_selected(l, "id"), "one");
    assert_string_equal(wf_grid_selected(l, "more"), "x");
    assert_null(wf_grid_selected(l, "took"));
}

static void memory_is_bounded_and_the_place_is_kept(void **state)
{
    struct wf_grid *l = *state;
    char line[64];

    wf_grid_begin(l);
    feed(l, header);
    for (int i = 0; i < WF_GRID_MAX; i++) {
        snprintf(line, sizeof line, "row-%d\t%d\t\t\t", i, i);
        feed(l, line);
    }
    wf_grid_end(l, &(struct wf_host_end){ .more = true, .error = WF_ERROR_INIT }, true);
    type(l, 'G');
    assert_string_equal(selected(l), "row-4999");
    assert_true(wf_grid_is_deep(l));
    assert_true(wf_grid_wanted(l, ROWS) > (size_t)WF_GRID_MAX);
    for (int i = WF_GRID_MAX; i < WF_GRID_MAX + 10; i++) {
        snprintf(line, sizeof line, "row-%d\t%d\t\t\t", i, i);
        feed(l, line);
    }
    assert_string_equal(selected(l), "row-4999");
    assert_int_equal(l->dropped, 1000);
    assert_true(l->n_rows <= WF_GRID_MAX);
    type(l, 'j');
    assert_string_equal(selected(l), "row-5000");
}

static void the_range_says_what_is_known(void **state)
{
    struct wf_grid *l = *state;
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_grid_range(l, ROWS, &b);
    assert_string_equal(wf_strbuf_str(&b), "");
    read_rows(l, "a:1 b:2 c:3 d:4 e:5 f:6 g:7");
    wf_grid_range(l, ROWS, &b);
    assert_string_equal(wf_strbuf_str(&b), "1-5 of 7");
    wf_strbuf_clear(&b);
    l->more = true;
    wf_grid_range(l, ROWS, &b);
    assert_string_equal(wf_strbuf_str(&b), "1-5 of 7+");
    wf_strbuf_clear(&b);
    l->total = 18231;
    wf_grid_range(l, ROWS, &b);
    assert_string_equal(wf_strbuf_str(&b), "1-5 of ~18231");
    wf_strbuf_clear(&b);
    wf_grid_filter(l, "a");
    wf_grid_range(l, ROWS, &b);
    assert_string_equal(wf_strbuf_str(&b), "1-1 of 1+  filter 'a' on the 7 rows here");
    wf_strbuf_release(&b);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(keys_move_and_the_window_follows),
        T(the_wheel_moves_by_three_and_a_click_selects),
        T(the_selection_stays_on_its_row),
        T(the_first_row_is_the_newest),
        T(old_rows_stay_until_the_new_ones_are_whole),
        T(marks_are_of_rows_not_of_places),
        T(each_type_sorts_as_what_it_is),
        T(equal_cells_keep_the_order_of_the_server),
        T(a_filter_looks_at_all_cells),
        T(columns_go_by_priority),
        T(a_long_text_has_what_room_there_is),
        T(what_stands_in_a_cell_is_undone_once),
        T(columns_are_found_by_name_wherever_they_stand),
        T(memory_is_bounded_and_the_place_is_kept),
        T(the_range_says_what_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
