/* commands/workflow_execute.c: start a workflow, show its progress, say how it ended. */
#include "commands/event_view.h"
#include "commands/history_job.h"
#include "commands/result_text.h"
#include "commands/start_options.h"
#include "commands/target.h"

struct execute_args {
    struct wf_start start;
    struct wf_input input;
    bool detailed;
};

struct execute {
    struct wf_job *job;
    const struct execute_args *a;
    struct wf_started started;
    const char *run_id; /* of the run that is watched: the last of the chain so far */
    const Thistory__HistoryEvent *close; /* that ended it, but by continuing as new */
    int64_t began_ms, took_ms;
    bool text; /* shows progress */
    struct wf_list *list;
    struct wf_subjects *subjects;
    int64_t first_ns, previous_ns;
};

/* ---- the receipt: as soon as the ids are known ------------------------------------------
 */

/*
 * On stderr where stdout is for one result: whatever becomes of the waiting, the ids are
 * not lost.
 */
static void receipt_on_stderr(struct execute *x)
{
    struct wf_sink *to = x->job->err;
    struct wf_json j = WF_JSON_INIT(&to->buf, true);
    struct wf_error ignored = WF_ERROR_INIT;

    wf_json_object(&j);
    wf_started_fields(&j, &x->started);
    wf_json_end_object(&j);
    wf_strbuf_addc(&to->buf, '\n');
    (void)to->write(to->user, to->buf.data, to->buf.len, &ignored);
    wf_strbuf_clear(&to->buf);
}

static enum wf_code receipt(struct execute *x, struct wf_error *err)
{
    if (wf_job_is_quiet(x->job))
        return WF_OK;
    if (x->text)
        return wf_started_card(x->job, &x->started, err);
    receipt_on_stderr(x);
    return WF_OK;
}

/* ---- progress ---------------------------------------------------------------------------
 */

static enum wf_code show_event(struct execute *x, const Thistory__HistoryEvent *e,
                               struct wf_error *err)
{
    struct wf_event_item item = { .e = e,
                                  .subject = wf_subjects_of(x->subjects, e),
                                  .workflow_id = x->started.workflow_id,
                                  .run_id = x->run_id };
    int64_t at = wf_event_time(e);

    if (x->first_ns == WF_NO_TIME)
        x->first_ns = at;
    item.first_ns = x->first_ns;
    item.previous_ns = x->previous_ns;
    x->previous_ns = at;
    if (!x->a->detailed)
        return wf_list_item(x->list, &item, err);
    wf_event_card(x->job, &item, &x->job->out->buf);
    return wf_job_write(x->job, "", 0, err);
}

static enum wf_code show_page(struct execute *x, const struct wf_history_page *page,
                              struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < page->n_events && rc == WF_OK && x->text; i++)
        rc = show_event(x, page->events[i], err);
    if (rc == WF_OK && x->list != NULL)
        rc = wf_list_page_done(x->list, err);
    return rc == WF_OK ? wf_job_flush(x->job, err) : rc;
}

/* The events of one run; *ret_next is the run that continues it as new, NULL: it ended. */
static enum wf_code watch_run(struct execute *x, const char **ret_next,
                              struct wf_error *err)
{
    struct wf_history_options opt = { .follow = true,
                                      .close_event = !x->text,
                                      .no_resets = true,
                                      .archived = WF_ARCHIVED_NEVER };
    struct wf_ref ref = { .workflow_id = x->started.workflow_id, .run_id = x->run_id };
    const struct wf_history_page *page = NULL;
    const Thistory__HistoryEvent *last = NULL;
    struct wf_history *h = NULL;
    enum wf_code rc = wf_job_history(x->job, &ref, &opt, &h, err);

    x->first_ns = x->previous_ns = WF_NO_TIME;
    *ret_next = NULL;
    if (rc != WF_OK)
        return rc;
    while ((rc = wf_job_history_next(x->job, h, &page, err)) == WF_OK && page != NULL) {
        rc = show_page(x, page, err);
        if (rc != WF_OK)
            break;
        if (page->n_events > 0 && wf_event_closes(page->events[page->n_events - 1]))
            last = wf_msg_copy(x->job->arena, page->events[page->n_events - 1]);
    }
    wf_history_free(h);
    if (rc == WF_OK && last == NULL)
        rc = wf_error_set(err, WF_E_OTHER, "the history ends without an end");
    if (rc == WF_OK && wf_close_outcome(last) == WF_O_CONTINUED)
        *ret_next = wf_event_next_run(last);
    if (rc == WF_OK && *ret_next == NULL)
        x->close = last;
    return rc;
}

static enum wf_code begin_progress(struct execute *x, struct wf_error *err)
{
    enum wf_code rc;

    if (!x->text)
        return WF_OK;
    rc = wf_job_printf(x->job, err, "\nProgress:\n");
    x->subjects = wf_subjects_new();
    return rc == WF_OK && !x->a->detailed
               ? wf_list_begin(x->job, wf_event_columns(x->job), &x->list, err)
               : rc;
}

static enum wf_code watch(struct execute *x, struct wf_error *err)
{
    const char *next = NULL;
    enum wf_code rc = begin_progress(x, err);

    while (rc == WF_OK && x->close == NULL) {
        rc = watch_run(x, &next, err);
        if (next != NULL)
            x->run_id = next;
    }
    if (x->list != NULL)
        rc = wf_list_end(x->list, rc, err);
    wf_subjects_free(x->subjects);
    if (rc == WF_E_DEADLINE)
        wf_error_set(err, rc, "'%s' was still running when the time was up",
                     x->started.workflow_id);
    if (rc != WF_OK && rc != WF_E_PIPE)
        wf_error_hint(err, "it is started and may go on: wfsh workflow result -w %s -r %s",
                      x->started.workflow_id, x->run_id);
    x->took_ms = wf_mono_ms() - x->began_ms;
    return rc;
}

/* ---- the result -------------------------------------------------------------------------
 */

/* The events of the first run, into an array that is open. */
static enum wf_code put_history(struct execute *x, struct wf_json *j, struct wf_error *err)
{
    struct wf_history_options opt = { .archived = WF_ARCHIVED_NEVER };
    struct wf_ref ref = { .workflow_id = x->started.workflow_id,
                          .run_id = x->started.run_id };
    const struct wf_history_page *page = NULL;
    struct wf_history *h = NULL;
    enum wf_code rc = wf_job_history(x->job, &ref, &opt, &h, err);

    while (rc == WF_OK && (rc = wf_job_history_next(x->job, h, &page, err)) == WF_OK &&
           page != NULL) {
        for (size_t i = 0; i < page->n_events; i++)
            wf_json_message(j, page->events[i], WF_PAYLOAD_ENCODED);
        rc = wf_job_flush(x->job, err);
    }
    wf_history_free(h);
    return rc;
}

static enum wf_code print_json(struct execute *x, struct wf_error *err)
{
    struct wf_job *job = x->job;
    enum wf_payload_form form = wf_job_payload_form(job);
    const Tcommon__Payload *value = wf_close_result(x->close);
    struct wf_json j =
        WF_JSON_INIT(&job->out->buf, wf_globals_output(job->g) == WF_OUTPUT_JSONL);
    enum wf_code rc = WF_OK;

    wf_json_object(&j);
    wf_started_fields(&j, &x->started);
    wf_json_ki64(&j, "durationMillis", x->took_ms);
    wf_json_kstr(&j, "status", wf_close_status(x->close));
    wf_json_key(&j, "closeEvent");
    wf_json_message(&j, x->close, form);
    if (value != NULL) {
        wf_json_key(&j, "result");
        wf_json_message(&j, value, form);
    }
    if (x->a->detailed) {
        wf_json_key(&j, "history");
        wf_json_object(&j);
        wf_json_key(&j, "events");
        wf_json_array(&j);
        rc = put_history(x, &j, err);
        wf_json_end_array(&j);
        wf_json_end_object(&j);
    }
    wf_json_end_object(&j);
    wf_strbuf_addc(&job->out->buf, '\n');
    return rc == WF_OK ? wf_job_flush(job, err) : rc;
}

static enum wf_code print_result(struct execute *x, struct wf_error *err)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc;

    if (wf_job_is_json(x->job))
        return print_json(x, err);
    if (!x->text) {
        struct wf_receipt r = { .workflow_id = x->started.workflow_id,
                                .run_id = x->started.run_id,
                                .code = wf_close_outcome(x->close),
                                .message = wf_close_status(x->close) };

        return wf_receipt_print(x->job, &r, err);
    }
    wf_strbuf_adds(&out, "\nResults after ");
    wf_duration_short(&out, x->took_ms * 1000000);
    wf_strbuf_adds(&out, ":\n");
    wf_close_card(x->job, x->close, NULL, NULL, &out);
    rc = wf_job_write(x->job, out.data, out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

static enum wf_code execute_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct execute_args *a = args;
    Tworkflowservice__StartWorkflowExecutionRequest *req = NULL;
    Tcommon__Payloads *input = NULL;
    struct execute x = {
        .job = job, .a = a, .began_ms = wf_mono_ms(), .text = wf_job_is_text(job)
    };
    enum wf_code rc = wf_input_build(job, &a->input, "", &input, err);

    if (rc == WF_OK)
        rc = wf_start_request(job, &a->start, input, &req, err);
    if (rc == WF_OK)
        rc = wf_start_send(job, &a->start, req, &x.started, err);
    if (rc == WF_OK) {
        x.run_id = x.started.run_id;
        rc = receipt(&x, err);
    }
    if (rc == WF_OK)
        rc = watch(&x, err);
    if (rc == WF_OK)
        rc = print_result(&x, err);
    return rc == WF_OK ? wf_close_outcome(x.close) : rc;
}

static const struct wf_option execute_options[] = {
    WF_OPT_SET(wf_start_options, struct execute_args, start),
    WF_OPT_SET(wf_input_options, struct execute_args, input),
    WF_OPT_BOOL(0, "detailed", struct execute_args, detailed,
                "every field of every event; in JSON the history too"),
    WF_OPT_END
};

const struct wf_command wf_cmd_workflow_execute = {
    .path = "workflow execute",
    .aliases = "execute",
    .summary = "Start a workflow, show its progress and its result",
    .text =
        "Prints the ids as soon as they are known: on stdout for people, on stderr as a\n"
        "line of JSON otherwise. When the waiting ends early (Ctrl-C, --command-timeout) "
        "the\n"
        "workflow goes on, and the error says how to wait for it again. The exit code "
        "tells\n"
        "how it ended: 0 completed, 10 failed, 11 timed out, 12 cancelled, 13 terminated.",
    .examples = { { "wfsh execute --type Order -t orders -i '{\"item\": 7}'",
                    "the events as they come, then the result" },
                  { "wfsh execute --type Order -t orders -i @order.json -o json | jq "
                    ".result",
                    "the result only" } },
    .options = execute_options,
    .args_size = sizeof(struct execute_args),
    .klass = WF_CLASS_WRITES,
    .run = execute_run,
};
