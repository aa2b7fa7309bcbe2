/* commands/workflow_cancel.c: ask workflows to end. */
#include "commands/act.h"
#include "commands/batch.h"
#include "commands/input.h"

struct cancel_args {
    struct wf_target target;
};

/* Accepted is not done: the run may take its time, or never honour the request. */
static enum wf_code wait_closed(struct wf_job *job, const struct cancel_args *a,
                                struct wf_receipt *receipt, struct wf_error *err)
{
    enum { SIZE = 64 };
    struct wf_ref run = { .workflow_id = receipt->workflow_id, .run_id = receipt->run_id };
    char *word = wf_arena_alloc(job->arena, SIZE);
    int status;
    enum wf_code rc = wf_act_wait_closed(job, &run, a->target.timeout, &status, err);

    if (rc != WF_OK) {
        wf_error_prefix(err, "cancellation was requested, but");
        return rc;
    }
    receipt->message = wf_arena_printf(
        job->arena, "closed: %s",
        wf_enum_word(&tenums__workflow_execution_status__descriptor, status, word, SIZE));
    return WF_OK;
}

static enum wf_code cancel_one(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    const struct cancel_args *a = args;
    Tworkflowservice__RequestCancelWorkflowExecutionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__request_cancel_workflow_execution_request__descriptor);
    const char *first;
    bool closed;
    enum wf_code rc = wf_act_look(job, ref, receipt, &closed, &first, err);

    if (rc != WF_OK || closed)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_execution = wf_act_execution(job, ref);
    req->first_execution_run_id = (char *)first;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    if (a->target.reason != NULL)
        req->reason = (char *)a->target.reason;
    rc = wf_job_call(job, "RequestCancelWorkflowExecution", req, NULL, NULL, NULL, err);
    rc = wf_act_settle(job, rc, "cancellation requested", receipt, err);
    return rc == WF_OK && a->target.wait ? wait_closed(job, a, receipt, err) : rc;
}

static enum wf_code cancel_query(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct cancel_args *a = args;
    wf_batch_request *req = wf_batch_new(job, &a->target);

    req->cancellation_operation =
        wf_msg_new(job->arena, &tbatch__batch_operation_cancellation__descriptor);
    req->cancellation_operation->identity = (char *)wf_job_identity(job);
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_CANCELLATION_OPERATION;
    return wf_batch_start(job, &a->target, req, err);
}

static enum wf_code cancel_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct cancel_args *a = args;
    enum wf_code rc = wf_input_no_header(job, &a->target.headers, err);

    return rc == WF_OK ? wf_target_run(job, args, err) : rc;
}

static const struct wf_option cancel_options[] = {
    WF_OPT_SET(wf_target_no_wait_options, struct cancel_args, target),
    WF_OPT_SET(wf_headers_options, struct cancel_args, target.headers),
    WF_OPT_BOOL(0, "wait", struct cancel_args, target.wait,
                "return when the run is closed; of a batch job: when the job has ended",
                .ours = true),
    WF_OPT_DURATION(0, "timeout", struct cancel_args, target.timeout,
                    "how long --wait waits", .ours = true),
    WF_OPT_END
};

static const struct wf_positional cancel_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct cancel_args, target.refs),
      .help = "what to cancel; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_cancel = {
    .path = "workflow cancel",
    .aliases = "cancel",
    .summary = "Ask workflows to end, letting them clean up",
    .text = "The request is recorded in the history and the workflow's code decides what "
            "to do\n"
            "with it: done means requested, and with --wait closed. A run that is closed\n"
            "already is left alone and reported as no-op. A batch job (--query) only "
            "requests;\n"
            "with --client-side --wait waits for each run.",
    .examples = { { "wfsh workflow cancel order-42", "one workflow" },
                  { "wfsh workflow cancel order-42 --wait --timeout 30s",
                    "and wait until it is closed" },
                  { "wfsh ls -q 'TaskQueue=\"old\"' -o refs | wfsh cancel - --parallel 8",
                    "many, with a receipt each" } },
    .positionals = cancel_positionals,
    .options = cancel_options,
    .args_size = sizeof(struct cancel_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_RUNNING | WF_CMD_WAITS,
    .run = cancel_run,
    .run_each = cancel_one,
    .run_query = cancel_query,
    .target_offset = offsetof(struct cancel_args, target),
};
