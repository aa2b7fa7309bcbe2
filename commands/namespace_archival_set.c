/* commands/namespace_archival_set.c: keep closed workflows, or stop keeping them. */
#include "commands/archival.h"

struct set_args {
    const char *name;
    struct wf_archival archival;
};

static enum wf_code set_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct set_args *a = args;
    Tworkflowservice__UpdateNamespaceRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__update_namespace_request__descriptor);
    const char *name = wf_namespace_name(job, a->name);
    const struct wf_archival asked = a->archival;
    wf_namespace *before = NULL, *now = NULL;
    struct wf_error print_err = WF_ERROR_INIT;
    enum wf_code rc = WF_OK, printed;

    if (!wf_archival_given(&asked)) {
        wf_error_set(err, WF_E_USAGE, "operator namespace archival set: set what?");
        wf_error_hint(err, "--history enabled, --visibility enabled, --history-uri URI …");
        return WF_E_USAGE;
    }
    if (!job->g->explain)
        rc = wf_namespace_describe(job, name, NULL, &before, err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)name;
    req->config = wf_msg_new(job->arena, &tnamespace__namespace_config__descriptor);
    req->config->history_archival_state = wf_archival_state(asked.history_state);
    req->config->visibility_archival_state = wf_archival_state(asked.visibility_state);
    if (asked.history_uri != NULL)
        req->config->history_archival_uri = (char *)asked.history_uri;
    if (asked.visibility_uri != NULL)
        req->config->visibility_archival_uri = (char *)asked.visibility_uri;
    rc = wf_archival_update(job, req, &asked, before, &now, err);
    if (now == NULL)
        return rc;
    printed = wf_archival_print(job, now, NULL, &print_err);
    if (rc == WF_OK && printed != WF_OK)
        *err = print_err;
    return rc != WF_OK ? rc : printed;
}

static const struct wf_option set_options[] = {
    WF_OPT_SET(wf_archival_options, struct set_args, archival), WF_OPT_END
};

static const struct wf_positional set_positionals[] = {
    { .name = "NAME",
      .offset = offsetof(struct set_args, name),
      .help = "the namespace; else the one of --namespace",
      .complete = WF_COMPLETE_NAMESPACE,
      .official = "namespace" },
    { .name = NULL },
};

const struct wf_command wf_cmd_namespace_archival_set = {
    .path = "operator namespace archival set",
    .official = "operator namespace update",
    .summary = "Keep a namespace's closed workflows, or stop keeping them",
    .text =
        "What the server took is read back and shown: exit status 5 when it is not what "
        "was\n"
        "asked for, with the reason. Without a URI the cluster's default is used. Returns\n"
        "when archived workflows can be listed.",
    .examples = { { "wfsh operator namespace archival set orders --history enabled "
                    "--visibility enabled",
                    "with the cluster's default URIs" },
                  { "wfsh ns archival set orders --history enabled --history-uri "
                    "file:///srv/archive/orders",
                    "with a URI of one's own, which stays for ever" } },
    .positionals = set_positionals,
    .options = set_options,
    .args_size = sizeof(struct set_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_OURS | WF_CMD_DECODES,
    .run = set_run,
};
