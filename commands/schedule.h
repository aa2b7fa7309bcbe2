#ifndef WF_COMMANDS_SCHEDULE_H
#define WF_COMMANDS_SCHEDULE_H

#include "commands/input.h"

/*
 * The Schedule that a verb is about: a word or -s. It must be the first member of the
 * verb's args, so that all verbs share the row of the word.
 */
struct wf_schedule_one {
    const char *word, *id;
};
extern const struct wf_option wf_schedule_one_options[];
extern const struct wf_positional wf_schedule_one_positionals[];
enum wf_code wf_schedule_id(const struct wf_schedule_one *one, const char **ret,
                            struct wf_error *err);

/* For a call that failed with `rc`: one that was deleted is told by the end of its
 * workflow. */
enum wf_code wf_schedule_gone(const char *id, enum wf_code rc, struct wf_error *err);

/* The Schedule as the server has it; in the job's arena. */
enum wf_code wf_schedule_describe(struct wf_job *job, const char *id,
                                  Tworkflowservice__DescribeScheduleResponse **ret,
                                  struct wf_error *err);

/* Points at a mistake in the syntax of --query (NULL is none) before it is sent. */
enum wf_code wf_schedule_query_check(struct wf_job *job, const char *query,
                                     struct wf_error *err);

/* A patch: pause, unpause, trigger, backfill. Leaves a receipt with `message`. */
enum wf_code wf_schedule_patch(struct wf_job *job, const char *id,
                               Tschedule__SchedulePatch *patch, const char *message,
                               struct wf_error *err);

/* The words of --overlap-policy, NULL-ended, and the value of one; NULL is 0. */
extern const char *const wf_schedule_overlaps[];
Tenums__ScheduleOverlapPolicy wf_schedule_overlap(const char *word);

/*
 * What the user says of a Schedule. Of the times, --cron, --calendar and --interval are one
 * thing: the server keeps the lines of --cron as calendars.
 */
struct wf_schedule_given {
    struct wf_strings cron, calendar, interval;
    int64_t jitter, catchup_window; /* ns */
    int64_t start_time, end_time;   /* ns since the epoch */
    const char *time_zone, *overlap, *notes;
    enum wf_tri pause_on_failure, paused;
    int64_t remaining_actions;
    const char *workflow_id, *type, *task_queue;
    int64_t execution_timeout, run_timeout, task_timeout; /* ns */
    struct wf_strings memo, search_attribute, headers;
    const char *static_summary, *static_details;
    int64_t priority_key;
    const char *fairness_key;
    double fairness_weight;
    struct wf_input input;
};
/* All but --type, --task-queue, --task-timeout and --overlap-policy. */
extern const struct wf_option wf_schedule_given_options[];

/*
 * Puts what is given into `s`, whose lists may be those of a reply, and keeps all else. Of
 * memo, search attributes and headers the keys that are given change. *ret_any (may be
 * NULL): whether anything was given.
 */
enum wf_code wf_schedule_apply(struct wf_job *job, const struct wf_schedule_given *g,
                               Tschedule__Schedule *s, bool *ret_any, struct wf_error *err);

/*
 * Sends `s` in place of what `before` describes, under `before`'s conflict token, and reads
 * back: a server may answer OK and drop an update whose token is old. WF_E_CONFLICT then.
 * `attributes` and `memo` of the Schedule itself: NULL leaves them alone.
 */
enum wf_code wf_schedule_replace(struct wf_job *job, const char *id,
                                 const Tworkflowservice__DescribeScheduleResponse *before,
                                 Tschedule__Schedule *s,
                                 Tcommon__SearchAttributes *attributes, Tcommon__Memo *memo,
                                 struct wf_error *err);

#endif
