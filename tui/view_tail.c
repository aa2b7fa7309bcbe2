/* tui/view_tail.c: the events of many workflows as they happen. */
#include "tui/app_private.h"

#include "base/mem.h"
#include "base/timefmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SLOT_QUERY,
    SLOT_ADDED,
    RING = 5000, /* lines that are kept */
    LINE_BYTES = 700,
    MAX_IDS = 12,
    MAX_SEEN = 2000, /* workflows that are counted */
    RATE_S = 10,
    COLUMNS = 8,
};

/* One event, in one piece of memory. */
struct entry {
    int64_t time_ns, came_ns;
    const char *id, *run, *event, *type, *summary; /* in text */
    bool task, failed, remark;
    char text[];
};

struct model {
    char *query; /* NULL: all that run */
    char *added[MAX_IDS], *dropped[MAX_IDS];
    size_t n_added, n_dropped;
    struct entry *ring[RING];
    uint64_t first, next; /* numbers of the oldest one held, and of the one to come */
    /* frozen: the selected one; what came up to `anchor` is shown; the window's last row */
    uint64_t cursor, anchor, bottom;
    bool frozen, show_tasks, begun[2], resumes;
    int64_t again_ns; /* what happened before may come a second time */
    char **seen;      /* ids, sorted */
    size_t n_seen, seen_room;
    struct wf_error error;
};

/* ---- the ring ---------------------------------------------------------------------------
 */

static struct entry *at(const struct model *m, uint64_t number)
{
    return number >= m->first && number < m->next ? m->ring[number % RING] : NULL;
}

static bool is_dropped(const struct model *m, const char *id)
{
    for (size_t i = 0; i < m->n_dropped; i++)
        if (strcmp(m->dropped[i], id) == 0)
            return true;
    return false;
}

static bool is_added(const struct model *m, const char *id)
{
    for (size_t i = 0; i < m->n_added; i++)
        if (strcmp(m->added[i], id) == 0)
            return true;
    return false;
}

static bool is_shown(const struct model *m, const struct entry *e)
{
    return e != NULL && (m->show_tasks || !e->task || e->failed) && !is_dropped(m, e->id);
}

/* The shown one from `number` on in this direction; `number` itself counts. */
static bool find_shown(const struct model *m, uint64_t number, int step, uint64_t *ret)
{
    uint64_t limit = m->frozen ? m->anchor : m->next;

    for (; number >= m->first && number < limit; number += (uint64_t)(int64_t)step) {
        if (is_shown(m, at(m, number))) {
            *ret = number;
            return true;
        }
        if (number == 0 && step < 0)
            break;
    }
    return false;
}

static bool last_shown(const struct model *m, uint64_t *ret)
{
    uint64_t limit = m->frozen ? m->anchor : m->next;

    return limit > m->first && find_shown(m, limit - 1, -1, ret);
}

static void push(struct model *m, struct entry *e)
{
    if (m->next - m->first == RING)
        free(m->ring[m->first++ % RING]);
    m->ring[m->next++ % RING] = e;
    if (m->frozen && m->cursor < m->first)
        m->cursor = m->first;
    if (m->frozen && m->anchor < m->first)
        m->anchor = m->first;
}

static void clear(struct model *m)
{
    for (; m->first < m->next; m->first++)
        free(m->ring[m->first % RING]);
    m->first = m->next = m->cursor = m->anchor = 0;
    m->frozen = false;
    for (size_t i = 0; i < m->n_seen; i++)
        free(m->seen[i]);
    m->n_seen = 0;
    m->begun[0] = m->begun[1] = false;
    m->error.code = WF_OK;
}

/* Counts a workflow once. */
static void see(struct model *m, const char *id)
{
    size_t low = 0, high = m->n_seen;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = strcmp(m->seen[mid], id);

        if (c == 0)
            return;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (m->n_seen == MAX_SEEN)
        return;
    if (m->n_seen == m->seen_room) {
        m->seen_room = m->seen_room == 0 ? 64 : m->seen_room * 2;
        m->seen = wf_reallocarray(m->seen, m->seen_room, sizeof *m->seen);
    }
    memmove(&m->seen[low + 1], &m->seen[low], (m->n_seen - low) * sizeof *m->seen);
    m->seen[low] = wf_strdup(id);
    m->n_seen++;
}

static void remark(struct model *m, const char *text)
{
    size_t n = strlen(text);
    struct entry *e = wf_malloc(sizeof *e + n + 2);

    *e = (struct entry){ .time_ns = wf_now_ns(), .remark = true };
    memcpy(e->text, text, n + 1);
    e->text[n + 1] = '\0';
    e->summary = e->text;
    e->id = e->run = e->event = e->type = e->text + n + 1;
    push(m, e);
}

/* ---- feeds ------------------------------------------------------------------------------
 */

static void tail_open(void *model, const struct wf_view_type *type, size_t n,
                      const char *const *args)
{
    struct model *m = model;

    (void)type;
    m->error = (struct wf_error)WF_ERROR_INIT;
    for (size_t i = 0; i < n && m->n_added < MAX_IDS; i++)
        m->added[m->n_added++] = wf_strdup(args[i]);
    if (n > 0)
        m->query = wf_strdup(""); /* only these */
}

static void tail_ready(void *model, const struct wf_frame *f)
{
    struct model *m = model;

    m->resumes = f->host->scratch != NULL && f->host->scratch(f->host->user) != NULL;
}

static void drop_ids(char **v, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        free(v[i]);
    *n = 0;
}

static void tail_close(void *model)
{
    struct model *m = model;

    clear(m);
    drop_ids(m->added, &m->n_added);
    drop_ids(m->dropped, &m->n_dropped);
    free(m->seen);
    free(m->query);
}

static void tail_want(const void *model, const struct wf_frame *f, unsigned slot,
                      struct wf_want *ret)
{
    static const char *const columns[] = {
        "-o", "tsv", "--columns", "workflow,run,id,time,type,category,class,summary"
    };
    const struct model *m = model;

    (void)f;
    if ((slot == SLOT_QUERY && m->query != NULL && *m->query == '\0') ||
        (slot == SLOT_ADDED && m->n_added == 0) || slot > SLOT_ADDED)
        return;
    ret->mode = WF_FEED_STREAM;
    ret->lines = SIZE_MAX;
    ret->resumes = true;
    ret->words[ret->n++] = "workflow";
    ret->words[ret->n++] = "tail";
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        ret->words[ret->n++] = columns[i];
    if (slot == SLOT_QUERY && m->query == NULL) {
        ret->words[ret->n++] = "--open";
    } else if (slot == SLOT_QUERY) {
        ret->words[ret->n++] = "-q";
        ret->words[ret->n++] = m->query;
    } else {
        ret->words[ret->n++] = "--";
        for (size_t i = 0; i < m->n_added; i++)
            ret->words[ret->n++] = m->added[i];
    }
}

static void tail_begin(void *model, unsigned slot)
{
    struct model *m = model;

    if (!m->resumes && m->begun[slot == SLOT_ADDED] && m->next > m->first)
        remark(m, "followed again from here: events between may be missing");
    m->begun[slot == SLOT_ADDED] = true;
    m->again_ns = wf_now_ns();
    m->error.code = WF_OK;
}

/* A stream that goes on may tell the last events once more. */
static bool is_held(const struct model *m, const struct entry *e)
{
    for (uint64_t i = m->next; i > m->first; i--) {
        const struct entry *held = at(m, i - 1);

        if (strcmp(held->event, e->event) == 0 && strcmp(held->run, e->run) == 0)
            return true;
    }
    return false;
}

/* Cells in place, without their escapes: what is left of them is shown as it is. */
static size_t split(char *line, char *cells[COLUMNS])
{
    size_t n = 0;

    for (char *rest = line; rest != NULL && n < COLUMNS;)
        cells[n++] = strsep(&rest, "\t");
    return n;
}

static void tail_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct model *m = model;
    size_t taken = n < LINE_BYTES ? n : LINE_BYTES;
    struct entry *e = wf_calloc(1, sizeof *e + taken + 1);
    struct wf_error ignored = WF_ERROR_INIT;
    char *cells[COLUMNS];

    while (taken < n && taken > 0 && ((unsigned char)line[taken] & 0xC0) == 0x80)
        taken--;
    memcpy(e->text, line, taken);
    if (split(e->text, cells) < COLUMNS - 1 || strcmp(cells[2], "id") == 0) {
        free(e);
        return;
    }
    if (slot == SLOT_QUERY && is_added(m, cells[0])) { /* it comes by itself, too */
        free(e);
        return;
    }
    e->id = cells[0];
    e->run = cells[1];
    e->event = cells[2];
    e->type = cells[4];
    e->task = strcmp(cells[5], "workflow-task") == 0;
    e->failed = strcmp(cells[6], "failed") == 0 || strcmp(cells[6], "timed-out") == 0;
    e->summary =
        cells[6] + strlen(cells[6]) + (cells[6] + strlen(cells[6]) < e->text + taken);
    e->came_ns = wf_now_ns();
    if (wf_time_parse(cells[3], &e->time_ns, &ignored) != WF_OK)
        e->time_ns = WF_NO_TIME;
    if (e->time_ns <= m->again_ns && is_held(m, e)) {
        free(e);
        return;
    }
    see(m, e->id);
    push(m, e);
}

static void tail_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct model *m = model;

    (void)slot;
    m->error = end->error;
}

/* ---- keys -------------------------------------------------------------------------------
 */

static void freeze(struct model *m)
{
    uint64_t last;

    if (m->frozen)
        return;
    m->cursor = last_shown(m, &last) ? last : m->next;
    m->bottom = m->cursor;
    m->anchor = m->next;
    m->frozen = true;
}

/* The window goes along when the cursor leaves it. */
static void keep_in_sight(struct model *m, int rows)
{
    uint64_t number = m->bottom, prev;
    int n = 1;

    if (m->cursor >= m->bottom) {
        m->bottom = m->cursor;
        return;
    }
    while (n <= rows && number > m->cursor && number > m->first &&
           find_shown(m, number - 1, -1, &prev)) {
        number = prev;
        n++;
    }
    if (number > m->cursor || n > rows) { /* above: the cursor becomes the first row */
        number = m->cursor;
        for (n = 1; n < rows && find_shown(m, number + 1, 1, &prev); n++)
            number = prev;
        m->bottom = number;
    }
}

static void move(struct model *m, int64_t by, int rows)
{
    int step = by > 0 ? 1 : -1;
    uint64_t to;

    freeze(m);
    for (; by != 0; by -= step) {
        if ((step < 0 && m->cursor == m->first) ||
            !find_shown(m, m->cursor + (uint64_t)(int64_t)step, step, &to))
            break;
        m->cursor = to;
    }
    keep_in_sight(m, rows);
}

static void drop_one(struct model *m, const char *id)
{
    for (size_t i = 0; i < m->n_added; i++)
        if (strcmp(m->added[i], id) == 0) {
            free(m->added[i]);
            memmove(&m->added[i], &m->added[i + 1],
                    (m->n_added - i - 1) * sizeof *m->added);
            m->n_added--;
            break;
        }
    if (m->n_dropped == MAX_IDS) {
        free(m->dropped[0]);
        memmove(&m->dropped[0], &m->dropped[1], (MAX_IDS - 1) * sizeof *m->dropped);
        m->n_dropped--;
    }
    m->dropped[m->n_dropped++] = wf_strdup(id);
}

static const struct entry *selected(const struct model *m)
{
    uint64_t number;

    if (m->frozen)
        return is_shown(m, at(m, m->cursor)) ? at(m, m->cursor) : NULL;
    return last_shown(m, &number) ? at(m, number) : NULL;
}

static enum wf_act tail_key(void *model, const struct wf_frame *f, const struct wf_key *key)
{
    struct model *m = model;
    const struct entry *e = selected(m);
    int page = f->rows > 3 ? f->rows - 2 : 1;
    bool wheel = key->code == WF_KEY_MOUSE;

    if (wf_key_in("k up", key->code) || (wheel && key->mouse == WF_MOUSE_WHEEL_UP))
        move(m, wheel ? -3 : -1, page);
    else if (wf_key_in("j down", key->code) || (wheel && key->mouse == WF_MOUSE_WHEEL_DOWN))
        m->frozen ? move(m, wheel ? 3 : 1, page) : (void)0;
    else if (wf_key_in("ctrl-b page-up ctrl-u", key->code))
        move(m, -page, page);
    else if (wf_key_in("ctrl-f page-down ctrl-d", key->code))
        m->frozen ? move(m, page, page) : (void)0;
    else if (wf_key_in("g home", key->code))
        move(m, -RING, page);
    else if (wf_key_in("G end", key->code))
        m->frozen = false;
    else if (key->code == ' ' && m->frozen)
        m->frozen = false;
    else if (key->code == ' ')
        freeze(m);
    else if (key->code == 'x')
        m->show_tasks = !m->show_tasks;
    else if (key->code == '-' && e != NULL && *e->id != '\0')
        drop_one(m, e->id);
    else
        return WF_ACT_NONE;
    return WF_ACT_REDRAW;
}

/* "+" was answered: one that was dropped is shown again, any other is followed too. */
static void add_one(struct wf_app *app, const char *text)
{
    struct model *m = wf_app_top(app)->model;

    if (strcmp(wf_app_top(app)->type->name, "tail") != 0 || *text == '\0')
        return;
    for (size_t i = 0; i < m->n_dropped; i++)
        if (strcmp(m->dropped[i], text) == 0) {
            free(m->dropped[i]);
            memmove(&m->dropped[i], &m->dropped[i + 1],
                    (m->n_dropped - i - 1) * sizeof *m->dropped);
            m->n_dropped--;
            return;
        }
    if (m->n_added == MAX_IDS)
        wf_app_say(app, WF_ST_WARN, "%d are followed by their ids already: use a query",
                   MAX_IDS);
    else
        m->added[m->n_added++] = wf_strdup(text);
}

static void ask_one(struct wf_app *app)
{
    const struct model *m = wf_app_top(app)->model;

    wf_prompt_open(app, WF_PROMPT_OTHER, "follow",
                   m->n_dropped > 0 ? m->dropped[m->n_dropped - 1] : "", add_one);
}

static void tail_filter(void *model, const char *text)
{
    struct model *m = model;

    clear(m);
    free(m->query);
    m->query = *text != '\0' ? wf_strdup(text) : NULL;
}

static const char *tail_filter_text(const void *model)
{
    const struct model *m = model;

    return m->query != NULL ? m->query : "";
}

/* ---- the picture ------------------------------------------------------------------------
 */

static void clock_text(struct wf_strbuf *out, int64_t ns, int mode)
{
    time_t t = (time_t)(ns / 1000000000);
    struct tm tm;
    char text[16];

    if (ns == WF_NO_TIME)
        return;
    if (mode == 2)
        gmtime_r(&t, &tm);
    else
        localtime_r(&t, &tm);
    strftime(text, sizeof text, "%H:%M:%S", &tm);
    wf_strbuf_addf(out, "%s.%03d", text, (int)(ns / 1000000 % 1000));
}

static void draw_entry(const struct entry *e, const struct wf_frame *f, struct wf_pane p,
                       int row, bool chosen)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    int id = p.cols >= 100 ? 30 : p.cols / 4, col = 15 + id + 8;
    enum wf_style style = e->failed ? WF_ST_BAD : e->task ? WF_ST_DIM : WF_ST_PLAIN;

    clock_text(&b, e->time_ns, f->time_mode);
    wf_put(p, row, 1, 13, WF_ST_DIM, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    if (e->remark) {
        wf_put(p, row, 15, -1, WF_ST_WARN, e->summary);
    } else {
        wf_put(p, row, 15, id, WF_ST_PLAIN, e->id);
        wf_put_right(p, row, 15 + id + 7, 6, WF_ST_DIM, e->event);
        col += wf_put(p, row, col, -1, style, e->type) + 2;
        wf_put(p, row, col, -1, WF_ST_PLAIN, e->summary);
    }
    if (!chosen)
        return;
    wf_put_glyph(p, row, 0, WF_ST_SELECTED, WF_GL_CURSOR);
    wf_restyle(p, row, 0, p.cols, WF_ST_SELECTED);
    p.cv->cursor_row = p.row + row;
    p.cv->cursor_col = p.col;
}

/* Of what came in the last seconds. */
static double rate(const struct model *m, int64_t now_ns)
{
    size_t n = 0;

    for (uint64_t i = m->next; i > m->first; i--) {
        const struct entry *e = at(m, i - 1);

        if (e->came_ns < now_ns - RATE_S * INT64_C(1000000000))
            break;
        n++;
    }
    return (double)n / RATE_S;
}

static void draw_state(const struct model *m, struct wf_pane p, int row)
{
    uint64_t buffered = m->frozen ? m->next - m->anchor : 0;

    wf_putf(p, row, 1, -1, m->frozen ? WF_ST_WARN : WF_ST_DIM,
            "-- %s  dropped %llu  buffered %llu",
            m->frozen ? "frozen (G or space goes on)" : "live (k, wheel or space freezes)",
            (unsigned long long)m->first, (unsigned long long)buffered);
}

static void tail_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct model *m = model;
    int rows = p.rows - 2, row = rows - 1;
    uint64_t number, last;
    bool any = last_shown(m, &last);

    if (any && m->frozen && m->bottom < last)
        last = m->bottom;
    wf_putf(p, 0, 1, -1, WF_ST_COLUMN, "%zu workflows seen  %.1f/s%s", m->n_seen,
            rate(m, f->now_ns), m->show_tasks ? "" : "  no workflow tasks (x)");
    draw_state(m, p, p.rows - 1);
    if (m->error.code != WF_OK) {
        wf_put(p, 1, 1, -1, WF_ST_BAD, m->error.text);
        wf_put(p, 2, 1, -1, WF_ST_WARN, m->error.hint);
        return;
    }
    if (!any) {
        wf_put(p, 2, 1, -1, WF_ST_DIM, "waiting for events");
        return;
    }
    for (number = last; row >= 0; row--) {
        draw_entry(at(m, number), f, wf_pane_sub(p, 1, 0, rows, p.cols), row,
                   m->frozen ? number == m->cursor : number == last);
        if (number == m->first || !find_shown(m, number - 1, -1, &number))
            break;
    }
}

static void tail_crumb(const void *model, const struct wf_frame *f, struct wf_strbuf *out)
{
    const struct model *m = model;
    const char *gap = f->stacked ? "  " : "";

    if (f->stacked)
        wf_strbuf_adds(out, "Tail");
    if (m->query == NULL)
        wf_strbuf_addf(out, "%sall that run", gap);
    else if (*m->query != '\0')
        wf_strbuf_addf(out, "%squery> %s", gap, m->query);
    for (size_t i = 0; i < m->n_added; i++)
        wf_strbuf_addf(out, "  +%s", m->added[i]);
    for (size_t i = 0; i < m->n_dropped; i++)
        wf_strbuf_addf(out, "  -%s", m->dropped[i]);
}

static const char *tail_value(const void *model, const char *name, size_t mark)
{
    const struct entry *e = selected(model);

    if (mark > 0 || e == NULL || *e->id == '\0')
        return NULL;
    if (strcmp(name, "id") == 0)
        return e->id;
    if (strcmp(name, "run") == 0)
        return e->run;
    return NULL;
}

static void tail_text(const void *model, struct wf_strbuf *out)
{
    const struct model *m = model;

    for (uint64_t i = m->first; i < m->next; i++) {
        const struct entry *e = at(m, i);

        if (!is_shown(m, e))
            continue;
        wf_time_rfc3339(out, e->time_ns);
        wf_strbuf_addf(out, "  %s  %s %s  %s\n", e->id, e->event, e->type, e->summary);
    }
}

static const struct wf_action actions[] = {
    WF_ACTION_OPEN("enter", "open", "open", "workflow {id} {run}"),
    WF_ACTION_OPEN("h", "history", "history", "history {id} {run}"),
    WF_ACTION_KEY("space", "freeze", "freeze"),
    WF_ACTION_KEY("G", "live", "live again"),
    WF_ACTION_KEY("x", "tasks", "workflow tasks"),
    { .keys = "+", .name = "follow", .help = "follow one more", .run = ask_one },
    WF_ACTION_KEY("-", "drop", "drop this workflow"),
    { .keys = NULL },
};

const struct wf_view_type wf_view_tail = {
    .name = "tail",
    .tab = "Tail",
    .title = "Tail",
    .args = "[ID …]",
    .complete = "workflow describe",
    .actions = actions,
    .model_size = sizeof(struct model),
    .open = tail_open,
    .ready = tail_ready,
    .close = tail_close,
    .crumb = tail_crumb,
    .want = tail_want,
    .begin = tail_begin,
    .line = tail_line,
    .end = tail_end,
    .key = tail_key,
    .filter = tail_filter,
    .filter_text = tail_filter_text,
    .filter_label = "query",
    .draw = tail_draw,
    .value = tail_value,
    .text = tail_text,
};
