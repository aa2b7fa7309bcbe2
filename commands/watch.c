/* commands/watch.c: a reading verb again and again: what changes, and until when. */
#include "commands/parse.h"
#include "commands/redraw.h"
#include "commands/watch_key.h"

#include "base/timefmt.h"

#include <stdlib.h>
#include <string.h>

struct watch_args {
    struct wf_strings words;
    const char *until;
    int64_t interval, count;
};

enum { INTERVAL_MIN_MS = 100 };

struct line {
    const char *text; /* ended by a NUL */
    const char *key;  /* wf_watch_key(); set in a pipe only */
};

struct lines {
    struct line *v;
    size_t n;
};

struct watch {
    struct wf_job *job;
    const struct watch_args *a;
    struct wf_session session; /* of the verb: the same connection, output collected */
    struct wf_error failed;    /* the verb's last error */
    const char *const *words;
    size_t n_words;
    struct wf_strbuf got;      /* what it printed */
    struct wf_strbuf text[2];  /* this look's and the one before, as NUL-ended lines */
    struct wf_arena *arena[2]; /* and their arrays */
    struct lines now, before;
    struct wf_redraw redraw;
    int64_t looks;
    bool changed;
};

static enum wf_code collect(void *user, const void *p, size_t n, struct wf_error *err)
{
    (void)err;
    wf_strbuf_add(user, p, n);
    return WF_OK;
}

static enum wf_code drop(void *user, const void *p, size_t n, struct wf_error *err)
{
    (void)user, (void)p, (void)n, (void)err;
    return WF_OK;
}

/* ---- one look --------------------------------------------------------------------------
 */

/* Only a verb that reads. *ret_help: its help is asked for, which never changes. */
static enum wf_code check_verb(struct watch *w, bool *ret_help, struct wf_error *err)
{
    struct wf_parsed p;
    enum wf_code rc = wf_parse(w->job->session->registry, (int)w->n_words, w->words,
                               w->job->arena, &p, err);

    if (rc != WF_OK)
        return rc;
    if (p.command == NULL)
        return wf_error_set(err, WF_E_USAGE, "watch: which verb?");
    if (p.command->klass != WF_CLASS_READS || p.command == w->job->command ||
        strcmp(p.command->path, "call") == 0)
        return wf_error_set(err, WF_E_USAGE, "watch: '%s' is no verb that only reads",
                            p.command->path);
    *ret_help = p.globals.help;
    return WF_OK;
}

static bool passes(enum wf_code rc)
{
    return rc == WF_E_UNREACHABLE || rc == WF_E_UNAVAILABLE || rc == WF_E_DEADLINE;
}

/* A frontend that is away for a while ends nothing; *ret_seen is false then. */
static enum wf_code look(struct watch *w, bool *ret_seen, struct wf_error *err)
{
    enum wf_code rc;

    wf_strbuf_clear(&w->got);
    wf_error_clear(&w->failed);
    rc = wf_dispatch(&w->session, (int)w->n_words, w->words);
    *ret_seen = rc == WF_OK;
    if (rc == WF_OK || (passes(rc) && w->looks > 0))
        return WF_OK;
    *err = w->failed;
    return err->code = rc;
}

/* Keeps the last look for comparison, and cuts this one into lines. */
static void take(struct watch *w)
{
    size_t k = (size_t)(w->looks % 2), n = 0;
    char *at, *end;

    w->before = w->now;
    wf_strbuf_clear(&w->text[k]);
    wf_strbuf_add(&w->text[k], w->got.data != NULL ? w->got.data : "", w->got.len);
    wf_arena_free(w->arena[k]);
    w->arena[k] = wf_arena_new();
    at = w->text[k].data;
    end = at + w->text[k].len;
    for (const char *c = at; c < end; c++)
        n += *c == '\n';
    w->now.v = wf_arena_alloc(w->arena[k], (n + 1) * sizeof *w->now.v);
    w->now.n = 0;
    for (char *line = at; line < end; line = at) {
        at = memchr(line, '\n', (size_t)(end - line));
        if (at == NULL)
            break;
        *at++ = '\0';
        w->now.v[w->now.n++].text = line;
    }
}

/* ---- on a terminal ---------------------------------------------------------------------
 */

/* The lines that are not as they were stand out. */
static enum wf_code draw(struct watch *w, struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    for (size_t i = 0; i < w->now.n; i++) {
        bool other = w->looks > 0 && (i >= w->before.n ||
                                      strcmp(w->now.v[i].text, w->before.v[i].text) != 0);

        w->changed = w->changed || other;
        wf_strbuf_addf(&b, other && wf_job_color(w->job) ? "\033[7m%s\033[27m\n" : "%s\n",
                       w->now.v[i].text);
    }
    w->changed = w->changed || (w->looks > 0 && w->now.n != w->before.n);
    rc = wf_redraw(w->job, &w->redraw, &b, false, err);
    wf_strbuf_release(&b);
    return rc;
}

/* ---- in a pipe -------------------------------------------------------------------------
 */

static int by_key(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order != 0 ? order : strcmp(x->text, y->text);
}

/* The keys are made here, for a terminal needs none. */
static void sort(struct lines *l, struct wf_arena *a)
{
    for (size_t i = 0; i < l->n; i++)
        l->v[i].key = wf_watch_key(l->v[i].text, a);
    qsort(l->v, l->n, sizeof *l->v, by_key);
}

/* {time, change, key, item}, or before and after of what changed. */
static enum wf_code event(struct watch *w, const char *change, const struct line *before,
                          const struct line *now, struct wf_error *err)
{
    const struct line *one = now != NULL ? now : before;
    struct wf_strbuf b = WF_STRBUF_INIT, time = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    enum wf_code rc;

    wf_time_rfc3339(&time, wf_now_ns());
    wf_json_object(&j);
    wf_json_kstr(&j, "time", wf_strbuf_str(&time));
    wf_json_kstr(&j, "change", change);
    if (*one->key != '\0') {
        wf_json_key(&j, "key");
        wf_json_raw(&j, one->key, strlen(one->key));
    }
    if (now != NULL && before != NULL) {
        wf_json_key(&j, "before");
        wf_json_raw(&j, before->text, strlen(before->text));
    }
    wf_json_key(&j, now != NULL && before != NULL ? "after" : "item");
    wf_json_raw(&j, one->text, strlen(one->text));
    wf_json_end_object(&j);
    wf_strbuf_addc(&b, '\n');
    rc = wf_job_write(w->job, b.data, b.len, err);
    wf_strbuf_release(&b);
    wf_strbuf_release(&time);
    return rc;
}

/* The same item by its key; one without a key by being all that there is, or by its text.
 */
static int order_of(const struct watch *w, const struct line *before,
                    const struct line *now)
{
    int order = strcmp(before->key, now->key);

    if (order != 0 || *now->key != '\0' || (w->before.n == 1 && w->now.n == 1))
        return order;
    return strcmp(before->text, now->text);
}

/* What is gone, new or other than it was, in the order of the keys. */
static enum wf_code events(struct watch *w, struct wf_error *err)
{
    struct lines *before = &w->before, *now = &w->now;
    size_t i = 0, k = 0;
    enum wf_code rc = WF_OK;

    sort(now, w->arena[w->looks % 2]);
    while (rc == WF_OK && (i < before->n || k < now->n)) {
        int order = i == before->n ? 1
                    : k == now->n  ? -1
                                   : order_of(w, &before->v[i], &now->v[k]);

        if (order == 0 && strcmp(before->v[i].text, now->v[k].text) == 0) {
            i++, k++;
            continue;
        }
        w->changed = w->changed || w->looks > 0;
        if (order == 0)
            rc = event(w, "changed", &before->v[i++], &now->v[k++], err);
        else if (order < 0)
            rc = event(w, "removed", &before->v[i++], NULL, err);
        else
            rc = event(w, "added", NULL, &now->v[k++], err);
    }
    return rc == WF_OK ? wf_job_flush(w->job, err) : rc;
}

/* ---- until -----------------------------------------------------------------------------
 */

static const char *const untils[] = { "change", "empty", "some", NULL };

static bool is_over(const struct watch *w)
{
    if (w->a->count != WF_UNSET && w->looks >= w->a->count)
        return true;
    if (w->a->until == NULL)
        return false;
    if (strcmp(w->a->until, "change") == 0)
        return w->changed;
    return (w->now.n == 0) == (strcmp(w->a->until, "empty") == 0);
}

static enum wf_code watch_verb(struct watch *w, struct wf_error *err)
{
    bool drawn = wf_redraw_can(w->job);
    int64_t ms = w->a->interval / 1000000;

    for (;;) {
        bool seen = false;
        enum wf_code rc = look(w, &seen, err);

        if (rc == WF_OK && seen) {
            take(w);
            rc = drawn ? draw(w, err) : events(w, err);
            w->looks++;
        }
        if (rc != WF_OK || (seen && is_over(w)))
            return rc;
        rc = wf_ctx_sleep(w->job->ctx, ms < INTERVAL_MIN_MS ? INTERVAL_MIN_MS : ms, err);
        if (rc != WF_OK)
            return rc;
    }
}

/* In a pipe the verb prints JSON lines, of which changes are made. */
static void set_words(struct watch *w)
{
    const char **words = wf_arena_alloc(w->job->arena, (w->a->words.n + 2) * sizeof *words);
    size_t n = 0;

    if (!wf_redraw_can(w->job)) {
        words[n++] = "-o";
        words[n++] = "jsonl";
    }
    for (size_t i = 0; i < w->a->words.n; i++)
        words[n++] = w->a->words.v[i];
    w->words = words;
    w->n_words = n;
}

static enum wf_code watch_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct watch w = { .job = job, .a = args, .failed = WF_ERROR_INIT };
    struct wf_ctx *ctx = NULL;
    bool help = false;
    enum wf_code rc;

    if (w.a->words.n == 0)
        return wf_error_set(err, WF_E_USAGE, "watch: which verb?");
    if (w.a->count != WF_UNSET && w.a->count < 1)
        return wf_error_set(err, WF_E_USAGE, "--count: from 1 on");
    set_words(&w);
    rc = check_verb(&w, &help, err);
    if (rc == WF_OK && help)
        return wf_dispatch(job->session, (int)w.n_words, w.words);
    if (rc == WF_OK)
        rc = wf_job_ctx(job, &ctx, err); /* connects the session that is copied */
    if (rc != WF_OK)
        return rc;
    w.session = *job->session;
    w.session.lasting = true;
    w.session.saw = NULL;
    w.session.keep_error = &w.failed;
    w.session.out = (struct wf_sink){
        .write = collect, .user = &w.got, .tty = job->out->tty, .width = job->out->width
    };
    w.session.err = (struct wf_sink){ .write = drop };
    rc = watch_verb(&w, err);
    job->session->settings = w.session.settings;
    job->session->conn = w.session.conn;
    wf_sink_release(&w.session.out);
    wf_sink_release(&w.session.err);
    wf_strbuf_release(&w.got);
    for (size_t i = 0; i < 2; i++) {
        wf_strbuf_release(&w.text[i]);
        wf_arena_free(w.arena[i]);
    }
    return rc;
}

static const struct wf_positional watch_positionals[] = {
    { .name = "VERB",
      .offset = offsetof(struct watch_args, words),
      .help = "a verb that reads, with all that belongs to it",
      .complete = WF_COMPLETE_COMMAND,
      .repeated = true },
    { .name = NULL },
};

#define W struct watch_args
static const struct wf_option watch_options[] = {
    WF_OPT_DURATION(0, "interval", W, interval, "between two looks", .default_value = "2s"),
    WF_OPT_INT(0, "count", W, count, "N", "look so often, then end"),
    WF_OPT_ENUM(0, "until", W, until, untils,
                "end when something changed, nothing is left, or something is there"),
    WF_OPT_END
};
#undef W

const struct wf_command wf_cmd_watch = {
    .path = "watch",
    .summary = "Look again and again, and show what changes",
    .text =
        "On a terminal the output is drawn again, with the lines that changed standing "
        "out. In a pipe each change is a JSON line: {time, change: added|removed, key, "
        "item}, or {time, change: changed, key, before, after}; the key (workflow and run "
        "id, schedule id ...) says what it is the same one by. The first look adds all. A "
        "frontend that "
        "goes away for a while is waited for. Options of watch stand before the verb.",
    .examples = { { "wfsh watch --until empty ls --open --type Import",
                    "until all imports are done" },
                  { "wfsh watch --interval 10s --count 30 tq list --stuck | jq -r "
                    ".item.command",
                    "for five minutes" } },
    .positionals = watch_positionals,
    .options = watch_options,
    .args_size = sizeof(struct watch_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LIVE | WF_CMD_OURS | WF_CMD_REST,
    .run = watch_run,
};
