#ifndef WF_COMMANDS_RESET_POINT_H
#define WF_COMMANDS_RESET_POINT_H

#include "commands/job.h"

/*
 * A point that a run can be reset to: the end of a workflow task. Everything before it
 * stays, the task itself is done again. Strings in the job's arena.
 */
struct wf_reset_point {
    const char *run_id; /* the base run */
    int64_t event_id;   /* workflow_task_finish_event_id; 0: not found */
    int64_t time_ns;
    /* What came after it in the base run, and would be done or applied again. */
    int64_t events_after, activities_after, timers_after, children_after, signals_after,
        updates_after;
};

/*
 * What the user asked for, in one of the forms: "first", "last", "-N" (the Nth last
 * workflow task), "before:EVENT[:NAME]" (the last such event, e.g.
 * before:ActivityTaskFailed:charge), a TIME (the first task that ended after it), "#ID" or
 * a plain event id. WF_E_USAGE for another form, WF_E_NOT_FOUND when the history has no
 * such place.
 */
enum wf_code wf_reset_find(struct wf_job *job, const struct wf_ref *ref, const char *to,
                           struct wf_reset_point *ret, struct wf_error *err);
/* Of an event id as it stands: only counts what comes after. */
enum wf_code wf_reset_measure(struct wf_job *job, const struct wf_ref *ref,
                              int64_t event_id, struct wf_reset_point *ret,
                              struct wf_error *err);
/* Every event of a run, oldest first, and which of them are points. */
typedef enum wf_code wf_reset_point_fn(void *user, const Thistory__HistoryEvent *e,
                                       struct wf_error *err);
enum wf_code wf_reset_walk(struct wf_job *job, const struct wf_ref *ref,
                           wf_reset_point_fn *fn, void *user, struct wf_error *err);
bool wf_reset_is_point(const Thistory__HistoryEvent *e);

#endif
