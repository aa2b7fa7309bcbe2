/* client/event.c: facts of one event: type, category, links, failure, payloads. */
#include "client/event.h"

#include "base/timefmt.h"
#include "proto/message.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TYPE(name) TENUMS__EVENT_TYPE__EVENT_TYPE_##name

enum { MAX_DEPTH = 100 };

int64_t wf_event_time(const Thistory__HistoryEvent *e)
{
    return wf_timestamp_ns(e->event_time);
}

/* ---- category and class -----------------------------------------------------------------
 */

/* How the enum's names begin, "EVENT_TYPE_" left out; the first that fits counts. */
static const struct {
    const char *prefix;
    enum wf_event_category category;
} prefixes[] = {
    { "WORKFLOW_TASK_", WF_EVENT_WORKFLOW_TASK },
    { "WORKFLOW_EXECUTION_UPDATE_", WF_EVENT_UPDATE },
    { "WORKFLOW_EXECUTION_SIGNALED", WF_EVENT_SIGNAL },
    { "WORKFLOW_EXECUTION_", WF_EVENT_WORKFLOW },
    { "ACTIVITY_", WF_EVENT_ACTIVITY },
    { "TIMER_", WF_EVENT_TIMER },
    { "START_CHILD_", WF_EVENT_CHILD },
    { "CHILD_", WF_EVENT_CHILD },
    { "SIGNAL_EXTERNAL_", WF_EVENT_SIGNAL },
    { "EXTERNAL_WORKFLOW_EXECUTION_SIGNALED", WF_EVENT_SIGNAL },
    { "NEXUS_", WF_EVENT_NEXUS },
    { "MARKER_", WF_EVENT_MARKER },
};

/* The enum's name without "EVENT_TYPE_"; "" when unknown. */
static const char *bare_name(int type)
{
    const char *name = wf_enum_name(&tenums__event_type__descriptor, type);

    if (name == NULL)
        return "";
    return strncmp(name, "EVENT_TYPE_", 11) == 0 ? name + 11 : name;
}

static enum wf_event_category category_of(const char *name)
{

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(name, prefixes[i].prefix, strlen(prefixes[i].prefix)) == 0)
            return prefixes[i].category;
    return WF_EVENT_OTHER;
}

static const char *const category_words[] = {
    [WF_EVENT_WORKFLOW] = "workflow", [WF_EVENT_WORKFLOW_TASK] = "workflow-task",
    [WF_EVENT_ACTIVITY] = "activity", [WF_EVENT_TIMER] = "timer",
    [WF_EVENT_CHILD] = "child",       [WF_EVENT_SIGNAL] = "signal",
    [WF_EVENT_UPDATE] = "update",     [WF_EVENT_NEXUS] = "nexus",
    [WF_EVENT_MARKER] = "marker",     [WF_EVENT_OTHER] = "other",
};

const char *wf_event_category_word(enum wf_event_category c)
{
    return category_words[c];
}

bool wf_event_category_parse(const char *word, enum wf_event_category *ret)
{
    for (size_t i = 0; i < WF_EVENT_CATEGORIES; i++) {
        if (strcasecmp(word, category_words[i]) != 0)
            continue;
        *ret = (enum wf_event_category)i;
        return true;
    }
    return false;
}

/* How names end; the first that fits counts. */
static const struct {
    const char *suffix;
    enum wf_event_class class_;
} suffixes[] = {
    { "CANCEL_REQUEST_COMPLETED", WF_EVENT_NEUTRAL },
    { "_FAILED", WF_EVENT_FAILED },
    { "_REJECTED", WF_EVENT_FAILED },
    { "_TERMINATED", WF_EVENT_FAILED },
    { "_TIMED_OUT", WF_EVENT_TIMED_OUT },
    { "_CANCELED", WF_EVENT_CANCELED },
    { "TIMER_STARTED", WF_EVENT_OPENS },
    { "_STARTED", WF_EVENT_RUNS },
    { "_SCHEDULED", WF_EVENT_OPENS },
    { "_INITIATED", WF_EVENT_OPENS },
    { "_ADMITTED", WF_EVENT_OPENS },
    { "_ACCEPTED", WF_EVENT_RUNS },
    { "_COMPLETED", WF_EVENT_SUCCEEDED },
    { "_FIRED", WF_EVENT_SUCCEEDED },
    { "_SIGNALED", WF_EVENT_SUCCEEDED },
    { "EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED", WF_EVENT_SUCCEEDED },
};

static enum wf_event_class class_of(const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t k = strlen(suffixes[i].suffix);

        if (n >= k && strcmp(name + n - k, suffixes[i].suffix) == 0)
            return suffixes[i].class_;
    }
    return WF_EVENT_NEUTRAL;
}

/* ---- by type ----------------------------------------------------------------------------
 *
 * Asked several times of every event, so what the names say is looked up once.
 */

enum { TYPES = 128 };

static struct {
    char word[80];
    enum wf_event_category category;
    enum wf_event_class class_;
    const ProtobufCFieldDescriptor *attributes; /* NULL: of a type that is not known */
} types[TYPES];                                 /* written once, then read by any thread */
static pthread_once_t types_once = PTHREAD_ONCE_INIT;

/* ACTIVITY_TASK_STARTED has activity_task_started_event_attributes. */
static const ProtobufCFieldDescriptor *attributes_of(const char *type)
{
    const ProtobufCFieldDescriptor *f;
    char name[128];
    size_t n = 0;

    for (; type[n] != '\0' && n + 32 < sizeof name; n++)
        name[n] = type[n] == '_' ? '_' : (char)(type[n] | 0x20);
    strcpy(name + n, "_event_attributes");
    f = protobuf_c_message_descriptor_get_field_by_name(
        &thistory__history_event__descriptor, name);
    return f != NULL && f->type == PROTOBUF_C_TYPE_MESSAGE ? f : NULL;
}

static void fill_types(void)
{
    for (int i = 0; i < TYPES; i++) {
        const char *name = bare_name(i);

        (void)wf_enum_word(&tenums__event_type__descriptor, i, types[i].word,
                           sizeof types[i].word);
        types[i].category = category_of(name);
        types[i].class_ = class_of(name);
        types[i].attributes = attributes_of(name);
    }
}

static bool is_in_table(const Thistory__HistoryEvent *e)
{
    (void)pthread_once(&types_once, fill_types);
    return (int)e->event_type >= 0 && (int)e->event_type < TYPES;
}

const char *wf_event_type(const Thistory__HistoryEvent *e, char *buf, size_t size)
{
    return is_in_table(e) ? types[e->event_type].word
                          : wf_enum_word(&tenums__event_type__descriptor,
                                         (int)e->event_type, buf, size);
}

enum wf_event_category wf_event_category(const Thistory__HistoryEvent *e)
{
    return is_in_table(e) ? types[e->event_type].category
                          : category_of(bare_name((int)e->event_type));
}

enum wf_event_class wf_event_class(const Thistory__HistoryEvent *e)
{
    const Thistory__MarkerRecordedEventAttributes *local = wf_event_local_activity(e);

    if (local != NULL)
        return local->failure != NULL ? WF_EVENT_FAILED : WF_EVENT_SUCCEEDED;
    return is_in_table(e) ? types[e->event_type].class_
                          : class_of(bare_name((int)e->event_type));
}

const char *wf_event_class_word(enum wf_event_class c)
{
    static const char *const words[] = {
        [WF_EVENT_NEUTRAL] = "neutral",   [WF_EVENT_OPENS] = "opens",
        [WF_EVENT_RUNS] = "runs",         [WF_EVENT_SUCCEEDED] = "succeeded",
        [WF_EVENT_FAILED] = "failed",     [WF_EVENT_TIMED_OUT] = "timed-out",
        [WF_EVENT_CANCELED] = "canceled",
    };

    return words[c];
}

/* ---- attributes and links ---------------------------------------------------------------
 */

const ProtobufCFieldDescriptor *wf_event_attributes_field(const Thistory__HistoryEvent *e)
{
    if (e->attributes_case == 0)
        return NULL;
    return protobuf_c_message_descriptor_get_field(&thistory__history_event__descriptor,
                                                   (unsigned)e->attributes_case);
}

const void *wf_event_attributes(const Thistory__HistoryEvent *e)
{
    const ProtobufCFieldDescriptor *f = wf_event_attributes_field(e);
    const void *message;

    if (f == NULL)
        return NULL;
    memcpy(&message, (const char *)e + f->offset, sizeof message);
    return message;
}

bool wf_event_is_sound(const Thistory__HistoryEvent *e)
{
    return is_in_table(e) && types[e->event_type].attributes != NULL &&
           types[e->event_type].attributes->id == (uint32_t)e->attributes_case &&
           wf_event_attributes(e) != NULL;
}

void wf_event_mend(struct wf_arena *a, Thistory__HistoryEvent *e)
{
    const ProtobufCFieldDescriptor *f;
    void *empty;

    if (wf_event_is_sound(e) || !is_in_table(e))
        return;
    f = types[e->event_type].attributes;
    if (f == NULL)
        return;
    empty = wf_msg_new(a, f->descriptor);
    memcpy((char *)e + f->offset, &empty, sizeof empty);
    e->attributes_case = (Thistory__HistoryEvent__AttributesCase)f->id;
}

/* The value of an int64 field; 0: there is none of this name. */
static int64_t int_field(const ProtobufCMessage *m, const char *name)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(m->descriptor, name);
    int64_t v;

    if (f == NULL || f->type != PROTOBUF_C_TYPE_INT64)
        return 0;
    memcpy(&v, (const char *)m + f->offset, sizeof v);
    return v;
}

int64_t wf_event_group_id(const Thistory__HistoryEvent *e)
{
    const ProtobufCMessage *m = wf_event_attributes(e);
    int64_t id = 0;

    switch (wf_event_category(e)) {
    case WF_EVENT_WORKFLOW_TASK:
    case WF_EVENT_ACTIVITY:
    case WF_EVENT_NEXUS:
        id = m != NULL ? int_field(m, "scheduled_event_id") : 0;
        break;
    case WF_EVENT_TIMER:
        id = m != NULL ? int_field(m, "started_event_id") : 0;
        break;
    case WF_EVENT_UPDATE:
        id = m != NULL ? int_field(m, "accepted_event_id") : 0;
        break;
    case WF_EVENT_CHILD:
    case WF_EVENT_SIGNAL:
        id = m != NULL ? int_field(m, "initiated_event_id") : 0;
        break;
    case WF_EVENT_OTHER: /* cancel requests to others */
        id = m != NULL ? int_field(m, "initiated_event_id") : 0;
        if (id == 0 &&
            e->event_type != TYPE(REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED))
            return 0;
        break;
    default:
        return 0;
    }
    return id != 0 ? id : e->event_id;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Of another workflow's history. */
static bool is_foreign(const char *field)
{
    return strncmp(field, "external_", 9) == 0 || strncmp(field, "parent_", 7) == 0;
}

size_t wf_event_links(const Thistory__HistoryEvent *e, int64_t *ret, size_t max)
{
    const ProtobufCMessage *m = wf_event_attributes(e);
    size_t n = 0;

    for (unsigned i = 0; m != NULL && i < m->descriptor->n_fields && n < max; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
        size_t len = strlen(f->name);
        int64_t id;

        if (f->type != PROTOBUF_C_TYPE_INT64 || f->label == PROTOBUF_C_LABEL_REPEATED ||
            len < 9 || strcmp(f->name + len - 9, "_event_id") != 0 || is_foreign(f->name))
            continue;
        memcpy(&id, (const char *)m + f->offset, sizeof id);
        if (id > 0)
            ret[n++] = id;
    }
    qsort(ret, n, sizeof *ret, compare_ids);
    return n;
}

/* ---- failures ---------------------------------------------------------------------------
 */

static const Tfailure__Failure *message_failure(const ProtobufCMessage *m)
{
    for (unsigned i = 0; m != NULL && i < m->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
        const Tfailure__Failure *failure;

        if (f->type != PROTOBUF_C_TYPE_MESSAGE || f->label == PROTOBUF_C_LABEL_REPEATED ||
            f->descriptor != &tfailure__failure__descriptor ||
            (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
            continue;
        memcpy(&failure, (const char *)m + f->offset, sizeof failure);
        if (failure != NULL)
            return failure;
    }
    return NULL;
}

const Tfailure__Failure *wf_event_failure(const Thistory__HistoryEvent *e)
{
    const Tupdate__Outcome *o;

    if (e->event_type != TYPE(WORKFLOW_EXECUTION_UPDATE_COMPLETED))
        return message_failure(wf_event_attributes(e));
    if (!wf_event_is_sound(e))
        return NULL;
    o = e->workflow_execution_update_completed_event_attributes->outcome;
    return o != NULL && o->value_case == TUPDATE__OUTCOME__VALUE_FAILURE ? o->failure
                                                                         : NULL;
}

/* ---- payloads ---------------------------------------------------------------------------
 */

struct walk {
    wf_payload_fn *fn;
    void *user;
};

static bool walk_message(const struct walk *w, const ProtobufCMessage *m, const char *field,
                         unsigned depth);

static bool walk_field(const struct walk *w, const ProtobufCMessage *m,
                       const ProtobufCFieldDescriptor *f, const char *field, unsigned depth)
{
    const char *at = (const char *)m + f->offset;

    if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        const ProtobufCMessage *const *items;
        size_t n;

        memcpy(&n, (const char *)m + f->quantifier_offset, sizeof n);
        memcpy(&items, at, sizeof items);
        for (size_t i = 0; i < n; i++)
            if (!walk_message(w, items[i], field, depth))
                return false;
        return true;
    }
    if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
        int which;

        memcpy(&which, (const char *)m + f->quantifier_offset, sizeof which);
        if ((uint32_t)which != f->id)
            return true;
    }
    memcpy(&m, at, sizeof m);
    return walk_message(w, m, field, depth);
}

/* A pointer that is NULL; whichever arm of a oneof it is for. */
static bool is_unset(const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f)
{
    const void *p;

    memcpy(&p, (const char *)m + f->offset, sizeof p);
    return p == NULL;
}

static bool walk_message(const struct walk *w, const ProtobufCMessage *m, const char *field,
                         unsigned depth)
{
    if (m == NULL || depth > MAX_DEPTH)
        return true;
    if (m->descriptor == &tcommon__payload__descriptor)
        return w->fn(w->user, field, (const Tcommon__Payload *)m);
    for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
        bool plain;

        if (f->type != PROTOBUF_C_TYPE_MESSAGE || is_unset(m, f))
            continue;
        /* lists, maps and the oneof's arms are known by who holds them */
        plain = strcmp(f->name, "payloads") == 0 || strcmp(f->name, "value") == 0 ||
                strcmp(f->name, "fields") == 0 || strcmp(f->name, "attributes") == 0;
        if (!walk_field(w, m, f, plain ? field : f->name, depth + 1))
            return false;
    }
    return true;
}

bool wf_message_each_payload(const void *message, wf_payload_fn *fn, void *user)
{
    struct walk w = { .fn = fn, .user = user };

    return walk_message(&w, message, "", 0);
}
