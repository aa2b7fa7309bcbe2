#ifndef WF_SHELL_PROMPT_H
#define WF_SHELL_PROMPT_H

#include "shell/shell.h"

/*
 * What makes readline's prompt live: completion that never waits, and grey hints. The
 * prompt's loop polls one descriptor more and calls these.
 * Thread: the main thread. One prompt a process, as readline has one line.
 */

/* `before`: the lines of the same command that were typed already; borrowed. */
void wf_sh_live_begin(struct wf_shell *sh, const struct wf_strbuf *before);
void wf_sh_live_end(void);
int wf_sh_live_fd(void); /* readable, or the time of the next is up: wf_sh_live_step() */
int wf_sh_live_timeout_ms(void); /* for poll(); -1: nothing is waited for */
void wf_sh_live_step(void);

/* Around each key that readline reads. The first one too before anything else is printed:
 * it takes the hint away. */
void wf_sh_live_before_key(void);
void wf_sh_live_after_key(void);

/* \hints on|off. */
void wf_sh_hints_set(bool on);

/* ---- inside: shell/complete.c to shell/hint.c
 * --------------------------------------------- */
void wf_sh_hint_begin(void); /* takes over readline's redisplay */
void wf_sh_hint_end(void);
void wf_sh_hint_erase(void);
void wf_sh_hint_refresh(void); /* more is known now */
/* wf_complete_how.recall: from the lines of the history. */
const char *wf_sh_recall(void *user, struct wf_arena *a, const char *verb,
                         const char *name);
/* The hint for the line as it is, and the questions for what comes next. */
void wf_sh_complete_hint(struct wf_strbuf *out);

/*
 * The prompt, from the variable PROMPT when it is set: %p profile, %a address, %n
 * namespace, %w "/ID" after `cd`, %m what there is to mind, "(protected)(ro)(down)", %r ro
 * or rw,
 * %? the last status, %%. Its colours are marked for readline. In the arena.
 */
const char *wf_sh_prompt_text(struct wf_shell *sh, bool down, struct wf_arena *a);

#endif
