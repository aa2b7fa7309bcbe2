/* base/json_reader.c: the pull reader over a JSON text that was checked. */
#include <stdint.h>
#include <string.h>

#include "base/json_scan.h"

void wf_json_reader_init(struct wf_json_reader *r, struct wf_bytes text)
{
    *r = (struct wf_json_reader){ .p = (const char *)text.data,
                                  .end = (const char *)text.data + text.len };
}

void wf_json_reader_release(struct wf_json_reader *r)
{
    wf_strbuf_release(&r->stack);
}

/* Blanks and the separators, whose places were checked. */
static void skip_separators(struct wf_json_reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' ||
                             *r->p == '\r' || *r->p == ',' || *r->p == ':'))
        r->p++;
}

/* The byte behind the string that begins at p. */
static const char *string_end(const char *p, const char *end)
{
    for (p++; p < end; p++) {
        if (*p == '"')
            return p + 1;
        if (*p == '\\')
            p++;
    }
    return end;
}

static void value_read(struct wf_json_reader *r)
{
    r->expect_key = r->depth > 0 && r->stack.data[r->depth - 1] == '{';
}

static enum wf_json_token open_level(struct wf_json_reader *r)
{
    char c = *r->p++;

    wf_strbuf_addc(&r->stack, c);
    r->depth++;
    r->expect_key = c == '{';
    return c == '{' ? WF_JSON_OBJECT : WF_JSON_ARRAY;
}

static enum wf_json_token close_level(struct wf_json_reader *r)
{
    char c = *r->p++;

    if (r->depth > 0) {
        r->depth--;
        r->stack.len--;
    }
    value_read(r);
    return c == '}' ? WF_JSON_END_OBJECT : WF_JSON_END_ARRAY;
}

static enum wf_json_token read_string(struct wf_json_reader *r)
{
    const char *start = r->p;
    bool key = r->expect_key;

    r->p = string_end(start, r->end);
    r->token.data = (const unsigned char *)start + 1;
    r->token.len = (size_t)(r->p - start) - (r->p - start > 1 ? 2 : 1);
    if (key)
        r->expect_key = false;
    else
        value_read(r);
    return key ? WF_JSON_KEY : WF_JSON_STRING;
}

static enum wf_json_token read_word(struct wf_json_reader *r)
{
    const char *start = r->p;

    while (r->p < r->end && strchr(" \n\t\r,:]}[{\"", *r->p) == NULL)
        r->p++;
    r->token = (struct wf_bytes){ (const unsigned char *)start, (size_t)(r->p - start) };
    value_read(r);
    switch (*start) {
    case 't':
        return WF_JSON_TRUE;
    case 'f':
        return WF_JSON_FALSE;
    case 'n':
        return WF_JSON_NULL;
    default:
        return WF_JSON_NUMBER;
    }
}

enum wf_json_token wf_json_next(struct wf_json_reader *r)
{
    skip_separators(r);
    r->token = (struct wf_bytes){ (const unsigned char *)r->p, r->p < r->end };
    if (r->p == r->end)
        return WF_JSON_END;
    switch (*r->p) {
    case '{':
    case '[':
        return open_level(r);
    case '}':
    case ']':
        return close_level(r);
    case '"':
        return read_string(r);
    case '\0':
        r->p = r->end; /* no such text was ever accepted */
        return WF_JSON_END;
    default:
        return read_word(r);
    }
}

struct wf_bytes wf_json_skip(struct wf_json_reader *r)
{
    const char *start;
    size_t depth = 0;

    skip_separators(r);
    start = r->p;
    while (r->p < r->end) {
        if (*r->p == '"') {
            r->p = string_end(r->p, r->end);
        } else if (*r->p == '{' || *r->p == '[') {
            depth++;
            r->p++;
            continue;
        } else if (*r->p == '}' || *r->p == ']') {
            if (depth == 0)
                break; /* the end of the level that the reader is in */
            depth--;
            r->p++;
        } else if (depth == 0) {
            read_word(r);
        } else {
            r->p++;
            continue;
        }
        if (depth == 0)
            break;
    }
    if (r->p > start)
        value_read(r);
    return (struct wf_bytes){ (const unsigned char *)start, (size_t)(r->p - start) };
}

static uint32_t hex4(const unsigned char *p)
{
    uint32_t v = 0;

    for (int i = 0; i < 4; i++) {
        unsigned char c = p[i];

        v = v << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return v;
}

static void add_char(struct wf_strbuf *out, uint32_t c)
{
    if (c < 0x80) {
        wf_strbuf_addc(out, (char)c);
        return;
    }
    if (c < 0x800) {
        wf_strbuf_addc(out, (char)(0xC0 | c >> 6));
    } else if (c < 0x10000) {
        wf_strbuf_addc(out, (char)(0xE0 | c >> 12));
        wf_strbuf_addc(out, (char)(0x80 | (c >> 6 & 63)));
    } else {
        wf_strbuf_addc(out, (char)(0xF0 | c >> 18));
        wf_strbuf_addc(out, (char)(0x80 | (c >> 12 & 63)));
        wf_strbuf_addc(out, (char)(0x80 | (c >> 6 & 63)));
    }
    wf_strbuf_addc(out, (char)(0x80 | (c & 63)));
}

/* \uXXXX at p, with its second half when it has one; the bytes that were read. */
static size_t add_unicode(struct wf_strbuf *out, const unsigned char *p, size_t n,
                          bool *whole)
{
    uint32_t c, low;

    if (n < 6) {
        *whole = false;
        return n;
    }
    c = hex4(p + 2);
    if (c >= 0xD800 && c < 0xDC00 && n >= 12 && p[6] == '\\' && p[7] == 'u') {
        low = hex4(p + 8);
        if (low >= 0xDC00 && low < 0xE000) {
            add_char(out, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
            return 12;
        }
    }
    if (c >= 0xD800 && c < 0xE000) {
        *whole = false;
        c = 0xFFFD;
    }
    add_char(out, c);
    return 6;
}

bool wf_json_unescape(struct wf_bytes token, struct wf_strbuf *out)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const unsigned char *p = token.data, *end = p + token.len, *slash;
    bool whole = true;

    while (p < end && (slash = memchr(p, '\\', (size_t)(end - p))) != NULL &&
           slash + 1 < end) {
        const char *special = slash[1] != '\0' ? strchr(from, slash[1]) : NULL;

        wf_strbuf_add(out, p, (size_t)(slash - p));
        if (slash[1] == 'u') {
            p = slash + add_unicode(out, slash, (size_t)(end - slash), &whole);
            continue;
        }
        wf_strbuf_addc(out, special != NULL ? to[special - from] : (char)slash[1]);
        p = slash + 2;
    }
    if (p < end)
        wf_strbuf_add(out, p, (size_t)(end - p));
    return whole;
}
