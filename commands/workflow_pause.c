/* commands/workflow_pause.c: hold workflows: no workflow task is handed out. */
#include "commands/act.h"

struct pause_args {
    struct wf_target target;
    const char *reason;
};

static enum wf_code pause_one(struct wf_job *job, const void *args,
                              const struct wf_ref *ref, struct wf_receipt *receipt,
                              struct wf_error *err)
{
    const struct pause_args *a = args;
    Tworkflowservice__PauseWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__pause_workflow_execution_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_id = (char *)ref->workflow_id;
    if (ref->run_id != NULL)
        req->run_id = (char *)ref->run_id;
    req->identity = (char *)wf_job_identity(job);
    if (a->reason != NULL)
        req->reason = (char *)a->reason;
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "PauseWorkflowExecution", req, NULL, NULL, NULL, err);
    if (rc == WF_OK)
        receipt->message = "paused";
    return rc;
}

static const struct wf_option pause_options[] = {
    WF_OPT_SET(wf_target_plain_options, struct pause_args, target),
    WF_OPT_STRING(0, "reason", struct pause_args, reason, "TEXT",
                  "why; kept by the server"),
    WF_OPT_END
};

static const struct wf_positional pause_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct pause_args, target.refs),
      .help = "what to pause; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_pause = {
    .path = "workflow pause",
    .summary = "Hold workflows until they are unpaused",
    .examples = { { "wfsh workflow pause order-42 --reason incident", "one workflow" },
                  { "wfsh ls --type Import -o refs | wfsh workflow pause -", "many" } },
    .positionals = pause_positionals,
    .options = pause_options,
    .args_size = sizeof(struct pause_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run_each = pause_one,
    .target_offset = offsetof(struct pause_args, target),
};
