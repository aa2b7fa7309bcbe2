#ifndef WF_CLIENT_DIAGNOSE_H
#define WF_CLIENT_DIAGNOSE_H

#include "base/error.h"
#include "client/settings.h"

/*
 * The ladder DNS -> TCP -> TLS -> authentication -> namespace: finds the step that fails
 * and rewrites `err` (which holds the RPC's own words) into one line that names address and
 * step, with a hint. Does its own bounded probes (getaddrinfo, connect, one TLS or plain
 * HTTP/2 greeting), 3 s at the most. Sets WF_E_UNREACHABLE, or WF_E_DENIED for
 * authentication.
 */
void wf_diagnose(const struct wf_settings *settings, struct wf_error *err);

#endif
