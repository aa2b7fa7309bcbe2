/* tui/app_acted.c: tells the host which actions are taken; who watches checks tests by it.
 */
#include "tui/app_private.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void wf_action_name(struct wf_strbuf *out, const char *view,
                    const struct wf_action *actions, const struct wf_action *a, bool many)
{
    size_t nth = 1;

    for (const struct wf_action *other = actions; other != a; other++)
        nth += strcmp(other->name, a->name) == 0;
    wf_strbuf_addf(out, "%s.%s", view, a->name);
    if (nth > 1)
        wf_strbuf_addf(out, "#%zu", nth);
    if (many)
        wf_strbuf_adds(out, ":marked");
}

static bool holds(const struct wf_action *actions, const struct wf_action *a)
{
    for (; actions != NULL && actions->keys != NULL; actions++)
        if (actions == a)
            return true;
    return false;
}

char *wf_acted_name(const struct wf_app *app, const struct wf_action *a, bool many)
{
    const struct wf_view_type *type = wf_app_top(app)->type;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (app->host->acted == NULL)
        return NULL;
    if (holds(type->actions, a))
        wf_action_name(&b, type->name, type->actions, a, many);
    else if (holds(wf_app_actions, a))
        wf_action_name(&b, "everywhere", wf_app_actions, a, many);
    else
        return NULL; /* typed, or of [commands] */
    return wf_strbuf_steal(&b);
}

void wf_acted(const struct wf_app *app, char how, const char *name)
{
    if (name != NULL && app->host->acted != NULL)
        app->host->acted(app->host->user, how, name);
}

void wf_acted_now(const struct wf_app *app, const struct wf_action *a)
{
    char *name = wf_acted_name(app, a, false);

    wf_acted(app, '=', name);
    free(name);
}

void wf_acted_later(struct wf_app *app, size_t run, const struct wf_action *a, bool many)
{
    if (run >= app->n_runs)
        return; /* it was refused */
    app->runs[run].acted = wf_acted_name(app, a, many);
    wf_acted(app, '+', app->runs[run].acted);
}

const struct wf_action *wf_acted_apply(const struct wf_view_type *type)
{
    for (const struct wf_action *a = type->actions; a != NULL && a->keys != NULL; a++)
        if (type->command != NULL && strcmp(a->name, "apply") == 0)
            return a;
    return NULL;
}
