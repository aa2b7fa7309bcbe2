/* commands/batch_terminate.c: stop a batch job. */
#include "commands/act.h"
#include "commands/simple_receipt.h"

struct terminate_args {
    const char *positional, *job_id, *reason;
    bool yes;
};

static enum wf_code terminate_run(struct wf_job *job, const void *args,
                                  struct wf_error *err)
{
    const struct terminate_args *a = args;
    const char *id = a->positional != NULL ? a->positional : a->job_id;
    Tworkflowservice__StopBatchOperationRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__stop_batch_operation_request__descriptor);
    enum wf_code rc;

    if (id == NULL || (a->positional != NULL && a->job_id != NULL))
        return wf_error_set(err, WF_E_USAGE, "batch terminate: which one? give one job id");
    req->namespace_ = (char *)wf_job_namespace(job);
    req->job_id = (char *)id;
    req->reason = (char *)a->reason;
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "StopBatchOperation", req, NULL, NULL, NULL, err);
    if (rc == WF_E_CONFLICT)
        wf_error_set(err, rc, "batch job '%s' has ended already", id);
    if (rc == WF_E_NOT_FOUND)
        wf_error_set(err, rc, "no batch job '%s' in namespace '%s'", id,
                     wf_job_namespace(job));
    return rc == WF_OK ? wf_simple_receipt(job, "batchJobId", id, "terminated", err) : rc;
}

#define T struct terminate_args
static const struct wf_option terminate_options[] = {
    WF_OPT_STRING(0, "job-id", T, job_id, "ID", "the batch job"),
    WF_OPT_STRING(0, "reason", T, reason, "TEXT", "why; kept by the server",
                  .required = true),
    WF_OPT_BOOL('y', "yes", T, yes, "do not ask", .ours = true), WF_OPT_END
};
#undef T

static const struct wf_positional terminate_positionals[] = {
    { .name = "JOB-ID",
      .offset = offsetof(struct terminate_args, positional),
      .help = "the batch job",
      .official = "job-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_batch_terminate = {
    .path = "batch terminate",
    .summary = "Stop a batch job; what it has done stays done",
    .examples = { { "wfsh batch terminate 01a209c1-f34e --reason mistake", "one job" },
                  { "wfsh batch terminate --job-id 01a209c1-f34e --reason mistake -o json",
                    "with a receipt in JSON" } },
    .positionals = terminate_positionals,
    .options = terminate_options,
    .args_size = sizeof(struct terminate_args),
    .klass = WF_CLASS_DESTROYS,
    .run = terminate_run,
};
