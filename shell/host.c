/* shell/host.c: command lines of the dashboard, as jobs on threads. */
#include "shell/host.h"

#include "base/child.h"
#include "base/file.h"
#include "base/toml.h"
#include "client/config_file.h"
#include "client/rpc_log.h"
#include "commands/complete.h"
#include "commands/complete_fetch.h"
#include "commands/parse.h"
#include "shell/host_line.h"
#include "shell/link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * Owner:  the main loop until take() says it has ended, or drop(); a dropped one is freed
 *         once its thread has seen that.
 * Thread: `out`, `done`, `dropped` under the lock; the rest is set before the thread
 * starts.
 */
struct wf_host_job {
    struct host *host;
    struct wf_session session;
    struct wf_cancel *cancel;
    char **words; /* owned copies */
    size_t n_words, ahead;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t room; /* the reader has taken something */
    struct wf_strbuf out;
    struct wf_error error;
    enum wf_code rc;
    bool done, dropped, threaded;
    struct wf_host_job *next; /* of the dropped ones */
};

struct host {
    struct wf_host face; /* first: wf_host_free() gets it */
    struct wf_session *session;
    int event_fd; /* a job has something new; face.fd waits for it, for the link's and the
                     fetcher's */
    struct wf_fetcher *fetcher; /* values for completion */
    bool fetched;               /* some came since completed() was called */
    struct wf_host_job *dropped;
    char *namespace_, *profile, *address; /* where go() went; NULL: as started */
    struct wf_arena *kept; /* names and values of `added`, and the file's path */
    struct wf_pairs
        added; /* saved queries of this session: [queries] as read, and keep() */
    struct wf_settings_flags base; /* the session's, as it was before go() */
    bool went;
    char *scratch; /* made when first asked for */
};

/* ---- jobs -------------------------------------------------------------------------------
 */

/* Waits until the reader has taken most of it, before the verb asks for more: a list of any
 * length costs what is looked at, and one page. */
static enum wf_code put_out(void *user, const void *p, size_t n, struct wf_error *err)
{
    struct wf_host_job *job = user;
    bool dropped;

    pthread_mutex_lock(&job->lock);
    if (!job->dropped) {
        wf_strbuf_add(&job->out, p, n);
        (void)eventfd_write(job->host->event_fd, 1);
    }
    while (job->out.len >= job->ahead && !job->dropped)
        pthread_cond_wait(&job->room, &job->lock);
    dropped = job->dropped;
    pthread_mutex_unlock(&job->lock);
    return dropped ? wf_error_set(err, WF_E_PIPE, "nobody reads on") : WF_OK;
}

/* Errors come as an object (keep_error); remarks have no place on a screen. */
static enum wf_code put_nowhere(void *user, const void *p, size_t n, struct wf_error *err)
{
    (void)user, (void)p, (void)n, (void)err;
    return WF_OK;
}

static void *job_main(void *user)
{
    struct wf_host_job *job = user;
    enum wf_code rc =
        wf_dispatch(&job->session, (int)job->n_words, (const char *const *)job->words);

    pthread_mutex_lock(&job->lock);
    job->rc = rc;
    job->done = true;
    pthread_mutex_unlock(&job->lock);
    (void)eventfd_write(job->host->event_fd, 1);
    return NULL;
}

static void job_free(struct wf_host_job *job)
{
    if (job->threaded)
        pthread_join(job->thread, NULL);
    if (job->session.in_fd >= 0)
        close(job->session.in_fd);
    wf_session_release(&job->session);
    wf_cancel_free(job->cancel);
    wf_strbuf_release(&job->out);
    for (size_t i = 0; i < job->n_words; i++)
        free(job->words[i]);
    free(job->words);
    pthread_mutex_destroy(&job->lock);
    pthread_cond_destroy(&job->room);
    free(job);
}

/* The session's settings and connection, the job's own ends. */
static void set_up_session(struct host *h, struct wf_host_job *job, const char *input)
{
    struct wf_session *s = &job->session;

    wf_session_borrow(s, h->session);
    s->confirmed = true; /* the dashboard's boxes ask */
    s->unhurried = true;
    s->where = NULL;
    s->out = (struct wf_sink){ .write = put_out, .user = job };
    s->err = (struct wf_sink){ .write = put_nowhere };
    s->cancel = job->cancel;
    s->in_tty = false;
    s->in_fd = input != NULL ? wf_child_text(input, strlen(input)) : -1;
    s->keep_error = &job->error;
}

static struct wf_host_job *host_run(void *user, const struct wf_words *words,
                                    const char *input, size_t ahead)
{
    struct host *h = user;
    struct wf_host_job *job = wf_calloc(1, sizeof *job);

    job->host = h;
    job->ahead = ahead;
    job->error = (struct wf_error)WF_ERROR_INIT;
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->room, NULL);
    job->cancel = wf_cancel_new();
    job->words = wf_calloc(words->n + 1, sizeof *job->words);
    for (; job->n_words < words->n; job->n_words++)
        job->words[job->n_words] = wf_strdup(words->v[job->n_words]);
    job->rc = wf_session_open(h->session, &job->error);
    if (job->rc == WF_OK)
        wf_sh_link_watch(h->session);
    set_up_session(h, job, input);
    if (job->rc == WF_OK && pthread_create(&job->thread, NULL, job_main, job) == 0) {
        job->threaded = true;
        return job;
    }
    if (job->rc == WF_OK)
        job->rc = wf_error_set(&job->error, WF_E_OTHER, "cannot start a thread");
    job->done = true;
    (void)eventfd_write(h->event_fd, 1);
    return job;
}

static bool host_take(void *user, struct wf_host_job *job, size_t max,
                      struct wf_strbuf *out, struct wf_host_end *ret)
{
    bool over;

    (void)user;
    pthread_mutex_lock(&job->lock);
    if (job->out.len <= max) {
        wf_strbuf_add(out, wf_strbuf_str(&job->out), job->out.len);
        wf_strbuf_clear(&job->out);
    } else {
        wf_strbuf_add(out, job->out.data, max);
        memmove(job->out.data, job->out.data + max, job->out.len - max);
        job->out.len -= max;
    }
    over = job->done && job->out.len == 0;
    pthread_cond_signal(&job->room);
    pthread_mutex_unlock(&job->lock);
    if (!over)
        return false;
    ret->code = job->rc;
    ret->error = job->error;
    job_free(job);
    return true;
}

static void host_drop(void *user, struct wf_host_job *job)
{
    struct host *h = user;

    pthread_mutex_lock(&job->lock);
    job->dropped = true;
    pthread_cond_signal(&job->room);
    pthread_mutex_unlock(&job->lock);
    wf_cancel_fire(job->cancel);
    job->next = h->dropped;
    h->dropped = job;
}

/* Frees the dropped ones whose threads have ended; or waits for all of them. */
static void reap(struct host *h, bool wait)
{
    struct wf_host_job **at = &h->dropped;

    while (*at != NULL) {
        struct wf_host_job *job = *at;
        bool done;

        pthread_mutex_lock(&job->lock);
        done = job->done;
        pthread_mutex_unlock(&job->lock);
        if (done || wait) {
            *at = job->next;
            job_free(job);
        } else {
            at = &job->next;
        }
    }
}

/* For cursors: names and tokens, so nobody else may look. */
static const char *host_scratch(void *user)
{
    struct host *h = user;

    if (h->scratch == NULL)
        h->scratch = wf_folder_make("wfsh-top");
    return h->scratch;
}

static void host_woken(void *user)
{
    struct host *h = user;
    eventfd_t ignored;

    (void)eventfd_read(h->event_fd, &ignored);
    h->fetched = wf_fetcher_take(h->fetcher) || h->fetched;
    reap(h, false);
}

static bool host_down(void *user)
{
    (void)user;
    return wf_sh_link_down();
}

/* ---- what only looks at memory ----------------------------------------------------------
 */

static struct wf_host_place host_place(void *user)
{
    const struct host *h = user;
    const struct wf_settings *s = h->session->settings;

    return (struct wf_host_place){ .profile = s->profile,
                                   .address = s->address,
                                   .namespace_ = s->namespace_,
                                   .identity = s->identity,
                                   .ui_url = s->ui_url,
                                   .read_only = s->read_only,
                                   .protected_ = s->protected_,
                                   .production = s->production };
}

static enum wf_host_class host_class(void *user, const struct wf_words *words)
{
    struct host *h = user;
    struct wf_arena *a = wf_arena_new();
    struct wf_error err = WF_ERROR_INIT;
    struct wf_parsed p;
    enum wf_host_class ret = WF_HOST_UNKNOWN;

    if (wf_parse(h->session->registry, (int)words->n, words->v, a, &p, &err) == WF_OK &&
        p.command != NULL)
        ret = p.globals.help || p.command->klass == WF_CLASS_READS ? WF_HOST_READS
              : p.command->klass == WF_CLASS_DESTROYS              ? WF_HOST_DESTROYS
                                                                   : WF_HOST_WRITES;
    wf_arena_free(a);
    return ret;
}

/* ---- completion -------------------------------------------------------------------------
 */

static void emit_none(void *user, const char *value, const char *description)
{
    (void)user, (void)value, (void)description;
}

/* The fetcher asks on the session's channel; making it does no network. */
static void open_for_fetcher(struct host *h)
{
    struct wf_error ignored = WF_ERROR_INIT;

    if (h->session->conn == NULL && wf_session_open(h->session, &ignored) == WF_OK)
        wf_sh_link_watch(h->session);
    wf_error_clear(&ignored);
}

static bool host_complete(void *user, const struct wf_words *words,
                          struct wf_host_want *want, wf_host_candidate_fn *emit,
                          void *emit_user)
{
    struct host *h = user;
    struct wf_complete_how how = { .fetcher = h->fetcher,
                                   .ahead = want->ahead,
                                   .quote = want->quote == '"' ? '\'' : '"' };

    open_for_fetcher(h);
    wf_complete(h->session, words->n, words->v, &how, want->ahead ? emit_none : emit,
                emit_user);
    want->part |= how.in_query;
    return how.pending;
}

static bool host_completed(void *user)
{
    struct host *h = user;
    bool fetched = h->fetched;

    h->fetched = false;
    return fetched;
}

static void host_hint(void *user, const struct wf_words *words, struct wf_strbuf *out)
{
    struct host *h = user;
    struct wf_complete_how how = { .fetcher = h->fetcher, .ahead = true };

    wf_hint(h->session, words->n, words->v, &how, out);
}

/* ---- the RPC log and the config file ----------------------------------------------------
 */

static bool host_rpc(void *user, size_t i, struct wf_host_rpc *ret)
{
    struct wf_rpc_log_entry e;

    (void)user;
    if (!wf_rpc_log_get(i, &e))
        return false;
    *ret = (struct wf_host_rpc){ e.method, e.at_ns, e.took_ns, e.status };
    return true;
}

static const struct wf_pairs *table_of(const struct host *h, const char *name)
{
    static const struct wf_pairs none;
    const struct wf_settings *s = h->session->settings;

    if (strcmp(name, "queries") == 0)
        return h->added.n > 0 ? &h->added : &s->queries;
    if (strcmp(name, "keys") == 0)
        return &s->keys;
    if (strcmp(name, "commands") == 0)
        return &s->commands;
    return strcmp(name, "dashboard") == 0 ? &s->dashboard : &none;
}

static bool host_config(void *user, const char *table, size_t i, const char **ret_key,
                        const char **ret_value)
{
    const struct wf_pairs *t = table_of(user, table);

    if (i >= t->n)
        return false;
    *ret_key = t->items[i].key;
    *ret_value = t->items[i].value;
    return true;
}

static const char *host_config_path(void *user)
{
    struct host *h = user;

    return wf_config_path(WF_CONFIG_OWN, &h->session->base, h->kept);
}

/* What was kept is there at once, before the file is read again. */
static void remember(struct host *h, const char *key, const char *value)
{
    const struct wf_pairs *now = table_of(h, "queries");
    struct wf_pair *items = wf_arena_alloc(h->kept, (now->n + 1) * sizeof *items);
    size_t n = 0;

    for (; n < now->n; n++)
        items[n] = (struct wf_pair){ wf_arena_strdup(h->kept, now->items[n].key),
                                     wf_arena_strdup(h->kept, now->items[n].value) };
    for (size_t i = 0; i < n; i++)
        if (strcmp(items[i].key, key) == 0) {
            items[i].value = wf_arena_strdup(h->kept, value);
            key = NULL;
            break;
        }
    if (key != NULL)
        items[n++] = (struct wf_pair){ wf_arena_strdup(h->kept, key),
                                       wf_arena_strdup(h->kept, value) };
    h->added = (struct wf_pairs){ .items = items, .n = n };
}

static enum wf_code host_keep(void *user, const char *table, const char *key,
                              const char *value, struct wf_error *err)
{
    struct host *h = user;
    const char *const keys[] = { table, key }, *path = host_config_path(h);
    struct wf_strbuf text = WF_STRBUF_INIT, literal = WF_STRBUF_INIT;
    enum wf_code rc;

    if (path == NULL)
        return wf_error_set(err, WF_E_OTHER,
                            "there is no home directory for a config file");
    rc = wf_config_read(path, &text, err);
    if (rc == WF_OK) {
        wf_toml_put_string(&literal, value, strlen(value));
        rc = wf_toml_edit_set(&text, path, keys, 2, wf_strbuf_str(&literal), err);
    }
    if (rc == WF_OK)
        rc = wf_config_write(path, wf_strbuf_str(&text), text.len, err);
    if (rc == WF_OK && strcmp(table, "queries") == 0)
        remember(h, key, value);
    wf_strbuf_wipe(&text); /* the file may hold secrets */
    wf_strbuf_release(&literal);
    return rc;
}

const char *wf_host_setting(const struct wf_host *host, const char *key)
{
    const struct wf_pairs *t =
        &((const struct host *)host->user)->session->settings->dashboard;

    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->items[i].key, key) == 0)
            return t->items[i].value;
    return NULL;
}

/* For tests: what was done, in the file that WFSH_TEST_ACTIONS names. */
static void host_acted(void *user, char how, const char *name)
{
    FILE *f = fopen(getenv("WFSH_TEST_ACTIONS"), "ae");

    (void)user;
    if (f == NULL)
        return;
    fprintf(f, "%c %s\n", how, name);
    fclose(f);
}

static int64_t host_now_ns(void *user)
{
    (void)user;
    return wf_now_ns();
}

static int64_t host_mono_ms(void *user)
{
    (void)user;
    return wf_mono_ms();
}

/* ---- elsewhere, and outside -------------------------------------------------------------
 */

static void replace(char **at, const char *value)
{
    free(*at);
    *at = wf_strdup(value);
}

static enum wf_code host_go(void *user, const char *kind, const char *value,
                            struct wf_error *err)
{
    struct host *h = user;
    struct wf_session *s = h->session;
    struct wf_settings_flags before = s->base;
    struct wf_settings *fresh = NULL;
    char *namespace_ = wf_strdup(s->base.namespace_), *profile = wf_strdup(s->base.profile),
         *address = wf_strdup(s->base.address);
    enum wf_code rc;

    if (strcmp(kind, "namespace") == 0) {
        replace(&namespace_, value);
    } else {
        replace(&profile, strcmp(kind, "profile") == 0 ? value : NULL);
        replace(&address, strcmp(kind, "address") == 0 ? value : NULL);
        replace(&namespace_, NULL);
    }
    s->base.namespace_ = namespace_;
    s->base.profile = profile;
    s->base.address = address;
    rc = wf_settings_load(&s->base, &fresh, err);
    if (rc != WF_OK) {
        s->base = before;
        free(namespace_);
        free(profile);
        free(address);
        return rc;
    }
    reap(h, true); /* they use what is closed now */
    wf_fetcher_detach(h->fetcher);
    wf_connection_close(s->conn);
    wf_settings_free(s->settings);
    s->conn = NULL;
    s->settings = fresh;
    free(h->namespace_);
    free(h->profile);
    free(h->address);
    h->namespace_ = namespace_;
    h->profile = profile;
    h->address = address;
    h->went = true;
    return WF_OK;
}

static enum wf_code put_text(void *user, const void *p, size_t n, struct wf_error *err)
{
    (void)err;
    wf_strbuf_add(user, p, n);
    return WF_OK;
}

/* On the main thread: nothing else is to be drawn or read meanwhile. */
static enum wf_code host_foreground(void *user, const struct wf_words *words,
                                    struct wf_strbuf *out, struct wf_error *err)
{
    struct host *h = user;
    struct wf_session s;
    enum wf_code rc = wf_session_open(h->session, err);

    if (rc != WF_OK)
        return rc;
    wf_session_borrow(&s, h->session);
    s.confirmed = true; /* the dashboard's boxes ask */
    s.where = NULL;
    s.out = (struct wf_sink){ .write = put_text, .user = out };
    wf_sink_fd(&s.err, STDERR_FILENO);
    s.keep_error = err;
    rc = wf_dispatch(&s, (int)words->n, words->v);
    wf_session_release(&s);
    return rc;
}

static enum wf_code host_outside(void *user, const char *command, const char *input,
                                 size_t n, struct wf_error *err)
{
    struct wf_child child = { .command = command, .in = -1, .out = -1 };
    pid_t pid;
    int rc;

    (void)user;
    if (input != NULL)
        child.in = wf_child_text(input, n);
    rc = wf_child_spawn(&child, &pid);
    if (child.in >= 0)
        close(child.in);
    if (rc != 0) {
        errno = rc;
        return wf_error_errno(err, "cannot run sh");
    }
    rc = wf_child_wait(pid);
    return rc == 0 ? WF_OK : wf_error_set(err, WF_E_OTHER, "the command ended with %d", rc);
}

/* One descriptor for the news of the jobs, of the connection and of the fetcher. */
static int waiting_fd(const struct host *h)
{
    int fd = epoll_create1(EPOLL_CLOEXEC);
    int all[] = { h->event_fd, wf_sh_link_fd(), wf_fetcher_fd(h->fetcher) };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct epoll_event e = { .events = EPOLLIN, .data.fd = all[i] };

        (void)epoll_ctl(fd, EPOLL_CTL_ADD, all[i], &e);
    }
    return fd;
}

/* ---- the host ---------------------------------------------------------------------------
 */

struct wf_host *wf_host_new(struct wf_session *session, struct wf_error *err)
{
    struct host *h;

    if (session->settings == NULL &&
        wf_settings_load(&session->base, &session->settings, err) != WF_OK)
        return NULL;
    wf_rpc_log_on();
    session->lasting = true;
    h = wf_calloc(1, sizeof *h);
    h->session = session;
    h->kept = wf_arena_new();
    h->base = session->base;
    h->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    h->fetcher = wf_fetcher_new();
    h->face = (struct wf_host){ .user = h,
                                .fd = waiting_fd(h),
                                .run = host_run,
                                .take = host_take,
                                .drop = host_drop,
                                .woken = host_woken,
                                .down = host_down,
                                .place = host_place,
                                .klass = host_class,
                                .lex = wf_sh_host_lex,
                                .typed = wf_sh_host_typed,
                                .write = wf_sh_host_write,
                                .complete = host_complete,
                                .completed = host_completed,
                                .hint = host_hint,
                                .go = host_go,
                                .rpc = host_rpc,
                                .config = host_config,
                                .keep = host_keep,
                                .config_path = host_config_path,
                                .foreground = host_foreground,
                                .outside = host_outside,
                                .scratch = host_scratch,
                                .now_ns = host_now_ns,
                                .mono_ms = host_mono_ms };
    if (getenv("WFSH_TEST_ACTIONS") != NULL)
        h->face.acted = host_acted;
    return &h->face;
}

void wf_host_free(struct wf_host *host)
{
    struct host *h;

    if (host == NULL)
        return;
    h = host->user;
    reap(h, true); /* the last thing that a job does is to write its cursor */
    if (h->scratch != NULL)
        wf_folder_remove(h->scratch);
    free(h->scratch);
    wf_fetcher_free(h->fetcher); /* it uses the connection that may be closed next */
    if (h->went) {               /* a shell that goes on is where it was */
        h->session->base = h->base;
        wf_connection_close(h->session->conn);
        wf_settings_free(h->session->settings);
        h->session->conn = NULL;
        h->session->settings = NULL;
    }
    close(h->face.fd);
    close(h->event_fd);
    free(h->namespace_);
    free(h->profile);
    free(h->address);
    wf_arena_free(h->kept);
    free(h);
}
