/* commands/cluster_health.c: is the frontend serving? */
#include "commands/job.h"

static void fill(struct wf_json *j, const void *user)
{
    wf_json_object(j);
    wf_json_kstr(j, "status", user);
    wf_json_end_object(j);
}

static enum wf_code health_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Tgrpchealth__HealthCheckRequest *req =
        wf_msg_new(job->arena, &tgrpchealth__health_check_request__descriptor);
    Tgrpchealth__HealthCheckResponse *reply = NULL;
    const char *status;
    enum wf_code rc;

    (void)args;
    req->service = (char *)"temporal.api.workflowservice.v1.WorkflowService";
    rc = wf_job_call(job, "Health/Check", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    status = wf_enum_name(&tgrpchealth__health_check_response__serving_status__descriptor,
                          (int)reply->status);
    if (status == NULL)
        status = "UNKNOWN";
    rc = wf_job_is_json(job) ? wf_job_json(job, fill, status, err)
                             : wf_job_printf(job, err, "%s\n", status);
    if (rc == WF_OK &&
        reply->status != TGRPCHEALTH__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING)
        rc = wf_error_set(err, WF_E_UNAVAILABLE, "the frontend is %s", status);
    return rc;
}

const struct wf_command wf_cmd_cluster_health = {
    .path = "operator cluster health",
    .summary = "Ask the frontend whether it is serving",
    .text =
        "Only the frontend answers: it says SERVING also while the history or matching\n"
        "service behind it is away. 'workflow why' and 'operator cluster describe' look\n"
        "further.",
    .examples = { { "wfsh operator cluster health",
                    "exit status 75 when it is not serving" },
                  { "until wfsh cluster health -o none; do sleep 1; done",
                    "wait for a server to come up" } },
    .klass = WF_CLASS_READS,
    .run = health_run,
};
