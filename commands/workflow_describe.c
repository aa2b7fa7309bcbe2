/* commands/workflow_describe.c: one run in full, wherever it is kept. */
#include "commands/describe.h"
#include "commands/target.h"
#include "commands/visibility.h"

#include <string.h>

struct describe_args {
    struct wf_one one;
    struct wf_archived_args archived;
    bool raw, reset_points;
};

/* ---- JSON -------------------------------------------------------------------------------
 */

struct json_value {
    const struct wf_described *d;
    enum wf_payload_form form;
};

static void put_payloads(struct wf_json *j, const Tcommon__Payloads *p,
                         enum wf_payload_form form)
{
    if (p == NULL)
        wf_json_null(j);
    else if (p->n_payloads == 1)
        wf_json_message(j, p->payloads[0], form);
    else
        wf_json_message(j, p, form);
}

static void put_chain(struct wf_json *j, const struct wf_described *d,
                      enum wf_payload_form form)
{
    const Thistory__WorkflowExecutionStartedEventAttributes *s;
    const char *next = d->close != NULL ? wf_event_next_run(d->close) : NULL;

    if (d->archived)
        wf_json_kbool(j, "archived", true);
    if (d->first != NULL) {
        s = d->first->workflow_execution_started_event_attributes;
        if (s->input != NULL) {
            wf_json_key(j, "input");
            put_payloads(j, s->input, form);
        }
        if (s->continued_execution_run_id[0] != '\0')
            wf_json_kstr(j, "continuedFromRunId", s->continued_execution_run_id);
    }
    if (next != NULL)
        wf_json_kstr(j, "nextRunId", next);
}

static void fill_json(struct wf_json *j, const void *user)
{
    const struct json_value *v = user;
    const struct wf_described *d = v->d;

    wf_json_object(j);
    wf_json_message_fields(j, d->reply, v->form);
    if (d->close != NULL) {
        wf_json_key(j, "closeEvent");
        wf_json_message(j, d->close, v->form);
    }
    if (d->close != NULL &&
        d->close->attributes_case ==
            THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES) {
        wf_json_key(j, "result");
        put_payloads(j, d->close->workflow_execution_completed_event_attributes->result,
                     v->form);
    }
    if (d->rebuilt)
        put_chain(j, d, v->form);
    wf_json_end_object(j);
}

/* ---- reset points, as the official CLI prints them
 * --------------------------------------- */

/* As Go's time.Time in JSON: no zeros at the end of the fraction, the year 1 for none. */
static void add_go_time(struct wf_strbuf *out, const Tgoogleprotobuf__Timestamp *t)
{
    size_t from = out->len;

    if (t == NULL || !wf_time_rfc3339_parts(out, t->seconds, t->nanos)) {
        wf_strbuf_adds(out, "0001-01-01T00:00:00Z");
        return;
    }
    if (memchr(out->data + from, '.', out->len - from) == NULL)
        return;
    out->len--; /* the Z */
    while (out->data[out->len - 1] == '0')
        out->len--;
    if (out->data[out->len - 1] == '.')
        out->len--;
    wf_strbuf_addc(out, 'Z');
}

/* Deprecated in the API, but a key of the official form. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static const char *checksum_of(const Tworkflow__ResetPointInfo *p)
{
    return p->binary_checksum;
}
#pragma GCC diagnostic pop

static void fill_points(struct wf_json *j, const void *user)
{
    const struct json_value *v = user;
    const Tworkflow__ResetPoints *p =
        v->d->reply->workflow_execution_info->auto_reset_points;
    struct wf_strbuf time = WF_STRBUF_INIT;

    wf_json_array(j);
    for (size_t i = 0; p != NULL && i < p->n_points; i++) {
        wf_strbuf_clear(&time);
        add_go_time(&time, p->points[i]->create_time);
        wf_json_object(j);
        wf_json_kstr(j, "BinaryChecksum", checksum_of(p->points[i]));
        wf_json_kstr(j, "CreateTime", time.data);
        wf_json_kstr(j, "RunId", p->points[i]->run_id);
        wf_json_ki64(j, "EventId", p->points[i]->first_workflow_task_completed_id);
        wf_json_end_object(j);
    }
    wf_json_end_array(j);
    wf_strbuf_release(&time);
}

static const Tworkflow__ResetPointInfo *point_of(const void *item)
{
    return item;
}

static void get_event(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = point_of(item)->first_workflow_task_completed_id;
}

static void get_time(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(point_of(item)->create_time);
}

static void get_run(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = point_of(item)->run_id;
}

static void get_build(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tworkflow__ResetPointInfo *p = item;

    (void)a;
    ret->text = p->build_id[0] != '\0' ? p->build_id : checksum_of(p);
}

static void get_resettable(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = point_of(item)->resettable;
}

static const struct wf_column point_columns[] = {
    { .header = "EVENT", .key = "event", .type = WF_CELL_COUNT, .get = get_event },
    { .header = "TIME", .key = "time", .type = WF_CELL_TIME, .get = get_time },
    { .header = "RUN", .key = "run", .type = WF_CELL_TEXT, .get = get_run },
    { .header = "BUILD", .key = "build", .type = WF_CELL_TEXT, .get = get_build },
    { .header = "RESETTABLE",
      .key = "resettable",
      .type = WF_CELL_BOOL,
      .get = get_resettable },
};
static const struct wf_columns points_columns = {
    .v = point_columns, .n = sizeof point_columns / sizeof *point_columns
};

static enum wf_code print_points(struct wf_job *job, const struct wf_described *d,
                                 struct wf_error *err)
{
    const Tworkflow__ResetPoints *p = d->reply->workflow_execution_info->auto_reset_points;
    struct json_value v = { .d = d };
    struct wf_list *list = NULL;
    enum wf_code rc;

    if (wf_job_is_json(job))
        return wf_job_json(job, fill_points, &v, err);
    rc = wf_list_begin(job, &points_columns, &list, err);
    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; p != NULL && i < p->n_points && rc == WF_OK; i++)
        rc = wf_list_item(list, p->points[i], err);
    return wf_list_end(list, rc, err);
}

/* ---- the verb ---------------------------------------------------------------------------
 */

static enum wf_code print_row(struct wf_job *job, const struct wf_described *d,
                              struct wf_error *err)
{
    struct wf_list *list = NULL;
    enum wf_code rc = wf_list_begin(job, &wf_workflow_columns, &list, err);

    if (rc != WF_OK)
        return rc;
    rc = wf_list_item(list, d->reply->workflow_execution_info, err);
    return wf_list_end(list, rc, err);
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    struct wf_described d = { .raw = a->raw };
    struct json_value v = { .d = &d, .form = wf_job_payload_form(job) };
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_ref ref;
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc == WF_OK)
        rc = wf_describe_read(job, &ref, wf_archived_mode(&a->archived), &d, err);

    if (rc != WF_OK)
        return rc;
    if (a->reset_points)
        return print_points(job, &d, err);
    if (wf_job_is_json(job))
        return wf_job_json(job, fill_json, &v, err);
    if (!wf_job_is_text(job))
        return print_row(job, &d, err);
    if (d.first == NULL) /* for its input and chain; the card does without */
        (void)wf_describe_event(job, d.reply->workflow_execution_info->execution, false,
                                &d.first, &ignored);
    wf_describe_text(job, &d);
    return WF_OK;
}

#define D struct describe_args
static const struct wf_option describe_options[] = {
    WF_OPT_SET(wf_one_options, D, one),
    WF_OPT_BOOL(0, "raw", D, raw, "exact times and sizes in text"),
    WF_OPT_BOOL(0, "reset-points", D, reset_points, "only the points to reset to"),
    WF_OPT_SET(wf_archived_options, D, archived), WF_OPT_END
};
#undef D

static const struct wf_positional describe_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct describe_args, one.refs),
      .help = "the workflow, and its Run Id if not the last; or a history file",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id,run-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_describe = {
    .path = "workflow describe",
    .aliases = "describe",
    .summary = "Describe a workflow",
    .text =
        "What it is, what it waits for, how it ended and why: the root cause first. A run\n"
        "that is archived is rebuilt from its history, and so is one in a history file.\n"
        "Sizes are marked when they come near the limits of a server with default "
        "settings.",
    .examples = { { "wfsh describe order-42", "the current or last run" },
                  { "wfsh describe order-42 -o json | jq .closeEvent", "for a script" },
                  { "wfsh workflow describe order-42 --archived=only", "from the archive" },
                  { "wfsh describe ./order-42.json",
                    "of a saved history, with no server" } },
    .positionals = describe_positionals,
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_FILES,
    .run = describe_run,
};
