/* base/toml_edit.c: changes a TOML text in place: comments, order and form of the rest
 * stay. */
#include <stdlib.h>
#include <string.h>

#include "base/toml_private.h"

struct edit {
    struct wf_strbuf *text;
    const char *name;
    const char *const *path;
    size_t n;
    struct wf_error *err;
    struct wf_arena *arena;
    struct wf_toml *node[WF_TOML_DEPTH_MAX + 1]; /* node[i]: the table at path[0..i) */
    size_t depth;                                /* of the deepest table that is there */
    struct wf_toml *found;                       /* at the whole path, or NULL */
};

struct range {
    size_t begin, end;
};

struct ranges {
    struct range *items; /* owned */
    size_t n, size;
};

static struct edit edit_of(struct wf_strbuf *text, const char *name,
                           const char *const *path, size_t n, struct wf_error *err)
{
    return (struct edit){ .text = text,
                          .name = name,
                          .path = path,
                          .n = n,
                          .err = err,
                          .arena = wf_arena_new() };
}

static void edit_release(struct edit *e)
{
    wf_arena_wipe(e->arena);
    wf_arena_free(e->arena);
}

/* Where the path leads in the text as it is now. */
static enum wf_code edit_begin(struct edit *e)
{
    struct wf_toml *v;
    enum wf_code rc;

    if (e->n == 0 || e->n > WF_TOML_DEPTH_MAX)
        return wf_error_set(e->err, WF_E_USAGE, "%s: a key of %zu parts", e->name, e->n);
    rc = wf_toml_parse(wf_strbuf_str(e->text), e->text->len, e->name, e->arena, &e->node[0],
                       e->err);
    if (rc != WF_OK)
        return rc;
    e->found = NULL;
    for (e->depth = 0; e->depth < e->n; e->depth++) {
        const char *key = e->path[e->depth];

        v = wf_toml_member(e->node[e->depth], key, strlen(key));
        if (v == NULL)
            return WF_OK;
        if (e->depth + 1 == e->n)
            e->found = v;
        else if (v->type != WF_TOML_TABLE)
            return wf_error_set(e->err, WF_E_USAGE, "%s:%u: '%s' is no table", e->name,
                                v->line, key);
        else
            e->node[e->depth + 1] = v;
        if (e->found != NULL)
            return WF_OK;
    }
    return WF_OK;
}

static size_t line_start(const struct edit *e, size_t at)
{
    while (at > 0 && e->text->data[at - 1] != '\n')
        at--;
    return at;
}

/* Behind the newline of the line that `at` is on. */
static size_t line_end(const struct edit *e, size_t at)
{
    while (at < e->text->len && e->text->data[at] != '\n')
        at++;
    return at < e->text->len ? at + 1 : at;
}

static const char *newline_of(const struct edit *e)
{
    const char *nl = e->text->len == 0 ? NULL : memchr(e->text->data, '\n', e->text->len);

    return nl != NULL && nl > e->text->data && nl[-1] == '\r' ? "\r\n" : "\n";
}

static size_t indent_of(const struct edit *e, size_t at)
{
    size_t b = line_start(e, at), n = b;

    while (n < e->text->len && (e->text->data[n] == ' ' || e->text->data[n] == '\t'))
        n++;
    return n - b;
}

/* A line with nothing on it begins at `at`. */
static bool blank_at(const struct edit *e, size_t at)
{
    while (at < e->text->len && strchr(" \t\r", e->text->data[at]) != NULL &&
           e->text->data[at] != '\0')
        at++;
    return at < e->text->len && e->text->data[at] == '\n';
}

/* Replaces [begin, end); the outcome must still be TOML. */
static enum wf_code splice(struct edit *e, size_t begin, size_t end, const char *s,
                           size_t n)
{
    struct wf_strbuf out = WF_STRBUF_INIT, old;
    struct wf_toml *root;
    enum wf_code rc;

    wf_strbuf_add(&out, wf_strbuf_str(e->text), begin);
    wf_strbuf_add(&out, s, n);
    wf_strbuf_add(&out, wf_strbuf_str(e->text) + end, e->text->len - end);
    rc = wf_toml_parse(wf_strbuf_str(&out), out.len, e->name, e->arena, &root, e->err);
    if (rc == WF_OK) {
        old = *e->text;
        *e->text = out;
        out = old;
    } else {
        wf_error_prefix(e->err, "the edit is not possible");
    }
    if (out.data != NULL)
        explicit_bzero(out.data, out.size);
    wf_strbuf_release(&out);
    return rc;
}

static void put_path(struct wf_strbuf *out, const char *const *path, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (i > from)
            wf_strbuf_addc(out, '.');
        wf_toml_put_key(out, path[i]);
    }
}

/* Inserts whole lines at `at`, which is a line's start or the end of a text without
 * newline. */
static enum wf_code insert_lines(struct edit *e, size_t at, const struct wf_strbuf *lines)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc;

    if (at > 0 && e->text->data[at - 1] != '\n')
        wf_strbuf_adds(&out, newline_of(e));
    wf_strbuf_add(&out, wf_strbuf_str(lines), lines->len);
    rc = splice(e, at, at, wf_strbuf_str(&out), out.len);
    wf_strbuf_release(&out);
    return rc;
}

/* The last member of a section that is a statement in it, not a header of its own. */
static const struct wf_toml *last_statement(const struct wf_toml *table)
{
    const struct wf_toml *last = NULL;

    for (const struct wf_toml *v = table->first; v != NULL; v = v->next)
        if (v->made == WF_TOML_MADE_VALUE || v->made == WF_TOML_MADE_DOTTED)
            last = v;
    return last;
}

/* Where the last value below a table that dotted keys made ends. */
static const struct wf_toml *last_leaf(const struct wf_toml *v)
{
    const struct wf_toml *last = NULL;

    if (v->made == WF_TOML_MADE_VALUE && v->end > 0)
        return v;
    for (const struct wf_toml *m = v->first; m != NULL; m = m->next) {
        const struct wf_toml *leaf = NULL;

        if (m->made == WF_TOML_MADE_VALUE || m->made == WF_TOML_MADE_DOTTED)
            leaf = last_leaf(m);
        if (leaf != NULL && (last == NULL || leaf->end > last->end))
            last = leaf;
    }
    return last;
}

static enum wf_code insert_pair(struct edit *e, size_t at, size_t indent, size_t from,
                                const char *literal, bool blank_after)
{
    struct wf_strbuf line = WF_STRBUF_INIT;
    enum wf_code rc;

    wf_strbuf_addn(&line, ' ', indent);
    put_path(&line, e->path, from, e->n);
    wf_strbuf_addf(&line, " = %s%s", literal, newline_of(e));
    if (blank_after)
        wf_strbuf_adds(&line, newline_of(e));
    rc = insert_lines(e, at, &line);
    wf_strbuf_release(&line);
    return rc;
}

/* Behind the comment that opens the text, when an empty line ends it. */
static size_t root_start(const struct edit *e)
{
    size_t start = e->node[0]->begin, at = start;

    while (at < e->text->len && e->text->data[at] == '#')
        at = line_end(e, at);
    return at > start && blank_at(e, at) ? line_end(e, at) : start;
}

static enum wf_code insert_in_section(struct edit *e, const struct wf_toml *table,
                                      const char *literal)
{
    const struct wf_toml *last = last_statement(table);
    size_t at, indent;

    if (last != NULL)
        return insert_pair(e, line_end(e, table->body_end), indent_of(e, last->statement),
                           e->depth, literal, false);
    if (table->made == WF_TOML_MADE_ROOT) {
        at = root_start(e);
        return insert_pair(e, at, 0, 0, literal, at < e->text->len && !blank_at(e, at));
    }
    indent = indent_of(e, table->statement);
    return insert_pair(e, line_end(e, table->end), indent > 0 ? indent + 2 : 0, e->depth,
                       literal, false);
}

static enum wf_code insert_in_inline(struct edit *e, size_t depth, const char *literal)
{
    const struct wf_toml *table = e->node[depth], *last;
    struct wf_strbuf s = WF_STRBUF_INIT;
    size_t at;
    enum wf_code rc;

    if (table->first == NULL) {
        wf_strbuf_adds(&s, "{ ");
        put_path(&s, e->path, depth, e->n);
        wf_strbuf_addf(&s, " = %s }", literal);
        rc = splice(e, table->begin, table->end, s.data, s.len);
    } else {
        last = NULL;
        for (const struct wf_toml *m = table->first; m != NULL; m = m->next) {
            const struct wf_toml *leaf = last_leaf(m);

            if (leaf != NULL && (last == NULL || leaf->end > last->end))
                last = leaf;
        }
        at = last == NULL ? table->end - 1 : last->end;
        wf_strbuf_adds(&s, ", ");
        put_path(&s, e->path, depth, e->n);
        wf_strbuf_addf(&s, " = %s", literal);
        rc = splice(e, at, at, s.data, s.len);
    }
    wf_strbuf_release(&s);
    return rc;
}

/* The end of all that belongs to a table; the header that stands last in it. */
static size_t extent(const struct wf_toml *v, const struct wf_toml **ret_last)
{
    size_t end =
        v->made == WF_TOML_MADE_HEADER && v->type == WF_TOML_TABLE ? v->body_end : v->end;

    if (v->made == WF_TOML_MADE_HEADER && v->type == WF_TOML_TABLE)
        *ret_last = v;
    if (v->made == WF_TOML_MADE_VALUE)
        return end;
    for (const struct wf_toml *m = v->first; m != NULL; m = m->next) {
        const struct wf_toml *last = NULL;
        size_t n = extent(m, &last);

        if (n > end) {
            end = n;
            *ret_last = last != NULL ? last : *ret_last;
        }
    }
    return end;
}

/* Where the first header below an implicit table stands, with the comment that goes with
 * it. */
static size_t before_children(const struct edit *e, const struct wf_toml *table)
{
    const struct wf_toml *v = table;
    size_t at;

    while (v->made == WF_TOML_MADE_IMPLICIT || v->type == WF_TOML_ARRAY)
        v = v->first;
    at = line_start(e, v->statement);
    while (at > 0 && e->text->data[line_start(e, at - 1)] == '#')
        at = line_start(e, at - 1);
    return at;
}

/* A new header for path[0..keys), below the table at e->depth; a pair in it when keys < n.
 */
static enum wf_code insert_section(struct edit *e, size_t keys, const char *literal)
{
    const struct wf_toml *parent = e->node[e->depth], *last = NULL, *sibling = NULL;
    const char *nl = newline_of(e);
    struct wf_strbuf lines = WF_STRBUF_INIT;
    size_t at = e->text->len, indent = 0;
    enum wf_code rc;

    if (parent->made == WF_TOML_MADE_IMPLICIT && keys == e->depth)
        at = before_children(e, parent);
    else if (parent->made != WF_TOML_MADE_ROOT)
        at = line_end(e, extent(parent, &last));
    for (const struct wf_toml *m = parent->first; m != NULL; m = m->next)
        if (m->made == WF_TOML_MADE_HEADER && m->type == WF_TOML_TABLE)
            sibling = m;
    if (sibling != NULL)
        indent = indent_of(e, sibling->statement);
    else if (parent->made == WF_TOML_MADE_HEADER)
        indent =
            indent_of(e, parent->statement) > 0 ? indent_of(e, parent->statement) + 2 : 0;
    if (indent == 0 && at > 0 && !blank_at(e, line_start(e, at - 1)))
        wf_strbuf_adds(&lines, nl);
    wf_strbuf_addn(&lines, ' ', indent);
    wf_strbuf_addc(&lines, '[');
    put_path(&lines, e->path, 0, keys);
    wf_strbuf_addf(&lines, "]%s", nl);
    if (keys < e->n) {
        wf_strbuf_addn(&lines, ' ', indent > 0 ? indent + 2 : 0);
        put_path(&lines, e->path, keys, e->n);
        wf_strbuf_addf(&lines, " = %s%s", literal, nl);
    }
    if (indent == 0 && at < e->text->len && !blank_at(e, at))
        wf_strbuf_adds(&lines, nl);
    rc = insert_lines(e, at, &lines);
    wf_strbuf_release(&lines);
    return rc;
}

/* The path is not there: writes it, as a pair or, without a literal, as a header. */
static enum wf_code insert_new(struct edit *e, const char *literal)
{
    const struct wf_toml *table = e->node[e->depth], *last;
    size_t depth = e->depth;

    switch (table->made) {
    case WF_TOML_MADE_VALUE:
        while (e->node[depth]->end == 0)
            depth--; /* dotted keys in an inline table: write into that one */
        return insert_in_inline(e, depth, literal != NULL ? literal : "{}");
    case WF_TOML_MADE_DOTTED:
        last = last_leaf(table);
        if (last == NULL)
            break;
        return insert_pair(e, line_end(e, last->end), indent_of(e, last->statement),
                           table->section, literal != NULL ? literal : "{}", false);
    case WF_TOML_MADE_ROOT:
    case WF_TOML_MADE_HEADER:
        if (literal != NULL && e->depth + 1 == e->n)
            return insert_in_section(e, table, literal);
        break;
    case WF_TOML_MADE_IMPLICIT:
        break;
    }
    return insert_section(e, literal != NULL ? e->n - 1 : e->n, literal);
}

enum wf_code wf_toml_edit_set(struct wf_strbuf *text, const char *name,
                              const char *const *path, size_t n, const char *literal,
                              struct wf_error *err)
{
    struct edit e = edit_of(text, name, path, n, err);
    enum wf_code rc = edit_begin(&e);

    if (rc == WF_OK && e.found == NULL)
        rc = insert_new(&e, literal);
    else if (rc == WF_OK && (e.found->made != WF_TOML_MADE_VALUE || e.found->end == 0))
        rc = wf_error_set(err, WF_E_USAGE, "%s:%u: '%s' is a table", name, e.found->line,
                          path[n - 1]);
    else if (rc == WF_OK)
        rc = splice(&e, e.found->begin, e.found->end, literal, strlen(literal));
    edit_release(&e);
    return rc;
}

enum wf_code wf_toml_edit_table(struct wf_strbuf *text, const char *name,
                                const char *const *path, size_t n, struct wf_error *err)
{
    struct edit e = edit_of(text, name, path, n, err);
    enum wf_code rc = edit_begin(&e);

    if (rc == WF_OK && e.found == NULL)
        rc = insert_new(&e, NULL);
    else if (rc == WF_OK && e.found->type != WF_TOML_TABLE)
        rc = wf_error_set(err, WF_E_USAGE, "%s:%u: '%s' is no table", name, e.found->line,
                          path[n - 1]);
    edit_release(&e);
    return rc;
}

static void add_range(struct ranges *r, size_t begin, size_t end)
{
    if (r->n == r->size) {
        r->size = r->size == 0 ? 16 : r->size * 2;
        r->items = wf_reallocarray(r->items, r->size, sizeof *r->items);
    }
    r->items[r->n++] = (struct range){ begin, end };
}

/* All lines that make a value or table, down to its last part. */
static void collect_lines(const struct edit *e, const struct wf_toml *v, struct ranges *r)
{
    if (v->made == WF_TOML_MADE_VALUE) {
        add_range(r, line_start(e, v->statement), line_end(e, v->end));
        return;
    }
    if (v->made == WF_TOML_MADE_HEADER && v->type == WF_TOML_TABLE)
        add_range(r, line_start(e, v->statement), line_end(e, v->body_end));
    for (const struct wf_toml *m = v->first; m != NULL; m = m->next)
        collect_lines(e, m, r);
}

/* The part of an inline table, with the comma that goes with it. */
static void collect_inline(const struct edit *e, const struct wf_toml *v, struct ranges *r)
{
    const char *s = e->text->data;
    size_t b = v->statement, t = v->end;

    while (s[t] == ' ' || s[t] == '\t')
        t++;
    if (s[t] == ',') {
        t++;
        while (s[t] == ' ' || s[t] == '\t')
            t++;
        add_range(r, b, t);
        return;
    }
    while (b > 0 && (s[b - 1] == ' ' || s[b - 1] == '\t'))
        b--;
    if (b > 0 && s[b - 1] == ',')
        add_range(r, b - 1, v->end);
    else
        add_range(r, v->statement, v->end);
}

static int by_begin(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    return x->begin < y->begin ? -1 : x->begin > y->begin ? 1 : 0;
}

static void merge(struct ranges *r)
{
    size_t n = 0;

    if (r->n == 0)
        return;
    qsort(r->items, r->n, sizeof *r->items, by_begin);
    for (size_t i = 0; i < r->n; i++) {
        if (n > 0 && r->items[i].begin <= r->items[n - 1].end) {
            if (r->items[i].end > r->items[n - 1].end)
                r->items[n - 1].end = r->items[i].end;
        } else {
            r->items[n++] = r->items[i];
        }
    }
    r->n = n;
}

/* One empty line less where two would meet, none at the end of the text. */
static void tidy(const struct edit *e, struct range *r)
{
    bool blank_before = r->begin == 0 || blank_at(e, line_start(e, r->begin - 1));

    if (blank_before && blank_at(e, r->end))
        r->end = line_end(e, r->end);
    while (r->end == e->text->len && r->begin > 0 &&
           blank_at(e, line_start(e, r->begin - 1)))
        r->begin = line_start(e, r->begin - 1);
}

static enum wf_code cut(struct edit *e, struct ranges *r, bool lines)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    size_t limit = e->text->len;
    enum wf_code rc;

    wf_strbuf_add(&out, wf_strbuf_str(e->text), e->text->len);
    merge(r);
    for (size_t i = r->n; i-- > 0;) {
        struct range *x = &r->items[i];

        if (lines)
            tidy(e, x);
        if (x->end > limit)
            x->end = limit;
        memmove(out.data + x->begin, out.data + x->end, out.len - x->end + 1);
        out.len -= x->end - x->begin;
        limit = x->begin;
    }
    while (lines && out.len > 0 && !blank_at(e, line_start(e, e->text->len - 1)) &&
           (out.len == 1 || out.data[out.len - 2] == '\n') && out.data[out.len - 1] == '\n')
        out.data[--out.len] = '\0';
    rc = splice(e, 0, e->text->len, wf_strbuf_str(&out), out.len);
    explicit_bzero(out.data, out.size);
    wf_strbuf_release(&out);
    return rc;
}

static const struct wf_toml *first_leaf(const struct wf_toml *v)
{
    while (v->end == 0 && v->first != NULL)
        v = v->first;
    return v;
}

enum wf_code wf_toml_edit_delete(struct wf_strbuf *text, const char *name,
                                 const char *const *path, size_t n, bool *ret_found,
                                 struct wf_error *err)
{
    struct edit e = edit_of(text, name, path, n, err);
    enum wf_code rc = edit_begin(&e);
    bool found = rc == WF_OK && e.found != NULL, again = found;

    while (rc == WF_OK && again) {
        struct ranges r = { 0 };
        bool in_value = e.node[n - 1]->made == WF_TOML_MADE_VALUE;

        if (in_value)
            collect_inline(&e, first_leaf(e.found), &r);
        else
            collect_lines(&e, e.found, &r);
        rc = cut(&e, &r, !in_value);
        free(r.items);
        again = in_value && rc == WF_OK && edit_begin(&e) == WF_OK && e.found != NULL;
    }
    if (rc == WF_OK)
        *ret_found = found;
    edit_release(&e);
    return rc;
}
