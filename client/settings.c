/* client/settings.c: makes one set of settings of all sources. */
#include "client/settings.h"

#include <ctype.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/timefmt.h"
#include "client/secret.h"
#include "client/settings_private.h"

/* A list of pairs that grows; a later value of a key replaces an earlier one. */
struct pairs {
    struct wf_pair *items; /* in the settings' arena */
    size_t n, size;
};

static void pairs_put(struct wf_arena *arena, struct pairs *p, const char *key,
                      size_t key_len, const char *value, bool lower)
{
    char *k = wf_arena_strndup(arena, key, key_len);
    struct wf_pair *items;

    for (char *c = k; lower && *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    for (size_t i = 0; i < p->n; i++)
        if (lower ? strcasecmp(p->items[i].key, k) == 0 : strcmp(p->items[i].key, k) == 0) {
            p->items[i].value = wf_arena_strdup(arena, value);
            return;
        }
    if (p->n == p->size) {
        p->size = p->size == 0 ? 8 : p->size * 2;
        items = wf_arena_alloc(arena, p->size * sizeof *items);
        if (p->n > 0)
            memcpy(items, p->items, p->n * sizeof *items);
        p->items = items;
    }
    p->items[p->n++] = (struct wf_pair){ k, wf_arena_strdup(arena, value) };
}

/* An empty value takes the key out. */
static struct wf_pairs pairs_done(struct pairs *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        if (p->items[i].value[0] != '\0')
            p->items[n++] = p->items[i];
    return (struct wf_pairs){ p->items, n };
}

static void set_origin(struct wf_sources *src, enum wf_setting which,
                       const struct wf_found *found)
{
    src->s->origin[which].kind = found->kind;
    src->s->origin[which].text = found->origin;
}

/* What the official CLI would make of the same sources, when that is something else. */
static enum wf_code note_difference(struct wf_sources *src, enum wf_setting which,
                                    const struct wf_found *ours)
{
    const struct wf_setting_row *row = &wf_setting_rows[which];
    struct wf_found theirs;
    enum wf_code rc;

    if (row->own || row->flag == NULL)
        return WF_OK;
    rc = wf_sources_find_official(src, which, &theirs);
    if (rc != WF_OK || ours->value == theirs.value ||
        (ours->value != NULL && theirs.value != NULL &&
         strcmp(ours->value, theirs.value) == 0))
        return rc;
    if (theirs.value == NULL || row->secret)
        src->s->origin[which].differs =
            wf_arena_printf(src->s->arena, "the official CLI takes %s",
                            theirs.value == NULL ? "its default" : theirs.origin);
    else
        src->s->origin[which].differs =
            wf_arena_printf(src->s->arena, "the official CLI takes '%s' from %s",
                            theirs.value, theirs.origin);
    return WF_OK;
}

static enum wf_code load_rows(struct wf_sources *src)
{
    for (size_t i = 0; i < WF_SET_COUNT; i++) {
        const struct wf_setting_row *row = &wf_setting_rows[i];
        char *at = (char *)src->s + row->field;
        struct wf_found found;
        enum wf_code rc;

        if (row->form == ROW_SPECIAL)
            continue;
        rc = wf_sources_find(src, i, &found);
        if (rc == WF_OK && row->form == ROW_BOOL && found.value != NULL)
            rc = wf_sources_bool(src, found.value, found.origin, (bool *)(void *)at);
        else if (rc == WF_OK && row->form == ROW_TEXT)
            *(const char **)(void *)at = found.value;
        if (rc == WF_OK)
            rc = note_difference(src, i, &found);
        if (rc != WF_OK)
            return rc;
        set_origin(src, i, &found);
    }
    return WF_OK;
}

/* A secret that a wfsh/config.toml has in a file or gets from a command. */
static enum wf_code load_secret(struct wf_sources *src, enum wf_setting which,
                                const char *prefix, struct wf_secret *ret)
{
    const struct wf_setting_row *row = &wf_setting_rows[which];
    struct wf_origin *origin = &src->s->origin[which];
    const char *value = *(const char **)(void *)((char *)src->s + row->field);

    if (value != NULL)
        ret->kind = WF_SECRET_VALUE;
    for (size_t i = 0; i < WF_SETTINGS_FILES; i++) {
        const struct wf_settings_file *f = &src->files[i];
        const char *file_key = wf_arena_printf(src->scratch, "%s_file", prefix);
        const char *command_key = wf_arena_printf(src->scratch, "%s_command", prefix);
        const struct wf_toml *file = f->own ? wf_sources_at(f, file_key) : NULL;
        const struct wf_toml *command = f->own ? wf_sources_at(f, command_key) : NULL;
        const struct wf_toml *from = file != NULL ? file : command;

        if (from == NULL)
            continue;
        if ((file != NULL && command != NULL) || wf_sources_at(f, row->name) != NULL)
            return wf_error_set(src->err, WF_E_USAGE,
                                "%s:%u:%u: '%s' beside another '%s': one source is enough",
                                f->path, from->line, from->column, from->key, prefix);
        if (wf_toml_string(from) == NULL)
            return wf_sources_wrong_type(src, f, from, "string");
        if (ret->kind != WF_SECRET_NONE || origin->kind != WF_ORIGIN_DEFAULT)
            continue;
        ret->kind = file != NULL ? WF_SECRET_FILE : WF_SECRET_COMMAND;
        ret->source = wf_arena_strdup(src->s->arena, wf_toml_string(from));
        *origin = (struct wf_origin){ WF_ORIGIN_PROFILE,
                                      wf_sources_place(src, f, from, from->key),
                                      "the official CLI does not read this file" };
    }
    return WF_OK;
}

/* Of a path and data, the one from the stronger source. */
static enum wf_code path_or_data(struct wf_sources *src, enum wf_setting path,
                                 enum wf_setting data)
{
    const char **p = (const char **)(void *)((char *)src->s + wf_setting_rows[path].field);
    const char **d = (const char **)(void *)((char *)src->s + wf_setting_rows[data].field);
    const struct wf_origin *po = &src->s->origin[path], *dat = &src->s->origin[data];

    if (*p == NULL || *d == NULL)
        return WF_OK;
    if (po->kind == dat->kind)
        return wf_error_set(src->err, WF_E_USAGE, "both %s (%s) and %s (%s) are given",
                            wf_setting_rows[path].name, po->text,
                            wf_setting_rows[data].name, dat->text);
    *(po->kind < dat->kind ? d : p) = NULL;
    return WF_OK;
}

/* What says by itself that TLS is on or off. */
static enum wf_code find_tls(struct wf_sources *src, struct wf_found *ret, bool *ret_on)
{
    const struct wf_setting_row *row = &wf_setting_rows[WF_SET_TLS];
    const char *env = wf_sources_env(src, row->env);
    const char *legacy = wf_sources_legacy(src, row->flag);
    bool flag = src->flags->tls != WF_TRI_UNSET;

    if (flag || (env != NULL && *env != '\0') || (legacy != NULL && *legacy != '\0')) {
        *ret = flag ? (struct wf_found){ "", WF_ORIGIN_FLAG, "flag --tls", NULL }
               : env != NULL && *env != '\0'
                   ? (struct wf_found){ env, WF_ORIGIN_ENVIRONMENT,
                                        "environment TEMPORAL_TLS", NULL }
                   : (struct wf_found){ legacy, WF_ORIGIN_LEGACY,
                                        wf_arena_printf(src->s->arena, "%s env.%s.tls",
                                                        src->legacy_path, src->legacy_name),
                                        NULL };
        if (!flag)
            return wf_sources_bool(src, ret->value, ret->origin, ret_on);
        *ret_on = src->flags->tls == WF_TRI_YES;
        return WF_OK;
    }
    for (size_t i = 0; i < WF_SETTINGS_FILES; i++) {
        const struct wf_settings_file *f = &src->files[i];
        const struct wf_toml *table = wf_sources_at(f, "tls");
        const struct wf_toml *disabled = wf_sources_at(f, "tls.disabled");

        if (table == NULL)
            continue;
        if (table->type != WF_TOML_TABLE)
            return wf_sources_wrong_type(src, f, table, "table");
        if (disabled != NULL && disabled->type != WF_TOML_BOOL)
            return wf_sources_wrong_type(src, f, disabled, "boolean");
        *ret_on = disabled == NULL || !disabled->u.boolean;
        *ret =
            (struct wf_found){ "", WF_ORIGIN_PROFILE,
                               wf_sources_place(src, f, disabled != NULL ? disabled : table,
                                                disabled != NULL ? "tls.disabled" : "tls"),
                               f };
        return WF_OK;
    }
    return WF_OK;
}

static enum wf_code load_tls(struct wf_sources *src)
{
    static const enum wf_setting imply[] = {
        WF_SET_API_KEY,       WF_SET_TLS_CA_PATH,     WF_SET_TLS_CA_DATA,
        WF_SET_TLS_CERT_PATH, WF_SET_TLS_CERT_DATA,   WF_SET_TLS_KEY_PATH,
        WF_SET_TLS_KEY_DATA,  WF_SET_TLS_SERVER_NAME,
    };
    struct wf_settings *s = src->s;
    struct wf_found found = { NULL, WF_ORIGIN_DEFAULT, "default", NULL };
    enum wf_setting by = WF_SET_COUNT;
    enum wf_code rc = path_or_data(src, WF_SET_TLS_CA_PATH, WF_SET_TLS_CA_DATA);

    if (rc == WF_OK)
        rc = path_or_data(src, WF_SET_TLS_CERT_PATH, WF_SET_TLS_CERT_DATA);
    if (rc == WF_OK)
        rc = path_or_data(src, WF_SET_TLS_KEY_PATH, WF_SET_TLS_KEY_DATA);
    if (rc == WF_OK)
        rc = find_tls(src, &found, &s->tls);
    if (rc != WF_OK)
        return rc;
    if (found.kind == WF_ORIGIN_DEFAULT) {
        for (size_t i = 0; i < sizeof imply / sizeof *imply; i++)
            if (*(const char **)(void *)((char *)s + wf_setting_rows[imply[i]].field) !=
                NULL)
                by = imply[i];
        if (s->tls_disable_host_verification)
            by = WF_SET_TLS_DISABLE_HOST_VERIFICATION;
        if (s->api_key_from.kind != WF_SECRET_NONE)
            by = WF_SET_API_KEY;
        if (by != WF_SET_COUNT) {
            s->tls = true;
            found.kind = s->origin[by].kind;
            found.origin = wf_arena_printf(s->arena, "%s is set: %s",
                                           wf_setting_rows[by].name, s->origin[by].text);
        }
    }
    set_origin(src, WF_SET_TLS, &found);
    return WF_OK;
}

/* KEY=VALUE of a flag, an environment or a YAML entry. */
static enum wf_code put_assignment(struct wf_sources *src, struct pairs *p,
                                   const char *text, const char *origin)
{
    const char *eq = strchr(text, '=');

    if (eq == NULL || eq == text)
        return wf_error_set(src->err, WF_E_USAGE, "%s: KEY=VALUE is expected", origin);
    pairs_put(src->s->arena, p, text, (size_t)(eq - text), eq + 1, true);
    return WF_OK;
}

static void add_origin(struct wf_sources *src, enum wf_setting which,
                       enum wf_origin_kind kind, const char *text)
{
    struct wf_origin *o = &src->s->origin[which];

    o->text = o->kind == WF_ORIGIN_DEFAULT
                  ? wf_arena_strdup(src->s->arena, text)
                  : wf_arena_printf(src->s->arena, "%s, %s", text, o->text);
    o->kind = kind;
}

static enum wf_code put_table(struct wf_sources *src, enum wf_setting which,
                              struct pairs *p, const struct wf_settings_file *f)
{
    const char *name = wf_setting_rows[which].name;
    const struct wf_toml *table = wf_sources_at(f, name);

    if (table == NULL || (which == WF_SET_CODEC_HEADERS && !f->own))
        return WF_OK;
    if (table->type != WF_TOML_TABLE)
        return wf_sources_wrong_type(src, f, table, "table");
    for (const struct wf_toml *v = table->first; v != NULL; v = v->next) {
        char *key = wf_arena_strdup(src->scratch, v->key);

        if (wf_toml_string(v) == NULL)
            return wf_sources_wrong_type(src, f, v, "string");
        for (char *c = key; which == WF_SET_GRPC_META && *c != '\0'; c++)
            *c = *c == '_' ? '-' : *c;
        pairs_put(src->s->arena, p, key, strlen(key), wf_toml_string(v), true);
    }
    if (table->first != NULL)
        add_origin(src, which, WF_ORIGIN_PROFILE, wf_sources_place(src, f, table, name));
    return WF_OK;
}

/* TEMPORAL_GRPC_META_MY_KEY=value: my-key. */
static void put_meta_variables(struct wf_sources *src, struct pairs *p)
{
    static const char prefix[] = "TEMPORAL_GRPC_META_";

    for (char **e = environ; src->env_on && *e != NULL; e++) {
        const char *eq = strchr(*e, '=');
        char *key;

        if (strncmp(*e, prefix, sizeof prefix - 1) != 0 || eq == NULL ||
            eq == *e + sizeof prefix - 1)
            continue;
        key = wf_arena_strndup(src->scratch, *e + sizeof prefix - 1,
                               (size_t)(eq - *e) - (sizeof prefix - 1));
        for (char *c = key; *c != '\0'; c++)
            *c = *c == '_' ? '-' : *c;
        pairs_put(src->s->arena, p, key, strlen(key), eq + 1, true);
        add_origin(src, WF_SET_GRPC_META, WF_ORIGIN_ENVIRONMENT,
                   wf_arena_printf(src->scratch, "environment %.*s", (int)(eq - *e), *e));
    }
}

/* The weakest first, so that the strongest stays. */
static enum wf_code load_pairs(struct wf_sources *src, enum wf_setting which,
                               const char *const *flags, size_t n_flags,
                               struct wf_pairs *ret)
{
    const struct wf_setting_row *row = &wf_setting_rows[which];
    const char *legacy = wf_sources_legacy(src, row->flag);
    const char *flag = wf_arena_printf(src->s->arena, "flag --%s", row->flag);
    struct pairs p = { 0 };
    enum wf_code rc = WF_OK;

    src->s->origin[which] = (struct wf_origin){ WF_ORIGIN_DEFAULT, "default", NULL };
    for (size_t i = WF_SETTINGS_FILES; rc == WF_OK && i-- > 0;)
        rc = put_table(src, which, &p, &src->files[i]);
    if (rc == WF_OK && legacy != NULL) {
        const char *origin = wf_arena_printf(src->scratch, "%s env.%s.%s", src->legacy_path,
                                             src->legacy_name, row->flag);

        rc = put_assignment(src, &p, legacy, origin);
        add_origin(src, which, WF_ORIGIN_LEGACY, origin);
    }
    if (rc == WF_OK && which == WF_SET_GRPC_META)
        put_meta_variables(src, &p);
    for (size_t i = 0; rc == WF_OK && i < n_flags; i++)
        rc = put_assignment(src, &p, flags[i], flag);
    if (n_flags > 0)
        add_origin(src, which, WF_ORIGIN_FLAG, flag);
    *ret = pairs_done(&p);
    return rc;
}

static enum wf_code load_duration(struct wf_sources *src, enum wf_setting which,
                                  int64_t *ret_ms)
{
    struct wf_found found;
    int64_t ns = 0;
    enum wf_code rc = wf_sources_find(src, which, &found);

    if (rc != WF_OK)
        return rc;
    set_origin(src, which, &found);
    if (found.value == NULL)
        return WF_OK;
    rc = wf_duration_parse(found.value, &ns, src->err);
    if (rc != WF_OK) {
        wf_error_prefix(src->err, "%s", found.origin);
        return rc;
    }
    if (ns < 0)
        return wf_error_set(src->err, WF_E_USAGE, "%s: '%s' is negative", found.origin,
                            found.value);
    *ret_ms = (ns + 999999) / 1000000;
    return WF_OK;
}

/* "temporal-cli:user@host", as the official CLI signs. */
static const char *default_identity(struct wf_arena *arena)
{
    char host[256] = "unknown", buf[4096];
    struct passwd pw, *found = NULL;
    const char *user = NULL;

    if (gethostname(host, sizeof host) == 0)
        host[sizeof host - 1] = '\0';
    if (getpwuid_r(getuid(), &pw, buf, sizeof buf, &found) == 0 && found != NULL)
        user = found->pw_name;
    if (user == NULL)
        user = getenv("USER");
    return wf_arena_printf(arena, "temporal-cli:%s@%s", user != NULL ? user : "unknown",
                           host);
}

static void fill_defaults(struct wf_settings *s)
{
    if (s->address == NULL)
        s->address = "localhost:7233";
    if (s->namespace_ == NULL)
        s->namespace_ = "default";
    if (s->identity == NULL)
        s->identity = default_identity(s->arena);
    if (s->ui_url != NULL) {
        size_t n = strlen(s->ui_url);

        while (n > 0 && s->ui_url[n - 1] == '/')
            n--;
        s->ui_url = wf_arena_strndup(s->arena, s->ui_url, n);
    }
}

/* [queries] and [aliases] of our files; the profile's queries are the strongest. */
static enum wf_code load_named(struct wf_sources *src, const char *name, bool in_profile,
                               struct wf_pairs *ret)
{
    struct pairs p = { 0 };

    for (size_t i = 2 * WF_SETTINGS_FILES; i-- > 0;) {
        const struct wf_settings_file *f = &src->files[i % WF_SETTINGS_FILES];
        const struct wf_toml *table =
            i < WF_SETTINGS_FILES ? (in_profile ? wf_toml_get(f->profile, name) : NULL)
                                  : wf_toml_get(f->root, name);

        if (!f->own || table == NULL)
            continue;
        if (table->type != WF_TOML_TABLE)
            return wf_sources_wrong_type(src, f, table, "table");
        for (const struct wf_toml *v = table->first; v != NULL; v = v->next) {
            if (wf_toml_string(v) == NULL)
                return wf_sources_wrong_type(src, f, v, "string");
            pairs_put(src->s->arena, &p, v->key, strlen(v->key), wf_toml_string(v), false);
        }
    }
    *ret = pairs_done(&p);
    return WF_OK;
}

static enum wf_code load_all(struct wf_sources *src)
{
    struct wf_settings *s = src->s;
    enum wf_code rc = wf_sources_open(src);

    if (rc != WF_OK)
        return rc;
    s->legacy = src->legacy;
    rc = load_rows(src);
    if (rc == WF_OK)
        rc = load_secret(src, WF_SET_API_KEY, "api_key", &s->api_key_from);
    if (rc == WF_OK)
        rc = load_secret(src, WF_SET_CODEC_AUTH, "codec_auth", &s->codec_auth_from);
    if (rc == WF_OK)
        rc = load_tls(src);
    if (rc == WF_OK)
        rc = load_pairs(src, WF_SET_CODEC_HEADERS, src->flags->codec_header,
                        src->flags->n_codec_header, &s->codec_headers);
    if (rc == WF_OK)
        rc = load_pairs(src, WF_SET_GRPC_META, src->flags->grpc_meta,
                        src->flags->n_grpc_meta, &s->grpc_meta);
    if (rc == WF_OK)
        rc = load_duration(src, WF_SET_CLIENT_CONNECT_TIMEOUT,
                           &s->client_connect_timeout_ms);
    if (rc == WF_OK)
        rc = load_duration(src, WF_SET_COMMAND_TIMEOUT, &s->command_timeout_ms);
    if (rc == WF_OK)
        rc = load_named(src, "queries", true, &s->queries);
    if (rc == WF_OK)
        rc = load_named(src, "aliases", false, &s->aliases);
    if (rc == WF_OK)
        rc = load_named(src, "keys", false, &s->keys);
    if (rc == WF_OK)
        rc = load_named(src, "commands", false, &s->commands);
    if (rc == WF_OK)
        rc = load_named(src, "dashboard", false, &s->dashboard);
    if (rc == WF_OK)
        fill_defaults(s);
    return rc;
}

enum wf_code wf_settings_load(const struct wf_settings_flags *flags,
                              struct wf_settings **ret, struct wf_error *err)
{
    struct wf_settings *s = wf_calloc(1, sizeof *s);
    struct wf_sources src = { .flags = flags, .s = s, .err = err };
    enum wf_code rc;

    s->arena = wf_arena_new();
    src.scratch = wf_arena_new();
    src.env_on = !flags->disable_config_env;
    rc = load_all(&src);
    wf_arena_wipe(src.scratch);
    wf_arena_free(src.scratch);
    if (rc == WF_OK)
        *ret = s;
    else
        wf_settings_free(s);
    return rc;
}

static enum wf_code fetch_secret(struct wf_settings *s, const struct wf_secret *from,
                                 enum wf_setting which, const char **ret,
                                 struct wf_error *err)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    enum wf_code rc = WF_OK;

    if (*ret != NULL || (from->kind != WF_SECRET_FILE && from->kind != WF_SECRET_COMMAND))
        return WF_OK;
    rc = wf_secret_fetch(from, WF_SECRET_WAIT_MS, &text, err);
    if (rc == WF_OK)
        *ret = wf_arena_strdup(s->arena, wf_strbuf_str(&text));
    else
        wf_error_prefix(err, "%s, %s", wf_setting_rows[which].name, s->origin[which].text);
    if (text.data != NULL)
        explicit_bzero(text.data, text.size);
    wf_strbuf_release(&text);
    return rc;
}

enum wf_code wf_settings_secrets(struct wf_settings *s, struct wf_error *err)
{
    enum wf_code rc = fetch_secret(s, &s->api_key_from, WF_SET_API_KEY, &s->api_key, err);

    if (rc == WF_OK)
        rc = fetch_secret(s, &s->codec_auth_from, WF_SET_CODEC_AUTH, &s->codec_auth, err);
    return rc;
}

void wf_settings_free(struct wf_settings *s)
{
    if (s == NULL)
        return;
    wf_arena_wipe(s->arena);
    wf_arena_free(s->arena);
    free(s);
}
