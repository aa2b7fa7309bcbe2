/* The aligner: keeps order, loses nothing, pairs as many as can be paired. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/align.h"

enum { MOST = 12 };

static size_t longest_common(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t v[MOST + 1][MOST + 1] = { { 0 } };

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++) {
            size_t left = v[i + 1][k], up = v[i][k + 1];

            v[i + 1][k + 1] = a[i] == b[k] ? v[i][k] + 1 : left > up ? left : up;
        }
    return v[n][m];
}

/* Checks order and completeness; how many were paired. */
static size_t check(const uint32_t *a, size_t n, const uint32_t *b, size_t m,
                    const struct wf_align_pair *p, size_t n_pairs)
{
    ptrdiff_t at = 0, bt = 0;
    size_t paired = 0;

    for (size_t i = 0; i < n_pairs; i++) {
        if (p[i].a >= 0)
            assert_int_equal(p[i].a, at++);
        if (p[i].b >= 0)
            assert_int_equal(p[i].b, bt++);
        if (p[i].a >= 0 && p[i].b >= 0) {
            assert_int_equal(a[p[i].a], b[p[i].b]);
            paired++;
        }
    }
    assert_int_equal(at, n);
    assert_int_equal(bt, m);
    return paired;
}

static void pairs_as_many_as_can_be(void **state)
{
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        uint32_t a[MOST], b[MOST];
        struct wf_align_pair p[2 * MOST];
        size_t n = (size_t)rand_r(&seed) % MOST, m = (size_t)rand_r(&seed) % MOST, k;
        bool cut;

        for (size_t i = 0; i < MOST; i++) {
            a[i] = (uint32_t)rand_r(&seed) % 3;
            b[i] = (uint32_t)rand_r(&seed) % 3;
        }
        k = wf_align(a, n, b, m, p, &cut);
        assert_false(cut);
        assert_int_equal(check(a, n, b, m, p, k), longest_common(a, n, b, m));
    }
}

static void what_differs_too_much_keeps_its_start(void **state)
{
    enum { N = WF_ALIGN_MOST + 100 };
    uint32_t *a = calloc(N, sizeof *a), *b = calloc(N, sizeof *b);
    struct wf_align_pair *p = calloc((size_t)2 * N, sizeof *p);
    bool cut;
    size_t k;

    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        a[i] = i;
        b[i] = i < 50 ? i : N + i;
    }
    k = wf_align(a, N, b, N, p, &cut);
    assert_true(cut);
    assert_int_equal(check(a, N, b, N, p, k), 50);
    free(a);
    free(b);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_as_many_as_can_be),
        cmocka_unit_test(what_differs_too_much_keeps_its_start),
    };

    return cmocka_run_group_tests_name("align", tests, NULL, NULL);
}
