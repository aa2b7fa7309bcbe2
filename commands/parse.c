/* commands/parse.c: from words to a command and its args struct. */
#include "commands/parse.h"

#include "commands/parse_value.h"

#include <stdio.h>
#include <string.h>

enum { MAX_PATH_WORDS = 6 };

struct parser {
    const struct wf_registry *reg;
    struct wf_arena *a;
    struct wf_parsed *out;
    const char *unmatched;   /* the first word behind the path that find_path() saw */
    struct wf_strings words; /* not options: the command's path, then positionals */
    int argc;
    const char *const *argv;
};

/* ---- finding an option ------------------------------------------------------------------
 */

struct lookup {
    const char *name; /* a long name, or NULL */
    size_t n;
    char letter;
    const struct wf_option *found;
    size_t offset;
    struct wf_suggest suggest;
};

static bool look(void *user, const struct wf_option *o, size_t offset)
{
    struct lookup *l = user;

    if (l->name == NULL) {
        if (o->letter != l->letter)
            return true;
    } else if (!(strlen(o->name) == l->n && memcmp(o->name, l->name, l->n) == 0) &&
               !(o->alias != NULL && strlen(o->alias) == l->n &&
                 memcmp(o->alias, l->name, l->n) == 0)) {
        if (!o->hidden && l->suggest.typed != NULL)
            wf_suggest_offer(&l->suggest, o->name);
        return true;
    }
    l->found = o;
    l->offset = offset;
    return false;
}

/* The command's own options come first: `-n` may mean something else there. */
static void *find_member(struct parser *p, struct lookup *l)
{
    const struct wf_command *c = p->out->command;

    if (c != NULL)
        wf_each_option(c->options, 0, look, l);
    if (l->found != NULL)
        return (char *)p->out->args + l->offset;
    wf_each_option(wf_global_options, 0, look, l);
    return l->found != NULL ? (char *)&p->out->globals + l->offset : NULL;
}

static void remember(struct parser *p, const struct wf_option *o, const char *value)
{
    struct wf_parsed *out = p->out;

    if ((out->n_given & (out->n_given - 1)) == 0) {
        size_t room = out->n_given == 0 ? 1 : out->n_given * 2;
        struct wf_given *v = wf_arena_alloc(p->a, room * sizeof *v);

        if (out->n_given > 0)
            memcpy(v, out->given, out->n_given * sizeof *v);
        out->given = v;
    }
    out->given[out->n_given++] = (struct wf_given){ .option = o, .value = value };
}

static bool takes_value(const struct wf_option *o)
{
    return o->type != WF_OPTION_BOOL && o->type != WF_OPTION_TRI;
}

static const char *command_name(const struct parser *p)
{
    return p->out->command != NULL ? p->out->command->path
           : p->out->group != NULL ? p->out->group->path
                                   : "wfsh";
}

static enum wf_code store(struct parser *p, const struct wf_option *o, void *member,
                          const char *value, struct wf_error *err)
{
    if (o->type == WF_OPTION_STRING || o->type == WF_OPTION_STRINGS)
        value = wf_arena_strdup(p->a, value);
    remember(p, o, value);
    return wf_value_set(p->a, o, member, value, err);
}

/* ---- words ------------------------------------------------------------------------------
 */

/* `--name`, `--name=value`, `--name value`; *i is moved over a value of its own. */
static enum wf_code long_option(struct parser *p, int *i, struct wf_error *err)
{
    const char *text = p->argv[*i] + 2, *equals = strchr(text, '=');
    struct lookup l = { .name = text,
                        .n = equals != NULL ? (size_t)(equals - text) : strlen(text) };
    const char *value = equals != NULL ? equals + 1 : NULL;
    void *member;

    l.suggest.typed = wf_arena_strndup(p->a, text, l.n);
    member = find_member(p, &l);
    if (member == NULL) {
        wf_error_set(err, WF_E_USAGE, "%s: unknown flag '--%s'", command_name(p),
                     l.suggest.typed);
        if (l.suggest.best != NULL)
            wf_error_hint(err, "did you mean '--%s'?", l.suggest.best);
        return WF_E_USAGE;
    }
    if (value == NULL && takes_value(l.found)) {
        if (*i + 1 >= p->argc)
            return wf_error_set(err, WF_E_USAGE, "%s: --%s needs a value", command_name(p),
                                l.found->name);
        value = p->argv[++*i];
    }
    return store(p, l.found, member, value, err);
}

/* `-x`, `-xVALUE`, `-x VALUE`, and bools bundled. */
static enum wf_code short_options(struct parser *p, int *i, struct wf_error *err)
{
    const char *text = p->argv[*i] + 1;

    while (*text != '\0') {
        struct lookup l = { .letter = *text };
        void *member = find_member(p, &l);
        enum wf_code rc;

        if (member == NULL)
            return wf_error_set(err, WF_E_USAGE, "%s: unknown flag '-%c'", command_name(p),
                                *text);
        text++;
        if (takes_value(l.found)) {
            const char *value = *text == '=' ? text + 1 : text;

            if (*text == '\0') {
                if (*i + 1 >= p->argc)
                    return wf_error_set(err, WF_E_USAGE, "%s: -%c needs a value",
                                        command_name(p), l.letter);
                value = p->argv[++*i];
            }
            return store(p, l.found, member, value, err);
        }
        rc = store(p, l.found, member, NULL, err);
        if (rc != WF_OK)
            return rc;
    }
    return WF_OK;
}

static bool is_global_with_value(const char *word)
{
    struct lookup l = { 0 };

    if (word[0] != '-' || word[1] == '\0' || strchr(word, '=') != NULL)
        return false;
    if (word[1] == '-') {
        l.name = word + 2;
        l.n = strlen(l.name);
    } else if (word[2] == '\0') {
        l.letter = word[1];
    } else {
        return false;
    }
    wf_each_option(wf_global_options, 0, look, &l);
    return l.found != NULL && takes_value(l.found);
}

/*
 * The words of the command's path: the first words that are neither options nor values of
 * global ones. Writes how many of them the path took.
 */
static size_t find_path(struct parser *p)
{
    const char *words[MAX_PATH_WORDS] = { NULL };
    size_t n = 0, used;

    for (int i = 0; i < p->argc && n < MAX_PATH_WORDS; i++) {
        if (strcmp(p->argv[i], "--") == 0)
            break;
        if (p->argv[i][0] == '-' && p->argv[i][1] != '\0')
            i += is_global_with_value(p->argv[i]);
        else
            words[n++] = p->argv[i];
    }
    p->out->command = wf_find_command(p->reg, n, words, &used, &p->out->group);
    p->unmatched = used < n ? words[used] : NULL;
    return used;
}

static bool unset(void *user, const struct wf_option *o, size_t offset)
{
    wf_value_unset(o, (char *)user + offset);
    return true;
}

static enum wf_code read_words(struct parser *p, size_t path_words, struct wf_error *err)
{
    bool ended = false;
    enum wf_code rc = WF_OK;

    p->out->positionals_at =
        wf_arena_alloc(p->a, ((size_t)p->argc + 1) * sizeof *p->out->positionals_at);
    for (int i = 0; i < p->argc && rc == WF_OK; i++) {
        const char *w = p->argv[i];

        if (!ended && strcmp(w, "--") == 0)
            ended = true;
        else if (!ended && w[0] == '-' && w[1] == '-')
            rc = long_option(p, &i, err);
        else if (!ended && w[0] == '-' && w[1] != '\0')
            rc = short_options(p, &i, err);
        else if (path_words > 0)
            path_words--;
        else {
            p->out->positionals_at[p->words.n] = i;
            wf_strings_add(p->a, &p->words, wf_arena_strdup(p->a, w));
            ended = ended || (p->out->command != NULL &&
                              (p->out->command->flags & WF_CMD_REST) != 0);
        }
    }
    p->out->positionals = p->words;
    return rc;
}

/* ---- checks when all words are read
 * ------------------------------------------------------ */

struct check {
    struct parser *p;
    struct wf_error *err;
    enum wf_code rc;
};

static bool given(const struct wf_parsed *out, const struct wf_option *o)
{
    for (size_t i = 0; i < out->n_given; i++)
        if (out->given[i].option == o)
            return true;
    return false;
}

bool wf_parsed_was_given(const struct wf_parsed *p, const char *name)
{
    for (size_t i = 0; i < p->n_given; i++)
        if (strcmp(p->given[i].option->name, name) == 0)
            return true;
    return false;
}

bool wf_parsed_is_on(const struct wf_parsed *p, const char *name)
{
    bool on = false; /* the last one counts */

    for (size_t i = 0; i < p->n_given; i++)
        if (strcmp(p->given[i].option->name, name) == 0)
            on = p->given[i].value == NULL || strcasecmp(p->given[i].value, "true") == 0 ||
                 strcmp(p->given[i].value, "1") == 0;
    return on;
}

static bool apply_default(void *user, const struct wf_option *o, size_t offset)
{
    struct check *c = user;

    if (o->default_value != NULL && !given(c->p->out, o))
        c->rc = wf_value_set(c->p->a, o, (char *)c->p->out->args + offset, o->default_value,
                             c->err);
    if (c->rc == WF_OK && o->required && !given(c->p->out, o))
        c->rc = wf_error_set(c->err, WF_E_USAGE, "%s: --%s is required", command_name(c->p),
                             o->name);
    return c->rc == WF_OK;
}

struct group_check {
    struct check *c;
    const struct wf_option *first;       /* whose group is looked at */
    const struct wf_option *one, *other; /* given ones of the group */
    char names[300];
};

static bool count_exclusive(void *user, const struct wf_option *o, size_t offset)
{
    struct group_check *g = user;

    (void)offset;
    if (o->exclusive == NULL || strcmp(o->exclusive, g->first->exclusive) != 0 ||
        !given(g->c->p->out, o) || o == g->one)
        return true;
    if (g->one == NULL)
        g->one = o;
    else
        g->other = o;
    return g->other == NULL;
}

static bool count_one_of(void *user, const struct wf_option *o, size_t offset)
{
    struct group_check *g = user;
    size_t n = strlen(g->names);

    (void)offset;
    if (o->one_of == NULL || strcmp(o->one_of, g->first->one_of) != 0)
        return true;
    snprintf(g->names + n, sizeof g->names - n, "%s--%s", n == 0 ? "" : ", ", o->name);
    if (given(g->c->p->out, o))
        g->one = o;
    return true;
}

static bool check_groups(void *user, const struct wf_option *o, size_t offset)
{
    struct check *c = user;
    const struct wf_option *rows = c->p->out->command->options;

    (void)offset;
    if (o->exclusive != NULL) {
        struct group_check g = { .c = c, .first = o };

        wf_each_option(rows, 0, count_exclusive, &g);
        if (g.other != NULL)
            c->rc = wf_error_set(c->err, WF_E_USAGE, "%s: --%s and --%s exclude each other",
                                 command_name(c->p), g.one->name, g.other->name);
    }
    if (o->one_of != NULL && c->rc == WF_OK) {
        struct group_check g = { .c = c, .first = o };

        wf_each_option(rows, 0, count_one_of, &g);
        if (g.one == NULL)
            c->rc = wf_error_set(c->err, WF_E_USAGE, "%s: one of %s is needed",
                                 command_name(c->p), g.names);
    }
    return c->rc == WF_OK;
}

static enum wf_code take_positionals(struct parser *p, struct wf_error *err)
{
    const struct wf_positional *row = p->out->command->positionals;
    size_t at = 0;

    for (; row != NULL && row->name != NULL; row++) {
        char *member = (char *)p->out->args + row->offset;

        if (row->repeated) {
            while (at < p->words.n)
                wf_strings_add(p->a, (struct wf_strings *)member, p->words.v[at++]);
        } else if (at < p->words.n) {
            *(const char **)member = p->words.v[at++];
        } else if (row->required) {
            return wf_error_set(err, WF_E_USAGE, "%s: %s is missing", command_name(p),
                                row->name);
        }
    }
    if (at < p->words.n)
        return wf_error_set(err, WF_E_USAGE, "%s: what is '%s'?", command_name(p),
                            p->words.v[at]);
    return WF_OK;
}

static enum wf_code unknown_command(struct parser *p, struct wf_error *err)
{
    const struct wf_group *group = p->out->group;
    struct wf_suggest s = { .typed = p->unmatched };
    size_t skip = group != NULL ? strlen(group->path) + 1 : 0;
    const char *best_path = NULL;

    for (size_t i = 0; p->reg->commands[i] != NULL; i++) {
        const struct wf_command *c = p->reg->commands[i];
        const char *last = strrchr(c->path, ' '), *before = s.best;

        if (c->flags & WF_CMD_HIDDEN)
            continue;
        if (skip > 0 &&
            (strncmp(c->path, group->path, skip - 1) != 0 || c->path[skip - 1] != ' '))
            continue;
        wf_suggest_offer(&s, last != NULL ? last + 1 : c->path);
        if (s.best != before)
            best_path = c->path;
    }
    for (const struct wf_group *g = p->reg->groups; skip == 0 && g->path != NULL; g++) {
        const char *before = s.best;

        wf_suggest_offer(&s, g->path);
        if (s.best != before)
            best_path = g->path;
    }
    wf_error_set(err, WF_E_USAGE, "%s%sunknown verb '%s'", group != NULL ? group->path : "",
                 group != NULL ? ": " : "", p->unmatched);
    if (best_path != NULL)
        wf_error_hint(err, "did you mean '%s'?", best_path);
    else
        wf_error_hint(err, "'wfsh help' lists the verbs");
    return WF_E_USAGE;
}

static enum wf_code finish_globals(struct parser *p, struct wf_error *err)
{
    struct wf_globals *g = &p->out->globals;
    const char *tmpl;
    enum wf_output o;

    g->settings.codec_header = g->codec_header.v;
    g->settings.n_codec_header = g->codec_header.n;
    g->settings.grpc_meta = g->grpc_meta.v;
    g->settings.n_grpc_meta = g->grpc_meta.n;
    return wf_output_parse(g->output, &o, &tmpl, err);
}

enum wf_code wf_parse(const struct wf_registry *reg, int argc, const char *const *argv,
                      struct wf_arena *a, struct wf_parsed *ret, struct wf_error *err)
{
    struct parser p = { .reg = reg, .a = a, .out = ret, .argc = argc, .argv = argv };
    struct check c = { .p = &p, .err = err };
    const struct wf_command *cmd;
    enum wf_code rc;
    size_t path_words;

    *ret = (struct wf_parsed){ 0 };
    path_words = find_path(&p);
    cmd = ret->command;
    if (cmd != NULL) {
        ret->args = wf_arena_zalloc(a, cmd->args_size + 1);
        wf_each_option(cmd->options, 0, unset, ret->args);
    }
    rc = read_words(&p, path_words, err);
    if (cmd == NULL && p.unmatched != NULL && !ret->globals.help)
        return unknown_command(&p, err); /* before what is said of its flags */
    if (rc == WF_OK)
        rc = finish_globals(&p, err);
    ret->positionals = p.words;
    if (rc != WF_OK || ret->globals.help)
        return rc;
    if (cmd == NULL)
        return WF_OK;
    rc = take_positionals(&p, err);
    if (rc == WF_OK) {
        wf_each_option(cmd->options, 0, apply_default, &c);
        if (c.rc == WF_OK)
            wf_each_option(cmd->options, 0, check_groups, &c);
        rc = c.rc;
    }
    return rc;
}

bool wf_parsed_default(struct wf_parsed *p, const char *name, const char *value,
                       struct wf_arena *a, enum wf_code *ret, struct wf_error *err)
{
    struct parser ps = { .a = a, .out = p };
    struct lookup l = { .name = name, .n = strlen(name) };
    void *member = find_member(&ps, &l);

    if (member == NULL || given(p, l.found))
        return false;
    *ret = store(&ps, l.found, member, value, err);
    return true;
}
