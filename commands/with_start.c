/* commands/with_start.c: an update, and the start of its workflow when it does not run. */
#include "commands/with_start.h"

#include "commands/act.h"

#include <string.h>

typedef Tworkflowservice__ExecuteMultiOperationRequest__Operation operation;

#define ACCEPTED                                                                           \
    TENUMS__UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE__UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED

struct outcome {
    const struct wf_with_start *args;
    struct wf_started started;
    struct wf_update update;
    const Tupdate__Outcome *outcome; /* NULL: accepted only */
    enum wf_payload_form form;
};

enum wf_code wf_with_start_check(struct wf_job *job, const struct wf_start *s,
                                 struct wf_error *err)
{
    if (s->workflow_id == NULL)
        return wf_error_set(err, WF_E_USAGE, "%s: --workflow-id is required",
                            job->command->path);
    return WF_OK;
}

static enum wf_code request(struct wf_job *job, struct outcome *o,
                            Tworkflowservice__ExecuteMultiOperationRequest **ret,
                            struct wf_error *err)
{
    const struct wf_with_start *a = o->args;
    struct wf_arena *arena = job->arena;
    Tworkflowservice__ExecuteMultiOperationRequest *req =
        wf_msg_new(arena, &tworkflowservice__execute_multi_operation_request__descriptor);
    operation *start = wf_msg_new(
        arena, &tworkflowservice__execute_multi_operation_request__operation__descriptor);
    operation *update = wf_msg_new(
        arena, &tworkflowservice__execute_multi_operation_request__operation__descriptor);
    Tcommon__Payloads *input = NULL;
    enum wf_code rc = wf_input_build(job, &a->input, "", &input, err);

    if (rc == WF_OK)
        rc = wf_input_build(job, &a->update_input, "update-", &o->update.input, err);
    if (rc == WF_OK)
        rc = wf_start_request(job, &a->start, input, &start->start_workflow, err);
    if (rc == WF_OK)
        rc = wf_input_header(job, &a->start.headers, &o->update.header, err);
    if (rc != WF_OK)
        return rc;
    start->operation_case =
        TWORKFLOWSERVICE__EXECUTE_MULTI_OPERATION_REQUEST__OPERATION__OPERATION_START_WORKFLOW;
    update->update_workflow = wf_update_request(job, &o->update);
    update->operation_case =
        TWORKFLOWSERVICE__EXECUTE_MULTI_OPERATION_REQUEST__OPERATION__OPERATION_UPDATE_WORKFLOW;
    req->namespace_ = (char *)wf_job_namespace(job);
    wf_msg_append(arena, &req->operations, &req->n_operations, start);
    wf_msg_append(arena, &req->operations, &req->n_operations, update);
    *ret = req;
    return WF_OK;
}

/* Both replies; *ret_stage is how far the update is. */
static enum wf_code take(struct outcome *o,
                         const Tworkflowservice__ExecuteMultiOperationResponse *reply,
                         int *ret_stage, struct wf_error *err)
{
    const Tworkflowservice__StartWorkflowExecutionResponse *start = NULL;
    const Tworkflowservice__UpdateWorkflowExecutionResponse *update = NULL;

    for (size_t i = 0; i < reply->n_responses; i++) {
        const Tworkflowservice__ExecuteMultiOperationResponse__Response *r =
            reply->responses[i];

        if (r->response_case ==
            TWORKFLOWSERVICE__EXECUTE_MULTI_OPERATION_RESPONSE__RESPONSE__RESPONSE_START_WORKFLOW)
            start = r->start_workflow;
        if (r->response_case ==
            TWORKFLOWSERVICE__EXECUTE_MULTI_OPERATION_RESPONSE__RESPONSE__RESPONSE_UPDATE_WORKFLOW)
            update = r->update_workflow;
    }
    if (start == NULL || update == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer lacks a part");
    o->started.run_id = start->run_id;
    o->started.started |= start->started;
    o->update.ref.run_id = start->run_id;
    *ret_stage = (int)update->stage;
    if (update->outcome != NULL &&
        update->outcome->value_case != TUPDATE__OUTCOME__VALUE__NOT_SET)
        o->outcome = update->outcome;
    return WF_OK;
}

static enum wf_code send(struct wf_job *job, struct outcome *o,
                         Tworkflowservice__ExecuteMultiOperationRequest *req,
                         struct wf_error *err)
{
    struct wf_call_options opt = { .long_poll = true };
    int stage = 0;
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && o->outcome == NULL && stage < (int)ACCEPTED) {
        Tworkflowservice__ExecuteMultiOperationResponse *reply = NULL;
        /* a codec changes the payloads of a request that is sent */
        void *copy = job->g->explain ? req : wf_msg_copy(job->arena, req);

        rc = wf_job_call(job, "ExecuteMultiOperation", copy, &opt, NULL, &reply, err);
        if (rc == WF_OK)
            rc = take(o, reply, &stage, err);
        else
            wf_update_reattach(job, &o->update.ref, o->update.update_id, rc, err);
    }
    if (rc == WF_OK && o->outcome == NULL && o->update.wait_completed)
        rc = wf_update_wait(job, &o->update.ref, o->update.update_id, &o->outcome, err);
    return rc;
}

static void fill(struct wf_json *j, const void *user)
{
    const struct outcome *o = user;

    wf_json_object(j);
    wf_started_fields(j, &o->started);
    wf_json_kstr(j, "updateName", o->update.name);
    wf_json_kstr(j, "updateId", o->update.update_id);
    if (o->update.wait_completed) {
        wf_json_key(j, "updateResult");
        wf_handler_value(j, o->outcome->success, o->form);
    }
    wf_json_end_object(j);
}

static enum wf_code print_text(struct wf_job *job, const struct outcome *o,
                               struct wf_error *err)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc = wf_started_card(job, &o->started, err);

    if (rc == WF_OK)
        rc = wf_job_printf(job, err, "Update %s: %s\n", o->update.update_id,
                           o->outcome != NULL ? "completed" : "accepted");
    if (o->outcome != NULL && o->update.wait_completed)
        wf_handler_text(&out, o->outcome->success);
    if (rc == WF_OK)
        rc = wf_job_write(job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

enum wf_code wf_with_start_run(struct wf_job *job, const struct wf_with_start *a,
                               bool wait_completed, struct wf_error *err)
{
    struct outcome o = { .args = a, .form = wf_job_payload_form(job) };
    Tworkflowservice__ExecuteMultiOperationRequest *req = NULL;
    enum wf_code rc = wf_with_start_check(job, &a->start, err);

    if (rc == WF_OK && a->start.id_conflict_policy == NULL)
        rc = wf_error_set(err, WF_E_USAGE, "%s: --id-conflict-policy is required",
                          job->command->path);
    if (rc == WF_OK && a->start.fail_existing &&
        strcmp(a->start.id_conflict_policy, "Fail") != 0)
        rc = wf_error_set(err, WF_E_USAGE,
                          "%s: --fail-existing needs --id-conflict-policy Fail",
                          job->command->path);
    if (rc != WF_OK)
        return rc;
    o.started = (struct wf_started){ .workflow_id = a->start.workflow_id,
                                     .type = a->start.type,
                                     .namespace_ = wf_job_namespace(job) };
    o.update = (struct wf_update){
        .ref = { .workflow_id = a->start.workflow_id, .run_id = a->run_id },
        .name = a->update_name,
        .update_id = a->update_id != NULL ? a->update_id : wf_job_uuid(job),
        .first_execution_run_id = a->first_execution_run_id,
        .wait_completed = wait_completed
    };
    rc = request(job, &o, &req, err);
    if (rc == WF_OK)
        rc = send(job, &o, req, err);
    if (rc == WF_OK)
        rc = wf_update_check(job, o.update.name, o.outcome, err);
    if (rc != WF_OK)
        return rc;
    return wf_job_is_json(job) ? wf_job_json(job, fill, &o, err) : print_text(job, &o, err);
}

#define W struct wf_with_start
const struct wf_option wf_with_start_options[] = {
    WF_OPT_STRING(0, "update-name", W, update_name, "NAME", "the update",
                  .alias = "update-type", .required = true, .complete = WF_COMPLETE_UPDATE),
    WF_OPT_STRING(0, "update-id", W, update_id, "ID",
                  "id of this update; the same id twice is one update"),
    WF_OPT_STRING(0, "update-first-execution-run-id", W, first_execution_run_id, "ID",
                  "only when the run belongs to the chain that began with this one"),
    WF_OPT_STRING('r', "run-id", W, run_id, "ID", "only when this run is the current one",
                  .complete = WF_COMPLETE_RUN),
    WF_OPT_SET(wf_update_input_options, W, update_input),
    WF_OPT_SET(wf_start_options, W, start),
    WF_OPT_SET(wf_input_options, W, input),
    WF_OPT_END
};
#undef W
