/* client/cancel.c: the flag that ends calls from another thread. */
#include "client/call_internal.h"

#include "base/mem.h"

#include <stdlib.h>

struct wf_cancel {
    atomic_bool fired;
    pthread_mutex_t lock; /* taken before any context's */
    struct wf_ctx *contexts;
};

struct wf_cancel *wf_cancel_new(void)
{
    struct wf_cancel *c = wf_calloc(1, sizeof *c);

    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void wf_cancel_free(struct wf_cancel *c)
{
    if (c == NULL)
        return;
    pthread_mutex_destroy(&c->lock);
    free(c);
}

void wf_cancel_fire(struct wf_cancel *c)
{
    atomic_store(&c->fired, true);
    pthread_mutex_lock(&c->lock);
    for (struct wf_ctx *ctx = c->contexts; ctx != NULL; ctx = ctx->next_of_cancel) {
        pthread_mutex_lock(&ctx->lock);
        for (struct wf_rpc *rpc = ctx->first; rpc != NULL; rpc = rpc->next)
            if (rpc->state == WF_RPC_FLYING)
                grpc_call_cancel(rpc->call, NULL);
        pthread_cond_broadcast(&ctx->wake);
        pthread_mutex_unlock(&ctx->lock);
    }
    pthread_mutex_unlock(&c->lock);
}

bool wf_cancel_fired(const struct wf_cancel *c)
{
    return atomic_load(&c->fired);
}

void wf_cancel_reset(struct wf_cancel *c)
{
    atomic_store(&c->fired, false);
}

void wf_cancel_attach(struct wf_cancel *c, struct wf_ctx *ctx)
{
    pthread_mutex_lock(&c->lock);
    ctx->next_of_cancel = c->contexts;
    c->contexts = ctx;
    pthread_mutex_unlock(&c->lock);
}

void wf_cancel_detach(struct wf_cancel *c, struct wf_ctx *ctx)
{
    pthread_mutex_lock(&c->lock);
    for (struct wf_ctx **at = &c->contexts; *at != NULL; at = &(*at)->next_of_cancel)
        if (*at == ctx) {
            *at = ctx->next_of_cancel;
            break;
        }
    pthread_mutex_unlock(&c->lock);
}
