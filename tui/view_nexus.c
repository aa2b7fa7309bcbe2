/* tui/view_nexus.c: Nexus Endpoints, and standalone Nexus Operations. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "name", .title = "ENDPOINT", .min = 16, .max = 0 },
    { .key = "target", .title = "TARGET", .min = 20, .max = 40 },
    { .key = "description", .title = "DESCRIPTION", .min = 12, .max = 40, .priority = 1 },
    { .key = "created", .title = "CREATED", .type = WF_GC_TIME, .min = 11, .priority = 2 },
    { .key = "modified",
      .title = "MODIFIED",
      .type = WF_GC_TIME,
      .min = 11,
      .priority = 3 },
};
static const char *const identity[] = { "id", NULL };

static const struct wf_listing endpoints = {
    .line = "operator nexus endpoint list",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .id = "name",
    .detail = "operator nexus endpoint get --name {id}",
    .empty = "the cluster has no Nexus Endpoint; n makes one",
};

static const struct wf_action endpoint_actions[] = {
    { .keys = "enter",
      .name = "describe",
      .help = "describe",
      .what = WF_DO_SHOW,
      .line = "operator nexus endpoint get --name {id}" },
    { .keys = "n",
      .name = "create",
      .help = "new",
      .what = WF_DO_RUN,
      .line = "operator nexus endpoint create --name {?Name} "
              "[--target-namespace {?Target_namespace:namespace}] "
              "[--target-task-queue {?Target_queue}] [--target-url {?or_URL}] "
              "[--description {?Description}]" },
    { .keys = "e",
      .name = "edit",
      .help = "edit",
      .what = WF_DO_RUN,
      .line = "operator nexus endpoint update --name {id} "
              "[--target-namespace {?Target_namespace}] "
              "[--target-task-queue {?Target_queue}] [--target-url {?or_URL}] "
              "[--description {?Description:description}]",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "D",
      .name = "delete",
      .help = "delete",
      .what = WF_DO_RUN,
      .line = "operator nexus endpoint delete --name {id}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "Operations that go through it fail from then on." },
    WF_ACTION_OPEN("w", "operations", "operations", "operations Endpoint={id'}"),
    { .keys = NULL },
};

const struct wf_view_type wf_view_endpoints = {
    .name = "endpoints",
    .title = "Nexus endpoints",
    .actions = endpoint_actions,
    WF_LISTING_VIEW(&endpoints),
};

static const struct wf_grid_column operation_columns[] = {
    { .key = "status", .title = "STATUS", .type = WF_GC_STATUS, .min = 10, .max = 14 },
    { .key = "id", .title = "OPERATION ID", .min = 16, .max = 0 },
    { .key = "operation", .title = "OPERATION", .min = 12, .max = 24, .priority = 1 },
    { .key = "service", .title = "SERVICE", .min = 10, .max = 24, .priority = 4 },
    { .key = "endpoint", .title = "ENDPOINT", .min = 10, .max = 24, .priority = 3 },
    { .key = "scheduled",
      .title = "SCHEDULED",
      .type = WF_GC_TIME,
      .min = 11,
      .priority = 2 },
    { .key = "took",
      .title = "TOOK",
      .type = WF_GC_RUNNING,
      .min = 8,
      .priority = 5,
      .since = "scheduled" },
    { .key = "closed", .title = "CLOSED", .type = WF_GC_TIME, .min = 11, .priority = 6 },
};
static const char *const operation_identity[] = { "id", "run-id", NULL };
static const char *const count[] = { "nexus", "operation", "count", NULL };

static const struct wf_listing operations = {
    .line = "nexus operation list",
    .args_query = true,
    .columns = operation_columns,
    .n_columns = sizeof operation_columns / sizeof *operation_columns,
    .identity = operation_identity,
    .run = "run-id",
    .detail = "nexus operation describe --operation-id {id} -r {run}",
    .query = "-q",
    .count = count,
    .empty = "no standalone Nexus Operation matches",
};

static const struct wf_action operation_actions[] = {
    { .keys = "enter",
      .name = "describe",
      .help = "describe",
      .what = WF_DO_SHOW,
      .line = "nexus operation describe --operation-id {id} -r {run}" },
    WF_LISTING_QUERIES,
    { .keys = "c",
      .name = "cancel",
      .help = "cancel",
      .what = WF_DO_RUN,
      .line = "nexus operation cancel --operation-id {id} -r {run}",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "X",
      .name = "terminate",
      .help = "terminate",
      .what = WF_DO_RUN,
      .line = "nexus operation terminate --operation-id {id} -r {run} [--reason {?Reason}]",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "Its handler does not hear of it." },
    { .keys = "n",
      .name = "start",
      .help = "start one",
      .what = WF_DO_RUN,
      .line = "nexus operation start --operation-id {?Operation_Id} --endpoint {?Endpoint} "
              "--service {?Service} --operation {?Operation} [--input {?Input_JSON}] "
              "[--schedule-to-close-timeout {?Timeout}]",
      .quiet = true },
    { .keys = "y",
      .name = "result",
      .help = "its result",
      .what = WF_DO_SHOW,
      .line = "nexus operation result --operation-id {id} -r {run}",
      .quiet = true },
    { .keys = NULL },
};

const struct wf_view_type wf_view_operations = {
    .name = "operations",
    .title = "Nexus operations",
    .args = "[QUERY]",
    .actions = operation_actions,
    .filter_label = "query",
    WF_LISTING_VIEW(&operations),
};
