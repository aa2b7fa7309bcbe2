#ifndef WF_TUI_GRID_PRIVATE_H
#define WF_TUI_GRID_PRIVATE_H

#include "tui/grid.h"

/* Between tui/grid.c and tui/grid_draw.c. */
struct wf_grid_row {
    size_t n;
    const char *cells[]; /* their text follows in the same memory */
};
/* The header's index of a key; -1: none. */
int wf_grid_find(const struct wf_grid *l, const char *key);
/* A cell's number for sorting and for times; WF_NO_TIME: empty. */
int64_t wf_grid_number(const struct wf_grid *l, const struct wf_grid_row *row,
                       const struct wf_grid_column *c);
/* Widths of the columns in `cols`, 0 for those that are not shown. */
void wf_grid_widths(const struct wf_grid *l, int cols, int widths[WF_GRID_COLUMNS]);

#endif
