/*
 * proto/json_payload.c: payloads in saved histories, of all the kinds there are.
 *
 * The official CLI and the web UI's "encoded" download write protojson: metadata and data
 * in base64. The UI's "decoded" one writes both as they are ("encoding": "json/plain",
 * "data": any value), and its "human readable" one only the value.
 */
#include <string.h>

#include "base/base64.h"
#include "base/json_out.h"
#include "proto/json_input.h"
#include "proto/message.h"

enum kind { ENCODED, DECODED, BARE };

bool wf_json_input_is_payload(const ProtobufCMessageDescriptor *d)
{
    return d == &tcommon__payload__descriptor || d == &tcommon__payloads__descriptor;
}

static bool is(struct wf_bytes token, const char *word)
{
    return token.len == strlen(word) && memcmp(token.data, word, token.len) == 0;
}

/* "json/plain" is a text that base64 could be too, so the encodings' families decide. */
static bool is_plain_encoding(struct wf_bytes token)
{
    return (token.len > 5 && memcmp(token.data, "json/", 5) == 0) ||
           (token.len > 7 && memcmp(token.data, "binary/", 7) == 0);
}

static enum kind kind_of_metadata(struct wf_bytes metadata)
{
    struct wf_json_reader r;
    enum kind kind = ENCODED;

    wf_json_reader_init(&r, metadata);
    if (wf_json_next(&r) != WF_JSON_OBJECT)
        kind = BARE;
    while (kind == ENCODED && wf_json_next(&r) == WF_JSON_KEY) {
        bool encoding = is(r.token, "encoding");

        if (wf_json_next(&r) != WF_JSON_STRING)
            kind = BARE;
        else if (encoding && is_plain_encoding(r.token))
            kind = DECODED;
    }
    wf_json_reader_release(&r);
    return kind;
}

static enum kind kind_of(struct wf_bytes value)
{
    struct wf_json_reader r;
    enum kind kind = BARE;
    bool other = false;
    size_t keys = 0;

    wf_json_reader_init(&r, value);
    if (wf_json_next(&r) == WF_JSON_OBJECT) {
        for (; !other && wf_json_next(&r) == WF_JSON_KEY; keys++) {
            struct wf_bytes key = r.token, v = wf_json_skip(&r);

            if (is(key, "metadata"))
                kind = kind_of_metadata(v);
            else if (!is(key, "data") && !is(key, "externalPayloads"))
                other = true;
        }
        if (keys == 0)
            kind = ENCODED; /* a payload with nothing in it */
    }
    wf_json_reader_release(&r);
    return other ? BARE : kind;
}

static struct wf_bytes keep(struct wf_arena *a, const void *p, size_t n)
{
    return (struct wf_bytes){ (unsigned char *)wf_arena_strndup(a, p, n), n };
}

static void add_metadata(struct wf_json_input *in, Tcommon__Payload *p, const char *key,
                         struct wf_bytes value)
{
    Tcommon__Payload__MetadataEntry *e =
        wf_msg_new(in->arena, &tcommon__payload__metadata_entry__descriptor);

    e->key = wf_arena_strdup(in->arena, key);
    e->value = (ProtobufCBinaryData){ value.len, (uint8_t *)value.data };
    wf_msg_append(in->arena, &p->metadata, &p->n_metadata, e);
}

/* The blanks of a text that was edited are its layout, and no part of the value. */
static struct wf_bytes compact(struct wf_arena *a, struct wf_bytes value)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    struct wf_bytes kept;

    wf_json_raw(&j, (const char *)value.data, value.len);
    kept = keep(a, wf_strbuf_str(&b), b.len);
    wf_strbuf_release(&b);
    return kept;
}

/* A bare value is what json/plain holds, byte for byte; null is what it is for every SDK.
 */
static void from_bare(struct wf_json_input *in, struct wf_bytes value, Tcommon__Payload *p)
{
    if (is(value, "null")) {
        add_metadata(in, p, "encoding", keep(in->arena, "binary/null", 11));
        return;
    }
    add_metadata(in, p, "encoding", keep(in->arena, "json/plain", 10));
    value = in->values ? compact(in->arena, value) : keep(in->arena, value.data, value.len);
    p->data = (ProtobufCBinaryData){ value.len, (uint8_t *)value.data };
}

static bool has_json_encoding(const Tcommon__Payload *p)
{
    for (size_t i = 0; i < p->n_metadata; i++)
        if (strcmp(p->metadata[i]->key, "encoding") == 0)
            return p->metadata[i]->value.len >= 5 &&
                   memcmp(p->metadata[i]->value.data, "json/", 5) == 0;
    return false;
}

static void set_decoded_data(struct wf_json_input *in, struct wf_bytes value,
                             Tcommon__Payload *p)
{
    struct wf_strbuf bytes = WF_STRBUF_INIT;
    struct wf_bytes kept = { NULL, 0 };

    if (!has_json_encoding(p) && value.len >= 2 && *value.data == '"') {
        wf_json_input_string(in, (struct wf_bytes){ value.data + 1, value.len - 2 });
        if (wf_base64_decode(&bytes, in->scratch.data, in->scratch.len))
            kept = keep(in->arena, wf_strbuf_str(&bytes), bytes.len);
        else
            kept = keep(in->arena, in->scratch.data, in->scratch.len);
    } else if (has_json_encoding(p) || !is(value, "null")) {
        kept = keep(in->arena, value.data, value.len);
    }
    p->data = (ProtobufCBinaryData){ kept.len, (uint8_t *)kept.data };
    wf_strbuf_release(&bytes);
}

static void from_decoded(struct wf_json_input *in, struct wf_bytes value,
                         Tcommon__Payload *p)
{
    struct wf_json_reader r;
    struct wf_bytes data = { NULL, 0 };

    wf_json_reader_init(&r, value);
    wf_json_next(&r);
    while (wf_json_next(&r) == WF_JSON_KEY) {
        if (is(r.token, "data")) {
            data = wf_json_skip(&r);
        } else if (!is(r.token, "metadata")) {
            wf_json_skip(&r);
        } else {
            wf_json_next(&r);
            while (wf_json_next(&r) == WF_JSON_KEY) {
                char *key =
                    wf_arena_strndup(in->arena, (const char *)r.token.data, r.token.len);

                wf_json_next(&r);
                wf_json_input_string(in, r.token);
                add_metadata(in, p, key,
                             keep(in->arena, in->scratch.data, in->scratch.len));
            }
        }
    }
    if (data.len > 0)
        set_decoded_data(in, data, p);
    wf_json_reader_release(&r);
}

static enum wf_code read_payload(struct wf_json_input *in, Tcommon__Payload *p)
{
    struct wf_bytes value = wf_json_skip(&in->json);
    struct wf_json_reader behind = in->json;
    enum wf_code rc;

    switch (kind_of(value)) {
    case BARE:
        from_bare(in, value, p);
        return WF_OK;
    case DECODED:
        from_decoded(in, value, p);
        return WF_OK;
    case ENCODED:
        break;
    }
    wf_json_reader_init(&in->json, value);
    rc = wf_json_object_read(in, &p->base);
    wf_json_reader_release(&in->json);
    in->json = behind;
    return rc;
}

enum wf_code wf_json_payload_read(struct wf_json_input *in, ProtobufCMessage *m)
{
    Tcommon__Payloads *list = (Tcommon__Payloads *)m;
    enum wf_code rc = WF_OK;

    if (m->descriptor == &tcommon__payload__descriptor)
        return read_payload(in, (Tcommon__Payload *)m);
    if (wf_json_input_peek(in) == '{')
        return wf_json_object_read(in, m);
    if (wf_json_next(&in->json) != WF_JSON_ARRAY)
        return wf_json_input_fault(in, in->json.token.data, "payloads are expected");
    while (rc == WF_OK && wf_json_input_peek(in) != ']') {
        Tcommon__Payload *p = wf_msg_new(in->arena, &tcommon__payload__descriptor);

        wf_msg_append(in->arena, &list->payloads, &list->n_payloads, p);
        rc = read_payload(in, p);
    }
    if (rc == WF_OK)
        wf_json_next(&in->json);
    return rc;
}
