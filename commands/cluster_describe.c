/* commands/cluster_describe.c: the cluster, its stores and which of its services are up. */
#include "commands/job.h"

#include "base/table.h"

struct describe_args {
    bool detail;
};

typedef Tworkflowservice__GetClusterInfoResponse cluster_info;

/* Who is up, from the admin service on the same port; silent where it is not offered. */
static void add_services(struct wf_job *job, struct wf_card *card)
{
    Tserveradminservice__DescribeClusterRequest *req =
        wf_msg_new(job->arena, &tserveradminservice__describe_cluster_request__descriptor);
    Tserveradminservice__DescribeClusterResponse *reply = NULL;
    struct wf_call_options opt = { .timeout_ms = 2000, .no_retry = true };
    struct wf_error ignored = WF_ERROR_INIT;

    if (wf_job_call(job, "AdminService/DescribeCluster", req, &opt, NULL, &reply,
                    &ignored) != WF_OK ||
        reply->membership_info == NULL)
        return;
    for (size_t i = 0; i < reply->membership_info->n_rings; i++) {
        const Tserveradminservice__RingInfo *r = reply->membership_info->rings[i];

        wf_card_add(card, wf_arena_printf(job->arena, "Service %s", r->role),
                    r->member_count == 0
                        ? "nobody is up"
                        : wf_arena_printf(job->arena, "%d up", r->member_count));
    }
}

static void fill_card(struct wf_job *job, struct wf_card *card, const cluster_info *c,
                      bool detail)
{
    wf_card_add(card, "Cluster", c->cluster_name);
    wf_card_add(card, "Server version", c->server_version);
    wf_card_add(card, "Persistence store", c->persistence_store);
    wf_card_add(card, "Visibility store", c->visibility_store);
    add_services(job, card);
    if (!detail)
        return;
    wf_card_add(card, "Cluster id", c->cluster_id);
    wf_card_add(card, "History shards",
                wf_arena_printf(job->arena, "%d", c->history_shard_count));
    wf_card_add(
        card, "Initial failover version",
        wf_arena_printf(job->arena, "%lld", (long long)c->initial_failover_version));
    wf_card_add(
        card, "Failover version increment",
        wf_arena_printf(job->arena, "%lld", (long long)c->failover_version_increment));
    for (size_t i = 0; i < c->n_supported_clients; i++)
        wf_card_add(card,
                    wf_arena_printf(job->arena, "Client %s", c->supported_clients[i]->key),
                    c->supported_clients[i]->value);
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    void *req =
        wf_msg_new(job->arena, &tworkflowservice__get_cluster_info_request__descriptor);
    struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    cluster_info *reply = NULL;
    struct wf_card *card;
    enum wf_code rc = wf_job_call(job, "GetClusterInfo", req, NULL, NULL, &reply, err);

    if (rc != WF_OK || wf_job_is_json(job))
        return rc != WF_OK ? rc : wf_job_json_message(job, reply, err);
    if (wf_job_is_quiet(job))
        return WF_OK;
    card = wf_card_new();
    fill_card(job, card, reply, a->detail);
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
    return WF_OK;
}

static const struct wf_option describe_options[] = {
    WF_OPT_BOOL(0, "detail", struct describe_args, detail,
                "ids, shards, failover versions and supported clients too"),
    WF_OPT_END
};

const struct wf_command wf_cmd_cluster_describe = {
    .path = "operator cluster describe",
    .summary = "Describe the cluster: stores, services, versions",
    .text =
        "The answer comes from the database, so it is also a probe of it. For people the\n"
        "services that are up are shown too, where the server tells.",
    .examples = { { "wfsh operator cluster describe", "stores and services" },
                  { "wfsh cluster describe --detail", "everything" } },
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .run = describe_run,
};
