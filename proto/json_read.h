#ifndef WF_PROTO_JSON_READ_H
#define WF_PROTO_JSON_READ_H

#include "base/arena.h"
#include "base/error.h"
#include "proto/api.h"

#include <stdbool.h>

/*
 * proto3 JSON to a message: requests of `call`, histories in files. Takes camelCase and
 * original names, enums by name, by the short CamelCase word ("WorkflowExecutionStarted",
 * as older CLIs and the web UI write) or by number, int64 as string or number, null as
 * absent. The text is checked by wf_json_check first, so syntax errors carry line and
 * caret; type errors carry the path: ".workflowType.name: expected a string". Unknown keys:
 * refused when `strict`, skipped otherwise. Depth is bounded by WF_SCAN_MAX_DEPTH.
 */
enum wf_code wf_json_to_message(struct wf_arena *a, const ProtobufCMessageDescriptor *d,
                                const char *what, struct wf_bytes text, bool strict,
                                void *ret_message, struct wf_error *err);

#endif
