/* tui/words.c: words of command lines that a model keeps. */
#include "tui/words.h"

#include "base/mem.h"

#include <stdlib.h>

enum { ROOM_LEFT = 4 };

void wf_kept_clear(char **words, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        free(words[i]);
    *n = 0;
}

void wf_kept_set(char **words, size_t *n, const struct wf_words *w)
{
    wf_kept_clear(words, n);
    for (size_t i = 0; i < w->n && *n < WF_WANT_WORDS - ROOM_LEFT; i++)
        words[(*n)++] = wf_strdup(w->v[i]);
}

void wf_kept_fill(char **words, size_t *n, const char *line, wf_value_fn *value,
                  const void *user)
{
    struct wf_template t = { 0 };
    struct wf_arena *a = wf_arena_new();
    char missing[64];

    if (line != NULL && wf_template_open(&t, line, value, user, missing)) {
        struct wf_words w = wf_template_words(&t, a);

        wf_kept_set(words, n, &w);
    } else {
        wf_kept_clear(words, n);
    }
    wf_template_release(&t);
    wf_arena_free(a);
}
