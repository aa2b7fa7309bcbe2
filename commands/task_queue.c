/* commands/task_queue.c: what the verbs of Task Queues share. */
#include "commands/task_queue.h"

const char *const wf_task_queue_types[] = { "workflow", "activity", "nexus", NULL };

int wf_task_queue_type(const char *word)
{
    int type = 0;

    (void)wf_enum_parse(&tenums__task_queue_type__descriptor, word, &type);
    return type;
}

enum wf_code wf_task_queue_config(struct wf_job *job, const char *name, const char *type,
                                  const Ttaskqueue__TaskQueueConfig **ret,
                                  struct wf_error *err)
{
    Tworkflowservice__DescribeTaskQueueRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__describe_task_queue_request__descriptor);
    Tworkflowservice__DescribeTaskQueueResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = (char *)name;
    req->task_queue_type = wf_task_queue_type(type);
    req->report_config = true;
    rc = wf_job_call(job, "DescribeTaskQueue", req, NULL, NULL, &reply, err);
    if (rc == WF_OK)
        *ret = reply->config;
    return rc;
}

enum wf_code wf_task_queue_deprecated(struct wf_job *job, enum wf_code rc,
                                      struct wf_error *err)
{
    if (rc != WF_OK && rc != WF_STOP)
        wf_error_hint(err, "%s is deprecated: 'wfsh worker deployment' replaces it",
                      job->command->path);
    return rc;
}
