/* What times and durations become, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/timefmt.h"

#define S INT64_C(1000000000)
#define NOW "2026-11-23T12:00:00Z"
#define NOW_NS (INT64_C(1795435200) * S)

static void durations_are_read_as_go_reads_them_plus_days(void **state)
{
    static const struct {
        const char *text;
        int64_t ns;
    } good[] = {
        { "0", 0 },
        { "1h30m", 5400 * S },
        { "250ms", S / 4 },
        { "1.5h", 5400 * S },
        { ".5s", S / 2 },
        { "1.s", S },
        { "3d", 3 * 86400 * S },
        { "-2m", -120 * S },
        { "+2m", 120 * S },
        { "1us", 1000 },
        { "1\xc2\xb5s", 1000 },
        { "7ns", 7 },
        { "1m1m", 120 * S },
        { "0.000000001s", 1 },
        { "1d12h", 36 * 3600 * S },
        { "106751d", INT64_C(106751) * 86400 * S },
    };
    static const char *const bad[] = { "",
                                       "90",
                                       "h",
                                       ".",
                                       "1x",
                                       "1 h",
                                       "-",
                                       "1h ",
                                       "h1",
                                       "106752d",
                                       "1.2.3s",
                                       "--1s",
                                       "99999999999999999999s" };
    struct wf_error err = WF_ERROR_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t ns = -1;

        assert_int_equal(wf_duration_parse(good[i].text, &ns, &err), WF_OK);
        assert_int_equal(ns, good[i].ns);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ns = 42;

        assert_int_equal(wf_duration_parse(bad[i], &ns, &err), WF_E_USAGE);
        assert_int_equal(ns, 42);
        assert_true(err.hint[0] != '\0');
    }
}

static void times_are_read_in_every_documented_form(void **state)
{
    static const struct {
        const char *text;
        int64_t ns;
    } good[] = {
        { "now", NOW_NS },
        { NOW, NOW_NS },
        { "2026-11-23T12:00:00+00:00", NOW_NS },
        { "2026-11-23T14:30:00.5+02:30", NOW_NS + S / 2 },
        { "2026-11-23t07:00:00.123456789012-05:00", NOW_NS + 123456789 },
        { "2026-11-23", NOW_NS - 13 * 3600 * S },
        { "2026-11-23 12:00", NOW_NS - 3600 * S },
        { "2026-11-23 12:00:07", NOW_NS - 3593 * S },
        { "2026-11-23T12:00:07.25", NOW_NS - 3593 * S + S / 4 },
        { "1h", NOW_NS - 3600 * S },
        { "-1h", NOW_NS - 3600 * S },
        { "+1h30m", NOW_NS + 5400 * S },
        { "1d", NOW_NS - 86400 * S },
        { "1795435200", NOW_NS },
        { "1795435200.5", NOW_NS + S / 2 },
        { "0", 0 },
        { "2024-02-29T00:00:00Z", INT64_C(1709164800) * S },
        { "1969-12-31T23:59:59.999999999Z", -1 },
        { "1700-01-01T00:00:00Z", INT64_C(-8520336000) * S },
        { "2262-04-11T23:47:16.854775807Z", INT64_MAX },
    };
    static const char *const bad[] = {
        "",
        "yesterday",
        "2026-13-01",
        "2026-02-29",
        "2026-11-31T00:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T12:60:00Z",
        "2016-12-31T23:59:60Z",
        "2026-11-23T12:00:00.Z",
        "2026-11-23T12:00:00+24:00",
        "2026-11-23T12:00:00 Z",
        "2026-11-23T12:00:00Zx",
        "2026-11-23 12",
        "26-11-23",
        "2300-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1795435200000",
        "1.2.3",
        "-2026-11-23",
    };
    struct wf_error err = WF_ERROR_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t ns = -1;

        assert_int_equal(wf_time_parse(good[i].text, &ns, &err), WF_OK);
        assert_int_equal(ns, good[i].ns);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ns = 42;

        if (wf_time_parse(bad[i], &ns, &err) != WF_E_USAGE)
            fail_msg("'%s' was taken", bad[i]);
        assert_int_equal(ns, 42);
    }
}

typedef void format_fn(struct wf_strbuf *out, int64_t ns);

static void assert_format(format_fn *fn, int64_t ns, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    fn(&b, ns);
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
}

static void assert_time(enum wf_time_format f, int64_t ns, const char *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_time_format(&b, ns, f);
    assert_string_equal(wf_strbuf_str(&b), want);
    wf_strbuf_release(&b);
}

static void rfc3339_has_three_six_or_nine_digits(void **state)
{
    (void)state;
    assert_format(wf_time_rfc3339, NOW_NS, "2026-11-23T12:00:00Z");
    assert_format(wf_time_rfc3339, NOW_NS + S / 2, "2026-11-23T12:00:00.500Z");
    assert_format(wf_time_rfc3339, NOW_NS + 12340000, "2026-11-23T12:00:00.012340Z");
    assert_format(wf_time_rfc3339, NOW_NS + 1, "2026-11-23T12:00:00.000000001Z");
    assert_format(wf_time_rfc3339, -1, "1969-12-31T23:59:59.999999999Z");
    assert_format(wf_time_rfc3339, INT64_C(1709208000) * S, "2024-02-29T12:00:00Z");
    assert_format(wf_time_rfc3339, INT64_MAX, "2262-04-11T23:47:16.854775807Z");
    assert_format(wf_time_rfc3339, WF_NO_TIME, "");
}

static void parts_reach_the_years_that_nanoseconds_do_not(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    assert_true(wf_time_rfc3339_parts(&b, INT64_C(-62135596800), 0));
    assert_string_equal(b.data, "0001-01-01T00:00:00Z");
    wf_strbuf_clear(&b);
    assert_true(wf_time_rfc3339_parts(&b, INT64_C(253402300799), 999000000));
    assert_string_equal(b.data, "9999-12-31T23:59:59.999Z");
    wf_strbuf_clear(&b);
    assert_false(wf_time_rfc3339_parts(&b, INT64_C(253402300800), 0));
    assert_false(wf_time_rfc3339_parts(&b, INT64_C(-62135596801), 0));
    assert_false(wf_time_rfc3339_parts(&b, INT64_MIN, 0));
    assert_false(wf_time_rfc3339_parts(&b, 0, -1));
    assert_false(wf_time_rfc3339_parts(&b, 0, 1000000000));
    assert_true(wf_duration_proto_parts(&b, INT64_C(-315576000000), 0));
    assert_string_equal(b.data, "-315576000000s");
    wf_strbuf_clear(&b);
    assert_false(wf_duration_proto_parts(&b, 1, -1));
    assert_false(wf_duration_proto_parts(&b, INT64_MIN, 0));
    assert_int_equal(b.len, 0);
    wf_strbuf_release(&b);
}

static void durations_are_written_in_three_ways(void **state)
{
    (void)state;
    assert_format(wf_duration_proto, 0, "0s");
    assert_format(wf_duration_proto, 3 * S / 2, "1.500s");
    assert_format(wf_duration_proto, -S / 2, "-0.500s");
    assert_format(wf_duration_proto, 86400 * S, "86400s");
    assert_format(wf_duration_proto, 1, "0.000000001s");
    assert_format(wf_duration_go, 0, "0s");
    assert_format(wf_duration_go, 90 * S, "1m30s");
    assert_format(wf_duration_go, 3600 * S, "1h0m0s");
    assert_format(wf_duration_go, S / 4, "250ms");
    assert_format(wf_duration_go, 1500000, "1.5ms");
    assert_format(wf_duration_go, 1001, "1.001\xc2\xb5s");
    assert_format(wf_duration_go, 7, "7ns");
    assert_format(wf_duration_go, -61 * S - S / 10, "-1m1.1s");
    assert_format(wf_duration_go, INT64_MAX, "2562047h47m16.854775807s");
    assert_format(wf_duration_short, 0, "0s");
    assert_format(wf_duration_short, 88 * S / 1000, "88ms");
    assert_format(wf_duration_short, 400000, "400us");
    assert_format(wf_duration_short, 42 * S / 10, "4.2s");
    assert_format(wf_duration_short, 59 * S + S / 2, "59s");
    assert_format(wf_duration_short, 192 * S, "3m 12s");
    assert_format(wf_duration_short, 60 * S, "1m");
    assert_format(wf_duration_short, 52 * 3600 * S + 60 * S, "2d 4h");
    assert_format(wf_duration_short, -90 * S, "-1m 30s");
    assert_format(wf_duration_short, WF_NO_TIME, "");
}

static void relative_words_are_those_of_the_official_cli(void **state)
{
    static const struct {
        int64_t ago_s;
        const char *words;
    } t[] = {
        { 0, "now" },
        { 1, "1 second ago" },
        { 59, "59 seconds ago" },
        { 60, "1 minute ago" },
        { 120, "2 minutes ago" },
        { 3600, "1 hour ago" },
        { 3600 * 3, "3 hours ago" },
        { 86400, "1 day ago" },
        { 86400 * 3, "3 days ago" },
        { 86400 * 7, "1 week ago" },
        { 86400 * 15, "2 weeks ago" },
        { 86400 * 30, "1 month ago" },
        { 86400 * 90, "3 months ago" },
        { 86400 * 360, "1 year ago" },
        { 86400 * 541, "2 years ago" },
        { 86400 * 360 * INT64_C(5), "5 years ago" },
        { 86400 * 360 * INT64_C(38), "a long while ago" },
        { -1, "1 second from now" },
        { -3 * 3600, "3 hours from now" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_time(WF_TIME_RELATIVE, NOW_NS - t[i].ago_s * S, t[i].words);
    assert_time(WF_TIME_RELATIVE, INT64_MIN + 1, "a long while ago");
    assert_time(WF_TIME_RELATIVE, INT64_MAX, "a long while from now");
    assert_time(WF_TIME_RELATIVE, WF_NO_TIME, "");
}

static void other_formats(void **state)
{
    (void)state;
    assert_time(WF_TIME_ISO, NOW_NS + S - 1, "2026-11-23T12:00:00Z");
    assert_time(WF_TIME_RAW, NOW_NS, "2026-11-23 12:00:00 +0000 UTC");
    assert_time(WF_TIME_RAW, NOW_NS + 120000, "2026-11-23 12:00:00.00012 +0000 UTC");
    assert_time(WF_TIME_LOCAL, NOW_NS + S / 8, "2026-11-23 13:00:00.125");
    assert_time(WF_TIME_UNIX, NOW_NS + 1, "1795435200");
    assert_time(WF_TIME_UNIX, -1, "-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_are_read_as_go_reads_them_plus_days),
        cmocka_unit_test(times_are_read_in_every_documented_form),
        cmocka_unit_test(rfc3339_has_three_six_or_nine_digits),
        cmocka_unit_test(parts_reach_the_years_that_nanoseconds_do_not),
        cmocka_unit_test(durations_are_written_in_three_ways),
        cmocka_unit_test(relative_words_are_those_of_the_official_cli),
        cmocka_unit_test(other_formats),
    };

    setenv("TZ", "UTC-1", 1);
    setenv("WFSH_TEST_NOW", NOW, 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
