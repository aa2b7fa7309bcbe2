/* commands/workflow_count.c: how many workflows, also by group. */
#include "commands/visibility.h"

#include "proto/payload.h"

struct count_args {
    struct wf_filter filter;
};

typedef Tworkflowservice__CountWorkflowExecutionsResponse reply_type;
typedef Tworkflowservice__CountWorkflowExecutionsResponse__AggregationGroup group;

static void get_group(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const group *g = item;
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; i < g->n_group_values; i++) {
        if (i > 0)
            wf_strbuf_adds(&b, ", ");
        wf_payload_text(&b, g->group_values[i]);
    }
    ret->text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void get_count(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const group *)item)->count;
}

static const struct wf_column columns[] = {
    { .header = "GROUP", .key = "group", .type = WF_CELL_STATUS, .get = get_group },
    { .header = "COUNT", .key = "count", .type = WF_CELL_COUNT, .get = get_count },
};
static const struct wf_columns group_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns };

static enum wf_code print_groups(struct wf_job *job, const reply_type *r,
                                 struct wf_error *err)
{
    struct wf_list *list = NULL;
    enum wf_code rc = wf_list_begin(job, &group_columns, &list, err);

    for (size_t i = 0; i < r->n_groups && rc == WF_OK; i++)
        rc = wf_list_item(list, r->groups[i], err);
    if (list != NULL)
        rc = wf_list_end(list, rc, err);
    if (rc == WF_OK && wf_job_is_text(job))
        rc = wf_job_printf(job, err, "total %lld\n", (long long)r->count);
    return rc;
}

/* The official CLI shows the values of groups always, although search attributes elsewhere
 * stay encoded. */
static void fill(struct wf_json *j, const void *user)
{
    const reply_type *r = user;

    wf_json_object(j);
    if (r->count != 0) {
        wf_json_key(j, "count");
        wf_json_i64_string(j, r->count);
    }
    if (r->n_groups > 0) {
        wf_json_key(j, "groups");
        wf_json_array(j);
        for (size_t i = 0; i < r->n_groups; i++) {
            const group *g = r->groups[i];

            wf_json_object(j);
            wf_json_key(j, "groupValues");
            wf_json_array(j);
            for (size_t k = 0; k < g->n_group_values; k++)
                wf_payload_json_value(j, g->group_values[k]);
            wf_json_end_array(j);
            wf_json_key(j, "count");
            wf_json_i64_string(j, g->count);
            wf_json_end_object(j);
        }
        wf_json_end_array(j);
    }
    wf_json_end_object(j);
}

static enum wf_code count_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct count_args *a = args;
    Tworkflowservice__CountWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__count_workflow_executions_request__descriptor);
    reply_type *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    rc = wf_filter_build(job, &a->filter, (const char **)&req->query, NULL, err);
    if (rc == WF_OK)
        rc = wf_job_call(job, "CountWorkflowExecutions", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json(job, fill, reply, err);
    if (reply->n_groups > 0)
        return print_groups(job, reply, err);
    return wf_job_printf(job, err, "%lld\n", (long long)reply->count);
}

static const struct wf_option count_options[] = {
    WF_OPT_SET(wf_filter_options, struct count_args, filter), WF_OPT_END
};

const struct wf_command wf_cmd_workflow_count = {
    .path = "workflow count",
    .aliases = "count",
    .summary = "Count workflows, also by group",
    .examples = { { "wfsh workflow count --open", "how many are running" },
                  { "wfsh workflow count -q 'GROUP BY ExecutionStatus'",
                    "a table by status" } },
    .options = count_options,
    .args_size = sizeof(struct count_args),
    .klass = WF_CLASS_READS,
    .run = count_run,
};
