#ifndef WF_TESTS_UNIT_TUI_VIEW_H
#define WF_TESTS_UNIT_TUI_VIEW_H

/* One view without the dashboard around it: lines and keys go in, a picture comes out. */

#include "base/mem.h"
#include "tui/view.h"

#include <stdlib.h>
#include <string.h>

static const struct wf_view_type *type;
static void *model;
static int64_t view_now_ns;

static inline void view_opens(const char *name, size_t n, const char *const *args)
{
    type = wf_view_find(name);
    model = wf_calloc(1, type->model_size);
    type->open(model, type, n, args);
}

static inline void view_closes(void)
{
    type->close(model);
    free(model);
}

static inline struct wf_frame view_frame(int rows, int cols)
{
    return (struct wf_frame){
        .now_ns = view_now_ns, .rows = rows, .cols = cols, .time_mode = 2
    };
}

static inline void view_lines(unsigned slot, const char *text)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        type->line(model, slot, text, n);
        text += n + (text[n] == '\n');
    }
}

static inline void view_ends(unsigned slot, bool more)
{
    struct wf_host_end end = { .more = more, .error = WF_ERROR_INIT };

    type->end(model, slot, &end);
}

/* A verb begins, prints this and ends. */
static inline void view_reads(unsigned slot, const char *text)
{
    type->begin(model, slot);
    view_lines(slot, text);
    view_ends(slot, false);
}

static inline enum wf_act view_key(int rows, int cols, int code)
{
    struct wf_frame f = view_frame(rows, cols);
    const struct wf_key key = { .code = code };

    return type->key(model, &f, &key);
}

static inline void view_keys(int rows, int cols, const char *text)
{
    for (; *text != '\0'; text++)
        (void)view_key(rows, cols, (unsigned char)*text);
}

/* The words of a slot with blanks between, "" when it wants nothing; the caller frees. */
static inline char *view_wants(int rows, int cols, unsigned slot, struct wf_want *ret)
{
    struct wf_frame f = view_frame(rows, cols);
    struct wf_strbuf b = WF_STRBUF_INIT;

    *ret = (struct wf_want){ 0 };
    type->want(model, &f, slot, ret);
    wf_strbuf_reserve(&b, 1);
    b.data[0] = '\0';
    for (size_t i = 0; i < ret->n; i++)
        wf_strbuf_addf(&b, "%s%s", i > 0 ? " " : "", ret->words[i]);
    return wf_strbuf_steal(&b);
}

static inline char *view_picture(int rows, int cols)
{
    struct wf_frame f = view_frame(rows, cols);
    struct wf_canvas cv;
    struct wf_strbuf out = WF_STRBUF_INIT;

    wf_canvas_init(&cv, rows, cols);
    cv.ascii = true;
    type->draw(model, &f, wf_pane_all(&cv));
    for (int row = 0; row < rows; row++) {
        wf_canvas_row_text(&cv, row, &out);
        wf_strbuf_addc(&out, '\n');
    }
    wf_canvas_release(&cv);
    return wf_strbuf_steal(&out);
}

static inline void assert_shows(int rows, int cols, const char *text)
{
    char *p = view_picture(rows, cols);

    if (strstr(p, text) == NULL)
        fail_msg("no '%s' in:\n%s", text, p);
    free(p);
}

static inline void assert_hides(int rows, int cols, const char *text)
{
    char *p = view_picture(rows, cols);

    if (strstr(p, text) != NULL)
        fail_msg("'%s' is in:\n%s", text, p);
    free(p);
}

static inline void assert_wants(unsigned slot, const char *words)
{
    struct wf_want want;
    char *w = view_wants(25, 100, slot, &want);

    assert_string_equal(w, words);
    free(w);
}

/* What goes to a pager; the caller frees. */
static inline char *view_text(void)
{
    struct wf_strbuf out = WF_STRBUF_INIT;

    wf_strbuf_reserve(&out, 1);
    out.data[0] = '\0';
    type->text(model, &out);
    return wf_strbuf_steal(&out);
}

static inline void assert_text(const char *part)
{
    char *text = view_text();

    if (strstr(text, part) == NULL)
        fail_msg("no '%s' in:\n%s", part, text);
    free(text);
}

static inline void assert_text_times(const char *part, int times)
{
    char *text = view_text();
    int n = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        n++;
    if (n != times)
        fail_msg("'%s' stands %d times in:\n%s", part, n, text);
    free(text);
}

#endif
