/* Base64: RFC 4648's vectors, both alphabets, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"

static const char *const vectors[][2] = {
    { "", "" },
    { "f", "Zg==" },
    { "fo", "Zm8=" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" },
    { "foobar", "Zm9vYmFy" },
};
enum { N_VECTORS = sizeof vectors / sizeof vectors[0] };

static void assert_decodes(const char *text, const void *want, size_t n)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    assert_true(wf_base64_decode(&b, text, strlen(text)));
    assert_int_equal(b.len, n);
    assert_memory_equal(wf_strbuf_str(&b), want, n);
    wf_strbuf_release(&b);
}

static void the_vectors_of_the_rfc(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_VECTORS; i++) {
        struct wf_strbuf b = WF_STRBUF_INIT;
        size_t n = strlen(vectors[i][0]);

        wf_base64_encode(&b, (struct wf_bytes){ (const unsigned char *)vectors[i][0], n });
        assert_string_equal(wf_strbuf_str(&b), vectors[i][1]);
        assert_decodes(vectors[i][1], vectors[i][0], n);
        wf_strbuf_release(&b);
    }
}

static void every_byte_goes_both_ways_behind_other_text(void **state)
{
    struct wf_strbuf text = WF_STRBUF_INIT, back = WF_STRBUF_INIT;
    unsigned char all[256];

    (void)state;
    for (int i = 0; i < 256; i++)
        all[i] = (unsigned char)i;
    wf_strbuf_adds(&text, "x");
    wf_strbuf_adds(&back, "y");
    wf_base64_encode(&text, (struct wf_bytes){ all, sizeof all });
    assert_true(wf_base64_decode(&back, text.data + 1, text.len - 1));
    assert_int_equal(back.len, 257);
    assert_memory_equal(back.data + 1, all, 256);
    wf_strbuf_release(&text);
    wf_strbuf_release(&back);
}

static void both_alphabets_with_padding_or_without(void **state)
{
    (void)state;
    assert_decodes("+/+/", "\xfb\xff\xbf", 3);
    assert_decodes("-_-_", "\xfb\xff\xbf", 3);
    assert_decodes("Zg", "f", 1);
    assert_decodes("Zm8", "fo", 2);
}

static void what_is_no_base64_changes_nothing(void **state)
{
    static const char *const bad[] = {
        "Z",    "Zm9vY", "Zg=",  "Zg===", "=",    "====",
        "Z===", "Zm=9v", "Zm 9", "Zm\n8", "Zm9%", "Zg==Zg=="
    };
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    wf_strbuf_adds(&b, "kept");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (wf_base64_decode(&b, bad[i], strlen(bad[i])))
            fail_msg("'%s' was taken", bad[i]);
        assert_string_equal(b.data, "kept");
        assert_int_equal(b.len, 4);
    }
    wf_strbuf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_rfc),
        cmocka_unit_test(every_byte_goes_both_ways_behind_other_text),
        cmocka_unit_test(both_alphabets_with_padding_or_without),
        cmocka_unit_test(what_is_no_base64_changes_nothing),
    };

    return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
