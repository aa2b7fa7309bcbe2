#ifndef WF_SHELL_LINE_H
#define WF_SHELL_LINE_H

#include "shell/shell.h"

/*
 * What stands before the cursor: the words of the segment that it is in, as values, and how
 * the one at the cursor is written. For completion and hints, which must make sense of a
 * line that is not finished.
 */
enum wf_sh_line_kind {
    WF_SH_LINE_WORDS, /* a verb's or a builtin's */
    WF_SH_LINE_FILE,  /* behind > or < */
    WF_SH_LINE_OTHER, /* for sh, JSON, a remark, a heredoc: nothing that we know */
};

struct wf_sh_line {
    enum wf_sh_line_kind kind;
    const char *const *words; /* the last one is at the cursor and may be "" */
    size_t n;
    char quote; /* the open one at the cursor; 0: none */
    /* For each byte of the last word, and for its end: where it is written, and in which
       quote. */
    const size_t *raw_at;
    const char *raw_quote;
};

/*
 * `text` ends at the cursor. Variables and row numbers in the words before the last one
 * become values, and the workflow of `cd` is put in, as when the line is run; with no `sh`
 * (NULL) there are none of these. With `let x =` and `\watch` in front, the words are those
 * of the verb. Memory: the arena.
 */
void wf_sh_line_read(struct wf_shell *sh, struct wf_arena *a, const char *text,
                     struct wf_sh_line *ret);

/*
 * Appends `value` as it must be written to be that value, inside of `quote` (0: none).
 * False, and nothing is added: it cannot be written there.
 */
bool wf_sh_line_quote(struct wf_strbuf *out, const char *value, char quote);

#endif
