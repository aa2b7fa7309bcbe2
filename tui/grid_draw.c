/* tui/grid_draw.c: the one list as cells. */
#include "tui/grid_private.h"

#include "base/timefmt.h"

#include <inttypes.h>
#include <string.h>

enum { GAP = 2, LEFT = 2, SEEN = 100 };

static bool is_right(const struct wf_grid_column *c)
{
    return c->type == WF_GC_COUNT || c->type == WF_GC_DURATION || c->type == WF_GC_RUNNING;
}

/* Its cells are shown as they came. */
static bool is_text(const struct wf_grid_column *c)
{
    return c->type == WF_GC_TEXT || c->type == WF_GC_STATUS || c->type == WF_GC_PROBLEM;
}

/* What the rows in sight would take of a column of text. */
static int need_of(const struct wf_grid *l, const struct wf_grid_column *c)
{
    int at = wf_grid_find(l, c->key), need = (int)strlen(c->title) + 1;

    for (size_t i = l->top; i < l->n_shown && i < l->top + SEEN && at >= 0; i++) {
        const struct wf_grid_row *row = l->rows[l->shown[i]];
        int n = (size_t)at < row->n ? wf_text_columns(row->cells[at]) : 0;

        if (n > need)
            need = n;
    }
    return need;
}

/*
 * Columns by priority: the least wanted go until the rest fits; then each grows to what its
 * text takes, and one has what is left over.
 */
void wf_grid_widths(const struct wf_grid *l, int cols, int widths[WF_GRID_COLUMNS])
{
    int used, flexible = -1;

    for (size_t i = 0; i < l->n_columns; i++)
        widths[i] = l->hidden & (UINT32_C(1) << i) ? 0 : l->columns[i].min;
    for (;;) {
        int worst = -1;

        used = LEFT;
        for (size_t i = 0; i < l->n_columns; i++) {
            if (widths[i] == 0)
                continue;
            used += widths[i] + GAP;
            if (l->columns[i].priority > 0 &&
                (worst < 0 || l->columns[i].priority > l->columns[worst].priority))
                worst = (int)i;
        }
        if (used - GAP <= cols || worst < 0)
            break;
        widths[worst] = 0;
    }
    for (size_t i = 0; i < l->n_columns && used - GAP < cols; i++) {
        const struct wf_grid_column *c = &l->columns[i];
        int more;

        if (widths[i] == 0 || !is_text(c))
            continue;
        if (c->max == 0 && flexible < 0)
            flexible = (int)i;
        if (c->max <= widths[i])
            continue;
        more = need_of(l, c) - widths[i];
        if (more > c->max - widths[i])
            more = c->max - widths[i];
        if (more > cols - used + GAP)
            more = cols - used + GAP;
        if (more > 0) {
            widths[i] += more;
            used += more;
        }
    }
    if (flexible >= 0 && used - GAP < cols)
        widths[flexible] += cols - used + GAP;
}

static void cell_text(const struct wf_grid *l, const struct wf_frame *f,
                      const struct wf_grid_row *row, const struct wf_grid_column *c,
                      struct wf_strbuf *out)
{
    int at = wf_grid_find(l, c->key);
    const char *text = at >= 0 && (size_t)at < row->n ? row->cells[at] : "";

    if (c->type == WF_GC_TIME) {
        wf_time_cell(out, wf_grid_number(l, row, c), f->now_ns, f->time_mode);
        return;
    }
    if (c->type == WF_GC_DURATION || c->type == WF_GC_RUNNING) {
        int64_t ns = wf_grid_number(l, row, c);
        struct wf_grid_column start = { .key = c->since, .type = WF_GC_TIME };

        if (ns != WF_NO_TIME) {
            wf_duration_short(out, ns);
            return;
        }
        ns = c->type == WF_GC_RUNNING ? wf_grid_number(l, row, &start) : WF_NO_TIME;
        if (ns != WF_NO_TIME) {
            wf_running_cell(out, f->now_ns - ns);
            return;
        }
    }
    wf_strbuf_adds(out, *text != '\0' ? text : "-");
}

static void draw_head(const struct wf_grid *l, struct wf_pane p, const int *widths)
{
    int col = LEFT;

    for (size_t i = 0; i < l->n_columns; i++) {
        const struct wf_grid_column *c = &l->columns[i];
        struct wf_strbuf title = WF_STRBUF_INIT;

        if (widths[i] == 0)
            continue;
        wf_strbuf_adds(&title, c->title);
        if (l->sort == (int)i)
            wf_strbuf_addf(&title, "%s",
                           wf_glyph(p.cv, l->sort_down ? WF_GL_DOWN : WF_GL_UP));
        if (is_right(c))
            wf_put_right(p, 0, col + widths[i], widths[i], WF_ST_COLUMN,
                         wf_strbuf_str(&title));
        else
            wf_put(p, 0, col, widths[i], WF_ST_COLUMN, wf_strbuf_str(&title));
        wf_strbuf_release(&title);
        col += widths[i] + GAP;
    }
}

/* Also where there is no room for the column that says which. */
static bool has_problem(const struct wf_grid *l, const struct wf_grid_row *row)
{
    for (size_t i = 0; i < l->n_columns; i++) {
        int at =
            l->columns[i].type == WF_GC_PROBLEM ? wf_grid_find(l, l->columns[i].key) : -1;

        if (at >= 0 && (size_t)at < row->n && *row->cells[at] != '\0')
            return true;
    }
    return false;
}

static void draw_row(const struct wf_grid *l, const struct wf_frame *f, struct wf_pane p,
                     int row, size_t i, const int *widths)
{
    bool selected = i == l->cursor, marked = wf_grid_is_marked(l, i);
    int col = LEFT;

    for (size_t k = 0; k < l->n_columns; k++) {
        const struct wf_grid_column *c = &l->columns[k];
        struct wf_strbuf text = WF_STRBUF_INIT;
        enum wf_style style = WF_ST_PLAIN;

        if (widths[k] == 0)
            continue;
        cell_text(l, f, l->rows[l->shown[i]], c, &text);
        if (c->type == WF_GC_STATUS)
            style = wf_style_of_status(wf_strbuf_str(&text));
        else if (strcmp(wf_strbuf_str(&text), "-") == 0)
            style = WF_ST_DIM;
        else if (c->type == WF_GC_PROBLEM)
            style = WF_ST_BAD;
        if (is_right(c))
            wf_put_right(p, row, col + widths[k], widths[k], style, wf_strbuf_str(&text));
        else
            wf_put(p, row, col, widths[k], style, wf_strbuf_str(&text));
        wf_strbuf_release(&text);
        col += widths[k] + GAP;
    }
    if (has_problem(l, l->rows[l->shown[i]]))
        wf_put(p, row, 1, 1, WF_ST_BAD, "!");
    if (marked) {
        wf_put_glyph(p, row, 1, WF_ST_MARKED, WF_GL_MARK);
        wf_restyle(p, row, 0, p.cols, WF_ST_MARKED);
    }
    if (selected) {
        wf_put_glyph(p, row, 0, WF_ST_SELECTED, WF_GL_CURSOR);
        wf_restyle(p, row, 0, p.cols, WF_ST_SELECTED);
        p.cv->cursor_row = p.row + row;
        p.cv->cursor_col = p.col;
    }
}

void wf_grid_range(const struct wf_grid *l, int rows, struct wf_strbuf *out)
{
    size_t height = rows > 1 ? (size_t)rows - 1 : 1;
    size_t last = l->top + height < l->n_shown ? l->top + height : l->n_shown;

    if (!l->loaded && l->n_rows == 0)
        return;
    if (l->n_shown == 0)
        wf_strbuf_adds(out, "none");
    else
        wf_strbuf_addf(out, "%zu-%zu of ", l->dropped + l->top + 1, l->dropped + last);
    if (l->n_shown > 0 && l->more && l->filter == NULL && l->total >= 0)
        /* counted at another moment than listed */
        wf_strbuf_addf(out, "~%" PRId64, l->total);
    else if (l->n_shown > 0)
        wf_strbuf_addf(out, "%zu%s", l->dropped + l->n_shown, l->more ? "+" : "");
    if (l->n_marks > 0)
        wf_strbuf_addf(out, "  %zu marked", l->n_marks);
    if (l->filter != NULL)
        wf_strbuf_addf(out, "  filter '%s' on the %zu rows here", l->filter, l->n_rows);
    if (l->sort >= 0)
        wf_strbuf_addf(out, "  sorted: the %zu rows here", l->n_rows);
}

void wf_grid_draw(const struct wf_grid *l, const struct wf_frame *f, struct wf_pane p)
{
    int widths[WF_GRID_COLUMNS];
    size_t top = l->top;

    wf_grid_widths(l, p.cols, widths);
    draw_head(l, p, widths);
    if (l->cursor >= top + (size_t)(p.rows > 1 ? p.rows - 1 : 1))
        top = l->cursor - (size_t)(p.rows > 1 ? p.rows - 2 : 0); /* it has shrunk */
    for (int row = 1; row < p.rows && top + (size_t)row - 1 < l->n_shown; row++)
        draw_row(l, f, p, row, top + (size_t)row - 1, widths);
    if (l->n_shown > 0 || p.rows < 3)
        return;
    if (l->error.code != WF_OK)
        wf_put(p, 2, LEFT, -1, WF_ST_BAD, l->error.text);
    else if (l->loaded)
        wf_put(p, 2, LEFT, -1, WF_ST_DIM,
               l->filter != NULL ? "nothing here passes the filter" : "nothing");
    else
        wf_put(p, 2, LEFT, -1, WF_ST_DIM, "reading");
}

/* As the verb wrote it. */
static void add_cell(struct wf_strbuf *out, const char *text)
{
    for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
        if (strchr("\t\n\r\\", *p) == NULL)
            wf_strbuf_addc(out, *p);
        else
            wf_strbuf_addf(out, "\\%c",
                           *p == '\t'   ? 't'
                           : *p == '\n' ? 'n'
                           : *p == '\r' ? 'r'
                                        : '\\');
}

void wf_grid_text(const struct wf_grid *l, struct wf_strbuf *out)
{
    for (size_t k = 0; k < l->n_header; k++) {
        wf_strbuf_adds(out, k > 0 ? "\t" : "");
        wf_strbuf_adds(out, l->header[k]);
    }
    for (size_t i = 0; i < l->n_shown; i++) {
        wf_strbuf_addc(out, '\n');
        for (size_t k = 0; k < l->n_header; k++) {
            wf_strbuf_adds(out, k > 0 ? "\t" : "");
            add_cell(out, wf_grid_cell(l, i, l->header[k]));
        }
    }
    if (l->n_header > 0)
        wf_strbuf_addc(out, '\n');
}
