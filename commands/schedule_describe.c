/* commands/schedule_describe.c: one Schedule in full: when, what, how, and what came of it.
 */
#include "commands/schedule.h"

#include "base/table.h"
#include "commands/schedule_words.h"
#include "proto/payload.h"

#include <string.h>
#include <time.h>

struct describe_args {
    struct wf_schedule_one one;
};

typedef Tworkflowservice__DescribeScheduleResponse reply;

enum { SUMMARY_MAX = 2000 };

/* A card that is being filled; values are built in `b`. */
struct view {
    struct wf_job *job;
    struct wf_card *card;
    struct wf_strbuf b;
};

static void row(struct view *v, const char *key)
{
    wf_card_add(v->card, key, wf_strbuf_str(&v->b));
    wf_strbuf_clear(&v->b);
}

static void text_row(struct view *v, const char *key, const char *text)
{
    if (text != NULL && *text != '\0')
        wf_card_add(v->card, key, text);
}

static void duration_row(struct view *v, const char *key,
                         const Tgoogleprotobuf__Duration *d)
{
    if (d == NULL || wf_duration_ns(d) == 0)
        return;
    wf_duration_short(&v->b, wf_duration_ns(d));
    row(v, key);
}

/* "Fri 2026-11-27 12:30:00 CET, 3 days from now": in the zone of who reads it. */
static void add_local(struct view *v, int64_t ns)
{
    time_t s = (time_t)(ns / 1000000000 - (ns % 1000000000 < 0));
    struct tm tm;
    char text[64];

    if (v->job->g->time_format != NULL || localtime_r(&s, &tm) == NULL ||
        strftime(text, sizeof text, "%a %Y-%m-%d %H:%M:%S %Z", &tm) == 0) {
        wf_strbuf_adds(&v->b, wf_job_time(v->job, ns));
        return;
    }
    wf_strbuf_addf(&v->b, "%s, ", text);
    wf_time_format(&v->b, ns, WF_TIME_RELATIVE);
}

static void time_row(struct view *v, const char *key, const Tgoogleprotobuf__Timestamp *t)
{
    if (t == NULL || wf_timestamp_ns(t) == WF_NO_TIME)
        return;
    add_local(v, wf_timestamp_ns(t));
    row(v, key);
}

/* ---- when -------------------------------------------------------------------------------
 */

static void add_spec(struct view *v, const Tschedule__ScheduleSpec *s)
{
    wf_schedule_spec_words(&v->b, s, "\n");
    row(v, "Runs");
    for (size_t i = 0; i < s->n_exclude_structured_calendar; i++) {
        wf_strbuf_adds(&v->b, i > 0 ? "\n" : "");
        wf_schedule_calendar_words(&v->b, s->exclude_structured_calendar[i]);
    }
    if (v->b.len > 0)
        row(v, "But not");
    if (s->n_structured_calendar + s->n_cron_string + s->n_calendar > 0)
        text_row(v, "Time zone", *s->timezone_name != '\0' ? s->timezone_name : "UTC");
    time_row(v, "From", s->start_time);
    time_row(v, "Until", s->end_time);
    duration_row(v, "Jitter", s->jitter);
}

static void add_next(struct view *v, const Tschedule__ScheduleInfo *info)
{
    enum { SHOWN = 5 };

    for (size_t i = 0; i < info->n_future_action_times && i < SHOWN; i++) {
        wf_strbuf_adds(&v->b, i > 0 ? "\n" : "");
        add_local(v, wf_timestamp_ns(info->future_action_times[i]));
    }
    if (v->b.len > 0)
        row(v, "Next runs");
    else
        text_row(v, "Next runs", "none");
}

/* ---- what -------------------------------------------------------------------------------
 */

static void add_payload(struct wf_strbuf *b, const char *key, const Tcommon__Payload *p)
{
    wf_strbuf_addf(b, "%s%s = ", b->len > 0 ? "\n" : "", key);
    wf_payload_summary(b, p, SUMMARY_MAX);
}

static void memo_row(struct view *v, const char *key, const Tcommon__Memo *m)
{
    for (size_t i = 0; m != NULL && i < m->n_fields; i++)
        add_payload(&v->b, m->fields[i]->key, m->fields[i]->value);
    if (v->b.len > 0)
        row(v, key);
}

static void attributes_row(struct view *v, const char *key,
                           const Tcommon__SearchAttributes *s)
{
    for (size_t i = 0; s != NULL && i < s->n_indexed_fields; i++)
        add_payload(&v->b, s->indexed_fields[i]->key, s->indexed_fields[i]->value);
    if (v->b.len > 0)
        row(v, key);
}

static void header_row(struct view *v, const char *key, const Tcommon__Header *h)
{
    for (size_t i = 0; h != NULL && i < h->n_fields; i++)
        add_payload(&v->b, h->fields[i]->key, h->fields[i]->value);
    if (v->b.len > 0)
        row(v, key);
}

static void payload_row(struct view *v, const char *key, const Tcommon__Payload *p)
{
    if (p == NULL)
        return;
    wf_payload_text(&v->b, p);
    row(v, key);
}

static void priority_row(struct view *v, const Tcommon__Priority *p)
{
    if (p == NULL)
        return;
    if (p->priority_key != 0)
        wf_strbuf_addf(&v->b, "%d", (int)p->priority_key);
    if (*p->fairness_key != '\0')
        wf_strbuf_addf(&v->b, "%sfairness key %s", v->b.len > 0 ? ", " : "",
                       p->fairness_key);
    if (p->fairness_weight > 0)
        wf_strbuf_addf(&v->b, "%sweight %g", v->b.len > 0 ? ", " : "",
                       (double)p->fairness_weight);
    if (v->b.len > 0)
        row(v, "Priority");
}

static void retry_row(struct view *v, const Tcommon__RetryPolicy *r)
{
    if (r == NULL)
        return;
    wf_strbuf_adds(&v->b, "first after ");
    wf_duration_short(
        &v->b, r->initial_interval != NULL ? wf_duration_ns(r->initial_interval) : 0);
    wf_strbuf_addf(&v->b, ", times %g", r->backoff_coefficient);
    if (r->maximum_attempts > 0)
        wf_strbuf_addf(&v->b, ", at most %d attempts", (int)r->maximum_attempts);
    row(v, "Retries");
}

static void add_action(struct view *v, const Tworkflow__NewWorkflowExecutionInfo *w)
{
    text_row(v, "Type", w->workflow_type != NULL ? w->workflow_type->name : NULL);
    text_row(v, "WorkflowId", w->workflow_id);
    text_row(v, "TaskQueue", w->task_queue != NULL ? w->task_queue->name : NULL);
    for (size_t i = 0; w->input != NULL && i < w->input->n_payloads; i++) {
        wf_strbuf_adds(&v->b, i > 0 ? "\n" : "");
        wf_payload_summary(&v->b, w->input->payloads[i], SUMMARY_MAX);
    }
    if (v->b.len > 0)
        row(v, "Input");
    duration_row(v, "Execution timeout", w->workflow_execution_timeout);
    duration_row(v, "Run timeout", w->workflow_run_timeout);
    duration_row(v, "Task timeout", w->workflow_task_timeout);
    retry_row(v, w->retry_policy);
    memo_row(v, "Memo", w->memo);
    attributes_row(v, "Search attributes", w->search_attributes);
    header_row(v, "Headers", w->header);
    if (w->user_metadata != NULL) {
        payload_row(v, "Summary", w->user_metadata->summary);
        payload_row(v, "Details", w->user_metadata->details);
    }
    priority_row(v, w->priority);
}

/* ---- how, and what came of it -----------------------------------------------------------
 */

static void add_policies(struct view *v, const Tschedule__SchedulePolicies *p)
{
    char word[64];

    text_row(v, "When one still runs",
             wf_enum_word(&tenums__schedule_overlap_policy__descriptor,
                          (int)p->overlap_policy, word, sizeof word));
    duration_row(v, "Catch-up window", p->catchup_window);
    if (p->pause_on_failure)
        text_row(v, "After a failure", "it is paused");
    if (p->keep_original_workflow_id)
        text_row(v, "Workflow Ids", "as given, no time added");
}

static void add_run(struct view *v, const Tschedule__ScheduleActionResult *r)
{
    const Tcommon__WorkflowExecution *e = r->start_workflow_result;
    char word[64];

    wf_strbuf_adds(&v->b, v->b.len > 0 ? "\n" : "");
    if (r->actual_time != NULL)
        add_local(v, wf_timestamp_ns(r->actual_time));
    if (r->start_workflow_status != 0)
        wf_strbuf_addf(&v->b, "  %s",
                       wf_enum_word(&tenums__workflow_execution_status__descriptor,
                                    (int)r->start_workflow_status, word, sizeof word));
    if (e != NULL)
        wf_strbuf_addf(&v->b, "  %s %s", e->workflow_id, e->run_id);
}

static void add_counts(struct view *v, const Tschedule__ScheduleInfo *i)
{
    const struct {
        const char *what;
        int64_t n;
    } counts[] = { { "missed the catch-up window", i->missed_catchup_window },
                   { "skipped as one still ran", i->overlap_skipped },
                   { "dropped from a full buffer", i->buffer_dropped },
                   { "in the buffer", i->buffer_size } };

    wf_strbuf_addf(&v->b, "%lld", (long long)i->action_count);
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        if (counts[k].n > 0)
            wf_strbuf_addf(&v->b, ", %lld %s", (long long)counts[k].n, counts[k].what);
    row(v, "Started");
}

static void add_info(struct view *v, const Tschedule__ScheduleInfo *i)
{
    add_counts(v, i);
    for (size_t k = i->n_recent_actions; k > 0; k--)
        add_run(v, i->recent_actions[k - 1]);
    if (v->b.len > 0)
        row(v, "Last runs");
    for (size_t k = 0; k < i->n_running_workflows; k++)
        wf_strbuf_addf(&v->b, "%s%s %s", k > 0 ? "\n" : "",
                       i->running_workflows[k]->workflow_id,
                       i->running_workflows[k]->run_id);
    if (v->b.len > 0)
        row(v, "Running");
    time_row(v, "Created", i->create_time);
    time_row(v, "Updated", i->update_time);
}

static void add_state(struct view *v, const char *id, const reply *r)
{
    const Tschedule__ScheduleState *s = r->schedule->state;
    bool paused = s != NULL && s->paused;

    wf_card_add(v->card, "ScheduleId", id);
    wf_card_add_sgr(v->card, "State", paused ? "Paused" : "Active", paused ? "33" : "32");
    if (s != NULL) {
        text_row(v, "Notes", s->notes);
        if (s->limited_actions) {
            wf_strbuf_addf(&v->b, "%lld", (long long)s->remaining_actions);
            row(v, "Runs left");
        }
    }
}

static void section(struct view *v, const char *title, struct wf_strbuf *out)
{
    struct wf_table_options o = { .indent = title != NULL ? 2 : 0,
                                  .color = wf_job_color(v->job) };

    if (wf_card_rows(v->card) == 0)
        return;
    if (title != NULL)
        wf_strbuf_addf(out, "%s%s:\n", out->len > 0 ? "\n" : "", title);
    wf_card_print(v->card, &o, out);
}

static enum wf_code print_card(struct wf_job *job, const char *id, const reply *r,
                               struct wf_error *err)
{
    struct view v = { .job = job, .card = wf_card_new(), .b = WF_STRBUF_INIT };
    struct wf_strbuf out = WF_STRBUF_INIT;
    const Tschedule__Schedule *s = r->schedule;
    enum wf_code rc;

    add_state(&v, id, r);
    section(&v, NULL, &out);
    if (s->spec != NULL)
        add_spec(&v, s->spec);
    if (r->info != NULL)
        add_next(&v, r->info);
    section(&v, "When", &out);
    if (s->action != NULL &&
        s->action->action_case == TSCHEDULE__SCHEDULE_ACTION__ACTION_START_WORKFLOW)
        add_action(&v, s->action->start_workflow);
    section(&v, "What", &out);
    if (s->policies != NULL)
        add_policies(&v, s->policies);
    section(&v, "How", &out);
    if (r->info != NULL)
        add_info(&v, r->info);
    section(&v, "So far", &out);
    memo_row(&v, "Memo", r->memo);
    attributes_row(&v, "Search attributes", r->search_attributes);
    section(&v, "Of the Schedule itself", &out);
    rc = wf_job_write(job, out.data, out.len, err);
    wf_card_free(v.card);
    wf_strbuf_release(&v.b);
    wf_strbuf_release(&out);
    return rc;
}

static void fill(struct wf_json *j, const void *user)
{
    wf_json_message(j, user, WF_PAYLOAD_ENCODED);
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    const char *id = NULL;
    reply *r = NULL;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc == WF_OK)
        rc = wf_schedule_describe(job, id, &r, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return job->g->decode ? wf_job_json_message(job, r, err)
                              : wf_job_json(job, fill, r, err);
    if (r->schedule == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer holds no Schedule");
    return print_card(job, id, r, err);
}

static const struct wf_option describe_options[] = {
    WF_OPT_SET(wf_schedule_one_options, struct describe_args, one), WF_OPT_END
};

const struct wf_command wf_cmd_schedule_describe = {
    .path = "schedule describe",
    .summary = "Describe a Schedule: when it runs, what, how, and its last runs",
    .text = "Times are in the local time zone; TZ changes it. With -o json payloads keep\n"
            "the form that they are sent in; --decode shows them as values.",
    .examples = { { "wfsh schedule describe nightly", "in words" },
                  { "TZ=UTC wfsh sched describe nightly", "its next runs in UTC" },
                  { "wfsh schedule describe nightly -o json > nightly.json",
                    "for wfsh schedule update nightly --from nightly.json" } },
    .positionals = wf_schedule_one_positionals,
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
