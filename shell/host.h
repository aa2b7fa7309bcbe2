#ifndef WF_SHELL_HOST_H
#define WF_SHELL_HOST_H

#include "commands/job.h"
#include "tui/host.h"

/*
 * The dashboard's host over the command layer: each command line is a job on a thread of
 * its own, on the session's one connection.
 * Owner:  the caller of wf_host_new(); `session` is borrowed and becomes a lasting one.
 * Thread: the main loop's.
 */
struct wf_host *wf_host_new(struct wf_session *session, struct wf_error *err);
void wf_host_free(struct wf_host *host); /* cancels and waits; NULL is fine */
/* "ascii", "theme" … of [dashboard] in wfsh/config.toml; NULL: not set. */
const char *wf_host_setting(const struct wf_host *host, const char *key);

#endif
