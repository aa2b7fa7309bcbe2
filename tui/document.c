/* tui/document.c: a JSON document, line by line. */
#include "tui/document.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 2000 };

void wf_document_release(struct wf_document *d)
{
    wf_strbuf_release(&d->fresh);
    free(d->text);
    wf_arena_free(d->a);
    *d = (struct wf_document){ 0 };
}

void wf_document_begin(struct wf_document *d)
{
    wf_strbuf_clear(&d->fresh);
}

void wf_document_line(struct wf_document *d, const char *line, size_t n)
{
    if (d->fresh.len + n > WF_DOCUMENT_MAX)
        return;
    wf_strbuf_add(&d->fresh, line, n);
    wf_strbuf_addc(&d->fresh, '\n');
}

bool wf_document_end(struct wf_document *d)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v;
    char *text;

    wf_strbuf_adds(&d->fresh, "");
    text = wf_strbuf_steal(&d->fresh);
    if (text == NULL)
        text = wf_strdup("");
    v = wf_jv_parse(a, (struct wf_bytes){ (unsigned char *)text, strlen(text) });
    if (v == NULL) {
        wf_arena_free(a);
        free(text);
        return false;
    }
    wf_document_release(d);
    *d = (struct wf_document){ .text = text, .a = a, .v = v };
    return true;
}

void wf_value_cell(struct wf_strbuf *out, const struct wf_jv *v)
{
    size_t n = v->source.len < VALUE_MAX ? v->source.len : VALUE_MAX;
    bool quoted = false;

    for (size_t i = 0; i < n; i++) {
        char c = (char)v->source.data[i];

        if (c == '"' && (i == 0 || v->source.data[i - 1] != '\\'))
            quoted = !quoted;
        if (quoted || (c != '\n' && c != ' ' && c != '\t' && c != '\r'))
            wf_strbuf_addc(out, c);
    }
}
