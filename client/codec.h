#ifndef WF_CLIENT_CODEC_H
#define WF_CLIENT_CODEC_H

#include "base/arena.h"
#include "base/error.h"
#include "client/call.h"
#include "client/settings.h"
#include "proto/api.h"

/*
 * The remote codec server (POST ENDPOINT/encode and /decode, JSON {"payloads": [...]},
 * X-Namespace, Authorization and own headers; {namespace} in the endpoint is replaced).
 * libcurl is opened on first use. Nothing happens when the settings name no endpoint.
 *
 * Both work on every payload inside of `message`, those of headers, memos and failures too,
 * but not on search attributes, which the server must read. Payloads are replaced in place,
 * allocated in `a`: a request that was encoded must not be encoded again. They travel
 * together, in requests of at most half a MiB where possible (many codec servers take no
 * more than one). `cancel` may be NULL; when it is fired the request is given up.
 *
 * WF_E_UNAVAILABLE: the codec server cannot be reached; WF_E_DENIED: it wants another
 * --codec-auth; WF_E_OTHER: it failed, or what it sends makes no sense. On failure the
 * message may be half done.
 */
enum wf_code wf_codec_decode(const struct wf_settings *s, struct wf_cancel *cancel,
                             struct wf_arena *a, void *message, struct wf_error *err);
enum wf_code wf_codec_encode(const struct wf_settings *s, struct wf_cancel *cancel,
                             struct wf_arena *a, void *message, struct wf_error *err);

#endif
