/* tui/view_workers.c: workers as their heartbeats tell of them. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "identity", .title = "IDENTITY", .min = 16, .max = 0 },
    { .key = "status", .title = "STATUS", .type = WF_GC_STATUS, .min = 8, .priority = 6 },
    { .key = "task-queue", .title = "QUEUE", .min = 10, .max = 20, .priority = 1 },
    { .key = "version", .title = "BUILD", .min = 8, .max = 20, .priority = 3 },
    { .key = "workflow-slots", .title = "WFT SLOTS", .min = 9, .priority = 4 },
    { .key = "activity-slots", .title = "ACT SLOTS", .min = 9, .priority = 5 },
    { .key = "load", .title = "CPU, MEM", .min = 8, .max = 12, .priority = 2 },
    { .key = "sdk", .title = "SDK", .min = 10, .max = 24, .priority = 7 },
    { .key = "heartbeat",
      .title = "HEARTBEAT",
      .type = WF_GC_TIME,
      .min = 11,
      .priority = 8 },
    { .key = "host", .title = "HOST", .min = 10, .max = 20, .priority = 9 },
};
static const char *const identity[] = { "key", NULL };

static const struct wf_listing listing = {
    .line = "worker list",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .id = "key",
    .detail = "worker describe --worker-instance-key {id}",
    .detail_rows = 50,
    .empty = "no worker sends heartbeats: older SDKs do not",
};

static const struct wf_action actions[] = {
    { .keys = "enter",
      .name = "describe",
      .help = "describe",
      .what = WF_DO_SHOW,
      .line = "worker describe --worker-instance-key {id}" },
    WF_ACTION_OPEN("w", "workflows", "workflows of its queue",
                   "workflows TaskQueue={task-queue'}"),
    { .keys = "d",
      .name = "queue",
      .help = "its queue",
      .what = WF_DO_SHOW,
      .line = "task-queue describe -t {task-queue}" },
    { .keys = NULL },
};

const struct wf_view_type wf_view_workers = {
    .name = "workers",
    .title = "Workers",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};
