#ifndef WF_COMMANDS_PAGED_H
#define WF_COMMANDS_PAGED_H

#include <sys/types.h>

#include "commands/job.h"

/*
 * Output that does not fit on the screen goes through a pager: WFSH_PAGER, PAGER, or
 * `less -FRX`. Only on a terminal, for verbs that read and end by themselves, and not in
 * the shell. What fits is printed as it is, and no process is started.
 */
struct wf_paged {
    struct wf_sink *sink; /* NULL: nothing is paged */
    enum wf_code (*write)(void *user, const void *p, size_t n, struct wf_error *err);
    void *user;
    const char *command;   /* borrowed from the environment */
    struct wf_strbuf held; /* until there is more than a screen of it */
    size_t lines, max;
    pid_t pid; /* 0: not started */
    int fd;
};

/* Puts itself between the session's output and the terminal, where that is wanted. */
void wf_paged_begin(struct wf_paged *g, struct wf_session *s, const struct wf_parsed *p);
/*
 * Prints what was held back, or waits until the pager is left; the session's output is as
 * before. Returns rc: but leaving the pager early is no failure.
 */
enum wf_code wf_paged_end(struct wf_paged *g, enum wf_code rc, struct wf_error *err);

#endif
