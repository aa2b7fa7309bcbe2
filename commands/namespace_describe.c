/* commands/namespace_describe.c: one namespace in full. */
#include "commands/namespace.h"

struct describe_args {
    const char *name;
    const char *id;
};

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    wf_namespace *ns = NULL;
    enum wf_code rc;

    if (a->id != NULL && a->name != NULL)
        return wf_error_set(
            err, WF_E_USAGE,
            "operator namespace describe: --namespace-id and a name exclude "
            "each other");
    rc = wf_namespace_describe(job, wf_namespace_name(job, a->name), a->id, &ns, err);
    return rc == WF_OK ? wf_namespace_print(job, ns, err) : rc;
}

static const struct wf_option describe_options[] = {
    WF_OPT_STRING(0, "namespace-id", struct describe_args, id, "ID",
                  "find it by its id instead of its name"),
    WF_OPT_END
};

static const struct wf_positional describe_positionals[] = {
    { .name = "NAME",
      .offset = offsetof(struct describe_args, name),
      .help = "the namespace; else the one of --namespace",
      .complete = WF_COMPLETE_NAMESPACE,
      .official = "namespace" },
    { .name = NULL },
};

const struct wf_command wf_cmd_namespace_describe = {
    .path = "operator namespace describe",
    .summary = "Describe a namespace",
    .examples = { { "wfsh operator namespace describe orders", "as a card" },
                  { "wfsh ns describe orders -o json | jq .config", "for a script" } },
    .positionals = describe_positionals,
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
