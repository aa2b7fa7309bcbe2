/* proto/json_scalar.c: single JSON values as protobuf's scalars. */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "proto/json_input.h"
#include "proto/message.h"
#include "proto/scan.h"

static enum wf_code expected(struct wf_json_input *in, const unsigned char *at,
                             const char *words)
{
    return wf_json_input_fault(in, at, "%s is expected", words);
}

/*
 * An integer as JSON may write it: 12, "12", 1.0, 1.2e1. False when it is none, or has more
 * than 64 bits.
 */
static bool parse_integer(const char *s, bool *ret_negative, uint64_t *ret)
{
    char digits[40];
    size_t n = 0;
    long scale = 0;
    bool dot = false;

    *ret_negative = *s == '-';
    for (s += *s == '-'; (*s >= '0' && *s <= '9') || *s == '.'; s++) {
        if (*s == '.') {
            dot = true;
            continue;
        }
        scale -= dot;
        if (n == 0 && *s == '0')
            continue;
        if (n == sizeof digits)
            return false;
        digits[n++] = *s;
    }
    if (*s == 'e' || *s == 'E')
        scale += strtol(s + 1, NULL, 10) % 100000;
    for (; scale < 0 && n > 0; scale++)
        if (digits[--n] != '0')
            return false;
    if (n > 0 && (scale > 20 || n + (size_t)scale > 20))
        return false;
    for (; n > 0 && scale > 0; scale--)
        digits[n++] = '0';
    digits[n] = '\0';
    errno = 0;
    *ret = strtoull(digits, NULL, 10);
    return errno == 0;
}

/* The characters of a number, which may stand in quotes, in in->scratch. */
static bool number_text(struct wf_json_input *in, enum wf_json_token token)
{
    struct wf_bytes t = in->json.token;

    if (token == WF_JSON_NUMBER) {
        wf_strbuf_clear(&in->scratch);
        wf_strbuf_add(&in->scratch, t.data, t.len);
        return true;
    }
    if (token != WF_JSON_STRING || t.len == 0 ||
        (*t.data != '-' && (*t.data < '0' || *t.data > '9')) || !wf_json_valid(t))
        return false;
    wf_json_input_string(in, t);
    return true;
}

static enum wf_code read_integer(struct wf_json_input *in, ProtobufCType type, void *slot)
{
    enum wf_json_token token = wf_json_next(&in->json);
    const unsigned char *at = in->json.token.data;
    bool is_unsigned = type == PROTOBUF_C_TYPE_UINT32 || type == PROTOBUF_C_TYPE_FIXED32 ||
                       type == PROTOBUF_C_TYPE_UINT64 || type == PROTOBUF_C_TYPE_FIXED64;
    bool wide = type == PROTOBUF_C_TYPE_INT64 || type == PROTOBUF_C_TYPE_SINT64 ||
                type == PROTOBUF_C_TYPE_SFIXED64 || type == PROTOBUF_C_TYPE_UINT64 ||
                type == PROTOBUF_C_TYPE_FIXED64;
    uint64_t v, max = wide ? UINT64_MAX : UINT32_MAX;
    bool negative;

    if (!number_text(in, token) || !parse_integer(in->scratch.data, &negative, &v))
        return expected(in, at, wide ? "an integer of 64 bits" : "an integer of 32 bits");
    if (!is_unsigned)
        max = max / 2 + negative;
    if (v > max || (is_unsigned && negative && v > 0))
        return wf_json_input_fault(in, at, "%.40s is out of range", in->scratch.data);
    if (negative)
        v = 0 - v;
    if (wide) {
        memcpy(slot, &v, sizeof v);
    } else {
        uint32_t small = (uint32_t)v;

        memcpy(slot, &small, sizeof small);
    }
    return WF_OK;
}

static bool special_double(const char *s, double *ret)
{
    if (strcmp(s, "NaN") == 0)
        *ret = NAN;
    else if (strcmp(s, "Infinity") == 0)
        *ret = INFINITY;
    else if (strcmp(s, "-Infinity") == 0)
        *ret = -INFINITY;
    else
        return false;
    return true;
}

static enum wf_code read_real(struct wf_json_input *in, ProtobufCType type, void *slot)
{
    enum wf_json_token token = wf_json_next(&in->json);
    const unsigned char *at = in->json.token.data;
    bool special = false;
    double v;
    float f;

    if (number_text(in, token)) {
        v = strtod(in->scratch.data, NULL);
    } else {
        if (token == WF_JSON_STRING)
            wf_json_input_string(in, in->json.token);
        special = token == WF_JSON_STRING && special_double(in->scratch.data, &v);
        if (!special)
            return expected(in, at, "a number");
    }
    f = (float)v;
    if (!special && (isinf(v) || (type == PROTOBUF_C_TYPE_FLOAT && isinf(f))))
        return wf_json_input_fault(in, at, "%.40s is out of range", in->scratch.data);
    if (type == PROTOBUF_C_TYPE_FLOAT)
        memcpy(slot, &f, sizeof f);
    else
        memcpy(slot, &v, sizeof v);
    return WF_OK;
}

static enum wf_code read_bool(struct wf_json_input *in, void *slot)
{
    enum wf_json_token token = wf_json_next(&in->json);
    protobuf_c_boolean v = token == WF_JSON_TRUE;

    if (!v && token != WF_JSON_FALSE)
        return expected(in, in->json.token.data, "true or false");
    memcpy(slot, &v, sizeof v);
    return WF_OK;
}

static enum wf_code read_enum(struct wf_json_input *in, const ProtobufCEnumDescriptor *d,
                              void *slot)
{
    enum wf_json_token token;
    const unsigned char *at;
    int v = 0;

    if (wf_json_input_peek(in) != '"')
        return read_integer(in, PROTOBUF_C_TYPE_INT32, slot);
    token = wf_json_next(&in->json);
    at = in->json.token.data;
    wf_json_input_string(in, in->json.token);
    if (token != WF_JSON_STRING)
        return expected(in, at, "a name or a number");
    /* a history of a newer server may have a name that is not known here yet */
    if (!wf_enum_parse(d, in->scratch.data, &v) && in->strict)
        return wf_json_input_fault(in, at, "no %s is named '%.100s'", d->short_name,
                                   in->scratch.data);
    memcpy(slot, &v, sizeof v);
    return WF_OK;
}

static enum wf_code read_string(struct wf_json_input *in, void *slot)
{
    const unsigned char *at;
    char *s;

    if (wf_json_next(&in->json) != WF_JSON_STRING)
        return expected(in, in->json.token.data, "a string");
    at = in->json.token.data;
    if (!wf_json_input_string(in, in->json.token) && in->strict)
        return wf_json_input_fault(in, at, "half of a surrogate pair is no character");
    s = wf_arena_strndup(in->arena, in->scratch.data, in->scratch.len);
    for (char *nul = s;
         (nul = memchr(nul, '\0', in->scratch.len - (size_t)(nul - s))) != NULL;) {
        if (in->strict)
            return wf_json_input_fault(in, at, "a NUL cannot be sent in a string");
        *nul = WF_SCAN_SUBSTITUTE;
    }
    memcpy(slot, &s, sizeof s);
    return WF_OK;
}

static enum wf_code read_bytes(struct wf_json_input *in, void *slot)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    ProtobufCBinaryData data = { 0, NULL };
    const unsigned char *at;
    enum wf_code rc = WF_OK;

    if (wf_json_next(&in->json) != WF_JSON_STRING)
        return expected(in, in->json.token.data, "a string in base64");
    at = in->json.token.data;
    wf_json_input_string(in, in->json.token);
    if (wf_base64_decode(&b, in->scratch.data, in->scratch.len)) {
        data.len = b.len;
        data.data = (uint8_t *)wf_arena_strndup(in->arena, wf_strbuf_str(&b), b.len);
        memcpy(slot, &data, sizeof data);
    } else {
        rc = expected(in, at, "base64");
    }
    wf_strbuf_release(&b);
    return rc;
}

enum wf_code wf_json_scalar(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                            void *slot)
{
    switch (f->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return read_bool(in, slot);
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum(in, f->descriptor, slot);
    case PROTOBUF_C_TYPE_STRING:
        return read_string(in, slot);
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes(in, slot);
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        return read_real(in, f->type, slot);
    default:
        return read_integer(in, f->type, slot);
    }
}

enum wf_code wf_json_map_key(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                             void *slot)
{
    struct wf_json_input key =
        *in; /* a reader over the key alone, in its quotes or without */
    const unsigned char *at;
    protobuf_c_boolean b;
    enum wf_code rc;

    wf_json_input_peek(in);
    at = (const unsigned char *)in->json.p;
    wf_json_next(&in->json);
    wf_json_reader_init(&key.json, (struct wf_bytes){ at, in->json.token.len + 2 });
    if (f->type == PROTOBUF_C_TYPE_BOOL) {
        b = in->json.token.len == 4 && memcmp(in->json.token.data, "true", 4) == 0;
        if (!b && (in->json.token.len != 5 || memcmp(in->json.token.data, "false", 5) != 0))
            return expected(in, at, "\"true\" or \"false\"");
        memcpy(slot, &b, sizeof b);
        return WF_OK;
    }
    rc = wf_json_scalar(&key, f, slot);
    in->scratch = key.scratch; /* may have grown */
    wf_json_reader_release(&key.json);
    return rc;
}
