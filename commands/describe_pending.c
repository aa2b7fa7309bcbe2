/* commands/describe_pending.c: what a run waits for, as tables for people. */
#include "commands/describe.h"

#include "base/utf8.h"
#include "commands/failure_text.h"

#include <string.h>

enum { MAX_FAILURES = 20, WORD = 64 };

typedef Tworkflow__PendingActivityInfo activity;

struct writer {
    struct wf_job *job;
    const struct wf_described *d;
    struct wf_strbuf *out;
};

static const char *word_of(const struct writer *w, const ProtobufCEnumDescriptor *e,
                           int value)
{
    return value == 0 ? ""
                      : wf_enum_word(e, value, wf_arena_alloc(w->job->arena, WORD), WORD);
}

static void cell_time(const struct writer *w, struct wf_table *t,
                      const Tgoogleprotobuf__Timestamp *time)
{
    wf_table_cell(t, wf_describe_time(w->job, w->d, time));
}

/* ---- activities -------------------------------------------------------------------------
 */

static bool is_ahead(const Tgoogleprotobuf__Timestamp *t)
{
    int64_t ns = wf_timestamp_ns(t);

    return ns != WF_NO_TIME && ns > wf_now_ns();
}

static const char *state_of(const struct writer *w, const activity *a, const char **sgr)
{
    *sgr = "33";
    if (a->paused)
        return "Paused";
    if (is_ahead(a->next_attempt_schedule_time) && a->attempt > 1)
        return "BackingOff";
    if (a->last_failure != NULL)
        *sgr = "31";
    else
        *sgr = a->state == TENUMS__PENDING_ACTIVITY_STATE__PENDING_ACTIVITY_STATE_STARTED
                   ? "34"
                   : NULL;
    return word_of(w, &tenums__pending_activity_state__descriptor, (int)a->state);
}

static const char *attempts_of(const struct writer *w, const activity *a)
{
    return a->maximum_attempts > 0
               ? wf_arena_printf(w->job->arena, "%d/%d", a->attempt, a->maximum_attempts)
               : wf_arena_printf(w->job->arena, "%d", a->attempt);
}

static const char *paused_by(const struct writer *w, const activity *a)
{
    const Tworkflow__PendingActivityInfo__PauseInfo *p = a->pause_info;
    const char *who = "", *reason = "";

    if (p == NULL)
        return NULL;
    if (p->paused_by_case ==
        TWORKFLOW__PENDING_ACTIVITY_INFO__PAUSE_INFO__PAUSED_BY_MANUAL) {
        who = p->manual->identity;
        reason = p->manual->reason;
    } else if (p->paused_by_case ==
               TWORKFLOW__PENDING_ACTIVITY_INFO__PAUSE_INFO__PAUSED_BY_RULE) {
        who = p->rule->identity;
        reason = p->rule->reason;
    }
    return wf_arena_printf(w->job->arena, "%s by %s%s%s",
                           wf_describe_time(w->job, w->d, p->pause_time), who,
                           *reason != '\0' ? ": " : "", reason);
}

static void activity_row(const struct writer *w, struct wf_table *t, const activity *a)
{
    const char *sgr, *state = state_of(w, a, &sgr);

    wf_table_cell(t, a->activity_id);
    wf_table_cell(t, a->activity_type != NULL ? a->activity_type->name : "");
    wf_table_cell_sgr(t, state, sgr);
    wf_table_cell(t, attempts_of(w, a));
    if (is_ahead(a->next_attempt_schedule_time))
        cell_time(w, t, a->next_attempt_schedule_time);
    else
        wf_table_cell(t, "");
    cell_time(w, t, a->last_started_time);
    cell_time(w, t, a->last_heartbeat_time);
    wf_table_cell(t, a->last_worker_identity);
}

static void say_of(const struct writer *w, const activity *a, const char *what)
{
    wf_strbuf_adds(w->out, "\n  ");
    wf_utf8_safes(w->out, a->activity_id);
    if (a->activity_type != NULL) {
        wf_strbuf_addc(w->out, ' ');
        wf_utf8_safes(w->out, a->activity_type->name);
    }
    wf_strbuf_adds(w->out, what);
}

static void activity_remarks(const struct writer *w, size_t *left)
{
    unsigned flags = wf_job_color(w->job) ? WF_FAILURE_COLOR : 0;

    if (wf_globals_output(w->job->g) == WF_OUTPUT_WIDE)
        flags |= WF_FAILURE_STACKS;
    for (size_t i = 0; i < w->d->reply->n_pending_activities; i++) {
        const activity *a = w->d->reply->pending_activities[i];
        const char *paused = paused_by(w, a);

        if (paused != NULL) {
            say_of(w, a, " was paused ");
            wf_utf8_safes(w->out, paused);
            wf_strbuf_addc(w->out, '\n');
        }
        if (a->last_failure == NULL)
            continue;
        if (*left == 0) {
            wf_strbuf_adds(w->out, "\n  … and more failures; -o json has them all\n");
            return;
        }
        (*left)--;
        say_of(w, a, " failed last with\n");
        wf_failure_text(w->out, a->last_failure, 4, flags);
    }
}

static void print_activities(const struct writer *w)
{
    static const struct wf_table_column columns[] = {
        { .header = "ID" },        { .header = "TYPE", .shrink = 1 },
        { .header = "STATE" },     { .header = "ATTEMPT", .align = WF_ALIGN_RIGHT },
        { .header = "NEXT TRY" },  { .header = "STARTED" },
        { .header = "HEARTBEAT" }, { .header = "WORKER", .shrink = 2 },
    };
    struct wf_table_options o = wf_describe_table(w->job);
    size_t n = w->d->reply->n_pending_activities, left = MAX_FAILURES;
    struct wf_table *t;

    if (n == 0)
        return;
    wf_describe_heading(w->job, "Pending activities", n);
    t = wf_table_new(columns, sizeof columns / sizeof *columns, &o);
    for (size_t i = 0; i < n; i++)
        activity_row(w, t, w->d->reply->pending_activities[i]);
    wf_table_print(t, w->out);
    wf_table_free(t);
    activity_remarks(w, &left);
}

/* ---- the others -------------------------------------------------------------------------
 */

static void print_task(const struct writer *w)
{
    const Tworkflow__PendingWorkflowTaskInfo *p = w->d->reply->pending_workflow_task;
    struct wf_table_options o = wf_describe_table(w->job);
    const Tgoogleprotobuf__Timestamp *since;
    struct wf_card *c;

    if (p == NULL || w->d->close != NULL)
        return;
    since =
        p->original_scheduled_time != NULL ? p->original_scheduled_time : p->scheduled_time;
    c = wf_card_new();
    wf_describe_heading(w->job, "Pending workflow task", 0);
    wf_card_add(
        c, "State",
        word_of(w, &tenums__pending_workflow_task_state__descriptor, (int)p->state));
    wf_card_add_sgr(c, "Attempt", wf_arena_printf(w->job->arena, "%d", p->attempt),
                    p->attempt > 1 ? "31" : NULL);
    wf_card_add(c, "Since", wf_describe_time(w->job, w->d, since));
    wf_card_print(c, &o, w->out);
    wf_card_free(c);
}

static void print_children(const struct writer *w)
{
    static const struct wf_table_column columns[] = {
        { .header = "WORKFLOW", .shrink = 1 },
        { .header = "RUN" },
        { .header = "TYPE", .shrink = 2 },
        { .header = "WHEN THE PARENT CLOSES" },
        { .header = "EVENT", .align = WF_ALIGN_RIGHT },
    };
    struct wf_table_options o = wf_describe_table(w->job);
    size_t n = w->d->reply->n_pending_children;
    struct wf_table *t;

    if (n == 0)
        return;
    wf_describe_heading(
        w->job, w->d->close != NULL ? "Children that it left" : "Pending children", n);
    t = wf_table_new(columns, sizeof columns / sizeof *columns, &o);
    for (size_t i = 0; i < n; i++) {
        const Tworkflow__PendingChildExecutionInfo *c = w->d->reply->pending_children[i];

        wf_table_cell(t, c->workflow_id);
        wf_table_cell(t, c->run_id);
        wf_table_cell(t, c->workflow_type_name);
        wf_table_cell(t, word_of(w, &tenums__parent_close_policy__descriptor,
                                 (int)c->parent_close_policy));
        wf_table_cell(t,
                      wf_arena_printf(w->job->arena, "%lld", (long long)c->initiated_id));
    }
    wf_table_print(t, w->out);
    wf_table_free(t);
}

static void print_failures(const struct writer *w, const char *what,
                           const Tfailure__Failure *f, const char *blocked)
{
    struct wf_strbuf *out = w->out;

    if (blocked != NULL && *blocked != '\0') {
        wf_strbuf_adds(out, "  blocked: ");
        wf_utf8_safes(out, blocked);
        wf_strbuf_addc(out, '\n');
    }
    if (f == NULL)
        return;
    wf_strbuf_adds(out, "\n  ");
    wf_utf8_safes(out, what);
    wf_strbuf_adds(out, " failed last with\n");
    wf_failure_text(out, f, 4, wf_job_color(w->job) ? WF_FAILURE_COLOR : 0);
}

static void print_operations(const struct writer *w)
{
    static const struct wf_table_column columns[] = {
        { .header = "ENDPOINT", .shrink = 1 },
        { .header = "SERVICE", .shrink = 1 },
        { .header = "OPERATION", .shrink = 1 },
        { .header = "STATE" },
        { .header = "ATTEMPT", .align = WF_ALIGN_RIGHT },
        { .header = "NEXT TRY" },
        { .header = "TOKEN", .shrink = 2 },
    };
    struct wf_table_options o = wf_describe_table(w->job);
    size_t n = w->d->reply->n_pending_nexus_operations;
    struct wf_table *t;

    if (n == 0)
        return;
    wf_describe_heading(w->job, "Pending Nexus operations", n);
    t = wf_table_new(columns, sizeof columns / sizeof *columns, &o);
    for (size_t i = 0; i < n; i++) {
        const Tworkflow__PendingNexusOperationInfo *p =
            w->d->reply->pending_nexus_operations[i];

        wf_table_cell(t, p->endpoint);
        wf_table_cell(t, p->service);
        wf_table_cell(t, p->operation);
        wf_table_cell(t, word_of(w, &tenums__pending_nexus_operation_state__descriptor,
                                 (int)p->state));
        wf_table_cell(t, wf_arena_printf(w->job->arena, "%d", p->attempt));
        cell_time(w, t, p->next_attempt_schedule_time);
        wf_table_cell(t, p->operation_token);
    }
    wf_table_print(t, w->out);
    wf_table_free(t);
    for (size_t i = 0; i < n && i < MAX_FAILURES; i++)
        print_failures(w, w->d->reply->pending_nexus_operations[i]->operation,
                       w->d->reply->pending_nexus_operations[i]->last_attempt_failure,
                       w->d->reply->pending_nexus_operations[i]->blocked_reason);
}

static const char *callback_url(const Tworkflow__CallbackInfo *c)
{
    if (c->callback == NULL ||
        c->callback->variant_case != TCOMMON__CALLBACK__VARIANT_NEXUS)
        return "(internal)";
    return c->callback->nexus->url;
}

static void print_callbacks(const struct writer *w)
{
    static const struct wf_table_column columns[] = {
        { .header = "URL", .shrink = 1 },
        { .header = "STATE" },
        { .header = "ATTEMPT", .align = WF_ALIGN_RIGHT },
        { .header = "NEXT TRY" },
    };
    struct wf_table_options o = wf_describe_table(w->job);
    size_t n = w->d->reply->n_callbacks;
    struct wf_table *t;

    if (n == 0)
        return;
    wf_describe_heading(w->job, "Callbacks", n);
    t = wf_table_new(columns, sizeof columns / sizeof *columns, &o);
    for (size_t i = 0; i < n; i++) {
        const Tworkflow__CallbackInfo *c = w->d->reply->callbacks[i];

        wf_table_cell(t, callback_url(c));
        wf_table_cell(t, word_of(w, &tenums__callback_state__descriptor, (int)c->state));
        wf_table_cell(t, wf_arena_printf(w->job->arena, "%d", c->attempt));
        cell_time(w, t, c->next_attempt_schedule_time);
    }
    wf_table_print(t, w->out);
    wf_table_free(t);
    for (size_t i = 0; i < n && i < MAX_FAILURES; i++)
        print_failures(w, callback_url(w->d->reply->callbacks[i]),
                       w->d->reply->callbacks[i]->last_attempt_failure,
                       w->d->reply->callbacks[i]->blocked_reason);
}

void wf_describe_pending(struct wf_job *job, const struct wf_described *d)
{
    struct writer w = { .job = job, .d = d, .out = &job->out->buf };

    print_task(&w);
    print_activities(&w);
    print_children(&w);
    print_operations(&w);
    print_callbacks(&w);
}
