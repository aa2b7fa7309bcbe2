/* commands/batch_list.c: the batch jobs of a namespace. */
#include "commands/list_pages.h"

struct list_args {
    int64_t limit;
    bool counts;
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

/* ---- --counts: what `batch describe` says of each ---------------------------------------
 */

typedef Tworkflowservice__DescribeBatchOperationResponse batch;
/* A row: what the listing says, and after it what the job itself does. */
struct counted {
    info info;          /* first: the columns above take it for one */
    const batch *batch; /* NULL: it could not be described */
};

/* A job that is gone meanwhile is still a row of the listing. */
static const void *count(struct wf_job *job, const void *item)
{
    struct counted *c = wf_arena_zalloc(job->arena, sizeof *c);
    Tworkflowservice__DescribeBatchOperationRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__describe_batch_operation_request__descriptor);
    struct wf_error ignored = WF_ERROR_INIT;
    batch *b = NULL;

    c->info = *(const info *)item;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->job_id = c->info.job_id;
    if (wf_job_call(job, "DescribeBatchOperation", req, NULL, NULL, &b, &ignored) ==
        WF_OK) {
        c->batch = b;
        c->info.operation_type = b->operation_type;
    }
    wf_error_clear(&ignored);
    return c;
}

static void get_done(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const batch *b = ((const struct counted *)item)->batch;

    (void)a;
    ret->number = b != NULL ? b->complete_operation_count : WF_NO_TIME;
}

static void get_failed(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const batch *b = ((const struct counted *)item)->batch;

    (void)a;
    ret->number = b != NULL ? b->failure_operation_count : WF_NO_TIME;
}

static void get_total(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const batch *b = ((const struct counted *)item)->batch;

    (void)a;
    ret->number = b != NULL ? b->total_operation_count : WF_NO_TIME;
}

static void get_by(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const batch *b = ((const struct counted *)item)->batch;

    (void)a;
    ret->text = b != NULL ? b->identity : NULL;
}

static void counted_json(struct wf_json *j, const void *item)
{
    const struct counted *c = item;

    if (c->batch != NULL)
        wf_json_message(j, c->batch, WF_PAYLOAD_ENCODED);
    else
        wf_json_message(j, &c->info, WF_PAYLOAD_ENCODED);
}

static const struct wf_column counted_columns[] = {
    { .header = "JOB ID", .key = "id", .type = WF_CELL_TEXT, .get = get_id },
    { .header = "STATE", .key = "state", .type = WF_CELL_STATUS, .get = get_state },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type },
    { .header = "DONE", .key = "done", .type = WF_CELL_COUNT, .get = get_done },
    { .header = "FAILED", .key = "failed", .type = WF_CELL_COUNT, .get = get_failed },
    { .header = "TOTAL", .key = "total", .type = WF_CELL_COUNT, .get = get_total },
    { .header = "STARTED", .key = "started", .type = WF_CELL_TIME, .get = get_started },
    { .header = "CLOSED", .key = "closed", .type = WF_CELL_TIME, .get = get_closed },
    { .header = "BY", .key = "by", .type = WF_CELL_TEXT, .shrink = 1, .get = get_by },
};
static const struct wf_columns counted_listing = { .v = counted_columns,
                                                   .n = sizeof counted_columns /
                                                        sizeof *counted_columns,
                                                   .json = counted_json };

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Tworkflowservice__ListBatchOperationsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_batch_operations_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    if (a->counts)
        return wf_list_pages_each(job, "ListBatchOperations", req, "operation_info",
                                  &counted_listing, a->limit, count, err);
    return wf_list_pages(job, "ListBatchOperations", req, "operation_info", &batch_columns,
                         a->limit, NULL, err);
}

static const struct wf_option list_options[] = {
    WF_OPT_INT(0, "limit", struct list_args, limit, "N", "at most so many"),
    WF_OPT_BOOL(0, "counts", struct list_args, counts,
                "how far each has come, too: a request for each", .ours = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_batch_list = {
    .path = "batch list",
    .summary = "List batch jobs, newest first",
    .examples = { { "wfsh batch list --limit 5", "the last five" },
                  { "wfsh batch list --counts --limit 20", "with what is done and failed" },
                  { "wfsh batch list -o jsonl | jq -r .jobId", "ids for a script" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .run = list_run,
};
