/* commands/target.c: which workflows a verb is meant for, and what became of each. */
#include "commands/target.h"

#include "base/utf8.h"

#include <string.h>

#define T struct wf_target

const struct wf_option wf_target_pace_options[] = {
    WF_OPT_INT(0, "parallel", T, parallel, "N", "how many at the same time", .ours = true,
               .default_value = "1"),
    WF_OPT_FLOAT(0, "rate", T, rate, "N", "at most so many a second", .ours = true),
    WF_OPT_BOOL(0, "dry-run", T, dry_run, "only say what would be touched", .ours = true),
    WF_OPT_BOOL(0, "fail-fast", T, fail_fast, "stop at the first failure", .ours = true),
    WF_OPT_STRING(0, "exclude", T, exclude, "FILE", "references to leave out, a line each",
                  .ours = true, .complete = WF_COMPLETE_FILE),
    WF_OPT_STRING(0, "failed-to", T, failed_to, "FILE",
                  "write the references that failed or were not tried", .ours = true,
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_END
};

const struct wf_option wf_target_plain_options[] = {
    WF_OPT_STRING('w', "workflow-id", T, workflow_id, "ID", "Workflow Id",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_STRING('r', "run-id", T, run_id, "ID", "Run Id; else the current or last run",
                  .complete = WF_COMPLETE_RUN),
    { .type = WF_OPTION_SET, .set = wf_target_pace_options },
    WF_OPT_END
};

const struct wf_option wf_target_many_options[] = {
    WF_OPT_STRING('q', "query", T, query, "QUERY",
                  "instead of ids: a batch over all workflows that match",
                  .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_BOOL('y', "yes", T, yes, "do not ask"),
    WF_OPT_BOOL(0, "client-side", T, client_side,
                "with --query: no batch job, but one by one, with a receipt each",
                .ours = true),
    WF_OPT_END
};

const struct wf_option wf_target_wait_options[] = {
    WF_OPT_BOOL(0, "wait", T, wait,
                "with --query: return when the batch job has ended; 8 when some failed",
                .ours = true),
    WF_OPT_DURATION(0, "timeout", T, timeout, "how long --wait waits", .ours = true),
    WF_OPT_END
};

const struct wf_option wf_target_no_wait_options[] = {
    { .type = WF_OPTION_SET, .set = wf_target_plain_options },
    { .type = WF_OPTION_SET, .set = wf_target_many_options },
    WF_OPT_STRING(0, "reason", T, reason, "TEXT", "why; kept by the server"),
    WF_OPT_FLOAT(0, "rps", T, rps, "N", "requests a second of the batch"),
    WF_OPT_END
};

const struct wf_option wf_target_options[] = {
    { .type = WF_OPTION_SET, .set = wf_target_no_wait_options },
    { .type = WF_OPTION_SET, .set = wf_target_wait_options },
    WF_OPT_END
};

#undef T
#define O struct wf_one
const struct wf_option wf_one_options[] = {
    WF_OPT_STRING('w', "workflow-id", O, workflow_id, "ID", "Workflow Id",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_STRING('r', "run-id", O, run_id, "ID", "Run Id; else the current or last run",
                  .complete = WF_COMPLETE_RUN),
    WF_OPT_END
};
#undef O

/* A link may name another namespace than the command line: the link does not win silently.
 */
static enum wf_code check_namespace(struct wf_job *job, const struct wf_ref *ref,
                                    struct wf_error *err)
{
    if (ref->namespace_ == NULL || strcmp(ref->namespace_, wf_job_namespace(job)) == 0)
        return WF_OK;
    wf_error_set(err, WF_E_USAGE, "'%s' is in namespace '%s', this command works in '%s'",
                 ref->workflow_id, ref->namespace_, wf_job_namespace(job));
    wf_error_hint(err, "-n %s", ref->namespace_);
    return WF_E_USAGE;
}

enum wf_code wf_target_ref(struct wf_job *job, const char *text, const char *run_id,
                           struct wf_ref *ret, struct wf_error *err)
{
    enum wf_code rc =
        wf_ref_parse(job->arena, text, job->command->flags & WF_CMD_FILES, ret, err);

    if (rc == WF_OK && run_id != NULL)
        ret->run_id = run_id;
    return rc == WF_OK && ret->file == NULL ? check_namespace(job, ret, err) : rc;
}

enum wf_code wf_one_ref(struct wf_job *job, const struct wf_one *one, struct wf_ref *ret,
                        struct wf_error *err)
{
    const char *id = one->workflow_id, *run = one->run_id;
    size_t at = 0;

    if (id == NULL && one->refs.n > 0)
        id = one->refs.v[at++];
    if (run == NULL && at < one->refs.n)
        run = one->refs.v[at++];
    if (at < one->refs.n)
        return wf_error_set(err, WF_E_USAGE, "%s: what is '%s'?", job->command->path,
                            one->refs.v[at]);
    if (id == NULL) {
        wf_error_set(err, WF_E_USAGE, "%s: which one? give an id", job->command->path);
        wf_error_hint(err, "try 'wfsh help %s'", job->command->path);
        return WF_E_USAGE;
    }
    if (one->workflow_id != NULL) { /* a flag's value is an id as it stands */
        *ret = (struct wf_ref){ .workflow_id = id, .run_id = run };
        return WF_OK;
    }
    return wf_target_ref(job, id, run, ret, err);
}

/* ---- receipts ---------------------------------------------------------------------------
 */

static const char *const outcome_words[] = {
    [WF_OUTCOME_DONE] = "done",
    [WF_OUTCOME_NO_OP] = "no-op",
    [WF_OUTCOME_ERROR] = "error",
    [WF_OUTCOME_NOT_TRIED] = "not-tried",
};

static void fill(struct wf_json *j, const void *user)
{
    const struct wf_receipt *r = user;

    wf_json_object(j);
    wf_json_kstr(j, r->id_key != NULL ? r->id_key : "workflowId", r->workflow_id);
    if (r->run_id != NULL)
        wf_json_kstr(j, "runId", r->run_id);
    wf_json_kstr(j, "outcome", outcome_words[r->outcome]);
    wf_json_ki64(j, "code", r->code);
    if (r->message != NULL)
        wf_json_kstr(j, "message", r->message);
    if (r->extra != NULL)
        r->extra(j, r->extra_data);
    wf_json_end_object(j);
}

enum wf_code wf_receipt_print(struct wf_job *job, const struct wf_receipt *r,
                              struct wf_error *err)
{
    struct wf_ref ref = { .workflow_id = r->workflow_id, .run_id = r->run_id };
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    if (wf_job_is_json(job))
        return wf_job_json(job, fill, r, err);
    if (wf_globals_output(job->g) == WF_OUTPUT_REFS) {
        wf_strbuf_adds(&b, wf_ref_line(job->arena, &ref));
    } else {
        const char *separator = wf_job_is_text(job) ? "  " : "\t";

        wf_strbuf_addf(&b, "%s%s", outcome_words[r->outcome], separator);
        wf_utf8_safes(&b, r->workflow_id);
        if (r->run_id != NULL)
            wf_strbuf_addf(&b, "%s%s", separator, r->run_id);
        if (r->message != NULL) {
            wf_strbuf_adds(&b, separator);
            wf_utf8_safes(&b, r->message);
        }
    }
    wf_strbuf_addc(&b, '\n');
    rc = wf_job_write(job, b.data, b.len, err);
    wf_strbuf_release(&b);
    return rc == WF_OK ? wf_job_flush(job, err) : rc;
}
