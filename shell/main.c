/* shell/main.c: one command line, one process. */
#include "commands/job.h"
#include "shell/registry.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Ctrl-C cancels what is in flight; a second one ends the process at once. */
static void *wait_for_signals(void *user)
{
    struct wf_cancel *cancel = user;
    sigset_t set;
    int sig;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    while (sigwait(&set, &sig) == 0) {
        if (wf_cancel_fired(cancel))
            _exit(128 + sig);
        wf_cancel_fire(cancel);
    }
    return NULL;
}

static void watch_signals(struct wf_cancel *cancel)
{
    pthread_attr_t attr;
    pthread_t thread;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* every later thread inherits it */
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 64 * 1024);
    (void)pthread_create(&thread, &attr, wait_for_signals, cancel);
    pthread_attr_destroy(&attr);
}

/*
 * A standard stream that is closed must not become the number of a socket that output is
 * then written to. It is opened the wrong way round, so that using it fails.
 */
static void hold_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null",
                        fd == 0 ? O_WRONLY : O_RDONLY); /* takes the lowest: fd */
}

/* `temporal wfsh …` runs `temporal-wfsh`; --version and --dump-commands are verbs too. */
static const char *first_word(const char *word)
{
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
        return "version";
    if (strcmp(word, "--dump-commands") == 0)
        return "dump-commands";
    return word;
}

int main(int argc, char **argv)
{
    struct wf_cancel *cancel = wf_cancel_new();
    struct wf_session session;
    const char **words = calloc((size_t)argc + 1, sizeof *words);
    enum wf_code rc;

    if (words == NULL)
        return WF_E_OTHER;
    hold_streams();
    for (int i = 1; i < argc; i++)
        words[i - 1] = i == 1 ? first_word(argv[i]) : argv[i];
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is seen by write() */
    watch_signals(cancel);
    wf_session_init(&session, &wf_registry, cancel);
    rc = wf_dispatch(&session, argc - 1, words);
#ifdef __SANITIZE_ADDRESS__
    wf_session_release(&session);
    wf_cancel_free(cancel);
    free(words);
    return (int)rc;
#else
    _exit((int)rc); /* gRPC's orderly end costs more than the call did */
#endif
}
