#ifndef WF_PROTO_JSON_WRITE_H
#define WF_PROTO_JSON_WRITE_H

#include "base/json_out.h"
#include "proto/api.h"

enum wf_payload_form {
    WF_PAYLOAD_ENCODED,   /* as protojson: metadata and data in base64 */
    WF_PAYLOAD_SHORTHAND, /* as the official CLI: the value where it has a shorthand */
    WF_PAYLOAD_DECODED,   /* --decode: wf_payload_json_value() for every payload */
};

/*
 * proto3 JSON of a message as the official CLI prints it: camelCase keys in declaration
 * order, map keys sorted, int64 as strings, enums by name (unknown ones as numbers),
 * durations "1.500s", RFC 3339 times, defaults left out. `m` is written as the next value
 * of `j`.
 */
void wf_json_message(struct wf_json *j, const void *message, enum wf_payload_form form);

/* Only the fields, into an object that the caller opened: to add keys of one's own. */
void wf_json_message_fields(struct wf_json *j, const void *message,
                            enum wf_payload_form form);

#endif
