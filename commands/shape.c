/* commands/shape.c: what a JSON value looks like, without what is in it. */
#include "commands/shape.h"

#include "base/json_scan.h"
#include "base/utf8.h"

enum { MAX_DEPTH = 3, MAX_KEYS = 8, MAX_KEY = 40 };

static void of_value(struct wf_strbuf *out, struct wf_bytes json, unsigned depth);

static void add_key(struct wf_strbuf *out, struct wf_bytes token)
{
    size_t n = token.len;

    if (n > MAX_KEY)
        n = wf_utf8_fit((const char *)token.data, n, MAX_KEY);
    wf_strbuf_addc(out, '"');
    wf_utf8_safe(out, (const char *)token.data, n, "");
    wf_strbuf_adds(out, n < token.len ? "…\":" : "\":");
}

static void of_object(struct wf_strbuf *out, struct wf_json_reader *r, unsigned depth)
{
    size_t n = 0;

    wf_strbuf_addc(out, '{');
    while (wf_json_next(r) == WF_JSON_KEY) {
        struct wf_bytes key = r->token;

        if (++n > MAX_KEYS || depth >= MAX_DEPTH) {
            wf_strbuf_adds(out, n > 1 ? ",…" : "…");
            break;
        }
        if (n > 1)
            wf_strbuf_addc(out, ',');
        add_key(out, key);
        of_value(out, wf_json_skip(r), depth + 1);
    }
    wf_strbuf_addc(out, '}');
}

/* The depth is bounded by MAX_DEPTH, however deep the text is. */
static void of_value(struct wf_strbuf *out, struct wf_bytes json, unsigned depth)
{
    struct wf_json_reader r;
    struct wf_bytes first;

    wf_json_reader_init(&r, json);
    switch (wf_json_next(&r)) {
    case WF_JSON_OBJECT:
        of_object(out, &r, depth);
        break;
    case WF_JSON_ARRAY:
        wf_strbuf_addc(out, '[');
        first = wf_json_skip(&r);
        if (first.len > 0 && depth >= MAX_DEPTH)
            wf_strbuf_adds(out, "…");
        else if (first.len > 0)
            of_value(out, first, depth + 1);
        wf_strbuf_addc(out, ']');
        break;
    case WF_JSON_STRING:
        wf_strbuf_adds(out, "string");
        break;
    case WF_JSON_NUMBER:
        wf_strbuf_adds(out, "number");
        break;
    case WF_JSON_TRUE:
    case WF_JSON_FALSE:
        wf_strbuf_adds(out, "bool");
        break;
    default:
        wf_strbuf_adds(out, "null");
        break;
    }
    wf_json_reader_release(&r);
}

bool wf_shape(struct wf_strbuf *out, struct wf_bytes json)
{
    if (!wf_json_valid(json))
        return false;
    of_value(out, json, 0);
    return true;
}
