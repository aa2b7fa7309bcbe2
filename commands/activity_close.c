/* commands/activity_close.c: cancel, terminate or delete Standalone Activities. */
#include "commands/activity_act.h"

#include "commands/act.h"

struct close_args {
    const char *activity_id, *run_id;
    struct wf_target batch; /* no ids: only what goes with --query */
};

/* One Activity, or a query. */
static enum wf_code check(struct wf_job *job, const struct close_args *a,
                          struct wf_error *err)
{
    if ((a->activity_id == NULL) == (a->batch.query == NULL))
        return wf_error_set(err, WF_E_USAGE, "either --activity-id or --query");
    if (a->batch.query != NULL && a->run_id != NULL)
        return wf_error_set(err, WF_E_USAGE, "--query takes no --run-id");
    return wf_activity_batch_check(job, &a->batch, err);
}

static const char *run_of(const struct close_args *a)
{
    return a->run_id != NULL ? a->run_id : "";
}

/* One Activity by itself, or all of a query from here; a batch job is `req`. */
static enum wf_code one_or_many(struct wf_job *job, const struct close_args *a,
                                wf_each_fn *each, const char *done, wf_batch_request *req,
                                struct wf_error *err)
{
    struct wf_client_side here = { .target = &a->batch,
                                   .each = each,
                                   .activities = true,
                                   .running = job->command->flags & WF_CMD_RUNNING };
    struct wf_ref ref = { .workflow_id = a->activity_id, .run_id = run_of(a) };
    struct wf_receipt ignored = { 0 };
    enum wf_code rc;

    if (a->batch.client_side)
        return wf_target_query(job, a, &here, err);
    if (a->batch.query != NULL)
        return wf_batch_start(job, &a->batch, req, err);
    rc = each(job, a, &ref, &ignored, err);
    return rc == WF_OK ? wf_activity_receipt(job, a->activity_id, run_of(a), done, err)
                       : rc;
}

/* ---- cancel ----------------------------------------------------------------------------
 */

static enum wf_code cancel_one(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    const struct close_args *a = args;
    Tworkflowservice__RequestCancelActivityExecutionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__request_cancel_activity_execution_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)ref->workflow_id;
    req->run_id = (char *)ref->run_id;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    if (a->batch.reason != NULL)
        req->reason = (char *)a->batch.reason;
    receipt->message = "cancel requested";
    return wf_job_call(job, "RequestCancelActivityExecution", req, NULL, NULL, NULL, err);
}

static enum wf_code cancel_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct close_args *a = args;
    wf_batch_request *req = wf_batch_new(job, &a->batch);
    Tbatch__BatchOperationCancelActivities *op =
        wf_msg_new(job->arena, &tbatch__batch_operation_cancel_activities__descriptor);
    enum wf_code rc = check(job, a, err);

    op->identity = (char *)wf_job_identity(job);
    op->reason = req->reason;
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_CANCEL_ACTIVITIES_OPERATION;
    req->cancel_activities_operation = op;
    return rc == WF_OK ? one_or_many(job, a, cancel_one, "cancel requested", req, err) : rc;
}

/* ---- terminate -------------------------------------------------------------------------
 */

static enum wf_code terminate_one(struct wf_job *job, const void *args,
                                  const struct wf_ref *ref, struct wf_receipt *receipt,
                                  struct wf_error *err)
{
    const struct close_args *a = args;
    Tworkflowservice__TerminateActivityExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__terminate_activity_execution_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)ref->workflow_id;
    req->run_id = (char *)ref->run_id;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    req->reason = (char *)wf_act_reason(job, a->batch.reason);
    receipt->message = "terminated";
    return wf_job_call(job, "TerminateActivityExecution", req, NULL, NULL, NULL, err);
}

static enum wf_code terminate_run(struct wf_job *job, const void *args,
                                  struct wf_error *err)
{
    const struct close_args *a = args;
    wf_batch_request *req = wf_batch_new(job, &a->batch);
    Tbatch__BatchOperationTerminateActivities *op =
        wf_msg_new(job->arena, &tbatch__batch_operation_terminate_activities__descriptor);
    enum wf_code rc = check(job, a, err);

    op->identity = (char *)wf_job_identity(job);
    op->reason = req->reason;
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_TERMINATE_ACTIVITIES_OPERATION;
    req->terminate_activities_operation = op;
    return rc == WF_OK ? one_or_many(job, a, terminate_one, "terminated", req, err) : rc;
}

/* ---- delete ----------------------------------------------------------------------------
 */

static enum wf_code delete_one(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    Tworkflowservice__DeleteActivityExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__delete_activity_execution_request__descriptor);

    (void)args;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)ref->workflow_id;
    req->run_id = (char *)ref->run_id;
    receipt->message = "deleted";
    return wf_job_call(job, "DeleteActivityExecution", req, NULL, NULL, NULL, err);
}

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct close_args *a = args;
    wf_batch_request *req = wf_batch_new(job, &a->batch);
    enum wf_code rc = check(job, a, err);

    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_DELETE_ACTIVITIES_OPERATION;
    req->delete_activities_operation =
        wf_msg_new(job->arena, &tbatch__batch_operation_delete_activities__descriptor);
    if (rc == WF_OK && a->batch.query == NULL && !job->g->explain)
        rc = wf_job_confirm(job, a->batch.yes, err, "Delete Standalone Activity \"%s\"?",
                            a->activity_id);
    return rc == WF_OK ? one_or_many(job, a, delete_one, "deleted", req, err) : rc;
}

#define C struct close_args
static const struct wf_option close_options[] = {
    WF_OPT_STRING('a', "activity-id", C, activity_id, "ID", "the Standalone Activity"),
    WF_OPT_STRING('r', "run-id", C, run_id, "ID", "its run; else the latest one"),
    WF_OPT_SET(wf_activity_batch_options, C, batch), WF_OPT_END
};
#undef C

const struct wf_command wf_cmd_activity_cancel = {
    .path = "activity cancel",
    .summary = "Request the cancellation of Standalone Activities",
    .text = "The worker hears of it with its next heartbeat.",
    .examples = { { "wfsh activity cancel -a import-7 --reason 'not needed'", "one" },
                  { "wfsh activity cancel -q \"ActivityType = 'Import'\" --yes",
                    "a batch, without asking" } },
    .options = close_options,
    .args_size = sizeof(struct close_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL | WF_CMD_RUNNING,
    .run = cancel_run,
};

const struct wf_command wf_cmd_activity_terminate = {
    .path = "activity terminate",
    .summary = "End Standalone Activities at once",
    .examples = { { "wfsh activity terminate -a import-7 --reason duplicate", "one" },
                  { "wfsh activity terminate -q \"ActivityType = 'Import'\" --rps 10",
                    "a batch; it asks" } },
    .options = close_options,
    .args_size = sizeof(struct close_args),
    .klass = WF_CLASS_DESTROYS,
    .flags = WF_CMD_EXPERIMENTAL | WF_CMD_RUNNING,
    .run = terminate_run,
};

const struct wf_command wf_cmd_activity_delete = {
    .path = "activity delete",
    .summary = "Remove Standalone Activities with all that is known of them",
    .examples = { { "wfsh activity delete -a import-7", "asks first" },
                  { "wfsh activity delete -q \"ExecutionStatus = 'Failed'\" --yes",
                    "a batch, without asking" } },
    .options = close_options,
    .args_size = sizeof(struct close_args),
    .klass = WF_CLASS_DESTROYS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = delete_run,
};
