/* proto/json_write.c: proto3 JSON of any message of the API, from its descriptor. */
#include "proto/json_write.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/json_private.h"
#include "proto/order.h"

struct plan_field {
    const ProtobufCFieldDescriptor *f;
    char *key; /* `"camelName": ` */
    size_t key_len;
    bool is_map;
};

/* What there is to know of a message type; made once, kept until the process ends. */
struct plan {
    const ProtobufCMessageDescriptor *d;
    wf_json_special_fn *special; /* NULL: an object */
    bool is_payload; /* special only in the forms other than WF_PAYLOAD_ENCODED */
    unsigned n_fields;
    struct plan_field fields[]; /* in the order of declaration */
};

/* The API has some 700 message types. Slots are set once and read without a lock. */
enum { PLAN_SLOTS = 4096 };
static _Atomic(struct plan *) plans[PLAN_SLOTS];

void wf_json_add_camel(struct wf_strbuf *out, const char *name)
{
    bool up = false;

    for (; *name != '\0'; name++) {
        if (*name == '_') {
            up = true;
            continue;
        }
        wf_strbuf_addc(out,
                       up && *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name);
        up = false;
    }
}

/* protobuf-c keeps no map_entry option: the entry's name is that of the field, in
 * CamelCase. */
static bool is_map(const ProtobufCMessageDescriptor *d, const ProtobufCFieldDescriptor *f)
{
    const ProtobufCMessageDescriptor *entry = f->descriptor;
    struct wf_strbuf want = WF_STRBUF_INIT;
    bool yes;

    if (f->label != PROTOBUF_C_LABEL_REPEATED || f->type != PROTOBUF_C_TYPE_MESSAGE ||
        entry->n_fields != 2 || strcmp(entry->fields[0].name, "key") != 0 ||
        strcmp(entry->fields[1].name, "value") != 0)
        return false;
    wf_strbuf_addf(&want, "%s._", d->name);
    want.len--;
    wf_strbuf_addc(&want, (char)(f->name[0] >= 'a' && f->name[0] <= 'z' ? f->name[0] - 32
                                                                        : f->name[0]));
    wf_json_add_camel(&want, f->name + 1);
    wf_strbuf_adds(&want, "Entry");
    yes = strcmp(want.data, entry->name) == 0;
    wf_strbuf_release(&want);
    return yes;
}

static int compare_orders(const void *name, const void *order)
{
    return strcmp(name, ((const struct wf_field_order *)order)->message);
}

static struct plan *plan_new(const ProtobufCMessageDescriptor *d)
{
    const struct wf_field_order *order =
        bsearch(d->name, wf_field_orders, wf_n_field_orders, sizeof *wf_field_orders,
                compare_orders);
    struct plan *p = wf_calloc(1, sizeof *p + d->n_fields * sizeof *p->fields);

    p->d = d;
    p->special = wf_json_special_of(d);
    p->is_payload = wf_json_is_payload(d);
    p->n_fields = d->n_fields;
    for (unsigned i = 0; i < d->n_fields; i++) {
        struct plan_field *pf = &p->fields[i];
        struct wf_strbuf key = WF_STRBUF_INIT;

        pf->f = &d->fields[order != NULL && order->n == d->n_fields ? order->index[i] : i];
        wf_strbuf_addc(&key, '"');
        wf_json_add_camel(&key, pf->f->name);
        wf_strbuf_adds(&key, "\": ");
        pf->key_len = key.len;
        pf->key = wf_strbuf_steal(&key);
        pf->is_map = is_map(d, pf->f);
    }
    return p;
}

static void plan_free(struct plan *p)
{
    for (unsigned i = 0; i < p->n_fields; i++)
        free(p->fields[i].key);
    free(p);
}

static const struct plan *plan_of(const ProtobufCMessageDescriptor *d)
{
    size_t slot = ((uintptr_t)d >> 4) * 2654435761u % PLAN_SLOTS;

    for (;; slot = (slot + 1) % PLAN_SLOTS) {
        struct plan *p = atomic_load_explicit(&plans[slot], memory_order_acquire);

        if (p == NULL) {
            struct plan *made = plan_new(d);

            if (atomic_compare_exchange_strong(&plans[slot], &p, made))
                return made;
            plan_free(made); /* another thread took the slot; p is what it put there */
        }
        if (p->d == d)
            return p;
    }
}

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

static size_t size_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    default:
        return 4;
    }
}

/* Without presence, a proto3 field is there when it is not zero. */
static bool is_set(const ProtobufCFieldDescriptor *f, const ProtobufCMessage *m)
{
    static const char zeros[8];
    const void *v = (const char *)m + f->offset;

    if ((f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
        return *(const uint32_t *)((const char *)m + f->quantifier_offset) == f->id &&
               (f->type != PROTOBUF_C_TYPE_MESSAGE || *(void *const *)v != NULL);
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        const char *s = *(char *const *)v;

        return s != NULL && *s != '\0';
    }
    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return ((const ProtobufCBinaryData *)v)->len > 0;
    return memcmp(v, zeros, size_of(f->type)) != 0;
}

struct map_item {
    const ProtobufCMessage *entry;
    size_t i;
};

static int64_t int_key(const ProtobufCMessage *entry)
{
    const ProtobufCFieldDescriptor *f = entry->descriptor->fields;
    const void *v = (const char *)entry + f->offset;

    return size_of(f->type) == 8 ? *(const int64_t *)v : *(const int32_t *)v;
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
    size_t size = size_of(f->type);

    wf_json_array(w->j);
    for (size_t i = 0; i < n; i++)
        write_value(w, f, items + i * size);
    wf_json_end_array(w->j);
}

static void write_fields(const struct wf_json_writer *w, const struct plan *p,
                         const ProtobufCMessage *m)
{
    for (unsigned i = 0; i < p->n_fields; i++) {
        const struct plan_field *pf = &p->fields[i];
        const void *v = (const char *)m + pf->f->offset;

        if (pf->f->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t n = *(const size_t *)((const char *)m + pf->f->quantifier_offset);

            if (n == 0)
                continue;
            wf_json_key_quoted(w->j, pf->key, pf->key_len);
            if (pf->is_map)
                write_map(w, *(const ProtobufCMessage *const *const *)v, n);
            else
                write_list(w, pf->f, *(const char *const *)v, n);
        } else if (is_set(pf->f, m)) {
            wf_json_key_quoted(w->j, pf->key, pf->key_len);
            write_value(w, pf->f, v);
        }
    }
}

void wf_json_write_message(const struct wf_json_writer *w, const ProtobufCMessage *m)
{
    const struct plan *p = plan_of(m->descriptor);

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
    write_fields(w, plan_of(m->descriptor), m);
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
