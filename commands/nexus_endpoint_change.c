/* commands/nexus_endpoint_change.c: make, change and remove Nexus Endpoints. */
#include "commands/nexus_endpoint.h"
#include "commands/simple_receipt.h"

#include <string.h>

struct change_args {
    struct wf_endpoint_name name;
    struct wf_endpoint_given given;
    bool unset_description; /* update only */
    bool yes;               /* delete only */
};

static enum wf_code receipt(struct wf_job *job, const char *name, const char *message,
                            struct wf_error *err)
{
    return wf_simple_receipt(job, "endpoint", name, message, err);
}

static enum wf_code create_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct change_args *a = args;
    Toperatorservice__CreateNexusEndpointRequest *req = wf_msg_new(
        job->arena, &toperatorservice__create_nexus_endpoint_request__descriptor);
    const char *name = NULL;
    enum wf_code rc = wf_endpoint_name(&a->name, &name, err);

    if (rc != WF_OK)
        return rc;
    req->spec = wf_msg_new(job->arena, &tnexus__endpoint_spec__descriptor);
    req->spec->name = (char *)name;
    rc = wf_endpoint_apply(job, &a->given, req->spec, err);
    if (rc == WF_OK)
        rc = wf_job_call(job, "CreateNexusEndpoint", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? receipt(job, name, "created", err) : rc;
}

static bool says_nothing(const struct change_args *a)
{
    static const struct wf_endpoint_given none;

    return !a->unset_description && memcmp(&a->given, &none, sizeof none) == 0;
}

/* The version goes with it, so that a change in between is a conflict and not lost. */
static enum wf_code update_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct change_args *a = args;
    Toperatorservice__UpdateNexusEndpointRequest *req = wf_msg_new(
        job->arena, &toperatorservice__update_nexus_endpoint_request__descriptor);
    wf_endpoint *e = NULL;
    const char *name = NULL;
    enum wf_code rc = wf_endpoint_name(&a->name, &name, err);

    if (rc != WF_OK)
        return rc;
    if (says_nothing(a))
        return wf_error_set(err, WF_E_USAGE,
                            "nothing to change: a target or a description");
    if (a->unset_description &&
        (a->given.description != NULL || a->given.description_file != NULL))
        return wf_error_set(err, WF_E_USAGE,
                            "--unset-description excludes a new description");
    rc = wf_endpoint_find(job, name, &e, err);
    if (rc != WF_OK)
        return rc;
    if (a->unset_description)
        e->spec->description = NULL;
    req->id = e->id;
    req->version = e->version;
    req->spec = e->spec;
    rc = wf_endpoint_apply(job, &a->given, req->spec, err);
    if (rc == WF_OK)
        rc = wf_job_call(job, "UpdateNexusEndpoint", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? receipt(job, name, "updated", err) : rc;
}

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Toperatorservice__DeleteNexusEndpointRequest *req = wf_msg_new(
        job->arena, &toperatorservice__delete_nexus_endpoint_request__descriptor);
    wf_endpoint *e = NULL;
    const char *name = NULL;
    enum wf_code rc = wf_endpoint_name(args, &name, err);

    if (rc == WF_OK)
        rc = wf_endpoint_find(job, name, &e, err);
    if (rc != WF_OK)
        return rc;
    req->id = e->id;
    req->version = e->version;
    rc = wf_job_call(job, "DeleteNexusEndpoint", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? receipt(job, name, "deleted", err) : rc;
}

#define C struct change_args
static const struct wf_option create_options[] = {
    WF_OPT_SET(wf_endpoint_name_options, C, name),
    WF_OPT_SET(wf_endpoint_given_options, C, given), WF_OPT_END
};
static const struct wf_option update_options[] = {
    WF_OPT_SET(wf_endpoint_name_options, C, name),
    WF_OPT_SET(wf_endpoint_given_options, C, given),
    WF_OPT_BOOL(0, "unset-description", C, unset_description, "no description any more"),
    WF_OPT_END
};
static const struct wf_option delete_options[] = {
    WF_OPT_SET(wf_endpoint_name_options, C, name),
    WF_OPT_BOOL('y', "yes", C, yes, "do not ask", .ours = true), WF_OPT_END
};
#undef C

const struct wf_command wf_cmd_nexus_endpoint_create = {
    .path = "operator nexus endpoint create",
    .summary = "Make a Nexus Endpoint",
    .examples = { { "wfsh operator nexus endpoint create payments --target-namespace pay "
                    "--target-task-queue pay-nexus",
                    "a worker handles it" },
                  { "wfsh operator nexus endpoint create --name payments --target-url "
                    "http://127.0.0.1:8080/nexus",
                    "another server does" } },
    .positionals = wf_endpoint_name_positionals,
    .options = create_options,
    .args_size = sizeof(struct change_args),
    .klass = WF_CLASS_WRITES,
    .run = create_run,
};

const struct wf_command wf_cmd_nexus_endpoint_update = {
    .path = "operator nexus endpoint update",
    .summary = "Change a Nexus Endpoint; what is not given stays",
    .examples = { { "wfsh operator nexus endpoint update payments --target-task-queue "
                    "pay-2",
                    "only the Task Queue" },
                  { "wfsh operator nexus endpoint update payments --unset-description",
                    "no description any more" } },
    .positionals = wf_endpoint_name_positionals,
    .options = update_options,
    .args_size = sizeof(struct change_args),
    .klass = WF_CLASS_WRITES,
    .run = update_run,
};

const struct wf_command wf_cmd_nexus_endpoint_delete = {
    .path = "operator nexus endpoint delete",
    .summary = "Remove a Nexus Endpoint",
    .examples = { { "wfsh operator nexus endpoint delete payments", "by its name" },
                  { "wfsh operator nexus endpoint delete --name payments -o json",
                    "a receipt in JSON" } },
    .positionals = wf_endpoint_name_positionals,
    .options = delete_options,
    .args_size = sizeof(struct change_args),
    .klass = WF_CLASS_DESTROYS,
    .run = delete_run,
};
