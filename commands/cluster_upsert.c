/* commands/cluster_upsert.c: make another cluster known, or change how. */
#include "commands/simple_receipt.h"

struct upsert_args {
    const char *address;
    bool connection, replication;
};

static enum wf_code upsert_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct upsert_args *a = args;
    Toperatorservice__AddOrUpdateRemoteClusterRequest *req = wf_msg_new(
        job->arena, &toperatorservice__add_or_update_remote_cluster_request__descriptor);
    enum wf_code rc;

    req->frontend_address = (char *)a->address;
    req->enable_remote_cluster_connection = a->connection;
    req->enable_replication = a->replication;
    rc = wf_job_call(job, "AddOrUpdateRemoteCluster", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_simple_receipt(job, "cluster", a->address, "upserted", err)
                       : rc;
}

#define U struct upsert_args
static const struct wf_option upsert_options[] = {
    WF_OPT_STRING(0, "frontend-address", U, address, "HOST:PORT", "its frontend",
                  .required = true),
    WF_OPT_BOOL(0, "enable-connection", U, connection, "connect to it"),
    WF_OPT_BOOL(0, "enable-replication", U, replication, "replicate to it"), WF_OPT_END
};
#undef U

const struct wf_command wf_cmd_cluster_upsert = {
    .path = "operator cluster upsert",
    .summary = "Make another cluster known, or change how",
    .examples = { { "wfsh operator cluster upsert --frontend-address eu:7233 "
                    "--enable-connection",
                    "connect to it" },
                  { "wfsh cluster upsert --frontend-address eu:7233",
                    "disconnect from it" } },
    .options = upsert_options,
    .args_size = sizeof(struct upsert_args),
    .klass = WF_CLASS_WRITES,
    .run = upsert_run,
};
