/* shell/recall.c: what a handler was last given at this prompt. */
#include "commands/shape.h"
#include "shell/prompt.h"

#include <stdio.h>
#include <string.h>

/* readline's headers want the file type. */
#include <readline/history.h>

enum { LOOK_BACK = 1000 };

static const char *no_value(void *user, const char *path)
{
    (void)user;
    (void)path;
    return NULL;
}

/* The word as a value; NULL for one with variables, whose values were others then. */
static const char *value_of(struct wf_arena *a, const char *word)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *value = NULL;

    return wf_sh_expand(a, word, no_value, NULL, &value, &ignored) == WF_OK ? value : NULL;
}

/* `-i X`, `--input X`, `--input=X` among the words; NULL: none. */
static const char *input_of(struct wf_arena *a, const struct wf_sh_segment *s)
{
    for (size_t i = 0; i < s->n_words; i++) {
        const char *w = s->words[i];

        if (strncmp(w, "--input=", strlen("--input=")) == 0)
            return value_of(a, w + strlen("--input="));
        if ((strcmp(w, "-i") == 0 || strcmp(w, "--input") == 0) && i + 1 < s->n_words)
            return value_of(a, s->words[i + 1]);
    }
    return NULL;
}

static bool has_word(struct wf_arena *a, const struct wf_sh_segment *s, const char *word)
{
    for (size_t i = 0; i < s->n_words; i++) {
        const char *value = value_of(a, s->words[i]);

        if (value != NULL && strcmp(value, word) == 0)
            return true;
    }
    return false;
}

static bool shape_in(struct wf_arena *a, const char *line, const char *verb,
                     const char *name, struct wf_strbuf *out)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_sh_script script = { 0 };
    bool more = false;

    if (wf_sh_parse(a, line, &script, &more, &ignored) != WF_OK)
        return false;
    for (size_t i = 0; i < script.n; i++)
        for (size_t k = 0; k < script.v[i].n; k++) {
            const struct wf_sh_segment *s = &script.v[i].segments[k];
            const char *input = input_of(a, s);

            if (input != NULL && has_word(a, s, verb) && has_word(a, s, name) &&
                wf_shape(out, (struct wf_bytes){ (const void *)input, strlen(input) }))
                return true;
        }
    return false;
}

const char *wf_sh_recall(void *user, struct wf_arena *a, const char *verb, const char *name)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    const char *shape = NULL;

    (void)user;
    for (int i = history_length - 1; i >= 0 && i >= history_length - LOOK_BACK; i--) {
        const HIST_ENTRY *e = history_get(history_base + i);

        if (e == NULL || strstr(e->line, verb) == NULL || strstr(e->line, name) == NULL ||
            !shape_in(a, e->line, verb, name, &out))
            continue;
        shape = wf_arena_strdup(a, wf_strbuf_str(&out));
        break;
    }
    wf_strbuf_release(&out);
    return shape;
}
