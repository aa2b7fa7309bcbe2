/* tui/app_form.c: command lines that a view has asked for itself, and what came of them. */
#include "tui/app_private.h"

#include <string.h>

static bool is_on_top(const struct wf_app *app, const struct wf_instance *v)
{
    return wf_app_top(app) == v;
}

/* The view of then() takes its place; a view that is covered is left where it is. */
static void open_then(struct wf_app *app, struct wf_instance *v)
{
    struct wf_error err = WF_ERROR_INIT;
    struct wf_arena *a = wf_arena_new();
    struct wf_words w = v->type->then(v->model, a);

    if (is_on_top(app, v) && app->n_stack > 0) {
        wf_app_back(app); /* frees v */
        if (w.n > 0 && wf_app_open(app, w.n, w.v, &err) != WF_OK)
            wf_app_say(app, WF_ST_BAD, "%s", err.text);
    }
    wf_arena_free(a);
}

void wf_form_ended(struct wf_app *app, struct wf_instance *v, const char *label,
                   const struct wf_host_end *end, const char *out)
{
    bool failed = end->code != WF_OK && end->error.code != WF_OK;
    enum wf_act act = v->type->ran(v->model, end, out);

    wf_feeds_refresh(v);
    if (failed)
        wf_app_say(app, WF_ST_BAD, "%s", end->error.text);
    else
        wf_app_say(app, WF_ST_GOOD, "done: %s", label);
    app->dirty = true;
    if (act == WF_ACT_OPEN)
        open_then(app, v);
}

void wf_form_run(struct wf_app *app, struct wf_instance *v)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_words w = v->type->command(v->model, a);
    struct wf_host_end refused = { .code = WF_E_REFUSED, .error = WF_ERROR_INIT };
    size_t before = app->n_runs;

    wf_run_words(app, &w, NULL, 0);
    if (app->n_runs > before) {
        app->runs[before].owner = v;
        wf_acted_later(app, before, wf_acted_apply(v->type), false);
    } else {
        wf_error_set(&refused.error, WF_E_REFUSED, "it was not sent%s",
                     wf_app_read_only(app) ? ": read-only"
                     : app->link.down      ? ": not connected"
                                           : "");
        (void)v->type->ran(v->model, &refused, "");
    }
    wf_arena_free(a);
}

void wf_form_forget(struct wf_app *app, const struct wf_instance *v)
{
    for (size_t i = 0; i < app->n_runs; i++)
        if (app->runs[i].owner == v)
            app->runs[i].owner = NULL;
    if (app->outside.owner == v)
        app->outside.owner = NULL;
}
