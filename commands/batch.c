/* commands/batch.c: what --query makes of a verb: one server-side batch job. */
#include "commands/batch.h"

#include "commands/act.h"
#include "commands/activity.h"
#include "commands/confirm.h"
#include "commands/list_pages.h"
#include "commands/visibility.h"

#include <math.h>

wf_batch_request *wf_batch_new(struct wf_job *job, const struct wf_target *t)
{
    wf_batch_request *req = wf_msg_new(
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

static enum wf_code count_activities(struct wf_job *job, const char *query, int64_t *ret,
                                     struct wf_error *err)
{
    Tworkflowservice__CountActivityExecutionsResponse *reply = NULL;
    enum wf_code rc = wf_activity_count(job, query, &reply, err);

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

#define OPERATION(x) TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_##x
bool wf_batch_takes_activities(const wf_batch_request *req)
{
    switch (req->operation_case) {
    case OPERATION(CANCEL_ACTIVITIES_OPERATION):
    case OPERATION(TERMINATE_ACTIVITIES_OPERATION):
    case OPERATION(DELETE_ACTIVITIES_OPERATION):
        return true;
    default:
        return false;
    }
}

/* The server leaves closed runs out of jobs that can do nothing with them. */
static bool wants_running(const wf_batch_request *req)
{
    switch (req->operation_case) {
    case OPERATION(TERMINATION_OPERATION):
    case OPERATION(CANCELLATION_OPERATION):
    case OPERATION(SIGNAL_OPERATION):
    case OPERATION(UPDATE_WORKFLOW_OPTIONS_OPERATION):
    case OPERATION(CANCEL_ACTIVITIES_OPERATION):
    case OPERATION(TERMINATE_ACTIVITIES_OPERATION):
        return true;
    default:
        return false;
    }
}
#undef OPERATION

/* Exactly those that the job would take, as a listing. */
static enum wf_code dry_run(struct wf_job *job, const wf_batch_request *batch,
                            struct wf_error *err)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);
    Tworkflowservice__ListActivityExecutionsRequest *activities = wf_msg_new(
        job->arena, &tworkflowservice__list_activity_executions_request__descriptor);
    char *query = batch->visibility_query;

    if (wants_running(batch))
        query = wf_arena_printf(job->arena, "(%s) AND ExecutionStatus = 'Running'", query);
    if (wf_batch_takes_activities(batch)) {
        activities->namespace_ = (char *)wf_job_namespace(job);
        activities->page_size = 1000;
        activities->query = query;
        return wf_list_pages(job, "ListActivityExecutions", activities, "executions",
                             &wf_activity_columns, WF_UNSET, NULL, err);
    }
    req->namespace_ = (char *)wf_job_namespace(job);
    req->page_size = 1000;
    req->query = query;
    return wf_list_pages(job, "ListWorkflowExecutions", req, "executions",
                         &wf_workflow_columns, WF_UNSET, NULL, err);
}

static enum wf_code ask(struct wf_job *job, const struct wf_target *t,
                        const wf_batch_request *req, struct wf_error *err)
{
    bool activities = wf_batch_takes_activities(req);
    int64_t n = 0;
    enum wf_code rc = activities ? count_activities(job, t->query, &n, err)
                                 : count(job, t->query, &n, err);

    if (rc != WF_OK)
        return rc;
    if (wf_confirm_is_typed(job, t->yes))
        return wf_confirm_count(job, n, activities ? "activities" : "workflows", t->query,
                                err);
    return wf_job_confirm(job, t->yes, err, "Start batch against approximately %lld %s?",
                          (long long)n, activities ? "activities" : "workflow(s)");
}

static enum wf_code send(struct wf_job *job, wf_batch_request *req, struct wf_error *err)
{
    enum wf_code rc = wf_job_call(job, "StartBatchOperation", req, NULL, NULL, NULL, err);

    if (rc != WF_OK)
        return rc;
    rc = wf_job_is_json(job)
             ? wf_job_json(job, fill_job, req->job_id, err)
             : wf_job_printf(job, err, "Started batch for job ID: %s\n", req->job_id);
    return rc == WF_OK ? wf_job_flush(job, err) : rc;
}

enum wf_code wf_batch_start(struct wf_job *job, const struct wf_target *t,
                            wf_batch_request *req, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (t->dry_run && !job->g->explain)
        return dry_run(job, req, err);
    if (!job->g->explain && !t->yes)
        rc = ask(job, t, req, err);
    if (rc == WF_OK)
        rc = send(job, req, err);
    return rc == WF_OK && t->wait ? wf_batch_end(job, req->job_id, req, t->timeout, err)
                                  : rc;
}
