#ifndef WF_CLIENT_HTTP_H
#define WF_CLIENT_HTTP_H

#include "base/error.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "client/call.h"

enum { WF_HTTP_REPLY_MAX = 256 << 20, WF_HTTP_TIMEOUT_MS = 30000 };

/*
 * One POST over libcurl, which is opened on first use. `url` is http:// or https://;
 * `headers` are whole lines ("Name: value"). Redirects are not followed, for the headers
 * may hold secrets. Any HTTP status is WF_OK; `body` gets what came with it.
 * WF_E_UNAVAILABLE: no answer; WF_E_INTERRUPTED: `cancel` (may be NULL) was fired. One
 * request at a time in the whole process; the connection is kept for the next.
 */
enum wf_code wf_http_post(const char *url, const char *const *headers, size_t n_headers,
                          struct wf_bytes request, struct wf_cancel *cancel,
                          long *ret_status, struct wf_strbuf *body, struct wf_error *err);

#endif
