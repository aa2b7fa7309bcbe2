/* commands/deployment_update_metadata.c: notes that a version carries. */
#include "commands/deployment.h"
#include "commands/input.h"

struct metadata_args {
    struct wf_deployment_version v;
    struct wf_strings set, remove;
};

typedef Tworkflowservice__UpdateWorkerDeploymentVersionMetadataRequest request_type;
typedef Tworkflowservice__UpdateWorkerDeploymentVersionMetadataResponse reply_type;
typedef Tworkflowservice__UpdateWorkerDeploymentVersionMetadataRequest__UpsertEntriesEntry
    entry;

static enum wf_code fill_request(struct wf_job *job, const struct metadata_args *a,
                                 request_type *req, struct wf_error *err)
{
    Tdeployment__VersionMetadata *set = NULL;
    enum wf_code rc = wf_input_version_metadata(job, &a->set, &set, err);

    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; set != NULL && i < set->n_entries; i++) {
        entry *e = wf_msg_new(
            job->arena,
            &tworkflowservice__update_worker_deployment_version_metadata_request__upsert_entries_entry__descriptor);

        e->key = set->entries[i]->key;
        e->value = set->entries[i]->value;
        wf_msg_append(job->arena, &req->upsert_entries, &req->n_upsert_entries, e);
    }
    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_version = wf_deployment_version(job->arena, &a->v);
    req->remove_entries = (char **)a->remove.v;
    req->n_remove_entries = a->remove.n;
    req->identity = (char *)wf_job_identity(job);
    return WF_OK;
}

static void fill(struct wf_json *j, const void *user)
{
    const reply_type *r = user;

    wf_json_object(j);
    wf_deployment_json_metadata(j, "Metadata", r->metadata);
    wf_json_end_object(j);
}

static enum wf_code metadata_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct metadata_args *a = args;
    request_type *req = wf_msg_new(
        job->arena,
        &tworkflowservice__update_worker_deployment_version_metadata_request__descriptor);
    reply_type *reply = NULL;
    enum wf_code rc;

    if (a->set.n + a->remove.n == 0)
        return wf_error_set(err, WF_E_USAGE,
                            "nothing to change: --metadata or --remove-entries");
    rc = fill_request(job, a, req, err);
    if (rc == WF_OK)
        rc = wf_job_call(job, "UpdateWorkerDeploymentVersionMetadata", req, NULL, NULL,
                         &reply, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json(job, fill, reply, err);
    return wf_deployment_receipt(job, a->v.deployment, a->v.build_id, "metadata updated",
                                 err);
}

#define M struct metadata_args
static const struct wf_option metadata_options[] = {
    WF_OPT_SET(wf_deployment_version_options, M, v),
    WF_OPT_STRINGS(0, "metadata", M, set, "KEY=JSON", "set an entry"),
    WF_OPT_STRINGS(0, "remove-entries", M, remove, "KEY", "remove an entry"), WF_OPT_END
};
#undef M

const struct wf_command wf_cmd_deployment_update_metadata = {
    .path = "worker deployment update-version-metadata",
    .summary = "Change the metadata of a version",
    .examples = { { "wfsh worker deployment update-version-metadata --deployment-name "
                    "orders "
                    "--build-id 1.1 --metadata 'commit=\"9b1c2d3\"'",
                    "values are JSON" },
                  { "wfsh deployment update-version-metadata --deployment-name orders "
                    "--build-id 1.1 --remove-entries commit",
                    "forget it" } },
    .options = metadata_options,
    .args_size = sizeof(struct metadata_args),
    .klass = WF_CLASS_WRITES,
    .run = metadata_run,
};
