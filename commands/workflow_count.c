/* commands/workflow_count.c: how many workflows, also by group. */
#include "commands/count.h"
#include "commands/visibility.h"

struct count_args {
    struct wf_filter filter;
};

static enum wf_code count_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct count_args *a = args;
    Tworkflowservice__CountWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__count_workflow_executions_request__descriptor);
    Tworkflowservice__CountWorkflowExecutionsResponse *reply = NULL;
    struct wf_count count = { 0 };
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    rc = wf_filter_build(job, &a->filter, (const char **)&req->query, NULL, err);
    if (rc == WF_OK)
        rc = wf_job_call(job, "CountWorkflowExecutions", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    WF_COUNT_OF(job, reply, &count);
    return wf_count_print(job, &count, err);
}

static const struct wf_option count_options[] = {
    WF_OPT_SET(wf_filter_options, struct count_args, filter), WF_OPT_END
};

const struct wf_command wf_cmd_workflow_count = {
    .path = "workflow count",
    .aliases = "count",
    .summary = "Count workflows, also by group",
    .examples = { { "wfsh workflow count --open", "how many are running" },
                  { "wfsh workflow count -q 'GROUP BY ExecutionStatus'",
                    "a table by status" } },
    .options = count_options,
    .args_size = sizeof(struct count_args),
    .klass = WF_CLASS_READS,
    .run = count_run,
};
