/* commands/condition.c: what a tail or a wait goes on until. */
#include "commands/condition.h"

#include "client/event.h"
#include "client/history.h"
#include "commands/event_select.h"
#include "proto/message.h"

#include <fnmatch.h>
#include <string.h>

/* event=TYPE by shorter names. */
static const struct {
    const char *key, *type;
} short_names[] = {
    { "signal", "WorkflowExecutionSignaled" },
    { "update", "WorkflowExecutionUpdateCompleted" },
    { "activity", "ActivityTaskCompleted" },
    { "child", "ChildWorkflowExecutionCompleted" },
    { "timer", "TimerFired" },
};

static const char *value_of(const char *text, const char *key)
{
    size_t n = strlen(key);

    return strncmp(text, key, n) == 0 && text[n] == '=' && text[n + 1] != '\0'
               ? text + n + 1
               : NULL;
}

static enum wf_code parse_status(const char *option, const char *word,
                                 struct wf_condition *c, struct wf_error *err)
{
    const ProtobufCEnumDescriptor *d = &tenums__workflow_execution_status__descriptor;
    int status = 0;

    c->kind = WF_CONDITION_STATUS;
    if (strcasecmp(word, "closed") == 0) {
        c->kind = WF_CONDITION_CLOSED;
        return WF_OK;
    }
    if (wf_enum_parse(d, strcasecmp(word, "Cancelled") == 0 ? "Canceled" : word, &status) &&
        status >= TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_COMPLETED &&
        status <= TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_TIMED_OUT) {
        c->status = (Tenums__WorkflowExecutionStatus)status;
        return WF_OK;
    }
    wf_error_set(err, WF_E_USAGE, "%s: no workflow ends with the status '%s'", option,
                 word);
    wf_error_hint(err, "Completed, Failed, TimedOut, Canceled, Terminated, ContinuedAsNew "
                       "or closed");
    return WF_E_USAGE;
}

static enum wf_code parse_event(struct wf_arena *a, const char *option, const char *text,
                                struct wf_condition *c, struct wf_error *err)
{
    const char *colon = strchr(text, ':');

    c->kind = WF_CONDITION_EVENT;
    c->word =
        wf_arena_strndup(a, text, colon != NULL ? (size_t)(colon - text) : strlen(text));
    c->name = colon != NULL && colon[1] != '\0' ? wf_arena_strdup(a, colon + 1) : NULL;
    if (wf_event_word_known(c->word))
        return WF_OK;
    wf_error_set(err, WF_E_USAGE, "%s: no kind of event is called '%s'", option, c->word);
    wf_error_hint(err, "a type such as ActivityTaskFailed or Timer*, a category or a class "
                       "as in show --filter, with :NAME for one activity, signal …");
    return WF_E_USAGE;
}

static bool is_word(const char *text, const char *word, struct wf_condition *c,
                    enum wf_condition_kind kind)
{
    if (strcasecmp(text, word) != 0)
        return false;
    c->kind = kind;
    return true;
}

static bool parse_word(struct wf_arena *a, const char *text, struct wf_condition *c)
{
    static const char pending[] = "pending-activity-failed";
    const char *value = value_of(text, pending);

    if (value != NULL) {
        c->kind = WF_CONDITION_PENDING;
        c->name = wf_arena_strdup(a, value);
        return true;
    }
    for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++) {
        value = value_of(text, short_names[i].key);
        if (value == NULL)
            continue;
        c->kind = WF_CONDITION_EVENT;
        c->word = short_names[i].type;
        c->name = wf_arena_strdup(a, value);
        return true;
    }
    return is_word(text, "closed", c, WF_CONDITION_CLOSED) ||
           is_word(text, "started", c, WF_CONDITION_STARTED) ||
           is_word(text, "query-empty", c, WF_CONDITION_QUERY_EMPTY) ||
           is_word(text, pending, c, WF_CONDITION_PENDING);
}

static void name_conditions(unsigned kinds, struct wf_error *err)
{
    wf_error_hint(err,
                  "status=Failed, event=TYPE[:NAME], signal=NAME, update=NAME, "
                  "activity=TYPE, timer=ID, child=TYPE%s%s%s%s",
                  kinds & WF_CONDITION_CLOSED ? ", closed" : "",
                  kinds & WF_CONDITION_STARTED ? ", started" : "",
                  kinds & WF_CONDITION_PENDING ? ", pending-activity-failed[=TYPE]" : "",
                  kinds & WF_CONDITION_QUERY_EMPTY ? ", query-empty" : "");
}

enum wf_code wf_condition_parse(struct wf_arena *a, const char *option, const char *text,
                                unsigned kinds, struct wf_condition *ret,
                                struct wf_error *err)
{
    struct wf_condition c = { .text = text };
    const char *value;
    enum wf_code rc = WF_OK;

    if ((value = value_of(text, "status")) != NULL)
        rc = parse_status(option, value, &c, err);
    else if ((value = value_of(text, "event")) != NULL)
        rc = parse_event(a, option, value, &c, err);
    else
        (void)parse_word(a, text, &c);
    if (rc == WF_OK && (c.kind & kinds) == 0) {
        rc = wf_error_set(err, WF_E_USAGE, "%s: '%s' is no condition", option, text);
        name_conditions(kinds, err);
    }
    if (rc == WF_OK)
        *ret = c;
    return rc;
}

static Tenums__WorkflowExecutionStatus status_after(const Thistory__HistoryEvent *e)
{
#define END(event, word)                                                                   \
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_##event:                        \
        return TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_##word
    switch (e->event_type) {
        END(COMPLETED, COMPLETED);
        END(FAILED, FAILED);
        END(TIMED_OUT, TIMED_OUT);
        END(CANCELED, CANCELED);
        END(TERMINATED, TERMINATED);
        END(CONTINUED_AS_NEW, CONTINUED_AS_NEW);
    default:
        return TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_UNSPECIFIED;
    }
#undef END
}

static bool name_fits(const char *glob, const char *name)
{
    return glob == NULL || (name != NULL && fnmatch(glob, name, 0) == 0);
}

bool wf_condition_event(const struct wf_condition *c, const Thistory__HistoryEvent *e,
                        const char *subject)
{
    switch (c->kind) {
    case WF_CONDITION_CLOSED:
        return wf_event_closes(e);
    case WF_CONDITION_STATUS:
        return status_after(e) == c->status;
    case WF_CONDITION_EVENT:
        return wf_event_word_fits(c->word, e) && name_fits(c->name, subject);
    default:
        return c->kind == WF_CONDITION_STARTED;
    }
}

static bool
has_failing_activity(const struct wf_condition *c,
                     const Tworkflowservice__DescribeWorkflowExecutionResponse *d)
{
    for (size_t i = 0; i < d->n_pending_activities; i++) {
        const Tworkflow__PendingActivityInfo *p = d->pending_activities[i];

        if (p->last_failure != NULL &&
            name_fits(c->name, p->activity_type != NULL ? p->activity_type->name : NULL))
            return true;
    }
    return false;
}

bool wf_condition_state(const struct wf_condition *c,
                        const Tworkflowservice__DescribeWorkflowExecutionResponse *d)
{
    const Tworkflow__WorkflowExecutionInfo *info = d->workflow_execution_info;

    if (info == NULL)
        return false;
    switch (c->kind) {
    case WF_CONDITION_STARTED:
        return true;
    case WF_CONDITION_STATUS:
        return info->status == c->status;
    case WF_CONDITION_CLOSED:
        return info->close_time != NULL;
    case WF_CONDITION_PENDING:
        return has_failing_activity(c, d);
    default:
        return false;
    }
}
