#ifndef WF_COMMANDS_MANY_H
#define WF_COMMANDS_MANY_H

#include "commands/job.h"

/*
 * One reading verb on several namespaces: `-n a -n b`, or `-n '*'` for all of them. It runs
 * once for each, on the one connection; listings share a table, with the namespace as its
 * first column (and as a key of each item in JSON).
 */
struct wf_list;
struct wf_many {
    const char *namespace_; /* of this run */
    struct wf_list *list;   /* the shared one; NULL: the verb has made none yet */
    bool done;              /* the runs are over: the list may end */
};

/* The namespaces that were named; n is 0 or 1 when it is not several. */
struct wf_strings wf_many_named(const struct wf_parsed *p, struct wf_arena *a);
bool wf_many_wanted(const struct wf_strings *named);
/*
 * Runs the job's verb for each. An error of one namespace is handed to `tell` and hides
 * nothing of the others: WF_E_PARTIAL at the end, or their code when all failed alike.
 */
enum wf_code wf_many_run(struct wf_job *job, const struct wf_strings *named,
                         void (*tell)(struct wf_job *job, enum wf_code rc,
                                      struct wf_error *err),
                         struct wf_error *err);

#endif
