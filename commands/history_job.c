/* commands/history_job.c: histories for verbs, under the guards of a job. */
#include "commands/history_job.h"

#include "client/log.h"

#include <string.h>

enum { FILE_MAX = 1 << 30 };

static const char *const archived_values[] = { "auto", "only", "never", NULL };

const struct wf_option wf_archived_options[] = {
    WF_OPT_ENUM(0, "archived", struct wf_archived_args, archived, archived_values,
                "read the archive: when the frontend has no such run, only, or never",
                .ours = true),
    WF_OPT_END
};

enum wf_archived wf_archived_mode(const struct wf_archived_args *args)
{
    if (args->archived == NULL || strcmp(args->archived, "auto") == 0)
        return WF_ARCHIVED_AUTO;
    return strcmp(args->archived, "only") == 0 ? WF_ARCHIVED_ONLY : WF_ARCHIVED_NEVER;
}

static enum wf_code open_file(struct wf_job *job, const char *path,
                              const struct wf_history_options *opt, struct wf_history **ret,
                              struct wf_error *err)
{
    struct wf_bytes text;
    enum wf_code rc = wf_job_read_file(job, path, "--file", FILE_MAX, &text, err);

    if (rc != WF_OK)
        return rc;
    return wf_history_open_text(strcmp(path, "-") == 0 ? "stdin" : path, text, opt, ret,
                                err);
}

enum wf_code wf_job_history(struct wf_job *job, const struct wf_ref *ref,
                            struct wf_history_options *opt, struct wf_history **ret,
                            struct wf_error *err)
{
    struct wf_ctx *ctx = NULL;
    const char *method;
    void *request;
    enum wf_code rc;

    if (ref->file != NULL)
        return open_file(job, ref->file, opt, ret, err);
    opt->namespace_ = wf_job_namespace(job);
    opt->workflow_id = ref->workflow_id;
    opt->run_id = ref->run_id;
    opt->no_prefetch = opt->no_prefetch || job->session->unhurried;
    request = wf_history_request(job->arena, opt->namespace_, opt, &method);
    rc = wf_job_guard(job, method, request, err);
    if (rc == WF_OK)
        rc = wf_job_ctx(job, &ctx, err);
    return rc == WF_OK ? wf_history_open(ctx, opt, ret, err) : rc;
}

void wf_job_note_archive(struct wf_job *job, struct wf_history *h,
                         const struct wf_history_page *page)
{
    size_t n;
    const struct wf_ref *others = wf_history_other_runs(h, &n);

    wf_job_note(job, "read from the archive: %s, run %s", page->workflow_id,
                page->run_id != NULL ? page->run_id : "?");
    for (size_t i = 0; i < n; i++)
        wf_job_note(job, "archived too: run %s", others[i].run_id);
}

enum wf_code wf_job_history_next(struct wf_job *job, struct wf_history *h,
                                 const struct wf_history_page **ret, struct wf_error *err)
{
    int64_t began = wf_mono_ms();
    enum wf_code rc = wf_history_next(h, ret, err);

    wf_log(WF_LOG_DEBUG, "call", "history page: %s, %zu events, %lld ms", wf_code_word(rc),
           rc == WF_OK && *ret != NULL ? (*ret)->n_events : 0,
           (long long)(wf_mono_ms() - began));
    if (rc == WF_OK && *ret != NULL && (*ret)->archived && (*ret)->starts_run)
        wf_job_note_archive(job, h, *ret);
    return rc;
}

enum wf_code wf_no_is_not(enum wf_code rc, struct wf_error *err)
{
    if (rc != WF_O_NO)
        return rc;
    return err->code = WF_E_USAGE;
}
