/* shell/syntax.c: text to pipelines of words. */
#include "shell/syntax.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <string.h>

enum { MAX_PIPELINES = 100000, MAX_WORDS = 100000 };

struct parser {
    struct wf_arena *a;
    const char *text;
    size_t at;
    unsigned line;
    bool more;
    struct wf_error *err;
    const char *heredoc_end; /* a heredoc's word whose text begins at the next line */
};

static void *grow(struct wf_arena *a, void *v, size_t n, size_t size)
{
    void *p;

    if ((n & (n - 1)) != 0)
        return v;
    p = wf_arena_alloc(a, (n == 0 ? 1 : n * 2) * size);
    if (n > 0)
        memcpy(p, v, n * size);
    return p;
}

static char here(const struct parser *p)
{
    return p->text[p->at];
}

static void step(struct parser *p)
{
    p->line += p->text[p->at] == '\n';
    p->at++;
}

static bool skip_blanks(struct parser *p)
{
    bool any = false;

    while (here(p) == ' ' || here(p) == '\t' || here(p) == '\r' ||
           (here(p) == '\\' && p->text[p->at + 1] == '\n')) {
        if (here(p) == '\\')
            step(p);
        step(p);
        any = true;
    }
    if (here(p) == '\\' && p->text[p->at + 1] == '\0')
        p->more = true;
    if (here(p) == '#')
        while (here(p) != '\0' && here(p) != '\n')
            p->at++;
    return any;
}

/* ---- words
 * -------------------------------------------------------------------------------- */

static void skip_quoted(struct parser *p)
{
    char quote = here(p);

    for (step(p); here(p) != quote; step(p)) {
        if (quote == '"' && here(p) == '\\' && p->text[p->at + 1] != '\0')
            step(p);
        if (here(p) == '\0') {
            p->more = true;
            return;
        }
    }
    step(p);
}

/* JSON as a word: strings inside have JSON's quotes. */
static void skip_brackets(struct parser *p)
{
    size_t depth = 0;

    do {
        char c = here(p);

        if (c == '\0') {
            p->more = true;
            return;
        }
        if (c == '"') {
            skip_quoted(p);
            if (p->more)
                return;
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        step(p);
    } while (depth > 0);
}

static bool ends_word(char c)
{
    return c == '\0' || isspace((unsigned char)c) || strchr("|;&<>", c) != NULL;
}

static const char *take_word(struct parser *p)
{
    size_t begin = p->at;

    if (here(p) == '{' || here(p) == '[')
        skip_brackets(p);
    while (!p->more && !ends_word(here(p))) {
        if (here(p) == '\'' || here(p) == '"') {
            skip_quoted(p);
        } else if (here(p) == '\\') {
            if (p->text[p->at + 1] == '\0')
                p->more = true;
            else
                step(p);
            if (!p->more)
                step(p);
        } else {
            step(p);
        }
    }
    return wf_arena_strndup(p->a, p->text + begin, p->at - begin);
}

/* ---- heredocs
 * ----------------------------------------------------------------------------- */

/* The lines up to the one that is the word; the parser stands at the line's end before. */
static const char *take_heredoc(struct parser *p)
{
    size_t begin, n = strlen(p->heredoc_end);

    if (here(p) == '\0') {
        p->more = true;
        return "";
    }
    step(p);
    begin = p->at;
    for (;;) {
        size_t len = strcspn(p->text + p->at, "\n");

        if (len == n && memcmp(p->text + p->at, p->heredoc_end, n) == 0) {
            const char *body = wf_arena_strndup(p->a, p->text + begin, p->at - begin);

            p->at += len;
            return body;
        }
        if (p->text[p->at + len] == '\0') {
            p->more = true;
            return "";
        }
        p->at += len;
        step(p);
    }
}

static const char *unquoted(struct parser *p, const char *word)
{
    size_t n = strlen(word);

    if (n >= 2 && (word[0] == '\'' || word[0] == '"') && word[n - 1] == word[0])
        return wf_arena_strndup(p->a, word + 1, n - 2);
    return word;
}

/* ---- pipelines
 * ---------------------------------------------------------------------------- */

static enum wf_code redirect(struct parser *p, struct wf_sh_pipeline *l)
{
    char c = here(p);
    bool twice;
    const char *word;

    step(p);
    twice = here(p) == c;
    if (twice)
        step(p);
    (void)skip_blanks(p);
    if (ends_word(here(p)) && !p->more)
        return wf_error_set(p->err, WF_E_USAGE, "a name is missing behind '%c'", c);
    word = take_word(p);
    if (p->more)
        return WF_OK;
    if (c == '<' && twice) {
        p->heredoc_end = unquoted(p, word);
    } else if (c == '<') {
        l->in = word;
    } else {
        l->out = word;
        l->append = twice;
    }
    return WF_OK;
}

/* Words up to what ends the segment. */
static enum wf_code take_segment(struct parser *p, struct wf_sh_pipeline *l,
                                 struct wf_sh_segment *s)
{
    size_t begin, end;
    enum wf_code rc = WF_OK;

    (void)skip_blanks(p);
    if (here(p) == '\\' && p->text[p->at + 1] == '!') /* as psql has it */
        step(p);
    if (here(p) == '!') {
        s->bang = true;
        step(p);
        (void)skip_blanks(p);
    }
    begin = end = p->at;
    for (;;) {
        (void)skip_blanks(p);
        if (p->more || rc != WF_OK || strchr("\n;|&", here(p)) != NULL || here(p) == '\0')
            break;
        if (here(p) == '<' || here(p) == '>') {
            rc = redirect(p, l);
            continue;
        }
        if (s->n_words >= MAX_WORDS)
            return wf_error_set(p->err, WF_E_USAGE, "more than %d words", MAX_WORDS);
        s->words = grow(p->a, s->words, s->n_words, sizeof *s->words);
        s->words[s->n_words++] = take_word(p);
        end = p->at;
    }
    s->text = wf_arena_strndup(p->a, p->text + begin, end - begin);
    return rc;
}

static enum wf_code take_pipeline(struct parser *p, struct wf_sh_pipeline *l)
{
    enum wf_code rc;

    l->line = p->line;
    for (;;) {
        struct wf_sh_segment *s;

        l->segments = grow(p->a, l->segments, l->n, sizeof *l->segments);
        s = &l->segments[l->n++];
        *s = (struct wf_sh_segment){ 0 };
        rc = take_segment(p, l, s);
        if (rc != WF_OK || p->more)
            return rc;
        if (here(p) != '|')
            break;
        if (s->n_words == 0)
            return wf_error_set(p->err, WF_E_USAGE, "nothing stands before '|'");
        step(p);
        while (skip_blanks(p) || here(p) == '\n')
            if (here(p) == '\n')
                step(p);
        if (here(p) == '\0') {
            p->more = true;
            return WF_OK;
        }
    }
    if (here(p) == '&') {
        l->background = true;
        step(p);
    } else if (here(p) == ';') {
        step(p);
    }
    if (p->heredoc_end != NULL) {
        (void)skip_blanks(p);
        if (here(p) != '\n' && here(p) != '\0')
            return wf_error_set(p->err, WF_E_USAGE, "a heredoc's command ends its line");
        l->heredoc = take_heredoc(p);
        p->heredoc_end = NULL;
    }
    return WF_OK;
}

enum wf_code wf_sh_parse(struct wf_arena *a, const char *text, struct wf_sh_script *ret,
                         bool *ret_more, struct wf_error *err)
{
    struct parser p = { .a = a, .text = text, .line = 1, .err = err };
    struct wf_sh_script script = { 0 };
    enum wf_code rc = WF_OK;
    unsigned begun = 1;

    *ret_more = false;
    while (rc == WF_OK && !p.more) {
        struct wf_sh_pipeline l = { 0 };

        while (skip_blanks(&p) || here(&p) == '\n' || here(&p) == ';')
            if (here(&p) == '\n' || here(&p) == ';')
                step(&p);
        if (here(&p) == '\0')
            break;
        begun = p.line;
        if (here(&p) == '&' || here(&p) == '|')
            rc = wf_error_set(err, WF_E_USAGE, "nothing stands before '%c'", here(&p));
        if (rc == WF_OK && script.n >= MAX_PIPELINES)
            rc = wf_error_set(err, WF_E_USAGE, "more than %d commands", MAX_PIPELINES);
        if (rc == WF_OK)
            rc = take_pipeline(&p, &l);
        if (rc != WF_OK || p.more)
            break;
        if (l.segments[0].n_words == 0 && !l.segments[0].bang)
            continue;
        script.v = grow(a, script.v, script.n, sizeof *script.v);
        script.v[script.n++] = l;
    }
    *ret_more = rc == WF_OK && p.more;
    *ret = rc == WF_OK && !p.more ? script : (struct wf_sh_script){ .line = p.line };
    if (*ret_more)
        ret->line = begun;
    return rc;
}

/* ---- expansion
 * ---------------------------------------------------------------------------- */

static bool names(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* `$name`, `${name}`, `$?`; *at stands behind the `$`. */
static enum wf_code expand_variable(struct wf_arena *a, const char *word, size_t *at,
                                    wf_sh_lookup_fn *lookup, void *user,
                                    struct wf_strbuf *out, struct wf_error *err)
{
    bool braces = word[*at] == '{';
    size_t begin = *at + braces, n = 0;
    const char *path, *value;

    if (word[begin] == '?' || (word[begin] == '_' && !names(word[begin + 1])))
        n = 1;
    else
        while (names(word[begin + n]))
            n++;
    while (n > 1 && word[begin + n - 1] == '.' && !braces)
        n--; /* a full stop behind a name is text */
    if (n == 0 || (braces && word[begin + n] != '}')) {
        wf_strbuf_addc(out, '$');
        return WF_OK;
    }
    path = wf_arena_strndup(a, word + begin, n);
    value = lookup(user, path);
    if (value == NULL)
        return wf_error_set(err, WF_E_USAGE, "$%s is not set", path);
    wf_strbuf_adds(out, value);
    *at = begin + n + braces;
    return WF_OK;
}

enum wf_code wf_sh_expand(struct wf_arena *a, const char *word, wf_sh_lookup_fn *lookup,
                          void *user, const char **ret, struct wf_error *err)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc = WF_OK;
    char quote = '\0';

    if (word[0] == '{' || word[0] == '[') { /* JSON as it stands */
        *ret = wf_arena_strdup(a, word);
        return WF_OK;
    }
    for (size_t i = 0; word[i] != '\0' && rc == WF_OK;) {
        char c = word[i];

        if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
            i++;
        } else if (c == quote && quote != '\0') {
            quote = '\0';
            i++;
        } else if (c == '\\' && quote != '\'' && word[i + 1] != '\0' &&
                   (quote == '\0' || strchr("\"\\$", word[i + 1]) != NULL)) {
            if (word[i + 1] != '\n')
                wf_strbuf_addc(&out, word[i + 1]);
            i += 2;
        } else if (c == '$' && quote != '\'') {
            i++;
            rc = expand_variable(a, word, &i, lookup, user, &out, err);
        } else {
            wf_strbuf_addc(&out, c);
            i++;
        }
    }
    if (rc == WF_OK)
        *ret = wf_arena_strdup(a, wf_strbuf_str(&out));
    wf_strbuf_release(&out);
    return rc;
}
