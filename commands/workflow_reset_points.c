/* commands/workflow_reset_points.c: where a run can be reset to. */
#include "commands/list.h"
#include "commands/reset_point.h"
#include "commands/target.h"

#include "client/event.h"

struct points_args {
    struct wf_one one;
};

static const Thistory__HistoryEvent *event_of(const void *item)
{
    return item;
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = event_of(item)->event_id;
}

static void get_time(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_event_time(event_of(item));
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    enum { SIZE = 64 };
    char *buf = wf_arena_alloc(a, SIZE);

    ret->text = wf_event_type(event_of(item), buf, SIZE);
}

static void get_identity(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Thistory__HistoryEvent *e = item;

    (void)a;
    if (e->attributes_case ==
        THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_TASK_COMPLETED_EVENT_ATTRIBUTES)
        ret->text = e->workflow_task_completed_event_attributes->identity;
}

static const struct wf_column columns[] = {
    { .header = "EVENT", .key = "event", .type = WF_CELL_COUNT, .get = get_id },
    { .header = "TIME", .key = "time", .type = WF_CELL_TIME, .get = get_time },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type },
    { .header = "WORKER", .key = "worker", .type = WF_CELL_TEXT, .get = get_identity },
};
static const struct wf_columns points_columns = { .v = columns,
                                                  .n = sizeof columns / sizeof *columns };

static enum wf_code add(void *user, const Thistory__HistoryEvent *e, struct wf_error *err)
{
    return wf_list_item(user, e, err);
}

static enum wf_code points_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct points_args *a = args;
    struct wf_list *list = NULL;
    struct wf_ref ref;
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc == WF_OK)
        rc = wf_list_begin(job, &points_columns, &list, err);
    if (rc != WF_OK)
        return rc;
    rc = wf_reset_each(job, &ref, add, list, err);
    return wf_list_end(list, rc, err);
}

static const struct wf_option options[] = {
    WF_OPT_SET(wf_one_options, struct points_args, one), WF_OPT_END
};

static const struct wf_positional positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct points_args, one.refs),
      .help = "the workflow, and its Run Id if not the last",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_reset_points = {
    .path = "workflow reset-points",
    .summary = "List the points that a run can be reset to",
    .examples = { { "wfsh workflow reset-points order-42",
                    "each workflow task that ended" },
                  { "wfsh workflow reset-points order-42 -o tsv --no-header | tail -1",
                    "the last one" } },
    .positionals = positionals,
    .options = options,
    .args_size = sizeof(struct points_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_DECODES,
    .run = points_run,
};
