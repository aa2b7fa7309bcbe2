#ifndef WF_COMMANDS_TASK_QUEUE_H
#define WF_COMMANDS_TASK_QUEUE_H

#include "commands/list.h"

/* What the verbs of Task Queues share. */
extern const char *const wf_task_queue_types[]; /* workflow, activity, nexus; NULL-ended */
/* TENUMS__TASK_QUEUE_TYPE__… of such a word. */
int wf_task_queue_type(const char *word);

/* The Task Queue's own settings; *ret is NULL when it has none. In the job's arena. */
enum wf_code wf_task_queue_config(struct wf_job *job, const char *name, const char *type,
                                  const Ttaskqueue__TaskQueueConfig **ret,
                                  struct wf_error *err);

/* As a listing: a row for each limit and weight. */
enum wf_code wf_task_queue_config_print(struct wf_job *job,
                                        const Ttaskqueue__TaskQueueConfig *c,
                                        struct wf_error *err);

/*
 * The end of a call of the versioning before Worker Deployments: when the server refuses
 * it, as it does where it is switched off, the hint says what replaces it. Returns rc.
 */
enum wf_code wf_task_queue_deprecated(struct wf_job *job, enum wf_code rc,
                                      struct wf_error *err);

/* ---- describe --------------------------------------------------------------------------
 */
struct wf_task_queue_describe {
    const char *name, *type; /* type: NULL for all */
    struct wf_strings build_ids;
    bool unversioned, all_active, no_stats, reachability, config;
    bool legacy;
    const char *legacy_type;
    int64_t legacy_partitions;
};
/* For servers without rules-based versioning: pollers only, in Go's JSON of its structs. */
enum wf_code wf_task_queue_describe_legacy(struct wf_job *job,
                                           const struct wf_task_queue_describe *a,
                                           struct wf_error *err);

#endif
