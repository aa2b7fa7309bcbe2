/* commands/deployment_delete_version.c: remove a version of a Worker Deployment. */
#include "commands/deployment.h"

struct delete_args {
    struct wf_deployment_version v;
    bool skip_drainage, yes;
};

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct delete_args *a = args;
    Tworkflowservice__DeleteWorkerDeploymentVersionRequest *req =
        wf_msg_new(job->arena,
                   &tworkflowservice__delete_worker_deployment_version_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_version = wf_deployment_version(job->arena, &a->v);
    req->skip_drainage = a->skip_drainage;
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "DeleteWorkerDeploymentVersion", req, NULL, NULL, NULL, err);
    return rc == WF_OK
               ? wf_deployment_receipt(job, a->v.deployment, a->v.build_id, "deleted", err)
               : rc;
}

static const struct wf_option delete_options[] = {
    WF_OPT_SET(wf_deployment_version_options, struct delete_args, v),
    WF_OPT_BOOL(0, "skip-drainage", struct delete_args, skip_drainage,
                "also while workflows may still need it"),
    WF_OPT_BOOL('y', "yes", struct delete_args, yes, "do not ask", .ours = true), WF_OPT_END
};

const struct wf_command wf_cmd_deployment_delete_version = {
    .path = "worker deployment delete-version",
    .summary = "Remove a version of a Worker Deployment",
    .text =
        "The version must be drained, neither current nor ramping, and without pollers.",
    .examples = { { "wfsh worker deployment delete-version --deployment-name orders "
                    "--build-id 0.9",
                    "a drained one" },
                  { "wfsh deployment delete-version --deployment-name orders --build-id "
                    "0.9 "
                    "--skip-drainage",
                    "workflows pinned to it will be stuck" } },
    .options = delete_options,
    .args_size = sizeof(struct delete_args),
    .klass = WF_CLASS_DESTROYS,
    .run = delete_run,
};
