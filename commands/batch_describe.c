/* commands/batch_describe.c: how far a batch job has come; waits for its end. */
#include "commands/job.h"

#include "base/table.h"
#include "commands/list_columns.h"

struct describe_args {
    const char *positional, *job_id;
    bool wait;
    int64_t timeout;
};

enum { POLL_MS = 500 };

typedef Tworkflowservice__DescribeBatchOperationResponse batch;

static enum wf_code describe(struct wf_job *job, const char *id, batch **ret,
                             struct wf_error *err)
{
    Tworkflowservice__DescribeBatchOperationRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__describe_batch_operation_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->job_id = (char *)id;
    rc = wf_job_call(job, "DescribeBatchOperation", req, NULL, NULL, ret, err);
    if (rc == WF_E_NOT_FOUND) /* the server names the workflow that runs the job */
        wf_error_set(err, rc, "no batch job '%s' in namespace '%s'", id,
                     wf_job_namespace(job));
    return rc;
}

static bool runs(const batch *b)
{
    return b->state == TENUMS__BATCH_OPERATION_STATE__BATCH_OPERATION_STATE_RUNNING;
}

/* A line on the terminal that is overwritten; nothing in a pipe. */
static void show_progress(struct wf_job *job, const batch *b)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_strbuf line = WF_STRBUF_INIT;

    if (!job->err->tty || wf_job_is_quiet(job))
        return;
    wf_strbuf_addf(&line, "\r\033[K%lld of %lld done, %lld failed",
                   (long long)b->complete_operation_count,
                   (long long)b->total_operation_count,
                   (long long)b->failure_operation_count);
    if (!runs(b))
        wf_strbuf_adds(&line, "\r\033[K");
    (void)job->err->write(job->err->user, line.data, line.len, &ignored);
    wf_strbuf_release(&line);
}

static enum wf_code wait_for_end(struct wf_job *job, const char *id, int64_t timeout_ns,
                                 batch **ret, struct wf_error *err)
{
    int64_t end = timeout_ns == WF_UNSET ? INT64_MAX : wf_mono_ms() + timeout_ns / 1000000;
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && runs(*ret)) {
        show_progress(job, *ret);
        if (wf_mono_ms() >= end)
            return wf_error_set(err, WF_E_DEADLINE, "batch job '%s' still runs", id);
        rc = wf_ctx_sleep(job->ctx, POLL_MS, err);
        if (rc == WF_OK)
            rc = describe(job, id, ret, err);
    }
    if (rc == WF_OK)
        show_progress(job, *ret);
    return rc;
}

static const char *word(struct wf_job *job, const ProtobufCEnumDescriptor *d, int value)
{
    enum { SIZE = 64 };
    char *buf = wf_arena_alloc(job->arena, SIZE);

    return wf_enum_word(d, value, buf, SIZE);
}

static enum wf_code print(struct wf_job *job, const batch *b, struct wf_error *err)
{
    struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    const char *state =
        word(job, &tenums__batch_operation_state__descriptor, (int)b->state);
    long long total = (long long)b->total_operation_count;
    struct wf_card *card;

    if (wf_job_is_json(job))
        return wf_job_json_message(job, b, err);
    if (wf_job_is_quiet(job))
        return WF_OK;
    card = wf_card_new();
    wf_card_add(card, "Job", b->job_id);
    wf_card_add_sgr(card, "State", state, wf_status_sgr(state));
    wf_card_add(
        card, "Type",
        word(job, &tenums__batch_operation_type__descriptor, (int)b->operation_type));
    wf_card_add(card, "Query", b->query);
    wf_card_add(card, "Reason", b->reason);
    wf_card_add(card, "Identity", b->identity);
    wf_card_add(card, "Started", wf_job_time(job, wf_timestamp_ns(b->start_time)));
    wf_card_add(card, "Closed", wf_job_time(job, wf_timestamp_ns(b->close_time)));
    wf_card_add(card, "Completed",
                wf_arena_printf(job->arena, "%lld of %lld",
                                (long long)b->complete_operation_count, total));
    wf_card_add(card, "Failed",
                wf_arena_printf(job->arena, "%lld of %lld",
                                (long long)b->failure_operation_count, total));
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
    return WF_OK;
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    const char *id = a->positional != NULL ? a->positional : a->job_id;
    batch *b = NULL;
    enum wf_code rc;

    if (id == NULL || (a->positional != NULL && a->job_id != NULL))
        return wf_error_set(err, WF_E_USAGE, "batch describe: which one? give one job id");
    rc = describe(job, id, &b, err);
    if (rc == WF_OK && a->wait)
        rc = wait_for_end(job, id, a->timeout, &b, err);
    if (rc == WF_OK)
        rc = print(job, b, err);
    if (rc != WF_OK || !a->wait)
        return rc;
    if (b->state == TENUMS__BATCH_OPERATION_STATE__BATCH_OPERATION_STATE_FAILED)
        return wf_error_set(err, WF_E_OTHER, "the batch job failed");
    if (b->failure_operation_count > 0)
        return wf_error_set(err, WF_E_PARTIAL, "%lld of %lld failed",
                            (long long)b->failure_operation_count,
                            (long long)b->total_operation_count);
    return WF_OK;
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
    .examples = { { "wfsh batch describe 01a209c1-f34e", "once" },
                  { "wfsh batch describe --job-id 01a209c1-f34e --wait --timeout 10m",
                    "until it has ended" } },
    .positionals = describe_positionals,
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
