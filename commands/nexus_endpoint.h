#ifndef WF_COMMANDS_NEXUS_ENDPOINT_H
#define WF_COMMANDS_NEXUS_ENDPOINT_H

#include "commands/list_pages.h"

/* What the verbs of Nexus Endpoints share. */
typedef Tnexus__Endpoint wf_endpoint;
extern const struct wf_columns wf_endpoint_columns;

/* --name, also as a positional. */
struct wf_endpoint_name {
    const char *flag, *word;
};
extern const struct wf_option wf_endpoint_name_options[];
extern const struct wf_positional wf_endpoint_name_positionals[];
/* The name, and the Endpoint of that name: the API finds them by id only. The second is
 * WF_E_NOT_FOUND when there is none. */
enum wf_code wf_endpoint_name(const struct wf_endpoint_name *n, const char **ret,
                              struct wf_error *err);
enum wf_code wf_endpoint_find(struct wf_job *job, const char *name, wf_endpoint **ret,
                              struct wf_error *err);

/* What create and update put into an Endpoint. */
struct wf_endpoint_given {
    const char *description, *description_file;
    const char *target_namespace, *target_task_queue, *target_url;
};
extern const struct wf_option wf_endpoint_given_options[];
/* Changes only what is given; `spec` is the job's own. */
enum wf_code wf_endpoint_apply(struct wf_job *job, const struct wf_endpoint_given *g,
                               Tnexus__EndpointSpec *spec, struct wf_error *err);
/* A card for people, or the message in JSON. */
enum wf_code wf_endpoint_print(struct wf_job *job, const wf_endpoint *e,
                               struct wf_error *err);

#endif
