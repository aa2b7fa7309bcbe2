#ifndef WF_PROTO_STATUS_H
#define WF_PROTO_STATUS_H

#include "base/error.h"
#include "base/mem.h"

/*
 * Turns the end of an RPC into an error: status code, message and the
 * grpc-status-details-bin trailer (google.rpc.Status with details of
 * temporal.api.errordetails.v1), into words and an exit code. `details` may be empty,
 * damaged or hostile. Sets err->grpc_status and err->detail
 * ("WorkflowExecutionAlreadyStartedFailure" ...). Never WF_OK for a status other than 0.
 */
enum wf_code wf_status_error(int grpc_status, const char *message, struct wf_bytes details,
                             struct wf_error *err);

/* "NOT_FOUND" for 5 ...; never NULL. */
const char *wf_status_name(int grpc_status);

#endif
