/* commands/workflow_start_update_with_start.c: start when needed, update, do not wait. */
#include "commands/with_start.h"

static enum wf_code run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return wf_with_start_run(job, args, false, err);
}

static const char *const stages[] = { "accepted", NULL };

static const struct wf_option options[] = {
    { .type = WF_OPTION_SET, .set = wf_with_start_options },
    WF_OPT_ENUM(0, "update-wait-for-stage", struct wf_with_start, stage, stages,
                "what to wait for", .required = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_workflow_start_update_with_start = {
    .path = "workflow start-update-with-start",
    .summary =
        "Update a workflow that is started when it does not run; wait until accepted",
    .text = "Both happen or neither does. 'workflow update result' waits for the outcome.",
    .examples = { { "wfsh workflow start-update-with-start -w cart-7 --type Cart -t carts "
                    "--id-conflict-policy UseExisting --update-name add --update-input 3 "
                    "--update-wait-for-stage accepted",
                    "prints the update's id" },
                  { "wfsh workflow start-update-with-start -w cart-7 --type Cart -t carts "
                    "--id-conflict-policy UseExisting --update-name add --update-input 3 "
                    "--update-id add-3 --update-wait-for-stage accepted",
                    "safe to send again" } },
    .options = options,
    .args_size = sizeof(struct wf_with_start),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = run,
};
