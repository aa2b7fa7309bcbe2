/* proto/json_write.c: proto3 JSON of any message of the API, from its descriptor. */
#include "proto/json_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/json_private.h"
#include "proto/message.h"

static void write_u64(struct wf_json *j, uint64_t v)
{
    char text[24];

    snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    wf_json_str(j, text);
}

static void write_enum(struct wf_json *j, const ProtobufCEnumDescriptor *d, int value)
{
    const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(d, value);

    if (v != NULL)
        wf_json_str(j, v->name);
    else
        wf_json_i64(j, value);
}

void wf_json_write_scalar(struct wf_json *j, const ProtobufCFieldDescriptor *f,
                          const void *v)
{
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        wf_json_i64(j, *(const int32_t *)v);
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        wf_json_i64(j, *(const uint32_t *)v);
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        wf_json_i64_string(j, *(const int64_t *)v);
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        write_u64(j, *(const uint64_t *)v);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        wf_json_float(j, *(const float *)v);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        wf_json_double(j, *(const double *)v);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        wf_json_bool(j, *(const protobuf_c_boolean *)v);
        break;
    case PROTOBUF_C_TYPE_ENUM:
        write_enum(j, f->descriptor, *(const int *)v);
        break;
    case PROTOBUF_C_TYPE_STRING: {
        const char *s = *(char *const *)v;

        wf_json_str(j, s != NULL ? s : "");
        break;
    }
    case PROTOBUF_C_TYPE_BYTES: {
        const ProtobufCBinaryData *b = v;

        wf_json_base64(j, (struct wf_bytes){ b->data, b->len });
        break;
    }
    case PROTOBUF_C_TYPE_MESSAGE:
        break;
    }
}

static void write_value(const struct wf_json_writer *w, const ProtobufCFieldDescriptor *f,
                        const void *v)
{
    const ProtobufCMessage *m;

    if (f->type != PROTOBUF_C_TYPE_MESSAGE) {
        wf_json_write_scalar(w->j, f, v);
        return;
    }
    m = *(const ProtobufCMessage *const *)v;
    if (m != NULL) {
        wf_json_write_message(w, m);
    } else { /* a map entry that came without its value */
        wf_json_object(w->j);
        wf_json_end_object(w->j);
    }
}

/* Without presence, a proto3 field is there when it is not zero. */
static bool is_set(const ProtobufCFieldDescriptor *f, const void *v)
{
    uint64_t wide = 0;
    uint32_t narrow = 0;

    if (f->type == PROTOBUF_C_TYPE_STRING) {
        const char *s = *(char *const *)v;

        return s != NULL && *s != '\0';
    }
    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return ((const ProtobufCBinaryData *)v)->len > 0;
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        return *(void *const *)v != NULL;
    if (wf_type_size(f->type) == 8)
        memcpy(&wide, v, sizeof wide);
    else
        memcpy(&narrow, v, sizeof narrow);
    return (wide | narrow) != 0;
}

struct map_item {
    const ProtobufCMessage *entry;
    size_t i;
};

static int64_t int_key(const ProtobufCMessage *entry)
{
    const ProtobufCFieldDescriptor *f = entry->descriptor->fields;
    const void *v = (const char *)entry + f->offset;

    return wf_type_size(f->type) == 8 ? *(const int64_t *)v : *(const int32_t *)v;
}

static int compare_keys(const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    const ProtobufCFieldDescriptor *f = a->descriptor->fields;

    if (f->type == PROTOBUF_C_TYPE_STRING)
        return strcmp(*(char *const *)((const char *)a + f->offset),
                      *(char *const *)((const char *)b + f->offset));
    return (int_key(a) > int_key(b)) - (int_key(a) < int_key(b));
}

static int compare_items(const void *a, const void *b)
{
    const struct map_item *x = a, *y = b;
    int c = compare_keys(x->entry, y->entry);

    return c != 0 ? c : (x->i > y->i) - (x->i < y->i);
}

static void write_map_entry(const struct wf_json_writer *w, const ProtobufCMessage *entry)
{
    const ProtobufCFieldDescriptor *f = entry->descriptor->fields;
    const void *key = (const char *)entry + f[0].offset;
    char text[24];

    if (f[0].type == PROTOBUF_C_TYPE_STRING) {
        wf_json_key(w->j, *(char *const *)key);
    } else {
        snprintf(text, sizeof text, "%lld", (long long)int_key(entry));
        wf_json_key(w->j, text);
    }
    write_value(w, &f[1], (const char *)entry + f[1].offset);
}

/* Sorted by key; of equal keys the last one counts, as in every protobuf. */
static void write_map(const struct wf_json_writer *w,
                      const ProtobufCMessage *const *entries, size_t n)
{
    struct map_item few[16], *items = few;

    if (n > sizeof few / sizeof *few)
        items = wf_reallocarray(NULL, n, sizeof *items);
    for (size_t i = 0; i < n; i++)
        items[i] = (struct map_item){ entries[i], i };
    if (n > 1)
        qsort(items, n, sizeof *items, compare_items);
    wf_json_object(w->j);
    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || compare_keys(items[i].entry, items[i + 1].entry) != 0)
            write_map_entry(w, items[i].entry);
    wf_json_end_object(w->j);
    if (items != few)
        free(items);
}

static void write_list(const struct wf_json_writer *w, const ProtobufCFieldDescriptor *f,
                       const char *items, size_t n)
{
    size_t size = wf_type_size(f->type);

    wf_json_array(w->j);
    for (size_t i = 0; i < n; i++)
        write_value(w, f, items + i * size);
    wf_json_end_array(w->j);
}

/* The field of the oneof that starts at field i, if one is set; histories have one of
 * sixty. */
static void write_oneof(const struct wf_json_writer *w, const struct wf_json_plan *p,
                        unsigned i, const ProtobufCMessage *m)
{
    uint32_t set = *(const uint32_t *)((const char *)m + p->fields[i].f->quantifier_offset);
    unsigned end = set != 0 ? p->fields[i].oneof_end : i;

    for (; i < end; i++) {
        const struct wf_json_field *pf = &p->fields[i];
        const void *v = (const char *)m + pf->f->offset;

        if (pf->f->id != set)
            continue;
        if (pf->f->type != PROTOBUF_C_TYPE_MESSAGE || *(void *const *)v != NULL) {
            wf_json_key_quoted(w->j, pf->key, pf->key_len);
            write_value(w, pf->f, v);
        }
        return;
    }
}

static void write_repeated(const struct wf_json_writer *w, const struct wf_json_field *pf,
                           const ProtobufCMessage *m)
{
    const void *v = (const char *)m + pf->f->offset;
    size_t n = *(const size_t *)((const char *)m + pf->f->quantifier_offset);

    if (n == 0)
        return;
    wf_json_key_quoted(w->j, pf->key, pf->key_len);
    if (pf->is_map)
        write_map(w, *(const ProtobufCMessage *const *const *)v, n);
    else
        write_list(w, pf->f, *(const char *const *)v, n);
}

static void write_fields(const struct wf_json_writer *w, const struct wf_json_plan *p,
                         const ProtobufCMessage *m)
{
    for (unsigned i = 0; i < p->n_fields; i++) {
        const struct wf_json_field *pf = &p->fields[i];
        const void *v = (const char *)m + pf->f->offset;

        if (pf->oneof_end > 0) {
            write_oneof(w, p, i, m);
            i = pf->oneof_end - 1;
        } else if (pf->f->label == PROTOBUF_C_LABEL_REPEATED) {
            write_repeated(w, pf, m);
        } else if (is_set(pf->f, v)) {
            wf_json_key_quoted(w->j, pf->key, pf->key_len);
            write_value(w, pf->f, v);
        }
    }
}

void wf_json_write_message(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const struct wf_json_plan *p = wf_json_plan_of(m->descriptor);

    if (p->special != NULL && !(p->is_payload && w->form == WF_PAYLOAD_ENCODED)) {
        p->special(w, m);
        return;
    }
    wf_json_object(w->j);
    write_fields(w, p, m);
    wf_json_end_object(w->j);
}

void wf_json_write_fields(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    write_fields(w, wf_json_plan_of(m->descriptor), m);
}

void wf_json_message(struct wf_json *j, const void *message, enum wf_payload_form form)
{
    const struct wf_json_writer w = { j, form };

    wf_json_write_message(&w, message);
}

void wf_json_message_fields(struct wf_json *j, const void *message,
                            enum wf_payload_form form)
{
    const struct wf_json_writer w = { j, form };

    wf_json_write_fields(&w, message);
}
