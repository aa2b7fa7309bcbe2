/* commands/closed.c: how a Standalone Activity or Nexus Operation ended. */
#include "commands/closed.h"

#include "commands/failure_text.h"
#include "commands/handler.h"

struct printed {
    struct wf_job *job;
    const struct wf_closed *c;
};

/* As workflows' outcomes have them. */
static enum wf_code code_of(const Tfailure__Failure *f)
{
    if (f == NULL)
        return WF_OK;
    switch (f->failure_info_case) {
    case TFAILURE__FAILURE__FAILURE_INFO_TIMEOUT_FAILURE_INFO:
        return WF_O_TIMED_OUT;
    case TFAILURE__FAILURE__FAILURE_INFO_CANCELED_FAILURE_INFO:
        return WF_O_CANCELED;
    case TFAILURE__FAILURE__FAILURE_INFO_TERMINATED_FAILURE_INFO:
        return WF_O_TERMINATED;
    default:
        return WF_O_FAILED;
    }
}

static void fill(struct wf_json *j, const void *user)
{
    const struct printed *p = user;
    const struct wf_closed *c = p->c;
    enum wf_payload_form form = wf_job_payload_form(p->job);

    wf_json_object(j);
    wf_json_kstr(j, c->id_key, c->id);
    wf_json_kstr(j, "runId", c->run_id);
    wf_json_kstr(j, "status", c->failure != NULL ? "FAILED" : "COMPLETED");
    if (c->failure != NULL) {
        wf_json_key(j, "failure");
        wf_json_message(j, c->failure, form);
    } else if (!wf_handler_is_null(c->result)) {
        wf_json_key(j, "result");
        wf_handler_value(j, c->result, form);
    }
    wf_json_end_object(j);
}

static enum wf_code print_text(struct wf_job *job, const struct wf_closed *c,
                               struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    if (c->failure != NULL) {
        wf_failure_short(&b, c->failure);
        rc = wf_job_printf(job, err, "failed: %s\n", wf_strbuf_str(&b));
    } else {
        wf_handler_text(&b, c->result);
        rc = wf_job_write(job, wf_strbuf_str(&b), b.len, err);
    }
    wf_strbuf_release(&b);
    return rc;
}

enum wf_code wf_closed_print(struct wf_job *job, const struct wf_closed *c,
                             struct wf_error *err)
{
    const struct printed p = { .job = job, .c = c };
    enum wf_code rc =
        wf_job_is_json(job) ? wf_job_json(job, fill, &p, err) : print_text(job, c, err);

    return rc == WF_OK ? code_of(c->failure) : rc;
}
