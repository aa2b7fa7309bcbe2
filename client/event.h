#ifndef WF_CLIENT_EVENT_H
#define WF_CLIENT_EVENT_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "proto/api.h"

#include <stdbool.h>
#include <stdint.h>

/* What can be said of one event by itself. Pure functions: no memory kept, any thread. */

enum wf_event_category {
    WF_EVENT_WORKFLOW,      /* started, completed, cancel requested, options ... */
    WF_EVENT_WORKFLOW_TASK, /* scheduled, started, completed, failed, timed out */
    WF_EVENT_ACTIVITY,
    WF_EVENT_TIMER,
    WF_EVENT_CHILD,
    WF_EVENT_SIGNAL, /* received, and sent to others */
    WF_EVENT_UPDATE,
    WF_EVENT_NEXUS,
    WF_EVENT_MARKER, /* local activities, versions, side effects */
    WF_EVENT_OTHER,  /* search attributes, properties, cancels of others */
    WF_EVENT_CATEGORIES
};

enum wf_event_class {
    WF_EVENT_NEUTRAL,
    WF_EVENT_OPENS,     /* scheduled, initiated, requested */
    WF_EVENT_RUNS,      /* started */
    WF_EVENT_SUCCEEDED, /* completed, fired, received */
    WF_EVENT_FAILED,    /* failed, rejected, terminated */
    WF_EVENT_TIMED_OUT,
    WF_EVENT_CANCELED,
};

/* "ActivityTaskScheduled"; `buf` is used when it must be built. Unknown types: the number.
 */
const char *wf_event_type(const Thistory__HistoryEvent *e, char *buf, size_t size);
enum wf_event_category wf_event_category(const Thistory__HistoryEvent *e);
const char *wf_event_category_word(enum wf_event_category c); /* "workflow-task"; static */
bool wf_event_category_parse(const char *word, enum wf_event_category *ret);
enum wf_event_class wf_event_class(const Thistory__HistoryEvent *e);
const char *wf_event_class_word(enum wf_event_class c); /* "failed"; static */
int64_t wf_event_time(const Thistory__HistoryEvent *e); /* ns; WF_NO_TIME: none */

/* Name and number of the oneof member that holds the attributes; NULL: none. */
const ProtobufCFieldDescriptor *wf_event_attributes_field(const Thistory__HistoryEvent *e);
const void *
wf_event_attributes(const Thistory__HistoryEvent *e); /* a message; NULL: none */

/* The attributes are there, and those that event_type calls for. */
bool wf_event_is_sound(const Thistory__HistoryEvent *e);
/*
 * Makes an event sound: attributes that are missing, or another type's, become empty ones.
 * The readers of client/history.h do it with every event, so that whoever looks at
 * event_type may go to its attributes. Types that this API does not know stay as they are.
 */
void wf_event_mend(struct wf_arena *a, Thistory__HistoryEvent *e);

/*
 * The marker of a Local Activity, as the SDKs on the core library and those of Go and Java
 * write it; NULL: the event is something else.
 */
const Thistory__MarkerRecordedEventAttributes *
wf_event_local_activity(const Thistory__HistoryEvent *e);
/* Appends "TYPE (local)"; the marker's name where its data are not to be read. */
void wf_local_activity_type(struct wf_strbuf *out,
                            const Thistory__MarkerRecordedEventAttributes *m);
/* A detail of a marker by its key; NULL: there is none. */
const Tcommon__Payloads *wf_marker_detail(const Thistory__MarkerRecordedEventAttributes *m,
                                          const char *key);

/*
 * The event that this one belongs to: scheduled, initiated or started event of its
 * activity, timer, child, signal, update, nexus operation or workflow task; 0: none. An
 * event that opens a group is its own.
 */
int64_t wf_event_group_id(const Thistory__HistoryEvent *e);
/* All event ids that it names, smallest first, at most `max`; how many. */
size_t wf_event_links(const Thistory__HistoryEvent *e, int64_t *ret, size_t max);

/* The failure that it carries; NULL: none. */
const Tfailure__Failure *wf_event_failure(const Thistory__HistoryEvent *e);
/* The deepest cause of a failure; the failure itself when it has none. Depth is bounded. */
const Tfailure__Failure *wf_failure_root(const Tfailure__Failure *f);
/* "ApplicationError", "Timeout: StartToClose", "Canceled" ...: the kind in a word. In `a`.
 */
const char *wf_failure_kind(struct wf_arena *a, const Tfailure__Failure *f);
/*
 * Its message and stack trace; out of encoded_attributes where a data converter has put
 * them there and the codec server gave them back. In `a` or in the failure; never NULL.
 */
const char *wf_failure_message(struct wf_arena *a, const Tfailure__Failure *f);
const char *wf_failure_stack(struct wf_arena *a, const Tfailure__Failure *f);
/* "kind: message" of one failure without its causes, one line. Raw text. */
void wf_failure_line(struct wf_strbuf *out, const Tfailure__Failure *f, size_t max);

/* Every payload of an event, in order, with the name of the field that holds it. */
typedef bool wf_payload_fn(void *user, const char *field, const Tcommon__Payload *p);
bool wf_message_each_payload(const void *message, wf_payload_fn *fn, void *user);

/*
 * One line for people: what the event is about and what it carries: activity type, attempt,
 * timer, names, ids, decoded payloads, the root cause of failures. Raw: the printer
 * neutralises control bytes. At most about `max` bytes of payload text.
 */
void wf_event_summary(struct wf_strbuf *out, const Thistory__HistoryEvent *e, size_t max);

/* What it carries only, without the subject. */
void wf_event_detail(struct wf_strbuf *out, const Thistory__HistoryEvent *e, size_t max);
/* What the user said of it (its summary); nothing when nothing was said. */
void wf_event_note(struct wf_strbuf *out, const Thistory__HistoryEvent *e, size_t max);
/* Its subject only: the activity's type, the timer's id, the signal's name; "" for none. */
void wf_event_subject(struct wf_strbuf *out, const Thistory__HistoryEvent *e);

#endif
