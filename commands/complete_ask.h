#ifndef WF_COMMANDS_COMPLETE_ASK_H
#define WF_COMMANDS_COMPLETE_ASK_H

#include "base/strbuf.h"
#include "client/call.h"
#include "commands/command.h"

/* One question to the cluster while a word is completed. Strings are never NULL. */
struct wf_ask {
    enum wf_complete kind;
    const char *namespace_;
    const char *prefix; /* "" for kinds that are not asked by prefix */
    /* The workflow, deployment or attribute that it is about. Of Build Ids with a letter
     * in front: d, a deployment; q, a Task Queue; w, a workflow; "" is all deployments. */
    const char *of;
    const char *name; /* of shapes: the handler */
};

enum { WF_ASK_PAGE = 1000, WF_ASK_MAX = 10000, WF_ASK_BUDGET_MS = 300 };

/*
 * Lines `value TAB description`, unsorted, with repetitions; values that could act on a
 * terminal are left out. `max`: about so many rows are read; further pages only while the
 * budget lasts. *ret_more: there are more than that. `timeout_ms` for one call.
 * Thread: any; uses nothing but its arguments.
 */
bool wf_ask_cluster(struct wf_ctx *ctx, const struct wf_ask *q, size_t max,
                    int64_t timeout_ms, struct wf_arena *a, struct wf_strbuf *out,
                    bool *ret_more);

/* How long an answer is fresh. */
int64_t wf_ask_fresh_ms(enum wf_complete kind);
/* Is it asked by prefix, so that an answer to a shorter one may serve? */
bool wf_ask_by_prefix(enum wf_complete kind);

#endif
