/* commands/workflow_signal_with_start.c: signal a workflow that is started when needed. */
#include "commands/with_start.h"

struct signal_args {
    struct wf_start start;
    struct wf_input input, signal_input;
    const char *signal_name;
};

static void fill(struct wf_json *j, const void *user)
{
    wf_json_object(j);
    wf_started_fields(j, user);
    wf_json_end_object(j);
}

/* The fields that it has in common with a start. */
static Tworkflowservice__SignalWithStartWorkflowExecutionRequest *
from_start(struct wf_job *job, const Tworkflowservice__StartWorkflowExecutionRequest *s)
{
    Tworkflowservice__SignalWithStartWorkflowExecutionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__signal_with_start_workflow_execution_request__descriptor);

    req->namespace_ = s->namespace_;
    req->workflow_id = s->workflow_id;
    req->workflow_type = s->workflow_type;
    req->task_queue = s->task_queue;
    req->input = s->input;
    req->workflow_execution_timeout = s->workflow_execution_timeout;
    req->workflow_run_timeout = s->workflow_run_timeout;
    req->workflow_task_timeout = s->workflow_task_timeout;
    req->identity = s->identity;
    req->request_id = s->request_id;
    req->workflow_id_reuse_policy = s->workflow_id_reuse_policy;
    req->workflow_id_conflict_policy = s->workflow_id_conflict_policy;
    req->cron_schedule = s->cron_schedule;
    req->memo = s->memo;
    req->search_attributes = s->search_attributes;
    req->header = s->header;
    req->workflow_start_delay = s->workflow_start_delay;
    req->user_metadata = s->user_metadata;
    req->priority = s->priority;
    return req;
}

static enum wf_code signal_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct signal_args *a = args;
    Tworkflowservice__StartWorkflowExecutionRequest *start = NULL;
    Tworkflowservice__SignalWithStartWorkflowExecutionRequest *req;
    Tworkflowservice__SignalWithStartWorkflowExecutionResponse *reply = NULL;
    Tcommon__Payloads *input = NULL, *signal_input = NULL;
    struct wf_started s = { .workflow_id = a->start.workflow_id,
                            .type = a->start.type,
                            .namespace_ = wf_job_namespace(job) };
    enum wf_code rc = wf_with_start_check(job, &a->start, err);

    if (rc == WF_OK && a->start.fail_existing)
        rc = wf_error_set(err, WF_E_USAGE,
                          "%s: --fail-existing: a signal goes to the run that is there",
                          job->command->path);
    if (rc == WF_OK)
        rc = wf_input_build(job, &a->input, "", &input, err);
    if (rc == WF_OK)
        rc = wf_input_build(job, &a->signal_input, "signal-", &signal_input, err);
    if (rc == WF_OK)
        rc = wf_start_request(job, &a->start, input, &start, err);
    if (rc != WF_OK)
        return rc;
    req = from_start(job, start);
    req->signal_name = (char *)a->signal_name;
    if (signal_input->n_payloads > 0)
        req->signal_input = signal_input;
    rc = wf_job_call(job, "SignalWithStartWorkflowExecution", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    s.run_id = reply->run_id;
    s.started = reply->started;
    return wf_job_is_json(job) ? wf_job_json(job, fill, &s, err)
                               : wf_started_card(job, &s, err);
}

static const struct wf_option signal_options[] = {
    WF_OPT_STRING(0, "signal-name", struct signal_args, signal_name, "NAME", "the signal",
                  .alias = "signal-type", .required = true, .complete = WF_COMPLETE_SIGNAL),
    WF_OPT_SET(wf_signal_input_options, struct signal_args, signal_input),
    WF_OPT_SET(wf_start_options, struct signal_args, start),
    WF_OPT_SET(wf_input_options, struct signal_args, input), WF_OPT_END
};

const struct wf_command wf_cmd_workflow_signal_with_start = {
    .path = "workflow signal-with-start",
    .summary = "Signal a workflow that is started when it does not run",
    .text = "Both happen or neither does. `started` says whether it was started.",
    .examples = { { "wfsh workflow signal-with-start -w cart-7 --type Cart -t carts "
                    "--signal-name add --signal-input '{\"item\": 7}'",
                    "add to a cart that may not be there yet" },
                  { "wfsh workflow signal-with-start -w cart-7 --type Cart -t carts "
                    "-i '{\"owner\": \"ann\"}' --signal-name add --signal-input 7",
                    "with an argument for the start" } },
    .options = signal_options,
    .args_size = sizeof(struct signal_args),
    .klass = WF_CLASS_WRITES,
    .run = signal_run,
};
