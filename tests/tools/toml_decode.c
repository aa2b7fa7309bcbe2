/* tests/tools/toml_decode.c: TOML on stdin to the tagged JSON of toml-test; status 1 when
 * refused. */
#include "base/toml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_json_string(const char *s, size_t n)
{
    putchar('"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void put_tagged(const char *type, const char *text, size_t n)
{
    printf("{\"type\":\"%s\",\"value\":", type);
    put_json_string(text, n);
    putchar('}');
}

static void put_scalar(const struct wf_toml *v)
{
    static const char *const types[] = {
        [WF_TOML_STRING] = "string",
        [WF_TOML_OFFSET_DATETIME] = "datetime",
        [WF_TOML_LOCAL_DATETIME] = "datetime-local",
        [WF_TOML_LOCAL_DATE] = "date-local",
        [WF_TOML_LOCAL_TIME] = "time-local",
    };
    char text[64];

    switch (v->type) {
    case WF_TOML_BOOL:
        snprintf(text, sizeof text, "%s", v->u.boolean ? "true" : "false");
        put_tagged("bool", text, strlen(text));
        break;
    case WF_TOML_INTEGER:
        snprintf(text, sizeof text, "%lld", (long long)v->u.integer);
        put_tagged("integer", text, strlen(text));
        break;
    case WF_TOML_FLOAT:
        snprintf(text, sizeof text, "%.17g", v->u.number);
        put_tagged("float", isnan(v->u.number) ? "nan" : text,
                   isnan(v->u.number) ? 3 : strlen(text));
        break;
    default:
        put_tagged(types[v->type], v->u.string.data, v->u.string.len);
    }
}

static void put_value(const struct wf_toml *v)
{
    bool table = v->type == WF_TOML_TABLE;

    if (!table && v->type != WF_TOML_ARRAY) {
        put_scalar(v);
        return;
    }
    putchar(table ? '{' : '[');
    for (const struct wf_toml *m = v->first; m != NULL; m = m->next) {
        if (table) {
            put_json_string(m->key, m->key_len);
            putchar(':');
        }
        put_value(m);
        if (m->next != NULL)
            putchar(',');
    }
    putchar(table ? '}' : ']');
}

int main(void)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_error err = WF_ERROR_INIT;
    struct wf_arena *arena = wf_arena_new();
    struct wf_toml *root = NULL;
    char buf[65536];
    size_t n;

    while ((n = fread(buf, 1, sizeof buf, stdin)) > 0)
        wf_strbuf_add(&text, buf, n);
    if (wf_toml_parse(wf_strbuf_str(&text), text.len, "stdin", arena, &root, &err) != WF_OK)
        fprintf(stderr, "%s\n", err.text);
    else
        put_value(root);
    wf_strbuf_release(&text);
    wf_arena_free(arena);
    return err.code == WF_OK ? 0 : 1;
}
