/* commands/act.c: what verbs that act on one Workflow Execution share. */
#include "commands/act.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

typedef Tworkflowservice__DescribeWorkflowExecutionResponse description;

Tcommon__WorkflowExecution *wf_act_execution(struct wf_job *job, const struct wf_ref *ref)
{
    Tcommon__WorkflowExecution *e =
        wf_msg_new(job->arena, &tcommon__workflow_execution__descriptor);

    e->workflow_id = (char *)ref->workflow_id;
    if (ref->run_id != NULL)
        e->run_id = (char *)ref->run_id;
    return e;
}

enum wf_code wf_act_describe(struct wf_job *job, const struct wf_ref *ref,
                             description **ret, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__describe_workflow_execution_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = wf_act_execution(job, ref);
    return wf_job_call(job, "DescribeWorkflowExecution", req, NULL, NULL, ret, err);
}

bool wf_act_is_closed(const description *d)
{
    int s =
        d->workflow_execution_info != NULL ? (int)d->workflow_execution_info->status : 0;

    return s != TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_RUNNING &&
           s != TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_PAUSED &&
           s != TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_UNSPECIFIED;
}

const char *wf_act_status(struct wf_job *job, const description *d)
{
    enum { SIZE = 64 };
    char *buf = wf_arena_alloc(job->arena, SIZE);

    return wf_enum_word(&tenums__workflow_execution_status__descriptor,
                        (int)d->workflow_execution_info->status, buf, SIZE);
}

enum wf_code wf_act_look(struct wf_job *job, const struct wf_ref *ref,
                         struct wf_receipt *receipt, bool *ret_closed,
                         const char **ret_first, struct wf_error *err)
{
    description *d = NULL;
    enum wf_code rc;

    *ret_closed = false;
    *ret_first = "";
    if (job->g->explain)
        return WF_OK; /* what is explained is the request itself, not this look */
    rc = wf_act_describe(job, ref, &d, err);
    if (rc != WF_OK)
        return rc;
    if (d->workflow_execution_info == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer describes no workflow");
    receipt->run_id = d->workflow_execution_info->execution->run_id;
    if (wf_act_is_closed(d)) {
        receipt->outcome = WF_OUTCOME_NO_OP;
        receipt->message =
            wf_arena_printf(job->arena, "already closed: %s", wf_act_status(job, d));
        *ret_closed = true;
    }
    if (ref->run_id != NULL && d->workflow_execution_info->first_run_id != NULL)
        *ret_first = d->workflow_execution_info->first_run_id;
    return WF_OK;
}

enum wf_code wf_act_settle(struct wf_job *job, enum wf_code rc, const char *done,
                           struct wf_receipt *receipt, struct wf_error *err)
{
    if (rc == WF_E_CONFLICT && wf_ctx_tries(job->ctx) <= 1) {
        receipt->outcome = WF_OUTCOME_NO_OP;
        receipt->message = "already closed";
    } else if (rc == WF_OK || rc == WF_E_CONFLICT) {
        receipt->message = done;
    } else {
        return rc;
    }
    wf_error_clear(err);
    return WF_OK;
}

/* The status that a close event stands for. */
static int closed_status(const Thistory__HistoryEvent *e)
{
#define S(x) TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_##x
    switch (e->attributes_case) {
    case THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES:
        return S(COMPLETED);
    case THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_FAILED_EVENT_ATTRIBUTES:
        return S(FAILED);
    case THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_TIMED_OUT_EVENT_ATTRIBUTES:
        return S(TIMED_OUT);
    case THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_CANCELED_EVENT_ATTRIBUTES:
        return S(CANCELED);
    case THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_TERMINATED_EVENT_ATTRIBUTES:
        return S(TERMINATED);
    case THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_CONTINUED_AS_NEW_EVENT_ATTRIBUTES:
        return S(CONTINUED_AS_NEW);
    default:
        return S(UNSPECIFIED);
    }
#undef S
}

enum wf_code wf_act_wait_closed(struct wf_job *job, const struct wf_ref *ref,
                                int64_t timeout_ns, int *ret_status, struct wf_error *err)
{
    Tworkflowservice__GetWorkflowExecutionHistoryRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__get_workflow_execution_history_request__descriptor);
    struct wf_call_options opt = { .long_poll = true };
    int64_t end_ms =
        timeout_ns == WF_UNSET ? INT64_MAX : wf_mono_ms() + timeout_ns / 1000000;
    enum wf_code rc = WF_OK;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = wf_act_execution(job, ref);
    req->wait_new_event = true;
    req->history_event_filter_type =
        TENUMS__HISTORY_EVENT_FILTER_TYPE__HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
    for (*ret_status = 0; rc == WF_OK && *ret_status == 0;) {
        Tworkflowservice__GetWorkflowExecutionHistoryResponse *reply = NULL;
        int64_t left = end_ms - wf_mono_ms();

        if (left <= 0)
            return wf_error_set(err, WF_E_DEADLINE, "'%s' is not closed yet",
                                ref->workflow_id);
        opt.timeout_ms = end_ms != INT64_MAX && left < 70000 ? left : 0;
        rc = wf_job_call(job, "GetWorkflowExecutionHistory", req, &opt, NULL, &reply, err);
        if (rc == WF_E_DEADLINE && end_ms != INT64_MAX)
            wf_error_set(err, rc, "'%s' is not closed yet", ref->workflow_id);
        if (rc != WF_OK)
            break;
        req->next_page_token = reply->next_page_token;
        if (reply->history != NULL && reply->history->n_events > 0)
            *ret_status =
                closed_status(reply->history->events[reply->history->n_events - 1]);
    }
    return rc;
}

const char *wf_act_user(void)
{
    const struct passwd *pw = getpwuid(getuid());

    return pw != NULL ? pw->pw_name : "<unknown-user>";
}

const char *wf_act_reason(struct wf_job *job, const char *reason)
{
    if (reason != NULL)
        return reason;
    return wf_arena_printf(job->arena, "Requested from CLI by %s", wf_act_user());
}
