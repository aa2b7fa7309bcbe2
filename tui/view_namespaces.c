/* tui/view_namespaces.c: the namespaces; Enter goes to one. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "name", .title = "NAMESPACE", .min = 16, .max = 0 },
    { .key = "state", .title = "STATE", .type = WF_GC_STATUS, .min = 10, .priority = 1 },
    { .key = "retention",
      .title = "RETENTION",
      .type = WF_GC_DURATION,
      .min = 9,
      .priority = 2 },
    { .key = "history-archival", .title = "HIST-ARCH", .min = 9, .priority = 3 },
    { .key = "visibility-archival", .title = "VIS-ARCH", .min = 8, .priority = 4 },
    { .key = "running", .title = "RUNNING", .type = WF_GC_COUNT, .min = 7, .priority = 5 },
    { .key = "owner", .title = "OWNER", .min = 10, .max = 24, .priority = 6 },
    { .key = "description", .title = "DESCRIPTION", .min = 12, .max = 40, .priority = 7 },
};
static const char *const identity[] = { "name", NULL };

static const struct wf_listing listing = {
    .line = "operator namespace list --running",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .id = "name",
    .detail = "operator namespace describe {id}",
    .detail_rows = 50,
    .every_ms = 15000,
    .empty = "no namespace that you may see",
};

static const struct wf_action actions[] = {
    { .keys = "enter",
      .name = "use",
      .help = "switch to",
      .what = WF_DO_LINE,
      .line = "use {id}" },
    { .keys = "d",
      .name = "describe",
      .help = "describe",
      .what = WF_DO_SHOW,
      .line = "operator namespace describe {id}" },
    WF_ACTION_OPEN("A", "archival", "archival form", "archival {id}"),
    { .keys = "e",
      .name = "edit",
      .help = "edit",
      .what = WF_DO_RUN,
      .line = "operator namespace update {id} [--description {?Description:description}] "
              "[--email {?Owner:owner}] [--retention {?Retention}] [--data {?KEY=VALUE}]",
      .confirm = WF_CONFIRM_ASK },
    WF_ACTION_OPEN("a", "attributes", "search attrs", "attributes"),
    { .keys = "n",
      .name = "create",
      .help = "new",
      .what = WF_DO_RUN,
      .line = "operator namespace create {?Name} [--retention {?Retention}] "
              "[--description {?Description}] [--email {?Owner}]" },
    { .keys = "D",
      .name = "delete",
      .help = "delete",
      .what = WF_DO_RUN,
      .line = "operator namespace delete {id}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "All its workflows go with it, and nothing brings them back." },
    { .keys = NULL },
};

const struct wf_view_type wf_view_namespaces = {
    .name = "namespaces",
    .tab = "Names",
    .title = "Namespaces",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};
