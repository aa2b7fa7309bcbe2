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

static void add_view(struct wf_reader *r, const struct wf_app *app,
                     const struct wf_view_type *type)
{
    add_text(r, type->title);
    for (const struct wf_action *a = NULL;
         (a = wf_app_next_action(app, type, a)) != NULL;) {
        const char *keys = wf_app_keys(app, type, a);
        struct wf_strbuf help = WF_STRBUF_INIT;

        wf_strbuf_adds(&help, a->help);
        if (a->batch != NULL)
            wf_strbuf_adds(&help, "; of all marked ones");
        add_line(r, *keys != '\0' ? keys : "a", wf_strbuf_str(&help));
        wf_strbuf_release(&help);
    }
    add_text(r, "");
}

static void add_lists(struct wf_reader *r)
{
    add_text(r, "Lists");
    add_line(r, "j k up down", "move");
    add_line(r, "g G home end", "first, last");
    add_line(r, "ctrl-d ctrl-u", "half a page");
    add_line(r, "ctrl-f ctrl-b", "a page");
    add_line(r, "space * u", "mark, mark all shown, clear the marks");
    add_line(r, "< > ,", "sort by the column before, after; turn round");
    add_line(r, "tab", "the other pane");
    add_line(r, "1 .. 9", "tabs");
    add_text(r, "");
}

static void help_open(void *model, const struct wf_view_type *type, size_t n,
                      const char *const *args)
{
    struct model *m = model;

    (void)type;
    m->about = n > 0 ? wf_view_find(args[0]) : NULL;
    m->reader.loaded = true;
}

/* With the keys as the config file has moved them. */
static void help_ready(void *model, const struct wf_frame *f)
{
    struct wf_reader *r = &((struct model *)model)->reader;
    const struct wf_view_type *about = ((struct model *)model)->about;
    struct wf_strbuf title = WF_STRBUF_INIT;

    if (about != NULL)
        add_view(r, f->app, about);
    add_lists(r);
    add_text(r, "Everywhere");
    for (const struct wf_action *a = wf_app_actions; a->keys != NULL; a++)
        add_line(r, wf_app_keys(f->app, NULL, a), a->help);
    add_text(r, "");
    add_text(r, "Views, for the : line");
    for (size_t i = 0; wf_views[i] != NULL; i++) {
        wf_strbuf_clear(&title);
        wf_strbuf_addf(&title, "%s %s", wf_views[i]->name,
                       wf_views[i]->args != NULL ? wf_views[i]->args : "");
        add_line(r, wf_strbuf_str(&title), wf_views[i]->title);
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

static void help_text(const void *model, struct wf_strbuf *out)
{
    wf_reader_text(&((const struct model *)model)->reader, out);
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
    .ready = help_ready,
    .close = help_close,
    .key = help_key,
    .filter = help_filter,
    .filter_label = "search",
    .draw = help_draw,
    .text = help_text,
};
