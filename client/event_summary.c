/* client/event_summary.c: one line about an event: its subject, and what it carries. */
#include "client/event.h"

#include "base/timefmt.h"
#include "proto/message.h"
#include "proto/payload.h"

#include <string.h>

#define TYPE(name) TENUMS__EVENT_TYPE__EVENT_TYPE_##name

static bool is_set(const char *s)
{
    return s != NULL && *s != '\0';
}

/* ---- subject ----------------------------------------------------------------------------
 */

static const char *string_field(const ProtobufCMessage *m, const char *name)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(m->descriptor, name);
    const char *s;

    if (f == NULL || f->type != PROTOBUF_C_TYPE_STRING ||
        f->label == PROTOBUF_C_LABEL_REPEATED)
        return NULL;
    memcpy(&s, (const char *)m + f->offset, sizeof s);
    return s;
}

static const ProtobufCMessage *message_field(const ProtobufCMessage *m, const char *name)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(m->descriptor, name);
    const ProtobufCMessage *sub;

    if (f == NULL || f->type != PROTOBUF_C_TYPE_MESSAGE ||
        f->label == PROTOBUF_C_LABEL_REPEATED || (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
        return NULL;
    memcpy(&sub, (const char *)m + f->offset, sizeof sub);
    return sub;
}

/* The name inside of a WorkflowType or ActivityType. */
static const char *type_name(const ProtobufCMessage *m, const char *field)
{
    const ProtobufCMessage *type = message_field(m, field);

    return type != NULL ? string_field(type, "name") : NULL;
}

static const char *child_id(const ProtobufCMessage *m)
{
    const ProtobufCMessage *x = message_field(m, "workflow_execution");

    return x != NULL ? string_field(x, "workflow_id") : string_field(m, "workflow_id");
}

static const char *update_name(const Tupdate__Request *r)
{
    return r != NULL && r->input != NULL ? r->input->name : NULL;
}

static void update_subject(struct wf_strbuf *out, const Thistory__HistoryEvent *e)
{
    const char *name = NULL;

    if (e->event_type == TYPE(WORKFLOW_EXECUTION_UPDATE_ACCEPTED))
        name = update_name(
            e->workflow_execution_update_accepted_event_attributes->accepted_request);
    else if (e->event_type == TYPE(WORKFLOW_EXECUTION_UPDATE_REJECTED))
        name = update_name(
            e->workflow_execution_update_rejected_event_attributes->rejected_request);
    else if (e->event_type == TYPE(WORKFLOW_EXECUTION_UPDATE_ADMITTED))
        name = update_name(e->workflow_execution_update_admitted_event_attributes->request);
    if (is_set(name))
        wf_strbuf_adds(out, name);
}

static void nexus_subject(struct wf_strbuf *out, const Thistory__HistoryEvent *e)
{
    const Thistory__NexusOperationScheduledEventAttributes *s;

    if (e->event_type != TYPE(NEXUS_OPERATION_SCHEDULED))
        return;
    s = e->nexus_operation_scheduled_event_attributes;
    wf_strbuf_addf(out, "%s.%s", s->service, s->operation);
}

/* The field that names what an event of this category is about. */
static const char *name_field(enum wf_event_category c)
{
    switch (c) {
    case WF_EVENT_SIGNAL:
        return "signal_name";
    case WF_EVENT_MARKER:
        return "marker_name";
    case WF_EVENT_TIMER:
        return "timer_id";
    default:
        return NULL;
    }
}

static void type_and_id(struct wf_strbuf *out, enum wf_event_category c,
                        const ProtobufCMessage *m)
{
    const char *type = NULL, *id = NULL;

    if (c == WF_EVENT_ACTIVITY)
        type = type_name(m, "activity_type");
    else if (c == WF_EVENT_WORKFLOW || c == WF_EVENT_CHILD)
        type = type_name(m, "workflow_type");
    if (c == WF_EVENT_CHILD || c == WF_EVENT_SIGNAL || c == WF_EVENT_OTHER)
        id = child_id(m);
    if (is_set(type))
        wf_strbuf_adds(out, type);
    if (is_set(id))
        wf_strbuf_addf(out, "%s%s%s", is_set(type) ? " (" : "", id,
                       is_set(type) ? ")" : "");
}

void wf_event_subject(struct wf_strbuf *out, const Thistory__HistoryEvent *e)
{
    enum wf_event_category c = wf_event_category(e);
    const ProtobufCMessage *m = wf_event_attributes(e);
    const Thistory__MarkerRecordedEventAttributes *local;
    const char *field = name_field(c), *name;

    if (!wf_event_is_sound(e))
        return;
    if (c == WF_EVENT_UPDATE) {
        update_subject(out, e);
        return;
    }
    if (c == WF_EVENT_NEXUS) {
        nexus_subject(out, e);
        return;
    }
    local = wf_event_local_activity(e);
    if (local != NULL) {
        wf_local_activity_type(out, local);
        return;
    }
    name = field != NULL ? string_field(m, field) : NULL;
    if (name != NULL)
        wf_strbuf_adds(out, name);
    else
        type_and_id(out, c, m);
}

/* ---- what it carries --------------------------------------------------------------------
 */

struct line {
    struct wf_strbuf *out;
    size_t max; /* of one payload text */
    bool begun;
};

static void part(struct line *l)
{
    if (l->begun)
        wf_strbuf_adds(l->out, " · ");
    l->begun = true;
}

static void add_text(struct line *l, const char *label, const char *text)
{
    if (!is_set(text))
        return;
    part(l);
    wf_strbuf_adds(l->out, label);
    wf_strbuf_adds(l->out, text);
}

static void add_payloads(struct line *l, const char *label, const Tcommon__Payloads *p)
{
    if (p == NULL || p->n_payloads == 0)
        return;
    part(l);
    wf_strbuf_adds(l->out, label);
    wf_payloads_summary(l->out, p, l->max);
}

static void add_payload(struct line *l, const char *label, const Tcommon__Payload *p)
{
    if (p == NULL)
        return;
    part(l);
    wf_strbuf_adds(l->out, label);
    wf_payload_summary(l->out, p, l->max);
}

static void add_duration(struct line *l, const char *label,
                         const Tgoogleprotobuf__Duration *d)
{
    int64_t ns = wf_duration_ns(d);

    if (ns == WF_NO_TIME || ns == 0)
        return;
    part(l);
    wf_strbuf_adds(l->out, label);
    wf_duration_short(l->out, ns);
}

static void add_enum(struct line *l, const char *label, const ProtobufCEnumDescriptor *d,
                     int value)
{
    char buf[64];

    if (value != 0)
        add_text(l, label, wf_enum_word(d, value, buf, sizeof buf));
}

static void add_retry_state(struct line *l, int value)
{
    if (value != TENUMS__RETRY_STATE__RETRY_STATE_IN_PROGRESS &&
        value != TENUMS__RETRY_STATE__RETRY_STATE_RETRY_POLICY_NOT_SET)
        add_enum(l, "", &tenums__retry_state__descriptor, value);
}

static void add_failure(struct line *l, const char *label, const Tfailure__Failure *f)
{
    if (f == NULL)
        return;
    part(l);
    wf_strbuf_adds(l->out, label);
    wf_failure_line(l->out, wf_failure_root(f), l->max);
}

static void add_number(struct line *l, const char *label, int64_t v, int64_t above)
{
    if (v <= above)
        return;
    part(l);
    wf_strbuf_addf(l->out, "%s%lld", label, (long long)v);
}

static void add_fields(struct line *l, size_t n,
                       Tcommon__SearchAttributes__IndexedFieldsEntry **v)
{
    for (size_t i = 0; i < n; i++) {
        part(l);
        wf_strbuf_addf(l->out, "%s=", v[i]->key);
        if (v[i]->value != NULL)
            wf_payload_summary(l->out, v[i]->value, l->max);
    }
}

static void add_memo(struct line *l, const Tcommon__Memo *m)
{
    for (size_t i = 0; m != NULL && i < m->n_fields; i++) {
        part(l);
        wf_strbuf_addf(l->out, "%s=", m->fields[i]->key);
        if (m->fields[i]->value != NULL)
            wf_payload_summary(l->out, m->fields[i]->value, l->max);
    }
}

static void started(struct line *l,
                    const Thistory__WorkflowExecutionStartedEventAttributes *a)
{
    add_payloads(l, "", a->input);
    add_number(l, "attempt ", a->attempt, 1);
    add_text(l, "cron ", a->cron_schedule);
    add_duration(l, "first task in ", a->first_workflow_task_backoff);
    if (a->parent_workflow_execution != NULL)
        add_text(l, "child of ", a->parent_workflow_execution->workflow_id);
    add_text(l, "continues ", a->continued_execution_run_id);
    add_failure(l, "after ", a->continued_failure);
    if (a->task_queue != NULL)
        add_text(l, "on ", a->task_queue->name);
}

static void workflow(struct line *l, const Thistory__HistoryEvent *e)
{
    switch (e->event_type) {
    case TYPE(WORKFLOW_EXECUTION_STARTED):
        started(l, e->workflow_execution_started_event_attributes);
        break;
    case TYPE(WORKFLOW_EXECUTION_COMPLETED):
        add_payloads(l, "", e->workflow_execution_completed_event_attributes->result);
        break;
    case TYPE(WORKFLOW_EXECUTION_FAILED):
        add_failure(l, "", e->workflow_execution_failed_event_attributes->failure);
        add_retry_state(l, (int)e->workflow_execution_failed_event_attributes->retry_state);
        break;
    case TYPE(WORKFLOW_EXECUTION_TIMED_OUT):
        add_retry_state(l,
                        (int)e->workflow_execution_timed_out_event_attributes->retry_state);
        break;
    case TYPE(WORKFLOW_EXECUTION_TERMINATED):
        add_text(l, "", e->workflow_execution_terminated_event_attributes->reason);
        add_payloads(l, "", e->workflow_execution_terminated_event_attributes->details);
        add_text(l, "by ", e->workflow_execution_terminated_event_attributes->identity);
        break;
    case TYPE(WORKFLOW_EXECUTION_CANCEL_REQUESTED):
        add_text(l, "", e->workflow_execution_cancel_requested_event_attributes->cause);
        add_text(l, "by ",
                 e->workflow_execution_cancel_requested_event_attributes->identity);
        break;
    case TYPE(WORKFLOW_EXECUTION_CANCELED):
        add_payloads(l, "", e->workflow_execution_canceled_event_attributes->details);
        break;
    case TYPE(WORKFLOW_EXECUTION_CONTINUED_AS_NEW):
        add_text(
            l, "as ",
            e->workflow_execution_continued_as_new_event_attributes->new_execution_run_id);
        add_payloads(l, "", e->workflow_execution_continued_as_new_event_attributes->input);
        break;
    case TYPE(WORKFLOW_EXECUTION_PAUSED):
        add_text(l, "", e->workflow_execution_paused_event_attributes->reason);
        add_text(l, "by ", e->workflow_execution_paused_event_attributes->identity);
        break;
    case TYPE(WORKFLOW_EXECUTION_UNPAUSED):
        add_text(l, "", e->workflow_execution_unpaused_event_attributes->reason);
        add_text(l, "by ", e->workflow_execution_unpaused_event_attributes->identity);
        break;
    case TYPE(WORKFLOW_EXECUTION_OPTIONS_UPDATED):
        add_text(l, "by ",
                 e->workflow_execution_options_updated_event_attributes->identity);
        break;
    default:
        break;
    }
}

static void workflow_task(struct line *l, const Thistory__HistoryEvent *e)
{
    switch (e->event_type) {
    case TYPE(WORKFLOW_TASK_SCHEDULED):
        add_number(l, "attempt ", e->workflow_task_scheduled_event_attributes->attempt, 1);
        break;
    case TYPE(WORKFLOW_TASK_STARTED):
        add_text(l, "", e->workflow_task_started_event_attributes->identity);
        break;
    case TYPE(WORKFLOW_TASK_FAILED):
        add_enum(l, "", &tenums__workflow_task_failed_cause__descriptor,
                 (int)e->workflow_task_failed_event_attributes->cause);
        add_failure(l, "", e->workflow_task_failed_event_attributes->failure);
        add_text(l, "reset of ", e->workflow_task_failed_event_attributes->base_run_id);
        break;
    case TYPE(WORKFLOW_TASK_TIMED_OUT):
        add_enum(l, "", &tenums__timeout_type__descriptor,
                 (int)e->workflow_task_timed_out_event_attributes->timeout_type);
        break;
    default:
        break;
    }
}

static void activity(struct line *l, const Thistory__HistoryEvent *e)
{
    const Thistory__ActivityTaskScheduledEventAttributes *s;

    switch (e->event_type) {
    case TYPE(ACTIVITY_TASK_SCHEDULED):
        s = e->activity_task_scheduled_event_attributes;
        add_text(l, "id ", s->activity_id);
        add_payloads(l, "", s->input);
        if (s->task_queue != NULL)
            add_text(l, "on ", s->task_queue->name);
        break;
    case TYPE(ACTIVITY_TASK_STARTED):
        add_number(l, "attempt ", e->activity_task_started_event_attributes->attempt, 0);
        add_failure(l, "after ", e->activity_task_started_event_attributes->last_failure);
        add_text(l, "", e->activity_task_started_event_attributes->identity);
        break;
    case TYPE(ACTIVITY_TASK_COMPLETED):
        add_payloads(l, "", e->activity_task_completed_event_attributes->result);
        break;
    case TYPE(ACTIVITY_TASK_FAILED):
        add_failure(l, "", e->activity_task_failed_event_attributes->failure);
        add_retry_state(l, (int)e->activity_task_failed_event_attributes->retry_state);
        break;
    case TYPE(ACTIVITY_TASK_TIMED_OUT):
        add_failure(l, "", e->activity_task_timed_out_event_attributes->failure);
        add_retry_state(l, (int)e->activity_task_timed_out_event_attributes->retry_state);
        break;
    case TYPE(ACTIVITY_TASK_CANCELED):
        add_payloads(l, "", e->activity_task_canceled_event_attributes->details);
        break;
    default:
        break;
    }
}

static void child(struct line *l, const Thistory__HistoryEvent *e)
{
    switch (e->event_type) {
    case TYPE(START_CHILD_WORKFLOW_EXECUTION_INITIATED):
        add_payloads(l, "",
                     e->start_child_workflow_execution_initiated_event_attributes->input);
        break;
    case TYPE(START_CHILD_WORKFLOW_EXECUTION_FAILED):
        add_enum(l, "", &tenums__start_child_workflow_execution_failed_cause__descriptor,
                 (int)e->start_child_workflow_execution_failed_event_attributes->cause);
        break;
    case TYPE(CHILD_WORKFLOW_EXECUTION_STARTED):
        if (e->child_workflow_execution_started_event_attributes->workflow_execution)
            add_text(l, "run ",
                     e->child_workflow_execution_started_event_attributes
                         ->workflow_execution->run_id);
        break;
    case TYPE(CHILD_WORKFLOW_EXECUTION_COMPLETED):
        add_payloads(l, "", e->child_workflow_execution_completed_event_attributes->result);
        break;
    case TYPE(CHILD_WORKFLOW_EXECUTION_FAILED):
        add_failure(l, "", e->child_workflow_execution_failed_event_attributes->failure);
        add_retry_state(
            l, (int)e->child_workflow_execution_failed_event_attributes->retry_state);
        break;
    case TYPE(CHILD_WORKFLOW_EXECUTION_CANCELED):
        add_payloads(l, "", e->child_workflow_execution_canceled_event_attributes->details);
        break;
    default:
        break;
    }
}

static void signal_event(struct line *l, const Thistory__HistoryEvent *e)
{
    switch (e->event_type) {
    case TYPE(WORKFLOW_EXECUTION_SIGNALED):
        add_payloads(l, "", e->workflow_execution_signaled_event_attributes->input);
        add_text(l, "by ", e->workflow_execution_signaled_event_attributes->identity);
        break;
    case TYPE(SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED):
        add_text(l, "to ", child_id((const ProtobufCMessage *)wf_event_attributes(e)));
        add_payloads(
            l, "", e->signal_external_workflow_execution_initiated_event_attributes->input);
        break;
    case TYPE(SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED):
        add_enum(l, "",
                 &tenums__signal_external_workflow_execution_failed_cause__descriptor,
                 (int)e->signal_external_workflow_execution_failed_event_attributes->cause);
        break;
    default:
        break;
    }
}

static void update_request(struct line *l, const Tupdate__Request *r)
{
    if (r == NULL)
        return;
    if (r->input != NULL)
        add_payloads(l, "", r->input->args);
    if (r->meta != NULL)
        add_text(l, "id ", r->meta->update_id);
}

static void update(struct line *l, const Thistory__HistoryEvent *e)
{
    const Thistory__WorkflowExecutionUpdateCompletedEventAttributes *c;

    switch (e->event_type) {
    case TYPE(WORKFLOW_EXECUTION_UPDATE_ADMITTED):
        update_request(l, e->workflow_execution_update_admitted_event_attributes->request);
        break;
    case TYPE(WORKFLOW_EXECUTION_UPDATE_ACCEPTED):
        update_request(
            l, e->workflow_execution_update_accepted_event_attributes->accepted_request);
        break;
    case TYPE(WORKFLOW_EXECUTION_UPDATE_REJECTED):
        add_failure(l, "", e->workflow_execution_update_rejected_event_attributes->failure);
        update_request(
            l, e->workflow_execution_update_rejected_event_attributes->rejected_request);
        break;
    case TYPE(WORKFLOW_EXECUTION_UPDATE_COMPLETED):
        c = e->workflow_execution_update_completed_event_attributes;
        add_failure(l, "", wf_event_failure(e));
        if (c->outcome != NULL && c->outcome->value_case == TUPDATE__OUTCOME__VALUE_SUCCESS)
            add_payloads(l, "", c->outcome->success);
        if (c->meta != NULL)
            add_text(l, "id ", c->meta->update_id);
        break;
    default:
        break;
    }
}

static void nexus(struct line *l, const Thistory__HistoryEvent *e)
{
    switch (e->event_type) {
    case TYPE(NEXUS_OPERATION_SCHEDULED):
        add_payload(l, "", e->nexus_operation_scheduled_event_attributes->input);
        add_text(l, "at ", e->nexus_operation_scheduled_event_attributes->endpoint);
        break;
    case TYPE(NEXUS_OPERATION_COMPLETED):
        add_payload(l, "", e->nexus_operation_completed_event_attributes->result);
        break;
    default:
        add_failure(l, "", wf_event_failure(e));
        break;
    }
}

static void marker(struct line *l, const Thistory__HistoryEvent *e)
{
    const Thistory__MarkerRecordedEventAttributes *m = e->marker_recorded_event_attributes;

    if (wf_event_local_activity(e) != NULL) {
        add_payloads(l, "", wf_marker_detail(m, "result"));
        add_failure(l, "", m->failure);
        return;
    }
    for (size_t i = 0; i < m->n_details; i++) {
        part(l);
        wf_strbuf_addf(l->out, "%s ", m->details[i]->key);
        if (m->details[i]->value != NULL)
            wf_payloads_summary(l->out, m->details[i]->value, l->max);
    }
    add_failure(l, "", m->failure);
}

static void other(struct line *l, const Thistory__HistoryEvent *e)
{
    const Tcommon__SearchAttributes *sa;

    switch (e->event_type) {
    case TYPE(UPSERT_WORKFLOW_SEARCH_ATTRIBUTES):
        sa = e->upsert_workflow_search_attributes_event_attributes->search_attributes;
        if (sa != NULL)
            add_fields(l, sa->n_indexed_fields, sa->indexed_fields);
        break;
    case TYPE(WORKFLOW_PROPERTIES_MODIFIED):
        add_memo(l, e->workflow_properties_modified_event_attributes->upserted_memo);
        break;
    case TYPE(REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED):
        add_text(l, "",
                 e->request_cancel_external_workflow_execution_initiated_event_attributes
                     ->reason);
        break;
    case TYPE(REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED):
        add_enum(l, "",
                 &tenums__cancel_external_workflow_execution_failed_cause__descriptor,
                 (int)e->request_cancel_external_workflow_execution_failed_event_attributes
                     ->cause);
        break;
    default:
        break;
    }
}

static void timer(struct line *l, const Thistory__HistoryEvent *e)
{
    if (e->event_type == TYPE(TIMER_STARTED))
        add_duration(l, "", e->timer_started_event_attributes->start_to_fire_timeout);
}

static void carried(struct line *l, const Thistory__HistoryEvent *e)
{
    switch (wf_event_category(e)) {
    case WF_EVENT_WORKFLOW:
        workflow(l, e);
        break;
    case WF_EVENT_WORKFLOW_TASK:
        workflow_task(l, e);
        break;
    case WF_EVENT_ACTIVITY:
        activity(l, e);
        break;
    case WF_EVENT_TIMER:
        timer(l, e);
        break;
    case WF_EVENT_CHILD:
        child(l, e);
        break;
    case WF_EVENT_SIGNAL:
        signal_event(l, e);
        break;
    case WF_EVENT_UPDATE:
        update(l, e);
        break;
    case WF_EVENT_NEXUS:
        nexus(l, e);
        break;
    case WF_EVENT_MARKER:
        marker(l, e);
        break;
    default:
        other(l, e);
        break;
    }
}

static void note(struct line *l, const Thistory__HistoryEvent *e)
{
    if (e->user_metadata != NULL)
        add_payload(l, "", e->user_metadata->summary);
}

void wf_event_detail(struct wf_strbuf *out, const Thistory__HistoryEvent *e, size_t max)
{
    struct line l = { .out = out, .max = max };

    if (wf_event_is_sound(e))
        carried(&l, e);
    note(&l, e);
}

void wf_event_note(struct wf_strbuf *out, const Thistory__HistoryEvent *e, size_t max)
{
    struct line l = { .out = out, .max = max };

    note(&l, e);
}

void wf_event_summary(struct wf_strbuf *out, const Thistory__HistoryEvent *e, size_t max)
{
    size_t before = out->len, subject;

    wf_event_subject(out, e);
    subject = out->len;
    if (subject > before)
        wf_strbuf_adds(out, " · ");
    before = out->len;
    wf_event_detail(out, e, max);
    if (out->len == before && subject < before) {
        out->len = subject;
        out->data[subject] = '\0';
    }
}
