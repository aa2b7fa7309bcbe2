/* commands/task_queue_legacy.c: `task-queue describe --legacy-mode`. */
#include "commands/task_queue.h"

/* The API calls this form deprecated; the official CLI speaks it, and nothing else has
 * versions. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

typedef Tworkflowservice__DescribeTaskQueueResponse reply_type;

struct legacy {
    reply_type **v; /* a reply for each partition */
    size_t n;
};

/*
 * What Go's encoding/json makes of a generated message: the fields' own names, numbers as
 * numbers, nothing for what is at its default. For messages without repeated fields.
 */
static void go_fields(struct wf_json *j, const void *message);

static void go_field(struct wf_json *j, const ProtobufCFieldDescriptor *f, const char *at)
{
    switch (f->type) {
    case PROTOBUF_C_TYPE_STRING:
        if (**(char *const *)at != '\0')
            wf_json_kstr(j, f->name, *(char *const *)at);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        if (*(const protobuf_c_boolean *)at)
            wf_json_kbool(j, f->name, true);
        break;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM:
        if (*(const int32_t *)at != 0)
            wf_json_ki64(j, f->name, *(const int32_t *)at);
        break;
    case PROTOBUF_C_TYPE_INT64:
        if (*(const int64_t *)at != 0)
            wf_json_ki64(j, f->name, *(const int64_t *)at);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        if (*(const float *)at != 0) {
            wf_json_key(j, f->name);
            wf_json_float(j, *(const float *)at);
        }
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        if (*(const double *)at != 0) {
            wf_json_key(j, f->name);
            wf_json_double(j, *(const double *)at);
        }
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        if (*(void *const *)at != NULL) {
            wf_json_key(j, f->name);
            wf_json_object(j);
            go_fields(j, *(void *const *)at);
            wf_json_end_object(j);
        }
        break;
    default:
        break;
    }
}

static void go_fields(struct wf_json *j, const void *message)
{
    const ProtobufCMessageDescriptor *d = ((const ProtobufCMessage *)message)->descriptor;

    for (unsigned i = 0; i < d->n_fields; i++)
        if (d->fields[i].label != PROTOBUF_C_LABEL_REPEATED)
            go_field(j, &d->fields[i], (const char *)message + d->fields[i].offset);
}

static void fill(struct wf_json *j, const void *user)
{
    const struct legacy *l = user;
    const reply_type *root = l->v[0];

    wf_json_object(j);
    wf_json_key(j, "pollers");
    wf_json_array(j);
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < l->v[i]->n_pollers; k++) {
            wf_json_object(j);
            wf_json_ki64(j, "partition", (int64_t)i);
            go_fields(j, l->v[i]->pollers[k]);
            wf_json_end_object(j);
        }
    wf_json_end_array(j);
    wf_json_key(j, "taskQueues");
    wf_json_array(j);
    for (size_t i = 0; i < l->n; i++) {
        wf_json_object(j);
        wf_json_ki64(j, "partition", (int64_t)i);
        if (l->v[i]->task_queue_status != NULL)
            go_fields(j, l->v[i]->task_queue_status);
        wf_json_end_object(j);
    }
    wf_json_end_array(j);
    if (root->versioning_info != NULL) {
        wf_json_key(j, "versioning_info");
        wf_json_object(j);
        go_fields(j, root->versioning_info);
        wf_json_end_object(j);
    }
    wf_json_end_object(j);
}

static void get_identity(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const Ttaskqueue__PollerInfo *)item)->identity;
}

static void get_access(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const Ttaskqueue__PollerInfo *)item)->last_access_time);
}

static void get_rate(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    ret->text =
        wf_arena_printf(a, "%g", ((const Ttaskqueue__PollerInfo *)item)->rate_per_second);
}

static const struct wf_column columns[] = {
    { .header = "IDENTITY",
      .key = "identity",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_identity },
    { .header = "LAST POLL", .key = "last-poll", .type = WF_CELL_TIME, .get = get_access },
    { .header = "RATE", .key = "rate", .type = WF_CELL_TEXT, .get = get_rate },
};
static const struct wf_columns poller_columns = { .v = columns,
                                                  .n = sizeof columns / sizeof *columns };

enum wf_code wf_task_queue_describe_legacy(struct wf_job *job,
                                           const struct wf_task_queue_describe *a,
                                           struct wf_error *err)
{
    struct legacy l = { .n = 0 };
    struct wf_list *list = NULL;
    enum wf_code rc = WF_OK;

    if (a->legacy_partitions < 1 || a->legacy_partitions > 1000)
        return wf_error_set(err, WF_E_USAGE, "--partitions-legacy: from 1 to 1000");
    l.v = wf_arena_alloc(job->arena, (size_t)a->legacy_partitions * sizeof *l.v);
    for (; l.n < (size_t)a->legacy_partitions && rc == WF_OK; l.n++) {
        Tworkflowservice__DescribeTaskQueueRequest *req = wf_msg_new(
            job->arena, &tworkflowservice__describe_task_queue_request__descriptor);

        req->namespace_ = (char *)wf_job_namespace(job);
        req->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
        req->task_queue->name =
            l.n == 0 ? (char *)a->name
                     : wf_arena_printf(job->arena, "/_sys/%s/%zu", a->name, l.n);
        req->task_queue_type = wf_task_queue_type(a->legacy_type);
        req->include_task_queue_status = true;
        rc = wf_job_call(job, "DescribeTaskQueue", req, NULL, NULL, &l.v[l.n], err);
    }
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json(job, fill, &l, err);
    rc = wf_list_begin(job, &poller_columns, &list, err);
    for (size_t i = 0; i < l.n && rc == WF_OK; i++)
        for (size_t k = 0; k < l.v[i]->n_pollers && rc == WF_OK; k++)
            rc = wf_list_item(list, l.v[i]->pollers[k], err);
    return list != NULL ? wf_list_end(list, rc, err) : rc;
}
