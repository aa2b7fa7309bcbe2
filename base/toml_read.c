/* base/toml_read.c: reads a TOML document into a tree. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/toml_private.h"
#include "base/utf8.h"

/* A key of a statement, `a."b c".d`, in the arena. */
struct dotted {
    const char *part[WF_TOML_DEPTH_MAX];
    size_t len[WF_TOML_DEPTH_MAX];
    size_t n;
    const char *at; /* in the text */
};

static enum wf_code read_value(struct wf_toml_reader *r, struct wf_toml *v);

void wf_toml_place(struct wf_toml_reader *r, const char *at, unsigned *ret_line,
                   unsigned *ret_column)
{
    const char *p = r->placed;

    if (p > at) {
        p = r->start;
        r->line = r->column = 1;
    }
    for (; p < at && p < r->end; p++) {
        if (*p == '\n') {
            r->line++;
            r->column = 1;
        } else if (((unsigned char)*p & 0xC0) != 0x80) {
            r->column++;
        }
    }
    r->placed = p;
    *ret_line = r->line;
    *ret_column = r->column;
}

enum wf_code(wf_toml_fail)(struct wf_toml_reader *r, const char *at, const char *fmt, ...)
{
    unsigned line, column;
    va_list ap;

    wf_toml_place(r, at, &line, &column);
    va_start(ap, fmt);
    wf_error_vset(r->err, WF_E_USAGE, fmt, ap);
    va_end(ap);
    wf_error_prefix(r->err, "%s:%u:%u", r->name, line, column);
    return WF_E_USAGE;
}

size_t wf_toml_newline(const struct wf_toml_reader *r, const char *p)
{
    if (p < r->end && *p == '\n')
        return 1;
    return r->end - p > 1 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

static void append(struct wf_toml *parent, struct wf_toml *v)
{
    if (parent->last != NULL)
        parent->last->next = v;
    else
        parent->first = v;
    parent->last = v;
    parent->count++;
}

static void skip_blanks(struct wf_toml_reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
        r->p++;
}

static enum wf_code skip_comment(struct wf_toml_reader *r)
{
    if (r->p >= r->end || *r->p != '#')
        return WF_OK;
    while (r->p < r->end && wf_toml_newline(r, r->p) == 0) {
        unsigned char c = (unsigned char)*r->p;

        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return wf_toml_fail(r, r->p, "control character 0x%02x in a comment", c);
        r->p++;
    }
    return WF_OK;
}

/* Blanks, newlines and comments inside an array. */
static enum wf_code skip_space(struct wf_toml_reader *r)
{
    for (;;) {
        size_t nl;
        enum wf_code rc;

        skip_blanks(r);
        rc = skip_comment(r);
        if (rc != WF_OK)
            return rc;
        nl = wf_toml_newline(r, r->p);
        if (nl == 0)
            return WF_OK;
        r->p += nl;
    }
}

static enum wf_code expect_line_end(struct wf_toml_reader *r)
{
    enum wf_code rc;
    size_t nl;

    skip_blanks(r);
    rc = skip_comment(r);
    if (rc != WF_OK)
        return rc;
    nl = wf_toml_newline(r, r->p);
    if (nl == 0 && r->p < r->end)
        return wf_toml_fail(r, r->p, "the line should end here");
    r->p += nl;
    return WF_OK;
}

static enum wf_code read_key(struct wf_toml_reader *r, struct dotted *key)
{
    key->n = 0;
    key->at = r->p;
    for (;;) {
        const char *at = r->p;
        enum wf_code rc;

        if (key->n == WF_TOML_DEPTH_MAX)
            return wf_toml_fail(r, at, "more than %d parts in a key", WF_TOML_DEPTH_MAX);
        if (at < r->end && (*at == '"' || *at == '\'')) {
            rc = wf_toml_read_string(r, false, &key->part[key->n], &key->len[key->n]);
            if (rc != WF_OK)
                return rc;
        } else {
            while (r->p < r->end && wf_toml_is_bare(*r->p))
                r->p++;
            if (r->p == at)
                return wf_toml_fail(r, at, "a key is missing");
            key->len[key->n] = (size_t)(r->p - at);
            key->part[key->n] = wf_arena_strndup(r->arena, at, key->len[key->n]);
        }
        key->n++;
        skip_blanks(r);
        if (r->p >= r->end || *r->p != '.')
            return WF_OK;
        r->p++;
        skip_blanks(r);
    }
}

static enum wf_code new_member(struct wf_toml_reader *r, struct wf_toml *table,
                               const struct dotted *key, size_t i, struct wf_toml **ret)
{
    struct wf_toml *v;

    if (table->count >= WF_TOML_KEYS_MAX)
        return wf_toml_fail(r, key->at, "more than %d keys in a table", WF_TOML_KEYS_MAX);
    v = wf_arena_zalloc(r->arena, sizeof *v);
    v->key = key->part[i];
    v->key_len = key->len[i];
    v->hash = wf_toml_hash(v->key, v->key_len);
    v->statement = (size_t)(key->at - r->start);
    append(table, v);
    *ret = v;
    return WF_OK;
}

static enum wf_code refuse_key(struct wf_toml_reader *r, const struct dotted *key, size_t i,
                               const char *why)
{
    return wf_toml_fail(r, key->at, "'%s' %s", key->part[i], why);
}

/* `key = value` into table; `section`: depth of the table whose header stands above. */
static enum wf_code read_pair(struct wf_toml_reader *r, struct wf_toml *table,
                              unsigned section, struct wf_toml **ret)
{
    struct dotted key;
    struct wf_toml *v;
    enum wf_code rc = read_key(r, &key);

    for (size_t i = 0; rc == WF_OK && i + 1 < key.n; i++) {
        v = wf_toml_member(table, key.part[i], key.len[i]);
        if (v == NULL) {
            rc = new_member(r, table, &key, i, &v);
            if (rc != WF_OK)
                break;
            v->type = WF_TOML_TABLE;
            v->made = WF_TOML_MADE_DOTTED;
            v->section = section;
            wf_toml_place(r, key.at, &v->line, &v->column);
        } else if (v->type == WF_TOML_TABLE && v->made == WF_TOML_MADE_IMPLICIT) {
            v->made = WF_TOML_MADE_DOTTED;
            v->section = section;
        } else if (v->type != WF_TOML_TABLE || v->made != WF_TOML_MADE_DOTTED) {
            return refuse_key(r, &key, i, "is there already and cannot be added to");
        }
        table = v;
    }
    if (rc != WF_OK)
        return rc;
    if (wf_toml_member(table, key.part[key.n - 1], key.len[key.n - 1]) != NULL)
        return refuse_key(r, &key, key.n - 1, "is there twice");
    if (r->p >= r->end || *r->p != '=')
        return wf_toml_fail(r, r->p, "a '=' is missing after the key");
    r->p++;
    skip_blanks(r);
    rc = new_member(r, table, &key, key.n - 1, &v);
    if (rc != WF_OK)
        return rc;
    wf_toml_place(r, key.at, &v->line, &v->column);
    rc = read_value(r, v);
    *ret = v;
    return rc;
}

/* What a finished inline table holds cannot be added to. */
static void close_tables(struct wf_toml *table)
{
    for (struct wf_toml *v = table->first; v != NULL; v = v->next)
        if (v->type == WF_TOML_TABLE && v->made == WF_TOML_MADE_DOTTED) {
            v->made = WF_TOML_MADE_VALUE;
            close_tables(v);
        }
}

static enum wf_code read_inline_table(struct wf_toml_reader *r, struct wf_toml *v)
{
    struct wf_toml *pair;
    enum wf_code rc;

    v->type = WF_TOML_TABLE;
    r->p++;
    skip_blanks(r);
    while (r->p < r->end && *r->p != '}') {
        rc = read_pair(r, v, 0, &pair);
        if (rc != WF_OK)
            return rc;
        skip_blanks(r);
        if (r->p < r->end && *r->p == '}')
            break;
        if (r->p >= r->end || *r->p != ',')
            return wf_toml_fail(r, r->p, "a ',' or '}' is missing in the inline table");
        r->p++;
        skip_blanks(r);
        if (r->p < r->end && *r->p == '}')
            return wf_toml_fail(r, r->p, "an inline table cannot end with a ','");
    }
    if (r->p >= r->end)
        return wf_toml_fail(r, r->p, "the inline table has no end");
    r->p++;
    close_tables(v);
    return WF_OK;
}

static enum wf_code read_array(struct wf_toml_reader *r, struct wf_toml *v)
{
    enum wf_code rc;

    v->type = WF_TOML_ARRAY;
    r->p++;
    for (;;) {
        struct wf_toml *item;

        rc = skip_space(r);
        if (rc != WF_OK)
            return rc;
        if (r->p < r->end && *r->p == ']') {
            r->p++;
            return WF_OK;
        }
        if (r->p >= r->end)
            return wf_toml_fail(r, r->p, "the array has no end");
        item = wf_arena_zalloc(r->arena, sizeof *item);
        item->key = "";
        item->statement = (size_t)(r->p - r->start);
        rc = read_value(r, item);
        if (rc != WF_OK)
            return rc;
        append(v, item);
        rc = skip_space(r);
        if (rc != WF_OK)
            return rc;
        if (r->p < r->end && *r->p == ',')
            r->p++;
        else if (r->p >= r->end || *r->p != ']')
            return wf_toml_fail(r, r->p, "a ',' or ']' is missing in the array");
    }
}

static enum wf_code read_value(struct wf_toml_reader *r, struct wf_toml *v)
{
    const char *at = r->p;
    char c = at < r->end ? *at : '\0';
    enum wf_code rc;

    if (++r->depth > WF_TOML_DEPTH_MAX)
        return wf_toml_fail(r, at, "nested deeper than %d", WF_TOML_DEPTH_MAX);
    v->begin = (size_t)(at - r->start);
    if (c == '"' || c == '\'') {
        v->type = WF_TOML_STRING;
        rc = wf_toml_read_string(r, true, &v->u.string.data, &v->u.string.len);
    } else if (c == '[') {
        rc = read_array(r, v);
    } else if (c == '{') {
        rc = read_inline_table(r, v);
    } else {
        rc = wf_toml_read_word(r, v);
    }
    v->end = (size_t)(r->p - r->start);
    r->depth--;
    return rc;
}

/* One more key of a header: what is there, or a new table. */
static enum wf_code step_into(struct wf_toml_reader *r, struct wf_toml **table,
                              const struct dotted *key, size_t i)
{
    struct wf_toml *v = wf_toml_member(*table, key->part[i], key->len[i]);
    enum wf_code rc;

    if (v == NULL) {
        rc = new_member(r, *table, key, i, &v);
        if (rc != WF_OK)
            return rc;
        v->type = WF_TOML_TABLE;
        v->made = WF_TOML_MADE_IMPLICIT;
        wf_toml_place(r, key->at, &v->line, &v->column);
    } else if (v->type == WF_TOML_ARRAY && v->made == WF_TOML_MADE_HEADER) {
        v = v->last;
    } else if (v->type != WF_TOML_TABLE || v->made == WF_TOML_MADE_VALUE) {
        return refuse_key(r, key, i, "is there already and is no table to add to");
    }
    *table = v;
    return WF_OK;
}

/* The table that a header opens. */
static enum wf_code open_table(struct wf_toml_reader *r, struct wf_toml *parent,
                               const struct dotted *key, bool element, struct wf_toml **ret)
{
    size_t i = key->n - 1;
    struct wf_toml *v = wf_toml_member(parent, key->part[i], key->len[i]), *item;
    enum wf_code rc;

    if (v == NULL) {
        rc = new_member(r, parent, key, i, &v);
        if (rc != WF_OK)
            return rc;
        v->type = element ? WF_TOML_ARRAY : WF_TOML_TABLE;
    } else if (element ? v->type != WF_TOML_ARRAY || v->made != WF_TOML_MADE_HEADER
                       : v->type != WF_TOML_TABLE || v->made != WF_TOML_MADE_IMPLICIT) {
        return refuse_key(r, key, i, "is there twice");
    }
    v->made = WF_TOML_MADE_HEADER;
    if (element) {
        item = wf_arena_zalloc(r->arena, sizeof *item);
        item->key = "";
        item->type = WF_TOML_TABLE;
        item->made = WF_TOML_MADE_HEADER;
        append(v, item);
        v = item;
    }
    *ret = v;
    return WF_OK;
}

static enum wf_code read_header(struct wf_toml_reader *r, struct wf_toml *root,
                                struct wf_toml **ret, unsigned *ret_depth)
{
    const char *at = r->p;
    struct wf_toml *table = root;
    struct dotted key;
    bool element;
    enum wf_code rc;

    r->p++;
    element = r->p < r->end && *r->p == '[';
    r->p += element ? 1 : 0;
    skip_blanks(r);
    rc = read_key(r, &key);
    if (rc != WF_OK)
        return rc;
    if (r->end - r->p < (element ? 2 : 1) || *r->p != ']' || (element && r->p[1] != ']'))
        return wf_toml_fail(r, r->p, "a '%s' is missing after the name of the table",
                            element ? "]]" : "]");
    for (size_t i = 0; rc == WF_OK && i + 1 < key.n; i++)
        rc = step_into(r, &table, &key, i);
    if (rc == WF_OK)
        rc = open_table(r, table, &key, element, &table);
    if (rc != WF_OK)
        return rc;
    r->p += element ? 2 : 1;
    wf_toml_place(r, at, &table->line, &table->column);
    table->statement = table->begin = (size_t)(at - r->start);
    table->end = table->body_end = (size_t)(r->p - r->start);
    *ret = table;
    *ret_depth = (unsigned)key.n;
    return WF_OK;
}

static enum wf_code read_document(struct wf_toml_reader *r, struct wf_toml *root)
{
    struct wf_toml *section = root, *pair;
    unsigned depth = 0;
    enum wf_code rc;

    for (;;) {
        rc = skip_space(r);
        if (rc != WF_OK || r->p >= r->end)
            return rc;
        if (*r->p == '[') {
            rc = read_header(r, root, &section, &depth);
        } else {
            rc = read_pair(r, section, depth, &pair);
            section->body_end = (size_t)(r->p - r->start);
        }
        if (rc == WF_OK)
            rc = expect_line_end(r);
        if (rc != WF_OK)
            return rc;
    }
}

static enum wf_code check_utf8(struct wf_toml_reader *r)
{
    const char *p = r->start;

    if (wf_utf8_valid((struct wf_bytes){ (const unsigned char *)p, (size_t)(r->end - p) }))
        return WF_OK;
    while (p < r->end) {
        const char *nl = memchr(p, '\n', (size_t)(r->end - p));
        size_t n = nl == NULL ? (size_t)(r->end - p) : (size_t)(nl - p) + 1;

        if (!wf_utf8_valid((struct wf_bytes){ (const unsigned char *)p, n }))
            break;
        p += n;
    }
    return wf_toml_fail(r, p, "the line is not UTF-8");
}

enum wf_code wf_toml_parse(const char *text, size_t len, const char *name,
                           struct wf_arena *arena, struct wf_toml **ret,
                           struct wf_error *err)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct wf_toml_reader r = { .name = name,
                                .start = text,
                                .p = text,
                                .end = text + len,
                                .placed = text,
                                .line = 1,
                                .column = 1,
                                .arena = arena,
                                .err = err };
    struct wf_toml *root = wf_arena_zalloc(arena, sizeof *root);
    enum wf_code rc;

    if (len > WF_TOML_SIZE_MAX)
        return wf_error_set(err, WF_E_USAGE, "%s: larger than %d bytes", name,
                            WF_TOML_SIZE_MAX);
    root->type = WF_TOML_TABLE;
    root->made = WF_TOML_MADE_ROOT;
    root->key = "";
    root->line = root->column = 1;
    rc = len == 0 ? WF_OK : check_utf8(&r);
    if (rc == WF_OK && len >= 3 && memcmp(text, mark, 3) == 0)
        r.p += 3;
    root->begin = root->body_end = (size_t)(r.p - r.start);
    if (rc == WF_OK)
        rc = read_document(&r, root);
    if (rc == WF_OK)
        *ret = root;
    return rc;
}
