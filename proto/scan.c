/* proto/scan.c: walks the wire before protobuf-c may see it. */
#include "proto/scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "proto/message.h"

/* What one unpacked element costs in an arena, whose grain is 16 bytes. */
enum {
    GRAIN = 16,
    FIRST_SLAB = 16,
    SCANNED_MEMBER = 32,
    MEMORY_FREE = 64 << 20,
    MEMORY_PER_BYTE = 16
};
enum { MAX_FIELDS = 128 };

enum wire_type { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

struct frame {
    const ProtobufCMessageDescriptor *d;
    const uint8_t *end;
    uint64_t seen[MAX_FIELDS / 64];
    uint64_t elements, slab; /* protobuf-c keeps a list of a message's elements, in slabs */
};

struct scan {
    const uint8_t *p;
    struct frame *top;
    uint64_t memory, limit;
    uint8_t *mend; /* the same bytes, to be mended; NULL: only look */
    const uint8_t *start;
    bool nul_allowed, nul_seen;
    struct wf_error *err;
    struct frame frames[WF_SCAN_MAX_DEPTH + 1];
};

struct element {
    uint32_t id;
    enum wire_type type;
    uint64_t len;        /* of the value, without its length prefix */
    const uint8_t *data; /* the value */
};

static bool read_varint(const uint8_t **p, const uint8_t *end, uint64_t *ret)
{
    uint64_t v = 0;

    for (unsigned shift = 0; shift < 70 && *p < end; shift += 7) {
        uint8_t c = *(*p)++;

        v |= shift < 64 ? (uint64_t)(c & 127) << shift : 0;
        if (c < 128) {
            *ret = v;
            return true;
        }
    }
    return false;
}

static enum wf_code damaged(struct scan *s)
{
    return wf_error_set(s->err, WF_E_OTHER, "the message is damaged: %s at byte %zu",
                        s->top->d->short_name, (size_t)(s->p - s->start));
}

static bool read_element(struct scan *s, struct element *e)
{
    const uint8_t *end = s->top->end;
    uint64_t tag, n;

    if (!read_varint(&s->p, end, &tag) || tag >> 3 == 0 || tag >> 3 > 536870911)
        return false;
    e->id = (uint32_t)(tag >> 3);
    e->type = (enum wire_type)(tag & 7);
    e->data = s->p;
    switch (e->type) {
    case WIRE_VARINT:
        if (!read_varint(&s->p, end, &n))
            return false;
        e->len = (uint64_t)(s->p - e->data);
        return true;
    case WIRE_64:
    case WIRE_32:
        e->len = e->type == WIRE_64 ? 8 : 4;
        break;
    case WIRE_BYTES:
        if (!read_varint(&s->p, end, &e->len))
            return false;
        e->data = s->p;
        break;
    default:
        return false;
    }
    if (e->len > (uint64_t)(end - s->p))
        return false;
    s->p += e->len;
    return true;
}

static uint64_t grained(uint64_t n)
{
    return (n + GRAIN - 1) / GRAIN * GRAIN;
}

static enum wf_code take(struct scan *s, uint64_t bytes)
{
    s->memory += bytes;
    if (s->memory <= s->limit)
        return WF_OK;
    return wf_error_set(s->err, WF_E_OTHER,
                        "the message would take more than %llu MiB of memory",
                        (unsigned long long)(s->limit >> 20));
}

/* How many values a packed list holds: every varint ends with a byte below 128. */
static uint64_t count_packed(ProtobufCType type, const struct element *e)
{
    uint64_t n = 0;

    switch (type) {
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return e->len / 4;
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return e->len / 8;
    default:
        for (uint64_t i = 0; i < e->len; i++)
            n += e->data[i] < 128;
        return n;
    }
}

static bool packable(ProtobufCType type)
{
    return type != PROTOBUF_C_TYPE_STRING && type != PROTOBUF_C_TYPE_BYTES &&
           type != PROTOBUF_C_TYPE_MESSAGE;
}

static bool first_time(struct frame *f, const ProtobufCFieldDescriptor *field)
{
    size_t i = (size_t)(field - f->d->fields);
    uint64_t bit = UINT64_C(1) << (i % 64);

    if (i >= MAX_FIELDS || (f->seen[i / 64] & bit) != 0)
        return false;
    f->seen[i / 64] |= bit;
    return true;
}

static enum wf_code count_repeated(struct scan *s, const ProtobufCFieldDescriptor *field,
                                   const struct element *e)
{
    uint64_t n = 1;

    if (e->type == WIRE_BYTES && packable(field->type))
        n = count_packed(field->type, e);
    return take(s, n * wf_type_size(field->type) + (first_time(s->top, field) ? GRAIN : 0));
}

static enum wf_code enter(struct scan *s, const ProtobufCFieldDescriptor *field,
                          const struct element *e)
{
    const ProtobufCMessageDescriptor *d = field->descriptor;

    if (s->top == &s->frames[WF_SCAN_MAX_DEPTH])
        return wf_error_set(s->err, WF_E_OTHER,
                            "the message is nested deeper than %d levels",
                            WF_SCAN_MAX_DEPTH);
    if (field->label != PROTOBUF_C_LABEL_REPEATED && !first_time(s->top, field))
        return wf_error_set(s->err, WF_E_OTHER, "the message is damaged: %s.%s comes twice",
                            s->top->d->short_name, field->name);
    s->top++;
    *s->top = (struct frame){ .d = d, .end = e->data + e->len };
    s->p = e->data;
    return take(s, grained(d->sizeof_message));
}

static enum wf_code check_string(struct scan *s, const ProtobufCFieldDescriptor *field,
                                 const struct element *e)
{
    bool nul = memchr(e->data, '\0', (size_t)e->len) != NULL;

    if (!wf_utf8_valid((struct wf_bytes){ e->data, (size_t)e->len }))
        return wf_error_set(s->err, WF_E_OTHER,
                            "the message is damaged: %s.%s is not UTF-8",
                            s->top->d->short_name, field->name);
    if (nul && !s->nul_allowed)
        return wf_error_set(s->err, WF_E_OTHER, "%s.%s holds a NUL byte",
                            s->top->d->short_name, field->name);
    if (nul && s->mend != NULL)
        for (uint64_t i = 0; i < e->len; i++)
            if (e->data[i] == '\0')
                s->mend[(size_t)(e->data - s->start) + i] = WF_SCAN_SUBSTITUTE;
    s->nul_seen = s->nul_seen || nul;
    return take(s, grained(e->len + 1));
}

/* protobuf-c lists the elements of a message first: 16 on its stack, then slabs that
 * double. */
static enum wf_code count_element(struct scan *s)
{
    struct frame *f = s->top;

    f->elements++;
    if (f->slab == 0)
        f->slab = FIRST_SLAB;
    if (f->elements <= f->slab)
        return WF_OK;
    f->elements = 1;
    f->slab *= 2;
    return take(s, f->slab * SCANNED_MEMBER);
}

static enum wf_code scan_element(struct scan *s)
{
    const ProtobufCFieldDescriptor *field;
    struct element e;
    enum wf_code rc;

    if (!read_element(s, &e))
        return damaged(s);
    rc = count_element(s);
    if (rc != WF_OK)
        return rc;
    field = protobuf_c_message_descriptor_get_field(s->top->d, e.id);
    if (field == NULL)
        return take(s, sizeof(ProtobufCMessageUnknownField) + grained(e.len + 10));
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        rc = count_repeated(s, field, &e);
        if (rc != WF_OK)
            return rc;
    }
    if (e.type != WIRE_BYTES)
        return WF_OK; /* unpacking refuses a type that does not fit */
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return enter(s, field, &e);
    if (field->type == PROTOBUF_C_TYPE_STRING)
        return check_string(s, field, &e);
    return field->type == PROTOBUF_C_TYPE_BYTES ? take(s, grained(e.len)) : WF_OK;
}

static enum wf_code scan_all(struct scan *s, const ProtobufCMessageDescriptor *d,
                             struct wf_bytes wire)
{
    enum wf_code rc = WF_OK;

    s->p = s->start = wire.data;
    s->top = s->frames;
    *s->top = (struct frame){ .d = d, .end = wire.data + wire.len };
    s->memory = grained(d->sizeof_message);
    s->limit = MEMORY_FREE + (uint64_t)wire.len * MEMORY_PER_BYTE;
    while (rc == WF_OK) {
        while (s->p == s->top->end) {
            if (s->top == s->frames)
                return WF_OK;
            s->top--;
        }
        rc = scan_element(s);
    }
    return rc;
}

enum wf_code wf_scan(const ProtobufCMessageDescriptor *d, struct wf_bytes wire,
                     struct wf_error *err)
{
    struct scan s = { .err = err };

    return wire.len == 0 ? WF_OK : scan_all(&s, d, wire);
}

enum wf_code wf_scan_nul(const ProtobufCMessageDescriptor *d, struct wf_bytes wire,
                         bool *ret_nul, struct wf_error *err)
{
    struct scan s = { .err = err, .nul_allowed = true };
    enum wf_code rc = wire.len == 0 ? WF_OK : scan_all(&s, d, wire);

    if (rc == WF_OK)
        *ret_nul = s.nul_seen;
    return rc;
}

void wf_scan_mend(const ProtobufCMessageDescriptor *d, struct wf_bytes wire,
                  unsigned char *copy)
{
    struct wf_error err = WF_ERROR_INIT;
    struct scan s = { .err = &err, .nul_allowed = true, .mend = copy };

    if (wire.len > 0)
        (void)scan_all(&s, d, wire);
}
