/* What the JSON writer writes, in both forms, and that nothing in it acts on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/json_out.h"

static void assert_raw(bool compact, const char *text, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, compact);

    wf_json_raw(&j, text, strlen(text));
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
}

static void assert_string_as(const char *s, size_t n, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    wf_json_strn(&j, s, n);
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
}

static void write_sample(struct wf_json *j)
{
    wf_json_object(j);
    wf_json_kstr(j, "name", "a\"b");
    wf_json_key(j, "empty");
    wf_json_object(j);
    wf_json_end_object(j);
    wf_json_key_quoted(j, "\"list\": ", 8);
    wf_json_array(j);
    wf_json_i64(j, 1);
    wf_json_array(j);
    wf_json_end_array(j);
    wf_json_i64_string(j, INT64_MIN);
    wf_json_end_array(j);
    wf_json_kbool(j, "ok", true);
    wf_json_key(j, "raw");
    wf_json_raw(j, "{ \"x\" : [ ] , \"y\":[1.0,\n2]}", 27);
    wf_json_kstr(j, "none", NULL);
    wf_json_ki64(j, "n", INT64_MAX);
    wf_json_end_object(j);
}

static void pretty_is_two_spaces(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, false);

    (void)state;
    write_sample(&j);
    assert_string_equal(b.data, "{\n"
                                "  \"name\": \"a\\\"b\",\n"
                                "  \"empty\": {},\n"
                                "  \"list\": [\n"
                                "    1,\n"
                                "    [],\n"
                                "    \"-9223372036854775808\"\n"
                                "  ],\n"
                                "  \"ok\": true,\n"
                                "  \"raw\": {\n"
                                "    \"x\": [],\n"
                                "    \"y\": [\n"
                                "      1.0,\n"
                                "      2\n"
                                "    ]\n"
                                "  },\n"
                                "  \"none\": null,\n"
                                "  \"n\": 9223372036854775807\n"
                                "}");
    wf_strbuf_release(&b);
}

static void compact_has_no_blanks(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    (void)state;
    write_sample(&j);
    assert_string_equal(
        b.data, "{\"name\":\"a\\\"b\",\"empty\":{},\"list\":[1,[],"
                "\"-9223372036854775808\"],\"ok\":true,\"raw\":{\"x\":[],\"y\":[1.0,2]},"
                "\"none\":null,\"n\":9223372036854775807}");
    wf_strbuf_release(&b);
}

static void strings_are_escaped(void **state)
{
    (void)state;
    assert_string_as("", 0, "\"\"");
    assert_string_as("a\\b\n\t\r\b\f\"", 9, "\"a\\\\b\\n\\t\\r\\b\\f\\\"\"");
    assert_string_as("\0\x1b[31m", 6, "\"\\u0000\\u001b[31m\"");
    assert_string_as("\x7f", 1, "\"\\u007f\"");
    assert_string_as("\xc2\x9b", 2, "\"\\u009b\"");
    assert_string_as("a\xe2\x80\xae"
                     "b",
                     5, "\"a\\u202eb\"");
    assert_string_as("\xd8\x9c\xe2\x81\xa6", 5, "\"\\u061c\\u2066\"");
    assert_string_as("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9,
                     "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
}

static void what_is_not_utf8_becomes_the_replacement_character(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        int replaced;
    } bad[] = {
        { "\xff", 1, 1 },         { "\x80", 1, 1 },
        { "\xc3", 1, 1 },         { "\xc0\xaf", 2, 2 },
        { "\xed\xa0\x80", 3, 3 }, { "\xf4\x90\x80\x80", 4, 4 },
        { "\xe2\x82", 2, 2 },     { "\xf0\x9f\x98", 3, 3 },
        { "\xe0\x80\x80", 3, 3 }, { "\xf0\x80\x80\x80", 4, 4 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char want[32] = "\"";

        for (int k = 0; k < bad[i].replaced; k++)
            strcat(want, "\xef\xbf\xbd");
        strcat(want, "\"");
        assert_string_as(bad[i].bytes, bad[i].n, want);
    }
}

static void assert_double(double v, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    wf_json_double(&j, v);
    assert_string_equal(b.data, want);
    wf_strbuf_release(&b);
}

static void doubles_are_the_shortest_that_read_back(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    (void)state;
    assert_double(0, "0");
    assert_double(-0.0, "-0");
    assert_double(1, "1");
    assert_double(0.1, "0.1");
    assert_double(0.30000000000000004, "0.30000000000000004");
    assert_double(-1234.5, "-1234.5");
    assert_double(100000, "100000");
    assert_double(1e20, "100000000000000000000");
    assert_double(123456789012345680000.0, "123456789012345680000");
    assert_double(1e21, "1e+21");
    assert_double(0.000001, "0.000001");
    assert_double(1.5e-7, "1.5e-7");
    assert_double(1.7976931348623157e308, "1.7976931348623157e+308");
    assert_double(NAN, "\"NaN\"");
    assert_double(INFINITY, "\"Infinity\"");
    assert_double(-INFINITY, "\"-Infinity\"");
    wf_json_float(&j, 0.1f);
    assert_string_equal(b.data, "0.1");
    wf_strbuf_release(&b);
}

static void raw_keeps_numbers_and_escapes_byte_for_byte(void **state)
{
    (void)state;
    assert_raw(true, " 12345678901234567890.10E+5 ", "12345678901234567890.10E+5");
    assert_raw(true, "[ 1.0 , -0 , \"\\u0041\\/\" , true ,null]",
               "[1.0,-0,\"\\u0041\\/\",true,null]");
    assert_raw(true, "\"{ \\\" [ , : \"", "\"{ \\\" [ , : \"");
    assert_raw(false, "[ ]", "[]");
    assert_raw(false, "{\"a\":{}}", "{\n  \"a\": {}\n}");
    assert_raw(false, "[[1],{ }]", "[\n  [\n    1\n  ],\n  {}\n]");
}

static void raw_neutralises_what_acts_on_a_terminal(void **state)
{
    (void)state;
    assert_raw(true, "\"\x7f\xc2\x9b\xe2\x80\xae\"", "\"\\u007f\\u009b\\u202e\"");
    assert_raw(true, "{\"\x7f\":1}", "{\"\\u007f\":1}");
}

static void raw_that_is_no_json_still_shows_no_control_bytes(void **state)
{
    static const char *const texts[] = { "\x1b[31m", "\"\x1b[31m",    "\"abc\\",   "}}]]",
                                         "\xff\xfe", "{\"a\": \x07}", "\"\xe2\x82" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct wf_strbuf b = WF_STRBUF_INIT;
        struct wf_json j = WF_JSON_INIT(&b, false);

        wf_json_raw(&j, texts[i], strlen(texts[i]));
        for (size_t k = 0; k < b.len; k++)
            assert_true((unsigned char)b.data[k] >= ' ' || b.data[k] == '\n');
        wf_strbuf_release(&b);
    }
}

static void deep_raw_values_need_little_memory(void **state)
{
    enum { LEVELS = 100000 };
    struct wf_strbuf in = WF_STRBUF_INIT, b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, false);

    (void)state;
    wf_strbuf_addn(&in, '[', LEVELS);
    wf_strbuf_addn(&in, ']', LEVELS);
    wf_json_raw(&j, in.data, in.len);
    assert_true(b.len < in.len + 8192);
    wf_strbuf_release(&in);
    wf_strbuf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pretty_is_two_spaces),
        cmocka_unit_test(compact_has_no_blanks),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(what_is_not_utf8_becomes_the_replacement_character),
        cmocka_unit_test(doubles_are_the_shortest_that_read_back),
        cmocka_unit_test(raw_keeps_numbers_and_escapes_byte_for_byte),
        cmocka_unit_test(raw_neutralises_what_acts_on_a_terminal),
        cmocka_unit_test(raw_that_is_no_json_still_shows_no_control_bytes),
        cmocka_unit_test(deep_raw_values_need_little_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
