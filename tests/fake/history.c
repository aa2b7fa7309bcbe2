/* history.c: histories that grow: by a timer, by a line on stdin, by signals. */

#include "tests/fake/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "proto/message.h"

/* Event n happens n seconds after this: the same in every life of the program. */
#define EPOCH_S INT64_C(1767225600)

void wf_fake_run_id(const char *id, char *ret)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (const char *p = id; *p != '\0'; p++)
        hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
    snprintf(ret, WF_FAKE_RUN_ID, "00000000-0000-4000-8000-%012llx",
             (unsigned long long)(hash & UINT64_C(0xffffffffffff)));
}

struct wf_fake_workflow *wf_fake_workflow(struct wf_fake_cluster *c, const char *id,
                                          bool create)
{
    const struct wf_fake_settings *set = &c->script->set;
    char run_id[WF_FAKE_RUN_ID];
    struct wf_fake_workflow *w;

    for (w = c->workflows; w != NULL; w = w->next)
        if (strcmp(w->id, id) == 0)
            return w;
    if (!create)
        return NULL;
    wf_fake_run_id(id, run_id);
    w = wf_calloc(1, sizeof *w);
    w->id = wf_strdup(id);
    w->run_id = wf_strdup(run_id);
    w->request_id = wf_strdup("");
    w->signal_request_id = wf_strdup("");
    w->next = c->workflows;
    c->workflows = w;
    w->n_events = set->history_events;
    if (set->history_until > 0 && w->n_events >= set->history_until)
        w->close_type = TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED;
    return w;
}

void wf_fake_workflow_append(struct wf_fake_workflow *w, const char *signal)
{
    if (w->close_type != 0)
        return;
    w->n_events++;
    if (signal == NULL)
        return;
    w->signals = wf_reallocarray(w->signals, w->n_signals + 1, sizeof *w->signals);
    w->signals[w->n_signals].event_id = w->n_events;
    w->signals[w->n_signals++].name = wf_strdup(signal);
}

static char *signal_name(struct wf_arena *a, const struct wf_fake_workflow *w,
                         long event_id)
{
    for (size_t i = 0; i < w->n_signals; i++)
        if (w->signals[i].event_id == event_id)
            return w->signals[i].name;
    return wf_arena_printf(a, "n-%ld", event_id);
}

void wf_fake_workflow_close(struct wf_fake_workflow *w, int close_type)
{
    if (w->close_type != 0)
        return;
    wf_fake_workflow_append(w, NULL);
    w->close_type = close_type;
}

void wf_fake_append(struct wf_fake *f, long n, const char *workflow_id)
{
    for (long i = 0; i < n; i++)
        for (struct wf_fake_workflow *w = f->cluster->workflows; w != NULL; w = w->next)
            if (workflow_id == NULL || strcmp(w->id, workflow_id) == 0)
                wf_fake_workflow_append(w, NULL);
    if (workflow_id == NULL)
        f->script.set.history_events += n;
}

void wf_fake_close_workflow(struct wf_fake *f, const char *workflow_id, int event_type)
{
    for (struct wf_fake_workflow *w = f->cluster->workflows; w != NULL; w = w->next)
        if (workflow_id == NULL || strcmp(w->id, workflow_id) == 0)
            wf_fake_workflow_close(w, event_type);
}

void wf_fake_pause_workflow(struct wf_fake *f, const char *workflow_id, bool paused)
{
    for (struct wf_fake_workflow *w = f->cluster->workflows; w != NULL; w = w->next)
        if ((workflow_id == NULL || strcmp(w->id, workflow_id) == 0) &&
            w->paused != paused) {
            wf_fake_workflow_append(w, NULL);
            w->paused = paused;
        }
}

void wf_fake_grow(struct wf_fake *f, int64_t now_ms)
{
    const struct wf_fake_settings *set = &f->script.set;
    struct wf_fake_cluster *c = f->cluster;

    if (set->history_every_ms == 0)
        return;
    for (; c->grown_ms + set->history_every_ms <= now_ms;
         c->grown_ms += set->history_every_ms) {
        for (struct wf_fake_workflow *w = c->workflows; w != NULL; w = w->next) {
            if (set->history_until > 0 && w->n_events + 1 >= set->history_until)
                wf_fake_workflow_close(
                    w, TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
            else
                wf_fake_workflow_append(w, NULL);
        }
    }
}

/* ---- events ---------------------------------------------------------------------------
 */

static Tcommon__Payloads *filler(struct wf_arena *a, long bytes)
{
    Tcommon__Payloads *input = wf_msg_new(a, &tcommon__payloads__descriptor);
    Tcommon__Payload *p = wf_msg_new(a, &tcommon__payload__descriptor);
    Tcommon__Payload__MetadataEntry *entry =
        wf_msg_new(a, &tcommon__payload__metadata_entry__descriptor);
    unsigned char *data = wf_arena_alloc(a, (size_t)bytes + 2);

    memset(data, 'x', (size_t)bytes + 2);
    data[0] = data[bytes + 1] = '"';
    entry->key = "encoding";
    entry->value = (ProtobufCBinaryData){ 10, (unsigned char *)"json/plain" };
    wf_msg_append(a, &p->metadata, &p->n_metadata, entry);
    p->data = (ProtobufCBinaryData){ (size_t)bytes + 2, data };
    wf_msg_append(a, &input->payloads, &input->n_payloads, p);
    return input;
}

static void event_started(struct wf_arena *a, Thistory__HistoryEvent *e,
                          const struct wf_fake_workflow *w)
{
    Thistory__WorkflowExecutionStartedEventAttributes *at =
        wf_msg_new(a, &thistory__workflow_execution_started_event_attributes__descriptor);

    e->event_type = TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_STARTED;
    e->attributes_case =
        THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_STARTED_EVENT_ATTRIBUTES;
    e->workflow_execution_started_event_attributes = at;
    at->workflow_type = wf_msg_new(a, &tcommon__workflow_type__descriptor);
    at->workflow_type->name = "Fake";
    at->task_queue = wf_msg_new(a, &ttaskqueue__task_queue__descriptor);
    at->task_queue->name = "fake";
    at->original_execution_run_id = at->first_execution_run_id = w->run_id;
    at->attempt = 1;
}

static void event_signaled(struct wf_arena *a, Thistory__HistoryEvent *e,
                           const struct wf_fake_workflow *w, long bytes)
{
    Thistory__WorkflowExecutionSignaledEventAttributes *at =
        wf_msg_new(a, &thistory__workflow_execution_signaled_event_attributes__descriptor);

    e->event_type = TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED;
    e->attributes_case =
        THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_SIGNALED_EVENT_ATTRIBUTES;
    e->workflow_execution_signaled_event_attributes = at;
    at->signal_name = signal_name(a, w, e->event_id);
    at->identity = "fakefront";
    if (bytes > 0)
        at->input = filler(a, bytes);
}

static void event_closed(struct wf_arena *a, Thistory__HistoryEvent *e, int type)
{
    e->event_type = type;
    if (type == TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED) {
        e->attributes_case =
            THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_TERMINATED_EVENT_ATTRIBUTES;
        e->workflow_execution_terminated_event_attributes = wf_msg_new(
            a, &thistory__workflow_execution_terminated_event_attributes__descriptor);
    } else if (type == TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED) {
        e->attributes_case =
            THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_CANCELED_EVENT_ATTRIBUTES;
        e->workflow_execution_canceled_event_attributes = wf_msg_new(
            a, &thistory__workflow_execution_canceled_event_attributes__descriptor);
    } else {
        e->attributes_case =
            THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_COMPLETED_EVENT_ATTRIBUTES;
        e->workflow_execution_completed_event_attributes = wf_msg_new(
            a, &thistory__workflow_execution_completed_event_attributes__descriptor);
    }
}

static Thistory__HistoryEvent *event_make(struct wf_fake *f, struct wf_arena *a,
                                          const struct wf_fake_workflow *w, long id)
{
    Thistory__HistoryEvent *e = wf_msg_new(a, &thistory__history_event__descriptor);

    e->event_id = id;
    e->event_time = wf_timestamp_new(a, (EPOCH_S + id) * INT64_C(1000000000));
    e->task_id = 1000 + id;
    if (id == 1)
        event_started(a, e, w);
    else if (id == w->n_events && w->close_type != 0)
        event_closed(a, e, w->close_type);
    else
        event_signaled(a, e, w, f->script.set.history_bytes);
    return e;
}

/* ---- pages ----------------------------------------------------------------------------
 */

static bool history_target(struct wf_fake *f, struct wf_fake_call *call,
                           const Tcommon__WorkflowExecution *x,
                           struct wf_fake_workflow **ret)
{
    const char *id = x != NULL ? x->workflow_id : "";

    if (*id == '\0') {
        wf_fake_fail(call, 3, "WorkflowId is not set on request.");
        return false;
    }
    *ret = wf_fake_workflow(f->cluster, id, strncmp(id, "missing", 7) != 0);
    if (*ret == NULL || (*x->run_id != '\0' && strcmp(x->run_id, (*ret)->run_id) != 0)) {
        wf_fake_fail(call, 5, "workflow not found for ID: %s", id);
        return false;
    }
    return true;
}

/* Tokens are "F" and the number of the next event; 0: refused already. */
static long token_event(struct wf_fake_call *call, ProtobufCBinaryData token, long first)
{
    char text[32], *end;
    long n;

    if (token.len == 0)
        return first;
    snprintf(text, sizeof text, "%.*s", (int)(token.len < 31 ? token.len : 31), token.data);
    n = strtol(text + 1, &end, 10);
    if (text[0] == 'F' && *end == '\0' && n > 0)
        return n;
    wf_fake_fail(call, 3, "Invalid NextPageToken.");
    return 0;
}

static ProtobufCBinaryData token_make(struct wf_arena *a, long n)
{
    char *text = wf_arena_printf(a, "F%ld", n);

    return (ProtobufCBinaryData){ strlen(text), (unsigned char *)text };
}

static long page_size(const struct wf_fake *f, long asked)
{
    return asked > 0 && asked < f->script.set.history_page ? asked
                                                           : f->script.set.history_page;
}

enum wf_fake_answer wf_fake_history(struct wf_fake *f, struct wf_fake_call *call, bool last)
{
    const Tworkflowservice__GetWorkflowExecutionHistoryRequest *q = call->request;
    Tworkflowservice__GetWorkflowExecutionHistoryResponse *r =
        wf_msg_new(call->arena,
                   &tworkflowservice__get_workflow_execution_history_response__descriptor);
    bool only_close =
        q->history_event_filter_type ==
        TENUMS__HISTORY_EVENT_FILTER_TYPE__HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
    struct wf_fake_workflow *w;
    long next, end;
    bool open;

    if (!history_target(f, call, q->execution, &w))
        return WF_FAKE_DONE;
    next = token_event(call, q->next_page_token, 1);
    if (next == 0)
        return WF_FAKE_DONE;
    open = w->close_type == 0 && !w->paused;
    if (q->wait_new_event && open && !last && (only_close || next > w->n_events))
        return WF_FAKE_LATER;
    end = next + page_size(f, q->maximum_page_size) - 1;
    if (only_close)
        next = open ? w->n_events + 1 : w->n_events;
    if (end > w->n_events || only_close)
        end = w->n_events;
    r->history = wf_msg_new(call->arena, &thistory__history__descriptor);
    for (; next <= end; next++)
        wf_msg_append(call->arena, &r->history->events, &r->history->n_events,
                      event_make(f, call->arena, w, next));
    if (next <= w->n_events || (q->wait_new_event && open))
        r->next_page_token = token_make(call->arena, next);
    wf_fake_ok(call, r);
    return WF_FAKE_DONE;
}

void wf_fake_history_reverse(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__GetWorkflowExecutionHistoryReverseRequest *q = call->request;
    Tworkflowservice__GetWorkflowExecutionHistoryReverseResponse *r = wf_msg_new(
        call->arena,
        &tworkflowservice__get_workflow_execution_history_reverse_response__descriptor);
    struct wf_fake_workflow *w;
    long next, left;

    if (!history_target(f, call, q->execution, &w))
        return;
    next = token_event(call, q->next_page_token, w->n_events);
    if (next == 0)
        return;
    r->history = wf_msg_new(call->arena, &thistory__history__descriptor);
    for (left = page_size(f, q->maximum_page_size); left > 0 && next > 0; left--, next--)
        wf_msg_append(call->arena, &r->history->events, &r->history->n_events,
                      event_make(f, call->arena, w, next));
    if (next > 0)
        r->next_page_token = token_make(call->arena, next);
    wf_fake_ok(call, r);
}
