/* commands/nexus_operation_list.c: the standalone Nexus Operations, and how many. */
#include "commands/count.h"
#include "commands/nexus_operation.h"

struct list_args {
    const char *query;
    int64_t limit, page_size;
};

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Tworkflowservice__ListNexusOperationExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_nexus_operation_executions_request__descriptor);

    if (a->page_size != WF_UNSET && (a->page_size < 1 || a->page_size > 1000))
        return wf_error_set(err, WF_E_USAGE, "--page-size: from 1 to 1000");
    req->namespace_ = (char *)wf_job_namespace(job);
    if (a->query != NULL)
        req->query = (char *)a->query;
    if (a->page_size != WF_UNSET)
        req->page_size = (int32_t)a->page_size;
    return wf_list_pages(job, "ListNexusOperationExecutions", req, "operations",
                         &wf_operation_columns, a->limit, NULL, err);
}

static enum wf_code count_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Tworkflowservice__CountNexusOperationExecutionsRequest *req =
        wf_msg_new(job->arena,
                   &tworkflowservice__count_nexus_operation_executions_request__descriptor);
    Tworkflowservice__CountNexusOperationExecutionsResponse *reply = NULL;
    struct wf_count count = { 0 };
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    if (a->query != NULL)
        req->query = (char *)a->query;
    rc = wf_job_call(job, "CountNexusOperationExecutions", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    WF_COUNT_OF(job, reply, &count);
    return wf_count_print(job, &count, err);
}

#define L struct list_args
static const struct wf_option list_options[] = {
    WF_OPT_STRING('q', "query", L, query, "QUERY", "which ones",
                  .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_INT(0, "limit", L, limit, "N", "at most so many"),
    WF_OPT_INT(0, "page-size", L, page_size, "N", "so many at a time"), WF_OPT_END
};
static const struct wf_option count_options[] = {
    WF_OPT_STRING('q', "query", L, query, "QUERY", "which ones",
                  .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_END
};
#undef L

const struct wf_command wf_cmd_nexus_operation_list = {
    .path = "nexus operation list",
    .summary = "List the standalone Nexus Operations of a namespace",
    .examples = { { "wfsh nexus operation list -q \"ExecutionStatus = 'Running'\"",
                    "those that run" },
                  { "wfsh nexus operation list -o jsonl | jq -r .operationId", "ids" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = list_run,
};

const struct wf_command wf_cmd_nexus_operation_count = {
    .path = "nexus operation count",
    .summary = "Count standalone Nexus Operations, also by group",
    .examples = { { "wfsh nexus operation count", "all" },
                  { "wfsh nexus operation count -q 'GROUP BY ExecutionStatus'",
                    "by status" } },
    .options = count_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = count_run,
};
