/* tests/fuzz/syntax.c: the shell's lexer on whatever libFuzzer thinks of. */
#include "shell/syntax.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
    if (!good)
        abort();
}

/* Every other name is set, to a value that must not be read as text of the shell. */
static const char *lookup(void *user, const char *path)
{
    (void)user;
    return strlen(path) % 2 == 0 ? "a value with 'quotes' and $signs" : NULL;
}

static void expand(struct wf_arena *a, const char *word)
{
    struct wf_error err = WF_ERROR_INIT;
    const char *value = NULL;
    enum wf_code rc = wf_sh_expand(a, word, lookup, NULL, &value, &err);

    must(rc == WF_OK ? value != NULL : rc == WF_E_USAGE && err.text[0] != '\0');
}

/* What is written in the result is written in the text. */
static void check_segment(struct wf_arena *a, const char *text,
                          const struct wf_sh_segment *s)
{
    must(strstr(text, s->text) != NULL);
    for (size_t i = 0; i < s->n_words; i++) {
        must(s->words[i][0] != '\0');
        must(strstr(text, s->words[i]) != NULL);
        expand(a, s->words[i]);
    }
}

static void check(struct wf_arena *a, const char *text, const struct wf_sh_script *s)
{
    unsigned line = 1;

    for (size_t i = 0; i < s->n; i++) {
        const struct wf_sh_pipeline *l = &s->v[i];

        must(l->n > 0 && l->line >= line); /* in their order */
        line = l->line;
        for (size_t k = 0; k < l->n; k++)
            check_segment(a, text, &l->segments[k]);
        if (l->in != NULL)
            expand(a, l->in);
        if (l->out != NULL)
            expand(a, l->out);
        must(l->heredoc == NULL || strstr(text, l->heredoc) != NULL);
    }
}

/* Taken, wants more, or refused with words; nothing else, and each time alike. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_error err = WF_ERROR_INIT;
    struct wf_sh_script first = { 0 }, again = { 0 };
    bool more = false, more_again = false;
    char *text;
    enum wf_code rc;

    if (size > TEXT_MAX)
        size = TEXT_MAX;
    text = malloc(size + 1); /* of its own, so that a byte behind it is noticed */
    if (text == NULL)
        abort();
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    rc = wf_sh_parse(a, text, &first, &more, &err);
    must(rc == WF_OK || (rc == WF_E_USAGE && err.text[0] != '\0'));
    must(wf_sh_parse(a, text, &again, &more_again, &err) == rc);
    must(more == more_again && first.n == again.n);
    if (rc == WF_OK)
        check(a, text, &first);
    free(text);
    wf_arena_free(a);
    return 0;
}
