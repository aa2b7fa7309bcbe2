/* commands/schedule_trigger.c: run what a Schedule runs, now. */
#include "commands/schedule.h"

struct trigger_args {
    struct wf_schedule_one one;
    const char *overlap;
};

static enum wf_code trigger_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct trigger_args *a = args;
    Tschedule__SchedulePatch *patch =
        wf_msg_new(job->arena, &tschedule__schedule_patch__descriptor);
    const char *id = NULL;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc != WF_OK)
        return rc;
    patch->trigger_immediately =
        wf_msg_new(job->arena, &tschedule__trigger_immediately_request__descriptor);
    patch->trigger_immediately->overlap_policy = wf_schedule_overlap(a->overlap);
    return wf_schedule_patch(job, id, patch, "trigger requested", err);
}

#define A struct trigger_args
static const struct wf_option trigger_options[] = {
    WF_OPT_SET(wf_schedule_one_options, A, one),
    WF_OPT_ENUM(0, "overlap-policy", A, overlap, wf_schedule_overlaps,
                "when the last run still runs", .default_value = "Skip"),
    WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_schedule_trigger = {
    .path = "schedule trigger",
    .summary = "Run what a Schedule runs, now",
    .text = "A Schedule that is paused runs too. With the overlap policy Skip nothing is\n"
            "started while its last run still runs.",
    .examples = { { "wfsh schedule trigger nightly", "unless it is running" },
                  { "wfsh sched trigger nightly --overlap-policy AllowAll",
                    "beside those that run" } },
    .positionals = wf_schedule_one_positionals,
    .options = trigger_options,
    .args_size = sizeof(struct trigger_args),
    .klass = WF_CLASS_WRITES,
    .run = trigger_run,
};
