#ifndef WF_COMMANDS_START_OPTIONS_H
#define WF_COMMANDS_START_OPTIONS_H

#include "commands/input.h"

/* What every verb takes that starts a Workflow Execution. */
struct wf_start {
    const char *workflow_id; /* NULL: a new UUID */
    const char *type, *task_queue;
    int64_t execution_timeout, run_timeout, task_timeout, start_delay; /* ns */
    const char *id_reuse_policy, *id_conflict_policy;
    bool fail_existing;
    const char *cron;
    struct wf_strings memo, search_attribute, headers;
    const char *static_summary, *static_details;
    int64_t priority_key;
    const char *fairness_key;
    double fairness_weight;
};
extern const struct wf_option wf_start_options[];

/* The request, with a request id of its own. In the job's arena. */
enum wf_code wf_start_request(struct wf_job *job, const struct wf_start *s,
                              Tcommon__Payloads *input,
                              Tworkflowservice__StartWorkflowExecutionRequest **ret,
                              struct wf_error *err);

/* Its parts that other starts take too; NULL when nothing of it was given. */
Tsdk__UserMetadata *wf_start_metadata(struct wf_job *job, const char *summary,
                                      const char *details);
enum wf_code wf_start_priority(struct wf_job *job, int64_t key, const char *fairness_key,
                               double fairness_weight, Tcommon__Priority **ret,
                               struct wf_error *err);

/* What came of it. */
struct wf_started {
    const char *workflow_id, *run_id, *type, *task_queue, *namespace_;
    bool started; /* false: this run was there already */
};
/*
 * Sends it. A run that is there already is found, not an error, unless fail_existing:
 * WF_E_CONFLICT then.
 */
enum wf_code wf_start_send(struct wf_job *job, const struct wf_start *s,
                           Tworkflowservice__StartWorkflowExecutionRequest *req,
                           struct wf_started *ret, struct wf_error *err);
/*
 * After a start that failed with `rc` and `err`: whether the failure means that a run is
 * there already; *ret_run is its id, "" when the server did not say.
 */
bool wf_start_found(struct wf_job *job, enum wf_code rc, const struct wf_error *err,
                    const char **ret_run);

/* {workflowId, runId, type, namespace, taskQueue, started} into an open object. */
void wf_started_fields(struct wf_json *j, const struct wf_started *s);
/* The card "Running execution:" or "Found a running execution:". */
enum wf_code wf_started_card(struct wf_job *job, const struct wf_started *s,
                             struct wf_error *err);

#endif
