/* shell/vars.c: variables, and the rows of the last table. */
#include "shell/shell.h"

#include "base/json_scan.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

enum { MAX_ROWS = 100000 };

struct var {
    char *name, *value;
    UT_hash_handle hh;
};

struct wf_sh_vars {
    struct var *all;
};

struct wf_sh_vars *wf_sh_vars_new(void)
{
    return wf_calloc(1, sizeof(struct wf_sh_vars));
}

void wf_sh_vars_free(struct wf_sh_vars *v)
{
    struct var *x = v->all, *next;

    HASH_CLEAR(hh, v->all); /* its own memory; the elements stay linked */
    for (; x != NULL; x = next) {
        next = x->hh.next;
        free(x->name);
        free(x->value);
        free(x);
    }
    free(v);
}

void wf_sh_vars_set(struct wf_sh_vars *v, const char *name, const char *value)
{
    struct var *x;

    HASH_FIND_STR(v->all, name, x);
    if (x == NULL) {
        x = wf_calloc(1, sizeof *x);
        x->name = wf_strdup(name);
        HASH_ADD_KEYPTR(hh, v->all, x->name, strlen(x->name), x);
    }
    free(x->value);
    x->value = wf_strdup(value);
}

void wf_sh_vars_unset(struct wf_sh_vars *v, const char *name)
{
    struct var *x;

    HASH_FIND_STR(v->all, name, x);
    if (x == NULL)
        return;
    HASH_DEL(v->all, x);
    free(x->name);
    free(x->value);
    free(x);
}

/* The member of a JSON object, as text: strings without quotes, others as JSON. */
static const char *member(struct wf_arena *a, const char *json, const char *name)
{
    struct wf_bytes text = { (const unsigned char *)json, strlen(json) };
    struct wf_json_reader r;
    const char *found = NULL;
    size_t n = strlen(name);

    if (!wf_json_valid(text))
        return NULL;
    wf_json_reader_init(&r, text);
    if (wf_json_next(&r) == WF_JSON_OBJECT)
        while (found == NULL && wf_json_next(&r) == WF_JSON_KEY) {
            bool hit = r.token.len == n && memcmp(r.token.data, name, n) == 0;
            struct wf_bytes value = wf_json_skip(&r);

            if (hit && value.len > 0 && value.data[0] == '"') {
                struct wf_bytes inner = { value.data + 1, value.len - 2 };
                struct wf_strbuf b = WF_STRBUF_INIT;

                (void)wf_json_unescape(inner, &b);
                found = wf_arena_strdup(a, wf_strbuf_str(&b));
                wf_strbuf_release(&b);
            } else if (hit) {
                found = wf_arena_strndup(a, (const char *)value.data, value.len);
            }
        }
    wf_json_reader_release(&r);
    return found;
}

const char *wf_sh_vars_get(const struct wf_sh_vars *v, struct wf_arena *a, const char *path)
{
    char *copy = wf_arena_strdup(a, path), *save = NULL;
    char *name = strtok_r(copy, ".", &save);
    const char *value;
    struct var *x;

    if (name == NULL)
        return NULL;
    HASH_FIND_STR(v->all, name, x);
    if (x == NULL)
        return NULL;
    value = x->value;
    while (value != NULL && (name = strtok_r(NULL, ".", &save)) != NULL)
        value = member(a, value, name);
    return value;
}

const char **wf_sh_vars_list(const struct wf_sh_vars *v, struct wf_arena *a)
{
    const char **list = wf_arena_alloc(a, (HASH_COUNT(v->all) + 1) * sizeof *list);
    size_t n = 0;

    for (struct var *x = v->all; x != NULL; x = x->hh.next)
        if (x->name[0] != '_')
            list[n++] = wf_arena_printf(a, "%s=%s", x->name, x->value);
    list[n] = NULL;
    return list;
}

/* ---- rows
 * --------------------------------------------------------------------------------- */

struct wf_sh_rows {
    char **lines;
    size_t n, room;
    bool old; /* of an earlier command: the next one begins anew */
};

struct wf_sh_rows *wf_sh_rows_new(void)
{
    return wf_calloc(1, sizeof(struct wf_sh_rows));
}

static void clear(struct wf_sh_rows *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->lines[i]);
    r->n = 0;
}

void wf_sh_rows_free(struct wf_sh_rows *r)
{
    clear(r);
    free(r->lines);
    free(r);
}

void wf_sh_rows_add(void *rows, const struct wf_ref *ref)
{
    struct wf_sh_rows *r = rows;
    struct wf_arena *a;

    if (r->old)
        clear(r);
    r->old = false;
    if (r->n >= MAX_ROWS)
        return;
    if (r->n == r->room) {
        r->room = r->room == 0 ? 64 : r->room * 2;
        r->lines = wf_reallocarray(r->lines, r->room, sizeof *r->lines);
    }
    a = wf_arena_new();
    r->lines[r->n++] = wf_strdup(wf_ref_line(a, ref));
    wf_arena_free(a);
}

void wf_sh_rows_end(struct wf_sh_rows *r)
{
    r->old = true;
}

bool wf_sh_rows_fresh(const struct wf_sh_rows *r)
{
    return r->n > 0 && !r->old;
}

size_t wf_sh_rows_count(const struct wf_sh_rows *r)
{
    return r->n;
}

const char *wf_sh_rows_line(const struct wf_sh_rows *r, size_t i)
{
    return i >= 1 && i <= r->n ? r->lines[i - 1] : NULL;
}
