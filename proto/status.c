/* proto/status.c: the end of an RPC as words and an exit code. */
#include "proto/status.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "proto/message.h"

enum grpc_status {
    OK = 0,
    CANCELLED = 1,
    INVALID_ARGUMENT = 3,
    DEADLINE_EXCEEDED = 4,
    NOT_FOUND = 5,
    ALREADY_EXISTS = 6,
    PERMISSION_DENIED = 7,
    RESOURCE_EXHAUSTED = 8,
    FAILED_PRECONDITION = 9,
    ABORTED = 10,
    UNIMPLEMENTED = 12,
    UNAVAILABLE = 14,
    UNAUTHENTICATED = 16,
};

static const struct {
    const char *name;  /* of the gRPC status, by number */
    const char *words; /* when the server sent no message */
    enum wf_code code;
} statuses[] = {
    { "OK", "done", WF_OK },
    { "CANCELLED", "the call was cancelled", WF_E_INTERRUPTED },
    { "UNKNOWN", "the server failed in an unknown way", WF_E_OTHER },
    { "INVALID_ARGUMENT", "the server takes no such argument", WF_E_USAGE },
    { "DEADLINE_EXCEEDED", "no answer in time", WF_E_DEADLINE },
    { "NOT_FOUND", "not found", WF_E_NOT_FOUND },
    { "ALREADY_EXISTS", "it exists already", WF_E_CONFLICT },
    { "PERMISSION_DENIED", "permission denied", WF_E_DENIED },
    { "RESOURCE_EXHAUSTED", "the server asks to wait", WF_E_UNAVAILABLE },
    { "FAILED_PRECONDITION", "the state does not allow it", WF_E_CONFLICT },
    { "ABORTED", "the server gave up because of a conflict", WF_E_CONFLICT },
    { "OUT_OF_RANGE", "out of range", WF_E_OTHER },
    { "UNIMPLEMENTED", "the server has no such method", WF_E_OTHER },
    { "INTERNAL", "the server failed inside", WF_E_OTHER },
    { "UNAVAILABLE", "a part of the server is away", WF_E_UNAVAILABLE },
    { "DATA_LOSS", "the server lost data", WF_E_OTHER },
    { "UNAUTHENTICATED", "the server does not know who calls", WF_E_DENIED },
};
enum { N_STATUSES = sizeof statuses / sizeof statuses[0] };

/* What is being judged: a reply's end, or one operation's inside of a multi-operation. */
struct end {
    struct wf_arena *arena;
    int status;
    const char *message;
    const char *detail; /* type name of the first detail, without its package; "" */
    const Tgoogleprotobuf__Any *any;
};

/* Texts of the real server whose status alone says too little, or something else. */
static const struct {
    int status;
    const char *text; /* is part of the message */
    enum wf_code code;
    const char *hint; /* NULL: none */
} well_known[] = {
    { NOT_FOUND, "workflow execution already completed", WF_E_CONFLICT, NULL },
    { NOT_FOUND, "closing workflow", WF_E_CONFLICT, NULL },
    { NOT_FOUND, "already timed out or", WF_E_CONFLICT, NULL },
    { INVALID_ARGUMENT, "not configured for", WF_E_CONFLICT, NULL },
    { INVALID_ARGUMENT, "already completed", WF_E_CONFLICT, NULL },
    { FAILED_PRECONDITION, "worker may be down", WF_E_UNAVAILABLE,
      "no worker polls its task queue: 'wfsh workflow why' tells more" },
    { RESOURCE_EXHAUSTED, "grpc: received message larger than max", WF_E_OTHER,
      "that was the server: the request is larger than it takes" },
    { RESOURCE_EXHAUSTED, "larger than max", WF_E_OTHER,
      "ask for fewer items at once, e.g. --page-size 10" },
    { RESOURCE_EXHAUSTED, "Worker Deployment", WF_E_UNAVAILABLE,
      "the server also says so when a service behind it is away: 'wfsh operator cluster "
      "describe'" },
    { RESOURCE_EXHAUSTED, "", WF_E_UNAVAILABLE,
      "the server limits the rate: try again later" },
    { UNAVAILABLE, "Not enough hosts to serve", WF_E_UNAVAILABLE,
      "the frontend answers, but its history or matching service does not" },
    { UNAVAILABLE, "no usable database connection", WF_E_UNAVAILABLE,
      "the frontend answers, but its database does not" },
    { UNAVAILABLE, "shard status unknown", WF_E_UNAVAILABLE,
      "the frontend answers, but its database or history service does not" },
    { UNIMPLEMENTED, "unknown method", WF_E_OTHER,
      "this server has no such method: it is older" },
    { UNIMPLEMENTED, "unknown service", WF_E_OTHER,
      "this server has no such service: is it a Temporal frontend?" },
    { UNIMPLEMENTED, "not supported", WF_E_OTHER, "this server has no such method" },
    { UNAUTHENTICATED, "", WF_E_DENIED,
      "give a key or a certificate: --api-key, --tls-cert-path" },
    { PERMISSION_DENIED, "", WF_E_DENIED, "these credentials are not enough for it" },
};

static const char schedule_prefix[] = "workflow not found for ID: temporal-sys-scheduler:";

static const ProtobufCMessageDescriptor *const detail_types[] = {
    &terrordetails__namespace_not_active_failure__descriptor,
    &terrordetails__query_failed_failure__descriptor,
    &terrordetails__permission_denied_failure__descriptor,
    &terrordetails__resource_exhausted_failure__descriptor,
    &terrordetails__system_workflow_failure__descriptor,
    &terrordetails__multi_operation_execution_failure__descriptor,
    &terrordetails__newer_build_exists_failure__descriptor,
    &terrordetails__client_version_not_supported_failure__descriptor,
    &terrordetails__namespace_invalid_state_failure__descriptor,
};

/* The detail as its message when its type is one that says more than its name. */
static const ProtobufCMessage *open_detail(const struct end *e)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *type = e->any != NULL ? strrchr(e->any->type_url, '/') : NULL;
    struct wf_bytes wire;
    ProtobufCMessage *m = NULL;

    if (type == NULL)
        return NULL;
    wire = (struct wf_bytes){ e->any->value.data, e->any->value.len };
    for (size_t i = 0; i < sizeof detail_types / sizeof detail_types[0]; i++)
        if (strcmp(type + 1, detail_types[i]->name) == 0)
            (void)wf_msg_unpack(e->arena, detail_types[i], wire, &m, &ignored);
    return m;
}

static void set_detail(struct end *e, Tgoogleprotobuf__Any *const *details, size_t n)
{
    const char *name;

    e->detail = "";
    e->any = NULL;
    if (n == 0)
        return;
    e->any = details[0];
    name = strrchr(e->any->type_url, '.');
    e->detail = name != NULL ? name + 1 : e->any->type_url;
}

static void by_text(const struct end *e, struct wf_error *err)
{
    for (size_t i = 0; i < sizeof well_known / sizeof well_known[0]; i++) {
        if (well_known[i].status != e->status ||
            strstr(e->message, well_known[i].text) == NULL)
            continue;
        err->code = well_known[i].code;
        if (well_known[i].hint != NULL)
            wf_error_hint(err, "%s", well_known[i].hint);
        return;
    }
}

/* A failure of the workflow's own code: its text, and the cause at the root when there is
 * one. */
static void query_failed(const struct end *e, const Terrordetails__QueryFailedFailure *q,
                         struct wf_error *err)
{
    const Tfailure__Failure *root = q->failure;

    while (root != NULL && root->cause != NULL)
        root = root->cause;
    if (root != NULL && root != q->failure && strstr(e->message, root->message) == NULL)
        wf_error_set(err, WF_E_OTHER, "the query failed: %s: %s", e->message,
                     root->message);
    else
        wf_error_set(err, WF_E_OTHER, "the query failed: %s", e->message);
}

static void resource_exhausted(const Terrordetails__ResourceExhaustedFailure *r,
                               struct wf_error *err)
{
    char word[64];

    if (r->cause == 0)
        return;
    wf_error_hint(err, "the server's limit: %s%s; try again later",
                  wf_enum_word(&tenums__resource_exhausted_cause__descriptor, (int)r->cause,
                               word, sizeof word),
                  r->scope ==
                          TENUMS__RESOURCE_EXHAUSTED_SCOPE__RESOURCE_EXHAUSTED_SCOPE_SYSTEM
                      ? ", of the whole system"
                      : "");
}

static void judge(struct end *e, struct wf_error *err);

/* The operation that failed, not those that were given up because of it. */
static bool multi_operation(const struct end *whole,
                            const Terrordetails__MultiOperationExecutionFailure *m,
                            struct wf_error *err)
{
    for (size_t i = 0; i < m->n_statuses; i++) {
        const Terrordetails__MultiOperationExecutionFailure__OperationStatus *s =
            m->statuses[i];
        struct end e = { .arena = whole->arena, .status = s->code, .message = s->message };

        set_detail(&e, s->details, s->n_details);
        if (s->code == OK || strcmp(e.detail, "MultiOperationExecutionAborted") == 0 ||
            strcmp(e.detail, whole->detail) == 0)
            continue;
        judge(&e, err);
        return true;
    }
    return false;
}

static void by_detail(const struct end *e, struct wf_error *err)
{
    const ProtobufCMessage *m = open_detail(e);

    if (m == NULL)
        return;
    if (m->descriptor == &terrordetails__query_failed_failure__descriptor)
        query_failed(e, (const void *)m, err);
    if (m->descriptor == &terrordetails__resource_exhausted_failure__descriptor)
        resource_exhausted((const void *)m, err);
    if (m->descriptor == &terrordetails__client_version_not_supported_failure__descriptor)
        err->code = WF_E_OTHER;
    if (m->descriptor == &terrordetails__namespace_not_active_failure__descriptor) {
        const Terrordetails__NamespaceNotActiveFailure *n = (const void *)m;

        wf_error_hint(err, "the namespace is active in the cluster '%s'",
                      n->active_cluster);
    }
    if (m->descriptor == &terrordetails__permission_denied_failure__descriptor) {
        const Terrordetails__PermissionDeniedFailure *p = (const void *)m;

        if (p->reason[0] != '\0')
            wf_error_hint(err, "the server's reason: %s", p->reason);
    }
    if (m->descriptor == &terrordetails__newer_build_exists_failure__descriptor) {
        const Terrordetails__NewerBuildExistsFailure *n = (const void *)m;

        wf_error_hint(err, "the default build is '%s'", n->default_build_id);
    }
    if (m->descriptor == &terrordetails__namespace_invalid_state_failure__descriptor) {
        const Terrordetails__NamespaceInvalidStateFailure *n = (const void *)m;
        char word[64];

        wf_error_hint(err, "the namespace '%s' is %s", n->namespace_,
                      wf_enum_word(&tenums__namespace_state__descriptor, (int)n->state,
                                   word, sizeof word));
    }
    if (m->descriptor == &terrordetails__system_workflow_failure__descriptor) {
        const Terrordetails__SystemWorkflowFailure *s = (const void *)m;

        if (s->workflow_execution != NULL)
            wf_error_hint(err, "the server's own workflow '%s' failed: %s",
                          s->workflow_execution->workflow_id, s->workflow_error);
    }
}

static void judge(struct end *e, struct wf_error *err)
{
    bool known = e->status > OK && e->status < N_STATUSES;
    enum wf_code code = known ? statuses[e->status].code : WF_E_OTHER;

    if (e->message == NULL || e->message[0] == '\0')
        e->message =
            known ? statuses[e->status].words : "the server failed in an unknown way";
    if (e->any != NULL && strcmp(e->detail, "MultiOperationExecutionFailure") == 0) {
        const ProtobufCMessage *m = open_detail(e);

        if (m != NULL && multi_operation(e, (const void *)m, err))
            return;
    }
    if (e->status == NOT_FOUND &&
        strncmp(e->message, schedule_prefix, sizeof schedule_prefix - 1) == 0)
        wf_error_set(err, code, "no schedule '%s'",
                     e->message + sizeof schedule_prefix - 1);
    else
        wf_error_set(err, code, "%s", e->message);
    by_text(e, err);
    by_detail(e, err);
    err->grpc_status = e->status;
    snprintf(err->detail, sizeof err->detail, "%s", e->detail);
}

enum wf_code wf_status_error(int grpc_status, const char *message, struct wf_bytes details,
                             struct wf_error *err)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_arena *arena;
    struct end e = { .status = grpc_status, .message = message, .detail = "" };
    Tgooglerpc__Status *status = NULL;

    if (grpc_status == OK) {
        wf_error_clear(err);
        return WF_OK;
    }
    arena = e.arena = wf_arena_new();
    if (details.len > 0 && wf_msg_unpack(arena, &tgooglerpc__status__descriptor, details,
                                         &status, &ignored) == WF_OK) {
        set_detail(&e, status->details, status->n_details);
        if (message == NULL || message[0] == '\0')
            e.message = status->message;
    }
    judge(&e, err);
    wf_arena_free(arena);
    return err->code;
}

const char *wf_status_name(int grpc_status)
{
    return grpc_status >= 0 && grpc_status < N_STATUSES ? statuses[grpc_status].name
                                                        : "UNKNOWN";
}
