/* commands/call_log.c: the request ids of what was sent. */
#include "commands/call_log.h"

#include "base/mem.h"
#include "proto/message.h"
#include "proto/methods.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 3 }; /* ExecuteMultiOperation › operation › StartWorkflowExecution */

void wf_call_log_init(struct wf_call_log *log)
{
    *log = (struct wf_call_log){ .n = 0 };
    pthread_mutex_init(&log->lock, NULL);
}

void wf_call_log_clear(struct wf_call_log *log)
{
    pthread_mutex_lock(&log->lock);
    for (size_t i = 0; i < log->n; i++)
        free(log->ids[i]);
    log->n = 0;
    log->calls = 0;
    free(log->changed);
    free(log->read);
    log->changed = log->read = NULL;
    log->method[0] = log->id[0] = '\0';
    pthread_mutex_unlock(&log->lock);
}

void wf_call_log_release(struct wf_call_log *log)
{
    wf_call_log_clear(log);
    pthread_mutex_destroy(&log->lock);
}

static void keep(struct wf_call_log *log, const char *id)
{
    if (id == NULL || *id == '\0')
        return;
    snprintf(log->id, sizeof log->id, "%s", id);
    for (size_t i = 0; i < log->n; i++)
        if (strcmp(log->ids[i], id) == 0)
            return;
    if (log->n < WF_CALL_LOG_MAX)
        log->ids[log->n++] = wf_strdup(id);
}

/* The messages in a field; how many. */
static size_t inner(const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f,
                    ProtobufCMessage *const **ret)
{
    const char *at = (const char *)m + f->offset;
    unsigned set;
    size_t n;

    if (f->type != PROTOBUF_C_TYPE_MESSAGE)
        return 0;
    if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        memcpy(&n, (const char *)m + f->quantifier_offset, sizeof n);
        memcpy(ret, at, sizeof *ret);
        return n < WF_CALL_LOG_MAX ? n : WF_CALL_LOG_MAX;
    }
    if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
        memcpy(&set, (const char *)m + f->quantifier_offset, sizeof set);
        if (set != f->id)
            return 0;
    }
    *ret = (ProtobufCMessage *const *)at;
    return 1;
}

static const char *string_of(const ProtobufCMessage *m, const char *name)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(m->descriptor, name);
    const char *text;

    if (f == NULL || f->type != PROTOBUF_C_TYPE_STRING ||
        f->label == PROTOBUF_C_LABEL_REPEATED)
        return NULL;
    memcpy(&text, (const char *)m + f->offset, sizeof text);
    return text != NULL && *text != '\0' ? text : NULL;
}

static void search(struct wf_call_log *log, const ProtobufCMessage *m, unsigned depth)
{
    keep(log, string_of(m, "request_id"));
    for (unsigned i = 0; i < m->descriptor->n_fields && depth < MAX_DEPTH; i++) {
        ProtobufCMessage *const *v = NULL;
        size_t n = inner(m, &m->descriptor->fields[i], &v);

        for (size_t k = 0; k < n; k++)
            if (v[k] != NULL)
                search(log, v[k], depth + 1);
    }
}

/* The id of what a request is about, its own before those of messages inside of it. */
static const char *about(const ProtobufCMessage *m, unsigned depth)
{
    static const char *const names[] = { "schedule_id", "operation_id", "job_id",
                                         "workflow_id" };
    const char *found = NULL;

    for (size_t i = 0; i < sizeof names / sizeof *names && found == NULL; i++)
        found = string_of(m, names[i]);
    for (unsigned i = 0; i < m->descriptor->n_fields && found == NULL; i++) {
        ProtobufCMessage *const *v = NULL;
        size_t n = depth < MAX_DEPTH ? inner(m, &m->descriptor->fields[i], &v) : 0;

        for (size_t k = 0; k < n && found == NULL; k++)
            found = v[k] != NULL ? about(v[k], depth + 1) : NULL;
    }
    return found != NULL || depth > 0 ? found : string_of(m, "activity_id");
}

static void keep_about(struct wf_call_log *log, const char *method, const char *id)
{
    const struct wf_method *m = wf_method_find(method);
    bool reads = m == NULL || m->klass == WF_CLASS_READS;
    char **to = reads ? &log->read : &log->changed;

    if (id == NULL || (reads && *to != NULL))
        return;
    free(*to);
    *to = wf_strdup(id);
}

void wf_call_log_note(struct wf_call_log *log, const char *method, const void *request)
{
    const char *slash = strrchr(method, '/');
    const ProtobufCMessage *m = request;

    if (log == NULL)
        return;
    pthread_mutex_lock(&log->lock);
    snprintf(log->method, sizeof log->method, "%s", slash != NULL ? slash + 1 : method);
    log->id[0] = '\0';
    log->calls++;
    search(log, m, 0);
    if (strcmp(log->method, "StartBatchOperation") == 0)
        keep(log, string_of(m, "job_id")); /* makes it the same when it is sent again */
    keep_about(log, log->method, about(m, 0));
    pthread_mutex_unlock(&log->lock);
}

void wf_call_log_failed(struct wf_call_log *log)
{
    if (log == NULL)
        return;
    pthread_mutex_lock(&log->lock);
    memcpy(log->failed_method, log->method, sizeof log->method);
    memcpy(log->failed_id, log->id, sizeof log->id);
    pthread_mutex_unlock(&log->lock);
}
