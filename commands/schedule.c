/* commands/schedule.c: what the verbs of Schedules share. */
#include "commands/schedule.h"

#include "client/vquery.h"
#include "commands/simple_receipt.h"

#include <string.h>

#define ONE struct wf_schedule_one
const struct wf_option wf_schedule_one_options[] = {
    WF_OPT_STRING('s', "schedule-id", ONE, id, "ID", "the Schedule",
                  .complete = WF_COMPLETE_SCHEDULE),
    WF_OPT_END
};

const struct wf_positional wf_schedule_one_positionals[] = {
    { .name = "SCHEDULE-ID",
      .offset = offsetof(ONE, word),
      .help = "the Schedule; or -s",
      .complete = WF_COMPLETE_SCHEDULE,
      .official = "schedule-id" },
    { .name = NULL },
};
#undef ONE

enum wf_code wf_schedule_id(const struct wf_schedule_one *one, const char **ret,
                            struct wf_error *err)
{
    if (one->word != NULL && one->id != NULL)
        return wf_error_set(err, WF_E_USAGE, "--schedule-id and '%s' exclude each other",
                            one->word);
    *ret = one->word != NULL ? one->word : one->id;
    if (*ret == NULL || **ret == '\0')
        return wf_error_set(err, WF_E_USAGE, "which Schedule? give an id");
    return WF_OK;
}

enum wf_code wf_schedule_gone(const char *id, enum wf_code rc, struct wf_error *err)
{
    if ((rc == WF_E_CONFLICT &&
         strcmp(err->text, "workflow execution already completed") == 0) ||
        (rc == WF_E_NOT_FOUND && strcmp(err->text, "schedule not found") == 0))
        return wf_error_set(err, WF_E_NOT_FOUND, "no schedule '%s'", id);
    return rc;
}

enum wf_code wf_schedule_describe(struct wf_job *job, const char *id,
                                  Tworkflowservice__DescribeScheduleResponse **ret,
                                  struct wf_error *err)
{
    Tworkflowservice__DescribeScheduleRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__describe_schedule_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->schedule_id = (char *)id;
    return wf_schedule_gone(
        id, wf_job_call(job, "DescribeSchedule", req, NULL, NULL, ret, err), err);
}

enum wf_code wf_schedule_query_check(struct wf_job *job, const char *query,
                                     struct wf_error *err)
{
    struct wf_vquery parsed;
    enum wf_code rc = WF_OK;

    if (query != NULL)
        rc = wf_vquery_parse(job->arena, query, &parsed, err);
    if (rc != WF_OK)
        wf_error_prefix(err, "--query");
    return rc;
}

enum wf_code wf_schedule_patch(struct wf_job *job, const char *id,
                               Tschedule__SchedulePatch *patch, const char *message,
                               struct wf_error *err)
{
    Tworkflowservice__PatchScheduleRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__patch_schedule_request__descriptor);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->schedule_id = (char *)id;
    req->patch = patch;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    rc = wf_job_call(job, "PatchSchedule", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_simple_receipt(job, "scheduleId", id, message, err)
                       : wf_schedule_gone(id, rc, err);
}

const char *const wf_schedule_overlaps[] = { "Skip",        "BufferOne",      "BufferAll",
                                             "CancelOther", "TerminateOther", "AllowAll",
                                             NULL };

Tenums__ScheduleOverlapPolicy wf_schedule_overlap(const char *word)
{
    int value = 0;

    if (word != NULL)
        (void)wf_enum_parse(&tenums__schedule_overlap_policy__descriptor, word, &value);
    return (Tenums__ScheduleOverlapPolicy)value;
}
