/* commands/nexus_endpoint_read.c: Nexus Endpoints, all of them or one. */
#include "commands/nexus_endpoint.h"

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Toperatorservice__ListNexusEndpointsRequest *req =
        wf_msg_new(job->arena, &toperatorservice__list_nexus_endpoints_request__descriptor);

    (void)args;
    return wf_list_pages(job, "ListNexusEndpoints", req, "endpoints", &wf_endpoint_columns,
                         WF_UNSET, NULL, err);
}

static enum wf_code get_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    wf_endpoint *e = NULL;
    const char *name = NULL;
    enum wf_code rc = wf_endpoint_name(args, &name, err);

    if (rc == WF_OK)
        rc = wf_endpoint_find(job, name, &e, err);
    return rc == WF_OK ? wf_endpoint_print(job, e, err) : rc;
}

static const struct wf_option get_options[] = {
    { .type = WF_OPTION_SET, .set = wf_endpoint_name_options }, WF_OPT_END
};

const struct wf_command wf_cmd_nexus_endpoint_list = {
    .path = "operator nexus endpoint list",
    .summary = "List the Nexus Endpoints of the cluster",
    .examples = { { "wfsh operator nexus endpoint list", "names and targets" },
                  { "wfsh operator nexus endpoint list -o jsonl | jq -r .spec.name",
                    "names" } },
    .klass = WF_CLASS_READS,
    .run = list_run,
};

const struct wf_command wf_cmd_nexus_endpoint_get = {
    .path = "operator nexus endpoint get",
    .summary = "Show a Nexus Endpoint",
    .examples = { { "wfsh operator nexus endpoint get payments", "as a card" },
                  { "wfsh operator nexus endpoint get --name payments -o json | jq "
                    ".spec.target",
                    "its target" } },
    .positionals = wf_endpoint_name_positionals,
    .options = get_options,
    .args_size = sizeof(struct wf_endpoint_name),
    .klass = WF_CLASS_READS,
    .run = get_run,
};
