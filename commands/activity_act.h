#ifndef WF_COMMANDS_ACTIVITY_ACT_H
#define WF_COMMANDS_ACTIVITY_ACT_H

#include "commands/activity.h"
#include "commands/batch.h"
#include "commands/target_query.h"

/*
 * Which Activities `unpause`, `reset` and `update-options` act on: one of a workflow, a
 * Standalone one, or with --query all of a server-side batch.
 */
struct wf_activity_which {
    const char *activity_id, *workflow_id, *run_id;
    struct wf_target batch; /* no ids: only what goes with --query, and headers */
};
/* --query and all that goes with it; of struct wf_target. */
extern const struct wf_option wf_activity_batch_options[];
extern const struct wf_option wf_activity_which_options[];
/* Exactly one of the forms was given; --reason and the like go with --query only. */
enum wf_code wf_activity_which_check(struct wf_job *job, const struct wf_activity_which *w,
                                     struct wf_error *err);
bool wf_activity_which_is_batch(const struct wf_activity_which *w);
/* The workflow of an Activity, in the job's arena; NULL for a Standalone one. */
Tcommon__WorkflowExecution *wf_activity_which_execution(struct wf_job *job,
                                                        const struct wf_activity_which *w);
const char *wf_activity_which_run(const struct wf_activity_which *w); /* never NULL */

/* Nothing of wf_activity_batch_options without --query. */
enum wf_code wf_activity_batch_check(struct wf_job *job, const struct wf_target *t,
                                     struct wf_error *err);
/*
 * --query of `unpause`, `reset` and `update-options`: the Activities of the workflows that
 * match, as a batch job, or with --client-side by `each` for every workflow.
 */
enum wf_code wf_activity_batch(struct wf_job *job, const void *args,
                               const struct wf_target *t, wf_batch_request *req,
                               wf_each_fn *each, struct wf_error *err);

#endif
