#ifndef WF_CLIENT_PROBE_H
#define WF_CLIENT_PROBE_H

#include "client/address.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Looks at an address step by step, without gRPC, to find out why gRPC failed. Every
 * function ends by `until_ms` (monotonic). Sends nothing that is secret.
 */

enum { WF_PROBE_NUMERIC = 64 };

enum wf_probe_dns { WF_DNS_OK, WF_DNS_UNKNOWN, WF_DNS_FAILED, WF_DNS_TIMEOUT };

/* The environment variable of the proxy that C-core would go through; NULL: through none.
 */
const char *wf_probe_proxy(const struct wf_address *a);

/* Whether the host has an address. */
enum wf_probe_dns wf_probe_dns(const struct wf_address *a, int64_t until_ms);

/*
 * Connects; with several addresses to the first that answers. Returns the socket, or -1
 * with errno (ETIMEDOUT: nobody answered). `ret_numeric` (WF_PROBE_NUMERIC bytes) gets the
 * address that was tried last.
 */
int wf_probe_connect(const struct wf_address *a, int64_t until_ms, char *ret_numeric);

enum wf_greeting {
    WF_GREETING_TLS,   /* a TLS record: it speaks TLS */
    WF_GREETING_HTTP2, /* plaintext HTTP/2, as gRPC without TLS */
    WF_GREETING_HTTP1, /* a web server */
    WF_GREETING_CLOSED,
    WF_GREETING_SILENT,
    WF_GREETING_OTHER,
};

/* Says hello in TLS, or in plaintext HTTP/2, and classifies the first bytes of the answer.
 */
enum wf_greeting wf_probe_greet(int fd, bool tls, const char *server_name,
                                int64_t until_ms);

#endif
