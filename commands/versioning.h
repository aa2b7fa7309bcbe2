#ifndef WF_COMMANDS_VERSIONING_H
#define WF_COMMANDS_VERSIONING_H

#include "commands/job.h"

/* The shared options that override which Worker Deployment Version runs a workflow. */
struct wf_versioning {
    const char *behavior, *deployment_name, *build_id;
};
extern const struct wf_option wf_versioning_options[];       /* with `unspecified` */
extern const struct wf_option wf_versioning_reset_options[]; /* without */

/*
 * Execution options with the override (none for `unspecified`, which removes it) and the
 * field mask that goes with them. In the job's arena. WF_E_USAGE when a version is needed
 * and not given, or given and not needed.
 */
enum wf_code wf_versioning_build(struct wf_job *job, const struct wf_versioning *v,
                                 Tworkflow__WorkflowExecutionOptions **ret_options,
                                 Tgoogleprotobuf__FieldMask **ret_mask,
                                 struct wf_error *err);

#endif
