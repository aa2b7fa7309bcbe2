/* tui/screen.c: the terminal, through ncurses, which no other file knows. */
#include "tui/screen.h"

#include "base/base64.h"
#include "base/mem.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncurses.h>

enum {
    COPY_MAX = 74994,
    SYNC_CELLS = 200,
    PASTE_MAX = 1 << 20,
    PASTE_BEGIN = KEY_MAX + 1,
    PASTE_END,
    FOCUS_IN,
    FOCUS_OUT
};

/* ncurses has one screen a process, and so have we. */
static struct {
    bool made, open, left, color, mouse, syncs;
    bool light; /* its background, as far as it is known */
    enum wf_theme theme;
    struct termios before;
    attr_t attrs[WF_ST_COUNT];
    short pairs[WF_ST_COUNT];
    struct wf_canvas shown; /* what ncurses was given last */
    struct wf_strbuf paste;
} screen;

/* ---- themes -----------------------------------------------------------------------------
 */

struct look {
    short fg, bg; /* of the terminal's own sixteen; -1: its default */
    attr_t attrs;
};

enum {
    NONE = -1,
    BLACK = COLOR_BLACK,
    RED = COLOR_RED,
    GREEN = COLOR_GREEN,
    YELLOW = COLOR_YELLOW,
    BLUE = COLOR_BLUE,
    MAGENTA = COLOR_MAGENTA,
    CYAN = COLOR_CYAN,
    WHITE = COLOR_WHITE,
};

/*
 * Blue is not to be read on black, nor green, yellow and cyan on white, in the palettes
 * that terminals come with. Of high contrast nobody knows the background, so a colour in it
 * always brings its own.
 */
static const struct look looks[WF_ST_COUNT][3] = {
    /* dark, light, high contrast */
    [WF_ST_PLAIN] = { { NONE, NONE, 0 }, { NONE, NONE, 0 }, { NONE, NONE, 0 } },
    [WF_ST_DIM] = { { NONE, NONE, A_DIM }, { NONE, NONE, 0 }, { NONE, NONE, 0 } },
    [WF_ST_BOLD] = { { NONE, NONE, A_BOLD },
                     { NONE, NONE, A_BOLD },
                     { NONE, NONE, A_BOLD } },
    [WF_ST_BAR] = { { NONE, NONE, A_REVERSE },
                    { NONE, NONE, A_REVERSE },
                    { NONE, NONE, A_REVERSE | A_BOLD } },
    [WF_ST_BAR_BAD] = { { WHITE, RED, A_BOLD },
                        { WHITE, RED, A_BOLD },
                        { WHITE, RED, A_BOLD } },
    [WF_ST_TAB] = { { NONE, NONE, A_DIM }, { NONE, NONE, 0 }, { NONE, NONE, 0 } },
    [WF_ST_TAB_ON] = { { NONE, NONE, A_BOLD },
                       { NONE, NONE, A_BOLD },
                       { NONE, NONE, A_BOLD } },
    [WF_ST_TITLE] = { { CYAN, NONE, A_BOLD },
                      { BLUE, NONE, A_BOLD },
                      { NONE, NONE, A_BOLD } },
    [WF_ST_COLUMN] = { { NONE, NONE, A_BOLD },
                       { NONE, NONE, A_BOLD },
                       { NONE, NONE, A_BOLD } },
    [WF_ST_SELECTED] = { { NONE, NONE, A_REVERSE },
                         { NONE, NONE, A_REVERSE },
                         { NONE, NONE, A_REVERSE | A_BOLD } },
    [WF_ST_MARKED] = { { YELLOW, NONE, A_BOLD },
                       { MAGENTA, NONE, A_BOLD },
                       { NONE, NONE, A_BOLD | A_UNDERLINE } },
    [WF_ST_MATCH] = { { BLACK, YELLOW, 0 },
                      { BLACK, YELLOW, 0 },
                      { BLACK, YELLOW, A_BOLD } },
    [WF_ST_INPUT] = { { NONE, NONE, A_UNDERLINE },
                      { NONE, NONE, A_UNDERLINE },
                      { NONE, NONE, A_UNDERLINE | A_BOLD } },
    [WF_ST_BOX] = { { NONE, NONE, 0 }, { NONE, NONE, 0 }, { NONE, NONE, 0 } },
    [WF_ST_RULE] = { { NONE, NONE, A_DIM }, { NONE, NONE, 0 }, { NONE, NONE, 0 } },
    [WF_ST_GOOD] = { { GREEN, NONE, 0 }, { NONE, NONE, 0 }, { NONE, NONE, A_BOLD } },
    [WF_ST_WARN] = { { YELLOW, NONE, 0 }, { MAGENTA, NONE, 0 }, { NONE, NONE, A_BOLD } },
    [WF_ST_BAD] = { { RED, NONE, A_BOLD }, { RED, NONE, A_BOLD }, { WHITE, RED, A_BOLD } },
    [WF_ST_BANNER] = { { WHITE, RED, A_BOLD },
                       { WHITE, RED, A_BOLD },
                       { WHITE, RED, A_BOLD } },
    [WF_ST_RUNNING] = { { CYAN, NONE, 0 }, { BLUE, NONE, 0 }, { NONE, NONE, A_BOLD } },
    [WF_ST_COMPLETED] = { { GREEN, NONE, 0 }, { NONE, NONE, 0 }, { NONE, NONE, 0 } },
    [WF_ST_FAILED] = { { RED, NONE, 0 }, { RED, NONE, 0 }, { WHITE, RED, A_BOLD } },
    [WF_ST_TIMED_OUT] = { { YELLOW, NONE, 0 }, { MAGENTA, NONE, 0 }, { BLACK, YELLOW, 0 } },
    [WF_ST_CANCELED] = { { MAGENTA, NONE, 0 }, { MAGENTA, NONE, 0 }, { NONE, NONE, 0 } },
    [WF_ST_CONTINUED] = { { NONE, NONE, A_DIM }, { NONE, NONE, 0 }, { NONE, NONE, 0 } },
};

static struct look look_of(enum wf_theme theme, int style)
{
    bool light = theme == WF_THEME_AUTO ? screen.light : theme == WF_THEME_LIGHT;
    struct look l = looks[style][light ? 1 : theme == WF_THEME_CONTRAST ? 2 : 0];

    if (theme == WF_THEME_MONO || !screen.color) {
        l.attrs |= l.bg >= 0 ? A_REVERSE : 0;
        l.attrs |= style == WF_ST_FAILED || style == WF_ST_MARKED ? A_BOLD : 0;
        l.fg = l.bg = NONE;
    }
    return l;
}

void wf_screen_theme(enum wf_theme theme)
{
    screen.theme = theme;
    for (int style = 0; style < WF_ST_COUNT; style++) {
        struct look l = look_of(theme, style);

        screen.attrs[style] = l.attrs;
        screen.pairs[style] = 0;
        if (screen.color && (l.fg >= 0 || l.bg >= 0)) {
            init_pair((short)(style + 1), l.fg, l.bg);
            screen.pairs[style] = (short)(style + 1);
        }
    }
    if (screen.open)
        wf_screen_repaint();
}

/* ---- the background ---------------------------------------------------------------------
 */

/* A terminal with a screen of its own for programs ignores modes that it does not know. */
static bool is_modern(void)
{
    const char *text = tigetstr("smcup");

    return text != NULL && text != (const char *)-1 && strstr(text, "?1049h") != NULL;
}

/* Some terminals say it to every program: "15;0", colours of text and background. */
static void guess_background(void)
{
    const char *text = getenv("COLORFGBG"),
               *last = text != NULL ? strrchr(text, ';') : NULL;
    int color = last != NULL ? atoi(last + 1) : 0;

    screen.light = color == 7 || color > 8;
}

/* The others are asked, by OSC 11; the answer comes among the keys, if one comes. */
static void ask_background(void)
{
    if (screen.color && is_modern())
        (void)!write(STDOUT_FILENO, "\033]11;?\a", 7);
}

/* "11;rgb:ffff/ffff/dddd", each of one to four digits. */
static void learn_background(const char *text)
{
    static const int weights[] = { 299, 587, 114 }; /* how bright each looks, in all 1000 */
    bool was = screen.light;
    int bright = 0;

    if (strncmp(text, "11;rgb:", 7) != 0)
        return;
    text += 7;
    for (int i = 0; i < 3; i++) {
        char *end;
        unsigned long value = strtoul(text, &end, 16);
        int digits = (int)(end - text);

        if (digits < 1 || digits > 4 || *end != (i < 2 ? '/' : '\0'))
            return;
        bright += weights[i] * (int)(value * 255 / ((1UL << 4 * digits) - 1));
        text = end + 1;
    }
    screen.light = bright > 127 * 1000;
    if (screen.theme == WF_THEME_AUTO && screen.light != was)
        wf_screen_theme(WF_THEME_AUTO);
}

/* ---- opening and closing ----------------------------------------------------------------
 */

/*
 * What is not in terminfo: bracketed paste, news of the focus, and the mouse. That of
 * ncurses waits in the middle of getch() for the next key when a button is let go.
 */
static void extras(bool on)
{
    const char *text = on ? "\033[?2004h\033[?1004h" : "\033[?2004l\033[?1004l";
    const char *mouse = on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l";

    (void)!write(STDOUT_FILENO, text, strlen(text));
    if (screen.mouse)
        (void)!write(STDOUT_FILENO, mouse, strlen(mouse));
}

/* A large picture is shown when all of it has come: DEC 2026. */
static void synchronize(bool on)
{
    if (screen.syncs)
        (void)!write(STDOUT_FILENO, on ? "\033[?2026h" : "\033[?2026l", 8);
}

static void input_modes(void)
{
    raw(); /* ctrl-c, ctrl-z and ctrl-\ are keys */
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    leaveok(stdscr, FALSE);
    set_escdelay(25);
    define_key("\033[200~", PASTE_BEGIN);
    define_key("\033[201~", PASTE_END);
    define_key("\033[I", FOCUS_IN);
    define_key("\033[O", FOCUS_OUT);
    define_key(NULL, KEY_MOUSE); /* escape() reads it */
}

enum wf_code wf_screen_open(const struct wf_screen_options *o, struct wf_error *err)
{
    const char *term = getenv("TERM");

    if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1)
        return wf_error_set(err, WF_E_USAGE, "top needs a terminal; --plain does not");
    if (term == NULL || *term == '\0' || strcmp(term, "dumb") == 0)
        return wf_error_set(err, WF_E_USAGE,
                            "the terminal can not move its cursor (TERM=%s); try --plain",
                            term != NULL ? term : "");
    (void)tcgetattr(STDIN_FILENO, &screen.before);
    setlocale(LC_CTYPE, "");
    if (!screen.made && newterm(NULL, stdout, stdin) == NULL)
        return wf_error_set(err, WF_E_USAGE, "nothing is known of a terminal called '%s'",
                            term);
    if (screen.made)
        refresh(); /* a shell comes here again and again: takes its modes back */
    else
        guess_background();
    screen.made = screen.open = true;
    screen.syncs = is_modern();
    screen.mouse = o->mouse;
    screen.color = o->color && has_colors();
    if (screen.color) {
        start_color();
        use_default_colors();
    }
    wf_canvas_init(&screen.shown, 0, 0);
    input_modes();
    extras(true);
    wf_screen_resize();
    ask_background();
    wf_screen_theme(o->theme);
    return WF_OK;
}

void wf_screen_close(void)
{
    if (!screen.open)
        return;
    screen.open = false;
    extras(false);
    endwin();
    wf_canvas_release(&screen.shown);
    wf_strbuf_release(&screen.paste);
}

void wf_screen_restore(void)
{
    /* mouse, paste, focus, attributes, keypad, the cursor, the main screen */
    static const char text[] =
        "\033[?2026l\033[?1000l\033[?1002l\033[?1006l\033[?2004l\033[?1004l"
        "\033[m\033[?1l\033>\033[?25h\033[?1049l";

    if (!screen.open || screen.left)
        return;
    (void)!write(STDOUT_FILENO, text, sizeof text - 1);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &screen.before);
}

void wf_screen_leave(void)
{
    screen.left = true;
    extras(false);
    endwin();
}

void wf_screen_return(void)
{
    screen.left = false;
    refresh(); /* takes the modes that it had */
    input_modes();
    extras(true);
    wf_screen_resize();
    wf_screen_repaint();
}

/* ---- the picture ------------------------------------------------------------------------
 */

void wf_screen_size(int *ret_rows, int *ret_cols)
{
    getmaxyx(stdscr, *ret_rows, *ret_cols);
}

void wf_screen_resize(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resizeterm(size.ws_row, size.ws_col);
    wf_screen_repaint();
}

void wf_screen_repaint(void)
{
    wf_canvas_reset(&screen.shown, 0, 0);
    clearok(curscr, TRUE);
}

static void put_cell(int row, int col, const struct wf_tcell *c)
{
    char text[WF_CELL_BYTES + 1];

    memcpy(text, c->text, c->len);
    text[c->len] = '\0';
    attr_set(screen.attrs[c->style], screen.pairs[c->style], NULL);
    mvaddstr(row, col, text);
}

void wf_screen_show(const struct wf_canvas *cv)
{
    bool all = screen.shown.rows != cv->rows || screen.shown.cols != cv->cols;
    int changed = 0;

    if (all) {
        wf_canvas_reset(&screen.shown, cv->rows, cv->cols);
        erase();
    }
    for (int row = 0; row < cv->rows; row++)
        for (int col = 0; col < cv->cols; col++) {
            size_t at = (size_t)row * (size_t)cv->cols + (size_t)col;
            const struct wf_tcell *c = &cv->cells[at];

            if (c->len == 0 || (!all && memcmp(c, &screen.shown.cells[at], sizeof *c) == 0))
                continue;
            put_cell(row, col, c);
            changed++;
        }
    memcpy(screen.shown.cells, cv->cells,
           (size_t)cv->rows * (size_t)cv->cols * sizeof *cv->cells);
    if (cv->cursor_row >= 0)
        move(cv->cursor_row, cv->cursor_col);
    if (changed >= SYNC_CELLS)
        synchronize(true);
    refresh();
    if (changed >= SYNC_CELLS)
        synchronize(false);
}

/* ---- keys -------------------------------------------------------------------------------
 */

/* What was read is no key of ours; there may be others. */
static const struct wf_key no_key = { .code = WF_KEY_RESIZE };

/* What stands between the brackets is text, whatever it looks like. */
static struct wf_key read_paste(void)
{
    wf_strbuf_clear(&screen.paste);
    timeout(1000); /* a terminal that forgets the end does not keep us */
    for (;;) {
        int c = getch();

        if (c == ERR || c == PASTE_END)
            break;
        if (c <= 0xFF && screen.paste.len < PASTE_MAX)
            wf_strbuf_addc(&screen.paste, (char)c);
    }
    nodelay(stdscr, TRUE);
    return (struct wf_key){ .code = WF_KEY_PASTE, .text = wf_strbuf_str(&screen.paste) };
}

static int special(int c)
{
    static const struct {
        int curses, ours;
    } keys[] = {
        { KEY_UP, WF_KEY_UP },         { KEY_DOWN, WF_KEY_DOWN },
        { KEY_LEFT, WF_KEY_LEFT },     { KEY_RIGHT, WF_KEY_RIGHT },
        { KEY_HOME, WF_KEY_HOME },     { KEY_END, WF_KEY_END },
        { KEY_PPAGE, WF_KEY_PAGE_UP }, { KEY_NPAGE, WF_KEY_PAGE_DOWN },
        { KEY_DC, WF_KEY_DELETE },     { KEY_IC, WF_KEY_INSERT },
        { KEY_BTAB, WF_KEY_BACK_TAB }, { KEY_BACKSPACE, WF_KEY_BACKSPACE },
        { KEY_ENTER, WF_KEY_ENTER },   { KEY_RESIZE, WF_KEY_RESIZE },
        { FOCUS_IN, WF_KEY_FOCUS_IN }, { FOCUS_OUT, WF_KEY_FOCUS_OUT },
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].curses == c)
            return keys[i].ours;
    if (c > KEY_F(0) && c <= KEY_F(12))
        return WF_KEY_F1 + c - KEY_F(1);
    return WF_KEY_RESIZE; /* a key that we have no name for */
}

/* The rest of a UTF-8 character whose first byte is here; what is none is '?'. */
static int character(int first)
{
    int len = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    int c = len <= 1 ? first : first & (0xFF >> (len + 1));

    if (len == 0 || first > 0xF4)
        return '?';
    for (int i = 1; i < len; i++) {
        int next = getch();

        if (next < 0x80 || next > 0xBF) {
            if (next != ERR)
                ungetch(next);
            return '?';
        }
        c = c << 6 | (next & 63);
    }
    return c;
}

/* Presses of the first button and the wheel; letting go, and others, are nothing. */
static struct wf_key mouse(int button, int col, int row)
{
    enum { MODIFIERS = 4 | 8 | 16, WHEEL = 64 };
    struct wf_key key = { .code = WF_KEY_MOUSE, .row = row - 1, .col = col - 1 };

    switch (button & ~MODIFIERS) {
    case 0:
        key.mouse = WF_MOUSE_CLICK;
        return key;
    case WHEEL:
        key.mouse = WF_MOUSE_WHEEL_UP;
        return key;
    case WHEEL + 1:
        key.mouse = WF_MOUSE_WHEEL_DOWN;
        return key;
    default:
        return no_key;
    }
}

/* "<0;10;6M", from a press; button, column and row, which count from 1. */
static struct wf_key sgr_mouse(const char *text, int last)
{
    int button, col, row;

    if (last != 'M' || sscanf(text, "<%4d;%4d;%4d", &button, &col, &row) != 3)
        return no_key;
    return mouse(button, col, row);
}

/* The same as three bytes behind "M", of terminals that know no other way. */
static struct wf_key old_mouse(void)
{
    int v[3];

    for (int i = 0; i < 3; i++) {
        int c = getch();

        if (c == ERR)
            return no_key;
        v[i] = c - ' ';
    }
    return mouse(v[0], v[1], v[2]);
}

/* What a terminal answers, up to BEL or ESC \\. */
static void report(void)
{
    char text[64];
    size_t n = 0;
    int c;

    timeout(25);
    while ((c = getch()) != ERR && c != '\a' && c != WF_KEY_ESC)
        if (n < sizeof text - 1)
            text[n++] = (char)c;
    if (c == WF_KEY_ESC && (c = getch()) != '\\' && c != ERR)
        ungetch(c);
    nodelay(stdscr, TRUE);
    text[n] = '\0';
    learn_background(text);
}

/*
 * An escape that terminfo has no name for: the mouse, or a key with modifiers. All of it is
 * taken, so that its letters are not keys; alone it is the key.
 */
static struct wf_key escape(void)
{
    struct wf_key key = no_key;
    char text[32];
    size_t n = 0;
    int c = getch();

    if (c == ']') {
        report();
        return key;
    }
    if (c != '[' && c != 'O') {
        if (c != ERR)
            ungetch(c);
        return (struct wf_key){ .code = WF_KEY_ESC };
    }
    timeout(25);
    do {
        c = getch();
        if (c != ERR && n < sizeof text - 1)
            text[n++] = (char)c;
    } while (c != ERR && (c < 0x40 || c > 0x7E));
    text[n] = '\0';
    if (*text == '<')
        key = sgr_mouse(text, c);
    else if (strcmp(text, "M") == 0)
        key = old_mouse();
    nodelay(stdscr, TRUE);
    return key;
}

struct wf_key wf_screen_key(void)
{
    int c = getch();

    if (c == ERR || c == 0)
        return (struct wf_key){ .code = WF_KEY_NONE };
    if (c == PASTE_BEGIN)
        return read_paste();
    if (c > 0xFF)
        return (struct wf_key){ .code = special(c) };
    if (c == WF_KEY_ESC)
        return escape();
    if (c == '\r' || c == '\n')
        return (struct wf_key){ .code = WF_KEY_ENTER };
    return (struct wf_key){ .code = character(c) };
}

bool wf_screen_copy(const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_bytes bytes = { (const unsigned char *)text, strlen(text) };

    if (bytes.len > COPY_MAX)
        return false;
    wf_strbuf_adds(&b, "\033]52;c;");
    wf_base64_encode(&b, bytes);
    wf_strbuf_adds(&b, "\a");
    if (getenv("TMUX") != NULL) { /* the same through it, for the terminal that it is in */
        wf_strbuf_adds(&b, "\033Ptmux;\033\033]52;c;");
        wf_base64_encode(&b, bytes);
        wf_strbuf_adds(&b, "\a\033\\");
    }
    (void)!write(STDOUT_FILENO, b.data, b.len);
    wf_strbuf_release(&b);
    return true;
}
