/* tests/unit/test_shape.c: shapes show what a value looks like, and nothing that is in it.
 */
#include "commands/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void same(const char *json, const char *want)
{
    struct wf_strbuf out = WF_STRBUF_INIT;

    assert_true(wf_shape(&out, (struct wf_bytes){ (const void *)json, strlen(json) }));
    assert_string_equal(wf_strbuf_str(&out), want);
    wf_strbuf_release(&out);
}

static void scalars_are_words(void **state)
{
    (void)state;
    same("\"a secret\"", "string");
    same(" 17.5e3 ", "number");
    same("true", "bool");
    same("false", "bool");
    same("null", "null");
}

static void objects_keep_their_keys(void **state)
{
    (void)state;
    same("{}", "{}");
    same("{\"by\": \"ann\", \"n\": 1, \"ok\": true}",
         "{\"by\":string,\"n\":number,\"ok\":bool}");
    same("{\"a\": {\"b\": {\"c\": 1}}}", "{\"a\":{\"b\":{\"c\":number}}}");
}

static void lists_are_like_their_first(void **state)
{
    (void)state;
    same("[]", "[]");
    same("[1, \"x\"]", "[number]");
    same("[{\"sku\": \"a\"}, {\"other\": 1}]", "[{\"sku\":string}]");
    same("[[[[[1]]]]]", "[[[[…]]]]");
}

static void what_is_deep_or_long_is_cut(void **state)
{
    char json[1000] = "{";
    struct wf_strbuf out = WF_STRBUF_INIT;

    (void)state;
    same("{\"a\":{\"b\":{\"c\":{\"d\":1}}}}", "{\"a\":{\"b\":{\"c\":{…}}}}");
    for (int i = 0; i < 20; i++)
        (void)snprintf(json + strlen(json), 20, "%s\"k%d\":1", i > 0 ? "," : "", i);
    strcat(json, "}");
    assert_true(wf_shape(&out, (struct wf_bytes){ (const void *)json, strlen(json) }));
    assert_non_null(strstr(out.data, "\"k7\":number,…}"));
    assert_null(strstr(out.data, "k8"));
    wf_strbuf_release(&out);
}

static void keys_cannot_act_on_a_terminal(void **state)
{
    (void)state;
    same("{\"\xE2\x80\xAEx\": 1}", "{\"\\u{202e}x\":number}");
    same("{\"\\u001b[2J\": 1}", "{\"\\u001b[2J\":number}");
}

static void no_json_has_no_shape(void **state)
{
    static const char *const bad[] = { "", "{", "{\"a\":1}x", "\xff", "nul" };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct wf_strbuf out = WF_STRBUF_INIT;

        assert_false(
            wf_shape(&out, (struct wf_bytes){ (const void *)bad[i], strlen(bad[i]) }));
        assert_int_equal(out.len, 0);
        wf_strbuf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_are_words),
        cmocka_unit_test(objects_keep_their_keys),
        cmocka_unit_test(lists_are_like_their_first),
        cmocka_unit_test(what_is_deep_or_long_is_cut),
        cmocka_unit_test(keys_cannot_act_on_a_terminal),
        cmocka_unit_test(no_json_has_no_shape),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
