#ifndef WF_PROTO_MESSAGE_H
#define WF_PROTO_MESSAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "proto/api.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Messages live in an arena: nothing of a message is ever freed by itself. A request is
 * made with wf_msg_new() and filled with pointers into the same arena (or longer-lived
 * ones).
 */

/* A message with every field at its default. Cast the result to the struct of `d`. */
void *wf_msg_new(struct wf_arena *a, const ProtobufCMessageDescriptor *d);

/*
 * Checks the wire (depth, memory, UTF-8, repeated singular messages: see proto/scan.h),
 * then unpacks it into the arena. *ret is untouched on failure. WF_E_OTHER: damaged or
 * hostile. A NUL inside of a string becomes U+001A, since a C string would end there.
 */
enum wf_code wf_msg_unpack(struct wf_arena *a, const ProtobufCMessageDescriptor *d,
                           struct wf_bytes wire, void *ret_message, struct wf_error *err);

struct wf_bytes wf_msg_pack(struct wf_arena *a, const void *message);

/*
 * Appends to a repeated field of messages or strings: (Type ***)&items, &n_items. Grows by
 * powers of two, so the list must be empty or its own: one that was unpacked has no room,
 * and goes through wf_msg_list_own() first.
 */
void wf_msg_append(struct wf_arena *a, void *items, size_t *n_items, void *item);
void wf_msg_list_own(struct wf_arena *a, void *items, size_t n_items);

/* Bytes that one value of this type takes in an unpacked message. */
size_t wf_type_size(ProtobufCType type);

/* Deep copy by pack and unpack; `message` may live in another arena. */
void *wf_msg_copy(struct wf_arena *a, const void *message);

/* The name of an enum value, e.g. "WORKFLOW_EXECUTION_STATUS_RUNNING"; NULL when unknown.
 */
const char *wf_enum_name(const ProtobufCEnumDescriptor *d, int value);
/*
 * The value's word as people write it: without the enum's prefix, in CamelCase: "Running",
 * "ContinuedAsNew". `buf` is used when it must be built; unknown values become their
 * number.
 */
const char *wf_enum_word(const ProtobufCEnumDescriptor *d, int value, char *buf,
                         size_t size);
/* Takes "Running", "running", "RUNNING", "WORKFLOW_EXECUTION_STATUS_RUNNING". */
bool wf_enum_parse(const ProtobufCEnumDescriptor *d, const char *word, int *ret);

/* Timestamps and durations to and from nanoseconds; NULL is "absent" (INT64_MIN). */
int64_t wf_timestamp_ns(const Tgoogleprotobuf__Timestamp *t);
int64_t wf_duration_ns(const Tgoogleprotobuf__Duration *d);
Tgoogleprotobuf__Timestamp *wf_timestamp_new(struct wf_arena *a, int64_t ns);
Tgoogleprotobuf__Duration *wf_duration_new(struct wf_arena *a, int64_t ns);

#endif
