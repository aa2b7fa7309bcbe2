/* commands/deployment_list.c: the Worker Deployments of a namespace. */
#include "commands/deployment.h"
#include "commands/list_pages.h"

typedef Tworkflowservice__ListWorkerDeploymentsResponse__WorkerDeploymentSummary summary;

static const Tdeployment__RoutingConfig *routing(const void *item)
{
    static const Tdeployment__RoutingConfig none = TDEPLOYMENT__ROUTING_CONFIG__INIT;
    const Tdeployment__RoutingConfig *r = ((const summary *)item)->routing_config;

    return r != NULL ? r : &none;
}

static void get_name(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const summary *)item)->name;
}

static void get_current(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = wf_deployment_build(routing(item)->current_deployment_version);
}

static void get_current_since(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(routing(item)->current_version_changed_time);
}

static void get_ramping(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tdeployment__RoutingConfig *r = routing(item);

    if (r->ramping_deployment_version != NULL || r->ramping_version_percentage > 0)
        ret->text = wf_arena_printf(a, "%s %g%%",
                                    wf_deployment_build(r->ramping_deployment_version),
                                    (double)r->ramping_version_percentage);
}

static void get_latest(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const summary *s = item;

    (void)a;
    if (s->latest_version_summary != NULL &&
        s->latest_version_summary->deployment_version != NULL)
        ret->text = s->latest_version_summary->deployment_version->build_id;
}

/* The latest version, when no work goes to it any more and some is left. */
static void get_draining(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const summary *s = item;

    if (s->latest_version_summary != NULL &&
        s->latest_version_summary->drainage_status ==
            TENUMS__VERSION_DRAINAGE_STATUS__VERSION_DRAINAGE_STATUS_DRAINING)
        get_latest(item, a, ret);
}

static void get_created(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const summary *)item)->create_time);
}

/* The official CLI prints its own struct, in which a listing leaves three keys empty. */
static void item_json(struct wf_json *j, const void *item)
{
    const summary *s = item;

    wf_json_object(j);
    wf_json_kstr(j, "name", s->name);
    wf_json_go_time(j, "createTime", s->create_time, WF_JSON_GO_ZERO_TIME);
    wf_json_kstr(j, "lastModifierIdentity", "");
    wf_deployment_json_routing(j, s->routing_config);
    wf_json_key(j, "versionSummaries");
    wf_json_null(j);
    wf_json_kstr(j, "managerIdentity", "");
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "NAME", .key = "name", .type = WF_CELL_TEXT, .get = get_name },
    { .header = "CURRENT", .key = "current", .type = WF_CELL_TEXT, .get = get_current },
    { .header = "SINCE",
      .key = "current-since",
      .type = WF_CELL_TIME,
      .get = get_current_since },
    { .header = "RAMPING", .key = "ramping", .type = WF_CELL_TEXT, .get = get_ramping },
    { .header = "LATEST", .key = "latest", .type = WF_CELL_TEXT, .get = get_latest },
    { .header = "DRAINING",
      .key = "draining",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_draining },
    { .header = "CREATED", .key = "created", .type = WF_CELL_TIME, .get = get_created },
};
static const struct wf_columns deployment_columns = { .v = columns,
                                                      .n = sizeof columns / sizeof *columns,
                                                      .json = item_json };

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Tworkflowservice__ListWorkerDeploymentsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_worker_deployments_request__descriptor);

    (void)args;
    req->namespace_ = (char *)wf_job_namespace(job);
    return wf_list_pages(job, "ListWorkerDeployments", req, "worker_deployments",
                         &deployment_columns, WF_UNSET, NULL, err);
}

const struct wf_command wf_cmd_deployment_list = {
    .path = "worker deployment list",
    .summary = "List the Worker Deployments of a namespace",
    .examples = { { "wfsh worker deployment list", "current and ramping versions" },
                  { "wfsh deployment list -o jsonl | jq -r .name", "names" } },
    .klass = WF_CLASS_READS,
    .run = list_run,
};
