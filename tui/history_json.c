/* tui/history_json.c: an event's JSON as lines to be read. */
#include "tui/history.h"

#include "base/json_tree.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SHORT = 160, DEPTH_MAX = 12, LINE_BYTES = 64 * 1024 };

static void flush(struct wf_strbuf *b, int depth, wf_hist_line_fn *line, void *user)
{
    line(user, wf_strbuf_str(b), b->len);
    wf_strbuf_clear(b);
    wf_strbuf_addn(b, ' ', (size_t)(depth < 40 ? depth : 40) * 2);
}

void wf_hist_pretty(const char *json, size_t n, wf_hist_line_fn *line, void *user)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    bool quoted = false;
    int depth = 0;

    for (size_t i = 0; i < n; i++) {
        char c = json[i];
        bool empty = (c == '{' || c == '[') && i + 1 < n &&
                     (json[i + 1] == '}' || json[i + 1] == ']');

        if (quoted || c == '"') {
            wf_strbuf_addc(&b, c);
            if (c == '\\' && i + 1 < n)
                wf_strbuf_addc(&b, json[++i]);
            else if (c == '"')
                quoted = !quoted;
            if (b.len > LINE_BYTES)
                flush(&b, 0, line, user);
        } else if (empty) {
            wf_strbuf_add(&b, json + i++, 2);
        } else if (c == '{' || c == '[') {
            wf_strbuf_addc(&b, c);
            flush(&b, ++depth, line, user);
        } else if (c == '}' || c == ']') {
            depth -= depth > 0;
            flush(&b, depth, line, user);
            wf_strbuf_addc(&b, c);
        } else if (c == ',') {
            wf_strbuf_addc(&b, c);
            flush(&b, depth, line, user);
        } else if (c == ':') {
            wf_strbuf_adds(&b, ": ");
        } else if (c != ' ' && c != '\n') {
            wf_strbuf_addc(&b, c);
        }
    }
    if (b.len > 0)
        line(user, b.data, b.len);
    wf_strbuf_release(&b);
}

struct card {
    wf_hist_line_fn *line;
    void *user;
    struct wf_strbuf path;
};

/* A text of several lines (a stack trace) below its key. */
static void text_lines(struct card *c, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_addf(&b, "%s", wf_strbuf_str(&c->path));
    if (strchr(text, '\n') == NULL) {
        wf_strbuf_addf(&b, "  %s", text);
        c->line(c->user, b.data, b.len);
        wf_strbuf_release(&b);
        return;
    }
    c->line(c->user, wf_strbuf_str(&b), b.len);
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        wf_strbuf_clear(&b);
        wf_strbuf_adds(&b, "    ");
        wf_strbuf_add(&b, text, n);
        c->line(c->user, b.data, b.len);
        text += n + (text[n] == '\n');
    }
    wf_strbuf_release(&b);
}

static void value(struct card *c, const struct wf_jv *v, int depth)
{
    size_t at = c->path.len;
    bool nested = v->type == WF_JV_OBJECT || v->type == WF_JV_ARRAY;

    if (nested && v->n == 0)
        return;
    if (nested && depth < DEPTH_MAX &&
        (v->type == WF_JV_OBJECT ? v->source.len > 60 : v->source.len > SHORT)) {
        for (size_t i = 0; i < v->n; i++) {
            if (v->type == WF_JV_OBJECT)
                wf_strbuf_addf(&c->path, "%s%s", at > 0 ? "." : "", v->keys[i]);
            else
                wf_strbuf_addf(&c->path, "[%zu]", i);
            value(c, &v->items[i], depth + 1);
            c->path.len = at;
            c->path.data[at] = '\0';
        }
        return;
    }
    if (v->type == WF_JV_OBJECT && v->n == 1 && strcmp(v->keys[0], "name") == 0) {
        text_lines(c, wf_jv_str(v, "name"));
    } else if (v->type == WF_JV_STRING) {
        text_lines(c, v->text);
    } else {
        char *source = wf_strndup((const char *)v->source.data, v->source.len);

        text_lines(c, source);
        free(source);
    }
}

void wf_hist_card(const char *json, size_t n, wf_hist_line_fn *line, void *user)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)json, n });
    struct card c = { .line = line, .user = user };

    wf_strbuf_adds(&c.path, "");
    for (size_t i = 0; v != NULL && v->type == WF_JV_OBJECT && i < v->n; i++) {
        size_t len = strlen(v->keys[i]);

        if (len > 10 && strcmp(v->keys[i] + len - 10, "Attributes") == 0)
            for (size_t k = 0; k < v->items[i].n && v->items[i].keys != NULL; k++) {
                wf_strbuf_clear(&c.path);
                wf_strbuf_adds(&c.path, v->items[i].keys[k]);
                value(&c, &v->items[i].items[k], 1);
            }
        else if (strcmp(v->keys[i], "userMetadata") == 0 ||
                 strcmp(v->keys[i], "links") == 0) {
            wf_strbuf_clear(&c.path);
            wf_strbuf_adds(&c.path, v->keys[i]);
            value(&c, &v->items[i], 1);
        }
    }
    wf_strbuf_release(&c.path);
    wf_arena_free(a);
}
