/* tui/app_compare.c: two runs are marked, wherever they are seen, and compared. */
#include "tui/app_private.h"

#include "base/mem.h"
#include "tui/reader.h"

#include <stdlib.h>
#include <string.h>

/* A link names a run whatever its id looks like. */
static char *link_of(struct wf_app *app, const char *id, const char *run)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_adds(&b, "temporal:///namespaces/");
    wf_url_add(&b, app->host->place(app->host->user).namespace_);
    wf_strbuf_adds(&b, "/workflows/");
    wf_url_add(&b, id);
    wf_strbuf_addc(&b, '/');
    wf_url_add(&b, run);
    return wf_strbuf_steal(&b);
}

static void forget(struct wf_app *app)
{
    for (int i = 0; i < 2; i++) {
        free(app->marked[i]);
        app->marked[i] = NULL;
    }
}

void wf_compare_mark(struct wf_app *app)
{
    const char *id = wf_app_value(app, "id"), *run = wf_app_value(app, "run");
    struct wf_error err = WF_ERROR_INIT;
    const char *words[4];
    char *link;

    if (id == NULL || run == NULL || *run == '\0') {
        wf_app_say(app, WF_ST_DIM, "no run of a workflow is selected");
        return;
    }
    link = link_of(app, id, run);
    if (app->marked[0] == NULL) {
        app->marked[0] = link;
        wf_app_say(app, WF_ST_GOOD, "marked %s: m on another run compares the two", id);
        return;
    }
    if (strcmp(app->marked[0], link) == 0) {
        free(link);
        forget(app);
        wf_app_say(app, WF_ST_DIM, "%s is not marked any more", id);
        return;
    }
    app->marked[1] = link;
    words[0] = "history";
    words[1] = "diff";
    words[2] = app->marked[0];
    words[3] = app->marked[1];
    if (wf_app_push(app, &wf_view_reader, 4, words, &err) != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
    forget(app);
}
