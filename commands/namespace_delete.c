/* commands/namespace_delete.c: remove a namespace with all that is in it. */
#include "commands/namespace.h"

struct delete_args {
    const char *name;
    bool yes;
};

static void fill(struct wf_json *j, const void *user)
{
    wf_json_object(j);
    wf_json_kstr(j, "deletedNamespace", user);
    wf_json_end_object(j);
}

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct delete_args *a = args;
    Toperatorservice__DeleteNamespaceRequest *req =
        wf_msg_new(job->arena, &toperatorservice__delete_namespace_request__descriptor);
    Toperatorservice__DeleteNamespaceResponse *reply = NULL;
    const char *name = wf_namespace_name(job, a->name);
    enum wf_code rc = WF_OK;

    if (!job->g->explain)
        rc = wf_job_confirm(job, a->yes, err, "Delete namespace %s with all its workflows?",
                            name);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)name;
    rc = wf_job_call(job, "DeleteNamespace", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json(job, fill, reply->deleted_namespace, err);
    return wf_job_printf(job, err, "done  %s  deletion started, as %s\n", name,
                         reply->deleted_namespace);
}

static const struct wf_option delete_options[] = {
    WF_OPT_BOOL('y', "yes", struct delete_args, yes, "do not ask"), WF_OPT_END
};

static const struct wf_positional delete_positionals[] = {
    { .name = "NAME",
      .offset = offsetof(struct delete_args, name),
      .help = "the namespace; else the one of --namespace",
      .complete = WF_COMPLETE_NAMESPACE,
      .official = "namespace" },
    { .name = NULL },
};

const struct wf_command wf_cmd_namespace_delete = {
    .path = "operator namespace delete",
    .summary = "Remove a namespace with all its workflows",
    .examples = { { "wfsh operator namespace delete scratch", "asks first" },
                  { "wfsh ns delete scratch --yes -o json", "in a script" } },
    .positionals = delete_positionals,
    .options = delete_options,
    .args_size = sizeof(struct delete_args),
    .klass = WF_CLASS_DESTROYS,
    .run = delete_run,
};
