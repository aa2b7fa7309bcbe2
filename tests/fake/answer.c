/* answer.c: the built-in answers: enough of a cluster for what no rule is about. */

#include "tests/fake/cluster.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "proto/json_read.h"
#include "proto/message.h"

struct wf_fake_cluster *wf_fake_cluster_new(const struct wf_fake_script *s)
{
    struct wf_fake_cluster *c = wf_calloc(1, sizeof *c);
    char *names = wf_strdup(s->namespaces), *save = NULL;

    c->script = s;
    c->grown_ms = wf_fake_now_ms();
    for (char *n = strtok_r(names, " ,", &save); n != NULL;
         n = strtok_r(NULL, " ,", &save)) {
        struct wf_fake_namespace *ns = wf_calloc(1, sizeof *ns), **end = &c->namespaces;

        ns->name = wf_strdup(n);
        ns->description = wf_strdup("");
        ns->history_state = TENUMS__ARCHIVAL_STATE__ARCHIVAL_STATE_DISABLED;
        ns->visibility_state = ns->history_state;
        ns->history_uri = wf_strdup("");
        ns->visibility_uri = wf_strdup("");
        while (*end != NULL)
            end = &(*end)->next;
        *end = ns;
    }
    free(names);
    return c;
}

/* ---- replies --------------------------------------------------------------------------
 */

void wf_fake_fail(struct wf_fake_call *call, int status, const char *fmt, ...)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    va_list ap;

    va_start(ap, fmt);
    wf_strbuf_vaddf(&b, fmt, ap);
    va_end(ap);
    call->reply.trailers_only = true;
    call->reply.status = status;
    call->reply.message =
        b.len > 0 ? wf_arena_strdup(call->arena, wf_strbuf_str(&b)) : NULL;
    wf_strbuf_release(&b);
}

/* google.rpc.Status with one detail, as JSON names it. */
void wf_fake_fail_with(struct wf_fake_call *call, int status, const char *message,
                       const ProtobufCMessageDescriptor *type, const void *detail)
{
    Tgooglerpc__Status *s = wf_msg_new(call->arena, &tgooglerpc__status__descriptor);
    Tgoogleprotobuf__Any *any = wf_msg_new(call->arena, &tgoogleprotobuf__any__descriptor);
    struct wf_bytes packed = wf_msg_pack(call->arena, detail);

    wf_fake_fail(call, status, "%s", message);
    any->type_url = wf_arena_printf(call->arena, "type.googleapis.com/%s", type->name);
    any->value = (ProtobufCBinaryData){ packed.len, (unsigned char *)packed.data };
    s->code = status;
    s->message = call->reply.message;
    wf_msg_append(call->arena, &s->details, &s->n_details, any);
    call->reply.details = wf_msg_pack(call->arena, s);
}

void wf_fake_ok(struct wf_fake_call *call, const void *message)
{
    wf_strbuf_clear(&call->reply.body);
    wf_fake_frame(&call->reply.body, wf_msg_pack(call->arena, message));
}

void wf_fake_ok_json(struct wf_fake_call *call, struct wf_strbuf *json)
{
    struct wf_error err = WF_ERROR_INIT;
    void *message;

    if (wf_json_to_message(call->arena, call->method->output, "built-in",
                           (struct wf_bytes){ (unsigned char *)json->data, json->len },
                           true, &message, &err) == WF_OK)
        wf_fake_ok(call, message);
    else
        wf_fake_fail(call, 13, "fakefront: %s", err.text);
    wf_strbuf_release(json);
}

void wf_fake_ok_text(struct wf_fake_call *call, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_adds(&b, text);
    wf_fake_ok_json(call, &b);
}

/* ---- the cluster ----------------------------------------------------------------------
 */

static void system_info(struct wf_fake *f, struct wf_fake_call *call)
{
    (void)f;
    wf_fake_ok_text(call,
                    "{\"serverVersion\":\"1.99.0-fake\",\"capabilities\":{"
                    "\"signalAndQueryHeader\":true,\"internalErrorDifferentiation\":true,"
                    "\"activityFailureIncludeHeartbeat\":true,\"supportsSchedules\":true,"
                    "\"encodedFailureAttributes\":true,\"upsertMemo\":true,"
                    "\"eagerWorkflowStart\":true,\"sdkMetadata\":true,"
                    "\"countGroupByExecutionStatus\":true}}");
}

static void cluster_info(struct wf_fake *f, struct wf_fake_call *call)
{
    (void)f;
    wf_fake_ok_text(call,
                    "{\"serverVersion\":\"1.99.0-fake\",\"clusterId\":"
                    "\"5d0f6f0a-0000-4000-8000-000000000002\",\"clusterName\":\"active\","
                    "\"historyShardCount\":4,\"persistenceStore\":\"fake\","
                    "\"visibilityStore\":\"fake\"}");
}

static void health(struct wf_fake *f, struct wf_fake_call *call)
{
    (void)f;
    wf_fake_ok_text(call, "{\"status\":\"SERVING\"}");
}

static const struct {
    const char *name;
    void (*answer)(struct wf_fake *f, struct wf_fake_call *call);
} answers[] = {
    { "Check", health },
    { "CountWorkflowExecutions", wf_fake_count_workflows },
    { "DescribeNamespace", wf_fake_describe_namespace },
    { "DescribeWorkflowExecution", wf_fake_describe_workflow },
    { "GetClusterInfo", cluster_info },
    { "GetSystemInfo", system_info },
    { "GetWorkflowExecutionHistoryReverse", wf_fake_history_reverse },
    { "ListArchivedWorkflowExecutions", wf_fake_list_archived },
    { "ListNamespaces", wf_fake_list_namespaces },
    { "ListWorkflowExecutions", wf_fake_list_workflows },
    { "RequestCancelWorkflowExecution", wf_fake_cancel_workflow },
    { "SignalWorkflowExecution", wf_fake_signal_workflow },
    { "StartWorkflowExecution", wf_fake_start_workflow },
    { "TerminateWorkflowExecution", wf_fake_terminate_workflow },
    { "UpdateNamespace", wf_fake_update_namespace },
};

enum wf_fake_answer wf_fake_answer(struct wf_fake *f, struct wf_fake_call *call, bool last)
{
    if (call->method == NULL) {
        wf_fake_fail(call, 12, "unknown method %s", call->path != NULL ? call->path : "?");
        return WF_FAKE_DONE;
    }
    if (call->request == NULL) {
        wf_fake_fail(call, 13, "fakefront: the request cannot be read");
        return WF_FAKE_DONE;
    }
    if (strcmp(call->method->name, "GetWorkflowExecutionHistory") == 0)
        return wf_fake_history(f, call, last);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(call->method->name, answers[i].name) == 0) {
            answers[i].answer(f, call);
            return WF_FAKE_DONE;
        }
    }
    wf_fake_fail(call, 12, "fakefront has no answer for %s", call->method->name);
    return WF_FAKE_DONE;
}
