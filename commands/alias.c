/* commands/alias.c: words of the user's own. */
#include "commands/alias.h"

#include "commands/parse.h"

#include <string.h>

enum { WORDS_MAX = 256 };

static bool is_ours(const struct wf_session *s, const char *word)
{
    const struct wf_group *group = NULL;
    size_t used = 0;

    (void)wf_find_command(s->registry, 1, &word, &used, &group);
    return used > 0;
}

const char *wf_alias_find(const struct wf_session *s, const char *word, struct wf_arena *a)
{
    struct wf_settings *settings = NULL;
    struct wf_error ignored = WF_ERROR_INIT;
    const char *text = NULL;

    if (s->settings != NULL && s->settings->aliases.n == 0)
        return NULL;
    if (*word == '-' || *word == '\0' || is_ours(s, word))
        return NULL;
    if (s->settings != NULL) {
        text = wf_settings_alias(s->settings, word);
    } else if (wf_settings_load(&s->base, &settings, &ignored) == WF_OK) {
        text = wf_settings_alias(settings, word);
    }
    if (text != NULL)
        text = wf_arena_strdup(a, text);
    wf_settings_free(settings);
    wf_error_clear(&ignored);
    return text;
}

void wf_alias_each(const struct wf_session *s,
                   void (*fn)(void *user, const char *name, const char *text), void *user)
{
    struct wf_settings *own = NULL;
    struct wf_error ignored = WF_ERROR_INIT;
    const struct wf_settings *from = s->settings;

    if (from == NULL && wf_settings_load(&s->base, &own, &ignored) == WF_OK)
        from = own;
    for (size_t i = 0; from != NULL && i < from->aliases.n; i++) {
        const struct wf_pair *p = &from->aliases.items[i];

        if (*p->key != '-' && *p->key != '\0' && !is_ours(s, p->key))
            fn(user, p->key, p->value);
    }
    wf_settings_free(own);
    wf_error_clear(&ignored);
}

/* One word, as sh would read it without expansions; *p is behind it. NULL: an open quote.
 */
static char *next_word(struct wf_arena *a, const char **p)
{
    char *word = wf_arena_alloc(a, strlen(*p) + 1), *to = word, quote = '\0';
    const char *c = *p;

    for (; *c != '\0' && (quote != '\0' || strchr(" \t\n", *c) == NULL); c++) {
        if (*c == quote)
            quote = '\0';
        else if (quote == '\0' && (*c == '\'' || *c == '"'))
            quote = *c;
        else if (*c == '\\' && quote != '\'' && c[1] != '\0')
            *to++ = *++c;
        else
            *to++ = *c;
    }
    *to = '\0';
    *p = c;
    return quote == '\0' ? word : NULL;
}

static enum wf_code split(struct wf_arena *a, const char *name, const char *text,
                          const char **words, size_t *ret_n, struct wf_error *err)
{
    size_t n = 0;

    for (;;) {
        text += strspn(text, " \t\n");
        if (*text == '\0')
            break;
        if (n == WORDS_MAX)
            return wf_error_set(err, WF_E_USAGE, "alias '%s' has over %d words", name,
                                WORDS_MAX);
        words[n] = next_word(a, &text);
        if (words[n++] == NULL)
            return wf_error_set(err, WF_E_USAGE, "alias '%s': a quote is open", name);
    }
    *ret_n = n;
    return WF_OK;
}

enum wf_code wf_alias_expand(const struct wf_session *s, int argc, const char *const *argv,
                             struct wf_arena *a, int *ret_argc,
                             const char *const **ret_argv, struct wf_error *err)
{
    const char *text = argc > 0 ? wf_alias_find(s, argv[0], a) : NULL;
    const char **words;
    size_t n = 0;
    enum wf_code rc;

    *ret_argc = argc;
    *ret_argv = argv;
    if (text == NULL)
        return WF_OK;
    words = wf_arena_alloc(a, (WORDS_MAX + (size_t)argc) * sizeof *words);
    rc = split(a, argv[0], text, words, &n, err);
    if (rc == WF_OK && (n == 0 || !is_ours(s, words[0]))) {
        rc = wf_error_set(err, WF_E_USAGE, "alias '%s': '%s' is no verb", argv[0],
                          n > 0 ? words[0] : "");
        wf_error_hint(err, "aliases stand under [aliases] in wfsh/config.toml");
    }
    if (rc != WF_OK)
        return rc;
    for (int i = 1; i < argc; i++)
        words[n++] = argv[i];
    *ret_argc = (int)n;
    *ret_argv = words;
    return WF_OK;
}
