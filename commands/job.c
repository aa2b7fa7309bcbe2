/* commands/job.c: a job's calls, under the guards that every face shares. */
#include "commands/job.h"

#include "client/codec.h"
#include "client/log.h"
#include "commands/call_log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

enum wf_code wf_job_ctx(struct wf_job *job, struct wf_ctx **ret, struct wf_error *err)
{
    struct wf_session *s = job->session;
    enum wf_code rc = WF_OK;

    if (job->ctx == NULL) {
        pthread_mutex_lock(&s->conn_lock);
        if (s->conn == NULL)
            rc = wf_connection_open(job->settings, &s->conn, err);
        pthread_mutex_unlock(&s->conn_lock);
        if (rc != WF_OK)
            return rc;
        job->ctx = wf_ctx_new(s->conn, job->cancel, job->deadline_ms);
    }
    *ret = job->ctx;
    return WF_OK;
}

const char *wf_job_namespace(const struct wf_job *job)
{
    return job->settings->namespace_;
}

const char *wf_job_identity(const struct wf_job *job)
{
    return job->settings->identity;
}

const char *wf_job_uuid(struct wf_job *job)
{
    unsigned char b[16];

    while (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        continue;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    return wf_arena_printf(job->arena,
                           "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                           "%02x%02x%02x%02x%02x%02x",
                           b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
                           b[10], b[11], b[12], b[13], b[14], b[15]);
}

enum wf_code wf_job_guard(struct wf_job *job, const char *method, void *request,
                          struct wf_error *err)
{
    const struct wf_method *m = wf_method_find(method);

    if (m == NULL)
        return wf_error_set(err, WF_E_OTHER, "no API method is called '%s'", method);
    if (job->g->explain)
        return wf_job_explain(job, method, request, err);
    if (job->settings->read_only && m->klass != WF_CLASS_READS && !job->g->write) {
        wf_error_set(err, WF_E_REFUSED, "profile '%s' is read-only: %s refused",
                     job->settings->profile, m->name);
        wf_error_hint(err, "--write allows it once");
        return WF_E_REFUSED;
    }
    wf_call_log_note(job->session->calls, m->name, request);
    return wf_codec_encode(job->settings, job->cancel, job->arena, request, err);
}

static void debug_call(struct wf_job *job, const char *method, int64_t began_ms,
                       enum wf_code rc)
{
    wf_log(WF_LOG_DEBUG, "call", "%s: %s, %u tries, %lld ms", method, wf_code_word(rc),
           wf_ctx_tries(job->ctx), (long long)(wf_mono_ms() - began_ms));
}

enum wf_code wf_job_call(struct wf_job *job, const char *method, void *request,
                         const struct wf_call_options *opt, struct wf_arena *a,
                         void *ret_reply, struct wf_error *err)
{
    struct wf_ctx *ctx = NULL;
    void *reply = NULL;
    int64_t began = wf_mono_ms();
    enum wf_code rc = wf_job_guard(job, method, request, err);

    if (a == NULL)
        a = job->arena;
    if (rc == WF_OK)
        rc = wf_job_ctx(job, &ctx, err);
    if (rc != WF_OK)
        return rc;
    rc = wf_call(ctx, method, request, opt, a, &reply, err);
    debug_call(job, method, began, rc);
    if (rc == WF_OK)
        rc = wf_codec_decode(job->settings, job->cancel, a, reply, err);
    if (rc == WF_OK && ret_reply != NULL)
        *(void **)ret_reply = reply;
    return rc;
}

enum wf_code wf_job_pager(struct wf_job *job, const char *method, void *request,
                          const struct wf_pager_options *opt, struct wf_pager **ret,
                          struct wf_error *err)
{
    struct wf_ctx *ctx = NULL;
    enum wf_code rc = wf_job_guard(job, method, request, err);

    if (rc == WF_OK)
        rc = wf_job_ctx(job, &ctx, err);
    if (rc == WF_OK)
        *ret = wf_pager_new(ctx, method, request, opt);
    return rc;
}

enum wf_code wf_job_page(struct wf_job *job, struct wf_pager *p, const struct wf_page **ret,
                         struct wf_error *err)
{
    int64_t began = wf_mono_ms();
    enum wf_code rc = wf_pager_next(p, ret, err);

    debug_call(job, "page", began, rc);
    if (rc == WF_OK && *ret != NULL)
        rc = wf_codec_decode(job->settings, job->cancel, (*ret)->arena, (*ret)->reply, err);
    return rc;
}
