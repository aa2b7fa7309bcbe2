#ifndef WF_COMMANDS_WITH_START_H
#define WF_COMMANDS_WITH_START_H

#include "commands/start_options.h"
#include "commands/update.h"

/* What execute-update-with-start and start-update-with-start share. */
struct wf_with_start {
    struct wf_start start;
    struct wf_input input, update_input;
    const char *update_name, *update_id, *first_execution_run_id;
    const char *run_id;
    const char *stage; /* of start-update-with-start */
};
extern const struct wf_option wf_with_start_options[];
enum wf_code wf_with_start_run(struct wf_job *job, const struct wf_with_start *a,
                               bool wait_completed, struct wf_error *err);

/* --workflow-id is needed where two requests must mean the same workflow. */
enum wf_code wf_with_start_check(struct wf_job *job, const struct wf_start *s,
                                 struct wf_error *err);

#endif
