/* shell/jobs.c: verbs in the background. */
#include "shell/shell.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { MAX_JOBS = 64, MAX_OUTPUT = 8 << 20 };

/*
 * Owner: the list, until the main thread has seen it end. The thread touches `output` and
 * `state` under the list's lock only.
 */
struct job {
    unsigned id;
    char *line;
    char **words; /* owned copies */
    size_t n_words;
    struct wf_session session;
    struct wf_cancel *cancel;
    struct wf_strbuf output; /* not printed yet */
    bool cut;                /* more than MAX_OUTPUT was not shown */
    bool done;
    enum wf_code rc;
    pthread_t thread;
    struct wf_sh_jobs *list;
    struct job *next;
};

struct wf_sh_jobs {
    pthread_mutex_t lock;
    int fd; /* eventfd: something to drain */
    unsigned last_id;
    struct job *first;
};

struct wf_sh_jobs *wf_sh_jobs_new(void)
{
    struct wf_sh_jobs *j = wf_calloc(1, sizeof *j);

    pthread_mutex_init(&j->lock, NULL);
    j->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return j;
}

static void job_free(struct job *job)
{
    pthread_join(job->thread, NULL);
    wf_session_release(&job->session);
    wf_cancel_free(job->cancel);
    wf_strbuf_release(&job->output);
    for (size_t i = 0; i < job->n_words; i++)
        free(job->words[i]);
    free(job->words);
    free(job->line);
    free(job);
}

void wf_sh_jobs_free(struct wf_sh_jobs *j)
{
    for (struct job *job = j->first; job != NULL; job = job->next)
        wf_cancel_fire(job->cancel);
    while (j->first != NULL) {
        struct job *job = j->first;

        j->first = job->next;
        job_free(job);
    }
    close(j->fd);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

int wf_sh_jobs_fd(const struct wf_sh_jobs *j)
{
    return j->fd;
}

static void wake(struct wf_sh_jobs *j)
{
    (void)eventfd_write(j->fd, 1);
}

static enum wf_code keep(void *user, const void *p, size_t n, struct wf_error *err)
{
    struct job *job = user;

    (void)err;
    pthread_mutex_lock(&job->list->lock);
    if (job->output.len + n <= MAX_OUTPUT)
        wf_strbuf_add(&job->output, p, n);
    else
        job->cut = true;
    pthread_mutex_unlock(&job->list->lock);
    wake(job->list);
    return WF_OK;
}

static void *job_main(void *user)
{
    struct job *job = user;
    enum wf_code rc =
        wf_dispatch(&job->session, (int)job->n_words, (const char *const *)job->words);

    pthread_mutex_lock(&job->list->lock);
    job->rc = rc;
    job->done = true;
    pthread_mutex_unlock(&job->list->lock);
    wake(job->list);
    return NULL;
}

enum wf_code wf_sh_jobs_start(struct wf_shell *sh, size_t n, const char *const *words,
                              const char *line, struct wf_error *err)
{
    struct wf_sh_jobs *j = sh->jobs;
    struct job *job;
    size_t count = 0;

    for (job = j->first; job != NULL; job = job->next)
        count++;
    if (count >= MAX_JOBS)
        return wf_error_set(err, WF_E_USAGE, "%d jobs are running already", MAX_JOBS);
    job = wf_calloc(1, sizeof *job);
    job->id = ++j->last_id;
    job->line = wf_strdup(line);
    job->words = wf_calloc(n + 1, sizeof *job->words);
    job->n_words = n;
    for (size_t i = 0; i < n; i++)
        job->words[i] = wf_strdup(words[i]);
    job->list = j;
    job->cancel = wf_cancel_new();
    wf_session_init(&job->session, sh->session->registry, job->cancel);
    job->session.base = sh->session->base;
    job->session.in_fd = -1;
    job->session.in_tty = false;
    job->session.interactive = sh->interactive; /* nobody can be asked there: refused */
    job->session.out = (struct wf_sink){ .write = keep, .user = job };
    job->session.err = (struct wf_sink){ .write = keep, .user = job };
    if (pthread_create(&job->thread, NULL, job_main, job) != 0) {
        wf_session_release(&job->session);
        wf_cancel_free(job->cancel);
        free(job->line);
        free(job->words);
        free(job);
        return wf_error_set(err, WF_E_OTHER, "cannot start a thread");
    }
    job->next = j->first;
    j->first = job;
    if (sh->interactive)
        fprintf(stderr, "[%u] %s\n", job->id, job->line);
    return WF_OK;
}

/* What is new; the buffers move out so that printing holds no lock. */
static bool take_news(struct wf_sh_jobs *j, struct wf_strbuf *out, bool notices)
{
    pthread_mutex_lock(&j->lock);
    for (struct job *job = j->first; job != NULL; job = job->next) {
        wf_strbuf_add(out, wf_strbuf_str(&job->output), job->output.len);
        wf_strbuf_clear(&job->output);
        if (job->cut)
            wf_strbuf_addf(out, "[%u] more was written than is shown\n", job->id);
        job->cut = false;
        if (job->done && notices) {
            wf_strbuf_addf(out, "[%u] %s", job->id,
                           job->rc == WF_OK ? "done" : wf_code_word(job->rc));
            if (job->rc != WF_OK)
                wf_strbuf_addf(out, " (%d)", (int)job->rc);
            wf_strbuf_addf(out, "  %s\n", job->line);
        }
    }
    pthread_mutex_unlock(&j->lock);
    return out->len > 0;
}

static void reap(struct wf_sh_jobs *j)
{
    struct job **at = &j->first;

    while (*at != NULL) {
        struct job *job = *at;
        bool done;

        pthread_mutex_lock(&j->lock);
        done = job->done;
        pthread_mutex_unlock(&j->lock);
        if (done) {
            *at = job->next;
            job_free(job);
        } else {
            at = &job->next;
        }
    }
}

bool wf_sh_jobs_drain(struct wf_shell *sh, void (*before)(void), void (*after)(void))
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    eventfd_t ignored;
    bool any;

    (void)eventfd_read(sh->jobs->fd, &ignored);
    any = take_news(sh->jobs, &out, sh->interactive);
    if (any) {
        if (before != NULL)
            before();
        (void)!write(STDOUT_FILENO, out.data, out.len);
        if (after != NULL)
            after();
    }
    reap(sh->jobs);
    wf_strbuf_release(&out);
    return any;
}

enum wf_code wf_sh_jobs_list(struct wf_shell *sh, struct wf_error *err)
{
    (void)err;
    for (struct job *job = sh->jobs->first; job != NULL; job = job->next)
        printf("[%u] running  %s\n", job->id, job->line);
    fflush(stdout);
    return WF_OK;
}

static struct job *find(struct wf_sh_jobs *j, const char *which, struct wf_error *err)
{
    unsigned long id;
    char *end;

    if (which == NULL) {
        if (j->first == NULL)
            wf_error_set(err, WF_E_NOT_FOUND, "no job is running");
        return j->first;
    }
    id = strtoul(which[0] == '%' ? which + 1 : which, &end, 10);
    for (struct job *job = j->first; job != NULL && *end == '\0'; job = job->next)
        if (job->id == id)
            return job;
    wf_error_set(err, WF_E_NOT_FOUND, "no job is called '%s'", which);
    return NULL;
}

enum wf_code wf_sh_jobs_kill(struct wf_shell *sh, const char *which, struct wf_error *err)
{
    struct job *job = find(sh->jobs, which, err);

    if (job == NULL)
        return err->code;
    wf_cancel_fire(job->cancel);
    return WF_OK;
}

enum wf_code wf_sh_jobs_foreground(struct wf_shell *sh, const char *which,
                                   struct wf_error *err)
{
    struct job *job = find(sh->jobs, which, err);

    if (job == NULL)
        return err->code;
    for (;;) {
        struct pollfd p = { .fd = sh->jobs->fd, .events = POLLIN };
        enum wf_code rc;
        bool done;

        pthread_mutex_lock(&sh->jobs->lock);
        done = job->done;
        rc = job->rc;
        pthread_mutex_unlock(&sh->jobs->lock);
        (void)wf_sh_jobs_drain(sh, NULL, NULL); /* frees it when it is done */
        if (done)
            return rc;
        if (wf_cancel_fired(sh->session->cancel))
            wf_cancel_fire(job->cancel);
        (void)poll(&p, 1, 100);
    }
}

void wf_sh_jobs_wait(struct wf_shell *sh)
{
    struct wf_error ignored = WF_ERROR_INIT;

    while (sh->jobs->first != NULL)
        (void)wf_sh_jobs_foreground(sh, NULL, &ignored);
}
