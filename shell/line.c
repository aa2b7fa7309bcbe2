/* shell/line.c: makes sense of the line before the cursor. */
#include "shell/line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct wf_shell *sh;
    struct wf_arena *a;
    const char *text;
    size_t at;
    const char **words; /* of the segment so far, as values */
    size_t n;
    bool bang, file, heredoc, other;
    /* the word that is read */
    char *value, *quotes;
    size_t *raw;
    size_t len;
    char quote;
};

static const char *look_up(void *user, const char *path)
{
    struct reader *r = user;
    char *end;
    size_t row = strtoul(path, &end, 10);

    if (r->sh == NULL)
        return NULL;
    if (*end == '\0' && end != path) {
        const char *line = wf_sh_rows_line(r->sh->rows, row);

        return line != NULL ? wf_arena_strndup(r->a, line, strcspn(line, "\t")) : NULL;
    }
    return wf_sh_vars_get(r->sh->vars, r->a, path);
}

static void add(struct reader *r, char c)
{
    r->value[r->len] = c;
    r->raw[r->len] = r->at;
    r->quotes[r->len++] = r->quote;
}

static bool ends_word(char c)
{
    return c == '\0' || isspace((unsigned char)c) || strchr("|;&<>", c) != NULL;
}

/* JSON at the beginning of a word goes to the bracket that closes it. */
static void skip_brackets(struct reader *r)
{
    size_t depth = 0;
    bool quoted = false;

    for (; r->text[r->at] != '\0'; r->at++) {
        char c = r->text[r->at];

        add(r, c);
        if (quoted && c == '\\' && r->text[r->at + 1] != '\0') {
            r->at++;
            add(r, r->text[r->at]);
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            depth += c == '{' || c == '[';
            depth -= c == '}' || c == ']';
            if (depth == 0) {
                r->at++;
                return;
            }
        }
    }
    r->other = true; /* the cursor is inside */
}

/* One word, up to what ends it or the cursor. */
static void take_word(struct reader *r)
{
    r->len = 0;
    r->quote = 0;
    if (r->text[r->at] == '{' || r->text[r->at] == '[')
        skip_brackets(r);
    for (;; r->at++) {
        char c = r->text[r->at];

        if (c == '\0' || (r->quote == 0 && ends_word(c)))
            return;
        if (c == '\\' && r->n == 0 && r->len == 0 && r->quote == 0) {
            add(r, c); /* a word of ours: \watch */
        } else if (r->quote == 0 && (c == '\'' || c == '"')) {
            r->quote = c;
        } else if (r->quote != 0 && c == r->quote) {
            r->quote = 0;
        } else if (c == '\\' && r->quote != '\'' && r->text[r->at + 1] != '\0' &&
                   (r->quote == 0 || strchr("\"\\$", r->text[r->at + 1]) != NULL)) {
            add(r, r->text[r->at + 1]);
            r->at++;
        } else {
            add(r, c);
        }
    }
}

static void end_segment(struct reader *r)
{
    r->n = 0;
    r->bang = r->file = false;
}

/* Steps over one thing between words; false: a word begins here, or the text ends. */
static bool take_other(struct reader *r)
{
    char c = r->text[r->at];

    if (c == '\n' && r->heredoc)
        r->other = true;
    if (c == '\\' && r->text[r->at + 1] == '\n')
        r->at++;
    else if (c == '\0' || !(isspace((unsigned char)c) || strchr("|;&<>#!", c) != NULL))
        return false;
    if (c == '#') {
        size_t n = strcspn(r->text + r->at, "\n");

        r->at += n;
        r->other |= r->text[r->at] == '\0';
        return true;
    }
    if (c == '!' && r->n > 0)
        return false;
    if (c == '\n' || c == '|' || c == ';' || c == '&')
        end_segment(r);
    r->bang |= c == '!';
    r->file |= c == '<' || c == '>';
    r->heredoc |= c == '<' && r->text[r->at + 1] == '<';
    r->at++;
    return true;
}

static void keep_word(struct reader *r, const char *written)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *value = wf_arena_strndup(r->a, r->value, r->len);

    if (written[0] != '\\' || r->n > 0)
        (void)wf_sh_expand(r->a, written, look_up, r, &value, &ignored);
    if (!r->file)
        r->words[r->n++] = value;
    r->file = false;
}

/* ---- what the words mean here
 * ------------------------------------------------------------- */

/* `let x = VERB…`, `\watch 2 VERB…`: how many words stand before the verb. */
static size_t before_verb(const char *const *words, size_t n)
{
    char *end;

    if (n > 3 && strcmp(words[0], "let") == 0 && strcmp(words[2], "=") == 0)
        return 3;
    if (n > 1 && strcmp(words[0], "\\watch") == 0) {
        (void)strtod(words[1], &end);
        return n > 2 && end != words[1] && *end == '\0' ? 2 : 1;
    }
    return 0;
}

static void as_run(struct reader *r, struct wf_sh_line *ret)
{
    struct wf_error ignored = WF_ERROR_INIT;
    size_t skip = before_verb(r->words, r->n), n;
    const char *const *words = r->words + skip;
    const char *const *made;
    const char **v;

    ret->n = r->n - skip;
    ret->words = words;
    if (r->sh == NULL || ret->n < 2 || !wf_sh_is_verb(r->sh, words[0]) ||
        wf_sh_complete_words(r->sh, ret->n - 1, words, r->a, &n, &made, &ignored) != WF_OK)
        return;
    v = wf_arena_alloc(r->a, (n + 2) * sizeof *v);
    memcpy(v, made, n * sizeof *v);
    v[n] = words[ret->n - 1];
    ret->words = v;
    ret->n = n + 1;
}

void wf_sh_line_read(struct wf_shell *sh, struct wf_arena *a, const char *text,
                     struct wf_sh_line *ret)
{
    size_t size = strlen(text);
    struct reader r = { .sh = sh,
                        .a = a,
                        .text = text,
                        .words = wf_arena_alloc(a, (size / 2 + 3) * sizeof *r.words),
                        .value = wf_arena_alloc(a, size + 1),
                        .quotes = wf_arena_zalloc(a, size + 1),
                        .raw = wf_arena_alloc(a, (size + 1) * sizeof *r.raw) };

    for (;;) {
        size_t begin;

        while (take_other(&r))
            ;
        begin = r.at;
        take_word(&r);
        if (r.text[r.at] == '\0') /* it is the one at the cursor, be it empty */
            break;
        keep_word(&r, wf_arena_strndup(a, text + begin, r.at - begin));
    }
    r.value[r.len] = '\0';
    r.raw[r.len] = r.at;
    r.quotes[r.len] = r.quote;
    *ret = (struct wf_sh_line){ .kind = r.other || r.bang ? WF_SH_LINE_OTHER
                                        : r.file          ? WF_SH_LINE_FILE
                                                          : WF_SH_LINE_WORDS,
                                .quote = r.quote,
                                .raw_at = r.raw,
                                .raw_quote = r.quotes };
    r.words[r.n++] = r.value;
    as_run(&r, ret);
}

bool wf_sh_line_quote(struct wf_strbuf *out, const char *value, char quote)
{
    const char *sharp = quote == '"' ? "\"\\$" : quote == '\'' ? "" : " \t'\"\\$|;&<>";

    if (strpbrk(value, "\n\r") != NULL || (quote == '\'' && strchr(value, '\'') != NULL))
        return false;
    for (const char *p = value; *p != '\0'; p++) {
        if (strchr(sharp, *p) != NULL ||
            (quote == 0 && p == value && strchr("{[#!", *p) != NULL))
            wf_strbuf_addc(out, '\\');
        wf_strbuf_addc(out, *p);
    }
    return true;
}
