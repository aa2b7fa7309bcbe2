/* client/settings_show.c: settings by name and as text, and the profiles that there are. */
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "client/settings_private.h"

static const char *find_pair(const struct wf_pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (strcmp(pairs->items[i].key, name) == 0)
            return pairs->items[i].value;
    return NULL;
}

const char *wf_settings_query(const struct wf_settings *s, const char *name)
{
    return find_pair(&s->queries, name);
}

const char *wf_settings_alias(const struct wf_settings *s, const char *name)
{
    return find_pair(&s->aliases, name);
}

const char *wf_setting_name(enum wf_setting which)
{
    return wf_setting_rows[which].name;
}

/* The names, without the values, which may be tokens. */
static const char *pairs_text(const struct wf_pairs *pairs, struct wf_arena *arena)
{
    const char *text = NULL;

    for (size_t i = 0; i < pairs->n; i++)
        text = wf_arena_printf(arena, "%s%s%s=(hidden)", text == NULL ? "" : text,
                               text == NULL ? "" : ", ", pairs->items[i].key);
    return text;
}

static const char *duration_text(int64_t ms, struct wf_arena *arena)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    const char *text;

    if (ms == 0)
        return NULL;
    wf_duration_go(&out, ms * 1000000);
    text = wf_arena_strdup(arena, wf_strbuf_str(&out));
    wf_strbuf_release(&out);
    return text;
}

static const char *secret_text(const char *value, const struct wf_secret *from,
                               struct wf_arena *arena)
{
    switch (from == NULL ? WF_SECRET_VALUE : from->kind) {
    case WF_SECRET_FILE:
        return wf_arena_printf(arena, "(hidden, from the file %s)", from->source);
    case WF_SECRET_COMMAND:
        return "(hidden, from a command)";
    case WF_SECRET_NONE:
    case WF_SECRET_VALUE:
        break;
    }
    return value == NULL ? NULL : "(hidden)";
}

const char *wf_setting_text(const struct wf_settings *s, enum wf_setting which,
                            struct wf_arena *arena)
{
    const struct wf_setting_row *row = &wf_setting_rows[which];
    const char *at = (const char *)s + row->field, *text;

    switch (which) {
    case WF_SET_PROFILE:
        return s->profile;
    case WF_SET_TLS:
        return s->tls ? "true" : "false";
    case WF_SET_CODEC_HEADERS:
        return pairs_text(&s->codec_headers, arena);
    case WF_SET_GRPC_META:
        return pairs_text(&s->grpc_meta, arena);
    case WF_SET_CLIENT_CONNECT_TIMEOUT:
        return duration_text(s->client_connect_timeout_ms, arena);
    case WF_SET_COMMAND_TIMEOUT:
        return duration_text(s->command_timeout_ms, arena);
    default:
        break;
    }
    if (row->form == ROW_BOOL)
        return *(const bool *)(const void *)at ? "true" : "false";
    text = *(const char *const *)(const void *)at;
    if (!row->secret)
        return text;
    return secret_text(text,
                       which == WF_SET_API_KEY      ? &s->api_key_from
                       : which == WF_SET_CODEC_AUTH ? &s->codec_auth_from
                                                    : NULL,
                       arena);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum wf_code wf_settings_profiles(const struct wf_settings_flags *flags,
                                  struct wf_arena *arena, const char *const **ret_names,
                                  size_t *ret_n, struct wf_error *err)
{
    struct wf_sources src = { .flags = flags, .scratch = wf_arena_new(), .err = err };
    const char **names = NULL;
    size_t n = 0, distinct = 0;
    enum wf_code rc = wf_sources_read_files(&src);

    for (size_t i = 0; rc == WF_OK && i < WF_SETTINGS_FILES; i++) {
        const struct wf_toml *table = wf_toml_get(src.files[i].root, "profile");
        const char **more;

        if (table == NULL || table->type != WF_TOML_TABLE)
            continue;
        more = wf_arena_alloc(arena, (n + table->count + 1) * sizeof *more);
        if (n > 0)
            memcpy(more, names, n * sizeof *more);
        names = more;
        for (const struct wf_toml *v = table->first; v != NULL; v = v->next)
            names[n++] = wf_arena_strdup(arena, v->key);
    }
    wf_arena_wipe(src.scratch);
    wf_arena_free(src.scratch);
    if (rc != WF_OK)
        return rc;
    if (n > 0)
        qsort(names, n, sizeof *names, by_text);
    for (size_t i = 0; i < n; i++)
        if (distinct == 0 || strcmp(names[distinct - 1], names[i]) != 0)
            names[distinct++] = names[i];
    *ret_names = names;
    *ret_n = distinct;
    return WF_OK;
}
