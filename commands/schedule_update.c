/* commands/schedule_update.c: change some of a Schedule. */
#include "commands/schedule_document.h"

struct update_args {
    struct wf_schedule_one one;
    struct wf_schedule_given given;
    const char *from;
};

enum { MAX_TEXT = 64 << 20 };

typedef Tworkflowservice__DescribeScheduleResponse described;

static void keep_the_rest(Tschedule__Schedule *s, const Tschedule__Schedule *now)
{
    if (s->action == NULL)
        s->action = now->action;
    if (s->spec == NULL)
        s->spec = now->spec;
    if (s->policies == NULL)
        s->policies = now->policies;
    if (s->state == NULL)
        s->state = now->state;
}

/* The Schedule as the file has it, with what is given on the command line over it. */
static enum wf_code update_from(struct wf_job *job, const struct update_args *a,
                                const char *id, const described *now, struct wf_error *err)
{
    wf_schedule_document *d = NULL;
    struct wf_bytes text = { 0 };
    enum wf_code rc = wf_job_read_file(job, a->from, "--from", MAX_TEXT, &text, err);

    if (rc == WF_OK)
        rc = wf_schedule_document_read(job, a->from, text, &d, err);
    if (rc != WF_OK)
        return rc;
    if (now != NULL)
        keep_the_rest(d->schedule, now->schedule);
    rc = wf_schedule_apply(job, &a->given, d->schedule, NULL, err);
    if (rc == WF_OK && now == NULL)
        rc = wf_schedule_replace(job, id, NULL, d->schedule, d->search_attributes, d->memo,
                                 err);
    else if (rc == WF_OK)
        rc = wf_schedule_document_send(job, id, now, d, err);
    return rc;
}

static enum wf_code update_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct update_args *a = args;
    const char *id = NULL;
    described *now = NULL;
    Tschedule__Schedule *s;
    bool any = false;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc == WF_OK && !job->g->explain)
        rc = wf_schedule_describe(job, id, &now, err);
    if (rc != WF_OK)
        return rc;
    if (now != NULL && now->schedule == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer holds no Schedule");
    if (a->from != NULL)
        return update_from(job, a, id, now, err);
    s = now != NULL ? wf_msg_copy(job->arena, now->schedule)
                    : wf_msg_new(job->arena, &tschedule__schedule__descriptor);
    rc = wf_schedule_apply(job, &a->given, s, &any, err);
    if (rc == WF_OK && !any)
        rc = wf_error_set(err, WF_E_USAGE, "change what? see 'wfsh help schedule update'");
    return rc == WF_OK ? wf_schedule_replace(job, id, now, s, NULL, NULL, err) : rc;
}

#define A struct update_args
static const struct wf_option update_options[] = {
    WF_OPT_SET(wf_schedule_one_options, A, one),
    WF_OPT_STRING(0, "type", A, given.type, "NAME", "Workflow Type", .alias = "name",
                  .complete = WF_COMPLETE_WORKFLOW_TYPE),
    WF_OPT_STRING('t', "task-queue", A, given.task_queue, "NAME",
                  "task queue of its workers", .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_SET(wf_schedule_given_options, A, given),
    WF_OPT_DURATION(0, "task-timeout", A, given.task_timeout, "for one workflow task"),
    WF_OPT_ENUM(0, "overlap-policy", A, given.overlap, wf_schedule_overlaps,
                "when a run is due and the last one still runs"),
    WF_OPT_STRING(0, "from", A, from, "FILE",
                  "first as this JSON says, of describe -o json or export; - is stdin",
                  .ours = true, .complete = WF_COMPLETE_FILE),
    WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_schedule_update = {
    .path = "schedule update",
    .summary = "Change a Schedule: what is given, and nothing else",
    .text =
        "Any of --cron, --calendar and --interval replaces all times that it has; --memo,\n"
        "--search-attribute and --headers change the keys that are given. When somebody\n"
        "else changes it at the same moment, nothing is done: exit status 5. (The "
        "official\n"
        "CLI replaces the whole Schedule by what its command line says.)",
    .examples = { { "wfsh schedule update nightly --cron '0 4 * * *'",
                    "another time; its input and all else stay" },
                  { "wfsh sched update nightly --notes '' --remaining-actions 0",
                    "no notes, no limit" },
                  { "wfsh schedule describe nightly -o json | jq '.schedule.spec.jitter = "
                    "\"60s\"' | wfsh schedule update nightly --from -",
                    "by a program" } },
    .positionals = wf_schedule_one_positionals,
    .options = update_options,
    .args_size = sizeof(struct update_args),
    .klass = WF_CLASS_WRITES,
    .run = update_run,
};
