#ifndef WF_PROTO_JSON_INPUT_H
#define WF_PROTO_JSON_INPUT_H

#include "base/json_scan.h"
#include "proto/json_read.h"

/* What the files of the JSON reader share; nobody else includes this. */
struct wf_json_input {
    struct wf_json_reader json;
    struct wf_arena *arena;
    const char *what;
    struct wf_bytes text; /* the whole of it: positions in errors count from its start */
    bool strict;
    bool values;      /* payloads may be values, although strict */
    const char *skip; /* a key of the outermost object to read over; NULL: none */
    unsigned depth;
    size_t arena_limit;
    struct wf_strbuf scratch;
    struct wf_error *err;
};

/* The first byte of what comes next: '{', ']', '"' ...; NUL at the end. */
char wf_json_input_peek(struct wf_json_input *in);
/* An error at a byte of the text. */
enum wf_code wf_json_input_fault(struct wf_json_input *in, const void *at, const char *fmt,
                                 ...) __attribute__((format(printf, 3, 4)));
/* The token's characters, in in->scratch until the next call. False: a lone surrogate. */
bool wf_json_input_string(struct wf_json_input *in, struct wf_bytes token);

/* Reads the next value into a field's slot; not for messages. */
enum wf_code wf_json_scalar(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                            void *slot);
/* A map's key, which is always a string in JSON, and still a number or bool in the message.
 */
enum wf_code wf_json_map_key(struct wf_json_input *in, const ProtobufCFieldDescriptor *f,
                             void *slot);

/* Whether the message has a JSON form of its own (Timestamp, Duration, FieldMask,
 * wrappers). */
bool wf_json_is_well_known(const ProtobufCMessageDescriptor *d);
enum wf_code wf_json_well_known(struct wf_json_input *in, void *message);

enum wf_code wf_json_message_read(struct wf_json_input *in, ProtobufCMessage *m);
enum wf_code wf_json_object_read(struct wf_json_input *in,
                                 ProtobufCMessage *m); /* field by field */

/* Payload and Payloads as the web UI saves them decoded; see proto/json_payload.c. */
bool wf_json_input_is_payload(const ProtobufCMessageDescriptor *d);
enum wf_code wf_json_payload_read(struct wf_json_input *in, ProtobufCMessage *m);

#endif
