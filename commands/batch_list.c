/* commands/batch_list.c: the batch jobs of a namespace. */
#include "commands/list_pages.h"

struct list_args {
    int64_t limit;
};

typedef Tbatch__BatchOperationInfo info;

static const char *word(struct wf_arena *a, const ProtobufCEnumDescriptor *d, int value)
{
    enum { SIZE = 64 };
    char *buf = wf_arena_alloc(a, SIZE);

    return wf_enum_word(d, value, buf, SIZE);
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const info *)item)->job_id;
}

static void get_state(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    ret->text = word(a, &tenums__batch_operation_state__descriptor,
                     (int)((const info *)item)->state);
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    ret->text = word(a, &tenums__batch_operation_type__descriptor,
                     (int)((const info *)item)->operation_type);
}

static void get_started(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const info *)item)->start_time);
}

static void get_closed(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const info *)item)->close_time);
}

static const struct wf_column columns[] = {
    { .header = "JOB ID", .key = "id", .type = WF_CELL_TEXT, .get = get_id },
    { .header = "STATE", .key = "state", .type = WF_CELL_STATUS, .get = get_state },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type },
    { .header = "STARTED", .key = "started", .type = WF_CELL_TIME, .get = get_started },
    { .header = "CLOSED", .key = "closed", .type = WF_CELL_TIME, .get = get_closed },
};
static const struct wf_columns batch_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns };

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Tworkflowservice__ListBatchOperationsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_batch_operations_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    return wf_list_pages(job, "ListBatchOperations", req, "operation_info", &batch_columns,
                         a->limit, NULL, err);
}

static const struct wf_option list_options[] = {
    WF_OPT_INT(0, "limit", struct list_args, limit, "N", "at most so many"), WF_OPT_END
};

const struct wf_command wf_cmd_batch_list = {
    .path = "batch list",
    .summary = "List batch jobs, newest first",
    .examples = { { "wfsh batch list --limit 5", "the last five" },
                  { "wfsh batch list -o jsonl | jq -r .jobId", "ids for a script" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .run = list_run,
};
