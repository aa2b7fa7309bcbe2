/* commands/query.c: asks a workflow something. */
#include "commands/query.h"

#include "commands/act.h"

enum { TRY_MS = 30000 }; /* a worker that is busy may take its time */

enum wf_code wf_query_send(struct wf_job *job, const struct wf_query *q,
                           Tworkflowservice__QueryWorkflowResponse **ret,
                           struct wf_error *err)
{
    Tworkflowservice__QueryWorkflowRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__query_workflow_request__descriptor);
    struct wf_call_options opt = { .timeout_ms = TRY_MS };
    char word[64];
    int condition = 0;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = wf_act_execution(job, &q->ref);
    req->query = wf_msg_new(job->arena, &tquery__workflow_query__descriptor);
    req->query->query_type = (char *)q->name;
    if (q->input != NULL && q->input->n_payloads > 0)
        req->query->query_args = q->input;
    req->query->header = q->header;
    if (q->reject_condition != NULL)
        (void)wf_enum_parse(&tenums__query_reject_condition__descriptor,
                            q->reject_condition, &condition);
    req->query_reject_condition = (Tenums__QueryRejectCondition)condition;
    rc = wf_job_call(job, "QueryWorkflow", req, &opt, NULL, ret, err);
    if (rc != WF_OK && rc != WF_STOP) {
        const char *text = wf_arena_strdup(job->arena, err->text);

        if (rc == WF_E_DEADLINE)
            wf_error_hint(err, "does a worker poll its task queue? wfsh workflow why %s",
                          q->ref.workflow_id);
        return wf_handler_unknown(job, "query", q->name, text, err) ? err->code : rc;
    }
    if (rc == WF_OK && (*ret)->query_rejected != NULL)
        return wf_error_set(
            err, WF_E_CONFLICT, "the query was rejected: the workflow is %s",
            wf_enum_word(&tenums__workflow_execution_status__descriptor,
                         (int)(*ret)->query_rejected->status, word, sizeof word));
    return rc;
}

static const char *const conditions[] = { "not_open", "not_completed_cleanly", NULL };

const struct wf_option wf_reject_options[] = {
    { .type = WF_OPTION_ENUM,
      .name = "reject-condition",
      .values = conditions,
      .help = "do not ask a workflow that is closed, or that did not complete" },
    WF_OPT_END
};
