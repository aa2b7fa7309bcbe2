/* commands/describe_read.c: a run's description, from the frontend, the archive or a file.
 */
#include "commands/act.h"
#include "commands/describe.h"

enum wf_code wf_describe_event(struct wf_job *job, const Tcommon__WorkflowExecution *run,
                               bool close, const Thistory__HistoryEvent **ret,
                               struct wf_error *err)
{
    Tworkflowservice__GetWorkflowExecutionHistoryRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__get_workflow_execution_history_request__descriptor);
    Tworkflowservice__GetWorkflowExecutionHistoryResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = (Tcommon__WorkflowExecution *)run;
    if (close)
        req->history_event_filter_type =
            TENUMS__HISTORY_EVENT_FILTER_TYPE__HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
    else
        req->maximum_page_size = 1;
    rc = wf_job_call(job, "GetWorkflowExecutionHistory", req, NULL, NULL, &reply, err);
    if (rc == WF_OK && reply->history != NULL && reply->history->n_events > 0)
        *ret = reply->history->events[close ? reply->history->n_events - 1 : 0];
    return rc;
}

static enum wf_code read_hot(struct wf_job *job, const struct wf_ref *ref,
                             struct wf_described *d, struct wf_error *err)
{
    Tworkflow__WorkflowExecutionInfo *info;
    enum wf_code rc = wf_act_describe(job, ref, &d->reply, err);

    if (rc != WF_OK)
        return rc;
    info = d->reply->workflow_execution_info;
    if (info == NULL || info->execution == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer describes no workflow");
    if (wf_act_is_closed(d->reply))
        rc = wf_describe_event(job, info->execution, true, &d->close, err);
    return rc;
}

enum wf_code wf_describe_read(struct wf_job *job, const struct wf_ref *ref,
                              enum wf_archived mode, struct wf_described *ret,
                              struct wf_error *err)
{
    struct wf_error other = WF_ERROR_INIT;
    enum wf_code rc;

    if (ref->file != NULL || mode == WF_ARCHIVED_ONLY)
        return wf_describe_rebuild(job, ref, mode, ret, err);
    rc = read_hot(job, ref, ret, err);
    if (rc != WF_E_NOT_FOUND || mode == WF_ARCHIVED_NEVER)
        return rc;
    if (wf_describe_rebuild(job, ref, WF_ARCHIVED_ONLY, ret, &other) != WF_OK)
        return rc; /* what the frontend said of the run itself */
    wf_error_clear(err);
    return WF_OK;
}
