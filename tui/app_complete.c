/* tui/app_complete.c: Tab at the prompt, which never waits for the cluster, and its hint.
 */
#include "tui/app_private.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void clear_matches(struct wf_prompt *p)
{
    for (size_t i = 0; i < p->n_matches; i++)
        free(p->matches[i]);
    p->n_matches = p->at_match = 0;
}

void wf_prompt_forget(struct wf_prompt *p)
{
    clear_matches(p);
    p->asked = false;
    free(p->hint);
    p->hint = NULL;
}

/* ---- the words before the cursor --------------------------------------------------------
 */

static bool is_query(const struct wf_prompt *p)
{
    return p->kind == WF_PROMPT_FILTER && strcmp(p->label, "query") == 0;
}

/* The last word is the one to be completed; a query is one of `workflow list`. False: what
 * is typed is neither a verb's line nor a query. */
static bool words_before(struct wf_app *app, struct wf_arena *a, struct wf_host_typed *ret)
{
    struct wf_prompt *p = &app->prompt;
    const char *before = wf_arena_strndup(a, wf_strbuf_str(&p->line.text), p->line.at);

    *ret = (struct wf_host_typed){ 0 };
    if (is_query(p)) {
        ret->words.v = wf_arena_alloc(a, 4 * sizeof *ret->words.v);
        ret->words.v[ret->words.n++] = "workflow";
        ret->words.v[ret->words.n++] = "list";
        ret->words.v[ret->words.n++] = "-q";
        ret->words.v[ret->words.n++] = before;
    } else if (p->kind == WF_PROMPT_COMMAND) {
        app->host->typed(app->host->user, before, a, ret);
    }
    p->match_from = ret->at;
    p->match_quote = ret->quote;
    return ret->words.n > 0;
}

/* ---- Tab --------------------------------------------------------------------------------
 */

static void add_match(void *user, const char *value, const char *description)
{
    struct wf_prompt *p = user;

    (void)description;
    for (size_t i = 0; i < p->n_matches; i++)
        if (strcmp(p->matches[i], value) == 0)
            return;
    if (p->n_matches < WF_MAX_MATCHES)
        p->matches[p->n_matches++] = wf_strdup(value);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void offer(struct wf_prompt *p, const char *value, const char *typed)
{
    if (strncmp(value, typed, strlen(typed)) == 0)
        add_match(p, value, NULL);
}

/* The words of the dashboard itself, with the words of verbs that take the same. */
static const struct {
    const char *name, *complete;
} own_words[] = {
    { "use", "--namespace" },
    { "ns", "--namespace" },
    { "connect", "--profile" },
    { "quit", NULL },
};
enum { N_OWN_WORDS = sizeof own_words / sizeof *own_words };

static void offer_own_words(struct wf_prompt *p, const char *typed)
{
    for (size_t i = 0; wf_views[i] != NULL; i++)
        offer(p, wf_views[i]->name, typed);
    for (size_t i = 0; i < N_OWN_WORDS; i++)
        offer(p, own_words[i].name, typed);
}

/* Words before a value as this word or view takes it; NULL: it takes none that are known.
 */
static const char *complete_as(const char *first)
{
    const struct wf_view_type *type = wf_view_find(first);

    for (size_t i = 0; i < N_OWN_WORDS; i++)
        if (strcmp(own_words[i].name, first) == 0)
            return own_words[i].complete;
    return type != NULL ? type->complete : NULL;
}

/* Of a verb's line the host knows all; a view is completed as a verb that takes the same.
 * True: there will be more. */
static bool ask(struct wf_app *app, struct wf_arena *a, const struct wf_words *w,
                struct wf_host_want *want)
{
    const struct wf_host *host = app->host;
    bool more = host->complete(host->user, w, want, add_match, &app->prompt);
    const char *as =
        app->prompt.kind == WF_PROMPT_COMMAND && w->n == 2 ? complete_as(w->v[0]) : NULL;

    if (as != NULL) {
        struct wf_words same = { .v = wf_arena_alloc(a, (strlen(as) + 2) * sizeof *w->v) };
        char *rest = wf_arena_strdup(a, as);

        while (rest != NULL)
            same.v[same.n++] = strsep(&rest, " ");
        same.v[same.n++] = w->v[1];
        more = host->complete(host->user, &same, want, add_match, &app->prompt) || more;
    }
    return more;
}

/* From values to what is written for them; what cannot be written is no match. */
static void write_matches(struct wf_app *app, struct wf_prompt *p, bool part)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n_matches; i++) {
        struct wf_strbuf b = WF_STRBUF_INIT;

        if (app->host->write(app->host->user, &b, p->matches[i], p->match_quote)) {
            if (p->match_quote != 0 && !part)
                wf_strbuf_addc(&b, p->match_quote);
            free(p->matches[i]);
            p->matches[n++] = wf_strbuf_steal(&b);
        } else {
            free(p->matches[i]);
        }
        wf_strbuf_release(&b);
    }
    p->n_matches = n;
}

/* What is known now; p->asked: there will be more. */
static void find_matches(struct wf_app *app, struct wf_prompt *p)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_host_typed t;
    struct wf_host_want want = { 0 };

    clear_matches(p);
    p->asked = false;
    if (words_before(app, a, &t)) {
        want.quote = t.open;
        p->asked = ask(app, a, &t.words, &want);
        if (p->kind == WF_PROMPT_COMMAND && t.words.n == 1)
            offer_own_words(p, t.words.v[0]);
        if (p->kind == WF_PROMPT_COMMAND)
            write_matches(app, p, want.part);
    }
    if (p->n_matches > 0)
        qsort(p->matches, p->n_matches, sizeof *p->matches, by_name);
    p->at_match = p->n_matches; /* none is chosen yet */
    p->match_ends = p->kind == WF_PROMPT_COMMAND && !want.part;
    wf_arena_free(a);
}

static size_t common_prefix(const struct wf_prompt *p)
{
    size_t n = strlen(p->matches[0]);

    for (size_t i = 1; i < p->n_matches; i++) {
        size_t k = 0;

        while (k < n && p->matches[i][k] == p->matches[0][k])
            k++;
        n = k;
    }
    return n;
}

/* The part of the matches that need not be shown: what stands before their last word. */
size_t wf_prompt_shared(const struct wf_prompt *p)
{
    size_t n = p->n_matches > 1 ? common_prefix(p) : 0;

    while (n > 0 && p->matches[0][n - 1] != ' ')
        n--;
    return n;
}

/* All matches are there: what they share is filled in, and a single one is the word; behind
 * a name that ends in `=` its value follows. */
static void fill_in(struct wf_prompt *p)
{
    size_t n;
    char *shared;

    if (p->n_matches == 0)
        return;
    n = common_prefix(p);
    shared = wf_strndup(p->matches[0], n);
    if (n >= p->line.at - p->match_from)
        wf_line_replace(&p->line, p->match_from, shared);
    free(shared);
    if (p->n_matches > 1)
        return;
    if (p->match_ends && (n == 0 || p->matches[0][n - 1] != '='))
        wf_line_replace(&p->line, p->line.at, " ");
    clear_matches(p);
}

/*
 * The first Tab fills in what all matches share, the next ones go through them. While more
 * are asked for, those that are known stand there and nothing is filled in; another Tab
 * takes the first of them and waits no more.
 */
void wf_prompt_complete(struct wf_app *app, bool forward)
{
    struct wf_prompt *p = &app->prompt;

    if (p->n_matches > 0) {
        p->asked = false;
        if (p->at_match == p->n_matches)
            p->at_match = forward ? 0 : p->n_matches - 1;
        else
            p->at_match = (p->at_match + (forward ? 1 : p->n_matches - 1)) % p->n_matches;
        wf_line_replace(&p->line, p->match_from, p->matches[p->at_match]);
    } else {
        find_matches(app, p);
        if (!p->asked)
            fill_in(p);
    }
    if (!p->asked)
        wf_prompt_look_ahead(app);
}

/* ---- before Tab, and after --------------------------------------------------------------
 */

/* A word begins here, or a text of a query: what can stand there will be wanted next. */
static bool begins_here(const char *word)
{
    size_t n = strlen(word);

    return n == 0 || strchr(" ='\"(", word[n - 1]) != NULL;
}

/* Of a view its table knows, of a verb the host. */
static void find_hint(const struct wf_app *app, const struct wf_words *w,
                      struct wf_strbuf *out)
{
    const struct wf_view_type *type = wf_view_find(w->v[0]);
    bool blank = *w->v[w->n - 1] == '\0';

    if (type != NULL && type->args != NULL && w->n == (blank ? 2 : 1))
        wf_strbuf_addf(out, "%s%s", blank ? "" : " ", type->args);
    else if (app->host->hint != NULL)
        app->host->hint(app->host->user, w, out);
}

void wf_prompt_look_ahead(struct wf_app *app)
{
    struct wf_prompt *p = &app->prompt;
    struct wf_strbuf hint = WF_STRBUF_INIT;
    struct wf_host_want want = { .ahead = true };
    struct wf_arena *a = wf_arena_new();
    struct wf_host_typed t;

    free(p->hint);
    p->hint = NULL;
    if (words_before(app, a, &t)) {
        if (t.words.n > 1 && begins_here(t.words.v[t.words.n - 1]))
            (void)ask(app, a, &t.words, &want);
        if (p->kind == WF_PROMPT_COMMAND && p->line.at == p->line.text.len &&
            p->n_matches == 0 && t.open == 0)
            find_hint(app, &t.words, &hint);
    }
    if (hint.len > 0)
        p->hint = wf_strbuf_steal(&hint);
    wf_strbuf_release(&hint);
    wf_arena_free(a);
}

bool wf_prompt_news(struct wf_app *app)
{
    struct wf_prompt *p = &app->prompt;

    if (p->kind == WF_PROMPT_NONE)
        return false;
    if (p->asked) { /* no key came since that Tab, so the line is the same */
        find_matches(app, p);
        if (!p->asked)
            fill_in(p);
    }
    if (!p->asked)
        wf_prompt_look_ahead(app);
    return true;
}
