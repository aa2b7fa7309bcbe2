/* commands/workflow_reset_options.c: reset, and change the version in the same step. */
#include "commands/workflow_reset.h"

struct reset_options_args {
    struct wf_reset reset;
    struct wf_versioning versioning;
};

static enum wf_code run_each(struct wf_job *job, const void *args, const struct wf_ref *ref,
                             struct wf_receipt *receipt, struct wf_error *err)
{
    const struct reset_options_args *a = args;

    return wf_reset_one(job, &a->reset, &a->versioning, ref, receipt, err);
}

static enum wf_code run_query(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct reset_options_args *a = args;

    return wf_reset_query(job, &a->reset, &a->versioning, err);
}

static const struct wf_option options[] = {
    WF_OPT_SET(wf_versioning_reset_options, struct reset_options_args, versioning),
    WF_OPT_SET(wf_reset_options, struct reset_options_args, reset), WF_OPT_END
};

static const struct wf_positional positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct reset_options_args, reset.target.refs),
      .help = "what to reset; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_reset_options = {
    .path = "workflow reset with-workflow-update-options",
    .summary = "Reset workflows and change which version runs them",
    .examples = { { "wfsh workflow reset with-workflow-update-options order-42 "
                    "-t LastWorkflowTask --reason redeploy "
                    "--versioning-override-behavior auto_upgrade",
                    "do the last workflow task again on the current version" },
                  { "wfsh workflow reset with-workflow-update-options order-42 --to -2 "
                    "--reason rollback --versioning-override-behavior pinned "
                    "--versioning-override-deployment-name pay "
                    "--versioning-override-build-id 1.1",
                    "two tasks back, on an older version" } },
    .positionals = positionals,
    .options = options,
    .args_size = sizeof(struct reset_options_args),
    .klass = WF_CLASS_DESTROYS,
    .flags = WF_CMD_DRY_RUN,
    .run_each = run_each,
    .run_query = run_query,
    .target_offset = offsetof(struct reset_options_args, reset.target),
};
