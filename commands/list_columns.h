#ifndef WF_COMMANDS_LIST_COLUMNS_H
#define WF_COMMANDS_LIST_COLUMNS_H

#include "commands/list.h"

/*
 * The columns that a listing shows: --columns (names, or +name and -name on the default
 * set), else all for wide, CSV and TSV, else those not marked wide. Array in `a`.
 */
enum wf_code wf_columns_choose(const struct wf_columns *all, const char *spec,
                               bool everything, struct wf_arena *a,
                               const struct wf_column **ret, size_t *ret_n,
                               struct wf_error *err);
/* One by key or header, dynamic ones too; WF_E_USAGE with did-you-mean. */
enum wf_code wf_columns_find(const struct wf_columns *all, const char *key,
                             const char *option, struct wf_arena *a, struct wf_column *ret,
                             struct wf_error *err);
void wf_column_cell(const struct wf_column *c, const void *item, struct wf_arena *a,
                    struct wf_cell *ret);
/* A cell as text; times and durations in the job's form when `job` is not NULL, else exact.
 */
const char *wf_cell_text(struct wf_job *job, const struct wf_column *c,
                         const struct wf_cell *cell, bool exact, struct wf_arena *a);
/* SGR of a status word; NULL: plain. */
const char *wf_status_sgr(const char *word);

#endif
