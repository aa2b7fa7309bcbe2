/* shell/words.c: what the words of a verb mean here: rows, and the workflow of `cd`. */
#include "shell/shell.h"

#include "commands/alias.h"
#include "commands/parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_alias(const struct wf_shell *sh, const char *word)
{
    struct wf_arena *a = wf_arena_new();
    bool found = wf_alias_find(sh->session, word, a) != NULL;

    wf_arena_free(a);
    return found;
}

bool wf_sh_is_verb(const struct wf_shell *sh, const char *word)
{
    const struct wf_group *group = NULL;
    size_t used = 0;

    (void)wf_find_command(sh->session->registry, 1, &word, &used, &group);
    return used > 0 || strcmp(word, "help") == 0 || is_alias(sh, word);
}

enum { SH_NOT_FOUND = 127 };

/* The first words of a list of paths, "ls,workflow list"; NULL is fine. */
static void offer_all(struct wf_suggest *s, struct wf_arena *a, const char *paths)
{
    while (paths != NULL && *paths != '\0') {
        size_t n = strcspn(paths, ",");

        wf_suggest_offer(
            s,
            wf_arena_strndup(a, paths, n < strcspn(paths, " ") ? n : strcspn(paths, " ")));
        paths += n;
        paths += strspn(paths, ", ");
    }
}

void wf_sh_explain_status(struct wf_shell *sh, const struct wf_sh_pipeline *l,
                          enum wf_code rc, struct wf_arena *a, struct wf_error *err)
{
    const struct wf_sh_segment *g = &l->segments[l->n - 1];
    struct wf_suggest s = { 0 };

    if (g->n_words == 0 || (!g->bang && wf_sh_is_verb(sh, g->words[0])))
        return; /* the verb that failed has said so */
    if ((int)rc != SH_NOT_FOUND || g->bang) {
        if (sh->session->where != NULL && rc != WF_E_INTERRUPTED)
            wf_error_set(err, rc, "%s: ended with status %d", g->text, (int)rc);
        return;
    }
    s.typed = g->words[0];
    for (const struct wf_command *const *c = sh->session->registry->commands; *c != NULL;
         c++) {
        offer_all(&s, a, (*c)->path);
        offer_all(&s, a, (*c)->aliases);
    }
    for (const struct wf_group *f = sh->session->registry->groups; f->path != NULL; f++) {
        offer_all(&s, a, f->path);
        offer_all(&s, a, f->alias);
    }
    for (const struct wf_sh_builtin *b = wf_sh_builtins(); b->name != NULL; b++)
        wf_suggest_offer(&s, b->name);
    wf_error_set(err, rc, "'%s' is no verb, and sh knows no such program", g->words[0]);
    if (s.best != NULL)
        wf_error_hint(err, "did you mean '%s'?", s.best);
}

/* "3" or "2-5"; false: it is neither. */
static bool row_range(const char *word, size_t *ret_from, size_t *ret_to)
{
    char *end;

    if (!isdigit((unsigned char)word[0]))
        return false;
    *ret_from = *ret_to = strtoul(word, &end, 10);
    if (*end == '-' && isdigit((unsigned char)end[1]))
        *ret_to = strtoul(end + 1, &end, 10);
    return *end == '\0';
}

/* Does the command take workflows as its words? */
static bool takes_workflows(const struct wf_command *c)
{
    return c != NULL && c->positionals != NULL && c->positionals->name != NULL &&
           c->positionals->complete == WF_COMPLETE_WORKFLOW;
}

static bool is_name(void *user, const struct wf_option *o, size_t offset)
{
    (void)offset;
    if (strcmp(o->name, "name") == 0)
        *(bool *)user = true;
    return true;
}

/* `signal approve`, `query progress`: a word that is no workflow follows it. */
static bool takes_name(const struct wf_command *c)
{
    bool found = false;

    if (c->options != NULL)
        wf_each_option(c->options, 0, is_name, &found);
    return found;
}

struct out {
    struct wf_arena *a;
    const char **v;
    size_t n;
};

static void put(struct out *o, const char *word)
{
    struct wf_strings s = { o->v, o->n };

    if ((s.n & (s.n - 1)) == 0) {
        o->v = wf_arena_alloc(o->a, (s.n == 0 ? 1 : s.n * 2) * sizeof *o->v);
        if (s.n > 0)
            memcpy(o->v, s.v, s.n * sizeof *o->v);
    }
    o->v[o->n++] = word;
}

static enum wf_code put_rows(struct wf_shell *sh, struct out *o, const char *word,
                             size_t from, size_t to, struct wf_error *err)
{
    size_t count = wf_sh_rows_count(sh->rows);

    if (count == 0) { /* no table was shown: an id may be a number */
        put(o, word);
        return WF_OK;
    }
    if (from < 1 || to > count || from > to)
        return wf_error_set(err, WF_E_USAGE, "the last table has rows 1 to %zu, not %s",
                            count, word);
    for (size_t i = from; i <= to; i++)
        put(o, wf_arena_strdup(o->a, wf_sh_rows_line(sh->rows, i)));
    return WF_OK;
}

/* Which of the words are references: those that the parser took as positionals. */
static bool is_positional(const struct wf_parsed *p, size_t at)
{
    for (size_t i = 0; i < p->positionals.n; i++)
        if (p->positionals_at[i] == (int)at)
            return true;
    return false;
}

enum wf_code wf_sh_complete_words(struct wf_shell *sh, size_t n, const char *const *words,
                                  struct wf_arena *a, size_t *ret_n,
                                  const char *const **ret_words, struct wf_error *err)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_parsed p;
    struct out o = { .a = a };
    size_t from, to;
    enum wf_code rc = WF_OK;
    bool wants = sh->here != NULL;

    for (size_t i = 0; i < n && !wants; i++)
        wants = sh->interactive && isdigit((unsigned char)words[i][0]);
    if (!wants) { /* most lines: they are as they were typed */
        *ret_n = n;
        *ret_words = words;
        return WF_OK;
    }
    (void)wf_parse(sh->session->registry, (int)n, words, a, &p, &ignored);
    wants = takes_workflows(p.command) && !p.globals.help;
    for (size_t i = 0; i < n && rc == WF_OK; i++)
        if (sh->interactive && wants && row_range(words[i], &from, &to) &&
            is_positional(&p, i))
            rc = put_rows(sh, &o, words[i], from, to, err);
        else
            put(&o, words[i]);
    if (wants && sh->here != NULL &&
        p.positionals.n == (takes_name(p.command) && !wf_parsed_was_given(&p, "name")) &&
        !wf_parsed_was_given(&p, "workflow-id") && !wf_parsed_was_given(&p, "query") &&
        !wf_parsed_was_given(&p, "file")) {
        put(&o, "--workflow-id");
        put(&o, sh->here);
    }
    *ret_n = o.n;
    *ret_words = o.v;
    return rc;
}
