/* tui/view_queues.c: Task Queues: backlog, rates, and who polls. */
#include "tui/app_private.h"
#include "tui/listing.h"

#include "base/mem.h"

#include <string.h>

static const struct wf_grid_column columns[] = {
    { .key = "task-queue", .title = "TASK QUEUE", .min = 16, .max = 0 },
    { .key = "type", .title = "KIND", .min = 8 },
    { .key = "backlog", .title = "BACKLOG", .type = WF_GC_COUNT, .min = 7 },
    { .key = "age", .title = "AGE", .type = WF_GC_DURATION, .min = 7, .priority = 1 },
    { .key = "rates", .title = "IN, OUT/s", .min = 12, .max = 16, .priority = 4 },
    { .key = "pollers", .title = "POLL", .type = WF_GC_COUNT, .min = 4, .priority = 2 },
    { .key = "last-poll",
      .title = "LAST POLL",
      .type = WF_GC_TIME,
      .min = 11,
      .priority = 3 },
    { .key = "problem",
      .title = "PROBLEM",
      .type = WF_GC_PROBLEM,
      .min = 14,
      .max = 36,
      .priority = 5 },
};
static const char *const identity[] = { "task-queue", "type", NULL };

static const struct wf_listing listing = {
    .line = "task-queue list",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .id = "task-queue",
    .run = "", /* a queue has none */
    .detail = "task-queue describe -t {id} --task-queue-type {type}",
    .empty = "no workflow and no worker names a Task Queue; a adds one by its name",
};

/* A name more on the listing's line; it stays as long as the view does. */
static void add_name(struct wf_app *app, const char *name)
{
    struct wf_listing_model *m = wf_app_top(app)->model;

    if (*name == '\0')
        return;
    if (m->n_line + 2 > WF_WANT_WORDS - 4) {
        wf_app_say(app, WF_ST_WARN, "that is one name too many");
        return;
    }
    m->line[m->n_line++] = wf_strdup("--task-queue");
    m->line[m->n_line++] = wf_strdup(name);
}

static void ask_name(struct wf_app *app)
{
    wf_prompt_open(app, WF_PROMPT_OTHER, "task queue", "", add_name);
}

static const struct wf_action actions[] = {
    { .keys = "enter",
      .name = "describe",
      .help = "pollers",
      .what = WF_DO_SHOW,
      .line = "task-queue describe -t {id} --select-unversioned --select-all-active "
              "--report-config" },
    { .keys = "a",
      .name = "add",
      .help = "add a name",
      .what = WF_DO_KEY,
      .run = ask_name },
    { .keys = "b",
      .name = "build-ids",
      .help = "build ids",
      .what = WF_DO_SHOW,
      .line = "task-queue describe -t {id} --select-all-active --report-reachability" },
    WF_ACTION_OPEN("w", "workflows", "its workflows", "workflows TaskQueue={id'}"),
    { .keys = "e",
      .name = "config",
      .help = "limits and weights",
      .what = WF_DO_RUN,
      .line = "task-queue config set -t {id} --task-queue-type {type} "
              "[--queue-rps-limit {?Queue_limit/s}] "
              "[--queue-rps-limit-reason {?Reason}] "
              "[--fairness-key-rps-limit-default {?Limit/s_of_a_key}] "
              "[--fairness-key-weight {?KEY=WEIGHT}]",
      .confirm = WF_CONFIRM_ASK },
    { .keys = "d",
      .name = "show-config",
      .help = "show them",
      .what = WF_DO_SHOW,
      .line = "task-queue config get -t {id} --task-queue-type {type}",
      .quiet = true },
    { .keys = NULL },
};

const struct wf_view_type wf_view_queues = {
    .name = "queues",
    .tab = "Queue",
    .title = "Task queues",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};
