#ifndef WF_COMMANDS_LIST_PAGES_H
#define WF_COMMANDS_LIST_PAGES_H

#include "commands/list.h"

/*
 * A whole listing: pages of `method`, whose replies hold the items in the repeated field
 * `field`, printed with `columns`. limit: WF_UNSET or 0 for all. `keep` (NULL: all) says
 * which items are shown.
 */
enum wf_code wf_list_pages(struct wf_job *job, const char *method, void *request,
                           const char *field, const struct wf_columns *columns,
                           int64_t limit, bool (*keep)(const void *item),
                           struct wf_error *err);

/* The same, but each item is printed as what `each` makes of it (in the job's arena), which
 * may take calls of its own; NULL: it is left out. */
typedef const void *wf_list_each_fn(struct wf_job *job, const void *item);
enum wf_code wf_list_pages_each(struct wf_job *job, const char *method, void *request,
                                const char *field, const struct wf_columns *columns,
                                int64_t limit, wf_list_each_fn *each, struct wf_error *err);

#endif
