/* base/toml_value.c: the scalars of TOML: strings, numbers, booleans, dates and times. */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/toml_private.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static void put_rune(struct wf_strbuf *out, uint32_t c)
{
    if (c < 0x80) {
        wf_strbuf_addc(out, (char)c);
        return;
    }
    if (c < 0x800) {
        wf_strbuf_addc(out, (char)(0xC0 | c >> 6));
    } else {
        if (c < 0x10000) {
            wf_strbuf_addc(out, (char)(0xE0 | c >> 12));
        } else {
            wf_strbuf_addc(out, (char)(0xF0 | c >> 18));
            wf_strbuf_addc(out, (char)(0x80 | (c >> 12 & 0x3F)));
        }
        wf_strbuf_addc(out, (char)(0x80 | (c >> 6 & 0x3F)));
    }
    wf_strbuf_addc(out, (char)(0x80 | (c & 0x3F)));
}

static enum wf_code read_unicode(struct wf_toml_reader *r, size_t digits,
                                 struct wf_strbuf *out)
{
    const char *at = r->p - 2;
    uint32_t c = 0;
    int d;

    for (size_t i = 0; i < digits; i++) {
        d = r->p < r->end ? hex_digit(*r->p) : -1;
        if (d < 0)
            return wf_toml_fail(r, at, "\\%c takes %zu hexadecimal digits", at[1], digits);
        c = c << 4 | (uint32_t)d;
        r->p++;
    }
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return wf_toml_fail(r, at, "no such character: U+%04X", c);
    put_rune(out, c);
    return WF_OK;
}

/* Behind a backslash at the end of a line: eats blanks and newlines; false when it is not
 * one. */
static bool skip_line_end(struct wf_toml_reader *r)
{
    const char *p = r->p;
    bool line = false;

    for (; p < r->end;) {
        size_t nl = wf_toml_newline(r, p);

        if (nl == 0 && *p != ' ' && *p != '\t')
            break;
        line |= nl > 0;
        p += nl > 0 ? nl : 1;
    }
    if (line)
        r->p = p;
    return line;
}

static enum wf_code read_escape(struct wf_toml_reader *r, bool multi, struct wf_strbuf *out)
{
    static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
    const char *at = r->p++, *hit;
    char c = r->p < r->end ? *r->p : '\0';

    if (multi && skip_line_end(r))
        return WF_OK;
    r->p++;
    if (c == 'u' || c == 'U')
        return read_unicode(r, c == 'u' ? 4 : 8, out);
    hit = c == '\0' ? NULL : strchr(from, c);
    if (hit == NULL)
        return wf_toml_fail(r, at, "no such escape in a string");
    wf_strbuf_addc(out, to[hit - from]);
    return WF_OK;
}

/* How many quotes stand at p, at most 5: three end the string, two more may belong to it.
 */
static size_t quotes_at(const struct wf_toml_reader *r, const char *p, char quote)
{
    size_t n = 0;

    while (n < 5 && p + n < r->end && p[n] == quote)
        n++;
    return n;
}

static enum wf_code read_string_body(struct wf_toml_reader *r, char quote, bool multi,
                                     struct wf_strbuf *out)
{
    const char *at = r->p;
    enum wf_code rc;

    while (r->p < r->end) {
        unsigned char c = (unsigned char)*r->p;
        size_t n;

        if (c == (unsigned char)quote) {
            n = multi ? quotes_at(r, r->p, quote) : 3;
            if (n >= 3) {
                wf_strbuf_addn(out, quote, n - 3);
                r->p += multi ? n : 1;
                return WF_OK;
            }
            wf_strbuf_addn(out, quote, n);
            r->p += n;
        } else if (c == '\\' && quote == '"') {
            rc = read_escape(r, multi, out);
            if (rc != WF_OK)
                return rc;
        } else if (multi && (n = wf_toml_newline(r, r->p)) > 0) {
            wf_strbuf_addc(out, '\n');
            r->p += n;
        } else if (c == '\n' || c == '\r') {
            return wf_toml_fail(r, r->p,
                                multi ? "a carriage return alone"
                                      : "the string has no end on its line");
        } else if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return wf_toml_fail(r, r->p, "control character 0x%02x in a string", c);
        } else {
            wf_strbuf_addc(out, (char)c);
            r->p++;
        }
    }
    return wf_toml_fail(r, at, "the string has no end");
}

enum wf_code wf_toml_read_string(struct wf_toml_reader *r, bool multi, const char **ret,
                                 size_t *ret_len)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    const char *at = r->p;
    char quote = *r->p;
    bool three = quotes_at(r, r->p, quote) >= 3;
    enum wf_code rc;

    if (three && !multi)
        return wf_toml_fail(r, at, "a key cannot be a string of many lines");
    r->p += three ? 3 : 1;
    if (three)
        r->p += wf_toml_newline(r, r->p);
    rc = read_string_body(r, quote, three, &out);
    if (rc == WF_OK) {
        *ret = wf_arena_strndup(r->arena, wf_strbuf_str(&out), out.len);
        *ret_len = out.len;
    }
    if (out.data != NULL)
        explicit_bzero(out.data, out.size); /* it may be a secret */
    wf_strbuf_release(&out);
    return rc;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Exactly n digits at *p; -1 when they are not there. */
static int take_digits(const char **p, const char *end, int n)
{
    int v = 0;

    for (int i = 0; i < n; i++, (*p)++) {
        if (*p >= end || !is_digit(**p))
            return -1;
        v = v * 10 + (**p - '0');
    }
    return v;
}

static bool take(const char **p, const char *end, char c)
{
    if (*p >= end || **p != c)
        return false;
    (*p)++;
    return true;
}

static bool take_date(const char **p, const char *end)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int y = take_digits(p, end, 4), m, d;
    bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);

    if (y < 0 || !take(p, end, '-'))
        return false;
    m = take_digits(p, end, 2);
    if (m < 1 || m > 12 || !take(p, end, '-'))
        return false;
    d = take_digits(p, end, 2);
    return d >= 1 && d <= days[m - 1] + (leap && m == 2 ? 1 : 0);
}

static bool take_time(const char **p, const char *end)
{
    int h = take_digits(p, end, 2), m, s;

    if (h < 0 || h > 23 || !take(p, end, ':'))
        return false;
    m = take_digits(p, end, 2);
    if (m < 0 || m > 59 || !take(p, end, ':'))
        return false;
    s = take_digits(p, end, 2);
    if (s < 0 || s > 60)
        return false;
    if (!take(p, end, '.'))
        return true;
    if (*p >= end || !is_digit(**p))
        return false;
    while (*p < end && is_digit(**p))
        (*p)++;
    return true;
}

static bool take_offset(const char **p, const char *end)
{
    int h, m;

    if (take(p, end, 'Z') || take(p, end, 'z'))
        return true;
    if (!take(p, end, '+') && !take(p, end, '-'))
        return false;
    h = take_digits(p, end, 2);
    if (h < 0 || h > 23 || !take(p, end, ':'))
        return false;
    m = take_digits(p, end, 2);
    return m >= 0 && m <= 59;
}

/* At a date or a time; p moves behind it. False when it is not a good one. */
static bool read_moment(struct wf_toml_reader *r, struct wf_toml *v)
{
    const char *at = r->p, *p = at;
    char *copy;

    if (r->end - p > 2 && p[2] == ':') {
        v->type = WF_TOML_LOCAL_TIME;
        if (!take_time(&p, r->end))
            return false;
    } else {
        v->type = WF_TOML_LOCAL_DATE;
        if (!take_date(&p, r->end))
            return false;
        if (p < r->end &&
            (*p == 'T' || *p == 't' || (*p == ' ' && r->end - p > 1 && is_digit(p[1])))) {
            p++;
            v->type = WF_TOML_LOCAL_DATETIME;
            if (!take_time(&p, r->end))
                return false;
            if (p < r->end && strchr("Zz+-", *p) != NULL) {
                v->type = WF_TOML_OFFSET_DATETIME;
                if (!take_offset(&p, r->end))
                    return false;
            }
        }
    }
    copy = wf_arena_strndup(r->arena, at, (size_t)(p - at));
    for (char *c = copy; *c != '\0'; c++) {
        if (*c == 't' || *c == ' ')
            *c = 'T';
        else if (*c == 'z')
            *c = 'Z';
    }
    v->u.string.data = copy;
    v->u.string.len = (size_t)(p - at);
    r->p = p;
    return true;
}

/* Drops underscores that stand between two digits; false for any other one. */
static bool drop_underscores(const char *word, size_t n, bool hex, char *out)
{
    size_t o = 0;

    for (size_t i = 0; i < n; i++) {
        if (word[i] != '_') {
            out[o++] = word[i];
            continue;
        }
        if (i == 0 || i + 1 == n)
            return false;
        if (hex ? hex_digit(word[i - 1]) < 0 || hex_digit(word[i + 1]) < 0
                : !is_digit(word[i - 1]) || !is_digit(word[i + 1]))
            return false;
    }
    out[o] = '\0';
    return true;
}

static enum wf_code read_integer(struct wf_toml_reader *r, const char *at, const char *s,
                                 int base, struct wf_toml *v)
{
    char *end;
    long long n;

    if (hex_digit(*s) < 0 && *s != '+' && *s != '-')
        return wf_toml_fail(r, at, "not a number");
    errno = 0;
    n = strtoll(s, &end, base);
    if (*end != '\0' || end == s)
        return wf_toml_fail(r, at, "not a number");
    if (errno == ERANGE)
        return wf_toml_fail(r, at, "the number does not fit into 64 bits");
    v->type = WF_TOML_INTEGER;
    v->u.integer = n;
    return WF_OK;
}

/* digits [. digits] [e [sign] digits], no leading zeros, something that makes it a float.
 */
static bool float_form(const char *s)
{
    bool part = false;

    if (*s == '+' || *s == '-')
        s++;
    if (!is_digit(*s) || (*s == '0' && is_digit(s[1])))
        return false;
    while (is_digit(*s))
        s++;
    if (*s == '.') {
        part = true;
        if (!is_digit(*++s))
            return false;
        while (is_digit(*s))
            s++;
    }
    if (*s == 'e' || *s == 'E') {
        part = true;
        s++;
        if (*s == '+' || *s == '-')
            s++;
        if (!is_digit(*s))
            return false;
        while (is_digit(*s))
            s++;
    }
    return part && *s == '\0';
}

static enum wf_code read_float(struct wf_toml_reader *r, const char *at, const char *s,
                               struct wf_toml *v)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);

    if (c == (locale_t)0)
        return wf_toml_fail(r, at, "no locale to read numbers with");
    v->type = WF_TOML_FLOAT;
    v->u.number = strtod_l(s, NULL, c);
    freelocale(c);
    return WF_OK;
}

static enum wf_code read_number(struct wf_toml_reader *r, const char *at, const char *word,
                                size_t n, struct wf_toml *v)
{
    const char *digits = word + (*word == '+' || *word == '-' ? 1 : 0);
    bool prefix = n > 2 && word[0] == '0' && strchr("xob", word[1]) != NULL;
    char *plain = wf_arena_alloc(r->arena, n + 1);

    if (strcmp(digits, "inf") == 0 || strcmp(digits, "nan") == 0)
        return read_float(r, at, word, v);
    if (prefix) {
        if (!drop_underscores(word + 2, n - 2, true, plain))
            return wf_toml_fail(r, at, "an underscore stands between two digits");
        if (hex_digit(*plain) < 0)
            return wf_toml_fail(r, at, "not a number");
        return read_integer(r, at, plain, word[1] == 'x' ? 16 : word[1] == 'o' ? 8 : 2, v);
    }
    if (!drop_underscores(word, n, false, plain))
        return wf_toml_fail(r, at, "an underscore stands between two digits");
    if (float_form(plain))
        return read_float(r, at, plain, v);
    digits = plain + (*plain == '+' || *plain == '-' ? 1 : 0);
    if (!is_digit(*digits))
        return wf_toml_fail(r, at, "a value is missing or unknown here: text needs quotes");
    if (*digits == '0' && digits[1] != '\0')
        return wf_toml_fail(r, at, "not a number: no leading zeros");
    return read_integer(r, at, plain, 10, v);
}

/* dddd- or dd: */
static bool starts_moment(const char *p, const char *end)
{
    size_t n = 0;

    while (p + n < end && is_digit(p[n]))
        n++;
    return p + n < end && ((n == 4 && p[n] == '-') || (n == 2 && p[n] == ':'));
}

enum wf_code wf_toml_read_word(struct wf_toml_reader *r, struct wf_toml *v)
{
    const char *at = r->p;
    size_t n = 0;
    char *word;

    if (starts_moment(at, r->end)) {
        if (!read_moment(r, v))
            return wf_toml_fail(r, at, "no such date or time");
        return WF_OK;
    }
    while (at + n < r->end && n < 1024 &&
           (is_digit(at[n]) || (at[n] >= 'a' && at[n] <= 'z') ||
            (at[n] >= 'A' && at[n] <= 'Z') || strchr("+-._", at[n]) != NULL) &&
           at[n] != '\0')
        n++;
    if (n == 0 || n == 1024)
        return wf_toml_fail(r, at, n == 0 ? "a value is missing" : "the word is too long");
    word = wf_arena_strndup(r->arena, at, n);
    r->p += n;
    if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) {
        v->type = WF_TOML_BOOL;
        v->u.boolean = *word == 't';
        return WF_OK;
    }
    return read_number(r, at, word, n, v);
}
