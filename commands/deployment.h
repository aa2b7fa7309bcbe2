#ifndef WF_COMMANDS_DEPLOYMENT_H
#define WF_COMMANDS_DEPLOYMENT_H

#include "commands/go_json.h"
#include "commands/list.h"

/*
 * What the verbs of Worker Deployments share. A version is the name of its Deployment and a
 * Build Id.
 */
struct wf_deployment_version {
    const char *deployment, *build_id;
};
extern const struct wf_option wf_deployment_version_options[]; /* both are required */
Tdeployment__WorkerDeploymentVersion *
wf_deployment_version(struct wf_arena *a, const struct wf_deployment_version *v);

/* --name of verbs about a whole Deployment, also as a positional. */
struct wf_deployment_name {
    const char *flag, *word;
};
extern const struct wf_option wf_deployment_name_options[];
extern const struct wf_positional wf_deployment_name_positionals[];
enum wf_code wf_deployment_name(const struct wf_deployment_name *n, const char **ret,
                                struct wf_error *err);

typedef Tworkflowservice__DescribeWorkerDeploymentResponse wf_deployment;
/* The Deployment as it is, with the conflict token that a change of it takes. */
enum wf_code wf_deployment_describe(struct wf_job *job, const char *name,
                                    wf_deployment **ret, struct wf_error *err);
/*
 * The same before a change, for its token; with --explain only the request of the change
 * matters, so nothing is asked and *ret_token is empty.
 */
enum wf_code wf_deployment_token(struct wf_job *job, const char *name,
                                 ProtobufCBinaryData *ret_token, struct wf_error *err);

/* ---- output, in the official CLI's keys ------------------------------------------------
 */
void wf_deployment_json_routing(struct wf_json *j, const Tdeployment__RoutingConfig *r);
/* Payloads as protojson has them, in every format; null for none. */
void wf_deployment_json_metadata(struct wf_json *j, const char *key,
                                 const Tdeployment__VersionMetadata *m);
/* "unspecified", "draining", "drained" */
const char *wf_deployment_drainage(int status);
/* "1.0"; "unversioned" for NULL. */
const char *wf_deployment_build(const Tdeployment__WorkerDeploymentVersion *v);
/* {deployment, buildId, outcome, code, message}, or one line. */
enum wf_code wf_deployment_receipt(struct wf_job *job, const char *deployment,
                                   const char *build_id, const char *message,
                                   struct wf_error *err);

#endif
