#ifndef WF_CLIENT_GRPC_COMPAT_H
#define WF_CLIENT_GRPC_COMPAT_H

#include "client/log.h"

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/slice.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>

/* The C-core calls that differ between versions; tools/configure tells which there are. */

/* Where C-core's own log lines go; before grpc_init(). Newer versions can only be silenced.
 */
void wf_grpc_log_capture(void (*line)(enum wf_log_level level, const char *text));

/*
 * Credentials that encrypt but do not check who answers; `cert` and `key` (PEM) may be
 * NULL. NULL: this C-core cannot.
 */
grpc_channel_credentials *wf_grpc_unverified_credentials(const char *cert, const char *key);

#endif
