/* commands/namespace_archival_show.c: where closed workflows are kept. */
#include "commands/archival.h"

struct show_args {
    const char *name;
    bool cluster;
};

static enum wf_code show_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct show_args *a = args;
    struct wf_archival_cluster cluster;
    wf_namespace *ns = NULL;
    enum wf_code rc =
        wf_namespace_describe(job, wf_namespace_name(job, a->name), NULL, &ns, err);

    if (rc == WF_OK && a->cluster)
        cluster = wf_archival_probe(job, ns->namespace_info->name);
    return rc == WF_OK ? wf_archival_print(job, ns, a->cluster ? &cluster : NULL, err) : rc;
}

static const struct wf_option show_options[] = {
    WF_OPT_BOOL(0, "cluster", struct show_args, cluster,
                "also what the cluster allows: yes, no or unknown"),
    WF_OPT_END
};

static const struct wf_positional show_positionals[] = {
    { .name = "NAME",
      .offset = offsetof(struct show_args, name),
      .help = "the namespace; else the one of --namespace",
      .complete = WF_COMPLETE_NAMESPACE },
    { .name = NULL },
};

const struct wf_command wf_cmd_namespace_archival_show = {
    .path = "operator namespace archival show",
    .summary = "Show where a namespace's closed workflows are kept",
    .text = "State and URI of the histories and of what makes them listable (visibility). "
            "A URI\n"
            "can never be changed once it is set.",
    .examples = { { "wfsh operator namespace archival show orders", "as a card" },
                  { "wfsh ns archival show -n orders -o json | jq -r .history.uri",
                    "the URI alone" },
                  { "wfsh ns archival show orders --cluster",
                    "can it be switched on at all?" } },
    .positionals = show_positionals,
    .options = show_options,
    .args_size = sizeof(struct show_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_DECODES,
    .run = show_run,
};
