/* base/utf8.c: UTF-8 that may be shown, and the columns that it takes. */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

/* One character, at least one byte; -1 when the bytes are none. */
static int32_t next_char(const char *s, size_t n, size_t *ret_len)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t len;

    if ((unsigned char)*s < 0x80) {
        *ret_len = 1;
        return *s;
    }
    len = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)(n < 4 ? n : 4),
                           &c);
    *ret_len = len > 0 ? (size_t)len : 1;
    return len > 0 ? c : -1;
}

bool wf_utf8_valid(struct wf_bytes text)
{
    const char *p = (const char *)text.data, *end = p + text.len;
    size_t len;

    while (p < end) {
        if (end - p >= 8) {
            uint64_t w;

            memcpy(&w, p, 8);
            if ((w & UINT64_C(0x8080808080808080)) == 0) {
                p += 8;
                continue;
            }
        }
        if (next_char(p, (size_t)(end - p), &len) < 0)
            return false;
        p += len;
    }
    return true;
}

/* Joiners only shape letters and emoji; every other format control can mislead the eye. */
static bool is_safe(int32_t c)
{
    if (c < 0x80)
        return c >= 0x20 && c != 0x7F;
    if (c == 0x200C || c == 0x200D)
        return true;
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return true;
    }
}

static void add_escape(struct wf_strbuf *out, int32_t c, unsigned char byte)
{
    if (c == '\n')
        wf_strbuf_adds(out, "\\n");
    else if (c == '\t')
        wf_strbuf_adds(out, "\\t");
    else if (c == '\r')
        wf_strbuf_adds(out, "\\r");
    else if (c < 0x80)
        wf_strbuf_addf(out, "\\x%02x", (unsigned)byte);
    else
        wf_strbuf_addf(out, "\\u{%x}", (unsigned)c);
}

void wf_utf8_safe(struct wf_strbuf *out, const char *s, size_t n, const char *keep)
{
    size_t from = 0, len;

    if (keep == NULL)
        keep = "";
    wf_strbuf_reserve(out, n);
    for (size_t i = 0; i < n; i += len) {
        int32_t c = next_char(s + i, n - i, &len);

        if (c >= 0 && (is_safe(c) || (c > 0 && c < 0x20 && strchr(keep, c) != NULL)))
            continue;
        wf_strbuf_add(out, s + from, i - from);
        add_escape(out, c, (unsigned char)s[i]);
        from = i + len;
    }
    wf_strbuf_add(out, s + from, n - from);
}

void wf_utf8_safes(struct wf_strbuf *out, const char *s)
{
    wf_utf8_safe(out, s, strlen(s), "");
}

static size_t char_width(int32_t c)
{
    if (c >= 0 && c < 0x7F)
        return c >= 0x20;
    return c < 0 ? 1 : (size_t)utf8proc_charwidth(c);
}

size_t wf_utf8_width(const char *s, size_t n)
{
    size_t width = 0, len;

    for (size_t i = 0; i < n; i += len)
        width += char_width(next_char(s + i, n - i, &len));
    return width;
}

size_t wf_utf8_fit(const char *s, size_t n, size_t columns)
{
    size_t width = 0, len;

    for (size_t i = 0; i < n; i += len) {
        width += char_width(next_char(s + i, n - i, &len));
        if (width > columns)
            return i; /* what follows with no width of its own still fitted */
    }
    return n;
}

size_t wf_utf8_cell(const char *s, size_t n, size_t *ret_width)
{
    size_t len, end;

    *ret_width = 0;
    if (n == 0)
        return 0;
    *ret_width = char_width(next_char(s, n, &end));
    while (end < n && (unsigned char)s[end] >= 0x80) {
        int32_t c = next_char(s + end, n - end, &len);

        if (c < 0 || char_width(c) > 0)
            break;
        end += len;
    }
    return end;
}
