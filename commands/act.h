#ifndef WF_COMMANDS_ACT_H
#define WF_COMMANDS_ACT_H

#include "commands/target.h"

/* What verbs that act on one Workflow Execution share. All memory in the job's arena. */

Tcommon__WorkflowExecution *wf_act_execution(struct wf_job *job, const struct wf_ref *ref);

/* DescribeWorkflowExecution; NOT_FOUND names the workflow. */
enum wf_code wf_act_describe(struct wf_job *job, const struct wf_ref *ref,
                             Tworkflowservice__DescribeWorkflowExecutionResponse **ret,
                             struct wf_error *err);
bool wf_act_is_closed(const Tworkflowservice__DescribeWorkflowExecutionResponse *d);
/* "Completed", "Running" …; in the job's arena or static. */
const char *wf_act_status(struct wf_job *job,
                          const Tworkflowservice__DescribeWorkflowExecutionResponse *d);

/*
 * For verbs that have nothing to do on a closed run: describes it first. A closed one makes
 * the receipt a no-op "already closed: Completed" and *ret_closed true. With a run in
 * `ref`, *ret_first is the first run of its chain, which the request should be pinned to.
 */
enum wf_code wf_act_look(struct wf_job *job, const struct wf_ref *ref,
                         struct wf_receipt *receipt, bool *ret_closed,
                         const char **ret_first, struct wf_error *err);

/*
 * What a request came to that the server may have refused because the run closed meanwhile:
 * after a retry that counts as done (our first try did it), otherwise as a no-op.
 */
enum wf_code wf_act_settle(struct wf_job *job, enum wf_code rc, const char *done,
                           struct wf_receipt *receipt, struct wf_error *err);

/*
 * Waits (long poll) until the run that `ref` names is closed; *ret_status is its status
 * then. A run that continued as new is closed. timeout_ns: WF_UNSET waits for ever; else
 * WF_E_DEADLINE.
 */
enum wf_code wf_act_wait_closed(struct wf_job *job, const struct wf_ref *ref,
                                int64_t timeout_ns, int *ret_status, struct wf_error *err);

/* Who runs the program; static. */
const char *wf_act_user(void);

/* `reason`, or "Requested from CLI by USER" as the official CLI fills in. */
const char *wf_act_reason(struct wf_job *job, const char *reason);

#endif
