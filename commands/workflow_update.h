#ifndef WF_COMMANDS_WORKFLOW_UPDATE_H
#define WF_COMMANDS_WORKFLOW_UPDATE_H

#include "commands/update.h"

/* What `update start` and `update execute` share. */
struct wf_update_args {
    struct wf_handler handler;
    struct wf_input input;
    struct wf_strings headers;
    const char *update_id, *first_execution_run_id;
    const char *stage; /* of start */
};
extern const struct wf_option wf_update_options[];
extern const struct wf_positional wf_update_positionals[];
enum wf_code wf_update_run(struct wf_job *job, const struct wf_update_args *a,
                           bool wait_completed, struct wf_error *err);

/* The update of `update describe` and `update result`. */
struct wf_update_target {
    struct wf_one one;
    const char *update_id;
};
extern const struct wf_option wf_update_target_options[];
extern const struct wf_positional wf_update_target_positionals[];

#endif
