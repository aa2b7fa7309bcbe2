/* client/grpc_log.c: what C-core has to say, kept away from the terminal. */
#include "client/internal.h"

#include "base/mem.h"
#include "client/log.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { RING = 64, LINE_MAX_BYTES = 1024 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *ring[RING]; /* owned */
static unsigned n_logged;

static void log_line(enum wf_log_level level, const char *text)
{
    char *copy = wf_asprintf("%.*s", (int)LINE_MAX_BYTES, text);

    wf_log(level, "grpc", "%s", copy);
    pthread_mutex_lock(&lock);
    free(ring[n_logged % RING]);
    ring[n_logged++ % RING] = copy;
    pthread_mutex_unlock(&lock);
}

void wf_grpc_log_print(void (*line)(void *user, const char *text), void *user)
{
    unsigned first;

    pthread_mutex_lock(&lock);
    first = n_logged > RING ? n_logged - RING : 0;
    for (unsigned i = first; i < n_logged; i++)
        line(user, ring[i % RING]);
    pthread_mutex_unlock(&lock);
}

static void start_once(void)
{
    sigset_t all, before;

#ifdef M_ARENA_MAX
    /*
     * Otherwise a thread's first malloc may count processors in /sys. Where that is not
     * mounted (chroots, some containers) errno becomes ENOENT between C-core's connect()
     * and its look at errno, and the connection "fails". Few arenas also cost less memory.
     */
    (void)mallopt(M_ARENA_MAX, 4);
#endif
    wf_grpc_log_capture(log_line);
    setenv("GRPC_DNS_RESOLVER", "native", 0); /* honours nsswitch, and starts faster */
    sigfillset(&all); /* signals belong to our own threads, not to C-core's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    grpc_init();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void wf_grpc_start(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, start_once);
}

const char *wf_grpc_version(void)
{
    return grpc_version_string();
}
