#ifndef WF_BASE_ARENA_H
#define WF_BASE_ARENA_H

#include "base/mem.h"

#include <stdbool.h>

/*
 * A bump allocator: for one reply, one page, one request, one parsed command line.
 * Everything in it goes at once. Not for sharing between threads without a hand-over.
 */
struct wf_arena;

struct wf_arena *wf_arena_new(void);
void wf_arena_free(struct wf_arena *a);             /* NULL is fine */
void wf_arena_clear(struct wf_arena *a);            /* keeps the first block */
void wf_arena_wipe(struct wf_arena *a);             /* zeroes what was given out: secrets */
void *wf_arena_alloc(struct wf_arena *a, size_t n); /* aligned for anything; not zeroed */
void *wf_arena_zalloc(struct wf_arena *a, size_t n);      /* zeroed */
char *wf_arena_strdup(struct wf_arena *a, const char *s); /* NULL in, NULL out */
char *wf_arena_strndup(struct wf_arena *a, const char *s, size_t n);
char *wf_arena_printf(struct wf_arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
size_t wf_arena_size(const struct wf_arena *a); /* bytes taken from the system */
/* Are these bytes (n > 0) in what was given out? With `fold` letters in either case count,
 * and other bytes that differ in that bit too. */
bool wf_arena_holds(const struct wf_arena *a, const char *bytes, size_t n, bool fold);

#endif
