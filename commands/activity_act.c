/* commands/activity_act.c: which Activities a change is for, and batches of them. */
#include "commands/activity_act.h"

#include "commands/input.h"

#include <math.h>

#define T struct wf_target
const struct wf_option wf_activity_batch_options[] = {
    { .type = WF_OPTION_SET, .set = wf_target_many_options },
    { .type = WF_OPTION_SET, .set = wf_target_wait_options },
    WF_OPT_STRING(0, "reason", T, reason, "TEXT", "why; kept by the server"),
    WF_OPT_FLOAT(0, "rps", T, rps, "N", "requests a second of the batch"),
    { .type = WF_OPTION_SET, .set = wf_target_pace_options },
    WF_OPT_END
};
#undef T

#define W struct wf_activity_which
const struct wf_option wf_activity_which_options[] = {
    WF_OPT_STRING('a', "activity-id", W, activity_id, "ID", "the Activity"),
    WF_OPT_STRING('w', "workflow-id", W, workflow_id, "ID",
                  "the workflow that called it; none for a Standalone Activity",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_STRING('r', "run-id", W, run_id, "ID",
                  "the run of the workflow, or of the Standalone Activity",
                  .complete = WF_COMPLETE_RUN),
    WF_OPT_SET(wf_activity_batch_options, W, batch),
    WF_OPT_SET(wf_headers_options, W, batch.headers),
    WF_OPT_END
};
#undef W

enum wf_code wf_activity_batch_check(struct wf_job *job, const struct wf_target *t,
                                     struct wf_error *err)
{
    const char *paced = wf_target_paced(job);

    if (t->query == NULL && paced != NULL)
        return wf_error_set(err, WF_E_USAGE, "--%s goes with --query", paced);
    if (t->query == NULL && !isnan(t->rps))
        return wf_error_set(err, WF_E_USAGE, "--rps goes with --query");
    return wf_target_check(job, t, err);
}

bool wf_activity_which_is_batch(const struct wf_activity_which *w)
{
    return w->batch.query != NULL;
}

enum wf_code wf_activity_which_check(struct wf_job *job, const struct wf_activity_which *w,
                                     struct wf_error *err)
{
    enum wf_code rc;

    if ((w->activity_id == NULL) == (w->batch.query == NULL))
        return wf_error_set(err, WF_E_USAGE, "either --activity-id or --query");
    if (w->batch.query != NULL && (w->run_id != NULL || w->workflow_id != NULL))
        return wf_error_set(err, WF_E_USAGE, "--query takes no --workflow-id and --run-id");
    if (w->batch.query == NULL &&
        (w->batch.reason != NULL || !isnan(w->batch.rps) || w->batch.yes))
        return wf_error_set(err, WF_E_USAGE, "--reason, --rps and --yes go with --query");
    rc = wf_activity_batch_check(job, &w->batch, err);
    return rc == WF_OK ? wf_input_no_header(job, &w->batch.headers, err) : rc;
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

enum wf_code wf_activity_batch(struct wf_job *job, const void *args,
                               const struct wf_target *t, wf_batch_request *req,
                               wf_each_fn *each, struct wf_error *err)
{
    struct wf_client_side here = { .target = t, .each = each };

    return t->client_side ? wf_target_query(job, args, &here, err)
                          : wf_batch_start(job, t, req, err);
}
