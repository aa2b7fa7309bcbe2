#ifndef WF_CLIENT_SETTINGS_H
#define WF_CLIENT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/*
 * How to reach a frontend and how to behave there: flag > environment > profile > default.
 *
 * Sources, strongest first: the flags; TEMPORAL_* and WFSH_READONLY; the legacy environment
 * (--env, temporal.yaml); the profile in temporal.toml; the same profile in
 * wfsh/config.toml of the user, then of the system. The namespace that `config use -n` left
 * is stronger than those of the files. Our own keys are read from wfsh/config.toml only.
 */

/* A value that a flag may leave open. */
enum wf_tri { WF_TRI_UNSET = 0, WF_TRI_YES = 1, WF_TRI_NO = 2 };

struct wf_pair {
    const char *key;
    const char *value;
};

struct wf_pairs {
    const struct wf_pair *items;
    size_t n;
};

/* The flags as they were given, borrowed for the call; all zero when none was. */
struct wf_settings_flags {
    const char *address;
    const char *namespace_;
    const char *api_key;
    enum wf_tri tls;
    const char *tls_ca_path, *tls_ca_data;
    const char *tls_cert_path, *tls_cert_data;
    const char *tls_key_path, *tls_key_data;
    const char *tls_server_name;
    enum wf_tri tls_disable_host_verification;
    const char *codec_endpoint;
    const char *codec_auth;
    const char *const *codec_header; /* KEY=VALUE */
    size_t n_codec_header;
    const char *const *grpc_meta; /* KEY=VALUE */
    size_t n_grpc_meta;
    const char *client_authority;
    const char *identity;
    const char *client_connect_timeout; /* "5s": the text */
    const char *command_timeout;
    const char *profile;
    const char *config_file;
    const char *env;
    const char *env_file;
    bool disable_config_file;
    bool disable_config_env;
    enum wf_tri read_only;
};

/* What has an origin; the order is that of `config show`. */
enum wf_setting {
    WF_SET_PROFILE,
    WF_SET_ADDRESS,
    WF_SET_NAMESPACE,
    WF_SET_API_KEY,
    WF_SET_TLS,
    WF_SET_TLS_CA_PATH,
    WF_SET_TLS_CA_DATA,
    WF_SET_TLS_CERT_PATH,
    WF_SET_TLS_CERT_DATA,
    WF_SET_TLS_KEY_PATH,
    WF_SET_TLS_KEY_DATA,
    WF_SET_TLS_SERVER_NAME,
    WF_SET_TLS_DISABLE_HOST_VERIFICATION,
    WF_SET_CODEC_ENDPOINT,
    WF_SET_CODEC_AUTH,
    WF_SET_CODEC_HEADERS,
    WF_SET_GRPC_META,
    WF_SET_CLIENT_AUTHORITY,
    WF_SET_IDENTITY,
    WF_SET_CLIENT_CONNECT_TIMEOUT,
    WF_SET_COMMAND_TIMEOUT,
    WF_SET_READ_ONLY,
    WF_SET_PROTECTED,
    WF_SET_PRODUCTION,
    WF_SET_UI_URL,
    WF_SET_COUNT
};

enum wf_origin_kind {
    WF_ORIGIN_DEFAULT,
    WF_ORIGIN_FLAG,
    WF_ORIGIN_ENVIRONMENT,
    WF_ORIGIN_LEGACY,  /* temporal.yaml */
    WF_ORIGIN_PROFILE, /* temporal.toml or wfsh/config.toml */
};

struct wf_origin {
    enum wf_origin_kind kind;
    /* "default", "flag --address", "environment TEMPORAL_ADDRESS",
     * "/home/u/.config/temporalio/temporal.toml:3 profile.dev.address" */
    const char *text;
    const char *differs; /* what the official CLI would use instead, and why; else NULL */
};

/* A secret that is not fetched yet comes from a file or from a command's stdout. */
enum wf_secret_kind { WF_SECRET_NONE, WF_SECRET_VALUE, WF_SECRET_FILE, WF_SECRET_COMMAND };

struct wf_secret {
    enum wf_secret_kind kind;
    const char *source; /* path or command; NULL for a value */
};

/*
 * Owner:   the caller of wf_settings_load(); wf_settings_free() zeroes the memory first.
 * Memory:  all strings live in the settings; NULL where nothing was set, unless said.
 * Thread:  read-only after wf_settings_secrets().
 */
struct wf_settings {
    const char *address;    /* never NULL */
    const char *namespace_; /* never NULL */
    const char
        *api_key; /* NULL until wf_settings_secrets() when it is a file's or a command's */
    bool tls;     /* given, or switched on by any other TLS option or an API key */
    const char *tls_ca_path, *tls_ca_data; /* at most one of each two */
    const char *tls_cert_path, *tls_cert_data;
    const char *tls_key_path, *tls_key_data;
    const char *tls_server_name;
    bool tls_disable_host_verification;
    const char *codec_endpoint;
    const char *codec_auth; /* like api_key */
    struct wf_pairs codec_headers;
    struct wf_pairs grpc_meta; /* keys in lower case */
    const char *client_authority;
    const char *identity;              /* never NULL */
    int64_t client_connect_timeout_ms; /* 0: none given */
    int64_t command_timeout_ms;        /* 0: none given */
    const char *profile;     /* never NULL; "default" need not exist in any file */
    bool read_only;          /* writes are refused unless --write */
    bool protected_;         /* destroying asks for a typed confirmation */
    bool production;         /* marked as such in prompt and dashboard */
    const char *ui_url;      /* base address of the web UI, no slash at its end */
    struct wf_pairs queries; /* saved queries, @name */
    struct wf_pairs aliases; /* first word -> command line */
    struct wf_pairs keys, commands, dashboard; /* of `top`: docs/dashboard.md */
    struct wf_pairs legacy; /* flag name -> value of the temporal.yaml environment:
                               for flags that are not settings ("output", "task-queue") */
    struct wf_origin origin[WF_SET_COUNT];
    struct wf_secret api_key_from, codec_auth_from;
    struct wf_arena *arena; /* owned */
};

/*
 * Reads files and the environment; no command is run. WF_E_USAGE with "file:line:column"
 * for a broken file or value, WF_E_NOT_FOUND for a profile or environment that was named
 * and is nowhere.
 */
enum wf_code wf_settings_load(const struct wf_settings_flags *flags,
                              struct wf_settings **ret, struct wf_error *err);
/* Fetches api_key and codec_auth from their file or command. Before grpc_init(), it starts
 * a process. */
enum wf_code wf_settings_secrets(struct wf_settings *s, struct wf_error *err);
void wf_settings_free(struct wf_settings *s); /* NULL is fine */

/* The text of a saved query or alias; NULL when there is none of that name. */
const char *wf_settings_query(const struct wf_settings *s, const char *name);
const char *wf_settings_alias(const struct wf_settings *s, const char *name);

/* "tls.server_name": the name of a setting in files and in `config show`. */
const char *wf_setting_name(enum wf_setting which);
/* Its value as text, secrets as "(hidden)"; NULL when not set. May live in `arena`. */
const char *wf_setting_text(const struct wf_settings *s, enum wf_setting which,
                            struct wf_arena *arena);

/* Every profile that some file names, sorted, once each; the array lives in `arena`. */
enum wf_code wf_settings_profiles(const struct wf_settings_flags *flags,
                                  struct wf_arena *arena, const char *const **ret_names,
                                  size_t *ret_n, struct wf_error *err);

#endif
