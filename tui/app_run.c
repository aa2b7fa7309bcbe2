/* tui/app_run.c: actions and typed lines become command lines, and those run. */
#include "tui/app_private.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RUN_AHEAD = 1 << 20,
    TAKE = 64 * 1024,
    OUT_MAX = 4 << 20,
    RECEIPT_LINES = 6,
    RECEIPT_BYTES = 400
};

bool wf_run_allowed(struct wf_app *app, const struct wf_words *words)
{
    enum wf_host_class klass = app->host->klass(app->host->user, words);

    if (klass == WF_HOST_READS)
        return true;
    if (wf_app_read_only(app)) {
        wf_app_say(app, WF_ST_WARN, "read-only: nothing is changed");
        return false;
    }
    if (app->link.down) {
        wf_app_say(app, WF_ST_WARN, "writes are off until the connection is back");
        return false;
    }
    return true;
}

void wf_run_words(struct wf_app *app, const struct wf_words *words, const char *input,
                  size_t total)
{
    struct wf_run *r = &app->runs[app->n_runs];
    struct wf_strbuf label = WF_STRBUF_INIT;

    if (!wf_run_allowed(app, words))
        return;
    if (app->n_runs == WF_MAX_RUNS) {
        wf_app_say(app, WF_ST_WARN, "%d commands are running already", WF_MAX_RUNS);
        return;
    }
    wf_words_show(words, &label);
    *r = (struct wf_run){ .label = wf_strdup(wf_strbuf_str(&label)), .total = total };
    wf_strbuf_release(&label);
    r->job = app->host->run(app->host->user, words, input, RUN_AHEAD);
    app->n_runs++;
    app->dirty = true;
}

static void forget(struct wf_app *app, size_t i)
{
    free(app->runs[i].label);
    free(app->runs[i].acted);
    wf_strbuf_release(&app->runs[i].out);
    memmove(&app->runs[i], &app->runs[i + 1], (app->n_runs - i - 1) * sizeof *app->runs);
    app->n_runs--;
}

void wf_run_drop(struct wf_app *app, size_t i)
{
    app->host->drop(app->host->user, app->runs[i].job);
    wf_acted(app, '!', app->runs[i].acted);
    forget(app, i);
}

/* ---- what they came to ------------------------------------------------------------------
 */

static void show_text(struct wf_app *app, const char *title, const char *text)
{
    struct wf_error err = WF_ERROR_INIT;

    if (wf_app_push(app, &wf_view_reader, 0, NULL, &err) == WF_OK)
        wf_view_reader_text(wf_app_top(app)->model, title, text);
    else
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
}

/* Of the receipts of many those that are not done. */
static void show_failures(struct wf_app *app, const struct wf_run *r)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    char *title;
    size_t failed = 0;

    for (const char *p = wf_strbuf_str(&r->out); *p != '\0';) {
        size_t n = strcspn(p, "\n");

        if (strncmp(p, "done", 4) != 0 && strncmp(p, "no-op", 5) != 0) {
            wf_strbuf_add(&text, p, n);
            wf_strbuf_addc(&text, '\n');
            failed++;
        }
        p += n + (p[n] == '\n');
    }
    title = wf_asprintf("%zu of %zu not done: %s", failed, r->total, r->label);
    if (failed > 0)
        show_text(app, title, wf_strbuf_str(&text));
    free(title);
    wf_strbuf_release(&text);
}

/* A card, as one line, and not all of it. */
static void say_receipt(struct wf_app *app, const char *out)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (; *out != '\0' && b.len < RECEIPT_BYTES; out++)
        if (*out != ' ' && *out != '\n')
            wf_strbuf_addc(&b, *out);
        else if (b.len > 0 && b.data[b.len - 1] != ' ')
            wf_strbuf_addc(&b, ' ');
    wf_app_say(app, WF_ST_GOOD, "%s", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void report(struct wf_app *app, const struct wf_run *r,
                   const struct wf_host_end *end)
{
    const char *out = wf_strbuf_str(&r->out);
    size_t n = strcspn(out, "\n");
    bool failed = end->code != WF_OK && end->error.code != WF_OK;

    wf_feeds_refresh(wf_app_top(app));
    if (failed) {
        wf_app_say(app, WF_ST_BAD, "%s%s%s", end->error.text,
                   end->error.hint[0] != '\0' ? "; " : "", end->error.hint);
        if (r->total > 0 && n > 0)
            show_failures(app, r);
        return;
    }
    if (r->total > 0)
        wf_app_say(app, WF_ST_GOOD, "%zu done: %s", r->total, r->label);
    else if (n > 0 && r->reader && r->written > RECEIPT_LINES)
        show_text(app, r->label, out);
    else if (n > 0)
        say_receipt(app, out);
    else
        wf_app_say(app, WF_ST_GOOD, "done: %s", r->label);
}

static void count_lines(struct wf_run *r, const struct wf_strbuf *out)
{
    for (size_t i = 0; i < out->len; i++)
        r->written += out->data[i] == '\n';
    if (r->out.len + out->len <= OUT_MAX)
        wf_strbuf_add(&r->out, wf_strbuf_str(out), out->len);
}

/* True: it is over, and gone from the list. */
static bool take(struct wf_app *app, size_t i, bool *any)
{
    struct wf_run *r = &app->runs[i];

    for (;;) {
        struct wf_strbuf out = WF_STRBUF_INIT;
        struct wf_host_end end = { .error = WF_ERROR_INIT };
        bool over = app->host->take(app->host->user, r->job, TAKE, &out, &end);
        size_t n = out.len;

        *any = *any || n > 0 || over;
        count_lines(r, &out);
        wf_strbuf_release(&out);
        if (over) {
            struct wf_run done = *r;
            bool failed = end.code != WF_OK && end.error.code != WF_OK;

            memmove(r, r + 1, (app->n_runs - i - 1) * sizeof *r);
            app->n_runs--;
            wf_acted(app, failed ? '!' : '=', done.acted);
            if (done.owner != NULL)
                wf_form_ended(app, done.owner, done.label, &end, wf_strbuf_str(&done.out));
            else
                report(app, &done, &end);
            free(done.label);
            free(done.acted);
            wf_strbuf_release(&done.out);
            return true;
        }
        if (n == 0)
            return false;
    }
}

bool wf_runs_take(struct wf_app *app)
{
    bool any = false;

    for (size_t i = 0; i < app->n_runs;)
        i += !take(app, i, &any);
    return any;
}

/* ---- actions ----------------------------------------------------------------------------
 */

/* One line of references, as -o refs prints them. */
static void add_ref(struct wf_strbuf *b, const char *id, const char *run)
{
    const char *const cells[] = { id, run };

    for (size_t i = 0; i < 2 && cells[i] != NULL; i++) {
        if (i > 0)
            wf_strbuf_addc(b, '\t');
        for (const char *p = cells[i]; *p != '\0'; p++)
            if (*p == '\t' || *p == '\n' || *p == '\r' || *p == '\\')
                wf_strbuf_addf(b, "\\%c",
                               *p == '\t'   ? 't'
                               : *p == '\n' ? 'n'
                               : *p == '\r' ? 'r'
                                            : '\\');
            else
                wf_strbuf_addc(b, *p);
    }
    wf_strbuf_addc(b, '\n');
}

static char *marked_refs(const struct wf_instance *v, size_t n)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 1; i <= n; i++) {
        const char *id = v->type->value(v->model, "id", i);

        if (id != NULL)
            add_ref(&b, id, v->type->value(v->model, "run", i));
    }
    return b.data != NULL ? wf_strbuf_steal(&b) : wf_strdup("");
}

static void run_template(struct wf_app *app, const struct wf_action *action)
{
    const struct wf_instance *top = wf_app_top(app);
    size_t marks = top->type->marks != NULL ? top->type->marks(top->model) : 0;
    bool batch = marks > 0 && action->batch != NULL;
    struct wf_template t;
    char missing[64];

    if (!wf_template_open(&t, batch ? action->batch : action->line, wf_app_value, app,
                          missing)) {
        wf_app_say(app, WF_ST_DIM, "nothing is selected");
        wf_template_release(&t);
        return;
    }
    if (app->link.down) {
        wf_app_say(app, WF_ST_WARN, "writes are off until the connection is back");
        wf_template_release(&t);
        return;
    }
    if (t.n_fields == 0 && action->confirm == WF_CONFIRM_NONE && !batch) {
        struct wf_arena *a = wf_arena_new();
        struct wf_words words = wf_template_words(&t, a);
        size_t n = app->n_runs;

        wf_run_words(app, &words, NULL, 0);
        wf_acted_later(app, n, action, false);
        wf_arena_free(a);
        wf_template_release(&t);
        return;
    }
    wf_dialog_open(app, action, &t, batch ? marked_refs(top, marks) : NULL,
                   batch ? marks : 0);
}

void wf_run_request(struct wf_app *app, enum wf_request_kind kind, const char *command,
                    const char *text)
{
    wf_request_release(&app->request);
    app->request = (struct wf_request){ .kind = kind,
                                        .command = wf_strdup(command),
                                        .text = wf_strdup(text) };
}

void wf_run_foreground(struct wf_app *app, const struct wf_words *words)
{
    if (!wf_run_allowed(app, words))
        return;
    wf_run_request(app, WF_REQUEST_FOREGROUND, NULL, NULL);
    app->request.words = wf_calloc(words->n + 1, sizeof *app->request.words);
    for (size_t i = 0; i < words->n; i++)
        app->request.words[i] = wf_strdup(words->v[i]);
    app->request.n_words = words->n;
}

void wf_run_filled(struct wf_app *app, const struct wf_action *action,
                   const struct wf_words *words)
{
    struct wf_error err = WF_ERROR_INIT;
    enum wf_code rc = WF_OK;

    wf_acted_now(app, action);
    if (action->what == WF_DO_OPEN)
        rc = wf_app_open(app, words->n, words->v, &err);
    else if (action->what == WF_DO_LINE)
        wf_run_typed(app, words);
    else if (action->what == WF_DO_TERMINAL)
        wf_run_foreground(app, words);
    else
        rc = wf_app_push(app, &wf_view_reader, words->n, words->v, &err);
    if (rc != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
}

void wf_run_action(struct wf_app *app, const struct wf_action *action)
{
    struct wf_template t;
    struct wf_arena *a;
    struct wf_words words;
    char missing[64];

    if (action->run != NULL) {
        wf_acted_now(app, action);
        action->run(app);
        return;
    }
    if (wf_user_find(app, action->name) == action) {
        wf_user_run(app, action);
        return;
    }
    if (action->what == WF_DO_RUN) {
        run_template(app, action);
        return;
    }
    if (!wf_template_open(&t, action->line, wf_app_value, app, missing)) {
        wf_app_say(app, WF_ST_DIM, "nothing is selected");
        wf_template_release(&t);
        return;
    }
    if (t.n_fields > 0) {
        wf_dialog_open(app, action, &t, NULL, 0);
        return;
    }
    a = wf_arena_new();
    words = wf_template_words(&t, a);
    wf_run_filled(app, action, &words);
    wf_arena_free(a);
    wf_template_release(&t);
}

/* ---- the `:` line -----------------------------------------------------------------------
 */

static void go(struct wf_app *app, const char *kind, const char *value)
{
    struct wf_error err = WF_ERROR_INIT;

    wf_app_leave_all(app);
    if (app->host->go(app->host->user, kind, value, &err) != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
    else
        wf_app_say(app, WF_ST_GOOD, "%s %s", kind, value);
}

static bool is_address(const char *word)
{
    return strncmp(word, "http://", 7) == 0 || strncmp(word, "https://", 8) == 0 ||
           strncmp(word, "temporal://", 11) == 0;
}

/* Words of the dashboard itself. False: it is none of them. */
static bool own_word(struct wf_app *app, const struct wf_words *w)
{
    const char *first = w->v[0];

    if (strcmp(first, "q") == 0 || strcmp(first, "quit") == 0 || strcmp(first, "q!") == 0)
        app->quit = true;
    else if (w->n == 2 && (strcmp(first, "use") == 0 || strcmp(first, "ns") == 0))
        go(app, "namespace", w->v[1]);
    else if (w->n == 2 && strcmp(first, "connect") == 0)
        go(app, strchr(w->v[1], ':') != NULL ? "address" : "profile", w->v[1]);
    else
        return false;
    return true;
}

static void run_verb(struct wf_app *app, const struct wf_words *w)
{
    static const struct wf_action typed = { .keys = "",
                                            .name = "typed",
                                            .help = "run this",
                                            .what = WF_DO_RUN,
                                            .confirm = WF_CONFIRM_ASK };
    static const struct wf_action destroys = { .keys = "",
                                               .name = "typed",
                                               .help = "run this",
                                               .what = WF_DO_RUN,
                                               .confirm = WF_CONFIRM_TYPE,
                                               .typed = "yes",
                                               .warning = "This destroys." };
    enum wf_host_class klass = app->host->klass(app->host->user, w);
    struct wf_error err = WF_ERROR_INIT;
    struct wf_template t = { 0 };

    if (klass == WF_HOST_READS || klass == WF_HOST_UNKNOWN) {
        /* an unknown verb says so itself */
        if (wf_app_push(app, &wf_view_reader, w->n, w->v, &err) != WF_OK)
            wf_app_say(app, WF_ST_BAD, "%s", err.text);
        return;
    }
    if (!wf_run_allowed(app, w))
        return;
    for (size_t i = 0; i < w->n && t.n < WF_TEMPLATE_WORDS; i++)
        t.words[t.n++] = (struct wf_template_word){ .before = wf_strdup(w->v[i]),
                                                    .after = wf_strdup(""),
                                                    .field = -1 };
    if (w->n > WF_TEMPLATE_WORDS)
        wf_app_say(app, WF_ST_BAD, "that line has too many words for here");
    else
        wf_dialog_open(app, klass == WF_HOST_DESTROYS ? &destroys : &typed, &t, NULL, 0);
    wf_template_release(&t);
}

void wf_run_typed(struct wf_app *app, const struct wf_words *w)
{
    struct wf_error err = WF_ERROR_INIT;

    if (w->n == 0) {
        /* nothing was typed */
    } else if (is_address(w->v[0])) {
        const char *const words[] = { "workflow", w->v[0] };

        if (wf_app_open(app, 2, words, &err) != WF_OK)
            wf_app_say(app, WF_ST_BAD, "%s", err.text);
    } else if (!own_word(app, w)) {
        const struct wf_view_type *type = wf_view_find(w->v[0]);
        const struct wf_action *user = w->n == 1 ? wf_user_find(app, w->v[0]) : NULL;
        bool unknown = app->host->klass(app->host->user, w) == WF_HOST_UNKNOWN;
        /* "schedules" is an alias of a verb, too: here one wants to see the view */
        bool alone =
            type != NULL && w->n == 1 && (type->args == NULL || *type->args == '[');

        if (unknown && user != NULL)
            wf_user_run(app, user);
        else if (!alone && (!unknown || type == NULL || (w->n > 1 && type->args == NULL)))
            run_verb(app, w);
        else if (wf_app_open(app, w->n, w->v, &err) != WF_OK)
            wf_app_say(app, WF_ST_BAD, "%s", err.text);
    }
}

void wf_run_line(struct wf_app *app, const char *line)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_error err = WF_ERROR_INIT;
    struct wf_words w = { 0 };

    if (app->host->lex(app->host->user, line, a, &w, &err) != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
    else
        wf_run_typed(app, &w);
    wf_arena_free(a);
}
