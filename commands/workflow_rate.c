/* commands/workflow_rate.c: how many workflows started and closed in each minute. */
#include "commands/visibility.h"

#include <string.h>

/*
 * The frontend counts only whole queries, so a minute costs a call. Few minutes are asked
 * for one by one; a longer time is counted once, and when it holds no more runs than a page
 * does, that page says when each was; else it is counted in parts, and a part is spread
 * evenly over its minutes. At most 2 * (1 + PARTS) calls.
 */
enum { MINUTE_S = 60, MAX_MINUTES = 1440, SINGLY = 3, PAGE = 1000, PARTS = 6 };
static const int64_t minute_ns = (int64_t)MINUTE_S * 1000000000;

struct rate_args {
    struct wf_filter filter;
    int64_t minutes;
};

struct minute {
    int64_t at_ns;
    int64_t started, closed;
    int64_t span_ns; /* what was counted as one; a minute: exact */
};

/* One of the two times that a run has. */
struct side {
    const char *attribute;
    const char *name;
    size_t offset; /* of the count in a struct minute */
};
static const struct side sides[] = {
    { "StartTime", "started", offsetof(struct minute, started) },
    { "CloseTime", "closed", offsetof(struct minute, closed) },
};

struct rate {
    struct wf_job *job;
    const char *query; /* "": all */
    struct minute *v;
    size_t n;
};

static int64_t *count_of(struct minute *m, const struct side *side)
{
    return (int64_t *)((char *)m + side->offset);
}

/* The query for the minutes from..to. */
static const char *query_of(const struct rate *r, const struct side *side, size_t from,
                            size_t to)
{
    struct wf_strbuf a = WF_STRBUF_INIT, b = WF_STRBUF_INIT;
    const char *query;

    wf_time_rfc3339(&a, r->v[from].at_ns);
    wf_time_rfc3339(&b, r->v[to - 1].at_ns + minute_ns);
    query = wf_arena_printf(r->job->arena, "%s%s%s%s >= '%s' AND %s < '%s'",
                            *r->query != '\0' ? "(" : "", r->query,
                            *r->query != '\0' ? ") AND " : "", side->attribute,
                            wf_strbuf_str(&a), side->attribute, wf_strbuf_str(&b));
    wf_strbuf_release(&a);
    wf_strbuf_release(&b);
    return query;
}

static enum wf_code count(struct rate *r, const struct side *side, size_t from, size_t to,
                          int64_t *ret, struct wf_error *err)
{
    Tworkflowservice__CountWorkflowExecutionsRequest *req = wf_msg_new(
        r->job->arena, &tworkflowservice__count_workflow_executions_request__descriptor);
    Tworkflowservice__CountWorkflowExecutionsResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(r->job);
    req->query = (char *)query_of(r, side, from, to);
    rc = wf_job_call(r->job, "CountWorkflowExecutions", req, NULL, NULL, &reply, err);
    if (rc == WF_OK)
        *ret = reply->count;
    return rc;
}

/* When each run was, from the one page that holds them all. */
static enum wf_code look(struct rate *r, const struct side *side, struct wf_error *err)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *req = wf_msg_new(
        r->job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);
    Tworkflowservice__ListWorkflowExecutionsResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(r->job);
    req->query = (char *)query_of(r, side, 0, r->n);
    req->page_size = PAGE;
    rc = wf_job_call(r->job, "ListWorkflowExecutions", req, NULL, NULL, &reply, err);
    for (size_t i = 0; rc == WF_OK && i < reply->n_executions; i++) {
        const Tworkflow__WorkflowExecutionInfo *e = reply->executions[i];
        int64_t at_ns = wf_timestamp_ns(side == &sides[0] ? e->start_time : e->close_time);
        int64_t minute = at_ns != WF_NO_TIME && at_ns >= r->v[0].at_ns
                             ? (at_ns - r->v[0].at_ns) / minute_ns
                             : -1;

        if (minute >= 0 && minute < (int64_t)r->n)
            ++*count_of(&r->v[minute], side);
    }
    return rc;
}

/* A count for several minutes, as even as whole numbers allow. */
static void spread(struct rate *r, const struct side *side, size_t from, size_t to,
                   int64_t total)
{
    int64_t n = (int64_t)(to - from);

    for (int64_t i = 0; i < n; i++) {
        struct minute *m = &r->v[from + (size_t)i];

        *count_of(m, side) = total * (i + 1) / n - total * i / n;
        if (n * minute_ns > m->span_ns && total > 0)
            m->span_ns = n * minute_ns;
    }
}

static enum wf_code count_parts(struct rate *r, const struct side *side, size_t parts,
                                struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < parts && rc == WF_OK; i++) {
        size_t from = r->n * i / parts, to = r->n * (i + 1) / parts;
        int64_t total = 0;

        rc = count(r, side, from, to, &total, err);
        spread(r, side, from, to, total);
    }
    return rc;
}

static enum wf_code fill_side(struct rate *r, const struct side *side, struct wf_error *err)
{
    int64_t total = 0;
    enum wf_code rc;

    if (r->n <= SINGLY)
        return count_parts(r, side, r->n, err);
    rc = count(r, side, 0, r->n, &total, err);
    if (rc != WF_OK || total == 0)
        return rc;
    return total <= PAGE ? look(r, side, err) : count_parts(r, side, PARTS, err);
}

/* ---- the table --------------------------------------------------------------------------
 */

static void get_minute(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct minute *)item)->at_ns;
}

static void get_started(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct minute *)item)->started;
}

static void get_closed(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct minute *)item)->closed;
}

static void get_span(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct minute *)item)->span_ns;
}

static void put_minute(struct wf_json *j, const void *item)
{
    const struct minute *m = item;
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_json_object(j);
    wf_json_ktime(j, "minute", m->at_ns);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        wf_json_ki64(j, sides[i].name, *count_of((struct minute *)(uintptr_t)m, &sides[i]));
    wf_duration_proto(&b, m->span_ns);
    wf_json_kstr(j, "span", wf_strbuf_str(&b));
    wf_json_end_object(j);
    wf_strbuf_release(&b);
}

static const struct wf_column columns[] = {
    { .header = "MINUTE", .key = "minute", .type = WF_CELL_TIME, .get = get_minute },
    { .header = "STARTED", .key = "started", .type = WF_CELL_COUNT, .get = get_started },
    { .header = "CLOSED", .key = "closed", .type = WF_CELL_COUNT, .get = get_closed },
    { .header = "COUNTED OVER",
      .key = "span",
      .type = WF_CELL_DURATION,
      .wide = true,
      .get = get_span },
};
static const struct wf_columns minute_columns = { .v = columns,
                                                  .n = sizeof columns / sizeof *columns,
                                                  .json = put_minute };

static enum wf_code print(struct rate *r, struct wf_error *err)
{
    struct wf_list *list = NULL;
    enum wf_code rc = wf_list_begin(r->job, &minute_columns, &list, err);

    for (size_t i = 0; i < r->n && rc == WF_OK; i++)
        rc = wf_list_item(list, &r->v[i], err);
    return list != NULL ? wf_list_end(list, rc, err) : rc;
}

static enum wf_code rate_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct rate_args *a = args;
    struct rate r = { .job = job, .n = a->minutes == WF_UNSET ? 60 : (size_t)a->minutes };
    struct wf_vquery parsed = { 0 };
    int64_t now_ns = wf_now_ns() / minute_ns * minute_ns;
    enum wf_code rc = WF_OK;

    if (a->minutes != WF_UNSET && (a->minutes < 1 || a->minutes > MAX_MINUTES))
        return wf_error_set(err, WF_E_USAGE, "--minutes: 1 to %d", MAX_MINUTES);
    rc = wf_filter_build(job, &a->filter, &r.query, &parsed, err);
    if (rc == WF_OK && (parsed.group_by != NULL || parsed.order_by != NULL))
        rc = wf_error_set(err, WF_E_USAGE, "--query: no GROUP BY and no ORDER BY here");
    if (rc != WF_OK)
        return rc;
    r.v = wf_arena_zalloc(job->arena, r.n * sizeof *r.v);
    for (size_t i = 0; i < r.n; i++)
        r.v[i] = (struct minute){ .at_ns = now_ns - (int64_t)(r.n - 1 - i) * minute_ns,
                                  .span_ns = minute_ns };
    for (size_t i = 0; i < sizeof sides / sizeof *sides && rc == WF_OK; i++)
        rc = fill_side(&r, &sides[i], err);
    return rc == WF_OK ? print(&r, err) : rc;
}

static const struct wf_option rate_options[] = {
    WF_OPT_INT(0, "minutes", struct rate_args, minutes, "N",
               "so many, the one that has begun included (default 60)"),
    WF_OPT_SET(wf_filter_options, struct rate_args, filter), WF_OPT_END
};

const struct wf_command wf_cmd_workflow_rate = {
    .path = "workflow rate",
    .summary = "Count what started and what closed in each minute",
    .text = "The last row is the minute that has only begun. More than 1000 runs in the "
            "whole time are counted in six parts, and each part is spread evenly over its "
            "minutes: COUNTED OVER (-o wide) says so. At most 14 calls.",
    .examples = { { "wfsh workflow rate --minutes 15", "the last quarter of an hour" },
                  { "wfsh workflow rate --type Order -o jsonl | jq -s 'map(.started) | "
                    "add'",
                    "how many Orders in an hour" } },
    .options = rate_options,
    .args_size = sizeof(struct rate_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS,
    .run = rate_run,
};
