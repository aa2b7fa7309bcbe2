#ifndef WF_CLIENT_EVENT_GROUP_H
#define WF_CLIENT_EVENT_GROUP_H

#include "client/event.h"

/*
 * A history as what happened: one group for each activity, timer, child, signal, update,
 * nexus operation, failed workflow task, and for the workflow's own start and end. Events
 * are fed in order (of one run); groups come out in the order in which they began.
 *
 * Memory: names and texts of the groups that are open, plus those that were not taken yet.
 */
enum wf_group_state {
    WF_GROUP_OPEN, /* scheduled, not started, or started and not ended */
    WF_GROUP_DONE,
    WF_GROUP_FAILED,
    WF_GROUP_TIMED_OUT,
    WF_GROUP_CANCELED,
    WF_GROUP_TERMINATED,
};

struct wf_event_group {
    int64_t id;                      /* of the event that opened it */
    int64_t first_event, last_event; /* ids */
    enum wf_event_category category;
    enum wf_group_state state;
    bool started;
    bool local;            /* the marker of a Local Activity */
    bool cancel_requested; /* of an activity or a Nexus operation */
    const char *name;      /* activity type, timer id, signal name ...; never NULL */
    const char *detail; /* id, result, root cause: what the last event says; never NULL */
    uint32_t attempts;  /* tries of an activity; 0: not counted */
    size_t n_events;
    int64_t begin_ns, start_ns, end_ns; /* opened, started, ended; WF_NO_TIME: not yet */
};

struct wf_grouper;
struct wf_grouper *wf_grouper_new(void);
void wf_grouper_free(struct wf_grouper *g);
void wf_grouper_feed(struct wf_grouper *g, const Thistory__HistoryEvent *e);
/*
 * The next group in order; NULL: none is ready. With `all` groups that are still open come
 * out too; without, the queue waits at the first open one, but for no more than a thousand
 * closed ones behind it, which come out before it then. Valid until the next call.
 */
const struct wf_event_group *wf_grouper_take(struct wf_grouper *g, bool all);
/* Those that wait inside, in order; for a view that is drawn again. */
size_t wf_grouper_count(const struct wf_grouper *g);
const struct wf_event_group *wf_grouper_at(const struct wf_grouper *g, size_t i);
const char *
wf_group_state_word(const struct wf_event_group *g); /* "Completed", "Running" … */

#endif
