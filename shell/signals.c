/* shell/signals.c: the thread that signals go to. */
#include "shell/signals.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

static _Atomic int prompt_fd = -1;
static atomic_bool ending;

static void *wait_for_signals(void *user)
{
    struct wf_cancel *cancel = user;
    sigset_t set;
    int sig;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    while (sigwait(&set, &sig) == 0) {
        int fd = atomic_load(&prompt_fd);

        if (fd < 0 && (sig == SIGHUP || wf_cancel_fired(cancel)))
            _exit(128 + sig);
        if (sig != SIGINT)
            atomic_store(&ending, true);
        wf_cancel_fire(cancel);
        if (fd >= 0)
            (void)eventfd_write(fd, 1);
    }
    return NULL;
}

void wf_signals_watch(struct wf_cancel *cancel)
{
    pthread_attr_t attr;
    pthread_t thread;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* every later thread inherits it */
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 64 * 1024);
    if (pthread_create(&thread, &attr, wait_for_signals, cancel) == 0)
        (void)pthread_setname_np(thread, "wfsh-signals");
    pthread_attr_destroy(&attr);
}

int wf_signals_for_prompt(void)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    atomic_store(&prompt_fd, fd);
    return fd;
}

bool wf_signals_taken(void)
{
    eventfd_t ignored;

    (void)eventfd_read(atomic_load(&prompt_fd), &ignored);
    return atomic_load(&ending);
}
