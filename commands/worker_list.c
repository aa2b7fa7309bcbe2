/* commands/worker_list.c: the workers that report to a namespace, and how many there are.
 */
#include "commands/count.h"
#include "commands/worker.h"

struct list_args {
    const char *query;
    bool system;
    int64_t limit;
};

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Tworkflowservice__ListWorkersRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__list_workers_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->query = (char *)(a->query != NULL ? a->query : "");
    req->include_system_workers = a->system;
    return wf_list_pages(job, "ListWorkers", req, "workers_info", &wf_worker_columns,
                         a->limit, NULL, err);
}

static enum wf_code count_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Tworkflowservice__CountWorkersRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__count_workers_request__descriptor);
    Tworkflowservice__CountWorkersResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->query = (char *)(a->query != NULL ? a->query : "");
    req->include_system_workers = a->system;
    rc = wf_job_call(job, "CountWorkers", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    return wf_count_print(job, &(struct wf_count){ .count = reply->count }, err);
}

#define L struct list_args
#define WHICH_ROWS                                                                         \
    WF_OPT_STRING('q', "query", L, query, "QUERY",                                         \
                  "e.g. TaskQueue = 'orders' AND Status = 'Running'"),                     \
        WF_OPT_BOOL(0, "include-system-workers", L, system,                                \
                    "the server's own workers too")
static const struct wf_option list_options[] = {
    WHICH_ROWS, WF_OPT_INT(0, "limit", L, limit, "N", "at most so many"), WF_OPT_END
};
static const struct wf_option count_options[] = { WHICH_ROWS, WF_OPT_END };
#undef L

const struct wf_command wf_cmd_worker_list = {
    .path = "worker list",
    .summary = "List the workers that report to a namespace",
    .examples = { { "wfsh worker list", "a table" },
                  { "wfsh worker list -q \"TaskQueue = 'orders'\" -o wide",
                    "of one Task Queue, with slots and load" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = list_run,
};

const struct wf_command wf_cmd_worker_count = {
    .path = "worker count",
    .summary = "Count the workers that report to a namespace",
    .examples = { { "wfsh worker count", "all" },
                  { "wfsh worker count -q \"TaskQueue = 'orders'\"",
                    "of one Task Queue" } },
    .options = count_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = count_run,
};
