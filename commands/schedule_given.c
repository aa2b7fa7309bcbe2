/* commands/schedule_given.c: the options that say what a Schedule is. */
#include "commands/schedule.h"

#include "proto/json_read.h"
#include "proto/payload.h"

#include <math.h>
#include <string.h>

typedef Tschedule__ScheduleSpec spec;
typedef Tworkflow__NewWorkflowExecutionInfo start;

/* What the user gives, piece by piece; `any` as soon as there is one. */
struct applying {
    struct wf_job *job;
    const struct wf_schedule_given *g;
    bool any;
};

/* ---- when -------------------------------------------------------------------------------
 */

/* "90m", or "90m/15m" with an offset. */
static enum wf_code add_interval(struct wf_job *job, spec *s, const char *text,
                                 struct wf_error *err)
{
    Tschedule__IntervalSpec *i =
        wf_msg_new(job->arena, &tschedule__interval_spec__descriptor);
    const char *slash = strchr(text, '/');
    const char *every =
        slash == NULL ? text : wf_arena_strndup(job->arena, text, (size_t)(slash - text));
    int64_t ns = 0;
    enum wf_code rc = wf_duration_parse(every, &ns, err);

    if (rc == WF_OK && ns <= 0)
        rc = wf_error_set(err, WF_E_USAGE, "it must be longer than nothing");
    if (rc == WF_OK) {
        i->interval = wf_duration_new(job->arena, ns);
        ns = 0;
        if (slash != NULL)
            rc = wf_duration_parse(slash + 1, &ns, err);
    }
    if (rc != WF_OK) {
        wf_error_prefix(err, "--interval '%s'", text);
        return rc;
    }
    i->phase = wf_duration_new(job->arena, ns);
    wf_msg_append(job->arena, &s->interval, &s->n_interval, i);
    return WF_OK;
}

static enum wf_code add_calendar(struct wf_job *job, spec *s, size_t nth, const char *text,
                                 struct wf_error *err)
{
    struct wf_bytes json = { (unsigned char *)text, strlen(text) };
    Tschedule__CalendarSpec *c = NULL;
    const char *what = wf_arena_printf(job->arena, "--calendar %zu", nth + 1);
    enum wf_code rc = wf_json_to_message(job->arena, &tschedule__calendar_spec__descriptor,
                                         what, json, true, &c, err);

    if (rc == WF_OK)
        wf_msg_append(job->arena, &s->calendar, &s->n_calendar, c);
    return rc;
}

static void forget_times(spec *s)
{
    s->n_structured_calendar = s->n_cron_string = s->n_calendar = s->n_interval = 0;
    s->structured_calendar = NULL;
    s->cron_string = NULL;
    s->calendar = NULL;
    s->interval = NULL;
}

static enum wf_code apply_times(struct applying *x, spec *s, struct wf_error *err)
{
    const struct wf_schedule_given *g = x->g;
    enum wf_code rc = WF_OK;

    if (g->cron.n + g->calendar.n + g->interval.n == 0)
        return WF_OK;
    x->any = true;
    forget_times(s);
    for (size_t i = 0; i < g->cron.n; i++)
        wf_msg_append(x->job->arena, &s->cron_string, &s->n_cron_string,
                      (char *)g->cron.v[i]);
    for (size_t i = 0; i < g->calendar.n && rc == WF_OK; i++)
        rc = add_calendar(x->job, s, i, g->calendar.v[i], err);
    for (size_t i = 0; i < g->interval.n && rc == WF_OK; i++)
        rc = add_interval(x->job, s, g->interval.v[i], err);
    return rc;
}

static bool given(struct applying *x, bool is)
{
    x->any = x->any || is;
    return is;
}

static enum wf_code apply_spec(struct applying *x, spec *s, struct wf_error *err)
{
    const struct wf_schedule_given *g = x->g;
    struct wf_arena *a = x->job->arena;
    enum wf_code rc = apply_times(x, s, err);

    if (rc == WF_OK && given(x, g->jitter != WF_UNSET))
        s->jitter = wf_duration_new(a, g->jitter);
    if (rc == WF_OK && given(x, g->start_time != WF_UNSET))
        s->start_time = wf_timestamp_new(a, g->start_time);
    if (rc == WF_OK && given(x, g->end_time != WF_UNSET))
        s->end_time = wf_timestamp_new(a, g->end_time);
    if (rc == WF_OK && given(x, g->time_zone != NULL)) {
        s->timezone_name = (char *)g->time_zone;
        s->timezone_data = (ProtobufCBinaryData){ 0, NULL };
    }
    return rc;
}

/* ---- what -------------------------------------------------------------------------------
 */

/* Both maps have entries of key and value; a key that is there already is replaced. */
#define MERGE(arena, into, from, list)                                                     \
    do {                                                                                   \
        wf_msg_list_own(arena, &(into)->list, (into)->n_##list);                           \
        for (size_t i_ = 0; i_ < (from)->n_##list; i_++) {                                 \
            size_t k_ = 0;                                                                 \
                                                                                           \
            while (k_ < (into)->n_##list &&                                                \
                   strcmp((into)->list[k_]->key, (from)->list[i_]->key) != 0)              \
                k_++;                                                                      \
            if (k_ < (into)->n_##list)                                                     \
                (into)->list[k_] = (from)->list[i_];                                       \
            else                                                                           \
                wf_msg_append(arena, &(into)->list, &(into)->n_##list, (from)->list[i_]);  \
        }                                                                                  \
    } while (0)

static enum wf_code apply_maps(struct applying *x, start *w, struct wf_error *err)
{
    const struct wf_schedule_given *g = x->g;
    struct wf_job *job = x->job;
    Tcommon__Memo *memo = NULL;
    Tcommon__SearchAttributes *attributes = NULL;
    Tcommon__Header *header = NULL;
    enum wf_code rc = wf_input_memo(job, &g->memo, &memo, err);

    if (rc == WF_OK)
        rc = wf_input_search_attributes(job, &g->search_attribute, &attributes, err);
    if (rc == WF_OK)
        rc = wf_input_header(job, &g->headers, &header, err);
    if (rc != WF_OK)
        return rc;
    given(x, memo != NULL || attributes != NULL || header != NULL);
    if (memo != NULL && w->memo != NULL)
        MERGE(job->arena, w->memo, memo, fields);
    else if (memo != NULL)
        w->memo = memo;
    if (attributes != NULL && w->search_attributes != NULL)
        MERGE(job->arena, w->search_attributes, attributes, indexed_fields);
    else if (attributes != NULL)
        w->search_attributes = attributes;
    if (header != NULL && w->header != NULL)
        MERGE(job->arena, w->header, header, fields);
    else if (header != NULL)
        w->header = header;
    return WF_OK;
}

static enum wf_code apply_priority(struct applying *x, start *w, struct wf_error *err)
{
    const struct wf_schedule_given *g = x->g;

    if (!given(x, g->priority_key != WF_UNSET || g->fairness_key != NULL ||
                      !isnan(g->fairness_weight)))
        return WF_OK;
    if (g->priority_key != WF_UNSET && (g->priority_key < 0 || g->priority_key > INT32_MAX))
        return wf_error_set(err, WF_E_USAGE, "--priority-key: 1 is the highest priority");
    if (w->priority == NULL)
        w->priority = wf_msg_new(x->job->arena, &tcommon__priority__descriptor);
    if (g->priority_key != WF_UNSET)
        w->priority->priority_key = (int32_t)g->priority_key;
    if (g->fairness_key != NULL)
        w->priority->fairness_key = (char *)g->fairness_key;
    if (!isnan(g->fairness_weight))
        w->priority->fairness_weight = (float)g->fairness_weight;
    return WF_OK;
}

static void apply_metadata(struct applying *x, start *w)
{
    const struct wf_schedule_given *g = x->g;
    struct wf_arena *a = x->job->arena;

    if (!given(x, g->static_summary != NULL || g->static_details != NULL))
        return;
    if (w->user_metadata == NULL)
        w->user_metadata = wf_msg_new(a, &tsdk__user_metadata__descriptor);
    if (g->static_summary != NULL)
        w->user_metadata->summary = wf_payload_string(a, g->static_summary);
    if (g->static_details != NULL)
        w->user_metadata->details = wf_payload_string(a, g->static_details);
}

static void apply_names(struct applying *x, start *w)
{
    const struct wf_schedule_given *g = x->g;
    struct wf_arena *a = x->job->arena;

    if (given(x, g->workflow_id != NULL))
        w->workflow_id = (char *)g->workflow_id;
    if (given(x, g->type != NULL)) {
        w->workflow_type = wf_msg_new(a, &tcommon__workflow_type__descriptor);
        w->workflow_type->name = (char *)g->type;
    }
    if (given(x, g->task_queue != NULL)) {
        w->task_queue = wf_msg_new(a, &ttaskqueue__task_queue__descriptor);
        w->task_queue->name = (char *)g->task_queue;
        w->task_queue->kind = TENUMS__TASK_QUEUE_KIND__TASK_QUEUE_KIND_NORMAL;
    }
    if (given(x, g->execution_timeout != WF_UNSET))
        w->workflow_execution_timeout = wf_duration_new(a, g->execution_timeout);
    if (given(x, g->run_timeout != WF_UNSET))
        w->workflow_run_timeout = wf_duration_new(a, g->run_timeout);
    if (given(x, g->task_timeout != WF_UNSET))
        w->workflow_task_timeout = wf_duration_new(a, g->task_timeout);
}

static enum wf_code apply_start(struct applying *x, start *w, struct wf_error *err)
{
    Tcommon__Payloads *input = NULL;
    enum wf_code rc = wf_input_build(x->job, &x->g->input, "", &input, err);

    if (rc == WF_OK && given(x, input->n_payloads > 0))
        w->input = input;
    if (rc == WF_OK)
        rc = apply_maps(x, w, err);
    if (rc == WF_OK)
        rc = apply_priority(x, w, err);
    if (rc != WF_OK)
        return rc;
    apply_metadata(x, w);
    apply_names(x, w);
    return WF_OK;
}

/* ---- how --------------------------------------------------------------------------------
 */

static enum wf_code apply_state(struct applying *x, Tschedule__Schedule *s,
                                struct wf_error *err)
{
    const struct wf_schedule_given *g = x->g;

    if (given(x, g->overlap != NULL))
        s->policies->overlap_policy = wf_schedule_overlap(g->overlap);
    if (given(x, g->catchup_window != WF_UNSET))
        s->policies->catchup_window =
            g->catchup_window == 0 ? NULL
                                   : wf_duration_new(x->job->arena, g->catchup_window);
    if (given(x, g->pause_on_failure != WF_TRI_UNSET))
        s->policies->pause_on_failure = g->pause_on_failure == WF_TRI_YES;
    if (given(x, g->paused != WF_TRI_UNSET))
        s->state->paused = g->paused == WF_TRI_YES;
    if (given(x, g->notes != NULL))
        s->state->notes = (char *)g->notes;
    if (given(x, g->remaining_actions != WF_UNSET)) {
        if (g->remaining_actions < 0)
            return wf_error_set(err, WF_E_USAGE,
                                "--remaining-actions: 0 is without a limit");
        s->state->limited_actions = g->remaining_actions > 0;
        s->state->remaining_actions = g->remaining_actions;
    }
    return WF_OK;
}

enum wf_code wf_schedule_apply(struct wf_job *job, const struct wf_schedule_given *g,
                               Tschedule__Schedule *s, bool *ret_any, struct wf_error *err)
{
    struct applying x = { .job = job, .g = g };
    struct wf_arena *a = job->arena;
    enum wf_code rc;

    if (s->spec == NULL)
        s->spec = wf_msg_new(a, &tschedule__schedule_spec__descriptor);
    if (s->policies == NULL)
        s->policies = wf_msg_new(a, &tschedule__schedule_policies__descriptor);
    if (s->state == NULL)
        s->state = wf_msg_new(a, &tschedule__schedule_state__descriptor);
    if (s->action == NULL)
        s->action = wf_msg_new(a, &tschedule__schedule_action__descriptor);
    if (s->action->action_case != TSCHEDULE__SCHEDULE_ACTION__ACTION_START_WORKFLOW) {
        s->action->action_case = TSCHEDULE__SCHEDULE_ACTION__ACTION_START_WORKFLOW;
        s->action->start_workflow =
            wf_msg_new(a, &tworkflow__new_workflow_execution_info__descriptor);
    }
    rc = apply_spec(&x, s->spec, err);
    if (rc == WF_OK)
        rc = apply_start(&x, s->action->start_workflow, err);
    if (rc == WF_OK)
        rc = apply_state(&x, s, err);
    if (rc == WF_OK && ret_any != NULL)
        *ret_any = x.any;
    return rc;
}

/* ---- the options ------------------------------------------------------------------------
 */

#define G struct wf_schedule_given
const struct wf_option wf_schedule_given_options[] = {
    WF_OPT_STRINGS(0, "cron", G, cron, "LINE",
                   "at the times of a crontab line, \"30 12 * * Fri\", @daily, @every 1h"),
    WF_OPT_STRINGS(0, "calendar", G, calendar, "JSON",
                   "at the times of a calendar, {\"dayOfWeek\":\"Fri\",\"hour\":\"17\"}"),
    WF_OPT_STRINGS(0, "interval", G, interval, "DURATION[/OFFSET]",
                   "every so often, 90m or 60m/15m"),
    WF_OPT_STRING(0, "time-zone", G, time_zone, "TZ",
                  "zone of the calendars and crontab lines"),
    WF_OPT_DURATION(0, "jitter", G, jitter, "run at a random moment up to so long after"),
    WF_OPT_TIME(0, "start-time", G, start_time, "no run before"),
    WF_OPT_TIME(0, "end-time", G, end_time, "no run after"),
    WF_OPT_DURATION(0, "catchup-window", G, catchup_window,
                    "runs missed by less than this are made up for; 0 is a year"),
    WF_OPT_TRI(0, "pause-on-failure", G, pause_on_failure, "pause when a run has failed"),
    WF_OPT_TRI(0, "paused", G, paused, "be paused"),
    WF_OPT_STRING(0, "notes", G, notes, "TEXT", "what people should know"),
    WF_OPT_INT(0, "remaining-actions", G, remaining_actions, "N",
               "so many more runs; 0 is without a limit"),
    WF_OPT_STRING('w', "workflow-id", G, workflow_id, "ID",
                  "Workflow Id; the time of the run is added to it",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_DURATION(0, "execution-timeout", G, execution_timeout,
                    "for all runs together, retries and continue-as-new included"),
    WF_OPT_DURATION(0, "run-timeout", G, run_timeout, "for one run"),
    WF_OPT_SET(wf_input_options, G, input),
    WF_OPT_STRINGS(0, "memo", G, memo, "KEY=JSON", "a note that is kept with the workflow"),
    WF_OPT_STRINGS(0, "search-attribute", G, search_attribute, "KEY=JSON",
                   "search attribute of the workflow",
                   .complete = WF_COMPLETE_SEARCH_ATTRIBUTE),
    WF_OPT_STRINGS(0, "headers", G, headers, "KEY=JSON",
                   "header of the workflow, for the worker's interceptors"),
    WF_OPT_STRING(0, "static-summary", G, static_summary, "TEXT",
                  "one line about the workflow"),
    WF_OPT_STRING(0, "static-details", G, static_details, "TEXT", "more about it"),
    WF_OPT_INT(0, "priority-key", G, priority_key, "N", "priority: 1 is the highest"),
    WF_OPT_STRING(0, "fairness-key", G, fairness_key, "KEY",
                  "shares the queue fairly between keys"),
    WF_OPT_FLOAT(0, "fairness-weight", G, fairness_weight, "N", "weight of the key"),
    WF_OPT_END
};
#undef G
