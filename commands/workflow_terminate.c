/* commands/workflow_terminate.c: end workflows at once. */
#include "commands/act.h"
#include "commands/batch.h"

struct terminate_args {
    struct wf_target target;
};

static enum wf_code terminate_one(struct wf_job *job, const void *args,
                                  const struct wf_ref *ref, struct wf_receipt *receipt,
                                  struct wf_error *err)
{
    const struct terminate_args *a = args;
    Tworkflowservice__TerminateWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__terminate_workflow_execution_request__descriptor);
    const char *first;
    bool closed;
    enum wf_code rc = wf_act_look(job, ref, receipt, &closed, &first, err);

    if (rc != WF_OK || closed)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_execution = wf_act_execution(job, ref);
    req->first_execution_run_id = (char *)first;
    req->reason = (char *)wf_act_reason(job, a->target.reason);
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "TerminateWorkflowExecution", req, NULL, NULL, NULL, err);
    return wf_act_settle(job, rc, "terminated", receipt, err);
}

static enum wf_code terminate_query(struct wf_job *job, const void *args,
                                    struct wf_error *err)
{
    const struct terminate_args *a = args;
    Tworkflowservice__StartBatchOperationRequest *req = wf_batch_new(job, &a->target);

    req->termination_operation =
        wf_msg_new(job->arena, &tbatch__batch_operation_termination__descriptor);
    req->termination_operation->identity = (char *)wf_job_identity(job);
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_TERMINATION_OPERATION;
    return wf_batch_start(job, &a->target, req, err);
}

static const struct wf_option terminate_options[] = {
    WF_OPT_SET(wf_target_options, struct terminate_args, target), WF_OPT_END
};

static const struct wf_positional terminate_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct terminate_args, target.refs),
      .help = "what to terminate; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_terminate = {
    .path = "workflow terminate",
    .aliases = "terminate",
    .summary = "End workflows at once, with no chance to clean up",
    .text =
        "The workflow's code does not see it; 'workflow cancel' asks it to end instead.\n"
        "A run that is closed already is left alone and reported as no-op. With a Run Id\n"
        "the request is pinned to that run's chain.",
    .examples = { { "wfsh workflow terminate order-42 --reason duplicate", "one workflow" },
                  { "wfsh ls --type Import --failed -o refs | wfsh terminate -",
                    "every one that a listing names" },
                  { "wfsh workflow terminate -q 'WorkflowType=\"Import\"' --yes",
                    "a server-side batch" } },
    .positionals = terminate_positionals,
    .options = terminate_options,
    .args_size = sizeof(struct terminate_args),
    .klass = WF_CLASS_DESTROYS,
    .flags = WF_CMD_OPEN_ONLY,
    .run_each = terminate_one,
    .run_query = terminate_query,
    .target_offset = offsetof(struct terminate_args, target),
};
