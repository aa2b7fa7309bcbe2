/* base/json_out.c: writes JSON into a strbuf, pretty or compact, safe to show on a
 * terminal. */
#include "base/json_out.h"

#include "base/base64.h"
#include "base/timefmt.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Deeper levels of a raw value are written without blanks, or 10,000 of them would fill
 * memory. */
enum { RAW_INDENT_MAX = 32 };

enum { PLAIN, ESCAPE, HIGH };

/* What a byte of a string literal asks for; DEL and the C0 controls are escaped. */
static unsigned byte_class(unsigned char c)
{
    if (c >= 0x80)
        return HIGH;
    return c < 0x20 || c == 0x7f || c == '"' || c == '\\' ? ESCAPE : PLAIN;
}

/* Whether one of eight bytes may be something else; some that are plain seem so too. */
static bool has_special(uint64_t w)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
    uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\'), del = w ^ (ones * 0x7f);

    return (((w - ones * 0x20) | w | (quote - ones) | (slash - ones) | (del - ones)) &
            high) != 0;
}

static size_t plain_run(const unsigned char *p, size_t n)
{
    size_t i = 0;

    for (uint64_t w; n - i >= 8; i += 8) {
        memcpy(&w, p + i, 8);
        if (has_special(w))
            break;
    }
    while (i < n && byte_class(p[i]) == PLAIN)
        i++;
    return i;
}

/* The length of the character at p and its code point; 0: not UTF-8. p[0] >= 0x80. */
static size_t decode(const unsigned char *p, size_t n, unsigned *ret)
{
    static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    unsigned cp = p[0] & (0xffu >> (len + 1));

    if (p[0] < 0xc2 || p[0] > 0xf4 || n < len)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        cp = cp << 6 | (p[i] & 0x3f);
    }
    if (cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
        return 0;
    *ret = cp;
    return len;
}

/* C1, the bidi controls, and the two separators that some terminals break lines at. */
static bool acts_on_terminal(unsigned cp)
{
    return cp < 0xa0 || cp == 0x61c || cp == 0x200e || cp == 0x200f ||
           (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

/* One character >= 0x80; returns the bytes that it took. */
static size_t add_high(struct wf_strbuf *out, const unsigned char *p, size_t n)
{
    unsigned cp = 0;
    size_t len = decode(p, n, &cp);

    if (len == 0) {
        wf_strbuf_adds(out, "\xef\xbf\xbd");
        return 1;
    }
    if (acts_on_terminal(cp))
        wf_strbuf_addf(out, "\\u%04x", cp);
    else
        wf_strbuf_add(out, p, len);
    return len;
}

static void add_escape(struct wf_strbuf *out, unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *at = c != '\0' ? strchr(from, c) : NULL;
    char two[2] = { '\\', at != NULL ? to[at - from] : 'u' };

    if (at != NULL)
        wf_strbuf_add(out, two, 2);
    else
        wf_strbuf_addf(out, "\\u%04x", c);
}

static void add_string(struct wf_strbuf *out, const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;

    wf_strbuf_reserve(out, n + 2);
    wf_strbuf_addc(out, '"');
    while (n > 0) {
        size_t run = plain_run(p, n);

        wf_strbuf_add(out, p, run);
        p += run;
        n -= run;
        if (n == 0)
            break;
        run = 1;
        if (*p >= 0x80)
            run = add_high(out, p, n);
        else
            add_escape(out, *p);
        p += run;
        n -= run;
    }
    wf_strbuf_addc(out, '"');
}

static void new_line(struct wf_json *j, unsigned depth)
{
    size_t n = (size_t)depth * 2;

    if (j->compact)
        return;
    wf_strbuf_addc(j->out, '\n');
    wf_strbuf_addn(j->out, ' ', n);
}

/* Comma and indentation before a value or a key. */
static void before_item(struct wf_json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->depth > 0) {
        if (j->has_item)
            wf_strbuf_addc(j->out, ',');
        new_line(j, j->depth);
    }
    j->has_item = true;
}

static void open_level(struct wf_json *j, char c)
{
    before_item(j);
    wf_strbuf_addc(j->out, c);
    j->depth++;
    j->has_item = false;
}

static void close_level(struct wf_json *j, char c)
{
    j->depth--;
    if (j->has_item)
        new_line(j, j->depth);
    wf_strbuf_addc(j->out, c);
    j->has_item = true;
}

static void add_value(struct wf_json *j, const char *text, size_t n)
{
    before_item(j);
    wf_strbuf_add(j->out, text, n);
}

/* "-123" at the end of buf[24]; returns where it starts. */
static char *digits_of(char *buf, int64_t v)
{
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    char *p = buf + 24;

    do
        *--p = (char)('0' + u % 10);
    while ((u /= 10) != 0);
    if (v < 0)
        *--p = '-';
    return p;
}

/* As ECMAScript and Go's protojson lay numbers out, from "d.ddde+XX" of any locale. */
static size_t lay_out(char *out, size_t size, const char *sci)
{
    char digits[32] = { 0 };
    size_t n = 0;
    const char *e = strchr(sci, 'e');
    int exp = atoi(e + 1);
    const char *sign = *sci == '-' ? "-" : "";

    for (const char *p = sci; p < e; p++)
        if (*p >= '0' && *p <= '9')
            digits[n++] = *p;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    if (exp < -6 || exp >= 21) {
        const char *dot = n > 1 ? "." : "";

        return (size_t)snprintf(out, size, "%s%c%s%.*se%c%d", sign, digits[0], dot,
                                (int)n - 1, digits + 1, exp < 0 ? '-' : '+', abs(exp));
    }
    if (exp < 0)
        return (size_t)snprintf(out, size, "%s0.%.*s%.*s", sign, -exp - 1, "000000", (int)n,
                                digits);
    if ((size_t)exp + 1 >= n)
        return (size_t)snprintf(out, size, "%s%.*s%.*s", sign, (int)n, digits,
                                exp + 1 - (int)n, "00000000000000000000");
    return (size_t)snprintf(out, size, "%s%.*s.%.*s", sign, exp + 1, digits,
                            (int)n - exp - 1, digits + exp + 1);
}

static void add_number(struct wf_json *j, double v, bool is_float)
{
    char sci[48], text[64];
    int last = is_float ? 8 : 16;

    if (isnan(v) || isinf(v)) {
        wf_json_str(j, isnan(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity");
        return;
    }
    for (int digits = is_float ? 5 : 14; digits <= last; digits++) {
        snprintf(sci, sizeof sci, "%.*e", digits, v);
        if (is_float ? strtof(sci, NULL) == (float)v : strtod(sci, NULL) == v)
            break;
    }
    add_value(j, text, lay_out(text, sizeof text, sci));
}

void wf_json_object(struct wf_json *j)
{
    open_level(j, '{');
}

void wf_json_array(struct wf_json *j)
{
    open_level(j, '[');
}

void wf_json_end_object(struct wf_json *j)
{
    close_level(j, '}');
}

void wf_json_end_array(struct wf_json *j)
{
    close_level(j, ']');
}

void wf_json_key(struct wf_json *j, const char *key)
{
    wf_json_keyn(j, key, strlen(key));
}

void wf_json_keyn(struct wf_json *j, const char *key, size_t n)
{
    before_item(j);
    add_string(j->out, key, n);
    wf_strbuf_add(j->out, ": ", j->compact ? 1 : 2);
    j->after_key = true;
}

void wf_json_key_quoted(struct wf_json *j, const char *text, size_t n)
{
    before_item(j);
    wf_strbuf_add(j->out, text, j->compact ? n - 1 : n);
    j->after_key = true;
}

void wf_json_str(struct wf_json *j, const char *s)
{
    if (s == NULL)
        wf_json_null(j);
    else
        wf_json_strn(j, s, strlen(s));
}

void wf_json_strn(struct wf_json *j, const char *s, size_t n)
{
    before_item(j);
    add_string(j->out, s, n);
}

void wf_json_base64(struct wf_json *j, struct wf_bytes data)
{
    before_item(j);
    wf_strbuf_addc(j->out, '"');
    wf_base64_encode(j->out, data);
    wf_strbuf_addc(j->out, '"');
}

void wf_json_i64(struct wf_json *j, int64_t v)
{
    char buf[24];
    char *p = digits_of(buf, v);

    add_value(j, p, (size_t)(buf + sizeof buf - p));
}

void wf_json_i64_string(struct wf_json *j, int64_t v)
{
    char buf[26];
    char *p = digits_of(buf + 1, v);

    *--p = '"';
    buf[25] = '"';
    add_value(j, p, (size_t)(buf + sizeof buf - p));
}

void wf_json_double(struct wf_json *j, double v)
{
    add_number(j, v, false);
}

void wf_json_float(struct wf_json *j, float v)
{
    add_number(j, (double)v, true);
}

void wf_json_bool(struct wf_json *j, bool v)
{
    add_value(j, v ? "true" : "false", v ? 4 : 5);
}

void wf_json_null(struct wf_json *j)
{
    add_value(j, "null", 4);
}

/* A string literal from its opening quote on; returns its length. The end of text ends it
 * too. */
static size_t raw_string(struct wf_strbuf *out, const unsigned char *p, size_t n)
{
    size_t i = 1;

    wf_strbuf_addc(out, '"');
    while (i < n && p[i] != '"') {
        size_t run = plain_run(p + i, n - i);

        wf_strbuf_add(out, p + i, run);
        i += run;
        if (i == n || p[i] == '"')
            break;
        if (p[i] >= 0x80) {
            i += add_high(out, p + i, n - i);
        } else if (p[i] == '\\' && i + 1 < n) {
            wf_strbuf_add(out, p + i, 2);
            i += 2;
        } else {
            add_escape(out, p[i++]);
        }
    }
    wf_strbuf_addc(out, '"');
    return i < n ? i + 1 : n;
}

static size_t raw_scalar(struct wf_strbuf *out, const unsigned char *p, size_t n)
{
    size_t i = 1;

    while (i < n && memchr(" \t\r\n,:{}[]\"", p[i], 11) == NULL)
        i++;
    for (size_t k = 0; k < i; k++)
        wf_strbuf_addc(out, p[k] > ' ' && p[k] < 0x7f ? (char)p[k] : '?');
    return i;
}

void wf_json_raw(struct wf_json *j, const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + n;
    struct wf_strbuf *out = j->out;
    unsigned depth = 0;
    bool fresh = false; /* a level was opened and holds nothing yet */

    before_item(j);
    while (p < end) {
        unsigned char c = *p;
        bool lines = !j->compact && depth <= RAW_INDENT_MAX;

        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            p++;
            continue;
        }
        if (c == '}' || c == ']') {
            depth -= depth > 0;
            if (!fresh && lines)
                new_line(j, j->depth + depth);
            fresh = false;
            wf_strbuf_addc(out, (char)*p++);
            continue;
        }
        if (fresh && lines)
            new_line(j, j->depth + depth);
        fresh = false;
        if (c == '"') {
            p += raw_string(out, p, (size_t)(end - p));
        } else if (c == '{' || c == '[') {
            wf_strbuf_addc(out, (char)*p++);
            depth++;
            fresh = true;
        } else if (c == ',') {
            wf_strbuf_addc(out, (char)*p++);
            if (lines)
                new_line(j, j->depth + depth);
        } else if (c == ':') {
            wf_strbuf_add(out, ": ", lines ? 2 : 1);
            p++;
        } else {
            p += raw_scalar(out, p, (size_t)(end - p));
        }
    }
}

void wf_json_kstr(struct wf_json *j, const char *key, const char *s)
{
    wf_json_key(j, key);
    wf_json_str(j, s);
}

void wf_json_ki64(struct wf_json *j, const char *key, int64_t v)
{
    wf_json_key(j, key);
    wf_json_i64(j, v);
}

void wf_json_ktime(struct wf_json *j, const char *key, int64_t ns)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (ns == WF_NO_TIME)
        return;
    wf_time_rfc3339(&b, ns);
    wf_json_kstr(j, key, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

void wf_json_kbool(struct wf_json *j, const char *key, bool v)
{
    wf_json_key(j, key);
    wf_json_bool(j, v);
}
