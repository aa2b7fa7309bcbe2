/* tui/app_dialog.c: the box that shows a command line, asks for what it lacks, and runs it.
 */
#include "tui/app_private.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 76, LABEL = 18 };

void wf_dialog_close(struct wf_app *app)
{
    struct wf_dialog *d = &app->dialog;

    for (size_t i = 0; d->fields != NULL && i < d->tmpl.n_fields; i++)
        wf_line_release(&d->fields[i]);
    free(d->fields);
    wf_template_release(&d->tmpl);
    wf_line_release(&d->typed);
    free(d->title);
    free(d->want);
    free(d->input);
    for (size_t i = 0; i < d->n_targets; i++)
        free(d->targets[i]);
    *d = (struct wf_dialog){ 0 };
}

/* "order-42  run 01a208eb  Running": what the box is about, as it is now. */
static char *target_line(const struct wf_instance *v, size_t mark)
{
    const char *id = v->type->value(v->model, "id", mark);
    const char *run = v->type->value(v->model, "run", mark);
    const char *status = v->type->value(v->model, "status", mark);

    if (id == NULL)
        return NULL;
    return wf_asprintf("%s%s%s%s%s", id, run != NULL ? "  run " : "",
                       run != NULL ? run : "", status != NULL ? "  " : "",
                       status != NULL ? status : "");
}

static void add_targets(struct wf_app *app, struct wf_dialog *d)
{
    const struct wf_instance *top = wf_app_top(app);
    const size_t max = sizeof d->targets / sizeof *d->targets;

    if (top->type->value == NULL || (*d->action->keys == '\0' && !d->action->menu))
        return; /* a typed line is about what it names */
    if (d->total == 0) {
        d->targets[0] = target_line(top, 0);
        d->n_targets = d->targets[0] != NULL;
        return;
    }
    for (size_t i = 1; i <= d->total && d->n_targets < max - 1; i++) {
        char *line = target_line(top, i);

        if (line != NULL)
            d->targets[d->n_targets++] = line;
    }
    if (d->total > d->n_targets)
        d->targets[d->n_targets++] = wf_asprintf("and %zu more", d->total - (max - 1));
}

void wf_dialog_open(struct wf_app *app, const struct wf_action *action,
                    struct wf_template *tmpl, char *input, size_t total)
{
    struct wf_dialog *d = &app->dialog;

    wf_dialog_close(app);
    d->open = true;
    d->action = action;
    d->tmpl = *tmpl; /* taken over */
    *tmpl = (struct wf_template){ 0 };
    d->input = input;
    d->total = total;
    d->title = total > 0 ? wf_asprintf("%s: %zu marked", action->help, total)
                         : wf_strdup(action->help);
    if (*d->title >= 'a' && *d->title <= 'z')
        *d->title = (char)(*d->title - 'a' + 'A');
    d->fields = wf_calloc(d->tmpl.n_fields + 1, sizeof *d->fields);
    for (size_t i = 0; i < d->tmpl.n_fields; i++)
        wf_line_set(&d->fields[i], wf_strbuf_str(&d->tmpl.fields[i].text));
    if (action->confirm == WF_CONFIRM_TYPE)
        d->want = total > 0 ? wf_asprintf("%zu", total)
                            : wf_template_text(action->typed, wf_app_value, app);
    add_targets(app, d);
    app->dirty = true;
}

/* ---- keys -------------------------------------------------------------------------------
 */

static void copy_field(struct wf_dialog *d, size_t i)
{
    struct wf_strbuf *to = &d->tmpl.fields[i].text;

    wf_strbuf_clear(to);
    wf_strbuf_adds(to, wf_strbuf_str(&d->fields[i].text));
}

static bool is_confirmed(const struct wf_dialog *d)
{
    return d->want == NULL || strcmp(wf_strbuf_str(&d->typed.text), d->want) == 0;
}

/* Of what was typed all that it prints is wanted, of a key that it is done. */
static void run_words(struct wf_app *app, const struct wf_action *action,
                      const struct wf_words *words, const char *input, size_t total)
{
    size_t n = app->n_runs;

    wf_run_words(app, words, input, total);
    wf_acted_later(app, n, action, total > 0);
    if (app->n_runs > n)
        app->runs[n].reader = *action->keys == '\0' && !action->menu;
}

static void carry_out(struct wf_app *app)
{
    struct wf_dialog *d = &app->dialog;
    const struct wf_action *action = d->action;
    struct wf_arena *a = wf_arena_new();
    struct wf_words words = wf_template_words(&d->tmpl, a);
    int lacks = wf_template_lacks(&d->tmpl);

    if (lacks >= 0) {
        d->focus = (size_t)lacks;
        wf_app_say(app, WF_ST_WARN, "%s is needed", d->tmpl.fields[lacks].label);
    } else if (!is_confirmed(d)) {
        d->focus = d->tmpl.n_fields;
        wf_app_say(app, WF_ST_WARN, "type %s to confirm", d->want);
    } else {
        char *input = d->input;
        size_t total = d->total;

        d->input = NULL;
        wf_dialog_close(app); /* what it leads to may open another */
        if (action->what == WF_DO_RUN)
            run_words(app, action, &words, input, total);
        else
            wf_run_filled(app, action, &words);
        free(input);
    }
    wf_arena_free(a);
}

static size_t n_stops(const struct wf_dialog *d)
{
    return d->tmpl.n_fields + (d->want != NULL);
}

static void step(struct wf_dialog *d, bool forward)
{
    size_t n = n_stops(d);

    if (n > 0)
        d->focus = (d->focus + (forward ? 1 : n - 1)) % n;
}

static void choose(struct wf_dialog *d, int step)
{
    struct wf_template_field *f = &d->tmpl.fields[d->focus];

    wf_template_choose(f, step);
    wf_line_set(&d->fields[d->focus], wf_strbuf_str(&f->text));
}

void wf_dialog_key(struct wf_app *app, const struct wf_key *key)
{
    struct wf_dialog *d = &app->dialog;
    size_t stops = n_stops(d);

    if (key->code == WF_KEY_ESC || key->code == 3) {
        wf_dialog_close(app);
    } else if (stops == 0) {
        if (key->code == 'y' || (key->code == WF_KEY_ENTER && d->total == 0 &&
                                 d->action->confirm == WF_CONFIRM_NONE))
            carry_out(app);
        else if (key->code == 'n' || key->code == 'q')
            wf_dialog_close(app);
    } else if (key->code == WF_KEY_ENTER) {
        if (d->focus + 1 < stops)
            step(d, true);
        else
            carry_out(app);
    } else if (d->focus < d->tmpl.n_fields && d->tmpl.fields[d->focus].choices != NULL &&
               wf_key_in("left right space", key->code)) {
        choose(d, key->code == WF_KEY_LEFT ? -1 : 1);
    } else if (wf_key_in("tab down", key->code)) {
        step(d, true);
    } else if (wf_key_in("shift-tab up", key->code)) {
        step(d, false);
    } else if (d->focus < d->tmpl.n_fields) {
        if (d->tmpl.fields[d->focus].choices != NULL)
            return; /* it takes what it offers */
        (void)wf_line_key(&d->fields[d->focus], key);
        copy_field(d, d->focus);
    } else {
        (void)wf_line_key(&d->typed, key);
    }
}

/* ---- the picture ------------------------------------------------------------------------
 */

static int height_of(const struct wf_dialog *d, int command_rows)
{
    return 2 + 1 + (int)d->n_targets + (d->action->warning != NULL) +
           (int)d->tmpl.n_fields + (d->want != NULL) + 1 + command_rows + 1 + 1;
}

/* What is acted on is seen whole where the terminal has room for it. */
static int width_of(const struct wf_dialog *d, int cols)
{
    int width = WIDTH;

    for (size_t i = 0; i < d->n_targets; i++) {
        int wants = wf_text_columns(d->targets[i]) + 6;

        width = wants > width ? wants : width;
    }
    return width < cols ? width : cols;
}

static int draw_fields(const struct wf_dialog *d, struct wf_pane in, int row)
{
    for (size_t i = 0; i < d->tmpl.n_fields; i++, row++) {
        const struct wf_template_field *f = &d->tmpl.fields[i];

        wf_putf(in, row, 0, LABEL - 1, i == d->focus ? WF_ST_BOLD : WF_ST_BOX, "%s%s",
                f->label, f->optional ? "" : " *");
        wf_line_draw(&d->fields[i], in, row, LABEL, in.cols - LABEL, WF_ST_INPUT,
                     i == d->focus);
        if (f->choices != NULL) {
            int col = LABEL + wf_text_columns(wf_strbuf_str(&f->text)) + 2;

            wf_putf(in, row, col, in.cols - col, WF_ST_DIM, "space: %s", f->choices);
        }
    }
    if (d->want != NULL) {
        int col =
            wf_putf(in, row, 0, in.cols - 12, WF_ST_WARN, "Type %s to confirm: ", d->want);

        wf_line_draw(&d->typed, in, row++, col, in.cols - col, WF_ST_INPUT,
                     d->focus == d->tmpl.n_fields);
    }
    return row;
}

void wf_dialog_draw(const struct wf_app *app, struct wf_pane p)
{
    const struct wf_dialog *d = &app->dialog;
    struct wf_host_place place = app->host->place(app->host->user);
    struct wf_arena *a = wf_arena_new();
    struct wf_words words = wf_template_words(&d->tmpl, a);
    struct wf_strbuf line = WF_STRBUF_INIT;
    int width = width_of(d, p.cols), command_rows, height, row = 0;
    struct wf_pane in;

    wf_strbuf_adds(&line, d->action->what == WF_DO_OPEN ? ":" : "wfsh ");
    wf_words_show(&words, &line);
    command_rows = (int)(line.len / (size_t)(width > 8 ? width - 4 : 4)) + 1;
    if (command_rows > 6)
        command_rows = 6;
    height = height_of(d, command_rows);
    p = wf_pane_sub(p, (p.rows - height) / 2, (p.cols - width) / 2, height, width);
    in = wf_box(p, d->title);
    wf_putf(in, row++, 0, -1, place.production ? WF_ST_BAD : WF_ST_BOX,
            "namespace %s on %s@%s%s", place.namespace_, place.profile, place.address,
            place.production ? "  PROD" : "");
    for (size_t i = 0; i < d->n_targets; i++)
        wf_putf(in, row++, 0, -1, WF_ST_BOX, "  %s", d->targets[i]);
    if (d->action->warning != NULL)
        wf_put(in, row++, 0, -1, WF_ST_WARN, d->action->warning);
    row = draw_fields(d, in, row) + 1;
    row += wf_put_wrapped(wf_pane_sub(in, 0, 0, row + command_rows, in.cols), row,
                          WF_ST_DIM, wf_strbuf_str(&line));
    wf_put(in, in.rows - 1, 0, -1, WF_ST_DIM,
           n_stops(d) > 0 ? "Enter next, at the end run   Tab field   Esc leave"
                          : "y run   n leave");
    wf_strbuf_release(&line);
    wf_arena_free(a);
}
