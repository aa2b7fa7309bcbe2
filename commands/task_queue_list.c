/* commands/task_queue_list.c: the Task Queues in use, and those that are stuck. */
#include "commands/task_queue.h"

#include "base/timefmt.h"
#include "client/call.h"

#include <stdlib.h>
#include <string.h>

enum { QUEUES_MAX = 1000, PAGE = 1000 };
/* A poll waits for a minute at most; who has not asked for two is gone. */
#define FRESH_NS (INT64_C(120) * 1000000000)

struct list_args {
    struct wf_strings also;
    bool stuck;
    int64_t sample;
};

struct names {
    const char *v[QUEUES_MAX];
    size_t n;
};

struct row {
    const char *queue, *type;
    const Ttaskqueue__TaskQueueStats *stats; /* NULL: the server keeps none */
    size_t pollers;                          /* that are fresh */
    int64_t last_poll;                       /* of any; WF_NO_TIME: never */
    const char *problem, *command;           /* NULL: none */
};

typedef Tworkflowservice__DescribeTaskQueueResponse reply_type;

/* ---- which queues there are ------------------------------------------------------------
 */

static void add_name(struct names *names, const char *name)
{
    static const char system[] = "temporal-sys-";

    if (name == NULL || *name == '\0' || strncmp(name, system, sizeof system - 1) == 0)
        return;
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->v[i], name) == 0)
            return;
    if (names->n < QUEUES_MAX)
        names->v[names->n++] = name;
}

/* The newest workflows say where work goes. */
static enum wf_code from_workflows(struct wf_job *job, int64_t sample, struct names *names,
                                   struct wf_error *err)
{
    const struct wf_pager_options opt = { .limit = sample };
    Tworkflowservice__ListWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);
    struct wf_pager *pager = NULL;
    const struct wf_page *page = NULL;
    int64_t seen = 0;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->page_size = sample < PAGE ? (int32_t)sample : PAGE;
    rc = wf_job_pager(job, "ListWorkflowExecutions", req, &opt, &pager, err);
    while (rc == WF_OK && seen < sample &&
           (rc = wf_job_page(job, pager, &page, err)) == WF_OK && page != NULL) {
        const Tworkflowservice__ListWorkflowExecutionsResponse *r = page->reply;

        for (size_t i = 0; i < r->n_executions; i++)
            if (r->executions[i]->task_queue != NULL)
                add_name(names, wf_arena_strdup(job->arena, r->executions[i]->task_queue));
        seen += (int64_t)r->n_executions;
    }
    wf_pager_free(pager);
    return rc;
}

/* Workers say where they poll; a server that keeps no heartbeats knows none. */
static void from_workers(struct wf_job *job, struct names *names)
{
    Tworkflowservice__ListWorkersRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__list_workers_request__descriptor);
    Tworkflowservice__ListWorkersResponse *r = NULL;
    struct wf_error ignored = WF_ERROR_INIT;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->page_size = PAGE;
    if (wf_job_call(job, "ListWorkers", req, NULL, NULL, &r, &ignored) == WF_OK)
        for (size_t i = 0; i < r->n_workers; i++)
            add_name(names, r->workers[i]->task_queue);
    wf_error_clear(&ignored);
}

/* ---- what is wrong with one ------------------------------------------------------------
 */

static bool is_routed_to(const Tdeployment__WorkerDeploymentOptions *o,
                         const Tdeployment__WorkerDeploymentVersion *v)
{
    return v != NULL && strcmp(o->deployment_name, v->deployment_name) == 0 &&
           strcmp(o->build_id, v->build_id) == 0;
}

static bool is_fresh(const Ttaskqueue__PollerInfo *p, int64_t now)
{
    int64_t at = wf_timestamp_ns(p->last_access_time);

    return at != WF_NO_TIME && now - at < FRESH_NS;
}

/* A fresh poller of a version that new work does not go to; NULL when any does get it. */
static const Tdeployment__WorkerDeploymentOptions *idle_version(const reply_type *r,
                                                                int64_t now)
{
    const Ttaskqueue__TaskQueueVersioningInfo *info = r->versioning_info;
    const Tdeployment__WorkerDeploymentOptions *found = NULL;

    for (size_t i = 0; i < r->n_pollers; i++) {
        const Tdeployment__WorkerDeploymentOptions *o = r->pollers[i]->deployment_options;

        if (!is_fresh(r->pollers[i], now))
            continue;
        if (o == NULL ||
            o->worker_versioning_mode !=
                TENUMS__WORKER_VERSIONING_MODE__WORKER_VERSIONING_MODE_VERSIONED ||
            (info != NULL && (is_routed_to(o, info->current_deployment_version) ||
                              is_routed_to(o, info->ramping_deployment_version))))
            return NULL;
        found = o;
    }
    return found;
}

static void judge(struct wf_job *job, const reply_type *r, int64_t now, struct row *row)
{
    const Tdeployment__WorkerDeploymentOptions *idle;

    if (row->stats == NULL || row->stats->approximate_backlog_count == 0)
        return;
    if (row->pollers == 0) {
        row->problem =
            row->last_poll == WF_NO_TIME ? "nobody polls it" : "nobody polls it any more";
        row->command =
            wf_arena_printf(job->arena, "start a worker of Task Queue %s (%s tasks)",
                            row->queue, row->type);
        return;
    }
    idle = idle_version(r, now);
    if (idle == NULL)
        return;
    row->problem = wf_arena_printf(job->arena, "only %s:%s polls it, which is not current",
                                   idle->deployment_name, idle->build_id);
    row->command = wf_arena_printf(
        job->arena,
        "wfsh worker deployment set-current-version --deployment-name %s --build-id %s",
        idle->deployment_name, idle->build_id);
}

static enum wf_code look(struct wf_job *job, const char *queue, const char *type,
                         struct row *row, struct wf_error *err)
{
    Tworkflowservice__DescribeTaskQueueRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__describe_task_queue_request__descriptor);
    reply_type *r = NULL;
    int64_t now = wf_now_ns();
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = (char *)queue;
    req->task_queue_type = wf_task_queue_type(type);
    req->report_stats = true;
    rc = wf_job_call(job, "DescribeTaskQueue", req, NULL, NULL, &r, err);
    if (rc != WF_OK)
        return rc;
    *row = (struct row){
        .queue = queue, .type = type, .stats = r->stats, .last_poll = WF_NO_TIME
    };
    for (size_t i = 0; i < r->n_pollers; i++) {
        int64_t at = wf_timestamp_ns(r->pollers[i]->last_access_time);

        row->pollers += is_fresh(r->pollers[i], now);
        if (row->last_poll == WF_NO_TIME || at > row->last_poll)
            row->last_poll = at;
    }
    judge(job, r, now, row);
    return WF_OK;
}

/* ---- rows ------------------------------------------------------------------------------
 */

static void get_queue(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->queue;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->type;
}

static void get_backlog(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Ttaskqueue__TaskQueueStats *s = ((const struct row *)item)->stats;

    (void)a;
    ret->number = s != NULL ? s->approximate_backlog_count : WF_NO_TIME;
}

static void get_age(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Ttaskqueue__TaskQueueStats *s = ((const struct row *)item)->stats;

    (void)a;
    ret->number = s != NULL ? wf_duration_ns(s->approximate_backlog_age) : WF_NO_TIME;
}

static void get_rates(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Ttaskqueue__TaskQueueStats *s = ((const struct row *)item)->stats;

    if (s != NULL)
        ret->text = wf_arena_printf(a, "%.3g %.3g", (double)s->tasks_add_rate,
                                    (double)s->tasks_dispatch_rate);
}

static void get_pollers(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = (int64_t)((const struct row *)item)->pollers;
}

static void get_poll(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct row *)item)->last_poll;
}

static void get_problem(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->problem;
}

static void get_command(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->command;
}

static void row_json(struct wf_json *j, const void *item)
{
    const struct row *r = item;

    wf_json_object(j);
    wf_json_kstr(j, "taskQueue", r->queue);
    wf_json_kstr(j, "type", r->type);
    if (r->stats != NULL) {
        wf_json_key(j, "stats");
        wf_json_message(j, r->stats, WF_PAYLOAD_DECODED);
    }
    wf_json_ki64(j, "pollers", (int64_t)r->pollers);
    wf_json_ktime(j, "lastPoll", r->last_poll);
    if (r->problem != NULL) {
        wf_json_kstr(j, "problem", r->problem);
        wf_json_kstr(j, "command", r->command);
    }
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "TASK QUEUE",
      .key = "task-queue",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_queue },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type },
    { .header = "BACKLOG", .key = "backlog", .type = WF_CELL_COUNT, .get = get_backlog },
    { .header = "AGE", .key = "age", .type = WF_CELL_DURATION, .get = get_age },
    { .header = "POLLERS", .key = "pollers", .type = WF_CELL_COUNT, .get = get_pollers },
    { .header = "LAST POLL", .key = "last-poll", .type = WF_CELL_TIME, .get = get_poll },
    { .header = "PROBLEM",
      .key = "problem",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_problem },
    { .header = "IN AND OUT A SECOND",
      .key = "rates",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_rates },
    { .header = "WHAT MENDS IT",
      .key = "command",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_command },
};
static const struct wf_columns queue_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns,
                                                 .json = row_json };

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Said for people below the table, where a wide one has a column. */
static void say_command(struct wf_job *job, const struct row *r)
{
    if (r->problem != NULL && wf_job_is_text(job))
        wf_job_note(job, "%s (%s): %s; %s", r->queue, r->type, r->problem, r->command);
}

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    static const char *const types[] = { "workflow", "activity" };
    const struct list_args *a = args;
    struct names *names = wf_arena_zalloc(job->arena, sizeof *names);
    struct wf_list *l = NULL;
    enum wf_code rc;

    if (a->sample < 1)
        return wf_error_set(err, WF_E_USAGE, "--sample: from 1 on");
    rc = from_workflows(job, a->sample, names, err);
    if (rc != WF_OK)
        return rc;
    from_workers(job, names);
    for (size_t i = 0; i < a->also.n; i++)
        add_name(names, a->also.v[i]);
    qsort(names->v, names->n, sizeof *names->v, by_name);
    rc = wf_list_begin(job, &queue_columns, &l, err);
    for (size_t i = 0; i < names->n && rc == WF_OK; i++)
        for (size_t k = 0; k < 2 && rc == WF_OK; k++) {
            struct row *row = wf_arena_alloc(job->arena, sizeof *row);

            rc = look(job, names->v[i], types[k], row, err);
            if (rc != WF_OK || (a->stuck && row->problem == NULL))
                continue;
            rc = wf_list_item(l, row, err);
            say_command(job, row);
        }
    return l != NULL ? wf_list_end(l, rc, err) : rc;
}

static const struct wf_option list_options[] = {
    WF_OPT_STRINGS('t', "task-queue", struct list_args, also, "NAME",
                   "also this one, whether it is in use or not",
                   .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_BOOL(0, "stuck", struct list_args, stuck,
                "only those with a backlog that nobody takes"),
    WF_OPT_INT(0, "sample", struct list_args, sample, "N",
               "look at so many of the newest workflows", .default_value = "1000"),
    WF_OPT_END
};

const struct wf_command wf_cmd_task_queue_list = {
    .path = "task-queue list",
    .summary = "List the Task Queues in use, and what is wrong with them",
    .text = "The server keeps no list: they are found from the newest workflows and from "
            "workers' heartbeats. A queue is stuck when it has a backlog and nobody has "
            "polled it for two minutes, or only versions that new work does not go to.",
    .examples = { { "wfsh task-queue list", "backlog and pollers of each" },
                  { "wfsh task-queue list -t nightly",
                    "and of one that nothing names now" },
                  { "wfsh tq list --stuck -o jsonl | jq -r .command",
                    "what would mend those that are stuck" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS,
    .run = list_run,
};
