/* commands/describe_text.c: a run as a card for people. */
#include "commands/describe.h"

#include "base/utf8.h"
#include "client/event.h"
#include "commands/failure_text.h"
#include "commands/list_columns.h"
#include "proto/payload.h"

#include <stdlib.h>
#include <string.h>

/* What a server with default settings warns of, and where it ends a run. */
enum { EVENTS_WARN = 10 * 1024, EVENTS_MAX = 50 * 1024, VALUE_MAX = 400 };
#define KB INT64_C(1024)
#define HISTORY_WARN (10 * KB * KB)
#define HISTORY_MAX (50 * KB * KB)
#define BLOB_WARN (512 * KB)
#define BLOB_MAX (2 * KB * KB)

typedef Tworkflow__WorkflowExecutionInfo run_info;

struct writer {
    struct wf_job *job;
    struct wf_arena *a;
    const struct wf_described *d;
    const run_info *info;
    struct wf_card *card;
};

/* ---- words ------------------------------------------------------------------------------
 */

const char *wf_describe_bytes(struct wf_job *job, const struct wf_described *d, int64_t n)
{
    double v = (double)n;

    if (d->raw || n < KB)
        return wf_arena_printf(job->arena, "%lld bytes", (long long)n);
    if (n < KB * KB)
        return wf_arena_printf(job->arena, "%.1f KB", v / (double)KB);
    return wf_arena_printf(job->arena, "%.1f MB", v / (double)(KB * KB));
}

const char *wf_describe_time(struct wf_job *job, const struct wf_described *d,
                             const Tgoogleprotobuf__Timestamp *t)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (t == NULL || t->seconds <= 0) /* Go's zero time counts as none */
        return "";
    if (!d->raw)
        return wf_job_time(job, wf_timestamp_ns(t));
    (void)wf_time_rfc3339_parts(&b, t->seconds, t->nanos);
    text = wf_arena_strdup(job->arena, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

const char *wf_version_text(struct wf_arena *a,
                            const Tdeployment__WorkerDeploymentVersion *v)
{
    if (v == NULL || (v->deployment_name[0] == '\0' && v->build_id[0] == '\0'))
        return NULL;
    return wf_arena_printf(a, "%s.%s", v->deployment_name, v->build_id);
}

struct wf_table_options wf_describe_table(struct wf_job *job)
{
    bool cut = job->out->tty && wf_globals_output(job->g) != WF_OUTPUT_WIDE;

    return (struct wf_table_options){ .width = cut ? job->out->width : 0,
                                      .indent = 2,
                                      .color = wf_job_color(job),
                                      .header_sgr = "1" };
}

void wf_describe_heading(struct wf_job *job, const char *text, size_t n)
{
    struct wf_strbuf *out = &job->out->buf;
    bool color = wf_job_color(job);

    wf_strbuf_addc(out, '\n');
    if (color)
        wf_strbuf_adds(out, "\x1b[1m");
    wf_strbuf_adds(out, text);
    if (n > 0)
        wf_strbuf_addf(out, " (%zu)", n);
    if (color)
        wf_strbuf_adds(out, "\x1b[0m");
    wf_strbuf_addc(out, '\n');
}

static const char *duration_of(const struct writer *w, int64_t ns)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (w->d->raw)
        wf_duration_go(&b, ns);
    else
        wf_duration_short(&b, ns);
    text = wf_arena_strdup(w->a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

static void add(const struct writer *w, const char *key, const char *value)
{
    if (value != NULL && *value != '\0')
        wf_card_add(w->card, key, value);
}

static void add_time(const struct writer *w, const char *key,
                     const Tgoogleprotobuf__Timestamp *t)
{
    add(w, key, wf_describe_time(w->job, w->d, t));
}

static void add_run(const struct writer *w, const char *key,
                    const Tcommon__WorkflowExecution *e)
{
    if (e == NULL || e->workflow_id[0] == '\0')
        return;
    add(w, key,
        e->run_id[0] != '\0'
            ? wf_arena_printf(w->a, "%s  run %s", e->workflow_id, e->run_id)
            : e->workflow_id);
}

/* ---- payloads ---------------------------------------------------------------------------
 */

static void add_value(struct wf_strbuf *out, const char *key, const Tcommon__Payload *p)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (out->len > 0)
        wf_strbuf_addc(out, '\n');
    wf_utf8_safes(out, key);
    wf_strbuf_adds(out, " = ");
    if (p != NULL)
        wf_payload_summary(&text, p, VALUE_MAX);
    wf_utf8_safes(out, wf_strbuf_str(&text));
    wf_strbuf_release(&text);
}

/* "; 1.2 MB of at most 2.0 MB" once a value is so large that the server warns of it. */
static const char *blob_remark(const struct writer *w, const void *message)
{
    int64_t n = message != NULL ? (int64_t)protobuf_c_message_get_packed_size(message) : 0;

    if (n < BLOB_WARN)
        return "";
    return wf_arena_printf(w->a, "\n(%s; the usual limit is %s)",
                           wf_describe_bytes(w->job, w->d, n),
                           wf_describe_bytes(w->job, w->d, BLOB_MAX));
}

static int by_field(const void *a, const void *b)
{
    const Tcommon__Memo__FieldsEntry *const *x = a, *const *y = b;

    return strcmp((*x)->key, (*y)->key);
}

static int by_attribute(const void *a, const void *b)
{
    const Tcommon__SearchAttributes__IndexedFieldsEntry *const *x = a, *const *y = b;

    return strcmp((*x)->key, (*y)->key);
}

static void add_memo(const struct writer *w)
{
    const Tcommon__Memo *m = w->info->memo;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (m != NULL && m->n_fields > 0)
        qsort(m->fields, m->n_fields, sizeof *m->fields, by_field);
    for (size_t i = 0; m != NULL && i < m->n_fields; i++)
        add_value(&b, m->fields[i]->key, m->fields[i]->value);
    if (b.len > 0)
        wf_strbuf_adds(&b, blob_remark(w, m));
    add(w, "Memo", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void add_attributes(const struct writer *w)
{
    const Tcommon__SearchAttributes *s = w->info->search_attributes;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (s != NULL && s->n_indexed_fields > 0)
        qsort(s->indexed_fields, s->n_indexed_fields, sizeof *s->indexed_fields,
              by_attribute);
    for (size_t i = 0; s != NULL && i < s->n_indexed_fields; i++)
        add_value(&b, s->indexed_fields[i]->key, s->indexed_fields[i]->value);
    add(w, "Search attributes", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void add_payloads(const struct writer *w, const char *key,
                         const Tcommon__Payloads *p)
{
    bool wide = wf_globals_output(w->job->g) == WF_OUTPUT_WIDE;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (p == NULL || p->n_payloads == 0)
        return;
    wf_payloads_summary(&b, p, wide ? SIZE_MAX / 2 : VALUE_MAX);
    wf_strbuf_adds(&b, blob_remark(w, p));
    add(w, key, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void add_metadata(const struct writer *w)
{
    const Tworkflow__WorkflowExecutionConfig *c = w->d->reply->execution_config;
    const Tsdk__UserMetadata *m = c != NULL ? c->user_metadata : NULL;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (m != NULL && m->summary != NULL)
        wf_payload_text(&b, m->summary);
    add(w, "Summary", wf_strbuf_str(&b));
    wf_strbuf_clear(&b);
    if (m != NULL && m->details != NULL)
        wf_payload_text(&b, m->details);
    add(w, "Details", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

/* ---- times ------------------------------------------------------------------------------
 */

static const char *with_duration(const struct writer *w, const char *time)
{
    int64_t from = wf_timestamp_ns(w->info->start_time),
            to = wf_timestamp_ns(w->info->close_time);

    if (*time == '\0' || from == WF_NO_TIME || to == WF_NO_TIME)
        return time;
    return wf_arena_printf(w->a, "%s, after %s", time, duration_of(w, to - from));
}

static void add_times(const struct writer *w)
{
    const Tworkflow__WorkflowExecutionExtendedInfo *x = w->d->reply->workflow_extended_info;
    int64_t start = wf_timestamp_ns(w->info->start_time),
            execution = wf_timestamp_ns(w->info->execution_time);

    add_time(w, "Started", w->info->start_time);
    if (execution != WF_NO_TIME && start != WF_NO_TIME && execution > start)
        add_time(w, execution > wf_now_ns() ? "First task due" : "First task",
                 w->info->execution_time);
    add(w, "Closed", with_duration(w, wf_describe_time(w->job, w->d, w->info->close_time)));
    if (x == NULL)
        return;
    if (x->original_start_time != NULL && wf_timestamp_ns(x->original_start_time) != start)
        add_time(w, "First started", x->original_start_time);
    if (w->info->close_time == NULL) {
        add_time(w, "Run expires", x->run_expiration_time);
        add_time(w, "Expires", x->execution_expiration_time);
    }
    add_time(w, "Last reset", x->last_reset_time);
    add(w, "Reset to run", x->reset_run_id);
}

static void add_requests(const struct writer *w)
{
    const Tworkflow__WorkflowExecutionExtendedInfo *x = w->d->reply->workflow_extended_info;

    if (x == NULL)
        return;
    if (x->cancel_requested)
        wf_card_add_sgr(w->card, "Cancel requested", "yes", "35");
    if (x->pause_info != NULL)
        wf_card_add_sgr(
            w->card, "Paused",
            wf_arena_printf(w->a, "%s by %s%s%s",
                            wf_describe_time(w->job, w->d, x->pause_info->paused_time),
                            x->pause_info->identity,
                            x->pause_info->reason[0] != '\0' ? ": " : "",
                            x->pause_info->reason),
            "33");
}

/* ---- chain, sizes, versioning -----------------------------------------------------------
 */

static void add_chain(const struct writer *w)
{
    const Tcommon__WorkflowExecution *self = w->info->execution,
                                     *root = w->info->root_execution;
    const Thistory__WorkflowExecutionStartedEventAttributes *s =
        w->d->first != NULL ? w->d->first->workflow_execution_started_event_attributes
                            : NULL;

    add_run(w, "Parent", w->info->parent_execution);
    if (root != NULL && strcmp(root->workflow_id, self->workflow_id) != 0)
        add_run(w, "Root", root);
    if (w->info->first_run_id[0] != '\0' &&
        strcmp(w->info->first_run_id, self->run_id) != 0)
        add(w, "First run", w->info->first_run_id);
    if (s != NULL) {
        add(w, "Continued from", s->continued_execution_run_id);
        add(w, "Cron", s->cron_schedule);
        if (s->attempt > 1)
            add(w, "Attempt", wf_arena_printf(w->a, "%d", s->attempt));
    }
    if (w->d->close != NULL)
        add(w, "Next run", wf_event_next_run(w->d->close));
}

static void add_size(const struct writer *w)
{
    int64_t n = w->info->history_length, bytes = w->info->history_size_bytes;
    struct wf_strbuf b = WF_STRBUF_INIT;
    bool near = n >= EVENTS_WARN || bytes >= HISTORY_WARN;

    wf_strbuf_addf(&b, "%lld event%s", (long long)n, n == 1 ? "" : "s");
    if (bytes > 0)
        wf_strbuf_addf(&b, ", %s", wf_describe_bytes(w->job, w->d, bytes));
    if (near)
        wf_strbuf_addf(&b, "\nnear the limit of %d events or %s: continue as new",
                       EVENTS_MAX, wf_describe_bytes(w->job, w->d, HISTORY_MAX));
    wf_card_add_sgr(w->card, "History", wf_strbuf_str(&b), near ? "33" : NULL);
    wf_strbuf_release(&b);
}

static const char *behavior_word(const struct writer *w, int value)
{
    enum { SIZE = 32 };
    char *buf = wf_arena_alloc(w->a, SIZE);

    return value == 0
               ? ""
               : wf_enum_word(&tenums__versioning_behavior__descriptor, value, buf, SIZE);
}

static void add_versioning(const struct writer *w)
{
    const Tworkflow__WorkflowExecutionVersioningInfo *v = w->info->versioning_info;
    const char *version, *target;

    if (v == NULL)
        return;
    version = wf_version_text(w->a, v->deployment_version);
    add(w, "Version", version);
    add(w, "Versioning", behavior_word(w, (int)v->behavior));
    if (v->versioning_override != NULL) {
        const Tworkflow__VersioningOverride *o = v->versioning_override;
        bool pinned = o->override_case == TWORKFLOW__VERSIONING_OVERRIDE__OVERRIDE_PINNED;

        target = pinned ? wf_version_text(w->a, o->pinned->version) : NULL;
        add(w, "Override",
            pinned ? wf_arena_printf(w->a, "Pinned to %s", target != NULL ? target : "?")
                   : "AutoUpgrade");
    }
    if (v->version_transition != NULL)
        add(w, "Moving to",
            wf_version_text(w->a, v->version_transition->deployment_version));
}

static void add_priority(const struct writer *w)
{
    const Tcommon__Priority *p = w->info->priority;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (p != NULL && p->priority_key != 0)
        wf_strbuf_addf(&b, "%d", p->priority_key);
    if (p != NULL && p->fairness_key[0] != '\0')
        wf_strbuf_addf(&b, "%sfairness %s weight %g", b.len > 0 ? ", " : "",
                       p->fairness_key, (double)p->fairness_weight);
    add(w, "Priority", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

/* ---- the end of it ----------------------------------------------------------------------
 */

#define CLOSED(name)                                                                       \
    THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_##name##_EVENT_ATTRIBUTES

static void print_end(const struct writer *w)
{
    const Thistory__HistoryEvent *e = w->d->close;
    struct wf_table_options o = wf_describe_table(w->job);
    const Tfailure__Failure *f;
    unsigned flags = wf_job_color(w->job) ? WF_FAILURE_COLOR : 0;

    if (e == NULL)
        return;
    if (wf_globals_output(w->job->g) == WF_OUTPUT_WIDE)
        flags |= WF_FAILURE_STACKS;
    f = wf_event_failure(e);
    if (f != NULL) {
        wf_describe_heading(w->job, "Failure", 0);
        wf_failure_text(&w->job->out->buf, f, 2, flags);
        return;
    }
    o.indent = 0;
    if (e->attributes_case == CLOSED(COMPLETED))
        add_payloads(w, "Result", e->workflow_execution_completed_event_attributes->result);
    else if (e->attributes_case == CLOSED(CANCELED))
        add_payloads(w, "Details",
                     e->workflow_execution_canceled_event_attributes->details);
    else if (e->attributes_case == CLOSED(TERMINATED)) {
        add(w, "Reason", e->workflow_execution_terminated_event_attributes->reason);
        add(w, "Terminated by",
            e->workflow_execution_terminated_event_attributes->identity);
        add_payloads(w, "Details",
                     e->workflow_execution_terminated_event_attributes->details);
    }
    if (wf_card_rows(w->card) > 0) {
        wf_strbuf_addc(&w->job->out->buf, '\n');
        wf_card_print(w->card, &o, &w->job->out->buf);
    }
}

static void add_head(const struct writer *w)
{
    enum { SIZE = 64 };
    const char *word = wf_enum_word(&tenums__workflow_execution_status__descriptor,
                                    (int)w->info->status, wf_arena_alloc(w->a, SIZE), SIZE);

    wf_card_add_sgr(w->card, "Status", word, wf_status_sgr(word));
    add(w, "Workflow", w->info->execution->workflow_id);
    add(w, "Run", w->info->execution->run_id);
    add(w, "Type", w->info->type != NULL ? w->info->type->name : NULL);
    if (!w->d->rebuilt || w->d->archived)
        add(w, "Namespace", wf_job_namespace(w->job));
    add(w, "Task queue", w->info->task_queue);
    if (w->d->archived)
        wf_card_add_sgr(w->card, "Archived", "yes: rebuilt from its history", "33");
}

void wf_describe_text(struct wf_job *job, const struct wf_described *d)
{
    struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    struct writer w = { .job = job,
                        .a = job->arena,
                        .d = d,
                        .info = d->reply->workflow_execution_info,
                        .card = wf_card_new() };

    add_head(&w);
    add_requests(&w);
    add_times(&w);
    add_chain(&w);
    add_size(&w);
    add_versioning(&w);
    add_priority(&w);
    add_metadata(&w);
    add_memo(&w);
    add_attributes(&w);
    if (d->first != NULL)
        add_payloads(&w, "Input",
                     d->first->workflow_execution_started_event_attributes->input);
    wf_card_print(w.card, &o, &job->out->buf);
    wf_describe_pending(job, d);
    print_end(&w);
    wf_card_free(w.card);
}
