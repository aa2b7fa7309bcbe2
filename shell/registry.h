#ifndef WF_SHELL_REGISTRY_H
#define WF_SHELL_REGISTRY_H

#include "commands/command.h"

extern const struct wf_registry wf_registry;

#endif
