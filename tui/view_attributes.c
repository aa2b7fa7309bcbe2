/* tui/view_attributes.c: the search attributes of the namespace. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "name", .title = "SEARCH ATTRIBUTE", .min = 24, .max = 0 },
    { .key = "type", .title = "TYPE", .min = 12, .max = 16 },
    { .key = "kind", .title = "KIND", .min = 8 },
};
static const char *const identity[] = { "name", NULL };

static const struct wf_listing listing = {
    .line = "operator search-attribute list",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .id = "name",
    .every_ms = 30000,
    .empty = "no search attributes; n adds one",
};

static const struct wf_action actions[] = {
    { .keys = "n",
      .name = "create",
      .help = "new",
      .what = WF_DO_RUN,
      .line = "operator search-attribute create --name {?Name} "
              "--type {?Type=Keyword|Text|Int|Double|Bool|Datetime|KeywordList}" },
    { .keys = "D",
      .name = "remove",
      .help = "remove",
      .what = WF_DO_RUN,
      .line = "operator search-attribute remove --name {id}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "No query can use it any more; its values are not shown again.",
      .only_if = "is:kind=custom" },
    { .keys = NULL },
};

const struct wf_view_type wf_view_attributes = {
    .name = "attributes",
    .title = "Search attributes",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};
