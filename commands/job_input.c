/* commands/job_input.c: what a job reads: files, stdin, an answer. */
#include "commands/job.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum wf_code wf_job_take_stdin(struct wf_job *job, const char *option, struct wf_error *err)
{
    struct wf_session *s = job->session;

    if (s->in_taken != NULL)
        return wf_error_set(err, WF_E_USAGE,
                            "stdin is read by %s already, %s cannot have it", s->in_taken,
                            option);
    if (s->in_fd < 0)
        return wf_error_set(err, WF_E_USAGE, "%s: there is no stdin to read", option);
    s->in_taken = wf_arena_strdup(job->arena, option);
    return WF_OK;
}

static enum wf_code read_all(struct wf_job *job, int fd, const char *path, size_t max,
                             struct wf_bytes *ret, struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc = WF_OK;

    for (;;) {
        struct pollfd pfd = { .fd = fd, .events = POLLIN };
        ssize_t n;

        if (poll(&pfd, 1, 200) == 0) { /* so that Ctrl-C ends the waiting */
            if (!wf_cancel_fired(job->cancel))
                continue;
            rc = wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
            break;
        }
        wf_strbuf_reserve(&b, 1 << 16);
        n = read(fd, b.data + b.len, 1 << 16);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            rc = wf_error_errno(err, "cannot read '%s'", path);
        if (n <= 0)
            break;
        b.len += (size_t)n;
        if (b.len > max) {
            rc = wf_error_set(err, WF_E_USAGE, "'%s' is larger than %zu MiB", path,
                              max >> 20);
            break;
        }
    }
    if (rc == WF_OK) {
        ret->data = (unsigned char *)wf_arena_strndup(job->arena, wf_strbuf_str(&b), b.len);
        ret->len = b.len;
    }
    wf_strbuf_release(&b);
    return rc;
}

enum wf_code wf_job_read_file(struct wf_job *job, const char *path, const char *option,
                              size_t max, struct wf_bytes *ret, struct wf_error *err)
{
    enum wf_code rc;
    int fd;

    if (strcmp(path, "-") == 0) {
        rc = wf_job_take_stdin(job, option, err);
        return rc == WF_OK ? read_all(job, job->session->in_fd, "stdin", max, ret, err)
                           : rc;
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        wf_error_errno(err, "%s: cannot open '%s'", option, path);
        return err->code = WF_E_USAGE;
    }
    rc = read_all(job, fd, path, max, ret, err);
    close(fd);
    return rc;
}

enum wf_code wf_job_confirm(struct wf_job *job, bool yes, struct wf_error *err,
                            const char *fmt, ...)
{
    struct wf_session *s = job->session;
    char answer[16] = "", *text;
    struct wf_error ignored = WF_ERROR_INIT;
    size_t n = 0;
    va_list ap;

    if (yes || s->confirmed || job->confirmed)
        return WF_OK;
    if (wf_job_is_json(job) || !s->in_tty || !job->err->tty || s->in_taken != NULL) {
        wf_error_set(err, WF_E_REFUSED, "not confirmed, and nobody can be asked");
        wf_error_hint(err, "--yes confirms");
        return WF_E_REFUSED;
    }
    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0)
        text = NULL;
    va_end(ap);
    wf_utf8_safes(&job->err->buf, text != NULL ? text : "go on?");
    wf_strbuf_adds(&job->err->buf, " y/N ");
    free(text);
    (void)job->err->write(job->err->user, job->err->buf.data, job->err->buf.len, &ignored);
    wf_strbuf_clear(&job->err->buf);
    while (n + 1 < sizeof answer && read(s->in_fd, answer + n, 1) == 1 && answer[n] != '\n')
        n++;
    answer[strcspn(answer, "\n")] = '\0';
    if (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0)
        return WF_OK;
    return wf_error_set(err, WF_E_REFUSED, "not confirmed");
}
