/* commands/workflow_update_start.c: send an update; wait until it is accepted or refused.
 */
#include "commands/workflow_update.h"

static enum wf_code start_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return wf_update_run(job, args, false, err);
}

static const char *const stages[] = { "accepted", NULL };

static const struct wf_option start_options[] = {
    { .type = WF_OPTION_SET, .set = wf_update_options },
    WF_OPT_ENUM(0, "wait-for-stage", struct wf_update_args, stage, stages,
                "what to wait for", .required = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_workflow_update_start = {
    .path = "workflow update start",
    .summary = "Send an update to a workflow and wait until it is accepted",
    .text =
        "Prints the id of the update, for 'workflow update result'. One that is refused\n"
        "ends with exit code 10.",
    .examples = { { "wfsh workflow update start order-42 add-item -i 7 --wait-for-stage "
                    "accepted",
                    "does not wait for the result" },
                  { "wfsh workflow update start -w order-42 --name add-item -i 7 "
                    "--update-id add-7 --wait-for-stage accepted -o json",
                    "with an id of one's own" } },
    .positionals = wf_update_positionals,
    .options = start_options,
    .args_size = sizeof(struct wf_update_args),
    .klass = WF_CLASS_WRITES,
    .run = start_run,
};
