/* tui/view_workflows.c: Workflow Executions by visibility query. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "status", .title = "STATUS", .type = WF_GC_STATUS, .min = 10, .max = 14 },
    { .key = "id", .title = "WORKFLOW ID", .min = 16, .max = 0 },
    { .key = "type", .title = "TYPE", .min = 14, .max = 28, .priority = 2 },
    { .key = "started", .title = "STARTED", .type = WF_GC_TIME, .min = 11, .priority = 1 },
    { .key = "closed", .title = "CLOSED", .type = WF_GC_TIME, .min = 11, .priority = 5 },
    { .key = "duration",
      .title = "DURATION",
      .type = WF_GC_RUNNING,
      .min = 8,
      .priority = 3,
      .since = "started" },
    { .key = "queue", .title = "TASK QUEUE", .min = 10, .max = 20, .priority = 4 },
    { .key = "parent", .title = "PARENT", .min = 10, .max = 20, .priority = 7 },
    { .key = "run", .title = "RUN ID", .min = 36, .max = 36, .priority = 9 },
};
static const char *const identity[] = { "id", "run", NULL };

static const struct wf_listing listing = {
    .line = "workflow list --page-size 250",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .query = "-q",
    .empty = "no Workflow Execution matches; / changes the query",
};

static const struct wf_action actions[] = {
    WF_ACTION_OPEN("enter", "open", "open", "workflow {id} {run}"),
    WF_ACTION_KEY("space", "mark", "mark"),
    { .keys = "s",
      .name = "signal",
      .help = "signal",
      .what = WF_DO_RUN,
      .line =
          "workflow signal -w {id} -r {run} --name {?Signal_name} [--input {?Input_JSON}]",
      .batch = "workflow signal - --name {?Signal_name} [--input {?Input_JSON}]" },
    { .keys = "c",
      .name = "cancel",
      .help = "cancel",
      .what = WF_DO_RUN,
      .line = "workflow cancel -w {id} -r {run}",
      .batch = "workflow cancel -",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "X",
      .name = "terminate",
      .help = "terminate",
      .what = WF_DO_RUN,
      .line = "workflow terminate -w {id} -r {run} [--reason {?Reason}]",
      .batch = "workflow terminate - [--reason {?Reason}]",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "Termination is final: no cleanup code runs." },
    { .keys = NULL },
};

const struct wf_view_type wf_view_workflows = {
    .name = "workflows",
    .tab = "Work",
    .title = "Workflows",
    .actions = actions,
    .filter_label = "query",
    WF_LISTING_VIEW(&listing),
};
