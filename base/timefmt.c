/* base/timefmt.c: clocks; times and durations as people, Go and proto3 JSON write them. */
#include "base/timefmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define US INT64_C(1000)
#define MS (US * 1000)
#define S (MS * 1000)
#define MINUTE (60 * S)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define DAY_S INT64_C(86400)

/* What a protobuf Timestamp may hold: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z. */
#define TIMESTAMP_MIN INT64_C(-62135596800)
#define TIMESTAMP_MAX INT64_C(253402300799)
#define DURATION_MAX INT64_C(315576000000)

struct civil {
    int64_t year;
    unsigned month, day, hour, minute, second;
};

static struct civil civil_of(int64_t seconds)
{
    int64_t days = seconds / DAY_S - (seconds % DAY_S < 0);
    int64_t rest = seconds - days * DAY_S;
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);

    return (struct civil){
        .year = yoe + era * 400 + (month <= 2),
        .month = month,
        .day = (unsigned)(doy - (153 * mp + 2) / 5 + 1),
        .hour = (unsigned)(rest / 3600),
        .minute = (unsigned)(rest / 60 % 60),
        .second = (unsigned)(rest % 60),
    };
}

/* Seconds and nanoseconds, the latter never negative. */
static int64_t split_ns(int64_t ns, int32_t *ret_nanos)
{
    int64_t rest = ns % S;

    *ret_nanos = (int32_t)(rest < 0 ? rest + S : rest);
    return ns / S - (rest < 0);
}

/* n digits of v into p; printf would take most of the time that a history's JSON takes. */
static char *put_digits(char *p, int n, uint32_t v)
{
    for (int i = n; i-- > 0; v /= 10)
        p[i] = (char)('0' + v % 10);
    return p + n;
}

static char *put_clock(char *p, int n, uint32_t v, char after)
{
    p = put_digits(p, n, v);
    *p++ = after;
    return p;
}

/* ".5", ".500", ".500000": the groups of three digits that are not all zero. */
static void add_fraction_groups(struct wf_strbuf *out, int32_t nanos)
{
    char text[12], *p;

    if (nanos == 0)
        return;
    text[0] = '.';
    if (nanos % MS == 0)
        p = put_digits(text + 1, 3, (uint32_t)(nanos / MS));
    else if (nanos % US == 0)
        p = put_digits(text + 1, 6, (uint32_t)(nanos / US));
    else
        p = put_digits(text + 1, 9, (uint32_t)nanos);
    wf_strbuf_add(out, text, (size_t)(p - text));
}

/* Of part/unit, without the zeros at the end, as Go writes fractions. */
static void add_fraction(struct wf_strbuf *out, int64_t part, int64_t unit)
{
    if (part == 0)
        return;
    wf_strbuf_addc(out, '.');
    for (; part > 0; part = part * 10 % unit)
        wf_strbuf_addc(out, (char)('0' + part * 10 / unit));
}

int64_t wf_now_ns(void)
{
    const char *fixed = getenv("WFSH_TEST_NOW");
    struct wf_error err = WF_ERROR_INIT;
    struct timespec ts;
    int64_t ns;

    if (fixed != NULL && strchr(fixed, 'T') != NULL &&
        wf_time_parse(fixed, &ns, &err) == WF_OK)
        return ns;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * S + ts.tv_nsec;
}

int64_t wf_mono_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / MS;
}

/* ---- writing ----------------------------------------------------------------------------
 */

/* Years 0 to 9999, which is more than nanoseconds and Timestamps can hold. */
static void add_date_time(struct wf_strbuf *out, int64_t seconds, char between)
{
    struct civil c = civil_of(seconds);
    char text[24], *p = text;

    p = put_clock(p, 4, (uint32_t)c.year, '-');
    p = put_clock(p, 2, c.month, '-');
    p = put_clock(p, 2, c.day, between);
    p = put_clock(p, 2, c.hour, ':');
    p = put_clock(p, 2, c.minute, ':');
    p = put_digits(p, 2, c.second);
    wf_strbuf_add(out, text, (size_t)(p - text));
}

bool wf_time_rfc3339_parts(struct wf_strbuf *out, int64_t seconds, int32_t nanos)
{
    if (seconds < TIMESTAMP_MIN || seconds > TIMESTAMP_MAX || nanos < 0 || nanos >= S)
        return false;
    add_date_time(out, seconds, 'T');
    add_fraction_groups(out, nanos);
    wf_strbuf_addc(out, 'Z');
    return true;
}

bool wf_duration_proto_parts(struct wf_strbuf *out, int64_t seconds, int32_t nanos)
{
    bool minus = seconds < 0 || nanos < 0;

    if (seconds < -DURATION_MAX || seconds > DURATION_MAX || nanos <= -S || nanos >= S ||
        (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0))
        return false;
    wf_strbuf_addf(out, "%s%lld", minus ? "-" : "", (long long)llabs(seconds));
    add_fraction_groups(out, minus ? -nanos : nanos);
    wf_strbuf_addc(out, 's');
    return true;
}

void wf_time_rfc3339(struct wf_strbuf *out, int64_t ns)
{
    int32_t nanos;
    int64_t s = split_ns(ns, &nanos);

    if (ns != WF_NO_TIME)
        wf_time_rfc3339_parts(out, s, nanos);
}

void wf_duration_proto(struct wf_strbuf *out, int64_t ns)
{
    if (ns != WF_NO_TIME)
        wf_duration_proto_parts(out, ns / S, (int32_t)(ns % S));
}

void wf_duration_go(struct wf_strbuf *out, int64_t ns)
{
    uint64_t u = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
    bool small = u < (uint64_t)S;
    int64_t unit = !small ? S : u < (uint64_t)US ? 1 : u < (uint64_t)MS ? US : MS;
    const char *word = !small || u == 0 ? "s"
                       : unit == 1      ? "ns"
                       : unit == US     ? "\xc2\xb5s"
                                        : "ms";
    uint64_t whole = u / (uint64_t)unit;

    if (ns == WF_NO_TIME)
        return;
    if (ns < 0)
        wf_strbuf_addc(out, '-');
    if (whole >= 3600)
        wf_strbuf_addf(out, "%lluh", (unsigned long long)(whole / 3600));
    if (!small && whole >= 60) {
        wf_strbuf_addf(out, "%llum", (unsigned long long)(whole / 60 % 60));
        whole %= 60;
    }
    wf_strbuf_addf(out, "%llu", (unsigned long long)whole);
    add_fraction(out, (int64_t)(u % (uint64_t)unit), unit);
    wf_strbuf_adds(out, word);
}

void wf_duration_short(struct wf_strbuf *out, int64_t ns)
{
    static const struct {
        int64_t ns;
        char name;
    } units[] = { { DAY, 'd' }, { HOUR, 'h' }, { MINUTE, 'm' }, { S, 's' } };

    if (ns == WF_NO_TIME)
        return;
    if (ns < 0) {
        wf_strbuf_addc(out, '-');
        ns = -ns;
    }
    if (ns > 0 && ns < S) {
        wf_strbuf_addf(out, ns < MS ? "%lldus" : "%lldms",
                       (long long)(ns / (ns < MS ? US : MS)));
        return;
    }
    if (ns < 10 * S) {
        wf_strbuf_addf(out, "%lld", (long long)(ns / S));
        add_fraction(out, ns % S / (100 * MS), 10);
        wf_strbuf_addc(out, 's');
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        if (ns < units[i].ns)
            continue;
        wf_strbuf_addf(out, "%lld%c", (long long)(ns / units[i].ns), units[i].name);
        ns %= units[i].ns;
        if (i < 3 && ns >= units[i + 1].ns)
            wf_strbuf_addf(out, " %lld%c", (long long)(ns / units[i + 1].ns),
                           units[i + 1].name);
        return;
    }
}

/* The words and steps of go-humanize, which the official CLI uses. */
static void add_relative(struct wf_strbuf *out, int64_t ns)
{
    static const int64_t week = 7 * DAY, month = 30 * DAY, year = 360 * DAY;
    const struct {
        int64_t below, unit;
        const char *word;
    } steps[] = {
        { 2 * S, 0, "1 second" },      { MINUTE, S, "seconds" },
        { 2 * MINUTE, 0, "1 minute" }, { HOUR, MINUTE, "minutes" },
        { 2 * HOUR, 0, "1 hour" },     { DAY, HOUR, "hours" },
        { 2 * DAY, 0, "1 day" },       { week, DAY, "days" },
        { 2 * week, 0, "1 week" },     { month, week, "weeks" },
        { 2 * month, 0, "1 month" },   { year, month, "months" },
        { 540 * DAY, 0, "1 year" },    { 2 * year, 0, "2 years" },
        { 37 * year, year, "years" },  { INT64_MAX, 0, "a long while" },
    };
    int64_t diff;
    bool ahead;
    size_t i = 0;

    if (__builtin_sub_overflow(wf_now_ns(), ns, &diff))
        diff = ns < 0 ? INT64_MAX : -INT64_MAX;
    ahead = diff < 0;
    if (ahead)
        diff = -diff;
    if (diff < S) {
        wf_strbuf_adds(out, "now");
        return;
    }
    while (diff >= steps[i].below && steps[i].below != INT64_MAX)
        i++;
    if (steps[i].unit != 0)
        wf_strbuf_addf(out, "%lld ", (long long)(diff / steps[i].unit));
    wf_strbuf_addf(out, "%s %s", steps[i].word, ahead ? "from now" : "ago");
}

static void add_local(struct wf_strbuf *out, int64_t seconds, int32_t nanos)
{
    time_t t = (time_t)seconds;
    struct tm tm;
    char text[64];

    if (localtime_r(&t, &tm) == NULL)
        return;
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    wf_strbuf_addf(out, "%s.%03d", text, (int)(nanos / MS));
}

void wf_time_format(struct wf_strbuf *out, int64_t ns, enum wf_time_format f)
{
    int32_t nanos;
    int64_t s = split_ns(ns, &nanos);

    if (ns == WF_NO_TIME)
        return;
    switch (f) {
    case WF_TIME_RELATIVE:
        add_relative(out, ns);
        break;
    case WF_TIME_ISO:
        add_date_time(out, s, 'T');
        wf_strbuf_addc(out, 'Z');
        break;
    case WF_TIME_RAW:
        add_date_time(out, s, ' ');
        add_fraction(out, nanos, S);
        wf_strbuf_adds(out, " +0000 UTC");
        break;
    case WF_TIME_LOCAL:
        add_local(out, s, nanos);
        break;
    case WF_TIME_UNIX:
        wf_strbuf_addf(out, "%lld", (long long)s);
        break;
    }
}
