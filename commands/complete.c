/* commands/complete.c: completion from the tables. */
#include "commands/complete_inner.h"

#include "commands/alias.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

static bool begins(const char *word, const char *prefix)
{
    return strncmp(word, prefix, strlen(prefix)) == 0;
}

void wf_completion_offer(const struct wf_completion *c, const char *value, const char *what)
{
    if (begins(value, c->current))
        c->emit(c->user, value, what);
}

/* ---- verbs and nouns --------------------------------------------------------------------
 */

struct seen {
    const char *word;
    size_t n;
    struct seen *next;
};

/* Offers the word of `path` that follows the first `depth` ones, if those are typed. */
static void offer_path(const struct wf_completion *c, const char *path, const char *summary,
                       const char *const *typed, size_t depth, struct seen **seen)
{
    const char *p = path;
    size_t n;

    for (size_t i = 0; i < depth; i++) {
        n = strcspn(p, " ");
        if (strlen(typed[i]) != n || memcmp(p, typed[i], n) != 0 || p[n] == '\0')
            return;
        p += n + 1;
    }
    n = strcspn(p, " ");
    for (struct seen *s = *seen; s != NULL; s = s->next)
        if (s->n == n && memcmp(s->word, p, n) == 0)
            return;
    struct seen *s = wf_arena_alloc(c->arena, sizeof *s);

    *s = (struct seen){ .word = p, .n = n, .next = *seen };
    *seen = s;
    wf_completion_offer(c, wf_arena_strndup(c->arena, p, n), p[n] == '\0' ? summary : NULL);
}

static void offer_commands(const struct wf_completion *c, const char *const *words,
                           size_t n_words)
{
    enum { MAX_DEPTH = 8 };
    const struct wf_registry *reg = c->session->registry;
    struct seen *seen = NULL;
    const char *typed[MAX_DEPTH];
    char buf[128];
    size_t depth = wf_expand_alias(reg, n_words, words, MAX_DEPTH, buf, sizeof buf, typed);

    for (const struct wf_group *g = reg->groups; g->path != NULL; g++)
        offer_path(c, g->path, g->summary, typed, depth, &seen);
    for (size_t i = 0; reg->commands[i] != NULL; i++)
        if (!(reg->commands[i]->flags & WF_CMD_HIDDEN)) {
            const char *aliases = reg->commands[i]->aliases;

            offer_path(c, reg->commands[i]->path, reg->commands[i]->summary, typed, depth,
                       &seen);
            while (aliases != NULL && *aliases != '\0') {
                size_t n = strcspn(aliases, ",");

                offer_path(c, wf_arena_strndup(c->arena, aliases, n),
                           reg->commands[i]->summary, typed, depth, &seen);
                aliases += n + (aliases[n] == ',');
            }
        }
}

static void offer_alias(void *user, const char *name, const char *text)
{
    const struct wf_completion *c = user;

    wf_completion_offer(c, wf_arena_strdup(c->arena, name),
                        wf_arena_strdup(c->arena, text));
}

/* ---- flags and their values
 * -------------------------------------------------------------- */

static bool offer_flag(void *user, const struct wf_option *o, size_t offset)
{
    const struct wf_completion *c = user;

    (void)offset;
    if (!o->hidden)
        wf_completion_offer(c, wf_arena_printf(c->arena, "--%s", o->name), o->help);
    return true;
}

struct find {
    const char *word; /* "--name" or "-x" */
    const struct wf_option *found;
};

static bool find_option(void *user, const struct wf_option *o, size_t offset)
{
    struct find *f = user;
    bool hit;

    (void)offset;
    if (f->word[1] == '-')
        hit = strcmp(f->word + 2, o->name) == 0 ||
              (o->alias != NULL && strcmp(f->word + 2, o->alias) == 0);
    else
        hit = f->word[1] == o->letter && f->word[2] == '\0';
    if (hit)
        f->found = o;
    return !hit;
}

const struct wf_option *wf_completion_option(const struct wf_completion *c,
                                             const char *word)
{
    struct find f = { .word = word };

    if (word[0] != '-' || word[1] == '\0')
        return NULL;
    if (c->parsed->command != NULL)
        wf_each_option(c->parsed->command->options, 0, find_option, &f);
    if (f.found == NULL)
        wf_each_option(wf_global_options, 0, find_option, &f);
    return f.found;
}

static void offer_files(const struct wf_completion *c)
{
    const char *slash = strrchr(c->current, '/');
    size_t n = slash != NULL ? (size_t)(slash - c->current) + 1 : 0;
    const char *dir = n > 0 ? wf_arena_strndup(c->arena, c->current, n) : ".";
    DIR *d = opendir(dir);
    struct dirent *e;

    while (d != NULL && (e = readdir(d)) != NULL) {
        const char *path;
        struct stat st;

        if (e->d_name[0] == '.' && c->current[n] != '.')
            continue;
        path = wf_arena_printf(c->arena, "%.*s%s", (int)n, c->current, e->d_name);
        if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            path = wf_arena_printf(c->arena, "%s/", path);
        wf_completion_offer(c, path, NULL);
    }
    if (d != NULL)
        closedir(d);
}

static void offer_kind(const struct wf_completion *c, enum wf_complete kind)
{
    switch (kind) {
    case WF_COMPLETE_NOTHING:
        break;
    case WF_COMPLETE_FILE:
        if (!c->how->ahead) /* nobody looks at them yet */
            offer_files(c);
        break;
    case WF_COMPLETE_COMMAND:
        offer_commands(c, c->words + 1, c->n_words - 2);
        break;
    case WF_COMPLETE_METHOD:
        for (size_t i = 0; i < wf_method_count(); i++)
            wf_completion_offer(c, wf_method_at(i)->name, wf_method_at(i)->path);
        break;
    case WF_COMPLETE_VISIBILITY:
        wf_complete_query(c);
        break;
    default:
        (void)wf_complete_live(c, kind);
    }
}

static void offer_values(const struct wf_completion *c, const struct wf_option *o)
{
    for (const char *const *v = o->values; v != NULL && *v != NULL; v++)
        wf_completion_offer(c, *v, NULL);
    if (o->type == WF_OPTION_BOOL || o->type == WF_OPTION_TRI) {
        wf_completion_offer(c, "true", NULL);
        wf_completion_offer(c, "false", NULL);
    }
    offer_kind(c, o->complete);
}

/* ---- words ------------------------------------------------------------------------------
 */

bool wf_completion_takes_value(const struct wf_option *o)
{
    return o != NULL && o->type != WF_OPTION_BOOL && o->type != WF_OPTION_TRI;
}

/* `--name=val`: candidates keep the `--name=` in front. */
struct prefixed {
    const struct wf_completion *c;
    const char *prefix;
};

static void emit_prefixed(void *user, const char *value, const char *what)
{
    const struct prefixed *p = user;

    p->c->emit(p->c->user, wf_arena_printf(p->c->arena, "%s%s", p->prefix, value), what);
}

static void complete_flag(const struct wf_completion *c)
{
    const char *equals = strchr(c->current, '=');
    struct wf_completion inner = *c;
    struct prefixed p = { .c = c };
    const struct wf_option *o;

    if (equals == NULL) {
        if (c->parsed->command != NULL)
            wf_each_option(c->parsed->command->options, 0, offer_flag, (void *)c);
        wf_each_option(wf_global_options, 0, offer_flag, (void *)c);
        return;
    }
    p.prefix = wf_arena_strndup(c->arena, c->current, (size_t)(equals - c->current) + 1);
    o = wf_completion_option(
        c, wf_arena_strndup(c->arena, c->current, (size_t)(equals - c->current)));
    if (o == NULL)
        return;
    inner.current = equals + 1;
    c->how->at = (size_t)(equals - c->current) + 1;
    inner.emit = emit_prefixed;
    inner.user = &p;
    offer_values(&inner, o);
}

size_t wf_completion_plain(const struct wf_completion *c, size_t n_words, const char **ret)
{
    size_t n = 0;

    for (size_t i = 0; i < n_words; i++) {
        const char *w = c->words[i];

        if (w[0] == '-' && w[1] != '\0')
            i += strchr(w, '=') == NULL &&
                 wf_completion_takes_value(wf_completion_option(c, w));
        else
            ret[n++] = w;
    }
    return n;
}

/* `signal ID NAME`: the word behind the only workflow may be the handler. */
static bool is_signal(const struct wf_completion *c, size_t at)
{
    const struct wf_option *o = wf_completion_option(c, "--name");

    return o != NULL && o->complete == WF_COMPLETE_SIGNAL &&
           wf_completion_given(c, o->name) == NULL &&
           at == (wf_completion_given(c, "workflow-id") == NULL ? 1 : 0);
}

static void complete_positional(const struct wf_completion *c, size_t at)
{
    const struct wf_positional *p = c->parsed->command->positionals;

    /* with -w the first word is what would else be the second: the name of a handler */
    if (p != NULL && p->name != NULL && p->complete == WF_COMPLETE_WORKFLOW &&
        p[1].name != NULL && wf_completion_given(c, "workflow-id") != NULL)
        p++;
    if (p != NULL && p->name != NULL && p->repeated && is_signal(c, at)) {
        offer_kind(c, WF_COMPLETE_SIGNAL);
        return;
    }
    for (; p != NULL && p->name != NULL; p++) {
        if (at == 0 || p->repeated) {
            offer_kind(c, p->complete);
            return;
        }
        at--;
    }
}

/* The first word may be an alias: what it stands for is completed. */
static void expand(struct wf_completion *c)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *const *words = c->words;
    int n = (int)c->n_words;

    if (n > 1 &&
        wf_alias_expand(c->session, n, words, c->arena, &n, &words, &ignored) == WF_OK) {
        c->words = words;
        c->n_words = (size_t)n;
    }
    wf_error_clear(&ignored);
}

static void complete_word(struct wf_completion *c)
{
    const char **plain = wf_arena_alloc(c->arena, (c->n_words + 1) * sizeof *plain);
    struct wf_error ignored = WF_ERROR_INIT;
    const struct wf_registry *reg = c->session->registry;
    const struct wf_option *o = NULL;
    const struct wf_group *group;
    size_t n, used = 0;

    c->current = c->words[c->n_words - 1];
    (void)wf_parse(reg, (int)c->n_words - 1, c->words, c->arena, c->parsed, &ignored);
    if (c->n_words > 1)
        o = wf_completion_option(c, c->words[c->n_words - 2]);
    if (wf_completion_takes_value(o)) {
        offer_values(c, o);
    } else if (c->current[0] == '-') {
        complete_flag(c);
    } else {
        n = wf_completion_plain(c, c->n_words - 1, plain);
        (void)wf_find_command(reg, n, plain, &used, &group);
        if (c->parsed->command == NULL || used == n)
            offer_commands(c, plain, n);
        if (c->n_words == 1)
            wf_alias_each(c->session, offer_alias, c);
        if (c->parsed->command != NULL)
            complete_positional(c, n - used);
    }
    wf_error_clear(&ignored);
}

void wf_complete(struct wf_session *s, size_t n_words, const char *const *words,
                 struct wf_complete_how *how, wf_candidate_fn *emit, void *user)
{
    struct wf_complete_how none = { 0 };
    struct wf_parsed parsed;
    struct wf_completion c = { .session = s,
                               .n_words = n_words,
                               .words = words,
                               .parsed = &parsed,
                               .arena = wf_arena_new(),
                               .how = how != NULL ? how : &none,
                               .emit = emit,
                               .user = user };

    if (n_words > 0) {
        expand(&c);
        complete_word(&c);
    }
    wf_arena_free(c.arena);
}

/* ---- the hidden verb of the shells' scripts
 * ---------------------------------------------- */

struct complete_args {
    struct wf_strings words;
    bool plain; /* values without descriptions */
};

struct printer {
    struct wf_job *job;
    struct wf_error *err;
    enum wf_code rc;
    bool plain;
};

static void print_candidate(void *user, const char *value, const char *what)
{
    struct printer *p = user;

    if (p->rc == WF_OK && strpbrk(value, "\t\n\r") == NULL)
        p->rc = p->plain ? wf_job_printf(p->job, p->err, "%s\n", value)
                         : wf_job_printf(p->job, p->err, "%s\t%s\n", value,
                                         what != NULL ? what : "");
}

static enum wf_code complete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct complete_args *a = args;
    struct printer p = { .job = job, .err = err, .plain = a->plain };

    wf_complete(job->session, a->words.n, a->words.v, NULL, print_candidate, &p);
    return p.rc;
}

static const struct wf_positional complete_positionals[] = {
    { .name = "WORD",
      .offset = offsetof(struct complete_args, words),
      .help = "the words up to the cursor, behind --",
      .repeated = true },
    { .name = NULL },
};

static const struct wf_option complete_options[] = {
    WF_OPT_BOOL(0, "plain", struct complete_args, plain, "values without descriptions"),
    WF_OPT_END
};

const struct wf_command wf_cmd_complete = {
    .path = "__complete",
    .summary = "Print the completions of a command line",
    .examples = { { "wfsh __complete -- workflow st", "what the shells' scripts run" } },
    .positionals = complete_positionals,
    .options = complete_options,
    .args_size = sizeof(struct complete_args),
    .flags = WF_CMD_LAX | WF_CMD_HIDDEN | WF_CMD_OURS,
    .run = complete_run,
};
