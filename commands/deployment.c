/* commands/deployment.c: what the verbs of Worker Deployments share. */
#include "commands/deployment.h"

#include "base/utf8.h"

#define V struct wf_deployment_version
const struct wf_option wf_deployment_version_options[] = {
    WF_OPT_STRING(0, "deployment-name", V, deployment, "NAME", "the Worker Deployment",
                  .required = true, .complete = WF_COMPLETE_DEPLOYMENT),
    WF_OPT_STRING(0, "build-id", V, build_id, "ID", "the Build Id of the version",
                  .required = true, .complete = WF_COMPLETE_BUILD_ID),
    WF_OPT_END
};
#undef V

#define N struct wf_deployment_name
const struct wf_option wf_deployment_name_options[] = {
    WF_OPT_STRING('d', "name", N, flag, "NAME", "the Worker Deployment",
                  .complete = WF_COMPLETE_DEPLOYMENT),
    WF_OPT_END
};
const struct wf_positional wf_deployment_name_positionals[] = {
    { .name = "NAME",
      .offset = offsetof(N, word),
      .help = "the Worker Deployment, as with --name",
      .complete = WF_COMPLETE_DEPLOYMENT,
      .official = "name" },
    { .name = NULL },
};
#undef N

enum wf_code wf_deployment_name(const struct wf_deployment_name *n, const char **ret,
                                struct wf_error *err)
{
    if ((n->flag != NULL) == (n->word != NULL))
        return wf_error_set(err, WF_E_USAGE,
                            n->flag == NULL ? "which Worker Deployment? give its name"
                                            : "the name is given twice");
    *ret = n->flag != NULL ? n->flag : n->word;
    return WF_OK;
}

Tdeployment__WorkerDeploymentVersion *
wf_deployment_version(struct wf_arena *a, const struct wf_deployment_version *v)
{
    Tdeployment__WorkerDeploymentVersion *m =
        wf_msg_new(a, &tdeployment__worker_deployment_version__descriptor);

    m->deployment_name = (char *)v->deployment;
    m->build_id = (char *)v->build_id;
    return m;
}

enum wf_code wf_deployment_describe(struct wf_job *job, const char *name,
                                    wf_deployment **ret, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkerDeploymentRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__describe_worker_deployment_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->deployment_name = (char *)name;
    return wf_job_call(job, "DescribeWorkerDeployment", req, NULL, NULL, ret, err);
}

enum wf_code wf_deployment_token(struct wf_job *job, const char *name,
                                 ProtobufCBinaryData *ret_token, struct wf_error *err)
{
    wf_deployment *now = NULL;
    enum wf_code rc;

    if (job->g->explain)
        return WF_OK;
    rc = wf_deployment_describe(job, name, &now, err);
    if (rc == WF_OK)
        *ret_token = now->conflict_token;
    return rc;
}

static void json_version(struct wf_json *j, const char *deployment_key,
                         const char *build_key,
                         const Tdeployment__WorkerDeploymentVersion *v)
{
    wf_json_kstr(j, deployment_key, v != NULL ? v->deployment_name : "");
    wf_json_kstr(j, build_key, v != NULL ? v->build_id : "");
}

void wf_deployment_json_routing(struct wf_json *j, const Tdeployment__RoutingConfig *r)
{
    static const Tdeployment__RoutingConfig none = TDEPLOYMENT__ROUTING_CONFIG__INIT;

    if (r == NULL)
        r = &none;
    wf_json_key(j, "routingConfig");
    wf_json_object(j);
    json_version(j, "currentVersionDeploymentName", "currentVersionBuildID",
                 r->current_deployment_version);
    json_version(j, "rampingVersionDeploymentName", "rampingVersionBuildID",
                 r->ramping_deployment_version);
    wf_json_key(j, "rampingVersionPercentage");
    wf_json_float(j, r->ramping_version_percentage);
    wf_json_go_time(j, "currentVersionChangedTime", r->current_version_changed_time,
                    WF_JSON_GO_ZERO_TIME);
    wf_json_go_time(j, "rampingVersionChangedTime", r->ramping_version_changed_time,
                    WF_JSON_GO_ZERO_TIME);
    wf_json_go_time(j, "rampingVersionPercentageChangedTime",
                    r->ramping_version_percentage_changed_time, WF_JSON_GO_ZERO_TIME);
    wf_json_end_object(j);
}

void wf_deployment_json_metadata(struct wf_json *j, const char *key,
                                 const Tdeployment__VersionMetadata *m)
{
    wf_json_key(j, key);
    if (m == NULL || m->n_entries == 0) {
        wf_json_null(j);
        return;
    }
    wf_json_object(j);
    for (size_t i = 0; i < m->n_entries; i++) {
        const Tcommon__Payload *p = m->entries[i]->value;

        wf_json_key(j, m->entries[i]->key);
        wf_json_object(j);
        wf_json_key(j, "metadata");
        wf_json_object(j);
        for (size_t k = 0; k < p->n_metadata; k++) {
            wf_json_key(j, p->metadata[k]->key);
            wf_json_base64(j, (struct wf_bytes){ p->metadata[k]->value.data,
                                                 p->metadata[k]->value.len });
        }
        wf_json_end_object(j);
        wf_json_key(j, "data");
        wf_json_base64(j, (struct wf_bytes){ p->data.data, p->data.len });
        wf_json_end_object(j);
    }
    wf_json_end_object(j);
}

const char *wf_deployment_drainage(int status)
{
    switch (status) {
    case TENUMS__VERSION_DRAINAGE_STATUS__VERSION_DRAINAGE_STATUS_DRAINING:
        return "draining";
    case TENUMS__VERSION_DRAINAGE_STATUS__VERSION_DRAINAGE_STATUS_DRAINED:
        return "drained";
    default:
        return "unspecified";
    }
}

const char *wf_deployment_build(const Tdeployment__WorkerDeploymentVersion *v)
{
    return v != NULL ? v->build_id : "unversioned";
}

struct receipt {
    const char *deployment, *build_id, *message;
};

static void fill(struct wf_json *j, const void *user)
{
    const struct receipt *r = user;

    wf_json_object(j);
    wf_json_kstr(j, "deployment", r->deployment);
    if (r->build_id != NULL)
        wf_json_kstr(j, "buildId", r->build_id);
    wf_json_kstr(j, "outcome", "done");
    wf_json_ki64(j, "code", 0);
    wf_json_kstr(j, "message", r->message);
    wf_json_end_object(j);
}

enum wf_code wf_deployment_receipt(struct wf_job *job, const char *deployment,
                                   const char *build_id, const char *message,
                                   struct wf_error *err)
{
    struct receipt r = { .deployment = deployment,
                         .build_id = build_id,
                         .message = message };
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    if (wf_job_is_json(job))
        return wf_job_json(job, fill, &r, err);
    wf_utf8_safes(&b, deployment);
    if (build_id != NULL) {
        wf_strbuf_adds(&b, "  ");
        wf_utf8_safes(&b, build_id);
    }
    wf_strbuf_adds(&b, "  ");
    wf_utf8_safes(&b, message);
    rc = wf_job_printf(job, err, "done  %s\n", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return rc;
}
