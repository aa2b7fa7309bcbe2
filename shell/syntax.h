#ifndef WF_SHELL_SYNTAX_H
#define WF_SHELL_SYNTAX_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The shell's grammar: pipelines of segments, separated by `;`, `&` or new lines. Words are
 * kept as they were written; wf_sh_expand() makes values of them when the pipeline runs.
 *
 *   'text'   as it is: JSON stays JSON
 *   "text"   $variables and \" \\ \$ are understood
 *   {…} […]  at the beginning of a word: taken whole, to the bracket that closes it
 *   \x       the character x; a \ at the end of a line joins the next one
 *   #        to the end of the line, where a word could begin
 *   | > >> < <<WORD !  as in sh; a heredoc's text is as it is
 */
struct wf_sh_segment {
    const char **words; /* as written */
    size_t n_words;
    const char *text; /* the whole segment as written: for sh */
    bool bang;        /* `!`: for sh, whatever its first word is */
};

struct wf_sh_pipeline {
    struct wf_sh_segment *segments;
    size_t n;
    const char *in, *out; /* files, as written; NULL: none */
    bool append, background;
    const char *heredoc; /* text for the first segment's stdin; NULL: none */
    unsigned line;       /* where it begins, from 1 */
};

struct wf_sh_script {
    struct wf_sh_pipeline *v;
    size_t n;
    unsigned line; /* of what is wrong, or where what has no end begins; else 0 */
};

/*
 * All of `text`. *ret_more is true, and nothing is returned, when it ends inside of a
 * quote, bracket or heredoc, behind a `|`, or with a `\`: a prompt asks for the next line
 * then, a file that ends so is WF_E_USAGE. Memory: the arena.
 */
enum wf_code wf_sh_parse(struct wf_arena *a, const char *text, struct wf_sh_script *ret,
                         bool *ret_more, struct wf_error *err);

/* The value of a variable's path ("r", "r.runId", "1", "_"); NULL: not set. */
typedef const char *wf_sh_lookup_fn(void *user, const char *path);
/* One word as written, to its value. WF_E_USAGE for a variable that is not set. */
enum wf_code wf_sh_expand(struct wf_arena *a, const char *word, wf_sh_lookup_fn *lookup,
                          void *user, const char **ret, struct wf_error *err);

#endif
