#ifndef WF_TUI_SCREEN_H
#define WF_TUI_SCREEN_H

#include "base/error.h"
#include "tui/app.h"

/*
 * The terminal: the only place that knows ncurses. One at a time in a process.
 * Thread: the main loop's; wf_screen_restore() may be called from a signal handler.
 */
struct wf_screen_options {
    bool ascii, mouse, color;
    enum wf_theme theme;
};
enum wf_code wf_screen_open(const struct wf_screen_options *o, struct wf_error *err);
void wf_screen_close(void); /* the terminal as it was */
void wf_screen_size(int *ret_rows, int *ret_cols);
void wf_screen_resize(void); /* after SIGWINCH */
void wf_screen_theme(enum wf_theme theme);
/* Copies the picture; what is on the terminal already is not sent again. */
void wf_screen_show(const struct wf_canvas *cv);
void wf_screen_repaint(void); /* all of it, whatever is believed to be there */
/* The next key that was typed; code WF_KEY_NONE: there is none. */
struct wf_key wf_screen_key(void);
/* To the clipboard, by OSC 52; false: too long. */
bool wf_screen_copy(const char *text);
/* Leaves and comes back: for the shell, a pager, an editor. */
void wf_screen_leave(void);
void wf_screen_return(void);
/* Async-signal-safe: modes and the main screen back, nothing else. */
void wf_screen_restore(void);

#endif
