/* base/timeparse.c: times and durations as people give them. */
#include "base/timefmt.h"

#include <string.h>
#include <time.h>

#define US INT64_C(1000)
#define MS (US * 1000)
#define S (MS * 1000)
#define MINUTE (60 * S)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

struct civil {
    int64_t year;
    unsigned month, day, hour, minute, second;
};

/* Days since the epoch of a date of the proleptic Gregorian calendar. */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (int64_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static unsigned days_in_month(int64_t year, unsigned month)
{
    static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

static int64_t unit_of(const char **s)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {
        { "ns", 1 },         { "us", US },  { "\xc2\xb5s", US },
        { "\xce\xbcs", US }, { "ms", MS },  { "s", S },
        { "m", MINUTE },     { "h", HOUR }, { "d", DAY },
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].name);

        if (strncmp(*s, units[i].name, n) == 0) {
            *s += n;
            return units[i].ns;
        }
    }
    return 0;
}

/* One "12.5h"; false: not of that form, or out of range. *total is never negative. */
static bool add_duration_part(const char **s, int64_t *total)
{
    const char *p = *s;
    int64_t whole = 0, frac = 0, scale = 1, unit, ns;
    bool digits = false;

    for (; *p >= '0' && *p <= '9'; p++, digits = true)
        if (__builtin_mul_overflow(whole, 10, &whole) ||
            __builtin_add_overflow(whole, *p - '0', &whole))
            return false;
    if (*p == '.') {
        for (p++; *p >= '0' && *p <= '9'; p++, digits = true)
            if (scale < S * 1000) {
                frac = frac * 10 + (*p - '0');
                scale *= 10;
            }
    }
    unit = unit_of(&p);
    if (!digits || unit == 0 || __builtin_mul_overflow(whole, unit, &ns) ||
        __builtin_add_overflow(ns, (int64_t)((__int128)frac * unit / scale), &ns) ||
        __builtin_add_overflow(*total, ns, total))
        return false;
    *s = p;
    return true;
}

static bool parse_duration(const char *s, int64_t *ret_ns)
{
    bool minus = *s == '-';
    int64_t total = 0;

    if (*s == '-' || *s == '+')
        s++;
    if (strcmp(s, "0") == 0) {
        *ret_ns = 0;
        return true;
    }
    do {
        if (!add_duration_part(&s, &total))
            return false;
    } while (*s != '\0');
    *ret_ns = minus ? -total : total;
    return true;
}

enum wf_code wf_duration_parse(const char *s, int64_t *ret_ns, struct wf_error *err)
{
    if (parse_duration(s, ret_ns))
        return WF_OK;
    wf_error_set(err, WF_E_USAGE, "'%s' is no duration", s);
    wf_error_hint(err, "a number with a unit, such as 90s, 250ms, 1h30m or 3d");
    return WF_E_USAGE;
}

/* Exactly n digits. */
static bool digits_at(const char **s, int n, unsigned *ret)
{
    unsigned v = 0;

    for (int i = 0; i < n; i++) {
        if ((*s)[i] < '0' || (*s)[i] > '9')
            return false;
        v = v * 10 + (unsigned)((*s)[i] - '0');
    }
    *s += n;
    *ret = v;
    return true;
}

static bool skip_char(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

static bool parse_date(const char **s, struct civil *c)
{
    unsigned year;

    if (!digits_at(s, 4, &year) || !skip_char(s, '-') || !digits_at(s, 2, &c->month) ||
        !skip_char(s, '-') || !digits_at(s, 2, &c->day))
        return false;
    c->year = year;
    return c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= days_in_month(c->year, c->month);
}

/* "12:40[:58[.123]]" */
static bool parse_clock(const char **s, struct civil *c, int32_t *ret_nanos)
{
    int32_t unit = (int32_t)(S / 10);

    if (!digits_at(s, 2, &c->hour) || !skip_char(s, ':') || !digits_at(s, 2, &c->minute))
        return false;
    if (skip_char(s, ':')) {
        if (!digits_at(s, 2, &c->second))
            return false;
        if (skip_char(s, '.')) {
            if (**s < '0' || **s > '9')
                return false;
            for (; **s >= '0' && **s <= '9'; (*s)++, unit /= 10)
                *ret_nanos += (**s - '0') * unit;
        }
    }
    return c->hour < 24 && c->minute < 60 && c->second < 60;
}

/* "Z" or "+02:00", in seconds east. */
static bool parse_offset(const char **s, int64_t *ret)
{
    int64_t sign = **s == '-' ? -1 : 1;
    unsigned hours, minutes;

    if (skip_char(s, 'Z') || skip_char(s, 'z')) {
        *ret = 0;
        return true;
    }
    if ((!skip_char(s, '+') && !skip_char(s, '-')) || !digits_at(s, 2, &hours) ||
        !skip_char(s, ':') || !digits_at(s, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ret = sign * (int64_t)(hours * 3600 + minutes * 60);
    return true;
}

static int64_t local_seconds(const struct civil *c)
{
    struct tm tm = {
        .tm_year = (int)c->year - 1900,
        .tm_mon = (int)c->month - 1,
        .tm_mday = (int)c->day,
        .tm_hour = (int)c->hour,
        .tm_min = (int)c->minute,
        .tm_sec = (int)c->second,
        .tm_isdst = -1,
    };

    return mktime(&tm);
}

static bool join_ns(int64_t seconds, int32_t nanos, int64_t *ret_ns)
{
    int64_t ns;

    if (__builtin_mul_overflow(seconds, S, &ns) || __builtin_add_overflow(ns, nanos, &ns) ||
        ns == WF_NO_TIME)
        return false;
    *ret_ns = ns;
    return true;
}

/* A date with or without a time of day, as RFC 3339 or in local time. */
static bool parse_calendar(const char *s, int64_t *ret_ns)
{
    struct civil c = { 0 };
    int32_t nanos = 0;
    int64_t seconds, offset;

    if (!parse_date(&s, &c))
        return false;
    if (*s == '\0')
        return join_ns(local_seconds(&c), 0, ret_ns);
    if ((!skip_char(&s, 'T') && !skip_char(&s, 't') && !skip_char(&s, ' ')) ||
        !parse_clock(&s, &c, &nanos))
        return false;
    if (*s == '\0')
        return join_ns(local_seconds(&c), nanos, ret_ns);
    if (!parse_offset(&s, &offset) || *s != '\0')
        return false;
    seconds = days_of(c.year, c.month, c.day) * (DAY / S) + c.hour * 3600 + c.minute * 60 +
              c.second;
    return join_ns(seconds - offset, nanos, ret_ns);
}

static bool parse_unix(const char *s, int64_t *ret_ns)
{
    int64_t seconds = 0, nanos = 0, unit = S / 10;

    for (; *s >= '0' && *s <= '9'; s++)
        if (__builtin_mul_overflow(seconds, 10, &seconds) ||
            __builtin_add_overflow(seconds, *s - '0', &seconds))
            return false;
    if (skip_char(&s, '.'))
        for (; *s >= '0' && *s <= '9'; s++, unit /= 10)
            nanos += (*s - '0') * unit;
    return *s == '\0' && join_ns(seconds, (int32_t)nanos, ret_ns);
}

static bool parse_age(const char *s, int64_t *ret_ns)
{
    int64_t age, ns;

    if (!parse_duration(s + (*s == '-' || *s == '+'), &age))
        return false;
    if (__builtin_sub_overflow(wf_now_ns(), *s == '+' ? -age : age, &ns) ||
        ns == WF_NO_TIME)
        return false;
    *ret_ns = ns;
    return true;
}

enum wf_code wf_time_parse(const char *s, int64_t *ret_ns, struct wf_error *err)
{
    bool ok;

    if (strcmp(s, "now") == 0) {
        *ret_ns = wf_now_ns();
        return WF_OK;
    }
    if (*s >= '0' && *s <= '9' && s[strspn(s, "0123456789.")] == '\0')
        ok = parse_unix(s, ret_ns);
    else if (strlen(s) >= 10 && s[4] == '-')
        ok = parse_calendar(s, ret_ns);
    else
        ok = parse_age(s, ret_ns);
    if (ok)
        return WF_OK;
    wf_error_set(err, WF_E_USAGE, "'%s' is no time", s);
    wf_error_hint(err, "such as 2026-11-23T12:40:58Z, '2026-11-23 12:40', 1h (ago), now or "
                       "seconds since 1970");
    return WF_E_USAGE;
}
