/* commands/activity.c: what the verbs of Standalone Activities share. */
#include "commands/activity.h"

#include "base/utf8.h"

#define O struct wf_activity_one
const struct wf_option wf_activity_one_options[] = {
    WF_OPT_STRING('a', "activity-id", O, activity_id, "ID", "the Standalone Activity",
                  .required = true),
    WF_OPT_STRING('r', "run-id", O, run_id, "ID", "its run; else the latest one",
                  .default_value = ""),
    WF_OPT_END
};
#undef O

enum wf_code wf_activity_count(struct wf_job *job, const char *query,
                               Tworkflowservice__CountActivityExecutionsResponse **ret,
                               struct wf_error *err)
{
    Tworkflowservice__CountActivityExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__count_activity_executions_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    if (query != NULL)
        req->query = (char *)query;
    return wf_job_call(job, "CountActivityExecutions", req, NULL, NULL, ret, err);
}

/* ---- receipts --------------------------------------------------------------------------
 */

struct receipt {
    const char *id, *run_id, *message;
};

static void fill(struct wf_json *j, const void *user)
{
    const struct receipt *r = user;

    wf_json_object(j);
    wf_json_kstr(j, "activityId", r->id);
    if (*r->run_id != '\0')
        wf_json_kstr(j, "runId", r->run_id);
    wf_json_kstr(j, "outcome", "done");
    wf_json_ki64(j, "code", 0);
    wf_json_kstr(j, "message", r->message);
    wf_json_end_object(j);
}

enum wf_code wf_activity_receipt(struct wf_job *job, const char *id, const char *run_id,
                                 const char *message, struct wf_error *err)
{
    struct receipt r = { .id = id, .run_id = run_id, .message = message };
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    if (wf_job_is_json(job))
        return wf_job_json(job, fill, &r, err);
    wf_utf8_safes(&b, id);
    rc = wf_job_printf(job, err, "done  %s  %s\n", wf_strbuf_str(&b), message);
    wf_strbuf_release(&b);
    return rc;
}

/* ---- columns ---------------------------------------------------------------------------
 */

static void get_status(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    enum { SIZE = 40 };
    char *buf = wf_arena_alloc(a, SIZE);

    ret->text = wf_enum_word(&tenums__activity_execution_status__descriptor,
                             (int)((const wf_activity_item *)item)->status, buf, SIZE);
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_activity_item *)item)->activity_id;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const wf_activity_item *i = item;

    (void)a;
    ret->text = i->activity_type != NULL ? i->activity_type->name : NULL;
}

static void get_queue(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_activity_item *)item)->task_queue;
}

static void get_scheduled(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const wf_activity_item *)item)->schedule_time);
}

static void get_closed(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const wf_activity_item *)item)->close_time);
}

static void get_took(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_duration_ns(((const wf_activity_item *)item)->execution_duration);
}

static void get_run(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_activity_item *)item)->run_id;
}

static const struct wf_column columns[] = {
    { .header = "STATUS", .key = "status", .type = WF_CELL_STATUS, .get = get_status },
    { .header = "ACTIVITY ID", .key = "id", .type = WF_CELL_TEXT, .get = get_id },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .shrink = 1, .get = get_type },
    { .header = "SCHEDULED",
      .key = "scheduled",
      .type = WF_CELL_TIME,
      .get = get_scheduled },
    { .header = "CLOSED", .key = "closed", .type = WF_CELL_TIME, .get = get_closed },
    { .header = "TOOK",
      .key = "took",
      .type = WF_CELL_DURATION,
      .wide = true,
      .get = get_took },
    { .header = "TASK QUEUE",
      .key = "task-queue",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_queue },
    { .header = "RUN ID",
      .key = "run-id",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_run },
};
const struct wf_columns wf_activity_columns = { .v = columns,
                                                .n = sizeof columns / sizeof *columns };
