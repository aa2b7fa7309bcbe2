/* commands/cluster_remove.c: forget another cluster. */
#include "commands/simple_receipt.h"

struct remove_args {
    const char *name;
    bool yes;
};

static enum wf_code remove_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct remove_args *a = args;
    Toperatorservice__RemoveRemoteClusterRequest *req = wf_msg_new(
        job->arena, &toperatorservice__remove_remote_cluster_request__descriptor);
    enum wf_code rc;

    req->cluster_name = (char *)a->name;
    rc = wf_job_call(job, "RemoveRemoteCluster", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_simple_receipt(job, "cluster", a->name, "removed", err) : rc;
}

static const struct wf_option remove_options[] = {
    WF_OPT_STRING(0, "name", struct remove_args, name, "NAME", "the cluster",
                  .required = true),
    WF_OPT_BOOL('y', "yes", struct remove_args, yes, "do not ask", .ours = true), WF_OPT_END
};

const struct wf_command wf_cmd_cluster_remove = {
    .path = "operator cluster remove",
    .summary = "Forget another cluster",
    .examples = { { "wfsh operator cluster remove --name eu", "by its name" },
                  { "wfsh cluster remove --name eu --explain", "only show the request" } },
    .options = remove_options,
    .args_size = sizeof(struct remove_args),
    .klass = WF_CLASS_DESTROYS,
    .run = remove_run,
};
