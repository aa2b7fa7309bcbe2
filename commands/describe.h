#ifndef WF_COMMANDS_DESCRIBE_H
#define WF_COMMANDS_DESCRIBE_H

#include "base/table.h"
#include "commands/history_job.h"

/* What is known of one run. All memory in the job's arena. */
struct wf_described {
    /* As the frontend gave it, or rebuilt from the events; with workflow_execution_info. */
    Tworkflowservice__DescribeWorkflowExecutionResponse *reply;
    const Thistory__HistoryEvent *first; /* the event that started it; NULL: not read */
    const Thistory__HistoryEvent *close; /* the event that closed it; NULL: open */
    bool archived;                       /* read from the archive */
    bool rebuilt;                        /* from events: of the archive or of a file */
    bool raw;                            /* exact times and sizes for people */
};

/*
 * The run that `ref` means; what the frontend no longer has comes from the archive, as far
 * as `mode` allows. Fills in all of `ret` but first and raw (rebuilt ones have a first).
 */
enum wf_code wf_describe_read(struct wf_job *job, const struct wf_ref *ref,
                              enum wf_archived mode, struct wf_described *ret,
                              struct wf_error *err);
/* The event that began a run, or the one that closed it. */
enum wf_code wf_describe_event(struct wf_job *job, const Tcommon__WorkflowExecution *run,
                               bool close, const Thistory__HistoryEvent **ret,
                               struct wf_error *err);
/* Reads a whole history, of the archive or of a file, and makes a description of it. */
enum wf_code wf_describe_rebuild(struct wf_job *job, const struct wf_ref *ref,
                                 enum wf_archived mode, struct wf_described *ret,
                                 struct wf_error *err);

/* The description for people. */
void wf_describe_text(struct wf_job *job, const struct wf_described *d);
/* Its part for what the run waits for: activities, children, operations, callbacks. */
void wf_describe_pending(struct wf_job *job, const struct wf_described *d);

/* "Pending activities (2)" above the next block. */
void wf_describe_heading(struct wf_job *job, const char *text, size_t n);
/* The options for tables and cards below a heading. */
struct wf_table_options wf_describe_table(struct wf_job *job);

/* "4.2 KB", "3 minutes ago", or exactly with `raw`. In the job's arena. */
const char *wf_describe_bytes(struct wf_job *job, const struct wf_described *d, int64_t n);
const char *wf_describe_time(struct wf_job *job, const struct wf_described *d,
                             const Tgoogleprotobuf__Timestamp *t);
/* "DEPLOYMENT.BUILD"; NULL when `v` names none. In the arena. */
const char *wf_version_text(struct wf_arena *a,
                            const Tdeployment__WorkerDeploymentVersion *v);

#endif
