/* tui/cells.c: the grid of cells. */
#include "tui/cells.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct wf_tcell blank = { .text = " ", .len = 1, .width = 1 };

void wf_canvas_init(struct wf_canvas *cv, int rows, int cols)
{
    *cv = (struct wf_canvas){ 0 };
    wf_canvas_reset(cv, rows, cols);
}

void wf_canvas_release(struct wf_canvas *cv)
{
    free(cv->cells);
    cv->cells = NULL;
}

void wf_canvas_reset(struct wf_canvas *cv, int rows, int cols)
{
    size_t n = (size_t)rows * (size_t)cols;

    if (cv->cells == NULL || rows != cv->rows || cols != cv->cols)
        cv->cells = wf_reallocarray(cv->cells, n > 0 ? n : 1, sizeof *cv->cells);
    cv->rows = rows;
    cv->cols = cols;
    cv->cursor_row = cv->cursor_col = -1;
    for (size_t i = 0; i < n; i++)
        cv->cells[i] = blank;
}

static struct wf_tcell *cell_at(const struct wf_canvas *cv, int row, int col)
{
    return &cv->cells[(size_t)row * (size_t)cv->cols + (size_t)col];
}

void wf_canvas_row_text(const struct wf_canvas *cv, int row, struct wf_strbuf *out)
{
    for (int col = 0; col < cv->cols; col++)
        wf_strbuf_add(out, cell_at(cv, row, col)->text, cell_at(cv, row, col)->len);
    while (out->len > 0 && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
}

/* ---- panes ------------------------------------------------------------------------------
 */

struct wf_pane wf_pane_all(struct wf_canvas *cv)
{
    return (struct wf_pane){ .cv = cv, .rows = cv->rows, .cols = cv->cols };
}

static int between(int v, int low, int high)
{
    return v < low ? low : v > high ? high : v;
}

struct wf_pane wf_pane_sub(struct wf_pane p, int row, int col, int rows, int cols)
{
    int r = between(row, 0, p.rows), c = between(col, 0, p.cols);

    return (struct wf_pane){ .cv = p.cv,
                             .row = p.row + r,
                             .col = p.col + c,
                             .rows = between(rows, 0, p.rows - r),
                             .cols = between(cols, 0, p.cols - c) };
}

/* A half of a wide character that is written over becomes a blank. */
static void break_wide(struct wf_canvas *cv, int row, int col)
{
    struct wf_tcell *c = cell_at(cv, row, col);
    unsigned char style = c->style;

    if (c->width == 2 && col + 1 < cv->cols) {
        c[1] = blank;
        c[1].style = style;
    }
    if (c->len == 0 && col > 0) {
        c[-1] = blank;
        c[-1].style = style;
    }
}

static void set_cell(struct wf_pane p, int row, int col, const char *text, size_t n,
                     size_t width, enum wf_style style)
{
    struct wf_tcell *c = cell_at(p.cv, p.row + row, p.col + col);

    if (p.cv->ascii && n > 1) { /* the terminal has seven bits: one sign a column */
        bool plain = (unsigned char)*text < 0x80;

        set_cell(p, row, col, plain ? text : "?", 1, 1, style);
        if (width == 2)
            set_cell(p, row, col + 1, "?", 1, 1, style);
        return;
    }
    break_wide(p.cv, p.row + row, p.col + col);
    if (width == 2)
        break_wide(p.cv, p.row + row, p.col + col + 1);
    if (n > WF_CELL_BYTES) {
        text = "?";
        n = 1;
    }
    memcpy(c->text, text, n);
    c->len = (unsigned char)n;
    c->width = (unsigned char)width;
    c->style = (unsigned char)style;
    if (n == 1 && width == 2)
        c->width = 1;
    if (c->width == 2)
        c[1] = (struct wf_tcell){ .len = 0, .width = 1, .style = (unsigned char)style };
}

/* ---- text -------------------------------------------------------------------------------
 */

/* Nothing in it needs more than a look at its bytes. */
static bool is_simple(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] >= 0x7F)
            return false;
    return true;
}

static int put_safe(struct wf_pane p, int row, int col, int max, enum wf_style style,
                    const char *s, size_t n)
{
    size_t room = (size_t)max, at = 0, used = 0;
    bool cut = wf_utf8_width(s, n) > room;
    size_t limit = cut ? room - 1 : room;

    while (at < n) {
        size_t width, len = wf_utf8_cell(s + at, n - at, &width);

        if (width == 0)
            width = 1; /* an accent with nothing below it */
        if (used + width > limit)
            break;
        set_cell(p, row, col + (int)used, s + at, len, width, style);
        used += width;
        at += len;
    }
    if (cut) {
        const char *dots = p.cv->ascii ? "~" : "…";

        set_cell(p, row, col + (int)used, dots, strlen(dots), 1, style);
        used++;
    }
    return (int)used;
}

int wf_putn(struct wf_pane p, int row, int col, int max, enum wf_style style,
            const char *text, size_t n)
{
    struct wf_strbuf safe = WF_STRBUF_INIT;
    int used;

    if (row < 0 || row >= p.rows || col < 0 || col >= p.cols)
        return 0;
    if (max < 0 || max > p.cols - col)
        max = p.cols - col;
    if (max == 0 || n == 0)
        return 0;
    if (is_simple(text, n))
        return put_safe(p, row, col, max, style, text, n);
    wf_utf8_safe(&safe, text, n, "");
    used = put_safe(p, row, col, max, style, wf_strbuf_str(&safe), safe.len);
    wf_strbuf_release(&safe);
    return used;
}

int wf_put(struct wf_pane p, int row, int col, int max, enum wf_style style,
           const char *text)
{
    return text == NULL ? 0 : wf_putn(p, row, col, max, style, text, strlen(text));
}

int wf_put_wrapped(struct wf_pane p, int row, enum wf_style style, const char *text)
{
    int rows = 0;
    size_t n = strlen(text), width = p.cols > 0 ? (size_t)p.cols : 1;

    for (size_t at = 0; at < n && row + rows < p.rows; rows++) {
        size_t take = n - at < width ? n - at : width;

        if (take < n - at)
            for (size_t k = take; k > take / 2; k--)
                if (text[at + k] == ' ') {
                    take = k;
                    break;
                }
        while (take < n - at && ((unsigned char)text[at + take] & 0xC0) == 0x80)
            take--;
        wf_putn(p, row + rows, 0, -1, style, text + at, take);
        at += take;
        at += at < n && text[at] == ' ';
    }
    return rows;
}

int wf_putf(struct wf_pane p, int row, int col, int max, enum wf_style style,
            const char *fmt, ...)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    va_list ap;
    int used;

    va_start(ap, fmt);
    wf_strbuf_vaddf(&b, fmt, ap);
    va_end(ap);
    used = wf_putn(p, row, col, max, style, wf_strbuf_str(&b), b.len);
    wf_strbuf_release(&b);
    return used;
}

int wf_text_columns(const char *text)
{
    struct wf_strbuf safe = WF_STRBUF_INIT;
    size_t n = text == NULL ? 0 : strlen(text);
    int columns;

    if (is_simple(text, n))
        return (int)n;
    wf_utf8_safe(&safe, text, n, "");
    columns = (int)wf_utf8_width(wf_strbuf_str(&safe), safe.len);
    wf_strbuf_release(&safe);
    return columns;
}

void wf_put_right(struct wf_pane p, int row, int end, int max, enum wf_style style,
                  const char *text)
{
    int columns = wf_text_columns(text);

    if (max >= 0 && columns > max)
        columns = max;
    wf_put(p, row, end - columns, columns, style, text);
}

void wf_restyle(struct wf_pane p, int row, int col, int n, enum wf_style style)
{
    for (int i = 0; i < n; i++)
        if (row >= 0 && row < p.rows && col + i >= 0 && col + i < p.cols)
            cell_at(p.cv, p.row + row, p.col + col + i)->style = (unsigned char)style;
}

/* ---- signs and frames -------------------------------------------------------------------
 */

const char *wf_glyph(const struct wf_canvas *cv, enum wf_glyph g)
{
    static const char *const signs[WF_GL_COUNT][2] = {
        [WF_GL_HLINE] = { "-", "─" },         [WF_GL_VLINE] = { "|", "│" },
        [WF_GL_CORNER_TL] = { "+", "┌" },     [WF_GL_CORNER_TR] = { "+", "┐" },
        [WF_GL_CORNER_BL] = { "+", "└" },     [WF_GL_CORNER_BR] = { "+", "┘" },
        [WF_GL_CURSOR] = { ">", ">" },        [WF_GL_MARK] = { "*", "*" },
        [WF_GL_BLOCK] = { "#", "█" },         [WF_GL_OPEN] = { "=", "▒" },
        [WF_GL_WAIT] = { "~", "┄" },          [WF_GL_POINT] = { "^", "▲" },
        [WF_GL_BROKEN] = { "x", "╳" },        [WF_GL_TREE] = { "+- ", "├─ " },
        [WF_GL_TREE_LAST] = { "+- ", "└─ " }, [WF_GL_TREE_LINE] = { "|  ", "│  " },
        [WF_GL_DOWN] = { "v", "↓" },          [WF_GL_UP] = { "^", "↑" },
    };

    return signs[g][!cv->ascii];
}

void wf_put_glyph(struct wf_pane p, int row, int col, enum wf_style style, enum wf_glyph g)
{
    wf_put(p, row, col, -1, style, wf_glyph(p.cv, g));
}

void wf_put_run(struct wf_pane p, int row, int col, int n, enum wf_style style,
                enum wf_glyph g)
{
    for (int i = 0; i < n; i++)
        wf_put_glyph(p, row, col + i, style, g);
}

void wf_fill(struct wf_pane p, enum wf_style style)
{
    for (int row = 0; row < p.rows; row++)
        for (int col = 0; col < p.cols; col++)
            set_cell(p, row, col, " ", 1, 1, style);
}

void wf_rule(struct wf_pane p, int row, const char *title)
{
    int col = 0;

    wf_put_run(p, row, 0, p.cols, WF_ST_RULE, WF_GL_HLINE);
    if (title == NULL || *title == '\0')
        return;
    col = 2;
    wf_put(p, row, col, 1, WF_ST_RULE, " ");
    col += 1 + wf_put(p, row, col + 1, p.cols - col - 3, WF_ST_TITLE, title);
    wf_put(p, row, col, 1, WF_ST_RULE, " ");
}

struct wf_pane wf_box(struct wf_pane p, const char *title)
{
    wf_fill(p, WF_ST_BOX);
    for (int row = 0; row < p.rows; row++) {
        wf_put_glyph(p, row, 0, WF_ST_BOX, WF_GL_VLINE);
        wf_put_glyph(p, row, p.cols - 1, WF_ST_BOX, WF_GL_VLINE);
    }
    for (int row = 0; row<p.rows; row += p.rows> 1 ? p.rows - 1 : 1)
        wf_put_run(p, row, 0, p.cols, WF_ST_BOX, WF_GL_HLINE);
    wf_put_glyph(p, 0, 0, WF_ST_BOX, WF_GL_CORNER_TL);
    wf_put_glyph(p, 0, p.cols - 1, WF_ST_BOX, WF_GL_CORNER_TR);
    wf_put_glyph(p, p.rows - 1, 0, WF_ST_BOX, WF_GL_CORNER_BL);
    wf_put_glyph(p, p.rows - 1, p.cols - 1, WF_ST_BOX, WF_GL_CORNER_BR);
    if (title != NULL)
        wf_putf(p, 0, 2, p.cols - 4, WF_ST_BOX, " %s ", title);
    return wf_pane_sub(p, 1, 2, p.rows - 2, p.cols - 4);
}

void wf_put_level(struct wf_pane p, int row, int col, enum wf_style style, double level)
{
    static const char *const fine[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    static const char *const plain[] = { " ", ".", ".", ":", "-", "=", "+", "*", "#" };
    int step = level <= 0 ? 0 : between((int)(level * 8 + 0.999), 1, 8);

    wf_put(p, row, col, 1, style, p.cv->ascii ? plain[step] : fine[step]);
}

enum wf_style wf_style_of_status(const char *word)
{
    static const struct {
        const char *word;
        enum wf_style style;
    } known[] = {
        { "Running", WF_ST_RUNNING },
        { "Completed", WF_ST_COMPLETED },
        { "Failed", WF_ST_FAILED },
        { "TimedOut", WF_ST_TIMED_OUT },
        { "Canceled", WF_ST_CANCELED },
        { "Cancelled", WF_ST_CANCELED },
        { "Terminated", WF_ST_CANCELED },
        { "ContinuedAsNew", WF_ST_CONTINUED },
        { "Paused", WF_ST_WARN },
        { "Active", WF_ST_RUNNING },
        { "Scheduled", WF_ST_RUNNING },
        { "Started", WF_ST_RUNNING },
        { "BackingOff", WF_ST_WARN },
        { "Retrying", WF_ST_WARN },
        { "Canceling", WF_ST_WARN },
        { "Current", WF_ST_COMPLETED },
        { "Ramping", WF_ST_RUNNING },
        { "Draining", WF_ST_WARN },
        { "Drained", WF_ST_DIM },
        { "Inactive", WF_ST_DIM },
        { "Deprecated", WF_ST_WARN },
        { "Deleted", WF_ST_DIM },
        { "TerminatedByUser", WF_ST_CANCELED },
    };

    for (size_t i = 0; word != NULL && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].word, word) == 0)
            return known[i].style;
    return WF_ST_PLAIN;
}
