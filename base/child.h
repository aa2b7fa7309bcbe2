#ifndef WF_BASE_CHILD_H
#define WF_BASE_CHILD_H

#include <stddef.h>
#include <sys/types.h>

/*
 * A command line for sh, as a child process. Spawned and never forked: gRPC's threads may
 * be running. It has no signal blocked, and INT, TERM and PIPE as they were before us.
 */
struct wf_child {
    const char *command;
    const char *arg;  /* its "$1"; NULL: none */
    int in, out;      /* its stdin and stdout; -1: ours */
    char *const *env; /* NULL: ours */
};
/* 0: it runs; else the error's number. */
int wf_child_spawn(const struct wf_child *c, pid_t *ret);
/* Waits for its end: its status as sh says it (a signal is 128 and more); -1: errno. */
int wf_child_wait(pid_t pid);

/*
 * A text as a file of no name, to be read from its start: a child's stdin, which may be
 * larger than a pipe holds. The caller closes it. -1: errno.
 */
int wf_child_text(const char *text, size_t n);

#endif
