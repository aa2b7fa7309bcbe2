#ifndef WF_COMMANDS_SIMPLE_RECEIPT_H
#define WF_COMMANDS_SIMPLE_RECEIPT_H

#include "commands/job.h"

/* {KIND: name, outcome: done, code: 0, message}, or one line, for a change of something
 * that is not a workflow. */
enum wf_code wf_simple_receipt(struct wf_job *job, const char *kind, const char *name,
                               const char *message, struct wf_error *err);

#endif
