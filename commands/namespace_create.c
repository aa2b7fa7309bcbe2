/* commands/namespace_create.c: register a namespace. */
#include "commands/archival.h"

struct create_args {
    const char *name;
    const char *active_cluster;
    struct wf_strings clusters;
    struct wf_strings data;
    const char *description, *email;
    bool global;
    int64_t retention;
    struct wf_archival archival;
};

typedef Tworkflowservice__RegisterNamespaceRequest request;

static enum wf_code fill_data(struct wf_job *job, const struct create_args *a, request *req,
                              struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < a->data.n && rc == WF_OK; i++) {
        Tworkflowservice__RegisterNamespaceRequest__DataEntry *e = wf_msg_new(
            job->arena,
            &tworkflowservice__register_namespace_request__data_entry__descriptor);

        rc = wf_split_pair(job, "data", a->data.v[i], &e->key, &e->value, err);
        if (rc == WF_OK)
            wf_msg_append(job->arena, &req->data, &req->n_data, e);
    }
    for (size_t i = 0; i < a->clusters.n; i++) {
        Treplication__ClusterReplicationConfig *c =
            wf_msg_new(job->arena, &treplication__cluster_replication_config__descriptor);

        c->cluster_name = (char *)a->clusters.v[i];
        wf_msg_append(job->arena, &req->clusters, &req->n_clusters, c);
    }
    return rc;
}

static void fill_archival(const struct wf_archival *a, request *req)
{
    req->history_archival_state = wf_archival_state(a->history_state);
    req->visibility_archival_state = wf_archival_state(a->visibility_state);
    if (a->history_uri != NULL)
        req->history_archival_uri = (char *)a->history_uri;
    if (a->visibility_uri != NULL)
        req->visibility_archival_uri = (char *)a->visibility_uri;
}

static enum wf_code create_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct create_args *a = args;
    request *req =
        wf_msg_new(job->arena, &tworkflowservice__register_namespace_request__descriptor);
    const char *name = wf_namespace_name(job, a->name);
    wf_namespace *ns = NULL;
    enum wf_code rc = fill_data(job, a, req, err);

    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)name;
    req->description = (char *)(a->description != NULL ? a->description : "");
    req->owner_email = (char *)(a->email != NULL ? a->email : "");
    req->active_cluster_name = (char *)(a->active_cluster != NULL ? a->active_cluster : "");
    req->is_global_namespace = a->global;
    req->workflow_execution_retention_period = wf_duration_new(job->arena, a->retention);
    fill_archival(&a->archival, req);
    rc = wf_job_call(job, "RegisterNamespace", req, NULL, NULL, NULL, err);
    if (rc != WF_OK) {
        if (rc != WF_STOP)
            wf_archival_explain(&a->archival, NULL, err);
        return rc == WF_STOP ? rc : err->code;
    }
    rc = wf_namespace_receipt(job, name, "created", err);
    if (rc == WF_OK && wf_archival_given(&a->archival)) {
        rc = wf_namespace_describe(job, name, NULL, &ns, err);
        if (rc == WF_OK)
            rc = wf_archival_check(job, &a->archival, ns, err);
    }
    return rc;
}

#define C struct create_args
static const struct wf_option create_options[] = {
    WF_OPT_DURATION(0, "retention", C, retention,
                    "how long closed workflows stay; 1h at the least",
                    .default_value = "72h"),
    WF_OPT_STRING(0, "description", C, description, "TEXT", "what it is for"),
    WF_OPT_STRING(0, "email", C, email, "ADDRESS", "its owner"),
    WF_OPT_STRINGS(0, "data", C, data, "KEY=VALUE", "data of your own"),
    WF_OPT_SET(wf_archival_options, C, archival),
    WF_OPT_BOOL(0, "global", C, global, "replicate it to other clusters"),
    WF_OPT_STRING(0, "active-cluster", C, active_cluster, "NAME",
                  "the cluster where it is active"),
    WF_OPT_STRINGS(0, "cluster", C, clusters, "NAME", "a cluster that has it"),
    WF_OPT_END
};
#undef C

static const struct wf_positional create_positionals[] = {
    { .name = "NAME",
      .offset = offsetof(struct create_args, name),
      .help = "the namespace; else the one of --namespace",
      .official = "namespace" },
    { .name = NULL },
};

const struct wf_command wf_cmd_namespace_create = {
    .path = "operator namespace create",
    .summary = "Register a namespace",
    .text =
        "Archival that is asked for is read back: exit status 5 when the cluster did not\n"
        "take it (the namespace exists then).",
    .examples = { { "wfsh operator namespace create orders --retention 7d", "a week" },
                  { "wfsh ns create orders --history-archival-state enabled "
                    "--history-uri file:///srv/archive/orders",
                    "with its histories kept" } },
    .positionals = create_positionals,
    .options = create_options,
    .args_size = sizeof(struct create_args),
    .klass = WF_CLASS_WRITES,
    .run = create_run,
};
