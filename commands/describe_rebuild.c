/* commands/describe_rebuild.c: a description made from the events of a run. */
#include "commands/describe.h"

#include "client/event.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#define EVENT(name) TENUMS__EVENT_TYPE__EVENT_TYPE_##name
#define STATUS(name) TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_##name

/* An activity or a child that has begun and not ended. */
struct pending {
    int64_t id; /* of the event that opened it */
    Thistory__HistoryEvent *opened;
    Thistory__HistoryEvent *started;
    UT_hash_handle hh;
};

struct rebuild {
    struct wf_job *job;
    struct wf_arena *a; /* the job's */
    struct wf_described *d;
    Tworkflow__WorkflowExecutionInfo *info;
    Tworkflow__WorkflowExecutionExtendedInfo *extended;
    struct pending *pending;
    Thistory__HistoryEvent *last;
    bool task_pending;
};

static int status_of(const Thistory__HistoryEvent *e)
{
    switch ((int)e->event_type) {
    case EVENT(WORKFLOW_EXECUTION_COMPLETED):
        return STATUS(COMPLETED);
    case EVENT(WORKFLOW_EXECUTION_FAILED):
        return STATUS(FAILED);
    case EVENT(WORKFLOW_EXECUTION_TIMED_OUT):
        return STATUS(TIMED_OUT);
    case EVENT(WORKFLOW_EXECUTION_CANCELED):
        return STATUS(CANCELED);
    case EVENT(WORKFLOW_EXECUTION_TERMINATED):
        return STATUS(TERMINATED);
    case EVENT(WORKFLOW_EXECUTION_CONTINUED_AS_NEW):
        return STATUS(CONTINUED_AS_NEW);
    default:
        return STATUS(RUNNING);
    }
}

/* ---- maps that later events change ------------------------------------------------------
 */

/* Memo fields and search attributes are laid out alike: base, key, value. */
struct entry {
    ProtobufCMessage base;
    char *key;
    Tcommon__Payload *value;
};
_Static_assert(sizeof(struct entry) == sizeof(Tcommon__Memo__FieldsEntry) &&
                   sizeof(struct entry) ==
                       sizeof(Tcommon__SearchAttributes__IndexedFieldsEntry),
               "entries of memo and search attributes");

/* A value that is empty or null takes the key away. */
static bool is_nothing(const Tcommon__Payload *p)
{
    return p == NULL || p->data.len == 0 ||
           (p->data.len == 4 && memcmp(p->data.data, "null", 4) == 0);
}

static void merge(struct rebuild *r, void *entries, size_t *n, void *from, size_t n_from)
{
    struct entry ***list = entries, **more = from;

    for (size_t i = 0; i < n_from; i++) {
        size_t at = 0;

        while (at < *n && strcmp((*list)[at]->key, more[i]->key) != 0)
            at++;
        if (at < *n && is_nothing(more[i]->value))
            memmove(&(*list)[at], &(*list)[at + 1], (--*n - at) * sizeof **list);
        else if (at < *n)
            (*list)[at] = wf_msg_copy(r->a, more[i]);
        else if (!is_nothing(more[i]->value))
            wf_msg_append(r->a, list, n, wf_msg_copy(r->a, more[i]));
    }
}

static void merge_memo(struct rebuild *r, const Tcommon__Memo *m)
{
    if (m != NULL)
        merge(r, &r->info->memo->fields, &r->info->memo->n_fields, m->fields, m->n_fields);
}

static void merge_attributes(struct rebuild *r, const Tcommon__SearchAttributes *s)
{
    if (s == NULL)
        return;
    if (r->info->search_attributes == NULL)
        r->info->search_attributes =
            wf_msg_new(r->a, &tcommon__search_attributes__descriptor);
    merge(r, &r->info->search_attributes->indexed_fields,
          &r->info->search_attributes->n_indexed_fields, s->indexed_fields,
          s->n_indexed_fields);
}

/* ---- one event --------------------------------------------------------------------------
 */

static Tgoogleprotobuf__Timestamp *later(struct rebuild *r,
                                         const Tgoogleprotobuf__Timestamp *t,
                                         const Tgoogleprotobuf__Duration *by)
{
    int64_t at = wf_timestamp_ns(t), ns = wf_duration_ns(by);

    return at == WF_NO_TIME ? NULL
                            : wf_timestamp_new(r->a, at + (ns == WF_NO_TIME ? 0 : ns));
}

static Tworkflow__WorkflowExecutionConfig *
config_of(struct rebuild *r, const Thistory__WorkflowExecutionStartedEventAttributes *s,
          Tsdk__UserMetadata *metadata)
{
    Tworkflow__WorkflowExecutionConfig *c =
        wf_msg_new(r->a, &tworkflow__workflow_execution_config__descriptor);

    c->task_queue = s->task_queue;
    c->workflow_execution_timeout = s->workflow_execution_timeout;
    c->workflow_run_timeout = s->workflow_run_timeout;
    c->default_workflow_task_timeout = s->workflow_task_timeout;
    c->user_metadata = metadata;
    return c;
}

static void take_start(struct rebuild *r, Thistory__HistoryEvent *e)
{
    Thistory__WorkflowExecutionStartedEventAttributes *s =
        e->workflow_execution_started_event_attributes;
    Tworkflow__WorkflowExecutionInfo *info = r->info;

    r->d->first = e;
    r->d->reply->execution_config = config_of(r, s, e->user_metadata);
    if (info->execution->workflow_id[0] == '\0')
        info->execution->workflow_id = s->workflow_id;
    if (info->execution->run_id[0] == '\0')
        info->execution->run_id = s->original_execution_run_id;
    info->type = s->workflow_type;
    info->task_queue = s->task_queue != NULL ? s->task_queue->name : info->task_queue;
    info->start_time = e->event_time;
    info->execution_time = later(r, e->event_time, s->first_workflow_task_backoff);
    info->first_run_id = s->first_execution_run_id;
    info->parent_namespace_id = s->parent_workflow_namespace_id;
    info->parent_execution = s->parent_workflow_execution;
    info->root_execution = s->root_workflow_execution;
    info->priority = s->priority;
    r->extended->execution_expiration_time = s->workflow_execution_expiration_time;
    merge_memo(r, s->memo);
    merge_attributes(r, s->search_attributes);
}

static void take_version(struct rebuild *r, const Thistory__HistoryEvent *e)
{
    const Thistory__WorkflowTaskCompletedEventAttributes *t =
        e->workflow_task_completed_event_attributes;
    Tworkflow__WorkflowExecutionVersioningInfo *v;

    if (t->versioning_behavior == 0 && t->deployment_version == NULL)
        return;
    v = wf_msg_new(r->a, &tworkflow__workflow_execution_versioning_info__descriptor);
    v->behavior = t->versioning_behavior;
    if (t->deployment_version != NULL)
        v->deployment_version = wf_msg_copy(r->a, t->deployment_version);
    r->info->versioning_info = v;
    r->info->worker_deployment_name = wf_arena_strdup(r->a, t->worker_deployment_name);
}

static void open_group(struct rebuild *r, const Thistory__HistoryEvent *e)
{
    struct pending *p = wf_arena_zalloc(r->a, sizeof *p);

    p->id = e->event_id;
    p->opened = wf_msg_copy(r->a, e);
    HASH_ADD(hh, r->pending, id, sizeof p->id, p);
}

static void take_group(struct rebuild *r, const Thistory__HistoryEvent *e)
{
    int64_t id = wf_event_group_id(e);
    struct pending *p = NULL;

    if (e->event_type == EVENT(ACTIVITY_TASK_SCHEDULED) ||
        e->event_type == EVENT(START_CHILD_WORKFLOW_EXECUTION_INITIATED)) {
        open_group(r, e);
        return;
    }
    HASH_FIND(hh, r->pending, &id, sizeof id, p);
    if (p == NULL || wf_event_class(e) == WF_EVENT_NEUTRAL)
        return;
    if (wf_event_class(e) == WF_EVENT_RUNS)
        p->started = wf_msg_copy(r->a, e);
    else if (e->event_type != EVENT(ACTIVITY_TASK_CANCEL_REQUESTED))
        HASH_DEL(r->pending, p);
}

static void take(struct rebuild *r, const Thistory__HistoryEvent *e)
{
    switch ((int)e->event_type) {
    case EVENT(WORKFLOW_EXECUTION_STARTED):
        if (e->workflow_execution_started_event_attributes != NULL)
            take_start(r, wf_msg_copy(r->a, e));
        break;
    case EVENT(UPSERT_WORKFLOW_SEARCH_ATTRIBUTES):
        merge_attributes(
            r, e->upsert_workflow_search_attributes_event_attributes->search_attributes);
        break;
    case EVENT(WORKFLOW_PROPERTIES_MODIFIED):
        merge_memo(r, e->workflow_properties_modified_event_attributes->upserted_memo);
        break;
    case EVENT(WORKFLOW_EXECUTION_CANCEL_REQUESTED):
        r->extended->cancel_requested = true;
        break;
    case EVENT(WORKFLOW_TASK_COMPLETED):
        take_version(r, e);
        break;
    default:
        break;
    }
    if (wf_event_category(e) == WF_EVENT_ACTIVITY || wf_event_category(e) == WF_EVENT_CHILD)
        take_group(r, e);
    r->info->history_length = e->event_id;
}

/* ---- the whole --------------------------------------------------------------------------
 */

static void add_activity(struct rebuild *r, const struct pending *p)
{
    const Thistory__ActivityTaskScheduledEventAttributes *s =
        p->opened->activity_task_scheduled_event_attributes;
    Tworkflow__PendingActivityInfo *i =
        wf_msg_new(r->a, &tworkflow__pending_activity_info__descriptor);

    i->activity_id = s->activity_id;
    i->activity_type = s->activity_type;
    i->state = TENUMS__PENDING_ACTIVITY_STATE__PENDING_ACTIVITY_STATE_SCHEDULED;
    i->scheduled_time = p->opened->event_time;
    i->attempt = 1;
    if (s->retry_policy != NULL)
        i->maximum_attempts = s->retry_policy->maximum_attempts;
    if (p->started != NULL) {
        const Thistory__ActivityTaskStartedEventAttributes *t =
            p->started->activity_task_started_event_attributes;

        i->state = TENUMS__PENDING_ACTIVITY_STATE__PENDING_ACTIVITY_STATE_STARTED;
        i->last_started_time = p->started->event_time;
        i->attempt = t->attempt;
        i->last_failure = t->last_failure;
        i->last_worker_identity = t->identity;
    }
    wf_msg_append(r->a, &r->d->reply->pending_activities,
                  &r->d->reply->n_pending_activities, i);
}

static void add_child(struct rebuild *r, const struct pending *p)
{
    const Thistory__StartChildWorkflowExecutionInitiatedEventAttributes *s =
        p->opened->start_child_workflow_execution_initiated_event_attributes;
    Tworkflow__PendingChildExecutionInfo *i =
        wf_msg_new(r->a, &tworkflow__pending_child_execution_info__descriptor);

    i->workflow_id = s->workflow_id;
    if (p->started != NULL &&
        p->started->child_workflow_execution_started_event_attributes->workflow_execution !=
            NULL)
        i->run_id = p->started->child_workflow_execution_started_event_attributes
                        ->workflow_execution->run_id;
    i->workflow_type_name = s->workflow_type != NULL ? s->workflow_type->name : (char *)"";
    i->initiated_id = p->id;
    i->parent_close_policy = s->parent_close_policy;
    wf_msg_append(r->a, &r->d->reply->pending_children, &r->d->reply->n_pending_children,
                  i);
}

static void finish(struct rebuild *r)
{
    struct pending *p, *next;

    if (r->last != NULL && wf_event_closes(r->last)) {
        int64_t from = wf_timestamp_ns(r->info->execution_time),
                to = wf_timestamp_ns(r->last->event_time);

        r->d->close = r->last;
        r->info->close_time = r->last->event_time;
        if (from != WF_NO_TIME && to != WF_NO_TIME)
            r->info->execution_duration = wf_duration_new(r->a, to - from);
    }
    if (r->last != NULL)
        r->info->status = (Tenums__WorkflowExecutionStatus)status_of(r->last);
    if (r->info->root_execution == NULL && r->info->parent_execution == NULL)
        r->info->root_execution = r->info->execution;
    HASH_ITER(hh, r->pending, p, next)
    {
        if (r->d->close == NULL) {
            if (p->opened->event_type == EVENT(ACTIVITY_TASK_SCHEDULED))
                add_activity(r, p);
            else
                add_child(r, p);
        }
        HASH_DEL(r->pending, p);
    }
}

static void begin(struct rebuild *r, const struct wf_ref *ref)
{
    r->d->rebuilt = true;
    r->d->reply = wf_msg_new(
        r->a, &tworkflowservice__describe_workflow_execution_response__descriptor);
    r->info = wf_msg_new(r->a, &tworkflow__workflow_execution_info__descriptor);
    r->info->execution = wf_msg_new(r->a, &tcommon__workflow_execution__descriptor);
    if (ref->workflow_id != NULL)
        r->info->execution->workflow_id = (char *)ref->workflow_id;
    r->info->memo = wf_msg_new(r->a, &tcommon__memo__descriptor);
    r->extended =
        wf_msg_new(r->a, &tworkflow__workflow_execution_extended_info__descriptor);
    r->d->reply->workflow_execution_info = r->info;
    r->d->reply->workflow_extended_info = r->extended;
}

static void take_page(struct rebuild *r, const struct wf_history_page *page)
{
    r->d->archived |= page->archived;
    if (page->run_id != NULL)
        r->info->execution->run_id = wf_arena_strdup(r->a, page->run_id);
    for (size_t i = 0; i < page->n_events; i++)
        take(r, page->events[i]);
    if (page->n_events > 0)
        r->last = wf_msg_copy(r->a, page->events[page->n_events - 1]);
}

enum wf_code wf_describe_rebuild(struct wf_job *job, const struct wf_ref *ref,
                                 enum wf_archived mode, struct wf_described *ret,
                                 struct wf_error *err)
{
    struct wf_history_options opt = { .archived = mode, .need_run_id = true };
    struct rebuild r = { .job = job, .a = job->arena, .d = ret };
    struct wf_history *h = NULL;
    enum wf_code rc;

    begin(&r, ref);
    rc = wf_job_history(job, ref, &opt, &h, err);
    while (rc == WF_OK) {
        const struct wf_history_page *page = NULL;

        rc = wf_job_history_next(job, h, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        take_page(&r, page);
    }
    wf_history_free(h);
    if (rc == WF_OK && (ret->first == NULL || r.last == NULL))
        rc = wf_error_set(err, WF_E_USAGE, "%s: this history does not begin at its start",
                          ref->file != NULL ? ref->file : ref->workflow_id);
    if (rc == WF_OK)
        finish(&r);
    else
        HASH_CLEAR(hh, r.pending);
    return rc;
}
