/* tui/listing_saved.c: saved queries of listings: `f` picks one, `F` keeps one. */
#include "tui/app_private.h"
#include "tui/listing.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void take_query(struct wf_app *app, size_t i)
{
    struct wf_instance *top = wf_app_top(app);
    const char *key, *value;

    if (app->host->config(app->host->user, "queries", i, &key, &value))
        top->type->filter(top->model, value);
}

void wf_listing_saved(struct wf_app *app)
{
    const char *key, *value;
    size_t i = 0;

    if (!app->host->config(app->host->user, "queries", 0, &key, &value)) {
        wf_app_say(
            app, WF_ST_DIM,
            "no query is saved yet: F keeps this one, [queries] of wfsh/config.toml");
        return;
    }
    wf_menu_open(app, "Saved queries", false, take_query);
    for (; app->host->config(app->host->user, "queries", i, &key, &value); i++)
        wf_menu_add(app, key, value, false);
}

static void keep(struct wf_app *app, const char *name)
{
    struct wf_instance *top = wf_app_top(app);
    struct wf_frame frame = wf_app_frame(app, top);
    struct wf_error err = WF_ERROR_INIT;
    char *query = wf_strdup(top->type->filter_text(top->model));

    if (*name == '\0')
        wf_app_say(app, WF_ST_DIM, "not kept");
    else if (name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789_-")] != '\0')
        wf_app_say(app, WF_ST_WARN, "a name has letters, digits, - and _ only");
    else if (app->host->keep(app->host->user, "queries", name, query, &err) != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
    else
        wf_app_say(app, WF_ST_GOOD, "kept as @%s", name);
    wf_listing_ready(top->model, &frame);
    free(query);
}

void wf_listing_keep(struct wf_app *app)
{
    struct wf_instance *top = wf_app_top(app);

    if (*top->type->filter_text(top->model) == '\0') {
        wf_app_say(app, WF_ST_DIM, "there is no query to keep; / asks for one");
        return;
    }
    wf_prompt_open(app, WF_PROMPT_OTHER, "keep as", "", keep);
}
