/* commands/simple_receipt.c: the receipt of a change of something that is not a workflow.
 */
#include "commands/simple_receipt.h"

#include "base/utf8.h"

struct receipt {
    const char *kind, *name, *message;
};

static void fill(struct wf_json *j, const void *user)
{
    const struct receipt *r = user;

    wf_json_object(j);
    wf_json_kstr(j, r->kind, r->name);
    wf_json_kstr(j, "outcome", "done");
    wf_json_ki64(j, "code", 0);
    wf_json_kstr(j, "message", r->message);
    wf_json_end_object(j);
}

enum wf_code wf_simple_receipt(struct wf_job *job, const char *kind, const char *name,
                               const char *message, struct wf_error *err)
{
    struct receipt r = { .kind = kind, .name = name, .message = message };
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    if (wf_job_is_json(job))
        return wf_job_json(job, fill, &r, err);
    wf_utf8_safes(&b, name);
    rc = wf_job_printf(job, err, "done  %s  %s\n", wf_strbuf_str(&b), message);
    wf_strbuf_release(&b);
    return rc;
}
