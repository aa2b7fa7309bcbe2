#ifndef WF_COMMANDS_CLOSED_H
#define WF_COMMANDS_CLOSED_H

#include "commands/job.h"

/* How a Standalone Activity or Nexus Operation ended. */
struct wf_closed {
    const char *id_key; /* "activityId" */
    const char *id, *run_id;
    const Tcommon__Payloads *result;  /* NULL, or */
    const Tfailure__Failure *failure; /* NULL when it completed */
};
/*
 * {activityId, runId, status, result | failure}, or the result alone for people. The code
 * is WF_OK or the WF_O_… that says how it ended; what could not be printed comes first.
 */
enum wf_code wf_closed_print(struct wf_job *job, const struct wf_closed *c,
                             struct wf_error *err);

#endif
