/* tui/view_help.c: the keys of a view and of all views, from the tables they come from. */
#include "tui/app_private.h"
#include "tui/reader.h"

#include <string.h>

struct model {
    struct wf_reader reader;
    const struct wf_view_type *about;
};

static void add_line(struct wf_reader *r, const char *keys, const char *help)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_addf(&b, "  %-22s %s", keys, help);
    wf_reader_line(r, b.data, b.len);
    wf_strbuf_release(&b);
}

static void add_text(struct wf_reader *r, const char *text)
{
    wf_reader_line(r, text, strlen(text));
}

static void help_open(void *model, const struct wf_view_type *type, size_t n,
                      const char *const *args)
{
    struct model *m = model;
    struct wf_strbuf title = WF_STRBUF_INIT;

    (void)type;
    m->about = n > 0 ? wf_view_find(args[0]) : NULL;
    m->reader.loaded = true;
    if (m->about != NULL) {
        wf_strbuf_addf(&title, "%s", m->about->title);
        add_text(&m->reader, wf_strbuf_str(&title));
        for (const struct wf_action *a = m->about->actions; a != NULL && a->keys != NULL;
             a++)
            add_line(&m->reader, a->keys, a->help);
        add_text(&m->reader, "");
    }
    add_text(&m->reader, "Lists");
    add_line(&m->reader, "j k up down", "move");
    add_line(&m->reader, "g G home end", "first, last");
    add_line(&m->reader, "ctrl-d ctrl-u", "half a page");
    add_line(&m->reader, "ctrl-f ctrl-b", "a page");
    add_line(&m->reader, "space * u", "mark, mark all shown, clear the marks");
    add_line(&m->reader, "< > ,", "sort by the column before, after; turn round");
    add_line(&m->reader, "tab", "the other pane");
    add_line(&m->reader, "1 … 9", "tabs");
    add_text(&m->reader, "");
    add_text(&m->reader, "Everywhere");
    for (const struct wf_action *a = wf_app_actions; a->keys != NULL; a++)
        add_line(&m->reader, a->keys, a->help);
    add_text(&m->reader, "");
    add_text(&m->reader, "Views, for the : line");
    for (size_t i = 0; wf_views[i] != NULL; i++) {
        wf_strbuf_clear(&title);
        wf_strbuf_addf(&title, "%s %s", wf_views[i]->name,
                       wf_views[i]->args != NULL ? wf_views[i]->args : "");
        add_line(&m->reader, wf_strbuf_str(&title), wf_views[i]->title);
    }
    wf_strbuf_release(&title);
}

static void help_close(void *model)
{
    wf_reader_release(&((struct model *)model)->reader);
}

static enum wf_act help_key(void *model, const struct wf_frame *f, const struct wf_key *key)
{
    struct model *m = model;

    return wf_reader_key(&m->reader, key, f->rows);
}

static void help_filter(void *model, const char *text)
{
    wf_reader_search(&((struct model *)model)->reader, text);
}

static void help_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    (void)f;
    wf_reader_draw(&((const struct model *)model)->reader,
                   wf_pane_sub(p, 0, 1, p.rows, p.cols - 2));
}

const struct wf_view_type wf_view_help = {
    .name = "help",
    .title = "Help",
    .args = "[VIEW]",
    .model_size = sizeof(struct model),
    .open = help_open,
    .close = help_close,
    .key = help_key,
    .filter = help_filter,
    .filter_label = "search",
    .draw = help_draw,
};
