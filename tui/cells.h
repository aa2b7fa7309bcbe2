#ifndef WF_TUI_CELLS_H
#define WF_TUI_CELLS_H

#include "tui/style.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The picture: a grid of cells that views draw into and that one file copies to the
 * terminal, so that a screen can be tested with no terminal. Rows and columns count from 0.
 * Thread: the main loop's.
 */
enum { WF_CELL_BYTES = 13 };
struct wf_tcell {
    char text[WF_CELL_BYTES]; /* UTF-8, not NUL-ended; longer clusters are cut */
    unsigned char len;        /* 0: covered by the wide cell to its left */
    unsigned char width;      /* 1 or 2 */
    unsigned char style;      /* enum wf_style */
};

struct wf_canvas {
    struct wf_tcell *cells; /* owned; rows * cols */
    int rows, cols;
    bool ascii;                 /* seven bits: no lines and bars, other letters are ? */
    int cursor_row, cursor_col; /* where the terminal's own cursor stands; -1: hidden */
};
void wf_canvas_init(struct wf_canvas *cv, int rows, int cols);
void wf_canvas_release(struct wf_canvas *cv);
/* All blank; takes a new size. */
void wf_canvas_reset(struct wf_canvas *cv, int rows, int cols);
/* The row as text, blanks at its end left out: for tests and for saving a screen. */
struct wf_strbuf;
void wf_canvas_row_text(const struct wf_canvas *cv, int row, struct wf_strbuf *out);

/*
 * A part of the canvas, which is all that a view sees of it; drawing outside of it does
 * nothing. Passed by value.
 */
struct wf_pane {
    struct wf_canvas *cv;
    int row, col, rows, cols;
};
struct wf_pane wf_pane_all(struct wf_canvas *cv);
/* Cut to what is there; may be empty. */
struct wf_pane wf_pane_sub(struct wf_pane p, int row, int col, int rows, int cols);

/*
 * Text of any kind: what would act on a terminal becomes visible escapes here, so that no
 * view can let it through. Cut with an ellipsis at `max` columns (-1: at the pane's edge).
 * Returns the columns it took.
 */
int wf_put(struct wf_pane p, int row, int col, int max, enum wf_style style,
           const char *text);
int wf_putn(struct wf_pane p, int row, int col, int max, enum wf_style style,
            const char *text, size_t n);
int wf_putf(struct wf_pane p, int row, int col, int max, enum wf_style style,
            const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* Over several rows, cut between words; the rows it took. */
int wf_put_wrapped(struct wf_pane p, int row, enum wf_style style, const char *text);
/* Its last column is `end` (exclusive). */
void wf_put_right(struct wf_pane p, int row, int end, int max, enum wf_style style,
                  const char *text);
/* Columns that wf_put() would take. */
int wf_text_columns(const char *text);

enum wf_glyph {
    WF_GL_HLINE,
    WF_GL_VLINE,
    WF_GL_CORNER_TL,
    WF_GL_CORNER_TR,
    WF_GL_CORNER_BL,
    WF_GL_CORNER_BR,
    WF_GL_CURSOR, /* ">" */
    WF_GL_MARK,   /* "*" */
    WF_GL_BLOCK,  /* a full bar */
    WF_GL_OPEN,   /* a bar that is not over yet */
    WF_GL_WAIT,   /* a timer's bar */
    WF_GL_POINT,  /* something that took no time */
    WF_GL_BROKEN, /* a bar that failed */
    WF_GL_TREE,   /* "├─ " and its like take three columns */
    WF_GL_TREE_LAST,
    WF_GL_TREE_LINE,
    WF_GL_DOWN, /* sorted downwards */
    WF_GL_UP,
    WF_GL_COUNT
};
const char *wf_glyph(const struct wf_canvas *cv, enum wf_glyph g);
void wf_put_glyph(struct wf_pane p, int row, int col, enum wf_style style, enum wf_glyph g);
/* n times. */
void wf_put_run(struct wf_pane p, int row, int col, int n, enum wf_style style,
                enum wf_glyph g);
/* Gives cells another style and leaves their text. */
void wf_restyle(struct wf_pane p, int row, int col, int n, enum wf_style style);
/* Blanks in a style. */
void wf_fill(struct wf_pane p, enum wf_style style);
/* "-- title -----": a line between panes, with what follows it in the same row. */
void wf_rule(struct wf_pane p, int row, const char *title);
/* A frame around all of the pane, blank inside; returns the inside. */
struct wf_pane wf_box(struct wf_pane p, const char *title);
/* A level from 0 to 1 in one cell, of eight steps where the terminal has them. */
void wf_put_level(struct wf_pane p, int row, int col, enum wf_style style, double level);

#endif
