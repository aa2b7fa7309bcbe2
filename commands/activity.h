#ifndef WF_COMMANDS_ACTIVITY_H
#define WF_COMMANDS_ACTIVITY_H

#include "commands/list_pages.h"

/* What the verbs of Standalone Activities share. */
typedef Tactivity__ActivityExecutionListInfo wf_activity_item;
extern const struct wf_columns wf_activity_columns;

/* Exactly one Standalone Activity. */
struct wf_activity_one {
    const char *activity_id, *run_id; /* "": the latest run */
};
extern const struct wf_option wf_activity_one_options[];

/* Waits until it is closed and prints its result or failure; WF_O_… says how it ended. */
enum wf_code wf_activity_wait(struct wf_job *job, const struct wf_activity_one *one,
                              struct wf_error *err);

/* The number of Standalone Activities that match; `query` may be NULL. */
enum wf_code wf_activity_count(struct wf_job *job, const char *query,
                               Tworkflowservice__CountActivityExecutionsResponse **ret,
                               struct wf_error *err);
/* {activityId, runId, outcome, code, message}, or one line. */
enum wf_code wf_activity_receipt(struct wf_job *job, const char *id, const char *run_id,
                                 const char *message, struct wf_error *err);

#endif
