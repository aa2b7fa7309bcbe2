/* tui/app_menu.c: a choice in a box: other actions, saved queries, columns. */
#include "tui/app_private.h"

#include "base/mem.h"
#include "tui/grid.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 60, NOTE = 24 };

void wf_menu_close(struct wf_app *app)
{
    struct wf_menu *m = &app->menu;

    for (size_t i = 0; i < m->n; i++) {
        free(m->items[i].label);
        free(m->items[i].note);
    }
    free(m->items);
    free(m->title);
    *m = (struct wf_menu){ 0 };
}

void wf_menu_open(struct wf_app *app, const char *title, bool stays, wf_menu_fn *done)
{
    wf_menu_close(app);
    app->menu = (struct wf_menu){
        .open = true, .stays = stays, .title = wf_strdup(title), .done = done
    };
    app->dirty = true;
}

void wf_menu_add(struct wf_app *app, const char *label, const char *note, bool on)
{
    struct wf_menu *m = &app->menu;

    m->items = wf_reallocarray(m->items, m->n + 1, sizeof *m->items);
    m->items[m->n++] = (struct wf_menu_item){ .label = wf_strdup(label),
                                              .note = wf_strdup(note),
                                              .on = on };
}

/* ---- keys -------------------------------------------------------------------------------
 */

static void choose(struct wf_app *app)
{
    struct wf_menu *m = &app->menu;
    wf_menu_fn *done = m->done;
    size_t at = m->at;

    if (m->n == 0) {
        wf_menu_close(app);
        return;
    }
    if (!m->stays)
        m->open = false; /* what it leads to may open another box */
    done(app, at);
    if (!app->menu.open)
        wf_menu_close(app);
}

void wf_menu_key(struct wf_app *app, const struct wf_key *key)
{
    struct wf_menu *m = &app->menu;
    size_t page = (size_t)(app->rows > 12 ? app->rows - 8 : 4);

    if (wf_key_in("esc q ctrl-c a v f", key->code))
        wf_menu_close(app);
    else if (key->code == WF_KEY_ENTER || (key->code == ' ' && m->stays))
        choose(app);
    else if (wf_key_in("j down tab", key->code) && m->at + 1 < m->n)
        m->at++;
    else if (wf_key_in("k up shift-tab", key->code) && m->at > 0)
        m->at--;
    else if (wf_key_in("g home", key->code))
        m->at = 0;
    else if (wf_key_in("G end", key->code) && m->n > 0)
        m->at = m->n - 1;
    else if (wf_key_in("ctrl-f page-down", key->code) && m->n > 0)
        m->at = m->at + page < m->n ? m->at + page : m->n - 1;
    else if (wf_key_in("ctrl-b page-up", key->code))
        m->at = m->at > page ? m->at - page : 0;
    else if (key->code >= '1' && key->code <= '9' && (size_t)(key->code - '1') < m->n)
        m->at = (size_t)(key->code - '1');
}

/* ---- the picture ------------------------------------------------------------------------
 */

void wf_menu_draw(const struct wf_app *app, struct wf_pane p)
{
    const struct wf_menu *m = &app->menu;
    int width = p.cols < WIDTH ? p.cols : WIDTH, rows = (int)m->n + 3;
    size_t top = 0, shown;
    struct wf_pane in;

    if (rows < 4)
        rows = 4;
    if (rows > p.rows)
        rows = p.rows;
    p = wf_pane_sub(p, (p.rows - rows) / 2, (p.cols - width) / 2, rows, width);
    in = wf_box(p, m->title);
    shown = in.rows > 1 ? (size_t)in.rows - 1 : 1;
    if (m->at >= shown)
        top = m->at - shown + 1;
    if (m->n == 0)
        wf_put(in, 0, 1, -1, WF_ST_BOX, "nothing to choose from");
    for (size_t i = top; i < m->n && i - top < shown; i++) {
        const struct wf_menu_item *it = &m->items[i];
        int row = (int)(i - top), col = 2;

        if (m->stays)
            col += wf_put(in, row, col, -1, WF_ST_BOX, it->on ? "[x] " : "[ ] ");
        wf_put(in, row, col, in.cols - col - (it->note != NULL ? NOTE + 1 : 0), WF_ST_BOX,
               it->label);
        if (it->note != NULL)
            wf_put(in, row, in.cols - NOTE, NOTE, WF_ST_DIM, it->note);
        if (i == m->at) {
            wf_put_glyph(in, row, 0, WF_ST_SELECTED, WF_GL_CURSOR);
            wf_restyle(in, row, 0, in.cols, WF_ST_SELECTED);
            in.cv->cursor_row = in.row + row;
            in.cv->cursor_col = in.col;
        }
    }
    wf_put(in, in.rows - 1, 0, -1, WF_ST_DIM,
           m->stays ? "space on or off   Esc leave" : "Enter take   Esc leave");
}

/* ---- `a`: what a view can do beside its keys --------------------------------------------
 */

static void take_action(struct wf_app *app, size_t i)
{
    if (i < app->n_more)
        wf_run_action(app, app->more[i]);
}

void wf_app_more_actions(struct wf_app *app)
{
    const struct wf_view_type *type = wf_app_top(app)->type;
    const struct wf_action *a = NULL;

    wf_menu_open(app, "More", false, take_action);
    app->n_more = 0;
    while ((a = wf_app_next_action(app, type, a)) != NULL) {
        const char *keys = wf_app_keys(app, type, a);

        if (!a->menu || app->n_more == WF_MAX_MORE || !wf_app_offers(app, a))
            continue;
        wf_menu_add(app, a->help, *keys != '\0' ? keys : NULL, false);
        app->more[app->n_more++] = a;
    }
    if (app->n_more == 0) {
        wf_menu_close(app);
        wf_app_say(app, WF_ST_DIM, "no other actions here");
    }
}

/* ---- `v`: the columns of a list ---------------------------------------------------------
 */

static void add_column(struct wf_app *app, const char *name)
{
    struct wf_instance *top = wf_app_top(app);

    if (*name != '\0' && top->type->column != NULL)
        top->type->column(top->model, name);
}

static void turn_column(struct wf_app *app, size_t i)
{
    struct wf_instance *top = wf_app_top(app);
    struct wf_grid *l = top->type->grid(top->model);

    if (i >= l->n_columns) {
        app->menu.open = false;
        wf_prompt_open(app, WF_PROMPT_OTHER, "column", "", add_column);
        return;
    }
    l->hidden ^= UINT32_C(1) << i;
    app->menu.items[i].on = (l->hidden & UINT32_C(1) << i) == 0;
}

void wf_app_columns(struct wf_app *app)
{
    struct wf_instance *top = wf_app_top(app);
    struct wf_grid *l = top->type->grid != NULL ? top->type->grid(top->model) : NULL;

    if (l == NULL) {
        wf_app_say(app, WF_ST_DIM, "no columns here");
        return;
    }
    wf_menu_open(app, "Columns", true, turn_column);
    for (size_t i = 0; i < l->n_columns; i++)
        wf_menu_add(app, l->columns[i].title, l->columns[i].key,
                    (l->hidden & UINT32_C(1) << i) == 0);
    if (top->type->column != NULL && l->n_columns < WF_GRID_COLUMNS)
        wf_menu_add(app, "another one", "attribute, memo.KEY", false);
}
