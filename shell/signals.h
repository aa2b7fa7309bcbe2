#ifndef WF_SHELL_SIGNALS_H
#define WF_SHELL_SIGNALS_H

#include "client/call.h"

#include <stdbool.h>

/*
 * SIGINT and SIGTERM, on a thread of their own; blocked in every other one. A run of one
 * command or script: the first cancels, a second one ends the process at once. A prompt:
 * SIGINT cancels what runs and wakes the prompt, SIGTERM and SIGHUP end it in good order.
 */
void wf_signals_watch(struct wf_cancel *cancel);
/* From now on there is a prompt. Returns a descriptor that is readable after a signal. */
int wf_signals_for_prompt(void);
/* Takes what was signalled. True: the shell shall end. */
bool wf_signals_taken(void);

#endif
