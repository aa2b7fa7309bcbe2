/* client/watch.c: whether the frontend is there, without asking again and again. */
#include "client/internal.h"

#include "base/mem.h"

#include <stdlib.h>

/*
 * C-core tells a change of the channel's state through a queue of the watch's own, whose
 * thread sleeps in it; that also drives the attempts to connect again. Nothing wakes it
 * while the state stays. A watch cannot be taken back: it ends with the channel, which the
 * thread touches under the lock only, and not once `closing` is set.
 */
struct wf_watch {
    pthread_mutex_t lock;
    bool closing;
    grpc_channel *channel; /* the connection's */
    grpc_completion_queue *cq;
    pthread_t thread;
    wf_connection_changed_fn *changed;
    void *user;
};

/* The state as it is, and the next event will be its end. False: the channel is going. */
static bool look(struct wf_watch *w, grpc_connectivity_state *ret)
{
    bool closing;

    pthread_mutex_lock(&w->lock);
    closing = w->closing;
    if (!closing) {
        *ret = grpc_channel_check_connectivity_state(w->channel, 1); /* connects, if idle */
        grpc_channel_watch_connectivity_state(
            w->channel, *ret, gpr_inf_future(GPR_CLOCK_MONOTONIC), w->cq, w);
    }
    pthread_mutex_unlock(&w->lock);
    return !closing;
}

static void *watch_main(void *user)
{
    struct wf_watch *w = user;
    grpc_connectivity_state now = GRPC_CHANNEL_IDLE;
    bool down = false;

    while (look(w, &now)) {
        bool lost = now == GRPC_CHANNEL_TRANSIENT_FAILURE;

        if (lost != down && (lost || now == GRPC_CHANNEL_READY)) {
            down = lost;
            w->changed(w->user, down);
        }
        (void)grpc_completion_queue_next(w->cq, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    }
    return NULL;
}

bool wf_connection_is_watched(const struct wf_connection *c)
{
    return c->watch != NULL;
}

void wf_connection_watch(struct wf_connection *c, wf_connection_changed_fn *changed,
                         void *user)
{
    struct wf_watch *w = wf_calloc(1, sizeof *w);

    pthread_mutex_init(&w->lock, NULL);
    w->channel = c->channel;
    w->changed = changed;
    w->user = user;
    w->cq = grpc_completion_queue_create_for_next(NULL);
    c->watch = w;
    if (pthread_create(&w->thread, NULL, watch_main, w) != 0)
        w->channel = NULL; /* no thread: nothing is ever told */
}

void wf_watch_closing(struct wf_watch *w)
{
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->closing = true;
    pthread_mutex_unlock(&w->lock);
}

void wf_watch_free(struct wf_watch *w)
{
    if (w == NULL)
        return;
    if (w->channel != NULL)
        pthread_join(w->thread, NULL);
    grpc_completion_queue_shutdown(w->cq);
    while (
        grpc_completion_queue_next(w->cq, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL).type !=
        GRPC_QUEUE_SHUTDOWN)
        continue;
    grpc_completion_queue_destroy(w->cq);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
