/* commands/deployment_create.c: make a Worker Deployment, or remove an empty one. */
#include "commands/deployment.h"

struct delete_args {
    struct wf_deployment_name name; /* first: create takes only that */
    bool yes;
};

static enum wf_code create_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Tworkflowservice__CreateWorkerDeploymentRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__create_worker_deployment_request__descriptor);
    const char *name = NULL;
    enum wf_code rc = wf_deployment_name(args, &name, err);

    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_name = (char *)name;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "CreateWorkerDeployment", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_deployment_receipt(job, name, NULL, "created", err) : rc;
}

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Tworkflowservice__DeleteWorkerDeploymentRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__delete_worker_deployment_request__descriptor);
    wf_deployment *now = NULL;
    const char *name = NULL;
    enum wf_code rc = wf_deployment_name(args, &name, err);

    /* the server answers OK to the removal of what is not there */
    if (rc == WF_OK && !job->g->explain)
        rc = wf_deployment_describe(job, name, &now, err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_name = (char *)name;
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "DeleteWorkerDeployment", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_deployment_receipt(job, name, NULL, "deleted", err) : rc;
}

static const struct wf_option name_options[] = {
    { .type = WF_OPTION_SET, .set = wf_deployment_name_options }, WF_OPT_END
};

static const struct wf_option delete_options[] = {
    WF_OPT_SET(wf_deployment_name_options, struct delete_args, name),
    WF_OPT_BOOL('y', "yes", struct delete_args, yes, "do not ask", .ours = true), WF_OPT_END
};

const struct wf_command wf_cmd_deployment_create = {
    .path = "worker deployment create",
    .summary = "Make a Worker Deployment before its workers are there",
    .examples = { { "wfsh worker deployment create orders", "with no versions yet" },
                  { "wfsh deployment create -d orders -o json", "a receipt in JSON" } },
    .positionals = wf_deployment_name_positionals,
    .options = name_options,
    .args_size = sizeof(struct wf_deployment_name),
    .klass = WF_CLASS_WRITES,
    .run = create_run,
};

const struct wf_command wf_cmd_deployment_delete = {
    .path = "worker deployment delete",
    .summary = "Remove a Worker Deployment that has no versions",
    .examples = { { "wfsh worker deployment delete orders", "its versions must be gone" },
                  { "wfsh deployment delete -d orders --explain",
                    "only show the request" } },
    .positionals = wf_deployment_name_positionals,
    .options = delete_options,
    .args_size = sizeof(struct delete_args),
    .klass = WF_CLASS_DESTROYS,
    .run = delete_run,
};
