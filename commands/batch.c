/* commands/batch.c: what --query makes of a verb: one server-side batch job. */
#include "commands/batch.h"

#include "commands/act.h"

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

static void fill_dry(struct wf_json *j, const void *user)
{
    wf_json_object(j);
    wf_json_ki64(j, "wouldTouch", *(const int64_t *)user);
    wf_json_end_object(j);
}

static enum wf_code dry_run(struct wf_job *job, int64_t n, struct wf_error *err)
{
    if (wf_job_is_json(job))
        return wf_job_json(job, fill_dry, &n, err);
    return wf_job_printf(job, err, "%s would touch about %lld workflows\n",
                         job->command->path, (long long)n);
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

    if (!job->g->explain && (!t->yes || t->dry_run)) {
        rc = count(job, t->query, &n, err);
        if (rc == WF_OK && t->dry_run)
            return dry_run(job, n, err);
        if (rc == WF_OK)
            rc = wf_job_confirm(job, t->yes, err,
                                "Start batch against approximately %lld workflow(s)?",
                                (long long)n);
    }
    return rc == WF_OK ? wf_batch_send(job, req, err) : rc;
}
