/* base/json_tree.c: a JSON text as a tree. */
#include "base/json_tree.h"

#include "base/json_scan.h"
#include "base/timefmt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 200 };

struct parse {
    struct wf_arena *a;
    struct wf_json_reader r;
    unsigned depth;
    bool bad;
};

/* Items grow by doubling; what is left behind goes with the arena. */
struct growing {
    struct wf_jv *items;
    const char **keys;
    size_t n, room;
};

static struct wf_jv *grow(struct parse *p, struct growing *g, bool keyed)
{
    if (g->n == g->room) {
        size_t room = g->room == 0 ? 4 : g->room * 2;
        struct wf_jv *items = wf_arena_alloc(p->a, room * sizeof *items);
        const char **keys = keyed ? wf_arena_alloc(p->a, room * sizeof *keys) : NULL;

        if (g->n > 0) {
            memcpy(items, g->items, g->n * sizeof *items);
            if (keyed)
                memcpy(keys, g->keys, g->n * sizeof *keys);
        }
        g->items = items;
        g->keys = keys;
        g->room = room;
    }
    return &g->items[g->n++];
}

static const char *text_of(struct parse *p)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (memchr(p->r.token.data, '\\', p->r.token.len) == NULL)
        return wf_arena_strndup(p->a, (const char *)p->r.token.data, p->r.token.len);
    wf_json_unescape(p->r.token, &b);
    text = wf_arena_strndup(p->a, wf_strbuf_str(&b), b.len);
    wf_strbuf_release(&b);
    return text;
}

static void read_value(struct parse *p, enum wf_json_token t, struct wf_jv *ret);

static void read_items(struct parse *p, bool keyed, struct wf_jv *ret)
{
    struct growing g = { 0 };
    enum wf_json_token t;

    if (++p->depth > MAX_DEPTH)
        p->bad = true;
    while (!p->bad && (t = wf_json_next(&p->r)) != WF_JSON_END && t != WF_JSON_END_ARRAY &&
           t != WF_JSON_END_OBJECT) {
        const char *key = keyed ? text_of(p) : NULL;
        struct wf_jv value = { 0 };
        size_t at = g.n;

        read_value(p, keyed ? wf_json_next(&p->r) : t, &value);
        *grow(p, &g, keyed) = value;
        if (keyed)
            g.keys[at] = key;
    }
    p->depth--;
    ret->n = g.n;
    ret->items = g.items;
    ret->keys = g.keys;
}

static void read_value(struct parse *p, enum wf_json_token t, struct wf_jv *ret)
{
    const char *start = (const char *)p->r.token.data;

    *ret = (struct wf_jv){ 0 };
    switch (t) {
    case WF_JSON_OBJECT:
    case WF_JSON_ARRAY:
        start = p->r.p - 1;
        ret->type = t == WF_JSON_OBJECT ? WF_JV_OBJECT : WF_JV_ARRAY;
        read_items(p, t == WF_JSON_OBJECT, ret);
        break;
    case WF_JSON_STRING:
        start--;
        ret->type = WF_JV_STRING;
        ret->text = text_of(p);
        break;
    case WF_JSON_NUMBER:
        ret->type = WF_JV_NUMBER;
        ret->text = text_of(p);
        break;
    case WF_JSON_TRUE:
    case WF_JSON_FALSE:
        ret->type = WF_JV_BOOL;
        ret->truth = t == WF_JSON_TRUE;
        break;
    default:
        break;
    }
    ret->source =
        (struct wf_bytes){ (const unsigned char *)start, (size_t)(p->r.p - start) };
}

const struct wf_jv *wf_jv_parse(struct wf_arena *a, struct wf_bytes text)
{
    struct parse p = { .a = a };
    struct wf_jv *ret;

    if (!wf_json_valid(text))
        return NULL;
    ret = wf_arena_alloc(a, sizeof *ret);
    wf_json_reader_init(&p.r, text);
    read_value(&p, wf_json_next(&p.r), ret);
    wf_json_reader_release(&p.r);
    return p.bad ? NULL : ret;
}

static const struct wf_jv *child(const struct wf_jv *v, const char *name, size_t n)
{
    char *end;
    size_t at;

    if (v->type == WF_JV_OBJECT) {
        for (size_t i = 0; i < v->n; i++)
            if (strncmp(v->keys[i], name, n) == 0 && v->keys[i][n] == '\0')
                return &v->items[i];
        return NULL;
    }
    if (v->type != WF_JV_ARRAY)
        return NULL;
    at = strtoul(name, &end, 10);
    return end == name + n && n > 0 && at < v->n ? &v->items[at] : NULL;
}

const struct wf_jv *wf_jv_get(const struct wf_jv *v, const char *path)
{
    while (v != NULL && *path != '\0') {
        size_t n = strcspn(path, ".");

        v = child(v, path, n);
        path += n + (path[n] == '.');
    }
    return v;
}

const char *wf_jv_str(const struct wf_jv *v, const char *path)
{
    const struct wf_jv *at = wf_jv_get(v, path);

    return at != NULL && at->text != NULL ? at->text : "";
}

int64_t wf_jv_int(const struct wf_jv *v, const char *path)
{
    return strtoll(wf_jv_str(v, path), NULL, 10);
}

size_t wf_jv_n(const struct wf_jv *v, const char *path)
{
    const struct wf_jv *at = wf_jv_get(v, path);

    return at != NULL ? at->n : 0;
}

bool wf_jv_true(const struct wf_jv *v, const char *path)
{
    const struct wf_jv *at = wf_jv_get(v, path);

    return at != NULL && at->truth;
}

int64_t wf_jv_time(const struct wf_jv *v, const char *path)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *text = wf_jv_str(v, path);
    int64_t ns;

    if (*text == '\0' || wf_time_parse(text, &ns, &ignored) != WF_OK)
        return WF_NO_TIME;
    return ns;
}
