/* commands/schedule_words.c: when a Schedule runs, in words. */
#include "commands/schedule_words.h"

#include "base/timefmt.h"
#include "proto/message.h"

#include <stdbool.h>
#include <string.h>

enum { MAX_VALUE = 60, MAX_TIMES = 8 };

/* The values of one field of a calendar. */
struct set {
    bool has[MAX_VALUE];
    int low, high; /* what the field can hold */
    int n, first, last;
    int step; /* the common distance; 0: none */
};

static void finish(struct set *s)
{
    int before = -1;

    s->first = -1;
    for (int v = s->low; v <= s->high; v++) {
        if (!s->has[v])
            continue;
        if (s->n == 0)
            s->first = v;
        else if (s->n == 1)
            s->step = v - before;
        else if (v - before != s->step)
            s->step = 0;
        before = v;
        s->last = v;
        s->n++;
    }
}

/* `empty`: the value that no range stands for; -1: all of them. */
static struct set set_of(Tschedule__Range *const *v, size_t n, int low, int high, int empty)
{
    struct set s = { .low = low, .high = high };

    for (size_t i = 0; i < n; i++) {
        int step = v[i]->step > 0 ? v[i]->step : 1;
        int end = v[i]->end > v[i]->start ? v[i]->end : v[i]->start;

        for (int64_t k = v[i]->start; k <= end && k <= high; k += step)
            if (k >= low)
                s.has[k] = true;
    }
    for (int k = low; n == 0 && k <= high; k++)
        s.has[k] = empty < 0 || k == empty;
    finish(&s);
    return s;
}

static bool all(const struct set *s)
{
    return s->n == s->high - s->low + 1;
}

/* Steps over the whole field, such as every 15 minutes: 0, 15, 30, 45. */
static bool stepped(const struct set *s)
{
    return s->n > 2 && s->step > 1 && s->first == s->low && s->last + s->step > s->high &&
           (s->high - s->low + 1) % s->step == 0;
}

typedef void word_fn(struct wf_strbuf *out, int v);

/* "Monday to Friday", "1, 3 and 7". */
static void add_set(struct wf_strbuf *out, const struct set *s, word_fn *word)
{
    int done = 0;

    if (s->n > 2 && s->step == 1) {
        word(out, s->first);
        wf_strbuf_adds(out, " to ");
        word(out, s->last);
        return;
    }
    for (int v = s->low; v <= s->high; v++) {
        if (!s->has[v])
            continue;
        if (done > 0)
            wf_strbuf_adds(out, done + 1 == s->n ? " and " : ", ");
        word(out, v);
        done++;
    }
}

static void number(struct wf_strbuf *out, int v)
{
    wf_strbuf_addf(out, "%d", v);
}

static void weekday(struct wf_strbuf *out, int v)
{
    static const char *const names[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                         "Thursday", "Friday", "Saturday" };

    wf_strbuf_adds(out, names[v]);
}

static void month(struct wf_strbuf *out, int v)
{
    static const char *const names[] = { "January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December" };

    wf_strbuf_adds(out, names[v - 1]);
}

/* ---- the time of day
 * ---------------------------------------------------------------------
 */

static bool only_zero(const struct set *s)
{
    return s->n == 1 && s->first == 0;
}

/* "at 09:00, 12:00 and 17:30". */
static void add_clock(struct wf_strbuf *out, const struct set *h, const struct set *m,
                      const struct set *s)
{
    int total = h->n * m->n * s->n, done = 0;

    wf_strbuf_adds(out, "at ");
    for (int i = 0; i < 24; i++)
        for (int k = 0; k < 60 && h->has[i]; k++)
            for (int l = 0; l < 60 && m->has[k]; l++) {
                if (!s->has[l])
                    continue;
                if (done > 0)
                    wf_strbuf_adds(out, done + 1 == total ? " and " : ", ");
                wf_strbuf_addf(out, "%02d:%02d", i, k);
                if (!only_zero(s))
                    wf_strbuf_addf(out, ":%02d", l);
                done++;
            }
}

/* "every minute", "every 15 minutes", "at minutes 5, 10 and 12". */
static void add_unit(struct wf_strbuf *out, const struct set *s, const char *unit)
{
    if (all(s))
        wf_strbuf_addf(out, "every %s", unit);
    else if (stepped(s))
        wf_strbuf_addf(out, "every %d %ss", s->step, unit);
    else {
        wf_strbuf_addf(out, "at %s%s ", unit, s->n == 1 ? "" : "s");
        add_set(out, s, number);
    }
}

static void add_time(struct wf_strbuf *out, const struct set *h, const struct set *m,
                     const struct set *s)
{
    if (h->n * m->n * s->n <= MAX_TIMES) {
        add_clock(out, h, m, s);
        return;
    }
    if (!only_zero(s)) {
        add_unit(out, s, "second");
        wf_strbuf_adds(out, all(m) ? "" : " ");
    }
    if (!(only_zero(m) && only_zero(s)) && !(all(m) && !only_zero(s)))
        add_unit(out, m, "minute");
    if (all(h) && !(only_zero(m) && only_zero(s)))
        return;
    if (!(only_zero(m) && only_zero(s)))
        wf_strbuf_adds(out, " ");
    if (all(h) || stepped(h))
        add_unit(out, h, "hour");
    else if (h->n > 2 && h->step == 1 && only_zero(m) && only_zero(s))
        wf_strbuf_addf(out, "every hour from %02d:00 to %02d:00", h->first, h->last);
    else if (h->n > 2 && h->step == 1)
        wf_strbuf_addf(out, "from %02d:00 to %02d:59", h->first, h->last);
    else {
        wf_strbuf_addf(out, "in hour%s ", h->n == 1 ? "" : "s");
        add_set(out, h, number);
    }
}

/* ---- the day
 * -----------------------------------------------------------------------------
 */

static void add_years(struct wf_strbuf *out, const Tschedule__StructuredCalendarSpec *c)
{
    for (size_t i = 0; i < c->n_year; i++) {
        const Tschedule__Range *r = c->year[i];

        wf_strbuf_addf(out, "%s%d", i == 0 ? " in " : ", ", (int)r->start);
        if (r->end > r->start)
            wf_strbuf_addf(out, " to %d", (int)r->end);
        if (r->end > r->start && r->step > 1)
            wf_strbuf_addf(out, " by %d", (int)r->step);
    }
}

static void add_days(struct wf_strbuf *out, const Tschedule__StructuredCalendarSpec *c)
{
    struct set dom = set_of(c->day_of_month, c->n_day_of_month, 1, 31, -1);
    struct set mon = set_of(c->month, c->n_month, 1, 12, -1);
    struct set dow = set_of(c->day_of_week, c->n_day_of_week, 0, 6, -1);

    if (dow.n * dom.n * mon.n == 0) {
        wf_strbuf_adds(out, " on no day");
        return;
    }
    if (!all(&dow)) {
        wf_strbuf_adds(out, " on ");
        add_set(out, &dow, weekday);
    }
    if (!all(&dom)) {
        wf_strbuf_addf(out, "%s on day%s ", all(&dow) ? "" : " if", dom.n == 1 ? "" : "s");
        add_set(out, &dom, number);
        wf_strbuf_adds(out, all(&mon) ? " of the month" : " of ");
    } else if (!all(&mon)) {
        wf_strbuf_adds(out, " in ");
    }
    if (!all(&mon))
        add_set(out, &mon, month);
    add_years(out, c);
}

void wf_schedule_calendar_words(struct wf_strbuf *out,
                                const Tschedule__StructuredCalendarSpec *c)
{
    struct set h = set_of(c->hour, c->n_hour, 0, 23, 0);
    struct set m = set_of(c->minute, c->n_minute, 0, 59, 0);
    struct set s = set_of(c->second, c->n_second, 0, 59, 0);

    /* only values that there are not: the server takes no such calendar */
    if (h.n * m.n * s.n == 0) {
        wf_strbuf_adds(out, "never");
        return;
    }
    add_time(out, &h, &m, &s);
    add_days(out, c);
    if (*c->comment != '\0')
        wf_strbuf_addf(out, " (%s)", c->comment);
}

void wf_schedule_interval_words(struct wf_strbuf *out, const Tschedule__IntervalSpec *i)
{
    int64_t phase = i->phase != NULL ? wf_duration_ns(i->phase) : 0;

    wf_strbuf_adds(out, "every ");
    wf_duration_short(out, i->interval != NULL ? wf_duration_ns(i->interval) : 0);
    if (phase > 0) {
        wf_strbuf_adds(out, ", ");
        wf_duration_short(out, phase);
        wf_strbuf_adds(out, " later");
    }
}

static void add_calendar_text(struct wf_strbuf *out, const Tschedule__CalendarSpec *c)
{
    const struct {
        const char *name, *value;
    } v[] = { { "second", c->second },
              { "minute", c->minute },
              { "hour", c->hour },
              { "day of month", c->day_of_month },
              { "month", c->month },
              { "year", c->year },
              { "day of week", c->day_of_week } };
    bool any = false;

    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        if (*v[i].value != '\0') {
            wf_strbuf_addf(out, "%s%s %s", any ? ", " : "at ", v[i].name, v[i].value);
            any = true;
        }
    if (!any)
        wf_strbuf_adds(out, "at 00:00");
    if (*c->comment != '\0')
        wf_strbuf_addf(out, " (%s)", c->comment);
}

void wf_schedule_spec_words(struct wf_strbuf *out, const Tschedule__ScheduleSpec *s,
                            const char *sep)
{
    size_t begin = out->len;

    for (size_t i = 0; i < s->n_structured_calendar; i++) {
        wf_strbuf_adds(out, out->len > begin ? sep : "");
        wf_schedule_calendar_words(out, s->structured_calendar[i]);
    }
    for (size_t i = 0; i < s->n_cron_string; i++)
        wf_strbuf_addf(out, "%scron %s", out->len > begin ? sep : "", s->cron_string[i]);
    for (size_t i = 0; i < s->n_calendar; i++) {
        wf_strbuf_adds(out, out->len > begin ? sep : "");
        add_calendar_text(out, s->calendar[i]);
    }
    for (size_t i = 0; i < s->n_interval; i++) {
        wf_strbuf_adds(out, out->len > begin ? sep : "");
        wf_schedule_interval_words(out, s->interval[i]);
    }
    if (out->len == begin)
        wf_strbuf_adds(out, "never");
}
