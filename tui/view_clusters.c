/* tui/view_clusters.c: the clusters that this one knows. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "name", .title = "CLUSTER", .min = 14, .max = 0 },
    { .key = "address", .title = "ADDRESS", .min = 18, .max = 32 },
    { .key = "connection", .title = "CONNECTED", .min = 9, .priority = 1 },
    { .key = "replication", .title = "REPLICATES", .min = 10, .priority = 2 },
    { .key = "shards", .title = "SHARDS", .type = WF_GC_COUNT, .min = 6, .priority = 3 },
    { .key = "failover-version",
      .title = "FAILOVER",
      .type = WF_GC_COUNT,
      .min = 8,
      .priority = 4 },
    { .key = "id", .title = "ID", .min = 36, .max = 36, .priority = 5 },
};
static const char *const identity[] = { "name", NULL };

static const struct wf_listing listing = {
    .line = "operator cluster list",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .id = "name",
    .every_ms = 30000,
    .empty = "the cluster names none, not even itself",
};

static const struct wf_action actions[] = {
    { .keys = "n",
      .name = "upsert",
      .help = "make one known",
      .what = WF_DO_RUN,
      .line = "operator cluster upsert --frontend-address {?Frontend_HOST:PORT} "
              "--enable-connection={?Connect=true|false} "
              "--enable-replication={?Replicate=false|true}",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "e",
      .name = "connection",
      .help = "change how",
      .what = WF_DO_RUN,
      .line = "operator cluster upsert --frontend-address {?Frontend:address} "
              "--enable-connection={?Connect:connection=true|false} "
              "--enable-replication={?Replicate:replication=true|false}",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "D",
      .name = "remove",
      .help = "forget",
      .what = WF_DO_RUN,
      .line = "operator cluster remove --name {id}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "What is replicated with it stops." },
    { .keys = NULL },
};

const struct wf_view_type wf_view_clusters = {
    .name = "clusters",
    .title = "Clusters",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};
