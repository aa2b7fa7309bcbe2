/* commands/namespace_list.c: the namespaces of the cluster, one a line. */
#include "commands/namespace.h"

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Tworkflowservice__ListNamespacesRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__list_namespaces_request__descriptor);
    struct wf_pager *pager = NULL;
    struct wf_list *list = NULL;
    enum wf_code rc;

    (void)args;
    req->page_size = 100;
    rc = wf_job_pager(job, "ListNamespaces", req, NULL, &pager, err);
    if (rc == WF_OK)
        rc = wf_list_begin(job, &wf_namespace_columns, &list, err);
    while (rc == WF_OK) {
        const struct wf_page *page = NULL;
        const Tworkflowservice__ListNamespacesResponse *reply;

        rc = wf_job_page(job, pager, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        reply = page->reply;
        for (size_t i = 0; i < reply->n_namespaces && rc == WF_OK; i++)
            if (reply->namespaces[i]->namespace_info != NULL &&
                reply->namespaces[i]->config != NULL)
                rc = wf_list_item(list, reply->namespaces[i], err);
        if (rc == WF_OK)
            rc = wf_list_page_done(list, err);
    }
    if (list != NULL)
        rc = wf_list_end(list, rc, err);
    wf_pager_free(pager);
    return rc;
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
