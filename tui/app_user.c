/* tui/app_user.c: what the config file adds: [commands], and [keys] that fit together. */
#include "tui/app_private.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- [commands] -------------------------------------------------------------------------
 */

/* "ctrl-t" = "…" is its own key; other names get theirs from [keys], or have none. */
void wf_user_load(struct wf_app *app)
{
    const char *key, *value;

    app->user = wf_calloc(WF_MAX_USER, sizeof *app->user);
    for (size_t i = 0; app->n_user < WF_MAX_USER &&
                       app->host->config(app->host->user, "commands", i, &key, &value);
         i++) {
        bool is_key = wf_key_parse(key, strlen(key)) != 0;

        app->user[app->n_user++] =
            (struct wf_action){ .keys = wf_strdup(is_key ? key : ""),
                                .name = wf_strdup(key),
                                .help = wf_strdup(is_key ? value : key),
                                .what = WF_DO_LINE,
                                .line = wf_strdup(value),
                                .menu = true };
    }
}

void wf_user_release(struct wf_app *app)
{
    for (size_t i = 0; i < app->n_user; i++) {
        free((char *)app->user[i].keys);
        free((char *)app->user[i].name);
        free((char *)app->user[i].help);
        free((char *)app->user[i].line);
    }
    free(app->user);
    app->user = NULL;
    app->n_user = 0;
}

const struct wf_action *wf_user_find(const struct wf_app *app, const char *name)
{
    for (size_t i = 0; i < app->n_user; i++)
        if (strcmp(app->user[i].name, name) == 0)
            return &app->user[i];
    return NULL;
}

/* 'it'\''s': one word of sh, whatever it holds. */
static void add_quoted(struct wf_strbuf *b, const char *s)
{
    wf_strbuf_addc(b, '\'');
    for (; *s != '\0'; s++)
        if (*s == '\'')
            wf_strbuf_adds(b, "'\\''");
        else
            wf_strbuf_addc(b, *s);
    wf_strbuf_addc(b, '\'');
}

static const struct {
    const char *name, *variable;
} exported[] = {
    { "id", "WFSH_ID" },
    { "run", "WFSH_RUN" },
    { "type", "WFSH_TYPE" },
    { "status", "WFSH_STATUS" },
    { "queue", "WFSH_QUEUE" },
    { "namespace", "TEMPORAL_NAMESPACE" },
    { "address", "TEMPORAL_ADDRESS" },
    { "profile", "TEMPORAL_PROFILE" },
};

static void add_environment(const struct wf_app *app, struct wf_strbuf *b)
{
    for (size_t i = 0; i < sizeof exported / sizeof *exported; i++) {
        const char *value = wf_app_value(app, exported[i].name);

        if (value == NULL)
            continue;
        wf_strbuf_addf(b, "export %s=", exported[i].variable);
        add_quoted(b, value);
        wf_strbuf_addc(b, '\n');
    }
}

/* Fills {name}s, each as one word of sh. False: one has no value. */
static bool add_command(const struct wf_app *app, const char *text, struct wf_strbuf *b)
{
    for (const char *p = text; *p != '\0'; p++) {
        const char *close = *p == '{' ? strchr(p, '}') : NULL;
        char *name = close != NULL ? wf_strndup(p + 1, (size_t)(close - p - 1)) : NULL;
        bool is_name = name != NULL && *name != '\0' &&
                       name[strspn(name, "abcdefghijklmnopqrstuvwxyz-")] == '\0';
        const char *value = is_name ? wf_app_value(app, name) : NULL;

        free(name);
        if (is_name && value == NULL)
            return false;
        if (value != NULL) {
            add_quoted(b, value);
            p = close;
        } else {
            wf_strbuf_addc(b, *p); /* a brace of sh's own */
        }
    }
    return true;
}

/* `!` waits for Enter before the dashboard covers what it printed, `!!` does not. */
static void run_shell(struct wf_app *app, const char *text)
{
    bool waits = *text != '!';
    struct wf_strbuf b = WF_STRBUF_INIT;

    add_environment(app, &b);
    if (!add_command(app, waits ? text : text + 1, &b)) {
        wf_app_say(app, WF_ST_DIM, "nothing is selected");
    } else {
        if (waits)
            wf_strbuf_adds(&b, "\nrc=$?; printf '\\n-- Enter goes back --'; read -r _; "
                               "exit $rc");
        wf_run_request(app, WF_REQUEST_OUTSIDE, wf_strbuf_str(&b), NULL);
    }
    wf_strbuf_release(&b);
}

void wf_user_run(struct wf_app *app, const struct wf_action *action)
{
    struct wf_arena *a;
    struct wf_error err = WF_ERROR_INIT;
    struct wf_words words = { 0 };
    struct wf_template t;
    char missing[64];

    if (*action->line == '!') {
        run_shell(app, action->line + 1);
        return;
    }
    a = wf_arena_new();
    if (app->host->lex(app->host->user, action->line, a, &words, &err) != WF_OK) {
        wf_app_say(app, WF_ST_BAD, "%s: %s", action->name, err.text);
        wf_arena_free(a);
        return;
    }
    if (!wf_template_open_words(&t, &words, wf_app_value, app, missing)) {
        wf_app_say(app, WF_ST_DIM, "nothing is selected that has '%s'", missing);
    } else if (t.n_fields > 0) {
        wf_dialog_open(app, action, &t, NULL, 0);
    } else {
        words = wf_template_words(&t, a);
        wf_run_typed(app, &words);
    }
    wf_template_release(&t);
    wf_arena_free(a);
}

/* ---- [keys] -----------------------------------------------------------------------------
 */

/* Of lists and readers, in every view. */
static const char movement[] =
    "j k g G h l up down left right home end page-up page-down "
    "ctrl-d ctrl-u ctrl-f ctrl-b tab shift-tab 1 2 3 4 5 6 7 8 9";

/* An entry of the config file that is looked at. */
struct entry {
    const struct wf_app *app;
    const char *table, *key, *value;
};

static enum wf_code bad(const struct entry *e, struct wf_error *err, const char *what)
{
    const char *path = e->app->host->config_path(e->app->host->user);

    return wf_error_set(err, WF_E_USAGE, "%s: [%s] %s: %s",
                        path != NULL ? path : "wfsh/config.toml", e->table, e->key, what);
}

static bool is_user(const struct wf_app *app, const struct wf_action *a)
{
    return a >= app->user && a < app->user + app->n_user;
}

bool wf_user_key_is_of(const struct wf_app *app, const char *key,
                       const struct wf_view_type *type, const struct wf_action *a)
{
    const char *prefix = is_user(app, a) ? "commands" : type != NULL ? type->name : NULL;
    size_t n = prefix != NULL ? strlen(prefix) : 0;

    if (prefix != NULL && strncmp(key, prefix, n) == 0 && key[n] == '.')
        return strcmp(key + n + 1, a->name) == 0;
    return strcmp(key, a->name) == 0;
}

static const struct wf_action *next_of_all(const struct wf_app *app,
                                           const struct wf_view_type *type,
                                           const struct wf_action *a)
{
    if (type != NULL)
        return wf_app_next_action(app, type, a);
    a = a == NULL ? wf_app_actions : a + 1;
    return a->keys != NULL ? a : NULL;
}

/* The action that has one of these keys beside `moved`; NULL: none. */
static const struct wf_action *other_with(const struct wf_app *app,
                                          const struct wf_view_type *type,
                                          const struct wf_action *moved, int code)
{
    for (const struct wf_action *a = NULL; (a = next_of_all(app, type, a)) != NULL;) {
        bool apart = a->unless != NULL || a->only_if != NULL || moved->unless != NULL ||
                     moved->only_if != NULL;

        if (a != moved && !(apart && strcmp(a->keys, moved->keys) == 0) &&
            wf_key_in(wf_app_keys(app, type, a), code))
            return a;
    }
    return NULL;
}

static enum wf_code check_one(const struct entry *e, const struct wf_view_type *type,
                              const struct wf_action *a, struct wf_error *err)
{
    char text[200];

    for (const char *p = e->value; *p != '\0'; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        int code = wf_key_parse(p, n);
        const struct wf_action *other;
        bool everywhere, form = type != NULL && type->command != NULL;

        if (code == 0) {
            snprintf(text, sizeof text, "no key is called '%.*s'", (int)n, p);
            return bad(e, err, text);
        }
        if (wf_key_in(movement, code)) {
            snprintf(text, sizeof text, "'%.*s' moves in lists", (int)n, p);
            return bad(e, err, text);
        }
        other = other_with(e->app, type, a, code);
        everywhere = type == NULL || other == NULL;
        if (other == NULL && type != NULL)
            other = other_with(e->app, NULL, a, code);
        /* a form is left before anything else is done: its keys are its own */
        if (other != NULL && !(form && is_user(e->app, a))) {
            snprintf(text, sizeof text, "'%.*s' is the key of %.60s (%s%.40s)", (int)n, p,
                     other->name, everywhere ? "everywhere" : "in ",
                     everywhere ? "" : type->name);
            return bad(e, err, text);
        }
        p += n;
    }
    return WF_OK;
}

static enum wf_code check_entry(const struct entry *e, struct wf_error *err)
{
    bool known = false;
    enum wf_code rc = WF_OK;

    for (size_t i = 0; rc == WF_OK && (i == 0 || wf_views[i - 1] != NULL); i++) {
        const struct wf_view_type *type = i == 0 ? NULL : wf_views[i - 1];
        const struct wf_action *a = NULL;

        while (rc == WF_OK && (a = next_of_all(e->app, type, a)) != NULL)
            if (wf_user_key_is_of(e->app, e->key, type, a)) {
                known = true;
                rc = check_one(e, type, a, err);
            }
    }
    return rc != WF_OK || known ? rc : bad(e, err, "no action is called so");
}

enum wf_code wf_app_check(const struct wf_app *app, struct wf_error *err)
{
    struct entry e = { .app = app, .table = "keys" };
    enum wf_code rc = WF_OK;

    for (size_t i = 0;
         rc == WF_OK && app->host->config(app->host->user, "keys", i, &e.key, &e.value);
         i++)
        rc = check_entry(&e, err);
    /* a command that has a key for a name must not hide what has that key */
    e.table = "commands";
    for (size_t i = 0; rc == WF_OK && i < app->n_user; i++) {
        e.key = app->user[i].name;
        e.value = app->user[i].keys;
        for (size_t k = 0; rc == WF_OK && wf_views[k] != NULL; k++)
            rc = check_one(&e, wf_views[k], &app->user[i], err);
    }
    return rc;
}
