/* workflows.c: listed, started, signalled and ended, as far as tests need it. */

#include "tests/fake/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "proto/message.h"

/* ---- workflows ------------------------------------------------------------------------
 */

static struct wf_fake_workflow *workflow_find(struct wf_fake *f, struct wf_fake_call *call,
                                              const char *ns,
                                              const Tcommon__WorkflowExecution *x)
{
    struct wf_fake_workflow *w = NULL;

    if (wf_fake_namespace_find(f, call, ns) == NULL)
        return NULL;
    if (x == NULL || *x->workflow_id == '\0')
        wf_fake_fail(call, 3, "WorkflowId is not set on request.");
    else if (strncmp(x->workflow_id, "missing", 7) == 0)
        wf_fake_fail(call, 5, "workflow not found for ID: %s", x->workflow_id);
    else
        w = wf_fake_workflow(f->cluster, x->workflow_id, true);
    return w;
}

static const char *workflow_status(const struct wf_fake_workflow *w)
{
    switch (w->close_type) {
    case 0:
        return "WORKFLOW_EXECUTION_STATUS_RUNNING";
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
        return "WORKFLOW_EXECUTION_STATUS_TERMINATED";
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
        return "WORKFLOW_EXECUTION_STATUS_CANCELED";
    default:
        return "WORKFLOW_EXECUTION_STATUS_COMPLETED";
    }
}

static void workflow_json(struct wf_json *j, const struct wf_fake_workflow *w)
{
    wf_json_object(j);
    wf_json_key(j, "execution");
    wf_json_object(j);
    wf_json_kstr(j, "workflowId", w->id);
    wf_json_kstr(j, "runId", w->run_id);
    wf_json_end_object(j);
    wf_json_key(j, "type");
    wf_json_object(j);
    wf_json_kstr(j, "name", "Fake");
    wf_json_end_object(j);
    wf_json_kstr(j, "startTime", "2026-01-01T00:00:01Z");
    if (w->close_type != 0)
        wf_json_kstr(j, "closeTime", "2026-01-01T01:00:00Z");
    wf_json_kstr(j, "status", workflow_status(w));
    wf_json_ki64(j, "historyLength", w->n_events);
    wf_json_kstr(j, "taskQueue", "fake");
    wf_json_end_object(j);
}

void wf_fake_describe_workflow(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__DescribeWorkflowExecutionRequest *q = call->request;
    struct wf_fake_workflow *w = workflow_find(f, call, q->namespace_, q->execution);
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    if (w == NULL)
        return;
    wf_json_object(&j);
    wf_json_key(&j, "executionConfig");
    wf_json_object(&j);
    wf_json_key(&j, "taskQueue");
    wf_json_object(&j);
    wf_json_kstr(&j, "name", "fake");
    wf_json_end_object(&j);
    wf_json_end_object(&j);
    wf_json_key(&j, "workflowExecutionInfo");
    workflow_json(&j, w);
    wf_json_end_object(&j);
    wf_fake_ok_json(call, &b);
}

/* wf-1 to wf-N in pages; the token is the next number. */
void wf_fake_list_workflows(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__ListWorkflowExecutionsRequest *q = call->request;
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    long first = 1, last, size = f->script.set.list_page;
    char text[32], token[32], run_id[WF_FAKE_RUN_ID];
    const struct wf_fake_workflow *known;
    const struct wf_fake_workflow fresh = { .id = text,
                                            .run_id = run_id,
                                            .n_events = f->script.set.history_events };

    if (wf_fake_namespace_find(f, call, q->namespace_) == NULL)
        return;
    if (q->page_size > 0 && q->page_size < size)
        size = q->page_size;
    if (q->next_page_token.len > 0 && q->next_page_token.len < sizeof text) {
        memcpy(text, q->next_page_token.data, q->next_page_token.len);
        text[q->next_page_token.len] = '\0';
        first = atol(text);
    }
    last = first + size - 1;
    if (last > f->script.set.workflows)
        last = f->script.set.workflows;
    wf_json_object(&j);
    wf_json_key(&j, "executions");
    wf_json_array(&j);
    for (long i = first; i <= last; i++) {
        snprintf(text, sizeof text, "wf-%ld", i);
        wf_fake_run_id(text, run_id);
        known = wf_fake_workflow(f->cluster, text, false);
        workflow_json(&j, known != NULL ? known : &fresh);
    }
    wf_json_end_array(&j);
    if (last < f->script.set.workflows) {
        struct wf_strbuf t = WF_STRBUF_INIT;
        int n = snprintf(token, sizeof token, "%ld", last + 1);

        wf_base64_encode(&t, (struct wf_bytes){ (unsigned char *)token, (size_t)n });
        wf_json_kstr(&j, "nextPageToken", wf_strbuf_str(&t));
        wf_strbuf_release(&t);
    }
    wf_json_end_object(&j);
    wf_fake_ok_json(call, &b);
}

void wf_fake_count_workflows(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__CountWorkflowExecutionsRequest *q = call->request;

    if (*q->namespace_ != '\0' && wf_fake_namespace_find(f, call, q->namespace_) == NULL)
        return;
    wf_fake_ok_text(
        call, wf_arena_printf(call->arena, "{\"count\":\"%ld\"}", f->script.set.workflows));
}

void wf_fake_start_workflow(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__StartWorkflowExecutionRequest *q = call->request;
    Tworkflowservice__StartWorkflowExecutionResponse *r = wf_msg_new(
        call->arena, &tworkflowservice__start_workflow_execution_response__descriptor);
    Terrordetails__WorkflowExecutionAlreadyStartedFailure *detail;
    struct wf_fake_workflow *w = wf_fake_workflow(f->cluster, q->workflow_id, true);

    if (*w->request_id == '\0') {
        free(w->request_id);
        w->request_id = wf_strdup(q->request_id);
    } else if (strcmp(w->request_id, q->request_id) != 0) {
        detail = wf_msg_new(
            call->arena,
            &terrordetails__workflow_execution_already_started_failure__descriptor);
        detail->start_request_id = w->request_id;
        detail->run_id = w->run_id;
        wf_fake_fail_with(
            call, 6,
            wf_arena_printf(call->arena,
                            "Workflow execution is already running. WorkflowId: %s, "
                            "RunId: %s.",
                            w->id, w->run_id),
            &terrordetails__workflow_execution_already_started_failure__descriptor, detail);
        return;
    }
    r->run_id = w->run_id;
    r->started = true;
    r->status = TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_RUNNING;
    wf_fake_ok(call, r);
}

/* A closed run refuses everything, as the real server does. */
static bool workflow_open(struct wf_fake_call *call, const struct wf_fake_workflow *w)
{
    if (w != NULL && w->close_type != 0)
        wf_fake_fail(call, 5, "workflow execution already completed");
    return w != NULL && w->close_type == 0;
}

void wf_fake_signal_workflow(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__SignalWorkflowExecutionRequest *q = call->request;
    struct wf_fake_workflow *w =
        workflow_find(f, call, q->namespace_, q->workflow_execution);

    if (!workflow_open(call, w))
        return;
    if (*q->request_id == '\0' || strcmp(q->request_id, w->signal_request_id) != 0)
        wf_fake_workflow_append(w, q->signal_name);
    free(w->signal_request_id);
    w->signal_request_id = wf_strdup(q->request_id);
    wf_fake_ok_text(call, "{}");
}

void wf_fake_terminate_workflow(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__TerminateWorkflowExecutionRequest *q = call->request;
    struct wf_fake_workflow *w =
        workflow_find(f, call, q->namespace_, q->workflow_execution);

    if (!workflow_open(call, w))
        return;
    wf_fake_workflow_close(w, TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);
    wf_fake_ok_text(call, "{}");
}

void wf_fake_cancel_workflow(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__RequestCancelWorkflowExecutionRequest *q = call->request;
    struct wf_fake_workflow *w =
        workflow_find(f, call, q->namespace_, q->workflow_execution);

    if (!workflow_open(call, w))
        return;
    wf_fake_workflow_close(w, TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
    wf_fake_ok_text(call, "{}");
}
