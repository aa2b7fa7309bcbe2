#ifndef WF_PROTO_SCAN_H
#define WF_PROTO_SCAN_H

#include "base/error.h"
#include "base/mem.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

enum { WF_SCAN_MAX_DEPTH = 100 };

/*
 * Walks the wire before protobuf-c may see it, without memory and without recursion.
 * Refuses: nesting over WF_SCAN_MAX_DEPTH, a second occurrence of a singular message field,
 * an estimate of the memory that unpacking takes over 64 MiB + 16 x wire, strings that are
 * not UTF-8 or hold NUL, anything cut short.
 */
enum wf_code wf_scan(const ProtobufCMessageDescriptor *d, struct wf_bytes wire,
                     struct wf_error *err);

/*
 * The same, but NUL in strings is only reported: a server keeps a failure message with a
 * NUL, and its history must stay readable. A C string would end there, so wf_scan_mend
 * writes WF_SCAN_SUBSTITUTE over each of them in `copy`, which holds the same bytes as
 * `wire`.
 */
enum { WF_SCAN_SUBSTITUTE = 0x1A };
enum wf_code wf_scan_nul(const ProtobufCMessageDescriptor *d, struct wf_bytes wire,
                         bool *ret_nul, struct wf_error *err);
void wf_scan_mend(const ProtobufCMessageDescriptor *d, struct wf_bytes wire,
                  unsigned char *copy);

#endif
