/* commands/schedule_backfill.c: make up for the runs of a span of time. */
#include "commands/schedule.h"

struct backfill_args {
    struct wf_schedule_one one;
    int64_t start, end; /* ns since the epoch */
    const char *overlap;
};

static enum wf_code backfill_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct backfill_args *a = args;
    Tschedule__SchedulePatch *patch =
        wf_msg_new(job->arena, &tschedule__schedule_patch__descriptor);
    Tschedule__BackfillRequest *b =
        wf_msg_new(job->arena, &tschedule__backfill_request__descriptor);
    const char *id = NULL;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc != WF_OK)
        return rc;
    if (a->end < a->start)
        return wf_error_set(err, WF_E_USAGE, "--end-time is before --start-time");
    b->start_time = wf_timestamp_new(job->arena, a->start);
    b->end_time = wf_timestamp_new(job->arena, a->end);
    b->overlap_policy = wf_schedule_overlap(a->overlap);
    wf_msg_append(job->arena, &patch->backfill_request, &patch->n_backfill_request, b);
    return wf_schedule_patch(job, id, patch, "backfill requested", err);
}

#define A struct backfill_args
static const struct wf_option backfill_options[] = {
    WF_OPT_SET(wf_schedule_one_options, A, one),
    WF_OPT_TIME(0, "start-time", A, start, "begin of the span", .required = true),
    WF_OPT_TIME(0, "end-time", A, end, "its end", .required = true),
    WF_OPT_ENUM(0, "overlap-policy", A, overlap, wf_schedule_overlaps,
                "when a run is due and another still runs", .default_value = "Skip"),
    WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_schedule_backfill = {
    .path = "schedule backfill",
    .summary = "Run what a Schedule would have run in a span of time",
    .text = "With the overlap policy Skip only the first of them runs while it runs:\n"
            "BufferAll runs them one after the other, AllowAll side by side.",
    .examples = { { "wfsh schedule backfill nightly --start-time 2026-11-01 --end-time "
                    "2026-11-08 --overlap-policy BufferAll",
                    "a week, one after the other" },
                  { "wfsh sched list-matching-times nightly --start-time 2026-11-01 "
                    "--end-time 2026-11-08",
                    "which runs that would be" } },
    .positionals = wf_schedule_one_positionals,
    .options = backfill_options,
    .args_size = sizeof(struct backfill_args),
    .klass = WF_CLASS_WRITES,
    .run = backfill_run,
};
