/* commands/activity_act.c: which Activities a change is for, and batches of them. */
#include "commands/activity_act.h"

#include "commands/confirm.h"
#include "commands/input.h"

#include <math.h>

#define W struct wf_activity_which
const struct wf_option wf_activity_which_options[] = {
    WF_OPT_STRING('a', "activity-id", W, activity_id, "ID", "the Activity"),
    WF_OPT_STRING('w', "workflow-id", W, workflow_id, "ID",
                  "the workflow that called it; none for a Standalone Activity",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_STRING('r', "run-id", W, run_id, "ID",
                  "the run of the workflow, or of the Standalone Activity",
                  .complete = WF_COMPLETE_RUN),
    WF_OPT_STRING('q', "query", W, batch.query, "QUERY",
                  "instead of an id: a batch over all that match",
                  .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_STRING(0, "reason", W, batch.reason, "TEXT", "why; of a batch"),
    WF_OPT_FLOAT(0, "rps", W, batch.rps, "N", "requests a second of the batch"),
    WF_OPT_BOOL('y', "yes", W, batch.yes, "do not ask"),
    WF_OPT_SET(wf_headers_options, W, batch.headers),
    WF_OPT_END
};
#undef W

bool wf_activity_which_is_batch(const struct wf_activity_which *w)
{
    return w->batch.query != NULL;
}

enum wf_code wf_activity_which_check(struct wf_job *job, const struct wf_activity_which *w,
                                     struct wf_error *err)
{
    if ((w->activity_id == NULL) == (w->batch.query == NULL))
        return wf_error_set(err, WF_E_USAGE, "either --activity-id or --query");
    if (w->batch.query != NULL && (w->run_id != NULL || w->workflow_id != NULL))
        return wf_error_set(err, WF_E_USAGE, "--query takes no --workflow-id and --run-id");
    if (w->batch.query == NULL &&
        (w->batch.reason != NULL || !isnan(w->batch.rps) || w->batch.yes))
        return wf_error_set(err, WF_E_USAGE, "--reason, --rps and --yes go with --query");
    return wf_input_no_header(job, &w->batch.headers, err);
}

Tcommon__WorkflowExecution *wf_activity_which_execution(struct wf_job *job,
                                                        const struct wf_activity_which *w)
{
    Tcommon__WorkflowExecution *e;

    if (w->workflow_id == NULL)
        return NULL;
    e = wf_msg_new(job->arena, &tcommon__workflow_execution__descriptor);
    e->workflow_id = (char *)w->workflow_id;
    e->run_id = (char *)wf_activity_which_run(w);
    return e;
}

const char *wf_activity_which_run(const struct wf_activity_which *w)
{
    return w->run_id != NULL ? w->run_id : "";
}

enum wf_code wf_activity_batch(struct wf_job *job, const struct wf_target *t,
                               Tworkflowservice__StartBatchOperationRequest *req,
                               struct wf_error *err)
{
    Tworkflowservice__CountActivityExecutionsResponse *n = NULL;
    enum wf_code rc = WF_OK;

    if (!job->g->explain && !t->yes) {
        rc = wf_activity_count(job, t->query, &n, err);
        if (rc == WF_OK && wf_batch_is_typed(job))
            rc = wf_confirm_count(job, n->count, "activities", t->query, err);
        else if (rc == WF_OK)
            rc = wf_job_confirm(job, false, err,
                                "Start batch against approximately %lld activities?",
                                (long long)n->count);
    }
    return rc == WF_OK ? wf_batch_send(job, req, err) : rc;
}
