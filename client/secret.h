#ifndef WF_CLIENT_SECRET_H
#define WF_CLIENT_SECRET_H

#include "base/strbuf.h"
#include "client/settings.h"

enum {
    WF_SECRET_SIZE_MAX = 64 * 1024,
    WF_SECRET_WAIT_MS = 30000, /* for the command: it may ask for a passphrase */
};

/*
 * Appends the secret to `out`, less one newline at its end: from a file, or from the stdout
 * of
 * `/bin/sh -c command`, which has stdin and stderr of this process. An empty secret is an
 * error. The messages name the source, never what it gave. The caller wipes `out`.
 */
enum wf_code wf_secret_fetch(const struct wf_secret *from, int64_t wait_ms,
                             struct wf_strbuf *out, struct wf_error *err);

#endif
