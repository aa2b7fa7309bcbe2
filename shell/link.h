#ifndef WF_SHELL_LINK_H
#define WF_SHELL_LINK_H

#include "commands/job.h"

/*
 * Whether the prompt's frontend is there. The connection itself tells, on a thread of its
 * own; the prompt waits for the descriptor. One prompt a process.
 */
int wf_sh_link_fd(void);                     /* readable after a change */
void wf_sh_link_watch(struct wf_session *s); /* of a connection that is watched: nothing */
/* True: it was lost, or was never there. Takes what the descriptor tells. */
bool wf_sh_link_down(void);

#endif
