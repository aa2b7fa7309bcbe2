/* commands/workflow_delete.c: remove workflows and their histories. */
#include "commands/act.h"
#include "commands/batch.h"
#include "commands/input.h"

struct delete_args {
    struct wf_target target;
};

static enum wf_code delete_one(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    const struct delete_args *a = args;
    Tworkflowservice__DeleteWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__delete_workflow_execution_request__descriptor);
    enum wf_code rc;

    if (!job->g->explain) { /* --client-side has asked for all of them */
        rc = wf_job_confirm(job, a->target.yes || a->target.client_side, err,
                            "Delete Workflow \"%s\"?", ref->workflow_id);
        if (rc != WF_OK)
            return rc;
    }
    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_execution = wf_act_execution(job, ref);
    rc = wf_job_call(job, "DeleteWorkflowExecution", req, NULL, NULL, NULL, err);
    if (rc == WF_OK)
        receipt->message = "deletion started"; /* the server removes it a little later */
    return rc;
}

static enum wf_code delete_query(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct delete_args *a = args;
    wf_batch_request *req = wf_batch_new(job, &a->target);

    req->deletion_operation =
        wf_msg_new(job->arena, &tbatch__batch_operation_deletion__descriptor);
    req->deletion_operation->identity = (char *)wf_job_identity(job);
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_DELETION_OPERATION;
    return wf_batch_start(job, &a->target, req, err);
}

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct delete_args *a = args;
    enum wf_code rc = wf_input_no_header(job, &a->target.headers, err);

    return rc == WF_OK ? wf_target_run(job, args, err) : rc;
}

static const struct wf_option delete_options[] = {
    WF_OPT_SET(wf_target_options, struct delete_args, target),
    WF_OPT_SET(wf_headers_options, struct delete_args, target.headers), WF_OPT_END
};

static const struct wf_positional delete_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct delete_args, target.refs),
      .help = "what to delete; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_delete = {
    .path = "workflow delete",
    .summary = "Remove workflows with their histories",
    .text =
        "A running workflow is terminated first. Without --run-id the current or last run\n"
        "goes, earlier runs of the same id stay. Asks, unless --yes says not to.",
    .examples = { { "wfsh workflow delete order-42 --yes", "the last run of one workflow" },
                  { "wfsh ls -q 'CloseTime < \"2026-01-01T00:00:00Z\"' -o refs | "
                    "wfsh workflow delete - --yes --rate 20",
                    "old runs, twenty a second" } },
    .positionals = delete_positionals,
    .options = delete_options,
    .args_size = sizeof(struct delete_args),
    .klass = WF_CLASS_DESTROYS,
    .run = delete_run,
    .run_each = delete_one,
    .run_query = delete_query,
    .target_offset = offsetof(struct delete_args, target),
};
