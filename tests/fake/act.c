/* act.c: what becomes of one request: read, logged, matched with a rule, answered or
 * harmed. */

#include "tests/fake/fake.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "proto/json_write.h"
#include "proto/message.h"

void wf_fake_frame(struct wf_strbuf *body, struct wf_bytes message)
{
    const unsigned char head[5] = { 0, (unsigned char)(message.len >> 24),
                                    (unsigned char)(message.len >> 16),
                                    (unsigned char)(message.len >> 8),
                                    (unsigned char)message.len };

    wf_strbuf_add(body, head, sizeof head);
    if (message.len > 0)
        wf_strbuf_add(body, message.data, message.len);
}

/* ---- arrival --------------------------------------------------------------------------
 */

/* What Go's clients send. No message at all when it is damaged or larger than any request.
 */
static struct wf_bytes gunzip(struct wf_arena *a, struct wf_bytes in)
{
    enum { MAX = 8 << 20, GZIP = 16 + MAX_WBITS };
    unsigned char *text = wf_arena_alloc(a, MAX);
    struct wf_bytes out = { text, 0 };
    z_stream z = {
        .next_in = in.data, .avail_in = (uInt)in.len, .next_out = text, .avail_out = MAX
    };

    if (inflateInit2(&z, GZIP) != Z_OK)
        return out;
    if (inflate(&z, Z_FINISH) == Z_STREAM_END)
        out.len = z.total_out;
    inflateEnd(&z);
    return out;
}

/* Finds the method and unpacks the one message of the body. */
static void call_decode(struct wf_fake_call *call)
{
    struct wf_error err = WF_ERROR_INIT;
    struct wf_json j = WF_JSON_INIT(&call->json, true);
    const struct wf_method *m;
    struct wf_bytes wire;

    for (size_t i = 0; call->path != NULL && i < wf_method_count(); i++) {
        m = wf_method_at(i);
        if (strcmp(m->path, call->path) == 0)
            call->method = m;
    }
    if (call->method == NULL || call->in.len < 5)
        return;
    wire = (struct wf_bytes){ (unsigned char *)call->in.data + 5, call->in.len - 5 };
    if (call->in.data[0] == 1)
        wire = gunzip(call->arena, wire);
    if (wf_msg_unpack(call->arena, call->method->input, wire, &call->request, &err) !=
        WF_OK) {
        call->request = NULL;
        return;
    }
    wf_json_message(&j, call->request, WF_PAYLOAD_ENCODED);
}

static void call_log(const struct wf_fake_call *call)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    FILE *log = wf_fake_conn_fake(call->conn)->log;

    if (log == NULL)
        return;
    wf_json_object(&j);
    wf_json_kstr(&j, "event", "request");
    wf_json_ki64(&j, "n", call->n);
    wf_json_kstr(&j, "method", call->method != NULL ? call->method->name : call->path);
    wf_json_ki64(&j, "bytes", (int64_t)call->in.len);
    wf_json_key(&j, "metadata");
    wf_json_object(&j);
    for (size_t i = 0; i < call->n_metadata; i++)
        wf_json_kstr(&j, call->metadata[i].key, call->metadata[i].value);
    wf_json_end_object(&j);
    wf_json_key(&j, "request");
    if (call->request != NULL)
        wf_json_raw(&j, call->json.data, call->json.len);
    else
        wf_json_null(&j);
    wf_json_end_object(&j);
    fprintf(log, "%s\n", wf_strbuf_str(&b));
    fflush(log);
    wf_strbuf_release(&b);
}

static void check_expectations(struct wf_fake_call *call)
{
    struct wf_fake *f = wf_fake_conn_fake(call->conn);

    for (size_t i = 0; i < f->script.n_expects; i++) {
        const struct wf_fake_expect *e = &f->script.expects[i];

        if (e->method != NULL && e->method != call->method)
            continue;
        if (wf_fake_has_metadata(call, e->pair))
            continue;
        fprintf(stderr, "fakefront: request %u, %s: lacks metadata '%s'\n", call->n,
                call->path != NULL ? call->path : "?", e->pair);
        f->failed = true;
    }
}

/* ---- what rules do --------------------------------------------------------------------
 */

static void act_drop(struct wf_fake_call *call, const char *kind)
{
    struct wf_strbuf raw = WF_STRBUF_INIT;
    const unsigned char stream[4] = { (unsigned char)(call->stream >> 24),
                                      (unsigned char)(call->stream >> 16),
                                      (unsigned char)(call->stream >> 8),
                                      (unsigned char)call->stream };
    struct wf_bytes body = { (unsigned char *)call->reply.body.data, call->reply.body.len };

    if (strcmp(kind, "now") == 0) {
        wf_fake_conn_drop(call->conn, NULL, 0, true);
        return;
    }
    wf_fake_send_headers(call);
    if (strcmp(kind, "frame") == 0) {
        /* a DATA frame of 1000 bytes that ends after 10 */
        wf_strbuf_add(&raw, "\0\x03\xe8\0\0", 5);
        wf_strbuf_add(&raw, stream, sizeof stream);
        wf_strbuf_add(&raw, "\0\0\0\x03\xe3\x0a\x0a\x0a\x0a\x0a", 10);
    } else if (strcmp(kind, "message") == 0) {
        /* a whole DATA frame with the first 10 bytes of a message of 995 */
        wf_strbuf_add(&raw, "\0\0\x0a\0\0", 5);
        wf_strbuf_add(&raw, stream, sizeof stream);
        wf_strbuf_add(&raw, "\0\0\0\x03\xe3\x0a\x0a\x0a\x0a\x0a", 10);
    } else if (strcmp(kind, "late") == 0 && body.len < 16384) {
        /* the whole message, no trailers */
        wf_strbuf_addc(&raw, '\0');
        wf_strbuf_addc(&raw, (char)(body.len >> 8));
        wf_strbuf_addc(&raw, (char)body.len);
        wf_strbuf_add(&raw, "\0\0", 2);
        wf_strbuf_add(&raw, stream, sizeof stream);
        wf_strbuf_add(&raw, body.data, body.len);
    }
    wf_fake_conn_drop(call->conn, raw.data, raw.len, false);
    wf_strbuf_release(&raw);
}

static void act_goaway(struct wf_fake_call *call, const char *kind)
{
    if (strcmp(kind, "graceful") == 0) {
        wf_fake_conn_goaway(call->conn, call->stream, NGHTTP2_NO_ERROR, NULL);
        wf_fake_send(call);
        return;
    }
    if (strcmp(kind, "calm") == 0)
        wf_fake_conn_goaway(call->conn, call->stream - 2, NGHTTP2_ENHANCE_YOUR_CALM,
                            "too_many_pings");
    else
        wf_fake_conn_goaway(call->conn, call->stream - 2, NGHTTP2_NO_ERROR, NULL);
    wf_fake_conn_drop(call->conn, NULL, 0, false);
}

static void impossible(struct wf_fake_call *call, const char *what)
{
    wf_fake_conn_fake(call->conn)->failed = true;
    fprintf(stderr, "fakefront: %s: a reply of this method cannot be so: %s\n", call->path,
            what);
    wf_strbuf_clear(&call->reply.body);
    wf_fake_fail(call, 13, "fakefront cannot do '%s' here", what);
}

static void act_damage(struct wf_fake_call *call)
{
    const struct wf_fake_rule *r = call->rule;
    struct wf_strbuf *body = &call->reply.body;
    struct wf_strbuf wire = WF_STRBUF_INIT;
    struct wf_bytes good = { NULL, 0 };

    call->reply.trailers_only = false; /* of a built-in answer that is a refusal */
    call->reply.status = 0;
    call->reply.message = NULL;
    if (body->len >= 5)
        good = (struct wf_bytes){ (unsigned char *)body->data + 5, body->len - 5 };
    if (strcmp(r->word, "flag") == 0) {
        if (body->len > 0)
            body->data[0] = 1;
    } else if (strcmp(r->word, "twice") == 0) {
        wf_strbuf_add(&wire, body->data, body->len);
        wf_strbuf_add(body, wire.data, wire.len);
    } else if (strcmp(r->word, "short") == 0) {
        if (body->len > 3)
            body->data[3] = (char)(body->data[3] + 1); /* 256 more than there are */
    } else if (call->method == NULL ||
               !wf_fake_damage(r, call->method->output, good, &wire)) {
        impossible(call, r->word);
    } else {
        wf_strbuf_clear(body);
        wf_fake_frame(body, (struct wf_bytes){ (unsigned char *)wire.data, wire.len });
    }
    wf_strbuf_release(&wire);
    wf_fake_send(call);
}

static void act_reply(struct wf_fake_call *call)
{
    const struct wf_fake_rule *r = call->rule;
    struct wf_strbuf page = WF_STRBUF_INIT;

    wf_strbuf_clear(&call->reply.body);
    call->reply.trailers_only = false;
    call->reply.status = 0;
    call->reply.message = NULL;
    if (r->action == WF_FAKE_REPLY)
        wf_fake_frame(&call->reply.body,
                      (struct wf_bytes){ (unsigned char *)r->bytes.data, r->bytes.len });
    else if (call->method != NULL && wf_fake_page(r, call->method->output, &page))
        wf_fake_frame(&call->reply.body,
                      (struct wf_bytes){ (unsigned char *)page.data, page.len });
    else
        impossible(call, "page");
    wf_strbuf_release(&page);
    wf_fake_send(call);
}

static void act_status(struct wf_fake_call *call)
{
    const struct wf_fake_rule *r = call->rule;

    wf_strbuf_clear(&call->reply.body);
    wf_fake_fail(call, r->status, "%s", r->message != NULL ? r->message : "");
    call->reply.details = (struct wf_bytes){ (unsigned char *)r->bytes.data, r->bytes.len };
    wf_fake_send(call);
}

static void act_trailers(struct wf_fake_call *call)
{
    call->reply.trailers = call->rule->word;
    if (strcmp(call->rule->word, "only") == 0) {
        call->reply.trailers = NULL;
        call->reply.trailers_only = true;
    }
    if (strcmp(call->rule->word, "bad-details") == 0) {
        wf_strbuf_clear(&call->reply.body);
        wf_fake_fail(call, 5, "with details that are none");
    }
    wf_fake_send(call);
}

static void act_http(struct wf_fake_call *call)
{
    wf_strbuf_clear(&call->reply.body);
    wf_strbuf_adds(&call->reply.body, "<html>not a frontend</html>");
    call->reply.http_status = call->rule->status;
    call->reply.content_type = call->rule->word != NULL ? call->rule->word : "text/html";
    call->reply.trailers = "none";
    call->reply.trailers_only = false;
    wf_fake_send(call);
}

/* Rules that start from the built-in answer: it is in call->reply already. */
static void act(struct wf_fake_call *call)
{
    const struct wf_fake_rule *r = call->rule;

    switch (r != NULL ? r->action : WF_FAKE_ANSWER) {
    case WF_FAKE_ANSWER:
        wf_fake_send(call);
        break;
    case WF_FAKE_REPLY:
    case WF_FAKE_PAGE:
        act_reply(call);
        break;
    case WF_FAKE_STATUS:
        act_status(call);
        break;
    case WF_FAKE_HANG:
        call->state = WF_FAKE_HUNG;
        break;
    case WF_FAKE_DROP:
        act_drop(call, r->word);
        break;
    case WF_FAKE_GOAWAY:
        act_goaway(call, r->word);
        break;
    case WF_FAKE_RESET:
        wf_fake_reset(call, (uint32_t)r->status);
        break;
    case WF_FAKE_DAMAGE:
        act_damage(call);
        break;
    case WF_FAKE_TRAILERS:
        act_trailers(call);
        break;
    case WF_FAKE_HTTP:
        act_http(call);
        break;
    }
}

/* Whether the built-in answer is asked for at all: it may change the cluster. */
static bool needs_answer(const struct wf_fake_rule *r)
{
    if (r == NULL || r->effect)
        return true;
    switch (r->action) {
    case WF_FAKE_ANSWER:
    case WF_FAKE_DAMAGE:
    case WF_FAKE_TRAILERS:
        return true;
    case WF_FAKE_DROP:
        return strcmp(r->word, "late") == 0;
    case WF_FAKE_GOAWAY:
        return strcmp(r->word, "graceful") == 0;
    default:
        return false;
    }
}

void wf_fake_arrived(struct wf_fake_call *call)
{
    struct wf_fake *f = wf_fake_conn_fake(call->conn);

    call_decode(call);
    call_log(call);
    check_expectations(call);
    call->rule = wf_fake_script_match(&f->script, call);
    call->state = WF_FAKE_WAITING;
    call->due_ms = wf_fake_now_ms() + (call->rule != NULL ? call->rule->delay_ms : 0);
    wf_fake_tick(call, wf_fake_now_ms());
}

void wf_fake_tick(struct wf_fake_call *call, int64_t now_ms)
{
    struct wf_fake *f = wf_fake_conn_fake(call->conn);
    bool last = call->state == WF_FAKE_PARKED && now_ms >= call->due_ms;

    if (call->state != WF_FAKE_PARKED &&
        (call->state != WF_FAKE_WAITING || now_ms < call->due_ms))
        return;
    if (needs_answer(call->rule) && wf_fake_answer(f, call, last) == WF_FAKE_LATER) {
        if (call->state == WF_FAKE_WAITING) {
            call->state = WF_FAKE_PARKED;
            call->due_ms = now_ms + f->script.set.history_poll_ms;
        }
        return;
    }
    act(call);
}
