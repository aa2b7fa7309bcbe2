/* commands/failure_go.c: failures in the two forms that the Go SDK gives them. */
#include "commands/update.h"

#include <string.h>

enum { MAX_DEPTH = 100 };

const Tfailure__Failure *wf_failure_application(const Tfailure__Failure *f)
{
    for (; f != NULL; f = f->cause)
        if (f->failure_info_case ==
            TFAILURE__FAILURE__FAILURE_INFO_APPLICATION_FAILURE_INFO)
            return f;
    return NULL;
}

static void own_text(struct wf_strbuf *out, const Tfailure__Failure *f)
{
    char word[64];

    switch (f->failure_info_case) {
    case TFAILURE__FAILURE__FAILURE_INFO_APPLICATION_FAILURE_INFO: {
        const Tfailure__ApplicationFailureInfo *i = f->application_failure_info;

        wf_strbuf_adds(out, f->message);
        if (*i->type != '\0')
            wf_strbuf_addf(out, " (type: %s, retryable: %s)", i->type,
                           i->non_retryable ? "false" : "true");
        break;
    }
    case TFAILURE__FAILURE__FAILURE_INFO_CANCELED_FAILURE_INFO:
        wf_strbuf_adds(out, "canceled");
        break;
    case TFAILURE__FAILURE__FAILURE_INFO_TERMINATED_FAILURE_INFO:
        wf_strbuf_adds(out, "terminated");
        break;
    case TFAILURE__FAILURE__FAILURE_INFO_TIMEOUT_FAILURE_INFO:
        wf_strbuf_addf(out, "%s (type: %s)", f->message,
                       wf_enum_word(&tenums__timeout_type__descriptor,
                                    (int)f->timeout_failure_info->timeout_type, word,
                                    sizeof word));
        break;
    case TFAILURE__FAILURE__FAILURE_INFO_ACTIVITY_FAILURE_INFO: {
        const Tfailure__ActivityFailureInfo *i = f->activity_failure_info;

        wf_strbuf_addf(out,
                       "activity error (type: %s, scheduledEventID: %lld, startedEventID: "
                       "%lld, identity: %s)",
                       i->activity_type != NULL ? i->activity_type->name : "",
                       (long long)i->scheduled_event_id, (long long)i->started_event_id,
                       i->identity);
        break;
    }
    case TFAILURE__FAILURE__FAILURE_INFO_CHILD_WORKFLOW_EXECUTION_FAILURE_INFO: {
        const Tfailure__ChildWorkflowExecutionFailureInfo *i =
            f->child_workflow_execution_failure_info;

        wf_strbuf_addf(
            out,
            "child workflow execution error (type: %s, workflowID: %s, runID: %s, "
            "initiatedEventID: %lld, startedEventID: %lld)",
            i->workflow_type != NULL ? i->workflow_type->name : "",
            i->workflow_execution != NULL ? i->workflow_execution->workflow_id : "",
            i->workflow_execution != NULL ? i->workflow_execution->run_id : "",
            (long long)i->initiated_event_id, (long long)i->started_event_id);
        break;
    }
    default:
        wf_strbuf_adds(out, f->message);
    }
}

void wf_failure_go_text(struct wf_strbuf *out, const Tfailure__Failure *f)
{
    for (unsigned depth = 0; f != NULL && depth < MAX_DEPTH; f = f->cause, depth++) {
        if (depth > 0)
            wf_strbuf_adds(out, ": ");
        own_text(out, f);
    }
}

/* ---- the struct in JSON -----------------------------------------------------------------
 */

static void put_message(struct wf_json *j, const ProtobufCMessage *m, unsigned depth);

/* Go leaves out what is empty. False: it is. */
static bool put_value(struct wf_json *j, const char *key, const ProtobufCFieldDescriptor *f,
                      const void *at, unsigned depth)
{
    switch (f->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
        if (*(void *const *)at == NULL || depth >= MAX_DEPTH)
            return false;
        wf_json_key(j, key);
        put_message(j, *(void *const *)at, depth + 1);
        return true;
    case PROTOBUF_C_TYPE_STRING:
        if (*(char *const *)at == NULL || **(char *const *)at == '\0')
            return false;
        wf_json_kstr(j, key, *(char *const *)at);
        return true;
    case PROTOBUF_C_TYPE_BYTES: {
        const ProtobufCBinaryData *b = at;

        if (b->len == 0)
            return false;
        wf_json_key(j, key);
        wf_json_base64(j, (struct wf_bytes){ b->data, b->len });
        return true;
    }
    case PROTOBUF_C_TYPE_BOOL:
        if (!*(const protobuf_c_boolean *)at)
            return false;
        wf_json_kbool(j, key, true);
        return true;
    case PROTOBUF_C_TYPE_INT64:
        if (*(const int64_t *)at == 0)
            return false;
        wf_json_ki64(j, key, *(const int64_t *)at);
        return true;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM:
        if (*(const int32_t *)at == 0)
            return false;
        wf_json_ki64(j, key, *(const int32_t *)at);
        return true;
    default:
        return false; /* failures hold no others */
    }
}

/* Payload.metadata, the only map below a failure. */
static void put_metadata(struct wf_json *j, const Tcommon__Payload *p)
{
    if (p->n_metadata == 0)
        return;
    wf_json_key(j, "metadata");
    wf_json_object(j);
    for (size_t i = 0; i < p->n_metadata; i++) {
        wf_json_key(j, p->metadata[i]->key);
        wf_json_base64(
            j, (struct wf_bytes){ p->metadata[i]->value.data, p->metadata[i]->value.len });
    }
    wf_json_end_object(j);
}

static void put_list(struct wf_json *j, const ProtobufCMessage *m,
                     const ProtobufCFieldDescriptor *f, unsigned depth)
{
    size_t n = *(const size_t *)((const char *)m + f->quantifier_offset);
    void **items = *(void **const *)((const char *)m + f->offset);

    if (n == 0 || f->type != PROTOBUF_C_TYPE_MESSAGE || depth >= MAX_DEPTH)
        return;
    wf_json_key(j, f->name);
    wf_json_array(j);
    for (size_t i = 0; i < n; i++)
        put_message(j, items[i], depth + 1);
    wf_json_end_array(j);
}

/* failure_info is the only oneof: Go has a field of its name, whatever it holds. */
static void put_info(struct wf_json *j, const Tfailure__Failure *f, unsigned depth)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
        &tfailure__failure__descriptor, (unsigned)f->failure_info_case);
    char name[64];
    size_t n = 0;
    bool up = true;

    wf_json_key(j, "FailureInfo");
    if (field == NULL) {
        wf_json_null(j);
        return;
    }
    for (const char *p = field->name; *p != '\0' && n + 1 < sizeof name; p++) {
        if (*p == '_') {
            up = true;
            continue;
        }
        name[n++] = (char)(up && *p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
        up = false;
    }
    name[n] = '\0';
    wf_json_object(j);
    (void)put_value(j, name, field, (const char *)f + field->offset, depth);
    wf_json_end_object(j);
}

static void put_message(struct wf_json *j, const ProtobufCMessage *m, unsigned depth)
{
    const ProtobufCMessageDescriptor *d = m->descriptor;

    wf_json_object(j);
    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];

        if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
            continue;
        if (f->label == PROTOBUF_C_LABEL_REPEATED) {
            if (d == &tcommon__payload__descriptor && strcmp(f->name, "metadata") == 0)
                put_metadata(j, (const void *)m);
            else
                put_list(j, m, f, depth);
        } else {
            (void)put_value(j, f->name, f, (const char *)m + f->offset, depth);
        }
    }
    if (d == &tfailure__failure__descriptor)
        put_info(j, (const void *)m, depth);
    wf_json_end_object(j);
}

void wf_failure_go_json(struct wf_json *j, const Tfailure__Failure *f)
{
    put_message(j, &f->base, 0);
}
