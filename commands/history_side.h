#ifndef WF_COMMANDS_HISTORY_SIDE_H
#define WF_COMMANDS_HISTORY_SIDE_H

#include "client/event_group.h"
#include "commands/history_job.h"

/* One of the two histories that `history diff` compares, as groups of events. */
struct wf_side_event {
    int64_t id;
    const char *type;     /* "ActivityTaskScheduled" */
    struct wf_bytes json; /* its attributes, compact, payloads decoded */
    struct wf_side_event *next;
};
struct wf_side_group {
    struct wf_event_group g; /* texts in the side's arena */
    struct wf_side_event *first, *last;
};
struct wf_side {
    struct wf_arena *a; /* of the job or the caller */
    const char *name;   /* file, or workflow id */
    const char *workflow_id, *run_id;
    struct wf_side_group *groups;
    size_t n_groups;
    int64_t n_events;
    int64_t begin_ns, end_ns;
    const char *status;      /* how it closed; "Running" */
    const char *base_run_id; /* of a run that a reset made; NULL: none did */

    /* while it is filled */
    struct wf_grouper *grouper;
    struct wf_side_event **events;
    int64_t *owners;
    size_t size;
};

void wf_side_begin(struct wf_side *s, struct wf_arena *a, const char *name);
void wf_side_add(struct wf_side *s, const Thistory__HistoryEvent *e);
void wf_side_end(struct wf_side *s); /* the groups are there then */

/* Every place where two JSON values differ; `a` or `b` empty: only the other has it. */
typedef void wf_json_change_fn(void *user, const char *path, struct wf_bytes a,
                               struct wf_bytes b);
void wf_json_diff(struct wf_bytes a, struct wf_bytes b, const char *path,
                  wf_json_change_fn *fn, void *user);

#endif
