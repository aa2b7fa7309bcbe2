#ifndef WF_COMMANDS_TARGET_H
#define WF_COMMANDS_TARGET_H

#include "commands/job.h"

/*
 * The shared option set of verbs that act on workflows: positional references, -w/-r, `-`
 * (stdin), and for batches --query. Verbs that take one workflow only use wf_one_options.
 */
struct wf_target {
    struct wf_strings refs; /* positionals; the command's wf_positional row points here */
    const char *workflow_id, *run_id;
    const char *query; /* a server-side batch */
    const char *reason;
    double rps;
    bool yes;
    struct wf_strings headers; /* KEY=JSON; the workflow's headers, as there */
    int64_t parallel;
    double rate;
    bool dry_run, fail_fast;
    const char *exclude, *failed_to;
    bool client_side; /* --query: listed and acted on here, no batch job */
    bool wait;        /* for the batch job's end, or as the command says */
    int64_t timeout;  /* of the waiting, ns */
};
extern const struct wf_option wf_target_plain_options[]; /* without --query */
/* --parallel, --rate, --dry-run, --fail-fast, --exclude, --failed-to: part of all below */
extern const struct wf_option wf_target_pace_options[];
/* --query, --yes, --client-side: what makes many of one */
extern const struct wf_option wf_target_many_options[];
extern const struct wf_option wf_target_wait_options[]; /* --wait, --timeout, of a job */
/* All of them, and --reason, --rps; and the same without --wait */
extern const struct wf_option wf_target_options[];
extern const struct wf_option wf_target_no_wait_options[];

/* For verbs that read or act on exactly one workflow. */
struct wf_one {
    struct wf_strings refs; /* ID [RUN] */
    const char *workflow_id, *run_id;
};
extern const struct wf_option wf_one_options[];
/* The reference of the command line; history files only when the command has WF_CMD_FILES.
 */
enum wf_code wf_one_ref(struct wf_job *job, const struct wf_one *one, struct wf_ref *ret,
                        struct wf_error *err);

/* One positional or stdin line as a reference; `run_id` (NULL: as it says) overrides. */
enum wf_code wf_target_ref(struct wf_job *job, const char *text, const char *run_id,
                           struct wf_ref *ret, struct wf_error *err);

enum wf_outcome {
    WF_OUTCOME_DONE,
    WF_OUTCOME_NO_OP,
    WF_OUTCOME_ERROR,
    WF_OUTCOME_NOT_TRIED
};

/*
 * What became of one target. Printed as one line for people, and as
 * {workflowId, runId, outcome, code, message, …} in JSON.
 */
struct wf_receipt {
    const char *workflow_id, *run_id;
    const char *id_key; /* in JSON; NULL: "workflowId" */
    enum wf_outcome outcome;
    enum wf_code code;
    const char *message; /* "signalled", "already closed: Completed" … */
    /* More keys for JSON; NULL: none. Called while `extra_data` is alive (the job's arena).
     */
    void (*extra)(struct wf_json *j, const void *extra_data);
    const void *extra_data;
    bool alone;   /* set before run_each: the only target, named on the command line */
    bool printed; /* the command has printed its own form already */
};
/* Prints a receipt at once (used by verbs with run). */
enum wf_code wf_receipt_print(struct wf_job *job, const struct wf_receipt *r,
                              struct wf_error *err);

/* The dispatcher's way to run a command with run_each, by ids or by --query. */
enum wf_code wf_target_run(struct wf_job *job, const void *args, struct wf_error *err);

#endif
