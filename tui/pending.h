#ifndef WF_TUI_PENDING_H
#define WF_TUI_PENDING_H

#include "base/json_tree.h"
#include "base/strbuf.h"

/*
 * One of describe's pendingActivities or pendingNexusOperations: what is tried again and
 * again, of which a history says nothing before it is over.
 */

/* "Scheduled", "Started", "Paused", "Canceling"; of operations "BackingOff", "Blocked". */
const char *wf_pending_state(const struct wf_jv *p);
/* How its last try ended; NULL: it did not fail. */
const struct wf_jv *wf_pending_failure(const struct wf_jv *p);
/* When it is tried next, by the server's clock; WF_NO_TIME: nothing to count down. */
int64_t wf_pending_next_ns(const struct wf_jv *p);
/* "in 00:41"; "due" when that time has come. */
void wf_countdown_cell(struct wf_strbuf *out, int64_t next_ns, int64_t now_ns);
/* "CardError: card declined" of a failure's JSON; nothing of NULL. */
void wf_failure_cell(struct wf_strbuf *out, const struct wf_jv *failure);

#endif
