#ifndef WF_BASE_MEM_H
#define WF_BASE_MEM_H

#include <stddef.h>

/*
 * Allocation that cannot return NULL. When memory is out, the hook (which restores a
 * terminal) runs, one line goes to stderr and the process ends with status 1.
 */
void *wf_malloc(size_t n);
void *wf_calloc(size_t n, size_t size);
void *wf_realloc(void *p, size_t n);
void *wf_reallocarray(void *p, size_t n, size_t size); /* ends the process on overflow */
char *wf_strdup(const char *s);                        /* NULL in, NULL out */
char *wf_strndup(const char *s, size_t n);
char *wf_asprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void wf_mem_set_hook(void (*before_exit)(void));

/* Bytes that may hold NUL. Borrowed unless a field's comment says who owns them. */
struct wf_bytes {
    const unsigned char *data;
    size_t len;
};

#endif
