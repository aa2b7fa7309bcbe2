/* shell/main.c: a command line, a script, or the prompt. */
#include "shell/registry.h"
#include "shell/shell.h"
#include "shell/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* What is to be run when it is not one command line. */
struct plan {
    const char *text; /* -c TEXT */
    const char *file; /* -f FILE, PATH, "-" for stdin */
    bool prompt;
    bool keep_going;
    bool no_rc; /* -X */
};

/* `wfsh PATH`, as `#!/usr/bin/env wfsh` makes it: a file that is no verb. */
static bool is_script(const char *word)
{
    return strchr(word, '/') != NULL && access(word, R_OK) == 0;
}

/* False: it is a command line. */
static bool make_plan(int n, const char *const *words, struct plan *ret)
{
    int at = 0;

    *ret = (struct plan){ 0 };
    for (; at < n; at++)
        if (strcmp(words[at], "--keep-going") == 0)
            ret->keep_going = true;
        else if (strcmp(words[at], "-X") == 0)
            ret->no_rc = true;
        else
            break;
    if (at == n) {
        ret->prompt = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
        ret->file = ret->prompt ? NULL : "-";
    } else if (at + 2 == n && strcmp(words[at], "-c") == 0) {
        ret->text = words[at + 1];
    } else if (at + 2 == n && strcmp(words[at], "-f") == 0) {
        ret->file = words[at + 1];
    } else if (at + 1 == n && is_script(words[at])) {
        ret->file = words[at];
    } else {
        return false;
    }
    return true;
}

static enum wf_code carry_out(struct wf_session *session, const struct plan *plan)
{
    struct wf_shell sh;
    enum wf_code rc;

    wf_shell_init(&sh, session, plan->prompt);
    sh.keep_going = plan->keep_going;
    sh.no_rc = plan->no_rc;
    if (plan->prompt)
        rc = wf_shell_repl(&sh);
    else if (plan->text != NULL)
        rc = wf_shell_run(&sh, plan->text, NULL);
    else
        rc = wf_shell_run_file(&sh, plan->file);
    if (!plan->prompt)
        wf_sh_jobs_wait(&sh); /* a script's background work is part of it */
    wf_shell_release(&sh);
    return rc;
}

int main(int argc, char **argv)
{
    struct wf_cancel *cancel = wf_cancel_new();
    struct wf_session session;
    const char **words = calloc((size_t)argc + 1, sizeof *words);
    struct plan plan;
    enum wf_code rc;

    if (words == NULL)
        return WF_E_OTHER;
    hold_streams();
    for (int i = 1; i < argc; i++)
        words[i - 1] = i == 1 ? first_word(argv[i]) : argv[i];
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is seen by write() */
    wf_signals_watch(cancel);
    wf_session_init(&session, &wf_registry, cancel);
    rc = make_plan(argc - 1, words, &plan) ? carry_out(&session, &plan)
                                           : wf_dispatch(&session, argc - 1, words);
#ifdef __SANITIZE_ADDRESS__
    wf_session_release(&session);
    wf_cancel_free(cancel);
    free(words);
    return (int)rc;
#else
    _exit((int)rc); /* gRPC's orderly end costs more than the call did */
#endif
}
