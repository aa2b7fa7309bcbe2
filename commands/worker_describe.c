/* commands/worker_describe.c: all that one worker told of itself. */
#include "commands/worker.h"

struct describe_args {
    const char *key;
};

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    Tworkflowservice__DescribeWorkerRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__describe_worker_request__descriptor);
    Tworkflowservice__DescribeWorkerResponse *reply = NULL;
    struct wf_list *l = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->worker_instance_key = (char *)a->key;
    rc = wf_job_call(job, "DescribeWorker", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (reply->worker_info == NULL)
        return wf_error_set(err, WF_E_NOT_FOUND, "no worker '%s'", a->key);
    if (wf_job_is_json(job))
        return wf_job_json_message(job, reply->worker_info, err);
    if (wf_job_is_text(job)) {
        wf_columns_card(job, &wf_worker_columns, reply->worker_info);
        return WF_OK;
    }
    rc = wf_list_begin(job, &wf_worker_columns, &l, err);
    return rc == WF_OK ? wf_list_end(l, wf_list_item(l, reply->worker_info, err), err) : rc;
}

static const struct wf_option describe_options[] = {
    WF_OPT_STRING(0, "worker-instance-key", struct describe_args, key, "KEY",
                  "the worker's key, as `worker list` shows it", .required = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_worker_describe = {
    .path = "worker describe",
    .summary = "Show what a worker told of itself",
    .examples = { { "wfsh worker describe --worker-instance-key b29bd699-d626-49ed-a32c-"
                    "01575e8c5e6a",
                    "as a card" },
                  { "wfsh worker describe --worker-instance-key b29bd699-d626-49ed-a32c-"
                    "01575e8c5e6a -o json",
                    "slots, pollers, sticky cache, environment" } },
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = describe_run,
};
