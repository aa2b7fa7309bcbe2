/* commands/why_judge.c: from what is known of a run to the causes, the worst first. */
#include "commands/why.h"

#include "client/event.h"
#include "commands/failure_text.h"

#include <stdlib.h>
#include <string.h>

enum { TAIL_TASK = 50, TAIL_OPEN = 250, LINE = 300 };
#define HONOUR_NS (INT64_C(10) * 1000000000) /* a cancel request may take so long */
#define EVENT(name) TENUMS__EVENT_TYPE__EVENT_TYPE_##name
#define STATUS(name) TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_##name

typedef Tworkflowservice__DescribeWorkflowExecutionResponse description;

static const struct {
    const char *word, *help;
} kinds[WF_WHY_KINDS] = {
    [WF_WHY_SERVICE_GONE] = { "service-gone", "a service behind the frontend is gone" },
    [WF_WHY_NO_POLLER] = { "no-poller", "no worker polls the task queue" },
    [WF_WHY_WRONG_BUILD] = { "wrong-build", "no worker of the right version polls it" },
    [WF_WHY_STALE_POLLER] = { "stale-poller", "its workers have stopped polling" },
    [WF_WHY_NONDETERMINISM] = { "nondeterminism", "the code does not fit the history" },
    [WF_WHY_TYPE_UNKNOWN] = { "workflow-type-unknown", "no worker knows the type" },
    [WF_WHY_TASK_FAILING] = { "task-failing", "its workflow task fails again and again" },
    [WF_WHY_TASK_TIMING_OUT] = { "task-timing-out", "workers do not answer in time" },
    [WF_WHY_PAUSED] = { "paused", "the workflow is paused" },
    [WF_WHY_CANCEL_IGNORED] = { "cancel-ignored", "it goes on after a cancel request" },
    [WF_WHY_ACTIVITY_UNKNOWN] = { "activity-type-unknown", "no worker knows the activity" },
    [WF_WHY_ACTIVITY_PAUSED] = { "activity-paused", "an activity is paused" },
    [WF_WHY_ACTIVITY_RETRYING] = { "activity-retrying",
                                   "an activity fails and is retried" },
    [WF_WHY_ACTIVITY_SILENT] = { "activity-silent", "an activity gives no sign of life" },
    [WF_WHY_NEXUS_FAILING] = { "nexus-failing", "a Nexus operation fails or is blocked" },
    [WF_WHY_CHILD_STUCK] = { "child-stuck", "its child has a problem" },
    [WF_WHY_FAILED] = { "failed", "it ended with a failure" },
    [WF_WHY_TIMED_OUT] = { "timed-out", "it ended by a timeout" },
    [WF_WHY_TERMINATED] = { "terminated", "somebody terminated it" },
    [WF_WHY_TASK] = { "workflow-task", "a worker is at it" },
    [WF_WHY_BACKLOG] = { "backlog", "a task waits for a free worker" },
    [WF_WHY_ACTIVITY] = { "activity", "an activity is running" },
    [WF_WHY_NEXUS] = { "nexus", "a Nexus operation is running" },
    [WF_WHY_CHILD] = { "child", "it waits for a child workflow" },
    [WF_WHY_UPDATE] = { "update", "an update is accepted and not done" },
    [WF_WHY_TIMER] = { "timer", "it waits for a timer" },
    [WF_WHY_DELAY] = { "start-delay", "its first task is not due yet" },
    [WF_WHY_SIGNAL] = { "signal",
                        "nothing is pending: it waits for a signal or an update" },
    [WF_WHY_CANCELED] = { "canceled", "it was cancelled" },
    [WF_WHY_CONTINUED] = { "continued-as-new", "another run goes on" },
    [WF_WHY_COMPLETED] = { "completed", "it has completed" },
};

const char *wf_why_word(enum wf_why_kind k)
{
    return kinds[k].word;
}

const char *wf_why_help(enum wf_why_kind k)
{
    return kinds[k].help;
}

struct wf_why_cause *wf_why_add(struct wf_why *why, enum wf_why_kind kind)
{
    struct wf_why_cause *c = &why->causes[why->n < WF_WHY_MAX ? why->n++ : WF_WHY_MAX - 1];

    *c = (struct wf_why_cause){
        .kind = kind, .about = "", .text = "", .since_ns = WF_NO_TIME
    };
    return c;
}

const char *wf_why_age(const struct wf_why_facts *f, int64_t ns)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (ns == WF_NO_TIME)
        return "";
    wf_duration_short(&b, f->now_ns > ns ? f->now_ns - ns : 0);
    text = wf_arena_strdup(f->a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

const char *wf_why_quote(struct wf_arena *a, const char *word)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (*word != '\0' && word[0] != '-' &&
        strspn(word,
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+") ==
            strlen(word))
        return word;
    wf_strbuf_addc(&b, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            wf_strbuf_adds(&b, "'\\''");
        else
            wf_strbuf_addc(&b, *word);
    }
    wf_strbuf_addc(&b, '\'');
    text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

static const char *id_of(const struct wf_why_facts *f)
{
    return wf_why_quote(f->a, f->reply->workflow_execution_info->execution->workflow_id);
}

/* "KeyError: 'order-42'": the root, one line. */
static const char *root_line(const struct wf_why_facts *f, const Tfailure__Failure *failure)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    wf_failure_line(&b, wf_failure_root(failure), LINE);
    text = wf_arena_strdup(f->a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

/* ---- the workflow task
 * ------------------------------------------------------------------- */

/* The last failed or timed out workflow task after the last completed one; NULL: none. */
static const Thistory__HistoryEvent *task_trouble(const struct wf_why_facts *f)
{
    for (size_t i = 0; i < f->n_tail; i++) {
        const Thistory__HistoryEvent *e = f->tail[i];

        if (e->event_type == EVENT(WORKFLOW_TASK_FAILED) ||
            e->event_type == EVENT(WORKFLOW_TASK_TIMED_OUT))
            return e;
        if (e->event_type == EVENT(WORKFLOW_TASK_COMPLETED))
            return NULL;
    }
    return NULL;
}

static bool is_unknown_type(const char *message)
{
    return strstr(message, "is not registered on this") != NULL ||
           strstr(message, "unable to find workflow type") != NULL ||
           strstr(message, "no such workflow type") != NULL ||
           strstr(message, "is not registered with a worker") != NULL;
}

static void task_failed(const struct wf_why_facts *f, struct wf_why *why,
                        const Thistory__WorkflowTaskFailedEventAttributes *t, int attempt,
                        int64_t since)
{
    const char *line = t->failure != NULL ? root_line(f, t->failure) : "";
    const char *message = t->failure != NULL ? wf_failure_message(f->a, t->failure) : "";
    const char *type = f->reply->workflow_execution_info->type != NULL
                           ? f->reply->workflow_execution_info->type->name
                           : "?";
    char buf[64];
    struct wf_why_cause *c;

    if (*line == '\0')
        line = wf_enum_word(&tenums__workflow_task_failed_cause__descriptor, (int)t->cause,
                            buf, sizeof buf);
    if (t->cause ==
            TENUMS__WORKFLOW_TASK_FAILED_CAUSE__WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR ||
        strstr(message, "TMPRL1100") != NULL) {
        c = wf_why_add(why, WF_WHY_NONDETERMINISM);
        c->text =
            wf_arena_printf(f->a, "its code does not fit its history (try %d, for %s): %s",
                            attempt, wf_why_age(f, since), line);
        c->mend = wf_arena_printf(f->a,
                                  "deploy code that fits, or begin again: wfsh workflow "
                                  "reset %s --to first --reason 'code changed'",
                                  id_of(f));
    } else if (is_unknown_type(message)) {
        c = wf_why_add(why, WF_WHY_TYPE_UNKNOWN);
        c->text = wf_arena_printf(f->a, "worker %s does not know the workflow type '%s'",
                                  t->identity, type);
        c->mend =
            wf_arena_printf(f->a, "start a worker that registers '%s' on task queue '%s'",
                            type, f->reply->workflow_execution_info->task_queue);
    } else {
        c = wf_why_add(why, WF_WHY_TASK_FAILING);
        c->text = wf_arena_printf(f->a, "its workflow task fails (try %d, for %s): %s",
                                  attempt, wf_why_age(f, since), line);
        c->mend =
            "mend the workflow's code and deploy it: the task is tried again by itself";
    }
    c->about = wf_arena_printf(f->a, "%s: %s", type, line);
    c->failure = t->failure;
    c->since_ns = since;
}

static void judge_task(const struct wf_why_facts *f, struct wf_why *why)
{
    const Tworkflow__PendingWorkflowTaskInfo *p = f->reply->pending_workflow_task;
    const Tworkflow__WorkflowExecutionInfo *info = f->reply->workflow_execution_info;
    const Thistory__HistoryEvent *e;
    struct wf_why_cause *c;
    int64_t since;

    if (p == NULL)
        return;
    since = wf_timestamp_ns(p->original_scheduled_time != NULL ? p->original_scheduled_time
                                                               : p->scheduled_time);
    e = task_trouble(f);
    if (e != NULL && e->event_type == EVENT(WORKFLOW_TASK_FAILED)) {
        int64_t first = wf_event_time(e);

        task_failed(f, why, e->workflow_task_failed_event_attributes, p->attempt,
                    first != WF_NO_TIME ? first : since);
        return;
    }
    if (p->state ==
            TENUMS__PENDING_WORKFLOW_TASK_STATE__PENDING_WORKFLOW_TASK_STATE_SCHEDULED &&
        wf_why_judge_queue(f, why, info->task_queue,
                           TENUMS__TASK_QUEUE_TYPE__TASK_QUEUE_TYPE_WORKFLOW,
                           "its workflow task", since))
        return;
    if (p->attempt > 1) {
        c = wf_why_add(why, WF_WHY_TASK_TIMING_OUT);
        c->text =
            wf_arena_printf(f->a,
                            "workers take its workflow task and do not answer in time "
                            "(try %d, for %s)",
                            p->attempt, wf_why_age(f, since));
        c->mend = "look for workflow code that blocks, or a worker that is overloaded";
    } else {
        c = wf_why_add(why, WF_WHY_TASK);
        c->text = wf_arena_printf(f->a, "its workflow task is %s, for %s",
                                  p->started_time != NULL ? "with a worker"
                                                          : "on its way to a worker",
                                  wf_why_age(f, since));
    }
    c->about = info->task_queue;
    c->since_ns = since;
}

static void judge_paused(const struct wf_why_facts *f, struct wf_why *why)
{
    const Tworkflow__WorkflowExecutionExtendedInfo *x = f->reply->workflow_extended_info;
    const Tworkflow__WorkflowExecutionPauseInfo *p = x != NULL ? x->pause_info : NULL;
    struct wf_why_cause *c;

    if (p == NULL && f->reply->workflow_execution_info->status != STATUS(PAUSED))
        return;
    c = wf_why_add(why, WF_WHY_PAUSED);
    c->since_ns = p != NULL ? wf_timestamp_ns(p->paused_time) : WF_NO_TIME;
    c->about = p != NULL ? p->reason : "";
    c->text = p != NULL ? wf_arena_printf(f->a, "paused by %s for %s%s%s", p->identity,
                                          wf_why_age(f, c->since_ns),
                                          p->reason[0] != '\0' ? ": " : "", p->reason)
                        : "it is paused";
    c->mend = wf_arena_printf(f->a, "wfsh workflow unpause %s", id_of(f));
}

/* ---- cancel
 * ------------------------------------------------------------------------------ */

static void judge_cancel(const struct wf_why_facts *f, struct wf_why *why)
{
    const Tworkflow__WorkflowExecutionExtendedInfo *x = f->reply->workflow_extended_info;
    const Thistory__HistoryEvent *asked = NULL;
    bool answered = false;
    struct wf_why_cause *c;
    int64_t since;

    if (x == NULL || !x->cancel_requested)
        return;
    for (size_t i = 0; i < f->n_tail && asked == NULL; i++) {
        answered |= f->tail[i]->event_type == EVENT(WORKFLOW_TASK_COMPLETED);
        if (f->tail[i]->event_type == EVENT(WORKFLOW_EXECUTION_CANCEL_REQUESTED))
            asked = f->tail[i];
    }
    since = asked != NULL ? wf_event_time(asked) : WF_NO_TIME;
    if (asked != NULL && (!answered || f->now_ns - since < HONOUR_NS))
        return; /* the workflow has not seen it, or is at it */
    c = wf_why_add(why, WF_WHY_CANCEL_IGNORED);
    c->since_ns = since;
    c->text = asked != NULL
                  ? wf_arena_printf(f->a, "a cancel was requested %s ago and it goes on",
                                    wf_why_age(f, since))
                  : "a cancel was requested and it goes on";
    c->about = f->reply->workflow_execution_info->type != NULL
                   ? f->reply->workflow_execution_info->type->name
                   : "";
    c->mend =
        wf_arena_printf(f->a, "wfsh terminate %s --reason 'cancel was ignored'", id_of(f));
}

/* ---- what it waits for
 * ------------------------------------------------------------------- */

static void judge_nexus(const struct wf_why_facts *f, struct wf_why *why)
{
    for (size_t i = 0; i < f->reply->n_pending_nexus_operations; i++) {
        const Tworkflow__PendingNexusOperationInfo *p =
            f->reply->pending_nexus_operations[i];
        const char *name =
            wf_arena_printf(f->a, "%s.%s at %s", p->service, p->operation, p->endpoint);
        bool bad = p->last_attempt_failure != NULL || p->blocked_reason[0] != '\0';
        struct wf_why_cause *c = wf_why_add(why, bad ? WF_WHY_NEXUS_FAILING : WF_WHY_NEXUS);

        c->since_ns = wf_timestamp_ns(p->scheduled_time);
        c->failure = p->last_attempt_failure;
        c->about = name;
        if (p->blocked_reason[0] != '\0')
            c->text = wf_arena_printf(f->a, "Nexus operation %s is blocked: %s", name,
                                      p->blocked_reason);
        else if (bad)
            c->text = wf_arena_printf(f->a, "Nexus operation %s fails (try %d): %s", name,
                                      p->attempt, root_line(f, p->last_attempt_failure));
        else
            c->text = wf_arena_printf(f->a, "Nexus operation %s runs for %s", name,
                                      wf_why_age(f, c->since_ns));
        if (bad)
            c->mend = wf_arena_printf(f->a, "look at the endpoint '%s'", p->endpoint);
    }
}

static void judge_children(const struct wf_why_facts *f, struct wf_why *why)
{
    for (size_t i = 0; i < f->reply->n_pending_children; i++) {
        const Tworkflow__PendingChildExecutionInfo *p = f->reply->pending_children[i];
        struct wf_why_cause *c = wf_why_add(why, WF_WHY_CHILD);

        c->about = p->workflow_type_name;
        c->text = wf_arena_printf(f->a, "it waits for its child %s (%s)", p->workflow_id,
                                  p->workflow_type_name);
        c->mend = wf_arena_printf(f->a, "wfsh why %s", wf_why_quote(f->a, p->workflow_id));
    }
}

/* Whether a later event (one before it in the tail) ends what `opened` began. */
static bool is_ended(const struct wf_why_facts *f, size_t opened)
{
    int64_t id = wf_event_group_id(f->tail[opened]);

    for (size_t i = 0; i < opened; i++)
        if (wf_event_group_id(f->tail[i]) == id &&
            wf_event_category(f->tail[i]) == wf_event_category(f->tail[opened]) &&
            wf_event_class(f->tail[i]) >= WF_EVENT_SUCCEEDED)
            return true;
    return false;
}

static void timer_cause(const struct wf_why_facts *f, struct wf_why *why,
                        const Thistory__HistoryEvent *e)
{
    const Thistory__TimerStartedEventAttributes *t = e->timer_started_event_attributes;
    int64_t start = wf_event_time(e), length = wf_duration_ns(t->start_to_fire_timeout);
    struct wf_why_cause *c = wf_why_add(why, WF_WHY_TIMER);
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (length == WF_NO_TIME || start == WF_NO_TIME)
        length = 0;
    c->since_ns = start;
    wf_duration_short(&b, length);
    wf_strbuf_adds(&b, ", fires in ");
    wf_duration_short(&b, start + length > f->now_ns ? start + length - f->now_ns : 0);
    c->about = "a timer";
    c->text = wf_arena_printf(f->a, "it waits for timer %s of %s", t->timer_id,
                              wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void judge_open(const struct wf_why_facts *f, struct wf_why *why)
{
    for (size_t i = 0; i < f->n_tail; i++) {
        const Thistory__HistoryEvent *e = f->tail[i];

        if (e->event_type == EVENT(TIMER_STARTED) && !is_ended(f, i)) {
            timer_cause(f, why, e);
        } else if (e->event_type == EVENT(WORKFLOW_EXECUTION_UPDATE_ACCEPTED) &&
                   !is_ended(f, i)) {
            struct wf_strbuf b = WF_STRBUF_INIT;
            struct wf_why_cause *c = wf_why_add(why, WF_WHY_UPDATE);

            wf_event_subject(&b, e);
            c->about = wf_arena_strdup(f->a, wf_strbuf_str(&b));
            c->since_ns = wf_event_time(e);
            c->text = wf_arena_printf(f->a, "its update %s is accepted for %s, not done",
                                      c->about, wf_why_age(f, c->since_ns));
            wf_strbuf_release(&b);
        }
    }
}

static void judge_nothing(const struct wf_why_facts *f, struct wf_why *why)
{
    const Tworkflow__WorkflowExecutionInfo *info = f->reply->workflow_execution_info;
    int64_t due = wf_timestamp_ns(info->execution_time);
    struct wf_why_cause *c;

    for (size_t i = 0; i < why->n; i++)
        if (why->causes[i].kind != WF_WHY_CANCEL_IGNORED &&
            why->causes[i].kind != WF_WHY_UPDATE)
            return;
    if (due != WF_NO_TIME && due > f->now_ns && f->reply->pending_workflow_task == NULL &&
        info->history_length <= 2) {
        struct wf_strbuf b = WF_STRBUF_INIT;

        c = wf_why_add(why, WF_WHY_DELAY);
        wf_duration_short(&b, due - f->now_ns);
        c->text = wf_arena_printf(f->a, "its first task is due in %s", wf_strbuf_str(&b));
        wf_strbuf_release(&b);
        return;
    }
    c = wf_why_add(why, WF_WHY_SIGNAL);
    c->since_ns = f->n_tail > 0 ? wf_event_time(f->tail[0]) : WF_NO_TIME;
    c->about = info->type != NULL ? info->type->name : "";
    c->text = "nothing is pending: it waits for a signal or an update";
    c->mend = wf_arena_printf(f->a, "wfsh signal %s --name NAME", id_of(f));
}

/* ---- closed
 * ------------------------------------------------------------------------------ */

static enum wf_why_kind closed_kind(int status)
{
    switch (status) {
    case STATUS(FAILED):
        return WF_WHY_FAILED;
    case STATUS(TIMED_OUT):
        return WF_WHY_TIMED_OUT;
    case STATUS(TERMINATED):
        return WF_WHY_TERMINATED;
    case STATUS(CANCELED):
        return WF_WHY_CANCELED;
    case STATUS(CONTINUED_AS_NEW):
        return WF_WHY_CONTINUED;
    default:
        return WF_WHY_COMPLETED;
    }
}

/* Where to look or to begin again, once the cause is gone. */
static const char *failed_mend(const struct wf_why_facts *f,
                               const Tfailure__Failure *failure)
{
    const Tfailure__ChildWorkflowExecutionFailureInfo *child;
    const Tfailure__ActivityFailureInfo *activity;
    const Tfailure__Failure *cause = failure->cause;
    bool timeout =
        cause != NULL &&
        cause->failure_info_case == TFAILURE__FAILURE__FAILURE_INFO_TIMEOUT_FAILURE_INFO;
    const char *to = "last";

    if (failure->failure_info_case ==
        TFAILURE__FAILURE__FAILURE_INFO_CHILD_WORKFLOW_EXECUTION_FAILURE_INFO) {
        child = failure->child_workflow_execution_failure_info;
        if (child->workflow_execution != NULL)
            return wf_arena_printf(
                f->a, "wfsh why %s %s",
                wf_why_quote(f->a, child->workflow_execution->workflow_id),
                child->workflow_execution->run_id);
    }
    if (failure->failure_info_case ==
        TFAILURE__FAILURE__FAILURE_INFO_ACTIVITY_FAILURE_INFO) {
        activity = failure->activity_failure_info;
        if (activity->activity_type != NULL)
            to = wf_why_quote(f->a, wf_arena_printf(f->a, "before:%s:%s",
                                                    timeout ? "ActivityTaskTimedOut"
                                                            : "ActivityTaskFailed",
                                                    activity->activity_type->name));
    }
    return wf_arena_printf(f->a,
                           "once the cause is gone: wfsh workflow reset %s --to %s "
                           "--reason mended",
                           id_of(f), to);
}

static void closed_text(const struct wf_why_facts *f, struct wf_why_cause *c,
                        const Thistory__HistoryEvent *e)
{
    const Thistory__WorkflowExecutionTerminatedEventAttributes *t;
    const char *next = e != NULL ? wf_event_next_run(e) : NULL;

    c->failure = e != NULL ? wf_event_failure(e) : NULL;
    if (c->failure != NULL) {
        c->text = wf_arena_printf(f->a, "it failed: %s", root_line(f, c->failure));
        c->about = wf_arena_printf(f->a, "%s: %s",
                                   f->reply->workflow_execution_info->type != NULL
                                       ? f->reply->workflow_execution_info->type->name
                                       : "",
                                   root_line(f, c->failure));
        c->mend = failed_mend(f, c->failure);
    } else if (c->kind == WF_WHY_TERMINATED && e != NULL &&
               e->event_type == EVENT(WORKFLOW_EXECUTION_TERMINATED)) {
        t = e->workflow_execution_terminated_event_attributes;
        c->text = wf_arena_printf(f->a, "terminated by %s%s%s",
                                  t->identity[0] != '\0' ? t->identity : "the server",
                                  t->reason[0] != '\0' ? ": " : "", t->reason);
        c->about = t->reason;
    } else if (c->kind == WF_WHY_TIMED_OUT) {
        c->text = "its run or execution timeout was reached";
        c->mend = wf_arena_printf(f->a, "wfsh workflow show %s, to see what it waited for",
                                  id_of(f));
    }
    if (next != NULL)
        c->mend = wf_arena_printf(f->a, "wfsh why %s %s", id_of(f), next);
}

static void judge_closed(const struct wf_why_facts *f, struct wf_why *why)
{
    const Tworkflow__WorkflowExecutionInfo *info = f->reply->workflow_execution_info;
    struct wf_why_cause *c = wf_why_add(why, closed_kind((int)info->status));

    c->text = wf_why_help(c->kind);
    c->about = info->type != NULL ? info->type->name : "";
    c->since_ns = wf_timestamp_ns(info->close_time);
    closed_text(f, c, f->n_tail > 0 && wf_event_closes(f->tail[0]) ? f->tail[0] : NULL);
}

/* ---- the whole
 * --------------------------------------------------------------------------- */

static bool is_open(const Tworkflow__WorkflowExecutionInfo *info)
{
    return info->status == STATUS(RUNNING) || info->status == STATUS(PAUSED) ||
           info->status == STATUS(UNSPECIFIED);
}

int32_t wf_why_wants(const description *d)
{
    const Tworkflow__WorkflowExecutionExtendedInfo *x = d->workflow_extended_info;

    if (!is_open(d->workflow_execution_info))
        return 1;
    if ((x != NULL && x->cancel_requested) ||
        (d->pending_workflow_task == NULL && d->n_pending_activities == 0 &&
         d->n_pending_children == 0 && d->n_pending_nexus_operations == 0))
        return TAIL_OPEN;
    return d->pending_workflow_task != NULL && d->pending_workflow_task->attempt > 1
               ? TAIL_TASK
               : 0;
}

static int worst_first(const void *pa, const void *pb)
{
    const struct wf_why_cause *a = pa, *b = pb;
    int64_t x = a->since_ns == WF_NO_TIME ? INT64_MAX : a->since_ns,
            y = b->since_ns == WF_NO_TIME ? INT64_MAX : b->since_ns;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (x > y) - (x < y);
}

void wf_why_sort(struct wf_why *why)
{
    qsort(why->causes, why->n, sizeof *why->causes, worst_first);
}

bool wf_why_is_problem(const struct wf_why *why)
{
    return why->n > 0 && why->causes[0].kind < WF_WHY_FIRST_HARMLESS;
}

void wf_why_judge(const struct wf_why_facts *f, struct wf_why *ret)
{
    ret->info = f->reply->workflow_execution_info;
    ret->n = 0;
    ret->archived = f->archived;
    if (!is_open(ret->info)) {
        judge_closed(f, ret);
        return;
    }
    judge_paused(f, ret);
    judge_task(f, ret);
    judge_cancel(f, ret);
    for (size_t i = 0; i < f->reply->n_pending_activities; i++)
        wf_why_judge_activity(f, ret, f->reply->pending_activities[i]);
    judge_nexus(f, ret);
    judge_children(f, ret);
    judge_open(f, ret);
    judge_nothing(f, ret);
    wf_why_sort(ret);
}
