/* commands/trace_text.c: the tree of a trace, for people and as JSON. */
#include "commands/failure_text.h"
#include "commands/trace.h"

#include "base/utf8.h"

#include <string.h>

enum { DEPTH_MAX = 200 };

struct printer {
    const struct wf_trace *t;
    bool color;
    size_t width;
    struct wf_strbuf *out;
    struct wf_strbuf line; /* raw; made safe when it ends */
    unsigned depth;
    int64_t now;
};

static const struct {
    const char *mark, *sgr;
} looks[] = {
    [WF_GROUP_OPEN] = { "▷", "34" },     [WF_GROUP_DONE] = { "✓", "32" },
    [WF_GROUP_FAILED] = { "✗", "31" },   [WF_GROUP_TIMED_OUT] = { "⧖", "33" },
    [WF_GROUP_CANCELED] = { "⊘", "35" }, [WF_GROUP_TERMINATED] = { "■", "35" },
};

/* "│  │  " of the level, the mark in its colour, then the line, cut. */
static void end_line(struct printer *p, enum wf_group_state state, bool scheduled)
{
    struct wf_strbuf safe = WF_STRBUF_INIT;
    size_t used = (size_t)p->depth * 3 + 2, n;

    for (unsigned i = 0; i < p->depth; i++)
        wf_strbuf_adds(p->out, "│  ");
    if (p->color)
        wf_strbuf_addf(p->out, "\033[%sm", looks[state].sgr);
    wf_strbuf_adds(p->out, scheduled ? "•" : looks[state].mark);
    if (p->color)
        wf_strbuf_adds(p->out, "\033[0m");
    wf_utf8_safe(&safe, wf_strbuf_str(&p->line), p->line.len, NULL);
    n = safe.len;
    if (p->width > 0)
        n = wf_utf8_fit(wf_strbuf_str(&safe), safe.len,
                        p->width > used + 10 ? p->width - used : 10);
    wf_strbuf_addc(p->out, ' ');
    wf_strbuf_add(p->out, wf_strbuf_str(&safe), n);
    wf_strbuf_addc(p->out, '\n');
    wf_strbuf_release(&safe);
    wf_strbuf_clear(&p->line);
}

static void add_time(struct printer *p, int64_t begin_ns, int64_t end_ns)
{
    bool open = end_ns == WF_NO_TIME;

    if (begin_ns == WF_NO_TIME)
        return;
    wf_strbuf_adds(&p->line, "  ");
    wf_duration_short(&p->line, (open ? p->now : end_ns) - begin_ns);
    if (open)
        wf_strbuf_adds(&p->line, " so far");
}

static void put_run(struct printer *p, const struct wf_trace_node *n);

static void put_group(struct printer *p, const struct wf_trace_node *n,
                      const struct wf_event_group *g)
{
    const struct wf_trace_node *child = wf_trace_child_of(n, g->id);

    if (child != NULL) {
        put_run(p, child);
        return;
    }
    if (g->category == WF_EVENT_ACTIVITY || g->category == WF_EVENT_WORKFLOW_TASK)
        wf_strbuf_adds(&p->line, g->name);
    else
        wf_strbuf_addf(&p->line, "%s %s", wf_event_category_word(g->category), g->name);
    add_time(p, g->begin_ns, g->end_ns);
    if (g->attempts > 1)
        wf_strbuf_addf(&p->line, "  %u attempts", g->attempts);
    if (*g->detail != '\0' && g->state != WF_GROUP_DONE)
        wf_strbuf_addf(&p->line, "  %s", g->detail);
    end_line(p, g->state,
             g->state == WF_GROUP_OPEN && !g->started && g->category != WF_EVENT_TIMER);
}

static void put_failure(struct printer *p, const struct wf_trace_node *n)
{
    const Tfailure__Failure *f = n->close != NULL ? wf_event_failure(n->close) : NULL;

    if (f != NULL) {
        wf_strbuf_adds(&p->line, "  ");
        wf_failure_short(&p->line, f);
    }
    if (n->error != NULL)
        wf_strbuf_addf(&p->line, "  (%s)", n->error);
}

/* One run, those below it, and those that continue it. */
static void put_run(struct printer *p, const struct wf_trace_node *n)
{
    for (; n != NULL; n = n->next_run) {
        bool folded = wf_trace_folded(p->t, n);

        wf_strbuf_addf(&p->line, "%s  %s  %s", n->type != NULL ? n->type : "?",
                       n->workflow_id != NULL ? n->workflow_id : "?", wf_trace_status(n));
        add_time(p, n->begin_ns, n->end_ns);
        if (n->attempt > 1)
            wf_strbuf_addf(&p->line, "  attempt %d", (int)n->attempt);
        put_failure(p, n);
        if (folded)
            wf_strbuf_adds(&p->line, "  (folded)");
        end_line(p, n->state,
                 n->depth > 0 && n->run_id == NULL && n->state == WF_GROUP_OPEN);
        if (folded || p->depth >= DEPTH_MAX)
            continue;
        p->depth++;
        for (size_t i = 0; i < wf_grouper_count(n->groups); i++)
            if (wf_trace_shows(wf_grouper_at(n->groups, i)))
                put_group(p, n, wf_grouper_at(n->groups, i));
        p->depth--;
    }
}

void wf_trace_text(const struct wf_trace *t, bool color, size_t width,
                   struct wf_strbuf *out)
{
    struct printer p = {
        .t = t, .color = color, .width = width, .out = out, .now = wf_now_ns()
    };

    put_run(&p, wf_trace_root(t));
    wf_strbuf_release(&p.line);
}

/* ---- JSON -------------------------------------------------------------------------------
 */

static void json_run(const struct wf_trace *t, struct wf_json *j,
                     const struct wf_trace_node *n, unsigned depth);

static void json_group(const struct wf_trace *t, struct wf_json *j,
                       const struct wf_trace_node *n, const struct wf_event_group *g,
                       unsigned depth)
{
    const struct wf_trace_node *child = wf_trace_child_of(n, g->id);

    wf_json_object(j);
    wf_json_ki64(j, "eventId", g->id);
    wf_json_kstr(j, "kind", wf_event_category_word(g->category));
    wf_json_kstr(j, "name", g->name);
    wf_json_kstr(j, "status", wf_group_state_word(g));
    if (g->attempts > 0)
        wf_json_ki64(j, "attempts", g->attempts);
    wf_json_ktime(j, "beginTime", g->begin_ns);
    wf_json_ktime(j, "endTime", g->end_ns);
    if (*g->detail != '\0')
        wf_json_kstr(j, "detail", g->detail);
    if (child != NULL && depth < DEPTH_MAX) {
        wf_json_key(j, "runs");
        wf_json_array(j);
        for (; child != NULL; child = child->next_run)
            json_run(t, j, child, depth + 1);
        wf_json_end_array(j);
    }
    wf_json_end_object(j);
}

static void json_run(const struct wf_trace *t, struct wf_json *j,
                     const struct wf_trace_node *n, unsigned depth)
{
    const Tfailure__Failure *f = n->close != NULL ? wf_event_failure(n->close) : NULL;
    struct wf_strbuf text = WF_STRBUF_INIT;

    wf_json_object(j);
    wf_json_kstr(j, "workflowId", n->workflow_id);
    if (n->run_id != NULL)
        wf_json_kstr(j, "runId", n->run_id);
    wf_json_kstr(j, "type", n->type);
    wf_json_kstr(j, "status", wf_trace_status(n));
    if (n->attempt > 0)
        wf_json_ki64(j, "attempt", n->attempt);
    wf_json_ktime(j, "beginTime", n->begin_ns);
    wf_json_ktime(j, "endTime", n->end_ns);
    if (f != NULL) {
        wf_failure_short(&text, f);
        wf_json_kstr(j, "failure", wf_strbuf_str(&text));
    }
    if (n->error != NULL)
        wf_json_kstr(j, "error", n->error);
    if (wf_trace_folded(t, n)) {
        wf_json_kbool(j, "folded", true);
    } else if (n->read) {
        wf_json_key(j, "steps");
        wf_json_array(j);
        for (size_t i = 0; i < wf_grouper_count(n->groups); i++)
            if (wf_trace_shows(wf_grouper_at(n->groups, i)))
                json_group(t, j, n, wf_grouper_at(n->groups, i), depth);
        wf_json_end_array(j);
    }
    wf_json_end_object(j);
    wf_strbuf_release(&text);
}

void wf_trace_json(const struct wf_trace *t, struct wf_json *j)
{
    wf_json_object(j);
    wf_json_key(j, "runs");
    wf_json_array(j);
    for (const struct wf_trace_node *n = wf_trace_root(t); n != NULL; n = n->next_run)
        json_run(t, j, n, 0);
    wf_json_end_array(j);
    wf_json_end_object(j);
}
