#ifndef WF_COMMANDS_HELP_H
#define WF_COMMANDS_HELP_H

#include "base/strbuf.h"
#include "commands/parse.h"

/* Text of --help for a command, of a group (its verbs), or of the program (both NULL). */
void wf_help_print(const struct wf_registry *reg, const struct wf_command *command,
                   const struct wf_group *group, bool color, struct wf_strbuf *out);
/* The tables as JSON, for the generators of man pages, docs and completion. */
void wf_help_dump(const struct wf_registry *reg, const char *version,
                  struct wf_strbuf *out);
/* "-w, --workflow-id ID": as help and man pages show an option. */
void wf_help_option_name(const struct wf_option *o, struct wf_strbuf *out);
/* "wfsh workflow show [ID [RUN]] [flags]" */
void wf_help_usage(const struct wf_command *c, struct wf_strbuf *out);

#endif
