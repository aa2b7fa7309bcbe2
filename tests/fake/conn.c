/* conn.c: one connection: socket, TLS, HTTP/2 session, and how replies leave. */

#include "tests/fake/fake.h"

#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BODY_MAX = 256 << 20 };

struct wf_fake_conn {
    struct wf_fake *fake;
    struct wf_fake_conn *next;
    int fd;
    unsigned n;
    SSL *ssl; /* NULL: plaintext */
    bool handshaken;
    nghttp2_session *h2;   /* NULL: not yet, or not this transport */
    struct wf_strbuf head; /* of a CONNECT */
    struct wf_strbuf out;
    size_t out_sent;
    struct wf_strbuf last_bytes; /* raw, after everything that is queued */
    bool closing;                /* ends when all is sent */
    bool draining;               /* FIN is sent; what still comes is forgotten */
    struct wf_fake_call *calls;
};

void wf_fake_conn_log(struct wf_fake_conn *c, const char *event, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    if (c->fake->log == NULL)
        return;
    wf_json_object(&j);
    wf_json_kstr(&j, "event", event);
    wf_json_ki64(&j, "conn", c->n);
    wf_json_kbool(&j, "tls", c->ssl != NULL);
    if (text != NULL)
        wf_json_kstr(&j, "text", text);
    wf_json_end_object(&j);
    fprintf(c->fake->log, "%s\n", wf_strbuf_str(&b));
    fflush(c->fake->log);
    wf_strbuf_release(&b);
}

static void call_log_cancel(struct wf_fake_call *call, const char *why)
{
    FILE *log = call->conn->fake->log;

    if (log == NULL || call->state == WF_FAKE_RECEIVING)
        return;
    fprintf(log, "{\"event\":\"cancel\",\"n\":%u,\"method\":\"%s\",\"why\":\"%s\"}\n",
            call->n, call->method != NULL ? call->method->name : "?", why);
    fflush(log);
}

/* ---- calls ----------------------------------------------------------------------------
 */

static struct wf_fake_call *call_new(struct wf_fake_conn *c, int32_t stream)
{
    struct wf_fake_call *call = wf_calloc(1, sizeof *call);

    call->conn = c;
    call->stream = stream;
    call->arena = wf_arena_new();
    call->next = c->calls;
    c->calls = call;
    return call;
}

static void call_free(struct wf_fake_call *call)
{
    struct wf_fake_call **p = &call->conn->calls;

    while (*p != call)
        p = &(*p)->next;
    *p = call->next;
    for (size_t i = 0; i < call->n_metadata; i++) {
        free(call->metadata[i].key);
        free(call->metadata[i].value);
    }
    free(call->metadata);
    free(call->path);
    wf_strbuf_release(&call->in);
    wf_strbuf_release(&call->json);
    wf_strbuf_release(&call->reply.body);
    wf_arena_free(call->arena);
    free(call);
}

/* ---- what nghttp2 tells ---------------------------------------------------------------
 */

static int on_begin_headers(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
        nghttp2_session_set_stream_user_data(h2, frame->hd.stream_id,
                                             call_new(user, frame->hd.stream_id));
    return 0;
}

static int on_header(nghttp2_session *h2, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags,
                     void *user)
{
    struct wf_fake_call *call =
        nghttp2_session_get_stream_user_data(h2, frame->hd.stream_id);
    struct wf_fake_pair *p;

    (void)flags;
    (void)user;
    if (call == NULL)
        return 0;
    call->metadata = wf_reallocarray(call->metadata, call->n_metadata + 1, sizeof *p);
    p = &call->metadata[call->n_metadata++];
    p->key = wf_strndup((const char *)name, name_len);
    p->value = wf_strndup((const char *)value, value_len);
    if (strcmp(p->key, ":path") == 0 && call->path == NULL)
        call->path = wf_strdup(p->value);
    return 0;
}

static int on_data(nghttp2_session *h2, uint8_t flags, int32_t stream, const uint8_t *data,
                   size_t len, void *user)
{
    struct wf_fake_call *call = nghttp2_session_get_stream_user_data(h2, stream);

    (void)flags;
    (void)user;
    if (call != NULL && call->in.len + len <= BODY_MAX)
        wf_strbuf_add(&call->in, data, len);
    return 0;
}

static int on_frame(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    struct wf_fake_conn *c = user;
    struct wf_fake_call *call;

    if ((frame->hd.type != NGHTTP2_DATA && frame->hd.type != NGHTTP2_HEADERS) ||
        (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0)
        return 0;
    call = nghttp2_session_get_stream_user_data(h2, frame->hd.stream_id);
    if (call != NULL && call->state == WF_FAKE_RECEIVING) {
        call->n = ++c->fake->n_calls;
        wf_fake_arrived(call);
    }
    return 0;
}

static int on_stream_close(nghttp2_session *h2, int32_t stream, uint32_t code, void *user)
{
    struct wf_fake_call *call = nghttp2_session_get_stream_user_data(h2, stream);
    char why[32];

    (void)user;
    if (call == NULL)
        return 0;
    snprintf(why, sizeof why, "reset %u", code);
    if (code != NGHTTP2_NO_ERROR)
        call_log_cancel(call, why);
    nghttp2_session_set_stream_user_data(h2, stream, NULL);
    call_free(call);
    return 0;
}

static void h2_start(struct wf_fake_conn *c)
{
    const nghttp2_settings_entry set[] = {
        { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1000 },
        { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 4 << 20 },
    };
    nghttp2_session_callbacks *cb;

    if (nghttp2_session_callbacks_new(&cb) != 0)
        abort();
    nghttp2_session_callbacks_set_on_begin_headers_callback(cb, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(cb, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(cb, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(cb, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(cb, on_stream_close);
    if (nghttp2_session_server_new(&c->h2, cb, c) != 0)
        abort();
    nghttp2_session_callbacks_del(cb);
    nghttp2_submit_settings(c->h2, NGHTTP2_FLAG_NONE, set, 2);
    nghttp2_session_set_local_window_size(c->h2, NGHTTP2_FLAG_NONE, 0, 16 << 20);
}

/* ---- orders -----------------------------------------------------------------------------
 */

void wf_fake_conn_goaway(struct wf_fake_conn *c, int32_t last, uint32_t code,
                         const char *why)
{
    if (c->h2 != NULL)
        nghttp2_submit_goaway(c->h2, NGHTTP2_FLAG_NONE, last, code, (const uint8_t *)why,
                              why != NULL ? strlen(why) : 0);
}

void wf_fake_conn_drop(struct wf_fake_conn *c, const void *raw, size_t n, bool reset)
{
    const struct linger now = { .l_onoff = 1, .l_linger = 0 };

    c->closing = true;
    if (n > 0)
        wf_strbuf_add(&c->last_bytes, raw, n);
    if (reset)
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

/* ---- the socket -----------------------------------------------------------------------
 */

/* What a failed SSL call means: 0 for "not now", -1 for the end. */
static ssize_t tls_end(struct wf_fake_conn *c, int rc)
{
    rc = SSL_get_error(c->ssl, rc);
    if (rc == SSL_ERROR_WANT_READ || rc == SSL_ERROR_WANT_WRITE)
        return 0;
    if (!SSL_is_init_finished(c->ssl))
        wf_fake_conn_log(c, "tls-error", ERR_reason_error_string(ERR_peek_error()));
    return -1;
}

/* Bytes moved, 0 for "not now", -1 for the end. */
static ssize_t conn_read(struct wf_fake_conn *c, void *buf, size_t n)
{
    ssize_t got;
    int rc;

    if (c->ssl == NULL) {
        got = read(c->fd, buf, n);
        return got > 0 ? got : got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
    }
    ERR_clear_error();
    rc = SSL_read(c->ssl, buf, (int)n);
    if (rc > 0)
        return rc;
    return tls_end(c, rc);
}

static ssize_t conn_write(struct wf_fake_conn *c, const void *buf, size_t n)
{
    ssize_t put;
    int rc;

    if (c->ssl == NULL) {
        put = send(c->fd, buf, n, MSG_NOSIGNAL);
        return put >= 0 ? put : errno == EAGAIN || errno == EINTR ? 0 : -1;
    }
    ERR_clear_error();
    rc = SSL_write(c->ssl, buf, (int)(n > 1 << 20 ? 1 << 20 : n));
    if (rc > 0)
        return rc;
    return tls_end(c, rc);
}

/* After a FIN; false: the connection is to be reset instead. */
static bool drain_start(struct wf_fake_conn *c)
{
    struct linger set = { 0 };
    socklen_t len = sizeof set;

    getsockopt(c->fd, SOL_SOCKET, SO_LINGER, &set, &len);
    c->draining = set.l_onoff == 0 && shutdown(c->fd, SHUT_WR) == 0;
    return c->draining;
}

/* Reads what still comes and forgets it; false: the other side has closed as well. */
static bool drain(struct wf_fake_conn *c)
{
    char buf[4096];
    ssize_t n;

    while ((n = read(c->fd, buf, sizeof buf)) > 0)
        ;
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Sends what waits and what the session has; false: nothing more can be sent. */
static bool flush(struct wf_fake_conn *c)
{
    const uint8_t *data;
    ssize_t n;

    for (;;) {
        while (c->out_sent < c->out.len) {
            n = conn_write(c, c->out.data + c->out_sent, c->out.len - c->out_sent);
            if (n <= 0)
                return n == 0;
            c->out_sent += (size_t)n;
        }
        wf_strbuf_clear(&c->out);
        c->out_sent = 0;
        n = c->h2 != NULL ? nghttp2_session_mem_send(c->h2, &data) : 0;
        if (n < 0)
            return false;
        if (n == 0 && c->last_bytes.len == 0)
            return !c->closing || drain_start(c);
        if (n > 0) {
            wf_strbuf_add(&c->out, data, (size_t)n);
        } else {
            wf_strbuf_add(&c->out, c->last_bytes.data, c->last_bytes.len);
            wf_strbuf_clear(&c->last_bytes);
        }
    }
}

static void tls_start(struct wf_fake_conn *c)
{
    if (c->fake->tls != NULL) {
        c->ssl = SSL_new(c->fake->tls);
        SSL_set_fd(c->ssl, c->fd);
        SSL_set_accept_state(c->ssl);
    }
}

/* Reads the head of a CONNECT byte by byte: what follows belongs to the tunnel. */
static bool proxy_step(struct wf_fake_conn *c)
{
    static const char yes[] = "HTTP/1.1 200 Connection established\r\n\r\n";
    ssize_t n;
    char ch;

    while ((n = read(c->fd, &ch, 1)) == 1) {
        wf_strbuf_addc(&c->head, ch);
        if (c->head.len > 4096)
            return false;
        if (c->head.len < 4 || memcmp(c->head.data + c->head.len - 4, "\r\n\r\n", 4) != 0)
            continue;
        c->head.data[strcspn(c->head.data, "\r")] = '\0';
        wf_fake_conn_log(c, "proxy", c->head.data);
        if (strncmp(c->head.data, "CONNECT ", 8) != 0)
            return false;
        if (send(c->fd, yes, sizeof yes - 1, MSG_NOSIGNAL) < 0)
            return false;
        tls_start(c);
        h2_start(c);
        return true;
    }
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static bool not_h2_step(struct wf_fake_conn *c)
{
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 4\r\n"
                                 "Connection: close\r\n\r\nno.\n";
    char buf[4096];
    ssize_t n = read(c->fd, buf, sizeof buf);

    if (n > 0 && c->fake->script.set.transport == WF_FAKE_HTTP1) {
        wf_strbuf_add(&c->out, answer, sizeof answer - 1);
        c->closing = true;
        return flush(c);
    }
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

bool wf_fake_conn_step(struct wf_fake_conn *c)
{
    uint8_t buf[64 << 10];
    ssize_t n;

    if (c->draining)
        return drain(c);
    if (c->h2 == NULL) {
        if (c->fake->script.set.transport != WF_FAKE_PROXY)
            return not_h2_step(c);
        if (!proxy_step(c))
            return false;
        if (c->h2 == NULL)
            return true;
    }
    if (!flush(c))
        return false;
    if (c->draining)
        return true;
    while ((n = conn_read(c, buf, sizeof buf)) > 0)
        if (nghttp2_session_mem_recv(c->h2, buf, (size_t)n) < 0)
            return flush(c) && false;
    if (n < 0)
        return false;
    if (c->ssl != NULL && !c->handshaken && SSL_is_init_finished(c->ssl)) {
        c->handshaken = true;
        wf_fake_conn_log(c, "tls", SSL_get_version(c->ssl));
    }
    if (!flush(c))
        return false;
    return c->draining || nghttp2_session_want_read(c->h2) ||
           nghttp2_session_want_write(c->h2) || c->out_sent < c->out.len;
}

short wf_fake_conn_events(struct wf_fake_conn *c)
{
    bool out = c->out_sent < c->out.len;

    if (c->ssl != NULL && SSL_want_write(c->ssl))
        out = true;
    if (c->ssl != NULL && !SSL_is_init_finished(c->ssl) && !SSL_want_write(c->ssl))
        out = false;
    return (short)(POLLIN | (out ? POLLOUT : 0));
}

void wf_fake_conn_new(struct wf_fake *f, int fd)
{
    struct wf_fake_conn *c = wf_calloc(1, sizeof *c);

    c->fake = f;
    c->fd = fd;
    c->n = ++f->n_conns;
    c->next = f->conns;
    f->conns = c;
    wf_fake_conn_log(c, "connect", NULL);
    if (f->script.set.transport == WF_FAKE_CLOSE) {
        wf_fake_conn_drop(c, NULL, 0, true);
        wf_fake_conn_free(c);
    } else if (f->script.set.transport == WF_FAKE_H2) {
        tls_start(c);
        h2_start(c);
    }
}

void wf_fake_conn_free(struct wf_fake_conn *c)
{
    struct wf_fake_conn **p = &c->fake->conns;

    while (*p != c)
        p = &(*p)->next;
    *p = c->next;
    while (c->calls != NULL) {
        call_log_cancel(c->calls,
                        c->closing ? "dropped by the script" : "connection closed");
        call_free(c->calls);
    }
    wf_fake_conn_log(c, "close", NULL);
    nghttp2_session_del(c->h2);
    SSL_free(c->ssl);
    close(c->fd);
    wf_strbuf_release(&c->head);
    wf_strbuf_release(&c->out);
    wf_strbuf_release(&c->last_bytes);
    free(c);
}

struct wf_fake_conn *wf_fake_conn_next(struct wf_fake_conn *c)
{
    return c->next;
}

nghttp2_session *wf_fake_conn_h2(struct wf_fake_conn *c)
{
    return c->h2;
}

int wf_fake_conn_fd(const struct wf_fake_conn *c)
{
    return c->fd;
}

struct wf_fake_call *wf_fake_conn_calls(struct wf_fake_conn *c)
{
    return c->calls;
}

struct wf_fake *wf_fake_conn_fake(struct wf_fake_conn *c)
{
    return c->fake;
}
