/* commands/nexus_endpoint.c: what the verbs of Nexus Endpoints share. */
#include "commands/nexus_endpoint.h"

#include "base/table.h"
#include "proto/payload.h"

#include <string.h>

enum { DESCRIPTION_MAX = 1 << 20 }; /* bytes; the server takes far less and says so */

#define N struct wf_endpoint_name
const struct wf_option wf_endpoint_name_options[] = {
    WF_OPT_STRING(0, "name", N, flag, "NAME", "the Endpoint"), WF_OPT_END
};
const struct wf_positional wf_endpoint_name_positionals[] = {
    { .name = "NAME",
      .offset = offsetof(N, word),
      .help = "the Endpoint, as with --name",
      .official = "name" },
    { .name = NULL },
};
#undef N

enum wf_code wf_endpoint_name(const struct wf_endpoint_name *n, const char **ret,
                              struct wf_error *err)
{
    if ((n->flag != NULL) == (n->word != NULL))
        return wf_error_set(err, WF_E_USAGE,
                            n->flag == NULL ? "which Endpoint? give its name"
                                            : "the name is given twice");
    *ret = n->flag != NULL ? n->flag : n->word;
    return WF_OK;
}

enum wf_code wf_endpoint_find(struct wf_job *job, const char *name, wf_endpoint **ret,
                              struct wf_error *err)
{
    Toperatorservice__ListNexusEndpointsRequest *req =
        wf_msg_new(job->arena, &toperatorservice__list_nexus_endpoints_request__descriptor);
    Toperatorservice__ListNexusEndpointsResponse *reply = NULL;
    enum wf_code rc;

    req->name = (char *)name;
    req->page_size = 1;
    rc = wf_job_call(job, "ListNexusEndpoints", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (reply->n_endpoints == 0 || reply->endpoints[0]->spec == NULL)
        return wf_error_set(err, WF_E_NOT_FOUND, "no Nexus Endpoint '%s'", name);
    *ret = reply->endpoints[0];
    return WF_OK;
}

/* ---- create and update -----------------------------------------------------------------
 */

#define G struct wf_endpoint_given
const struct wf_option wf_endpoint_given_options[] = {
    WF_OPT_STRING(0, "description", G, description, "TEXT", "in Markdown",
                  .exclusive = "description"),
    WF_OPT_STRING(0, "description-file", G, description_file, "FILE",
                  "the description from a file, - for stdin", .exclusive = "description",
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_STRING(0, "target-namespace", G, target_namespace, "NAMESPACE",
                  "where a worker handles the operations",
                  .complete = WF_COMPLETE_NAMESPACE),
    WF_OPT_STRING(0, "target-task-queue", G, target_task_queue, "NAME",
                  "the Task Queue of that worker", .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_STRING(0, "target-url", G, target_url, "URL",
                  "an external Endpoint instead of a worker"),
    WF_OPT_END
};
#undef G

static enum wf_code apply_description(struct wf_job *job, const struct wf_endpoint_given *g,
                                      Tnexus__EndpointSpec *spec, struct wf_error *err)
{
    const char *text = g->description;
    struct wf_bytes file = { 0 };
    enum wf_code rc;

    if (g->description_file != NULL) {
        rc = wf_job_read_file(job, g->description_file, "--description-file",
                              DESCRIPTION_MAX, &file, err);
        if (rc != WF_OK)
            return rc;
        text = wf_arena_printf(job->arena, "%.*s", (int)file.len, (const char *)file.data);
    }
    if (text != NULL)
        spec->description = wf_payload_string(job->arena, text);
    return WF_OK;
}

/* A Namespace or a Task Queue alone keeps the other one. */
static void apply_worker(struct wf_job *job, const struct wf_endpoint_given *g,
                         Tnexus__EndpointTarget *target)
{
    Tnexus__EndpointTarget__Worker *w;

    if (target->variant_case == TNEXUS__ENDPOINT_TARGET__VARIANT_WORKER) {
        w = target->worker;
    } else {
        w = wf_msg_new(job->arena, &tnexus__endpoint_target__worker__descriptor);
        target->variant_case = TNEXUS__ENDPOINT_TARGET__VARIANT_WORKER;
        target->worker = w;
    }
    if (g->target_namespace != NULL)
        w->namespace_ = (char *)g->target_namespace;
    if (g->target_task_queue != NULL)
        w->task_queue = (char *)g->target_task_queue;
}

static void apply_url(struct wf_job *job, const char *url, Tnexus__EndpointTarget *target)
{
    Tnexus__EndpointTarget__External *x =
        wf_msg_new(job->arena, &tnexus__endpoint_target__external__descriptor);

    x->url = (char *)url;
    target->variant_case = TNEXUS__ENDPOINT_TARGET__VARIANT_EXTERNAL;
    target->external = x;
}

enum wf_code wf_endpoint_apply(struct wf_job *job, const struct wf_endpoint_given *g,
                               Tnexus__EndpointSpec *spec, struct wf_error *err)
{
    bool worker = g->target_namespace != NULL || g->target_task_queue != NULL;

    if (worker && g->target_url != NULL)
        return wf_error_set(err, WF_E_USAGE,
                            "the target is a worker (--target-namespace, "
                            "--target-task-queue) or --target-url, not both");
    if (spec->target == NULL)
        spec->target = wf_msg_new(job->arena, &tnexus__endpoint_target__descriptor);
    if (worker)
        apply_worker(job, g, spec->target);
    else if (g->target_url != NULL)
        apply_url(job, g->target_url, spec->target);
    if (spec->target->variant_case == TNEXUS__ENDPOINT_TARGET__VARIANT__NOT_SET)
        return wf_error_set(err, WF_E_USAGE,
                            "which target? --target-namespace and --target-task-queue, or "
                            "--target-url");
    if (spec->target->variant_case == TNEXUS__ENDPOINT_TARGET__VARIANT_WORKER &&
        (*spec->target->worker->namespace_ == '\0' ||
         *spec->target->worker->task_queue == '\0'))
        return wf_error_set(err, WF_E_USAGE,
                            "a worker needs both --target-namespace and "
                            "--target-task-queue");
    return apply_description(job, g, spec, err);
}

/* ---- output ----------------------------------------------------------------------------
 */

static const Tnexus__EndpointSpec *spec_of(const void *item)
{
    static const Tnexus__EndpointSpec none = TNEXUS__ENDPOINT_SPEC__INIT;
    const Tnexus__EndpointSpec *s = ((const wf_endpoint *)item)->spec;

    return s != NULL ? s : &none;
}

static void get_name(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = spec_of(item)->name;
}

static void get_target(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tnexus__EndpointTarget *t = spec_of(item)->target;

    if (t == NULL)
        return;
    if (t->variant_case == TNEXUS__ENDPOINT_TARGET__VARIANT_WORKER)
        ret->text =
            wf_arena_printf(a, "%s in %s", t->worker->task_queue, t->worker->namespace_);
    else if (t->variant_case == TNEXUS__ENDPOINT_TARGET__VARIANT_EXTERNAL)
        ret->text = t->external->url;
}

static void get_description(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (spec_of(item)->description == NULL)
        return;
    wf_payload_text(&b, spec_of(item)->description);
    ret->text = wf_arena_printf(a, "%s", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void get_created(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const wf_endpoint *)item)->created_time);
}

static void get_modified(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const wf_endpoint *)item)->last_modified_time);
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_endpoint *)item)->id;
}

static const struct wf_column columns[] = {
    { .header = "NAME", .key = "name", .type = WF_CELL_TEXT, .get = get_name },
    { .header = "TARGET",
      .key = "target",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_target },
    { .header = "DESCRIPTION",
      .key = "description",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_description },
    { .header = "CREATED", .key = "created", .type = WF_CELL_TIME, .get = get_created },
    { .header = "MODIFIED",
      .key = "modified",
      .type = WF_CELL_TIME,
      .wide = true,
      .get = get_modified },
    { .header = "ID", .key = "id", .type = WF_CELL_TEXT, .wide = true, .get = get_id },
};
const struct wf_columns wf_endpoint_columns = { .v = columns,
                                                .n = sizeof columns / sizeof *columns };

enum wf_code wf_endpoint_print(struct wf_job *job, const wf_endpoint *e,
                               struct wf_error *err)
{
    struct wf_list *l = NULL;
    enum wf_code rc;

    if (wf_job_is_json(job))
        return wf_job_json_message(job, e, err);
    if (wf_job_is_text(job)) {
        wf_columns_card(job, &wf_endpoint_columns, e);
        return WF_OK;
    }
    rc = wf_list_begin(job, &wf_endpoint_columns, &l, err);
    return rc == WF_OK ? wf_list_end(l, wf_list_item(l, e, err), err) : rc;
}
