/* commands/task_queue_partitions.c: which matching hosts own a Task Queue. */
#include "commands/list.h"

struct partitions_args {
    const char *name;
};

struct row {
    const char *type, *key, *host;
};

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->type;
}

static void get_key(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->key;
}

static void get_host(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->host;
}

static const struct wf_column columns[] = {
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type },
    { .header = "PARTITION", .key = "partition", .type = WF_CELL_TEXT, .get = get_key },
    { .header = "HOST", .key = "host", .type = WF_CELL_TEXT, .get = get_host },
};
static const struct wf_columns partition_columns = { .v = columns,
                                                     .n =
                                                         sizeof columns / sizeof *columns };

static enum wf_code add_rows(struct wf_job *job, struct wf_list *l, const char *type,
                             Ttaskqueue__TaskQueuePartitionMetadata *const *v, size_t n,
                             struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < n && rc == WF_OK; i++) {
        struct row *r = wf_arena_alloc(job->arena, sizeof *r);

        *r = (struct row){ type, v[i]->key, v[i]->owner_host_name };
        rc = wf_list_item(l, r, err);
    }
    return rc;
}

static enum wf_code partitions_run(struct wf_job *job, const void *args,
                                   struct wf_error *err)
{
    const struct partitions_args *a = args;
    Tworkflowservice__ListTaskQueuePartitionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_task_queue_partitions_request__descriptor);
    Tworkflowservice__ListTaskQueuePartitionsResponse *r = NULL;
    struct wf_list *l = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = (char *)a->name;
    rc = wf_job_call(job, "ListTaskQueuePartitions", req, NULL, NULL, &r, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json_message(job, r, err);
    rc = wf_list_begin(job, &partition_columns, &l, err);
    if (rc != WF_OK)
        return rc;
    rc = add_rows(job, l, "workflow", r->workflow_task_queue_partitions,
                  r->n_workflow_task_queue_partitions, err);
    if (rc == WF_OK)
        rc = add_rows(job, l, "activity", r->activity_task_queue_partitions,
                      r->n_activity_task_queue_partitions, err);
    return wf_list_end(l, rc, err);
}

static const struct wf_option partitions_options[] = {
    WF_OPT_STRING('t', "task-queue", struct partitions_args, name, "NAME", "the Task Queue",
                  .required = true, .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_END
};

const struct wf_command wf_cmd_task_queue_partitions = {
    .path = "task-queue list-partition",
    .summary = "List the partitions of a Task Queue and the hosts that own them",
    .examples = { { "wfsh task-queue list-partition -t orders", "a table" },
                  { "wfsh tq list-partition -t orders -o json", "for a script" } },
    .options = partitions_options,
    .args_size = sizeof(struct partitions_args),
    .klass = WF_CLASS_READS,
    .run = partitions_run,
};
