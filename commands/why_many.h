#ifndef WF_COMMANDS_WHY_MANY_H
#define WF_COMMANDS_WHY_MANY_H

#include "commands/visibility.h"
#include "commands/why.h"

/* Looks at what a filter lists, at most `limit`, and prints the causes as groups, each with
 * at most so many examples. */
enum wf_code wf_why_groups(struct wf_job *job, const struct wf_filter *filter,
                           int64_t limit, int64_t examples, int64_t silent_ns,
                           struct wf_error *err);

/*
 * What wf_why_many() finds of each run that a query lists, at most `limit`, page by page; a
 * note says when there are more. `why` NULL: see there. `ref` and `why` are valid for the
 * call.
 */
typedef enum wf_code wf_why_run_fn(void *user, const struct wf_ref *ref,
                                   const struct wf_why *why, struct wf_error *err);
enum wf_code wf_why_each(struct wf_why_finder *f, const char *query, int64_t limit,
                         wf_why_run_fn *fn, void *user, struct wf_error *err);

/*
 * Which of n runs have a problem, into ret_stuck[]. One that closed or vanished meanwhile
 * has none.
 */
enum wf_code wf_why_stuck(struct wf_why_finder *f, const struct wf_ref *refs, size_t n,
                          bool *ret_stuck, struct wf_error *err);

/* Asks a run that waits for a signal or an update which it has, and says so in its cause.
 */
void wf_why_name_handlers(struct wf_why_finder *f, struct wf_why *why);

#endif
