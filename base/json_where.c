/* base/json_where.c: says where in a JSON text a fault is: line, column, path and caret. */
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/utf8.h"

enum { PATH_MAX_BYTES = 160, EXCERPT_CHARS = 32 };

/* An open level on the way to the fault. */
struct level {
    struct wf_bytes key; /* of an object: the key last read, with its quotes */
    size_t index;        /* of an array */
    bool object;
};

struct walk {
    struct level *levels; /* owned */
    size_t depth, size;
    bool key_due;
};

static void push(struct walk *w, bool object)
{
    if (w->depth == w->size) {
        w->size = w->size > 0 ? w->size * 2 : 16;
        w->levels = wf_reallocarray(w->levels, w->size, sizeof *w->levels);
    }
    w->levels[w->depth++] = (struct level){ .object = object };
    w->key_due = object;
}

/* The byte behind the string that begins at p, or `end`. */
static const unsigned char *string_end(const unsigned char *p, const unsigned char *end)
{
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\' && p + 1 < end)
            p++;
    return p < end ? p + 1 : end;
}

/* The text is well formed up to `at`, which need not be where a token begins. */
static void walk_to(struct walk *w, struct wf_bytes text, size_t at)
{
    const unsigned char *p = text.data, *end = text.data + at, *next;

    for (; p < end; p = next) {
        struct level *top = w->depth > 0 ? &w->levels[w->depth - 1] : NULL;

        next = p + 1;
        if (*p == '{' || *p == '[') {
            push(w, *p == '{');
        } else if ((*p == '}' || *p == ']') && top != NULL) {
            w->depth--;
            w->key_due = false;
        } else if (*p == ',' && top != NULL) {
            top->index++;
            top->key.len = 0;
            w->key_due = top->object;
        } else if (*p == '"') {
            next = string_end(p, end);
            if (w->key_due && next[-1] == '"' && next - p > 1) {
                top->key = (struct wf_bytes){ p, (size_t)(next - p) };
                w->key_due = false;
            }
        }
    }
}

static bool is_plain_key(struct wf_bytes key)
{
    for (size_t i = 0; i < key.len; i++) {
        unsigned char c = key.data[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '-'))
            return false;
    }
    return key.len > 0;
}

static void add_step(struct wf_strbuf *path, const struct level *l)
{
    struct wf_bytes key;

    if (!l->object) {
        wf_strbuf_addf(path, "[%zu]", l->index);
        return;
    }
    if (l->key.len < 2)
        return;
    key = (struct wf_bytes){ l->key.data + 1, l->key.len - 2 };
    if (is_plain_key(key)) {
        wf_strbuf_addc(path, '.');
        wf_strbuf_add(path, key.data, key.len);
        return;
    }
    wf_strbuf_addc(path, '[');
    wf_utf8_safe(path, (const char *)l->key.data, l->key.len, "");
    wf_strbuf_addc(path, ']');
}

/* The path's end tells more than its beginning, so that is what stays when it is long. */
static void add_path(struct wf_strbuf *out, struct wf_bytes text, size_t at)
{
    struct wf_strbuf path = WF_STRBUF_INIT;
    struct walk w = { .levels = NULL };
    const char *s;

    walk_to(&w, text, at);
    for (size_t i = w.depth > PATH_MAX_BYTES ? w.depth - PATH_MAX_BYTES : 0; i < w.depth;
         i++)
        add_step(&path, &w.levels[i]);
    s = wf_strbuf_str(&path);
    if (path.len > 0)
        wf_strbuf_adds(out, ", at ");
    if (path.len > PATH_MAX_BYTES) {
        s += path.len - PATH_MAX_BYTES;
        while (((unsigned char)*s & 0xC0) == 0x80)
            s++;
        wf_strbuf_adds(out, "\xe2\x80\xa6");
    }
    wf_strbuf_adds(out, s);
    wf_strbuf_release(&path);
    free(w.levels);
}

static bool begins_char(unsigned char c)
{
    return (c & 0xC0) != 0x80;
}

/* A line of text around `at` and the caret below it, at most `chars` characters each side.
 */
static void draw(struct wf_strbuf *out, struct wf_bytes text, size_t at, size_t chars)
{
    const char *data = (const char *)text.data;
    size_t from = at, to = at, before;

    for (size_t n = 0; from > 0 && data[from - 1] != '\n' && n < chars;)
        n += begins_char(text.data[--from]);
    while (from < at && !begins_char(text.data[from]))
        from++;
    for (size_t n = 0; to < text.len && data[to] != '\n'; to++) {
        n += begins_char(text.data[to]);
        if (n > chars)
            break;
    }
    if (from > 0 && data[from - 1] != '\n')
        wf_strbuf_adds(out, "\xe2\x80\xa6");
    wf_utf8_safe(out, data + from, at - from, "");
    before = wf_utf8_width(wf_strbuf_str(out), out->len);
    wf_utf8_safe(out, data + at, to - at, "");
    if (to < text.len && data[to] != '\n')
        wf_strbuf_adds(out, "\xe2\x80\xa6");
    wf_strbuf_addc(out, '\n');
    wf_strbuf_addn(out, ' ', before);
    wf_strbuf_addc(out, '^');
}

enum wf_code wf_json_fault(const char *what, struct wf_bytes text, size_t at,
                           const char *words, struct wf_error *err)
{
    struct wf_strbuf where = WF_STRBUF_INIT, picture = WF_STRBUF_INIT;
    size_t line = 1, column = 1, chars = EXCERPT_CHARS;

    for (size_t i = 0; i < at; i++) {
        if (text.data[i] == '\n') {
            line++;
            column = 1;
        } else {
            column += begins_char(text.data[i]);
        }
    }
    add_path(&where, text, at);
    wf_error_set(err, WF_E_USAGE, "%s%sline %zu, column %zu%s: %s", what,
                 *what != '\0' ? ": " : "", line, column, wf_strbuf_str(&where), words);
    do {
        wf_strbuf_clear(&picture);
        draw(&picture, text, at, chars);
        chars /= 2;
    } while (picture.len >= sizeof err->hint && chars > 0);
    wf_error_hint(err, "%s", wf_strbuf_str(&picture));
    wf_strbuf_release(&picture);
    wf_strbuf_release(&where);
    return WF_E_USAGE;
}
