/* tui/listing.c: views that are a table: a listing, and what is said of the selected row.
 */
#include "tui/listing.h"

#include "base/mem.h"
#include "tui/template.h"

#include <stdlib.h>
#include <string.h>

enum { DETAIL_PERCENT = 40, DETAIL_MIN_ROWS = 14, SETTLE_MS = 150 };

/* ---- words ------------------------------------------------------------------------------
 */

static void clear_words(char **words, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        free(words[i]);
    *n = 0;
}

static void set_words(char **words, size_t *n, const struct wf_words *w)
{
    clear_words(words, n);
    for (size_t i = 0; i < w->n && *n < WF_WANT_WORDS - 4; i++)
        words[(*n)++] = wf_strdup(w->v[i]);
}

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

static void fill(char **words, size_t *n, const char *template, wf_value_fn *value,
                 const void *user)
{
    struct wf_template t;
    struct wf_arena *a = wf_arena_new();
    char missing[64];

    if (wf_template_open(&t, template, value, user, missing)) {
        struct wf_words w = wf_template_words(&t, a);

        set_words(words, n, &w);
    } else {
        clear_words(words, n);
    }
    wf_template_release(&t);
    wf_arena_free(a);
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
    fill(words, &n, m->listing->detail, row_value, m);
    same = n == m->n_about;
    for (size_t i = 0; i < n && same; i++)
        same = strcmp(words[i], m->about[i]) == 0;
    if (same) {
        clear_words(words, &n);
        return;
    }
    clear_words(m->about, &m->n_about);
    memcpy(m->about, words, n * sizeof *words);
    m->n_about = n;
    m->detail.top = 0;
    if (n == 0)
        wf_reader_clear(&m->detail);
}

static bool has_detail(const struct wf_listing_model *m, int rows)
{
    return m->listing->detail != NULL && rows >= DETAIL_MIN_ROWS;
}

static int list_rows(const struct wf_listing_model *m, int rows)
{
    int percent = m->listing->detail_rows > 0 ? m->listing->detail_rows : DETAIL_PERCENT;

    return has_detail(m, rows) ? rows - 1 - rows * percent / 100 : rows;
}

/* ---- the view's functions ---------------------------------------------------------------
 */

void wf_listing_open(void *model, const struct wf_view_type *type, size_t n,
                     const char *const *args)
{
    struct wf_listing_model *m = model;
    const struct wf_listing *l = type->data;
    struct given given = { n, args };
    struct wf_strbuf line = WF_STRBUF_INIT;

    m->listing = l;
    wf_grid_init(&m->list, l->columns, l->n_columns, l->identity);
    wf_strbuf_adds(&line, l->line);
    if (l->args != NULL && n > 0)
        wf_strbuf_addf(&line, " %s", l->args);
    fill(m->line, &m->n_line, wf_strbuf_str(&line), given_value, &given);
    wf_strbuf_release(&line);
}

void wf_listing_close(void *model)
{
    struct wf_listing_model *m = model;

    clear_words(m->line, &m->n_line);
    clear_words(m->about, &m->n_about);
    wf_grid_release(&m->list);
    wf_reader_release(&m->detail);
    free(m->query);
}

void wf_listing_crumb(const void *model, const struct wf_frame *f, struct wf_strbuf *out)
{
    const struct wf_listing_model *m = model;

    wf_grid_range(&m->list, list_rows(m, f->rows), out);
    if (m->query != NULL)
        wf_strbuf_addf(out, "  query> %s", m->query);
}

void wf_listing_want(const void *model, const struct wf_frame *f, unsigned slot,
                     struct wf_want *ret)
{
    const struct wf_listing_model *m = model;

    if (slot == 1 && m->n_about > 0) {
        *ret = (struct wf_want){ .mode = WF_FEED_EVERY,
                                 .n = m->n_about,
                                 .settle_ms = SETTLE_MS,
                                 .lines = WF_READER_MAX_LINES };
        memcpy(ret->words, m->about, m->n_about * sizeof *m->about);
        return;
    }
    if (slot != 0 || m->n_line == 0)
        return;
    ret->mode = wf_grid_is_deep(&m->list) ? WF_FEED_ONCE : WF_FEED_EVERY;
    ret->every_ms = m->listing->every_ms;
    ret->lines = wf_grid_wanted(&m->list, f->rows);
    memcpy(ret->words, m->line, m->n_line * sizeof *m->line);
    ret->n = m->n_line;
    if (m->query != NULL && m->listing->query != NULL) {
        ret->words[ret->n++] = m->listing->query;
        ret->words[ret->n++] = m->query;
    }
    ret->words[ret->n++] = "-o";
    ret->words[ret->n++] = "tsv";
}

void wf_listing_begin(void *model, unsigned slot)
{
    struct wf_listing_model *m = model;

    if (slot == 0)
        wf_grid_begin(&m->list);
    else
        m->fresh_detail = true;
}

static void detail_line(struct wf_listing_model *m, const char *line, size_t n)
{
    if (m->fresh_detail) /* what was there stays until the first new line */
        wf_reader_clear(&m->detail);
    m->fresh_detail = false;
    wf_reader_line(&m->detail, line, n);
}

void wf_listing_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct wf_listing_model *m = model;

    if (slot == 0)
        wf_grid_line(&m->list, line, n);
    else
        detail_line(m, line, n);
    if (slot == 0 && m->n_about == 0)
        follow(m);
}

void wf_listing_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct wf_listing_model *m = model;

    if (slot == 1) {
        if (m->fresh_detail)
            wf_reader_clear(&m->detail);
        m->fresh_detail = false;
        wf_reader_end(&m->detail, end);
        return;
    }
    wf_grid_end(&m->list, end, end->more);
    follow(m);
}

enum wf_act wf_listing_key(void *model, const struct wf_frame *f, const struct wf_key *key)
{
    struct wf_listing_model *m = model;
    int rows = list_rows(m, f->rows);
    enum wf_act act;
    bool open = false;

    if (key->code == WF_KEY_TAB && has_detail(m, f->rows)) {
        m->in_detail = !m->in_detail;
        return WF_ACT_REDRAW;
    }
    if (key->code == WF_KEY_MOUSE && key->mouse <= WF_MOUSE_DOUBLE) {
        if (key->row < 0 || key->row >= rows)
            return WF_ACT_NONE;
        act = wf_grid_click(&m->list, key->row, key->col, f->cols, &open);
        follow(m);
        return open || key->mouse == WF_MOUSE_DOUBLE ? WF_ACT_OPEN : act;
    }
    if (m->in_detail) {
        act = wf_reader_key(&m->detail, key, f->rows - rows - 1);
        if (act != WF_ACT_NONE)
            return act;
    }
    if (key->code == 'g' && m->list.dropped > 0) {
        wf_grid_clear(&m->list); /* the first rows were let go: from the start */
        return WF_ACT_REDRAW;
    }
    act = wf_grid_key(&m->list, key, rows);
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
        free(m->query);
        m->query = *text != '\0' ? wf_strdup(text) : NULL;
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

void wf_listing_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct wf_listing_model *m = model;
    int rows = list_rows(m, p.rows);
    const char *id = wf_listing_value(m, "id", 0);

    wf_grid_draw(&m->list, f, wf_pane_sub(p, 0, 0, rows, p.cols));
    if (m->list.n_shown == 0 && m->list.loaded && m->listing->empty != NULL &&
        m->list.filter == NULL && m->list.error.code == WF_OK)
        wf_put(p, 3, 2, -1, WF_ST_DIM, m->listing->empty);
    if (!has_detail(m, p.rows) || id == NULL)
        return;
    wf_rule(p, rows, id);
    if (m->in_detail)
        wf_put(p, rows, 0, 1, WF_ST_SELECTED, wf_glyph(p.cv, WF_GL_CURSOR));
    wf_reader_draw(&m->detail, wf_pane_sub(p, rows + 1, 1, p.rows - rows - 1, p.cols - 1));
}

const char *wf_listing_value(const void *model, const char *name, size_t mark)
{
    const struct wf_listing_model *m = model;
    const char *value = NULL;

    if (strcmp(name, "id") == 0 && m->listing->id != NULL)
        name = m->listing->id;
    else if (strcmp(name, "run") == 0 && m->listing->run != NULL)
        name = m->listing->run;
    value = wf_grid_value(&m->list, name, mark);
    if (value == NULL && strcmp(name, "status") == 0)
        value = wf_grid_value(&m->list, "state", mark);
    if (value == NULL && strcmp(name, "query") == 0)
        value = m->query;
    return value;
}

size_t wf_listing_marks(const void *model)
{
    return ((const struct wf_listing_model *)model)->list.n_marks;
}
