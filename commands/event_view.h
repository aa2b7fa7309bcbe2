#ifndef WF_COMMANDS_EVENT_VIEW_H
#define WF_COMMANDS_EVENT_VIEW_H

#include "client/event_group.h"
#include "commands/list.h"
#include "proto/json_write.h"

/* Events and groups of events as rows, cards and bars. */

/* What the columns of events take. */
struct wf_event_item {
    const Thistory__HistoryEvent *e;
    const char *subject; /* of its group, for events that name none themselves; "" */
    const char *workflow_id, *run_id;
    int64_t first_ns, previous_ns; /* times of the run's first event and the one before */
    bool archived;                 /* read from the archive */
    bool context;                  /* no match itself: shown because it is near one */
    enum wf_payload_form form;     /* of the payloads in the column json */
};
/* As fits the output: full times for programs, short ones on a narrow terminal. */
const struct wf_columns *wf_event_columns(const struct wf_job *job);
/* Of workflow tasks that ended: which build ran them; JSON is a record of its own. */
const struct wf_columns *wf_build_columns(const struct wf_job *job);
bool wf_event_is_build(const Thistory__HistoryEvent *e); /* such an event */
/* Items are struct wf_group_item. */
struct wf_group_item {
    const struct wf_event_group *g;
    int64_t first_ns; /* of the run */
};
const struct wf_columns *wf_group_columns(const struct wf_job *job);

/*
 * Remembers the subjects of the groups that are open: the activity type of an
 * ActivityTaskCompleted, which names only an event id. Fed with every event, in order.
 */
struct wf_subjects;
struct wf_subjects *wf_subjects_new(void);
void wf_subjects_free(struct wf_subjects *s);
/* The subject for the event, "" when there is none; until the next call. */
const char *wf_subjects_of(struct wf_subjects *s, const Thistory__HistoryEvent *e);

/* One event as a section of dotted keys with decoded payloads. */
void wf_event_card(struct wf_job *job, const struct wf_event_item *item,
                   struct wf_strbuf *out);

/* The groups as bars over time, all of them at once. `end_ns`: the last event's, or now. */
void wf_groups_timeline(struct wf_job *job, struct wf_grouper *g, int64_t begin_ns,
                        int64_t end_ns, struct wf_strbuf *out);

/* "11-23 18:58:19.872", local; in `a`. */
const char *wf_clock_text(struct wf_arena *a, int64_t ns);

#endif
