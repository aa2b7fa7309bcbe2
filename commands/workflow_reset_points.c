/* commands/workflow_reset_points.c: where a run can be reset to. */
#include "commands/list.h"
#include "commands/reset_point.h"
#include "commands/target.h"

#include "client/event.h"

enum { AGAIN = 4, TYPE_SIZE = 64 };

struct points_args {
    struct wf_one one;
};

/* A point, held until the next one: what it decided comes after it. */
struct point {
    int64_t id, time_ns; /* id 0: none is held */
    const char *type, *identity;
    char type_text[TYPE_SIZE];
    struct wf_strbuf again;
    size_t n_again;
};

struct points {
    struct wf_job *job;
    struct wf_list *list;
    struct point held;
};

static const struct point *point_of(const void *item)
{
    return item;
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = point_of(item)->id;
}

static void get_time(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = point_of(item)->time_ns;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = point_of(item)->type;
}

static void get_again(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const struct point *p = item;

    ret->text = p->n_again > AGAIN
                    ? wf_arena_printf(a, "%s and %zu more", wf_strbuf_str(&p->again),
                                      p->n_again - AGAIN)
                    : wf_strbuf_str(&p->again);
}

static void get_identity(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = point_of(item)->identity;
}

static const struct wf_column columns[] = {
    { .header = "EVENT", .key = "event", .type = WF_CELL_COUNT, .get = get_id },
    { .header = "TIME", .key = "time", .type = WF_CELL_TIME, .get = get_time },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type },
    { .header = "DONE AGAIN",
      .key = "again",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_again },
    { .header = "WORKER",
      .key = "worker",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_identity },
};
static const struct wf_columns points_columns = { .v = columns,
                                                  .n = sizeof columns / sizeof *columns };

static enum wf_code flush(struct points *p, struct wf_error *err)
{
    enum wf_code rc = p->held.id != 0 ? wf_list_item(p->list, &p->held, err) : WF_OK;

    wf_strbuf_release(&p->held.again);
    p->held = (struct point){ 0 };
    return rc;
}

static void hold(struct points *p, const Thistory__HistoryEvent *e)
{
    struct point *h = &p->held;

    h->id = e->event_id;
    h->time_ns = wf_event_time(e);
    h->type =
        wf_arena_strdup(p->job->arena, wf_event_type(e, h->type_text, sizeof h->type_text));
    if (e->attributes_case ==
        THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_TASK_COMPLETED_EVENT_ATTRIBUTES)
        h->identity = wf_arena_strdup(
            p->job->arena, e->workflow_task_completed_event_attributes->identity);
}

/* "ActivityTaskScheduled charge": what the task has opened, or how it ended the run. */
static void add_again(struct points *p, const Thistory__HistoryEvent *e)
{
    struct wf_strbuf subject = WF_STRBUF_INIT;
    char buf[TYPE_SIZE];
    const char *type = wf_event_type(e, buf, sizeof buf);

    if (p->held.n_again++ < AGAIN) {
        wf_event_subject(&subject, e);
        wf_strbuf_addf(&p->held.again, "%s%s%s%s", p->held.again.len > 0 ? ", " : "", type,
                       subject.len > 0 ? " " : "", wf_strbuf_str(&subject));
    }
    wf_strbuf_release(&subject);
}

/* What the server, not the task, has written. */
static bool is_task(const Thistory__HistoryEvent *e)
{
    switch (e->event_type) {
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_TASK_SCHEDULED:
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_TASK_STARTED:
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT:
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
        return true;
    default:
        return false;
    }
}

/* JSON prints the event itself. */
static enum wf_code add(void *user, const Thistory__HistoryEvent *e, struct wf_error *err)
{
    struct points *p = user;
    enum wf_code rc = WF_OK;

    if (wf_job_is_json(p->job))
        return wf_reset_is_point(e) ? wf_list_item(p->list, e, err) : WF_OK;
    if (wf_reset_is_point(e)) {
        rc = flush(p, err);
        hold(p, e);
    } else if (p->held.id != 0 && !is_task(e) &&
               (wf_event_group_id(e) == e->event_id || wf_event_group_id(e) == 0)) {
        add_again(p, e);
    }
    return rc;
}

static enum wf_code points_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct points_args *a = args;
    struct points p = { .job = job };
    struct wf_ref ref;
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc == WF_OK)
        rc = wf_list_begin(job, &points_columns, &p.list, err);
    if (rc != WF_OK)
        return rc;
    rc = wf_reset_walk(job, &ref, add, &p, err);
    if (rc == WF_OK)
        rc = flush(&p, err);
    wf_strbuf_release(&p.held.again);
    return wf_list_end(p.list, rc, err);
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
