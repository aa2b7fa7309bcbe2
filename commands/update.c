/* commands/update.c: sends updates and waits for what comes of them. */
#include "commands/update.h"

#include "commands/act.h"
#include "commands/failure_text.h"

#define STAGE(x)                                                                           \
    TENUMS__UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE__UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_##x

static Tupdate__WaitPolicy *wait_policy(struct wf_job *job, bool completed)
{
    Tupdate__WaitPolicy *p = wf_msg_new(job->arena, &tupdate__wait_policy__descriptor);

    p->lifecycle_stage = completed ? STAGE(COMPLETED) : STAGE(ACCEPTED);
    return p;
}

Tworkflowservice__UpdateWorkflowExecutionRequest *
wf_update_request(struct wf_job *job, const struct wf_update *u)
{
    struct wf_arena *a = job->arena;
    Tworkflowservice__UpdateWorkflowExecutionRequest *req =
        wf_msg_new(a, &tworkflowservice__update_workflow_execution_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_execution = wf_act_execution(job, &u->ref);
    if (u->first_execution_run_id != NULL)
        req->first_execution_run_id = (char *)u->first_execution_run_id;
    req->wait_policy = wait_policy(job, u->wait_completed);
    req->request = wf_msg_new(a, &tupdate__request__descriptor);
    req->request->meta = wf_msg_new(a, &tupdate__meta__descriptor);
    req->request->meta->update_id = (char *)u->update_id;
    req->request->meta->identity = (char *)wf_job_identity(job);
    req->request->input = wf_msg_new(a, &tupdate__input__descriptor);
    req->request->input->name = (char *)u->name;
    req->request->input->header = u->header;
    if (u->input != NULL && u->input->n_payloads > 0)
        req->request->input->args = u->input;
    return req;
}

void wf_update_reattach(struct wf_job *job, const struct wf_ref *ref, const char *update_id,
                        enum wf_code rc, struct wf_error *err)
{
    if (rc != WF_E_DEADLINE && rc != WF_E_INTERRUPTED)
        return;
    wf_error_hint(err, "it may go on: wfsh workflow update result -w %s%s%s --update-id %s",
                  ref->workflow_id, ref->run_id != NULL ? " -r " : "",
                  ref->run_id != NULL ? ref->run_id : "", update_id);
    (void)job;
}

static bool has_outcome(const Tupdate__Outcome *o)
{
    return o != NULL && o->value_case != TUPDATE__OUTCOME__VALUE__NOT_SET;
}

enum wf_code wf_update_wait(struct wf_job *job, const struct wf_ref *ref,
                            const char *update_id, const Tupdate__Outcome **ret,
                            struct wf_error *err)
{
    Tworkflowservice__PollWorkflowExecutionUpdateRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__poll_workflow_execution_update_request__descriptor);
    struct wf_call_options opt = { .long_poll = true };
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->identity = (char *)wf_job_identity(job);
    req->update_ref = wf_msg_new(job->arena, &tupdate__update_ref__descriptor);
    req->update_ref->workflow_execution = wf_act_execution(job, ref);
    req->update_ref->update_id = (char *)update_id;
    req->wait_policy = wait_policy(job, true);
    for (;;) {
        Tworkflowservice__PollWorkflowExecutionUpdateResponse *reply = NULL;

        rc = wf_job_call(job, "PollWorkflowExecutionUpdate", req, &opt, NULL, &reply, err);
        if (rc != WF_OK) {
            wf_update_reattach(job, ref, update_id, rc, err);
            return rc;
        }
        if (has_outcome(reply->outcome)) {
            *ret = reply->outcome;
            return WF_OK;
        }
    }
}

enum wf_code wf_update_send(struct wf_job *job, struct wf_update *u,
                            const Tupdate__Outcome **ret, struct wf_error *err)
{
    Tworkflowservice__UpdateWorkflowExecutionRequest *req = wf_update_request(job, u);
    struct wf_call_options opt = { .long_poll = true };
    enum wf_code rc;

    *ret = NULL;
    for (;
         ;) { /* a server answers before the stage that was asked for, when it takes long */
        Tworkflowservice__UpdateWorkflowExecutionResponse *reply = NULL;
        /* a codec changes the payloads of a request that is sent */
        void *copy = job->g->explain ? req : wf_msg_copy(job->arena, req);

        rc = wf_job_call(job, "UpdateWorkflowExecution", copy, &opt, NULL, &reply, err);
        if (rc != WF_OK) {
            wf_update_reattach(job, &u->ref, u->update_id, rc, err);
            return rc;
        }
        if (reply->update_ref != NULL && reply->update_ref->workflow_execution != NULL &&
            *reply->update_ref->workflow_execution->run_id != '\0')
            u->ref.run_id = reply->update_ref->workflow_execution->run_id;
        if (has_outcome(reply->outcome)) {
            *ret = reply->outcome;
            return WF_OK;
        }
        if ((int)reply->stage >= STAGE(ACCEPTED))
            break;
    }
    return u->wait_completed ? wf_update_wait(job, &u->ref, u->update_id, ret, err) : WF_OK;
}

enum wf_code wf_update_check(struct wf_job *job, const char *name,
                             const Tupdate__Outcome *outcome, struct wf_error *err)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (outcome == NULL || outcome->value_case != TUPDATE__OUTCOME__VALUE_FAILURE)
        return WF_OK;
    if (name == NULL ||
        !wf_handler_unknown(job, "update", name, outcome->failure->message, err)) {
        wf_failure_short(&text, outcome->failure);
        wf_error_set(err, WF_O_FAILED, "the update failed: %s", wf_strbuf_str(&text));
    }
    wf_strbuf_release(&text);
    return err->code;
}
