/* commands/batch.c: what --query makes of a verb: one server-side batch job. */
#include "commands/batch.h"

#include "commands/act.h"
#include "commands/confirm.h"
#include "commands/list_pages.h"
#include "commands/visibility.h"

#include <math.h>

Tworkflowservice__StartBatchOperationRequest *wf_batch_new(struct wf_job *job,
                                                           const struct wf_target *t)
{
    Tworkflowservice__StartBatchOperationRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__start_batch_operation_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->visibility_query = (char *)t->query;
    req->job_id = (char *)wf_job_uuid(job);
    req->reason = (char *)wf_act_reason(job, t->reason);
    if (!isnan(t->rps))
        req->max_operations_per_second = (float)t->rps;
    return req;
}

static enum wf_code count(struct wf_job *job, const char *query, int64_t *ret,
                          struct wf_error *err)
{
    Tworkflowservice__CountWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__count_workflow_executions_request__descriptor);
    Tworkflowservice__CountWorkflowExecutionsResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->query = (char *)query;
    rc = wf_job_call(job, "CountWorkflowExecutions", req, NULL, NULL, &reply, err);
    if (rc == WF_OK)
        *ret = reply->count;
    return rc;
}

static void fill_job(struct wf_json *j, const void *user)
{
    wf_json_object(j);
    wf_json_kstr(j, "batchJobId", user);
    wf_json_end_object(j);
}

/* The server leaves closed runs out of jobs that can do nothing with them. */
static bool wants_running(const Tworkflowservice__StartBatchOperationRequest *req)
{
#define OPERATION(x) TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_##x
    switch (req->operation_case) {
    case OPERATION(TERMINATION_OPERATION):
    case OPERATION(CANCELLATION_OPERATION):
    case OPERATION(SIGNAL_OPERATION):
    case OPERATION(UPDATE_WORKFLOW_OPTIONS_OPERATION):
        return true;
    default:
        return false;
    }
#undef OPERATION
}

/* Exactly those that the job would take, as a listing of workflows. */
static enum wf_code dry_run(struct wf_job *job,
                            const Tworkflowservice__StartBatchOperationRequest *batch,
                            struct wf_error *err)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->page_size = 1000;
    req->query = batch->visibility_query;
    if (wants_running(batch))
        req->query = wf_arena_printf(job->arena, "(%s) AND ExecutionStatus = 'Running'",
                                     batch->visibility_query);
    return wf_list_pages(job, "ListWorkflowExecutions", req, "executions",
                         &wf_workflow_columns, WF_UNSET, NULL, err);
}

bool wf_batch_is_typed(const struct wf_job *job)
{
    return wf_confirm_is_due(job, false) &&
           (job->session->interactive || job->command->klass == WF_CLASS_DESTROYS);
}

enum wf_code wf_batch_send(struct wf_job *job,
                           Tworkflowservice__StartBatchOperationRequest *req,
                           struct wf_error *err)
{
    enum wf_code rc = wf_job_call(job, "StartBatchOperation", req, NULL, NULL, NULL, err);

    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json(job, fill_job, req->job_id, err);
    return wf_job_printf(job, err, "Started batch for job ID: %s\n", req->job_id);
}

enum wf_code wf_batch_start(struct wf_job *job, const struct wf_target *t,
                            Tworkflowservice__StartBatchOperationRequest *req,
                            struct wf_error *err)
{
    int64_t n = 0;
    enum wf_code rc = WF_OK;

    if (t->dry_run && !job->g->explain)
        return dry_run(job, req, err);
    if (!job->g->explain && !t->yes) {
        rc = count(job, t->query, &n, err);
        if (rc == WF_OK && wf_batch_is_typed(job))
            rc = wf_confirm_count(job, n, "workflows", t->query, err);
        else if (rc == WF_OK)
            rc = wf_job_confirm(job, t->yes, err,
                                "Start batch against approximately %lld workflow(s)?",
                                (long long)n);
    }
    return rc == WF_OK ? wf_batch_send(job, req, err) : rc;
}
