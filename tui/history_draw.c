/* tui/history_draw.c: a history as groups, as a timeline, as events, as JSON. */
#include "tui/history_model.h"

#include "base/timefmt.h"
#include "tui/pending.h"
#include "tui/times.h"

#include <string.h>
#include <time.h>

enum {
    DETAIL_PERCENT = 40,
    DETAIL_MIN_ROWS = 14,
    HEAD_ROWS = 2,
    KIND_COLS = 90,  /* narrower, what a group is of is left out */
    STATE_ROOM = 20, /* of a summary, else it does not say again what stands beside it */
    COUNTDOWN_ROOM = 44, /* of one that may be cut for the time of the next try */
};

/* The rows of events or groups: without the two headings, and the lower pane. */
int wf_hist_list_rows(const struct wf_hist_model *m, int rows)
{
    int left = rows - HEAD_ROWS;

    if (m->mode != WF_HM_JSON && rows >= DETAIL_MIN_ROWS)
        left -= 1 + rows * DETAIL_PERCENT / 100;
    return left > 1 ? left : 1;
}

/* To the millisecond: within a second much happens. */
static void time_text(struct wf_strbuf *out, const struct wf_hist_model *m, int64_t ns,
                      int mode)
{
    const struct wf_hevent *first = wf_hist_event(&m->s, 1);
    time_t t = (time_t)(ns / 1000000000);
    struct tm tm;
    char text[32];

    if (ns == WF_NO_TIME)
        return;
    if (mode == 2) {
        wf_time_rfc3339(out, ns / 1000000 * 1000000);
    } else if (mode == 0 && first != NULL && first->time_ns != WF_NO_TIME) {
        wf_strbuf_addc(out, '+');
        wf_duration_short(out, ns - first->time_ns);
    } else {
        localtime_r(&t, &tm);
        strftime(text, sizeof text, "%H:%M:%S", &tm);
        wf_strbuf_addf(out, "%s.%03d", text, (int)(ns / 1000000 % 1000));
    }
}

static enum wf_style style_of(uint8_t state)
{
    return wf_style_of_status(wf_hist_state_word(state));
}

/* ---- the heading ------------------------------------------------------------------------
 */

static void draw_views(const struct wf_hist_model *m, struct wf_pane p)
{
    static const char *const names[] = { "[c]ompact", "time[l]ine", "[f]ull", "[J]SON" };
    int col = 1;

    for (int i = 0; i < WF_HM_COUNT; i++)
        col += 1 + wf_putf(p, 0, col, -1, (int)m->mode == i ? WF_ST_TAB_ON : WF_ST_TAB,
                           " %s ", names[i]);
    col += 1 + wf_put(p, 0, col + 1, -1, WF_ST_DIM,
                      wf_hist_is_closed(m) && m->next_run != NULL ? "closed, ] goes on"
                      : wf_hist_is_closed(m)                      ? "closed"
                      : m->follow                                 ? "follow: on"
                                                                  : "follow: off (G)");
    if (m->s.only_failures)
        col += 2 + wf_put(p, 0, col + 2, -1, WF_ST_WARN, "only failures (e)");
    if (m->s.hide_tasks)
        col += 2 + wf_put(p, 0, col + 2, -1, WF_ST_DIM, "no workflow tasks (x)");
    if (m->search != NULL)
        wf_putf(p, 0, col + 2, -1, WF_ST_MATCH, "/%s", m->search);
}

static void columns_of(const struct wf_hist_model *m, const struct wf_frame *f,
                       struct wf_pane p, int at[7])
{
    int cols = p.cols, clock = f->time_mode == 2 ? 25 : 13;

    if (m->mode == WF_HM_FULL) {
        at[0] = 2;
        at[1] = 9;
        at[2] = at[1] + clock + 1;
        at[3] = at[2] + (cols >= 100 ? 42 : cols >= 76 ? 34 : cols - at[2]);
        return;
    }
    at[0] = 2; /* state */
    at[1] = at[0] + 11;
    at[2] = at[1] + (cols >= 100 ? 30 : 22); /* kind */
    at[3] = at[2] + (cols >= KIND_COLS ? 9 : 0);
    at[4] = at[3] + (f->time_mode == 2 ? clock + 1 : 10); /* took */
    at[5] = at[4] + 9;
    at[6] = at[5] + 4;
}

static void draw_titles(const struct wf_hist_model *m, const struct wf_frame *f,
                        struct wf_pane p)
{
    static const char *const full[] = { "   ID", "TIME", "EVENT", "ATTRIBUTES" };
    static const char *const compact[] = { "STATE", "GROUP", "KIND",   "START",
                                           "TOOK",  "TRY",   "SUMMARY" };
    int at[7], n = m->mode == WF_HM_FULL ? 4 : 7;

    columns_of(m, f, p, at);
    for (int i = 0; i < n; i++)
        if (i + 1 == n || at[i + 1] > at[i])
            wf_put(p, 1, at[i], i + 1 < n ? at[i + 1] - at[i] - 1 : -1, WF_ST_COLUMN,
                   (m->mode == WF_HM_FULL ? full : compact)[i]);
}

/* What it says beside the name that stands in the same row already. */
static const char *without_name(const char *summary, const char *name)
{
    static const char dot[] = " · ";
    size_t n = strlen(name);

    if (n == 0 || strncmp(summary, name, n) != 0)
        return summary;
    if (summary[n] == '\0')
        return "";
    return strncmp(summary + n, dot, sizeof dot - 1) == 0 ? summary + n + sizeof dot - 1
                                                          : summary;
}

/* ---- rows -------------------------------------------------------------------------------
 */

static void draw_event(const struct wf_hist_model *m, const struct wf_frame *f,
                       struct wf_pane p, int row, int32_t id)
{
    const struct wf_hevent *e = wf_hist_event(&m->s, id);
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *opener = "";
    int at[7];

    columns_of(m, f, p, at);
    wf_putf(p, row, at[0], 6, WF_ST_DIM, "%5d", (int)id);
    time_text(&b, m, e->time_ns, f->time_mode);
    wf_put(p, row, at[1], at[2] - at[1] - 1, WF_ST_PLAIN, wf_strbuf_str(&b));
    wf_put(p, row, at[2], at[3] - at[2] - 1,
           wf_hist_failed(e->state) ? WF_ST_BAD
           : e->task                ? WF_ST_DIM
                                    : WF_ST_PLAIN,
           e->type);
    wf_strbuf_clear(&b);
    /* Read from the end, an event did not know yet what had been opened. */
    if (*e->subject == '\0' && e->group != id && wf_hist_event(&m->s, e->group) != NULL)
        opener = wf_hist_event(&m->s, e->group)->subject;
    wf_strbuf_addf(&b, "%s%s%s", opener, *opener != '\0' ? "  " : "", e->summary);
    wf_put(p, row, at[3], -1, WF_ST_PLAIN, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void took(struct wf_strbuf *b, const struct wf_hist_model *m,
                 const struct wf_hgroup *g, int64_t now_ns)
{
    if (g->begin_ns == WF_NO_TIME)
        return;
    if (g->state == WF_HS_OPEN && !wf_hist_is_closed(m))
        wf_running_cell(b, now_ns - g->begin_ns);
    else if (g->end_ns != WF_NO_TIME && g->n > 1)
        wf_duration_short(b, g->end_ns - g->begin_ns);
}

/* What its last event says; of what is open, how it stands and when it is tried next. */
static void draw_summary(const struct wf_hist_model *m, const struct wf_frame *f,
                         struct wf_pane p, int row, const struct wf_hgroup *g, int col)
{
    const struct wf_jv *live = wf_hist_live_of(m, g->id);
    const struct wf_hevent *last = wf_hist_event(&m->s, g->last);
    int64_t next = live != NULL ? wf_pending_next_ns(live) : WF_NO_TIME;
    int room = p.cols - col, taken;
    struct wf_strbuf b = WF_STRBUF_INIT, left = WF_STRBUF_INIT;

    if (live == NULL) {
        if (last != NULL)
            wf_put(p, row, col, -1, WF_ST_PLAIN,
                   without_name(last->summary, wf_hist_group_name(&m->s, g)));
        return;
    }
    wf_hist_live_summary(&b, live, room >= STATE_ROOM);
    if (next != WF_NO_TIME)
        wf_countdown_cell(&left, next, f->now_ns);
    taken = 2 + wf_text_columns(wf_strbuf_str(&left));
    if (left.len > 0 &&
        (room >= COUNTDOWN_ROOM || wf_text_columns(wf_strbuf_str(&b)) + taken <= room)) {
        wf_put_right(p, row, p.cols, -1, WF_ST_WARN, wf_strbuf_str(&left));
        room -= taken;
    }
    wf_put(p, row, col, room, WF_ST_PLAIN, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    wf_strbuf_release(&left);
}

static void draw_group(const struct wf_hist_model *m, const struct wf_frame *f,
                       struct wf_pane p, int row, int32_t id)
{
    const struct wf_hgroup *g = wf_hist_group(&m->s, id);
    const char *state = wf_hist_state_of(m, g);
    unsigned tries = wf_hist_tries(m, g);
    struct wf_strbuf b = WF_STRBUF_INIT;
    int at[7];

    columns_of(m, f, p, at);
    wf_put(p, row, at[0], at[1] - at[0] - 1, wf_style_of_status(state), state);
    wf_put(p, row, at[1], at[2] - at[1] - 1, WF_ST_PLAIN, wf_hist_group_name(&m->s, g));
    if (at[3] > at[2])
        wf_put(p, row, at[2], at[3] - at[2] - 1, WF_ST_DIM, g->task ? "task" : g->category);
    time_text(&b, m, g->begin_ns, f->time_mode);
    wf_put(p, row, at[3], f->time_mode == 1 ? 8 : at[4] - at[3] - 1, WF_ST_PLAIN,
           f->time_mode == 1 && b.len > 8 ? (b.data[8] = '\0', b.data) : wf_strbuf_str(&b));
    wf_strbuf_clear(&b);
    took(&b, m, g, f->now_ns);
    wf_put_right(p, row, at[5] - 1, at[5] - at[4] - 1, WF_ST_PLAIN, wf_strbuf_str(&b));
    if (tries > 0)
        wf_putf(p, row, at[5], 3, tries > 1 ? WF_ST_WARN : WF_ST_PLAIN, "%3u", tries);
    draw_summary(m, f, p, row, g, at[6]);
    wf_strbuf_release(&b);
}

/* ---- the timeline -----------------------------------------------------------------------
 */

void wf_hist_window(const struct wf_hist_model *m, int64_t now_ns, int64_t *ret_from,
                    int64_t *ret_to)
{
    const struct wf_hist_store *s = &m->s;
    const struct wf_hevent *first = NULL, *last = wf_hist_event(s, s->newest);
    int64_t from, to, span;

    for (int32_t id = 1; id <= s->newest && first == NULL; id++)
        first = wf_hist_event(s, id);
    from = first != NULL && first->time_ns != WF_NO_TIME ? first->time_ns : now_ns;
    to = last != NULL && last->time_ns != WF_NO_TIME ? last->time_ns : now_ns;
    if (!wf_hist_is_closed(m) && m->file == NULL && now_ns > to &&
        (s->head == s->newest || wf_hist_gap(s)) && m->caught)
        to = now_ns;
    span = to > from ? to - from : 1000000;
    *ret_from = from + m->pan_ns;
    *ret_to = *ret_from + (span >> m->zoom > 1000 ? span >> m->zoom : 1000);
}

static int column_of(int64_t ns, int64_t from, int64_t to, int width)
{
    double at = (double)(ns - from) / (double)(to - from) * width;

    return at < 0 ? -1 : at > width ? width : (int)at;
}

static void draw_bar(const struct wf_hist_model *m, struct wf_pane p, int row,
                     const struct wf_hgroup *g, int64_t from, int64_t to)
{
    bool open = g->state == WF_HS_OPEN && !wf_hist_is_closed(m);
    bool point = g->n == 1 && !open, timer = strcmp(g->category, "timer") == 0;
    int64_t begin = g->begin_ns != WF_NO_TIME ? g->begin_ns : from,
            end = open                      ? to
                  : g->end_ns != WF_NO_TIME ? g->end_ns
                                            : begin;
    int a = column_of(begin, from, to, p.cols - 1),
        b = column_of(end, from, to, p.cols - 1);
    enum wf_glyph glyph = wf_hist_failed(g->state) || g->state == WF_HS_CANCELED
                              ? WF_GL_BROKEN
                          : timer ? WF_GL_WAIT
                          : open  ? WF_GL_OPEN
                                  : WF_GL_BLOCK;

    if (begin > to || end < from)
        return;
    if (a < 0)
        a = 0;
    if (point)
        wf_put_glyph(p, row, a, style_of(g->state),
                     wf_hist_failed(g->state) ? WF_GL_BROKEN : WF_GL_POINT);
    else
        wf_put_run(p, row, a, b > a ? b - a + (b < p.cols - 1) : 1, style_of(g->state),
                   glyph);
}

static int label_width(int cols)
{
    return cols >= 100 ? 32 : cols / 3;
}

static void draw_scale(const struct wf_hist_model *m, const struct wf_frame *f,
                       struct wf_pane p, int64_t from, int64_t to)
{
    int left = label_width(p.cols), width = p.cols - left;
    const int64_t at[] = { from, from + (to - from) / 2, to };

    for (int i = 0; i < 3; i++) {
        struct wf_strbuf b = WF_STRBUF_INIT;

        time_text(&b, m, at[i], f->time_mode == 2 ? 1 : f->time_mode);
        if (i == 2)
            wf_put_right(p, 1, p.cols - 1, -1, WF_ST_COLUMN, wf_strbuf_str(&b));
        else if (i == 0 || width >= 50)
            wf_put(p, 1, left + i * width / 2, -1, WF_ST_COLUMN, wf_strbuf_str(&b));
        wf_strbuf_release(&b);
    }
    wf_putf(p, 1, 2, left - 3, WF_ST_COLUMN, m->zoom > 0 ? "zoom x%d" : "scale: fit",
            1 << m->zoom);
}

static void draw_span(const struct wf_hist_model *m, struct wf_pane p, int row, int32_t id,
                      int64_t from, int64_t to)
{
    const struct wf_hgroup *g = wf_hist_group(&m->s, id);
    int left = label_width(p.cols);
    unsigned tries = wf_hist_tries(m, g);

    wf_putf(p, row, 2, left - 3, style_of(g->state), tries > 1 ? "%s try %u" : "%s",
            wf_hist_group_name(&m->s, g), tries);
    wf_put_glyph(p, row, left - 1, WF_ST_RULE, WF_GL_VLINE);
    draw_bar(m, wf_pane_sub(p, 0, left, p.rows, p.cols - left), row, g, from, to);
}

/* ---- the list ---------------------------------------------------------------------------
 */

static void draw_row(const struct wf_hist_model *m, const struct wf_frame *f,
                     struct wf_pane p, int row, int32_t id, const int64_t window[2])
{
    if (m->mode == WF_HM_FULL)
        draw_event(m, f, p, row, id);
    else if (m->mode == WF_HM_COMPACT)
        draw_group(m, f, p, row, id);
    else
        draw_span(m, p, row, id, window[0], window[1]);
    if (m->search != NULL && wf_hist_matches(m, id))
        wf_put(p, row, 1, 1, WF_ST_MATCH, "/");
    if (id != m->cursor)
        return;
    wf_put_glyph(p, row, 0, WF_ST_SELECTED, WF_GL_CURSOR);
    wf_restyle(p, row, 0, m->mode == WF_HM_TIMELINE ? label_width(p.cols) - 1 : p.cols,
               WF_ST_SELECTED);
    p.cv->cursor_row = p.row + row;
    p.cv->cursor_col = p.col;
}

static void draw_list(const struct wf_hist_model *m, const struct wf_frame *f,
                      struct wf_pane p)
{
    const struct wf_hist_store *s = &m->s;
    size_t gap = wf_hist_gap_place(s), place = wf_hist_place(s, m->cursor);
    size_t has_gap = wf_hist_gap(s), total = s->n_shown + has_gap;
    size_t at = place + (has_gap && place >= gap), offset = (size_t)m->offset, top;
    int64_t window[2];

    if (has_gap && place == gap && offset == 0)
        offset = 1; /* what is not read stays in sight */
    if (offset > (size_t)p.rows - 1)
        offset = (size_t)p.rows - 1;
    top = at > offset ? at - offset : 0;
    if (top + (size_t)p.rows > total)
        top = total > (size_t)p.rows ? total - (size_t)p.rows : 0;
    wf_hist_window(m, f->now_ns, &window[0], &window[1]);
    for (int row = 0; row < p.rows && top + (size_t)row < total; row++) {
        size_t i = top + (size_t)row;

        if (has_gap && i == gap)
            wf_putf(p, row, 2, -1, WF_ST_WARN, "... %d events between, not read",
                    (int)(s->tail - s->head - 1));
        else
            draw_row(m, f, p, row, s->shown[i - (has_gap && i > gap)], window);
    }
}

static void draw_nothing(const struct wf_hist_model *m, struct wf_pane p)
{
    if (m->error.code != WF_OK) {
        wf_put(p, 1, 2, -1, WF_ST_BAD, m->error.text);
        wf_put(p, 2, 2, -1, WF_ST_WARN, m->error.hint);
    } else if (m->s.n == 0 && !m->head_over) {
        wf_put(p, 1, 2, -1, WF_ST_DIM, "reading");
    } else {
        wf_put(p, 1, 2, -1, WF_ST_DIM, "nothing here passes the filter");
    }
}

static void draw_detail(const struct wf_hist_model *m, const struct wf_frame *f,
                        struct wf_pane p, int row)
{
    const struct wf_hgroup *g =
        wf_hist_by_group(m) ? wf_hist_group(&m->s, m->cursor) : NULL;
    const struct wf_jv *live = g != NULL ? wf_hist_live_of(m, g->id) : NULL;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (m->detail_id > 0 && m->detail_n > 1 && g != NULL)
        wf_strbuf_addf(&b, "events %d to %d", (int)g->first, (int)m->detail_id);
    else
        wf_strbuf_addf(&b, "event %d", (int)m->detail_id);
    if (live != NULL)
        wf_hist_live_title(&b, live, f->now_ns);
    if (m->raw)
        wf_strbuf_adds(&b, "  as stored (d)");
    wf_rule(p, row, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    if (m->in_detail)
        wf_put_glyph(p, row, 0, WF_ST_SELECTED, WF_GL_CURSOR);
    wf_reader_draw(&m->detail, wf_pane_sub(p, row + 1, 1, p.rows - row - 1, p.cols - 1));
}

void wf_hist_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct wf_hist_model *m = model;
    int rows = wf_hist_list_rows(m, p.rows);
    int64_t from, to;

    draw_views(m, p);
    if (m->mode == WF_HM_JSON && m->s.n_shown > 0) {
        wf_putf(p, 1, 1, -1, WF_ST_COLUMN,
                "event %d of %d   payloads: %s (d)   <- -> events", (int)m->cursor,
                (int)(m->length > m->s.newest ? m->length : m->s.newest),
                m->raw ? "as stored" : "decoded");
        wf_reader_draw(&m->detail, wf_pane_sub(p, 2, 1, p.rows - 2, p.cols - 1));
        return;
    }
    if (m->s.n_shown == 0) {
        draw_nothing(m, p);
        return;
    }
    if (m->mode == WF_HM_TIMELINE) {
        wf_hist_window(m, f->now_ns, &from, &to);
        draw_scale(m, f, p, from, to);
    } else {
        draw_titles(m, f, p);
    }
    draw_list(m, f, wf_pane_sub(p, HEAD_ROWS, 0, rows, p.cols));
    if (HEAD_ROWS + rows < p.rows - 1)
        draw_detail(m, f, p, HEAD_ROWS + rows);
}
