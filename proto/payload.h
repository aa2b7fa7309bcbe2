#ifndef WF_PROTO_PAYLOAD_H
#define WF_PROTO_PAYLOAD_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json_out.h"
#include "proto/api.h"

#include <stdbool.h>

/* The payload's `encoding` metadata; empty when it has none. Points into the payload. */
struct wf_bytes wf_payload_encoding(const Tcommon__Payload *p);

/* A payload with one metadata entry `encoding`; data is not copied. */
Tcommon__Payload *wf_payload_new(struct wf_arena *a, const char *encoding,
                                 struct wf_bytes data);
void wf_payload_set_metadata(struct wf_arena *a, Tcommon__Payload *p, const char *key,
                             struct wf_bytes value); /* replaces an earlier value */
/* "json/plain" from a C string, which is copied: for identities, reasons, memo fields. */
Tcommon__Payload *wf_payload_json(struct wf_arena *a, const char *json);
Tcommon__Payload *wf_payload_string(struct wf_arena *a, const char *text); /* quotes it */

/*
 * Shorthand of the official CLI: true when a value stands for the payload there: json/plain
 * with no other metadata; json/protobuf with messageType and nothing else, holding an
 * object; binary/null. Never for data that is not JSON (the official CLI fails then).
 */
bool wf_payload_has_shorthand(const Tcommon__Payload *p);
/*
 * Writes what stands for it, as the official CLI does: json/plain as it is; json/protobuf
 * with the key _protoMessageType added; and, its oddity, null of any kind as
 *   {"metadata": {"encoding": "YmluYXJ5L251bGw="}}
 * (a json/protobuf null as {}). Only after wf_payload_has_shorthand() said yes.
 */
void wf_payload_json_shorthand(struct wf_json *j, const Tcommon__Payload *p);

/*
 * The value that a payload stands for, for people and for --decode: json/plain and
 * json/protobuf as they are when valid JSON, binary/null as null, binary/plain and
 * binary/protobuf and unknown encodings as
 *   {"encoding": "...", "messageType": "...", "data": "<base64>"} or, when the data is
 * printable UTF-8 text, "text" instead of "data".
 */
void wf_payload_json_value(struct wf_json *j, const Tcommon__Payload *p);

/*
 * One line for a table cell or an event summary: compact JSON where it is JSON, otherwise
 * "binary/plain, 12 bytes". Raw: the caller's printer neutralises control bytes. At most
 * `max` bytes, cut with an ellipsis at a character boundary.
 *
 * WF_SUMMARY_UNCHECKED: for a search, at most 1 MiB, and what says that it is JSON is taken
 * for it.
 */
enum { WF_SUMMARY_UNCHECKED = 1 << 20 };
void wf_payload_summary(struct wf_strbuf *out, const Tcommon__Payload *p, size_t max);
void wf_payloads_summary(struct wf_strbuf *out, const Tcommon__Payloads *p, size_t max);

/* Text without quotes for a json/plain string, otherwise as wf_payload_summary. */
void wf_payload_text(struct wf_strbuf *out, const Tcommon__Payload *p);

#endif
