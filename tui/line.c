/* tui/line.c: editing one line. */
#include "tui/line.h"

#include "base/utf8.h"

#include <string.h>

enum { MAX_LINE = 64 * 1024 };

void wf_line_set(struct wf_line *l, const char *text)
{
    wf_strbuf_clear(&l->text);
    wf_strbuf_adds(&l->text, text);
    l->at = l->text.len;
}

void wf_line_release(struct wf_line *l)
{
    wf_strbuf_release(&l->text);
    l->at = 0;
}

void wf_line_replace(struct wf_line *l, size_t from, const char *text)
{
    struct wf_strbuf next = WF_STRBUF_INIT;
    size_t n = strlen(text);

    if (l->text.len - (l->at - from) + n > MAX_LINE)
        return;
    wf_strbuf_add(&next, wf_strbuf_str(&l->text), from);
    wf_strbuf_add(&next, text, n);
    wf_strbuf_adds(&next, wf_strbuf_str(&l->text) + l->at);
    wf_strbuf_release(&l->text);
    l->text = next;
    l->at = from + n;
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t before(const struct wf_line *l, size_t at)
{
    if (at > 0)
        at--;
    while (at > 0 && continues(l->text.data[at]))
        at--;
    return at;
}

static size_t after(const struct wf_line *l, size_t at)
{
    if (at < l->text.len)
        at++;
    while (at < l->text.len && continues(l->text.data[at]))
        at++;
    return at;
}

static size_t word_before(const struct wf_line *l)
{
    size_t at = l->at;

    while (at > 0 && l->text.data[at - 1] == ' ')
        at--;
    while (at > 0 && l->text.data[at - 1] != ' ')
        at--;
    return at;
}

static void delete_to(struct wf_line *l, size_t from, size_t to)
{
    l->at = to;
    wf_line_replace(l, from, "");
}

static void insert_code(struct wf_line *l, int c)
{
    char s[5];
    int n = 0;

    if (c < 0x80) {
        s[n++] = (char)c;
    } else if (c < 0x800) {
        s[n++] = (char)(0xC0 | c >> 6);
    } else if (c < 0x10000) {
        s[n++] = (char)(0xE0 | c >> 12);
        s[n++] = (char)(0x80 | (c >> 6 & 63));
    } else {
        s[n++] = (char)(0xF0 | c >> 18);
        s[n++] = (char)(0x80 | (c >> 12 & 63));
        s[n++] = (char)(0x80 | (c >> 6 & 63));
    }
    if (c >= 0x80)
        s[n++] = (char)(0x80 | (c & 63));
    s[n] = '\0';
    wf_line_replace(l, l->at, s);
}

/* What is pasted is text: new lines become blanks, nothing in it is a key. */
static void paste(struct wf_line *l, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (; *text != '\0'; text++)
        if (*text == '\n' || *text == '\r' || *text == '\t')
            wf_strbuf_addc(&b, ' ');
        else if ((unsigned char)*text >= 0x20 && *text != 0x7F)
            wf_strbuf_addc(&b, *text);
    wf_line_replace(l, l->at, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

bool wf_line_key(struct wf_line *l, const struct wf_key *key)
{
    wf_strbuf_adds(&l->text, ""); /* data is there from now on */
    switch (key->code) {
    case WF_KEY_PASTE:
        paste(l, key->text);
        return true;
    case WF_KEY_LEFT:
    case 2:
        l->at = before(l, l->at);
        return true;
    case WF_KEY_RIGHT:
    case 6:
        l->at = after(l, l->at);
        return true;
    case WF_KEY_HOME:
    case 1:
        l->at = 0;
        return true;
    case WF_KEY_END:
    case 5:
        l->at = l->text.len;
        return true;
    case WF_KEY_BACKSPACE:
    case 8:
        delete_to(l, before(l, l->at), l->at);
        return true;
    case WF_KEY_DELETE:
    case 4:
        delete_to(l, l->at, after(l, l->at));
        return true;
    case 11:
        delete_to(l, l->at, l->text.len);
        return true;
    case 21:
        delete_to(l, 0, l->at);
        return true;
    case 23:
        delete_to(l, word_before(l), l->at);
        return true;
    default:
        if (key->code < 0x20 || key->code >= WF_KEY_UP)
            return false;
        insert_code(l, key->code);
        return true;
    }
}

void wf_line_draw(const struct wf_line *l, struct wf_pane p, int row, int col, int cols,
                  enum wf_style style, bool focused)
{
    const char *text = wf_strbuf_str(&l->text);
    size_t from = 0;
    int cursor;
    struct wf_pane window = wf_pane_sub(p, row, col, 1, cols);

    wf_fill(window, style);
    while (from < l->at && (int)wf_utf8_width(text + from, l->at - from) >= cols)
        from = after(l, from);
    cursor = (int)wf_utf8_width(text + from, l->at - from);
    wf_put(window, 0, 0, cols, style, text + from);
    if (focused) {
        p.cv->cursor_row = window.row;
        p.cv->cursor_col = window.col + cursor;
    }
}
