/* commands/workflow_update_describe.c: how far an update is. */
#include "commands/workflow_update.h"

#include "base/table.h"
#include "commands/act.h"
#include "commands/failure_text.h"

#include <stdio.h>

struct description {
    struct wf_job *job;
    const char *update_id;
    const Tworkflowservice__PollWorkflowExecutionUpdateResponse *reply;
    char stage[64];
};

static bool is(const struct description *d, Tupdate__Outcome__ValueCase which)
{
    return d->reply->outcome != NULL && d->reply->outcome->value_case == which;
}

static void fill(struct wf_json *j, const void *user)
{
    const struct description *d = user;

    wf_json_object(j);
    wf_json_kstr(j, "updateId", d->update_id);
    if (is(d, TUPDATE__OUTCOME__VALUE_SUCCESS) &&
        !wf_handler_is_null(d->reply->outcome->success)) {
        wf_json_key(j, "result");
        wf_handler_value(j, d->reply->outcome->success, wf_job_payload_form(d->job));
    }
    if (is(d, TUPDATE__OUTCOME__VALUE_FAILURE)) {
        wf_json_key(j, "failure");
        wf_failure_go_json(j, d->reply->outcome->failure);
    }
    wf_json_kstr(j, "stage", d->stage);
    wf_json_end_object(j);
}

static enum wf_code print_card(struct wf_job *job, const struct description *d,
                               struct wf_error *err)
{
    struct wf_table_options o = { .color = wf_job_color(job) };
    struct wf_card *card = wf_card_new();
    struct wf_strbuf out = WF_STRBUF_INIT, text = WF_STRBUF_INIT;
    enum wf_code rc;

    wf_card_add(card, "UpdateID", d->update_id);
    wf_card_add(card, "Stage", d->stage);
    if (is(d, TUPDATE__OUTCOME__VALUE_SUCCESS)) {
        wf_handler_text(&text, d->reply->outcome->success);
        if (text.len > 0)
            text.data[--text.len] = '\0';
        wf_card_add(card, "Result", wf_strbuf_str(&text));
    }
    if (is(d, TUPDATE__OUTCOME__VALUE_FAILURE)) {
        wf_failure_short(&text, d->reply->outcome->failure);
        wf_card_add(card, "Failure", wf_strbuf_str(&text));
    }
    wf_card_print(card, &o, &out);
    wf_card_free(card);
    rc = wf_job_write(job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    wf_strbuf_release(&text);
    return rc;
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct wf_update_target *a = args;
    Tworkflowservice__PollWorkflowExecutionUpdateRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__poll_workflow_execution_update_request__descriptor);
    Tworkflowservice__PollWorkflowExecutionUpdateResponse *reply = NULL;
    struct description d = { .job = job, .update_id = a->update_id };
    char word[sizeof d.stage];
    struct wf_ref ref;
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->identity = (char *)wf_job_identity(job);
    req->update_ref = wf_msg_new(job->arena, &tupdate__update_ref__descriptor);
    req->update_ref->workflow_execution = wf_act_execution(job, &ref);
    req->update_ref->update_id = (char *)a->update_id;
    rc = wf_job_call(job, "PollWorkflowExecutionUpdate", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    d.reply = reply;
    snprintf(d.stage, sizeof d.stage, "%s",
             wf_enum_word(&tenums__update_workflow_execution_lifecycle_stage__descriptor,
                          (int)reply->stage, word, sizeof word));
    return wf_job_is_json(job) ? wf_job_json(job, fill, &d, err) : print_card(job, &d, err);
}

const struct wf_command wf_cmd_workflow_update_describe = {
    .path = "workflow update describe",
    .summary = "Show how far an update is",
    .text = "Does not wait: the stage, and the result or failure when there is one.",
    .examples = { { "wfsh workflow update describe order-42 --update-id add-7",
                    "how far it is" },
                  { "wfsh workflow update describe order-42 --update-id add-7 -o json | "
                    "jq -r .stage",
                    "the stage only" } },
    .positionals = wf_update_target_positionals,
    .options = wf_update_target_options,
    .args_size = sizeof(struct wf_update_target),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
