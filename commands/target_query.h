#ifndef WF_COMMANDS_TARGET_QUERY_H
#define WF_COMMANDS_TARGET_QUERY_H

#include "commands/target.h"

/* What a visibility query names, in the job's arena. */
struct wf_target_list {
    struct wf_ref *v; /* Workflow Executions, or Standalone Activities: id and run */
    size_t n;
    bool more; /* there were more than asked for */
};

/* Lists at most `max`, of Workflow Executions or of Standalone Activities. */
enum wf_code wf_target_list(struct wf_job *job, const char *query, bool activities,
                            size_t max, struct wf_target_list *ret, struct wf_error *err);

/* Does one thing to one target; as run_each of a command. */
typedef enum wf_code wf_each_fn(struct wf_job *job, const void *args,
                                const struct wf_ref *ref, struct wf_receipt *receipt,
                                struct wf_error *err);

/*
 * --query with --client-side: lists the targets here, asks (unless --yes), and does `each`
 * to every one as if its id and run had come from stdin: receipts, --parallel, --rate,
 * --exclude, --failed-to and --fail-fast.
 */
struct wf_client_side {
    const struct wf_target *target; /* in `args` */
    wf_each_fn *each;
    bool activities; /* Standalone ones, not workflows */
    bool running;    /* open ones only, as the server's batch job takes */
};
enum wf_code wf_target_query(struct wf_job *job, const void *args,
                             const struct wf_client_side *how, struct wf_error *err);

/* The first given of wf_target_pace_options, without its dashes; NULL: none was. */
const char *wf_target_paced(const struct wf_job *job);
/* Options that go with --query only, with --client-side only, or with ids only. */
enum wf_code wf_target_check(struct wf_job *job, const struct wf_target *t,
                             struct wf_error *err);

/* For target_query.c: runs `each` on a list. In target_run.c. */
enum wf_code wf_target_run_list(struct wf_job *job, const void *args,
                                const struct wf_client_side *how,
                                const struct wf_target_list *list, struct wf_error *err);

#endif
