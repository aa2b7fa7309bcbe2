/* proto/json_special.c: the messages that are not objects in JSON: times, Any, payloads. */
#include "proto/json_private.h"

#include <string.h>

#include "base/arena.h"
#include "base/timefmt.h"
#include "proto/message.h"
#include "proto/payload.h"

static void write_seconds(const struct wf_json_writer *w, bool ok,
                          const struct wf_strbuf *text, int64_t seconds, int32_t nanos)
{
    if (ok) {
        wf_json_strn(w->j, text->data, text->len);
        return;
    }
    /* What protojson refuses is shown as the numbers that it holds. */
    wf_json_object(w->j);
    wf_json_key(w->j, "seconds");
    wf_json_i64_string(w->j, seconds);
    wf_json_ki64(w->j, "nanos", nanos);
    wf_json_end_object(w->j);
}

static void write_timestamp(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const Tgoogleprotobuf__Timestamp *t = (const Tgoogleprotobuf__Timestamp *)m;
    struct wf_strbuf text = WF_STRBUF_INIT;
    bool ok = wf_time_rfc3339_parts(&text, t->seconds, t->nanos);

    write_seconds(w, ok, &text, t->seconds, t->nanos);
    wf_strbuf_release(&text);
}

static void write_duration(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const Tgoogleprotobuf__Duration *d = (const Tgoogleprotobuf__Duration *)m;
    struct wf_strbuf text = WF_STRBUF_INIT;
    bool ok = wf_duration_proto_parts(&text, d->seconds, d->nanos);

    write_seconds(w, ok, &text, d->seconds, d->nanos);
    wf_strbuf_release(&text);
}

static void write_field_mask(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const Tgoogleprotobuf__FieldMask *mask = (const Tgoogleprotobuf__FieldMask *)m;
    struct wf_strbuf text = WF_STRBUF_INIT;

    for (size_t i = 0; i < mask->n_paths; i++) {
        if (i > 0)
            wf_strbuf_addc(&text, ',');
        wf_json_add_camel(&text, mask->paths[i]);
    }
    wf_json_strn(w->j, wf_strbuf_str(&text), text.len);
    wf_strbuf_release(&text);
}

/* The types that the API puts into an Any: protocol messages and details of errors. */
static const ProtobufCMessageDescriptor *any_type(const char *url)
{
    static const ProtobufCMessageDescriptor *const types[] = {
        &tupdate__request__descriptor,
        &tupdate__acceptance__descriptor,
        &tupdate__rejection__descriptor,
        &tupdate__response__descriptor,
        &terrordetails__not_found_failure__descriptor,
        &terrordetails__workflow_execution_already_started_failure__descriptor,
        &terrordetails__namespace_not_active_failure__descriptor,
        &terrordetails__namespace_unavailable_failure__descriptor,
        &terrordetails__namespace_invalid_state_failure__descriptor,
        &terrordetails__namespace_not_found_failure__descriptor,
        &terrordetails__namespace_already_exists_failure__descriptor,
        &terrordetails__client_version_not_supported_failure__descriptor,
        &terrordetails__server_version_not_supported_failure__descriptor,
        &terrordetails__cancellation_already_requested_failure__descriptor,
        &terrordetails__query_failed_failure__descriptor,
        &terrordetails__permission_denied_failure__descriptor,
        &terrordetails__resource_exhausted_failure__descriptor,
        &terrordetails__system_workflow_failure__descriptor,
        &terrordetails__workflow_not_ready_failure__descriptor,
        &terrordetails__newer_build_exists_failure__descriptor,
        &terrordetails__multi_operation_execution_failure__descriptor,
        &terrordetails__activity_execution_already_started_failure__descriptor,
        &tgoogleprotobuf__empty__descriptor,
        &tgoogleprotobuf__duration__descriptor,
        &tgoogleprotobuf__timestamp__descriptor,
    };
    const char *slash = strrchr(url, '/');

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i]->name, slash != NULL ? slash + 1 : url) == 0)
            return types[i];
    return NULL;
}

static void write_any(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const Tgoogleprotobuf__Any *any = (const Tgoogleprotobuf__Any *)m;
    const ProtobufCMessageDescriptor *d = any_type(any->type_url);
    struct wf_bytes wire = { any->value.data, any->value.len };
    struct wf_error err = WF_ERROR_INIT;
    struct wf_arena *a = wf_arena_new();
    ProtobufCMessage *inner = NULL;

    wf_json_object(w->j);
    if (any->type_url[0] != '\0')
        wf_json_kstr(w->j, "@type", any->type_url);
    if (d == NULL || wf_msg_unpack(a, d, wire, &inner, &err) != WF_OK) {
        if (wire.len > 0) {
            wf_json_key(w->j, "value");
            wf_json_base64(w->j, wire);
        }
    } else if (wf_json_special_of(d) != NULL) {
        wf_json_key(w->j, "value");
        wf_json_write_message(w, inner);
    } else {
        wf_json_write_fields(w, inner);
    }
    wf_json_end_object(w->j);
    wf_arena_free(a);
}

static void write_payload(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const Tcommon__Payload *p = (const Tcommon__Payload *)m;

    if (w->form == WF_PAYLOAD_DECODED) {
        wf_payload_json_value(w->j, p);
    } else if (wf_payload_has_shorthand(p)) {
        wf_payload_json_shorthand(w->j, p);
    } else {
        wf_json_object(w->j);
        wf_json_write_fields(w, m);
        wf_json_end_object(w->j);
    }
}

/* An array of values; in shorthand only when each of them has one. */
static void write_payloads(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const Tcommon__Payloads *ps = (const Tcommon__Payloads *)m;
    bool plain = true;

    for (size_t i = 0; w->form == WF_PAYLOAD_SHORTHAND && i < ps->n_payloads; i++)
        plain = plain && wf_payload_has_shorthand(ps->payloads[i]);
    if (!plain) {
        wf_json_object(w->j);
        wf_json_write_fields(w, m);
        wf_json_end_object(w->j);
        return;
    }
    wf_json_array(w->j);
    for (size_t i = 0; i < ps->n_payloads; i++) {
        if (w->form == WF_PAYLOAD_DECODED)
            wf_payload_json_value(w->j, ps->payloads[i]);
        else
            wf_payload_json_shorthand(w->j, ps->payloads[i]);
    }
    wf_json_end_array(w->j);
}

/* google.protobuf.Int64Value and its like: the bare value, zero too. */
static void write_wrapper(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const ProtobufCFieldDescriptor *f = m->descriptor->fields;

    wf_json_write_scalar(w->j, f, (const char *)m + f->offset);
}

wf_json_special_fn *wf_json_special_of(const ProtobufCMessageDescriptor *d)
{
    static const struct {
        const char *name;
        wf_json_special_fn *fn;
    } specials[] = {
        { "google.protobuf.Timestamp", write_timestamp },
        { "google.protobuf.Duration", write_duration },
        { "google.protobuf.FieldMask", write_field_mask },
        { "google.protobuf.Any", write_any },
        { "google.protobuf.DoubleValue", write_wrapper },
        { "google.protobuf.FloatValue", write_wrapper },
        { "google.protobuf.Int64Value", write_wrapper },
        { "google.protobuf.UInt64Value", write_wrapper },
        { "google.protobuf.Int32Value", write_wrapper },
        { "google.protobuf.UInt32Value", write_wrapper },
        { "google.protobuf.BoolValue", write_wrapper },
        { "google.protobuf.StringValue", write_wrapper },
        { "google.protobuf.BytesValue", write_wrapper },
        { "temporal.api.common.v1.Payload", write_payload },
        { "temporal.api.common.v1.Payloads", write_payloads },
    };

    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
        if (strcmp(specials[i].name, d->name) == 0)
            return specials[i].fn;
    return NULL;
}

bool wf_json_is_payload(const ProtobufCMessageDescriptor *d)
{
    return d == &tcommon__payload__descriptor || d == &tcommon__payloads__descriptor;
}
