/* commands/workflow_result.c: waits for the end of a workflow and says how it ended. */
#include "client/event.h"
#include "commands/history_job.h"
#include "commands/result_text.h"
#include "commands/target.h"

#include <string.h>

struct result_args {
    struct wf_one one;
    struct wf_archived_args archived;
    enum wf_tri chain;
};

struct result {
    struct wf_job *job;
    const char *workflow_id, *run_id;
    const Thistory__HistoryEvent *close;
    bool archived;
};

static void fill(struct wf_json *j, const void *user)
{
    const struct result *r = user;
    const Tcommon__Payload *value = wf_close_result(r->close);
    enum wf_payload_form form = wf_job_payload_form(r->job);

    wf_json_object(j);
    wf_json_kstr(j, "workflowId", r->workflow_id);
    wf_json_kstr(j, "runId", r->run_id != NULL ? r->run_id : "");
    wf_json_kstr(j, "namespace", wf_job_namespace(r->job));
    wf_json_kstr(j, "status", wf_close_status(r->close));
    wf_json_key(j, "closeEvent");
    wf_json_message(j, r->close, form);
    if (value != NULL) {
        wf_json_key(j, "result");
        wf_json_message(j, value, form);
    }
    if (r->archived)
        wf_json_kbool(j, "archived", true);
    wf_json_end_object(j);
}

static enum wf_code print_card(struct wf_job *job, const struct result *r,
                               struct wf_error *err)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc;

    wf_close_card(job, r->close, r->workflow_id, r->run_id, &out);
    rc = wf_job_write(job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

/* The event that closed the last run of the chain. */
static enum wf_code wait_for_close(struct wf_job *job, struct wf_history *h,
                                   struct result *ret, struct wf_error *err)
{
    const struct wf_history_page *page = NULL;
    enum wf_code rc;

    while ((rc = wf_job_history_next(job, h, &page, err)) == WF_OK && page != NULL) {
        const Thistory__HistoryEvent *last =
            page->n_events > 0 ? page->events[page->n_events - 1] : NULL;

        if (last == NULL || !wf_event_closes(last))
            continue;
        ret->close = wf_msg_copy(job->arena, last);
        ret->run_id = wf_arena_strdup(job->arena, page->run_id);
        ret->archived = page->archived;
    }
    if (rc == WF_E_DEADLINE)
        rc = wf_error_set(err, WF_E_DEADLINE, "'%s' was still running when the time was up",
                          ret->workflow_id);
    if (rc == WF_OK && ret->close == NULL)
        rc = wf_error_set(err, WF_E_OTHER, "the history of '%s' ends without an end",
                          ret->workflow_id);
    return rc;
}

static enum wf_code result_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct result_args *a = args;
    struct wf_history_options opt = { .follow = true,
                                      .close_event = true,
                                      .chain = a->chain != WF_TRI_NO,
                                      .no_resets = true,
                                      .need_run_id = true,
                                      .archived = wf_archived_mode(&a->archived) };
    struct result r = { .job = job };
    struct wf_history *h = NULL;
    struct wf_ref ref;
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc == WF_OK)
        rc = wf_job_history(job, &ref, &opt, &h, err);
    if (rc != WF_OK)
        return rc;
    r.workflow_id = ref.file != NULL ? ref.file : ref.workflow_id;
    rc = wait_for_close(job, h, &r, err);
    wf_history_free(h);
    if (rc == WF_OK)
        rc = wf_job_is_json(job) ? wf_job_json(job, fill, &r, err)
                                 : print_card(job, &r, err);
    return rc == WF_OK ? wf_close_outcome(r.close) : rc;
}

static const struct wf_option result_options[] = {
    WF_OPT_SET(wf_one_options, struct result_args, one),
    WF_OPT_SET(wf_archived_options, struct result_args, archived),
    WF_OPT_TRI(0, "chain", struct result_args, chain,
               "go on with the run that continues it (default); false: exit 14 there",
               .ours = true),
    WF_OPT_END
};

static const struct wf_positional result_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(struct result_args, one.refs),
      .help = "an id (and a run id), a link, a history file",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id,run-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_result = {
    .path = "workflow result",
    .aliases = "result",
    .summary = "Wait for a workflow to end and print its result",
    .text = "The exit code tells how it ended: 0 completed, 10 failed, 11 timed out, 12 "
            "cancelled, 13 terminated, 14 continued as new (with --chain=false).",
    .examples = { { "wfsh result order-42",
                    "waits, then prints the result or the failure" },
                  { "wfsh result order-42 -o json | jq .result", "the value only" },
                  { "wfsh result order-42 -o none --command-timeout 30s && deploy",
                    "only the exit code" } },
    .positionals = result_positionals,
    .options = result_options,
    .args_size = sizeof(struct result_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LIVE | WF_CMD_FILES,
    .run = result_run,
};
