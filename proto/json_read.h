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
 * absent. Errors are WF_E_USAGE as wf_json_check makes them, with line, column, path and
 * caret: "request: line 1, column 26, at .workflowType.name: a string is expected". Depth
 * is bounded by WF_SCAN_MAX_DEPTH, memory as by wf_scan. Nothing points into `text`.
 *
 * `strict` (requests) refuses unknown keys and enum names, keys that come twice, two
 * members of a oneof, NUL and half surrogates. Otherwise (histories) they are skipped or
 * the last one counts, and payloads may also be saved decoded, as the web UI does: with
 * metadata and data in plain text, or as a bare value, which becomes json/plain. An Any is
 * read when it holds a message of temporal.api.update.v1.
 */
enum wf_code wf_json_to_message(struct wf_arena *a, const ProtobufCMessageDescriptor *d,
                                const char *what, struct wf_bytes text, bool strict,
                                void *ret_message, struct wf_error *err);

/*
 * Strict, but payloads may also be what stands for them: any value is json/plain without
 * blanks, null is binary/null, a list is payloads. For texts that people edit. `skip` is a
 * key of the outermost object that is read over; NULL: none.
 */
enum wf_code wf_json_to_message_values(struct wf_arena *a,
                                       const ProtobufCMessageDescriptor *d,
                                       const char *what, struct wf_bytes text,
                                       const char *skip, void *ret_message,
                                       struct wf_error *err);

#endif
