/* commands/nexus_operation_close.c: cancel or terminate a standalone Nexus Operation. */
#include "commands/act.h"
#include "commands/nexus_operation.h"
#include "commands/simple_receipt.h"

struct close_args {
    struct wf_operation_one one;
    const char *reason;
    bool yes; /* terminate only */
};

static enum wf_code cancel_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct close_args *a = args;
    Tworkflowservice__RequestCancelNexusOperationExecutionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__request_cancel_nexus_operation_execution_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->operation_id = (char *)a->one.operation_id;
    req->run_id = (char *)a->one.run_id;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    if (a->reason != NULL)
        req->reason = (char *)a->reason;
    rc = wf_job_call(job, "RequestCancelNexusOperationExecution", req, NULL, NULL, NULL,
                     err);
    return rc == WF_OK ? wf_simple_receipt(job, "operationId", a->one.operation_id,
                                           "cancel requested", err)
                       : rc;
}

static enum wf_code terminate_run(struct wf_job *job, const void *args,
                                  struct wf_error *err)
{
    const struct close_args *a = args;
    Tworkflowservice__TerminateNexusOperationExecutionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__terminate_nexus_operation_execution_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->operation_id = (char *)a->one.operation_id;
    req->run_id = (char *)a->one.run_id;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    req->reason = (char *)wf_act_reason(job, a->reason);
    rc = wf_job_call(job, "TerminateNexusOperationExecution", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_simple_receipt(job, "operationId", a->one.operation_id,
                                           "terminated", err)
                       : rc;
}

static const struct wf_option close_options[] = {
    WF_OPT_SET(wf_operation_one_options, struct close_args, one),
    WF_OPT_STRING(0, "reason", struct close_args, reason, "TEXT",
                  "why; kept by the server"),
    WF_OPT_END
};

static const struct wf_option terminate_options[] = {
    { .type = WF_OPTION_SET, .set = close_options },
    WF_OPT_BOOL('y', "yes", struct close_args, yes, "do not ask", .ours = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_nexus_operation_cancel = {
    .path = "nexus operation cancel",
    .summary = "Request the cancellation of a standalone Nexus Operation",
    .examples = { { "wfsh nexus operation cancel --operation-id pay-7", "the latest run" },
                  { "wfsh nexus operation cancel --operation-id pay-7 --reason 'not "
                    "needed' "
                    "-o json",
                    "a receipt in JSON" } },
    .options = close_options,
    .args_size = sizeof(struct close_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = cancel_run,
};

const struct wf_command wf_cmd_nexus_operation_terminate = {
    .path = "nexus operation terminate",
    .summary = "End a standalone Nexus Operation at once",
    .text = "Its handler does not hear of it.",
    .examples = { { "wfsh nexus operation terminate --operation-id pay-7",
                    "the latest run" },
                  { "wfsh nexus operation terminate --operation-id pay-7 --reason "
                    "duplicate",
                    "and why" } },
    .options = terminate_options,
    .args_size = sizeof(struct close_args),
    .klass = WF_CLASS_DESTROYS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = terminate_run,
};
