/* tui/reader.c: lines of text that are scrolled and searched. */
#include "tui/reader.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void wf_reader_clear(struct wf_reader *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->lines[i]);
    r->n = 0;
    r->loaded = false;
    r->error.code = WF_OK;
}

void wf_reader_release(struct wf_reader *r)
{
    wf_reader_clear(r);
    free(r->lines);
    free(r->search);
}

void wf_reader_line(struct wf_reader *r, const char *line, size_t n)
{
    if (r->n == WF_READER_MAX_LINES)
        return;
    if (r->n == r->room) {
        r->room = r->room == 0 ? 64 : r->room * 2;
        r->lines = wf_reallocarray(r->lines, r->room, sizeof *r->lines);
    }
    r->lines[r->n++] = wf_strndup(line, n);
}

void wf_reader_end(struct wf_reader *r, const struct wf_host_end *end)
{
    r->error = end->error;
    r->error.code = end->code;
    r->loaded = true;
}

static size_t last_top(const struct wf_reader *r, int rows)
{
    size_t height = rows > 0 ? (size_t)rows : 1;

    return r->n > height ? r->n - height : 0;
}

static void go_to(struct wf_reader *r, int64_t to, int rows)
{
    int64_t last = (int64_t)last_top(r, rows);

    r->top = (size_t)(to < 0 ? 0 : to > last ? last : to);
}

static void find_line(struct wf_reader *r, int step)
{
    int64_t at = (int64_t)r->top + step;

    for (; r->search != NULL && at >= 0 && at < (int64_t)r->n; at += step)
        if (strcasestr(r->lines[at], r->search) != NULL) {
            r->top = (size_t)at;
            return;
        }
}

void wf_reader_search(struct wf_reader *r, const char *text)
{
    free(r->search);
    r->search = text != NULL && *text != '\0' ? wf_strdup(text) : NULL;
    if (r->n > 0 && r->search != NULL && strcasestr(r->lines[r->top], r->search) == NULL)
        find_line(r, 1);
}

enum wf_act wf_reader_key(struct wf_reader *r, const struct wf_key *key, int rows)
{
    int64_t top = (int64_t)r->top;

    if (wf_key_in("j down enter", key->code))
        go_to(r, top + 1, rows);
    else if (wf_key_in("k up", key->code))
        go_to(r, top - 1, rows);
    else if (wf_key_in("ctrl-f page-down space", key->code))
        go_to(r, top + rows - 1, rows);
    else if (wf_key_in("ctrl-b page-up", key->code))
        go_to(r, top - rows + 1, rows);
    else if (wf_key_in("ctrl-d", key->code))
        go_to(r, top + rows / 2, rows);
    else if (wf_key_in("ctrl-u", key->code))
        go_to(r, top - rows / 2, rows);
    else if (wf_key_in("g home", key->code))
        go_to(r, 0, rows);
    else if (wf_key_in("G end", key->code))
        go_to(r, (int64_t)r->n, rows);
    else if (wf_key_in("l right", key->code))
        r->left += 8;
    else if (wf_key_in("h left", key->code))
        r->left = r->left > 8 ? r->left - 8 : 0;
    else if (key->code == 'n')
        find_line(r, 1);
    else if (key->code == 'N')
        find_line(r, -1);
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_WHEEL_DOWN)
        go_to(r, top + 3, rows);
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_WHEEL_UP)
        go_to(r, top - 3, rows);
    else
        return WF_ACT_NONE;
    return WF_ACT_REDRAW;
}

void wf_reader_text(const struct wf_reader *r, struct wf_strbuf *out)
{
    for (size_t i = 0; i < r->n; i++) {
        wf_strbuf_adds(out, r->lines[i]);
        wf_strbuf_addc(out, '\n');
    }
}

/* The part of a line that begins `left` columns in. */
static const char *shifted(const char *line, int left)
{
    while (left-- > 0 && *line != '\0') {
        line++;
        while (((unsigned char)*line & 0xC0) == 0x80)
            line++;
    }
    return line;
}

/* A key at the beginning of a line ("Status      Running") stands out a little. */
static void draw_line(const struct wf_reader *r, struct wf_pane p, int row, size_t i)
{
    const char *line = shifted(r->lines[i], r->left), *found;

    wf_put(p, row, 0, -1, WF_ST_PLAIN, line);
    if (r->search == NULL)
        return;
    for (found = strcasestr(line, r->search); found != NULL;
         found = strcasestr(found + 1, r->search)) {
        char *before = wf_strndup(line, (size_t)(found - line));

        wf_restyle(p, row, wf_text_columns(before), wf_text_columns(r->search),
                   WF_ST_MATCH);
        free(before);
    }
}

void wf_reader_draw(const struct wf_reader *r, struct wf_pane p)
{
    size_t top = r->top > last_top(r, p.rows) ? last_top(r, p.rows) : r->top;
    int row = 0;

    for (; row < p.rows && top + (size_t)row < r->n; row++)
        draw_line(r, p, row, top + (size_t)row);
    if (r->loaded && r->error.code != WF_OK && row < p.rows) {
        row += wf_put(p, row, 0, -1, WF_ST_BAD, r->error.text) > 0;
        wf_put(p, row, 0, -1, WF_ST_WARN, r->error.hint);
    } else if (!r->loaded && r->n == 0) {
        wf_put(p, 0, 0, -1, WF_ST_DIM, "reading");
    }
}
