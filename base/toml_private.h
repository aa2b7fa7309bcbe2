#ifndef WF_BASE_TOML_PRIVATE_H
#define WF_BASE_TOML_PRIVATE_H

#include "base/toml.h"

/* Between toml_read.c, which knows the structure, toml_value.c, which knows scalars, and
 * toml.c. */
struct wf_toml_reader {
    const char *name;  /* for messages */
    const char *start; /* of the text, which ends with a NUL that is no part of it */
    const char *p, *end;
    struct wf_arena *arena;
    struct wf_error *err;
    unsigned depth;
    const char *placed; /* where line and column are known */
    unsigned line, column;
};

/* WF_E_USAGE at the place `at`. */
enum wf_code wf_toml_fail(struct wf_toml_reader *r, const char *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
#ifdef __clang_analyzer__ /* see base/error.h */
#define wf_toml_fail(...) ((void)wf_toml_fail(__VA_ARGS__), WF_E_USAGE)
#endif
void wf_toml_place(struct wf_toml_reader *r, const char *at, unsigned *ret_line,
                   unsigned *ret_column);
/* CR LF or LF at p: its length, else 0. */
size_t wf_toml_newline(const struct wf_toml_reader *r, const char *p);

/* At a quote. `multi` says whether three quotes are allowed. */
enum wf_code wf_toml_read_string(struct wf_toml_reader *r, bool multi, const char **ret,
                                 size_t *ret_len);
/* At the first character of a number, bool, date or time: fills type and u. */
enum wf_code wf_toml_read_word(struct wf_toml_reader *r, struct wf_toml *v);

uint32_t wf_toml_hash(const char *key, size_t len);
struct wf_toml *wf_toml_member(const struct wf_toml *table, const char *key, size_t len);
bool wf_toml_is_bare(char c); /* may stand in a key without quotes */

#endif
