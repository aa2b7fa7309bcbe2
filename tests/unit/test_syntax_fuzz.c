/* tests/unit/test_syntax_fuzz.c: the shell's lexer on texts that nobody would write. */
#include "shell/syntax.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 30000, TEXT_MAX = 300 };

static const char *const corpus[] = {
    "workflow list -q 'ExecutionStatus = \"Running\"' -o refs | cancel - > out.txt",
    "let r = start --type Order -t q -i {\"a\": [1, {\"b\": \"}\"}]}; echo $r.runId",
    "signal approve <<END\n{\"x\": 1}\nEND\nassert \"$?\" = 0 &",
    "describe 3 && terminate 2-5; \\watch 2 list; !ls -l | wc >> \"a b\"",
    "echo \"${x} \\\" \\$ $r.a.b\" [1, \"]\"] \\\n next # a remark ' \" {",
    "tail $1 & jobs; fg %1; kill %1; cd 'order 42'; < in.txt show -",
};

/* xorshift: the same texts in every run */
static uint64_t state = 88172645463325252U;

static size_t below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

static const char *lookup(void *user, const char *path)
{
    (void)user;
    return strlen(path) % 2 == 0 ? "a value with 'quotes' and $signs" : NULL;
}

/* Pieces of the corpus, cut and put together anew, with bytes of their own in between. */
static void make_text(char *text)
{
    static const char sharp[] = "'\"\\{}[]|;&<>$!#\n \t\x01\x80\xff";
    size_t n = 0, wanted = 1 + below(TEXT_MAX - 1);

    while (n < wanted) {
        const char *from = corpus[below(sizeof corpus / sizeof *corpus)];
        size_t start = below(strlen(from)), k = 1 + below(strlen(from) - start);

        if (k > wanted - n)
            k = wanted - n;
        memcpy(text + n, from + start, k);
        n += k;
        if (n < wanted && below(2) == 0)
            text[n++] = sharp[below(sizeof sharp - 1)];
    }
    text[n] = '\0';
}

static void check_script(struct wf_arena *a, const struct wf_sh_script *s)
{
    for (size_t i = 0; i < s->n; i++) {
        assert_true(s->v[i].n > 0);
        assert_true(s->v[i].line > 0);
        for (size_t k = 0; k < s->v[i].n; k++)
            for (size_t w = 0; w < s->v[i].segments[k].n_words; w++) {
                struct wf_error err = WF_ERROR_INIT;
                const char *value = NULL;
                enum wf_code rc = wf_sh_expand(a, s->v[i].segments[k].words[w], lookup,
                                               NULL, &value, &err);

                assert_true(rc == WF_OK ? value != NULL : rc == WF_E_USAGE);
                wf_error_clear(&err);
            }
    }
}

/* Every text is taken, wants more, or is refused with words; and each time alike. */
static void whatever_comes_is_answered(void **test_state)
{
    char text[TEXT_MAX + 1];
    size_t taken = 0, wants_more = 0, refused = 0;

    (void)test_state;
    for (int round = 0; round < ROUNDS; round++) {
        struct wf_arena *a = wf_arena_new();
        struct wf_sh_script first = { 0 }, again = { 0 };
        struct wf_error err = WF_ERROR_INIT;
        bool more = false, more_again = false;
        enum wf_code rc;

        make_text(text);
        rc = wf_sh_parse(a, text, &first, &more, &err);
        assert_int_equal(wf_sh_parse(a, text, &again, &more_again, &err), rc);
        assert_int_equal(more, more_again);
        assert_true(first.n == again.n);
        assert_true(rc == WF_OK || rc == WF_E_USAGE);
        if (rc == WF_OK && !more)
            check_script(a, &first);
        taken += rc == WF_OK && !more;
        wants_more += rc == WF_OK && more;
        refused += rc != WF_OK;
        wf_error_clear(&err);
        wf_arena_free(a);
    }
    /* a corpus that only ever took one way would test nothing */
    assert_true(taken > ROUNDS / 100 && wants_more > ROUNDS / 100);
    assert_true(refused + taken + wants_more == ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(whatever_comes_is_answered) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
