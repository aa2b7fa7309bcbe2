#ifndef WF_CLIENT_RPC_LOG_H
#define WF_CLIENT_RPC_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The last calls of the process, for a face that shows them. Off until it is asked for, so
 * that a verb pays nothing. Any thread.
 */
enum { WF_RPC_LOG_MAX = 500 };
struct wf_rpc_log_entry {
    const char *method; /* static */
    int64_t at_ns;      /* wall clock, when it began */
    int64_t took_ns;    /* with its retries */
    int status;         /* gRPC's; 0: OK */
};
void wf_rpc_log_on(void);
bool wf_rpc_log_is_on(void);
void wf_rpc_log_add(const struct wf_rpc_log_entry *e);
/* The i-th newest; false: there are no more. */
bool wf_rpc_log_get(size_t i, struct wf_rpc_log_entry *ret);

#endif
