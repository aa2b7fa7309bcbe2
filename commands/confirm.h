#ifndef WF_COMMANDS_CONFIRM_H
#define WF_COMMANDS_CONFIRM_H

#include "commands/target.h"

/*
 * Guard rails. At a prompt, and in a protected profile, what destroys is confirmed by
 * typing the name of its one target, or how many there are, after they are known. Nobody is
 * asked with --yes, --write or --explain. Scripts (-c, -f, stdin) are no prompt; in a
 * protected profile nobody can be asked there, and it is WF_E_REFUSED. Once confirmed, the
 * job asks no more: wf_job_confirm() says yes then.
 */
bool wf_confirm_is_due(const struct wf_job *job, bool yes);

/* Of many by a query: they are counted, and the count is typed. */
bool wf_confirm_is_typed(const struct wf_job *job, bool yes);

/*
 * For commands with `run` that destroy one thing, by its name as the command line has it;
 * by the namespace when that names none. Those with --query ask by themselves.
 */
enum wf_code wf_confirm_named(struct wf_job *job, struct wf_error *err);
/* By the name of what goes. `what`: "method", "Workflow Id". */
enum wf_code wf_confirm_name(struct wf_job *job, const char *what, const char *name,
                             struct wf_error *err);
/* By the count of a batch. `what`: "workflows". */
enum wf_code wf_confirm_count(struct wf_job *job, int64_t n, const char *what,
                              const char *query, struct wf_error *err);
/*
 * By the id of the only target, or by their count. The only one is looked up and pinned to
 * the run that was shown: ref->run_id is set then.
 */
enum wf_code wf_confirm_targets(struct wf_job *job, struct wf_ref *refs, size_t n,
                                struct wf_error *err);

#endif
