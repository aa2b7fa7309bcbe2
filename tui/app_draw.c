/* tui/app_draw.c: the frame around the views: header, tabs, title, messages, keys. */
#include "tui/app_private.h"

#include "tui/times.h"

#include <stdio.h>
#include <string.h>

enum { MIN_ROWS = 10, MIN_COLS = 40 };

static const struct wf_view_type *root_type(const struct wf_app *app)
{
    return app->tabs[app->tab] != NULL ? app->tabs[app->tab]->type : wf_tab_type(app->tab);
}

static int64_t newest(const struct wf_instance *v)
{
    int64_t ns = 0;

    for (unsigned slot = 0; slot < WF_MAX_SLOTS; slot++)
        if (v->feeds[slot].good_ns > ns)
            ns = v->feeds[slot].good_ns;
    return ns;
}

static void header(const struct wf_app *app, struct wf_pane p, const struct wf_frame *f)
{
    struct wf_host_place place = app->host->place(app->host->user);
    enum wf_style style = place.production || app->link.down ? WF_ST_BAR_BAD : WF_ST_BAR;
    struct wf_strbuf right = WF_STRBUF_INIT;
    int64_t ns = newest(wf_app_top(app));
    int width;

    wf_fill(wf_pane_sub(p, 0, 0, 1, p.cols), style);
    if (app->paused)
        wf_strbuf_adds(&right, "paused  ");
    else
        wf_strbuf_addf(&right, "%gs  ", (double)app->interval_ms / 1000);
    if (ns != 0) {
        wf_strbuf_adds(&right, f->stale ? "STALE " : "");
        wf_time_cell(&right, ns, f->now_ns, 1);
        wf_strbuf_adds(&right, "  ");
    }
    wf_strbuf_adds(&right, app->link.down ? "DOWN" : ns != 0 ? "UP" : "..");
    width = wf_text_columns(wf_strbuf_str(&right));
    wf_put_right(p, 0, p.cols - 1, -1, style, wf_strbuf_str(&right));
    wf_putf(p, 0, 1, p.cols - width - 3, style, "wfsh  %s%s@%s  ns:%s  %s",
            place.production ? "PROD " : "", place.profile, place.address, place.namespace_,
            f->read_only       ? "ro"
            : place.protected_ ? "rw protected"
                               : "rw");
    wf_strbuf_release(&right);
}

static void tabs(const struct wf_app *app, struct wf_pane p)
{
    int col = 1;

    for (size_t i = 0; wf_tab_type(i) != NULL; i++) {
        bool on = i == app->tab;

        col += wf_putf(p, 1, col, -1, on ? WF_ST_TAB_ON : WF_ST_TAB,
                       on ? "[%zu %s]" : " %zu %s ", i + 1, wf_tab_type(i)->tab);
    }
}

static void title(const struct wf_app *app, struct wf_pane p, const struct wf_frame *f)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_adds(&b, root_type(app)->title);
    for (size_t i = 0; i < app->n_stack + 1; i++) {
        const struct wf_instance *v = i == 0 ? app->tabs[app->tab] : app->stack[i - 1];
        bool top = i == app->n_stack;
        struct wf_frame frame = *f;

        frame.covered = !top;
        frame.stacked = i > 0;
        if (i > 0)
            wf_strbuf_adds(&b, " > ");
        if (v->type->crumb != NULL && (i > 0 || top)) {
            if (i == 0)
                wf_strbuf_adds(&b, "  ");
            v->type->crumb(v->model, &frame, &b);
        } else if (i > 0) {
            wf_strbuf_adds(&b, v->type->title);
        }
    }
    wf_put(p, 2, 1, -1, WF_ST_TITLE, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void banner(const struct wf_app *app, struct wf_pane p, int row)
{
    const struct wf_link *l = &app->link;
    struct wf_host_place place = app->host->place(app->host->user);
    int64_t wait = (l->retry_ms - app->host->mono_ms(app->host->user) + 999) / 1000;
    int64_t ns = newest(wf_app_top(app));
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_fill(wf_pane_sub(p, row, 0, 1, p.cols), WF_ST_BANNER);
    if (wait > 0)
        wf_strbuf_addf(&b, "DISCONNECTED  retry %u in %02d:%02d  r now", l->tries,
                       (int)(wait / 60), (int)(wait % 60));
    else
        wf_strbuf_addf(&b, "DISCONNECTED  retry %u: trying", l->tries);
    if (ns != 0) {
        wf_strbuf_adds(&b, "  data of ");
        wf_time_cell(&b, ns, app->host->now_ns(app->host->user), 1);
    }
    wf_strbuf_addf(&b, "  %s: %s", place.address, l->reason);
    wf_put(p, row, 1, -1, WF_ST_BANNER, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void message(const struct wf_app *app, struct wf_pane p, int row)
{
    const struct wf_message *m =
        &app->messages[(app->n_messages + WF_MAX_MESSAGES - 1) % WF_MAX_MESSAGES];

    if (app->say_until_ms > app->host->mono_ms(app->host->user) && app->n_messages > 0) {
        wf_put(p, row, 1, -1, m->style, m->text);
    } else if (app->n_runs > 0) {
        const struct wf_run *r = &app->runs[app->n_runs - 1];

        if (r->total > 0)
            wf_putf(p, row, 1, -1, WF_ST_WARN, "%zu of %zu  %s", r->written, r->total,
                    r->label);
        else
            wf_putf(p, row, 1, -1, WF_ST_WARN, "running: %s   (ctrl-c cancels)", r->label);
    } else if (app->link.down) {
        wf_put(
            p, row, 1, -1, WF_ST_DIM,
            "writes are off until the connection is back; reading and copying still work");
    }
}

/* What ends the row: help, and the way back. */
static const char *rest_of_keys(const struct wf_view_type *type)
{
    return type->fields ? "F1 help  Esc back" : "? help  q back";
}

/* Where the next one begins; `p` without cells only measures. */
static int one_key(const struct wf_app *app, struct wf_pane p, int row, int col,
                   const struct wf_view_type *type, const struct wf_action *a)
{
    const char *keys = wf_app_keys(app, type, a);
    size_t n = strcspn(keys, " ");
    int need = (int)n + 3 + wf_text_columns(a->help);

    if (n == 0)
        return col;

    if (col + need > p.cols)
        return col;
    if (p.cv != NULL) {
        wf_putn(p, row, col, -1, WF_ST_BOLD, keys, n);
        wf_put(p, row, col + (int)n + 1, -1, WF_ST_BAR, a->help);
    }
    return col + need;
}

/* As if its key had been typed. */
static void press(struct wf_app *app, const struct wf_view_type *type,
                  const struct wf_action *a)
{
    const char *keys = wf_app_keys(app, type, a);
    struct wf_key key = { .code = wf_key_parse(keys, strcspn(keys, " ")) };

    if (a->what != WF_DO_KEY || a->run != NULL)
        wf_run_action(app, a);
    else
        wf_app_key(app, &key);
}

bool wf_app_click_key(struct wf_app *app, int col)
{
    const struct wf_view_type *type = wf_app_top(app)->type;
    const char *rest = rest_of_keys(type);
    int begins = app->cols - 1 - (int)strlen(rest); /* of the last cell but one */
    struct wf_pane own = { .rows = 1, .cols = begins - 1 };
    int at = 1;

    if (col >= begins + (int)(strstr(rest, "  ") - rest)) {
        wf_app_back(app);
        return true;
    }
    if (col >= begins) {
        struct wf_key help = { .code = WF_KEY_F1 };

        return wf_app_global(app, &help);
    }
    for (const struct wf_action *a = NULL;
         (a = wf_app_next_action(app, type, a)) != NULL;) {
        int next =
            a->quiet || !wf_app_offers(app, a) ? at : one_key(app, own, 0, at, type, a);

        if (next > at && col >= at && col < next) {
            press(app, type, a);
            return true;
        }
        at = next;
    }
    return false;
}

/* As many as there is room for, the view's own first, always with the way to the rest. */
static void keys(const struct wf_app *app, struct wf_pane p, int row)
{
    const struct wf_view_type *type = wf_app_top(app)->type;
    const char *rest = rest_of_keys(type);
    struct wf_pane own = wf_pane_sub(p, 0, 0, p.rows, p.cols - (int)strlen(rest) - 2);
    int col = 1;

    wf_fill(wf_pane_sub(p, row, 0, 1, p.cols), WF_ST_BAR);
    if (app->dialog.open || app->menu.open) {
        wf_put(p, row, 1, -1, WF_ST_BAR, "Esc leave");
        return;
    }
    for (const struct wf_action *a = NULL; (a = wf_app_next_action(app, type, a)) != NULL;)
        if (!a->quiet && wf_app_offers(app, a))
            col = one_key(app, own, row, col, type, a);
    wf_put_right(p, row, p.cols - 1, -1, WF_ST_BAR, rest);
}

/* Too small for a list: what matters most, in the first rows. */
static void tiny(const struct wf_app *app, struct wf_pane p)
{
    struct wf_host_place place = app->host->place(app->host->user);
    struct wf_frame f = wf_app_frame(app, wf_app_top(app));
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_putf(p, 0, 0, -1, WF_ST_PLAIN, "%s %s%s", app->link.down ? "DOWN" : "UP",
            place.namespace_, f.stale ? " STALE" : "");
    if (wf_app_top(app)->type->crumb != NULL)
        wf_app_top(app)->type->crumb(wf_app_top(app)->model, &f, &b);
    wf_put(p, 1, 0, -1, WF_ST_PLAIN, wf_strbuf_str(&b));
    wf_put(p, p.rows - 1, 0, -1, WF_ST_DIM, "enlarge to 40x10");
    wf_strbuf_release(&b);
}

void wf_app_draw(const struct wf_app *app, struct wf_canvas *cv)
{
    const struct wf_instance *top = wf_app_top(app);
    struct wf_frame f = wf_app_frame(app, top);
    struct wf_pane all, body;

    wf_canvas_reset(cv, app->rows, app->cols);
    all = wf_pane_all(cv);
    if (app->rows < MIN_ROWS || app->cols < MIN_COLS) {
        tiny(app, all);
        return;
    }
    header(app, all, &f);
    tabs(app, all);
    title(app, all, &f);
    body = wf_pane_sub(all, 3, 0, app->rows - 5, app->cols);
    if (app->link.down) {
        banner(app, all, 3);
        body = wf_pane_sub(all, 4, 0, app->rows - 6, app->cols);
        f.rows--;
    }
    top->type->draw(top->model, &f, body);
    if (app->prompt.kind != WF_PROMPT_NONE)
        wf_prompt_draw(app, all, app->rows - 2);
    else
        message(app, all, app->rows - 2);
    keys(app, all, app->rows - 1);
    if (app->menu.open)
        wf_menu_draw(app, wf_pane_sub(all, 1, 0, app->rows - 2, app->cols));
    if (app->dialog.open)
        wf_dialog_draw(app, wf_pane_sub(all, 1, 0, app->rows - 2, app->cols));
}
