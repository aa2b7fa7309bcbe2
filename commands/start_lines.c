/* commands/start_lines.c: many starts, one for each line of JSON. */
#include "commands/start_lines.h"

#include "base/json_scan.h"
#include "proto/payload.h"

#include <math.h>
#include <string.h>

enum { MAX_BYTES = 1 << 30, MAX_PARALLEL = 256 };

struct line {
    struct wf_bytes text;
    size_t number; /* in the file, from 1 */
    const char *workflow_id;
};

struct starter {
    struct wf_job *job;
    const struct wf_start_lines *l;
    const struct wf_start *s;
    Tcommon__Payloads *input;
    struct line *lines;
    size_t n_lines, n_failed;
    enum wf_code first_code;
    bool codes_differ, stop;
};

/* ---- reading ----------------------------------------------------------------------------
 */

/* The value at a path such as .order.id of a text that is valid JSON; false: none. */
static bool value_at(struct wf_bytes text, const char *path, struct wf_strbuf *out)
{
    struct wf_json_reader r;
    bool found = false;

    wf_json_reader_init(&r, text);
    for (;;) {
        size_t len;
        enum wf_json_token t = wf_json_next(&r);

        path += *path == '.';
        len = strcspn(path, ".");
        if (len == 0) {
            found = t == WF_JSON_STRING || t == WF_JSON_NUMBER;
            if (t == WF_JSON_STRING)
                (void)wf_json_unescape(r.token, out);
            else if (found)
                wf_strbuf_add(out, r.token.data, r.token.len);
            break;
        }
        if (t != WF_JSON_OBJECT)
            break;
        while ((t = wf_json_next(&r)) == WF_JSON_KEY &&
               (r.token.len != len || memcmp(r.token.data, path, len) != 0))
            (void)wf_json_skip(&r);
        if (t != WF_JSON_KEY)
            break;
        path += len;
    }
    wf_json_reader_release(&r);
    return found && out->len > 0;
}

static enum wf_code name_line(struct starter *st, struct line *line, struct wf_error *err)
{
    struct wf_arena *a = st->job->arena;
    const char *before = st->s->workflow_id;
    struct wf_strbuf id = WF_STRBUF_INIT;
    enum wf_code rc = WF_OK;

    if (st->l->id_from == NULL) {
        line->workflow_id = before != NULL
                                ? wf_arena_printf(a, "%s-%zu", before, line->number)
                                : wf_job_uuid(st->job);
        return WF_OK;
    }
    if (!value_at(line->text, st->l->id_from, &id))
        rc = wf_error_set(err, WF_E_USAGE,
                          "--input-lines: line %zu: no string or number at %s",
                          line->number, st->l->id_from);
    else
        line->workflow_id =
            wf_arena_printf(a, "%s%s", before != NULL ? before : "", wf_strbuf_str(&id));
    wf_strbuf_release(&id);
    return rc;
}

static enum wf_code read_lines(struct starter *st, struct wf_error *err)
{
    struct wf_arena *a = st->job->arena;
    struct wf_bytes text;
    enum wf_code rc =
        wf_job_read_file(st->job, st->l->file, "--input-lines", MAX_BYTES, &text, err);
    size_t number = 0, count = 1;

    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == '\n';
    st->lines = wf_arena_zalloc(a, count * sizeof *st->lines);
    for (size_t at = 0; at < text.len && rc == WF_OK;) {
        const unsigned char *start = text.data + at;
        const unsigned char *end = memchr(start, '\n', text.len - at);
        size_t len = end != NULL ? (size_t)(end - start) : text.len - at;
        struct line *line = &st->lines[st->n_lines];

        at += len + 1;
        number++;
        while (len > 0 && strchr(" \t\r", start[len - 1]) != NULL)
            len--;
        if (len == 0)
            continue;
        line->text = (struct wf_bytes){ start, len };
        line->number = number;
        rc = wf_json_check(wf_arena_printf(a, "--input-lines: line %zu", number),
                           line->text, err);
        if (rc == WF_OK)
            rc = name_line(st, line, err);
        st->n_lines++;
    }
    return rc;
}

/* ---- receipts ---------------------------------------------------------------------------
 */

static void extra_line(struct wf_json *j, const void *user)
{
    wf_json_ki64(j, "line", (int64_t)((const struct line *)user)->number);
}

static enum wf_code settle(struct starter *st, const struct line *line, enum wf_code code,
                           const char *run_id, const char *message, struct wf_error *err)
{
    struct wf_receipt r = { .workflow_id = line->workflow_id,
                            .run_id = run_id,
                            .message = message,
                            .extra = extra_line,
                            .extra_data = line };

    if (code != WF_OK) {
        r.outcome = WF_OUTCOME_ERROR;
        r.code = code;
        if (st->n_failed++ == 0)
            st->first_code = code;
        st->codes_differ |= code != st->first_code;
        st->stop |= st->l->fail_fast;
    }
    return wf_receipt_print(st->job, &r, err);
}

static enum wf_code not_tried(struct starter *st, const struct line *line,
                              struct wf_error *err)
{
    struct wf_receipt r = { .workflow_id = line->workflow_id,
                            .outcome = WF_OUTCOME_NOT_TRIED,
                            .message = st->l->dry_run ? "would be started" : NULL,
                            .extra = extra_line,
                            .extra_data = line };

    return wf_receipt_print(st->job, &r, err);
}

static enum wf_code take(struct starter *st, struct wf_rpc *rpc, struct wf_error *err)
{
    const struct line *line = wf_rpc_user(rpc);
    Tworkflowservice__StartWorkflowExecutionResponse *reply = NULL;
    struct wf_error failed = WF_ERROR_INIT;
    struct wf_arena *a = wf_arena_new();
    enum wf_code code = wf_rpc_finish(rpc, a, &reply, &failed), rc;
    const char *run = "";

    if (code == WF_OK && reply->started) {
        rc = settle(st, line, code, reply->run_id, "started", err);
    } else if ((code == WF_OK || wf_start_found(st->job, code, &failed, &run)) &&
               !st->s->fail_existing) {
        struct wf_receipt r = { .workflow_id = line->workflow_id,
                                .run_id = code == WF_OK ? reply->run_id : run,
                                .outcome = WF_OUTCOME_NO_OP,
                                .message = "there already",
                                .extra = extra_line,
                                .extra_data = line };

        rc = wf_receipt_print(st->job, &r, err);
    } else {
        rc = settle(st, line, code, *run != '\0' ? run : NULL, failed.text, err);
    }
    wf_arena_free(a);
    return rc;
}

/* ---- sending ----------------------------------------------------------------------------
 */

/* Packed when it is sent: its memory goes at once. */
static enum wf_code send_line(struct starter *st, struct wf_ctx *ctx, struct line *line,
                              struct wf_error *err)
{
    struct wf_job job = *st->job;
    struct wf_start s = *st->s;
    Tworkflowservice__StartWorkflowExecutionRequest *req = NULL;
    Tcommon__Payloads *input;
    enum wf_code rc;

    job.arena = wf_arena_new();
    s.workflow_id = line->workflow_id;
    input = wf_msg_copy(job.arena, st->input);
    wf_msg_list_own(job.arena, &input->payloads, input->n_payloads);
    wf_msg_append(job.arena, &input->payloads, &input->n_payloads,
                  wf_payload_new(job.arena, "json/plain", line->text));
    rc = wf_start_request(&job, &s, input, &req, err);
    if (rc == WF_OK)
        rc = wf_job_guard(&job, "StartWorkflowExecution", req, err);
    if (rc == WF_OK)
        (void)wf_rpc_start(ctx, "StartWorkflowExecution", req, NULL, line);
    wf_arena_free(job.arena);
    return rc;
}

static enum wf_code pace(struct starter *st, struct wf_ctx *ctx, int64_t *next_ms,
                         struct wf_error *err)
{
    int64_t now = wf_mono_ms();
    enum wf_code rc = WF_OK;

    if (isnan(st->l->rate) || st->l->rate <= 0)
        return WF_OK;
    if (*next_ms > now)
        rc = wf_ctx_sleep(ctx, *next_ms - now, err);
    *next_ms = (*next_ms > now ? *next_ms : now) + (int64_t)(1000 / st->l->rate);
    return rc;
}

static enum wf_code send_all(struct starter *st, size_t *next, struct wf_error *err)
{
    int64_t want = st->l->parallel < 1 ? 1 : st->l->parallel, next_ms = 0;
    struct wf_ctx *ctx = NULL;
    enum wf_code rc = WF_OK;

    if (!st->job->g->explain)
        rc = wf_job_ctx(st->job, &ctx, err);
    want = want > MAX_PARALLEL ? MAX_PARALLEL : want;
    while (rc == WF_OK) {
        bool more = *next < st->n_lines && !st->stop && !wf_cancel_fired(st->job->cancel);
        struct wf_rpc *rpc;

        if (more && (ctx == NULL || (int64_t)wf_ctx_in_flight(ctx) < want)) {
            rc = ctx != NULL ? pace(st, ctx, &next_ms, err) : WF_OK;
            if (rc == WF_E_INTERRUPTED)
                rc = WF_OK; /* what is in flight is settled first */
            else if (rc == WF_OK)
                rc = send_line(st, ctx, &st->lines[(*next)++], err);
            continue;
        }
        rpc = ctx != NULL ? wf_rpc_wait(ctx, 0) : NULL;
        if (rpc == NULL)
            break;
        rc = take(st, rpc, err);
    }
    return rc;
}

enum wf_code wf_start_each_line(struct wf_job *job, const struct wf_start_lines *l,
                                const struct wf_start *s, Tcommon__Payloads *input,
                                struct wf_error *err)
{
    struct starter st = { .job = job, .l = l, .s = s, .input = input };
    size_t next = 0;
    enum wf_code rc = read_lines(&st, err);

    if (rc != WF_OK)
        return rc;
    if (!l->dry_run || job->g->explain)
        rc = send_all(&st, &next, err);
    for (; next < st.n_lines && rc == WF_OK; next++)
        rc = not_tried(&st, &st.lines[next], err);
    if (rc != WF_OK)
        return rc;
    if (wf_cancel_fired(job->cancel))
        return wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
    if (st.n_failed == 0)
        return WF_OK;
    return wf_error_set(
        err, st.n_failed < st.n_lines || st.codes_differ ? WF_E_PARTIAL : st.first_code,
        "%s: %zu of %zu failed", job->command->path, st.n_failed, st.n_lines);
}

#define L struct wf_start_lines
const struct wf_option wf_start_lines_options[] = {
    WF_OPT_STRING(0, "input-lines", L, file, "FILE",
                  "start one workflow for each line of JSON, - for stdin", .ours = true,
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_STRING(0, "id-from", L, id_from, "PATH",
                  "with --input-lines: where the Workflow Id is, such as .order.id",
                  .ours = true),
    WF_OPT_INT(0, "parallel", L, parallel, "N", "how many at the same time", .ours = true,
               .default_value = "1"),
    WF_OPT_FLOAT(0, "rate", L, rate, "N", "at most so many a second", .ours = true),
    WF_OPT_BOOL(0, "dry-run", L, dry_run, "only say what would be started", .ours = true),
    WF_OPT_BOOL(0, "fail-fast", L, fail_fast, "stop at the first failure", .ours = true),
    WF_OPT_END
};
#undef L
