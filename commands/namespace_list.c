/* commands/namespace_list.c: the namespaces of the cluster, one a line. */
#include "commands/list_pages.h"
#include "commands/namespace.h"

static bool is_whole(const void *item)
{
    const wf_namespace *ns = item;

    return ns->namespace_info != NULL && ns->config != NULL;
}

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Tworkflowservice__ListNamespacesRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__list_namespaces_request__descriptor);

    (void)args;
    req->page_size = 100;
    return wf_list_pages(job, "ListNamespaces", req, "namespaces", &wf_namespace_columns,
                         WF_UNSET, is_whole, err);
}

const struct wf_command wf_cmd_namespace_list = {
    .path = "operator namespace list",
    .aliases = "namespaces",
    .summary = "List the namespaces",
    .examples = { { "wfsh operator namespace list", "a table" },
                  { "wfsh ns list --columns name,retention,history-uri --sort name",
                    "the columns that matter" } },
    .klass = WF_CLASS_READS,
    .run = list_run,
};
