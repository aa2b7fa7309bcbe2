/* base/mem.c: allocation that ends the process when there is no memory. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*hook)(void);

void wf_mem_set_hook(void (*before_exit)(void))
{
    hook = before_exit;
}

static void out_of_memory(void)
{
    static const char text[] = "wfsh: out of memory\n";

    if (hook != NULL)
        hook();
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(1);
}

void *wf_malloc(size_t n)
{
    void *p = malloc(n > 0 ? n : 1);

    if (p == NULL)
        out_of_memory();
    return p;
}

void *wf_calloc(size_t n, size_t size)
{
    void *p = calloc(n > 0 ? n : 1, size > 0 ? size : 1);

    if (p == NULL)
        out_of_memory();
    return p;
}

void *wf_realloc(void *p, size_t n)
{
    p = realloc(p, n > 0 ? n : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

void *wf_reallocarray(void *p, size_t n, size_t size)
{
    if (size > 0 && n > SIZE_MAX / size)
        out_of_memory();
    return wf_realloc(p, n * size);
}

char *wf_strdup(const char *s)
{
    return s == NULL ? NULL : wf_strndup(s, strlen(s));
}

char *wf_strndup(const char *s, size_t n)
{
    char *p = wf_malloc(n + 1);

    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

char *wf_asprintf(const char *fmt, ...)
{
    char *p = NULL;
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vasprintf(&p, fmt, ap);
    va_end(ap);
    if (n < 0)
        out_of_memory();
    return p;
}
