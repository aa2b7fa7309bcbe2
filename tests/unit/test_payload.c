/* What payloads of every encoding become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "proto/payload.h"

static struct wf_arena *arena;

static struct wf_bytes bytes_of(const char *s)
{
    return (struct wf_bytes){ (const unsigned char *)s, strlen(s) };
}

/* `meta` is "key=value", or NULL. */
static Tcommon__Payload *payload(const char *encoding, const char *data, const char *meta)
{
    Tcommon__Payload *p = wf_payload_new(arena, encoding, bytes_of(data));

    if (meta != NULL) {
        const char *eq = strchr(meta, '=');

        wf_payload_set_metadata(
            arena, p, wf_arena_strndup(arena, meta, (size_t)(eq - meta)), bytes_of(eq + 1));
    }
    return p;
}

/* want NULL: has none. */
static void assert_shorthand(const Tcommon__Payload *p, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    assert_int_equal(wf_payload_has_shorthand(p), want != NULL);
    if (want != NULL) {
        wf_payload_json_shorthand(&j, p);
        assert_string_equal(b.data, want);
    }
    wf_strbuf_release(&b);
}

static void assert_value(const Tcommon__Payload *p, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    wf_payload_json_value(&j, p);
    assert_string_equal(b.data, want);
    wf_strbuf_release(&b);
}

static void assert_summary(const Tcommon__Payload *p, size_t max, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_payload_summary(&b, p, max);
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
}

/* The wanted texts are what `temporal workflow describe -o json` 1.9.1 printed for them. */
static void shorthand_is_that_of_the_official_cli(void **state)
{
    static const char null_form[] = "{\"metadata\":{\"encoding\":\"YmluYXJ5L251bGw=\"}}";

    (void)state;
    assert_shorthand(payload("json/plain", "{\"b\":1}", NULL), "{\"b\":1}");
    assert_shorthand(payload("json/plain", "  [ 1 ,\n 2 ]  ", NULL), "[1,2]");
    assert_shorthand(payload("json/plain", "\"\"", NULL), "\"\"");
    assert_shorthand(payload("json/plain", "false", NULL), "false");
    assert_shorthand(payload("json/plain", "null", NULL), null_form);
    assert_shorthand(payload("json/plain", "5", "type=Int"), NULL);
    assert_shorthand(payload("binary/null", "", NULL), null_form);
    assert_shorthand(payload("binary/null", "zz", "foo=bar"), null_form);
    assert_shorthand(payload("binary/plain", "hello", NULL), NULL);
    assert_shorthand(payload("json/protobuf", "{\"n\":\"1\"}", "messageType=a.b.C"),
                     "{\"n\":\"1\",\"_protoMessageType\":\"a.b.C\"}");
    assert_shorthand(payload("json/protobuf", " { } ", "messageType=a.b.C"),
                     "{\"_protoMessageType\":\"a.b.C\"}");
    assert_shorthand(payload("json/protobuf", "null", "messageType=a.b.C"), "{}");
    assert_shorthand(payload("json/protobuf", "{}", NULL), NULL);
    assert_shorthand(payload("binary/protobuf", "x", "messageType=a.b.C"), NULL);
    assert_shorthand(payload("json/foo", "{}", NULL), NULL);
}

static void what_is_not_json_has_no_shorthand(void **state)
{
    static const char *const bad[] = { "", "{oops", "1 2", "\"\xff\"", "nul", "[1,]" };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_shorthand(payload("json/plain", bad[i], NULL), NULL);
    assert_shorthand(payload("json/protobuf", "[1]", "messageType=a.b.C"), NULL);
    assert_shorthand(payload("json/protobuf", "{x}", "messageType=a.b.C"), NULL);
}

static void numbers_and_nesting_stay_as_they_are(void **state)
{
    (void)state;
    assert_shorthand(payload("json/plain", "[9007199254740993,1.0,1e400,[]]", NULL),
                     "[9007199254740993,1.0,1e400,[]]");
}

static void values_are_for_people(void **state)
{
    static const unsigned char binary[] = { 'h', 0, 0xff };
    struct wf_bytes three = { binary, sizeof binary };

    (void)state;
    assert_value(payload("json/plain", "5", "type=Int"), "5");
    assert_value(payload("json/plain", "null", NULL), "null");
    assert_value(payload("json/protobuf", "{\"a\": 1}", "messageType=a.b.C"), "{\"a\":1}");
    assert_value(payload("json/plain", "{oops", NULL),
                 "{\"encoding\":\"json/plain\",\"text\":\"{oops\"}");
    assert_value(payload("binary/null", "", NULL), "null");
    assert_value(payload("binary/plain", "two\nlines", NULL),
                 "{\"encoding\":\"binary/plain\",\"text\":\"two\\nlines\"}");
    assert_value(payload("binary/plain", "\x1b[2J", NULL),
                 "{\"encoding\":\"binary/plain\",\"data\":\"G1sySg==\"}");
    assert_value(payload("binary/plain", "\xc2\x9b", NULL),
                 "{\"encoding\":\"binary/plain\",\"data\":\"wps=\"}");
    assert_value(wf_payload_new(arena, "binary/encrypted", three),
                 "{\"encoding\":\"binary/encrypted\",\"data\":\"aAD/\"}");
    assert_value(payload("binary/protobuf", "text", "messageType=a.b.C"),
                 "{\"encoding\":\"binary/protobuf\",\"messageType\":\"a.b.C\","
                 "\"data\":\"dGV4dA==\"}");
}

static void a_summary_is_one_short_line(void **state)
{
    Tcommon__Payload *list[] = { payload("json/plain", "[ 1, 2 ]", NULL),
                                 payload("binary/null", "", NULL) };
    Tcommon__Payloads ps = TCOMMON__PAYLOADS__INIT;
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    assert_summary(payload("json/plain", "{ \"a\" : 1 }", NULL), 80, "{\"a\":1}");
    assert_summary(payload("json/plain", "\"abcdefghij\"", NULL), 8, "\"abcd\xe2\x80\xa6");
    assert_summary(payload("json/plain", "\"abcdefghij\"", NULL), 12, "\"abcdefghij\"");
    assert_summary(payload("json/plain", "\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"", NULL), 7,
                   "\"\xc3\xa9\xe2\x80\xa6");
    assert_summary(payload("json/plain", "{oops", NULL), 80,
                   "json/plain, 5 bytes that are not JSON");
    assert_summary(payload("binary/plain", "x", NULL), 80, "binary/plain, 1 byte");
    assert_summary(payload("binary/null", "", NULL), 80, "null");
    assert_summary(payload("json/plain", "12345", NULL), 2, "12");
    ps.n_payloads = 2;
    ps.payloads = list;
    wf_payloads_summary(&b, &ps, 80);
    assert_string_equal(b.data, "[1,2], null");
    wf_payloads_summary(&b, NULL, 80);
    assert_string_equal(b.data, "[1,2], null");
    wf_strbuf_release(&b);
}

static void a_summary_of_a_huge_payload_reads_only_its_start(void **state)
{
    enum { SIZE = 8 * 1024 * 1024 };
    struct wf_strbuf in = WF_STRBUF_INIT, b = WF_STRBUF_INIT;

    (void)state;
    wf_strbuf_addn(&in, '[', SIZE);
    wf_payload_summary(&b, payload("json/plain", in.data, NULL), 10);
    assert_string_equal(b.data, "[[[[[[[\xe2\x80\xa6");
    assert_true(b.size < SIZE / 8);
    wf_strbuf_release(&in);
    wf_strbuf_release(&b);
}

static void text_is_without_quotes(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    wf_payload_text(&b, wf_payload_string(arena, "a \"quoted\"\nline"));
    assert_string_equal(b.data, "a \"quoted\"\nline");
    wf_strbuf_clear(&b);
    wf_payload_text(&b, payload("json/plain", "{\"a\": 1}", NULL));
    assert_string_equal(b.data, "{\"a\":1}");
    wf_strbuf_clear(&b);
    wf_payload_text(&b, payload("json/plain", "\"cut", NULL));
    assert_string_equal(b.data, "json/plain, 4 bytes that are not JSON");
    wf_strbuf_release(&b);
}

static void metadata_is_replaced_and_a_payload_may_have_none(void **state)
{
    Tcommon__Payload *p = wf_payload_json(arena, "1");
    Tcommon__Payload none = TCOMMON__PAYLOAD__INIT;

    (void)state;
    wf_payload_set_metadata(arena, p, "encoding", bytes_of("json/foo"));
    assert_int_equal(p->n_metadata, 1);
    assert_int_equal(wf_payload_encoding(p).len, 8);
    assert_memory_equal(wf_payload_encoding(p).data, "json/foo", 8);
    assert_int_equal(wf_payload_encoding(&none).len, 0);
    assert_shorthand(&none, NULL);
    assert_value(&none, "{\"encoding\":\"\",\"text\":\"\"}");
}

static int set_up(void **state)
{
    (void)state;
    arena = wf_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wf_arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shorthand_is_that_of_the_official_cli),
        cmocka_unit_test(what_is_not_json_has_no_shorthand),
        cmocka_unit_test(numbers_and_nesting_stay_as_they_are),
        cmocka_unit_test(values_are_for_people),
        cmocka_unit_test(a_summary_is_one_short_line),
        cmocka_unit_test(a_summary_of_a_huge_payload_reads_only_its_start),
        cmocka_unit_test(text_is_without_quotes),
        cmocka_unit_test(metadata_is_replaced_and_a_payload_may_have_none),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
