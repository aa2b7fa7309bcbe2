/* commands/namespace_list.c: the namespaces of the cluster, one a line. */
#include "commands/list_pages.h"
#include "commands/namespace.h"

#include <string.h>

struct list_args {
    bool running;
};

static bool is_whole(const void *item)
{
    const wf_namespace *ns = item;

    return ns->namespace_info != NULL && ns->config != NULL;
}

/* ---- --running: a count of each ---------------------------------------------------------
 */

struct counted {
    wf_namespace ns; /* first: the columns of namespaces take it for one */
    int64_t running; /* WF_NO_TIME: it could not be counted */
};

/* Who may list a namespace need not be allowed to look into it. */
static const void *count(struct wf_job *job, const void *item)
{
    struct counted *c = wf_arena_zalloc(job->arena, sizeof *c);
    Tworkflowservice__CountWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__count_workflow_executions_request__descriptor);
    Tworkflowservice__CountWorkflowExecutionsResponse *reply = NULL;
    struct wf_error ignored = WF_ERROR_INIT;

    if (!is_whole(item))
        return NULL;
    c->ns = *(const wf_namespace *)item;
    c->running = WF_NO_TIME;
    req->namespace_ = c->ns.namespace_info->name;
    req->query = (char *)"ExecutionStatus = 'Running'";
    if (wf_job_call(job, "CountWorkflowExecutions", req, NULL, NULL, &reply, &ignored) ==
        WF_OK)
        c->running = reply->count;
    wf_error_clear(&ignored);
    return c;
}

static void get_running(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct counted *)item)->running;
}

static void counted_json(struct wf_json *j, const void *item)
{
    const struct counted *c = item;

    wf_json_object(j);
    wf_json_key(j, "namespace");
    wf_json_message(j, &c->ns, WF_PAYLOAD_ENCODED);
    if (c->running != WF_NO_TIME)
        wf_json_ki64(j, "running", c->running);
    wf_json_end_object(j);
}

static enum wf_code list_counted(struct wf_job *job, void *req, struct wf_error *err)
{
    const struct wf_columns *plain = &wf_namespace_columns;
    struct wf_column *v = wf_arena_alloc(job->arena, (plain->n + 1) * sizeof *v);
    struct wf_columns *columns = wf_arena_zalloc(job->arena, sizeof *columns);

    memcpy(v, plain->v, plain->n * sizeof *v);
    v[plain->n] = (struct wf_column){
        .header = "RUNNING", .key = "running", .type = WF_CELL_COUNT, .get = get_running
    };
    *columns = (struct wf_columns){ .v = v, .n = plain->n + 1, .json = counted_json };
    return wf_list_pages_each(job, "ListNamespaces", req, "namespaces", columns, WF_UNSET,
                              count, err);
}

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Tworkflowservice__ListNamespacesRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__list_namespaces_request__descriptor);

    req->page_size = 100;
    if (a->running)
        return list_counted(job, req, err);
    return wf_list_pages(job, "ListNamespaces", req, "namespaces", &wf_namespace_columns,
                         WF_UNSET, is_whole, err);
}

static const struct wf_option list_options[] = {
    WF_OPT_BOOL(0, "running", struct list_args, running,
                "how many workflows run in each, too: a request for each", .ours = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_namespace_list = {
    .path = "operator namespace list",
    .aliases = "namespaces",
    .summary = "List the namespaces",
    .examples = { { "wfsh operator namespace list", "a table" },
                  { "wfsh ns list --columns name,retention,history-uri --sort name",
                    "the columns that matter" },
                  { "wfsh ns list --running", "with how many run in each" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .run = list_run,
};
