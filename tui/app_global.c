/* tui/app_global.c: the keys that every view has. */
#include "tui/app_private.h"

#include <string.h>

enum { INTERVAL_MIN_MS = 1000, INTERVAL_MAX_MS = 300000 };

static void open_named(struct wf_app *app, const char *name)
{
    struct wf_error err = WF_ERROR_INIT;

    if (wf_app_open(app, 1, &name, &err) != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
}

static void open_help(struct wf_app *app)
{
    const char *const words[] = { "help", wf_app_top(app)->type->name };
    struct wf_error err = WF_ERROR_INIT;

    if (strcmp(wf_app_top(app)->type->name, "help") == 0)
        return;
    if (wf_app_open(app, 2, words, &err) != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
}

static void ask_filter(struct wf_app *app)
{
    const struct wf_instance *top = wf_app_top(app);

    if (top->type->filter == NULL) {
        wf_app_say(app, WF_ST_DIM, "nothing to filter here");
        return;
    }
    wf_prompt_open(app, WF_PROMPT_FILTER,
                   top->type->filter_label != NULL ? top->type->filter_label : "filter",
                   top->type->filter_text != NULL ? top->type->filter_text(top->model) : "",
                   NULL);
}

static void change_interval(struct wf_app *app, bool longer)
{
    app->interval_ms = longer ? app->interval_ms * 2 : app->interval_ms / 2;
    if (app->interval_ms < INTERVAL_MIN_MS)
        app->interval_ms = INTERVAL_MIN_MS;
    if (app->interval_ms > INTERVAL_MAX_MS)
        app->interval_ms = INTERVAL_MAX_MS;
    wf_app_say(app, WF_ST_DIM, "every %g s", (double)app->interval_ms / 1000);
}

static void slower(struct wf_app *app)
{
    change_interval(app, true);
}

static void faster(struct wf_app *app)
{
    change_interval(app, false);
}

static void cancel(struct wf_app *app)
{
    if (app->n_runs == 0) {
        wf_app_back(app);
        return;
    }
    wf_app_say(app, WF_ST_WARN, "cancelled: %s", app->runs[app->n_runs - 1].label);
    wf_run_drop(app, app->n_runs - 1);
}

static void copy_id(struct wf_app *app)
{
    const char *id = wf_app_value(app, "id");

    if (id == NULL) {
        wf_app_say(app, WF_ST_DIM, "nothing is selected");
        return;
    }
    wf_run_request(app, WF_REQUEST_COPY, NULL, id);
    wf_app_say(app, WF_ST_GOOD, "copied %s", id);
}

void wf_url_add(struct wf_strbuf *b, const char *s)
{
    for (; *s != '\0'; s++)
        if ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
            (*s >= '0' && *s <= '9') || strchr("-_.~", *s) != NULL)
            wf_strbuf_addc(b, *s);
        else
            wf_strbuf_addf(b, "%%%02X", (unsigned)(unsigned char)*s);
}

/* Said and copied; a browser is the user's to open. */
static void web_address(struct wf_app *app)
{
    struct wf_host_place place = app->host->place(app->host->user);
    const char *id = wf_app_value(app, "id"), *run = wf_app_value(app, "run");
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (place.ui_url == NULL) {
        wf_app_say(app, WF_ST_WARN, "no web UI is known: ui_url in wfsh/config.toml");
        return;
    }
    wf_strbuf_addf(&b, "%s/namespaces/", place.ui_url);
    wf_url_add(&b, place.namespace_);
    if (id != NULL && run != NULL) {
        wf_strbuf_adds(&b, "/workflows/");
        wf_url_add(&b, id);
        wf_strbuf_addc(&b, '/');
        wf_url_add(&b, run);
        wf_strbuf_adds(&b, "/history");
    }
    wf_run_request(app, WF_REQUEST_COPY, NULL, wf_strbuf_str(&b));
    wf_app_say(app, WF_ST_GOOD, "copied %s", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void ask_command(struct wf_app *app)
{
    wf_prompt_open(app, WF_PROMPT_COMMAND, ":", "", NULL);
}

static void quit(struct wf_app *app)
{
    app->quit = true;
}

static void refresh(struct wf_app *app)
{
    app->link.retry_ms = 0;
    wf_feeds_refresh(wf_app_top(app));
}

static void pause_or_go_on(struct wf_app *app)
{
    app->paused = !app->paused;
    wf_app_say(app, WF_ST_DIM, app->paused ? "paused" : "live");
}

static void next_time_mode(struct wf_app *app)
{
    app->time_mode = (app->time_mode + 1) % 3;
}

static void open_messages(struct wf_app *app)
{
    open_named(app, "messages");
}

const char *const wf_theme_names[] = { "auto", "dark",          "light",
                                       "mono", "high-contrast", NULL };

static void next_theme(struct wf_app *app)
{
    app->theme = (app->theme + 1) % WF_THEME_COUNT;
    wf_app_say(app, WF_ST_DIM, "theme: %s", wf_theme_names[app->theme]);
}

static void repaint(struct wf_app *app)
{
    wf_run_request(app, WF_REQUEST_REPAINT, NULL, NULL);
}

static void suspend(struct wf_app *app)
{
    wf_run_request(app, WF_REQUEST_SUSPEND, NULL, NULL);
}

const struct wf_action wf_app_actions[] = {
    { .keys = "?", .name = "help", .help = "the keys of this view", .run = open_help },
    { .keys = ":", .name = "command", .help = "any verb, any view", .run = ask_command },
    { .keys = "/", .name = "filter", .help = "query or filter", .run = ask_filter },
    { .keys = "q esc backspace",
      .name = "back",
      .help = "one view back; quits from the first",
      .run = wf_app_back },
    { .keys = "Q", .name = "quit", .help = "quit now", .run = quit },
    { .keys = "r", .name = "refresh", .help = "read again now", .run = refresh },
    { .keys = "p",
      .name = "pause",
      .help = "stop and start reading by itself",
      .run = pause_or_go_on },
    { .keys = "+", .name = "slower", .help = "longer interval", .run = slower },
    { .keys = "-", .name = "faster", .help = "shorter interval", .run = faster },
    { .keys = "z",
      .name = "time",
      .help = "ages, local times, UTC",
      .run = next_time_mode },
    { .keys = "!",
      .name = "messages",
      .help = "messages and the calls made",
      .run = open_messages },
    { .keys = "a",
      .name = "more",
      .help = "what else it can do",
      .run = wf_app_more_actions },
    { .keys = "v", .name = "columns", .help = "choose columns", .run = wf_app_columns },
    { .keys = "o", .name = "copy", .help = "copy the id", .run = copy_id },
    { .keys = "O",
      .name = "web",
      .help = "the web UI's address of it",
      .run = web_address },
    { .keys = "m",
      .name = "compare",
      .help = "mark this run; on another: compare the two",
      .run = wf_compare_mark },
    { .keys = "P",
      .name = "pager",
      .help = "all of its text in $PAGER",
      .run = wf_outside_pager },
    { .keys = "E",
      .name = "editor",
      .help = "a copy of it in $EDITOR",
      .run = wf_outside_editor },
    { .keys = "|", .name = "pipe", .help = "to a command", .run = wf_outside_pipe },
    { .keys = "w", .name = "save", .help = "to a file", .run = wf_outside_save },
    { .keys = "M",
      .name = "theme",
      .help = "as the background is, dark, light, mono, high contrast",
      .run = next_theme },
    { .keys = "ctrl-l",
      .name = "repaint",
      .help = "paint the whole screen",
      .run = repaint },
    { .keys = "ctrl-z",
      .name = "suspend",
      .help = "back to the shell for a while",
      .run = suspend },
    { .keys = "ctrl-c",
      .name = "cancel",
      .help = "end the command that runs, or go back",
      .run = cancel },
    { .keys = NULL },
};

bool wf_app_global(struct wf_app *app, const struct wf_key *key)
{
    int code = key->code == WF_KEY_F1 ? '?' : key->code == 8 ? WF_KEY_BACKSPACE : key->code;

    if (code >= '1' && code <= '9')
        return wf_app_tab(app, (size_t)(code - '1'));
    for (const struct wf_action *a = wf_app_actions; a->keys != NULL; a++)
        if (wf_key_in(wf_app_keys(app, NULL, a), code)) {
            wf_acted_now(app, a);
            a->run(app);
            return true;
        }
    return false;
}
