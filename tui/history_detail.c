/* tui/history_detail.c: what the lower pane says of an event or of a group, and what a
 * search looks at. */
#include "tui/history_model.h"

#include "base/json_tree.h"
#include "base/mem.h"
#include "base/timefmt.h"
#include "tui/pending.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUP_EVENTS = 8, GROUP_SCAN = 3000 };

static void set_found(char **at, const struct wf_jv *v, const char *key)
{
    const char *text = wf_jv_str(v, key);

    free(*at);
    *at = *text != '\0' ? wf_strdup(text) : NULL;
}

void wf_hist_look_for_runs(struct wf_hist_model *m, int32_t id)
{
    const struct wf_hevent *e = wf_hist_event(&m->s, id);
    struct wf_arena *a;
    const struct wf_jv *v, *attributes = NULL;

    if (e == NULL || e->json == NULL || strcmp(e->category, "workflow") != 0)
        return;
    a = wf_arena_new();
    v = wf_jv_parse(a, (struct wf_bytes){ (unsigned char *)e->json, e->json_len });
    for (size_t i = 0; v != NULL && v->type == WF_JV_OBJECT && i < v->n; i++)
        if (strstr(v->keys[i], "Attributes") != NULL)
            attributes = &v->items[i];
    if (id == 1)
        set_found(&m->previous_run, attributes, "continuedExecutionRunId");
    else if (m->next_run == NULL)
        set_found(&m->next_run, attributes, "newExecutionRunId");
    wf_arena_free(a);
}

/* ---- the detail -------------------------------------------------------------------------
 */

static void add_line(void *user, const char *line, size_t n)
{
    wf_reader_line(user, line, n);
}

/* The event's JSON if it is there; NULL: it has to be read. */
static const char *json_of(const struct wf_hist_model *m, int32_t id, size_t *ret_n)
{
    const struct wf_hevent *e = wf_hist_event(&m->s, id);

    if (m->one != NULL && m->one_id == id && m->one_raw == m->raw) {
        *ret_n = strlen(m->one);
        return m->one;
    }
    if (e == NULL || e->json == NULL || m->raw)
        return NULL;
    *ret_n = e->json_len;
    return e->json;
}

static void event_card(struct wf_hist_model *m, int32_t id)
{
    const struct wf_hevent *e = wf_hist_event(&m->s, id);
    struct wf_strbuf b = WF_STRBUF_INIT;
    size_t n = 0;
    const char *json = json_of(m, id, &n);

    wf_strbuf_addf(&b, "%d %s  ", (int)id, e->type);
    wf_time_rfc3339(&b, e->time_ns);
    wf_reader_line(&m->detail, wf_strbuf_str(&b), b.len);
    wf_strbuf_release(&b);
    if (json != NULL)
        wf_hist_card(json, n, add_line, &m->detail);
    else
        add_line(&m->detail, "  …", strlen("  …"));
}

static void group_cards(struct wf_hist_model *m, const struct wf_hgroup *g)
{
    int cards = 0;

    for (int32_t id = g->first;
         id <= g->last && cards < GROUP_EVENTS && id - g->first < GROUP_SCAN; id++) {
        const struct wf_hevent *e = wf_hist_event(&m->s, id);

        if (e == NULL || e->group != g->id)
            continue;
        event_card(m, id);
        cards++;
    }
    if (g->last - g->first >= GROUP_SCAN)
        event_card(m, g->last);
}

/* Of an event of a child: the workflow that it is about. */
static void look_for_other(struct wf_hist_model *m, const char *json, size_t n)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        json != NULL ? wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)json, n })
                     : NULL;
    const struct wf_jv *attributes = NULL;

    for (size_t i = 0; v != NULL && v->type == WF_JV_OBJECT && i < v->n; i++)
        if (strstr(v->keys[i], "Attributes") != NULL)
            attributes = &v->items[i];
    set_found(&m->other_id, attributes, "workflowExecution.workflowId");
    set_found(&m->other_run, attributes, "workflowExecution.runId");
    if (m->other_id == NULL)
        set_found(&m->other_id, attributes, "workflowId");
    wf_arena_free(a);
}

void wf_hist_sync(struct wf_hist_model *m)
{
    int32_t id = wf_hist_main_event(m);
    const struct wf_hevent *e = wf_hist_event(&m->s, id);
    const struct wf_hgroup *g =
        wf_hist_by_group(m) ? wf_hist_group(&m->s, m->cursor) : NULL;
    size_t n = 0;
    const char *json = json_of(m, id, &n);
    int32_t count = g != NULL ? g->n : -1;
    const struct wf_jv *live = g != NULL ? wf_hist_live_of(m, g->id) : NULL;
    unsigned n_live = live != NULL ? m->n_live : 0;
    bool as_json = m->mode == WF_HM_JSON;

    if (e == NULL)
        return;
    if (json == NULL && !(m->one_failed && m->one_id == id && m->one_raw == m->raw))
        snprintf(m->want_one, sizeof m->want_one, "%d", (int)id);
    else
        *m->want_one = '\0';
    if (m->detail_id == id && m->detail_n == count && m->detail_held == (json != NULL) &&
        m->detail_raw == m->raw && m->detail_json == as_json && m->detail_live == n_live)
        return;
    if (m->detail_id != id)
        m->detail.top = 0;
    m->detail_id = id;
    m->detail_n = count;
    m->detail_held = json != NULL;
    m->detail_raw = m->raw;
    m->detail_json = as_json;
    m->detail_live = n_live;
    wf_reader_clear(&m->detail);
    m->detail.loaded = true;
    if (live != NULL)
        wf_hist_live_lines(m, live);
    if (g != NULL && g->n > 1)
        group_cards(m, g);
    else if (!as_json)
        event_card(m, id);
    else if (json != NULL)
        wf_hist_pretty(json, n, add_line, &m->detail);
    if (strcmp(e->category, "child") == 0 || strstr(e->type, "External") != NULL)
        look_for_other(m, json, n);
    else
        look_for_other(m, NULL, 0);
}

/* ---- search -----------------------------------------------------------------------------
 */

static bool contains(const char *text, const char *part)
{
    return text != NULL && strcasestr(text, part) != NULL;
}

static bool event_matches(const struct wf_hist_model *m, const struct wf_hevent *e)
{
    if (e == NULL)
        return false;
    if (m->search == NULL)
        return wf_hist_failed(e->state);
    return contains(e->type, m->search) || contains(e->subject, m->search) ||
           contains(e->summary, m->search) || contains(e->json, m->search);
}

bool wf_hist_matches(const struct wf_hist_model *m, int32_t shown_id)
{
    const struct wf_hgroup *g;
    const struct wf_jv *live;

    if (!wf_hist_by_group(m))
        return event_matches(m, wf_hist_event(&m->s, shown_id));
    g = wf_hist_group(&m->s, shown_id);
    live = g != NULL ? wf_hist_live_of(m, g->id) : NULL;
    if (g != NULL && m->search == NULL)
        return wf_hist_failed(g->state) || wf_pending_failure(live) != NULL;
    if (contains(wf_jv_str(wf_pending_failure(live), "message"), m->search))
        return true;
    for (int32_t id = g != NULL ? g->first : 1;
         g != NULL && id <= g->last && id - g->first < GROUP_SCAN; id++) {
        const struct wf_hevent *e = wf_hist_event(&m->s, id);

        if (e != NULL && e->group == g->id && event_matches(m, e))
            return true;
    }
    return false;
}
