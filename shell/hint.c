/* shell/hint.c: what the line still wants, in grey behind the cursor. */
#include "base/utf8.h"
#include "shell/prompt.h"

#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* readline's headers want the file type. */
#include <readline/readline.h>

/*
 * readline knows nothing of the hint: it is drawn behind the end of the line, the cursor is
 * put back, and it is gone before readline writes again. It never leaves its row.
 */
static struct {
    bool off, shown;
    bool colour;
    struct wf_strbuf text; /* the last one, whole */
} hint;

void wf_sh_hints_set(bool on)
{
    hint.off = !on;
}

void wf_sh_hint_erase(void)
{
    if (!hint.shown)
        return;
    hint.shown = false;
    fputs("\033[J", rl_outstream);
    fflush(rl_outstream);
}

/* The prompt's last line, without what takes no room; "" if readline shows another. */
static void visible_prompt(struct wf_strbuf *out)
{
    bool hidden = false;

    for (const char *p = rl_display_prompt; p != NULL && *p != '\0'; p++)
        if (*p == RL_PROMPT_START_IGNORE)
            hidden = true;
        else if (*p == RL_PROMPT_END_IGNORE)
            hidden = false;
        else if (!hidden && *p == '\n')
            wf_strbuf_clear(out);
        else if (!hidden)
            wf_strbuf_addc(out, *p);
}

/* The column of the cursor, which stands at the line's end. False: hard to tell. */
static bool find_column(size_t columns, size_t *ret)
{
    struct wf_strbuf shown = WF_STRBUF_INIT, safe = WF_STRBUF_INIT;
    bool plain;

    visible_prompt(&shown);
    wf_strbuf_adds(&shown, rl_line_buffer);
    wf_utf8_safes(&safe, wf_strbuf_str(&shown));
    plain = strcmp(wf_strbuf_str(&safe), wf_strbuf_str(&shown)) == 0;
    *ret = wf_utf8_width(wf_strbuf_str(&shown), shown.len) % columns;
    wf_strbuf_release(&shown);
    wf_strbuf_release(&safe);
    return plain;
}

static bool may_show(void)
{
    const char *scroll = rl_variable_value("horizontal-scroll-mode");
    struct pollfd more = { .fd = STDIN_FILENO, .events = POLLIN };

    return !hint.off && rl_end > 0 && rl_point == rl_end && rl_done == 0 &&
           !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
                       RL_STATE_COMPLETING | RL_STATE_MULTIKEY | RL_STATE_VIMOTION |
                       RL_STATE_MACROINPUT) &&
           rl_pending_input == 0 && (scroll == NULL || strcmp(scroll, "on") != 0) &&
           rl_display_prompt == rl_prompt && poll(&more, 1, 0) == 0;
}

/* readline has set the locale when it is asked. */
static bool is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Cut to the row, of which the last column stays free: a full row wraps. */
static void draw(const char *text, size_t columns)
{
    const char *before = hint.colour ? "\033[90m" : "[",
               *after = hint.colour ? "\033[0m" : "]";
    size_t room, at, n = strlen(text), blanks = strspn(text, " ");

    if (!find_column(columns, &at) || at + 4 > columns)
        return;
    room = columns - 1 - at - (hint.colour ? 0 : 2);
    if (wf_utf8_width(text, n) > room) {
        n = wf_utf8_fit(text, n, room - 1);
        fprintf(rl_outstream, "\0337%.*s%s%.*s%s%s\0338", (int)blanks, text, before,
                (int)(n > blanks ? n - blanks : 0), text + blanks, is_utf8() ? "…" : "~",
                after);
    } else {
        fprintf(rl_outstream, "\0337%.*s%s%s%s\0338", (int)blanks, text, before,
                text + blanks, after);
    }
    hint.shown = true;
}

static bool is_ascii(const char *s)
{
    for (; *s != '\0'; s++)
        if ((unsigned char)*s >= 0x80)
            return false;
    return true;
}

static void show(void)
{
    int rows = 0, columns = 0;

    wf_strbuf_clear(&hint.text);
    if (!may_show())
        return;
    rl_get_screen_size(&rows, &columns);
    wf_sh_complete_hint(&hint.text);
    if (hint.text.len > 0 && columns > 0 && (is_utf8() || is_ascii(hint.text.data)))
        draw(hint.text.data, (size_t)columns);
    fflush(rl_outstream);
}

static void redisplay(void)
{
    wf_sh_hint_erase();
    rl_redisplay();
    show();
}

void wf_sh_hint_refresh(void)
{
    struct wf_strbuf now = WF_STRBUF_INIT;

    if (may_show())
        wf_sh_complete_hint(&now);
    if (strcmp(wf_strbuf_str(&now), wf_strbuf_str(&hint.text)) != 0) {
        wf_sh_hint_erase();
        show();
    }
    wf_strbuf_release(&now);
}

void wf_sh_hint_begin(void)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

    hint.off |= term == NULL || strcmp(term, "dumb") == 0;
    hint.colour = no_color == NULL || *no_color == '\0';
    /* before it is set: with a function of our own readline takes the terminal for a dumb
     * one, whose long lines do not go on in a second row */
    (void)rl_initialize();
    rl_redisplay_function = redisplay;
}

void wf_sh_hint_end(void)
{
    wf_strbuf_release(&hint.text);
}
