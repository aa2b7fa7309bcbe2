/* base/table.c: aligned tables, printed batch by batch, and cards of keys and values. */
#include "base/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { GAP = 2 }; /* blanks between two columns */

struct cell {
    const char *text; /* in the arena; safe to print */
    size_t len;
    size_t width; /* in columns of a terminal */
    const char *sgr;
};

/* Cells of complete and of the growing row, in one array. */
struct cells {
    struct wf_arena *arena; /* owned; cleared with each print */
    struct cell *items;     /* owned */
    size_t n, size;
    struct wf_strbuf safe; /* scratch */
};

struct wf_table {
    struct wf_table_options o;
    struct wf_table_column *columns; /* owned, with their headers */
    size_t *widths;                  /* owned */
    size_t n;
    bool started; /* the header is printed, widths only grow */
    struct cells cells;
};

struct wf_card {
    struct cells cells; /* key, value, key, value ... */
};

static const struct wf_table_options no_options;

/* `keep` are control characters that stay; the text is copied. */
static void add_cell(struct cells *c, const char *text, const char *sgr, const char *keep)
{
    struct cell *cell;

    if (c->n == c->size) {
        c->size = c->size > 0 ? c->size * 2 : 64;
        c->items = wf_reallocarray(c->items, c->size, sizeof *c->items);
    }
    wf_strbuf_clear(&c->safe);
    if (text != NULL)
        wf_utf8_safe(&c->safe, text, strlen(text), keep);
    cell = &c->items[c->n++];
    cell->len = c->safe.len;
    cell->text = wf_arena_strndup(c->arena, wf_strbuf_str(&c->safe), c->safe.len);
    cell->width = wf_utf8_width(cell->text, cell->len);
    cell->sgr = sgr;
}

static void release_cells(struct cells *c)
{
    wf_arena_free(c->arena);
    free(c->items);
    wf_strbuf_release(&c->safe);
}

static void add_styled(struct wf_strbuf *out, const char *s, size_t n, const char *sgr,
                       bool color)
{
    bool styled = color && sgr != NULL && *sgr != '\0' && n > 0;

    if (styled)
        wf_strbuf_addf(out, "\x1b[%sm", sgr);
    wf_strbuf_add(out, s, n);
    if (styled)
        wf_strbuf_adds(out, "\x1b[0m");
}

static size_t header_width(const struct wf_table_column *c)
{
    return wf_utf8_width(c->header, strlen(c->header));
}

static size_t least_width(const struct wf_table *t, size_t i)
{
    const struct wf_table_column *c = &t->columns[i];
    size_t least = c->min > 0 ? c->min : t->o.no_header ? 1 : header_width(c);

    return c->max > 0 && least > c->max ? c->max : least;
}

static size_t total_width(const struct wf_table *t, const size_t *widths)
{
    size_t total = t->o.indent;

    for (size_t i = 0; i < t->n; i++)
        total += widths[i] + (i > 0 ? GAP : 0);
    return total;
}

/* The column to take from next: of the greatest `shrink` the widest; n when none is left.
 */
static size_t next_to_shrink(const struct wf_table *t, const size_t *widths)
{
    size_t best = t->n;

    for (size_t i = 0; i < t->n; i++) {
        if (t->columns[i].shrink == 0 || widths[i] <= least_width(t, i))
            continue;
        if (best == t->n || t->columns[i].shrink > t->columns[best].shrink ||
            (t->columns[i].shrink == t->columns[best].shrink && widths[i] > widths[best]))
            best = i;
    }
    return best;
}

/* How much one step may take: down to the next column of its kind, to the minimum or to
 * fit. */
static size_t shrink_step(const struct wf_table *t, const size_t *widths, size_t at,
                          size_t excess)
{
    size_t floor = least_width(t, at), step;

    for (size_t i = 0; i < t->n; i++)
        if (i != at && t->columns[i].shrink == t->columns[at].shrink && widths[i] > floor &&
            widths[i] < widths[at])
            floor = widths[i];
    step = widths[at] - floor;
    for (size_t i = 0; i < t->n; i++)
        if (i != at && t->columns[i].shrink == t->columns[at].shrink &&
            widths[i] == widths[at])
            step = 1;
    return step < excess ? step : excess;
}

static void fit(const struct wf_table *t, size_t *widths)
{
    size_t total = total_width(t, widths), at;

    while (t->o.width > 0 && total > t->o.width &&
           (at = next_to_shrink(t, widths)) != t->n) {
        size_t step = shrink_step(t, widths, at, total - t->o.width);

        widths[at] -= step;
        total -= step;
    }
}

/* What the rows held want, within each column's limit. */
static size_t wanted_width(const struct wf_table *t, size_t column)
{
    const struct wf_table_column *c = &t->columns[column];
    size_t want = t->o.no_header ? 0 : header_width(c);

    for (size_t i = column; i < wf_table_rows(t) * t->n; i += t->n)
        if (t->cells.items[i].width > want)
            want = t->cells.items[i].width;
    return c->max > 0 && want > c->max ? c->max : want;
}

/* Later batches may take what the terminal has left, column by column. */
static void grow(struct wf_table *t)
{
    size_t used = total_width(t, t->widths);
    size_t room = t->o.width > used ? t->o.width - used : 0;

    for (size_t i = 0; i < t->n; i++) {
        size_t want = wanted_width(t, i), more;

        if (want <= t->widths[i])
            continue;
        more = want - t->widths[i];
        if (t->o.width > 0 && t->columns[i].shrink > 0) {
            more = more < room ? more : room;
            room -= more;
        }
        t->widths[i] += more;
    }
}

static void add_line(const struct wf_table *t, const struct cell *row,
                     struct wf_strbuf *out)
{
    size_t owed = t->o.indent; /* blanks before the next text; none at the end of a line */

    for (size_t i = 0; i < t->n; i++) {
        size_t len = row[i].len, width = row[i].width, cut = 0;

        if (width > t->widths[i] && t->widths[i] > 0) {
            cut = 1;
            len = wf_utf8_fit(row[i].text, len, t->widths[i] - 1);
            width = wf_utf8_width(row[i].text, len) + 1;
        }
        if (i > 0)
            owed += GAP;
        if (t->columns[i].align == WF_ALIGN_RIGHT && width < t->widths[i])
            owed += t->widths[i] - width;
        if (len + cut > 0) {
            wf_strbuf_addn(out, ' ', owed);
            owed = 0;
            add_styled(out, row[i].text, len, row[i].sgr, t->o.color);
        }
        if (cut > 0)
            wf_strbuf_adds(out, t->o.ascii ? "~" : "\xe2\x80\xa6");
        if (t->columns[i].align == WF_ALIGN_LEFT && width < t->widths[i])
            owed += t->widths[i] - width;
    }
    wf_strbuf_addc(out, '\n');
}

static void add_header(const struct wf_table *t, struct wf_strbuf *out)
{
    struct cell *row = wf_calloc(t->n, sizeof *row);

    for (size_t i = 0; i < t->n; i++) {
        row[i].text = t->columns[i].header;
        row[i].len = strlen(row[i].text);
        row[i].width = header_width(&t->columns[i]);
        row[i].sgr = t->o.header_sgr;
    }
    add_line(t, row, out);
    free(row);
}

struct wf_table *wf_table_new(const struct wf_table_column *columns, size_t n,
                              const struct wf_table_options *o)
{
    struct wf_table *t = wf_calloc(1, sizeof *t);
    struct wf_strbuf safe = WF_STRBUF_INIT;

    t->o = o != NULL ? *o : no_options;
    t->n = n;
    t->columns = wf_calloc(n, sizeof *t->columns);
    t->widths = wf_calloc(n, sizeof *t->widths);
    t->cells.arena = wf_arena_new();
    for (size_t i = 0; i < n; i++) {
        t->columns[i] = columns[i];
        wf_utf8_safes(&safe, columns[i].header != NULL ? columns[i].header : "");
        t->columns[i].header = wf_strbuf_steal(&safe);
    }
    return t;
}

void wf_table_free(struct wf_table *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n; i++)
        free((char *)t->columns[i].header);
    free(t->columns);
    free(t->widths);
    release_cells(&t->cells);
    free(t);
}

void wf_table_cell(struct wf_table *t, const char *text)
{
    wf_table_cell_sgr(t, text, NULL);
}

void wf_table_cell_sgr(struct wf_table *t, const char *text, const char *sgr)
{
    add_cell(&t->cells, text, sgr, NULL);
}

size_t wf_table_rows(const struct wf_table *t)
{
    return t->n > 0 ? t->cells.n / t->n : 0;
}

void wf_table_print(struct wf_table *t, struct wf_strbuf *out)
{
    size_t rows = wf_table_rows(t);

    if (t->started) {
        grow(t);
    } else {
        for (size_t i = 0; i < t->n; i++)
            t->widths[i] = wanted_width(t, i);
        fit(t, t->widths);
        if (!t->o.no_header && t->n > 0)
            add_header(t, out);
        t->started = true;
    }
    for (size_t i = 0; i < rows; i++)
        add_line(t, &t->cells.items[i * t->n], out);
    t->cells.n = 0;
    wf_arena_clear(t->cells.arena);
}

struct wf_card *wf_card_new(void)
{
    struct wf_card *c = wf_calloc(1, sizeof *c);

    c->cells.arena = wf_arena_new();
    return c;
}

void wf_card_free(struct wf_card *c)
{
    if (c == NULL)
        return;
    release_cells(&c->cells);
    free(c);
}

void wf_card_add(struct wf_card *c, const char *key, const char *value)
{
    wf_card_add_sgr(c, key, value, NULL);
}

void wf_card_add_sgr(struct wf_card *c, const char *key, const char *value, const char *sgr)
{
    add_cell(&c->cells, key, NULL, NULL);
    add_cell(&c->cells, value, sgr, "\n");
}

size_t wf_card_rows(const struct wf_card *c)
{
    return c->cells.n / 2;
}

static void add_value_lines(const struct cell *value, size_t column, bool color,
                            struct wf_strbuf *out)
{
    const char *p = value->text, *end = p + value->len;

    for (;;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));

        add_styled(out, p, (size_t)((nl != NULL ? nl : end) - p), value->sgr, color);
        wf_strbuf_addc(out, '\n');
        if (nl == NULL || nl + 1 == end)
            return;
        p = nl + 1;
        if (*p != '\n')
            wf_strbuf_addn(out, ' ', column);
    }
}

void wf_card_print(struct wf_card *c, const struct wf_table_options *o,
                   struct wf_strbuf *out)
{
    size_t width = 0;

    if (o == NULL)
        o = &no_options;
    for (size_t i = 0; i < c->cells.n; i += 2)
        if (c->cells.items[i].width > width)
            width = c->cells.items[i].width;
    for (size_t i = 0; i < c->cells.n; i += 2) {
        const struct cell *key = &c->cells.items[i], *value = key + 1;
        bool empty = value->len == 0 || value->text[0] == '\n';

        wf_strbuf_addn(out, ' ', o->indent);
        add_styled(out, key->text, key->len, o->header_sgr, o->color);
        if (!empty)
            wf_strbuf_addn(out, ' ', width - key->width + GAP);
        add_value_lines(value, o->indent + width + GAP, o->color, out);
    }
    c->cells.n = 0;
    wf_arena_clear(c->cells.arena);
}
