/* proto/message.c: messages that live in an arena. */
#include "proto/message.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "proto/scan.h"

#define NS_PER_S INT64_C(1000000000)

static void set_defaults(void *message, const ProtobufCMessageDescriptor *d)
{
    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];

        if (f->type == PROTOBUF_C_TYPE_STRING && f->label != PROTOBUF_C_LABEL_REPEATED &&
            (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
            *(const char **)((char *)message + f->offset) = protobuf_c_empty_string;
    }
}

void *wf_msg_new(struct wf_arena *a, const ProtobufCMessageDescriptor *d)
{
    ProtobufCMessage *m = wf_arena_zalloc(a, d->sizeof_message);

    m->descriptor = d;
    set_defaults(m, d);
    return m;
}

static void *arena_alloc(void *data, size_t size)
{
    return wf_arena_alloc(data, size);
}

static void arena_free(void *data, void *p)
{
    (void)data;
    (void)p;
}

enum wf_code wf_msg_unpack(struct wf_arena *a, const ProtobufCMessageDescriptor *d,
                           struct wf_bytes wire, void *ret_message, struct wf_error *err)
{
    ProtobufCAllocator allocator = { arena_alloc, arena_free, a };
    const unsigned char *data = wire.data;
    unsigned char *copy;
    void *message;
    bool nul = false;
    enum wf_code rc = wf_scan_nul(d, wire, &nul, err);

    if (rc != WF_OK)
        return rc;
    if (nul) {
        copy = memcpy(wf_arena_alloc(a, wire.len), wire.data, wire.len);
        wf_scan_mend(d, wire, copy);
        data = copy;
    }
    message = protobuf_c_message_unpack(d, &allocator, wire.len, data);
    if (message == NULL)
        return wf_error_set(err, WF_E_OTHER, "the message is damaged: it is no %s",
                            d->short_name);
    memcpy(ret_message, &message, sizeof message);
    return WF_OK;
}

struct wf_bytes wf_msg_pack(struct wf_arena *a, const void *message)
{
    size_t n = protobuf_c_message_get_packed_size(message);
    unsigned char *p = wf_arena_alloc(a, n);

    protobuf_c_message_pack(message, p);
    return (struct wf_bytes){ p, n };
}

void wf_msg_append(struct wf_arena *a, void *items, size_t *n_items, void *item)
{
    size_t n = *n_items;
    void **list, **grown;

    memcpy(&list, items, sizeof list);
    if ((n & (n - 1)) == 0) { /* full: it holds a power of two, or nothing */
        grown = wf_arena_alloc(a, (n > 0 ? n * 2 : 1) * sizeof *grown);
        if (n > 0)
            memcpy(grown, list, n * sizeof *grown);
        list = grown;
        memcpy(items, &list, sizeof list);
    }
    list[n] = item;
    *n_items = n + 1;
}

void wf_msg_list_own(struct wf_arena *a, void *items, size_t n_items)
{
    size_t room = 1;
    void **list, **roomy;

    if (n_items == 0)
        return;
    while (room < n_items)
        room *= 2;
    memcpy(&list, items, sizeof list);
    roomy = wf_arena_alloc(a, room * sizeof *roomy);
    memcpy(roomy, list, n_items * sizeof *roomy);
    memcpy(items, &roomy, sizeof roomy);
}

size_t wf_type_size(ProtobufCType type)
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

void *wf_msg_copy(struct wf_arena *a, const void *message)
{
    const ProtobufCMessage *m = message;
    ProtobufCAllocator allocator = { arena_alloc, arena_free, a };
    struct wf_bytes wire = wf_msg_pack(a, m);

    return protobuf_c_message_unpack(m->descriptor, &allocator, wire.len, wire.data);
}

const char *wf_enum_name(const ProtobufCEnumDescriptor *d, int value)
{
    const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(d, value);

    return v != NULL ? v->name : NULL;
}

static char ascii_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/*
 * The length of what all values' names begin with, up to an underscore:
 * WORKFLOW_EXECUTION_STATUS_ of RUNNING and the others. Names of nested enums such as
 * ServingStatus in grpc.health have none.
 */
static size_t enum_prefix(const ProtobufCEnumDescriptor *d)
{
    unsigned n_names = d->n_value_names;
    /* sorted by name: what the first and the last share, all share */
    const char *first = n_names > 0 ? d->values_by_name[0].name : "";
    const char *last = n_names > 0 ? d->values_by_name[n_names - 1].name : "";
    size_t n = 0;

    while (first[n] != '\0' && first[n] == last[n])
        n++;
    while (n > 0 && first[n - 1] != '_')
        n--;
    return n_names > 1 ? n : 0;
}

const char *wf_enum_word(const ProtobufCEnumDescriptor *d, int value, char *buf,
                         size_t size)
{
    const char *name = wf_enum_name(d, value);
    size_t n = 0;
    bool start = true;

    if (name == NULL) {
        snprintf(buf, size, "%d", value);
        return buf;
    }
    for (name += enum_prefix(d); *name != '\0' && n + 1 < size; name++) {
        if (*name == '_') {
            start = true;
            continue;
        }
        buf[n++] = start ? ascii_upper(*name) : ascii_lower(*name);
        start = false;
    }
    if (size > 0)
        buf[n] = '\0';
    return buf;
}

/* Equal but for case, underscores and hyphens: "ContinuedAsNew" is CONTINUED_AS_NEW. */
static bool same_word(const char *a, const char *b)
{
    for (;;) {
        while (*a == '_' || *a == '-')
            a++;
        while (*b == '_' || *b == '-')
            b++;
        if (ascii_lower(*a) != ascii_lower(*b))
            return false;
        if (*a == '\0')
            return true;
        a++;
        b++;
    }
}

bool wf_enum_parse(const ProtobufCEnumDescriptor *d, const char *word, int *ret)
{
    size_t prefix = enum_prefix(d);

    if (*word == '\0')
        return false;
    for (unsigned i = 0; i < d->n_value_names; i++) {
        const char *name = d->values_by_name[i].name;

        if (strcasecmp(word, name) == 0 || same_word(word, name + prefix)) {
            *ret = d->values[d->values_by_name[i].index].value;
            return true;
        }
    }
    return false;
}

/* A time out of what 64 bits of nanoseconds hold (1677 to 2262) is cut to the nearest. */
static int64_t to_ns(int64_t seconds, int32_t nanos)
{
    int64_t ns;

    if (seconds < 0 && nanos > 0) { /* the product alone may overflow at the very end */
        seconds++;
        nanos -= NS_PER_S;
    }
    if (__builtin_mul_overflow(seconds, NS_PER_S, &ns) ||
        __builtin_add_overflow(ns, nanos, &ns))
        return seconds < 0 ? INT64_MIN + 1 : INT64_MAX;
    return ns == INT64_MIN ? INT64_MIN + 1 : ns;
}

int64_t wf_timestamp_ns(const Tgoogleprotobuf__Timestamp *t)
{
    return t == NULL ? INT64_MIN : to_ns(t->seconds, t->nanos);
}

int64_t wf_duration_ns(const Tgoogleprotobuf__Duration *d)
{
    return d == NULL ? INT64_MIN : to_ns(d->seconds, d->nanos);
}

Tgoogleprotobuf__Timestamp *wf_timestamp_new(struct wf_arena *a, int64_t ns)
{
    Tgoogleprotobuf__Timestamp *t;

    if (ns == INT64_MIN)
        return NULL;
    t = wf_msg_new(a, &tgoogleprotobuf__timestamp__descriptor);
    t->seconds = ns / NS_PER_S;
    t->nanos = (int32_t)(ns % NS_PER_S);
    if (t->nanos < 0) { /* they count forward, always */
        t->seconds--;
        t->nanos += NS_PER_S;
    }
    return t;
}

Tgoogleprotobuf__Duration *wf_duration_new(struct wf_arena *a, int64_t ns)
{
    Tgoogleprotobuf__Duration *d;

    if (ns == INT64_MIN)
        return NULL;
    d = wf_msg_new(a, &tgoogleprotobuf__duration__descriptor);
    d->seconds = ns / NS_PER_S; /* both carry the sign */
    d->nanos = (int32_t)(ns % NS_PER_S);
    return d;
}
