#ifndef WF_TUI_LOOP_H
#define WF_TUI_LOOP_H

#include "tui/screen.h"

/*
 * Runs the dashboard on the terminal until it quits. `signal_fd` becomes readable when the
 * program is told to end (-1: never). Everything is given back on the way out.
 */
enum wf_code wf_loop_run(struct wf_app *app, const struct wf_host *host,
                         const struct wf_screen_options *o, int signal_fd,
                         struct wf_error *err);

#endif
