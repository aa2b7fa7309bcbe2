#ifndef WF_BASE_TOML_H
#define WF_BASE_TOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/strbuf.h"

/* TOML 1.0: a reader into a tree, and edits of the text that keep all else as it is. */

enum {
    WF_TOML_SIZE_MAX = 1 << 20, /* bytes of text */
    WF_TOML_DEPTH_MAX = 64,     /* of values in values, and of a dotted key */
    WF_TOML_KEYS_MAX = 10000,   /* in one table */
};

enum wf_toml_type {
    WF_TOML_STRING,
    WF_TOML_INTEGER,
    WF_TOML_FLOAT,
    WF_TOML_BOOL,
    WF_TOML_OFFSET_DATETIME,
    WF_TOML_LOCAL_DATETIME,
    WF_TOML_LOCAL_DATE,
    WF_TOML_LOCAL_TIME,
    WF_TOML_ARRAY,
    WF_TOML_TABLE,
};

/* What wrote a table or an array decides what may be added to it. */
enum wf_toml_made {
    WF_TOML_MADE_VALUE,    /* by a value: `[1, 2]`, `{ a = 1 }`; closed */
    WF_TOML_MADE_ROOT,     /* the document */
    WF_TOML_MADE_HEADER,   /* by its own header: [a] or, as an element or array, [[a]] */
    WF_TOML_MADE_IMPLICIT, /* on the way of a longer header */
    WF_TOML_MADE_DOTTED,   /* on the way of a dotted key */
};

/*
 * One value. Everything is in the arena that was given to the reader; strings are
 * NUL-terminated copies, so the text may go.
 */
struct wf_toml {
    enum wf_toml_type type;
    enum wf_toml_made made;
    const char *key; /* in its table, may hold NUL: key_len; "" for elements and the root */
    size_t key_len;
    unsigned line, column; /* of the key or the header, from 1; column in characters */
    union {
        struct {
            const char *data;
            size_t len;
        } string; /* of the four date and time types: normalised, "1979-05-27T07:32:00Z" */
        int64_t integer;
        double number;
        bool boolean;
    } u;
    struct wf_toml *first, *last; /* of a table or array, in the order of the text */
    struct wf_toml *next;         /* after it in its table or array */
    size_t count;
    uint32_t hash;    /* of key */
    unsigned section; /* depth of the table whose header stands above */
    /* Offsets in the text, for the editor. */
    size_t statement; /* of the key, whole when dotted, or of the header */
    size_t begin, end;
    size_t body_end; /* of a table with a header and the root: after its last statement */
};

/* `name` (of a file) goes into messages: "name:line:column: what". WF_E_USAGE. */
enum wf_code wf_toml_parse(const char *text, size_t len, const char *name,
                           struct wf_arena *arena, struct wf_toml **ret,
                           struct wf_error *err);

/* The member of a table; NULL when it is not there or `table` is NULL or no table. */
const struct wf_toml *wf_toml_get(const struct wf_toml *table, const char *key);
/* The same down a path. */
const struct wf_toml *wf_toml_at(const struct wf_toml *root, const char *const *path,
                                 size_t n);
/* The text of a string without NUL in it; else NULL. */
const char *wf_toml_string(const struct wf_toml *value);
const char *wf_toml_type_name(enum wf_toml_type type); /* "integer" */

/* Appends s as a basic string, or as a key: bare where that is possible. */
void wf_toml_put_string(struct wf_strbuf *out, const char *s, size_t n);
void wf_toml_put_key(struct wf_strbuf *out, const char *s);

/*
 * The edits change `text`, a whole document, and touch nothing but the lines they must;
 * `text` is as it was when they fail. `literal` is TOML for the value. A path has 1 key or
 * more.
 */
enum wf_code wf_toml_edit_set(struct wf_strbuf *text, const char *name,
                              const char *const *path, size_t n, const char *literal,
                              struct wf_error *err);
/* Sees to it that the table exists, with a header of its own. */
enum wf_code wf_toml_edit_table(struct wf_strbuf *text, const char *name,
                                const char *const *path, size_t n, struct wf_error *err);
/* Removes a value, or a table with all below it. *ret_found: whether it was there. */
enum wf_code wf_toml_edit_delete(struct wf_strbuf *text, const char *name,
                                 const char *const *path, size_t n, bool *ret_found,
                                 struct wf_error *err);

#endif
