/* commands/workflow_pause.c: hold workflows: no workflow task is handed out. */
#include "commands/pause.h"

static enum wf_code pause_one(struct wf_job *job, const void *args,
                              const struct wf_ref *ref, struct wf_receipt *receipt,
                              struct wf_error *err)
{
    const struct wf_pause_args *a = args;
    Tworkflowservice__PauseWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__pause_workflow_execution_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_id = (char *)ref->workflow_id;
    if (ref->run_id != NULL)
        req->run_id = (char *)ref->run_id;
    req->identity = (char *)wf_job_identity(job);
    if (a->reason != NULL) /* the official CLI fills none in, as it does elsewhere */
        req->reason = (char *)a->reason;
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "PauseWorkflowExecution", req, NULL, NULL, NULL, err);
    if (rc == WF_OK)
        receipt->message = "paused";
    return rc;
}

const struct wf_command wf_cmd_workflow_pause = {
    .path = "workflow pause",
    .summary = "Hold workflows until they are unpaused",
    .examples = { { "wfsh workflow pause order-42 --reason incident", "one workflow" },
                  { "wfsh ls --type Import -o refs | wfsh workflow pause -", "many" } },
    .positionals = wf_pause_positionals,
    .options = wf_pause_options,
    .args_size = sizeof(struct wf_pause_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run_each = pause_one,
    .target_offset = offsetof(struct wf_pause_args, target),
};
