/* tui/app_feed.c: what views want to read, against what is being read. */
#include "tui/app_private.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    AHEAD = 16 * 1024, /* bytes that a job may print before it waits: a screen or two */
    TAKE = 64 * 1024,
    LINE_MAX_ = 8 << 20, /* what is longer is no line of ours */
    BACKOFF_MIN_MS = 1000,
    BACKOFF_MAX_MS = 30000,
    BLURRED = 5,
};

/* ---- the connection ---------------------------------------------------------------------
 */

/* 1, 2, 4 … 30 s, and up to a fifth less, so that many dashboards do not come at once. */
static int64_t backoff_ms(unsigned tries, int64_t now_ms)
{
    int64_t ms = BACKOFF_MIN_MS;

    for (unsigned i = 1; i < tries && ms < BACKOFF_MAX_MS; i++)
        ms *= 2;
    if (ms > BACKOFF_MAX_MS)
        ms = BACKOFF_MAX_MS;
    return ms - ms * (now_ms % 20) / 100;
}

void wf_link_failed(struct wf_app *app, const struct wf_error *err)
{
    struct wf_link *l = &app->link;
    int64_t now_ms = app->host->mono_ms(app->host->user);

    if (l->down && now_ms < l->retry_ms)
        return; /* the others of the same loss */
    if (!l->down) {
        l->since_ns = app->host->now_ns(app->host->user);
        l->tries = 0;
    }
    l->down = true;
    l->tries++;
    l->retry_ms = now_ms + backoff_ms(l->tries, now_ms);
    snprintf(l->reason, sizeof l->reason, "%.255s", err->text);
    app->dirty = true;
}

void wf_link_good(struct wf_app *app)
{
    if (!app->link.down)
        return;
    app->link = (struct wf_link){ 0 };
    app->dirty = true;
    wf_app_say(app, WF_ST_GOOD, "connected again");
}

/* A loss is seen at once, and so is its end: jobs would only say so after their retries. */
void wf_link_look(struct wf_app *app)
{
    bool down = app->host->down != NULL && app->host->down(app->host->user);
    struct wf_error err = WF_ERROR_INIT;

    if (down && !app->link.told) {
        (void)wf_error_set(&err, WF_E_UNREACHABLE, "the connection was lost");
        wf_link_failed(app, &err);
    } else if (!down && app->link.told) {
        app->link.retry_ms = 0;
    }
    app->link.told = down;
}

/* ---- one feed ---------------------------------------------------------------------------
 */

static void stop(struct wf_app *app, struct wf_feed *f)
{
    if (f->job != NULL)
        app->host->drop(app->host->user, f->job);
    f->job = NULL;
    wf_strbuf_clear(&f->rest);
}

void wf_feed_forget_cursor(struct wf_feed *f)
{
    if (f->cursor != NULL)
        (void)unlink(f->cursor);
    free(f->cursor);
    f->cursor = NULL;
}

/* Other words are another stream: it has a cursor of its own. */
static void new_cursor(struct wf_app *app, struct wf_feed *f)
{
    const char *dir =
        app->host->scratch != NULL ? app->host->scratch(app->host->user) : NULL;

    wf_feed_forget_cursor(f);
    if (dir != NULL)
        f->cursor = wf_asprintf("%s/cursor-%u", dir, ++app->n_cursors);
}

static void begin(struct wf_app *app, struct wf_instance *v, unsigned slot,
                  const struct wf_want *want, bool other)
{
    struct wf_feed *f = &v->feeds[slot];
    const char *line[WF_WANT_WORDS + 1];
    struct wf_words words = { .v = line, .n = want->n };
    char *flag = NULL;

    memcpy(line, want->words, want->n * sizeof *line);
    if (want->resumes && other)
        new_cursor(app, f);
    if (want->resumes && f->cursor != NULL) { /* behind the verb, before any `--` */
        flag = wf_asprintf("--cursor=%s", f->cursor);
        memmove(&line[3], &line[2], (want->n - 2) * sizeof *line);
        line[2] = flag;
        words.n++;
    }
    stop(app, f);
    f->lines = 0;
    f->paused = f->over = f->again = false;
    f->next_ms = 0;
    f->job = app->host->run(app->host->user, &words, NULL, AHEAD);
    free(flag);
    if (v->type->begin != NULL)
        v->type->begin(v->model, slot);
}

/* The words as one text, to see whether a view wants something else than before. */
static char *joined(const struct wf_want *want)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; i < want->n; i++) {
        wf_strbuf_adds(&b, want->words[i]);
        wf_strbuf_addc(&b, '\n');
    }
    return b.data != NULL ? wf_strbuf_steal(&b) : NULL;
}

static int64_t interval(const struct wf_app *app, const struct wf_want *want)
{
    int64_t ms = want->every_ms > 0 ? want->every_ms : app->interval_ms;

    return app->blurred ? ms * BLURRED : ms;
}

static void finish(struct wf_app *app, struct wf_instance *v, unsigned slot,
                   const struct wf_want *want, const struct wf_host_end *end)
{
    struct wf_feed *f = &v->feeds[slot];
    int64_t now_ms = app->host->mono_ms(app->host->user);
    bool good = end->code == WF_OK || end->error.code == WF_OK ||
                (want->answers && end->code != WF_E_UNREACHABLE);

    f->over = !f->paused;
    if (good) {
        f->failures = 0;
        f->good_ns = app->host->now_ns(app->host->user);
        wf_link_good(app);
    } else {
        f->failures++;
        if (end->code == WF_E_UNREACHABLE)
            wf_link_failed(app, &end->error);
    }
    if (want->mode == WF_FEED_EVERY)
        f->next_ms = now_ms + interval(app, want);
    else if (!good) /* a stream that came to its end has nothing more to say */
        f->next_ms = now_ms + backoff_ms(f->failures, now_ms);
    if (v->type->end != NULL)
        v->type->end(v->model, slot, end);
    app->dirty = true;
}

/* True: this slot is to be read from its start now. */
static bool is_due(struct wf_app *app, const struct wf_feed *f, const struct wf_want *want,
                   bool other_words)
{
    int64_t now_ms = app->host->mono_ms(app->host->user);

    if (app->link.down && now_ms < app->link.retry_ms)
        return false;
    if (other_words || f->again)
        return true;
    if (f->job == NULL && !f->over)
        return true; /* it was dropped when the view was hidden */
    if (app->link.down && f->over && (f->failures > 0 || want->mode == WF_FEED_EVERY))
        return true;
    if (f->next_ms == 0 || now_ms < f->next_ms || (f->job != NULL && !f->paused))
        return false;
    return !app->paused || want->mode != WF_FEED_EVERY;
}

/* True: other words are wanted, but they may be others again in a moment. */
static bool settles(struct wf_app *app, struct wf_feed *f, const struct wf_want *want,
                    const char *words)
{
    int64_t now_ms = app->host->mono_ms(app->host->user);

    if (want->settle_ms == 0 || (f->words == NULL && !want->settle_first))
        return false;
    if (f->settling == NULL || strcmp(f->settling, words) != 0) {
        free(f->settling);
        f->settling = wf_strdup(words);
        f->settled_ms = now_ms + want->settle_ms;
    }
    return now_ms < f->settled_ms;
}

static void forget_settling(struct wf_feed *f)
{
    free(f->settling);
    f->settling = NULL;
    f->settled_ms = 0;
}

void wf_feeds_reconcile(struct wf_app *app, struct wf_instance *v)
{
    struct wf_frame frame = wf_app_frame(app, v);

    for (unsigned slot = 0; slot < WF_MAX_SLOTS && v->type->want != NULL; slot++) {
        struct wf_feed *f = &v->feeds[slot];
        struct wf_want want = { 0 };
        char *words;
        bool other;

        v->type->want(v->model, &frame, slot, &want);
        if (want.n == 0) {
            stop(app, f);
            free(f->words);
            f->words = NULL;
            f->next_ms = 0;
            forget_settling(f);
            continue;
        }
        words = joined(&want);
        other = f->words == NULL || strcmp(f->words, words) != 0;
        if (other && settles(app, f, &want, words)) {
            free(words);
            continue;
        }
        forget_settling(f);
        if (is_due(app, f, &want, other)) {
            free(f->words);
            f->words = words;
            begin(app, v, slot, &want, other);
            continue;
        }
        free(words);
        if (f->paused && want.lines > f->lines)
            f->paused = false; /* wf_feeds_take() goes on */
    }
}

static bool deliver(struct wf_instance *v, unsigned slot, const char *text, size_t n,
                    size_t max)
{
    struct wf_feed *f = &v->feeds[slot];
    size_t at = 0;

    wf_strbuf_add(&f->rest, text, n);
    while (at < f->rest.len && f->lines < max) {
        const char *from = f->rest.data + at;
        const char *end = memchr(from, '\n', f->rest.len - at);

        if (end == NULL && f->rest.len - at < LINE_MAX_)
            break;
        if (end == NULL)
            end = f->rest.data + f->rest.len - 1;
        f->lines++;
        if (v->type->line != NULL)
            v->type->line(v->model, slot, from, (size_t)(end - from));
        at += (size_t)(end - from) + 1;
    }
    if (at > 0) {
        memmove(f->rest.data, f->rest.data + at, f->rest.len - at);
        f->rest.len -= at;
        f->rest.data[f->rest.len] = '\0';
    }
    return at > 0;
}

/* What a job has printed, up to what the view wants of it. */
static bool take_slot(struct wf_app *app, struct wf_instance *v, unsigned slot,
                      const struct wf_want *want)
{
    struct wf_feed *f = &v->feeds[slot];
    const struct wf_host_end pause = { .more = true, .error = WF_ERROR_INIT };
    bool any = deliver(v, slot, "", 0, want->lines);

    while (f->job != NULL && f->lines < want->lines) {
        struct wf_strbuf out = WF_STRBUF_INIT;
        struct wf_host_end end = { .error = WF_ERROR_INIT };
        bool over = app->host->take(app->host->user, f->job, TAKE, &out, &end);
        size_t n = out.len;

        if (n > 0)
            any = deliver(v, slot, out.data, n, want->lines) || any;
        wf_strbuf_release(&out);
        if (over) {
            f->job = NULL;
            if (f->rest.len > 0)
                deliver(v, slot, "\n", 1, SIZE_MAX);
            finish(app, v, slot, want, &end);
            return true;
        }
        if (n == 0)
            break;
    }
    if (any && want->mode == WF_FEED_STREAM) {
        f->good_ns = app->host->now_ns(app->host->user);
        f->failures = 0;
        wf_link_good(app);
    }
    if (f->job != NULL && f->lines >= want->lines && !f->paused) {
        f->paused = true;
        finish(app, v, slot, want, &pause);
        return true;
    }
    return any;
}

bool wf_feeds_take(struct wf_app *app, struct wf_instance *v)
{
    struct wf_frame frame = wf_app_frame(app, v);
    bool any = false;

    for (unsigned slot = 0; slot < WF_MAX_SLOTS && v->type->want != NULL; slot++) {
        struct wf_want want = { 0 };

        if (v->feeds[slot].job == NULL || v->feeds[slot].paused)
            continue;
        v->type->want(v->model, &frame, slot, &want);
        if (app->paused && want.mode == WF_FEED_STREAM)
            continue; /* it fills its queue, then waits */
        if (want.n > 0 && take_slot(app, v, slot, &want))
            any = true;
    }
    return any;
}

void wf_feeds_drop(struct wf_app *app, struct wf_instance *v)
{
    for (unsigned slot = 0; slot < WF_MAX_SLOTS; slot++) {
        struct wf_feed *f = &v->feeds[slot];

        if (f->job != NULL && !f->paused)
            f->over = false; /* read from its start when it is seen again */
        stop(app, f);
        f->paused = false;
        if (f->next_ms != 0)
            f->next_ms = 1;
    }
}

void wf_feeds_refresh(struct wf_instance *v)
{
    for (unsigned slot = 0; slot < WF_MAX_SLOTS; slot++)
        v->feeds[slot].again = true;
}

int64_t wf_feeds_due(const struct wf_app *app, const struct wf_instance *v)
{
    int64_t due = 0;

    for (unsigned slot = 0; slot < WF_MAX_SLOTS; slot++) {
        const struct wf_feed *f = &v->feeds[slot];

        if (f->settled_ms != 0 && (due == 0 || f->settled_ms < due))
            due = f->settled_ms;
        if (f->settled_ms != 0) /* the words before are not read again meanwhile */
            continue;
        if (f->next_ms == 0 || (f->job != NULL && !f->paused) || app->paused)
            continue;
        if (due == 0 || f->next_ms < due)
            due = f->next_ms;
    }
    return due;
}
