/* commands/job_output.c: what a job prints. */
#include "commands/job.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { FLUSH_AT = 1 << 16 };

static enum wf_output output_of(const struct wf_job *job)
{
    return wf_globals_output(job->g);
}

bool wf_job_is_json(const struct wf_job *job)
{
    return output_of(job) == WF_OUTPUT_JSON || output_of(job) == WF_OUTPUT_JSONL;
}

bool wf_job_is_text(const struct wf_job *job)
{
    return output_of(job) == WF_OUTPUT_TABLE || output_of(job) == WF_OUTPUT_WIDE;
}

bool wf_job_is_quiet(const struct wf_job *job)
{
    return output_of(job) == WF_OUTPUT_NONE;
}

bool wf_job_color(const struct wf_job *job)
{
    const char *mode = job->g->color, *no = getenv("NO_COLOR"), *term = getenv("TERM");

    if (mode != NULL && strcmp(mode, "auto") != 0)
        return strcmp(mode, "always") == 0;
    return job->out->tty && (no == NULL || *no == '\0') &&
           !(term != NULL && strcmp(term, "dumb") == 0);
}

enum wf_payload_form wf_job_payload_form(const struct wf_job *job)
{
    if (job->g->decode || ((job->command->flags & WF_CMD_DECODES) && !job->g->no_decode))
        return WF_PAYLOAD_DECODED;
    return job->g->no_json_shorthand_payloads ? WF_PAYLOAD_ENCODED : WF_PAYLOAD_SHORTHAND;
}

static enum wf_code drain(struct wf_sink *s, struct wf_error *err)
{
    if (s->failed == WF_OK && s->buf.len > 0)
        s->failed = s->write(s->user, s->buf.data, s->buf.len, err);
    else if (s->failed != WF_OK)
        wf_error_set(err, s->failed, "cannot write the output");
    wf_strbuf_clear(&s->buf);
    return s->failed;
}

enum wf_code wf_job_write(struct wf_job *job, const char *p, size_t n, struct wf_error *err)
{
    if (wf_job_is_quiet(job))
        return WF_OK;
    wf_strbuf_add(&job->out->buf, p, n);
    return job->out->buf.len >= FLUSH_AT ? drain(job->out, err) : WF_OK;
}

enum wf_code wf_job_printf(struct wf_job *job, struct wf_error *err, const char *fmt, ...)
{
    va_list ap;

    if (wf_job_is_quiet(job))
        return WF_OK;
    va_start(ap, fmt);
    wf_strbuf_vaddf(&job->out->buf, fmt, ap);
    va_end(ap);
    return job->out->buf.len >= FLUSH_AT ? drain(job->out, err) : WF_OK;
}

enum wf_code wf_job_flush(struct wf_job *job, struct wf_error *err)
{
    return drain(job->out, err);
}

void wf_job_note(struct wf_job *job, const char *fmt, ...)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_error ignored = WF_ERROR_INIT;
    va_list ap;

    if (wf_job_is_quiet(job))
        return;
    va_start(ap, fmt);
    wf_strbuf_vaddf(&text, fmt, ap);
    va_end(ap);
    wf_strbuf_adds(&job->err->buf, "wfsh: ");
    wf_utf8_safes(&job->err->buf, wf_strbuf_str(&text));
    wf_strbuf_addc(&job->err->buf, '\n');
    wf_strbuf_release(&text);
    (void)drain(job->err, &ignored);
}

enum wf_code wf_job_json(struct wf_job *job,
                         void (*fill)(struct wf_json *j, const void *user),
                         const void *user, struct wf_error *err)
{
    struct wf_json j = WF_JSON_INIT(&job->out->buf, output_of(job) == WF_OUTPUT_JSONL);

    fill(&j, user);
    wf_strbuf_addc(&job->out->buf, '\n');
    return j.compact || job->out->buf.len >= FLUSH_AT ? drain(job->out, err) : WF_OK;
}

struct message_value {
    const void *message;
    enum wf_payload_form form;
};

static void fill_message(struct wf_json *j, const void *user)
{
    const struct message_value *v = user;

    wf_json_message(j, v->message, v->form);
}

enum wf_code wf_job_json_message(struct wf_job *job, const void *message,
                                 struct wf_error *err)
{
    struct message_value v = { .message = message, .form = wf_job_payload_form(job) };

    return wf_job_json(job, fill_message, &v, err);
}

static enum wf_time_format time_format(const struct wf_job *job)
{
    static const struct {
        const char *name;
        enum wf_time_format f;
    } names[] = {
        { "relative", WF_TIME_RELATIVE }, { "iso", WF_TIME_ISO },   { "raw", WF_TIME_RAW },
        { "local", WF_TIME_LOCAL },       { "unix", WF_TIME_UNIX },
    };

    for (size_t i = 0; job->g->time_format != NULL && i < sizeof names / sizeof *names; i++)
        if (strcmp(job->g->time_format, names[i].name) == 0)
            return names[i].f;
    /* ages are for eyes; a file or a program gets times that stay true */
    return job->out->tty || wf_job_is_text(job) ? WF_TIME_RELATIVE : WF_TIME_ISO;
}

const char *wf_job_time(struct wf_job *job, int64_t ns)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (ns == WF_NO_TIME)
        return "";
    wf_time_format(&b, ns, time_format(job));
    text = wf_arena_strdup(job->arena, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}
