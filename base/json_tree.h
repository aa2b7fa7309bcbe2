#ifndef WF_BASE_JSON_TREE_H
#define WF_BASE_JSON_TREE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A small JSON text as a tree, for readers that go to and fro in it: what a verb printed.
 * Read-only; everything lives in the arena. Big texts are for wf_json_reader.
 */
enum wf_jv_type {
    WF_JV_NULL,
    WF_JV_BOOL,
    WF_JV_NUMBER,
    WF_JV_STRING,
    WF_JV_ARRAY,
    WF_JV_OBJECT
};
struct wf_jv {
    enum wf_jv_type type;
    bool truth;
    const char *text;       /* of strings, unescaped; of numbers, as written */
    struct wf_bytes source; /* as written; points into the text that was parsed */
    size_t n;               /* of arrays and objects */
    const char **keys;      /* of objects */
    struct wf_jv *items;
};

/* NULL: no valid JSON, or nested deeper than 200. Copies strings; `text` must outlive it.
 */
const struct wf_jv *wf_jv_parse(struct wf_arena *a, struct wf_bytes text);
/* "a.b.c", where a number is an index of an array; NULL: not there. NULL in, NULL out. */
const struct wf_jv *wf_jv_get(const struct wf_jv *v, const char *path);
const char *wf_jv_str(const struct wf_jv *v, const char *path); /* "": none */
int64_t wf_jv_int(const struct wf_jv *v, const char *path);     /* of "12", too; 0: none */
size_t wf_jv_n(const struct wf_jv *v, const char *path);        /* 0: no array or object */
bool wf_jv_true(const struct wf_jv *v, const char *path);
/* RFC 3339 text to ns since the epoch; WF_NO_TIME: none. */
int64_t wf_jv_time(const struct wf_jv *v, const char *path);

#endif
