/* base/strbuf.c: text under construction. */
#include "base/strbuf.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void wf_strbuf_release(struct wf_strbuf *b)
{
    free(b->data);
    *b = (struct wf_strbuf)WF_STRBUF_INIT;
}

void wf_strbuf_clear(struct wf_strbuf *b)
{
    b->len = 0;
    if (b->data != NULL)
        b->data[0] = '\0';
}

void wf_strbuf_reserve(struct wf_strbuf *b, size_t more)
{
    size_t want = b->len + more + 1;

    if (want <= b->size)
        return;
    if (want < b->size * 2)
        want = b->size * 2;
    if (want < 64)
        want = 64;
    b->data = wf_realloc(b->data, want);
    b->size = want;
}

void wf_strbuf_add(struct wf_strbuf *b, const void *p, size_t n)
{
    wf_strbuf_reserve(b, n);
    if (n > 0)
        memcpy(b->data + b->len, p, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void wf_strbuf_adds(struct wf_strbuf *b, const char *s)
{
    wf_strbuf_add(b, s, strlen(s));
}

void wf_strbuf_addc(struct wf_strbuf *b, char c)
{
    wf_strbuf_add(b, &c, 1);
}

void wf_strbuf_addn(struct wf_strbuf *b, char c, size_t n)
{
    wf_strbuf_reserve(b, n);
    memset(b->data + b->len, c, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void wf_strbuf_vaddf(struct wf_strbuf *b, const char *fmt, va_list ap)
{
    va_list again;
    int n;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    if (n > 0) {
        wf_strbuf_reserve(b, (size_t)n);
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void wf_strbuf_addf(struct wf_strbuf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    wf_strbuf_vaddf(b, fmt, ap);
    va_end(ap);
}

const char *wf_strbuf_str(const struct wf_strbuf *b)
{
    return b->data != NULL ? b->data : "";
}

char *wf_strbuf_steal(struct wf_strbuf *b)
{
    char *p = b->data != NULL ? b->data : wf_strdup("");

    *b = (struct wf_strbuf)WF_STRBUF_INIT;
    return p;
}
