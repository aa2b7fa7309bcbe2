/* commands/batch_describe.c: how far a batch job has come; waits for its end. */
#include "commands/batch.h"

struct describe_args {
    const char *positional, *job_id;
    bool wait;
    int64_t timeout;
};

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    const char *id = a->positional != NULL ? a->positional : a->job_id;
    wf_batch_state *b = NULL;
    enum wf_code rc;

    if (id == NULL || (a->positional != NULL && a->job_id != NULL))
        return wf_error_set(err, WF_E_USAGE, "batch describe: which one? give one job id");
    if (a->timeout != WF_UNSET && !a->wait)
        return wf_error_set(err, WF_E_USAGE, "batch describe: --timeout goes with --wait");
    if (a->wait)
        return wf_batch_end(job, id, NULL, a->timeout, err);
    rc = wf_batch_describe(job, id, &b, err);
    return rc == WF_OK ? wf_batch_print(job, b, err) : rc;
}

#define D struct describe_args
static const struct wf_option describe_options[] = {
    WF_OPT_STRING(0, "job-id", D, job_id, "ID", "the batch job"),
    WF_OPT_BOOL(0, "wait", D, wait, "return when it has ended; 8 when some failed",
                .ours = true),
    WF_OPT_DURATION(0, "timeout", D, timeout, "how long --wait waits", .ours = true),
    WF_OPT_END
};
#undef D

static const struct wf_positional describe_positionals[] = {
    { .name = "JOB-ID",
      .offset = offsetof(struct describe_args, positional),
      .help = "the batch job",
      .official = "job-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_batch_describe = {
    .path = "batch describe",
    .summary = "Show how far a batch job has come",
    .text =
        "After a job that counts failures --wait looks again at what its query takes and "
        "lists those that have not taken the effect. This is derived: the server does "
        "not name them.",
    .examples = { { "wfsh batch describe 01a209c1-f34e", "once" },
                  { "wfsh batch describe --job-id 01a209c1-f34e --wait --timeout 10m",
                    "until it has ended" } },
    .positionals = describe_positionals,
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
