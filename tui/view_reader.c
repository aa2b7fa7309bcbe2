/* tui/view_reader.c: what one command line prints, to be read. */
#include "tui/reader.h"

#include "base/mem.h"
#include "tui/template.h"

#include <stdlib.h>
#include <string.h>

struct model {
    struct wf_reader reader;
    char *words[WF_WANT_WORDS];
    size_t n;
    char *title;
};

static void reader_open(void *model, const struct wf_view_type *type, size_t n,
                        const char *const *args)
{
    struct model *m = model;
    struct wf_words words = { .v = (const char **)args, .n = n };
    struct wf_strbuf title = WF_STRBUF_INIT;

    (void)type;
    for (; m->n < n && m->n < WF_WANT_WORDS; m->n++)
        m->words[m->n] = wf_strdup(args[m->n]);
    wf_words_show(&words, &title);
    m->title = wf_strdup(wf_strbuf_str(&title));
    wf_strbuf_release(&title);
}

static void reader_close(void *model)
{
    struct model *m = model;

    wf_reader_release(&m->reader);
    for (size_t i = 0; i < m->n; i++)
        free(m->words[i]);
    free(m->title);
}

void wf_view_reader_text(void *model, const char *title, const char *text)
{
    struct model *m = model;

    free(m->title);
    m->title = wf_strdup(title);
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        wf_reader_line(&m->reader, text, n);
        text += n + (text[n] == '\n');
    }
    m->reader.loaded = true;
}

static void reader_crumb(const void *model, const struct wf_frame *f, struct wf_strbuf *out)
{
    const struct model *m = model;

    (void)f;
    wf_strbuf_adds(out, m->title);
    if (m->reader.n > 0)
        wf_strbuf_addf(out, "  line %zu of %zu", m->reader.top + 1, m->reader.n);
}

static void reader_want(const void *model, const struct wf_frame *f, unsigned slot,
                        struct wf_want *ret)
{
    const struct model *m = model;

    (void)f;
    if (slot > 0 || m->n == 0)
        return;
    ret->mode = WF_FEED_ONCE;
    ret->lines = m->reader.top + 1000 > WF_READER_MAX_LINES ? WF_READER_MAX_LINES
                                                            : m->reader.top + 1000;
    ret->n = m->n;
    memcpy(ret->words, m->words, m->n * sizeof *m->words);
}

static void reader_begin(void *model, unsigned slot)
{
    struct model *m = model;

    (void)slot;
    wf_reader_clear(&m->reader);
}

static void reader_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct model *m = model;

    (void)slot;
    wf_reader_line(&m->reader, line, n);
}

static void reader_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct model *m = model;

    (void)slot;
    wf_reader_end(&m->reader, end);
}

static enum wf_act reader_key(void *model, const struct wf_frame *f,
                              const struct wf_key *key)
{
    struct model *m = model;

    return wf_reader_key(&m->reader, key, f->rows);
}

static void reader_filter(void *model, const char *text)
{
    struct model *m = model;

    wf_reader_search(&m->reader, text);
}

static void reader_text(const void *model, struct wf_strbuf *out)
{
    wf_reader_text(&((const struct model *)model)->reader, out);
}

static void reader_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct model *m = model;

    (void)f;
    wf_reader_draw(&m->reader, p);
}

static const struct wf_action actions[] = {
    WF_ACTION_KEY("j", "down", "down"),
    WF_ACTION_KEY("space", "page", "a page down"),
    WF_ACTION_KEY("n", "next-match", "next match"),
    WF_ACTION_KEY("l", "right", "to the right"),
    { .keys = NULL },
};

const struct wf_view_type wf_view_reader = {
    .name = "reader",
    .title = "Output",
    .args = "VERB …",
    .actions = actions,
    .model_size = sizeof(struct model),
    .open = reader_open,
    .close = reader_close,
    .crumb = reader_crumb,
    .want = reader_want,
    .begin = reader_begin,
    .line = reader_line,
    .end = reader_end,
    .key = reader_key,
    .filter = reader_filter,
    .filter_label = "search",
    .draw = reader_draw,
    .text = reader_text,
};
