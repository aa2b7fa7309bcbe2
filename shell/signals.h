#ifndef WF_SHELL_SIGNALS_H
#define WF_SHELL_SIGNALS_H

#include "client/call.h"

#include <stdbool.h>

/*
 * Blocks SIGINT, SIGTERM and SIGHUP in every thread and starts one that waits for them: the
 * first fires the cancel flag, a second one (and SIGHUP) ends the process. With a prompt no
 * signal does: it learns of them. Before any other thread starts. The flag must outlive it.
 */
void wf_signals_watch(struct wf_cancel *cancel);
/* From now on there is a prompt; the descriptor becomes readable with each signal. Called
 * again, for a dashboard under a prompt, it is the same one. */
int wf_signals_for_prompt(void);

/*
 * Whether a line is being edited. Then Ctrl-Z waits for the prompt (WF_SIGNAL_STOP), which
 * puts the terminal in order and calls wf_signals_stop(); otherwise it stops us at once.
 */
void wf_signals_at_line(bool editing);
void wf_signals_stop(void); /* returns when we go on */

enum wf_signal { WF_SIGNAL_NONE, WF_SIGNAL_STOP, WF_SIGNAL_INTERRUPT, WF_SIGNAL_END };
/*
 * Acts on signals that have come and were not seen yet, and forgets them. What a terminal
 * hands out after this call and before the next was typed after every one of them. END: one
 * of them asks us to go.
 */
enum wf_signal wf_signals_take(void);

#endif
