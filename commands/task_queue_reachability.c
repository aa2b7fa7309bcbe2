/* commands/task_queue_reachability.c: may a Build Id's workers go? */
#include "commands/task_queue.h"

#include <string.h>

struct reach_args {
    struct wf_strings build_ids, task_queues;
    const char *type;
};

struct row {
    const char *build_id;
    const Ttaskqueue__TaskQueueReachability *r;
};

static const char *word(int value, char *buf, size_t size)
{
    return wf_enum_word(&tenums__task_reachability__descriptor, value, buf, size);
}

static void get_build(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->build_id;
}

static void get_queue(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->r->task_queue;
}

static void get_words(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const struct row *row = item;
    struct wf_strbuf b = WF_STRBUF_INIT;
    char buf[40];

    for (size_t i = 0; i < row->r->n_reachability; i++)
        wf_strbuf_addf(&b, "%s%s", i == 0 ? "" : ", ",
                       word((int)row->r->reachability[i], buf, sizeof buf));
    ret->text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void row_json(struct wf_json *j, const void *item)
{
    const struct row *row = item;
    char buf[40];

    wf_json_object(j);
    wf_json_kstr(j, "buildId", row->build_id);
    wf_json_kstr(j, "taskQueue", row->r->task_queue);
    wf_json_key(j, "reachability");
    wf_json_array(j);
    for (size_t i = 0; i < row->r->n_reachability; i++)
        wf_json_str(j, word((int)row->r->reachability[i], buf, sizeof buf));
    wf_json_end_array(j);
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "BUILD ID", .key = "build-id", .type = WF_CELL_TEXT, .get = get_build },
    { .header = "TASK QUEUE", .key = "task-queue", .type = WF_CELL_TEXT, .get = get_queue },
    { .header = "REACHED BY", .key = "reached-by", .type = WF_CELL_TEXT, .get = get_words },
};
static const struct wf_columns reach_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns,
                                                 .json = row_json };

static int type_of(const char *word_of_user)
{
    if (word_of_user == NULL)
        return TENUMS__TASK_REACHABILITY__TASK_REACHABILITY_UNSPECIFIED;
    if (strcmp(word_of_user, "open") == 0)
        return TENUMS__TASK_REACHABILITY__TASK_REACHABILITY_OPEN_WORKFLOWS;
    return strcmp(word_of_user, "closed") == 0
               ? TENUMS__TASK_REACHABILITY__TASK_REACHABILITY_CLOSED_WORKFLOWS
               : TENUMS__TASK_REACHABILITY__TASK_REACHABILITY_EXISTING_WORKFLOWS;
}

static enum wf_code reach_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct reach_args *a = args;
    Tworkflowservice__GetWorkerTaskReachabilityRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__get_worker_task_reachability_request__descriptor);
    Tworkflowservice__GetWorkerTaskReachabilityResponse *r = NULL;
    struct wf_list *l = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->build_ids = (char **)a->build_ids.v;
    req->n_build_ids = a->build_ids.n;
    req->task_queues = (char **)a->task_queues.v;
    req->n_task_queues = a->task_queues.n;
    req->reachability = type_of(a->type);
    rc = wf_job_call(job, "GetWorkerTaskReachability", req, NULL, NULL, &r, err);
    if (rc != WF_OK)
        return wf_task_queue_deprecated(job, rc, err);
    rc = wf_list_begin(job, &reach_columns, &l, err);
    for (size_t i = 0; i < r->n_build_id_reachability && rc == WF_OK; i++) {
        const Ttaskqueue__BuildIdReachability *b = r->build_id_reachability[i];

        for (size_t k = 0; k < b->n_task_queue_reachability && rc == WF_OK; k++) {
            struct row *row = wf_arena_alloc(job->arena, sizeof *row);

            *row = (struct row){ b->build_id, b->task_queue_reachability[k] };
            rc = wf_list_item(l, row, err);
        }
    }
    return l != NULL ? wf_list_end(l, rc, err) : rc;
}

static const char *const types[] = { "open", "closed", "existing", NULL };

static const struct wf_option reach_options[] = {
    WF_OPT_STRINGS(0, "build-id", struct reach_args, build_ids, "ID", "the Build Id",
                   .complete = WF_COMPLETE_BUILD_ID),
    WF_OPT_STRINGS('t', "task-queue", struct reach_args, task_queues, "NAME",
                   "only this Task Queue", .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_ENUM(0, "reachability-type", struct reach_args, type, types,
                "by these workflows only"),
    WF_OPT_END
};

const struct wf_command wf_cmd_build_ids_reachability = {
    .path = "task-queue get-build-id-reachability",
    .summary = "Show which workflows may still need a Build Id (deprecated)",
    .text = "Worker Deployments replace it: `worker deployment describe` says what drains.",
    .examples = { { "wfsh task-queue get-build-id-reachability --build-id 1.0 -t orders",
                    "may its workers go?" },
                  { "wfsh tq get-build-id-reachability --build-id 1.0 "
                    "--reachability-type open -t orders",
                    "by open workflows only" } },
    .options = reach_options,
    .args_size = sizeof(struct reach_args),
    .klass = WF_CLASS_READS,
    .run = reach_run,
};
