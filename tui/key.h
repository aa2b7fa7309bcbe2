#ifndef WF_TUI_KEY_H
#define WF_TUI_KEY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What was typed. A printable character is its code point, ctrl-a … ctrl-z are 1 … 26,
 * and what has no character has a code beyond Unicode.
 */
enum {
    WF_KEY_NONE = 0,
    WF_KEY_TAB = 9,
    WF_KEY_ENTER = 13,
    WF_KEY_ESC = 27,
    WF_KEY_BACKSPACE = 127,
    WF_KEY_UP = 0x110000,
    WF_KEY_DOWN,
    WF_KEY_LEFT,
    WF_KEY_RIGHT,
    WF_KEY_HOME,
    WF_KEY_END,
    WF_KEY_PAGE_UP,
    WF_KEY_PAGE_DOWN,
    WF_KEY_DELETE,
    WF_KEY_INSERT,
    WF_KEY_BACK_TAB,
    WF_KEY_F1, /* … F12 = WF_KEY_F1 + 11 */
    WF_KEY_MOUSE = WF_KEY_F1 + 20,
    WF_KEY_RESIZE,
    WF_KEY_FOCUS_IN,
    WF_KEY_FOCUS_OUT,
    WF_KEY_PASTE, /* bracketed: `text` holds it, never acted on as keys */
};
enum wf_mouse { WF_MOUSE_CLICK, WF_MOUSE_DOUBLE, WF_MOUSE_WHEEL_UP, WF_MOUSE_WHEEL_DOWN };
struct wf_key {
    int code;
    int row, col;        /* of the mouse, on the whole screen */
    enum wf_mouse mouse; /* of WF_KEY_MOUSE */
    const char *text;    /* of WF_KEY_PASTE; lives until the next key is read */
};

/* "x", "X", "ctrl-d", "enter", "space", "f1", "page-up" … 0: no key is called so. */
int wf_key_parse(const char *name, size_t n);
/* In `buf`, which it returns. */
const char *wf_key_name(int code, char buf[16]);
/* One of the blank-separated names of `keys`. */
bool wf_key_in(const char *keys, int code);

#endif
