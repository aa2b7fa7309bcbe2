#ifndef WF_COMMANDS_COMPLETE_INNER_H
#define WF_COMMANDS_COMPLETE_INNER_H

#include "commands/complete.h"

/* What the files of completion and hints share. */

/* The option that "--name" or "-x" is; NULL: none of this line's command. */
const struct wf_option *wf_completion_option(const struct wf_completion *c,
                                             const char *word);
bool wf_completion_takes_value(const struct wf_option *o); /* false for NULL too */
/* The first `n` words that are neither flags nor their values; `ret` has room for n. */
size_t wf_completion_plain(const struct wf_completion *c, size_t n, const char **ret);
/* Emits the value if it begins with what is typed. */
void wf_completion_offer(const struct wf_completion *c, const char *value,
                         const char *what);

/*
 * Values from the cluster, within 300 ms, cached with an age; silent when offline. True:
 * the cluster's answer is there, be it empty. False: offline, or not there yet.
 */
bool wf_complete_live(const struct wf_completion *c, enum wf_complete kind);
/* The same for what hangs on something else than the line's workflow. */
bool wf_complete_live_of(const struct wf_completion *c, enum wf_complete kind,
                         const char *of, const char *name);
/* Inside of a visibility query. */
void wf_complete_query(const struct wf_completion *c);

/* The Workflow Id that the line names already: -w, or the first positional. NULL: none. */
const char *wf_completion_workflow(const struct wf_completion *c);
/* The value given to an option; NULL: it was not given. */
const char *wf_completion_given(const struct wf_completion *c, const char *option);

#endif
