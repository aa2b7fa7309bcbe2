/* commands/deployment_version.c: one version of a Worker Deployment. */
#include "commands/deployment.h"

#include "commands/card.h"
#include "proto/payload.h"

#include <stdio.h>

struct describe_args {
    struct wf_deployment_version v;
    bool stats;
};

typedef Tworkflowservice__DescribeWorkerDeploymentVersionResponse reply_type;
typedef Tworkflowservice__DescribeWorkerDeploymentVersionResponse__VersionTaskQueue queue;
typedef Ttaskqueue__TaskQueueStats stats_type;

static const char *queue_type(int type)
{
    static const char *const words[] = { "unspecified", "workflow", "activity", "nexus" };

    return type >= 0 && type < (int)(sizeof words / sizeof *words) ? words[type]
                                                                   : "unknown";
}

/* As numbers, unlike protojson; the age in nanoseconds. */
static void json_stats(struct wf_json *j, const stats_type *s)
{
    int64_t age = wf_duration_ns(s->approximate_backlog_age);

    wf_json_object(j);
    wf_json_ki64(j, "approximateBacklogCount", s->approximate_backlog_count);
    wf_json_ki64(j, "approximateBacklogAge", age == WF_NO_TIME ? 0 : age);
    wf_json_key(j, "backlogIncreaseRate");
    wf_json_float(j, s->tasks_add_rate - s->tasks_dispatch_rate);
    wf_json_key(j, "tasksAddRate");
    wf_json_float(j, s->tasks_add_rate);
    wf_json_key(j, "tasksDispatchRate");
    wf_json_float(j, s->tasks_dispatch_rate);
    wf_json_end_object(j);
}

static void json_queue(struct wf_json *j, const queue *q)
{
    wf_json_object(j);
    wf_json_kstr(j, "name", q->name);
    wf_json_kstr(j, "type", queue_type((int)q->type));
    if (q->stats != NULL) {
        wf_json_key(j, "stats");
        json_stats(j, q->stats);
    }
    if (q->n_stats_by_priority_key > 0) {
        wf_json_key(j, "statsByPriorityKey");
        wf_json_object(j);
        for (size_t i = 0; i < q->n_stats_by_priority_key; i++) {
            char key[16];

            (void)snprintf(key, sizeof key, "%d", q->stats_by_priority_key[i]->key);
            wf_json_key(j, key);
            json_stats(j, q->stats_by_priority_key[i]->value);
        }
        wf_json_end_object(j);
    }
    wf_json_end_object(j);
}

static void json_drainage(struct wf_json *j, const Tdeployment__VersionDrainageInfo *d)
{
    wf_json_key(j, "drainageInfo");
    wf_json_object(j);
    wf_json_kstr(j, "drainageStatus",
                 d != NULL ? wf_deployment_drainage((int)d->status) : "");
    wf_json_go_time(j, "lastChangedTime", d != NULL ? d->last_changed_time : NULL,
                    WF_JSON_GO_ZERO_TIME);
    wf_json_go_time(j, "lastCheckedTime", d != NULL ? d->last_checked_time : NULL,
                    WF_JSON_GO_ZERO_TIME);
    wf_json_end_object(j);
}

static void fill(struct wf_json *j, const void *user)
{
    static const char epoch[] = "1970-01-01T00:00:00Z";
    const reply_type *r = user;
    const Tdeployment__WorkerDeploymentVersionInfo *i = r->worker_deployment_version_info;

    wf_json_object(j);
    wf_json_kstr(j, "deploymentName",
                 i->deployment_version != NULL ? i->deployment_version->deployment_name
                                               : "");
    wf_json_kstr(j, "BuildID", wf_deployment_build(i->deployment_version));
    wf_json_go_time(j, "createTime", i->create_time, epoch);
    wf_json_go_time(j, "routingChangedTime", i->routing_changed_time, epoch);
    wf_json_go_time(j, "currentSinceTime", i->current_since_time, epoch);
    wf_json_go_time(j, "rampingSinceTime", i->ramping_since_time, epoch);
    wf_json_key(j, "rampPercentage");
    wf_json_float(j, i->ramp_percentage);
    json_drainage(j, i->drainage_info);
    wf_json_key(j, "taskQueuesInfos");
    if (r->n_version_task_queues == 0)
        wf_json_null(j);
    else
        wf_json_array(j);
    for (size_t k = 0; k < r->n_version_task_queues; k++)
        json_queue(j, r->version_task_queues[k]);
    if (r->n_version_task_queues != 0)
        wf_json_end_array(j);
    wf_deployment_json_metadata(j, "metadata", i->metadata);
    wf_json_end_object(j);
}

/* ---- for people
 * ------------------------------------------------------------------------ */

static void print_card(struct wf_job *job,
                       const Tdeployment__WorkerDeploymentVersionInfo *i)
{
    const struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    struct wf_card *card = wf_card_new();
    char buf[40];

    wf_card_add(card, "Deployment",
                i->deployment_version != NULL ? i->deployment_version->deployment_name
                                              : "");
    wf_card_add(card, "Build Id", wf_deployment_build(i->deployment_version));
    wf_card_add(card, "Status",
                wf_enum_word(&tenums__worker_deployment_version_status__descriptor,
                             (int)i->status, buf, sizeof buf));
    wf_card_time(job, card, false, "Current since", i->current_since_time);
    if (i->ramping_since_time != NULL) {
        wf_card_add(card, "Ramping",
                    wf_arena_printf(job->arena, "%g%% of new workflows",
                                    (double)i->ramp_percentage));
        wf_card_time(job, card, false, "Ramping since", i->ramping_since_time);
    }
    if (i->drainage_info != NULL) {
        wf_card_add(card, "Drainage",
                    wf_deployment_drainage((int)i->drainage_info->status));
        wf_card_time(job, card, false, "Drainage since",
                     i->drainage_info->last_changed_time);
        wf_card_time(job, card, false, "Last checked", i->drainage_info->last_checked_time);
    }
    wf_card_time(job, card, false, "Created", i->create_time);
    for (size_t k = 0; i->metadata != NULL && k < i->metadata->n_entries; k++) {
        struct wf_strbuf b = WF_STRBUF_INIT;

        wf_payload_text(&b, i->metadata->entries[k]->value);
        wf_card_add(card, i->metadata->entries[k]->key, wf_strbuf_str(&b));
        wf_strbuf_release(&b);
    }
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
}

static void get_name(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const queue *)item)->name;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = queue_type((int)((const queue *)item)->type);
}

static void get_backlog(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const stats_type *s = ((const queue *)item)->stats;

    (void)a;
    ret->number = s != NULL ? s->approximate_backlog_count : WF_NO_TIME;
}

static void get_age(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const stats_type *s = ((const queue *)item)->stats;

    (void)a;
    ret->number = s != NULL ? wf_duration_ns(s->approximate_backlog_age) : WF_NO_TIME;
}

static const struct wf_column columns[] = {
    { .header = "TASK QUEUE", .key = "task-queue", .type = WF_CELL_TEXT, .get = get_name },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type },
    { .header = "BACKLOG", .key = "backlog", .type = WF_CELL_COUNT, .get = get_backlog },
    { .header = "BACKLOG AGE",
      .key = "backlog-age",
      .type = WF_CELL_DURATION,
      .get = get_age },
};
static const struct wf_columns queue_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns };

static enum wf_code print_queues(struct wf_job *job, const reply_type *r,
                                 struct wf_error *err)
{
    struct wf_list *l = NULL;
    enum wf_code rc = wf_list_begin(job, &queue_columns, &l, err);

    for (size_t k = 0; k < r->n_version_task_queues && rc == WF_OK; k++)
        rc = wf_list_item(l, r->version_task_queues[k], err);
    return l != NULL ? wf_list_end(l, rc, err) : rc;
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    Tworkflowservice__DescribeWorkerDeploymentVersionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__describe_worker_deployment_version_request__descriptor);
    reply_type *r = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_version = wf_deployment_version(job->arena, &a->v);
    req->report_task_queue_stats = a->stats;
    rc = wf_job_call(job, "DescribeWorkerDeploymentVersion", req, NULL, NULL, &r, err);
    if (rc != WF_OK)
        return rc;
    if (r->worker_deployment_version_info == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer has no version");
    if (wf_job_is_json(job))
        return wf_job_json(job, fill, r, err);
    if (wf_job_is_text(job)) {
        print_card(job, r->worker_deployment_version_info);
        if (r->n_version_task_queues == 0)
            return WF_OK;
        rc = wf_job_printf(job, err, "\n");
    }
    return rc == WF_OK ? print_queues(job, r, err) : rc;
}

static const struct wf_option describe_options[] = {
    WF_OPT_SET(wf_deployment_version_options, struct describe_args, v),
    WF_OPT_BOOL(0, "report-task-queue-stats", struct describe_args, stats,
                "with the backlog of its Task Queues"),
    WF_OPT_END
};

const struct wf_command wf_cmd_deployment_version = {
    .path = "worker deployment describe-version",
    .summary = "Describe a version of a Worker Deployment",
    .examples = { { "wfsh worker deployment describe-version --deployment-name orders "
                    "--build-id 1.0",
                    "its state and Task Queues" },
                  { "wfsh deployment describe-version --deployment-name orders --build-id "
                    "1.0 --report-task-queue-stats",
                    "is work waiting for it?" } },
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
