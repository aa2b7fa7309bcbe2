/* commands/workflow_stack.c: where a workflow's code is. */
#include "commands/query.h"

#include "base/utf8.h"
#include "proto/payload.h"

struct stack_args {
    struct wf_one one;
    const char *reject_condition;
};

/* Stack traces are text of many lines: shown as such. */
static void text_of(const Tcommon__Payloads *p, struct wf_strbuf *out)
{
    struct wf_strbuf raw = WF_STRBUF_INIT;

    for (size_t i = 0; p != NULL && i < p->n_payloads; i++) {
        wf_strbuf_clear(&raw);
        wf_payload_text(&raw, p->payloads[i]);
        wf_utf8_safe(out, wf_strbuf_str(&raw), raw.len, "\n\t");
        if (raw.len > 0 && raw.data[raw.len - 1] != '\n')
            wf_strbuf_addc(out, '\n');
    }
    wf_strbuf_release(&raw);
}

static enum wf_code stack_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct stack_args *a = args;
    struct wf_query q = { .name = "__stack_trace",
                          .reject_condition = a->reject_condition };
    Tworkflowservice__QueryWorkflowResponse *reply = NULL;
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc = wf_one_ref(job, &a->one, &q.ref, err);

    if (rc == WF_OK)
        rc = wf_query_send(job, &q, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json_message(job, reply, err);
    text_of(reply->query_result, &out);
    rc = wf_job_write(job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

static const struct wf_option stack_options[] = {
    WF_OPT_SET(wf_one_options, struct stack_args, one),
    WF_OPT_SET(wf_reject_options, struct stack_args, reject_condition), WF_OPT_END
};

static const struct wf_positional stack_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct stack_args, one.refs),
      .help = "an id (and a run id), or a link",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id,run-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_stack = {
    .path = "workflow stack",
    .aliases = "stack",
    .summary = "Show where a workflow's code is waiting",
    .text = "Asks the worker for the stack traces of the workflow's coroutines.",
    .examples = { { "wfsh stack order-42", "the stack of the current run" },
                  { "wfsh stack order-42 --reject-condition not_open",
                    "only when it is open" } },
    .positionals = stack_positionals,
    .options = stack_options,
    .args_size = sizeof(struct stack_args),
    .klass = WF_CLASS_READS,
    .run = stack_run,
};
