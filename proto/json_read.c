/* proto/json_read.c: proto3 JSON to a message, over the descriptors. */
#include "proto/json_read.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "proto/json_input.h"
#include "proto/message.h"
#include "proto/scan.h"

enum { MEMORY_FREE = 64 << 20, MEMORY_PER_BYTE = 16, MAX_FIELDS = 128 };

/* Which fields of one object were read already. */
struct seen {
    uint64_t bits[MAX_FIELDS / 64];
};

char wf_json_input_peek(struct wf_json_input *in)
{
    struct wf_json_reader *r = &in->json;

    while (r->p < r->end && strchr(" \n\t\r,:", *r->p) != NULL && *r->p != '\0')
        r->p++;
    return r->p < r->end ? *r->p : '\0';
}

enum wf_code wf_json_input_fault(struct wf_json_input *in, const void *at, const char *fmt,
                                 ...)
{
    const unsigned char *p = at;
    struct wf_strbuf safe = WF_STRBUF_INIT;
    char words[512];
    enum wf_code rc;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(words, sizeof words, fmt, ap);
    va_end(ap);
    if (p > in->text.data && p == in->json.token.data && p[-1] == '"')
        p--; /* a string's token begins behind its quote */
    wf_utf8_safes(&safe, words);
    rc = wf_json_fault(in->what, in->text, (size_t)(p - in->text.data), safe.data, in->err);
    wf_strbuf_release(&safe);
    return rc;
}

bool wf_json_input_string(struct wf_json_input *in, struct wf_bytes token)
{
    wf_strbuf_clear(&in->scratch);
    wf_strbuf_adds(&in->scratch, ""); /* never NULL */
    return wf_json_unescape(token, &in->scratch);
}

/* Whether `key` is the field's name: as in the .proto, or in camelCase. */
static bool is_named(const ProtobufCFieldDescriptor *f, const char *key)
{
    const char *name = f->name;

    if (strcmp(name, key) == 0)
        return true;
    for (; *name != '\0'; name++, key++) {
        char c = *name;

        if (c == '_' && name[1] >= 'a' && name[1] <= 'z')
            c = (char)(*++name - 'a' + 'A');
        else if (c == '_' && name[1] != '\0')
            c = *++name;
        if (c != *key)
            return false;
    }
    return *key == '\0';
}

/* Keys mostly come in order: the search begins behind the field that was found last. */
static const ProtobufCFieldDescriptor *find_field(const ProtobufCMessageDescriptor *d,
                                                  const char *key, unsigned *from)
{
    for (unsigned k = 0; k < d->n_fields; k++) {
        unsigned i = (*from + k) % d->n_fields;

        if (is_named(&d->fields[i], key)) {
            *from = i + 1;
            return &d->fields[i];
        }
    }
    return NULL;
}

/* The field whose name begins most like the key; NULL when none does for three letters. */
static const char *closest_name(const ProtobufCMessageDescriptor *d, const char *key)
{
    const char *best = NULL;
    size_t most = 2;

    for (unsigned i = 0; i < d->n_fields; i++) {
        const char *name = d->fields[i].name, *k = key;
        size_t same = 0;

        for (; *name != '\0' && *k != '\0'; name++) {
            if (*name == '_' && *k != '_')
                continue;
            if (*name != *k && (*k < 'A' || *k > 'Z' || *name != *k - 'A' + 'a'))
                break;
            same++;
            k++;
        }
        if (same > most) {
            most = same;
            best = d->fields[i].name;
        }
    }
    return best;
}

static enum wf_code unknown_field(struct wf_json_input *in,
                                  const ProtobufCMessageDescriptor *d, const void *at)
{
    const char *key = in->scratch.data, *close = closest_name(d, key);

    if (close != NULL)
        return wf_json_input_fault(in, at, "unknown key '%.100s' in %s; did you mean '%s'?",
                                   key, d->short_name, close);
    return wf_json_input_fault(in, at, "unknown key '%.100s' in %s", key, d->short_name);
}

/* Room for one more element of a repeated field; lists begin empty and grow by doubling. */
static void *add_slot(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                      ProtobufCMessage *m)
{
    size_t *n = (size_t *)((char *)m + f->quantifier_offset);
    char **list = (char **)((char *)m + f->offset);
    size_t size = wf_type_size(f->type);

    if ((*n & (*n - 1)) == 0) {
        char *grown = wf_arena_alloc(in->arena, (*n > 0 ? *n * 2 : 1) * size);

        if (*n > 0)
            memcpy(grown, *list, *n * size);
        *list = grown;
    }
    return memset(*list + (*n)++ * size, 0, size);
}

/* A message of 140 bytes can be two bytes of JSON: like the scan, this bounds what it
 * takes. */
static enum wf_code check_memory(struct wf_json_input *in)
{
    if (wf_arena_size(in->arena) <= in->arena_limit)
        return WF_OK;
    return wf_json_input_fault(in, in->json.p,
                               "the text would take more than %zu MiB of memory",
                               in->arena_limit >> 20);
}

static enum wf_code read_submessage(struct wf_json_input *in,
                                    const ProtobufCFieldDescriptor *f, void *slot)
{
    void *m = wf_msg_new(in->arena, f->descriptor);
    enum wf_code rc = check_memory(in);

    if (rc == WF_OK)
        rc = wf_json_message_read(in, m);
    memcpy(slot, &m, sizeof m);
    return rc;
}

static enum wf_code read_value(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                               void *slot)
{
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        return read_submessage(in, f, slot);
    return wf_json_scalar(in, f, slot);
}

static bool is_map(const ProtobufCFieldDescriptor *f)
{
    const ProtobufCMessageDescriptor *d = f->descriptor;
    size_t n;

    if (f->label != PROTOBUF_C_LABEL_REPEATED || f->type != PROTOBUF_C_TYPE_MESSAGE ||
        d->n_fields != 2)
        return false;
    n = strlen(d->short_name);
    return n > 5 && strcmp(d->short_name + n - 5, "Entry") == 0 &&
           strcmp(d->fields[0].name, "key") == 0 && strcmp(d->fields[1].name, "value") == 0;
}

/* A null inside of a list or map is a payload where a history was saved decoded. */
static bool takes_null(const struct wf_json_input *in, const ProtobufCFieldDescriptor *f)
{
    return (!in->strict || in->values) && f->type == PROTOBUF_C_TYPE_MESSAGE &&
           wf_json_input_is_payload(f->descriptor);
}

static enum wf_code read_map(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                             ProtobufCMessage *m)
{
    const ProtobufCMessageDescriptor *d = f->descriptor;
    const ProtobufCFieldDescriptor *value = &d->fields[1];
    enum wf_code rc = WF_OK;

    if (wf_json_next(&in->json) != WF_JSON_OBJECT)
        return wf_json_input_fault(in, in->json.token.data, "an object is expected");
    while (rc == WF_OK && wf_json_input_peek(in) != '}') {
        char *entry = wf_msg_new(in->arena, d);

        memcpy(add_slot(in, f, m), &entry, sizeof entry);
        rc = wf_json_map_key(in, &d->fields[0], entry + d->fields[0].offset);
        if (rc == WF_OK)
            rc = check_memory(in);
        if (rc == WF_OK && wf_json_input_peek(in) == 'n' && !takes_null(in, value))
            return wf_json_input_fault(in, in->json.p, "a value in a map cannot be null");
        if (rc == WF_OK)
            rc = read_value(in, value, entry + value->offset);
    }
    if (rc == WF_OK)
        wf_json_next(&in->json);
    return rc;
}

static enum wf_code read_list(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                              ProtobufCMessage *m)
{
    enum wf_code rc = WF_OK;

    if (wf_json_next(&in->json) != WF_JSON_ARRAY)
        return wf_json_input_fault(in, in->json.token.data, "an array is expected");
    while (rc == WF_OK && wf_json_input_peek(in) != ']') {
        if (*in->json.p == 'n' && !takes_null(in, f))
            return wf_json_input_fault(in, in->json.p, "an item of a list cannot be null");
        rc = read_value(in, f, add_slot(in, f, m));
        if (rc == WF_OK)
            rc = check_memory(in);
    }
    if (rc == WF_OK)
        wf_json_next(&in->json);
    return rc;
}

/* Takes the oneof for `f`; refuses when another member has it and the input is strict. */
static enum wf_code take_oneof(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                               ProtobufCMessage *m, const void *at)
{
    uint32_t *which = (uint32_t *)((char *)m + f->quantifier_offset);

    if ((f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
        return WF_OK;
    if (in->strict && *which != 0)
        return wf_json_input_fault(
            in, at, "only one of '%s' and '%s' may be given", f->name,
            protobuf_c_message_descriptor_get_field(m->descriptor, *which)->name);
    *which = f->id;
    memset((char *)m + f->offset, 0, wf_type_size(f->type));
    return WF_OK;
}

static enum wf_code read_field(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                               ProtobufCMessage *m, const void *at)
{
    enum wf_code rc;

    if (wf_json_input_peek(in) == 'n') {
        wf_json_next(&in->json); /* null is absent */
        return WF_OK;
    }
    if (is_map(f))
        return read_map(in, f, m);
    if (f->label == PROTOBUF_C_LABEL_REPEATED)
        return read_list(in, f, m);
    rc = take_oneof(in, f, m, at);
    return rc == WF_OK ? read_value(in, f, (char *)m + f->offset) : rc;
}

static enum wf_code check_once(struct wf_json_input *in, struct seen *seen, size_t i,
                               const void *at)
{
    uint64_t bit = UINT64_C(1) << (i % 64);

    if (i >= MAX_FIELDS || !in->strict)
        return WF_OK;
    if ((seen->bits[i / 64] & bit) != 0)
        return wf_json_input_fault(in, at, "the key '%.100s' comes twice",
                                   in->scratch.data);
    seen->bits[i / 64] |= bit;
    return WF_OK;
}

static bool is_skipped(const struct wf_json_input *in)
{
    return in->skip != NULL && in->depth == 1 && strcmp(in->scratch.data, in->skip) == 0;
}

enum wf_code wf_json_object_read(struct wf_json_input *in, ProtobufCMessage *m)
{
    const ProtobufCMessageDescriptor *d = m->descriptor;
    struct seen seen = { { 0 } };
    enum wf_json_token token;
    unsigned from = 0;
    enum wf_code rc = WF_OK;

    if (wf_json_next(&in->json) != WF_JSON_OBJECT)
        return wf_json_input_fault(in, in->json.token.data, "an object is expected");
    while (rc == WF_OK && (token = wf_json_next(&in->json)) == WF_JSON_KEY) {
        const unsigned char *at = in->json.token.data - 1;
        const ProtobufCFieldDescriptor *f;

        wf_json_input_string(in, in->json.token);
        f = find_field(d, in->scratch.data, &from);
        if (f == NULL && in->strict && strcmp(in->scratch.data, "@type") != 0 &&
            !is_skipped(in))
            return unknown_field(in, d, at);
        if (f == NULL) {
            wf_json_skip(&in->json);
            continue;
        }
        rc = check_once(in, &seen, (size_t)(f - d->fields), at);
        if (rc == WF_OK)
            rc = read_field(in, f, m, at);
    }
    return rc;
}

enum wf_code wf_json_message_read(struct wf_json_input *in, ProtobufCMessage *m)
{
    enum wf_code rc;

    if (in->depth == WF_SCAN_MAX_DEPTH)
        return wf_json_input_fault(
            in, in->json.p, "messages are nested deeper than %d levels", WF_SCAN_MAX_DEPTH);
    in->depth++;
    if (wf_json_is_well_known(m->descriptor))
        rc = wf_json_well_known(in, m);
    else if ((!in->strict || in->values) && wf_json_input_is_payload(m->descriptor))
        rc = wf_json_payload_read(in, m);
    else
        rc = wf_json_object_read(in, m);
    in->depth--;
    return rc;
}

static enum wf_code read_all(struct wf_json_input *in, const ProtobufCMessageDescriptor *d,
                             void *ret_message)
{
    ProtobufCMessage *m;
    enum wf_code rc = wf_json_check(in->what, in->text, in->err);

    if (rc != WF_OK)
        return rc;
    in->arena_limit =
        wf_arena_size(in->arena) + MEMORY_FREE + in->text.len * MEMORY_PER_BYTE;
    wf_json_reader_init(&in->json, in->text);
    m = wf_msg_new(in->arena, d);
    rc = wf_json_message_read(in, m);
    if (rc == WF_OK)
        memcpy(ret_message, &m, sizeof m);
    wf_json_reader_release(&in->json);
    wf_strbuf_release(&in->scratch);
    return rc;
}

enum wf_code wf_json_to_message(struct wf_arena *a, const ProtobufCMessageDescriptor *d,
                                const char *what, struct wf_bytes text, bool strict,
                                void *ret_message, struct wf_error *err)
{
    struct wf_json_input in = {
        .arena = a, .what = what, .text = text, .strict = strict, .err = err
    };

    return read_all(&in, d, ret_message);
}

enum wf_code wf_json_to_message_values(struct wf_arena *a,
                                       const ProtobufCMessageDescriptor *d,
                                       const char *what, struct wf_bytes text,
                                       const char *skip, void *ret_message,
                                       struct wf_error *err)
{
    struct wf_json_input in = { .arena = a,
                                .what = what,
                                .text = text,
                                .strict = true,
                                .values = true,
                                .skip = skip,
                                .err = err };

    return read_all(&in, d, ret_message);
}
