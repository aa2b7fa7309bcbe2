/* tui/form_draw.c: the picture of a form. */
#include "tui/form.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL = 22, NOW = 20, LEAST_PREVIEW = 4, WIDE = 76, PICK_LEAST = 4 };

static bool is_choice(const struct wf_form_field *f)
{
    return f->kind == WF_FIELD_CHOICE || f->kind == WF_FIELD_FLAG;
}

static const char *shown(const char *choice)
{
    return *choice == '\0' ? "-" : choice;
}

/* "(o) enabled   ( ) disabled", or the chosen one alone where all have no room. */
static void draw_choice(const struct wf_form *m, size_t i, struct wf_pane p, int row,
                        int col, int cols)
{
    static const char *const yes_no[] = { "no", "yes", NULL };
    const struct wf_form_field *f = &m->type->fields[i];
    const char *const *choices = f->kind == WF_FIELD_FLAG ? yes_no : f->choices;
    const char *now = wf_strbuf_str(&m->values[i].line.text);
    enum wf_style style = i == m->focus ? WF_ST_SELECTED : WF_ST_PLAIN;
    int need = 0, at = col;

    for (size_t k = 0; choices[k] != NULL; k++)
        need += (int)strlen(shown(choices[k])) + 7;
    if (need > cols) {
        wf_putf(p, row, col, cols, style, "< %s >", shown(now));
    } else {
        for (size_t k = 0; choices[k] != NULL; k++) {
            bool on = strcmp(choices[k], now) == 0;

            at += 3 + wf_putf(p, row, at, cols, on ? style : WF_ST_DIM, "(%s) %s",
                              on ? "o" : " ", shown(choices[k]));
        }
    }
    if (i == m->focus) {
        p.cv->cursor_row = p.row + row;
        p.cv->cursor_col = p.col + col;
    }
}

static void draw_field(const struct wf_form *m, size_t i, struct wf_pane p, int row)
{
    const struct wf_form_field *f = &m->type->fields[i];
    const struct wf_form_value *v = &m->values[i];
    bool focused = i == m->focus, two = m->type->two_columns && p.cols >= WIDE;
    int col = LABEL + (two ? NOW + 2 : 0), cols = p.cols - col - 3;
    struct wf_error ignored = WF_ERROR_INIT;

    wf_putf(p, row, 1, LABEL - 2, focused ? WF_ST_BOLD : WF_ST_PLAIN, "%s%s", f->label,
            f->required ? " *" : "");
    if (two)
        wf_put(p, row, LABEL, NOW, WF_ST_DIM,
               v->now != NULL && *v->now != '\0' ? v->now : "-");
    if (v->fixed != NULL) {
        wf_put(p, row, col, -1, WF_ST_DIM, v->fixed);
        return;
    }
    if (is_choice(f))
        draw_choice(m, i, p, row, col, cols);
    else
        wf_line_draw(&v->line, p, row, col, cols, WF_ST_INPUT, focused);
    if (wf_form_fault(m, i, &ignored) && v->line.text.len > 0)
        wf_put(p, row, p.cols - 2, 1, WF_ST_BAD, "!");
    else if (m->type->two_columns && wf_form_changed(m, i))
        wf_put(p, row, p.cols - 2, 1, WF_ST_WARN, "*");
}

static int field_height(const struct wf_form *m, size_t i, int rows)
{
    int n = (int)m->pick.n_shown + 1;

    if (m->type->fields[i].kind != WF_FIELD_PICK)
        return 1;
    return n < PICK_LEAST ? PICK_LEAST : n < rows / 3 ? n : rows / 3;
}

static void draw_pick(const struct wf_form *m, size_t i, const struct wf_frame *f,
                      struct wf_pane p, int row, int height)
{
    wf_grid_draw(&m->pick, f, wf_pane_sub(p, row, 0, height, p.cols));
    if (m->pick.loaded && m->pick.n_shown == 0)
        wf_put(p, row + 1, 2, -1, WF_ST_WARN, "there is none");
    if (i == m->focus)
        wf_put(p, row, 0, 1, WF_ST_BOLD, wf_glyph(p.cv, WF_GL_CURSOR));
}

/* The first field that is drawn, so that the focused one is among them. */
static size_t first_shown(const struct wf_form *m, int frame_rows, int rows)
{
    size_t first = 0, focus = m->focus < m->type->n_fields ? m->focus : 0;

    for (; first < focus; first++) {
        int need = 0;

        for (size_t i = first; i <= focus; i++)
            need += field_height(m, i, frame_rows);
        if (need <= rows)
            break;
    }
    return first;
}

/* As many as there is room for. Returns the rows it took. */
static int draw_fields(const struct wf_form *m, const struct wf_frame *f, struct wf_pane p)
{
    int row = 0;

    for (size_t i = first_shown(m, f->rows, p.rows); i < m->type->n_fields; i++) {
        int height = field_height(m, i, f->rows);

        if (row + height > p.rows)
            break;
        if (m->type->fields[i].kind == WF_FIELD_PICK)
            draw_pick(m, i, f, p, row, height);
        else
            draw_field(m, i, p, row);
        row += height;
    }
    return row;
}

static int fields_height(const struct wf_form *m, const struct wf_frame *f)
{
    int rows = 0;

    for (size_t i = 0; i < m->type->n_fields; i++)
        rows += field_height(m, i, f->rows);
    return rows;
}

static enum wf_style style_of_line(const char *line)
{
    return *line == '!'   ? WF_ST_WARN
           : *line == '+' ? WF_ST_GOOD
           : *line == '-' ? WF_ST_BAD
                          : WF_ST_PLAIN;
}

/* The command line over as many rows as it needs. */
static int draw_command(const struct wf_form *m, struct wf_pane p, int row)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_words w = wf_form_words(m, a);
    struct wf_strbuf b = WF_STRBUF_INIT, safe = WF_STRBUF_INIT;
    int rows = 0, width = p.cols - 2;

    wf_strbuf_adds(&b, "wfsh ");
    wf_words_show(&w, &b);
    wf_utf8_safes(&safe, wf_strbuf_str(&b));
    for (size_t at = 0; at < safe.len && row + rows < p.rows && width > 0; rows++) {
        size_t n = wf_utf8_fit(safe.data + at, safe.len - at, (size_t)width);

        if (n == 0)
            break;
        wf_putn(p, row + rows, 1, -1, WF_ST_BOLD, safe.data + at, n);
        at += n;
    }
    wf_strbuf_release(&b);
    wf_strbuf_release(&safe);
    wf_arena_free(a);
    return rows;
}

static void draw_preview(const struct wf_form *m, struct wf_pane p)
{
    int row = 1;

    if (p.rows < 2)
        return;
    wf_rule(p, 0, "preview, nothing is sent yet");
    row += draw_command(m, p, row);
    if (m->fault != NULL && row < p.rows)
        wf_put(p, row++, 1, -1, WF_ST_BAD, m->fault);
    for (size_t i = 0; i < m->preview.n && row < p.rows; i++)
        wf_put(p, row++, 1, -1, style_of_line(m->preview.lines[i]), m->preview.lines[i]);
}

/* What the field is for, or what is wrong with it. */
static void draw_hint(const struct wf_form *m, struct wf_pane p, int row)
{
    struct wf_error err = WF_ERROR_INIT;
    bool field = m->focus < m->type->n_fields;
    const char *hint = field ? m->type->fields[m->focus].hint : NULL;

    if (m->note != NULL)
        wf_put(p, row, 1, -1, m->note_style, m->note);
    else if (field && m->values[m->focus].line.text.len > 0 &&
             wf_form_fault(m, m->focus, &err))
        wf_put(p, row, 1, -1, WF_ST_BAD, err.text);
    else if (hint != NULL)
        wf_put(p, row, 1, -1, WF_ST_DIM, hint);
}

/* Where the fields begin, and the rows they may take. */
static int layout(const struct wf_form *m, const struct wf_frame *f, int rows, int cols,
                  int *ret_room)
{
    int bottom = rows - 1 - (m->want != NULL), row = m->head != NULL;
    int need = fields_height(m, f), room;

    row += m->type->two_columns && cols >= WIDE && bottom - row > 4;
    room = bottom - row - LEAST_PREVIEW;
    *ret_room = room < 1 ? 1 : need < room ? need : room;
    return row;
}

size_t wf_form_field_at(const struct wf_form *m, const struct wf_frame *f, int row)
{
    int room, at = layout(m, f, f->rows, f->cols, &room), end = at + room;

    if (m->want != NULL && row == f->rows - 2)
        return m->type->n_fields;
    for (size_t i = first_shown(m, f->rows, room); i < m->type->n_fields; i++) {
        int height = field_height(m, i, f->rows);

        if (at + height > end)
            break;
        if (row >= at && row < at + height)
            return i;
        at += height;
    }
    return SIZE_MAX;
}

void wf_form_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct wf_form *m = model;
    int bottom = p.rows - 1 - (m->want != NULL), room, took;
    int row = layout(m, f, p.rows, p.cols, &room);

    if (!m->loaded && m->note == NULL) {
        wf_put(p, 0, 1, -1, WF_ST_DIM, "reading");
        return;
    }
    if (m->head != NULL)
        wf_put(p, 0, 1, -1, WF_ST_PLAIN, m->head);
    if (row > (m->head != NULL)) {
        wf_put(p, row - 1, LABEL, -1, WF_ST_COLUMN, "now");
        wf_put(p, row - 1, LABEL + NOW + 2, -1, WF_ST_COLUMN, "new");
    }
    took = draw_fields(m, f, wf_pane_sub(p, row, 0, room, p.cols));
    draw_preview(m, wf_pane_sub(p, row + took, 0, bottom - row - took, p.cols));
    if (m->want != NULL) {
        int col = wf_putf(p, p.rows - 2, 1, -1, WF_ST_WARN, "Type %s to apply: ", m->want);

        wf_line_draw(&m->typed, p, p.rows - 2, col + 1, p.cols - col - 2, WF_ST_INPUT,
                     m->focus == m->type->n_fields);
    }
    draw_hint(m, p, p.rows - 1);
}
