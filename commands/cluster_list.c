/* commands/cluster_list.c: the clusters that this one knows. */
#include "commands/list_pages.h"

struct list_args {
    int64_t limit;
};

typedef Toperatorservice__ClusterMetadata cluster;

static void get_name(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const cluster *)item)->cluster_name;
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const cluster *)item)->cluster_id;
}

static void get_address(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const cluster *)item)->address;
}

static void get_shards(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const cluster *)item)->history_shard_count;
}

static void get_failover(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const cluster *)item)->initial_failover_version;
}

static void get_connection(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const cluster *)item)->is_connection_enabled;
}

static void get_replication(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const cluster *)item)->is_replication_enabled;
}

static const struct wf_column columns[] = {
    { .header = "NAME", .key = "name", .type = WF_CELL_TEXT, .get = get_name },
    { .header = "ADDRESS", .key = "address", .type = WF_CELL_TEXT, .get = get_address },
    { .header = "CONNECTION",
      .key = "connection",
      .type = WF_CELL_BOOL,
      .get = get_connection },
    { .header = "REPLICATION",
      .key = "replication",
      .type = WF_CELL_BOOL,
      .get = get_replication },
    { .header = "SHARDS", .key = "shards", .type = WF_CELL_COUNT, .get = get_shards },
    { .header = "ID", .key = "id", .type = WF_CELL_TEXT, .wide = true, .get = get_id },
    { .header = "FAILOVER VERSION",
      .key = "failover-version",
      .type = WF_CELL_COUNT,
      .wide = true,
      .get = get_failover },
};
static const struct wf_columns cluster_columns = { .v = columns,
                                                   .n = sizeof columns / sizeof *columns };

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Toperatorservice__ListClustersRequest *req =
        wf_msg_new(job->arena, &toperatorservice__list_clusters_request__descriptor);

    req->page_size = 100;
    return wf_list_pages(job, "ListClusters", req, "clusters", &cluster_columns, a->limit,
                         NULL, err);
}

static const struct wf_option list_options[] = {
    WF_OPT_INT(0, "limit", struct list_args, limit, "N", "at most so many"), WF_OPT_END
};

const struct wf_command wf_cmd_cluster_list = {
    .path = "operator cluster list",
    .summary = "List the clusters that this one knows",
    .examples = { { "wfsh operator cluster list", "a table" },
                  { "wfsh cluster list -o jsonl | jq -r .address", "addresses" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .run = list_run,
};
