/* client/rpc_log.c: a ring of the last calls. */
#include "client/rpc_log.h"

#include <pthread.h>
#include <stdatomic.h>

static atomic_bool on;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct wf_rpc_log_entry ring[WF_RPC_LOG_MAX]; /* under lock, as is n_ever */
static size_t n_ever;

void wf_rpc_log_on(void)
{
    atomic_store(&on, true);
}

bool wf_rpc_log_is_on(void)
{
    return atomic_load(&on);
}

void wf_rpc_log_add(const struct wf_rpc_log_entry *e)
{
    pthread_mutex_lock(&lock);
    ring[n_ever++ % WF_RPC_LOG_MAX] = *e;
    pthread_mutex_unlock(&lock);
}

bool wf_rpc_log_get(size_t i, struct wf_rpc_log_entry *ret)
{
    bool there;

    pthread_mutex_lock(&lock);
    there = i < n_ever && i < WF_RPC_LOG_MAX;
    if (there)
        *ret = ring[(n_ever - 1 - i) % WF_RPC_LOG_MAX];
    pthread_mutex_unlock(&lock);
    return there;
}
