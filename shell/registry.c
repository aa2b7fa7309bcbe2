/* shell/registry.c: every command of the program. */
#include "shell/registry.h"

#include "commands/registry.h"

extern const struct wf_command wf_cmd_top;

static const struct wf_command *const commands[] = {
#define X(name) &wf_cmd_##name,
#include "commands/registry.def"
#undef X
    &wf_cmd_top,
    NULL,
};

const struct wf_registry wf_registry = { .commands = commands, .groups = wf_groups };
