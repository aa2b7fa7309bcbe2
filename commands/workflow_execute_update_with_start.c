/* commands/workflow_execute_update_with_start.c: start when needed, update, wait for it. */
#include "commands/with_start.h"

static enum wf_code run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return wf_with_start_run(job, args, true, err);
}

const struct wf_command wf_cmd_workflow_execute_update_with_start = {
    .path = "workflow execute-update-with-start",
    .summary =
        "Update a workflow that is started when it does not run; wait for the outcome",
    .text = "Both happen or neither does. `started` says which. A refused or failed update "
            "ends\n"
            "with exit code 10.",
    .examples = { { "wfsh workflow execute-update-with-start -w cart-7 --type Cart -t "
                    "carts "
                    "--id-conflict-policy UseExisting --update-name add --update-input 3",
                    "add to a cart that may not be there yet" },
                  { "wfsh workflow execute-update-with-start -w cart-7 --type Cart -t "
                    "carts "
                    "--id-conflict-policy Fail --update-name add --update-input 3 -o json",
                    "only to a new one" } },
    .options = wf_with_start_options,
    .args_size = sizeof(struct wf_with_start),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = run,
};
