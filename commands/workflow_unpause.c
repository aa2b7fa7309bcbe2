/* commands/workflow_unpause.c: let paused workflows go on. */
#include "commands/pause.h"

static enum wf_code unpause_one(struct wf_job *job, const void *args,
                                const struct wf_ref *ref, struct wf_receipt *receipt,
                                struct wf_error *err)
{
    const struct wf_pause_args *a = args;
    Tworkflowservice__UnpauseWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__unpause_workflow_execution_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_id = (char *)ref->workflow_id;
    if (ref->run_id != NULL)
        req->run_id = (char *)ref->run_id;
    req->identity = (char *)wf_job_identity(job);
    if (a->reason != NULL) /* the official CLI fills none in, as it does elsewhere */
        req->reason = (char *)a->reason;
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "UnpauseWorkflowExecution", req, NULL, NULL, NULL, err);
    if (rc == WF_OK)
        receipt->message = "unpaused";
    return rc;
}

const struct wf_command wf_cmd_workflow_unpause = {
    .path = "workflow unpause",
    .summary = "Let paused workflows go on",
    .examples = { { "wfsh workflow unpause order-42", "one workflow" },
                  { "wfsh ls --status Paused -o refs | wfsh workflow unpause -",
                    "all paused ones" } },
    .positionals = wf_pause_positionals,
    .options = wf_pause_options,
    .args_size = sizeof(struct wf_pause_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run_each = unpause_one,
    .target_offset = offsetof(struct wf_pause_args, target),
};
