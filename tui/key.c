/* tui/key.c: names of keys. */
#include "tui/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int code;
} named[] = {
    { "space", ' ' },
    { "tab", WF_KEY_TAB },
    { "enter", WF_KEY_ENTER },
    { "esc", WF_KEY_ESC },
    { "backspace", WF_KEY_BACKSPACE },
    { "up", WF_KEY_UP },
    { "down", WF_KEY_DOWN },
    { "left", WF_KEY_LEFT },
    { "right", WF_KEY_RIGHT },
    { "home", WF_KEY_HOME },
    { "end", WF_KEY_END },
    { "page-up", WF_KEY_PAGE_UP },
    { "page-down", WF_KEY_PAGE_DOWN },
    { "delete", WF_KEY_DELETE },
    { "insert", WF_KEY_INSERT },
    { "shift-tab", WF_KEY_BACK_TAB },
};
enum { N_NAMED = sizeof named / sizeof *named };

/* A single character of UTF-8, or 0. */
static int one_character(const unsigned char *s, size_t n)
{
    size_t len = s[0] < 0x80 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    int c = s[0] < 0x80 ? s[0] : s[0] & (0xFF >> (len + 1));

    if (n != len || s[0] < 0x20)
        return 0;
    for (size_t i = 1; i < len; i++)
        c = c << 6 | (s[i] & 63);
    return c;
}

int wf_key_parse(const char *name, size_t n)
{
    if (n == 0)
        return 0;
    for (size_t i = 0; i < N_NAMED; i++)
        if (strlen(named[i].name) == n && strncmp(named[i].name, name, n) == 0)
            return named[i].code;
    if (n == 6 && strncmp(name, "ctrl-", 5) == 0 && name[5] >= 'a' && name[5] <= 'z')
        return name[5] - 'a' + 1;
    if ((n == 2 || n == 3) && name[0] == 'f' && name[1] >= '1' && name[1] <= '9') {
        int number = atoi(name + 1);

        return number <= 12 ? WF_KEY_F1 + number - 1 : 0;
    }
    return one_character((const unsigned char *)name, n);
}

const char *wf_key_name(int code, char buf[16])
{
    for (size_t i = 0; i < N_NAMED; i++)
        if (named[i].code == code) {
            snprintf(buf, 16, "%s", named[i].name);
            return buf;
        }
    if (code > 0 && code <= 26)
        snprintf(buf, 16, "ctrl-%c", 'a' + code - 1);
    else if (code >= WF_KEY_F1 && code < WF_KEY_F1 + 12)
        snprintf(buf, 16, "f%d", code - WF_KEY_F1 + 1);
    else if (code > 0x20 && code < 0x7F)
        snprintf(buf, 16, "%c", code);
    else
        snprintf(buf, 16, "U+%04X", (unsigned)code);
    return buf;
}

bool wf_key_in(const char *keys, int code)
{
    while (keys != NULL && *keys != '\0') {
        size_t n = strcspn(keys, " ");

        if (n > 0 && wf_key_parse(keys, n) == code)
            return true;
        keys += n + (keys[n] == ' ');
    }
    return false;
}
