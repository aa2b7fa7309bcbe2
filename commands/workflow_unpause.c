/* commands/workflow_unpause.c: let paused workflows go on. */
#include "commands/act.h"

struct unpause_args {
    struct wf_target target;
    const char *reason;
};

static enum wf_code unpause_one(struct wf_job *job, const void *args,
                                const struct wf_ref *ref, struct wf_receipt *receipt,
                                struct wf_error *err)
{
    const struct unpause_args *a = args;
    Tworkflowservice__UnpauseWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__unpause_workflow_execution_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_id = (char *)ref->workflow_id;
    if (ref->run_id != NULL)
        req->run_id = (char *)ref->run_id;
    req->identity = (char *)wf_job_identity(job);
    if (a->reason != NULL)
        req->reason = (char *)a->reason;
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "UnpauseWorkflowExecution", req, NULL, NULL, NULL, err);
    if (rc == WF_OK)
        receipt->message = "unpaused";
    return rc;
}

static const struct wf_option unpause_options[] = {
    WF_OPT_SET(wf_target_plain_options, struct unpause_args, target),
    WF_OPT_STRING(0, "reason", struct unpause_args, reason, "TEXT",
                  "why; kept by the server"),
    WF_OPT_END
};

static const struct wf_positional unpause_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct unpause_args, target.refs),
      .help = "what to unpause; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_unpause = {
    .path = "workflow unpause",
    .summary = "Let paused workflows go on",
    .examples = { { "wfsh workflow unpause order-42", "one workflow" },
                  { "wfsh ls --status Paused -o refs | wfsh workflow unpause -",
                    "all paused ones" } },
    .positionals = unpause_positionals,
    .options = unpause_options,
    .args_size = sizeof(struct unpause_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run_each = unpause_one,
    .target_offset = offsetof(struct unpause_args, target),
};
