#ifndef WF_BASE_STRBUF_H
#define WF_BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

/* Text under construction. `data` is always NUL-terminated once anything was added. */
struct wf_strbuf {
    char *data; /* owned; NULL while empty */
    size_t len, size;
};

#define WF_STRBUF_INIT                                                                     \
    {                                                                                      \
        NULL, 0, 0                                                                         \
    }

void wf_strbuf_release(struct wf_strbuf *b);
void wf_strbuf_clear(struct wf_strbuf *b); /* keeps the memory */
void wf_strbuf_add(struct wf_strbuf *b, const void *p, size_t n);
void wf_strbuf_adds(struct wf_strbuf *b, const char *s);
void wf_strbuf_addc(struct wf_strbuf *b, char c);
void wf_strbuf_addn(struct wf_strbuf *b, char c, size_t n); /* n times c */
void wf_strbuf_addf(struct wf_strbuf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void wf_strbuf_vaddf(struct wf_strbuf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
void wf_strbuf_reserve(struct wf_strbuf *b, size_t more);
const char *wf_strbuf_str(const struct wf_strbuf *b); /* "" when empty; never NULL */
char *wf_strbuf_steal(struct wf_strbuf *b); /* the caller frees; b is empty afterwards */

#endif
