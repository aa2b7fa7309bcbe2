/* shell/signals.c: what signals do, and when. */
#include "shell/signals.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

/*
 * A signal is taken off its descriptor and acted upon under one lock, by whoever comes
 * first: the thread that waits for it, or the prompt before it reads a key. So a Ctrl-C is
 * either still to be taken or wholly done, never in between: what was typed behind it
 * cannot be taken for what it throws away.
 */
static struct {
    pthread_mutex_t lock;
    struct wf_cancel *cancel;
    int fd;        /* signalfd; set before the thread starts */
    int prompt_fd; /* eventfd; -1: no prompt */
    bool ending, stopping, interrupted;
    bool editing;
} signals = { .lock = PTHREAD_MUTEX_INITIALIZER, .fd = -1, .prompt_fd = -1 };

/* To those in the set. */
static void add(sigset_t *set, bool prompt)
{
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
    if (prompt)
        sigaddset(set, SIGTSTP);
}

static void fill(sigset_t *set, bool prompt)
{
    sigemptyset(set);
    add(set, prompt);
}

/* With the signal's own action, which does nothing where no shell could continue us. */
void wf_signals_stop(void)
{
    sigset_t stop, before;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    (void)raise(SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* With the lock. */
static void take_all(void)
{
    struct signalfd_siginfo s;

    while (signals.fd >= 0 && read(signals.fd, &s, sizeof s) == (ssize_t)sizeof s) {
        int sig = (int)s.ssi_signo;

        if (sig == SIGTSTP && !signals.editing) {
            wf_signals_stop();
            continue;
        }
        if (sig == SIGTSTP) {
            signals.stopping = true;
            (void)eventfd_write(signals.prompt_fd, 1);
            continue;
        }
        if (signals.prompt_fd < 0 && (sig == SIGHUP || wf_cancel_fired(signals.cancel)))
            _exit(128 + sig);
        if (sig != SIGINT)
            signals.ending = true;
        else
            signals.interrupted = true;
        wf_cancel_fire(signals.cancel);
        if (signals.prompt_fd >= 0)
            (void)eventfd_write(signals.prompt_fd, 1);
    }
}

static void *wait_for_signals(void *user)
{
    struct pollfd p = { .fd = signals.fd, .events = POLLIN };

    (void)user;
    for (;;) {
        (void)poll(&p, 1, -1);
        pthread_mutex_lock(&signals.lock);
        take_all();
        pthread_mutex_unlock(&signals.lock);
    }
    return NULL;
}

void wf_signals_watch(struct wf_cancel *cancel)
{
    pthread_attr_t attr;
    pthread_t thread;
    sigset_t set, all, before;

    fill(&set, false);
    signals.cancel = cancel;
    signals.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals.fd < 0)
        return; /* then they do what they do to any program */
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 64 * 1024);
    /* The thread begins with all of them blocked, Ctrl-Z too: there may be a prompt before
       it has run at all. */
    fill(&all, true);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    if (pthread_create(&thread, &attr, wait_for_signals, NULL) == 0)
        (void)pthread_setname_np(thread, "wfsh-signals");
    /* Every later thread inherits them, but before a prompt Ctrl-Z stops us as it is. */
    add(&before, false);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
}

int wf_signals_for_prompt(void)
{
    sigset_t set;
    int fd;

    fill(&set, true);
    pthread_mutex_lock(&signals.lock);
    if (signals.prompt_fd < 0)
        signals.prompt_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    fd = signals.prompt_fd;
    if (signals.fd >= 0) {
        pthread_sigmask(SIG_BLOCK, &set, NULL);
        (void)signalfd(signals.fd, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    pthread_mutex_unlock(&signals.lock);
    return fd;
}

void wf_signals_at_line(bool editing)
{
    pthread_mutex_lock(&signals.lock);
    signals.editing = editing;
    pthread_mutex_unlock(&signals.lock);
}

enum wf_signal wf_signals_take(void)
{
    eventfd_t n;
    enum wf_signal got = WF_SIGNAL_NONE;

    pthread_mutex_lock(&signals.lock);
    take_all();
    if (signals.prompt_fd >= 0)
        (void)eventfd_read(signals.prompt_fd, &n);
    if (signals.stopping)
        got = WF_SIGNAL_STOP;
    if (signals.interrupted)
        got = WF_SIGNAL_INTERRUPT;
    if (signals.ending)
        got = WF_SIGNAL_END;
    signals.stopping = signals.interrupted = false;
    pthread_mutex_unlock(&signals.lock);
    return got;
}
