#ifndef WF_COMMANDS_BATCH_H
#define WF_COMMANDS_BATCH_H

#include "commands/target.h"

typedef Tworkflowservice__StartBatchOperationRequest wf_batch_request;
typedef Tworkflowservice__DescribeBatchOperationResponse wf_batch_state;

/* A new StartBatchOperationRequest for --query: namespace, job id, query, reason, rate. The
 * caller sets the operation. In the job's arena. */
wf_batch_request *wf_batch_new(struct wf_job *job, const struct wf_target *t);
/*
 * Counts the workflows, asks (unless --yes), starts the job, prints its receipt
 * {"batchJobId": …}. With --dry-run it lists what would be touched; with --wait it returns
 * as wf_batch_end() does.
 */
enum wf_code wf_batch_start(struct wf_job *job, const struct wf_target *t,
                            wf_batch_request *req, struct wf_error *err);

/* DescribeBatchOperation; WF_E_NOT_FOUND names the job. */
enum wf_code wf_batch_describe(struct wf_job *job, const char *id, wf_batch_state **ret,
                               struct wf_error *err);
/* The state as a card, or as the API's message in JSON. */
enum wf_code wf_batch_print(struct wf_job *job, const wf_batch_state *b,
                            struct wf_error *err);
/*
 * Waits for the job's end with a progress bar on stderr when that is a terminal, prints its
 * state, and after failures what wf_batch_left() finds. WF_E_PARTIAL when some failed,
 * WF_E_OTHER when the job itself did. `req` is what started it; NULL: not known.
 * timeout_ns: WF_UNSET waits for ever; else WF_E_DEADLINE, and the job goes on.
 */
enum wf_code wf_batch_end(struct wf_job *job, const char *id, const wf_batch_request *req,
                          int64_t timeout_ns, struct wf_error *err);

/*
 * The server counts failures and never names them. Looks again at what the job's query
 * takes and lists those that have not taken the effect, saying that this is derived; or
 * says that for this operation it cannot be derived.
 */
enum wf_code wf_batch_left(struct wf_job *job, const wf_batch_state *b,
                           const wf_batch_request *req, struct wf_error *err);

/* Whether the job acts on Standalone Activities; all others take workflows. */
bool wf_batch_takes_activities(const wf_batch_request *req);

#endif
