/* base/arena.c: the bump allocator. */
#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_STEP = 1 << 20, GRAIN = _Alignof(max_align_t) };

struct block {
    struct block *next;
    size_t size, used;
    max_align_t data[];
};

struct wf_arena {
    struct block *head; /* the block that is being filled */
    size_t total;
};

static struct block *block_new(struct wf_arena *a, size_t size)
{
    struct block *b = wf_malloc(sizeof *b + size);

    b->size = size;
    b->used = 0;
    b->next = a->head;
    a->head = b;
    a->total += sizeof *b + size;
    return b;
}

struct wf_arena *wf_arena_new(void)
{
    return wf_calloc(1, sizeof(struct wf_arena));
}

void wf_arena_clear(struct wf_arena *a)
{
    while (a->head != NULL && a->head->next != NULL) {
        struct block *b = a->head;

        a->head = b->next;
        a->total -= sizeof *b + b->size;
        free(b);
    }
    if (a->head != NULL)
        a->head->used = 0;
}

void wf_arena_free(struct wf_arena *a)
{
    if (a == NULL)
        return;
    wf_arena_clear(a);
    free(a->head);
    free(a);
}

void wf_arena_wipe(struct wf_arena *a)
{
    for (struct block *b = a->head; b != NULL; b = b->next)
        explicit_bzero(b->data, b->used);
}

void *wf_arena_alloc(struct wf_arena *a, size_t n)
{
    struct block *b = a->head;
    size_t size;
    void *p;

    if (n > SIZE_MAX / 2)
        return wf_malloc(SIZE_MAX / 2); /* ends the process: no such memory */
    n = (n + GRAIN - 1) / GRAIN * GRAIN;
    if (b == NULL || b->size - b->used < n) {
        size = b == NULL ? FIRST_BLOCK : b->size * 2;
        if (size > LARGEST_STEP)
            size = LARGEST_STEP;
        b = block_new(a, n > size ? n : size);
    }
    p = (char *)b->data + b->used;
    b->used += n;
    return p;
}

void *wf_arena_zalloc(struct wf_arena *a, size_t n)
{
    return memset(wf_arena_alloc(a, n), 0, n);
}

char *wf_arena_strndup(struct wf_arena *a, const char *s, size_t n)
{
    char *p = wf_arena_alloc(a, n + 1);

    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

char *wf_arena_strdup(struct wf_arena *a, const char *s)
{
    return s == NULL ? NULL : wf_arena_strndup(a, s, strlen(s));
}

char *wf_arena_printf(struct wf_arena *a, const char *fmt, ...)
{
    va_list ap, again;
    char *p;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    p = wf_arena_alloc(a, (size_t)(n < 0 ? 0 : n) + 1);
    p[0] = '\0';
    if (n > 0)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p;
}

size_t wf_arena_size(const struct wf_arena *a)
{
    return a->total;
}
