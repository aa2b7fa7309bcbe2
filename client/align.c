/* client/align.c: aligns two sequences of keys by the shortest edit script. */
#include "client/align.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct align {
    const uint32_t *a, *b;
    ptrdiff_t n, m;
    struct wf_align_pair *out;
    size_t n_out;
};

static void put(struct align *s, ptrdiff_t a, ptrdiff_t b)
{
    s->out[s->n_out++] = (struct wf_align_pair){ a, b };
}

/* How far diagonal k reaches with one edit more than `v` holds; v is indexed by k. */
static ptrdiff_t reach(const struct align *s, const int32_t *v, ptrdiff_t d, ptrdiff_t k)
{
    bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);
    ptrdiff_t x = d == 0 ? 0 : down ? v[k + 1] : v[k - 1] + 1;

    while (x < s->n && x - k < s->m && x >= 0 && x - k >= 0 && s->a[x] == s->b[x - k])
        x++;
    return x;
}

/* The edits from the start to (x, y) with d of them, written backwards, then turned. */
static void walk_back(struct align *s, int32_t *const *trace, ptrdiff_t d, ptrdiff_t x,
                      ptrdiff_t y)
{
    size_t first = s->n_out;

    for (; d > 0; d--) {
        const int32_t *v = trace[d - 1] + d; /* of one edit less */
        ptrdiff_t k = x - y;
        bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);
        ptrdiff_t from_x = down ? v[k + 1] : v[k - 1];
        ptrdiff_t from_y = from_x - (down ? k + 1 : k - 1);

        while (x > from_x && y > from_y && (down ? x > from_x : y > from_y)) {
            x--;
            y--;
            put(s, x, y);
        }
        if (down)
            put(s, -1, --y);
        else
            put(s, --x, -1);
    }
    while (x > 0 && y > 0) {
        x--;
        y--;
        put(s, x, y);
    }
    for (size_t i = first, j = s->n_out; i + 1 < j; i++) {
        struct wf_align_pair p = s->out[i];

        s->out[i] = s->out[--j];
        s->out[j] = p;
    }
}

/* True: ended; otherwise the furthest point that was reached. */
static bool search(struct align *s, int32_t **trace, ptrdiff_t most, ptrdiff_t *ret_d,
                   ptrdiff_t *ret_x, ptrdiff_t *ret_y)
{
    int32_t *v = wf_calloc((size_t)(2 * most + 3), sizeof *v);
    ptrdiff_t best = -1;
    bool ended = false;

    for (ptrdiff_t d = 0; d <= most && !ended; d++) {
        int32_t *mid = v + most + 1;

        best = -1;
        for (ptrdiff_t k = -d; k <= d && !ended; k += 2) {
            ptrdiff_t x = reach(s, mid, d, k), y = x - k;

            mid[k] = (int32_t)x;
            if (x <= s->n && y <= s->m && x + y > best) {
                best = x + y;
                *ret_x = x;
                *ret_y = y;
            }
            ended = x >= s->n && y >= s->m;
        }
        *ret_d = d;
        trace[d] = wf_calloc((size_t)(2 * d + 3), sizeof **trace);
        memcpy(trace[d], mid - d - 1, (size_t)(2 * d + 3) * sizeof **trace);
    }
    free(v);
    return ended;
}

size_t wf_align(const uint32_t *a, size_t n, const uint32_t *b, size_t m,
                struct wf_align_pair *ret, bool *ret_cut)
{
    struct align s = { .a = a, .b = b, .n = (ptrdiff_t)n, .m = (ptrdiff_t)m, .out = ret };
    ptrdiff_t most = n + m < WF_ALIGN_MOST ? (ptrdiff_t)(n + m) : WF_ALIGN_MOST;
    int32_t **trace = wf_calloc((size_t)most + 1, sizeof *trace);
    ptrdiff_t d = 0, x = 0, y = 0;

    *ret_cut = !search(&s, trace, most, &d, &x, &y);
    walk_back(&s, trace, d, x, y);
    for (; x < s.n; x++)
        put(&s, x, -1);
    for (; y < s.m; y++)
        put(&s, -1, y);
    for (ptrdiff_t i = 0; i <= d; i++)
        free(trace[i]);
    free(trace);
    return s.n_out;
}
