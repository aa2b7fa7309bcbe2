/* commands/confirm.c: what destroys is confirmed by typing its name, or how many go. */
#include "commands/confirm.h"

#include "base/utf8.h"
#include "commands/act.h"
#include "commands/parse.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_ANSWER = 4096, MAX_SHOWN = 10 };

bool wf_confirm_is_due(const struct wf_job *job, bool yes)
{
    return job->settings != NULL && !yes && !job->confirmed && !job->session->confirmed &&
           !job->g->write && !job->g->explain &&
           (job->session->interactive || job->settings->protected_);
}

bool wf_confirm_is_typed(const struct wf_job *job, bool yes)
{
    return wf_confirm_is_due(job, yes) &&
           (job->session->interactive || job->command->klass == WF_CLASS_DESTROYS);
}

static void put(struct wf_job *job, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static void put(struct wf_job *job, const char *fmt, ...)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_strbuf *b = &job->err->buf;
    char *text;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0)
        text = NULL;
    va_end(ap);
    if (text != NULL)
        wf_utf8_safe(b, text, strlen(text), "\n");
    free(text);
    (void)job->err->write(job->err->user, b->data, b->len, &ignored);
    wf_strbuf_clear(b);
}

/* A line as the terminal hands it out. False: Ctrl-C, or the terminal has gone. */
static bool read_answer(struct wf_job *job, char answer[MAX_ANSWER])
{
    size_t n = 0;

    while (n + 1 < MAX_ANSWER) {
        struct pollfd p = { .fd = job->session->in_fd, .events = POLLIN };
        ssize_t k;

        if (poll(&p, 1, 100) == 0) { /* so that Ctrl-C ends the waiting */
            if (wf_cancel_fired(job->cancel))
                return false;
            continue;
        }
        k = read(p.fd, answer + n, 1);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        if (answer[n] == '\n')
            break;
        n++;
    }
    answer[n] = '\0';
    return true;
}

/* The name as it is, or as it was shown. */
static bool is_the_name(const char *answer, const char *name)
{
    struct wf_strbuf shown = WF_STRBUF_INIT;
    bool same;

    wf_utf8_safes(&shown, name);
    same = strcmp(answer, name) == 0 || strcmp(answer, wf_strbuf_str(&shown)) == 0;
    wf_strbuf_release(&shown);
    return same;
}

static enum wf_code can_ask(const struct wf_job *job, struct wf_error *err)
{
    const struct wf_session *s = job->session;

    if (s->in_tty && job->err->tty && s->in_taken == NULL)
        return WF_OK;
    wf_error_set(err, WF_E_REFUSED, "%s: not confirmed, and nobody can be asked%s%s",
                 job->command->path,
                 job->settings->protected_ ? ": a protected profile: " : "",
                 job->settings->protected_ ? job->settings->profile : "");
    wf_error_hint(err, "--yes confirms");
    return WF_E_REFUSED;
}

/* What is at stake, and where. */
static void put_place(struct wf_job *job)
{
    const struct wf_settings *s = job->settings;

    put(job, "%s in namespace %s at %s (profile %s%s%s)\n", job->command->path,
        s->namespace_, s->address, s->profile, s->production ? ", PROD" : "",
        s->protected_ ? ", protected" : "");
}

static enum wf_code ask(struct wf_job *job, const char *what, const char *name,
                        struct wf_error *err)
{
    char answer[MAX_ANSWER];

    put(job, "to go on, type the %s: ", what);
    if (!read_answer(job, answer)) {
        put(job, "\n");
        if (wf_cancel_fired(job->cancel))
            return wf_error_set(err, WF_E_INTERRUPTED, "interrupted: nothing was done");
        return wf_error_set(err, WF_E_REFUSED, "not confirmed: nothing was done");
    }
    if (!is_the_name(answer, name))
        return wf_error_set(err, WF_E_REFUSED,
                            "not confirmed: that is not the %s; nothing was done", what);
    job->confirmed = true;
    return WF_OK;
}

enum wf_code wf_confirm_name(struct wf_job *job, const char *what, const char *name,
                             struct wf_error *err)
{
    enum wf_code rc = can_ask(job, err);

    if (rc != WF_OK)
        return rc;
    put_place(job);
    put(job, "  %s\n", name);
    return ask(job, what, name, err);
}

/* What options call the one thing that a command is about, the closest first. */
static const char *const names[][2] = {
    { "schedule-id", "Schedule Id" },
    { "job-id", "job id" },
    { "operation-id", "Operation Id" },
    { "activity-id", "Activity Id" },
    { "build-id", "Build Id" },
    { "task-queue", "Task Queue" },
    { "name", "name" },
    { NULL, NULL },
};

static const char *value_of(const struct wf_parsed *p, const char *option)
{
    for (size_t i = 0; i < p->n_given; i++)
        if (strcmp(p->given[i].option->name, option) == 0)
            return p->given[i].value;
    return NULL;
}

enum wf_code wf_confirm_named(struct wf_job *job, struct wf_error *err)
{
    const struct wf_parsed *p = job->parsed;
    const struct wf_command *c = job->command;

    if (c->klass != WF_CLASS_DESTROYS || c->run_each != NULL ||
        !wf_confirm_is_due(job, wf_parsed_is_on(p, "yes")) || value_of(p, "query") != NULL)
        return WF_OK;
    if (p->positionals.n > 0)
        return wf_confirm_name(job, "name", p->positionals.v[0], err);
    for (size_t i = 0; names[i][0] != NULL; i++)
        if (value_of(p, names[i][0]) != NULL)
            return wf_confirm_name(job, names[i][1], value_of(p, names[i][0]), err);
    return wf_confirm_name(job, "namespace", job->settings->namespace_, err);
}

enum wf_code wf_confirm_count(struct wf_job *job, int64_t n, const char *what,
                              const char *query, struct wf_error *err)
{
    enum wf_code rc = can_ask(job, err);

    if (rc != WF_OK)
        return rc;
    put_place(job);
    put(job, "  a batch over %lld %s: %s\n", (long long)n, what, query);
    return ask(job, "count", wf_arena_printf(job->arena, "%lld", (long long)n), err);
}

/* Looks it up, and pins the run. *ret_needless: the verb will do nothing with it. */
static enum wf_code look_up(struct wf_job *job, struct wf_ref *ref, const char **ret_status,
                            bool *ret_needless, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    enum wf_code rc = wf_act_describe(job, ref, &d, err);

    if (rc != WF_OK)
        return rc;
    if (d->workflow_execution_info == NULL || d->workflow_execution_info->execution == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer describes no workflow");
    ref->run_id = d->workflow_execution_info->execution->run_id;
    *ret_status = wf_act_status(job, d);
    *ret_needless = (job->command->flags & WF_CMD_RUNNING) && wf_act_is_closed(d);
    return WF_OK;
}

static enum wf_code confirm_one(struct wf_job *job, struct wf_ref *ref,
                                struct wf_error *err)
{
    const char *status = "";
    bool needless = false;
    enum wf_code rc = look_up(job, ref, &status, &needless, err);

    if (rc != WF_OK || needless)
        return rc;
    put_place(job);
    put(job, "  %s  run %s  %s\n", ref->workflow_id, ref->run_id, status);
    return ask(job, "Workflow Id", ref->workflow_id, err);
}

enum wf_code wf_confirm_targets(struct wf_job *job, struct wf_ref *refs, size_t n,
                                struct wf_error *err)
{
    enum wf_code rc = n == 0 ? WF_OK : can_ask(job, err);

    if (rc != WF_OK || n == 0)
        return rc;
    if (n == 1)
        return confirm_one(job, &refs[0], err);
    put_place(job);
    for (size_t i = 0; i < n && i < MAX_SHOWN; i++)
        put(job, "  %s  %s%s\n", refs[i].workflow_id,
            refs[i].run_id != NULL ? "run " : "the current run",
            refs[i].run_id != NULL ? refs[i].run_id : "");
    if (n > MAX_SHOWN)
        put(job, "  … and %zu more\n", n - MAX_SHOWN);
    put(job, "%zu workflows\n", n);
    return ask(job, "count", wf_arena_printf(job->arena, "%zu", n), err);
}
