/* commands/workflow_rerun.c: again with the same or another input. */
#include "commands/edit.h"
#include "commands/history_job.h"
#include "commands/start_options.h"
#include "commands/target.h"

#include "base/json_scan.h"
#include "proto/payload.h"

#include <string.h>

typedef Tworkflowservice__StartWorkflowExecutionRequest start_request;
typedef Thistory__WorkflowExecutionStartedEventAttributes started_event;

struct rerun_args {
    struct wf_target target;
    struct wf_input input;
    struct wf_archived_args archived;
    const char *new_id, *task_queue;
    const char *id_conflict_policy;
    bool edit;
    Tcommon__Payloads *payloads; /* that were given; NULL: the run's own */
};

/* ---- how it was started -----------------------------------------------------------------
 */

/* The first event of the run, in the job's arena; *ret_run is the run that it is of. */
static enum wf_code first_event(struct wf_job *job, const struct rerun_args *a,
                                const struct wf_ref *ref,
                                const Thistory__HistoryEvent **ret, const char **ret_run,
                                struct wf_error *err)
{
    struct wf_history_options opt = { .limit = 1,
                                      .page_size = 1,
                                      .need_run_id = true,
                                      .no_prefetch = true,
                                      .archived = wf_archived_mode(&a->archived) };
    const struct wf_history_page *page = NULL;
    struct wf_history *h = NULL;
    enum wf_code rc = wf_job_history(job, ref, &opt, &h, err);

    if (rc == WF_OK)
        rc = wf_job_history_next(job, h, &page, err);
    if (rc == WF_OK &&
        (page == NULL || page->n_events == 0 ||
         page->events[0]->attributes_case !=
             THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_STARTED_EVENT_ATTRIBUTES))
        rc = wf_error_set(err, WF_E_OTHER,
                          "the history does not begin with WorkflowExecutionStarted");
    if (rc == WF_OK) {
        *ret = wf_msg_copy(job->arena, page->events[0]);
        *ret_run = wf_arena_strdup(job->arena, page->run_id);
    }
    wf_history_free(h);
    return rc;
}

/* Those that the server sets by itself, and refuses from others. */
static bool is_system(const char *name)
{
    return strncmp(name, "Temporal", 8) == 0 || strcmp(name, "BuildIds") == 0 ||
           strcmp(name, "BatcherUser") == 0 || strcmp(name, "BatcherNamespace") == 0 ||
           strcmp(name, "BinaryChecksums") == 0;
}

static Tcommon__SearchAttributes *search_attributes(struct wf_job *job,
                                                    const Tcommon__SearchAttributes *from)
{
    Tcommon__SearchAttributes *to =
        wf_msg_new(job->arena, &tcommon__search_attributes__descriptor);

    for (size_t i = 0; from != NULL && i < from->n_indexed_fields; i++)
        if (!is_system(from->indexed_fields[i]->key))
            wf_msg_append(job->arena, &to->indexed_fields, &to->n_indexed_fields,
                          from->indexed_fields[i]);
    return to->n_indexed_fields > 0 ? to : NULL;
}

static start_request *like_before(struct wf_job *job, const Thistory__HistoryEvent *e)
{
    const started_event *s = e->workflow_execution_started_event_attributes;
    start_request *req = wf_msg_new(
        job->arena, &tworkflowservice__start_workflow_execution_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_type = s->workflow_type;
    req->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = s->task_queue != NULL ? s->task_queue->name : (char *)"";
    req->task_queue->kind = TENUMS__TASK_QUEUE_KIND__TASK_QUEUE_KIND_NORMAL;
    req->input = s->input;
    req->workflow_execution_timeout = s->workflow_execution_timeout;
    req->workflow_run_timeout = s->workflow_run_timeout;
    req->workflow_task_timeout = s->workflow_task_timeout;
    req->retry_policy = s->retry_policy;
    req->cron_schedule = s->cron_schedule;
    req->memo = s->memo;
    req->search_attributes = search_attributes(job, s->search_attributes);
    req->header = s->header;
    req->user_metadata = e->user_metadata;
    req->priority = s->priority;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    return req;
}

/* ---- another input ----------------------------------------------------------------------
 */

static bool is_json(const Tcommon__Payload *p)
{
    struct wf_bytes e = wf_payload_encoding(p);

    return (e.len > 5 && memcmp(e.data, "json/", 5) == 0 &&
            wf_json_valid((struct wf_bytes){ p->data.data, p->data.len })) ||
           (e.len == 11 && memcmp(e.data, "binary/null", 11) == 0);
}

static enum wf_code text_of(const Tcommon__Payloads *input, struct wf_strbuf *text,
                            struct wf_error *err)
{
    struct wf_json j = WF_JSON_INIT(text, false);

    wf_json_array(&j);
    for (size_t i = 0; input != NULL && i < input->n_payloads; i++) {
        const Tcommon__Payload *p = input->payloads[i];

        if (!is_json(p)) {
            struct wf_bytes e = wf_payload_encoding(p);

            wf_error_set(err, WF_E_USAGE, "--edit: input %zu is %.*s, no JSON", i + 1,
                         (int)e.len, (const char *)e.data);
            wf_error_hint(err, "-i or --input-file replaces it");
            return WF_E_USAGE;
        }
        wf_payload_json_value(&j, p);
    }
    wf_json_end_array(&j);
    wf_strbuf_addc(text, '\n');
    return WF_OK;
}

/* Each value of the array; where there was one before, with that one's metadata. */
static enum wf_code payloads_of(struct wf_job *job, struct wf_bytes text,
                                const Tcommon__Payloads *before, Tcommon__Payloads **ret,
                                struct wf_error *err)
{
    Tcommon__Payloads *all = wf_msg_new(job->arena, &tcommon__payloads__descriptor);
    struct wf_json_reader r;
    struct wf_bytes value;
    enum wf_code rc = wf_json_check("the edited input", text, err);

    if (rc != WF_OK)
        return rc;
    wf_json_reader_init(&r, text);
    if (wf_json_next(&r) != WF_JSON_ARRAY)
        rc = wf_json_fault("the edited input", text, 0, "an array of arguments is expected",
                           err);
    while (rc == WF_OK && (value = wf_json_skip(&r)).len > 0) {
        size_t i = all->n_payloads;
        Tcommon__Payload *p = wf_input_json(job->arena, value);

        if (before != NULL && i < before->n_payloads &&
            wf_payload_encoding(before->payloads[i]).len > 5 &&
            memcmp(wf_payload_encoding(before->payloads[i]).data, "json/", 5) == 0) {
            ProtobufCBinaryData data = p->data;

            p = wf_msg_copy(job->arena, before->payloads[i]);
            p->data = data;
        }
        wf_msg_append(job->arena, &all->payloads, &all->n_payloads, p);
    }
    wf_json_reader_release(&r);
    *ret = all;
    return rc;
}

static enum wf_code edit(struct wf_job *job, Tcommon__Payloads **input,
                         struct wf_error *err)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_bytes edited;
    const char *path = NULL;
    enum wf_code rc = text_of(*input, &text, err);

    if (rc == WF_OK)
        rc = wf_job_edit(job, (struct wf_bytes){ (unsigned char *)text.data, text.len },
                         &edited, &path, err);
    wf_strbuf_release(&text);
    if (rc != WF_OK)
        return rc;
    rc = payloads_of(job, edited, *input, input, err);
    if (rc == WF_OK)
        wf_edit_done(path);
    else
        wf_job_note(job, "what you wrote is kept in %s", path);
    return rc;
}

/* ---- one run ----------------------------------------------------------------------------
 */

struct origin {
    const char *workflow_id, *run_id, *file;
};

static void extra_origin(struct wf_json *j, const void *user)
{
    const struct origin *o = user;

    wf_json_key(j, "rerunOf");
    wf_json_object(j);
    if (o->file != NULL)
        wf_json_kstr(j, "file", o->file);
    if (o->workflow_id != NULL)
        wf_json_kstr(j, "workflowId", o->workflow_id);
    if (o->run_id != NULL)
        wf_json_kstr(j, "runId", o->run_id);
    wf_json_end_object(j);
}

/* The request; the look at the history is made with --explain too. */
static enum wf_code prepare(struct wf_job *job, const struct rerun_args *a,
                            const struct wf_ref *ref, struct origin *o, start_request **ret,
                            struct wf_error *err)
{
    const Thistory__HistoryEvent *e = NULL;
    struct wf_globals quiet = *job->g;
    struct wf_job look = *job;
    start_request *req;
    enum wf_code rc;

    quiet.explain = false;
    look.g = &quiet;
    rc = first_event(&look, a, ref, &e, &o->run_id, err);
    job->ctx = look.ctx;
    if (rc != WF_OK)
        return rc;
    o->file = ref->file;
    o->workflow_id = ref->workflow_id;
    if (o->workflow_id == NULL &&
        *e->workflow_execution_started_event_attributes->workflow_id != '\0')
        o->workflow_id = e->workflow_execution_started_event_attributes->workflow_id;
    req = like_before(job, e);
    req->workflow_id = (char *)(a->new_id != NULL ? a->new_id : o->workflow_id);
    if (req->workflow_id == NULL)
        return wf_error_set(err, WF_E_USAGE,
                            "the history does not say its Workflow Id: --new-id is needed");
    if (a->task_queue != NULL)
        req->task_queue->name = (char *)a->task_queue;
    if (a->payloads != NULL)
        req->input = wf_msg_copy(job->arena, a->payloads);
    *ret = req;
    return a->edit ? edit(job, &req->input, err) : WF_OK;
}

static enum wf_code rerun_one(struct wf_job *job, const void *args,
                              const struct wf_ref *ref, struct wf_receipt *receipt,
                              struct wf_error *err)
{
    const struct rerun_args *a = args;
    struct wf_start s = { .fail_existing = true };
    struct origin *o = wf_arena_zalloc(job->arena, sizeof *o);
    start_request *req = NULL;
    struct wf_started started;
    int policy = TENUMS__WORKFLOW_ID_CONFLICT_POLICY__WORKFLOW_ID_CONFLICT_POLICY_FAIL;
    enum wf_code rc = prepare(job, a, ref, o, &req, err);

    if (rc != WF_OK)
        return rc;
    if (a->id_conflict_policy != NULL)
        (void)wf_enum_parse(&tenums__workflow_id_conflict_policy__descriptor,
                            a->id_conflict_policy, &policy);
    req->workflow_id_conflict_policy = (Tenums__WorkflowIdConflictPolicy)policy;
    rc = wf_start_send(job, &s, req, &started, err);
    if (rc == WF_E_CONFLICT)
        wf_error_hint(err, "--new-id starts it beside that, --id-conflict-policy "
                           "TerminateExisting instead of it");
    if (rc != WF_OK)
        return rc;
    receipt->workflow_id = started.workflow_id;
    receipt->run_id = started.run_id;
    receipt->message = wf_arena_printf(job->arena, "started again as %s", started.type);
    receipt->extra = extra_origin;
    receipt->extra_data = o;
    return WF_OK;
}

static enum wf_code rerun_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct rerun_args a = *(const struct rerun_args *)args;
    bool one = a.target.workflow_id != NULL ||
               (a.target.refs.n == 1 && strcmp(a.target.refs.v[0], "-") != 0);
    enum wf_code rc = WF_OK;

    if (!one && (a.new_id != NULL || a.edit))
        return wf_error_set(err, WF_E_USAGE,
                            "workflow rerun: --new-id and --edit are for one workflow");
    if (a.edit && a.input.input.n + a.input.file.n > 0)
        return wf_error_set(err, WF_E_USAGE,
                            "workflow rerun: --edit and another input exclude each other");
    if (a.input.input.n + a.input.file.n > 0)
        rc = wf_input_build(job, &a.input, "", &a.payloads, err);
    else if (a.input.meta.n > 0 || a.input.base64)
        rc =
            wf_error_set(err, WF_E_USAGE,
                         "workflow rerun: --input-meta and --input-base64 go with --input");
    return rc == WF_OK ? wf_target_run(job, &a, err) : rc;
}

static const char *const policies[] = { "Fail", "TerminateExisting", NULL };

#define R struct rerun_args
static const struct wf_option rerun_options[] = {
    WF_OPT_SET(wf_target_plain_options, R, target),
    WF_OPT_SET(wf_input_options, R, input),
    WF_OPT_BOOL(0, "edit", R, edit, "change the input in $EDITOR first"),
    WF_OPT_STRING(0, "new-id", R, new_id, "ID",
                  "Workflow Id of the new run; else the same"),
    WF_OPT_STRING('t', "task-queue", R, task_queue, "NAME", "else the same",
                  .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_ENUM(0, "id-conflict-policy", R, id_conflict_policy, policies,
                "when a run of that id is still open (Fail)"),
    WF_OPT_SET(wf_archived_options, R, archived),
    WF_OPT_END
};
#undef R

static const struct wf_positional rerun_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(struct rerun_args, target.refs),
      .help = "an id, a link, a history file; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_rerun = {
    .path = "workflow rerun",
    .aliases = "rerun",
    .summary = "Start workflows again, with the same or another input",
    .text =
        "Type, task queue, timeouts, retry policy, memo, search attributes, headers and "
        "input\n"
        "are those of the run's first event, also of an archived run or a saved history. "
        "A run\n"
        "of the same id that is still open is left alone (exit code 5). 'workflow reset'\n"
        "goes on from the middle instead.",
    .examples = { { "wfsh rerun order-42", "the same again, under the same id" },
                  { "wfsh rerun order-42 --new-id order-42b --edit",
                    "the input changed in $EDITOR" },
                  { "wfsh ls --failed --since 1h -o refs | wfsh rerun - --parallel 4",
                    "everything that failed in the last hour" },
                  { "wfsh rerun ./history.json --new-id try-1 -n dev",
                    "a saved history, elsewhere" } },
    .positionals = rerun_positionals,
    .options = rerun_options,
    .args_size = sizeof(struct rerun_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_OURS | WF_CMD_DECODES | WF_CMD_FILES,
    .run = rerun_run,
    .run_each = rerun_one,
    .target_offset = offsetof(struct rerun_args, target),
};
