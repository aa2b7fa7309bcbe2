/* commands/event_timeline.c: groups of events as bars over time. */
#include "commands/event_view.h"

#include "base/utf8.h"

#include <string.h>

enum { NAME_MAX_WIDTH = 32, MIN_BAR = 20, DEFAULT_WIDTH = 100 };

struct scale {
    int64_t begin_ns, end_ns;
    size_t width; /* columns of the bars */
};

static size_t column_of(const struct scale *s, int64_t ns)
{
    double share;

    if (ns == WF_NO_TIME || ns <= s->begin_ns || s->end_ns <= s->begin_ns)
        return 0;
    share = (double)(ns - s->begin_ns) / (double)(s->end_ns - s->begin_ns);
    if (share >= 1)
        return s->width - 1;
    return (size_t)(share * (double)(s->width - 1));
}

static void label_of(const struct wf_event_group *g, struct wf_strbuf *out)
{
    wf_utf8_safes(out, g->name);
    if (g->category == WF_EVENT_SIGNAL || g->category == WF_EVENT_UPDATE)
        wf_strbuf_addf(out, " (%s)", wf_event_category_word(g->category));
    if (g->attempts > 1)
        wf_strbuf_addf(out, " x%u", g->attempts);
}

static char mark_of(const struct wf_event_group *g)
{
    if (g->category == WF_EVENT_TIMER)
        return '~';
    switch (g->state) {
    case WF_GROUP_OPEN:
        return '=';
    case WF_GROUP_DONE:
        return '#';
    default:
        return 'x';
    }
}

static const char *sgr_of(const struct wf_event_group *g)
{
    switch (g->state) {
    case WF_GROUP_OPEN:
        return "34";
    case WF_GROUP_DONE:
        return g->category == WF_EVENT_TIMER ? "36" : "32";
    case WF_GROUP_TIMED_OUT:
        return "33";
    case WF_GROUP_CANCELED:
        return "35";
    default:
        return "31";
    }
}

static void add_name(struct wf_strbuf *out, const char *text, size_t columns)
{
    size_t n = wf_utf8_fit(text, strlen(text), columns);

    wf_strbuf_add(out, text, n);
    wf_strbuf_addn(out, ' ', columns - wf_utf8_width(text, n));
}

static void add_bar(struct wf_job *job, const struct scale *s,
                    const struct wf_event_group *g, struct wf_strbuf *out)
{
    int64_t end = g->end_ns != WF_NO_TIME ? g->end_ns : s->end_ns;
    size_t from = column_of(s, g->begin_ns), to = column_of(s, end);
    bool color = wf_job_color(job);

    if (g->n_events <= 1 && g->end_ns != WF_NO_TIME)
        to = from;
    wf_strbuf_addc(out, '|');
    wf_strbuf_addn(out, ' ', from);
    if (color)
        wf_strbuf_addf(out, "\x1b[%sm", sgr_of(g));
    if (g->n_events <= 1 && g->end_ns != WF_NO_TIME)
        wf_strbuf_addc(out, g->state == WF_GROUP_DONE ? '^' : 'x');
    else
        wf_strbuf_addn(out, mark_of(g), to >= from ? to - from + 1 : 1);
    if (color)
        wf_strbuf_adds(out, "\x1b[0m");
    wf_strbuf_addn(out, ' ', s->width - 1 - (to >= from ? to : from));
    wf_strbuf_addc(out, '|');
    if (g->n_events > 1 && g->begin_ns != WF_NO_TIME && end > g->begin_ns) {
        wf_strbuf_addc(out, ' ');
        wf_duration_short(out, end - g->begin_ns);
    }
    wf_strbuf_addc(out, '\n');
}

static void add_axis(struct wf_job *job, const struct scale *s, size_t names,
                     struct wf_strbuf *out)
{
    struct wf_strbuf line = WF_STRBUF_INIT;
    const char *begin = wf_clock_text(job->arena, s->begin_ns);
    const char *end = wf_clock_text(job->arena, s->end_ns);
    size_t used = strlen(begin) + strlen(end);

    wf_strbuf_adds(&line, begin);
    wf_strbuf_addn(&line, ' ', s->width > used ? s->width - used : 1);
    wf_strbuf_adds(&line, end);
    wf_strbuf_addn(out, ' ', names + 1);
    wf_strbuf_addf(out, " %s\n", wf_strbuf_str(&line));
    wf_strbuf_release(&line);
}

static size_t name_width(struct wf_grouper *g)
{
    struct wf_strbuf name = WF_STRBUF_INIT;
    size_t most = 8;

    for (size_t i = 0; i < wf_grouper_count(g) && most < NAME_MAX_WIDTH; i++) {
        size_t w;

        wf_strbuf_clear(&name);
        label_of(wf_grouper_at(g, i), &name);
        w = wf_utf8_width(wf_strbuf_str(&name), name.len);
        if (w > most)
            most = w < NAME_MAX_WIDTH ? w : NAME_MAX_WIDTH;
    }
    wf_strbuf_release(&name);
    return most;
}

void wf_groups_timeline(struct wf_job *job, struct wf_grouper *g, int64_t begin_ns,
                        int64_t end_ns, struct wf_strbuf *out)
{
    size_t width = job->out->width > 0 ? job->out->width : DEFAULT_WIDTH;
    size_t names = name_width(g), rest = names + 13; /* two rules, blanks, the time taken */
    struct scale s = { .begin_ns = begin_ns, .end_ns = end_ns };
    const struct wf_event_group *group;
    struct wf_strbuf name = WF_STRBUF_INIT;

    s.width = width > rest + MIN_BAR ? width - rest : MIN_BAR;
    add_axis(job, &s, names, out);
    while ((group = wf_grouper_take(g, true)) != NULL) {
        wf_strbuf_clear(&name);
        label_of(group, &name);
        add_name(out, wf_strbuf_str(&name), names);
        wf_strbuf_addc(out, ' ');
        add_bar(job, &s, group, out);
    }
    wf_strbuf_adds(out, "= open  # done  x failed, timed out or cancelled  ~ timer  "
                        "^ at one moment\n");
    wf_strbuf_release(&name);
}
