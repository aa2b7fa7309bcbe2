/* The scan of the wire: what it lets through, and each thing that it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "proto/api.h"
#include "proto/message.h"
#include "proto/scan.h"

#define FAILURE &tfailure__failure__descriptor

static enum wf_code scan(const ProtobufCMessageDescriptor *d, const void *p, size_t n,
                         struct wf_error *err)
{
    return wf_scan(d, (struct wf_bytes){ p, n }, err);
}

static void assert_refused(const void *p, size_t n, const char *words)
{
    struct wf_error err = WF_ERROR_INIT;

    assert_int_equal(scan(FAILURE, p, n, &err), WF_E_OTHER);
    if (strstr(err.text, words) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, words);
}

static void a_good_message_passes(void **state)
{
    struct wf_error err = WF_ERROR_INIT;

    (void)state;
    assert_int_equal(scan(FAILURE, "", 0, &err), WF_OK);
    assert_int_equal(scan(FAILURE, "\x0a\x02hi", 4, &err), WF_OK);
    assert_int_equal(scan(FAILURE, "\x0a\x08\xf0\x9f\x98\x80\xe2\x82\xac\x0a", 10, &err),
                     WF_OK);
}

static void strings_must_be_utf8(void **state)
{
    (void)state;
    assert_refused("\x0a\x02\xc0\x80", 4, "Failure.message is not UTF-8");
    assert_refused("\x0a\x03\xed\xa0\x80", 5, "not UTF-8");     /* a surrogate */
    assert_refused("\x0a\x04\xf4\x90\x80\x80", 6, "not UTF-8"); /* over U+10FFFF */
    assert_refused("\x0a\x01\xe2", 3, "not UTF-8");             /* cut */
    assert_refused("\x0a\x0a"
                   "abcdefghi\xff",
                   12, "not UTF-8"); /* behind the fast path */
}

static void a_nul_is_refused_or_reported_and_mended(void **state)
{
    static const char wire[] = "\x0a\x0b"
                               "abc\0defghij"
                               "\x12\x01\0";
    unsigned char copy[16];
    struct wf_error err = WF_ERROR_INIT;
    struct wf_bytes w = { (const unsigned char *)wire, sizeof wire - 1 };
    bool nul = false;

    (void)state;
    assert_refused(wire, sizeof wire - 1, "Failure.message holds a NUL byte");
    assert_int_equal(wf_scan_nul(FAILURE, w, &nul, &err), WF_OK);
    assert_true(nul);
    memcpy(copy, wire, w.len);
    wf_scan_mend(FAILURE, w, copy);
    assert_memory_equal(copy,
                        "\x0a\x0b"
                        "abc\x1a"
                        "defghij\x12\x01\x1a",
                        w.len);
}

/* Failure.cause = 4: nested inside out, each level a tag and a length. */
static size_t nest(uint8_t *end, unsigned levels)
{
    size_t n = 0;

    while (levels-- > 0) {
        uint8_t len[10];
        size_t k = 0, v = n;

        do {
            len[k++] = (uint8_t)((v & 127) | (v > 127 ? 128 : 0));
        } while ((v >>= 7) > 0);
        n += k;
        memcpy(end - n, len, k);
        end[-(ptrdiff_t)++n] = 0x22;
    }
    return n;
}

static void depth_is_limited(void **state)
{
    static uint8_t buf[100000];
    struct wf_error err = WF_ERROR_INIT;
    uint8_t *end = buf + sizeof buf;
    size_t n = nest(end, 100);

    (void)state;
    assert_int_equal(scan(FAILURE, end - n, n, &err), WF_OK);
    n = nest(end, 101);
    assert_refused(end - n, n, "nested deeper than 100");
    n = nest(end, 20000);
    assert_refused(end - n, n, "nested deeper than 100");
}

static void what_is_cut_short_is_refused(void **state)
{
    (void)state;
    assert_refused("\x0a\x05hi", 4, "damaged");
    assert_refused("\x0a", 1, "damaged");
    assert_refused("\x80\x80\x80", 3, "damaged");
    assert_refused("\x0b\x0c", 2, "damaged"); /* groups */
    assert_refused("\x00\x01", 2, "damaged"); /* field 0 */
    assert_refused("\x0d\x01\x02", 3, "damaged");
    assert_refused("\x22\x02\x0a\x05hello", 9, "damaged"); /* inner over the outer's end */
}

static void a_singular_message_may_come_once(void **state)
{
    (void)state;
    assert_refused("\x22\x00\x22\x00", 4, "Failure.cause comes twice");
}

static void fill(struct wf_strbuf *b, const char *unit, size_t unit_len, size_t times)
{
    wf_strbuf_reserve(b, unit_len * times);
    for (size_t i = 0; i < times; i++)
        wf_strbuf_add(b, unit, unit_len);
}

static void memory_is_limited(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_error err = WF_ERROR_INIT;

    (void)state;
    fill(&b, "\x0a\x00", 2, 4u << 20); /* History.events, empty: 200 bytes for 2 */
    assert_int_equal(scan(&thistory__history__descriptor, b.data, b.len, &err), WF_E_OTHER);
    assert_non_null(strstr(err.text, "MiB of memory"));
    wf_strbuf_clear(&b);
    fill(&b, "\x78\x00", 2, 4u << 20); /* an unknown field */
    assert_int_equal(scan(&thistory__history__descriptor, b.data, b.len, &err), WF_E_OTHER);
    assert_non_null(strstr(err.text, "MiB of memory"));
    wf_strbuf_release(&b);
}

/* The estimate must not be below what unpacking takes, or it bounds nothing. */
static void the_estimate_covers_what_unpacking_takes(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *d;
        const char *unit;
        size_t len;
    } cases[] = {
        { &thistory__history__descriptor, "\x0a\x00", 2 },
        { &thistory__history__descriptor, "\x78\x00", 2 },
        { &tgoogleprotobuf__field_mask__descriptor, "\x0a\x00", 2 },
        { &tcommon__payload__descriptor, "\x12\x01x", 3 },
        { &tfailure__failure__descriptor, "\x0a\x01x", 3 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct wf_strbuf b = WF_STRBUF_INIT;
        size_t low = 1, high = 4u << 20; /* the largest number that still passes */

        while (low + 1 < high) {
            struct wf_error err = WF_ERROR_INIT;
            size_t mid = (low + high) / 2;

            wf_strbuf_clear(&b);
            fill(&b, cases[i].unit, cases[i].len, mid);
            if (scan(cases[i].d, b.data, b.len, &err) == WF_OK)
                low = mid;
            else
                high = mid;
        }
        wf_strbuf_clear(&b);
        fill(&b, cases[i].unit, cases[i].len, low);
        struct wf_arena *a = wf_arena_new();
        struct wf_error err = WF_ERROR_INIT;
        void *m;

        assert_int_equal(wf_msg_unpack(a, cases[i].d,
                                       (struct wf_bytes){ (void *)b.data, b.len }, &m,
                                       &err),
                         WF_OK);
        /* blocks of up to 1 MiB are begun and not filled */
        assert_true(wf_arena_size(a) <= (64u << 20) + b.len * 16 + (2u << 20));
        wf_arena_free(a);
        wf_strbuf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_message_passes),
        cmocka_unit_test(strings_must_be_utf8),
        cmocka_unit_test(a_nul_is_refused_or_reported_and_mended),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(what_is_cut_short_is_refused),
        cmocka_unit_test(a_singular_message_may_come_once),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(the_estimate_covers_what_unpacking_takes),
    };

    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
