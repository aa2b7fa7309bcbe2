/* shell/registry.c: every command of the program. */
#include "shell/registry.h"

#include "commands/registry.h"

static const struct wf_command *const commands[] = {
#define X(name) &wf_cmd_##name,
#include "commands/registry.def"
#undef X
    NULL,
};

const struct wf_registry wf_registry = { .commands = commands, .groups = wf_groups };
