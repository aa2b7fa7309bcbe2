/* commands/schedule_import.c: make the Schedules that schedule export has printed. */
#include "base/json_scan.h"
#include "commands/schedule_document.h"
#include "commands/simple_receipt.h"

#include <string.h>

struct import_args {
    const char *file;
    bool replace, paused;
};

enum { MAX_TEXT = 64 << 20 };

struct documents {
    wf_schedule_document **v;
    size_t n;
};

static enum wf_code add(struct wf_job *job, const char *what, struct wf_bytes text,
                        struct documents *ret, struct wf_error *err)
{
    wf_schedule_document *d = NULL;
    enum wf_code rc = wf_schedule_document_read(job, what, text, &d, err);

    if (rc == WF_OK && *d->schedule_id == '\0')
        rc = wf_error_set(err, WF_E_USAGE, "%s: it has no \"scheduleId\"", what);
    if (rc == WF_OK)
        wf_msg_append(job->arena, &ret->v, &ret->n, d);
    return rc;
}

static enum wf_code read_array(struct wf_job *job, const char *what, struct wf_bytes text,
                               struct documents *ret, struct wf_error *err)
{
    struct wf_json_reader r;
    enum wf_code rc = wf_json_check(what, text, err);

    if (rc != WF_OK)
        return rc;
    wf_json_reader_init(&r, text);
    wf_json_next(&r);
    while (rc == WF_OK) {
        struct wf_bytes one = wf_json_skip(&r);

        if (one.len == 0)
            break;
        rc = add(job, wf_arena_printf(job->arena, "%s, %zu", what, ret->n + 1), one, ret,
                 err);
    }
    wf_json_reader_release(&r);
    return rc;
}

/* JSON lines: one document each. */
static enum wf_code read_lines(struct wf_job *job, const char *what, struct wf_bytes text,
                               struct documents *ret, struct wf_error *err)
{
    const unsigned char *p = text.data, *end = text.data + text.len;
    enum wf_code rc = WF_OK;

    for (size_t line = 1; p < end && rc == WF_OK; line++) {
        const unsigned char *nl = memchr(p, '\n', (size_t)(end - p));
        struct wf_bytes one = { p, (size_t)((nl != NULL ? nl : end) - p) };

        p += one.len + 1;
        if (one.len > 0)
            rc = add(job, wf_arena_printf(job->arena, "%s, line %zu", what, line), one, ret,
                     err);
    }
    return rc;
}

static enum wf_code read_documents(struct wf_job *job, const char *file,
                                   struct documents *ret, struct wf_error *err)
{
    struct wf_bytes text = { 0 };
    const unsigned char *p, *nl;
    enum wf_code rc = wf_job_read_file(job, file, "FILE", MAX_TEXT, &text, err);

    if (rc != WF_OK)
        return rc;
    for (p = text.data; p < text.data + text.len && strchr(" \t\r\n", *p) != NULL; p++)
        continue;
    if (p < text.data + text.len && *p == '[')
        return read_array(job, file, text, ret, err);
    nl = text.len > 0 ? memchr(text.data, '\n', text.len) : NULL;
    if (nl != NULL &&
        wf_json_valid((struct wf_bytes){ text.data, (size_t)(nl - text.data) }))
        return read_lines(job, file, text, ret, err);
    return add(job, file, text, ret, err);
}

static enum wf_code replace(struct wf_job *job, wf_schedule_document *d,
                            struct wf_error *err)
{
    Tworkflowservice__DescribeScheduleResponse *now = NULL;
    enum wf_code rc = wf_schedule_describe(job, d->schedule_id, &now, err);

    d->conflict_token.len = 0;
    return rc == WF_OK ? wf_schedule_document_send(job, d->schedule_id, now, d, err) : rc;
}

static enum wf_code import_one(struct wf_job *job, const struct import_args *a,
                               wf_schedule_document *d, struct wf_error *err)
{
    Tworkflowservice__CreateScheduleRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__create_schedule_request__descriptor);
    enum wf_code rc;

    if (a->paused) {
        if (d->schedule->state == NULL)
            d->schedule->state =
                wf_msg_new(job->arena, &tschedule__schedule_state__descriptor);
        d->schedule->state->paused = true;
    }
    req->namespace_ = (char *)wf_job_namespace(job);
    req->schedule_id = d->schedule_id;
    /* a copy: a codec would change what is left to be sent again */
    req->schedule = wf_msg_copy(job->arena, d->schedule);
    if (d->memo != NULL)
        req->memo = wf_msg_copy(job->arena, d->memo);
    req->search_attributes = d->search_attributes;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "CreateSchedule", req, NULL, NULL, NULL, err);
    if (rc == WF_OK)
        return wf_simple_receipt(job, "scheduleId", d->schedule_id, "created", err);
    if (rc != WF_E_CONFLICT || !a->replace)
        return rc;
    wf_error_clear(err);
    return replace(job, d, err);
}

static enum wf_code import_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct import_args *a = args;
    struct documents docs = { 0 };
    size_t failed = 0;
    enum wf_code rc = read_documents(job, a->file, &docs, err), first = WF_OK;

    for (size_t i = 0; i < docs.n && rc == WF_OK; i++) {
        struct wf_error one = WF_ERROR_INIT;
        enum wf_code code = import_one(job, a, docs.v[i], &one);

        if (code == WF_OK)
            continue;
        if (code == WF_STOP || docs.n == 1) {
            *err = one;
            return code;
        }
        wf_error_prefix(&one, "%s", docs.v[i]->schedule_id);
        wf_error_print(job->err, &one, wf_job_is_json(job));
        first = failed++ == 0 || first == code ? code : WF_E_PARTIAL;
    }
    if (failed > 0)
        rc = wf_error_set(err, failed == docs.n ? first : WF_E_PARTIAL,
                          "%zu of %zu schedules were not imported", failed, docs.n);
    return rc;
}

#define A struct import_args
static const struct wf_option import_options[] = {
    WF_OPT_BOOL(0, "replace", A, replace, "those that are there already are made so"),
    WF_OPT_BOOL(0, "paused", A, paused, "all of them are paused"), WF_OPT_END
};

static const struct wf_positional import_positionals[] = {
    { .name = "FILE",
      .offset = offsetof(A, file),
      .help = "what schedule export has printed; - is stdin",
      .complete = WF_COMPLETE_FILE,
      .required = true },
    { .name = NULL },
};
#undef A

const struct wf_command wf_cmd_schedule_import = {
    .path = "schedule import",
    .summary = "Create the Schedules that schedule export has printed",
    .text =
        "Nothing is created before the whole text has been read and found right. It goes\n"
        "on after one that fails, such as one that is there already.",
    .examples = { { "wfsh schedule import schedules.json", "all that are not there yet" },
                  { "wfsh schedule import schedules.json --replace --paused",
                    "all of them, as the file says, but paused" } },
    .positionals = import_positionals,
    .options = import_options,
    .args_size = sizeof(struct import_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_OURS,
    .run = import_run,
};
