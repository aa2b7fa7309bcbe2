#ifndef WF_CLIENT_ALIGN_H
#define WF_CLIENT_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Which items of two sequences belong together: the shortest edit script (Myers), over keys
 * that are equal for items that may be compared. Memory and time are bounded: beyond
 * WF_ALIGN_MOST edits the rest is left apart.
 */
enum { WF_ALIGN_MOST = 1500 };

struct wf_align_pair {
    ptrdiff_t a, b; /* indexes; -1: the other side has none */
};

/*
 * Fills ret, which has room for n + m pairs, in order; returns how many. *ret_cut: the
 * sequences differ too much, and the end of both was not aligned.
 */
size_t wf_align(const uint32_t *a, size_t n, const uint32_t *b, size_t m,
                struct wf_align_pair *ret, bool *ret_cut);

#endif
