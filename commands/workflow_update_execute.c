/* commands/workflow_update_execute.c: change a running workflow; wait for the outcome. */
#include "commands/workflow_update.h"

struct reply {
    const struct wf_update *update;
    const Tupdate__Outcome *outcome; /* NULL: not waited for */
    enum wf_payload_form form;
};

static void fill(struct wf_json *j, const void *user)
{
    const struct reply *r = user;

    wf_json_object(j);
    wf_json_kstr(j, "name", r->update->name);
    wf_json_kstr(j, "updateId", r->update->update_id);
    if (r->update->wait_completed) {
        wf_json_key(j, "result");
        wf_handler_value(j, r->outcome->success, r->form);
    }
    wf_json_end_object(j);
}

enum wf_code wf_update_run(struct wf_job *job, const struct wf_update_args *a,
                           bool wait_completed, struct wf_error *err)
{
    struct wf_update u = { .update_id = a->update_id,
                           .first_execution_run_id = a->first_execution_run_id,
                           .wait_completed = wait_completed };
    struct reply r = { .update = &u, .form = wf_job_payload_form(job) };
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc = wf_handler_find(job, &a->handler, &u.ref, &u.name, err);

    if (rc == WF_OK)
        rc = wf_input_build(job, &a->input, "", &u.input, err);
    if (rc == WF_OK)
        rc = wf_input_header(job, &a->headers, &u.header, err);
    if (rc != WF_OK)
        return rc;
    if (u.update_id == NULL)
        u.update_id = wf_job_uuid(job);
    rc = wf_update_send(job, &u, &r.outcome, err);
    if (rc == WF_OK)
        rc = wf_update_check(job, u.name, r.outcome, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json(job, fill, &r, err);
    if (!wait_completed)
        return wf_job_printf(job, err, "accepted  %s\n", u.update_id);
    wf_handler_text(&out, r.outcome->success);
    rc = wf_job_write(job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

#define U struct wf_update_args
const struct wf_option wf_update_options[] = {
    WF_OPT_SET(wf_handler_options, U, handler),
    WF_OPT_STRING(0, "name", U, handler.name, "NAME", "the update", .alias = "type",
                  .complete = WF_COMPLETE_UPDATE),
    WF_OPT_STRING(0, "update-id", U, update_id, "ID",
                  "id of this update; the same id twice is one update"),
    WF_OPT_STRING(0, "first-execution-run-id", U, first_execution_run_id, "ID",
                  "only when the run belongs to the chain that began with this one"),
    WF_OPT_SET(wf_input_options, U, input),
    WF_OPT_SET(wf_headers_options, U, headers),
    WF_OPT_END
};

const struct wf_positional wf_update_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(U, handler.words[0]),
      .help = "what to change",
      .complete = WF_COMPLETE_WORKFLOW,
      .official = "workflow-id" },
    { .name = "NAME",
      .offset = offsetof(U, handler.words[1]),
      .help = "the update",
      .complete = WF_COMPLETE_UPDATE,
      .official = "name" },
    { .name = NULL },
};
#undef U

static enum wf_code execute_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return wf_update_run(job, args, true, err);
}

const struct wf_command wf_cmd_workflow_update_execute = {
    .path = "workflow update execute",
    .summary = "Send an update to a workflow and wait for its outcome",
    .text =
        "Prints the result. An update that is refused or fails ends with exit code 10,\n"
        "an unknown name with 3 and those that the workflow has. When time is up\n"
        "(--command-timeout) the update goes on, and 'workflow update result' waits "
        "for it.",
    .examples = { { "wfsh workflow update execute order-42 add-item -i '{\"id\": 7}'",
                    "one update" },
                  { "wfsh workflow update execute -w order-42 --name add-item -i 7 "
                    "--update-id add-7",
                    "safe to send again" } },
    .positionals = wf_update_positionals,
    .options = wf_update_options,
    .args_size = sizeof(struct wf_update_args),
    .klass = WF_CLASS_WRITES,
    .run = execute_run,
};
