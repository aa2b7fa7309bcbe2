/* tui/view_schedules.c: Schedules, and what each does next. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "id", .title = "SCHEDULE", .min = 14, .max = 0 },
    { .key = "state", .title = "STATE", .type = WF_GC_STATUS, .min = 8 },
    { .key = "type", .title = "TYPE", .min = 10, .max = 20, .priority = 3 },
    { .key = "spec", .title = "SPEC", .min = 16, .max = 30, .priority = 2 },
    { .key = "next", .title = "NEXT", .type = WF_GC_TIME, .min = 11, .priority = 1 },
    { .key = "last", .title = "LAST", .type = WF_GC_TIME, .min = 11, .priority = 4 },
};
static const char *const identity[] = { "id", NULL };

static const struct wf_listing listing = {
    .line = "schedule list",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .detail = "schedule describe --schedule-id {id}",
    .detail_rows = 50,
    .empty = "no Schedule in this namespace; n makes one",
};

static const struct wf_action actions[] = {
    { .keys = "t",
      .name = "trigger",
      .help = "trigger",
      .what = WF_DO_RUN,
      .line = "schedule trigger --schedule-id {id}",
      .confirm = WF_CONFIRM_ASK },
    { .keys = NULL },
};

const struct wf_view_type wf_view_schedules = {
    .name = "schedules",
    .tab = "Sched",
    .title = "Schedules",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};
