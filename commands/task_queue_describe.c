/* commands/task_queue_describe.c: the backlog of a Task Queue, and who polls it. */
#include "commands/task_queue.h"

#include "base/timefmt.h"
#include "base/utf8.h"
#include "commands/go_json.h"

#include <stdlib.h>
#include <string.h>

enum { TYPE_MAX = 3 };

/* The API calls this form deprecated; the official CLI speaks it, and nothing else has
 * versions. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

typedef Tworkflowservice__DescribeTaskQueueRequest request_type;
typedef Tworkflowservice__DescribeTaskQueueResponse reply_type;
typedef Tworkflowservice__DescribeTaskQueueResponse__VersionsInfoEntry version_entry;
typedef Ttaskqueue__TaskQueueVersionInfo__TypesInfoEntry type_entry;

/* One version and type; the poller of a row of pollers. */
struct row {
    const char *build_id, *type;
    const Ttaskqueue__TaskQueueStats *stats;
    const Ttaskqueue__PollerInfo *poller;
};

struct described {
    const struct wf_task_queue_describe *a;
    const reply_type *reply;
    struct row *stats, *pollers;
    size_t n_stats, n_pollers;
    const Ttaskqueue__TaskQueueConfig *configs[TYPE_MAX]; /* NULL: none, or not asked for */
};

static const char *build_of(const version_entry *e)
{
    return *e->key != '\0' ? e->key : "UNVERSIONED";
}

static const char *reachability_word(int r)
{
    static const char *const words[] = { "unspecified", "reachable", "closedWorkflowsOnly",
                                         "unreachable" };

    return r >= 0 && r < (int)(sizeof words / sizeof *words) ? words[r] : "unspecified";
}

/* ---- asking ----------------------------------------------------------------------------
 */

static request_type *make_request(struct wf_job *job,
                                  const struct wf_task_queue_describe *a)
{
    request_type *req =
        wf_msg_new(job->arena, &tworkflowservice__describe_task_queue_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = (char *)a->name;
    req->api_mode = TENUMS__DESCRIBE_TASK_QUEUE_MODE__DESCRIBE_TASK_QUEUE_MODE_ENHANCED;
    if (a->build_ids.n > 0 || a->unversioned || a->all_active) {
        req->versions =
            wf_msg_new(job->arena, &ttaskqueue__task_queue_version_selection__descriptor);
        req->versions->build_ids = (char **)a->build_ids.v;
        req->versions->n_build_ids = a->build_ids.n;
        req->versions->unversioned = a->unversioned;
        req->versions->all_active = a->all_active;
    }
    if (a->type != NULL) {
        req->task_queue_types = wf_arena_alloc(job->arena, sizeof *req->task_queue_types);
        req->task_queue_types[0] = wf_task_queue_type(a->type);
        req->n_task_queue_types = 1;
    }
    req->report_stats = !a->no_stats;
    req->report_pollers = true;
    req->report_task_reachability = a->reachability;
    return req;
}

/* The enhanced answer has no settings, so that they are asked for by type. */
static enum wf_code ask_configs(struct wf_job *job, struct described *d,
                                struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; d->a->config && i < TYPE_MAX && rc == WF_OK; i++)
        if (d->a->type == NULL || strcmp(d->a->type, wf_task_queue_types[i]) == 0)
            rc = wf_task_queue_config(job, d->a->name, wf_task_queue_types[i],
                                      &d->configs[i], err);
    return rc;
}

/* ---- rows ------------------------------------------------------------------------------
 */

static int by_version(const void *pa, const void *pb)
{
    const struct row *a = pa, *b = pb;
    int order = strcmp(a->build_id, b->build_id);

    return order != 0 ? order : -strcmp(a->type, b->type); /* workflow, nexus, activity */
}

static void add_rows(struct wf_job *job, struct described *d, const version_entry *v,
                     const type_entry *t)
{
    enum { SIZE = 24 };
    char *buf = wf_arena_alloc(job->arena, SIZE);
    struct row r = { .build_id = build_of(v) };

    r.type = t->key >= 1 && t->key <= TYPE_MAX
                 ? wf_task_queue_types[t->key - 1]
                 : wf_enum_word(&tenums__task_queue_type__descriptor, t->key, buf, SIZE);
    /* the server may answer from what it told somebody else */
    if (t->value->stats != NULL && !d->a->no_stats) {
        r.stats = t->value->stats;
        d->stats[d->n_stats++] = r;
    }
    for (size_t i = 0; i < t->value->n_pollers; i++) {
        r.poller = t->value->pollers[i];
        d->pollers[d->n_pollers++] = r;
    }
}

/* In an order of their own, as the server's maps have none. */
static void make_rows(struct wf_job *job, struct described *d)
{
    const reply_type *r = d->reply;
    size_t stats = 0, pollers = 0;

    for (size_t i = 0; i < r->n_versions_info; i++)
        for (size_t k = 0; k < r->versions_info[i]->value->n_types_info; k++) {
            stats++;
            pollers += r->versions_info[i]->value->types_info[k]->value->n_pollers;
        }
    d->stats = wf_arena_alloc(job->arena, (stats + 1) * sizeof *d->stats);
    d->pollers = wf_arena_alloc(job->arena, (pollers + 1) * sizeof *d->pollers);
    for (size_t i = 0; i < r->n_versions_info; i++)
        for (size_t k = 0; k < r->versions_info[i]->value->n_types_info; k++)
            add_rows(job, d, r->versions_info[i],
                     r->versions_info[i]->value->types_info[k]);
    qsort(d->stats, d->n_stats, sizeof *d->stats, by_version);
    qsort(d->pollers, d->n_pollers, sizeof *d->pollers, by_version);
}

/* ---- JSON ------------------------------------------------------------------------------
 */

/* The official CLI prints null for what is empty. */
static bool begin(struct wf_json *j, const char *key, size_t n)
{
    wf_json_key(j, key);
    if (n == 0)
        wf_json_null(j);
    else
        wf_json_array(j);
    return n != 0;
}

static void json_float(struct wf_json *j, const char *key, float v)
{
    wf_json_key(j, key);
    wf_json_float(j, v);
}

/* As the official CLI does: Go's words, days of the hours, and a blank behind h and every
 * m, so that half a second is "500m s". */
static void add_age(struct wf_strbuf *out, int64_t ns)
{
    struct wf_strbuf go = WF_STRBUF_INIT;
    const char *rest;
    char *end;
    long hours;

    wf_duration_go(&go, ns == WF_NO_TIME ? 0 : ns);
    rest = wf_strbuf_str(&go);
    hours = strtol(rest, &end, 10);
    if (*end == 'h') {
        rest = end + 1;
        if (hours >= 24)
            wf_strbuf_addf(out, "%ldd ", hours / 24);
        wf_strbuf_addf(out, "%ldh ", hours % 24);
    }
    for (; *rest != '\0'; rest++)
        wf_strbuf_addf(out, *rest == 'm' ? "%c " : "%c", *rest);
    wf_strbuf_release(&go);
}

static void json_stats(struct wf_json *j, const struct row *r)
{
    struct wf_strbuf age = WF_STRBUF_INIT;

    add_age(&age, wf_duration_ns(r->stats->approximate_backlog_age));
    wf_json_object(j);
    wf_json_kstr(j, "buildId", r->build_id);
    wf_json_kstr(j, "taskQueueType", r->type);
    wf_json_ki64(j, "approximateBacklogCount", r->stats->approximate_backlog_count);
    wf_json_kstr(j, "approximateBacklogAge", wf_strbuf_str(&age));
    json_float(j, "backlogIncreaseRate",
               r->stats->tasks_add_rate - r->stats->tasks_dispatch_rate);
    json_float(j, "tasksAddRate", r->stats->tasks_add_rate);
    json_float(j, "tasksDispatchRate", r->stats->tasks_dispatch_rate);
    wf_json_end_object(j);
    wf_strbuf_release(&age);
}

static void json_poller(struct wf_json *j, const struct row *r)
{
    wf_json_object(j);
    wf_json_kstr(j, "buildId", r->build_id);
    wf_json_kstr(j, "taskQueueType", r->type);
    wf_json_kstr(j, "identity", r->poller->identity);
    wf_json_go_time(j, "lastAccessTime", r->poller->last_access_time, WF_JSON_GO_ZERO_TIME);
    wf_json_key(j, "ratePerSecond");
    wf_json_double(j, r->poller->rate_per_second);
    wf_json_end_object(j);
}

static void fill(struct wf_json *j, const void *user)
{
    const struct described *d = user;
    size_t n = d->a->reachability ? d->reply->n_versions_info : 0;

    wf_json_object(j);
    if (begin(j, "reachability", n)) {
        for (size_t i = 0; i < n; i++) {
            const version_entry *v = d->reply->versions_info[i];

            wf_json_object(j);
            wf_json_kstr(j, "buildId", build_of(v));
            wf_json_kstr(j, "reachability",
                         reachability_word((int)v->value->task_reachability));
            wf_json_end_object(j);
        }
        wf_json_end_array(j);
    }
    if (begin(j, "pollers", d->n_pollers)) {
        for (size_t i = 0; i < d->n_pollers; i++)
            json_poller(j, &d->pollers[i]);
        wf_json_end_array(j);
    }
    if (begin(j, "stats", d->n_stats)) {
        for (size_t i = 0; i < d->n_stats; i++)
            json_stats(j, &d->stats[i]);
        wf_json_end_array(j);
    }
    if (d->a->config) {
        wf_json_key(j, "config");
        wf_json_object(j);
        for (size_t i = 0; i < TYPE_MAX; i++)
            if (d->configs[i] != NULL) {
                wf_json_key(j, wf_task_queue_types[i]);
                wf_json_message(j, d->configs[i], WF_PAYLOAD_SHORTHAND);
            }
        wf_json_end_object(j);
    }
    wf_json_end_object(j);
}

/* ---- tables ----------------------------------------------------------------------------
 */

static void get_build(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->build_id;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->type;
}

static void get_backlog(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct row *)item)->stats->approximate_backlog_count;
}

static void get_age(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number =
        wf_duration_ns(((const struct row *)item)->stats->approximate_backlog_age);
}

static void get_added(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    ret->text = wf_arena_printf(a, "%.3g",
                                (double)((const struct row *)item)->stats->tasks_add_rate);
}

static void get_dispatched(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    ret->text = wf_arena_printf(
        a, "%.3g", (double)((const struct row *)item)->stats->tasks_dispatch_rate);
}

static void get_identity(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->poller->identity;
}

static void get_access(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const struct row *)item)->poller->last_access_time);
}

#define BUILD_AND_TYPE                                                                     \
    { .header = "BUILD ID",                                                                \
      .key = "build-id",                                                                   \
      .type = WF_CELL_TEXT,                                                                \
      .shrink = 1,                                                                         \
      .get = get_build },                                                                  \
    {                                                                                      \
        .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type             \
    }
static const struct wf_column stats_rows[] = {
    BUILD_AND_TYPE,
    { .header = "BACKLOG", .key = "backlog", .type = WF_CELL_COUNT, .get = get_backlog },
    { .header = "AGE", .key = "age", .type = WF_CELL_DURATION, .get = get_age },
    { .header = "ADDED/S", .key = "added", .type = WF_CELL_TEXT, .get = get_added },
    { .header = "DISPATCHED/S",
      .key = "dispatched",
      .type = WF_CELL_TEXT,
      .get = get_dispatched },
};
static const struct wf_column poller_rows[] = {
    BUILD_AND_TYPE,
    { .header = "POLLER",
      .key = "poller",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_identity },
    { .header = "LAST POLL", .key = "last-poll", .type = WF_CELL_TIME, .get = get_access },
};
static const struct wf_columns stats_columns = {
    .v = stats_rows, .n = sizeof stats_rows / sizeof *stats_rows
};
static const struct wf_columns poller_columns = {
    .v = poller_rows, .n = sizeof poller_rows / sizeof *poller_rows
};

static enum wf_code print_rows(struct wf_job *job, const struct wf_columns *columns,
                               const struct row *v, size_t n, struct wf_error *err)
{
    struct wf_list *l = NULL;
    enum wf_code rc = wf_list_begin(job, columns, &l, err);

    for (size_t i = 0; i < n && rc == WF_OK; i++)
        rc = wf_list_item(l, &v[i], err);
    return l != NULL ? wf_list_end(l, rc, err) : rc;
}

static const char *safe(struct wf_job *job, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *s;

    wf_utf8_safes(&b, text);
    s = wf_arena_printf(job->arena, "%s", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return s;
}

static enum wf_code print_reachability(struct wf_job *job, const reply_type *r,
                                       struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < r->n_versions_info && rc == WF_OK; i++)
        rc = wf_job_printf(
            job, err, "%s is %s\n", safe(job, build_of(r->versions_info[i])),
            reachability_word((int)r->versions_info[i]->value->task_reachability));
    return rc == WF_OK ? wf_job_printf(job, err, "\n") : rc;
}

/* All for people; CSV and its like are one listing: of pollers without statistics. */
static enum wf_code print_tables(struct wf_job *job, const struct described *d,
                                 struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (!wf_job_is_text(job))
        return d->a->no_stats
                   ? print_rows(job, &poller_columns, d->pollers, d->n_pollers, err)
                   : print_rows(job, &stats_columns, d->stats, d->n_stats, err);
    if (d->a->reachability)
        rc = print_reachability(job, d->reply, err);
    if (rc == WF_OK && d->n_stats > 0) {
        rc = print_rows(job, &stats_columns, d->stats, d->n_stats, err);
        if (rc == WF_OK)
            rc = wf_job_printf(job, err, "\n");
    }
    if (rc == WF_OK)
        rc = d->n_pollers > 0
                 ? print_rows(job, &poller_columns, d->pollers, d->n_pollers, err)
                 : wf_job_printf(job, err, "nobody polls\n");
    for (size_t i = 0; i < TYPE_MAX && rc == WF_OK; i++)
        if (d->configs[i] != NULL) {
            rc = wf_job_printf(job, err, "\n%s\n", wf_task_queue_types[i]);
            if (rc == WF_OK)
                rc = wf_task_queue_config_print(job, d->configs[i], err);
        }
    return rc;
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct described d = { .a = args };
    enum wf_code rc;

    if (d.a->legacy)
        return wf_task_queue_describe_legacy(job, d.a, err);
    rc = wf_job_call(job, "DescribeTaskQueue", make_request(job, d.a), NULL, NULL, &d.reply,
                     err);
    if (rc == WF_OK)
        rc = ask_configs(job, &d, err);
    if (rc != WF_OK)
        return rc;
    make_rows(job, &d);
    return wf_job_is_json(job) ? wf_job_json(job, fill, &d, err)
                               : print_tables(job, &d, err);
}

#define D struct wf_task_queue_describe
static const char *const legacy_types[] = { "workflow", "activity", NULL };
static const struct wf_option describe_options[] = {
    WF_OPT_STRING('t', "task-queue", D, name, "NAME", "the Task Queue", .required = true,
                  .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_ENUM(0, "task-queue-type", D, type, wf_task_queue_types,
                "only these of its tasks"),
    WF_OPT_STRINGS(0, "select-build-id", D, build_ids, "ID", "only this version",
                   .complete = WF_COMPLETE_BUILD_ID),
    WF_OPT_BOOL(0, "select-unversioned", D, unversioned, "the unversioned queue too"),
    WF_OPT_BOOL(0, "select-all-active", D, all_active,
                "every version with new tasks or polls"),
    WF_OPT_BOOL(0, "disable-stats", D, no_stats, "without backlog and rates"),
    WF_OPT_BOOL(0, "report-reachability", D, reachability,
                "can workflows still need each version?"),
    WF_OPT_BOOL(0, "report-config", D, config, "with its rate limits and weights"),
    WF_OPT_BOOL(0, "legacy-mode", D, legacy,
                "pollers only, for servers without versioning rules"),
    WF_OPT_ENUM(0, "task-queue-type-legacy", D, legacy_type, legacy_types,
                "which tasks, in legacy mode", .default_value = "workflow"),
    WF_OPT_INT(0, "partitions-legacy", D, legacy_partitions, "N",
               "how many partitions, in legacy mode", .default_value = "1"),
    WF_OPT_END
};
#undef D

const struct wf_command wf_cmd_task_queue_describe = {
    .path = "task-queue describe",
    .summary = "Show the backlog of a Task Queue, and who polls it",
    .text = "An unknown Task Queue looks like an empty one: the server makes it by being "
            "asked.",
    .examples = { { "wfsh task-queue describe -t orders", "backlog, rates and pollers" },
                  { "wfsh tq describe -t orders --select-build-id 1.0 "
                    "--report-reachability",
                    "may this version go?" } },
    .options = describe_options,
    .args_size = sizeof(struct wf_task_queue_describe),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
