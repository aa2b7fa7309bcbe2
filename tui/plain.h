#ifndef WF_TUI_PLAIN_H
#define WF_TUI_PLAIN_H

#include "tui/app.h"

/*
 * The dashboard as lines, for screen readers, pipes and terminals that cannot move their
 * cursor: what the view holds, then each change of it in words. Runs until `signal_fd`
 * becomes readable or nobody reads on.
 * Thread: the main loop's.
 */
typedef enum wf_code wf_plain_print_fn(void *user, const char *line, struct wf_error *err);
enum wf_code wf_plain_run(struct wf_app *app, const struct wf_host *host, int signal_fd,
                          wf_plain_print_fn *print, void *user, struct wf_error *err);

#endif
