/* commands/batch_wait.c: a batch job's state, and its end with a progress bar. */
#include "commands/batch.h"

#include "base/table.h"
#include "commands/list_columns.h"

enum { POLL_MS = 500, BAR_MAX = 40 };

enum wf_code wf_batch_describe(struct wf_job *job, const char *id, wf_batch_state **ret,
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

static bool runs(const wf_batch_state *b)
{
    return b->state == TENUMS__BATCH_OPERATION_STATE__BATCH_OPERATION_STATE_RUNNING;
}

/* "[#####.....]", with room for the words on a narrow terminal too. */
static void add_bar(struct wf_strbuf *line, int64_t done, int64_t total, size_t columns)
{
    enum { WORDS = 40 };
    size_t width = columns > WORDS + BAR_MAX || columns == 0 ? BAR_MAX
                   : columns > WORDS + 8                     ? columns - WORDS
                                                             : 0;
    size_t full = total > 0 && done > 0 ? (size_t)((double)width * done / total) : 0;

    if (width == 0)
        return;
    wf_strbuf_addc(line, '[');
    for (size_t i = 0; i < width; i++)
        wf_strbuf_addc(line, i < full ? '#' : '.');
    wf_strbuf_adds(line, "] ");
}

/* A line on the terminal that is overwritten; nothing in a pipe. */
static void show_progress(struct wf_job *job, const wf_batch_state *b)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_strbuf line = WF_STRBUF_INIT;
    int64_t done = b->complete_operation_count + b->failure_operation_count;

    if (!job->err->tty || wf_job_is_quiet(job))
        return;
    wf_strbuf_adds(&line, "\r\033[K");
    if (runs(b)) {
        add_bar(&line, done, b->total_operation_count, job->err->width);
        wf_strbuf_addf(&line, "%lld of %lld done, %lld failed", (long long)done,
                       (long long)b->total_operation_count,
                       (long long)b->failure_operation_count);
    }
    (void)job->err->write(job->err->user, line.data, line.len, &ignored);
    wf_strbuf_release(&line);
}

/* The waiting ended, the job did not: how to go on with it. */
static void hint_goes_on(const struct wf_job *job, const char *id, struct wf_error *err)
{
    static const char wipe[] = "\r\033[K"; /* the bar, that the error stands alone */
    struct wf_error ignored = WF_ERROR_INIT;

    if (job->err->tty && !wf_job_is_quiet(job))
        (void)job->err->write(job->err->user, wipe, sizeof wipe - 1, &ignored);
    wf_error_hint(err, "the job goes on: wfsh batch describe %s --wait", id);
}

static enum wf_code wait_for_end(struct wf_job *job, const char *id, int64_t timeout_ns,
                                 wf_batch_state **ret, struct wf_error *err)
{
    int64_t end = timeout_ns == WF_UNSET ? INT64_MAX : wf_mono_ms() + timeout_ns / 1000000;
    enum wf_code rc = wf_batch_describe(job, id, ret, err);

    while (rc == WF_OK && runs(*ret)) {
        show_progress(job, *ret);
        if (wf_mono_ms() >= end)
            rc = wf_error_set(err, WF_E_DEADLINE, "batch job '%s' still runs", id);
        if (rc == WF_OK)
            rc = wf_ctx_sleep(job->ctx, POLL_MS, err);
        if (rc != WF_OK)
            hint_goes_on(job, id, err);
        else
            rc = wf_batch_describe(job, id, ret, err);
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

enum wf_code wf_batch_print(struct wf_job *job, const wf_batch_state *b,
                            struct wf_error *err)
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

enum wf_code wf_batch_end(struct wf_job *job, const char *id, const wf_batch_request *req,
                          int64_t timeout_ns, struct wf_error *err)
{
    wf_batch_state *b = NULL;
    enum wf_code rc = wait_for_end(job, id, timeout_ns, &b, err);

    if (rc == WF_OK)
        rc = wf_batch_print(job, b, err);
    if (rc == WF_OK && b->failure_operation_count > 0)
        rc = wf_batch_left(job, b, req, err);
    if (rc != WF_OK)
        return rc;
    if (b->state == TENUMS__BATCH_OPERATION_STATE__BATCH_OPERATION_STATE_FAILED)
        return wf_error_set(err, WF_E_OTHER, "the batch job failed");
    if (b->failure_operation_count > 0)
        return wf_error_set(err, WF_E_PARTIAL, "%lld of %lld failed",
                            (long long)b->failure_operation_count,
                            (long long)b->total_operation_count);
    return WF_OK;
}
