#ifndef WF_BASE_BASE64_H
#define WF_BASE_BASE64_H

#include "base/mem.h"
#include "base/strbuf.h"

#include <stdbool.h>

void wf_base64_encode(struct wf_strbuf *out, struct wf_bytes in); /* with padding */
/* Standard or URL-safe alphabet, padding optional. False: not base64; out is as before. */
bool wf_base64_decode(struct wf_strbuf *out, const char *s, size_t n);

#endif
