#ifndef WF_SHELL_HOST_LINE_H
#define WF_SHELL_HOST_LINE_H

#include "tui/host.h"

/*
 * The dashboard's host (tui/host.h) for the lines that are typed there: the shell's grammar
 * without its variables, rows and `cd`, one verb at a time. `user` is not looked at.
 * Thread: any.
 */
enum wf_code wf_sh_host_lex(void *user, const char *line, struct wf_arena *a,
                            struct wf_words *ret, struct wf_error *err);
void wf_sh_host_typed(void *user, const char *before, struct wf_arena *a,
                      struct wf_host_typed *ret);
bool wf_sh_host_write(void *user, struct wf_strbuf *out, const char *value, char quote);

#endif
