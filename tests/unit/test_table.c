/* Tables, cards, CSV and TSV as they look. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/table.h"
#include "base/utf8.h"

static const struct wf_table_column columns[] = {
    { .header = "ID", .shrink = 1 },
    { .header = "Size", .align = WF_ALIGN_RIGHT },
    { .header = "Note", .shrink = 2 },
};

static void add_row(struct wf_table *t, const char *a, const char *b, const char *c)
{
    wf_table_cell(t, a);
    wf_table_cell(t, b);
    wf_table_cell(t, c);
}

static void assert_printed(struct wf_table *t, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_table_print(t, &b);
    assert_string_equal(wf_strbuf_str(&b), want);
    assert_int_equal(wf_table_rows(t), 0);
    wf_strbuf_release(&b);
}

static void columns_are_aligned_and_lines_have_no_blanks_at_their_end(void **state)
{
    struct wf_table *t = wf_table_new(columns, 3, NULL);

    (void)state;
    add_row(t, "order-1", "5", "first");
    add_row(t, "\xe6\x97\xa5\xe6\x9c\xac", "12345", NULL);
    add_row(t, "", "", "last");
    assert_int_equal(wf_table_rows(t), 3);
    assert_printed(t, "ID        Size  Note\n"
                      "order-1      5  first\n"
                      "\xe6\x97\xa5\xe6\x9c\xac     12345\n"
                      "                last\n");
    wf_table_free(t);
}

static void cells_cannot_act_on_the_terminal(void **state)
{
    struct wf_table *t = wf_table_new(columns, 3, NULL);

    (void)state;
    add_row(t, "a\x1b[2J", "1\n2", "\xe2\x80\xae");
    assert_printed(t, "ID        Size  Note\n"
                      "a\\x1b[2J  1\\n2  \\u{202e}\n");
    wf_table_free(t);
}

static void the_column_of_least_worth_is_cut_first(void **state)
{
    struct wf_table_options o = { .width = 26 };
    struct wf_table *t = wf_table_new(columns, 3, &o);

    (void)state;
    add_row(t, "order-1", "5", "a long remark about it");
    assert_printed(t, "ID       Size  Note\n"
                      "order-1     5  a long rem\xe2\x80\xa6\n");
    wf_table_free(t);
    o.width = 16;
    o.ascii = true;
    t = wf_table_new(columns, 3, &o);
    add_row(t, "order-1", "5", "a long remark");
    assert_printed(t, "ID    Size  Note\n"
                      "ord~     5  a l~\n");
    wf_table_free(t);
    o.width = 1; /* no room at all: each keeps its least */
    t = wf_table_new(columns, 3, &o);
    add_row(t, "order-1", "12345", "a long remark");
    assert_printed(t, "ID   Size  Note\n"
                      "o~  12345  a l~\n");
    wf_table_free(t);
}

static void columns_of_equal_worth_are_cut_evenly(void **state)
{
    static const struct wf_table_column two[] = { { .header = "A", .shrink = 1 },
                                                  { .header = "B", .shrink = 1 } };
    struct wf_table_options o = { .width = 18, .ascii = true };
    struct wf_table *t = wf_table_new(two, 2, &o);

    (void)state;
    wf_table_cell(t, "aaaaaaaaaaaaaaaaaaaa");
    wf_table_cell(t, "bbbbbbbbbbbb");
    assert_printed(t, "A         B\n"
                      "aaaaaaa~  bbbbbbb~\n");
    wf_table_free(t);
}

static void max_and_min_bound_a_column(void **state)
{
    static const struct wf_table_column one[] = {
        { .header = "A", .max = 4 }, { .header = "B", .shrink = 1, .min = 3 }
    };
    struct wf_table_options o = { .ascii = true, .width = 2, .indent = 2 };
    struct wf_table *t = wf_table_new(one, 2, &o);

    (void)state;
    wf_table_cell(t, "aaaaaa");
    wf_table_cell(t, "bbbbbb");
    assert_printed(t, "  A     B\n"
                      "  aaa~  bb~\n");
    wf_table_free(t);
}

static void wide_characters_are_not_cut_in_half(void **state)
{
    static const struct wf_table_column one[] = { { .header = "A", .max = 4 },
                                                  { .header = "B" } };
    struct wf_table *t = wf_table_new(one, 2, NULL);

    (void)state;
    wf_table_cell(t, "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e");
    wf_table_cell(t, "x");
    assert_printed(t, "A     B\n"
                      "\xe6\x97\xa5\xe2\x80\xa6   x\n");
    wf_table_free(t);
}

static void later_batches_keep_the_widths_and_may_grow(void **state)
{
    struct wf_table_options o = { .width = 24, .ascii = true };
    struct wf_table *t = wf_table_new(columns, 3, &o);

    (void)state;
    add_row(t, "order-1", "5", "one");
    assert_printed(t, "ID       Size  Note\n"
                      "order-1     5  one\n");
    add_row(t, "o", "6", "two");
    assert_printed(t, "o           6  two\n");
    add_row(t, "order-100000000", "7", "three");
    assert_printed(t, "order-10000~     7  thr~\n");
    add_row(t, "o", "123456", "x");
    assert_printed(t, "o             123456  x\n");
    assert_printed(t, "");
    wf_table_free(t);
}

static void without_a_width_nothing_is_ever_cut(void **state)
{
    struct wf_table_options o = { .no_header = true };
    struct wf_table *t = wf_table_new(columns, 3, &o);
    char text[2001];
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    add_row(t, "a", "1", "b");
    assert_printed(t, "a  1  b\n");
    add_row(t, text, "1", text);
    wf_table_print(t, &b);
    assert_int_equal(b.len, 2000 + 2 + 1 + 2 + 2000 + 1);
    wf_strbuf_release(&b);
    wf_table_free(t);
}

static void styles_take_no_room_and_go_without_colour(void **state)
{
    struct wf_table_options o = { .color = true, .header_sgr = "1" };
    struct wf_table *t = wf_table_new(columns, 2, &o);

    (void)state;
    wf_table_cell_sgr(t, "bad", "31");
    wf_table_cell(t, "1");
    assert_printed(t, "\x1b[1mID\x1b[0m   \x1b[1mSize\x1b[0m\n"
                      "\x1b[31mbad\x1b[0m     1\n");
    wf_table_free(t);
    o.color = false;
    t = wf_table_new(columns, 2, &o);
    wf_table_cell_sgr(t, "bad", "31");
    wf_table_cell(t, "1");
    assert_printed(t, "ID   Size\n"
                      "bad     1\n");
    wf_table_free(t);
}

static void an_unfinished_row_waits(void **state)
{
    struct wf_table *t = wf_table_new(columns, 3, NULL);

    (void)state;
    wf_table_cell(t, "a");
    assert_int_equal(wf_table_rows(t), 0);
    wf_table_free(t);
    wf_table_free(NULL);
}

static void cards_align_values_and_hang_their_lines(void **state)
{
    struct wf_table_options o = { .indent = 2 };
    struct wf_card *c = wf_card_new();
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    wf_card_add(c, "Id", "order-1");
    wf_card_add(c, "Failure", "boom\n  at x\n\n  at y\n");
    wf_card_add(c, "Memo", NULL);
    wf_card_add(c, "Bad", "\x1b[2J");
    assert_int_equal(wf_card_rows(c), 4);
    wf_card_print(c, &o, &b);
    assert_string_equal(b.data, "  Id       order-1\n"
                                "  Failure  boom\n"
                                "             at x\n"
                                "\n"
                                "             at y\n"
                                "  Memo\n"
                                "  Bad      \\x1b[2J\n");
    assert_int_equal(wf_card_rows(c), 0);
    wf_strbuf_release(&b);
    wf_card_free(c);
    wf_card_free(NULL);
}

static void csv_quotes_as_rfc_4180(void **state)
{
    static const char *const row[] = { "plain", "a,b",     "say \"hi\"", "two\nlines",
                                       NULL,    "\x1b[2J", " lead",      "tab\there" };
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    wf_csv_row(&b, row, 8);
    assert_string_equal(b.data, "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",,\\x1b[2J,"
                                "\" lead\",tab\there\r\n");
    wf_strbuf_release(&b);
}

static void tsv_escapes_what_would_break_a_line(void **state)
{
    static const char *const row[] = { "a\tb", "c\nd", "e\\f", NULL, "\x1b", "g\r" };
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    wf_tsv_row(&b, row, 6);
    assert_string_equal(b.data, "a\\tb\tc\\nd\te\\\\f\t\t\\x1b\tg\\r\n");
    wf_strbuf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_aligned_and_lines_have_no_blanks_at_their_end),
        cmocka_unit_test(cells_cannot_act_on_the_terminal),
        cmocka_unit_test(the_column_of_least_worth_is_cut_first),
        cmocka_unit_test(columns_of_equal_worth_are_cut_evenly),
        cmocka_unit_test(max_and_min_bound_a_column),
        cmocka_unit_test(wide_characters_are_not_cut_in_half),
        cmocka_unit_test(later_batches_keep_the_widths_and_may_grow),
        cmocka_unit_test(without_a_width_nothing_is_ever_cut),
        cmocka_unit_test(styles_take_no_room_and_go_without_colour),
        cmocka_unit_test(an_unfinished_row_waits),
        cmocka_unit_test(cards_align_values_and_hang_their_lines),
        cmocka_unit_test(csv_quotes_as_rfc_4180),
        cmocka_unit_test(tsv_escapes_what_would_break_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
