/* commands/sink.c: where a job's bytes go. */
#include "commands/job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static enum wf_code fd_write(void *user, const void *p, size_t n, struct wf_error *err)
{
    int fd = (int)(intptr_t)user;
    const char *at = p;

    while (n > 0) {
        ssize_t k = write(fd, at, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0 && errno == EPIPE)
            return wf_error_set(err, WF_E_PIPE, "the reader of the output has gone");
        if (k < 0) {
            wf_error_errno(err, "cannot write the output");
            return err->code = WF_E_OTHER;
        }
        at += k;
        n -= (size_t)k;
    }
    return WF_OK;
}

void wf_sink_fd(struct wf_sink *s, int fd)
{
    struct winsize ws;

    *s = (struct wf_sink){ .write = fd_write, .user = (void *)(intptr_t)fd };
    s->tty = isatty(fd) == 1;
    if (s->tty && ioctl(fd, TIOCGWINSZ, &ws) == 0)
        s->width = ws.ws_col;
}

void wf_sink_release(struct wf_sink *s)
{
    wf_strbuf_release(&s->buf);
}
