/* commands/activity_end.c: complete or fail an Activity from outside of its worker. */
#include "commands/input.h"
#include "commands/simple_receipt.h"

struct end_args {
    const char *activity_id, *workflow_id, *run_id;
    const char *result;          /* complete */
    const char *reason, *detail; /* fail */
};

/* One JSON value; @FILE and - as --input takes them. */
static enum wf_code value(struct wf_job *job, const char *option, const char *text,
                          Tcommon__Payloads **ret, struct wf_error *err)
{
    struct wf_input in = { .input = { .v = &text, .n = 1 } };
    enum wf_code rc = wf_input_build(job, &in, "", ret, err);

    if (rc != WF_OK)
        wf_error_prefix(err, "%s", option);
    return rc;
}

static enum wf_code complete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct end_args *a = args;
    Tworkflowservice__RespondActivityTaskCompletedByIdRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__respond_activity_task_completed_by_id_request__descriptor);
    enum wf_code rc = value(job, "--result", a->result, &req->result, err);

    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)a->activity_id;
    req->workflow_id = (char *)a->workflow_id;
    req->run_id = (char *)a->run_id;
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "RespondActivityTaskCompletedById", req, NULL, NULL, NULL, err);
    return rc == WF_OK
               ? wf_simple_receipt(job, "activityId", a->activity_id, "completed", err)
               : rc;
}

/* The failure that the official CLI makes: of an application, and final. */
static enum wf_code fail_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct end_args *a = args;
    Tworkflowservice__RespondActivityTaskFailedByIdRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__respond_activity_task_failed_by_id_request__descriptor);
    Tfailure__ApplicationFailureInfo *info =
        wf_msg_new(job->arena, &tfailure__application_failure_info__descriptor);
    enum wf_code rc = WF_OK;

    if (a->detail != NULL)
        rc = value(job, "--detail", a->detail, &info->details, err);
    if (rc != WF_OK)
        return rc;
    info->non_retryable = true;
    req->failure = wf_msg_new(job->arena, &tfailure__failure__descriptor);
    req->failure->message = (char *)a->reason;
    req->failure->source = (char *)"CLI";
    req->failure->failure_info_case =
        TFAILURE__FAILURE__FAILURE_INFO_APPLICATION_FAILURE_INFO;
    req->failure->application_failure_info = info;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)a->activity_id;
    req->workflow_id = (char *)a->workflow_id;
    req->run_id = (char *)a->run_id;
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "RespondActivityTaskFailedById", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_simple_receipt(job, "activityId", a->activity_id, "failed", err)
                       : rc;
}

#define E struct end_args
#define WHICH_ROWS                                                                         \
    WF_OPT_STRING('a', "activity-id", E, activity_id, "ID", "the Activity",                \
                  .required = true),                                                       \
        WF_OPT_STRING('w', "workflow-id", E, workflow_id, "ID",                            \
                      "the workflow that called it; none for a Standalone Activity",       \
                      .complete = WF_COMPLETE_WORKFLOW, .default_value = ""),              \
        WF_OPT_STRING('r', "run-id", E, run_id, "ID",                                      \
                      "the run of the workflow, or of the Standalone Activity",            \
                      .complete = WF_COMPLETE_RUN, .default_value = "")
static const struct wf_option complete_options[] = {
    WHICH_ROWS,
    WF_OPT_STRING(0, "result", E, result, "JSON", "what it returns; @FILE, or - for stdin",
                  .required = true),
    WF_OPT_END
};
static const struct wf_option fail_options[] = {
    WHICH_ROWS,
    WF_OPT_STRING(0, "reason", E, reason, "TEXT", "the failure's message",
                  .default_value = ""),
    WF_OPT_STRING(0, "detail", E, detail, "JSON",
                  "the failure's details; @FILE, or - for stdin"),
    WF_OPT_END
};
#undef E

const struct wf_command wf_cmd_activity_complete = {
    .path = "activity complete",
    .summary = "Complete an Activity with a result",
    .text =
        "For Activities that end outside of their worker, and to help one that is stuck. "
        "It must have been started.",
    .examples = { { "wfsh activity complete -a approve -w order-42 --result "
                    "'{\"ok\":true}'",
                    "of a workflow" },
                  { "wfsh activity complete -a import-7 --result @result.json",
                    "a Standalone Activity" } },
    .options = complete_options,
    .args_size = sizeof(struct end_args),
    .klass = WF_CLASS_WRITES,
    .run = complete_run,
};

const struct wf_command wf_cmd_activity_fail = {
    .path = "activity fail",
    .summary = "Fail an Activity for good",
    .text = "The failure is not retried, whatever the Activity's retry policy says.",
    .examples = { { "wfsh activity fail -a approve -w order-42 --reason 'declined'",
                    "of a workflow" },
                  { "wfsh activity fail -a approve -w order-42 --reason declined --detail "
                    "'{\"by\":\"ada\"}'",
                    "with details" } },
    .options = fail_options,
    .args_size = sizeof(struct end_args),
    .klass = WF_CLASS_WRITES,
    .run = fail_run,
};
