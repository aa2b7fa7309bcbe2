/* namespaces.c: namespaces in memory, whose archival is taken or not. */

#include "tests/fake/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "proto/message.h"

/* ---- namespaces -----------------------------------------------------------------------
 */

struct wf_fake_namespace *
wf_fake_namespace_find(struct wf_fake *f, struct wf_fake_call *call, const char *name)
{
    Terrordetails__NamespaceNotFoundFailure *detail;
    struct wf_fake_namespace *ns;

    for (ns = f->cluster->namespaces; ns != NULL; ns = ns->next)
        if (strcmp(ns->name, name) == 0)
            return ns;
    detail =
        wf_msg_new(call->arena, &terrordetails__namespace_not_found_failure__descriptor);
    detail->namespace_ = (char *)name;
    wf_fake_fail_with(call, 5,
                      wf_arena_printf(call->arena, "Namespace %s is not found.", name),
                      &terrordetails__namespace_not_found_failure__descriptor, detail);
    return NULL;
}

static void namespace_json(struct wf_json *j, const struct wf_fake_namespace *ns)
{
    wf_json_key(j, "namespaceInfo");
    wf_json_object(j);
    wf_json_kstr(j, "name", ns->name);
    wf_json_kstr(j, "state", "NAMESPACE_STATE_REGISTERED");
    wf_json_kstr(j, "description", ns->description);
    wf_json_kstr(j, "id", "5d0f6f0a-0000-4000-8000-000000000001");
    wf_json_end_object(j);
    wf_json_key(j, "config");
    wf_json_object(j);
    wf_json_kstr(j, "workflowExecutionRetentionTtl", "86400s");
    wf_json_ki64(j, "historyArchivalState", ns->history_state);
    wf_json_kstr(j, "historyArchivalUri", ns->history_uri);
    wf_json_ki64(j, "visibilityArchivalState", ns->visibility_state);
    wf_json_kstr(j, "visibilityArchivalUri", ns->visibility_uri);
    wf_json_end_object(j);
    wf_json_key(j, "replicationConfig");
    wf_json_object(j);
    wf_json_kstr(j, "activeClusterName", "active");
    wf_json_end_object(j);
}

static void ok_namespace(struct wf_fake_call *call, const struct wf_fake_namespace *ns)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    wf_json_object(&j);
    namespace_json(&j, ns);
    wf_json_end_object(&j);
    wf_fake_ok_json(call, &b);
}

void wf_fake_describe_namespace(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__DescribeNamespaceRequest *q = call->request;
    const struct wf_fake_namespace *ns =
        *q->id != '\0' ? f->cluster->namespaces
                       : wf_fake_namespace_find(f, call, q->namespace_);

    if (ns != NULL)
        ok_namespace(call, ns);
}

void wf_fake_list_namespaces(struct wf_fake *f, struct wf_fake_call *call)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    wf_json_object(&j);
    wf_json_key(&j, "namespaces");
    wf_json_array(&j);
    for (const struct wf_fake_namespace *n = f->cluster->namespaces; n != NULL;
         n = n->next) {
        wf_json_object(&j);
        namespace_json(&j, n);
        wf_json_end_object(&j);
    }
    wf_json_end_array(&j);
    wf_json_end_object(&j);
    wf_fake_ok_json(call, &b);
}

/* One of the two archives, as the real server changes it. False: refused. */
static bool archive_set(struct wf_fake *f, struct wf_fake_call *call, int state,
                        const char *uri, int *ret_state, char **ret_uri)
{
    if (*uri != '\0' && **ret_uri != '\0' && strcmp(uri, *ret_uri) != 0) {
        wf_fake_fail(call, 3, "Cannot update existing archival URI");
        return false;
    }
    if (state == TENUMS__ARCHIVAL_STATE__ARCHIVAL_STATE_UNSPECIFIED ||
        !f->script.set.archival_taken)
        return true;
    *ret_state = state;
    if (**ret_uri == '\0' && state == TENUMS__ARCHIVAL_STATE__ARCHIVAL_STATE_ENABLED) {
        free(*ret_uri);
        *ret_uri = wf_strdup(*uri != '\0' ? uri : f->script.set.archival_uri);
    }
    return true;
}

void wf_fake_update_namespace(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__UpdateNamespaceRequest *q = call->request;
    struct wf_fake_namespace *ns = wf_fake_namespace_find(f, call, q->namespace_);
    const Tnamespace__NamespaceConfig *c = q->config;

    if (ns == NULL)
        return;
    if (q->update_info != NULL && *q->update_info->description != '\0') {
        free(ns->description);
        ns->description = wf_strdup(q->update_info->description);
    }
    if (c != NULL) {
        if (!archive_set(f, call, c->history_archival_state, c->history_archival_uri,
                         &ns->history_state, &ns->history_uri) ||
            !archive_set(f, call, c->visibility_archival_state, c->visibility_archival_uri,
                         &ns->visibility_state, &ns->visibility_uri))
            return;
        ns->archival_since_ms = wf_fake_now_ms();
    }
    ok_namespace(call, ns);
}

void wf_fake_list_archived(struct wf_fake *f, struct wf_fake_call *call)
{
    const Tworkflowservice__ListArchivedWorkflowExecutionsRequest *q = call->request;
    struct wf_fake_namespace *ns = wf_fake_namespace_find(f, call, q->namespace_);

    if (ns == NULL)
        return;
    if (!f->script.set.archival_taken)
        wf_fake_fail(call, 3, "Cluster is not configured for visibility archival.");
    else if (ns->visibility_state != TENUMS__ARCHIVAL_STATE__ARCHIVAL_STATE_ENABLED ||
             wf_fake_now_ms() < ns->archival_since_ms + f->script.set.archival_cache_ms)
        wf_fake_fail(call, 3, "Namespace is not configured for visibility archival.");
    else
        wf_fake_ok_text(
            call,
            "{\"executions\":[{\"execution\":{\"workflowId\":\"archived-1\",\"runId\":"
            "\"00000000-0000-4000-8000-0000000000aa\"},\"type\":{\"name\":\"Fake\"},"
            "\"status\":\"WORKFLOW_EXECUTION_STATUS_COMPLETED\"}]}");
}
