/* base/toml.c: look-ups in a TOML tree, and how its words are written. */
#include "base/toml.h"

#include <string.h>

#include "base/toml_private.h"

uint32_t wf_toml_hash(const char *key, size_t len)
{
    uint32_t h = 2166136261U;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)key[i]) * 16777619U;
    return h;
}

struct wf_toml *wf_toml_member(const struct wf_toml *table, const char *key, size_t len)
{
    uint32_t h = wf_toml_hash(key, len);

    for (struct wf_toml *v = table->first; v != NULL; v = v->next)
        if (v->hash == h && v->key_len == len && memcmp(v->key, key, len) == 0)
            return v;
    return NULL;
}

bool wf_toml_is_bare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-';
}

const struct wf_toml *wf_toml_get(const struct wf_toml *table, const char *key)
{
    if (table == NULL || table->type != WF_TOML_TABLE)
        return NULL;
    return wf_toml_member(table, key, strlen(key));
}

const struct wf_toml *wf_toml_at(const struct wf_toml *root, const char *const *path,
                                 size_t n)
{
    for (size_t i = 0; i < n; i++)
        root = wf_toml_get(root, path[i]);
    return root;
}

const char *wf_toml_string(const struct wf_toml *value)
{
    if (value == NULL || value->type != WF_TOML_STRING ||
        memchr(value->u.string.data, '\0', value->u.string.len) != NULL)
        return NULL;
    return value->u.string.data;
}

const char *wf_toml_type_name(enum wf_toml_type type)
{
    static const char *const names[] = {
        [WF_TOML_STRING] = "string",
        [WF_TOML_INTEGER] = "integer",
        [WF_TOML_FLOAT] = "float",
        [WF_TOML_BOOL] = "boolean",
        [WF_TOML_OFFSET_DATETIME] = "date and time",
        [WF_TOML_LOCAL_DATETIME] = "local date and time",
        [WF_TOML_LOCAL_DATE] = "local date",
        [WF_TOML_LOCAL_TIME] = "local time",
        [WF_TOML_ARRAY] = "array",
        [WF_TOML_TABLE] = "table",
    };

    return names[type];
}

void wf_toml_put_string(struct wf_strbuf *out, const char *s, size_t n)
{
    static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";

    wf_strbuf_addc(out, '"');
    for (size_t i = 0; i < n; i++) {
        const char *hit = s[i] == '\0' ? NULL : strchr(from, s[i]);

        if (hit != NULL)
            wf_strbuf_addf(out, "\\%c", to[hit - from]);
        else if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F)
            wf_strbuf_addf(out, "\\u%04X", (unsigned)(unsigned char)s[i]);
        else
            wf_strbuf_addc(out, s[i]);
    }
    wf_strbuf_addc(out, '"');
}

void wf_toml_put_key(struct wf_strbuf *out, const char *s)
{
    size_t n = 0;

    while (wf_toml_is_bare(s[n]))
        n++;
    if (n > 0 && s[n] == '\0')
        wf_strbuf_adds(out, s);
    else
        wf_toml_put_string(out, s, strlen(s));
}
