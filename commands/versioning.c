/* commands/versioning.c: versioning overrides of workflows. */
#include "commands/versioning.h"

#include <string.h>

static const char *const behaviors[] = { "unspecified", "pinned", "one_time",
                                         "auto_upgrade", NULL };

#define V struct wf_versioning
#define VERSION_ROWS                                                                       \
    WF_OPT_STRING(0, "versioning-override-deployment-name", V, deployment_name, "NAME",    \
                  "Worker Deployment of the version; for pinned and one_time",             \
                  .complete = WF_COMPLETE_DEPLOYMENT),                                     \
        WF_OPT_STRING(0, "versioning-override-build-id", V, build_id, "ID",                \
                      "Build Id of the version; for pinned and one_time",                  \
                      .complete = WF_COMPLETE_BUILD_ID),                                   \
        WF_OPT_END

const struct wf_option wf_versioning_options[] = {
    WF_OPT_ENUM(0, "versioning-override-behavior", V, behavior, behaviors,
                "what the override does; unspecified removes it", .required = true),
    VERSION_ROWS
};
const struct wf_option wf_versioning_reset_options[] = {
    WF_OPT_ENUM(0, "versioning-override-behavior", V, behavior, behaviors + 1,
                "what the override does", .required = true),
    VERSION_ROWS
};

static Tdeployment__WorkerDeploymentVersion *version_of(struct wf_job *job,
                                                        const struct wf_versioning *v)
{
    Tdeployment__WorkerDeploymentVersion *d =
        wf_msg_new(job->arena, &tdeployment__worker_deployment_version__descriptor);

    d->deployment_name = (char *)v->deployment_name;
    d->build_id = (char *)v->build_id;
    return d;
}

static Tworkflow__VersioningOverride *override_of(struct wf_job *job,
                                                  const struct wf_versioning *v)
{
    Tworkflow__VersioningOverride *o =
        wf_msg_new(job->arena, &tworkflow__versioning_override__descriptor);

    if (strcmp(v->behavior, "auto_upgrade") == 0) {
        o->override_case = TWORKFLOW__VERSIONING_OVERRIDE__OVERRIDE_AUTO_UPGRADE;
        o->auto_upgrade = 1;
    } else if (strcmp(v->behavior, "pinned") == 0) {
        o->override_case = TWORKFLOW__VERSIONING_OVERRIDE__OVERRIDE_PINNED;
        o->pinned = wf_msg_new(
            job->arena, &tworkflow__versioning_override__pinned_override__descriptor);
        o->pinned->behavior =
            TWORKFLOW__VERSIONING_OVERRIDE__PINNED_OVERRIDE_BEHAVIOR__PINNED_OVERRIDE_BEHAVIOR_PINNED;
        o->pinned->version = version_of(job, v);
    } else {
        o->override_case = TWORKFLOW__VERSIONING_OVERRIDE__OVERRIDE_ONE_TIME;
        o->one_time = wf_msg_new(
            job->arena, &tworkflow__versioning_override__one_time_override__descriptor);
        o->one_time->target_deployment_version = version_of(job, v);
    }
    return o;
}

enum wf_code wf_versioning_build(struct wf_job *job, const struct wf_versioning *v,
                                 Tworkflow__WorkflowExecutionOptions **ret_options,
                                 Tgoogleprotobuf__FieldMask **ret_mask,
                                 struct wf_error *err)
{
    bool needs = strcmp(v->behavior, "pinned") == 0 || strcmp(v->behavior, "one_time") == 0;
    Tworkflow__WorkflowExecutionOptions *options;
    Tgoogleprotobuf__FieldMask *mask;

    if (needs && (v->deployment_name == NULL || v->build_id == NULL))
        return wf_error_set(err, WF_E_USAGE,
                            "%s: %s needs --versioning-override-deployment-name and "
                            "--versioning-override-build-id",
                            job->command->path, v->behavior);
    if (!needs && (v->deployment_name != NULL || v->build_id != NULL))
        return wf_error_set(err, WF_E_USAGE, "%s: %s takes no version", job->command->path,
                            v->behavior);
    options = wf_msg_new(job->arena, &tworkflow__workflow_execution_options__descriptor);
    if (strcmp(v->behavior, "unspecified") != 0)
        options->versioning_override = override_of(job, v);
    mask = wf_msg_new(job->arena, &tgoogleprotobuf__field_mask__descriptor);
    wf_msg_append(job->arena, &mask->paths, &mask->n_paths, (char *)"versioning_override");
    *ret_options = options;
    *ret_mask = mask;
    return WF_OK;
}
