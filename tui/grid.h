#ifndef WF_TUI_GRID_H
#define WF_TUI_GRID_H

#include "tui/times.h"
#include "tui/view.h"

/*
 * The one list: rows of what a verb prints with `-o tsv`, with columns that drop out where
 * there is no room, sort, filter, marks, and a selection that is kept by identity, so that
 * new rows cannot move it. It holds at most WF_GRID_MAX rows: further down the first ones
 * are let go, and `g` reads them again.
 */
enum { WF_GRID_MAX = 5000, WF_GRID_PAGE = 200, WF_GRID_COLUMNS = 16 };

enum wf_grid_type {
    WF_GC_TEXT,
    WF_GC_STATUS,
    WF_GC_TIME,     /* RFC 3339 */
    WF_GC_DURATION, /* as the verb writes it */
    WF_GC_COUNT,
    /* a duration that goes on while the cell is empty: since the time in column `since` */
    WF_GC_RUNNING,
    WF_GC_PROBLEM, /* what is wrong with the row: it stands out */
};
struct wf_grid_column {
    const char *key; /* of the first line that the verb prints */
    const char *title;
    enum wf_grid_type type;
    int min, max;      /* columns; max 0: takes what is left over */
    unsigned priority; /* 0: always shown; the greatest go first */
    const char *since; /* of WF_GC_RUNNING */
};

struct wf_grid_row;
/* Owner: the view's model holds it; wf_grid_release() frees what it points to. */
struct wf_grid {
    const struct wf_grid_column *columns; /* static */
    size_t n_columns;
    const char *const *identity; /* keys, NULL-ended, static */
    char **header;               /* keys as read */
    size_t n_header;
    struct wf_grid_row **rows, **fresh;
    size_t n_rows, rows_room, n_fresh, fresh_room;
    size_t *shown; /* indices of rows: filtered and sorted */
    size_t n_shown;
    size_t dropped; /* rows before rows[0] that were let go */
    bool more;      /* the verb has more to say */
    int64_t total;  /* rows that there are, by another count; -1: not known */
    bool loaded;    /* one reading came to its end, or to a pause */
    bool replacing; /* new rows wait in `fresh` until they are whole */
    bool header_next;
    size_t cursor, top; /* in shown */
    char **marks;       /* identities, sorted; behind each its cells, NUL-ended */
    size_t n_marks, marks_room;
    int sort; /* column; -1: as the server sorts */
    bool sort_down;
    char *filter;          /* NULL: none */
    uint32_t hidden;       /* columns that the user put away, a bit each */
    struct wf_error error; /* of the last reading; code WF_OK: none */
};

void wf_grid_init(struct wf_grid *l, const struct wf_grid_column *columns, size_t n,
                  const char *const *identity);
void wf_grid_release(struct wf_grid *l);

/* Forgets the rows: another question is asked. Sort, marks and filter stay. */
void wf_grid_clear(struct wf_grid *l);
/* Feeding: a reading begins, its lines (the first names the columns), its end or pause. */
void wf_grid_begin(struct wf_grid *l);
void wf_grid_line(struct wf_grid *l, const char *line, size_t n);
void wf_grid_end(struct wf_grid *l, const struct wf_host_end *end, bool more);
/* The lines of a reading that the window needs now, the first one included. */
size_t wf_grid_wanted(const struct wf_grid *l, int rows);
/* Rows so far down that reading them anew at every interval would be waste. */
bool wf_grid_is_deep(const struct wf_grid *l);

/* Movement, marks, sort; WF_ACT_NONE for other keys. `rows` of the list's pane. */
enum wf_act wf_grid_key(struct wf_grid *l, const struct wf_key *key, int rows);
/* A click in the pane at this row and column; *ret_open: it was on the selected row. */
enum wf_act wf_grid_click(struct wf_grid *l, int row, int col, int cols, bool *ret_open);
void wf_grid_filter(struct wf_grid *l, const char *text); /* NULL or "": none */

/* A cell of the i-th shown row, or of the selection. NULL: no such row or column. */
const char *wf_grid_cell(const struct wf_grid *l, size_t i, const char *key);
const char *wf_grid_selected(const struct wf_grid *l, const char *key);
/* As wf_view_type.value. */
const char *wf_grid_value(const struct wf_grid *l, const char *name, size_t mark);
bool wf_grid_is_marked(const struct wf_grid *l, size_t i);

/* "1-21 of 200+"; "" while nothing was read. */
void wf_grid_range(const struct wf_grid *l, int rows, struct wf_strbuf *out);
/* The rows that are shown, as TSV with the keys first. */
void wf_grid_text(const struct wf_grid *l, struct wf_strbuf *out);
void wf_grid_draw(const struct wf_grid *l, const struct wf_frame *f, struct wf_pane p);

#endif
