/* commands/workflow_update_options.c: change which version of the workers runs a workflow.
 */
#include "commands/act.h"
#include "commands/batch.h"
#include "commands/input.h"
#include "commands/versioning.h"

struct update_options_args {
    struct wf_target target;
    struct wf_versioning versioning;
};

static enum wf_code update_one(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    const struct update_options_args *a = args;
    Tworkflowservice__UpdateWorkflowExecutionOptionsRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__update_workflow_execution_options_request__descriptor);
    enum wf_code rc = wf_versioning_build(
        job, &a->versioning, &req->workflow_execution_options, &req->update_mask, err);

    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_execution = wf_act_execution(job, ref);
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "UpdateWorkflowExecutionOptions", req, NULL, NULL, NULL, err);
    if (rc == WF_OK)
        receipt->message = "options updated";
    return rc;
}

static enum wf_code update_query(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct update_options_args *a = args;
    wf_batch_request *req = wf_batch_new(job, &a->target);
    Tbatch__BatchOperationUpdateWorkflowExecutionOptions *op = wf_msg_new(
        job->arena, &tbatch__batch_operation_update_workflow_execution_options__descriptor);
    enum wf_code rc = wf_versioning_build(
        job, &a->versioning, &op->workflow_execution_options, &op->update_mask, err);

    if (rc != WF_OK)
        return rc;
    op->identity = (char *)wf_job_identity(job);
    req->update_workflow_options_operation = op;
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_UPDATE_WORKFLOW_OPTIONS_OPERATION;
    return wf_batch_start(job, &a->target, req, err);
}

static enum wf_code update_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct update_options_args *a = args;
    enum wf_code rc = wf_input_no_header(job, &a->target.headers, err);

    return rc == WF_OK ? wf_target_run(job, args, err) : rc;
}

static const struct wf_option update_options_options[] = {
    WF_OPT_SET(wf_versioning_options, struct update_options_args, versioning),
    WF_OPT_SET(wf_target_options, struct update_options_args, target),
    WF_OPT_SET(wf_headers_options, struct update_options_args, target.headers), WF_OPT_END
};

static const struct wf_positional update_options_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct update_options_args, target.refs),
      .help = "what to change; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_update_options = {
    .path = "workflow update-options",
    .summary = "Change which Worker Deployment Version runs workflows",
    .examples = { { "wfsh workflow update-options order-42 --versioning-override-behavior "
                    "auto_upgrade",
                    "let it move to the current version" },
                  { "wfsh workflow update-options order-42 --versioning-override-behavior "
                    "pinned --versioning-override-deployment-name pay "
                    "--versioning-override-build-id 1.2",
                    "hold it at one version" } },
    .positionals = update_options_positionals,
    .options = update_options_options,
    .args_size = sizeof(struct update_options_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_RUNNING,
    .run = update_run,
    .run_each = update_one,
    .run_query = update_query,
    .target_offset = offsetof(struct update_options_args, target),
};
