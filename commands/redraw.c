/* commands/redraw.c: a block of lines that is drawn again in place. */
#include "commands/redraw.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { DEFAULT_HEIGHT = 24 };

static size_t height(void)
{
    struct winsize w;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 1)
        return w.ws_row;
    return DEFAULT_HEIGHT;
}

bool wf_redraw_can(const struct wf_job *job)
{
    const char *term = getenv("TERM");

    return job->out->tty && term != NULL && strcmp(term, "dumb") != 0;
}

enum wf_code wf_redraw(struct wf_job *job, struct wf_redraw *r,
                       const struct wf_strbuf *text, bool last, struct wf_error *err)
{
    const char *start = wf_strbuf_str(text), *end = start + text->len;
    size_t lines = 0, max = height() - 1;
    enum wf_code rc = WF_OK;

    for (const char *p = start; p < end; p++)
        lines += *p == '\n';
    for (; !last && lines > max; lines--)
        start = (const char *)memchr(start, '\n', (size_t)(end - start)) + 1;
    if (r->lines > 0)
        rc = wf_job_printf(job, err, "\033[%zuA\r\033[J", r->lines);
    if (rc == WF_OK)
        rc = wf_job_write(job, start, (size_t)(end - start), err);
    r->lines = lines;
    return rc == WF_OK ? wf_job_flush(job, err) : rc;
}
