#ifndef WF_COMMANDS_BATCH_H
#define WF_COMMANDS_BATCH_H

#include "commands/target.h"

/* A new StartBatchOperationRequest for --query: namespace, job id, query, reason, rate. The
 * caller sets the operation. In the job's arena. */
Tworkflowservice__StartBatchOperationRequest *wf_batch_new(struct wf_job *job,
                                                           const struct wf_target *t);
/*
 * Counts the workflows, asks (unless --yes), starts the job, prints its receipt
 * {"batchJobId": …}. With --dry-run it lists the workflows that would be touched.
 */
enum wf_code wf_batch_start(struct wf_job *job, const struct wf_target *t,
                            Tworkflowservice__StartBatchOperationRequest *req,
                            struct wf_error *err);
/* The user is to type how many: at a prompt, and for what destroys in a protected profile.
 */
bool wf_batch_is_typed(const struct wf_job *job);
/* Sends the request, unasked, and prints that receipt. */
enum wf_code wf_batch_send(struct wf_job *job,
                           Tworkflowservice__StartBatchOperationRequest *req,
                           struct wf_error *err);

#endif
