/* commands/activity_reset.c: let Activities begin again, with their first attempt. */
#include "commands/act.h"
#include "commands/activity_act.h"

struct reset_args {
    struct wf_activity_which which;
    bool clear_heartbeat, keep_paused, restore_original;
    int64_t jitter;
};

/* An Activity of a workflow; `id` NULL: all of its open ones. */
static enum wf_code reset_of(struct wf_job *job, const struct reset_args *a,
                             Tcommon__WorkflowExecution *workflow, const char *id,
                             struct wf_error *err)
{
    Tworkflowservice__ResetActivityRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__reset_activity_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = workflow;
    req->identity = (char *)wf_job_identity(job);
    if (id != NULL) {
        req->activity_case = TWORKFLOWSERVICE__RESET_ACTIVITY_REQUEST__ACTIVITY_ID;
        req->id = (char *)id;
    } else {
        req->activity_case = TWORKFLOWSERVICE__RESET_ACTIVITY_REQUEST__ACTIVITY_MATCH_ALL;
        req->match_all = true;
    }
    req->reset_heartbeat = a->clear_heartbeat;
    req->keep_paused = a->keep_paused;
    req->restore_original_options = a->restore_original;
    if (a->jitter != WF_UNSET)
        req->jitter = wf_duration_new(job->arena, a->jitter);
    return wf_job_call(job, "ResetActivity", req, NULL, NULL, NULL, err);
}

static enum wf_code reset_each(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    receipt->message = "activities reset";
    return reset_of(job, args, wf_act_execution(job, ref), NULL, err);
}

static enum wf_code reset_batch(struct wf_job *job, const struct reset_args *a,
                                struct wf_error *err)
{
    wf_batch_request *req = wf_batch_new(job, &a->which.batch);
    Tbatch__BatchOperationResetActivities *op =
        wf_msg_new(job->arena, &tbatch__batch_operation_reset_activities__descriptor);

    op->identity = (char *)wf_job_identity(job);
    op->activity_case = TBATCH__BATCH_OPERATION_RESET_ACTIVITIES__ACTIVITY_MATCH_ALL;
    op->match_all = true;
    op->reset_heartbeat = a->clear_heartbeat;
    op->keep_paused = a->keep_paused;
    op->restore_original_options = a->restore_original;
    if (a->jitter != WF_UNSET)
        op->jitter = wf_duration_new(job->arena, a->jitter);
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_RESET_ACTIVITIES_OPERATION;
    req->reset_activities_operation = op;
    return wf_activity_batch(job, a, &a->which.batch, req, reset_each, err);
}

static enum wf_code reset_standalone(struct wf_job *job, const struct reset_args *a,
                                     struct wf_error *err)
{
    Tworkflowservice__ResetActivityExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__reset_activity_execution_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)a->which.activity_id;
    req->run_id = (char *)wf_activity_which_run(&a->which);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    req->reset_heartbeat = a->clear_heartbeat;
    req->keep_paused = a->keep_paused;
    req->restore_original_options = a->restore_original;
    return wf_job_call(job, "ResetActivityExecution", req, NULL, NULL, NULL, err);
}

static void fill(struct wf_json *j, const void *user)
{
    const struct reset_args *a = user;

    wf_json_object(j);
    wf_json_kbool(j, "keepPaused", a->keep_paused);
    wf_json_end_object(j);
}

static enum wf_code reset_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct reset_args *a = args;
    enum wf_code rc = wf_activity_which_check(job, &a->which, err);

    if (rc != WF_OK)
        return rc;
    if (wf_activity_which_is_batch(&a->which))
        return reset_batch(job, a, err);
    if (a->jitter != WF_UNSET)
        return wf_error_set(err, WF_E_USAGE, "--jitter goes with --query");
    rc = a->which.workflow_id != NULL
             ? reset_of(job, a, wf_activity_which_execution(job, &a->which),
                        a->which.activity_id, err)
             : reset_standalone(job, a, err);
    if (rc != WF_OK)
        return rc;
    return wf_job_is_json(job)
               ? wf_job_json(job, fill, a, err)
               : wf_activity_receipt(job, a->which.activity_id,
                                     wf_activity_which_run(&a->which), "reset", err);
}

#define R struct reset_args
static const struct wf_option reset_options[] = {
    WF_OPT_SET(wf_activity_which_options, R, which),
    WF_OPT_BOOL(0, "clear-heartbeat-details", R, clear_heartbeat,
                "forget what its last heartbeat said"),
    WF_OPT_BOOL(0, "keep-paused", R, keep_paused, "a paused one stays paused"),
    WF_OPT_BOOL(0, "restore-original-options", R, restore_original,
                "with the options that it was scheduled with"),
    WF_OPT_DURATION(0, "jitter", R, jitter, "spread the starts of a batch over so long"),
    WF_OPT_END
};
#undef R

const struct wf_command wf_cmd_activity_reset = {
    .path = "activity reset",
    .summary = "Let Activities begin again with their first attempt",
    .text = "A try that runs goes on; when it fails, the next one counts as the first.",
    .examples = { { "wfsh activity reset -a charge -w order-42", "of a workflow" },
                  { "wfsh activity reset -a import-7 --clear-heartbeat-details "
                    "--keep-paused",
                    "a Standalone Activity, from its very beginning" } },
    .options = reset_options,
    .args_size = sizeof(struct reset_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = reset_run,
};
