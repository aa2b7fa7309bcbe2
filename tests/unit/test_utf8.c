/* UTF-8: what is valid, what may reach a terminal, and the columns it takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

static bool valid(const char *s, size_t n)
{
    return wf_utf8_valid((struct wf_bytes){ (const unsigned char *)s, n });
}

static void valid_text(void **state)
{
    (void)state;
    assert_true(valid("", 0));
    assert_true(valid(NULL, 0));
    assert_true(valid("plain ASCII, long enough for words", 34));
    assert_true(valid("a\0b", 3));
    assert_true(valid("\xc2\x80\xe0\xa0\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 13));
}

static void invalid_text(void **state)
{
    (void)state;
    assert_false(valid("\x80", 1));
    assert_false(valid("\xc0\x80", 2));
    assert_false(valid("\xe0\x9f\xbf", 3));
    assert_false(valid("\xed\xa0\x80", 3));
    assert_false(valid("\xf4\x90\x80\x80", 4));
    assert_false(valid("\xf5\x80\x80\x80", 4));
    assert_false(valid("12345678\xe2\x82", 10));
    assert_false(valid("1234567\xff", 8));
}

static void assert_safe(const char *in, size_t n, const char *keep, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_utf8_safe(&b, in, n, keep);
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
}

static void nothing_reaches_the_terminal_that_acts_on_it(void **state)
{
    (void)state;
    assert_safe("\x1b[2J", 4, "", "\\x1b[2J");
    assert_safe("a\nb\tc\rd", 7, "", "a\\nb\\tc\\rd");
    assert_safe("a\nb\tc\rd", 7, "\n\t", "a\nb\tc\\rd");
    assert_safe("\0\x7f", 2, "\n", "\\x00\\x7f");
    assert_safe("\xc2\x9b", 2, "", "\\u{9b}"); /* C1: CSI */
    assert_safe("\xe2\x80\xae"
                "x",
                4, "", "\\u{202e}x");                        /* right to left */
    assert_safe("\xe2\x80\xa8", 3, "", "\\u{2028}");         /* line separator */
    assert_safe("\xef\xbb\xbf", 3, "", "\\u{feff}");         /* byte order mark */
    assert_safe("\xff\xc0\x80z", 4, "", "\\xff\\xc0\\x80z"); /* no UTF-8 */
    assert_safe("\xe2\x82", 2, "", "\\xe2\\x82");            /* cut */
}

static void good_text_stays_as_it_is(void **state)
{
    static const char text[] =
        "gr\xc3\xbc\xc3\x9f \xe4\xbd\xa0\xe5\xa5\xbd \xf0\x9f\x91\xa9"
        "\xe2\x80\x8d\xf0\x9f\x9a\x80 \\ ~";
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    wf_utf8_safes(&b, text);
    assert_string_equal(b.data, text);
    wf_strbuf_release(&b);
    assert_safe(NULL, 0, NULL, "");
}

static void widths(void **state)
{
    (void)state;
    assert_int_equal(wf_utf8_width("abc", 3), 3);
    assert_int_equal(wf_utf8_width("\xe4\xbd\xa0\xe5\xa5\xbd", 6), 4); /* wide */
    assert_int_equal(wf_utf8_width("e\xcc\x81", 3), 1);        /* a combining accent */
    assert_int_equal(wf_utf8_width("\xf0\x9f\x98\x80", 4), 2); /* an emoji */
    assert_int_equal(wf_utf8_width("", 0), 0);
}

static void a_cut_never_halves_a_character(void **state)
{
    static const char wide[] = "\xe4\xbd\xa0\xe5\xa5\xbd";

    (void)state;
    assert_int_equal(wf_utf8_fit("abc", 3, 2), 2);
    assert_int_equal(wf_utf8_fit("abc", 3, 9), 3);
    assert_int_equal(wf_utf8_fit(wide, 6, 1), 0);
    assert_int_equal(wf_utf8_fit(wide, 6, 2), 3);
    assert_int_equal(wf_utf8_fit(wide, 6, 3), 3);
    assert_int_equal(wf_utf8_fit(wide, 6, 4), 6);
    assert_int_equal(wf_utf8_fit("e\xcc\x81x", 4, 1),
                     3); /* the accent stays with its letter */
    assert_int_equal(wf_utf8_fit("abc", 3, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_text),
        cmocka_unit_test(invalid_text),
        cmocka_unit_test(nothing_reaches_the_terminal_that_acts_on_it),
        cmocka_unit_test(good_text_stays_as_it_is),
        cmocka_unit_test(widths),
        cmocka_unit_test(a_cut_never_halves_a_character),
    };

    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
