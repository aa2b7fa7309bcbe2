/* client/codec.c: payloads to a remote codec server and back. */
#include "client/codec.h"

#include "base/json_out.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "client/http.h"
#include "proto/json_read.h"
#include "proto/json_write.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH_BYTES = 384 << 10 }; /* half a MiB in base64 */

/* Where the payloads of a message are. */
struct slots {
    Tcommon__Payload ***items;
    size_t n, size;
};

static void walk(struct slots *s, const ProtobufCMessage *m);

static void visit(struct slots *s, ProtobufCMessage **at)
{
    if (*at == NULL)
        return;
    if ((*at)->descriptor != &tcommon__payload__descriptor) {
        walk(s, *at);
        return;
    }
    if (s->n == s->size) {
        s->size = s->size == 0 ? 64 : s->size * 2;
        s->items = wf_reallocarray(s->items, s->size, sizeof *s->items);
    }
    s->items[s->n++] = (Tcommon__Payload **)at;
}

/* Recursion is bounded: what was unpacked is nested no deeper than WF_SCAN_MAX_DEPTH. */
static void walk(struct slots *s, const ProtobufCMessage *m)
{
    const ProtobufCMessageDescriptor *d = m->descriptor;

    if (d == &tcommon__search_attributes__descriptor)
        return;
    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];
        char *at = (char *)(uintptr_t)m + f->offset;
        const char *quantifier = (const char *)m + f->quantifier_offset;

        if (f->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (f->label == PROTOBUF_C_LABEL_REPEATED) {
            ProtobufCMessage **list = *(ProtobufCMessage ***)(void *)at;
            size_t n = *(const size_t *)(const void *)quantifier;

            for (size_t k = 0; k < n; k++)
                visit(s, &list[k]);
        } else if ((f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0 ||
                   *(const uint32_t *)(const void *)quantifier == f->id) {
            visit(s, (ProtobufCMessage **)(void *)at);
        }
    }
}

/* ENDPOINT/what, with {namespace} filled in. */
static void build_url(const struct wf_settings *s, const char *what, struct wf_strbuf *out)
{
    static const char name[] = "{namespace}";
    const char *p = s->codec_endpoint;

    for (const char *at; (at = strstr(p, name)) != NULL; p = at + sizeof name - 1) {
        wf_strbuf_add(out, p, (size_t)(at - p));
        wf_strbuf_adds(out, s->namespace_);
    }
    wf_strbuf_adds(out, p);
    while (out->len > 0 && out->data[out->len - 1] == '/')
        out->data[--out->len] = '\0';
    wf_strbuf_addf(out, "/%s", what);
}

static enum wf_code add_header(struct wf_arena *a, const char **headers, size_t *n,
                               const char *key, const char *value, struct wf_error *err)
{
    if (strpbrk(key, "\r\n:") != NULL || strpbrk(value, "\r\n") != NULL)
        return wf_error_set(err, WF_E_USAGE,
                            "codec: the header '%s' holds a line break or a colon", key);
    headers[(*n)++] = wf_arena_printf(a, "%s: %s", key, value);
    return WF_OK;
}

static enum wf_code bad_status(const char *url, long status, const struct wf_strbuf *body,
                               struct wf_error *err)
{
    struct wf_strbuf safe = WF_STRBUF_INIT;
    size_t n = body->len < 300 ? body->len : 300;

    while (n > 0 && strchr("\r\n ", body->data[n - 1]) != NULL)
        n--;
    wf_utf8_safe(&safe, wf_strbuf_str(body), n, "");
    wf_error_set(err, status == 401 || status == 403 ? WF_E_DENIED : WF_E_OTHER,
                 "codec server: %s answers with HTTP %ld%s%s", url, status,
                 safe.len > 0 ? ": " : "", wf_strbuf_str(&safe));
    if (err->code == WF_E_DENIED)
        wf_error_hint(err, "--codec-auth, or TEMPORAL_CODEC_AUTH");
    wf_strbuf_release(&safe);
    return err->code;
}

static enum wf_code post(const struct wf_settings *s, struct wf_cancel *cancel,
                         const char *what, const struct wf_strbuf *json,
                         struct wf_strbuf *reply, struct wf_error *err)
{
    struct wf_strbuf url = WF_STRBUF_INIT;
    struct wf_arena *a = wf_arena_new();
    const char **headers = wf_calloc(s->codec_headers.n + 3, sizeof *headers);
    size_t n = 0;
    long status = 0;
    enum wf_code rc;

    build_url(s, what, &url);
    rc = add_header(a, headers, &n, "Content-Type", "application/json", err);
    if (rc == WF_OK)
        rc = add_header(a, headers, &n, "X-Namespace", s->namespace_, err);
    if (rc == WF_OK && s->codec_auth != NULL && s->codec_auth[0] != '\0')
        rc = add_header(a, headers, &n, "Authorization", s->codec_auth, err);
    for (size_t i = 0; rc == WF_OK && i < s->codec_headers.n; i++)
        rc = add_header(a, headers, &n, s->codec_headers.items[i].key,
                        s->codec_headers.items[i].value, err);
    if (rc == WF_OK) {
        rc = wf_http_post(url.data, headers, n,
                          (struct wf_bytes){ (const unsigned char *)json->data, json->len },
                          cancel, &status, reply, err);
        if (rc != WF_OK && rc != WF_E_INTERRUPTED) {
            wf_error_prefix(err, "codec server");
            if (err->hint[0] == '\0')
                wf_error_hint(err, "without --codec-endpoint payloads stay as they are");
        }
    }
    if (rc == WF_OK && status != 200)
        rc = bad_status(url.data, status, reply, err);
    wf_arena_wipe(a);
    wf_arena_free(a);
    free(headers);
    wf_strbuf_release(&url);
    return rc;
}

/* Sends `n` payloads and puts what comes back in their places. */
static enum wf_code run_batch(const struct wf_settings *s, struct wf_cancel *cancel,
                              const char *what, struct wf_arena *a,
                              Tcommon__Payload ***slots, size_t n, struct wf_error *err)
{
    struct wf_strbuf json = WF_STRBUF_INIT, reply = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&json, true);
    Tcommon__Payloads *got = NULL;
    enum wf_code rc;

    wf_json_object(&j);
    wf_json_key(&j, "payloads");
    wf_json_array(&j);
    for (size_t i = 0; i < n; i++)
        wf_json_message(&j, *slots[i], WF_PAYLOAD_ENCODED);
    wf_json_end_array(&j);
    wf_json_end_object(&j);
    rc = post(s, cancel, what, &json, &reply, err);
    if (rc == WF_OK) {
        rc = wf_json_to_message(
            a, &tcommon__payloads__descriptor, "the codec server's answer",
            (struct wf_bytes){ (const unsigned char *)wf_strbuf_str(&reply), reply.len },
            true, &got, err);
        if (rc != WF_OK)
            err->code = rc = WF_E_OTHER; /* its mistake, not the user's */
    }
    if (rc == WF_OK && got->n_payloads != n)
        rc = wf_error_set(err, WF_E_OTHER,
                          "codec server: %zu payloads went to /%s, %zu came back", n, what,
                          got->n_payloads);
    for (size_t i = 0; rc == WF_OK && i < n; i++)
        *slots[i] = got->payloads[i];
    wf_strbuf_release(&json);
    wf_strbuf_release(&reply);
    return rc;
}

static enum wf_code run(const struct wf_settings *s, struct wf_cancel *cancel,
                        const char *what, struct wf_arena *a, void *message,
                        struct wf_error *err)
{
    struct slots slots = { 0 };
    enum wf_code rc = WF_OK;

    if (s->codec_endpoint == NULL || s->codec_endpoint[0] == '\0')
        return WF_OK;
    walk(&slots, message);
    for (size_t first = 0; rc == WF_OK && first < slots.n;) {
        size_t bytes = 0, n = 0;

        do
            bytes += (*slots.items[first + n++])->data.len;
        while (first + n < slots.n &&
               bytes + (*slots.items[first + n])->data.len <= BATCH_BYTES);
        rc = run_batch(s, cancel, what, a, slots.items + first, n, err);
        first += n;
    }
    free(slots.items);
    return rc;
}

enum wf_code wf_codec_decode(const struct wf_settings *s, struct wf_cancel *cancel,
                             struct wf_arena *a, void *message, struct wf_error *err)
{
    return run(s, cancel, "decode", a, message, err);
}

enum wf_code wf_codec_encode(const struct wf_settings *s, struct wf_cancel *cancel,
                             struct wf_arena *a, void *message, struct wf_error *err)
{
    return run(s, cancel, "encode", a, message, err);
}
