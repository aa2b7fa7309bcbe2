/* base/json_scan.c: checks a JSON text without recursion and without building it. */
#include "base/json_scan.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

/* `fault` is where, `words` what; both only after a function returned false. */
struct checker {
    const unsigned char *p, *end;
    const unsigned char *fault;
    const char *words;
    unsigned depth;
    unsigned char objects[WF_JSON_MAX_DEPTH / 8 + 1]; /* bit: this level is an object */
};

static bool fault(struct checker *c, const unsigned char *at, const char *words)
{
    c->fault = at;
    c->words = words;
    return false;
}

static void skip_blanks(struct checker *c)
{
    while (c->p < c->end &&
           (*c->p == ' ' || *c->p == '\n' || *c->p == '\t' || *c->p == '\r'))
        c->p++;
}

static bool is_digit(const struct checker *c)
{
    return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

static bool is_hex(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool check_escape(struct checker *c)
{
    const unsigned char *at = c->p++;

    if (c->p == c->end)
        return fault(c, at, "the text ends inside of a string");
    if (*c->p == 'u') {
        for (int i = 1; i <= 4; i++)
            if (c->end - c->p <= i || !is_hex(c->p[i]))
                return fault(c, at, "\\u needs four hexadecimal digits");
        c->p += 5;
        return true;
    }
    if (*c->p == '\0' || strchr("\"\\/bfnrt", *c->p) == NULL)
        return fault(c, at, "no such escape; a backslash itself is written \\\\");
    c->p++;
    return true;
}

/* Whether one of eight bytes ends a string, escapes, is a control or is not ASCII. */
static bool has_special(uint64_t w)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
    uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');

    return (((w - ones * 0x20) | w | (quote - ones) | (slash - ones)) & high) != 0;
}

static bool check_string(struct checker *c)
{
    const unsigned char *start = c->p++;

    while (c->p < c->end) {
        uint64_t w;

        if (c->end - c->p >= 8) {
            memcpy(&w, c->p, 8);
            if (!has_special(w)) {
                c->p += 8;
                continue;
            }
        }
        if (*c->p == '"') {
            c->p++;
            return true;
        }
        if (*c->p == '\\') {
            if (!check_escape(c))
                return false;
        } else if (*c->p < 0x20) {
            return fault(c, c->p,
                         *c->p == '\n' ? "the string does not end on its line"
                                       : "a control character must be escaped");
        } else if (*c->p < 0x80) {
            c->p++;
        } else {
            utf8proc_int32_t ch;
            utf8proc_ssize_t n =
                utf8proc_iterate(c->p, c->end - c->p < 4 ? c->end - c->p : 4, &ch);

            if (n <= 0)
                return fault(c, c->p, "this byte is not UTF-8");
            c->p += n;
        }
    }
    return fault(c, start, "the string that begins here does not end");
}

static bool check_digits(struct checker *c)
{
    if (!is_digit(c))
        return fault(c, c->p, "a digit is missing in the number");
    while (is_digit(c))
        c->p++;
    return true;
}

static bool check_number(struct checker *c)
{
    if (*c->p == '-')
        c->p++;
    if (c->p < c->end && *c->p == '0') {
        c->p++;
        if (is_digit(c))
            return fault(c, c->p - 1, "a number does not begin with 0");
    } else if (!check_digits(c)) {
        return false;
    }
    if (c->p < c->end && *c->p == '.') {
        c->p++;
        if (!check_digits(c))
            return false;
    }
    if (c->p < c->end && (*c->p == 'e' || *c->p == 'E')) {
        c->p++;
        if (c->p < c->end && (*c->p == '+' || *c->p == '-'))
            c->p++;
        return check_digits(c);
    }
    return true;
}

static bool is_letter(unsigned char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
}

static bool check_word(struct checker *c)
{
    static const char *const words[] = { "true", "false", "null" };
    const unsigned char *start = c->p;
    size_t n;

    while (c->p < c->end && (is_letter(*c->p) || is_digit(c)))
        c->p++;
    n = (size_t)(c->p - start);
    for (size_t i = 0; i < 3; i++)
        if (n == strlen(words[i]) && memcmp(start, words[i], n) == 0)
            return true;
    return fault(c, start, "this word is no JSON value; text needs double quotes");
}

static bool in_object(const struct checker *c)
{
    return c->depth > 0 && (c->objects[c->depth / 8] >> (c->depth % 8) & 1) != 0;
}

static bool open_level(struct checker *c, bool object)
{
    if (c->depth == WF_JSON_MAX_DEPTH)
        return fault(c, c->p, "the text is nested deeper than 10000 levels");
    c->p++;
    c->depth++;
    if (object)
        c->objects[c->depth / 8] |= (unsigned char)(1u << (c->depth % 8));
    else
        c->objects[c->depth / 8] &= (unsigned char)~(1u << (c->depth % 8));
    return true;
}

static bool missing_value(struct checker *c, char after)
{
    const char *words = after == ':'   ? "a value is missing after ':'"
                        : after == ',' ? "a value is missing after ','"
                                       : "a value is missing";

    return fault(c, c->p, words);
}

static bool check_key(struct checker *c, char after)
{
    skip_blanks(c);
    if (c->p == c->end)
        return fault(c, c->p, "the text ends inside of an object");
    if (*c->p != '"')
        return fault(c, c->p,
                     *c->p == '}' && after == ',' ? "a key is missing after ','"
                     : *c->p == '\''              ? "keys need double quotes"
                                                  : "a key in double quotes is expected");
    if (!check_string(c))
        return false;
    skip_blanks(c);
    if (c->p == c->end || *c->p != ':')
        return fault(c, c->p, "':' is missing after the key");
    c->p++;
    return true;
}

/* A scalar, or the opening of a level, in which case *ret_opened. */
static bool check_value(struct checker *c, char after, bool *ret_opened)
{
    *ret_opened = false;
    skip_blanks(c);
    if (c->p == c->end)
        return missing_value(c, after);
    switch (*c->p) {
    case '{':
    case '[':
        *ret_opened = true;
        return open_level(c, *c->p == '{');
    case '"':
        return check_string(c);
    case '\'':
        return fault(c, c->p, "strings need double quotes");
    case '/':
    case '#':
        return fault(c, c->p, "JSON has no comments");
    case '}':
    case ']':
    case ',':
        return missing_value(c, after);
    default:
        break;
    }
    if (*c->p == '-' || is_digit(c))
        return check_number(c);
    if (is_letter(*c->p))
        return check_word(c);
    if (c->end - c->p >= 3 && memcmp(c->p, "\xef\xbb\xbf", 3) == 0)
        return fault(c, c->p, "a byte order mark stands before the text");
    return fault(c, c->p, "no JSON value begins like this");
}

/* Behind a value: closes levels until a comma asks for the next one. *ret_after 0: the end.
 */
static bool check_after_value(struct checker *c, char *ret_after)
{
    for (;;) {
        bool object = in_object(c);

        skip_blanks(c);
        if (c->depth == 0) {
            *ret_after = 0;
            return c->p == c->end || fault(c, c->p, "more text follows the value");
        }
        if (c->p == c->end)
            return fault(c, c->p,
                         object ? "the text ends inside of an object"
                                : "the text ends inside of an array");
        if (*c->p == ',') {
            c->p++;
            *ret_after = ',';
            return true;
        }
        if (*c->p != (object ? '}' : ']'))
            return fault(c, c->p,
                         object ? "',' or '}' is expected" : "',' or ']' is expected");
        c->p++;
        c->depth--;
    }
}

static bool is_closed_at_once(struct checker *c)
{
    skip_blanks(c);
    return c->p < c->end && *c->p == (in_object(c) ? '}' : ']');
}

static bool check_text(struct checker *c)
{
    char after = ' ';
    bool opened;

    do {
        if (in_object(c)) {
            if (!check_key(c, after))
                return false;
            after = ':';
        }
        if (!check_value(c, after, &opened))
            return false;
        after = ' ';
        if ((!opened || is_closed_at_once(c)) && !check_after_value(c, &after))
            return false;
    } while (after != 0);
    return true;
}

bool wf_json_valid(struct wf_bytes text)
{
    struct checker c = { .p = text.data, .end = text.data + text.len };

    return text.len > 0 && check_text(&c);
}

enum wf_code wf_json_check(const char *what, struct wf_bytes text, struct wf_error *err)
{
    static const unsigned char nothing[1];
    struct checker c = { .p = text.data != NULL ? text.data : nothing };

    c.end = c.p + text.len;
    text.data = c.p;
    if (check_text(&c))
        return WF_OK;
    return wf_json_fault(what, text, (size_t)(c.fault - text.data), c.words, err);
}
