#ifndef WF_TUI_LINE_H
#define WF_TUI_LINE_H

#include "base/strbuf.h"
#include "tui/cells.h"
#include "tui/key.h"

/* A line of text that is edited in place: of the prompt, of a form's field. */
struct wf_line {
    struct wf_strbuf text;
    size_t at; /* the cursor, in bytes, between characters */
};
void wf_line_set(struct wf_line *l, const char *text); /* the cursor goes to its end */
void wf_line_release(struct wf_line *l);
/* Replaces the bytes from..at with `text`. */
void wf_line_replace(struct wf_line *l, size_t from, const char *text);
/* False: the key is none of editing. */
bool wf_line_key(struct wf_line *l, const struct wf_key *key);
/* In `cols` columns from `col`; the window follows the cursor. Sets the canvas's cursor. */
void wf_line_draw(const struct wf_line *l, struct wf_pane p, int row, int col, int cols,
                  enum wf_style style, bool focused);

#endif
