/* commands/schedule_create.c: make a Schedule. */
#include "commands/schedule.h"

#include "commands/simple_receipt.h"

struct create_args {
    struct wf_schedule_one one;
    struct wf_schedule_given given;
    struct wf_strings memo, search_attribute; /* of the Schedule itself */
};

static enum wf_code create_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct create_args *a = args;
    Tworkflowservice__CreateScheduleRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__create_schedule_request__descriptor);
    struct wf_schedule_given given = a->given;
    const char *id = NULL;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc != WF_OK)
        return rc;
    if (given.workflow_id == NULL)
        given.workflow_id = wf_job_uuid(job);
    req->schedule = wf_msg_new(job->arena, &tschedule__schedule__descriptor);
    rc = wf_schedule_apply(job, &given, req->schedule, NULL, err);
    if (rc == WF_OK)
        rc = wf_input_memo(job, &a->memo, &req->memo, err);
    if (rc == WF_OK)
        rc = wf_input_search_attributes(job, &a->search_attribute, &req->search_attributes,
                                        err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->schedule_id = (char *)id;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "CreateSchedule", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_simple_receipt(job, "scheduleId", id, "created", err) : rc;
}

#define A struct create_args
static const struct wf_option create_options[] = {
    WF_OPT_SET(wf_schedule_one_options, A, one),
    WF_OPT_STRING(0, "type", A, given.type, "NAME", "Workflow Type", .alias = "name",
                  .required = true, .complete = WF_COMPLETE_WORKFLOW_TYPE),
    WF_OPT_STRING('t', "task-queue", A, given.task_queue, "NAME",
                  "task queue of its workers", .required = true,
                  .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_SET(wf_schedule_given_options, A, given),
    WF_OPT_DURATION(0, "task-timeout", A, given.task_timeout, "for one workflow task",
                    .default_value = "10s"),
    WF_OPT_ENUM(0, "overlap-policy", A, given.overlap, wf_schedule_overlaps,
                "when a run is due and the last one still runs", .default_value = "Skip"),
    WF_OPT_STRINGS(0, "schedule-memo", A, memo, "KEY=JSON",
                   "a note that is kept with the Schedule"),
    WF_OPT_STRINGS(0, "schedule-search-attribute", A, search_attribute, "KEY=JSON",
                   "search attribute of the Schedule",
                   .complete = WF_COMPLETE_SEARCH_ATTRIBUTE),
    WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_schedule_create = {
    .path = "schedule create",
    .summary = "Create a Schedule, which starts workflows at the times you give",
    .text = "--cron, --calendar and --interval may be given several times and together.",
    .examples = { { "wfsh schedule create nightly --cron '30 2 * * *' --time-zone "
                    "Europe/Berlin --type Report -t reports",
                    "every night at 02:30" },
                  { "wfsh sched create sync --interval 1h/15m --jitter 30s --type Sync -t "
                    "sync -i '{\"full\":false}'",
                    "a quarter past every hour" },
                  { "wfsh schedule create payday --calendar "
                    "'{\"dayOfMonth\":\"25\",\"hour\":\"9\"}' --type Pay -t pay --paused",
                    "created paused" } },
    .positionals = wf_schedule_one_positionals,
    .options = create_options,
    .args_size = sizeof(struct create_args),
    .klass = WF_CLASS_WRITES,
    .run = create_run,
};
