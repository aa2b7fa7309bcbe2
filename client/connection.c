/* client/connection.c: the channel to a frontend, its credentials and metadata. */
#include "client/connection.h"

#include "base/timefmt.h"
#include "client/diagnose.h"
#include "client/internal.h"
#include "client/tls.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    MESSAGE_MAX = 128 << 20, /* as the Go SDK */
    METADATA_MAX = 1 << 20,  /* a query's failure travels in the trailers */
    CONNECT_TIMEOUT_MS = 5000,
    RECONNECT_FIRST_MS = 100,
    RECONNECT_MAX_MS = 2000,
    DIAGNOSIS_FRESH_MS = 2000,
};

const struct wf_settings *wf_connection_settings(const struct wf_connection *c)
{
    return c->settings;
}

bool wf_connection_has_worked(const struct wf_connection *c)
{
    return atomic_load(&c->has_worked);
}

const char *wf_connection_name(const struct wf_connection *c)
{
    return c->settings->address;
}

void wf_connection_diagnose(struct wf_connection *c, struct wf_error *err)
{
    int64_t now = wf_mono_ms();

    if (err->grpc_status == GRPC_STATUS_UNAUTHENTICATED ||
        err->grpc_status == GRPC_STATUS_PERMISSION_DENIED) {
        wf_diagnose(c->settings, err); /* costs no probe */
        return;
    }
    pthread_mutex_lock(&c->lock);
    if (c->diagnosed_ms != 0 && now - c->diagnosed_ms < DIAGNOSIS_FRESH_MS) {
        int status = err->grpc_status;

        *err = c->diagnosis;
        err->grpc_status = status;
    } else {
        wf_diagnose(c->settings, err);
        c->diagnosis = *err;
        c->diagnosed_ms = wf_mono_ms();
    }
    pthread_mutex_unlock(&c->lock);
}

/* Takes a copy of key and value. The value is never shown: it may be a secret. */
static enum wf_code add_metadata(struct wf_connection *c, const char *key,
                                 const char *value, struct wf_error *err)
{
    char *lower = wf_strdup(key);
    size_t n = strlen(key);
    bool binary = n > 4 && strcmp(key + n - 4, "-bin") == 0;
    grpc_metadata *md;

    for (char *p = lower; *p != '\0'; p++)
        *p = (char)tolower((unsigned char)*p);
    c->metadata = wf_reallocarray(c->metadata, c->n_metadata + 1, sizeof *c->metadata);
    md = &c->metadata[c->n_metadata++];
    memset(md, 0, sizeof *md);
    md->key = grpc_slice_from_copied_string(lower);
    md->value = grpc_slice_from_copied_string(value);
    free(lower);
    if (!grpc_header_key_is_legal(md->key) || key[0] == ':' ||
        strncmp(key, "grpc-", 5) == 0)
        return wf_error_set(err, WF_E_USAGE, "gRPC metadata cannot have the key '%s'", key);
    if (!binary && !grpc_header_nonbin_value_is_legal(md->value))
        return wf_error_set(
            err, WF_E_USAGE,
            "the value of '%s' has characters that gRPC metadata cannot carry "
            "(only printable ASCII)",
            key);
    return WF_OK;
}

static bool has_pair(const struct wf_pairs *pairs, const char *key)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (strcasecmp(pairs->items[i].key, key) == 0)
            return true;
    return false;
}

static enum wf_code add_api_key(struct wf_connection *c, struct wf_error *err)
{
    const struct wf_settings *s = c->settings;
    struct wf_error ignored = WF_ERROR_INIT;
    enum wf_code rc;
    char *bearer;

    if (s->api_key == NULL || s->api_key[0] == '\0' ||
        has_pair(&s->grpc_meta, "authorization"))
        return WF_OK;
    if (!s->tls && !c->address.local) {
        wf_error_set(err, WF_E_USAGE, "the API key is not sent to %s without TLS",
                     s->address);
        wf_error_hint(err, "leave --tls=false (or tls.disabled) away");
        return WF_E_USAGE;
    }
    bearer = wf_asprintf("Bearer %s", s->api_key);
    rc = add_metadata(c, "authorization", bearer, &ignored);
    explicit_bzero(bearer, strlen(bearer));
    free(bearer);
    if (rc != WF_OK)
        return wf_error_set(err, WF_E_USAGE,
                            "the API key has characters that no key has; a line break?");
    return WF_OK;
}

static enum wf_code add_all_metadata(struct wf_connection *c, struct wf_error *err)
{
    const struct wf_settings *s = c->settings;
    enum wf_code rc = WF_OK;

    if (!has_pair(&s->grpc_meta, "client-name")) {
        rc = add_metadata(c, "client-name", "wfsh", err);
        if (rc == WF_OK)
            rc = add_metadata(c, "client-version", WFSH_VERSION, err);
    }
    if (rc == WF_OK)
        rc = add_api_key(c, err);
    for (size_t i = 0; rc == WF_OK && i < s->grpc_meta.n; i++)
        rc = add_metadata(c, s->grpc_meta.items[i].key, s->grpc_meta.items[i].value, err);
    return rc;
}

static grpc_arg arg_int(const char *key, int value)
{
    return (grpc_arg){ .type = GRPC_ARG_INTEGER,
                       .key = (char *)(uintptr_t)key,
                       .value.integer = value };
}

static grpc_arg arg_string(const char *key, const char *value)
{
    return (grpc_arg){ .type = GRPC_ARG_STRING,
                       .key = (char *)(uintptr_t)key,
                       .value.string = (char *)(uintptr_t)value };
}

static enum wf_code open_channel(struct wf_connection *c, struct wf_error *err)
{
    const struct wf_settings *s = c->settings;
    int64_t connect_ms = s->client_connect_timeout_ms;
    grpc_channel_credentials *creds = NULL;
    grpc_arg args[12];
    size_t n = 0;
    enum wf_code rc;

    if (connect_ms <= 0)
        connect_ms = CONNECT_TIMEOUT_MS;
    if (connect_ms > INT32_MAX)
        connect_ms = INT32_MAX;
    args[n++] = arg_int(GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, MESSAGE_MAX);
    args[n++] = arg_int(GRPC_ARG_MAX_SEND_MESSAGE_LENGTH, MESSAGE_MAX);
    args[n++] = arg_int(GRPC_ARG_MAX_METADATA_SIZE, METADATA_MAX);
    args[n++] = arg_string(GRPC_ARG_PRIMARY_USER_AGENT_STRING, "wfsh/" WFSH_VERSION);
    args[n++] = arg_int(GRPC_ARG_ENABLE_RETRIES, 0); /* we retry, and say so */
    args[n++] = arg_int(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
    args[n++] = arg_int(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, RECONNECT_FIRST_MS);
    args[n++] = arg_int(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, RECONNECT_MAX_MS);
    /* despite its name also the time that one attempt to connect is given */
    args[n++] = arg_int(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, (int)connect_ms);
    if (c->address.local)
        args[n++] = arg_int(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    if (s->client_authority != NULL)
        args[n++] = arg_string(GRPC_ARG_DEFAULT_AUTHORITY, s->client_authority);
    if (s->tls && s->tls_server_name != NULL)
        args[n++] = arg_string(GRPC_SSL_TARGET_NAME_OVERRIDE_ARG, s->tls_server_name);

    rc = wf_tls_credentials(s, &creds, err);
    if (rc != WF_OK)
        return rc;
    c->channel = grpc_channel_create(c->address.target, creds,
                                     &(grpc_channel_args){ .num_args = n, .args = args });
    grpc_channel_credentials_release(creds);
    if (c->channel == NULL)
        return wf_error_set(err, WF_E_USAGE, "gRPC cannot use the address '%s'",
                            s->address);
    return WF_OK;
}

enum wf_code wf_connection_open(const struct wf_settings *settings,
                                struct wf_connection **ret, struct wf_error *err)
{
    struct wf_connection *c = wf_calloc(1, sizeof *c);
    enum wf_code rc;

    c->settings = settings;
    pthread_mutex_init(&c->lock, NULL);
    rc = wf_address_parse(settings->address, &c->address, err);
    if (rc == WF_OK) {
        wf_grpc_start();
        rc = add_all_metadata(c, err);
    }
    if (rc == WF_OK)
        rc = open_channel(c, err);
    if (rc == WF_OK)
        *ret = c;
    else
        wf_connection_close(c);
    return rc;
}

void wf_connection_close(struct wf_connection *c)
{
    if (c == NULL)
        return;
    wf_watch_closing(c->watch);
    if (c->channel != NULL)
        grpc_channel_destroy(c->channel);
    wf_watch_free(c->watch);
    for (size_t i = 0; i < c->n_metadata; i++) {
        grpc_slice_unref(c->metadata[i].key);
        grpc_slice_unref(c->metadata[i].value);
    }
    free(c->metadata);
    wf_address_release(&c->address);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
