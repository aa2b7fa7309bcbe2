/* commands/deployment_route.c: which version of a Worker Deployment gets the work. */
#include "commands/deployment.h"

#include <math.h>

struct route_args {
    const char *deployment, *build_id;
    bool unversioned, allow_no_pollers, ignore_missing, yes;
    bool remove;       /* set-ramping-version only */
    double percentage; /* the same; NaN: not given */
};

static enum wf_code check_version(const struct route_args *a, struct wf_error *err)
{
    if (a->build_id != NULL && a->unversioned)
        return wf_error_set(err, WF_E_USAGE,
                            "--build-id and --unversioned exclude each other");
    if (a->build_id == NULL && !a->unversioned && !a->remove)
        return wf_error_set(err, WF_E_USAGE, "which version? --build-id or --unversioned");
    return WF_OK;
}

/* What the work goes to now, and what it would go to, then the question. */
static enum wf_code ask(struct wf_job *job, const struct route_args *a,
                        const wf_deployment *now, const char *what, struct wf_error *err)
{
    const Tdeployment__RoutingConfig *r = now->worker_deployment_info != NULL
                                              ? now->worker_deployment_info->routing_config
                                              : NULL;

    if (a->yes)
        return WF_OK;
    wf_job_note(job, "Deployment %s: current %s, ramping %s (%g%%)", a->deployment,
                r != NULL ? wf_deployment_build(r->current_deployment_version) : "none",
                r != NULL && r->ramping_deployment_version != NULL
                    ? r->ramping_deployment_version->build_id
                    : "none",
                r != NULL ? (double)r->ramping_version_percentage : 0.0);
    return wf_job_confirm(job, false, err, "%s?", what);
}

/* The token of what the user was shown, so that a change in between is a conflict. */
static enum wf_code look(struct wf_job *job, const struct route_args *a, const char *what,
                         ProtobufCBinaryData *ret_token, struct wf_error *err)
{
    wf_deployment *now = NULL;
    enum wf_code rc;

    if (job->g->explain)
        return WF_OK;
    rc = wf_deployment_describe(job, a->deployment, &now, err);
    if (rc == WF_OK)
        rc = ask(job, a, now, what, err);
    if (rc == WF_OK)
        *ret_token = now->conflict_token;
    return rc;
}

static enum wf_code current_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct route_args *a = args;
    Tworkflowservice__SetWorkerDeploymentCurrentVersionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__set_worker_deployment_current_version_request__descriptor);
    const char *build = a->unversioned ? "unversioned" : a->build_id;
    enum wf_code rc = check_version(a, err);

    if (rc == WF_OK)
        rc = look(job, a, wf_arena_printf(job->arena, "Make %s the current version", build),
                  &req->conflict_token, err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_name = (char *)a->deployment;
    if (!a->unversioned)
        req->build_id = (char *)a->build_id;
    req->identity = (char *)wf_job_identity(job);
    req->ignore_missing_task_queues = a->ignore_missing;
    req->allow_no_pollers = a->allow_no_pollers;
    rc = wf_job_call(job, "SetWorkerDeploymentCurrentVersion", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_deployment_receipt(job, a->deployment, build, "current", err)
                       : rc;
}

static enum wf_code ramping_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct route_args *a = args;
    Tworkflowservice__SetWorkerDeploymentRampingVersionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__set_worker_deployment_ramping_version_request__descriptor);
    const char *build = a->build_id != NULL ? a->build_id : "unversioned";
    double percentage = isnan(a->percentage) || a->remove ? 0 : a->percentage;
    const char *what = a->remove
                           ? "End the ramp"
                           : wf_arena_printf(job->arena, "Send %g%% of new workflows to %s",
                                             percentage, build);
    enum wf_code rc = check_version(a, err);

    if (rc == WF_OK && !(percentage >= 0 && percentage <= 100))
        rc = wf_error_set(err, WF_E_USAGE, "--percentage: from 0 to 100");
    if (rc == WF_OK)
        rc = look(job, a, what, &req->conflict_token, err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_name = (char *)a->deployment;
    if (!a->unversioned && !a->remove)
        req->build_id = (char *)a->build_id;
    req->percentage = (float)percentage;
    req->identity = (char *)wf_job_identity(job);
    req->ignore_missing_task_queues = a->ignore_missing;
    req->allow_no_pollers = a->allow_no_pollers;
    rc = wf_job_call(job, "SetWorkerDeploymentRampingVersion", req, NULL, NULL, NULL, err);
    if (rc != WF_OK)
        return rc;
    if (a->remove)
        return wf_deployment_receipt(job, a->deployment, NULL, "ramps no more", err);
    return wf_deployment_receipt(job, a->deployment, build,
                                 wf_arena_printf(job->arena, "ramping, %g%%", percentage),
                                 err);
}

#define R struct route_args
#define ROUTE_ROWS                                                                         \
    WF_OPT_STRING(0, "deployment-name", R, deployment, "NAME", "the Worker Deployment",    \
                  .required = true, .complete = WF_COMPLETE_DEPLOYMENT),                   \
        WF_OPT_STRING(0, "build-id", R, build_id, "ID", "the Build Id of the version",     \
                      .complete = WF_COMPLETE_BUILD_ID),                                   \
        WF_OPT_BOOL(0, "unversioned", R, unversioned,                                      \
                    "workers without a version instead"),                                  \
        WF_OPT_BOOL(0, "allow-no-pollers", R, allow_no_pollers,                            \
                    "also a version that nobody polls for"),                               \
        WF_OPT_BOOL(0, "ignore-missing-task-queues", R, ignore_missing,                    \
                    "also a version that lacks Task Queues of the current one"),           \
        WF_OPT_BOOL('y', "yes", R, yes, "do not ask")
static const struct wf_option current_options[] = { ROUTE_ROWS, WF_OPT_END };
static const struct wf_option ramping_options[] = {
    ROUTE_ROWS, WF_OPT_BOOL(0, "delete", R, remove, "end the ramp"),
    WF_OPT_FLOAT(0, "percentage", R, percentage, "PERCENT",
                 "how much of new workflows, 0 to 100"),
    WF_OPT_END
};
#undef R

const struct wf_command wf_cmd_deployment_set_current = {
    .path = "worker deployment set-current-version",
    .summary = "Send new workflows of a Deployment to a version",
    .examples = { { "wfsh worker deployment set-current-version --deployment-name orders "
                    "--build-id 1.1",
                    "shows what is current, and asks" },
                  { "wfsh deployment set-current-version --deployment-name orders "
                    "--unversioned --yes",
                    "back to workers without versions" } },
    .options = current_options,
    .args_size = sizeof(struct route_args),
    .klass = WF_CLASS_WRITES,
    .run = current_run,
};

const struct wf_command wf_cmd_deployment_set_ramping = {
    .path = "worker deployment set-ramping-version",
    .summary = "Send a share of new workflows to a version, or end that",
    .examples = { { "wfsh worker deployment set-ramping-version --deployment-name orders "
                    "--build-id 1.1 --percentage 10",
                    "a tenth of them" },
                  { "wfsh deployment set-ramping-version --deployment-name orders --delete "
                    "--yes",
                    "none any more" } },
    .options = ramping_options,
    .args_size = sizeof(struct route_args),
    .klass = WF_CLASS_WRITES,
    .run = ramping_run,
};
