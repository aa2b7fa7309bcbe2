/* commands/find.c: which command do these words name. */
#include "commands/parse.h"

#include <string.h>

/* Does the word stand in the comma-separated list? */
static bool in_list(const char *list, const char *word, size_t n)
{
    while (list != NULL && *list != '\0') {
        size_t k = strcspn(list, ",");

        if (k == n && memcmp(list, word, n) == 0)
            return true;
        list += k + (list[k] == ',');
    }
    return false;
}

/* `ls` is `list` below every noun; at the front it is a verb of its own. */
static bool same_word(const char *path, size_t k, const char *word, bool below)
{
    if (below && k == strlen("list") && memcmp(path, "list", k) == 0 &&
        strcmp(word, "ls") == 0)
        return true;
    return strlen(word) == k && memcmp(word, path, k) == 0;
}

/* How many words `path` takes at the front of `words`; 0: they do not name it. */
static size_t match_path(const char *path, size_t path_len, size_t n,
                         const char *const *words)
{
    size_t used = 0;

    while (path_len > 0) {
        const char *space = memchr(path, ' ', path_len);
        size_t k = space != NULL ? (size_t)(space - path) : path_len;

        if (used == n || !same_word(path, k, words[used], used > 0))
            return 0;
        used++;
        path += k + (space != NULL);
        path_len -= k + (space != NULL);
    }
    return used;
}

/* The same for a whole string, whose length is not wanted before the first byte fits. */
static size_t match_all(const char *path, size_t n, const char *const *words)
{
    return n > 0 && path[0] == words[0][0] ? match_path(path, strlen(path), n, words) : 0;
}

static size_t match_aliases(const char *list, size_t n, const char *const *words)
{
    while (list != NULL && n > 0) {
        size_t used = 0;

        if (*list == words[0][0] && *list != '\0')
            used = match_path(list, strcspn(list, ","), n, words);
        if (used > 0)
            return used;
        list = strchr(list, ',');
        if (list != NULL)
            list++;
    }
    return 0;
}

size_t wf_expand_alias(const struct wf_registry *reg, size_t n, const char *const *words,
                       size_t max, char *buf, size_t size, const char **ret_words)
{
    size_t out = 0, at = 0;

    for (const struct wf_group *g = reg->groups; g->path != NULL && n > 0; g++) {
        char *save = NULL, *word;

        if (g->alias == NULL || !in_list(g->alias, words[0], strlen(words[0])) ||
            strlen(g->path) >= size)
            continue;
        strcpy(buf, g->path);
        for (word = strtok_r(buf, " ", &save); word != NULL && out < max;
             word = strtok_r(NULL, " ", &save))
            ret_words[out++] = word;
        at = 1;
        break;
    }
    while (at < n && out < max)
        ret_words[out++] = words[at++];
    return out;
}

const struct wf_command *wf_find_command(const struct wf_registry *reg, size_t n,
                                         const char *const *words, size_t *ret_used,
                                         const struct wf_group **ret_group)
{
    enum { MAX = 8 };
    const struct wf_command *best = NULL;
    const char *full[MAX];
    char buf[64];
    size_t best_used = 0, group_used = 0;
    size_t n_full = wf_expand_alias(reg, n, words, MAX, buf, sizeof buf, full);
    size_t extra =
        n_full > (n < MAX ? n : MAX) ? n_full - n : 0; /* words the alias added */

    *ret_group = NULL;
    for (const struct wf_group *g = reg->groups; g->path != NULL; g++) {
        size_t used = match_all(g->path, n_full, full);

        if (used > group_used) {
            group_used = used;
            *ret_group = g;
        }
    }
    for (size_t i = 0; reg->commands[i] != NULL; i++) {
        const struct wf_command *c = reg->commands[i];
        size_t used = match_all(c->path, n_full, full);

        used = used > extra ? used - extra : 0;
        if (used == 0)
            used = match_aliases(c->aliases, n, words);
        if (used > best_used) {
            best_used = used;
            best = c;
        }
    }
    *ret_used = best != NULL ? best_used : group_used > extra ? group_used - extra : 0;
    return best;
}

static bool each(const struct wf_option *rows, size_t base, wf_option_fn *fn, void *user)
{
    for (const struct wf_option *o = rows; o != NULL && o->type != WF_OPTION_END; o++)
        if (o->type == WF_OPTION_SET ? !each(o->set, base + o->offset, fn, user)
                                     : !fn(user, o, base + o->offset))
            return false;
    return true;
}

void wf_each_option(const struct wf_option *rows, size_t base, wf_option_fn *fn, void *user)
{
    (void)each(rows, base, fn, user);
}
