/* base/base64.c: RFC 4648, in both alphabets. */
#include "base/base64.h"

#include <stdint.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void wf_base64_encode(struct wf_strbuf *out, struct wf_bytes in)
{
    const unsigned char *p = in.data;
    size_t n = in.len;
    char *to;

    wf_strbuf_reserve(out, (n + 2) / 3 * 4);
    to = out->data + out->len;
    for (; n >= 3; n -= 3, p += 3) {
        uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

        *to++ = alphabet[v >> 18];
        *to++ = alphabet[v >> 12 & 63];
        *to++ = alphabet[v >> 6 & 63];
        *to++ = alphabet[v & 63];
    }
    if (n > 0) {
        uint32_t v = (uint32_t)p[0] << 16 | (n == 2 ? (uint32_t)p[1] << 8 : 0);

        *to++ = alphabet[v >> 18];
        *to++ = alphabet[v >> 12 & 63];
        *to++ = n == 2 ? alphabet[v >> 6 & 63] : '=';
        *to++ = '=';
    }
    *to = '\0';
    out->len = (size_t)(to - out->data);
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

/* The digits without their padding; false when that is wrong, or no such length can be. */
static bool strip_padding(const char *s, size_t *n)
{
    size_t digits = *n;

    while (digits > 0 && s[digits - 1] == '=')
        digits--;
    if (digits < *n && (*n % 4 != 0 || *n - digits > 2))
        return false;
    *n = digits;
    return digits % 4 != 1;
}

bool wf_base64_decode(struct wf_strbuf *out, const char *s, size_t n)
{
    size_t before = out->len;
    uint32_t v = 0;
    char *to;

    if (!strip_padding(s, &n))
        return false;
    wf_strbuf_reserve(out, n / 4 * 3 + 2);
    to = out->data + before;
    for (size_t i = 0; i < n; i++) {
        int d = value_of(s[i]);

        if (d < 0) {
            out->data[before] = '\0';
            return false;
        }
        v = v << 6 | (uint32_t)d;
        if (i % 4 == 1)
            *to++ = (char)(v >> 4);
        else if (i % 4 == 2)
            *to++ = (char)(v >> 2);
        else if (i % 4 == 3)
            *to++ = (char)v;
    }
    *to = '\0';
    out->len = (size_t)(to - out->data);
    return true;
}
