#ifndef WF_CLIENT_TLS_H
#define WF_CLIENT_TLS_H

#include "client/grpc_compat.h"
#include "client/settings.h"

/*
 * Channel credentials as the settings ask for: plaintext, TLS, mTLS, TLS without
 * verification. WF_E_USAGE (or what errno says) with the name of the option and file at
 * fault. The caller releases them.
 */
enum wf_code wf_tls_credentials(const struct wf_settings *s, grpc_channel_credentials **ret,
                                struct wf_error *err);

/* The file with the system's trusted roots; NULL when none of the usual places has it. */
const char *wf_tls_system_roots(void);

#endif
