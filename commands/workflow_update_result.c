/* commands/workflow_update_result.c: wait for the outcome of an update. */
#include "commands/workflow_update.h"

#include "base/table.h"
#include "commands/failure_text.h"

struct outcome {
    const char *update_id;
    const Tupdate__Outcome *outcome;
    enum wf_payload_form form;
};

static bool failed(const struct outcome *o)
{
    return o->outcome->value_case == TUPDATE__OUTCOME__VALUE_FAILURE;
}

/* As the official CLI: what the SDK's ApplicationError holds. */
static void fill_failure(struct wf_json *j, const struct outcome *o)
{
    const Tfailure__Failure *f = wf_failure_application(o->outcome->failure);
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (f == NULL)
        f = o->outcome->failure;
    wf_failure_go_text(&text, f);
    wf_json_key(j, "failure");
    wf_json_object(j);
    wf_json_kstr(j, "message", wf_strbuf_str(&text));
    if (f->failure_info_case == TFAILURE__FAILURE__FAILURE_INFO_APPLICATION_FAILURE_INFO) {
        const Tfailure__ApplicationFailureInfo *i = f->application_failure_info;

        if (*i->type != '\0')
            wf_json_kstr(j, "type", i->type);
        if (!wf_handler_is_null(i->details)) {
            wf_json_key(j, "details");
            wf_handler_value(j, i->details, o->form);
        }
    }
    wf_json_end_object(j);
    wf_strbuf_release(&text);
}

static void fill(struct wf_json *j, const void *user)
{
    const struct outcome *o = user;

    wf_json_object(j);
    wf_json_kstr(j, "updateId", o->update_id);
    if (failed(o)) {
        fill_failure(j, o);
    } else if (!wf_handler_is_null(o->outcome->success)) {
        wf_json_key(j, "result");
        wf_handler_value(j, o->outcome->success, o->form);
    }
    wf_json_end_object(j);
}

static enum wf_code print_text(struct wf_job *job, const struct outcome *o,
                               struct wf_error *err)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc;

    if (failed(o))
        wf_failure_text(&out, o->outcome->failure, 0,
                        wf_job_color(job) ? WF_FAILURE_COLOR : 0);
    else
        wf_handler_text(&out, o->outcome->success);
    rc = wf_job_write(job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

static enum wf_code result_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct wf_update_target *a = args;
    struct outcome o = { .update_id = a->update_id, .form = wf_job_payload_form(job) };
    struct wf_ref ref;
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc == WF_OK)
        rc = wf_update_wait(job, &ref, a->update_id, &o.outcome, err);
    if (rc == WF_OK)
        rc = wf_job_is_json(job) ? wf_job_json(job, fill, &o, err)
                                 : print_text(job, &o, err);
    return rc == WF_OK && failed(&o) ? WF_O_FAILED : rc;
}

const struct wf_option wf_update_target_options[] = {
    WF_OPT_SET(wf_one_options, struct wf_update_target, one),
    WF_OPT_STRING(0, "update-id", struct wf_update_target, update_id, "ID",
                  "id of the update", .required = true),
    WF_OPT_END
};

const struct wf_positional wf_update_target_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct wf_update_target, one.refs),
      .help = "an id (and a run id), or a link",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id,run-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_update_result = {
    .path = "workflow update result",
    .summary = "Wait for the outcome of an update",
    .text = "Prints the result, or the failure (exit code 10).",
    .examples = { { "wfsh workflow update result order-42 --update-id add-7",
                    "waits as long as it takes" },
                  { "wfsh workflow update result order-42 --update-id add-7 "
                    "--command-timeout 5s",
                    "ends with 7 when it takes longer" } },
    .positionals = wf_update_target_positionals,
    .options = wf_update_target_options,
    .args_size = sizeof(struct wf_update_target),
    .klass = WF_CLASS_READS,
    .run = result_run,
};
