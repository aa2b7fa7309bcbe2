/* commands/target_run.c: runs a verb once per target: pacing, threads, receipts, exit code.
 */
#include "commands/target.h"

#include "commands/confirm.h"
#include "commands/parse.h"
#include "commands/target_query.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <uthash.h>

enum { MAX_PARALLEL = 64, MAX_LINE = 1 << 20 };

struct excluded {
    char *line; /* as wf_ref_line() */
    UT_hash_handle hh;
};

struct runner {
    struct wf_job *job;
    const void *args;
    const struct wf_target *t;
    wf_each_fn *each;
    const struct wf_target_list *listed; /* --client-side: instead of ids; or NULL */
    const char *id_key;                  /* of the receipts */
    pthread_mutex_t lock;                /* all below, and the job's output */
    size_t next_ref;                     /* of the positionals, `listed`, `asked` */
    struct wf_ref *asked; /* all targets, confirmed by the user; NULL: nobody was asked */
    size_t n_asked;
    bool from_stdin, stdin_ended;
    struct wf_strbuf in; /* what was read of stdin and not used yet */
    size_t in_at;
    struct excluded *excluded;
    FILE *failed_to;
    int64_t next_start_ms; /* --rate */
    bool single;           /* one target, named on the command line */
    bool stop;
    enum wf_code fatal; /* output gone, stdin unreadable: ends everything */
    struct wf_error fatal_err;
    size_t n, n_failed;
    enum wf_code first_code; /* of the failures */
    bool codes_differ;
    struct wf_error single_err;
};

/* ---- the next target --------------------------------------------------------------------
 */

/* One line of stdin without its end, in the arena; NULL at the end. Called with the lock.
 */
static char *next_line(struct runner *r, struct wf_arena *a)
{
    static char empty[1];

    for (;;) {
        char *start = r->in.data != NULL ? r->in.data + r->in_at : empty;
        size_t left = r->in.len - r->in_at;
        char *end = left > 0 ? memchr(start, '\n', left) : NULL;
        struct pollfd pfd = { .fd = r->job->session->in_fd, .events = POLLIN };
        ssize_t n;

        if (end != NULL || (r->stdin_ended && left > 0)) {
            size_t len = end != NULL ? (size_t)(end - start) : left;

            r->in_at += len + (end != NULL);
            if (len > 0 && start[len - 1] == '\r')
                len--;
            return wf_arena_strndup(a, start, len);
        }
        if (r->stdin_ended || left > MAX_LINE || wf_cancel_fired(r->job->cancel))
            return NULL;
        if (r->in_at > 0 && r->in.data != NULL) {
            memmove(r->in.data, start, left);
            r->in.len = left;
            r->in_at = 0;
        }
        if (poll(&pfd, 1, 100) == 0)
            continue; /* so that Ctrl-C ends the waiting */
        wf_strbuf_reserve(&r->in, 1 << 14);
        n = read(pfd.fd, r->in.data + r->in.len, 1 << 14);
        if (n <= 0 && errno != EINTR)
            r->stdin_ended = true;
        if (n > 0)
            r->in.len += (size_t)n;
    }
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r")] == '\0';
}

static bool is_excluded(struct runner *r, struct wf_arena *a, const struct wf_ref *ref)
{
    struct wf_ref any_run = { .workflow_id = ref->workflow_id };
    const char *lines[2] = { NULL, NULL };

    if (r->excluded == NULL || ref->workflow_id == NULL) /* a history file */
        return false;
    lines[0] = wf_ref_line(a, ref);
    lines[1] = wf_ref_line(a, &any_run);
    for (size_t i = 0; i < 2; i++) {
        struct excluded *e;

        HASH_FIND_STR(r->excluded, lines[i], e);
        if (e != NULL)
            return true;
    }
    return false;
}

/*
 * The next text that names a target; NULL: none is left. Where it needs no parsing, *ret is
 * the reference. After Ctrl-C or --fail-fast the
 * rest of the positionals still comes out, to be reported as not tried; stdin ends. With
 * the lock.
 */
static const char *next_text(struct runner *r, struct wf_arena *a, struct wf_ref *ret)
{
    const struct wf_target *t = r->t;
    char *line;

    if (r->listed != NULL) {
        if (r->next_ref == r->listed->n)
            return NULL;
        *ret = r->listed->v[r->next_ref++];
        return ret->workflow_id;
    }
    if (t->workflow_id != NULL) {
        *ret = (struct wf_ref){ .workflow_id = t->workflow_id, .run_id = t->run_id };
        return r->next_ref++ == 0 ? t->workflow_id : NULL;
    }
    while (r->next_ref < t->refs.n) {
        const char *text = t->refs.v[r->next_ref];

        if (strcmp(text, "-") != 0) {
            r->next_ref++;
            return text;
        }
        line = next_line(r, a);
        if (line == NULL)
            r->next_ref++;
        else if (!is_blank(line))
            return line;
    }
    return NULL;
}

/*
 * The next target; `text` is how it was named. NULL: none is left. *ret_rc: whether the
 * text makes sense. With the lock.
 */
static const char *next_target(struct runner *r, struct wf_job *job, struct wf_ref *ret,
                               enum wf_code *ret_rc, struct wf_error *err)
{
    const char *text;

    *ret_rc = WF_OK;
    if (r->asked != NULL) {
        if (r->next_ref == r->n_asked)
            return NULL;
        *ret = r->asked[r->next_ref++];
        return ret->workflow_id;
    }
    text = next_text(r, job->arena, ret);
    if (text != NULL && ret->workflow_id == NULL)
        *ret_rc = wf_target_ref(job, text, r->t->run_id, ret, err);
    return text;
}

/* ---- asking -----------------------------------------------------------------------------
 */

/* What destroys, at a prompt: all targets are known before the first is touched. */
static enum wf_code confirm(struct runner *r, struct wf_error *err)
{
    struct wf_job *job = r->job;
    struct wf_ref *refs = NULL;
    size_t n = 0, room = 0;
    enum wf_code rc = WF_OK;

    if (job->command->klass != WF_CLASS_DESTROYS || r->t->dry_run || r->listed != NULL ||
        !wf_confirm_is_due(job, r->t->yes))
        return WF_OK;
    for (;;) {
        struct wf_ref ref = { 0 };

        if (job->session->in_taken != NULL) /* and so cannot be asked; do not read it */
            return wf_confirm_targets(job, &ref, 1, err);
        if (next_target(r, job, &ref, &rc, err) == NULL)
            break;
        if (rc != WF_OK)
            return rc;
        if (is_excluded(r, job->arena, &ref))
            continue;
        if (n == room) {
            struct wf_ref *more;

            room = room == 0 ? 16 : room * 2;
            more = wf_arena_alloc(job->arena, room * sizeof *more);
            if (n > 0)
                memcpy(more, refs, n * sizeof *more);
            refs = more;
        }
        refs[n++] = ref;
    }
    rc = wf_confirm_targets(job, refs, n, err);
    r->asked = refs;
    r->n_asked = n;
    r->next_ref = 0;
    return rc;
}

/* ---- what became of it ------------------------------------------------------------------
 */

static void settle(struct runner *r, struct wf_job *job, struct wf_receipt *receipt,
                   const struct wf_error *err)
{
    struct wf_ref ref = { .workflow_id = receipt->workflow_id, .run_id = receipt->run_id };
    struct wf_error print_err = WF_ERROR_INIT;

    pthread_mutex_lock(&r->lock);
    r->n++;
    if (receipt->outcome == WF_OUTCOME_ERROR) {
        if (r->n_failed++ == 0)
            r->first_code = receipt->code;
        else if (receipt->code != r->first_code)
            r->codes_differ = true;
        if (r->t->fail_fast)
            r->stop = true;
    }
    if (r->failed_to != NULL &&
        (receipt->outcome == WF_OUTCOME_ERROR ||
         (receipt->outcome == WF_OUTCOME_NOT_TRIED && !r->t->dry_run)))
        fprintf(r->failed_to, "%s\n", wf_ref_line(job->arena, &ref));
    if (r->single && receipt->outcome == WF_OUTCOME_ERROR) {
        r->single_err = *err;
    } else if (r->fatal == WF_OK && !receipt->printed) {
        struct wf_job printer = *r->job;

        printer.arena = job->arena;
        r->fatal = wf_receipt_print(&printer, receipt, &print_err);
        r->fatal_err = print_err;
        r->stop |= r->fatal != WF_OK;
    }
    pthread_mutex_unlock(&r->lock);
}

/* Waits until --rate allows the next start. With the lock; the wait is without. */
static void pace(struct runner *r)
{
    int64_t now = wf_mono_ms(), at;

    if (isnan(r->t->rate) || r->t->rate <= 0)
        return;
    at = r->next_start_ms > now ? r->next_start_ms : now;
    r->next_start_ms = at + (int64_t)(1000 / r->t->rate);
    pthread_mutex_unlock(&r->lock);
    while ((now = wf_mono_ms()) < at && !wf_cancel_fired(r->job->cancel)) {
        int64_t ms = at - now < 50 ? at - now : 50;
        struct timespec ts = { .tv_nsec = ms * 1000000 };

        nanosleep(&ts, NULL);
    }
    pthread_mutex_lock(&r->lock);
}

static void act(struct runner *r, struct wf_job *job, const struct wf_ref *ref,
                bool stopped)
{
    struct wf_error err = WF_ERROR_INIT;
    struct wf_receipt receipt = { .workflow_id = ref->workflow_id != NULL ? ref->workflow_id
                                                                          : ref->file,
                                  .run_id = ref->run_id,
                                  .id_key = r->id_key,
                                  .alone = r->single };
    enum wf_code rc;

    if (stopped || wf_cancel_fired(job->cancel)) {
        receipt.outcome = WF_OUTCOME_NOT_TRIED;
    } else if (r->t->dry_run && !job->g->explain &&
               !(job->command->flags & WF_CMD_DRY_RUN)) {
        receipt.outcome = WF_OUTCOME_NOT_TRIED;
        receipt.message =
            wf_arena_printf(job->arena, "would be touched by %s", job->command->path);
    } else {
        rc = r->each(job, r->args, ref, &receipt, &err);
        if (rc == WF_STOP)
            return;
        if (rc != WF_OK) {
            receipt.outcome = WF_OUTCOME_ERROR;
            receipt.code = rc;
            receipt.message = err.text;
        }
    }
    settle(r, job, &receipt, &err);
}

static void *work(void *user)
{
    struct runner *r = user;
    struct wf_job job = *r->job;

    job.ctx = NULL;
    job.arena = wf_arena_new();
    for (;;) {
        struct wf_error err = WF_ERROR_INIT;
        struct wf_ref ref = { 0 };
        const char *text;
        enum wf_code rc = WF_OK;
        bool stopped;

        wf_arena_clear(job.arena);
        pthread_mutex_lock(&r->lock);
        text = r->fatal == WF_OK ? next_target(r, &job, &ref, &rc, &err) : NULL;
        stopped = r->stop;
        if (text != NULL && !stopped)
            pace(r);
        pthread_mutex_unlock(&r->lock);
        if (text == NULL)
            break;
        if (rc != WF_OK) {
            struct wf_receipt bad = { .workflow_id = text,
                                      .outcome = WF_OUTCOME_ERROR,
                                      .code = rc,
                                      .message = err.text };

            settle(r, &job, &bad, &err);
        } else if (!is_excluded(r, job.arena, &ref)) {
            act(r, &job, &ref, stopped);
        }
    }
    wf_ctx_free(job.ctx);
    wf_arena_free(job.arena);
    return NULL;
}

/* ---- before and after -------------------------------------------------------------------
 */

static enum wf_code load_excluded(struct runner *r, struct wf_error *err)
{
    struct wf_job *job = r->job;
    struct wf_bytes text;
    enum wf_code rc;
    char *save = NULL;

    if (r->t->exclude == NULL)
        return WF_OK;
    rc = wf_job_read_file(job, r->t->exclude, "--exclude", 256 << 20, &text, err);
    if (rc != WF_OK)
        return rc;
    for (char *line = strtok_r((char *)text.data, "\r\n", &save);
         line != NULL && rc == WF_OK; line = strtok_r(NULL, "\r\n", &save)) {
        struct wf_ref ref;

        if (is_blank(line))
            continue;
        rc = wf_ref_parse(job->arena, line, false, &ref, err);
        if (rc == WF_OK) {
            struct excluded *e = wf_arena_zalloc(job->arena, sizeof *e);

            e->line = (char *)wf_ref_line(job->arena, &ref);
            HASH_ADD_KEYPTR(hh, r->excluded, e->line, strlen(e->line), e);
        }
    }
    return rc;
}

/* Which ids there are: the option, positionals, stdin. */
static enum wf_code prepare_ids(struct runner *r, struct wf_error *err)
{
    const struct wf_target *t = r->t;
    enum wf_code rc = WF_OK;

    if (t->workflow_id != NULL && t->refs.n > 0)
        return wf_error_set(err, WF_E_USAGE,
                            "%s: --workflow-id and '%s' exclude each other",
                            r->job->command->path, t->refs.v[0]);
    if (t->workflow_id == NULL && t->refs.n == 0) {
        wf_error_set(err, WF_E_USAGE, "%s: which one? give an id, `-`%s",
                     r->job->command->path,
                     r->job->command->run_query != NULL ? ", or --query" : "");
        wf_error_hint(err, "try 'wfsh help %s'", r->job->command->path);
        return WF_E_USAGE;
    }
    for (size_t i = 0; i < t->refs.n && rc == WF_OK; i++)
        if (strcmp(t->refs.v[i], "-") == 0)
            rc = wf_job_take_stdin(r->job, "`-`", err);
    r->single =
        t->workflow_id != NULL || (t->refs.n == 1 && strcmp(t->refs.v[0], "-") != 0);
    return rc;
}

static enum wf_code prepare(struct runner *r, struct wf_error *err)
{
    const struct wf_target *t = r->t;
    enum wf_code rc = r->listed != NULL ? WF_OK : prepare_ids(r, err);
    int fd;

    if (rc == WF_OK)
        rc = load_excluded(r, err);
    if (rc == WF_OK && t->failed_to != NULL) {
        fd = open(t->failed_to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        r->failed_to = fd >= 0 ? fdopen(fd, "w") : NULL;
        if (r->failed_to == NULL)
            rc = wf_error_errno(err, "cannot write '%s'", t->failed_to);
    }
    return rc;
}

static enum wf_code sum_up(struct runner *r, struct wf_error *err)
{
    if (r->fatal != WF_OK) {
        *err = r->fatal_err;
        return r->fatal;
    }
    if (r->single && r->n_failed > 0) {
        *err = r->single_err;
        return r->first_code;
    }
    if (wf_cancel_fired(r->job->cancel))
        return wf_error_set(err, WF_E_INTERRUPTED, "interrupted after %zu", r->n);
    if (r->n_failed == 0)
        return WF_OK;
    return wf_error_set(
        err, r->n_failed < r->n || r->codes_differ ? WF_E_PARTIAL : r->first_code,
        "%s: %zu of %zu failed", r->job->command->path, r->n_failed, r->n);
}

static void run_threads(struct runner *r)
{
    pthread_t threads[MAX_PARALLEL];
    int64_t want = r->t->parallel < 1 ? 1 : r->t->parallel;
    int64_t n = want > MAX_PARALLEL ? MAX_PARALLEL : want, started = 0;

    if (r->single || r->job->g->explain)
        n = 1;
    while (started + 1 < n && pthread_create(&threads[started], NULL, work, r) == 0)
        started++;
    (void)work(r);
    while (started > 0)
        pthread_join(threads[--started], NULL);
}

static enum wf_code run_all(struct runner *r, struct wf_error *err)
{
    enum wf_code rc;

    pthread_mutex_init(&r->lock, NULL);
    rc = prepare(r, err);
    if (rc == WF_OK)
        rc = confirm(r, err);
    if (rc == WF_OK) {
        run_threads(r);
        rc = sum_up(r, err);
    }
    if (r->failed_to != NULL && fclose(r->failed_to) != 0 && rc == WF_OK)
        rc = wf_error_errno(err, "cannot write '%s'", r->t->failed_to);
    HASH_CLEAR(hh, r->excluded);
    wf_strbuf_release(&r->in);
    pthread_mutex_destroy(&r->lock);
    return rc;
}

enum wf_code wf_target_run_list(struct wf_job *job, const void *args,
                                const struct wf_client_side *how,
                                const struct wf_target_list *list, struct wf_error *err)
{
    struct runner r = { .job = job,
                        .args = args,
                        .t = how->target,
                        .each = how->each,
                        .listed = list,
                        .id_key = how->activities ? "activityId" : NULL };

    return run_all(&r, err);
}

enum wf_code wf_target_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct wf_target *t =
        (const struct wf_target *)((const char *)args + job->command->target_offset);
    struct runner r = { .job = job, .args = args, .t = t, .each = job->command->run_each };
    struct wf_client_side here = { .target = t,
                                   .each = job->command->run_each,
                                   .running = job->command->flags & WF_CMD_RUNNING };
    enum wf_code rc = wf_target_check(job, t, err);

    if (rc != WF_OK)
        return rc;
    if (t->query == NULL)
        return run_all(&r, err);
    if (job->command->run_query == NULL)
        return wf_error_set(err, WF_E_USAGE, "%s: --query cannot be used here",
                            job->command->path);
    if (t->workflow_id != NULL || t->refs.n > 0)
        return wf_error_set(err, WF_E_USAGE, "%s: ids and --query exclude each other",
                            job->command->path);
    return t->client_side ? wf_target_query(job, args, &here, err)
                          : job->command->run_query(job, args, err);
}
