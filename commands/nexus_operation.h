#ifndef WF_COMMANDS_NEXUS_OPERATION_H
#define WF_COMMANDS_NEXUS_OPERATION_H

#include "commands/list_pages.h"

/* What the verbs of standalone Nexus Operations share. */
typedef Tnexus__NexusOperationExecutionListInfo wf_operation_item;
extern const struct wf_columns wf_operation_columns;

/* Exactly one operation. */
struct wf_operation_one {
    const char *operation_id, *run_id; /* "": the latest run */
};
extern const struct wf_option wf_operation_one_options[];

/* Waits until it is closed and prints its result or failure; WF_O_… says how it ended. */
enum wf_code wf_operation_wait(struct wf_job *job, const struct wf_operation_one *one,
                               struct wf_error *err);

#endif
