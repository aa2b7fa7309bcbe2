/* commands/schedule_export.c: Schedules as texts that schedule import takes. */
#include "commands/schedule_document.h"

struct export_args {
    struct wf_strings ids;
    const char *query;
};

struct exported {
    struct wf_job *job;
    wf_schedule_document **v;
    size_t n;
};

static enum wf_code add_one(struct exported *x, const char *id, struct wf_error *err)
{
    Tworkflowservice__DescribeScheduleResponse *r = NULL;
    enum wf_code rc = wf_schedule_describe(x->job, id, &r, err);

    if (rc == WF_OK)
        wf_msg_append(x->job->arena, &x->v, &x->n, wf_schedule_document_of(x->job, id, r));
    return rc;
}

static enum wf_code add_page(struct exported *x,
                             const Tworkflowservice__ListSchedulesResponse *reply,
                             struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < reply->n_schedules && rc == WF_OK; i++) {
        rc = add_one(x, wf_arena_strdup(x->job->arena, reply->schedules[i]->schedule_id),
                     err);
        if (rc != WF_E_NOT_FOUND)
            continue;
        wf_error_clear(err); /* deleted since it was listed */
        rc = WF_OK;
    }
    return rc;
}

static enum wf_code add_listed(struct exported *x, const char *query, struct wf_error *err)
{
    Tworkflowservice__ListSchedulesRequest *req =
        wf_msg_new(x->job->arena, &tworkflowservice__list_schedules_request__descriptor);
    struct wf_pager *pager = NULL;
    enum wf_code rc = wf_schedule_query_check(x->job, query, err);

    req->namespace_ = (char *)wf_job_namespace(x->job);
    req->maximum_page_size = 1000;
    if (query != NULL)
        req->query = (char *)query;
    if (rc == WF_OK)
        rc = wf_job_pager(x->job, "ListSchedules", req, NULL, &pager, err);
    while (rc == WF_OK) {
        const struct wf_page *page = NULL;

        rc = wf_job_page(x->job, pager, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        rc = add_page(x, page->reply, err);
    }
    wf_pager_free(pager);
    return rc;
}

static void fill_one(struct wf_json *j, const void *user)
{
    const struct exported *x = user;

    wf_schedule_document_json(j, x->job, x->v[0]);
}

static void fill_all(struct wf_json *j, const void *user)
{
    const struct exported *x = user;

    wf_json_array(j);
    for (size_t i = 0; i < x->n; i++)
        wf_schedule_document_json(j, x->job, x->v[i]);
    wf_json_end_array(j);
}

static enum wf_code export_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct export_args *a = args;
    struct exported x = { .job = job };
    enum wf_code rc = WF_OK;

    if (a->ids.n > 0 && a->query != NULL)
        return wf_error_set(err, WF_E_USAGE, "ids and --query exclude each other");
    for (size_t i = 0; i < a->ids.n && rc == WF_OK; i++)
        rc = add_one(&x, a->ids.v[i], err);
    if (a->ids.n == 0)
        rc = add_listed(&x, a->query, err);
    if (rc != WF_OK)
        return rc;
    if (a->ids.n == 1)
        return wf_job_json(job, fill_one, &x, err);
    if (wf_globals_output(job->g) != WF_OUTPUT_JSONL)
        return wf_job_json(job, fill_all, &x, err);
    for (size_t i = 0; i < x.n && rc == WF_OK; i++)
        rc = wf_job_json(job, fill_one, &(struct exported){ job, &x.v[i], 1 }, err);
    return rc;
}

static const struct wf_option export_options[] = {
    WF_OPT_STRING('q', "query", struct export_args, query, "QUERY",
                  "those that a List Filter finds", .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_END
};

static const struct wf_positional export_positionals[] = {
    { .name = "SCHEDULE-ID",
      .offset = offsetof(struct export_args, ids),
      .help = "these; none: all of the namespace",
      .complete = WF_COMPLETE_SCHEDULE,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_schedule_export = {
    .path = "schedule export",
    .summary = "Print Schedules as JSON that schedule import takes",
    .text =
        "One object for one id, else a list; one a line with -o jsonl. What a Schedule\n"
        "is, but not what came of it.",
    .examples = { { "wfsh schedule export > schedules.json", "all of the namespace" },
                  { "wfsh schedule export nightly | wfsh -n staging schedule import - "
                    "--paused",
                    "one, to another namespace" } },
    .positionals = export_positionals,
    .options = export_options,
    .args_size = sizeof(struct export_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS,
    .run = export_run,
};
