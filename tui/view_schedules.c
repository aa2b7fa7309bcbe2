/* tui/view_schedules.c: Schedules, and what each does next. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "id", .title = "SCHEDULE", .min = 14, .max = 0 },
    { .key = "state", .title = "STATE", .type = WF_GC_STATUS, .min = 8 },
    { .key = "when", .title = "SPEC", .min = 16, .max = 30, .priority = 2 },
    { .key = "next", .title = "NEXT", .type = WF_GC_TIME, .min = 11, .priority = 1 },
    { .key = "last", .title = "LAST", .type = WF_GC_TIME, .min = 11, .priority = 4 },
    { .key = "result", .title = "RESULT", .type = WF_GC_STATUS, .min = 10, .priority = 3 },
    { .key = "type", .title = "TYPE", .min = 10, .max = 20, .priority = 5 },
    { .key = "notes", .title = "NOTES", .min = 10, .max = 30, .priority = 6 },
};
static const char *const identity[] = { "id", NULL };

static const struct wf_listing listing = {
    .line = "schedule list",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .run = "", /* a Schedule has none */
    .detail = "schedule describe -s {id}",
    .detail_rows = 50,
    .query = "-q",
    .empty = "no Schedule in this namespace; n makes one",
};

static const struct wf_action actions[] = {
    WF_ACTION_OPEN("enter", "workflows", "its workflows",
                   "workflows TemporalScheduledById={id'}"),
    { .keys = "p",
      .name = "pause",
      .help = "pause",
      .what = WF_DO_RUN,
      .line = "schedule toggle -s {id} --pause [--reason {?Reason}]",
      .confirm = WF_CONFIRM_ASK,
      .unless = "is:Paused" },
    { .keys = "p",
      .name = "unpause",
      .help = "unpause",
      .what = WF_DO_RUN,
      .line = "schedule toggle -s {id} --unpause [--reason {?Reason}]",
      .confirm = WF_CONFIRM_ASK,
      .only_if = "is:Paused" },
    { .keys = "t",
      .name = "trigger",
      .help = "trigger",
      .what = WF_DO_RUN,
      .line = "schedule trigger -s {id} [--overlap-policy "
              "{?Overlap=Skip|BufferOne|BufferAll|CancelOther|TerminateOther|AllowAll}]",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "b",
      .name = "backfill",
      .help = "backfill",
      .what = WF_DO_RUN,
      .line = "schedule backfill -s {id} --start-time {?From} --end-time {?To} "
              "[--overlap-policy "
              "{?Overlap=Skip|BufferOne|BufferAll|CancelOther|TerminateOther|AllowAll}]",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "e",
      .name = "edit",
      .help = "edit",
      .what = WF_DO_OPEN,
      .line = "schedule-form {id}",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "n",
      .name = "create",
      .help = "new",
      .what = WF_DO_OPEN,
      .line = "schedule-form",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "",
      .name = "edit-json",
      .help = "edit as JSON in the editor",
      .what = WF_DO_TERMINAL,
      .line = "schedule edit -s {id}",
      .menu = true },
    { .keys = "D",
      .name = "delete",
      .help = "delete",
      .what = WF_DO_RUN,
      .line = "schedule delete -s {id}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "The workflows that it has started go on." },
    { .keys = NULL },
};

const struct wf_view_type wf_view_schedules = {
    .name = "schedules",
    .tab = "Sched",
    .title = "Schedules",
    .actions = actions,
    .filter_label = "query",
    WF_LISTING_VIEW(&listing),
};
