/* commands/activity_unpause.c: let paused Activities go on. */
#include "commands/act.h"
#include "commands/activity_act.h"

struct unpause_args {
    struct wf_activity_which which;
    int64_t jitter;
};

/* An Activity of a workflow; `id` NULL: all of its open ones. */
static enum wf_code unpause_of(struct wf_job *job, const struct unpause_args *a,
                               Tcommon__WorkflowExecution *workflow, const char *id,
                               struct wf_error *err)
{
    Tworkflowservice__UnpauseActivityRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__unpause_activity_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = workflow;
    req->identity = (char *)wf_job_identity(job);
    if (id != NULL) {
        req->activity_case = TWORKFLOWSERVICE__UNPAUSE_ACTIVITY_REQUEST__ACTIVITY_ID;
        req->id = (char *)id;
    } else {
        req->activity_case =
            TWORKFLOWSERVICE__UNPAUSE_ACTIVITY_REQUEST__ACTIVITY_UNPAUSE_ALL;
        req->unpause_all = true;
    }
    if (a->jitter != WF_UNSET)
        req->jitter = wf_duration_new(job->arena, a->jitter);
    return wf_job_call(job, "UnpauseActivity", req, NULL, NULL, NULL, err);
}

static enum wf_code unpause_each(struct wf_job *job, const void *args,
                                 const struct wf_ref *ref, struct wf_receipt *receipt,
                                 struct wf_error *err)
{
    receipt->message = "activities unpaused";
    return unpause_of(job, args, wf_act_execution(job, ref), NULL, err);
}

static enum wf_code unpause_batch(struct wf_job *job, const struct unpause_args *a,
                                  struct wf_error *err)
{
    wf_batch_request *req = wf_batch_new(job, &a->which.batch);
    Tbatch__BatchOperationUnpauseActivities *op =
        wf_msg_new(job->arena, &tbatch__batch_operation_unpause_activities__descriptor);

    op->identity = (char *)wf_job_identity(job);
    op->activity_case = TBATCH__BATCH_OPERATION_UNPAUSE_ACTIVITIES__ACTIVITY_MATCH_ALL;
    op->match_all = true;
    if (a->jitter != WF_UNSET)
        op->jitter = wf_duration_new(job->arena, a->jitter);
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_UNPAUSE_ACTIVITIES_OPERATION;
    req->unpause_activities_operation = op;
    return wf_activity_batch(job, a, &a->which.batch, req, unpause_each, err);
}

static enum wf_code unpause_standalone(struct wf_job *job, const struct unpause_args *a,
                                       struct wf_error *err)
{
    Tworkflowservice__UnpauseActivityExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__unpause_activity_execution_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)a->which.activity_id;
    req->run_id = (char *)wf_activity_which_run(&a->which);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    return wf_job_call(job, "UnpauseActivityExecution", req, NULL, NULL, NULL, err);
}

static enum wf_code unpause_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct unpause_args *a = args;
    enum wf_code rc = wf_activity_which_check(job, &a->which, err);

    if (rc != WF_OK)
        return rc;
    if (wf_activity_which_is_batch(&a->which))
        return unpause_batch(job, a, err);
    if (a->jitter != WF_UNSET)
        return wf_error_set(err, WF_E_USAGE, "--jitter goes with --query");
    rc = a->which.workflow_id != NULL
             ? unpause_of(job, a, wf_activity_which_execution(job, &a->which),
                          a->which.activity_id, err)
             : unpause_standalone(job, a, err);
    return rc == WF_OK
               ? wf_activity_receipt(job, a->which.activity_id,
                                     wf_activity_which_run(&a->which), "unpaused", err)
               : rc;
}

#define U struct unpause_args
static const struct wf_option unpause_options[] = {
    WF_OPT_SET(wf_activity_which_options, U, which),
    WF_OPT_DURATION(0, "jitter", U, jitter, "spread the starts of a batch over so long"),
    WF_OPT_END
};
#undef U

const struct wf_command wf_cmd_activity_unpause = {
    .path = "activity unpause",
    .summary = "Let paused Activities go on",
    .examples = { { "wfsh activity unpause -a charge -w order-42", "of a workflow" },
                  { "wfsh activity unpause -a import-7", "a Standalone Activity" } },
    .options = unpause_options,
    .args_size = sizeof(struct unpause_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = unpause_run,
};
