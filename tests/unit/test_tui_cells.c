/* The grid of cells: what text of any kind becomes, and what stays outside of a pane. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "tui/cells.h"

#include <stdlib.h>
#include <string.h>

static struct wf_canvas cv;

static int set_up(void **state)
{
    (void)state;
    wf_canvas_init(&cv, 4, 12);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wf_canvas_release(&cv);
    return 0;
}

static void assert_row(int row, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_canvas_row_text(&cv, row, &b);
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
}

/* Every cell holds what it says it holds, and wide ones cover the next. */
static void assert_sound(void)
{
    for (int i = 0; i < cv.rows * cv.cols; i++) {
        const struct wf_tcell *c = &cv.cells[i];
        bool wide = i % cv.cols > 0 && c[-1].width == 2;

        assert_true(c->len <= WF_CELL_BYTES);
        assert_true(c->width == 1 || c->width == 2);
        assert_int_equal(c->len == 0, wide);
        assert_false(c->width == 2 && i % cv.cols == cv.cols - 1);
        for (int k = 0; k < c->len; k++)
            assert_true((unsigned char)c->text[k] >= 0x20 && c->text[k] != 0x7F);
    }
}

static void text_is_cut_with_an_ellipsis(void **state)
{
    struct wf_pane all = wf_pane_all(&cv);

    (void)state;
    assert_int_equal(wf_put(all, 0, 0, -1, WF_ST_PLAIN, "twelve chars"), 12);
    assert_row(0, "twelve chars");
    assert_int_equal(wf_put(all, 1, 0, -1, WF_ST_PLAIN, "thirteen chars"), 12);
    assert_row(1, "thirteen ch…");
    assert_int_equal(wf_put(all, 2, 4, 3, WF_ST_PLAIN, "abcd"), 3);
    assert_row(2, "    ab…");
    cv.ascii = true;
    assert_int_equal(wf_put(all, 3, 4, 3, WF_ST_PLAIN, "abcd"), 3);
    assert_row(3, "    ab~");
    assert_sound();
}

static void wide_characters_take_two_cells_and_are_never_halved(void **state)
{
    struct wf_pane all = wf_pane_all(&cv);

    (void)state;
    assert_int_equal(wf_put(all, 0, 0, -1, WF_ST_PLAIN, "日本"), 4);
    assert_int_equal(cv.cells[0].width, 2);
    assert_int_equal(cv.cells[1].len, 0);
    assert_sound();
    wf_put(all, 0, 1, -1, WF_ST_PLAIN, "x"); /* over the half of one */
    assert_row(0, " x本");
    wf_put(all, 0, 2, -1, WF_ST_PLAIN, "y");
    assert_row(0, " xy");
    wf_put(all, 1, 1, -1, WF_ST_PLAIN, "日");
    wf_put(all, 1, 0, -1, WF_ST_PLAIN, "本"); /* covers the first half of the other */
    assert_row(1, "本");
    assert_sound();
    /* one column of room is none for it */
    assert_int_equal(wf_put(all, 2, 0, 4, WF_ST_PLAIN, "日本語"), 3);
    assert_row(2, "日…");
    assert_int_equal(wf_put(all, 3, 11, -1, WF_ST_PLAIN, "日"), 1);
    assert_row(3, "           …");
    assert_sound();
}

static void what_joins_a_character_shares_its_cell(void **state)
{
    struct wf_pane all = wf_pane_all(&cv);
    struct wf_strbuf many = WF_STRBUF_INIT;

    (void)state;
    assert_int_equal(wf_put(all, 0, 0, -1, WF_ST_PLAIN, "e\xcc\x81x"), 2);
    assert_row(0, "e\xcc\x81x");
    assert_int_equal(cv.cells[0].len, 3);
    wf_put(all, 1, 0, -1, WF_ST_PLAIN, "\xcc\x81"); /* nothing below it */
    assert_sound();
    wf_strbuf_adds(&many, "o");
    for (int i = 0; i < 100; i++) /* more than a cell holds */
        wf_strbuf_adds(&many, "\xcc\x88");
    wf_strbuf_adds(&many, "!");
    assert_int_equal(wf_put(all, 2, 0, -1, WF_ST_PLAIN, many.data), 2);
    assert_row(2, "?!");
    assert_sound();
    wf_strbuf_release(&many);
}

/* Each becomes something to see; none reaches a terminal as it is. */
static void nothing_acts_on_a_terminal(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        { "\x1b[2J", "\\x1b[2J" },
        { "a\nb\tc\r", "a\\nb\\tc\\r" },
        { "\x7f", "\\x7f" },
        { "\xc2\x9b", "\\u{9b}" },             /* C1: a CSI of one character */
        { "\x9b", "\\x9b" },                   /* the same as a byte */
        { "\xe2\x80\xae", "\\u{202e}" },       /* right-to-left override */
        { "\xe2\x81\xa6", "\\u{2066}" },       /* isolate */
        { "\xc0\x9b", "\\xc0\\x9b" },          /* ESC, overlong */
        { "\xe0\x80\x9b", "\\xe0\\x80\\x9b" }, /* and longer */
        { "\xed\xa0\x80", "\\xed\\xa0\\x80" }, /* a surrogate */
        { "\xf5\x80\x80", "\\xf5\\x80\\x80" }, /* beyond Unicode */
        { "\xe2\x82", "\\xe2\\x82" },          /* broken off */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        wf_canvas_reset(&cv, 4, 20);
        wf_put(wf_pane_all(&cv), 0, 0, -1, WF_ST_PLAIN, rows[i].text);
        assert_row(0, rows[i].shown);
        assert_int_equal(wf_text_columns(rows[i].text), strlen(rows[i].shown));
        assert_sound();
    }
}

static void nothing_is_drawn_outside_of_a_pane(void **state)
{
    struct wf_pane p = wf_pane_sub(wf_pane_all(&cv), 1, 4, 2, 4), none;

    (void)state;
    for (int row = -2; row < 6; row++)
        for (int col = -6; col < 20; col++) {
            wf_put(p, row, col, -1, WF_ST_PLAIN, "xxxxxxxxxxxxxxxx");
            wf_put(p, row, col, 100, WF_ST_PLAIN, "日本語日本語");
            wf_put_right(p, row, col, -1, WF_ST_PLAIN, "right");
            wf_put_run(p, row, col, 30, WF_ST_RULE, WF_GL_HLINE);
            wf_put_level(p, row, col, WF_ST_GOOD, col / 10.0);
            wf_restyle(p, row, col, 30, WF_ST_BAD);
            wf_rule(p, row, "title");
            (void)wf_box(wf_pane_sub(p, row, col, 3, 3), "box");
            assert_sound();
        }
    for (int i = 0; i < cv.rows * cv.cols; i++)
        if (i / cv.cols < 1 || i / cv.cols > 2 || i % cv.cols < 4 || i % cv.cols > 7) {
            assert_int_equal(cv.cells[i].text[0], ' ');
            assert_int_equal(cv.cells[i].style, WF_ST_PLAIN);
        }
    none = wf_pane_sub(p, 7, 7, 7, 7);
    assert_int_equal(none.rows, 0);
    assert_int_equal(wf_put(none, 0, 0, -1, WF_ST_PLAIN, "x"), 0);
}

static void ascii_is_ascii(void **state)
{
    struct wf_pane all = wf_pane_all(&cv);

    (void)state;
    cv.ascii = true;
    for (int g = 0; g < WF_GL_COUNT; g++)
        for (const char *p = wf_glyph(&cv, (enum wf_glyph)g); *p != '\0'; p++)
            assert_true((unsigned char)*p < 0x80);
    (void)wf_box(all, "a title longer than the box");
    for (int i = 0; i <= 8; i++)
        wf_put_level(all, 1, i + 1, WF_ST_PLAIN, i / 8.0);
    wf_put(all, 2, 1, -1, WF_ST_PLAIN, "日e\xcc\x81ü!");
    for (int i = 0; i < cv.rows * cv.cols; i++)
        assert_true(cv.cells[i].len == 1 && (unsigned char)cv.cells[i].text[0] < 0x80);
    assert_row(2, "|??e?!     |");
    assert_sound();
}

static void a_canvas_of_another_size_is_blank(void **state)
{
    (void)state;
    wf_put(wf_pane_all(&cv), 0, 0, -1, WF_ST_BAD, "text");
    cv.cursor_row = 3;
    wf_canvas_reset(&cv, 30, 100);
    assert_row(0, "");
    assert_int_equal(cv.cursor_row, -1);
    assert_sound();
    wf_canvas_reset(&cv, 0, 0);
    assert_int_equal(wf_put(wf_pane_all(&cv), 0, 0, -1, WF_ST_PLAIN, "x"), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(text_is_cut_with_an_ellipsis),
        T(wide_characters_take_two_cells_and_are_never_halved),
        T(what_joins_a_character_shares_its_cell),
        T(nothing_acts_on_a_terminal),
        T(nothing_is_drawn_outside_of_a_pane),
        T(ascii_is_ascii),
        T(a_canvas_of_another_size_is_blank),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
