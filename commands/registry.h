#ifndef WF_COMMANDS_REGISTRY_H
#define WF_COMMANDS_REGISTRY_H

#include "commands/command.h"

/* Every command of this folder; the shell adds its own few. */
#define X(name) extern const struct wf_command wf_cmd_##name;
#include "commands/registry.def"
#undef X

extern const struct wf_group wf_groups[];

#endif
