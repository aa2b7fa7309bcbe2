/* commands/workflow_signal.c: send a message to workflows. */
#include "commands/act.h"
#include "commands/batch.h"
#include "commands/input.h"

struct signal_args {
    struct wf_target target;
    struct wf_input input;
    const char *name;
    /* what was built of them */
    Tcommon__Payloads *payloads;
    Tcommon__Header *header;
};

static enum wf_code signal_one(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    const struct signal_args *a = args;
    Tworkflowservice__SignalWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__signal_workflow_execution_request__descriptor);
    Tworkflowservice__SignalWorkflowExecutionResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_execution = wf_act_execution(job, ref);
    req->signal_name = (char *)a->name;
    /* copies: a codec changes the payloads of each request */
    if (a->payloads->n_payloads > 0)
        req->input = wf_msg_copy(job->arena, a->payloads);
    if (a->header != NULL)
        req->header = wf_msg_copy(job->arena, a->header);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "SignalWorkflowExecution", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    receipt->message = "signalled";
    if (reply->link != NULL && /* older servers do not say which run it was */
        reply->link->variant_case == TCOMMON__LINK__VARIANT_WORKFLOW_EVENT &&
        *reply->link->workflow_event->run_id != '\0')
        receipt->run_id = reply->link->workflow_event->run_id;
    return WF_OK;
}

static enum wf_code signal_query(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct signal_args *a = args;
    wf_batch_request *req = wf_batch_new(job, &a->target);
    Tbatch__BatchOperationSignal *op =
        wf_msg_new(job->arena, &tbatch__batch_operation_signal__descriptor);

    op->signal = (char *)a->name;
    if (a->payloads->n_payloads > 0)
        op->input = a->payloads;
    op->header = a->header;
    op->identity = (char *)wf_job_identity(job);
    req->signal_operation = op;
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_SIGNAL_OPERATION;
    return wf_batch_start(job, &a->target, req, err);
}

/* `signal ID NAME`, as of a query: without --name the last word is the signal. */
static enum wf_code find_name(struct signal_args *a, struct wf_error *err)
{
    struct wf_target *t = &a->target;

    if (a->name == NULL && t->query == NULL &&
        t->refs.n == (t->workflow_id != NULL ? 1 : 2))
        a->name = t->refs.v[--t->refs.n];
    return a->name != NULL
               ? WF_OK
               : wf_error_set(err, WF_E_USAGE, "workflow signal: --name is required");
}

/* Files and stdin are read once, whatever the number of targets. */
static enum wf_code signal_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct signal_args a = *(const struct signal_args *)args;
    enum wf_code rc = find_name(&a, err);

    if (rc == WF_OK)
        rc = wf_input_build(job, &a.input, "", &a.payloads, err);
    if (rc == WF_OK)
        rc = wf_input_header(job, &a.target.headers, &a.header, err);
    return rc == WF_OK ? wf_target_run(job, &a, err) : rc;
}

static const struct wf_option signal_options[] = {
    WF_OPT_STRING(0, "name", struct signal_args, name, "NAME", "the signal",
                  .alias = "type", .complete = WF_COMPLETE_SIGNAL),
    WF_OPT_SET(wf_input_options, struct signal_args, input),
    WF_OPT_SET(wf_headers_options, struct signal_args, target.headers),
    WF_OPT_SET(wf_target_options, struct signal_args, target), WF_OPT_END
};

static const struct wf_positional signal_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct signal_args, target.refs),
      .help = "what to signal; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_signal = {
    .path = "workflow signal",
    .aliases = "signal",
    .summary = "Send a message to workflows",
    .text =
        "Done means that the signal is in the history; the workflow's code takes it up\n"
        "when it next runs. A signal that its code does not know is kept there too.\n"
        "'workflow metadata' lists those that it knows. Without --name the signal is the\n"
        "word behind the Workflow Id.",
    .examples = { { "wfsh signal order-42 approve", "one workflow, without an argument" },
                  { "wfsh signal order-42 --name approve -i '{\"by\": \"ann\"}'",
                    "and with one" },
                  { "jq .order x.json | wfsh signal order-42 --name amend -i -",
                    "with an argument from stdin" },
                  { "wfsh ls -q 'TaskQueue=\"pay\"' -o refs | wfsh signal - --name resume",
                    "many, with a receipt each" },
                  { "wfsh signal -q 'WorkflowType=\"Import\"' --name pause --yes --wait",
                    "a server-side batch, until it has ended" } },
    .positionals = signal_positionals,
    .options = signal_options,
    .args_size = sizeof(struct signal_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_RUNNING,
    .run = signal_run,
    .run_each = signal_one,
    .run_query = signal_query,
    .target_offset = offsetof(struct signal_args, target),
};
