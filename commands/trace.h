#ifndef WF_COMMANDS_TRACE_H
#define WF_COMMANDS_TRACE_H

#include "client/event_group.h"
#include "client/history.h"
#include "commands/job.h"

enum { WF_TRACE_CONTINUED = 7 }; /* the bit of runs that continued as new */

/*
 * A workflow as a tree: what it did in groups of events, and below its children the same.
 * Histories are read at the same time, `concurrency` of them until each is caught up with.
 * Everything lives in the trace; one thread.
 */
struct wf_trace_options {
    int64_t depth; /* children deeper than this are not read; negative: all are */
    int64_t concurrency;
    bool follow;   /* go on until the root is closed */
    bool no_fold;  /* read and show every child within `depth` */
    unsigned fold; /* otherwise these are not read: bits of 1 << enum wf_group_state */
    enum wf_archived archived;
};

struct wf_trace_node;
struct wf_trace_child {
    int64_t group; /* of the parent: the initiated event's id */
    struct wf_trace_node *node;
};

/* One run. */
struct wf_trace_node {
    const char *workflow_id, *run_id, *type; /* run_id NULL: not known yet */
    const char *error;                       /* why it could not be read; NULL: it could */
    const Thistory__HistoryEvent *close;     /* NULL: open, or not read */
    int64_t depth;                           /* of the root: 0 */
    int64_t begin_ns, end_ns;
    int32_t attempt;
    bool read;                       /* what had happened by now is in */
    enum wf_group_state state;       /* as the parent's events tell, or its own */
    struct wf_grouper *groups;       /* never taken from */
    struct wf_trace_child *children; /* in order of their groups */
    size_t n_children;
    struct wf_trace_node *parent;   /* NULL: the root */
    struct wf_trace_node *next_run; /* which continues this one */
};

struct wf_trace;
/* `changed` may be NULL; called after each event that went in. */
typedef enum wf_code wf_trace_fn(void *user, const struct wf_trace_node *n,
                                 const Thistory__HistoryEvent *e, struct wf_error *err);
struct wf_trace *wf_trace_new(struct wf_job *job, const struct wf_trace_options *o,
                              wf_trace_fn *changed, void *user);
void wf_trace_free(struct wf_trace *t); /* NULL is fine */
/* Of a history file all that is there is read at once, without the children's. */
enum wf_code wf_trace_open(struct wf_trace *t, const struct wf_ref *ref,
                           struct wf_error *err);
/*
 * Takes in what comes until `until_ms` (monotonic; 0: no limit) or until all is done. Fails
 * with the root's failure only.
 */
enum wf_code wf_trace_wait(struct wf_trace *t, int64_t until_ms, struct wf_error *err);
bool wf_trace_done(const struct wf_trace *t);
const struct wf_trace_node *wf_trace_root(const struct wf_trace *t);
/* A child whose own history is not shown, for its state. */
bool wf_trace_folded(const struct wf_trace *t, const struct wf_trace_node *n);
/* Whether a group is a line of the tree. */
bool wf_trace_shows(const struct wf_event_group *g);
const struct wf_trace_node *wf_trace_child_of(const struct wf_trace_node *n, int64_t group);
/* "Running", "ContinuedAsNew" ...: static. */
const char *wf_trace_status(const struct wf_trace_node *n);

/* The tree for people, one line a row, each cut to `width` (0: never). Safe. */
void wf_trace_text(const struct wf_trace *t, bool color, size_t width,
                   struct wf_strbuf *out);
/* The tree as one value. */
void wf_trace_json(const struct wf_trace *t, struct wf_json *j);

#endif
