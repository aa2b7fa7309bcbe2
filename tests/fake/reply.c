/* reply.c: how a reply leaves: headers, messages, trailers, good and broken ones. */

#include "tests/fake/fake.h"

#include <string.h>

#include "base/base64.h"

/* ---- replies --------------------------------------------------------------------------
 */

static nghttp2_nv header(const char *name, const char *value)
{
    return (nghttp2_nv){ .name = (uint8_t *)name,
                         .value = (uint8_t *)value,
                         .namelen = strlen(name),
                         .valuelen = strlen(value) };
}

static char *percent_encode(struct wf_arena *a, const char *s)
{
    char *out = wf_arena_alloc(a, strlen(s) * 3 + 1), *o = out;

    for (; *s != '\0'; s++) {
        if (*s >= ' ' && *s <= '~' && *s != '%')
            *o++ = *s;
        else
            o += sprintf(o, "%%%02X", (unsigned char)*s);
    }
    *o = '\0';
    return out;
}

static bool trailers_are(const struct wf_fake_call *call, const char *kind)
{
    return call->reply.trailers != NULL && strcmp(call->reply.trailers, kind) == 0;
}

/* status, message and details as name-value pairs, or the broken form that was asked for */
static size_t trailers_make(struct wf_fake_call *call, nghttp2_nv *nv)
{
    struct wf_fake_reply *r = &call->reply;
    struct wf_strbuf b = WF_STRBUF_INIT;
    char *huge;
    size_t n = 0;

    if (trailers_are(call, "none")) {
        nv[n++] = header("x-nothing", "here");
        return n;
    }
    nv[n++] = header("grpc-status", trailers_are(call, "garbage")
                                        ? "seven"
                                        : wf_arena_printf(call->arena, "%d", r->status));
    if (trailers_are(call, "huge")) {
        huge = wf_arena_alloc(call->arena, (60 << 10) + 1);
        memset(huge, 'x', 60 << 10);
        huge[60 << 10] = '\0';
        nv[n++] = header("grpc-message", huge);
    } else if (trailers_are(call, "raw-message")) {
        nv[n++] = header("grpc-message", "\xff\xfe %zz %1");
    } else if (r->message != NULL) {
        nv[n++] = header("grpc-message", percent_encode(call->arena, r->message));
    }
    if (trailers_are(call, "bad-details")) {
        nv[n++] = header("grpc-status-details-bin", "CBEQf///////fw");
    } else if (r->details.len > 0) {
        wf_base64_encode(&b, r->details);
        while (b.len > 0 && b.data[b.len - 1] == '=')
            b.data[--b.len] = '\0';
        nv[n++] = header("grpc-status-details-bin",
                         wf_arena_strdup(call->arena, wf_strbuf_str(&b)));
        wf_strbuf_release(&b);
    }
    return n;
}

static ssize_t read_body(nghttp2_session *h2, int32_t stream, uint8_t *buf, size_t len,
                         uint32_t *flags, nghttp2_data_source *source, void *user)
{
    struct wf_fake_call *call = source->ptr;
    struct wf_fake_reply *r = &call->reply;
    size_t n = r->body.len - r->sent;
    nghttp2_nv nv[4];

    (void)user;
    if (n > len)
        n = len;
    if (n > 0)
        memcpy(buf, r->body.data + r->sent, n);
    r->sent += n;
    if (r->sent == r->body.len) {
        *flags |= NGHTTP2_DATA_FLAG_EOF;
        if (!trailers_are(call, "none")) {
            *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
            nghttp2_submit_trailer(h2, stream, nv, trailers_make(call, nv));
        }
    }
    return (ssize_t)n;
}

static size_t headers_make(struct wf_fake_call *call, nghttp2_nv *nv)
{
    struct wf_fake_reply *r = &call->reply;
    const char *type = r->content_type != NULL ? r->content_type : "application/grpc";

    nv[0] = header(":status", wf_arena_printf(call->arena, "%d",
                                              r->http_status != 0 ? r->http_status : 200));
    nv[1] = header("content-type", type);
    return 2;
}

void wf_fake_send_headers(struct wf_fake_call *call)
{
    nghttp2_nv nv[2];

    call->state = WF_FAKE_SENDING;
    nghttp2_submit_headers(wf_fake_conn_h2(call->conn), NGHTTP2_FLAG_NONE, call->stream,
                           NULL, nv, headers_make(call, nv), NULL);
}

void wf_fake_send(struct wf_fake_call *call)
{
    nghttp2_data_provider body = { .source = { .ptr = call }, .read_callback = read_body };
    nghttp2_nv nv[8];
    size_t n = headers_make(call, nv);

    call->state = WF_FAKE_SENDING;
    if (call->reply.trailers_only) {
        n += trailers_make(call, nv + n);
        nghttp2_submit_response(wf_fake_conn_h2(call->conn), call->stream, nv, n, NULL);
    } else {
        nghttp2_submit_response(wf_fake_conn_h2(call->conn), call->stream, nv, n, &body);
    }
}

void wf_fake_reset(struct wf_fake_call *call, uint32_t code)
{
    call->state = WF_FAKE_SENDING;
    nghttp2_submit_rst_stream(wf_fake_conn_h2(call->conn), NGHTTP2_FLAG_NONE, call->stream,
                              code);
}
