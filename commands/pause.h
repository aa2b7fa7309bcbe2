#ifndef WF_COMMANDS_PAUSE_H
#define WF_COMMANDS_PAUSE_H

#include "commands/act.h"

/* What `workflow pause` and `workflow unpause` take alike. */
struct wf_pause_args {
    struct wf_target target;
    const char *reason;
};
extern const struct wf_option wf_pause_options[];
extern const struct wf_positional wf_pause_positionals[];

#endif
