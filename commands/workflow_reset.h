#ifndef WF_COMMANDS_WORKFLOW_RESET_H
#define WF_COMMANDS_WORKFLOW_RESET_H

#include "commands/target.h"
#include "commands/versioning.h"

/* What `workflow reset` and `workflow reset with-workflow-update-options` share. */
struct wf_reset {
    struct wf_target target;
    int64_t event_id;
    const char *type, *build_id, *to;
    struct wf_strings reapply_exclude;
    const char *reason;
};
extern const struct wf_option wf_reset_options[];

/* `versioning` NULL: none. */
enum wf_code wf_reset_one(struct wf_job *job, const struct wf_reset *a,
                          const struct wf_versioning *versioning, const struct wf_ref *ref,
                          struct wf_receipt *receipt, struct wf_error *err);
enum wf_code wf_reset_query(struct wf_job *job, const struct wf_reset *a,
                            const struct wf_versioning *versioning, struct wf_error *err);

#endif
