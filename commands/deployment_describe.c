/* commands/deployment_describe.c: one Worker Deployment and its versions. */
#include "commands/deployment.h"

#include "commands/card.h"

typedef Tdeployment__WorkerDeploymentInfo info;
typedef Tdeployment__WorkerDeploymentInfo__WorkerDeploymentVersionSummary version;

static void fill(struct wf_json *j, const void *user)
{
    const info *i = user;

    wf_json_object(j);
    wf_json_kstr(j, "name", i->name);
    wf_json_go_time(j, "createTime", i->create_time, WF_JSON_GO_ZERO_TIME);
    wf_json_kstr(j, "lastModifierIdentity", i->last_modifier_identity);
    wf_deployment_json_routing(j, i->routing_config);
    wf_json_key(j, "versionSummaries");
    if (i->n_version_summaries == 0)
        wf_json_null(j);
    else
        wf_json_array(j);
    for (size_t k = 0; k < i->n_version_summaries; k++) {
        const version *v = i->version_summaries[k];

        wf_json_object(j);
        wf_json_kstr(j, "deploymentName",
                     v->deployment_version != NULL ? v->deployment_version->deployment_name
                                                   : "");
        wf_json_kstr(j, "BuildID",
                     v->deployment_version != NULL ? v->deployment_version->build_id : "");
        wf_json_kstr(j, "drainageStatus", wf_deployment_drainage((int)v->drainage_status));
        wf_json_go_time(j, "createTime", v->create_time, WF_JSON_GO_ZERO_TIME);
        wf_json_end_object(j);
    }
    if (i->n_version_summaries != 0)
        wf_json_end_array(j);
    wf_json_kstr(j, "managerIdentity", i->manager_identity);
    wf_json_end_object(j);
}

static void print_card(struct wf_job *job, const info *i)
{
    const struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    const Tdeployment__RoutingConfig *r = i->routing_config;
    struct wf_card *card = wf_card_new();

    wf_card_add(card, "Name", i->name);
    if (r != NULL) {
        wf_card_add(card, "Current", wf_deployment_build(r->current_deployment_version));
        wf_card_time(job, card, false, "Current since", r->current_version_changed_time);
        if (r->ramping_deployment_version != NULL || r->ramping_version_percentage > 0) {
            wf_card_add(card, "Ramping",
                        wf_arena_printf(job->arena, "%s, %g%% of new workflows",
                                        wf_deployment_build(r->ramping_deployment_version),
                                        (double)r->ramping_version_percentage));
            wf_card_time(job, card, false, "Ramping since",
                         r->ramping_version_changed_time);
        }
    }
    wf_card_time(job, card, false, "Created", i->create_time);
    if (*i->manager_identity != '\0')
        wf_card_add(card, "Manager", i->manager_identity);
    if (*i->last_modifier_identity != '\0')
        wf_card_add(card, "Last changed by", i->last_modifier_identity);
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
}

/* ---- versions, as a listing ------------------------------------------------------------
 */

static void get_build(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = wf_deployment_build(((const version *)item)->deployment_version);
}

/* As the search attribute TemporalWorkerDeploymentVersion has it. */
static void get_version(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tdeployment__WorkerDeploymentVersion *v =
        ((const version *)item)->deployment_version;

    ret->text =
        v != NULL ? wf_arena_printf(a, "%s:%s", v->deployment_name, v->build_id) : NULL;
}

static void get_status(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    enum { SIZE = 40 };
    char *buf = wf_arena_alloc(a, SIZE);

    ret->text = wf_enum_word(&tenums__worker_deployment_version_status__descriptor,
                             (int)((const version *)item)->status, buf, SIZE);
}

/* Since when it is what its status says. */
static void get_since(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const version *v = item;
    const Tgoogleprotobuf__Timestamp *t = v->routing_update_time;

    (void)a;
    if (v->drainage_info != NULL && v->drainage_info->last_changed_time != NULL)
        t = v->drainage_info->last_changed_time;
    ret->number = wf_timestamp_ns(t != NULL ? t : v->create_time);
}

static void get_checked(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const version *v = item;

    (void)a;
    ret->number = wf_timestamp_ns(
        v->drainage_info != NULL ? v->drainage_info->last_checked_time : NULL);
}

static void get_created(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const version *)item)->create_time);
}

static const struct wf_column columns[] = {
    { .header = "BUILD ID", .key = "build-id", .type = WF_CELL_TEXT, .get = get_build },
    { .header = "STATUS", .key = "status", .type = WF_CELL_STATUS, .get = get_status },
    { .header = "SINCE", .key = "since", .type = WF_CELL_TIME, .get = get_since },
    { .header = "CREATED", .key = "created", .type = WF_CELL_TIME, .get = get_created },
    { .header = "DRAINAGE CHECKED",
      .key = "drainage-checked",
      .type = WF_CELL_TIME,
      .wide = true,
      .get = get_checked },
    { .header = "VERSION",
      .key = "version",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_version },
};
static const struct wf_columns version_columns = { .v = columns,
                                                   .n = sizeof columns / sizeof *columns };

static enum wf_code print_versions(struct wf_job *job, const info *i, struct wf_error *err)
{
    struct wf_list *l = NULL;
    enum wf_code rc = wf_list_begin(job, &version_columns, &l, err);

    for (size_t k = 0; k < i->n_version_summaries && rc == WF_OK; k++)
        rc = wf_list_item(l, i->version_summaries[k], err);
    return l != NULL ? wf_list_end(l, rc, err) : rc;
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const char *name = NULL;
    wf_deployment *d = NULL;
    enum wf_code rc = wf_deployment_name(args, &name, err);

    if (rc == WF_OK)
        rc = wf_deployment_describe(job, name, &d, err);
    if (rc != WF_OK)
        return rc;
    if (d->worker_deployment_info == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer has no Deployment");
    if (wf_job_is_json(job))
        return wf_job_json(job, fill, d->worker_deployment_info, err);
    if (wf_job_is_text(job)) {
        print_card(job, d->worker_deployment_info);
        if (d->worker_deployment_info->n_version_summaries == 0)
            return WF_OK;
        rc = wf_job_printf(job, err, "\n");
    }
    return rc == WF_OK ? print_versions(job, d->worker_deployment_info, err) : rc;
}

static const struct wf_option describe_options[] = {
    { .type = WF_OPTION_SET, .set = wf_deployment_name_options }, WF_OPT_END
};

const struct wf_command wf_cmd_deployment_describe = {
    .path = "worker deployment describe",
    .summary = "Describe a Worker Deployment and its versions",
    .examples = { { "wfsh worker deployment describe orders",
                    "what is current, ramping, draining" },
                  { "wfsh deployment describe orders -o json | jq .routingConfig",
                    "for a script" } },
    .positionals = wf_deployment_name_positionals,
    .options = describe_options,
    .args_size = sizeof(struct wf_deployment_name),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
