/* proto/payload.c: what a payload holds, and how it is shown. */
#include "proto/payload.h"

#include <string.h>

#include "base/json_scan.h"
#include "base/utf8.h"
#include "proto/message.h"

#define NULL_SHORTHAND "{\"metadata\":{\"encoding\":\"YmluYXJ5L251bGw=\"}}"

/* Up to this size a summary checks that JSON is JSON; beyond, it only reads what it shows.
 */
enum { SUMMARY_CHECK_MAX = 64 * 1024 };

enum shorthand { SHORT_NONE, SHORT_VALUE, SHORT_PROTO, SHORT_NULL, SHORT_EMPTY };

static bool bytes_are(struct wf_bytes b, const char *s)
{
    return b.len == strlen(s) && memcmp(b.data, s, b.len) == 0;
}

static struct wf_bytes metadata(const Tcommon__Payload *p, const char *key)
{
    for (size_t i = p->n_metadata; i-- > 0;)
        if (strcmp(p->metadata[i]->key, key) == 0)
            return (struct wf_bytes){ p->metadata[i]->value.data,
                                      p->metadata[i]->value.len };
    return (struct wf_bytes){ NULL, 0 };
}

static struct wf_bytes data_of(const Tcommon__Payload *p)
{
    return (struct wf_bytes){ p->data.data, p->data.len };
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct wf_bytes trimmed(struct wf_bytes b)
{
    while (b.len > 0 && is_blank(b.data[0])) {
        b.data++;
        b.len--;
    }
    while (b.len > 0 && is_blank(b.data[b.len - 1]))
        b.len--;
    return b;
}

static bool is_json(const Tcommon__Payload *p)
{
    struct wf_bytes enc = wf_payload_encoding(p);

    return bytes_are(enc, "json/plain") || bytes_are(enc, "json/protobuf");
}

/* By metadata and the first byte alone; the data may still not be JSON. */
static enum shorthand shorthand_of(const Tcommon__Payload *p)
{
    struct wf_bytes enc = wf_payload_encoding(p), text = trimmed(data_of(p));

    if (bytes_are(enc, "binary/null"))
        return SHORT_NULL;
    if (bytes_are(enc, "json/plain") && p->n_metadata == 1)
        return bytes_are(text, "null") ? SHORT_NULL : SHORT_VALUE;
    if (!bytes_are(enc, "json/protobuf") || p->n_metadata != 2 ||
        metadata(p, "messageType").len == 0)
        return SHORT_NONE;
    if (bytes_are(text, "null"))
        return SHORT_EMPTY;
    return text.len > 0 && text.data[0] == '{' ? SHORT_PROTO : SHORT_NONE;
}

/* The object with one more key, behind its own: of two that are alike, readers take the
 * last. */
static void write_proto_object(struct wf_json *j, const Tcommon__Payload *p)
{
    struct wf_bytes text = trimmed(data_of(p)), type = metadata(p, "messageType");
    struct wf_bytes inside = trimmed((struct wf_bytes){ text.data + 1, text.len - 2 });
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json k = WF_JSON_INIT(&b, true);

    wf_strbuf_addc(&b, '{');
    wf_strbuf_add(&b, inside.data, inside.len);
    if (inside.len > 0)
        wf_strbuf_addc(&b, ',');
    wf_json_key(&k, "_protoMessageType");
    wf_json_strn(&k, (const char *)type.data, type.len);
    wf_strbuf_addc(&b, '}');
    wf_json_raw(j, b.data, b.len);
    wf_strbuf_release(&b);
}

/* UTF-8 that people can read: no control characters but the blank ones. */
static bool is_text(struct wf_bytes b)
{
    if (!wf_utf8_valid(b))
        return false;
    for (size_t i = 0; i < b.len; i++) {
        unsigned char c = b.data[i];
        bool c1 = c == 0xc2 && i + 1 < b.len && b.data[i + 1] < 0xa0;

        if ((c < 0x20 && !is_blank(c)) || c == 0x7f || c1)
            return false;
    }
    return true;
}

/* Cuts to max bytes from `start` on, at the end of a character, with an ellipsis if it
 * fits. */
static void cut(struct wf_strbuf *out, size_t start, size_t max)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    size_t n = max >= 3 ? max - 3 : max;

    if (out->len - start <= max)
        return;
    while (n > 0 && ((unsigned char)out->data[start + n] & 0xc0) == 0x80)
        n--;
    out->len = start + n;
    if (max >= 3)
        wf_strbuf_adds(out, ellipsis);
    else
        out->data[out->len] = '\0';
}

static void add_summary(struct wf_strbuf *out, const Tcommon__Payload *p, size_t max)
{
    struct wf_json j = WF_JSON_INIT(out, true);
    struct wf_bytes enc = wf_payload_encoding(p), data = trimmed(data_of(p));

    if (bytes_are(enc, "binary/null")) {
        wf_strbuf_adds(out, "null");
        return;
    }
    if (is_json(p) && data.len > 0 &&
        (data.len > SUMMARY_CHECK_MAX || max == WF_SUMMARY_UNCHECKED ||
         wf_json_valid(data))) {
        /* Blanks are left out, so the text is read some way beyond what is shown. */
        if (data.len > SUMMARY_CHECK_MAX && max < SUMMARY_CHECK_MAX / 8)
            data.len = SUMMARY_CHECK_MAX;
        wf_json_raw(&j, (const char *)data.data, data.len);
        return;
    }
    if (enc.len > 0)
        wf_strbuf_add(out, enc.data, enc.len);
    else
        wf_strbuf_adds(out, "no encoding");
    wf_strbuf_addf(out, ", %zu byte%s%s", p->data.len, p->data.len == 1 ? "" : "s",
                   is_json(p) ? " that are not JSON" : "");
}

struct wf_bytes wf_payload_encoding(const Tcommon__Payload *p)
{
    return metadata(p, "encoding");
}

Tcommon__Payload *wf_payload_new(struct wf_arena *a, const char *encoding,
                                 struct wf_bytes data)
{
    Tcommon__Payload *p = wf_msg_new(a, &tcommon__payload__descriptor);

    p->data.data = (uint8_t *)data.data;
    p->data.len = data.len;
    wf_payload_set_metadata(
        a, p, "encoding",
        (struct wf_bytes){ (const unsigned char *)encoding, strlen(encoding) });
    return p;
}

void wf_payload_set_metadata(struct wf_arena *a, Tcommon__Payload *p, const char *key,
                             struct wf_bytes value)
{
    Tcommon__Payload__MetadataEntry *entry = NULL;

    for (size_t i = 0; i < p->n_metadata; i++)
        if (strcmp(p->metadata[i]->key, key) == 0)
            entry = p->metadata[i];
    if (entry == NULL) {
        entry = wf_msg_new(a, &tcommon__payload__metadata_entry__descriptor);
        entry->key = wf_arena_strdup(a, key);
        wf_msg_append(a, &p->metadata, &p->n_metadata, entry);
    }
    entry->value.len = value.len;
    entry->value.data = (uint8_t *)wf_arena_strndup(a, (const char *)value.data, value.len);
}

Tcommon__Payload *wf_payload_json(struct wf_arena *a, const char *json)
{
    const char *copy = wf_arena_strdup(a, json);

    return wf_payload_new(a, "json/plain",
                          (struct wf_bytes){ (const unsigned char *)copy, strlen(copy) });
}

Tcommon__Payload *wf_payload_string(struct wf_arena *a, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    Tcommon__Payload *p;

    wf_json_str(&j, text);
    p = wf_payload_json(a, b.data);
    wf_strbuf_release(&b);
    return p;
}

bool wf_payload_has_shorthand(const Tcommon__Payload *p)
{
    enum shorthand s = shorthand_of(p);

    return s != SHORT_NONE && (s > SHORT_PROTO || wf_json_valid(data_of(p)));
}

void wf_payload_json_shorthand(struct wf_json *j, const Tcommon__Payload *p)
{
    switch (shorthand_of(p)) {
    case SHORT_VALUE:
        wf_json_raw(j, (const char *)p->data.data, p->data.len);
        break;
    case SHORT_PROTO:
        write_proto_object(j, p);
        break;
    case SHORT_EMPTY:
        wf_json_raw(j, "{}", 2);
        break;
    case SHORT_NULL:
    case SHORT_NONE:
        wf_json_raw(j, NULL_SHORTHAND, strlen(NULL_SHORTHAND));
        break;
    }
}

void wf_payload_json_value(struct wf_json *j, const Tcommon__Payload *p)
{
    struct wf_bytes enc = wf_payload_encoding(p), type = metadata(p, "messageType");

    if (is_json(p) && wf_json_valid(data_of(p))) {
        wf_json_raw(j, (const char *)p->data.data, p->data.len);
        return;
    }
    if (bytes_are(enc, "binary/null")) {
        wf_json_null(j);
        return;
    }
    wf_json_object(j);
    wf_json_key(j, "encoding");
    wf_json_strn(j, (const char *)enc.data, enc.len);
    if (type.len > 0) {
        wf_json_key(j, "messageType");
        wf_json_strn(j, (const char *)type.data, type.len);
    }
    if (!bytes_are(enc, "binary/protobuf") && is_text(data_of(p))) {
        wf_json_key(j, "text");
        wf_json_strn(j, (const char *)p->data.data, p->data.len);
    } else {
        wf_json_key(j, "data");
        wf_json_base64(j, data_of(p));
    }
    wf_json_end_object(j);
}

void wf_payload_summary(struct wf_strbuf *out, const Tcommon__Payload *p, size_t max)
{
    size_t start = out->len;

    add_summary(out, p, max);
    cut(out, start, max);
}

void wf_payloads_summary(struct wf_strbuf *out, const Tcommon__Payloads *p, size_t max)
{
    size_t start = out->len;

    for (size_t i = 0; p != NULL && i < p->n_payloads && out->len - start <= max; i++) {
        if (i > 0)
            wf_strbuf_adds(out, ", ");
        add_summary(out, p->payloads[i], max);
    }
    cut(out, start, max);
}

void wf_payload_text(struct wf_strbuf *out, const Tcommon__Payload *p)
{
    struct wf_bytes text = trimmed(data_of(p));

    if (bytes_are(wf_payload_encoding(p), "json/plain") && text.len >= 2 &&
        text.data[0] == '"' && wf_json_valid(text))
        wf_json_unescape((struct wf_bytes){ text.data + 1, text.len - 2 }, out);
    else
        wf_payload_summary(out, p, SIZE_MAX);
}
