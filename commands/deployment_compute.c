/* commands/deployment_compute.c: the compute that starts a version's workers on demand. */
#include "commands/deployment.h"

#include "proto/payload.h"

#include <math.h>

struct compute_args {
    struct wf_deployment_version v;
    const char *lambda_arn, *lambda_role, *lambda_id;
    bool lambda_bare;
    const char *agent_arn, *agent_role, *agent_id;
    bool agent_bare;
    const char *project, *region, *account, *pool;
    int64_t min, max, initial, quiet;
    double target;
    bool remove; /* update only */
};

/* The one scaling group that the official CLI knows. */
static const char group_id[] = "default";

static bool has_scaling(const struct compute_args *a)
{
    return a->min != WF_UNSET || a->max != WF_UNSET || a->initial != WF_UNSET ||
           a->quiet != WF_UNSET || !isnan(a->target);
}

static bool has_gcp(const struct compute_args *a)
{
    return a->project != NULL || a->region != NULL || a->account != NULL || a->pool != NULL;
}

/* ---- what goes together ----------------------------------------------------------------
 */

static enum wf_code check_role(const char *arn, const char *role, const char *id, bool bare,
                               const char *name, const char *arn_name, struct wf_error *err)
{
    if (arn == NULL && (role != NULL || id != NULL || bare))
        return wf_error_set(err, WF_E_USAGE, "--aws-%s-…: which one? --aws-%s-%s", name,
                            name, arn_name);
    if (arn == NULL)
        return WF_OK;
    if (bare && (role != NULL || id != NULL))
        return wf_error_set(err, WF_E_USAGE,
                            "--aws-%s-skip-role-and-external-id excludes a role", name);
    if (!bare && (role == NULL || id == NULL))
        return wf_error_set(err, WF_E_USAGE,
                            "--aws-%s-assume-role-arn and --aws-%s-assume-role-external-id "
                            "are needed, or --aws-%s-skip-role-and-external-id",
                            name, name, name);
    return WF_OK;
}

static enum wf_code check_scaling(const struct compute_args *a, struct wf_error *err)
{
    if (!has_scaling(a))
        return WF_OK;
    if (a->min == WF_UNSET || a->max == WF_UNSET || a->initial == WF_UNSET ||
        a->quiet == WF_UNSET || isnan(a->target))
        return wf_error_set(err, WF_E_USAGE,
                            "the five options of scaling go together: "
                            "--gcp-cloud-run-min-instances, -max-instances, "
                            "-initial-instances, -utilization-target and "
                            "-scale-down-stabilization-duration");
    if (a->min < 0 || a->max < a->min || a->initial < a->min || a->initial > a->max)
        return wf_error_set(err, WF_E_USAGE,
                            "instances: 0 <= min <= initial <= max is not so");
    if (!(a->target > 0 && a->target <= 1))
        return wf_error_set(err, WF_E_USAGE,
                            "--gcp-cloud-run-utilization-target: over 0, at most 1");
    return a->quiet < 0 ? wf_error_set(err, WF_E_USAGE,
                                       "--gcp-cloud-run-scale-down-stabilization-duration: "
                                       "0s or longer")
                        : WF_OK;
}

static enum wf_code check(const struct compute_args *a, struct wf_error *err)
{
    int providers = (a->lambda_arn != NULL) + (a->agent_arn != NULL) + has_gcp(a);
    enum wf_code rc = check_role(a->lambda_arn, a->lambda_role, a->lambda_id,
                                 a->lambda_bare, "lambda", "function-arn", err);

    if (rc == WF_OK)
        rc = check_role(a->agent_arn, a->agent_role, a->agent_id, a->agent_bare,
                        "agentcore", "endpoint-arn", err);
    if (rc == WF_OK && providers > 1)
        rc = wf_error_set(err, WF_E_USAGE,
                          "one of Lambda, AgentCore and Cloud Run, not several");
    if (rc == WF_OK && has_gcp(a) &&
        (a->project == NULL || a->region == NULL || a->account == NULL || a->pool == NULL))
        rc = wf_error_set(err, WF_E_USAGE,
                          "--gcp-cloud-run-worker-pool needs -project, -region and "
                          "-service-account");
    return rc == WF_OK ? check_scaling(a, err) : rc;
}

/* ---- the scaling group -----------------------------------------------------------------
 */

struct detail {
    const char *key, *value; /* value NULL: left out */
};

static Tcommon__Payload *payload_of(struct wf_job *job, const struct wf_strbuf *text)
{
    return wf_payload_json(job->arena, wf_arena_strdup(job->arena, wf_strbuf_str(text)));
}

static Tcommon__Payload *provider_details(struct wf_job *job, const struct detail *v)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    Tcommon__Payload *p;

    wf_json_object(&j);
    for (; v->key != NULL; v++)
        if (v->value != NULL)
            wf_json_kstr(&j, v->key, v->value);
    wf_json_end_object(&j);
    p = payload_of(job, &b);
    wf_strbuf_release(&b);
    return p;
}

static Tcommon__Payload *scaler_details(struct wf_job *job, const struct compute_args *a)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    Tcommon__Payload *p;

    wf_json_object(&j);
    wf_json_ki64(&j, "initial_count", a->initial);
    wf_json_ki64(&j, "max_count", a->max);
    wf_json_ki64(&j, "min_count", a->min);
    wf_json_ki64(&j, "no_sync_quiet_ms", a->quiet / 1000000);
    wf_json_key(&j, "utilization_target");
    wf_json_float(&j, (float)a->target);
    wf_json_end_object(&j);
    p = payload_of(job, &b);
    wf_strbuf_release(&b);
    return p;
}

static void set_provider(struct wf_job *job, Tcompute__ComputeConfigScalingGroup *g,
                         const char *type, const struct detail *details, const char *scaler)
{
    g->provider = wf_msg_new(job->arena, &tcompute__compute_provider__descriptor);
    g->provider->type = (char *)type;
    g->provider->details = provider_details(job, details);
    g->scaler = wf_msg_new(job->arena, &tcompute__compute_scaler__descriptor);
    g->scaler->type = (char *)scaler;
}

/* Empty when nothing was given. */
static Tcompute__ComputeConfigScalingGroup *group_of(struct wf_job *job,
                                                     const struct compute_args *a)
{
    const struct detail lambda[] = { { "arn", a->lambda_arn },
                                     { "role", a->lambda_role },
                                     { "role_external_id", a->lambda_id },
                                     { NULL, NULL } };
    const struct detail agent[] = { { "endpoint_arn", a->agent_arn },
                                    { "role", a->agent_role },
                                    { "role_external_id", a->agent_id },
                                    { NULL, NULL } };
    const struct detail gcp[] = { { "project", a->project },
                                  { "region", a->region },
                                  { "service_account", a->account },
                                  { "worker_pool", a->pool },
                                  { NULL, NULL } };
    Tcompute__ComputeConfigScalingGroup *g =
        wf_msg_new(job->arena, &tcompute__compute_config_scaling_group__descriptor);

    if (a->lambda_arn != NULL)
        set_provider(job, g, "aws-lambda", lambda, "no-sync");
    else if (a->agent_arn != NULL)
        set_provider(job, g, "aws-agentcore", agent, "no-sync");
    else if (a->pool != NULL)
        set_provider(job, g, "gcp-cloud-run", gcp, "rate-based");
    if (has_scaling(a)) {
        if (g->scaler == NULL)
            g->scaler = wf_msg_new(job->arena, &tcompute__compute_scaler__descriptor);
        g->scaler->details = scaler_details(job, a);
    }
    return g;
}

/* ---- the two verbs ---------------------------------------------------------------------
 */

static enum wf_code create_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct compute_args *a = args;
    Tworkflowservice__CreateWorkerDeploymentVersionRequest *req =
        wf_msg_new(job->arena,
                   &tworkflowservice__create_worker_deployment_version_request__descriptor);
    Tcompute__ComputeConfig__ScalingGroupsEntry *e =
        wf_msg_new(job->arena, &tcompute__compute_config__scaling_groups_entry__descriptor);
    enum wf_code rc = check(a, err);

    if (rc != WF_OK)
        return rc;
    e->key = (char *)group_id;
    e->value = group_of(job, a);
    if (e->value->provider == NULL)
        return wf_error_set(err, WF_E_USAGE,
                            "which compute? --aws-lambda-function-arn, "
                            "--aws-agentcore-endpoint-arn or --gcp-cloud-run-worker-pool");
    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_version = wf_deployment_version(job->arena, &a->v);
    req->compute_config = wf_msg_new(job->arena, &tcompute__compute_config__descriptor);
    wf_msg_append(job->arena, &req->compute_config->scaling_groups,
                  &req->compute_config->n_scaling_groups, e);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "CreateWorkerDeploymentVersion", req, NULL, NULL, NULL, err);
    return rc == WF_OK
               ? wf_deployment_receipt(job, a->v.deployment, a->v.build_id, "created", err)
               : rc;
}

typedef Tworkflowservice__UpdateWorkerDeploymentVersionComputeConfigRequest update_request;
typedef Tworkflowservice__UpdateWorkerDeploymentVersionComputeConfigRequest__ComputeConfigScalingGroupsEntry
    update_entry;

/* A provider brings its scaler; only Cloud Run's has details that may stay as they are. */
static void add_update(struct wf_job *job, const struct compute_args *a,
                       Tcompute__ComputeConfigScalingGroup *g, update_request *req)
{
    update_entry *e = wf_msg_new(
        job->arena,
        &tworkflowservice__update_worker_deployment_version_compute_config_request__compute_config_scaling_groups_entry__descriptor);
    Tgoogleprotobuf__FieldMask *mask =
        wf_msg_new(job->arena, &tgoogleprotobuf__field_mask__descriptor);

    e->key = (char *)group_id;
    e->value =
        wf_msg_new(job->arena, &tcompute__compute_config_scaling_group_update__descriptor);
    e->value->scaling_group = g;
    e->value->update_mask = mask;
    if (g->provider != NULL) {
        static const char *const paths[] = { "provider.type", "provider.details",
                                             "scaler.type" };

        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
            wf_msg_append(job->arena, &mask->paths, &mask->n_paths, (char *)paths[i]);
    }
    if (has_scaling(a) || (g->provider != NULL && a->pool == NULL))
        wf_msg_append(job->arena, &mask->paths, &mask->n_paths, (char *)"scaler.details");
    wf_msg_append(job->arena, &req->compute_config_scaling_groups,
                  &req->n_compute_config_scaling_groups, e);
}

static enum wf_code update_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct compute_args *a = args;
    update_request *req = wf_msg_new(
        job->arena,
        &tworkflowservice__update_worker_deployment_version_compute_config_request__descriptor);
    Tcompute__ComputeConfigScalingGroup *g;
    enum wf_code rc = check(a, err);

    if (rc != WF_OK)
        return rc;
    g = group_of(job, a);
    if (a->remove && (g->provider != NULL || g->scaler != NULL))
        return wf_error_set(err, WF_E_USAGE, "--remove excludes a new configuration");
    if (!a->remove && g->provider == NULL && g->scaler == NULL)
        return wf_error_set(err, WF_E_USAGE, "nothing to change: a compute, or --remove");
    if (a->remove)
        wf_msg_append(job->arena, &req->remove_compute_config_scaling_groups,
                      &req->n_remove_compute_config_scaling_groups, (char *)group_id);
    else
        add_update(job, a, g, req);
    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_version = wf_deployment_version(job->arena, &a->v);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "UpdateWorkerDeploymentVersionComputeConfig", req, NULL, NULL,
                     NULL, err);
    return rc == WF_OK
               ? wf_deployment_receipt(job, a->v.deployment, a->v.build_id,
                                       a->remove ? "compute removed" : "compute updated",
                                       err)
               : rc;
}

#define C struct compute_args
#define COMPUTE_ROWS                                                                       \
    WF_OPT_SET(wf_deployment_version_options, C, v),                                       \
        WF_OPT_STRING(0, "aws-lambda-function-arn", C, lambda_arn, "ARN",                  \
                      "the Lambda function that starts a worker"),                         \
        WF_OPT_STRING(0, "aws-lambda-assume-role-arn", C, lambda_role, "ARN",              \
                      "the role that the server takes for it"),                            \
        WF_OPT_STRING(0, "aws-lambda-assume-role-external-id", C, lambda_id, "ID",         \
                      "the external id that the role's trust policy wants"),               \
        WF_OPT_BOOL(0, "aws-lambda-skip-role-and-external-id", C, lambda_bare,             \
                    "without a role"),                                                     \
        WF_OPT_STRING(0, "aws-agentcore-endpoint-arn", C, agent_arn, "ARN",                \
                      "the Bedrock AgentCore endpoint that starts a worker"),              \
        WF_OPT_STRING(0, "aws-agentcore-assume-role-arn", C, agent_role, "ARN",            \
                      "the role that the server takes for it"),                            \
        WF_OPT_STRING(0, "aws-agentcore-assume-role-external-id", C, agent_id, "ID",       \
                      "the external id that the role's trust policy wants"),               \
        WF_OPT_BOOL(0, "aws-agentcore-skip-role-and-external-id", C, agent_bare,           \
                    "without a role"),                                                     \
        WF_OPT_STRING(0, "gcp-cloud-run-worker-pool", C, pool, "NAME",                     \
                      "the Cloud Run worker pool that is scaled"),                         \
        WF_OPT_STRING(0, "gcp-cloud-run-project", C, project, "ID", "its project"),        \
        WF_OPT_STRING(0, "gcp-cloud-run-region", C, region, "NAME", "its region"),         \
        WF_OPT_STRING(0, "gcp-cloud-run-service-account", C, account, "NAME",              \
                      "the service account that the server takes"),                        \
        WF_OPT_INT(0, "gcp-cloud-run-min-instances", C, min, "N", "never fewer"),          \
        WF_OPT_INT(0, "gcp-cloud-run-max-instances", C, max, "N", "never more"),           \
        WF_OPT_INT(0, "gcp-cloud-run-initial-instances", C, initial, "N", "at first"),     \
        WF_OPT_FLOAT(0, "gcp-cloud-run-utilization-target", C, target, "FRACTION",         \
                     "the share of a worker's slots to use, over 0 and at most 1"),        \
        WF_OPT_DURATION(0, "gcp-cloud-run-scale-down-stabilization-duration", C, quiet,    \
                        "calm for so long before it scales down")
static const struct wf_option create_options[] = { COMPUTE_ROWS, WF_OPT_END };
static const struct wf_option update_options[] = {
    COMPUTE_ROWS, WF_OPT_BOOL(0, "remove", C, remove, "no compute any more"), WF_OPT_END
};
#undef C

const struct wf_command wf_cmd_deployment_create_version = {
    .path = "worker deployment create-version",
    .summary = "Make a version whose workers the server starts on demand",
    .text =
        "The server must be built with the compute provider; it says so when it is not.",
    .examples = { { "wfsh worker deployment create-version --deployment-name orders "
                    "--build-id 1.1 --aws-lambda-function-arn ARN "
                    "--aws-lambda-skip-role-and-external-id",
                    "by a Lambda function" },
                  { "wfsh deployment create-version --deployment-name orders --build-id "
                    "1.1 "
                    "--gcp-cloud-run-worker-pool pool --gcp-cloud-run-project p "
                    "--gcp-cloud-run-region europe-west1 --gcp-cloud-run-service-account "
                    "sa",
                    "by a Cloud Run worker pool" } },
    .options = create_options,
    .args_size = sizeof(struct compute_args),
    .klass = WF_CLASS_WRITES,
    .run = create_run,
};

const struct wf_command wf_cmd_deployment_update_compute = {
    .path = "worker deployment update-version-compute-config",
    .summary = "Change or remove the compute of a version",
    .examples = { { "wfsh worker deployment update-version-compute-config "
                    "--deployment-name "
                    "orders --build-id 1.1 --remove",
                    "its workers start elsewhere" },
                  { "wfsh deployment update-version-compute-config --deployment-name "
                    "orders "
                    "--build-id 1.1 --gcp-cloud-run-min-instances 1 "
                    "--gcp-cloud-run-max-instances 9 --gcp-cloud-run-initial-instances 1 "
                    "--gcp-cloud-run-utilization-target 0.7 "
                    "--gcp-cloud-run-scale-down-stabilization-duration 90s",
                    "its scaling only" } },
    .options = update_options,
    .args_size = sizeof(struct compute_args),
    .klass = WF_CLASS_WRITES,
    .run = update_run,
};
