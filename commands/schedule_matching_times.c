/* commands/schedule_matching_times.c: when a Schedule runs in a span of time. */
#include "commands/schedule.h"

struct matching_args {
    struct wf_schedule_one one;
    int64_t start, end; /* ns since the epoch */
};

static enum wf_code
print_times(struct wf_job *job,
            const Tworkflowservice__ListScheduleMatchingTimesResponse *r,
            struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < r->n_start_time && rc == WF_OK; i++) {
        struct wf_strbuf b = WF_STRBUF_INIT;
        int64_t at = wf_timestamp_ns(r->start_time[i]);

        if (job->g->time_format != NULL)
            wf_strbuf_adds(&b, wf_job_time(job, at));
        else
            wf_time_rfc3339(&b, at);
        rc = wf_job_printf(job, err, "%s\n", wf_strbuf_str(&b));
        wf_strbuf_release(&b);
    }
    return rc;
}

static enum wf_code matching_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct matching_args *a = args;
    Tworkflowservice__ListScheduleMatchingTimesRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_schedule_matching_times_request__descriptor);
    Tworkflowservice__ListScheduleMatchingTimesResponse *reply = NULL;
    const char *id = NULL;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc != WF_OK)
        return rc;
    if (a->end < a->start)
        return wf_error_set(err, WF_E_USAGE, "--end-time is before --start-time");
    req->namespace_ = (char *)wf_job_namespace(job);
    req->schedule_id = (char *)id;
    req->start_time = wf_timestamp_new(job->arena, a->start);
    req->end_time = wf_timestamp_new(job->arena, a->end);
    rc = wf_job_call(job, "ListScheduleMatchingTimes", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return wf_schedule_gone(id, rc, err);
    return wf_job_is_json(job) ? wf_job_json_message(job, reply, err)
                               : print_times(job, reply, err);
}

#define A struct matching_args
static const struct wf_option matching_options[] = {
    WF_OPT_SET(wf_schedule_one_options, A, one),
    WF_OPT_TIME(0, "start-time", A, start, "begin of the span", .required = true),
    WF_OPT_TIME(0, "end-time", A, end, "its end", .required = true), WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_schedule_matching_times = {
    .path = "schedule list-matching-times",
    .summary = "List when a Schedule runs in a span of time, past or to come",
    .examples = { { "wfsh schedule list-matching-times nightly --start-time now --end-time "
                    "+7d",
                    "the next week" },
                  { "wfsh sched list-matching-times nightly --start-time 2026-11-01 "
                    "--end-time 2026-12-01 --time-format local",
                    "November, in local time" } },
    .positionals = wf_schedule_one_positionals,
    .options = matching_options,
    .args_size = sizeof(struct matching_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = matching_run,
};
