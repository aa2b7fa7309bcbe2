/* commands/schedule_toggle.c: pause a Schedule, or let it go on. */
#include "commands/schedule.h"

struct toggle_args {
    struct wf_schedule_one one;
    bool pause, unpause;
    const char *reason;
};

static enum wf_code toggle_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct toggle_args *a = args;
    Tschedule__SchedulePatch *patch =
        wf_msg_new(job->arena, &tschedule__schedule_patch__descriptor);
    const char *id = NULL;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc != WF_OK)
        return rc;
    if (a->pause == a->unpause)
        return wf_error_set(err, WF_E_USAGE, "exactly one of --pause and --unpause");
    /* the server tells the patch by its text, so that an empty one would do nothing */
    if (*a->reason == '\0')
        return wf_error_set(err, WF_E_USAGE, "--reason: a text, or leave it out");
    if (a->pause)
        patch->pause = (char *)a->reason;
    else
        patch->unpause = (char *)a->reason;
    return wf_schedule_patch(job, id, patch, a->pause ? "paused" : "unpaused", err);
}

#define A struct toggle_args
static const struct wf_option toggle_options[] = {
    WF_OPT_SET(wf_schedule_one_options, A, one),
    WF_OPT_BOOL(0, "pause", A, pause, "start nothing until it is unpaused"),
    WF_OPT_BOOL(0, "unpause", A, unpause, "go on"),
    WF_OPT_STRING(0, "reason", A, reason, "TEXT", "becomes the Schedule's notes",
                  .default_value = "(no reason provided)"),
    WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_schedule_toggle = {
    .path = "schedule toggle",
    .summary = "Pause or unpause a Schedule",
    .examples = { { "wfsh schedule toggle nightly --pause --reason 'disk is full'",
                    "the reason stands in its notes" },
                  { "wfsh sched toggle nightly --unpause", "it goes on" } },
    .positionals = wf_schedule_one_positionals,
    .options = toggle_options,
    .args_size = sizeof(struct toggle_args),
    .klass = WF_CLASS_WRITES,
    .run = toggle_run,
};
