/* commands/namespace_update.c: change a namespace. */
#include "commands/archival.h"

#include <string.h>

struct update_args {
    const char *name;
    const char *active_cluster;
    struct wf_strings clusters;
    struct wf_strings data;
    const char *description, *email;
    bool promote_global;
    const char *replication_state;
    int64_t retention;
    struct wf_archival archival;
};

typedef Tworkflowservice__UpdateNamespaceRequest request;

static void add_data(struct wf_job *job, Tnamespace__UpdateNamespaceInfo *info,
                     const char *key, const char *value)
{
    Tnamespace__UpdateNamespaceInfo__DataEntry *e =
        wf_msg_new(job->arena, &tnamespace__update_namespace_info__data_entry__descriptor);

    e->key = (char *)key;
    e->value = (char *)value;
    wf_msg_append(job->arena, &info->data, &info->n_data, e);
}

/* What is not given stays: the request would empty it otherwise. */
static enum wf_code fill_info(struct wf_job *job, const struct update_args *a,
                              const wf_namespace *now, request *req, struct wf_error *err)
{
    Tnamespace__UpdateNamespaceInfo *info =
        wf_msg_new(job->arena, &tnamespace__update_namespace_info__descriptor);
    enum wf_code rc = WF_OK;

    if (now != NULL) {
        info->description = now->namespace_info->description;
        info->owner_email = now->namespace_info->owner_email;
    }
    if (a->description != NULL)
        info->description = (char *)a->description;
    if (a->email != NULL)
        info->owner_email = (char *)a->email;
    for (size_t i = 0; i < a->data.n && rc == WF_OK; i++) {
        char *key = NULL, *value = NULL;

        rc = wf_split_pair(job, "data", a->data.v[i], &key, &value, err);
        if (rc == WF_OK)
            add_data(job, info, key, value);
    }
    req->update_info = info;
    return rc;
}

static void fill_replication(struct wf_job *job, const struct update_args *a, request *req)
{
    Treplication__NamespaceReplicationConfig *r;

    if (a->active_cluster == NULL && a->clusters.n == 0 && a->replication_state == NULL)
        return;
    r = wf_msg_new(job->arena, &treplication__namespace_replication_config__descriptor);
    if (a->active_cluster != NULL)
        r->active_cluster_name = (char *)a->active_cluster;
    for (size_t i = 0; i < a->clusters.n; i++) {
        Treplication__ClusterReplicationConfig *c =
            wf_msg_new(job->arena, &treplication__cluster_replication_config__descriptor);

        c->cluster_name = (char *)a->clusters.v[i];
        wf_msg_append(job->arena, &r->clusters, &r->n_clusters, c);
    }
    if (a->replication_state != NULL)
        r->state = strcmp(a->replication_state, "handover") == 0
                       ? TENUMS__REPLICATION_STATE__REPLICATION_STATE_HANDOVER
                       : TENUMS__REPLICATION_STATE__REPLICATION_STATE_NORMAL;
    req->replication_config = r;
}

static void fill_config(struct wf_job *job, const struct update_args *a, request *req)
{
    Tnamespace__NamespaceConfig *c =
        wf_msg_new(job->arena, &tnamespace__namespace_config__descriptor);

    if (a->retention != WF_UNSET && a->retention != 0)
        c->workflow_execution_retention_ttl = wf_duration_new(job->arena, a->retention);
    c->history_archival_state = wf_archival_state(a->archival.history_state);
    c->visibility_archival_state = wf_archival_state(a->archival.visibility_state);
    if (a->archival.history_uri != NULL)
        c->history_archival_uri = (char *)a->archival.history_uri;
    if (a->archival.visibility_uri != NULL)
        c->visibility_archival_uri = (char *)a->archival.visibility_uri;
    req->config = c;
}

static bool gives_something(const struct update_args *a)
{
    return a->active_cluster != NULL || a->clusters.n > 0 || a->data.n > 0 ||
           a->description != NULL || a->email != NULL || a->promote_global ||
           a->replication_state != NULL ||
           (a->retention != WF_UNSET && a->retention != 0) ||
           wf_archival_given(&a->archival);
}

static enum wf_code update_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct update_args *a = args;
    request *req =
        wf_msg_new(job->arena, &tworkflowservice__update_namespace_request__descriptor);
    const char *name = wf_namespace_name(job, a->name);
    wf_namespace *before = NULL, *now = NULL;
    struct wf_error print_err = WF_ERROR_INIT;
    enum wf_code rc = WF_OK, printed;

    if (!gives_something(a))
        return wf_error_set(err, WF_E_USAGE, "operator namespace update: change what?");
    if (!job->g->explain)
        rc = wf_namespace_describe(job, name, NULL, &before, err);
    if (rc == WF_OK)
        rc = fill_info(job, a, before, req, err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)name;
    req->promote_namespace = a->promote_global;
    fill_config(job, a, req);
    fill_replication(job, a, req);
    rc = wf_archival_update(job, req, &a->archival, before, &now, err);
    if (now == NULL)
        return rc;
    printed = wf_namespace_print(job, now, &print_err);
    if (rc == WF_OK && printed != WF_OK)
        *err = print_err;
    return rc != WF_OK ? rc : printed;
}

static const char *const replication_states[] = { "normal", "handover", NULL };

#define U struct update_args
static const struct wf_option update_options[] = {
    WF_OPT_DURATION(0, "retention", U, retention, "how long closed workflows stay"),
    WF_OPT_STRING(0, "description", U, description, "TEXT", "what it is for"),
    WF_OPT_STRING(0, "email", U, email, "ADDRESS", "its owner"),
    WF_OPT_STRINGS(0, "data", U, data, "KEY=VALUE", "data of your own; other keys stay"),
    WF_OPT_SET(wf_archival_options, U, archival),
    WF_OPT_BOOL(0, "promote-global", U, promote_global, "make it a global namespace"),
    WF_OPT_STRING(0, "active-cluster", U, active_cluster, "NAME",
                  "the cluster where it is active: fails over"),
    WF_OPT_STRINGS(0, "cluster", U, clusters, "NAME", "a cluster that has it"),
    WF_OPT_ENUM(0, "replication-state", U, replication_state, replication_states,
                "normal, or handover while it moves"),
    WF_OPT_END
};
#undef U

static const struct wf_positional update_positionals[] = {
    { .name = "NAME",
      .offset = offsetof(struct update_args, name),
      .help = "the namespace; else the one of --namespace",
      .complete = WF_COMPLETE_NAMESPACE,
      .official = "namespace" },
    { .name = NULL },
};

const struct wf_command wf_cmd_namespace_update = {
    .path = "operator namespace update",
    .summary = "Change a namespace",
    .text =
        "Only what is given changes. Archival is read back from the server, which answers\n"
        "OK also when it ignores it: exit status 5 then, with the reason.",
    .examples = { { "wfsh operator namespace update orders --retention 30d", "retention" },
                  { "wfsh ns update orders --history-archival-state enabled",
                    "archival; see also 'operator namespace archival set'" } },
    .positionals = update_positionals,
    .options = update_options,
    .args_size = sizeof(struct update_args),
    .klass = WF_CLASS_WRITES,
    .run = update_run,
};
