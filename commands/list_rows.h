#ifndef WF_COMMANDS_LIST_ROWS_H
#define WF_COMMANDS_LIST_ROWS_H

#include "commands/list.h"

/* Rows of a listing as cards, for \x of a shell. Cells are text, one a column. */

/* "-[ 3 ]-", then a line for each cell that is not empty. In the job's output. */
void wf_row_card(struct wf_job *job, const struct wf_column *columns, size_t n,
                 const char *const *cells, size_t number);
/* How wide a table of these rows would be that cuts nothing. `first`: of the row numbers.
 */
size_t wf_rows_width(const struct wf_column *columns, size_t n, const char ***rows,
                     size_t n_rows, size_t first);
/* "TASK QUEUE" as "Task queue", as keys of cards are written. In the job's arena. */
const char *wf_column_title(struct wf_job *job, const char *header);

#endif
