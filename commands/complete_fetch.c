/* commands/complete_fetch.c: live values, asked for on a thread and remembered. */
#include "commands/complete_fetch.h"

#include "base/timefmt.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    CALL_MS = 2000,         /* an answer that is late for the TAB serves the next one */
    FAILED_FRESH_MS = 2000, /* a frontend that is away is not asked at every key */
    MAX_ANSWERS = 64,
    MAX_BYTES = 8 << 20,
    MAX_WAITING = 8,
};

/*
 * A question, and then its answer.
 * Owner: the fetcher's lists; the thread has it alone while it is `running`.
 */
struct answer {
    char *key;    /* where, and the question but for its prefix */
    char *prefix; /* owned, as are of, name and namespace_ in `q` */
    struct wf_ask q;
    size_t max;
    bool urgent;
    struct wf_connection *conn; /* the session's; NULL: connect with `own` */
    struct wf_settings *own;
    /* the answer */
    struct wf_strbuf text;
    const char **values, **descriptions; /* into text; sorted, each once */
    size_t n;
    bool more, failed;
    int64_t at_ms;
    struct answer *next;
};

struct wf_fetcher {
    pthread_t thread;
    bool started;
    int fd;
    struct wf_cancel *cancel; /* of what runs */
    pthread_mutex_t lock;     /* for all that follows, but `known` */
    pthread_cond_t changed;
    struct answer *waiting; /* the next first */
    struct answer *running;
    struct answer *done;
    bool ending;
    /* the main thread's alone */
    struct answer *known; /* the newest first */
    bool news;            /* since the last wf_fetcher_take() */
};

static void answer_free(struct answer *r)
{
    wf_settings_free(r->own);
    free(r->key);
    free(r->prefix);
    free((char *)(uintptr_t)r->q.of);
    free((char *)(uintptr_t)r->q.name);
    free((char *)(uintptr_t)r->q.namespace_);
    wf_strbuf_release(&r->text);
    free(r->values);
    free(r->descriptions);
    free(r);
}

static void list_free(struct answer **list)
{
    while (*list != NULL) {
        struct answer *r = *list;

        *list = r->next;
        answer_free(r);
    }
}

struct wf_fetcher *wf_fetcher_new(void)
{
    struct wf_fetcher *f = wf_calloc(1, sizeof *f);

    f->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    f->cancel = wf_cancel_new();
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, NULL);
    return f;
}

int wf_fetcher_fd(const struct wf_fetcher *f)
{
    return f->fd;
}

/* ---- the thread
 * --------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines to two arrays, sorted, each value once. */
static void take_apart(struct answer *r)
{
    size_t lines = 0, n = 0;
    char *save = NULL;

    for (size_t i = 0; i < r->text.len; i++)
        lines += r->text.data[i] == '\n';
    r->values = wf_calloc(lines + 1, sizeof *r->values);
    r->descriptions = wf_calloc(lines + 1, sizeof *r->descriptions);
    if (lines == 0)
        return;
    for (char *l = strtok_r(r->text.data, "\n", &save); l != NULL;
         l = strtok_r(NULL, "\n", &save))
        r->values[n++] = l;
    qsort(r->values, n, sizeof *r->values, by_text);
    for (size_t i = 0; i < n; i++) {
        char *line = (char *)(uintptr_t)r->values[i], *tab = strchr(line, '\t');

        *tab = '\0';
        if (r->n > 0 && strcmp(r->values[r->n - 1], line) == 0)
            continue;
        r->values[r->n] = line;
        r->descriptions[r->n++] = tab[1] != '\0' ? tab + 1 : NULL;
    }
}

static bool ask(struct answer *r, struct wf_connection *conn, struct wf_cancel *cancel)
{
    struct wf_ctx *ctx = wf_ctx_new(conn, cancel, wf_mono_ms() + 2 * CALL_MS);
    struct wf_arena *a = wf_arena_new();
    bool ok = wf_ask_cluster(ctx, &r->q, r->max, CALL_MS, a, &r->text, &r->more);

    wf_ctx_free(ctx);
    wf_arena_free(a);
    return ok;
}

static void answer(struct answer *r, struct wf_cancel *cancel)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_connection *conn = r->conn;

    if (conn == NULL && (wf_settings_secrets(r->own, &ignored) != WF_OK ||
                         wf_connection_open(r->own, &conn, &ignored) != WF_OK))
        conn = NULL;
    r->failed = conn == NULL || !ask(r, conn, cancel);
    if (r->conn == NULL)
        wf_connection_close(conn);
    take_apart(r);
    r->at_ms = wf_mono_ms();
}

static void *fetch_main(void *user)
{
    struct wf_fetcher *f = user;

    pthread_mutex_lock(&f->lock);
    while (!f->ending) {
        struct answer *r = f->waiting;

        if (r == NULL) {
            pthread_cond_wait(&f->changed, &f->lock);
            continue;
        }
        f->waiting = r->next;
        f->running = r;
        wf_cancel_reset(f->cancel);
        pthread_mutex_unlock(&f->lock);
        answer(r, f->cancel);
        pthread_mutex_lock(&f->lock);
        f->running = NULL;
        pthread_cond_broadcast(&f->changed);
        if (wf_cancel_fired(f->cancel)) { /* that it failed says nothing */
            answer_free(r);
            continue;
        }
        r->next = f->done;
        f->done = r;
        (void)eventfd_write(f->fd, 1);
    }
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

static bool start_thread(struct wf_fetcher *f)
{
    if (!f->started)
        f->started = pthread_create(&f->thread, NULL, fetch_main, f) == 0;
    if (f->started)
        (void)pthread_setname_np(f->thread, "wfsh-fetch");
    return f->started;
}

void wf_fetcher_detach(struct wf_fetcher *f)
{
    if (f == NULL)
        return;
    pthread_mutex_lock(&f->lock);
    list_free(&f->waiting);
    if (f->running != NULL)
        wf_cancel_fire(f->cancel);
    while (f->running != NULL)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
}

void wf_fetcher_free(struct wf_fetcher *f)
{
    if (f == NULL)
        return;
    wf_fetcher_detach(f);
    pthread_mutex_lock(&f->lock);
    f->ending = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
    if (f->started)
        pthread_join(f->thread, NULL);
    list_free(&f->done);
    list_free(&f->known);
    wf_cancel_free(f->cancel);
    close(f->fd);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

/* ---- what is known
 * ------------------------------------------------------------------------ */

static char *key_of(const char *where, const struct wf_ask *q)
{
    return wf_asprintf("%s\n%s\n%d\n%s\n%s", where, q->namespace_, (int)q->kind, q->of,
                       q->name);
}

static void swap(struct answer *x, struct answer *y)
{
    struct answer was = *x;

    x->text = y->text;
    x->values = y->values;
    x->descriptions = y->descriptions;
    x->n = y->n;
    y->text = was.text;
    y->values = was.values;
    y->descriptions = was.descriptions;
    y->n = was.n;
}

/* The same question's older answers go, and the oldest of all when there are too many. */
static void keep(struct wf_fetcher *f, struct answer *fresh)
{
    size_t n = 0, bytes = 0;
    struct answer **at;

    for (at = &f->known; *at != NULL;) {
        struct answer *r = *at;
        bool again = strcmp(r->key, fresh->key) == 0 &&
                     strcmp(r->prefix, fresh->prefix) == 0 && r->max <= fresh->max;

        if (again && fresh->failed && !r->failed) {
            /* what was known stays, old as it is, but is not asked for at once again */
            swap(fresh, r);
        }
        if (again) {
            *at = r->next;
            answer_free(r);
        } else {
            at = &r->next;
        }
    }
    fresh->next = f->known;
    f->known = fresh;
    for (at = &f->known; *at != NULL; at = &(*at)->next) {
        bytes += (*at)->text.size + (*at)->n * 2 * sizeof(char *);
        if (++n > 1 && (n > MAX_ANSWERS || bytes > MAX_BYTES)) {
            list_free(at);
            break;
        }
    }
}

static void take_in(struct wf_fetcher *f)
{
    struct answer *done;

    pthread_mutex_lock(&f->lock);
    done = f->done;
    f->done = NULL;
    pthread_mutex_unlock(&f->lock);
    f->news |= done != NULL;
    while (done != NULL) {
        struct answer *r = done;

        done = r->next;
        r->conn = NULL;
        keep(f, r);
    }
}

bool wf_fetcher_take(struct wf_fetcher *f)
{
    eventfd_t ignored;
    bool any;

    (void)eventfd_read(f->fd, &ignored);
    take_in(f);
    any = f->news;
    f->news = false;
    return any;
}

static enum wf_fetched_age age_of(const struct answer *r, const char *prefix, size_t max)
{
    int64_t age = wf_mono_ms() - r->at_ms;

    if (r->failed)
        return age <= FAILED_FRESH_MS ? WF_FETCHED_FRESH : WF_FETCHED_OLD;
    if (r->more && (r->max < max || strcmp(r->prefix, prefix) != 0))
        return WF_FETCHED_OLD;
    return age <= wf_ask_fresh_ms(r->q.kind) ? WF_FETCHED_FRESH : WF_FETCHED_OLD;
}

enum wf_fetched_age wf_fetcher_get(struct wf_fetcher *f, const char *where,
                                   const struct wf_ask *q, size_t max,
                                   struct wf_fetched *ret)
{
    char *key = key_of(where, q);
    enum wf_fetched_age best = WF_FETCHED_NONE;

    take_in(f); /* the descriptor stays readable: others want to hear of it too */
    for (const struct answer *r = f->known; r != NULL && best != WF_FETCHED_FRESH;
         r = r->next) {
        enum wf_fetched_age age;

        if (strcmp(r->key, key) != 0 ||
            strncmp(r->prefix, q->prefix, strlen(r->prefix)) != 0)
            continue;
        age = age_of(r, q->prefix, max);
        if (age <= best)
            continue;
        best = age;
        *ret = (struct wf_fetched){ .values = r->values,
                                    .descriptions = r->descriptions,
                                    .n = r->n,
                                    .more = r->more,
                                    .failed = r->failed };
    }
    free(key);
    return best;
}

/* ---- asking
 * ------------------------------------------------------------------------------- */

static bool is_same(const struct answer *r, const struct answer *new)
{
    return strcmp(r->key, new->key) == 0 && strcmp(r->prefix, new->prefix) == 0 &&
           r->max >= new->max;
}

/* With the lock held: true when it need not be asked, as it is on its way. */
static bool under_way(struct wf_fetcher *f, const struct answer *new)
{
    if (f->running != NULL && is_same(f->running, new))
        return true;
    for (struct answer *r = f->waiting; r != NULL; r = r->next)
        if (is_same(r, new) && (r->urgent || !new->urgent))
            return true;
    return false;
}

/* With the lock held: those that nobody waits for are dropped, the oldest first. */
static void shorten(struct wf_fetcher *f)
{
    size_t n = 0;

    for (struct answer **at = &f->waiting; *at != NULL; at = &(*at)->next)
        if (++n > MAX_WAITING) {
            list_free(at);
            return;
        }
}

void wf_fetcher_ask(struct wf_fetcher *f, struct wf_session *s, struct wf_settings *own,
                    const char *where, const struct wf_ask *q, size_t max, bool urgent)
{
    struct answer *r = wf_calloc(1, sizeof *r);

    r->key = key_of(where, q);
    r->prefix = wf_strdup(q->prefix);
    r->q = (struct wf_ask){ .kind = q->kind,
                            .namespace_ = wf_strdup(q->namespace_),
                            .prefix = r->prefix,
                            .of = wf_strdup(q->of),
                            .name = wf_strdup(q->name) };
    r->max = max;
    r->urgent = urgent;
    r->conn = own == NULL ? s->conn : NULL;
    r->own = own;
    if ((r->conn == NULL && own == NULL) || !start_thread(f)) {
        answer_free(r);
        return;
    }
    pthread_mutex_lock(&f->lock);
    if (under_way(f, r)) {
        answer_free(r);
    } else {
        if (urgent && f->running != NULL) /* who typed on waits for this one */
            wf_cancel_fire(f->cancel);
        r->next = f->waiting;
        f->waiting = r;
        shorten(f);
        pthread_cond_broadcast(&f->changed);
    }
    pthread_mutex_unlock(&f->lock);
}
