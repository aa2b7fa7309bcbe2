/* base/error.c: the error object. */
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#undef wf_error_set
#undef wf_error_errno

static void end_cut(char *buf, size_t size, int needed)
{
    static const char dots[] = "\xe2\x80\xa6";
    size_t at;

    if (needed < 0 || (size_t)needed < size)
        return;
    at = size - sizeof dots;
    while (at > 0 && ((unsigned char)buf[at] & 0xC0) == 0x80)
        at--;
    memcpy(buf + at, dots, sizeof dots);
}

enum wf_code wf_error_vset(struct wf_error *err, enum wf_code code, const char *fmt,
                           va_list ap)
{
    char text[sizeof err->text];

    end_cut(text, sizeof text, vsnprintf(text, sizeof text, fmt, ap));
    memcpy(err->text, text, sizeof text); /* the arguments may point into err */
    err->code = code;
    err->grpc_status = -1;
    err->hint[0] = err->detail[0] = '\0';
    return code;
}

enum wf_code wf_error_set(struct wf_error *err, enum wf_code code, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    wf_error_vset(err, code, fmt, ap);
    va_end(ap);
    return code;
}

enum wf_code wf_error_errno(struct wf_error *err, const char *fmt, ...)
{
    int e = errno;
    enum wf_code code = e == ENOENT   ? WF_E_NOT_FOUND
                        : e == EACCES ? WF_E_DENIED
                                      : WF_E_OTHER;
    size_t n;
    va_list ap;

    va_start(ap, fmt);
    wf_error_vset(err, code, fmt, ap);
    va_end(ap);
    n = strlen(err->text);
    end_cut(err->text, sizeof err->text,
            (int)n + snprintf(err->text + n, sizeof err->text - n, ": %s", strerror(e)));
    return code;
}

void wf_error_prefix(struct wf_error *err, const char *fmt, ...)
{
    char old[sizeof err->text];
    size_t n;
    va_list ap;

    memcpy(old, err->text, sizeof old);
    va_start(ap, fmt);
    end_cut(err->text, sizeof err->text, vsnprintf(err->text, sizeof err->text, fmt, ap));
    va_end(ap);
    n = strlen(err->text);
    end_cut(err->text, sizeof err->text,
            (int)n + snprintf(err->text + n, sizeof err->text - n, ": %s", old));
}

void wf_error_hint(struct wf_error *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    end_cut(err->hint, sizeof err->hint, vsnprintf(err->hint, sizeof err->hint, fmt, ap));
    va_end(ap);
}

void wf_error_clear(struct wf_error *err)
{
    err->code = WF_OK;
    err->grpc_status = -1;
    err->text[0] = err->hint[0] = err->detail[0] = '\0';
}

const char *wf_code_word(enum wf_code code)
{
    switch (code) {
    case WF_OK:
        return "done";
    case WF_E_USAGE:
        return "usage";
    case WF_E_NOT_FOUND:
        return "not-found";
    case WF_E_UNREACHABLE:
        return "unreachable";
    case WF_E_CONFLICT:
        return "conflict";
    case WF_E_DENIED:
        return "denied";
    case WF_E_DEADLINE:
        return "deadline";
    case WF_E_PARTIAL:
        return "partial";
    case WF_E_REFUSED:
        return "refused";
    case WF_O_FAILED:
        return "workflow-failed";
    case WF_O_TIMED_OUT:
        return "workflow-timed-out";
    case WF_O_CANCELED:
        return "workflow-canceled";
    case WF_O_TERMINATED:
        return "workflow-terminated";
    case WF_O_CONTINUED:
        return "workflow-continued-as-new";
    case WF_E_UNAVAILABLE:
        return "unavailable";
    case WF_E_INTERRUPTED:
        return "interrupted";
    case WF_E_PIPE:
        return "pipe";
    case WF_E_OTHER:
        break;
    }
    return "other";
}
