/* client/history_request.c: what a reader of a history asks for, and how much at a time. */
#include "client/history_internal.h"

#include "proto/message.h"

#include <string.h>

typedef Tworkflowservice__GetWorkflowExecutionHistoryRequest history_request;
typedef Tworkflowservice__GetWorkflowExecutionHistoryReverseRequest reverse_request;

enum {
    /*
     * A page's size counts batches of events that were written together, of one or of
     * thousands. So it begins small, and follows what comes.
     */
    FIRST_PAGE = 50,
    FEW_EVENTS = 400,
    MANY_EVENTS = 1200,
};

static void *forward_request(struct wf_arena *a, const struct wf_history_options *opt,
                             Tcommon__WorkflowExecution *x, int32_t size)
{
    history_request *r = wf_msg_new(
        a, &tworkflowservice__get_workflow_execution_history_request__descriptor);

    r->namespace_ = (char *)opt->namespace_;
    r->execution = x;
    r->maximum_page_size = size;
    r->wait_new_event = opt->follow;
    r->skip_archival = opt->archived == WF_ARCHIVED_NEVER;
    if (opt->close_event)
        r->history_event_filter_type =
            TENUMS__HISTORY_EVENT_FILTER_TYPE__HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
    return r;
}

static void *backward_request(struct wf_arena *a, const struct wf_history_options *opt,
                              Tcommon__WorkflowExecution *x, int32_t size)
{
    reverse_request *r = wf_msg_new(
        a, &tworkflowservice__get_workflow_execution_history_reverse_request__descriptor);

    r->namespace_ = (char *)opt->namespace_;
    r->execution = x;
    r->maximum_page_size = size;
    return r;
}

Tcommon__WorkflowExecution *wf_history_execution(struct wf_arena *a, const char *id,
                                                 const char *run)
{
    Tcommon__WorkflowExecution *x = wf_msg_new(a, &tcommon__workflow_execution__descriptor);

    if (id != NULL)
        x->workflow_id = (char *)id;
    if (run != NULL)
        x->run_id = (char *)run;
    return x;
}

static int32_t wanted_size(const struct wf_history_options *opt, int32_t page_size,
                           int64_t n_given)
{
    int64_t left = opt->limit > 0 ? opt->limit - n_given : 0;

    if (page_size <= 0 && !opt->close_event)
        page_size = FIRST_PAGE;
    return left > 0 && left < page_size ? (int32_t)left : page_size;
}

void *wf_history_request(struct wf_arena *a, const char *default_namespace,
                         const struct wf_history_options *opt, const char **ret_method)
{
    struct wf_history_options o = *opt;
    Tcommon__WorkflowExecution *x = wf_history_execution(a, opt->workflow_id, opt->run_id);
    int32_t size = wanted_size(opt, opt->page_size, 0);

    if (o.namespace_ == NULL)
        o.namespace_ = default_namespace;
    *ret_method =
        opt->reverse ? "GetWorkflowExecutionHistoryReverse" : "GetWorkflowExecutionHistory";
    return opt->reverse ? backward_request(a, &o, x, size)
                        : forward_request(a, &o, x, size);
}

int32_t wf_history_size(const struct wf_history *h)
{
    return wanted_size(&h->opt, h->page_size, h->n_given);
}

bool wf_history_goes_back(const struct wf_history *h)
{
    return h->opt.reverse && !h->reverse_whole;
}

void wf_history_ask(struct wf_history *h)
{
    struct wf_arena *a = wf_arena_new();
    Tcommon__WorkflowExecution *x = wf_history_execution(a, h->opt.workflow_id, h->run_id);
    ProtobufCBinaryData token = { h->token.len, (uint8_t *)h->token.data };
    int32_t size = wf_history_size(h);
    const char *method;
    void *request;

    h->looks = h->due_ms != 0 && !h->opt.close_event;
    h->due_ms = 0;
    if (h->looks) { /* what asks for the close event waits for it, as soon as it runs */
        request = backward_request(a, &h->opt, x, 1);
        method = "GetWorkflowExecutionHistoryReverse";
    } else if (wf_history_goes_back(h)) {
        reverse_request *r = request = backward_request(a, &h->opt, x, size);

        method = "GetWorkflowExecutionHistoryReverse";
        r->next_page_token = token;
    } else {
        history_request *r = request =
            forward_request(a, &h->opt, x, h->reverse_whole ? WF_HISTORY_MAX_PAGE : size);

        method = "GetWorkflowExecutionHistory";
        r->next_page_token = token;
    }
    h->rpc = h->opt.user != NULL
                 ? wf_rpc_start(h->ctx, method, request, &h->opt.call, h->opt.user)
                 : wf_rpc_start_joined(h->ctx, method, request, &h->opt.call);
    wf_arena_free(a);
}

void wf_history_adapt_size(struct wf_history *h, size_t n)
{
    int32_t size = h->page_size > 0 ? h->page_size : FIRST_PAGE;

    if (h->opt.page_size > 0 || h->opt.close_event || n == 0)
        return;
    if (n < FEW_EVENTS && !h->was_shrunk)
        size = size * 2 < WF_HISTORY_MAX_PAGE ? size * 2 : WF_HISTORY_MAX_PAGE;
    else if (n > MANY_EVENTS && size > 8)
        size /= 2;
    h->page_size = size;
}
