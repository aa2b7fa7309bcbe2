/* shell/prompt_text.c: what the prompt says. */
#include "shell/prompt.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const char usual[] = "%p:%n%w%m> ";

static void put(struct wf_strbuf *out, const char *text)
{
    wf_utf8_safes(out, text != NULL ? text : "?"); /* an id may hold anything */
}

static void put_marks(struct wf_strbuf *out, const struct wf_settings *s, bool down)
{
    if (s != NULL && s->production)
        wf_strbuf_adds(out, "(PROD)");
    else if (s != NULL && s->protected_)
        wf_strbuf_adds(out, "(protected)");
    if (s != NULL && s->read_only)
        wf_strbuf_adds(out, "(ro)");
    if (down)
        wf_strbuf_adds(out, "(down)");
}

static void put_letter(const struct wf_shell *sh, char letter, bool down,
                       struct wf_strbuf *out)
{
    const struct wf_settings *s = sh->session->settings;

    switch (letter) {
    case 'p':
        put(out, s != NULL ? s->profile : NULL);
        break;
    case 'a':
        put(out, s != NULL ? s->address : NULL);
        break;
    case 'n':
        put(out, s != NULL ? s->namespace_ : NULL);
        break;
    case 'w':
        if (sh->here != NULL) {
            wf_strbuf_addc(out, '/');
            put(out, sh->here);
        }
        break;
    case 'm':
        put_marks(out, s, down);
        break;
    case 'r':
        wf_strbuf_adds(out, s != NULL && s->read_only ? "ro" : "rw");
        break;
    case '?':
        wf_strbuf_addf(out, "%d", (int)sh->last);
        break;
    default: /* as it was written */
        wf_strbuf_addc(out, '%');
        if (letter != '%')
            wf_strbuf_addc(out, letter);
    }
}

const char *wf_sh_prompt_text(struct wf_shell *sh, bool down, struct wf_arena *a)
{
    const struct wf_settings *s = sh->session->settings;
    const char *template = wf_sh_vars_get(sh->vars, a, "PROMPT"), *text;
    bool red = s != NULL && (s->production || s->protected_) && getenv("NO_COLOR") == NULL;
    struct wf_strbuf b = WF_STRBUF_INIT, safe = WF_STRBUF_INIT;

    put(&safe, template != NULL ? template : usual);
    if (red)
        wf_strbuf_adds(&b, "\001\033[31m\002");
    for (const char *p = wf_strbuf_str(&safe); *p != '\0'; p++) {
        if (*p != '%' || p[1] == '\0') {
            wf_strbuf_addc(&b, *p);
            continue;
        }
        p++;
        if (red && *p == 'm') { /* the marks are in words: they stand out without it */
            wf_strbuf_adds(&b, "\001\033[0m\002");
            red = false;
        }
        put_letter(sh, *p, down, &b);
    }
    if (red)
        wf_strbuf_adds(&b, "\001\033[0m\002");
    text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    wf_strbuf_release(&safe);
    return text;
}
