#ifndef WF_TESTS_UNIT_TUI_HOST_H
#define WF_TESTS_UNIT_TUI_HOST_H

/*
 * A host of the dashboard without a frontend and without threads: the test says what each
 * command line prints and how it ends, and what time it is.
 */

#include "base/mem.h"
#include "shell/host_line.h"
#include "tui/app_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOST_JOBS = 64, HOST_CONFIG = 16 };

struct wf_host_job {
    bool used;
    char *words; /* separated by blanks */
    char *input;
    size_t ahead;
    struct wf_strbuf out;
    bool done;
    enum wf_code code;
    struct wf_error error;
    size_t endless, printed; /* lines that it goes on to print by itself, and has */
};

struct fake_host {
    struct wf_host face;
    struct wf_host_job jobs[HOST_JOBS];
    size_t n_started, n_dropped, n_taken_lines;
    char *last; /* words of the job that was started last */
    int64_t mono_ms, now_ns;
    struct wf_host_place place;
    bool down;
    struct {
        const char *table, *key, *value;
    } config[HOST_CONFIG];
    char *went; /* "namespace orders" */
    /* Values of completion: those that are known, and whether more are being asked for. */
    const char *const *values; /* NULL-ended; NULL: none */
    bool asking, came;         /* came: completed() says so, once */
    size_t n_ahead;            /* how often it was asked ahead */
    char *asked;               /* the words of the last complete() that was not ahead */
    const char *hint;
    /* What a job prints as soon as it is started, when the test lets it. */
    void (*answer)(struct fake_host *h, struct wf_host_job *job);
    void *user;
};

/* ---- the test's side -------------------------------------------------------------------
 */

/* The running job whose words begin so; NULL: there is none. */
static inline struct wf_host_job *host_job(struct fake_host *h, const char *prefix)
{
    for (size_t i = 0; i < HOST_JOBS; i++)
        if (h->jobs[i].used && strncmp(h->jobs[i].words, prefix, strlen(prefix)) == 0)
            return &h->jobs[i];
    return NULL;
}

static inline size_t host_running(const struct fake_host *h)
{
    size_t n = 0;

    for (size_t i = 0; i < HOST_JOBS; i++)
        n += h->jobs[i].used;
    return n;
}

static inline void host_print(struct wf_host_job *job, const char *text)
{
    wf_strbuf_adds(&job->out, text);
}

static inline void host_ends(struct wf_host_job *job)
{
    job->done = true;
    job->code = WF_OK;
}

static inline void host_fails(struct wf_host_job *job, enum wf_code code, const char *text)
{
    job->done = true;
    job->code = code;
    (void)wf_error_set(&job->error, code, "%s", text);
}

static inline void host_pass(struct fake_host *h, int64_t ms)
{
    h->mono_ms += ms;
    h->now_ns += ms * 1000000;
}

/* ---- the app's side --------------------------------------------------------------------
 */

static inline char *host_joined(const struct wf_words *words)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_adds(&b, "");
    for (size_t i = 0; i < words->n; i++)
        wf_strbuf_addf(&b, "%s%s", i > 0 ? " " : "", words->v[i]);
    return b.data != NULL ? wf_strbuf_steal(&b) : wf_strdup("");
}

static inline struct wf_host_job *host_run(void *user, const struct wf_words *words,
                                           const char *input, size_t ahead)
{
    struct fake_host *h = user;
    struct wf_host_job *job = NULL;

    for (size_t i = 0; i < HOST_JOBS && job == NULL; i++)
        if (!h->jobs[i].used)
            job = &h->jobs[i];
    if (job == NULL)
        abort(); /* jobs are leaked */
    *job = (struct wf_host_job){ .used = true,
                                 .words = host_joined(words),
                                 .input = wf_strdup(input),
                                 .ahead = ahead,
                                 .error = WF_ERROR_INIT };
    free(h->last);
    h->last = wf_strdup(job->words);
    h->n_started++;
    if (h->answer != NULL)
        h->answer(h, job);
    return job;
}

static inline void host_forget(struct wf_host_job *job)
{
    free(job->words);
    free(job->input);
    wf_strbuf_release(&job->out);
    *job = (struct wf_host_job){ 0 };
}

static inline void host_goes_on(struct wf_host_job *job)
{
    while (job->printed < job->endless && job->out.len < job->ahead) {
        job->printed++;
        wf_strbuf_addf(
            &job->out,
            "Running\twf-%zu\t01a0-%zu\tOrder\torders\t2026-01-01T00:00:00Z\t\t\n",
            job->printed, job->printed);
    }
}

static inline bool host_take(void *user, struct wf_host_job *job, size_t max,
                             struct wf_strbuf *out, struct wf_host_end *ret)
{
    struct fake_host *h = user;
    size_t n;

    host_goes_on(job);
    n = job->out.len < max ? job->out.len : max;
    for (size_t i = 0; i < n; i++)
        h->n_taken_lines += job->out.data[i] == '\n';
    if (n > 0) {
        wf_strbuf_add(out, job->out.data, n);
        memmove(job->out.data, job->out.data + n, job->out.len - n);
        job->out.len -= n;
        job->out.data[job->out.len] = '\0';
    }
    if (!job->done || job->out.len > 0)
        return false;
    ret->code = job->code;
    ret->error = job->error;
    host_forget(job);
    return true;
}

static inline void host_drop(void *user, struct wf_host_job *job)
{
    ((struct fake_host *)user)->n_dropped++;
    host_forget(job);
}

static inline void host_woken(void *user)
{
    (void)user;
}

static inline bool host_down(void *user)
{
    return ((struct fake_host *)user)->down;
}

static inline struct wf_host_place host_place(void *user)
{
    return ((struct fake_host *)user)->place;
}

static inline enum wf_host_class host_class(void *user, const struct wf_words *words)
{
    static const char *const reads[] = { "list", "describe", "show", "count", "tail" };
    static const char *const writes[] = { "signal", "cancel", "trigger", "start" };
    static const char *const destroys[] = { "terminate", "delete", "reset" };
    const char *verb = words->n > 1 ? words->v[1] : "";

    (void)user;
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
        if (strcmp(verb, reads[i]) == 0)
            return WF_HOST_READS;
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++)
        if (strcmp(verb, writes[i]) == 0)
            return WF_HOST_WRITES;
    for (size_t i = 0; i < sizeof destroys / sizeof *destroys; i++)
        if (strcmp(verb, destroys[i]) == 0)
            return WF_HOST_DESTROYS;
    return WF_HOST_UNKNOWN;
}

static inline enum wf_code host_lex(void *user, const char *line, struct wf_arena *a,
                                    struct wf_words *ret, struct wf_error *err)
{
    char *rest = wf_arena_printf(a, "%s", line), *word;

    (void)user;
    *ret = (struct wf_words){ .v = wf_arena_alloc(a, (strlen(line) + 2) * sizeof *ret->v) };
    if (strchr(line, '\'') != NULL)
        return wf_error_set(err, WF_E_USAGE, "a quote is not closed");
    while ((word = strsep(&rest, " ")) != NULL)
        if (*word != '\0')
            ret->v[ret->n++] = word;
    ret->v[ret->n] = NULL;
    return WF_OK;
}

static inline bool host_complete(void *user, const struct wf_words *words,
                                 struct wf_host_want *want, wf_host_candidate_fn *emit,
                                 void *emit_user)
{
    static const char *const verbs[] = { "workflow", "worker", "schedule" };
    struct fake_host *h = user;
    const char *last = words->v[words->n - 1];

    if (want->ahead) {
        h->n_ahead++;
        return h->asking;
    }
    free(h->asked);
    h->asked = host_joined(words);
    want->part = words->n > 1 && strcmp(words->v[words->n - 2], "-q") == 0;
    for (size_t i = 0; words->n == 1 && i < sizeof verbs / sizeof *verbs; i++)
        if (strncmp(verbs[i], last, strlen(last)) == 0)
            emit(emit_user, verbs[i], NULL);
    for (const char *const *v = h->values; words->n > 1 && v != NULL && *v != NULL; v++)
        if (strncmp(*v, last, strlen(last)) == 0)
            emit(emit_user, *v, NULL);
    return words->n > 1 && h->asking;
}

static inline bool host_completed(void *user)
{
    struct fake_host *h = user;
    bool came = h->came;

    h->came = false;
    return came;
}

static inline void host_hint(void *user, const struct wf_words *words,
                             struct wf_strbuf *out)
{
    const struct fake_host *h = user;

    if (h->hint != NULL && words->n > 1)
        wf_strbuf_addf(out, "%s%s", *words->v[words->n - 1] != '\0' ? " " : "", h->hint);
}

static inline enum wf_code host_go(void *user, const char *kind, const char *value,
                                   struct wf_error *err)
{
    struct fake_host *h = user;

    if (strcmp(value, "nowhere") == 0)
        return wf_error_set(err, WF_E_USAGE, "no profile is called '%s'", value);
    free(h->went);
    h->went = wf_asprintf("%s %s", kind, value);
    return WF_OK;
}

static inline bool host_rpc(void *user, size_t i, struct wf_host_rpc *ret)
{
    const struct fake_host *h = user;

    if (i >= 3)
        return false;
    *ret = (struct wf_host_rpc){ .method = "ListWorkflowExecutions",
                                 .at_ns = h->now_ns - (int64_t)i * 1000000000,
                                 .took_ns = 12000000,
                                 .status = i == 2 ? 14 : 0 };
    return true;
}

static inline bool host_config(void *user, const char *table, size_t i,
                               const char **ret_key, const char **ret_value)
{
    const struct fake_host *h = user;

    for (size_t k = 0; k < HOST_CONFIG && h->config[k].table != NULL; k++)
        if (strcmp(h->config[k].table, table) == 0 && i-- == 0) {
            *ret_key = h->config[k].key;
            *ret_value = h->config[k].value;
            return true;
        }
    return false;
}

static inline enum wf_code host_outside(void *user, const char *command, const char *input,
                                        size_t n, struct wf_error *err)
{
    (void)user, (void)command, (void)input, (void)n, (void)err;
    return WF_OK;
}

static inline int64_t host_now_ns(void *user)
{
    return ((struct fake_host *)user)->now_ns;
}

static inline int64_t host_mono_ms(void *user)
{
    return ((struct fake_host *)user)->mono_ms;
}

/* 2026-01-01 12:00:00 UTC; TZ must be UTC. */
static inline struct fake_host *host_new(void)
{
    struct fake_host *h = wf_calloc(1, sizeof *h);

    setenv("TZ", "UTC", 1);
    h->mono_ms = 1000000;
    h->now_ns = INT64_C(1767268800000000000);
    h->place = (struct wf_host_place){ .profile = "dev",
                                       .address = "127.0.0.1:7233",
                                       .namespace_ = "orders",
                                       .identity = "me@here" };
    h->face = (struct wf_host){ .user = h,
                                .fd = -1,
                                .run = host_run,
                                .take = host_take,
                                .drop = host_drop,
                                .woken = host_woken,
                                .down = host_down,
                                .place = host_place,
                                .klass = host_class,
                                .lex = host_lex,
                                .typed = wf_sh_host_typed,
                                .write = wf_sh_host_write,
                                .complete = host_complete,
                                .completed = host_completed,
                                .hint = host_hint,
                                .go = host_go,
                                .rpc = host_rpc,
                                .config = host_config,
                                .outside = host_outside,
                                .now_ns = host_now_ns,
                                .mono_ms = host_mono_ms };
    return h;
}

static inline void host_free(struct fake_host *h)
{
    for (size_t i = 0; i < HOST_JOBS; i++)
        if (h->jobs[i].used)
            abort(); /* the app has left a job behind */
    free(h->last);
    free(h->went);
    free(h->asked);
    free(h);
}

/* ---- typing at it ----------------------------------------------------------------------
 */

static inline void app_type(struct wf_app *app, int code)
{
    const struct wf_key key = { .code = code };

    wf_app_key(app, &key);
    (void)wf_app_poll(app);
}

static inline void app_text(struct wf_app *app, const char *text)
{
    for (; *text != '\0'; text++)
        app_type(app, (unsigned char)*text);
}

static inline void app_paste(struct wf_app *app, const char *text)
{
    const struct wf_key key = { .code = WF_KEY_PASTE, .text = text };

    wf_app_key(app, &key);
    (void)wf_app_poll(app);
}

static inline void app_mouse(struct wf_app *app, int row, int col, enum wf_mouse mouse)
{
    const struct wf_key key = {
        .code = WF_KEY_MOUSE, .row = row, .col = col, .mouse = mouse
    };

    wf_app_key(app, &key);
    (void)wf_app_poll(app);
}

/* The whole screen as lines. The caller frees. */
static inline char *app_screen(const struct wf_app *app, bool ascii)
{
    struct wf_canvas cv;
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_canvas_init(&cv, 1, 1);
    cv.ascii = ascii;
    wf_app_draw(app, &cv);
    wf_strbuf_adds(&b, "");
    for (int row = 0; row < cv.rows; row++) {
        struct wf_strbuf line = WF_STRBUF_INIT;

        wf_canvas_row_text(&cv, row, &line);
        wf_strbuf_addf(&b, "%s\n", wf_strbuf_str(&line));
        wf_strbuf_release(&line);
    }
    wf_canvas_release(&cv);
    return b.data != NULL ? wf_strbuf_steal(&b) : wf_strdup("");
}

static inline bool app_shows(const struct wf_app *app, const char *text)
{
    char *screen = app_screen(app, true);
    bool found = strstr(screen, text) != NULL;

    if (!found)
        fprintf(stderr, "# not on the screen: %s\n%s", text, screen);
    free(screen);
    return found;
}

static inline bool app_hides(const struct wf_app *app, const char *text)
{
    char *screen = app_screen(app, true);
    bool found = strstr(screen, text) != NULL;

    if (found)
        fprintf(stderr, "# on the screen: %s\n%s", text, screen);
    free(screen);
    return !found;
}

#endif
