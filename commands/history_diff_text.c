/* commands/history_diff_text.c: differences of two histories, for people and as JSON. */
#include "commands/history_diff.h"

#include "base/timefmt.h"
#include "base/utf8.h"

#include <string.h>

enum { VALUE_MAX = 160 };

static void put_text(struct wf_strbuf *out, const char *text)
{
    wf_utf8_safes(out, text);
}

static void put_value(struct wf_strbuf *out, struct wf_bytes v, bool color, const char *sgr)
{
    size_t n = v.len > VALUE_MAX ? VALUE_MAX : v.len;

    if (color)
        wf_strbuf_addf(out, "\x1b[%sm", sgr);
    while (n < v.len && n > 0 && (v.data[n] & 0xc0) == 0x80)
        n--;
    if (v.len == 0)
        wf_strbuf_adds(out, "(none)");
    else
        wf_utf8_safe(out, (const char *)v.data, n, "");
    if (n < v.len)
        wf_strbuf_adds(out, "…");
    if (color)
        wf_strbuf_adds(out, "\x1b[0m");
}

static void put_events(struct wf_strbuf *out, const struct wf_side_group *g)
{
    if (g->g.first_event == g->g.last_event)
        wf_strbuf_addf(out, "%lld", (long long)g->g.first_event);
    else
        wf_strbuf_addf(out, "%lld-%lld", (long long)g->g.first_event,
                       (long long)g->g.last_event);
}

static void put_delta(struct wf_strbuf *out, int64_t ns)
{
    wf_strbuf_addc(out, ns < 0 ? '-' : '+');
    wf_duration_short(out, ns < 0 ? -ns : ns);
}

static void put_name(struct wf_strbuf *out, const struct wf_event_group *g)
{
    wf_strbuf_addf(out, "%s ", wf_event_category_word(g->category));
    put_text(out, g->name);
}

/* "activity ChargeCard, events 5-7 of A and 5-9 of B" */
static void put_where(struct wf_strbuf *out, const struct wf_diff_change *c)
{
    put_name(out, c->a != NULL ? &c->a->g : &c->b->g);
    wf_strbuf_adds(out, ", ");
    if (c->a != NULL) {
        wf_strbuf_adds(out, "A ");
        put_events(out, c->a);
    }
    if (c->a != NULL && c->b != NULL)
        wf_strbuf_adds(out, ", ");
    if (c->b != NULL) {
        wf_strbuf_adds(out, "B ");
        put_events(out, c->b);
    }
}

static void put_side(struct wf_strbuf *out, char letter, const struct wf_side *s)
{
    wf_strbuf_addf(out, "%c  ", letter);
    put_text(out, s->name);
    if (s->run_id != NULL) {
        wf_strbuf_adds(out, "  run ");
        put_text(out, s->run_id);
    }
    wf_strbuf_addf(out, "  %lld events, %zu groups, %s", (long long)s->n_events,
                   s->n_groups, s->status);
    if (s->begin_ns != WF_NO_TIME && s->end_ns != WF_NO_TIME) {
        wf_strbuf_adds(out, ", ");
        wf_duration_short(out, s->end_ns - s->begin_ns);
    }
    wf_strbuf_addc(out, '\n');
}

static void put_change(struct wf_strbuf *out, const struct wf_diff *d,
                       const struct wf_diff_change *c, bool color)
{
    const char *sgr = c->a == NULL ? "32" : c->b == NULL ? "31" : "33";
    char mark = c->a == NULL ? '+' : c->b == NULL ? '-' : '~';
    const struct wf_side_group *only = c->a == NULL ? c->b : c->b == NULL ? c->a : NULL;

    if (color)
        wf_strbuf_addf(out, "\x1b[%sm", sgr);
    wf_strbuf_addf(out, "%c ", mark);
    put_where(out, c);
    if (color)
        wf_strbuf_adds(out, "\x1b[0m");
    if (only != NULL) {
        wf_strbuf_addf(out, "  %s", wf_group_state_word(&only->g));
        if (only->g.detail[0] != '\0') {
            wf_strbuf_adds(out, "  ");
            put_text(out, only->g.detail);
        }
    } else if (!d->opt.ignore_times && c->delta_ns != WF_NO_TIME &&
               (c->delta_ns >= 1000000 || c->delta_ns <= -1000000)) {
        wf_strbuf_adds(out, "  took ");
        put_delta(out, c->delta_ns);
    }
    wf_strbuf_addc(out, '\n');
    for (const struct wf_diff_field *f = c->fields; f != NULL; f = f->next) {
        wf_strbuf_adds(out, "    ");
        if (f->event != NULL)
            wf_strbuf_addf(out, "%s.", f->event);
        put_text(out, f->path);
        wf_strbuf_adds(out, "  ");
        put_value(out, f->a, color, "31");
        wf_strbuf_adds(out, " → ");
        put_value(out, f->b, color, "32");
        wf_strbuf_addc(out, '\n');
    }
}

static void put_times(struct wf_strbuf *out, const struct wf_diff *d)
{
    if (d->n_times == 0)
        return;
    wf_strbuf_adds(out, "\nGreatest differences in time (no difference by themselves)\n");
    for (size_t i = 0; i < d->n_times; i++) {
        const struct wf_diff_change *c = &d->times[i];

        wf_strbuf_adds(out, "  ");
        put_delta(out, c->delta_ns);
        wf_strbuf_adds(out, "  ");
        put_where(out, c);
        wf_strbuf_addc(out, '\n');
    }
}

void wf_diff_text(const struct wf_diff *d, bool color, struct wf_strbuf *out)
{
    put_side(out, 'A', d->sides[0]);
    put_side(out, 'B', d->sides[1]);
    wf_strbuf_addc(out, '\n');
    if (d->n == 0) {
        wf_strbuf_addf(out, "Equal: %zu groups\n", d->n_equal);
        put_times(out, d);
        return;
    }
    wf_strbuf_adds(out, "First divergence: ");
    put_where(out, &d->changes[0]);
    wf_strbuf_addf(out, "\n%zu equal, %zu changed, %zu only in A, %zu only in B%s\n\n",
                   d->n_equal, d->n_changed, d->n_only[0], d->n_only[1],
                   d->cut ? "; they differ too much, their ends were not aligned" : "");
    for (size_t i = 0; i < d->n; i++)
        put_change(out, d, &d->changes[i], color);
    put_times(out, d);
}

/* ---- JSON -------------------------------------------------------------------------------
 */

static void side_json(struct wf_json *j, const char *key, const struct wf_side *s)
{
    wf_json_key(j, key);
    wf_json_object(j);
    wf_json_kstr(j, s->workflow_id != NULL ? "workflowId" : "file", s->name);
    if (s->run_id != NULL)
        wf_json_kstr(j, "runId", s->run_id);
    wf_json_ki64(j, "events", s->n_events);
    wf_json_ki64(j, "groups", (int64_t)s->n_groups);
    wf_json_kstr(j, "status", s->status);
    wf_json_end_object(j);
}

static void group_json(struct wf_json *j, const char *key, const struct wf_side_group *g)
{
    if (g == NULL)
        return;
    wf_json_key(j, key);
    wf_json_object(j);
    wf_json_ki64(j, "firstEventId", g->g.first_event);
    wf_json_ki64(j, "lastEventId", g->g.last_event);
    wf_json_kstr(j, "state", wf_group_state_word(&g->g));
    wf_json_end_object(j);
}

static void value_json(struct wf_json *j, const char *key, struct wf_bytes v)
{
    if (v.len == 0)
        return;
    wf_json_key(j, key);
    wf_json_raw(j, (const char *)v.data, v.len);
}

void wf_diff_change_json(struct wf_json *j, const struct wf_diff_change *c)
{
    const struct wf_event_group *g = c->a != NULL ? &c->a->g : &c->b->g;

    wf_json_object(j);
    wf_json_kstr(j, "change",
                 c->a == NULL   ? "added"
                 : c->b == NULL ? "removed"
                                : "changed");
    wf_json_kstr(j, "kind", wf_event_category_word(g->category));
    wf_json_kstr(j, "name", g->name);
    group_json(j, "a", c->a);
    group_json(j, "b", c->b);
    if (c->delta_ns != WF_NO_TIME)
        wf_json_ki64(j, "tookDeltaMs", c->delta_ns / 1000000);
    if (c->fields != NULL) {
        wf_json_key(j, "fields");
        wf_json_array(j);
        for (const struct wf_diff_field *f = c->fields; f != NULL; f = f->next) {
            wf_json_object(j);
            if (f->event != NULL)
                wf_json_kstr(j, "eventType", f->event);
            wf_json_kstr(j, "path", f->path);
            value_json(j, "a", f->a);
            value_json(j, "b", f->b);
            wf_json_end_object(j);
        }
        wf_json_end_array(j);
    }
    wf_json_end_object(j);
}

void wf_diff_json(struct wf_json *j, const void *diff)
{
    const struct wf_diff *d = diff;

    wf_json_object(j);
    wf_json_kbool(j, "equal", d->n == 0);
    side_json(j, "a", d->sides[0]);
    side_json(j, "b", d->sides[1]);
    wf_json_ki64(j, "equalGroups", (int64_t)d->n_equal);
    if (d->cut)
        wf_json_kbool(j, "cut", true);
    wf_json_key(j, "changes");
    wf_json_array(j);
    for (size_t i = 0; i < d->n; i++)
        wf_diff_change_json(j, &d->changes[i]);
    wf_json_end_array(j);
    if (d->n_times > 0) {
        wf_json_key(j, "times");
        wf_json_array(j);
        for (size_t i = 0; i < d->n_times; i++) {
            struct wf_diff_change c = d->times[i];

            c.fields = NULL;
            wf_diff_change_json(j, &c);
        }
        wf_json_end_array(j);
    }
    wf_json_end_object(j);
}
