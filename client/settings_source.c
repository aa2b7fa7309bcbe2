/* client/settings_source.c: where settings come from: flags, environment, YAML and TOML
 * files. */
#include <stdlib.h>
#include <string.h>

#include "client/config_file.h"
#include "client/settings_private.h"
#include "client/settings_yaml.h"

#define S(member) offsetof(struct wf_settings, member)
#define F(member) offsetof(struct wf_settings_flags, member)

const struct wf_setting_row wf_setting_rows[WF_SET_COUNT] = {
    [WF_SET_PROFILE] = { "profile", "profile", "TEMPORAL_PROFILE", .form = ROW_SPECIAL },
    [WF_SET_ADDRESS] = { "address", "address", "TEMPORAL_ADDRESS", S(address), F(address),
                         ROW_TEXT },
    [WF_SET_NAMESPACE] = { "namespace", "namespace", "TEMPORAL_NAMESPACE", S(namespace_),
                           F(namespace_), ROW_TEXT },
    [WF_SET_API_KEY] = { "api_key", "api-key", "TEMPORAL_API_KEY", S(api_key), F(api_key),
                         ROW_TEXT, .secret = true },
    [WF_SET_TLS] = { "tls", "tls", "TEMPORAL_TLS", .form = ROW_SPECIAL },
    [WF_SET_TLS_CA_PATH] = { "tls.server_ca_cert_path", "tls-ca-path",
                             "TEMPORAL_TLS_SERVER_CA_CERT_PATH", S(tls_ca_path),
                             F(tls_ca_path), ROW_TEXT },
    [WF_SET_TLS_CA_DATA] = { "tls.server_ca_cert_data", "tls-ca-data",
                             "TEMPORAL_TLS_SERVER_CA_CERT_DATA", S(tls_ca_data),
                             F(tls_ca_data), ROW_TEXT, .secret = true },
    [WF_SET_TLS_CERT_PATH] = { "tls.client_cert_path", "tls-cert-path",
                               "TEMPORAL_TLS_CLIENT_CERT_PATH", S(tls_cert_path),
                               F(tls_cert_path), ROW_TEXT },
    [WF_SET_TLS_CERT_DATA] = { "tls.client_cert_data", "tls-cert-data",
                               "TEMPORAL_TLS_CLIENT_CERT_DATA", S(tls_cert_data),
                               F(tls_cert_data), ROW_TEXT, .secret = true },
    [WF_SET_TLS_KEY_PATH] = { "tls.client_key_path", "tls-key-path",
                              "TEMPORAL_TLS_CLIENT_KEY_PATH", S(tls_key_path),
                              F(tls_key_path), ROW_TEXT },
    [WF_SET_TLS_KEY_DATA] = { "tls.client_key_data", "tls-key-data",
                              "TEMPORAL_TLS_CLIENT_KEY_DATA", S(tls_key_data),
                              F(tls_key_data), ROW_TEXT, .secret = true },
    [WF_SET_TLS_SERVER_NAME] = { "tls.server_name", "tls-server-name",
                                 "TEMPORAL_TLS_SERVER_NAME", S(tls_server_name),
                                 F(tls_server_name), ROW_TEXT },
    [WF_SET_TLS_DISABLE_HOST_VERIFICATION] = { "tls.disable_host_verification",
                                               "tls-disable-host-verification",
                                               "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION",
                                               S(tls_disable_host_verification),
                                               F(tls_disable_host_verification), ROW_BOOL },
    [WF_SET_CODEC_ENDPOINT] = { "codec.endpoint", "codec-endpoint",
                                "TEMPORAL_CODEC_ENDPOINT", S(codec_endpoint),
                                F(codec_endpoint), ROW_TEXT },
    [WF_SET_CODEC_AUTH] = { "codec.auth", "codec-auth", "TEMPORAL_CODEC_AUTH",
                            S(codec_auth), F(codec_auth), ROW_TEXT, .secret = true },
    [WF_SET_CODEC_HEADERS] = { "codec.headers", "codec-header", NULL, .form = ROW_SPECIAL,
                               .secret = true },
    [WF_SET_GRPC_META] = { "grpc_meta", "grpc-meta", NULL, .form = ROW_SPECIAL,
                           .secret = true },
    [WF_SET_CLIENT_AUTHORITY] = { "client_authority", "client-authority", NULL,
                                  S(client_authority), F(client_authority), ROW_TEXT,
                                  .own = true },
    [WF_SET_IDENTITY] = { "identity", "identity", NULL, S(identity), F(identity), ROW_TEXT,
                          .own = true },
    [WF_SET_CLIENT_CONNECT_TIMEOUT] = { "client_connect_timeout", "client-connect-timeout",
                                        NULL, 0, F(client_connect_timeout), ROW_SPECIAL,
                                        .own = true },
    [WF_SET_COMMAND_TIMEOUT] = { "command_timeout", "command-timeout", NULL, 0,
                                 F(command_timeout), ROW_SPECIAL, .own = true },
    [WF_SET_READ_ONLY] = { "read_only", "read-only", "WFSH_READONLY", S(read_only),
                           F(read_only), ROW_BOOL, .own = true },
    [WF_SET_PROTECTED] = { "protected", NULL, NULL, S(protected_), 0, ROW_BOOL,
                           .own = true },
    [WF_SET_PRODUCTION] = { "production", NULL, NULL, S(production), 0, ROW_BOOL,
                            .own = true },
    [WF_SET_UI_URL] = { "ui", NULL, NULL, S(ui_url), 0, ROW_TEXT, .own = true },
};

/* What else a profile in wfsh/config.toml may hold. */
static const char *const extra_keys[] = { "tls",
                                          "codec",
                                          "tls.disabled",
                                          "queries",
                                          "api_key_file",
                                          "api_key_command",
                                          "codec_auth_file",
                                          "codec_auth_command",
                                          "current_namespace" };

static bool is_known(const char *name)
{
    for (size_t i = WF_SET_PROFILE + 1; i < WF_SET_COUNT; i++)
        if (strcmp(wf_setting_rows[i].name, name) == 0)
            return true;
    for (size_t i = 0; i < sizeof extra_keys / sizeof *extra_keys; i++)
        if (strcmp(extra_keys[i], name) == 0)
            return true;
    return false;
}

/* A mistyped `read_only` must not be silent. */
static enum wf_code check_own_keys(const struct wf_sources *src,
                                   const struct wf_settings_file *file,
                                   const struct wf_toml *table, const char *prefix)
{
    for (const struct wf_toml *v = table->first; v != NULL; v = v->next) {
        const char *name = wf_arena_printf(src->scratch, "%s%s", prefix, v->key);
        enum wf_code rc;

        if (!is_known(name))
            return wf_error_set(src->err, WF_E_USAGE, "%s:%u:%u: unknown key '%s'",
                                file->path, v->line, v->column, name);
        if (v->type != WF_TOML_TABLE || *prefix != '\0' ||
            (strcmp(v->key, "tls") != 0 && strcmp(v->key, "codec") != 0))
            continue;
        rc = check_own_keys(src, file, v, wf_arena_printf(src->scratch, "%s.", v->key));
        if (rc != WF_OK)
            return rc;
    }
    return WF_OK;
}

const char *wf_sources_env(const struct wf_sources *src, const char *name)
{
    bool ours = name != NULL && strncmp(name, "WFSH_", 5) == 0;

    return name != NULL && (src->env_on || ours) ? getenv(name) : NULL;
}

const char *wf_sources_legacy(const struct wf_sources *src, const char *flag)
{
    for (size_t i = 0; flag != NULL && i < src->legacy.n; i++)
        if (strcmp(src->legacy.items[i].key, flag) == 0)
            return src->legacy.items[i].value;
    return NULL;
}

const char *wf_sources_place(const struct wf_sources *src,
                             const struct wf_settings_file *file, const struct wf_toml *v,
                             const char *name)
{
    return wf_arena_printf(src->s->arena, "%s:%u profile.%s.%s", file->path, v->line,
                           src->s->profile, name);
}

const struct wf_toml *wf_sources_at(const struct wf_settings_file *file, const char *name)
{
    const struct wf_toml *v = file->profile;
    char part[64];

    while (v != NULL && *name != '\0') {
        size_t n = strcspn(name, ".");

        if (n >= sizeof part)
            return NULL;
        memcpy(part, name, n);
        part[n] = '\0';
        v = wf_toml_get(v, part);
        name += n + (name[n] == '.' ? 1 : 0);
    }
    return v;
}

enum wf_code wf_sources_wrong_type(const struct wf_sources *src,
                                   const struct wf_settings_file *file,
                                   const struct wf_toml *v, const char *expected)
{
    return wf_error_set(src->err, WF_E_USAGE,
                        "%s:%u:%u: '%s' takes a %s; this is of type %s", file->path,
                        v->line, v->column, v->key, expected, wf_toml_type_name(v->type));
}

static enum wf_code find_in_file(struct wf_sources *src,
                                 const struct wf_settings_file *file,
                                 const struct wf_setting_row *row, const char *name,
                                 struct wf_found *ret)
{
    const struct wf_toml *v = wf_sources_at(file, name);
    const char *text;

    if (v == NULL)
        return WF_OK;
    if (row->form == ROW_BOOL) {
        if (v->type != WF_TOML_BOOL)
            return wf_sources_wrong_type(src, file, v, "boolean");
        text = v->u.boolean ? "true" : "false";
    } else {
        text = wf_toml_string(v);
        if (text == NULL)
            return wf_sources_wrong_type(src, file, v, "string");
    }
    if (*text == '\0')
        return WF_OK;
    *ret = (struct wf_found){ wf_arena_strdup(src->s->arena, text), WF_ORIGIN_PROFILE,
                              wf_sources_place(src, file, v, name), file };
    return WF_OK;
}

static bool find_flag(struct wf_sources *src, const struct wf_setting_row *row,
                      struct wf_found *ret)
{
    const char *at = (const char *)src->flags + row->flag_field, *text = NULL;

    if (row->flag == NULL)
        return false;
    if (row->form == ROW_BOOL) {
        enum wf_tri tri = *(const enum wf_tri *)(const void *)at;

        text = tri == WF_TRI_UNSET ? NULL : tri == WF_TRI_YES ? "true" : "false";
    } else {
        text = *(const char *const *)(const void *)at;
    }
    if (text == NULL)
        return false;
    *ret =
        (struct wf_found){ *text == '\0' ? NULL : wf_arena_strdup(src->s->arena, text),
                           WF_ORIGIN_FLAG,
                           wf_arena_printf(src->s->arena, "flag --%s", row->flag), NULL };
    return true;
}

static bool find_env(struct wf_sources *src, const struct wf_setting_row *row,
                     struct wf_found *ret)
{
    const char *text = wf_sources_env(src, row->env);

    if (text == NULL)
        return false;
    *ret = (struct wf_found){ *text == '\0' ? NULL : wf_arena_strdup(src->s->arena, text),
                              WF_ORIGIN_ENVIRONMENT,
                              wf_arena_printf(src->s->arena, "environment %s", row->env),
                              NULL };
    return true;
}

static bool find_legacy(struct wf_sources *src, const struct wf_setting_row *row,
                        struct wf_found *ret)
{
    const char *text = wf_sources_legacy(src, row->flag);

    if (text == NULL)
        return false;
    *ret =
        (struct wf_found){ *text == '\0' ? NULL : wf_arena_strdup(src->s->arena, text),
                           WF_ORIGIN_LEGACY,
                           wf_arena_printf(src->s->arena, "%s env.%s.%s", src->legacy_path,
                                           src->legacy_name, row->flag),
                           NULL };
    return true;
}

enum wf_code wf_sources_find(struct wf_sources *src, enum wf_setting which,
                             struct wf_found *ret)
{
    const struct wf_setting_row *row = &wf_setting_rows[which];
    enum wf_code rc = WF_OK;

    *ret = (struct wf_found){ NULL, WF_ORIGIN_DEFAULT, "default", NULL };
    if (find_flag(src, row, ret) || find_env(src, row, ret) || find_legacy(src, row, ret))
        return WF_OK;
    for (size_t i = 0; which == WF_SET_NAMESPACE && i < WF_SETTINGS_FILES; i++) {
        if (src->files[i].own)
            rc = find_in_file(src, &src->files[i], row, "current_namespace", ret);
        if (rc != WF_OK || ret->value != NULL)
            return rc;
    }
    for (size_t i = 0; i < WF_SETTINGS_FILES; i++) {
        if (!row->own || src->files[i].own)
            rc = find_in_file(src, &src->files[i], row, row->name, ret);
        if (rc != WF_OK || ret->value != NULL)
            return rc;
    }
    return WF_OK;
}

enum wf_code wf_sources_find_official(struct wf_sources *src, enum wf_setting which,
                                      struct wf_found *ret)
{
    const struct wf_setting_row *row = &wf_setting_rows[which];

    *ret = (struct wf_found){ NULL, WF_ORIGIN_DEFAULT, "its default", NULL };
    if (find_flag(src, row, ret) || find_legacy(src, row, ret) || find_env(src, row, ret))
        return WF_OK;
    return find_in_file(src, &src->files[0], row, row->name, ret);
}

enum wf_code wf_sources_bool(const struct wf_sources *src, const char *text,
                             const char *origin, bool *ret)
{
    static const char *const yes[] = { "1", "t", "T", "TRUE", "true", "True" };
    static const char *const no[] = { "0", "f", "F", "FALSE", "false", "False" };

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
            *ret = strcmp(text, yes[i]) == 0;
            return WF_OK;
        }
    }
    return wf_error_set(src->err, WF_E_USAGE, "%s: '%s' is neither true nor false", origin,
                        text);
}

enum wf_code wf_sources_read_files(struct wf_sources *src)
{
    static const enum wf_config_file which[] = { WF_CONFIG_TEMPORAL, WF_CONFIG_OWN,
                                                 WF_CONFIG_SYSTEM };

    for (size_t i = 0; i < WF_SETTINGS_FILES; i++) {
        struct wf_settings_file *f = &src->files[i];
        struct wf_strbuf text = WF_STRBUF_INIT;
        enum wf_code rc;

        f->own = which[i] != WF_CONFIG_TEMPORAL;
        f->path = wf_config_path(which[i], src->flags, src->scratch);
        if (f->path == NULL || (src->flags->disable_config_file && !f->own))
            continue;
        rc = wf_config_read(f->path, &text, src->err);
        if (rc == WF_OK)
            rc = wf_toml_parse(wf_strbuf_str(&text), text.len, f->path, src->scratch,
                               &f->root, src->err);
        wf_strbuf_wipe(&text);
        if (rc != WF_OK)
            return rc;
    }
    return WF_OK;
}

static enum wf_code read_legacy(struct wf_sources *src)
{
    const char *name = src->flags->env != NULL ? src->flags->env : getenv("TEMPORAL_ENV");
    struct wf_legacy legacy = { 0 };
    struct wf_legacy_env *env;
    enum wf_code rc;

    if (name == NULL || *name == '\0')
        name = "default";
    src->legacy_name = wf_arena_strdup(src->s->arena, name);
    src->legacy_path = wf_config_path(WF_CONFIG_LEGACY, src->flags, src->s->arena);
    if (src->legacy_path == NULL)
        return WF_OK;
    rc = wf_legacy_read(src->legacy_path, src->s->arena, &legacy, src->err);
    if (rc != WF_OK)
        return rc;
    env = wf_legacy_find(&legacy, name);
    if (env != NULL)
        src->legacy = (struct wf_pairs){ env->items, env->n };
    else if (strcmp(name, "default") != 0)
        return wf_error_set(src->err, WF_E_NOT_FOUND, "environment '%s' is not in %s", name,
                            src->legacy_path);
    return WF_OK;
}

/* --profile > TEMPORAL_PROFILE > what `config use` left > "default". */
static enum wf_code pick_profile(struct wf_sources *src)
{
    struct wf_origin *origin = &src->s->origin[WF_SET_PROFILE];
    const char *name = src->flags->profile;
    const char *env = wf_sources_env(src, "TEMPORAL_PROFILE");

    *origin = (struct wf_origin){ WF_ORIGIN_FLAG, "flag --profile", NULL };
    if (name == NULL || *name == '\0') {
        name = env;
        *origin = (struct wf_origin){ WF_ORIGIN_ENVIRONMENT, "environment TEMPORAL_PROFILE",
                                      NULL };
    }
    for (size_t i = 0; (name == NULL || *name == '\0') && i < WF_SETTINGS_FILES; i++) {
        const struct wf_settings_file *f = &src->files[i];
        const struct wf_toml *v = f->own ? wf_toml_get(f->root, "current_profile") : NULL;

        if (src->flags->disable_config_file || v == NULL)
            continue;
        name = wf_toml_string(v);
        if (name == NULL)
            return wf_sources_wrong_type(src, f, v, "string");
        *origin = (struct wf_origin){
            WF_ORIGIN_PROFILE,
            wf_arena_printf(src->s->arena, "%s:%u current_profile", f->path, v->line),
            "the official CLI knows no `config use` and takes profile 'default'"
        };
    }
    if (name == NULL || *name == '\0') {
        name = "default";
        *origin = (struct wf_origin){ WF_ORIGIN_DEFAULT, "default", NULL };
    }
    src->s->profile = wf_arena_strdup(src->s->arena, name);
    return WF_OK;
}

static const char *path_of(const struct wf_settings_file *f)
{
    return f->path != NULL ? f->path : "a home directory, which there is not";
}

static enum wf_code open_profile(struct wf_sources *src)
{
    const char *const path[] = { "profile", src->s->profile };
    bool found = false;

    if (src->flags->disable_config_file)
        return WF_OK;
    for (size_t i = 0; i < WF_SETTINGS_FILES; i++) {
        struct wf_settings_file *f = &src->files[i];
        const struct wf_toml *v = wf_toml_at(f->root, path, 2);
        enum wf_code rc;

        if (v == NULL)
            continue;
        if (v->type != WF_TOML_TABLE)
            return wf_sources_wrong_type(src, f, v, "table");
        f->profile = v;
        found = true;
        rc = f->own ? check_own_keys(src, f, v, "") : WF_OK;
        if (rc != WF_OK)
            return rc;
    }
    if (found || strcmp(src->s->profile, "default") == 0)
        return WF_OK;
    wf_error_set(src->err, WF_E_NOT_FOUND, "profile '%s' is neither in %s nor in %s",
                 src->s->profile, path_of(&src->files[0]), path_of(&src->files[1]));
    wf_error_hint(src->err, "it was named by: %s", src->s->origin[WF_SET_PROFILE].text);
    return WF_E_NOT_FOUND;
}

enum wf_code wf_sources_open(struct wf_sources *src)
{
    enum wf_code rc = wf_sources_read_files(src);

    if (rc == WF_OK)
        rc = read_legacy(src);
    if (rc == WF_OK)
        rc = pick_profile(src);
    if (rc == WF_OK)
        rc = open_profile(src);
    return rc;
}
