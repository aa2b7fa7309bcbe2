/* tui/view_workflows.c: Workflow Executions by visibility query, and the archived ones. */
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
    { .key = "events", .title = "EVENTS", .type = WF_GC_COUNT, .min = 6, .priority = 8 },
    { .key = "size", .title = "BYTES", .type = WF_GC_COUNT, .min = 8, .priority = 10 },
};
static const char *const identity[] = { "id", "run", NULL };
static const char *const count[] = { "workflow", "count", NULL };

static const struct wf_listing listing = {
    .line = "workflow list --page-size 250",
    .args_query = true,
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .query = "-q",
    .count = count,
    .more = "--columns",
    .empty = "no Workflow Execution matches; / changes the query",
};

static const struct wf_action actions[] = {
    WF_ACTION_OPEN("enter", "open", "open", "workflow {id} {run}"),
    WF_ACTION_KEY("space", "mark", "mark"),
    WF_LISTING_QUERIES,
    { .keys = "s",
      .name = "signal",
      .help = "signal",
      .what = WF_DO_RUN,
      .line =
          "workflow signal -w {id} -r {run} --name {?Signal_name} [--input {?Input_JSON}]",
      .batch = "workflow signal - --name {?Signal_name} [--input {?Input_JSON}]" },
    { .keys = "y",
      .name = "query",
      .help = "query",
      .what = WF_DO_SHOW,
      .line =
          "workflow query -w {id} -r {run} --name {?Query_name} [--input {?Input_JSON}]",
      .quiet = true },
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
    { .keys = "R",
      .name = "reset",
      .help = "reset",
      .what = WF_DO_OPEN,
      .line = "resetpoints {id} {run}",
      .unless = "marked" },
    { .keys = "R",
      .name = "reset-marked",
      .help = "reset",
      .what = WF_DO_RUN,
      .line = "workflow reset -w {id} -r {run} --to {?To=first|last} --reason {?Reason}",
      .batch = "workflow reset - --to {?To=first|last} --reason {?Reason}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "What each run did after that point is done again in a new run.",
      .only_if = "marked" },
    { .keys = "D",
      .name = "delete",
      .help = "delete",
      .what = WF_DO_RUN,
      .line = "workflow delete -w {id} -r {run}",
      .batch = "workflow delete -",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "The history is gone for good; a running one is terminated first.",
      .quiet = true },
    { .keys = "u",
      .name = "update",
      .help = "send an update",
      .what = WF_DO_RUN,
      .line = "workflow update execute -w {id} -r {run} --name {?Update_name} "
              "[--input {?Input_JSON}]",
      .unless = "marked",
      .quiet = true,
      .menu = true },
    { .keys = "n",
      .name = "start",
      .help = "start one",
      .what = WF_DO_RUN,
      .line = "workflow start --type {?Workflow_Type} -t {?Task_Queue} "
              "[-w {?Workflow_Id}] [--input {?Input_JSON}] "
              "[--execution-timeout {?Execution_timeout}] [--memo {?Memo_KEY=JSON}]",
      .quiet = true },
    { .keys = "N",
      .name = "start-like",
      .help = "start one like it",
      .what = WF_DO_RUN,
      .line = "workflow rerun -w {id} -r {run} [--new-id {?New_Workflow_Id}] "
              "[-t {?Task_Queue:queue}] [--input {?Other_input}]",
      .batch = "workflow rerun -",
      .confirm = WF_CONFIRM_ASK,
      .quiet = true },
    { .keys = "",
      .name = "pause",
      .help = "pause: hold its next workflow task",
      .what = WF_DO_RUN,
      .line = "workflow pause -w {id} -r {run} [--reason {?Reason}]",
      .batch = "workflow pause - [--reason {?Reason}]",
      .confirm = WF_CONFIRM_ASK,
      .unless = "is:Paused",
      .menu = true },
    { .keys = "",
      .name = "unpause",
      .help = "unpause: let it go on",
      .what = WF_DO_RUN,
      .line = "workflow unpause -w {id} -r {run} [--reason {?Reason}]",
      .batch = "workflow unpause - [--reason {?Reason}]",
      .confirm = WF_CONFIRM_ASK,
      .only_if = "is:Paused",
      .menu = true },
    { .keys = "",
      .name = "signal-with-start",
      .help = "signal one, started if it does not run",
      .what = WF_DO_RUN,
      .line =
          "workflow signal-with-start -w {?Workflow_Id:id} --type {?Workflow_Type:type} "
          "-t {?Task_Queue:queue} --signal-name {?Signal_name} "
          "[--signal-input {?Signal_input}] [--input {?Start_input}]",
      .menu = true },
    { .keys = "",
      .name = "pin",
      .help = "pin to a Worker Deployment Version",
      .what = WF_DO_RUN,
      .line = "workflow update-options -w {id} -r {run} "
              "--versioning-override-behavior {?Behavior=pinned|one_time} "
              "--versioning-override-deployment-name {?Deployment} "
              "--versioning-override-build-id {?Build_Id}",
      .batch = "workflow update-options - "
               "--versioning-override-behavior {?Behavior=pinned|one_time} "
               "--versioning-override-deployment-name {?Deployment} "
               "--versioning-override-build-id {?Build_Id}",
      .menu = true },
    { .keys = "",
      .name = "unpin",
      .help = "no version override any more",
      .what = WF_DO_RUN,
      .line = "workflow update-options -w {id} -r {run} "
              "--versioning-override-behavior {?Behavior=unspecified|auto_upgrade}",
      .batch = "workflow update-options - "
               "--versioning-override-behavior {?Behavior=unspecified|auto_upgrade}",
      .menu = true },
    { .keys = "",
      .name = "batch-query",
      .help = "a batch job over all that the query finds",
      .what = WF_DO_RUN,
      .line = "workflow {?Action=signal|cancel|terminate|delete} -q {?Query:query} "
              "[--name {?Signal_name}] [--reason {?Reason}] [--rps {?Requests_a_second}]",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "all",
      .warning = "The server does this to every Workflow Execution of the query.",
      .menu = true },
    { .keys = NULL },
};

const struct wf_view_type wf_view_workflows = {
    .name = "workflows",
    .tab = "Work",
    .title = "Workflows",
    .args = "[QUERY]",
    .actions = actions,
    .filter_label = "query",
    .column = wf_listing_add_column,
    WF_LISTING_VIEW(&listing),
};

static const struct wf_listing archived = {
    .line = "workflow list --archived",
    .args_query = true,
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .query = "-q",
    .every_ms = 60000, /* it hardly changes, and the archive's store may be slow */
    .empty = "the archive has no such Workflow Execution",
};

static const struct wf_action archived_actions[] = {
    WF_ACTION_OPEN("enter", "open", "open", "workflow {id} {run}"),
    WF_LISTING_QUERIES,
    { .keys = "N",
      .name = "start-like",
      .help = "start one like it",
      .what = WF_DO_RUN,
      .line = "workflow rerun -w {id} -r {run} [--new-id {?New_Workflow_Id}] "
              "[-t {?Task_Queue:queue}] [--input {?Other_input}]",
      .confirm = WF_CONFIRM_ASK },
    { .keys = NULL },
};

const struct wf_view_type wf_view_archived = {
    .name = "archived",
    .title = "Archived workflows",
    .args = "[QUERY]",
    .actions = archived_actions,
    .filter_label = "query",
    WF_LISTING_VIEW(&archived),
};
