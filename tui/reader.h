#ifndef WF_TUI_READER_H
#define WF_TUI_READER_H

#include "tui/view.h"

/*
 * Text that is read: what a command line prints, or a text that is handed over. Also the
 * lower pane of views whose selection has a text of its own.
 */
enum { WF_READER_MAX_LINES = 200000 };
struct wf_reader {
    char **lines; /* owned */
    size_t n, room;
    size_t top;
    int left;     /* columns that are scrolled out */
    char *search; /* NULL: none */
    bool loaded;
    struct wf_error error;
};
void wf_reader_release(struct wf_reader *r);
void wf_reader_clear(struct wf_reader *r);
void wf_reader_line(struct wf_reader *r, const char *line, size_t n);
void wf_reader_end(struct wf_reader *r, const struct wf_host_end *end);
enum wf_act wf_reader_key(struct wf_reader *r, const struct wf_key *key, int rows);
void wf_reader_search(struct wf_reader *r, const char *text); /* from the next line on */
void wf_reader_text(const struct wf_reader *r, struct wf_strbuf *out); /* every line */
void wf_reader_draw(const struct wf_reader *r, struct wf_pane p);

/* The view "reader", whose arguments are the command line; or its model with a text. */
extern const struct wf_view_type wf_view_reader;
void wf_view_reader_text(void *model, const char *title, const char *text);

#endif
