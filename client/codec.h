#ifndef WF_CLIENT_CODEC_H
#define WF_CLIENT_CODEC_H

#include "base/arena.h"
#include "base/error.h"
#include "client/settings.h"
#include "proto/api.h"

/*
 * The remote codec server (POST ENDPOINT/encode and /decode, JSON {"payloads": [...]},
 * X-Namespace, Authorization and own headers; {namespace} in the endpoint is replaced).
 * libcurl is opened on first use. Nothing happens when the settings name no endpoint.
 */

/* Decodes every payload inside `message` (failures, memo, search attributes are left,
 * headers are left) in one request. Payloads are replaced in place, allocated in `a`. */
enum wf_code wf_codec_decode(const struct wf_settings *s, struct wf_arena *a, void *message,
                             struct wf_error *err);
/* Encodes the payloads that a request carries, before it is sent. */
enum wf_code wf_codec_encode(const struct wf_settings *s, struct wf_arena *a, void *message,
                             struct wf_error *err);

#endif
