/* tui/view_history.c: the history of a run: keys, and what can be done from an event. */
#include "tui/history_model.h"

#include "base/mem.h"
#include "base/timefmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ZOOM_MAX = 24 };

static void history_crumb(const void *model, const struct wf_frame *f,
                          struct wf_strbuf *out)
{
    const struct wf_hist_model *m = model;

    (void)f;
    if (m->file != NULL)
        wf_strbuf_addf(out, "History %s", m->file);
    else
        wf_strbuf_addf(out, "%s > History", m->id != NULL ? m->id : m->given);
    if (m->archived)
        wf_strbuf_adds(out, "  archived");
    if (m->length > (int64_t)m->s.n && !m->head_over)
        wf_strbuf_addf(out, "  %zu of %lld events read", m->s.n, (long long)m->length);
    else
        wf_strbuf_addf(out, "  %zu events", m->s.n);
    if (m->s.beyond > 0)
        wf_strbuf_addf(out, "  %zu more are too many", m->s.beyond);
    if (m->seek != 0)
        wf_strbuf_adds(out, "  searching");
    else if (m->not_found)
        wf_strbuf_adds(out, "  nothing found");
    if (m->error.code != WF_OK && m->s.n > 0)
        wf_strbuf_addf(out, "  %s", m->error.text);
}

/* ---- moving -----------------------------------------------------------------------------
 */

static void put_cursor(struct wf_hist_model *m, int64_t place, int rows)
{
    const struct wf_hist_store *s = &m->s;
    int64_t was = (int64_t)wf_hist_place(s, m->cursor);
    int64_t last = (int64_t)s->n_shown - 1, offset;

    if (last < 0)
        return;
    place = place < 0 ? 0 : place > last ? last : place;
    m->cursor = s->shown[place];
    offset = (m->offset < rows ? m->offset : rows - 1) + place - was;
    m->offset = (int)(offset < 0 ? 0 : offset > rows - 1 ? rows - 1 : offset);
    if (place < m->offset)
        m->offset = (int)place;
}

static void go_to_end(struct wf_hist_model *m, int rows)
{
    m->follow = true;
    if (!m->caught && !m->head_over)
        m->tail_on = true;
    put_cursor(m, (int64_t)m->s.n_shown, rows);
    m->offset = rows - 1;
}

/* What lies between is not jumped over: it is read where the cursor comes near. */
static int64_t on_this_side(const struct wf_hist_model *m, int64_t to)
{
    int64_t gap = (int64_t)wf_hist_gap_place(&m->s);
    bool before = (int64_t)wf_hist_place(&m->s, m->cursor) < gap;

    if (!wf_hist_gap(&m->s))
        return to;
    if (before && to >= gap)
        return gap - 1;
    return !before && to < gap ? gap : to;
}

static bool moved(struct wf_hist_model *m, const struct wf_key *key, int rows)
{
    int64_t place = (int64_t)wf_hist_place(&m->s, m->cursor);

    if (wf_key_in("G end", key->code)) {
        go_to_end(m, rows);
        return true;
    }
    if (wf_key_in("j down", key->code))
        place++;
    else if (wf_key_in("k up", key->code))
        place--;
    else if (wf_key_in("ctrl-f page-down", key->code))
        place += rows;
    else if (wf_key_in("ctrl-b page-up", key->code))
        place -= rows;
    else if (wf_key_in("ctrl-d", key->code))
        place += rows / 2;
    else if (wf_key_in("ctrl-u", key->code))
        place -= rows / 2;
    else if (wf_key_in("g home", key->code))
        m->cursor = m->s.n_shown > 0 ? m->s.shown[place = 0] : 0;
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_WHEEL_DOWN)
        place += 3;
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_WHEEL_UP)
        place -= 3;
    else
        return false;
    place = on_this_side(m, place);
    m->follow = m->follow && place >= (int64_t)m->s.n_shown;
    put_cursor(m, place, rows);
    return true;
}

/* The next match or failure, in what is there; else what is not there is read for it. */
static void find(struct wf_hist_model *m, int step, int rows)
{
    const struct wf_hist_store *s = &m->s;
    int64_t place = (int64_t)wf_hist_place(s, m->cursor);
    int64_t gap = (int64_t)wf_hist_gap_place(s);

    m->follow = false;
    m->not_found = false;
    for (int64_t i = place + step; i >= 0 && i < (int64_t)s->n_shown; i += step) {
        if (wf_hist_gap(s) && ((step > 0 && place < gap && i >= gap) ||
                               (step < 0 && place >= gap && i < gap)))
            break; /* what lies between comes first */
        if (wf_hist_matches(m, s->shown[i])) {
            put_cursor(m, i, rows);
            return;
        }
    }
    if (wf_hist_gap(s) || (step > 0 && !m->caught && !m->head_over))
        m->seek = step;
    else
        m->not_found = true;
}

/* ---- views ------------------------------------------------------------------------------
 */

static void reshow(struct wf_hist_model *m, bool only_failures)
{
    wf_hist_reshow(&m->s, wf_hist_by_group(m), !m->show_tasks[m->mode], only_failures);
}

/* The cursor goes from a group to its first event, and from an event to its group. */
static void set_mode(struct wf_hist_model *m, enum wf_hmode mode, int rows)
{
    bool was = wf_hist_by_group(m);
    const struct wf_hevent *e = wf_hist_event(&m->s, m->cursor);
    const struct wf_hgroup *g = wf_hist_group(&m->s, m->cursor);

    if (mode == WF_HM_JSON && m->mode != WF_HM_JSON)
        m->before = m->mode;
    if (was && mode == WF_HM_JSON && g != NULL)
        m->cursor = g->last; /* which says what came of it */
    else if (was && g != NULL)
        m->cursor = g->first;
    m->mode = mode;
    if (!was && wf_hist_by_group(m) && e != NULL)
        m->cursor = e->group;
    m->in_detail = false;
    reshow(m, m->s.only_failures);
    put_cursor(m, (int64_t)wf_hist_place(&m->s, m->cursor), rows);
}

/* The window stays on the history. */
static int64_t within(struct wf_hist_model *m, int64_t pan_ns, int64_t now_ns)
{
    int64_t from, to, whole, window;

    m->pan_ns = 0;
    wf_hist_window(m, now_ns, &from, &to);
    window = to - from;
    whole = window << m->zoom;
    if (pan_ns > whole - window)
        pan_ns = whole - window;
    return pan_ns < 0 ? 0 : pan_ns;
}

static enum wf_act timeline_key(struct wf_hist_model *m, const struct wf_frame *f, int code)
{
    const struct wf_hgroup *g = wf_hist_group(&m->s, m->cursor);
    int64_t from, to, origin;

    if (m->mode != WF_HM_TIMELINE)
        return WF_ACT_NONE;
    wf_hist_window(m, f->now_ns, &from, &to);
    origin = from - m->pan_ns;
    if (code == '0') {
        m->zoom = 0;
        m->pan_ns = 0;
    } else if (code == '+' || code == '=') {
        m->zoom += m->zoom < ZOOM_MAX;
        if (g != NULL && g->begin_ns > origin)
            m->pan_ns = g->begin_ns - origin - (to - from) / 8;
    } else if (code == '-') {
        m->zoom -= m->zoom > 0;
        m->pan_ns -= (to - from) / 2;
    } else if (code == WF_KEY_RIGHT) {
        m->pan_ns += (to - from) / 4;
    } else if (code == WF_KEY_LEFT) {
        m->pan_ns -= (to - from) / 4;
    } else {
        return WF_ACT_NONE;
    }
    m->pan_ns = within(m, m->pan_ns, f->now_ns);
    return WF_ACT_REDRAW;
}

static enum wf_act view_key(struct wf_hist_model *m, int code, int rows)
{
    switch (code) {
    case 'c':
        set_mode(m, WF_HM_COMPACT, rows);
        return WF_ACT_REDRAW;
    case 'l':
        set_mode(m, WF_HM_TIMELINE, rows);
        return WF_ACT_REDRAW;
    case 'f':
        set_mode(m, WF_HM_FULL, rows);
        return WF_ACT_REDRAW;
    case 'J':
        set_mode(m, m->mode == WF_HM_JSON ? m->before : WF_HM_JSON, rows);
        return WF_ACT_REDRAW;
    case WF_KEY_ENTER:
        set_mode(m, WF_HM_JSON, rows);
        return WF_ACT_REDRAW;
    case 'x':
        m->show_tasks[m->mode] = !m->show_tasks[m->mode];
        reshow(m, m->s.only_failures);
        break;
    case 'e':
        reshow(m, !m->s.only_failures);
        break;
    case 'd':
        m->raw = !m->raw;
        return WF_ACT_REDRAW;
    case 'n':
    case 'N':
        find(m, code == 'n' ? 1 : -1, rows);
        return WF_ACT_REDRAW;
    case '[':
    case ']':
        if ((code == '[' ? m->previous_run : m->next_run) == NULL)
            return WF_ACT_NONE;
        wf_hist_go(m, code == '[' ? m->previous_run : m->next_run);
        return WF_ACT_REDRAW;
    default:
        return WF_ACT_NONE;
    }
    put_cursor(m, (int64_t)wf_hist_place(&m->s, m->cursor), rows);
    return WF_ACT_REDRAW;
}

/* In the view of one event, and where the lower pane has the keys. */
static enum wf_act detail_key(struct wf_hist_model *m, const struct wf_frame *f,
                              const struct wf_key *key, int rows)
{
    bool json = m->mode == WF_HM_JSON;

    if (json && (key->code == WF_KEY_LEFT || key->code == WF_KEY_RIGHT)) {
        m->follow = false;
        put_cursor(m,
                   (int64_t)wf_hist_place(&m->s, m->cursor) +
                       (key->code == WF_KEY_RIGHT ? 1 : -1),
                   rows);
        return WF_ACT_REDRAW;
    }
    if (json && wf_key_in("esc q backspace enter", key->code)) {
        set_mode(m, m->before, rows);
        return WF_ACT_REDRAW;
    }
    if ((!json && !m->in_detail) || wf_key_in("l f n N", key->code))
        return WF_ACT_NONE;
    return wf_reader_key(&m->detail, key, json ? f->rows - 2 : f->rows - rows - 3);
}

static enum wf_act click(struct wf_hist_model *m, const struct wf_key *key, int rows)
{
    const struct wf_hist_store *s = &m->s;
    size_t gap = wf_hist_gap_place(s), has_gap = wf_hist_gap(s),
           place = wf_hist_place(s, m->cursor), at = place + (has_gap && place >= gap),
           offset = m->offset < rows ? (size_t)m->offset : (size_t)rows - 1,
           top = at > offset ? at - offset : 0, to;

    if (key->row < 2 || key->row >= 2 + rows)
        return WF_ACT_NONE;
    to = top + (size_t)key->row - 2;
    if (to < s->n_shown + has_gap && !(has_gap && to == gap)) {
        m->follow = false;
        put_cursor(m, (int64_t)(to - (has_gap && to > gap)), rows);
    }
    if (key->mouse == WF_MOUSE_DOUBLE)
        set_mode(m, WF_HM_JSON, rows);
    return WF_ACT_REDRAW;
}

static enum wf_act history_key(void *model, const struct wf_frame *f,
                               const struct wf_key *key)
{
    struct wf_hist_model *m = model;
    int rows = wf_hist_list_rows(m, f->rows);
    enum wf_act act = WF_ACT_REDRAW;

    m->seek = 0;
    m->not_found = false;
    if (key->code == WF_KEY_TAB)
        m->in_detail = !m->in_detail;
    else if (key->code == WF_KEY_MOUSE && key->mouse <= WF_MOUSE_DOUBLE)
        act = click(m, key, rows);
    else if ((act = detail_key(m, f, key, rows)) == WF_ACT_NONE &&
             (act = timeline_key(m, f, key->code)) == WF_ACT_NONE)
        act = moved(m, key, rows) ? WF_ACT_REDRAW : view_key(m, key->code, rows);
    wf_hist_sync(m);
    return act;
}

/* ---- the rest ---------------------------------------------------------------------------
 */

static void history_filter(void *model, const char *text)
{
    struct wf_hist_model *m = model;

    free(m->search);
    m->search = *text != '\0' ? wf_strdup(text) : NULL;
    if (m->search != NULL && !wf_hist_matches(m, m->cursor))
        find(m, 1, INT32_MAX);
    wf_hist_sync(m);
}

static const char *history_filter_text(const void *model)
{
    const struct wf_hist_model *m = model;

    return m->search != NULL ? m->search : "";
}

static const char *history_value(const void *model, const char *name, size_t mark)
{
    struct wf_hist_model *m = (struct wf_hist_model *)model;
    static char event[16]; /* the dashboard runs on one thread */

    if (mark > 0)
        return NULL;
    if (strcmp(name, "id") == 0)
        return m->id;
    if (strcmp(name, "run") == 0)
        return m->run_id;
    if (strcmp(name, "live") == 0)
        return m->file == NULL && !m->archived ? "yes" : NULL;
    if (strcmp(name, "other_id") == 0)
        return m->other_id;
    if (strcmp(name, "other_run") == 0)
        return m->other_run;
    if (strcmp(name, "event") == 0 && wf_hist_main_event(m) > 0) {
        snprintf(event, sizeof event, "%d", (int)wf_hist_main_event(m));
        return event;
    }
    return NULL;
}

static void group_text(const struct wf_hist_model *m, const struct wf_hgroup *g,
                       const struct wf_hevent *last, struct wf_strbuf *out)
{
    const struct wf_jv *live = wf_hist_live_of(m, g->id);

    wf_strbuf_addf(out, "  %-10s %s  %s  ", wf_hist_state_of(m, g), g->category,
                   wf_hist_group_name(&m->s, g));
    if (live == NULL) {
        wf_strbuf_adds(out, last->summary);
    } else {
        wf_strbuf_addf(out, "try %u  ", wf_hist_tries(m, g));
        wf_hist_live_summary(out, live, true);
    }
    wf_strbuf_addc(out, '\n');
}

/* One event as JSON; else all that was read, a line each. */
static void history_text(const void *model, struct wf_strbuf *out)
{
    const struct wf_hist_model *m = model;

    for (size_t i = 0; m->mode == WF_HM_JSON && i < m->detail.n; i++)
        wf_strbuf_addf(out, "%s\n", m->detail.lines[i]);
    for (size_t i = 0; m->mode != WF_HM_JSON && i < m->s.n_shown; i++) {
        const struct wf_hgroup *g = wf_hist_group(&m->s, m->s.shown[i]);
        bool grouped = wf_hist_by_group(m);
        const struct wf_hevent *e = wf_hist_event(&m->s, grouped ? g->last : m->s.shown[i]);

        if (wf_hist_gap(&m->s) && i == wf_hist_gap_place(&m->s))
            wf_strbuf_addf(out, "... %d events between, not read\n",
                           (int)(m->s.tail - m->s.head - 1));
        wf_strbuf_addf(out, "%6d  ", (int)m->s.shown[i]);
        wf_time_rfc3339(out, grouped ? g->begin_ns : e->time_ns);
        if (grouped)
            group_text(m, g, e, out);
        else
            wf_strbuf_addf(out, "  %s  %s\n", e->type, e->summary);
    }
}

#define QUIET_KEY(k, n, h)                                                                 \
    {                                                                                      \
        .keys = (k), .name = (n), .help = (h), .what = WF_DO_KEY, .quiet = true            \
    }

static const struct wf_action actions[] = {
    WF_ACTION_KEY("enter", "event", "event"),
    WF_ACTION_KEY("c", "compact", "compact"),
    WF_ACTION_KEY("l", "timeline", "timeline"),
    WF_ACTION_KEY("f", "full", "full"),
    WF_ACTION_KEY("J", "json", "JSON"),
    WF_ACTION_KEY("n", "next-found", "next failure or match"),
    WF_ACTION_KEY("e", "failures", "only failures"),
    WF_ACTION_KEY("x", "tasks", "workflow tasks"),
    WF_ACTION_KEY("G", "end", "to the end, and follow"),
    QUIET_KEY("N", "previous-found", "the failure or match before"),
    QUIET_KEY("d", "raw", "payloads decoded, as stored"),
    QUIET_KEY("tab", "pane", "list, detail"),
    QUIET_KEY("left right", "step", "JSON: event before, after; timeline: pan"),
    QUIET_KEY("+ - 0", "zoom", "timeline: zoom, fit"),
    QUIET_KEY("[", "previous-run", "the run before"),
    QUIET_KEY("]", "next-run", "the run after"),
    { .keys = ">",
      .name = "child",
      .help = "open the child",
      .what = WF_DO_OPEN,
      .line = "workflow {other_id} [{other_run}]",
      .only_if = "other_id" },
    { .keys = "i",
      .name = "preview-reset",
      .help = "what a reset to here would do again",
      .what = WF_DO_SHOW,
      .line = "workflow reset -w {id} -r {run} --to {event} --reason preview --dry-run",
      .only_if = "live",
      .quiet = true },
    { .keys = "R",
      .name = "reset",
      .help = "reset to here",
      .what = WF_DO_RUN,
      .line = "workflow reset -w {id} -r {run} --to {event} --reason {?Reason}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "This run ends, a new one goes on from the event.",
      .only_if = "live" },
    { .keys = NULL },
};

const struct wf_view_type wf_view_history = {
    .name = "history",
    .title = "History",
    .args = "ID [RUN] | --file FILE",
    .complete = "workflow show",
    .actions = actions,
    .model_size = sizeof(struct wf_hist_model),
    .open = wf_hist_open,
    .close = wf_hist_close,
    .crumb = history_crumb,
    .want = wf_hist_want,
    .begin = wf_hist_begin,
    .line = wf_hist_line,
    .end = wf_hist_end,
    .key = history_key,
    .filter = history_filter,
    .filter_text = history_filter_text,
    .filter_label = "search",
    .draw = wf_hist_draw,
    .value = history_value,
    .ticks = wf_hist_live_ticks,
    .text = history_text,
};
