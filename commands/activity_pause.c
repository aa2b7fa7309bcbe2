/* commands/activity_pause.c: hold an Activity before its next try. */
#include "commands/activity.h"

struct pause_args {
    const char *activity_id, *workflow_id, *run_id, *reason;
};

/* Activities of workflows have a method of their own, which older servers know too. */
static enum wf_code pause_of_workflow(struct wf_job *job, const struct pause_args *a,
                                      struct wf_error *err)
{
    Tworkflowservice__PauseActivityRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__pause_activity_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = wf_msg_new(job->arena, &tcommon__workflow_execution__descriptor);
    req->execution->workflow_id = (char *)a->workflow_id;
    req->execution->run_id = (char *)a->run_id;
    req->identity = (char *)wf_job_identity(job);
    req->activity_case = TWORKFLOWSERVICE__PAUSE_ACTIVITY_REQUEST__ACTIVITY_ID;
    req->id = (char *)a->activity_id;
    req->reason = (char *)a->reason;
    req->request_id = (char *)wf_job_uuid(job);
    return wf_job_call(job, "PauseActivity", req, NULL, NULL, NULL, err);
}

static enum wf_code pause_standalone(struct wf_job *job, const struct pause_args *a,
                                     struct wf_error *err)
{
    Tworkflowservice__PauseActivityExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__pause_activity_execution_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)a->activity_id;
    req->run_id = (char *)a->run_id;
    req->identity = (char *)wf_job_identity(job);
    req->reason = (char *)a->reason;
    req->request_id = (char *)wf_job_uuid(job);
    return wf_job_call(job, "PauseActivityExecution", req, NULL, NULL, NULL, err);
}

static enum wf_code pause_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct pause_args *a = args;
    enum wf_code rc = a->workflow_id != NULL ? pause_of_workflow(job, a, err)
                                             : pause_standalone(job, a, err);

    return rc == WF_OK ? wf_activity_receipt(job, a->activity_id, a->run_id, "paused", err)
                       : rc;
}

#define P struct pause_args
static const struct wf_option pause_options[] = {
    WF_OPT_STRING('a', "activity-id", P, activity_id, "ID", "the Activity",
                  .required = true),
    WF_OPT_STRING('w', "workflow-id", P, workflow_id, "ID",
                  "the workflow that called it; none for a Standalone Activity",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_STRING('r', "run-id", P, run_id, "ID",
                  "the run of the workflow, or of the Standalone Activity",
                  .complete = WF_COMPLETE_RUN, .default_value = ""),
    WF_OPT_STRING(0, "reason", P, reason, "TEXT", "why; kept by the server",
                  .default_value = ""),
    WF_OPT_END
};
#undef P

const struct wf_command wf_cmd_activity_pause = {
    .path = "activity pause",
    .summary = "Hold an Activity before its next try",
    .text = "A try that runs is not stopped, and the Schedule-To-Close timeout goes on.",
    .examples = { { "wfsh activity pause -a charge -w order-42 --reason 'bank is down'",
                    "of a workflow" },
                  { "wfsh activity pause -a import-7", "a Standalone Activity" } },
    .options = pause_options,
    .args_size = sizeof(struct pause_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = pause_run,
};
