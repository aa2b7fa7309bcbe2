/* commands/deployment_manager.c: who alone may change a Worker Deployment. */
#include "commands/deployment.h"

struct manager_args {
    const char *deployment, *identity;
    bool self, yes;
};

typedef Tworkflowservice__SetWorkerDeploymentManagerRequest request_type;

static enum wf_code send_request(struct wf_job *job, const struct manager_args *a,
                                 request_type *req, const char *identity,
                                 struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (!job->g->explain)
        rc = wf_job_confirm(job, a->yes, err,
                            *identity == '\0' ? "Deployment %s: let anybody change it%s?"
                                              : "Deployment %s: let only %s change it?",
                            a->deployment, identity);
    if (rc == WF_OK)
        rc = wf_deployment_token(job, a->deployment, &req->conflict_token, err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_name = (char *)a->deployment;
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "SetWorkerDeploymentManager", req, NULL, NULL, NULL, err);
    if (rc != WF_OK)
        return rc;
    return wf_deployment_receipt(
        job, a->deployment, NULL,
        *identity == '\0' ? "no manager any more"
                          : wf_arena_printf(job->arena, "managed by %s", identity),
        err);
}

static enum wf_code set_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct manager_args *a = args;
    request_type *req = wf_msg_new(
        job->arena, &tworkflowservice__set_worker_deployment_manager_request__descriptor);

    if (a->self) {
        req->new_manager_identity_case =
            TWORKFLOWSERVICE__SET_WORKER_DEPLOYMENT_MANAGER_REQUEST__NEW_MANAGER_IDENTITY_SELF;
        req->self = true;
        return send_request(job, a, req, wf_job_identity(job), err);
    }
    req->new_manager_identity_case =
        TWORKFLOWSERVICE__SET_WORKER_DEPLOYMENT_MANAGER_REQUEST__NEW_MANAGER_IDENTITY_MANAGER_IDENTITY;
    req->manager_identity = (char *)a->identity;
    return send_request(job, a, req, a->identity, err);
}

static enum wf_code unset_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct manager_args *a = args;
    request_type *req = wf_msg_new(
        job->arena, &tworkflowservice__set_worker_deployment_manager_request__descriptor);

    req->new_manager_identity_case =
        TWORKFLOWSERVICE__SET_WORKER_DEPLOYMENT_MANAGER_REQUEST__NEW_MANAGER_IDENTITY_MANAGER_IDENTITY;
    req->manager_identity = (char *)"";
    return send_request(job, a, req, "", err);
}

#define M struct manager_args
#define MANAGER_ROWS                                                                       \
    WF_OPT_STRING(0, "deployment-name", M, deployment, "NAME", "the Worker Deployment",    \
                  .required = true, .complete = WF_COMPLETE_DEPLOYMENT),                   \
        WF_OPT_BOOL('y', "yes", M, yes, "do not ask")
static const struct wf_option set_options[] = {
    MANAGER_ROWS,
    WF_OPT_STRING(0, "manager-identity", M, identity, "IDENTITY", "this one",
                  .exclusive = "who", .one_of = "who"),
    WF_OPT_BOOL(0, "self", M, self, "the identity of this command", .exclusive = "who",
                .one_of = "who"),
    WF_OPT_END
};
static const struct wf_option unset_options[] = { MANAGER_ROWS, WF_OPT_END };
#undef M

const struct wf_command wf_cmd_deployment_manager_set = {
    .path = "worker deployment manager-identity set",
    .summary = "Let only one identity change a Worker Deployment",
    .examples = { { "wfsh worker deployment manager-identity set --deployment-name orders "
                    "--manager-identity ci",
                    "only the pipeline" },
                  { "wfsh deployment manager-identity set --deployment-name orders --self "
                    "--yes",
                    "only this identity" } },
    .options = set_options,
    .args_size = sizeof(struct manager_args),
    .klass = WF_CLASS_WRITES,
    .run = set_run,
};

const struct wf_command wf_cmd_deployment_manager_unset = {
    .path = "worker deployment manager-identity unset",
    .summary = "Let any identity change a Worker Deployment",
    .examples = { { "wfsh worker deployment manager-identity unset --deployment-name "
                    "orders",
                    "asks first" },
                  { "wfsh deployment manager-identity unset --deployment-name orders --yes",
                    "in a script" } },
    .options = unset_options,
    .args_size = sizeof(struct manager_args),
    .klass = WF_CLASS_WRITES,
    .run = unset_run,
};
