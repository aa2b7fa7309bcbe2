/* commands/worker.c: workers as rows. */
#include "commands/worker.h"

/* A worker without a heartbeat is a row of empty cells. */
static const Tworker__WorkerHeartbeat *beat(const void *item)
{
    static const Tworker__WorkerHeartbeat none = TWORKER__WORKER_HEARTBEAT__INIT;
    const Tworker__WorkerHeartbeat *b =
        ((const Tworker__WorkerInfo *)item)->worker_heartbeat;

    return b != NULL ? b : &none;
}

static void get_key(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = beat(item)->worker_instance_key;
}

static void get_identity(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = beat(item)->worker_identity;
}

static void get_queue(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = beat(item)->task_queue;
}

static void get_status(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    enum { SIZE = 32 };
    char *buf = wf_arena_alloc(a, SIZE);

    ret->text = wf_enum_word(&tenums__worker_status__descriptor, (int)beat(item)->status,
                             buf, SIZE);
}

static void get_host(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (beat(item)->host_info != NULL)
        ret->text = beat(item)->host_info->host_name;
}

static void get_version(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tdeployment__WorkerDeploymentVersion *v = beat(item)->deployment_version;

    if (v != NULL)
        ret->text = *v->deployment_name != '\0'
                        ? wf_arena_printf(a, "%s:%s", v->deployment_name, v->build_id)
                        : v->build_id;
}

static void get_beat(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(beat(item)->heartbeat_time);
}

static void get_started(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(beat(item)->start_time);
}

static void get_sdk(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tworker__WorkerHeartbeat *b = beat(item);

    if (*b->sdk_name != '\0')
        ret->text = wf_arena_printf(a, "%s %s", b->sdk_name, b->sdk_version);
}

static void slots(const Tworker__WorkerSlotsInfo *s, struct wf_arena *a,
                  struct wf_cell *ret)
{
    if (s != NULL)
        ret->text = wf_arena_printf(a, "%d/%d", s->current_used_slots,
                                    s->current_used_slots + s->current_available_slots);
}

static void get_workflow_slots(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    slots(beat(item)->workflow_task_slots_info, a, ret);
}

static void get_activity_slots(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    slots(beat(item)->activity_task_slots_info, a, ret);
}

static void get_load(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tworker__WorkerHostInfo *h = beat(item)->host_info;

    if (h != NULL)
        ret->text =
            wf_arena_printf(a, "%.0f%% %.0f%%", 100.0 * (double)h->current_host_cpu_usage,
                            100.0 * (double)h->current_host_mem_usage);
}

static const struct wf_column columns[] = {
    { .header = "STATUS", .key = "status", .type = WF_CELL_STATUS, .get = get_status },
    { .header = "TASK QUEUE",
      .key = "task-queue",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_queue },
    { .header = "IDENTITY",
      .key = "identity",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_identity },
    { .header = "HOST", .key = "host", .type = WF_CELL_TEXT, .shrink = 2, .get = get_host },
    { .header = "VERSION",
      .key = "version",
      .type = WF_CELL_TEXT,
      .shrink = 3,
      .get = get_version },
    { .header = "HEARTBEAT", .key = "heartbeat", .type = WF_CELL_TIME, .get = get_beat },
    { .header = "KEY", .key = "key", .type = WF_CELL_TEXT, .get = get_key },
    { .header = "STARTED",
      .key = "started",
      .type = WF_CELL_TIME,
      .wide = true,
      .get = get_started },
    { .header = "SDK", .key = "sdk", .type = WF_CELL_TEXT, .wide = true, .get = get_sdk },
    { .header = "WORKFLOW SLOTS",
      .key = "workflow-slots",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_workflow_slots },
    { .header = "ACTIVITY SLOTS",
      .key = "activity-slots",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_activity_slots },
    { .header = "CPU MEMORY",
      .key = "load",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_load },
};
const struct wf_columns wf_worker_columns = { .v = columns,
                                              .n = sizeof columns / sizeof *columns };
