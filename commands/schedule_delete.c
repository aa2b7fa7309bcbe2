/* commands/schedule_delete.c: remove a Schedule. */
#include "commands/schedule.h"

#include "commands/simple_receipt.h"

struct delete_args {
    struct wf_schedule_one one;
    bool yes;
};

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct delete_args *a = args;
    Tworkflowservice__DeleteScheduleRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__delete_schedule_request__descriptor);
    const char *id = NULL;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->schedule_id = (char *)id;
    req->identity = (char *)wf_job_identity(job);
    rc = wf_job_call(job, "DeleteSchedule", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_simple_receipt(job, "scheduleId", id, "deleted", err)
                       : wf_schedule_gone(id, rc, err);
}

static const struct wf_option delete_options[] = {
    WF_OPT_SET(wf_schedule_one_options, struct delete_args, one),
    WF_OPT_BOOL('y', "yes", struct delete_args, yes, "do not ask", .ours = true), WF_OPT_END
};

const struct wf_command wf_cmd_schedule_delete = {
    .path = "schedule delete",
    .summary = "Delete a Schedule; the workflows that it has started go on",
    .examples = { { "wfsh schedule delete nightly", "at once; export it before" },
                  { "wfsh sched delete -s nightly -o json", "a receipt for scripts" } },
    .positionals = wf_schedule_one_positionals,
    .options = delete_options,
    .args_size = sizeof(struct delete_args),
    .klass = WF_CLASS_DESTROYS,
    .run = delete_run,
};
