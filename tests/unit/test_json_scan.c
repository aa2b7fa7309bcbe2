/* JSON checked with line, column, path and caret; and pulled token by token. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json_scan.h"

static struct wf_bytes bytes(const char *s)
{
    return (struct wf_bytes){ (const unsigned char *)s, strlen(s) };
}

static void what_is_json(void **state)
{
    static const char *const good[] = {
        "0",
        "-0",
        "-1.5e+10",
        "1E5",
        "12345678901234567890123456789",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\\n\\u00e9\\ud83d\\ude00\\\"\\/\"",
        "\"\\ud800\"",
        " [ ] ",
        "{ }",
        "[[],{}]",
        "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"a\":2}",
        "\"\xe4\xbd\xa0 and more than eight bytes\"",
        "\t\r\n[1,\n2]\n",
        "\"\x7f\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct wf_error err = WF_ERROR_INIT;

        if (!wf_json_valid(bytes(good[i])) ||
            wf_json_check("x", bytes(good[i]), &err) != WF_OK)
            fail_msg("refused: %s (%s)", good[i], err.text);
    }
}

static void what_is_not_and_why(void **state)
{
    static const struct {
        const char *text, *error;
    } bad[] = {
        { "", "x: line 1, column 1: a value is missing" },
        { "  ", "x: line 1, column 3: a value is missing" },
        { "{\"a\":}", "x: line 1, column 6, at .a: a value is missing after ':'" },
        { "[1,]", "x: line 1, column 4, at [1]: a value is missing after ','" },
        { "{\"a\":1,}", "x: line 1, column 8: a key is missing after ','" },
        { "[1 2]", "x: line 1, column 4, at [0]: ',' or ']' is expected" },
        { "{\"a\":1 \"b\":2}", "x: line 1, column 8, at .a: ',' or '}' is expected" },
        { "{\"a\" 1}", "x: line 1, column 6, at .a: ':' is missing after the key" },
        { "{a:1}", "x: line 1, column 2: a key in double quotes is expected" },
        { "{'a':1}", "x: line 1, column 2: keys need double quotes" },
        { "'a'", "x: line 1, column 1: strings need double quotes" },
        { "order-42",
          "x: line 1, column 1: this word is no JSON value; text needs double quotes" },
        { "[True]", "x: line 1, column 2, at [0]: this word is no JSON value; text needs "
                    "double quotes" },
        { "01", "x: line 1, column 1: a number does not begin with 0" },
        { "[-]", "x: line 1, column 3, at [0]: a digit is missing in the number" },
        { "1.", "x: line 1, column 3: a digit is missing in the number" },
        { "1e", "x: line 1, column 3: a digit is missing in the number" },
        { ".5", "x: line 1, column 1: no JSON value begins like this" },
        { "1 2", "x: line 1, column 3: more text follows the value" },
        { "[1]]", "x: line 1, column 4: more text follows the value" },
        { "[1}", "x: line 1, column 3, at [0]: ',' or ']' is expected" },
        { "[", "x: line 1, column 2, at [0]: a value is missing" },
        { "{", "x: line 1, column 2: the text ends inside of an object" },
        { "[1", "x: line 1, column 3, at [0]: the text ends inside of an array" },
        { "{\"a\":1", "x: line 1, column 7, at .a: the text ends inside of an object" },
        { "\"abc", "x: line 1, column 1: the string that begins here does not end" },
        { "\"abc\n\"", "x: line 1, column 5: the string does not end on its line" },
        { "\"a\tb\"", "x: line 1, column 3: a control character must be escaped" },
        { "\"\\x\"",
          "x: line 1, column 2: no such escape; a backslash itself is written \\\\" },
        { "\"\\u12g4\"", "x: line 1, column 2: \\u needs four hexadecimal digits" },
        { "\"\xff\"", "x: line 1, column 2: this byte is not UTF-8" },
        { "\"\xed\xa0\x80\"", "x: line 1, column 2: this byte is not UTF-8" },
        { "// c\n1", "x: line 1, column 1: JSON has no comments" },
        { "\xef\xbb\xbf"
          "1",
          "x: line 1, column 1: a byte order mark stands before the text" },
        { "{\n \"items\": [ {}, {},\n  { \"\xc3\xa4\": 1, \"price\": }]}",
          "x: line 3, column 22, at .items[2].price: a value is missing after ':'" },
        { "{\"a b\":{\"\\n\":[[nul]]}}",
          "x: line 1, column 16, at [\"a b\"][\"\\n\"][0][0]: this word is no JSON value; "
          "text "
          "needs double quotes" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct wf_error err = WF_ERROR_INIT;

        assert_false(wf_json_valid(bytes(bad[i].text)));
        assert_int_equal(wf_json_check("x", bytes(bad[i].text), &err), WF_E_USAGE);
        assert_string_equal(err.text, bad[i].error);
    }
}

static void every_prefix_of_a_text_is_refused(void **state)
{
    static const char text[] =
        "{\"key\":[1.5e3,true,\"\\u00e9\\\\\",{\"x\":null}],\"y\":{}}";

    (void)state;
    for (size_t n = 0; n < sizeof text - 1; n++) {
        struct wf_error err = WF_ERROR_INIT;
        /* a copy of just these bytes, so that a read too far is seen */
        unsigned char *copy = test_malloc(n + 1);

        memcpy(copy, text, n);
        copy[n] = 0xFF;
        assert_int_equal(wf_json_check("x", (struct wf_bytes){ copy, n }, &err),
                         WF_E_USAGE);
        test_free(copy);
    }
}

static void the_hint_points_at_the_fault(void **state)
{
    struct wf_error err = WF_ERROR_INIT;

    (void)state;
    wf_json_check("x", bytes("{\n  \"n\": 1,\n  \"price\": }\n"), &err);
    assert_string_equal(err.hint, "  \"price\": }\n"
                                  "           ^");
    wf_json_check("x", bytes("[\"\xe4\xbd\xa0\", \x1b]"), &err); /* wide, and unsafe */
    assert_string_equal(err.hint, "[\"\xe4\xbd\xa0\", \\x1b]\n"
                                  "       ^");
    wf_json_check("x", bytes("[1,"), &err); /* at the very end */
    assert_string_equal(err.hint, "[1,\n"
                                  "   ^");
}

static void a_long_line_is_shortened_around_the_fault(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_error err = WF_ERROR_INIT;
    const char *caret;

    (void)state;
    wf_strbuf_adds(&b, "[\"");
    wf_strbuf_addn(&b, 'x', 100000);
    wf_strbuf_adds(&b, "\",!,\"");
    wf_strbuf_addn(&b, 'y', 100000);
    wf_strbuf_adds(&b, "\"]");
    wf_json_check("x", bytes(b.data), &err);
    caret = strrchr(err.hint, '\n');
    assert_non_null(caret);
    assert_int_equal(strcmp(caret + strlen(caret) - 1, "^"), 0);
    assert_memory_equal(err.hint, "\xe2\x80\xa6xxxx", 7);
    assert_true(strlen(err.hint) < 160);
    wf_strbuf_clear(&b);
    wf_strbuf_adds(&b, "[\"");
    for (int i = 0; i < 1000; i++) /* each is shown as eight columns */
        wf_strbuf_adds(&b, "\xe2\x80\xae");
    wf_strbuf_adds(&b, "\" x");
    wf_json_check("x", bytes(b.data), &err);
    assert_string_equal(err.hint + strlen(err.hint) - 1, "^");
    wf_strbuf_release(&b);
}

static void depth_is_limited_and_its_path_is_short(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_error err = WF_ERROR_INIT;

    (void)state;
    wf_strbuf_addn(&b, '[', WF_JSON_MAX_DEPTH);
    wf_strbuf_addn(&b, ']', WF_JSON_MAX_DEPTH);
    assert_true(wf_json_valid(bytes(b.data)));
    wf_strbuf_clear(&b);
    wf_strbuf_addn(&b, '[', 1000000);
    assert_int_equal(wf_json_check("x", bytes(b.data), &err), WF_E_USAGE);
    assert_non_null(strstr(err.text, "nested deeper than 10000 levels"));
    assert_true(strlen(err.text) < 400);
    wf_strbuf_release(&b);
}

static void assert_token(struct wf_json_reader *r, enum wf_json_token want,
                         const char *text)
{
    assert_int_equal(wf_json_next(r), want);
    if (text != NULL) {
        assert_int_equal(r->token.len, strlen(text));
        assert_memory_equal(r->token.data, text, strlen(text));
    }
}

static void tokens_come_in_order(void **state)
{
    struct wf_json_reader r;

    (void)state;
    wf_json_reader_init(&r,
                        bytes(" {\"a\" : [1, \"\\\"x\", {}, []], \"b\":{\"c\":-2.5e3},\n"
                              "\"d\":true, \"e\":false,\"f\":null,\"\":\"\"} "));
    assert_token(&r, WF_JSON_OBJECT, NULL);
    assert_token(&r, WF_JSON_KEY, "a");
    assert_token(&r, WF_JSON_ARRAY, NULL);
    assert_token(&r, WF_JSON_NUMBER, "1");
    assert_token(&r, WF_JSON_STRING, "\\\"x");
    assert_token(&r, WF_JSON_OBJECT, NULL);
    assert_token(&r, WF_JSON_END_OBJECT, NULL);
    assert_token(&r, WF_JSON_ARRAY, NULL);
    assert_token(&r, WF_JSON_END_ARRAY, NULL);
    assert_token(&r, WF_JSON_END_ARRAY, NULL);
    assert_token(&r, WF_JSON_KEY, "b");
    assert_token(&r, WF_JSON_OBJECT, NULL);
    assert_token(&r, WF_JSON_KEY, "c");
    assert_token(&r, WF_JSON_NUMBER, "-2.5e3");
    assert_token(&r, WF_JSON_END_OBJECT, NULL);
    assert_token(&r, WF_JSON_KEY, "d");
    assert_token(&r, WF_JSON_TRUE, "true");
    assert_token(&r, WF_JSON_KEY, "e");
    assert_token(&r, WF_JSON_FALSE, "false");
    assert_token(&r, WF_JSON_KEY, "f");
    assert_token(&r, WF_JSON_NULL, "null");
    assert_token(&r, WF_JSON_KEY, "");
    assert_token(&r, WF_JSON_STRING, "");
    assert_token(&r, WF_JSON_END_OBJECT, NULL);
    assert_token(&r, WF_JSON_END, "");
    assert_token(&r, WF_JSON_END, "");
    wf_json_reader_release(&r);
}

static void assert_skips(struct wf_json_reader *r, const char *text)
{
    struct wf_bytes v = wf_json_skip(r);

    assert_int_equal(v.len, strlen(text));
    assert_memory_equal(v.data, text, v.len);
}

static void values_are_skipped_whole(void **state)
{
    struct wf_json_reader r;

    (void)state;
    wf_json_reader_init(&r, bytes("{\"a\": {\"x]}\":[\"]\",1]} ,\"b\":[ 12 , \"s\\\"\", "
                                  "[], {}, null ],\"c\":7}"));
    assert_token(&r, WF_JSON_OBJECT, NULL);
    assert_token(&r, WF_JSON_KEY, "a");
    assert_skips(&r, "{\"x]}\":[\"]\",1]}");
    assert_token(&r, WF_JSON_KEY, "b");
    assert_token(&r, WF_JSON_ARRAY, NULL);
    assert_skips(&r, "12");
    assert_skips(&r, "\"s\\\"\"");
    assert_skips(&r, "[]");
    assert_skips(&r, "{}");
    assert_skips(&r, "null");
    assert_skips(&r, "");
    assert_token(&r, WF_JSON_END_ARRAY, NULL);
    assert_token(&r, WF_JSON_KEY, "c");
    assert_token(&r, WF_JSON_NUMBER, "7");
    assert_token(&r, WF_JSON_END_OBJECT, NULL);
    assert_skips(&r, "");
    wf_json_reader_release(&r);
}

static void escapes_become_characters(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    assert_true(wf_json_unescape(bytes("a\\n\\t\\r\\b\\f\\/\\\\\\\"z"), &b));
    assert_string_equal(b.data, "a\n\t\r\b\f/\\\"z");
    wf_strbuf_clear(&b);
    assert_true(wf_json_unescape(bytes("\\u0041\\u00e9\\u20AC\\ud83d\\uDE00"), &b));
    assert_string_equal(b.data, "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    wf_strbuf_clear(&b);
    assert_true(wf_json_unescape(bytes("a\\u0000b"), &b));
    assert_int_equal(b.len, 3);
    wf_strbuf_clear(&b);
    assert_false(wf_json_unescape(bytes("\\ud83dx\\ude00"), &b));
    assert_string_equal(b.data, "\xef\xbf\xbdx\xef\xbf\xbd");
    wf_strbuf_clear(&b);
    assert_false(wf_json_unescape(bytes("\\ud83d\\ud83d\\ude00"), &b));
    assert_string_equal(b.data, "\xef\xbf\xbd\xf0\x9f\x98\x80");
    wf_strbuf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json),
        cmocka_unit_test(what_is_not_and_why),
        cmocka_unit_test(every_prefix_of_a_text_is_refused),
        cmocka_unit_test(the_hint_points_at_the_fault),
        cmocka_unit_test(a_long_line_is_shortened_around_the_fault),
        cmocka_unit_test(depth_is_limited_and_its_path_is_short),
        cmocka_unit_test(tokens_come_in_order),
        cmocka_unit_test(values_are_skipped_whole),
        cmocka_unit_test(escapes_become_characters),
    };

    return cmocka_run_group_tests_name("json_scan", tests, NULL, NULL);
}
