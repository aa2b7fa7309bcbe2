#ifndef WF_SHELL_BUILTINS_H
#define WF_SHELL_BUILTINS_H

#include "shell/shell.h"

/* Words of the shell that have a file of their own; all are wf_sh_builtin_fn. */

/* edit.c: \e */
wf_sh_builtin_fn wf_sh_edit;
/* show.c: \x, \err */
wf_sh_builtin_fn wf_sh_expanded, wf_sh_last_error;
/* short.c: psql's short words: \i, \c, \ns, \set, \unset, \history */
wf_sh_builtin_fn wf_sh_set, wf_sh_unset, wf_sh_history;

/* WF_E_USAGE, with the builtin's usage line. */
enum wf_code wf_sh_usage(const char *name, struct wf_error *err);

#endif
