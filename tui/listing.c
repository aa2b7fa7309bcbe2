/* tui/listing.c: views that are a table: a listing, and what is said of the selected row.
 */
#include "tui/listing.h"

#include "base/mem.h"
#include "tui/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    DETAIL_PERCENT = 40,
    DETAIL_MIN_ROWS = 14,
    DETAIL_MIN_COLS = 60, /* in less there is one pane, and Tab changes which */
    HEAD_MIN_ROWS = 12,
    SETTLE_MS = 150,
};
/* Slots of the feeds. */
enum { ROWS, DETAIL, COUNT };

/* ---- words ------------------------------------------------------------------------------
 */

struct given {
    size_t n;
    const char *const *args;
};

/* {1}, {2}: the view's arguments. */
static const char *given_value(const void *user, const char *name)
{
    const struct given *g = user;
    size_t i = strtoul(name, NULL, 10);

    return i > 0 && i <= g->n ? g->args[i - 1] : NULL;
}

static const char *row_value(const void *user, const char *name)
{
    return wf_listing_value(user, name, 0);
}

/* The detail follows the selection. */
static void follow(struct wf_listing_model *m)
{
    char *words[WF_WANT_WORDS] = { NULL };
    size_t n = 0;
    bool same;

    if (m->listing->detail == NULL)
        return;
    wf_kept_fill(words, &n, m->listing->detail, row_value, m);
    same = n == m->n_about;
    for (size_t i = 0; i < n && same; i++)
        same = strcmp(words[i], m->about[i]) == 0;
    if (same) {
        wf_kept_clear(words, &n);
        return;
    }
    wf_kept_clear(m->about, &m->n_about);
    memcpy(m->about, words, n * sizeof *words);
    m->n_about = n;
    m->detail.top = 0;
    if (n == 0)
        wf_reader_clear(&m->detail);
}

/* ---- the view's functions ---------------------------------------------------------------
 */

/* The words of a query, wherever it came from. */
static void set_query(struct wf_listing_model *m, const char *text)
{
    free(m->query);
    m->query = text != NULL && *text != '\0' ? wf_strdup(text) : NULL;
    m->total = m->list.total = -1;
}

static char *joined(size_t n, const char *const *args)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; i < n; i++)
        wf_strbuf_addf(&b, "%s%s", i > 0 ? " " : "", args[i]);
    return wf_strbuf_steal(&b);
}

void wf_listing_open(void *model, const struct wf_view_type *type, size_t n,
                     const char *const *args)
{
    struct wf_listing_model *m = model;
    const struct wf_listing *l = type->data;
    struct given given = { n, args };
    struct wf_strbuf line = WF_STRBUF_INIT;

    m->listing = l;
    m->type = type;
    m->total = -1;
    wf_grid_init(&m->list, l->columns, l->n_columns, l->identity);
    wf_strbuf_adds(&line, l->line);
    if (l->args != NULL && n > 0)
        wf_strbuf_addf(&line, " %s", l->args);
    wf_kept_fill(m->line, &m->n_line, wf_strbuf_str(&line), given_value, &given);
    wf_strbuf_release(&line);
    for (; m->n_args < n && m->n_args < WF_LISTING_ARGS; m->n_args++)
        m->args[m->n_args] = wf_strdup(args[m->n_args]);
    if (l->args_query && n > 0)
        m->query = joined(n, args);
}

/* "failed  stuck  mine": for the head, so that one sees what `f` has. */
void wf_listing_ready(void *model, const struct wf_frame *f)
{
    struct wf_listing_model *m = model;
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *key, *value;

    if (m->listing->query == NULL)
        return;
    for (size_t i = 0; f->host->config(f->host->user, "queries", i, &key, &value); i++)
        wf_strbuf_addf(&b, "%s%s", i > 0 ? "  " : "", key);
    free(m->names);
    m->names = b.len > 0 ? wf_strbuf_steal(&b) : NULL;
}

void wf_listing_close(void *model)
{
    struct wf_listing_model *m = model;

    wf_kept_clear(m->line, &m->n_line);
    wf_kept_clear(m->about, &m->n_about);
    wf_kept_clear(m->args, &m->n_args);
    wf_grid_release(&m->list);
    wf_reader_release(&m->detail);
    free(m->query);
    wf_kept_clear(m->added, &m->n_added);
    free(m->own);
    free(m->columns);
    free(m->names);
}

/* ---- where what is ----------------------------------------------------------------------
 */

/* Rows of a pane: the head, the list, a line and the detail. */
struct places {
    int head, list;
    int detail; /* its rows; 0: it is not seen */
    bool alone; /* the detail has the list's place */
};

static struct places places(const struct wf_listing_model *m, int rows, int cols)
{
    struct places p = { 0 };
    int percent = m->listing->detail_rows > 0 ? m->listing->detail_rows : DETAIL_PERCENT;
    bool has = m->listing->detail != NULL && m->n_about > 0;

    if (m->listing->query != NULL && rows >= HEAD_MIN_ROWS)
        p.head = (m->query != NULL) + (m->names != NULL && rows >= DETAIL_MIN_ROWS);
    p.list = rows - p.head;
    if (!has)
        return p;
    if (rows < DETAIL_MIN_ROWS || cols < DETAIL_MIN_COLS) {
        p.alone = m->in_detail;
        p.detail = m->in_detail ? p.list - 1 : 0;
        p.list = m->in_detail ? 0 : p.list;
        return p;
    }
    p.detail = rows * percent / 100;
    p.list -= p.detail + 1;
    return p;
}

void wf_listing_crumb(const void *model, const struct wf_frame *f, struct wf_strbuf *out)
{
    const struct wf_listing_model *m = model;
    struct places p = places(m, f->rows, f->cols);

    if (f->stacked) {
        wf_strbuf_adds(out, m->type->title);
        for (size_t i = 0; i < m->n_args && !m->listing->args_query; i++)
            wf_strbuf_addf(out, " %s", m->args[i]);
        if (!f->covered)
            wf_strbuf_adds(out, "  ");
    }
    if (f->covered)
        return;
    wf_grid_range(&m->list, p.list > 0 ? p.list : f->rows, out);
    if (m->query != NULL && p.head == 0)
        wf_strbuf_addf(out, "  query> %s", m->query);
}

static void add_word(struct wf_want *ret, const char *word)
{
    if (ret->n < WF_WANT_WORDS)
        ret->words[ret->n++] = word;
}

static void add_query(const struct wf_listing_model *m, struct wf_want *ret)
{
    if (m->query == NULL || m->listing->query == NULL)
        return;
    add_word(ret, m->listing->query);
    add_word(ret, m->query);
}

static void want_count(const struct wf_listing_model *m, struct wf_want *ret)
{
    ret->mode = WF_FEED_EVERY;
    ret->every_ms = m->listing->every_ms;
    ret->lines = 1;
    for (size_t i = 0; m->listing->count[i] != NULL; i++)
        add_word(ret, m->listing->count[i]);
    add_query(m, ret);
}

void wf_listing_want(const void *model, const struct wf_frame *f, unsigned slot,
                     struct wf_want *ret)
{
    const struct wf_listing_model *m = model;

    if (slot == DETAIL && m->n_about > 0) {
        *ret = (struct wf_want){ .mode = WF_FEED_EVERY,
                                 .n = m->n_about,
                                 .settle_ms = SETTLE_MS,
                                 .lines = WF_READER_MAX_LINES };
        memcpy(ret->words, m->about, m->n_about * sizeof *m->about);
        return;
    }
    /* what has come to its end was counted by that */
    if (slot == COUNT && m->listing->count != NULL && m->list.more)
        want_count(m, ret);
    if (slot != ROWS || m->n_line == 0)
        return;
    ret->mode = wf_grid_is_deep(&m->list) ? WF_FEED_ONCE : WF_FEED_EVERY;
    ret->every_ms = m->listing->every_ms;
    ret->lines = wf_grid_wanted(&m->list, f->rows);
    memcpy(ret->words, m->line, m->n_line * sizeof *m->line);
    ret->n = m->n_line;
    add_query(m, ret);
    if (m->columns != NULL) {
        add_word(ret, m->listing->more);
        add_word(ret, m->columns);
    }
    add_word(ret, "-o");
    add_word(ret, "tsv");
}

/* ---- what comes -------------------------------------------------------------------------
 */

void wf_listing_begin(void *model, unsigned slot)
{
    struct wf_listing_model *m = model;

    if (slot == ROWS)
        wf_grid_begin(&m->list);
    else if (slot == DETAIL)
        m->fresh_detail = true;
}

static void detail_line(struct wf_listing_model *m, const char *line, size_t n)
{
    if (m->fresh_detail) /* what was there stays until the first new line */
        wf_reader_clear(&m->detail);
    m->fresh_detail = false;
    wf_reader_line(&m->detail, line, n);
}

static void count_line(struct wf_listing_model *m, const char *line, size_t n)
{
    char text[24] = "";

    if (n < sizeof text && n > 0 && *line >= '0' && *line <= '9') {
        memcpy(text, line, n);
        m->total = m->list.total = strtoll(text, NULL, 10);
    }
}

void wf_listing_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct wf_listing_model *m = model;

    if (slot == ROWS)
        wf_grid_line(&m->list, line, n);
    else if (slot == DETAIL)
        detail_line(m, line, n);
    else
        count_line(m, line, n);
    if (slot == ROWS && m->n_about == 0)
        follow(m);
}

void wf_listing_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct wf_listing_model *m = model;

    if (slot == DETAIL) {
        if (m->fresh_detail)
            wf_reader_clear(&m->detail);
        m->fresh_detail = false;
        wf_reader_end(&m->detail, end);
    } else if (slot == ROWS) {
        wf_grid_end(&m->list, end, end->more);
        follow(m);
    }
}

/* ---- keys -------------------------------------------------------------------------------
 */

static enum wf_act mouse(struct wf_listing_model *m, const struct wf_frame *f,
                         const struct wf_key *key)
{
    struct places p = places(m, f->rows, f->cols);
    int row = key->row - p.head;
    bool click = key->mouse <= WF_MOUSE_DOUBLE, open = false;
    enum wf_act act;

    if (row < 0)
        return WF_ACT_NONE;
    if (p.alone || (p.detail > 0 && row >= p.list)) {
        if (click && !p.alone)
            m->in_detail = true;
        return click ? WF_ACT_REDRAW : wf_reader_key(&m->detail, key, p.detail);
    }
    if (!click) {
        act = wf_grid_key(&m->list, key, p.list);
    } else {
        m->in_detail = false;
        act = wf_grid_click(&m->list, row, key->col, f->cols, &open);
    }
    follow(m);
    /* the heading is no row: a second click on it only turns the sort round */
    return row > 0 && click && (open || key->mouse == WF_MOUSE_DOUBLE) &&
                   m->list.n_shown > 0
               ? WF_ACT_OPEN
               : act;
}

enum wf_act wf_listing_key(void *model, const struct wf_frame *f, const struct wf_key *key)
{
    struct wf_listing_model *m = model;
    struct places p = places(m, f->rows, f->cols);
    enum wf_act act;

    if (wf_key_in("tab shift-tab", key->code) && m->n_about > 0) {
        m->in_detail = !m->in_detail;
        return WF_ACT_REDRAW;
    }
    if (key->code == WF_KEY_MOUSE)
        return mouse(m, f, key);
    if (m->in_detail && p.detail > 0) {
        act = wf_reader_key(&m->detail, key, p.detail);
        if (act != WF_ACT_NONE)
            return act;
        if (p.alone && wf_key_in("q esc backspace", key->code)) {
            m->in_detail = false; /* back is back to the list */
            return WF_ACT_REDRAW;
        }
        if (p.alone)
            return WF_ACT_NONE;
    }
    if (key->code == 'g' && m->list.dropped > 0) {
        wf_grid_clear(&m->list); /* the first rows were let go: from the start */
        return WF_ACT_REDRAW;
    }
    act = wf_grid_key(&m->list, key, p.list);
    if (act != WF_ACT_NONE)
        follow(m);
    return act;
}

void wf_listing_filter(void *model, const char *text)
{
    struct wf_listing_model *m = model;

    if (m->listing->query == NULL) {
        wf_grid_filter(&m->list, text);
    } else {
        set_query(m, text);
        wf_grid_clear(&m->list);
    }
    follow(m);
}

const char *wf_listing_filter_text(const void *model)
{
    const struct wf_listing_model *m = model;
    const char *text = m->listing->query != NULL ? m->query : m->list.filter;

    return text != NULL ? text : "";
}

void wf_listing_add_column(void *model, const char *name)
{
    struct wf_listing_model *m = model;
    const struct wf_listing *l = m->listing;
    struct wf_strbuf b = WF_STRBUF_INIT;
    size_t n = m->list.n_columns;

    if (l->more == NULL || m->n_added == WF_LISTING_ADDED || n == WF_GRID_COLUMNS)
        return;
    if (m->own == NULL) {
        m->own = wf_calloc(WF_GRID_COLUMNS, sizeof *m->own);
        memcpy(m->own, m->list.columns, n * sizeof *m->own);
    }
    m->added[m->n_added] = wf_strdup(name);
    m->own[n] = (struct wf_grid_column){
        .key = m->added[m->n_added], .title = m->added[m->n_added], .min = 10, .max = 24
    };
    m->n_added++;
    m->list.columns = m->own;
    m->list.n_columns = n + 1;
    for (size_t i = 0; i < m->n_added; i++)
        wf_strbuf_addf(&b, "%s+%s", i > 0 ? "," : "", m->added[i]);
    free(m->columns);
    m->columns = wf_strbuf_steal(&b);
}

/* ---- the picture ------------------------------------------------------------------------
 */

static void draw_head(const struct wf_listing_model *m, struct wf_pane p, int rows)
{
    int row = 0, col;

    if (m->query != NULL && row < rows) {
        col = 1 + wf_put(p, row, 1, -1, WF_ST_BOLD, "query> ");
        wf_put(p, row++, col, -1, WF_ST_PLAIN, m->query);
    }
    if (row < rows) {
        col = 1 + wf_put(p, row, 1, -1, WF_ST_DIM, "saved [f]  ");
        wf_put(p, row, col, -1, WF_ST_DIM, m->names);
    }
}

/* What was read before stays, and it is said why there is nothing newer. */
static void draw_error(const struct wf_listing_model *m, struct wf_pane p)
{
    if (m->list.error.code == WF_OK || m->list.n_shown == 0 || p.rows < 3)
        return;
    wf_fill(wf_pane_sub(p, p.rows - 1, 0, 1, p.cols), WF_ST_PLAIN);
    wf_putf(p, p.rows - 1, 1, -1, WF_ST_BAD, "not read again: %s", m->list.error.text);
}

static void draw_list(const struct wf_listing_model *m, const struct wf_frame *f,
                      struct wf_pane p)
{
    wf_grid_draw(&m->list, f, p);
    if (m->list.n_shown == 0 && m->list.loaded && m->listing->empty != NULL &&
        m->list.filter == NULL && m->list.error.code == WF_OK) {
        wf_fill(wf_pane_sub(p, 2, 0, 1, p.cols), WF_ST_PLAIN);
        wf_put(p, 2, 2, -1, WF_ST_DIM, m->listing->empty);
    }
    draw_error(m, p);
}

void wf_listing_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct wf_listing_model *m = model;
    struct places at = places(m, p.rows, p.cols);
    const char *id = wf_listing_value(m, "id", 0);
    struct wf_pane below;

    draw_head(m, p, at.head);
    if (at.list > 0)
        draw_list(m, f, wf_pane_sub(p, at.head, 0, at.list, p.cols));
    if (at.detail == 0 || id == NULL)
        return;
    wf_rule(p, at.head + at.list, id);
    if (m->in_detail)
        wf_put(p, at.head + at.list, 0, 1, WF_ST_SELECTED, wf_glyph(p.cv, WF_GL_CURSOR));
    below = wf_pane_sub(p, at.head + at.list + 1, 1, at.detail, p.cols - 1);
    if (m->listing->draw_detail != NULL)
        m->listing->draw_detail(m, f, below);
    else
        wf_reader_draw(&m->detail, below);
}

/* ---- what actions ask for ---------------------------------------------------------------
 */

/* "is:Paused": not NULL when the row's status or state is that word; "is:kind=custom". */
static const char *is_word(const struct wf_listing_model *m, const char *test, size_t mark)
{
    const char *word = strchr(test, '=');
    char *column = word != NULL ? wf_strndup(test, (size_t)(word - test)) : NULL;
    const char *value = wf_listing_value(m, column != NULL ? column : "status", mark);

    free(column);
    word = word != NULL ? word + 1 : test;
    return value != NULL && strcmp(value, word) == 0 ? value : NULL;
}

/* {1}: the view's own argument. */
static const char *argument(const struct wf_listing_model *m, const char *name)
{
    size_t i = (size_t)(*name - '1');

    return i < m->n_args ? m->args[i] : NULL;
}

const char *wf_listing_value(const void *model, const char *name, size_t mark)
{
    const struct wf_listing_model *m = model;
    const char *value = NULL;

    if (strncmp(name, "is:", 3) == 0)
        return is_word(m, name + 3, mark);
    if (*name >= '1' && *name <= '9' && name[1] == '\0')
        return argument(m, name);
    if (strcmp(name, "marked") == 0)
        return m->list.n_marks > 0 ? "yes" : NULL;
    if (strcmp(name, "query") == 0)
        return m->query;
    if (strcmp(name, "id") == 0 && m->listing->id != NULL)
        name = m->listing->id;
    else if (strcmp(name, "run") == 0 && m->listing->run != NULL)
        name = m->listing->run;
    value = wf_grid_value(&m->list, name, mark);
    if (value == NULL && strcmp(name, "status") == 0)
        value = wf_grid_value(&m->list, "state", mark);
    return value;
}

size_t wf_listing_marks(const void *model)
{
    return ((const struct wf_listing_model *)model)->list.n_marks;
}

struct wf_grid *wf_listing_grid(void *model)
{
    return &((struct wf_listing_model *)model)->list;
}

void wf_listing_text(const void *model, struct wf_strbuf *out)
{
    const struct wf_listing_model *m = model;

    if (m->in_detail)
        wf_reader_text(&m->detail, out);
    else
        wf_grid_text(&m->list, out);
}
