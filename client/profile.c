/* client/profile.c: the properties of a profile in the config files: read, set, removed. */
#include "client/profile.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/toml.h"
#include "client/config_file.h"
#include "client/settings_private.h"

/* What is ours beside the rows of the settings. */
static const struct {
    const char *name;
    bool secret;
} own_extra[] = {
    { "api_key_file", false },      { "api_key_command", false },
    { "codec_auth_file", false },   { "codec_auth_command", false },
    { "current_namespace", false },
};

/* Tables whose keys are the user's. */
static const struct {
    const char *name;
    bool own;
} open_tables[] = {
    { "grpc_meta", false },
    { "codec.headers", true },
    { "queries", true },
};

/* "authorization", "x-api-key", "session-token" ...: what such an entry holds is not shown.
 */
static bool names_secret(const char *key)
{
    static const char *const words[] = { "auth", "token",  "key",       "secret",
                                         "pass", "cookie", "credential" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(key, words[i]) != NULL)
            return true;
    return false;
}

static void split_name(struct wf_property *p, const char *name, struct wf_arena *arena)
{
    for (p->n = 0; *name != '\0' && p->n < WF_PROPERTY_DEPTH; p->n++) {
        size_t len = p->n + 1 == WF_PROPERTY_DEPTH ? strlen(name) : strcspn(name, ".");

        p->path[p->n] = wf_arena_strndup(arena, name, len);
        name += len + (name[len] == '.' ? 1 : 0);
    }
}

static bool find_entry(const char *name, struct wf_arena *arena, struct wf_property *ret)
{
    for (size_t i = 0; i < sizeof open_tables / sizeof *open_tables; i++) {
        size_t n = strlen(open_tables[i].name);
        char *key;

        if (strncmp(name, open_tables[i].name, n) != 0 || name[n] != '.' ||
            name[n + 1] == '\0')
            continue;
        split_name(ret, open_tables[i].name, arena);
        key = wf_arena_strdup(arena, name + n + 1);
        for (char *c = key; i == 0 && *c != '\0'; c++)
            *c = *c == '_' ? '-' : (char)tolower((unsigned char)*c);
        ret->path[ret->n++] = key;
        ret->name = wf_arena_printf(arena, "%s.%s", open_tables[i].name, key);
        ret->kind = WF_PROPERTY_ENTRY;
        ret->own = open_tables[i].own;
        ret->secret = strcmp(open_tables[i].name, "queries") != 0 && names_secret(key);
        return true;
    }
    return false;
}

static bool find_row(const char *name, struct wf_arena *arena, struct wf_property *ret)
{
    for (size_t i = WF_SET_ADDRESS; i < WF_SET_COUNT; i++) {
        const struct wf_setting_row *row = &wf_setting_rows[i];

        if (strcmp(row->name, name) != 0 || i == WF_SET_GRPC_META ||
            i == WF_SET_CODEC_HEADERS)
            continue;
        ret->kind = i == WF_SET_TLS                 ? WF_PROPERTY_TLS
                    : row->form == ROW_BOOL         ? WF_PROPERTY_BOOL
                    : strstr(name, "_data") != NULL ? WF_PROPERTY_DATA
                                                    : WF_PROPERTY_TEXT;
        ret->own = row->own;
        ret->secret = row->secret;
        split_name(ret, name, arena);
        return true;
    }
    for (size_t i = 0; i < sizeof own_extra / sizeof *own_extra; i++)
        if (strcmp(own_extra[i].name, name) == 0) {
            ret->kind = WF_PROPERTY_TEXT;
            ret->own = true;
            ret->secret = own_extra[i].secret;
            split_name(ret, name, arena);
            return true;
        }
    if (strcmp(name, "tls.disabled") != 0)
        return false;
    ret->kind = WF_PROPERTY_BOOL;
    split_name(ret, name, arena);
    return true;
}

enum wf_code wf_property_find(const char *name, struct wf_arena *arena,
                              struct wf_property *ret, struct wf_error *err)
{
    struct wf_property p = { .name = wf_arena_strdup(arena, name) };

    if (find_row(name, arena, &p) || find_entry(name, arena, &p)) {
        *ret = p;
        return WF_OK;
    }
    wf_error_set(err, WF_E_USAGE, "unknown property '%s'", name);
    for (size_t i = 0; i < sizeof open_tables / sizeof *open_tables; i++)
        if (strcmp(name, open_tables[i].name) == 0)
            wf_error_hint(err, "its entries are properties: %s.NAME", name);
    return WF_E_USAGE;
}

/* A file as the user has it, as text and as a tree. */
struct file {
    const char *path;
    struct wf_strbuf text;
    struct wf_toml *root;
};

static enum wf_code file_open(struct file *f, bool own,
                              const struct wf_settings_flags *flags, struct wf_arena *arena,
                              struct wf_error *err)
{
    enum wf_code rc;

    *f = (struct file){ .text = WF_STRBUF_INIT };
    f->path = wf_config_path(own ? WF_CONFIG_OWN : WF_CONFIG_TEMPORAL, flags, arena);
    if (f->path == NULL)
        return wf_error_set(err, WF_E_USAGE, "there is no home directory for config files");
    rc = wf_config_read(f->path, &f->text, err);
    if (rc == WF_OK)
        rc = wf_toml_parse(wf_strbuf_str(&f->text), f->text.len, f->path, arena, &f->root,
                           err);
    return rc;
}

static void arena_end(struct wf_arena *arena)
{
    wf_arena_wipe(arena);
    wf_arena_free(arena);
}

static const struct wf_toml *profile_of(const struct file *f, const char *profile)
{
    const char *const path[] = { "profile", profile };

    return wf_toml_at(f->root, path, 2);
}

static enum wf_code no_profile(const char *profile, struct wf_error *err)
{
    wf_error_set(err, WF_E_NOT_FOUND, "profile '%s' not found", profile);
    wf_error_hint(err, "'wfsh config list' names those that there are");
    return WF_E_NOT_FOUND;
}

enum wf_code wf_profile_pick(const struct wf_settings_flags *flags, struct wf_arena *arena,
                             const char **ret, struct wf_error *err)
{
    const char *env = flags->disable_config_env ? NULL : getenv("TEMPORAL_PROFILE");
    const char *name =
        flags->profile != NULL && *flags->profile != '\0' ? flags->profile : env;
    struct wf_arena *scratch;
    struct file f;
    enum wf_code rc = WF_OK;

    if (name == NULL || *name == '\0') {
        name = NULL;
        scratch = wf_arena_new();
        if (wf_config_path(WF_CONFIG_OWN, flags, scratch) != NULL) {
            rc = file_open(&f, true, flags, scratch, err);
            if (rc == WF_OK)
                name = wf_toml_string(wf_toml_get(f.root, "current_profile"));
            wf_strbuf_wipe(&f.text);
        }
        *ret = wf_arena_strdup(arena, name != NULL && *name != '\0' ? name : "default");
        arena_end(scratch);
        return rc;
    }
    *ret = wf_arena_strdup(arena, name);
    return WF_OK;
}

struct reading {
    struct wf_arena *arena;
    struct wf_property_value *items;
    size_t n, size;
};

static void add_value(struct reading *r, const struct wf_property *p, const char *text)
{
    struct wf_property_value *items;

    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->items[i].property.name, p->name) == 0)
            return; /* temporal.toml is read first and is the stronger one */
    if (r->n == r->size) {
        r->size = r->size == 0 ? 16 : r->size * 2;
        items = wf_arena_alloc(r->arena, r->size * sizeof *items);
        if (r->n > 0)
            memcpy(items, r->items, r->n * sizeof *items);
        r->items = items;
    }
    r->items[r->n++] = (struct wf_property_value){ *p, wf_arena_strdup(r->arena, text) };
}

static enum wf_code read_table(struct reading *r, const struct file *f, bool own,
                               const struct wf_toml *table, const char *prefix,
                               struct wf_error *err)
{
    for (const struct wf_toml *v = table->first; v != NULL; v = v->next) {
        const char *name = wf_arena_printf(r->arena, "%s%s", prefix, v->key);
        struct wf_property p = { .name = name };
        bool known = find_row(name, r->arena, &p) || find_entry(name, r->arena, &p);
        enum wf_code rc = WF_OK;

        if (known && p.own && !own)
            known = false; /* the official file has no such key: ignored, as it does */
        if (v->type == WF_TOML_TABLE) {
            if (known && p.kind == WF_PROPERTY_TLS)
                add_value(r, &p, "true");
            rc = read_table(r, f, own, v, wf_arena_printf(r->arena, "%s.", name), err);
        } else if (known && v->type == WF_TOML_BOOL && p.kind == WF_PROPERTY_BOOL) {
            add_value(r, &p, v->u.boolean ? "true" : "false");
        } else if (known && wf_toml_string(v) != NULL && p.kind != WF_PROPERTY_BOOL &&
                   p.kind != WF_PROPERTY_TLS) {
            add_value(r, &p, wf_toml_string(v));
        } else if (known) {
            rc =
                wf_error_set(err, WF_E_USAGE, "%s:%u:%u: '%s' cannot be of type %s",
                             f->path, v->line, v->column, name, wf_toml_type_name(v->type));
        }
        if (rc != WF_OK)
            return rc;
    }
    return WF_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct wf_property_value *)a)->property.name,
                  ((const struct wf_property_value *)b)->property.name);
}

enum wf_code wf_profile_read(const struct wf_settings_flags *flags, const char *profile,
                             struct wf_arena *arena, struct wf_property_value **ret,
                             size_t *ret_n, struct wf_error *err)
{
    struct wf_arena *scratch = wf_arena_new();
    struct reading r = { .arena = arena };
    bool found = false;
    enum wf_code rc = WF_OK;

    for (int own = 0; rc == WF_OK && own <= 1; own++) {
        const struct wf_toml *table;
        struct file f;

        rc = file_open(&f, own != 0, flags, scratch, err);
        table = rc == WF_OK ? profile_of(&f, profile) : NULL;
        if (table != NULL && table->type == WF_TOML_TABLE) {
            found = true;
            rc = read_table(&r, &f, own != 0, table, "", err);
        }
        wf_strbuf_wipe(&f.text);
    }
    arena_end(scratch);
    if (rc == WF_OK && !found)
        rc = no_profile(profile, err);
    if (rc != WF_OK)
        return rc;
    if (r.n > 0)
        qsort(r.items, r.n, sizeof *r.items, by_name);
    *ret = r.items;
    *ret_n = r.n;
    return WF_OK;
}

static enum wf_code file_close(struct file *f, enum wf_code rc, struct wf_error *err)
{
    if (rc == WF_OK)
        rc = wf_config_write(f->path, wf_strbuf_str(&f->text), f->text.len, err);
    wf_strbuf_wipe(&f->text);
    return rc;
}

static size_t property_path(const char *profile, const struct wf_property *p,
                            const char *path[WF_PROPERTY_DEPTH + 2])
{
    path[0] = "profile";
    path[1] = profile;
    memcpy(path + 2, p->path, p->n * sizeof *path);
    return p->n + 2;
}

/* grpc_meta.my_key and My-Key are the entry my-key: as the file spells it. */
static void spell_as_in_file(const struct file *f, const char **path, size_t n)
{
    const struct wf_toml *table = wf_toml_at(f->root, path, n - 1);

    for (const struct wf_toml *v = table == NULL ? NULL : table->first; v != NULL;
         v = v->next) {
        const char *a = v->key, *b = path[n - 1];

        while (*a != '\0' &&
               (tolower((unsigned char)*a) == *b || (*a == '_' && *b == '-'))) {
            a++;
            b++;
        }
        if (*a == '\0' && *b == '\0')
            path[n - 1] = v->key;
    }
}

enum wf_code wf_profile_set(const struct wf_settings_flags *flags, const char *profile,
                            const struct wf_property *property, const char *text,
                            struct wf_error *err)
{
    const char *path[WF_PROPERTY_DEPTH + 2];
    size_t n = property_path(profile, property, path);
    bool is_bool = property->kind == WF_PROPERTY_BOOL || property->kind == WF_PROPERTY_TLS;
    bool yes = strcmp(text, "true") == 0, found;
    struct wf_strbuf literal = WF_STRBUF_INIT;
    struct wf_arena *scratch;
    struct file f;
    enum wf_code rc;

    if (is_bool && !yes && strcmp(text, "false") != 0)
        return wf_error_set(err, WF_E_USAGE, "%s: must be 'true' or 'false', not '%s'",
                            property->name, text);
    if (*text == '\0')
        return wf_profile_unset(flags, profile, property, err);
    if (is_bool)
        wf_strbuf_adds(&literal, text);
    else
        wf_toml_put_string(&literal, text, strlen(text));
    scratch = wf_arena_new();
    rc = file_open(&f, property->own, flags, scratch, err);
    if (rc == WF_OK && property->kind == WF_PROPERTY_ENTRY && property->n == 2)
        spell_as_in_file(&f, path, n);
    if (rc == WF_OK && property->kind != WF_PROPERTY_TLS)
        rc = wf_toml_edit_set(&f.text, f.path, path, n, literal.data, err);
    else if (rc == WF_OK && yes)
        rc = wf_toml_edit_table(&f.text, f.path, path, n, err);
    else if (rc == WF_OK)
        rc = wf_toml_edit_delete(&f.text, f.path, path, n, &found, err);
    rc = file_close(&f, rc, err);
    wf_strbuf_wipe(&literal);
    arena_end(scratch);
    return rc;
}

enum wf_code wf_profile_unset(const struct wf_settings_flags *flags, const char *profile,
                              const struct wf_property *property, struct wf_error *err)
{
    const char *path[WF_PROPERTY_DEPTH + 2];
    size_t n = property_path(profile, property, path);
    struct wf_arena *scratch = wf_arena_new();
    bool found = false;
    struct file f;
    enum wf_code rc = file_open(&f, property->own, flags, scratch, err);

    if (rc == WF_OK && profile_of(&f, profile) == NULL)
        rc = no_profile(profile, err);
    if (rc == WF_OK && property->kind == WF_PROPERTY_ENTRY && property->n == 2)
        spell_as_in_file(&f, path, n);
    if (rc == WF_OK)
        rc = wf_toml_edit_delete(&f.text, f.path, path, n, &found, err);
    if (rc == WF_OK && !found && property->kind == WF_PROPERTY_ENTRY)
        rc = wf_error_set(err, WF_E_NOT_FOUND, "%s not found in profile '%s'",
                          property->name, profile);
    if (rc == WF_OK && !found)
        wf_strbuf_wipe(&f.text);
    else
        rc = file_close(&f, rc, err);
    arena_end(scratch);
    return rc;
}

enum wf_code wf_profile_delete(const struct wf_settings_flags *flags, const char *profile,
                               struct wf_error *err)
{
    static const char *const current[] = { "current_profile" };
    const char *const path[] = { "profile", profile };
    struct wf_arena *scratch = wf_arena_new();
    bool found = false;
    enum wf_code rc = WF_OK;

    for (int own = 0; rc == WF_OK && own <= 1; own++) {
        bool here = false, is_current = false;
        const char *name;
        struct file f;

        rc = file_open(&f, own != 0, flags, scratch, err);
        if (rc == WF_OK)
            rc = wf_toml_edit_delete(&f.text, f.path, path, 2, &here, err);
        name = rc == WF_OK ? wf_toml_string(wf_toml_get(f.root, current[0])) : NULL;
        if (own != 0 && name != NULL && strcmp(name, profile) == 0)
            rc = wf_toml_edit_delete(&f.text, f.path, current, 1, &is_current, err);
        if (rc == WF_OK && !here && !is_current)
            wf_strbuf_wipe(&f.text);
        else
            rc = file_close(&f, rc, err);
        found = found || here || is_current;
    }
    arena_end(scratch);
    return rc == WF_OK && !found ? no_profile(profile, err) : rc;
}

static enum wf_code check_exists(const struct wf_settings_flags *flags, const char *profile,
                                 struct wf_arena *arena, struct wf_error *err)
{
    const char *const *names;
    size_t n;
    enum wf_code rc = wf_settings_profiles(flags, arena, &names, &n, err);

    if (rc != WF_OK || strcmp(profile, "default") == 0)
        return rc;
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], profile) == 0)
            return WF_OK;
    return no_profile(profile, err);
}

enum wf_code wf_profile_use(const struct wf_settings_flags *flags, const char *profile,
                            const char *namespace_, struct wf_error *err)
{
    static const char *const current[] = { "current_profile" };
    const char *const used[] = { "profile", profile, "current_namespace" };
    struct wf_arena *scratch = wf_arena_new();
    struct wf_strbuf literal = WF_STRBUF_INIT;
    struct file f = { .text = WF_STRBUF_INIT };
    bool found;
    enum wf_code rc = check_exists(flags, profile, scratch, err);

    if (rc == WF_OK)
        rc = file_open(&f, true, flags, scratch, err);
    wf_toml_put_string(&literal, profile, strlen(profile));
    if (rc == WF_OK)
        rc = wf_toml_edit_set(&f.text, f.path, current, 1, literal.data, err);
    wf_strbuf_clear(&literal);
    if (rc == WF_OK && namespace_ != NULL && *namespace_ == '\0') {
        rc = wf_toml_edit_delete(&f.text, f.path, used, 3, &found, err);
    } else if (rc == WF_OK && namespace_ != NULL) {
        wf_toml_put_string(&literal, namespace_, strlen(namespace_));
        rc = wf_toml_edit_set(&f.text, f.path, used, 3, literal.data, err);
    }
    rc = file_close(&f, rc, err);
    wf_strbuf_release(&literal);
    arena_end(scratch);
    return rc;
}
