/* tui/app.c: the dashboard's state: the stack of views, keys, time. */
#include "tui/app_private.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INTERVAL_MS = 5000, SAY_MS = 8000, DOUBLE_MS = 400 };

/* ---- instances --------------------------------------------------------------------------
 */

static struct wf_instance *instance_new(const struct wf_app *app,
                                        const struct wf_view_type *type, size_t n,
                                        const char *const *args)
{
    struct wf_instance *v = wf_calloc(1, sizeof *v);
    struct wf_strbuf line = WF_STRBUF_INIT;

    v->type = type;
    v->model = wf_calloc(1, type->model_size > 0 ? type->model_size : 1);
    wf_strbuf_adds(&line, type->name);
    for (size_t i = 0; i < n; i++)
        wf_strbuf_addf(&line, " %s", args[i]);
    v->line = wf_strbuf_steal(&line);
    if (type->open != NULL)
        type->open(v->model, type, n, args);
    if (type->ready != NULL) {
        struct wf_frame frame = wf_app_frame(app, v);

        type->ready(v->model, &frame);
    }
    return v;
}

static void instance_free(struct wf_app *app, struct wf_instance *v)
{
    if (v == NULL)
        return;
    wf_feeds_drop(app, v);
    wf_form_forget(app, v);
    for (unsigned slot = 0; slot < WF_MAX_SLOTS; slot++) {
        free(v->feeds[slot].words);
        free(v->feeds[slot].settling);
        wf_feed_forget_cursor(&v->feeds[slot]);
        wf_strbuf_release(&v->feeds[slot].rest);
    }
    if (v->type->close != NULL)
        v->type->close(v->model);
    free(v->model);
    free(v->line);
    free(v);
}

struct wf_instance *wf_app_top(const struct wf_app *app)
{
    return app->n_stack > 0 ? app->stack[app->n_stack - 1] : app->tabs[app->tab];
}

/* What is covered reads nothing. */
static void hide_top(struct wf_app *app)
{
    struct wf_instance *top = wf_app_top(app);

    if (top != NULL)
        wf_feeds_drop(app, top);
}

static void pop_all(struct wf_app *app)
{
    while (app->n_stack > 0)
        instance_free(app, app->stack[--app->n_stack]);
}

static int tab_of(const struct wf_view_type *type)
{
    int tab = 0;

    for (size_t i = 0; wf_views[i] != NULL; i++) {
        if (wf_views[i]->tab == NULL)
            continue;
        if (wf_views[i] == type)
            return tab;
        tab++;
    }
    return -1;
}

const struct wf_view_type *wf_tab_type(size_t tab)
{
    for (size_t i = 0; wf_views[i] != NULL; i++)
        if (wf_views[i]->tab != NULL && tab-- == 0)
            return wf_views[i];
    return NULL;
}

bool wf_app_tab(struct wf_app *app, size_t tab)
{
    const struct wf_view_type *type = wf_tab_type(tab);

    if (type == NULL || tab >= WF_MAX_TABS)
        return false;
    hide_top(app);
    pop_all(app);
    app->tab = tab;
    if (app->tabs[tab] == NULL)
        app->tabs[tab] = instance_new(app, type, 0, NULL);
    app->dirty = true;
    return true;
}

enum wf_code wf_app_push(struct wf_app *app, const struct wf_view_type *type, size_t n,
                         const char *const *args, struct wf_error *err)
{
    int tab = tab_of(type);

    if (tab >= 0 && n == 0) {
        (void)wf_app_tab(app, (size_t)tab);
        return WF_OK;
    }
    if (app->n_stack == WF_MAX_STACK)
        return wf_error_set(err, WF_E_USAGE, "%d views are open already", WF_MAX_STACK);
    if (app->tabs[app->tab] == NULL) /* opened straight from the command line */
        app->tabs[app->tab] = instance_new(app, wf_tab_type(app->tab), 0, NULL);
    hide_top(app);
    app->stack[app->n_stack++] = instance_new(app, type, n, args);
    app->dirty = true;
    return WF_OK;
}

void wf_app_back(struct wf_app *app)
{
    app->dirty = true;
    if (app->n_stack > 0)
        instance_free(app, app->stack[--app->n_stack]);
    else if (app->n_runs > 0)
        wf_app_say(app, WF_ST_WARN, "a command is running; Q quits all the same");
    else
        app->quit = true;
}

void wf_app_leave_all(struct wf_app *app)
{
    hide_top(app);
    pop_all(app);
    for (size_t i = 0; i < WF_MAX_TABS; i++) {
        instance_free(app, app->tabs[i]);
        app->tabs[i] = NULL;
    }
    for (size_t i = app->n_runs; i > 0; i--)
        wf_run_drop(app, i - 1);
    app->link = (struct wf_link){ 0 };
    app->tabs[app->tab] = instance_new(app, wf_tab_type(app->tab), 0, NULL);
}

enum wf_code wf_app_open(struct wf_app *app, size_t n, const char *const *words,
                         struct wf_error *err)
{
    const struct wf_view_type *type = n > 0 ? wf_view_find(words[0]) : NULL;

    if (n == 0) {
        (void)wf_app_tab(app, 0);
        return WF_OK;
    }
    if (type == NULL)
        return wf_error_set(err, WF_E_USAGE, "no view is called '%s'", words[0]);
    if (n > 1 && type->args == NULL)
        return wf_error_set(err, WF_E_USAGE, "'%s' takes no argument", words[0]);
    if (n == 1 && type->args != NULL && *type->args != '[')
        return wf_error_set(err, WF_E_USAGE, "%s %s: which one?", words[0], type->args);
    return wf_app_push(app, type, n - 1, words + 1, err);
}

/* ---- the app ----------------------------------------------------------------------------
 */

struct wf_app *wf_app_new(const struct wf_host *host, const struct wf_app_options *o)
{
    struct wf_app *app = wf_calloc(1, sizeof *app);

    app->host = host;
    app->interval_ms = o->interval_ms > 0 ? o->interval_ms : INTERVAL_MS;
    app->read_only = o->read_only;
    app->theme = o->theme;
    app->time_mode = 1;
    app->rows = 24;
    app->cols = 80;
    wf_user_load(app);
    return app;
}

void wf_app_free(struct wf_app *app)
{
    if (app == NULL)
        return;
    pop_all(app);
    for (size_t i = 0; i < WF_MAX_TABS; i++)
        instance_free(app, app->tabs[i]);
    for (size_t i = 0; i < app->n_runs; i++) {
        app->host->drop(app->host->user, app->runs[i].job);
        free(app->runs[i].label);
        free(app->runs[i].acted);
        wf_strbuf_release(&app->runs[i].out);
    }
    for (size_t i = 0; i < WF_MAX_MESSAGES; i++)
        free(app->messages[i].text);
    wf_dialog_close(app);
    wf_prompt_release(&app->prompt);
    wf_menu_close(app);
    wf_user_release(app);
    wf_outside_release(app);
    free(app->marked[0]);
    free(app->marked[1]);
    wf_request_release(&app->request);
    free(app);
}

void wf_app_say(struct wf_app *app, enum wf_style style, const char *fmt, ...)
{
    struct wf_message *m = &app->messages[app->n_messages % WF_MAX_MESSAGES];
    struct wf_strbuf text = WF_STRBUF_INIT;
    va_list ap;

    va_start(ap, fmt);
    wf_strbuf_vaddf(&text, fmt, ap);
    va_end(ap);
    free(m->text);
    *m = (struct wf_message){ .at_ns = app->host->now_ns(app->host->user),
                              .style = style,
                              .text = wf_strdup(wf_strbuf_str(&text)) };
    wf_strbuf_release(&text);
    app->n_messages++;
    app->say_until_ms = app->host->mono_ms(app->host->user) + SAY_MS;
    app->dirty = true;
}

bool wf_app_read_only(const struct wf_app *app)
{
    return app->read_only || app->host->place(app->host->user).read_only;
}

/* Older than three intervals, or nothing can be read at all. */
static bool is_stale(const struct wf_app *app, const struct wf_instance *v)
{
    int64_t newest = 0, limit = 3 * app->interval_ms * (app->blurred ? 5 : 1);

    for (unsigned slot = 0; slot < WF_MAX_SLOTS; slot++) {
        if (v->feeds[slot].words == NULL)
            continue;
        if (v->feeds[slot].failures > 0)
            return true;
        if (v->feeds[slot].next_ms != 0 && v->feeds[slot].good_ns > newest)
            newest = v->feeds[slot].good_ns;
    }
    return app->link.down ||
           (!app->paused && newest > 0 &&
            app->host->now_ns(app->host->user) - newest > limit * 1000000);
}

struct wf_frame wf_app_frame(const struct wf_app *app, const struct wf_instance *v)
{
    struct wf_host_place place = app->host->place(app->host->user);
    bool any = false, good = false;

    for (unsigned slot = 0; slot < WF_MAX_SLOTS; slot++) {
        any = any || v->feeds[slot].words != NULL;
        good = good || v->feeds[slot].good_ns != 0;
    }
    return (struct wf_frame){ .now_ns = app->host->now_ns(app->host->user),
                              .rows = app->rows > 5 ? app->rows - 5 : 1,
                              .cols = app->cols,
                              .loading = any && !good,
                              .stale = is_stale(app, v),
                              .read_only = wf_app_read_only(app),
                              .stacked = v != app->tabs[app->tab],
                              .time_mode = app->time_mode,
                              .namespace_ = place.namespace_,
                              .host = app->host,
                              .app = app };
}

const char *wf_app_value(const void *user, const char *name)
{
    const struct wf_app *app = user;
    const struct wf_instance *top = wf_app_top(app);
    struct wf_host_place place = app->host->place(app->host->user);
    const char *value =
        top->type->value != NULL ? top->type->value(top->model, name, 0) : NULL;

    if (value != NULL)
        return value;
    if (strcmp(name, "namespace") == 0)
        return place.namespace_;
    if (strcmp(name, "address") == 0)
        return place.address;
    if (strcmp(name, "profile") == 0)
        return place.profile;
    return NULL;
}

/* ---- keys -------------------------------------------------------------------------------
 */

bool wf_app_offers(const struct wf_app *app, const struct wf_action *a)
{
    const char *value;

    if (wf_app_read_only(app) && (a->what == WF_DO_RUN || a->what == WF_DO_TERMINAL ||
                                  a->confirm != WF_CONFIRM_NONE))
        return false;
    if (a->unless != NULL) {
        value = wf_app_value(app, a->unless);
        if (value != NULL && *value != '\0')
            return false;
    }
    if (a->only_if != NULL) {
        value = wf_app_value(app, a->only_if);
        if (value == NULL || *value == '\0')
            return false;
    }
    return true;
}

const char *wf_app_keys(const struct wf_app *app, const struct wf_view_type *type,
                        const struct wf_action *a)
{
    const char *key, *value;

    for (size_t i = 0; app->host->config(app->host->user, "keys", i, &key, &value); i++)
        if (wf_user_key_is_of(app, key, type, a))
            return value;
    return a->keys;
}

const struct wf_action *wf_app_next_action(const struct wf_app *app,
                                           const struct wf_view_type *type,
                                           const struct wf_action *a)
{
    bool user = a != NULL && a >= app->user && a < app->user + app->n_user;

    if (user)
        return a + 1 < app->user + app->n_user ? a + 1 : NULL;
    a = a == NULL ? type->actions : a + 1;
    if (a != NULL && a->keys != NULL)
        return a;
    return app->n_user > 0 ? app->user : NULL;
}

const struct wf_action *wf_app_find_action(const struct wf_app *app, int key)
{
    const struct wf_view_type *type = wf_app_top(app)->type;

    for (const struct wf_action *a = NULL; (a = wf_app_next_action(app, type, a)) != NULL;)
        if (wf_key_in(wf_app_keys(app, type, a), key) && wf_app_offers(app, a))
            return a;
    return NULL;
}

/* Shown, but not taken by any view: what it would do is said. */
static bool refused_key(struct wf_app *app, int key)
{
    const struct wf_view_type *type = wf_app_top(app)->type;

    for (const struct wf_action *a = type->actions; a != NULL && a->keys != NULL; a++)
        if (wf_key_in(wf_app_keys(app, type, a), key) && a->what == WF_DO_RUN &&
            wf_app_read_only(app)) {
            wf_app_say(app, WF_ST_WARN, "read-only: %s is off", a->help);
            return true;
        }
    return false;
}

/* A click on the tabs or on the row of keys. */
static bool click(struct wf_app *app, const struct wf_key *key)
{
    int col = 1;

    if (key->mouse != WF_MOUSE_CLICK && key->mouse != WF_MOUSE_DOUBLE)
        return false;
    if (key->row == app->rows - 1)
        return wf_app_click_key(app, key->col);
    if (key->row != 1)
        return false;
    for (size_t tab = 0; wf_tab_type(tab) != NULL; tab++) {
        int width = (int)strlen(wf_tab_type(tab)->tab) + 4;

        if (key->col >= col && key->col < col + width)
            return wf_app_tab(app, tab);
        col += width;
    }
    return false;
}

static void view_key(struct wf_app *app, const struct wf_key *key)
{
    struct wf_instance *top = wf_app_top(app);
    struct wf_frame frame = wf_app_frame(app, top);
    const struct wf_action *a = wf_app_find_action(app, key->code);
    enum wf_act act = WF_ACT_NONE;
    struct wf_key moved = *key;

    if (key->code == WF_KEY_MOUSE) {
        if (click(app, key))
            return;
        moved.row -= app->link.down ? 4 : 3;
    }
    if (a != NULL && (a->what != WF_DO_KEY || a->run != NULL)) {
        wf_run_action(app, a);
        return;
    }
    if (top->type->key != NULL)
        act = top->type->key(top->model, &frame, &moved);
    if (act != WF_ACT_NONE && act != WF_ACT_OPEN && a != NULL &&
        a != wf_acted_apply(top->type))
        wf_acted_now(app, a);
    if (act == WF_ACT_OPEN) {
        a = wf_app_find_action(app, WF_KEY_ENTER);
        if (a != NULL && (a->what != WF_DO_KEY || a->run != NULL))
            wf_run_action(app, a);
        return;
    }
    if (act == WF_ACT_RUN)
        wf_form_run(app, top);
    if (act == WF_ACT_EDIT)
        wf_outside_edit(app, top);
    if (act == WF_ACT_BACK)
        wf_app_back(app);
    if (act != WF_ACT_NONE) {
        app->dirty = true;
        return;
    }
    if (!wf_app_global(app, key))
        (void)refused_key(app, key->code);
}

/* The second click at a place in the same view, soon after the first. */
static bool is_double(struct wf_app *app, const struct wf_key *key)
{
    const struct wf_instance *top = wf_app_top(app);
    int64_t now_ms = app->host->mono_ms(app->host->user);
    bool again = app->clicked.ms != 0 && now_ms - app->clicked.ms <= DOUBLE_MS &&
                 app->clicked.view == top && app->clicked.row == key->row &&
                 app->clicked.col == key->col;

    app->clicked.ms = again ? 0 : now_ms;
    app->clicked.view = top;
    app->clicked.row = key->row;
    app->clicked.col = key->col;
    return again;
}

void wf_app_key(struct wf_app *app, const struct wf_key *typed)
{
    struct wf_key key = *typed;

    app->dirty = true;
    app->say_until_ms = 0;
    if (key.code == WF_KEY_MOUSE && key.mouse == WF_MOUSE_CLICK && is_double(app, &key))
        key.mouse = WF_MOUSE_DOUBLE;
    if (app->dialog.open)
        wf_dialog_key(app, &key);
    else if (app->menu.open)
        wf_menu_key(app, &key);
    else if (app->prompt.kind != WF_PROMPT_NONE)
        wf_prompt_key(app, &key);
    else
        view_key(app, &key);
}

/* ---- the main loop's side ---------------------------------------------------------------
 */

void wf_app_resize(struct wf_app *app, int rows, int cols)
{
    app->rows = rows;
    app->cols = cols;
    app->dirty = true;
}

/* Values that were asked for, for whoever asked: the prompt, or the view with its fields.
 */
static bool completed(struct wf_app *app)
{
    struct wf_instance *top = wf_app_top(app);
    struct wf_frame frame;

    if (!app->host->completed(app->host->user))
        return false;
    if (app->prompt.kind != WF_PROMPT_NONE)
        return wf_prompt_news(app);
    if (top->type->completed == NULL)
        return false;
    frame = wf_app_frame(app, top);
    return top->type->completed(top->model, &frame) != WF_ACT_NONE;
}

bool wf_app_poll(struct wf_app *app)
{
    struct wf_instance *top = wf_app_top(app);
    bool any;

    app->host->woken(app->host->user);
    wf_link_look(app);
    wf_feeds_reconcile(app, top);
    any = wf_feeds_take(app, top);
    any = wf_runs_take(app) || any;
    any = completed(app) || any;
    wf_feeds_reconcile(app, wf_app_top(app)); /* what came may lead to more */
    if (app->say_until_ms > 0 && app->host->mono_ms(app->host->user) >= app->say_until_ms) {
        app->say_until_ms = 0; /* its row is free again */
        any = true;
    }
    any = any || app->dirty;
    app->dirty = false;
    return any;
}

int wf_app_timeout_ms(const struct wf_app *app)
{
    const struct wf_instance *top = wf_app_top(app);
    int64_t now_ms = app->host->mono_ms(app->host->user);
    int64_t due = wf_feeds_due(app, top);

    if (app->link.down) {
        int64_t tick = now_ms + 1000 - now_ms % 1000; /* its countdown */

        /* once that time has come it is being tried, which says itself how it went */
        due = tick < app->link.retry_ms || app->link.retry_ms <= now_ms
                  ? tick
                  : app->link.retry_ms;
    } else if (top->type->ticks != NULL && top->type->ticks(top->model) && !app->paused) {
        int64_t tick = now_ms + 1000 - now_ms % 1000;

        due = due == 0 || tick < due ? tick : due;
    }
    if (app->say_until_ms > 0 && (due == 0 || app->say_until_ms < due))
        due = app->say_until_ms;
    if (due == 0)
        return -1;
    return due <= now_ms ? 0 : (int)(due - now_ms);
}

bool wf_app_quits(const struct wf_app *app)
{
    return app->quit;
}

struct wf_request wf_app_request(struct wf_app *app)
{
    struct wf_request r = app->request;

    app->request = (struct wf_request){ 0 };
    return r;
}

void wf_request_release(struct wf_request *r)
{
    free(r->command);
    free(r->text);
    for (size_t i = 0; i < r->n_words; i++)
        free(r->words[i]);
    free(r->words);
    *r = (struct wf_request){ 0 };
}

void wf_app_focus(struct wf_app *app, bool focused)
{
    app->blurred = !focused;
    if (focused)
        wf_feeds_refresh(wf_app_top(app));
}

enum wf_theme wf_app_theme(const struct wf_app *app)
{
    return app->theme;
}
