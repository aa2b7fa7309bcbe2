#ifndef WF_TESTS_UNIT_FRONTEND_H
#define WF_TESTS_UNIT_FRONTEND_H

/*
 * A frontend inside of the test's own process: answers in the order of a script, and
 * counts. For what needs no second process; tests/fake is the one that misbehaves on the
 * wire.
 */

#include "base/mem.h"
#include "client/grpc_compat.h"
#include "proto/message.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One answer; the script's last one is repeated. */
struct answer {
    int status;
    const char *message;
    struct wf_bytes body; /* of status 0 */
    bool hang;            /* never answers */
};

struct frontend {
    grpc_server *server;
    grpc_completion_queue *cq;
    pthread_t thread;
    int port;
    char address[32];
    pthread_mutex_t lock; /* guards what follows */
    const struct answer *script;
    size_t n_script, n_calls;
    char metadata[4096];     /* of the last call: "key=value\n" */
    unsigned char sent[512]; /* the last request's bytes */
    size_t n_sent;
};

struct served {
    struct frontend *f;
    enum { SERVED_NEW, SERVED_READ, SERVED_DONE } state;
    grpc_call *call;
    grpc_call_details details;
    grpc_metadata_array metadata;
    grpc_byte_buffer *request, *reply;
    grpc_slice message;
    int cancelled;
};

static inline void frontend_expect(struct frontend *f)
{
    struct served *s = wf_calloc(1, sizeof *s);

    s->f = f;
    grpc_call_details_init(&s->details);
    grpc_metadata_array_init(&s->metadata);
    if (grpc_server_request_call(f->server, &s->call, &s->details, &s->metadata, f->cq,
                                 f->cq, s) != GRPC_CALL_OK)
        abort();
}

static inline void frontend_read(struct served *s)
{
    grpc_op op = { .op = GRPC_OP_RECV_MESSAGE };

    op.data.recv_message.recv_message = &s->request;
    s->state = SERVED_READ;
    grpc_call_start_batch(s->call, &op, 1, s, NULL);
}

static inline struct answer frontend_next(struct served *s)
{
    struct frontend *f = s->f;
    grpc_byte_buffer_reader reader;
    struct answer a;
    size_t at = 0;

    pthread_mutex_lock(&f->lock);
    a = f->script[f->n_calls < f->n_script ? f->n_calls : f->n_script - 1];
    f->n_calls++;
    for (size_t i = 0; i < s->metadata.count && at < sizeof f->metadata; i++) {
        const grpc_metadata *md = &s->metadata.metadata[i];

        at += (size_t)snprintf(
            f->metadata + at, sizeof f->metadata - at, "%.*s=%.*s\n",
            (int)GRPC_SLICE_LENGTH(md->key), GRPC_SLICE_START_PTR(md->key),
            (int)GRPC_SLICE_LENGTH(md->value), GRPC_SLICE_START_PTR(md->value));
    }
    f->n_sent = 0;
    if (s->request != NULL && grpc_byte_buffer_reader_init(&reader, s->request)) {
        grpc_slice all = grpc_byte_buffer_reader_readall(&reader);

        f->n_sent = GRPC_SLICE_LENGTH(all) < sizeof f->sent ? GRPC_SLICE_LENGTH(all)
                                                            : sizeof f->sent;
        memcpy(f->sent, GRPC_SLICE_START_PTR(all), f->n_sent);
        grpc_slice_unref(all);
        grpc_byte_buffer_reader_destroy(&reader);
    }
    pthread_mutex_unlock(&f->lock);
    return a;
}

static inline void frontend_answer(struct served *s)
{
    struct answer a = frontend_next(s);
    grpc_op ops[4];
    size_t n = 0;

    memset(ops, 0, sizeof ops);
    s->state = SERVED_DONE;
    ops[n++].op = GRPC_OP_RECV_CLOSE_ON_SERVER;
    ops[0].data.recv_close_on_server.cancelled = &s->cancelled;
    if (!a.hang) {
        ops[n++].op = GRPC_OP_SEND_INITIAL_METADATA;
        if (a.status == 0) {
            grpc_slice body =
                grpc_slice_from_copied_buffer((const char *)a.body.data, a.body.len);

            s->reply = grpc_raw_byte_buffer_create(&body, 1);
            grpc_slice_unref(body);
            ops[n].op = GRPC_OP_SEND_MESSAGE;
            ops[n++].data.send_message.send_message = s->reply;
        }
        s->message = grpc_slice_from_copied_string(a.message != NULL ? a.message : "");
        ops[n].op = GRPC_OP_SEND_STATUS_FROM_SERVER;
        ops[n].data.send_status_from_server.status = (grpc_status_code)a.status;
        ops[n++].data.send_status_from_server.status_details = &s->message;
    }
    grpc_call_start_batch(s->call, ops, n, s, NULL);
}

static inline void served_free(struct served *s)
{
    if (s->call != NULL)
        grpc_call_unref(s->call);
    grpc_call_details_destroy(&s->details);
    grpc_metadata_array_destroy(&s->metadata);
    grpc_byte_buffer_destroy(s->request);
    grpc_byte_buffer_destroy(s->reply);
    grpc_slice_unref(s->message);
    free(s);
}

static inline void *frontend_main(void *arg)
{
    struct frontend *f = arg;

    for (;;) {
        grpc_event ev =
            grpc_completion_queue_next(f->cq, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
        struct served *s = ev.tag;

        if (ev.type == GRPC_QUEUE_SHUTDOWN)
            return NULL;
        if (s == NULL) { /* the server is down, every call has ended */
            grpc_server_destroy(f->server);
            grpc_completion_queue_shutdown(f->cq);
            continue;
        }
        if (s->state == SERVED_NEW && ev.success) {
            frontend_expect(f);
            frontend_read(s);
        } else if (s->state == SERVED_READ && ev.success) {
            frontend_answer(s);
        } else {
            served_free(s);
        }
    }
}

static inline struct frontend *frontend_new_at(int port, const struct answer *script,
                                               size_t n)
{
    struct frontend *f = wf_calloc(1, sizeof *f);
    grpc_arg args[] = {
        { .type = GRPC_ARG_INTEGER,
          .key = (char *)(uintptr_t)GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH,
          .value.integer = -1 },
        { .type = GRPC_ARG_INTEGER,
          .key = (char *)(uintptr_t)GRPC_ARG_ALLOW_REUSEPORT,
          .value.integer = 0 },
    };
    grpc_channel_args list = { .num_args = 2, .args = args };
    grpc_server_credentials *creds;
    char at[32];

    grpc_init();
    pthread_mutex_init(&f->lock, NULL);
    f->script = script;
    f->n_script = n;
    f->cq = grpc_completion_queue_create_for_next(NULL);
    f->server = grpc_server_create(&list, NULL);
    grpc_server_register_completion_queue(f->server, f->cq, NULL);
    creds = grpc_insecure_server_credentials_create();
    snprintf(at, sizeof at, "127.0.0.1:%d", port);
    f->port = grpc_server_add_http2_port(f->server, at, creds);
    grpc_server_credentials_release(creds);
    if (f->port == 0)
        abort();
    snprintf(f->address, sizeof f->address, "127.0.0.1:%d", f->port);
    grpc_server_start(f->server);
    frontend_expect(f);
    pthread_create(&f->thread, NULL, frontend_main, f);
    return f;
}

static inline struct frontend *frontend_new(const struct answer *script, size_t n)
{
    return frontend_new_at(0, script, n);
}

static inline void frontend_free(struct frontend *f)
{
    grpc_server_shutdown_and_notify(f->server, f->cq, NULL);
    grpc_server_cancel_all_calls(f->server);
    pthread_join(f->thread, NULL);
    grpc_completion_queue_destroy(f->cq);
    pthread_mutex_destroy(&f->lock);
    free(f);
    grpc_shutdown_blocking();
}

static inline size_t frontend_calls(struct frontend *f)
{
    size_t n;

    pthread_mutex_lock(&f->lock);
    n = f->n_calls;
    pthread_mutex_unlock(&f->lock);
    return n;
}

#endif
