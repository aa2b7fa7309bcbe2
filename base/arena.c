/* base/arena.c: the bump allocator. */
#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_BLOCK = 4096,
    LARGEST_STEP = 1 << 20,
    STRIDE = 64,
    GRAIN = _Alignof(max_align_t)
};

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

/* What is looked for; `mask` has the bit that does not count. */
struct needle {
    const char *bytes;
    size_t n;
    unsigned char first, last, mask;
};

/* Whether the first and the last byte are where they would be, for one of 64 starts; a loop
 * that compilers turn into a few vector instructions. */
static bool may_begin(const struct needle *x, const unsigned char *p)
{
    unsigned char first = x->first, last = x->last, mask = x->mask, any = 0;
    const unsigned char *q = p + x->n - 1;

    for (size_t i = 0; i < STRIDE; i++)
        any |= (unsigned char)(((p[i] | mask) == first) & ((q[i] | mask) == last));
    return any != 0;
}

static bool begins(const struct needle *x, const unsigned char *p, size_t n_starts)
{
    for (size_t i = 0; i < n_starts; i++) {
        size_t k = 0;

        while (k < x->n && (p[i + k] | x->mask) == ((unsigned char)x->bytes[k] | x->mask))
            k++;
        if (k == x->n)
            return true;
    }
    return false;
}

bool wf_arena_holds(const struct wf_arena *a, const char *bytes, size_t n, bool fold)
{
    unsigned char mask = fold ? 0x20 : 0;
    struct needle x = { .bytes = bytes,
                        .n = n,
                        .first = (unsigned char)((unsigned char)bytes[0] | mask),
                        .last = (unsigned char)((unsigned char)bytes[n - 1] | mask),
                        .mask = mask };

    for (const struct block *b = a->head; b != NULL; b = b->next) {
        const unsigned char *p = (const unsigned char *)b->data;
        size_t left = b->used;

        for (; left >= STRIDE + n; p += STRIDE, left -= STRIDE)
            if (may_begin(&x, p) && begins(&x, p, STRIDE))
                return true;
        if (left >= n && begins(&x, p, left - n + 1))
            return true;
    }
    return false;
}
