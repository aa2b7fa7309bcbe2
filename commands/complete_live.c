/* commands/complete_live.c: completion from the cluster: quick, cached, silent. */
#include "commands/complete_inner.h"

#include "commands/complete_ask.h"
#include "commands/complete_cache.h"
#include "commands/complete_fetch.h"

#include <stdlib.h>
#include <string.h>

enum { AHEAD = 200 }; /* rows, when nobody has pressed TAB yet */

/* ---- what the line names already
 * ---------------------------------------------------------- */

const char *wf_completion_given(const struct wf_completion *c, const char *option)
{
    const char *value = NULL;

    for (size_t i = 0; i < c->parsed->n_given; i++)
        if (strcmp(c->parsed->given[i].option->name, option) == 0)
            value = c->parsed->given[i].value;
    return value;
}

const char *wf_completion_workflow(const struct wf_completion *c)
{
    const char *text = wf_completion_given(c, "workflow-id");
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_ref ref;

    if (text == NULL && c->parsed->positionals.n > 0)
        text = c->parsed->positionals.v[0];
    if (text == NULL || wf_ref_parse(c->arena, text, false, &ref, &ignored) != WF_OK)
        return NULL;
    return ref.workflow_id;
}

/* Build Ids are asked of the first of these that the line names; see struct wf_ask. */
static const char *builds_of(const struct wf_completion *c)
{
    static const struct {
        const char *option;
        char letter;
    } rows[] = {
        { "deployment-name", 'd' },
        { "versioning-override-deployment-name", 'd' },
        { "task-queue", 'q' },
    };
    const char *id;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((id = wf_completion_given(c, rows[i].option)) != NULL)
            return wf_arena_printf(c->arena, "%c%s", rows[i].letter, id);
    id = wf_completion_workflow(c);
    return id != NULL ? wf_arena_printf(c->arena, "w%s", id) : "";
}

/* What the question hangs on; false: the line does not say, so there is none. */
static bool find_of(const struct wf_completion *c, enum wf_complete kind, const char **ret)
{
    const char *of = "";

    switch (kind) {
    case WF_COMPLETE_RUN:
    case WF_COMPLETE_SIGNAL:
    case WF_COMPLETE_QUERY:
    case WF_COMPLETE_UPDATE:
        of = wf_completion_workflow(c);
        break;
    case WF_COMPLETE_BUILD_ID:
        of = builds_of(c);
        break;
    default:
        break;
    }
    *ret = of;
    return of != NULL && (kind != WF_COMPLETE_RUN || strpbrk(of, "'\\") == NULL);
}

/* ---- the answer
 * --------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each line once that begins with the word. */
static void emit(const struct wf_completion *c, char *text)
{
    char **lines = wf_arena_alloc(c->arena, (strlen(text) / 2 + 1) * sizeof *lines),
         *save = NULL;
    const char *last = NULL;
    size_t n = 0;

    for (char *line = strtok_r(text, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save))
        lines[n++] = line;
    qsort(lines, n, sizeof *lines, by_text);
    for (size_t i = 0; i < n; i++) {
        char *tab = strchr(lines[i], '\t');

        if (tab == NULL)
            continue;
        *tab = '\0';
        if (strncmp(lines[i], c->current, strlen(c->current)) != 0 ||
            (last != NULL && strcmp(last, lines[i]) == 0))
            continue;
        last = lines[i];
        c->emit(c->user, lines[i], tab[1] != '\0' ? tab + 1 : NULL);
    }
}

/* They are sorted: what begins with the word stands together. */
static void emit_fetched(const struct wf_completion *c, const struct wf_fetched *f)
{
    size_t n = strlen(c->current), low = 0, high = f->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strncmp(f->values[middle], c->current, n) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < f->n && strncmp(f->values[low], c->current, n) == 0; low++)
        c->emit(c->user, f->values[low], f->descriptions[low]);
}

static void offer_profiles(const struct wf_completion *c)
{
    const char *const *names = NULL;
    struct wf_error ignored = WF_ERROR_INIT;
    size_t n = 0;

    if (wf_settings_profiles(&c->parsed->globals.settings, c->arena, &names, &n,
                             &ignored) != WF_OK)
        return;
    for (size_t i = 0; i < n; i++)
        wf_completion_offer(c, names[i], NULL);
}

/* ---- at once, on a connection of its own, with the cache of files
 * ------------------------- */

static bool connect_and_ask(struct wf_settings *settings, const struct wf_ask *q,
                            struct wf_arena *a, struct wf_strbuf *out)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_cancel *cancel = wf_cancel_new();
    struct wf_connection *conn = NULL;
    bool ok = false, more;

    if (wf_settings_secrets(settings, &ignored) == WF_OK &&
        wf_connection_open(settings, &conn, &ignored) == WF_OK) {
        struct wf_ctx *ctx = wf_ctx_new(conn, cancel, wf_mono_ms() + WF_ASK_BUDGET_MS);

        ok = wf_ask_cluster(ctx, q, WF_ASK_PAGE, WF_ASK_BUDGET_MS, a, out, &more);
        wf_ctx_free(ctx);
        wf_connection_close(conn);
    }
    wf_cancel_free(cancel);
    return ok;
}

static bool live_now(const struct wf_completion *c, struct wf_ask *q)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_settings *settings = NULL;
    struct wf_error ignored = WF_ERROR_INIT;
    const char *key;
    bool ok;

    if (wf_settings_load(&c->parsed->globals.settings, &settings, &ignored) != WF_OK)
        return false;
    q->namespace_ = settings->namespace_;
    key = wf_arena_printf(c->arena, "%s\n%s\n%d\n%s\n%s\n%s", settings->address,
                          q->namespace_, (int)q->kind, q->of, q->name, q->prefix);
    ok = wf_complete_cache_get(key, wf_ask_fresh_ms(q->kind) / 1000, &text);
    if (!ok) {
        ok = connect_and_ask(settings, q, c->arena, &text);
        if (ok)
            wf_complete_cache_put(key, &text);
    }
    if (ok)
        emit(c, text.data != NULL ? text.data : (char[]){ "" });
    wf_strbuf_release(&text);
    wf_settings_free(settings);
    return ok;
}

/* ---- through the fetcher
 * ------------------------------------------------------------------ */

/* Does the line go where the session is connected, be it to another namespace? */
static bool is_here(const struct wf_settings_flags *flags)
{
    static const struct wf_settings_flags none;
    struct wf_settings_flags f;

    memcpy(&f, flags, sizeof f); /* the padding too */
    f.namespace_ = NULL;
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison) */
    return memcmp(&f, &none, sizeof f) == 0;
}

static bool live_fetched(const struct wf_completion *c, struct wf_ask *q)
{
    struct wf_settings_flags flags;
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_settings *own = NULL;
    const struct wf_settings *s = c->session->settings;
    size_t max = c->how->ahead ? AHEAD
                 : q->kind == WF_COMPLETE_WORKFLOW || q->kind == WF_COMPLETE_SCHEDULE
                     ? WF_ASK_MAX
                     : WF_ASK_PAGE;
    struct wf_fetched got = { 0 };
    enum wf_fetched_age age;
    const char *where;

    memcpy(&flags, &c->parsed->globals.settings, sizeof flags);
    if (is_here(&flags)) {
        if (s == NULL || c->session->conn == NULL)
            return false;
        q->namespace_ = flags.namespace_ != NULL ? flags.namespace_ : s->namespace_;
    } else {
        if (c->how->ahead) /* no files are read while somebody types */
            return false;
        wf_session_put_under(c->session, &flags);
        if (wf_settings_load(&flags, &own, &ignored) != WF_OK)
            return false;
        q->namespace_ = own->namespace_;
    }
    where = own != NULL ? own->address : s->address;
    age = wf_fetcher_get(c->how->fetcher, where, q, max, &got);
    if (age != WF_FETCHED_NONE)
        emit_fetched(c, &got);
    if (age == WF_FETCHED_FRESH || c->how->settled) {
        wf_settings_free(own);
        return age != WF_FETCHED_NONE && !got.failed;
    }
    c->how->pending = true;
    wf_fetcher_ask(c->how->fetcher, c->session, own, where, q, max, !c->how->ahead);
    return false;
}

/* ---- either way
 * --------------------------------------------------------------------------- */

bool wf_complete_live_of(const struct wf_completion *c, enum wf_complete kind,
                         const char *of, const char *name)
{
    struct wf_ask q = { .kind = kind, .prefix = "", .of = of, .name = name };

    if (wf_ask_by_prefix(kind)) /* what of it can stand in a query's text */
        q.prefix = wf_arena_strndup(c->arena, c->current, strcspn(c->current, "'\"\\`"));
    return c->how->fetcher != NULL ? live_fetched(c, &q) : live_now(c, &q);
}

bool wf_complete_live(const struct wf_completion *c, enum wf_complete kind)
{
    const char *of;

    if (kind == WF_COMPLETE_PROFILE) {
        if (!c->how->ahead)
            offer_profiles(c);
        return true;
    }
    return find_of(c, kind, &of) && wf_complete_live_of(c, kind, of, "");
}
