/* shell/pipeline.c: runs one pipeline: verbs on threads of this process, the rest in sh. */
#include "shell/shell.h"

#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* One side of a pipe: a run of segments that one thread or one sh takes. */
struct stage {
    struct wf_shell *sh;
    struct wf_arena *a;
    const char *const *words; /* of a verb */
    size_t n_words;
    const char *text; /* for sh */
    int in, out;      /* file descriptors; -1: the shell's own */
    bool close_in, close_out;
    pthread_t thread;
    bool threaded;
    bool last; /* its error is the one that \\err shows */
    pid_t pid;
    enum wf_code rc;
};

struct lookup {
    struct wf_shell *sh;
    struct wf_arena *a;
};

static const char *look_up(void *user, const char *path)
{
    struct lookup *l = user;
    char *end;
    size_t row;

    if (strcmp(path, "?") == 0)
        return wf_arena_printf(l->a, "%d", (int)l->sh->last);
    row = strtoul(path, &end, 10);
    if (*end == '\0' && end != path) {
        const char *line = wf_sh_rows_line(l->sh->rows, row);

        return line != NULL ? wf_arena_strndup(l->a, line, strcspn(line, "\t")) : NULL;
    }
    return wf_sh_vars_get(l->sh->vars, l->a, path);
}

static enum wf_code expand(struct wf_shell *sh, struct wf_arena *a, size_t n,
                           const char *const *raw, const char *const **ret,
                           struct wf_error *err)
{
    const char **v = wf_arena_alloc(a, (n + 1) * sizeof *v);
    struct lookup l = { sh, a };
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < n && rc == WF_OK; i++)
        rc = wf_sh_expand(a, raw[i], look_up, &l, &v[i], err);
    if (rc == WF_OK)
        wf_sh_secrets_learn_words(sh->secrets, n, v);
    *ret = v;
    return rc;
}

/* ---- verbs
 * -------------------------------------------------------------------------------- */

/* A session for one verb of a pipeline: the shell's connection, its own ends. */
static enum wf_code run_verb(struct stage *s)
{
    struct wf_session *own = s->sh->session;
    struct wf_session session;
    enum wf_code rc;

    if (s->in < 0 && s->out < 0)
        return wf_dispatch(own, (int)s->n_words, s->words);
    wf_session_borrow(&session, own);
    wf_sink_fd(&session.out, s->out >= 0 ? s->out : STDOUT_FILENO);
    wf_sink_fd(&session.err, STDERR_FILENO);
    if (s->in >= 0) {
        session.in_fd = s->in;
        session.in_tty = false;
        session.interactive = false; /* nobody can be asked: as in a script */
    }
    if (!s->last)
        session.keep_error = NULL;
    rc = wf_dispatch(&session, (int)s->n_words, s->words);
    wf_session_release(&session);
    return rc;
}

static void finish_ends(struct stage *s)
{
    if (s->close_in)
        close(s->in);
    if (s->close_out)
        close(s->out);
}

static void *verb_main(void *user)
{
    struct stage *s = user;

    s->rc = run_verb(s);
    finish_ends(s);
    return NULL;
}

/* ---- sh
 * ----------------------------------------------------------------------------------- */

/* What children may know: our variables, and where we are; never keys. */
static char **child_environment(struct stage *s)
{
    const char **vars = wf_sh_vars_list(s->sh->vars, s->a);
    size_t n = 0, n_vars = 0, k = 0;
    const char **v;

    while (environ[n] != NULL)
        n++;
    while (vars[n_vars] != NULL)
        n_vars++;
    v = wf_arena_alloc(s->a, (n + n_vars + 4) * sizeof *v);
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "TEMPORAL_NAMESPACE=", 19) != 0 ||
            s->sh->namespace_ == NULL)
            v[k++] = environ[i];
    for (size_t i = 0; i < n_vars; i++)
        v[k++] = vars[i];
    if (s->sh->namespace_ != NULL)
        v[k++] = wf_arena_printf(s->a, "TEMPORAL_NAMESPACE=%s", s->sh->namespace_);
    if (s->sh->profile != NULL)
        v[k++] = wf_arena_printf(s->a, "TEMPORAL_PROFILE=%s", s->sh->profile);
    if (s->sh->address != NULL)
        v[k++] = wf_arena_printf(s->a, "TEMPORAL_ADDRESS=%s", s->sh->address);
    v[k] = NULL;
    return (char **)v;
}

static enum wf_code spawn_sh(struct stage *s, struct wf_error *err)
{
    const struct wf_child child = {
        .command = s->text, .in = s->in, .out = s->out, .env = child_environment(s)
    };
    int rc = wf_child_spawn(&child, &s->pid);

    finish_ends(s);
    if (rc == 0)
        return WF_OK;
    errno = rc;
    return wf_error_errno(err, "cannot run sh");
}

static enum wf_code wait_sh(pid_t pid)
{
    int status = wf_child_wait(pid);

    return status < 0 ? WF_E_OTHER : (enum wf_code)status;
}

/* ---- stages
 * ------------------------------------------------------------------------------- */

static bool runs_here(const struct wf_shell *sh, const struct wf_sh_segment *g)
{
    return !g->bang && g->n_words > 0 && wf_sh_is_verb(sh, g->words[0]);
}

/* Neighbours that go to sh become one command line of it. */
static enum wf_code make_stages(struct wf_shell *sh, const struct wf_sh_pipeline *l,
                                struct wf_arena *a, struct stage *v, size_t *ret_n,
                                struct wf_error *err)
{
    size_t n = 0;
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < l->n && rc == WF_OK; i++) {
        const struct wf_sh_segment *g = &l->segments[i];
        const char *const *words;
        struct stage *s = &v[n];

        *s = (struct stage){ .sh = sh, .a = a, .in = -1, .out = -1 };
        if (!runs_here(sh, g)) {
            if (n > 0 && v[n - 1].text != NULL) {
                v[n - 1].text = wf_arena_printf(a, "%s | %s", v[n - 1].text, g->text);
                continue;
            }
            s->text = g->text;
            n++;
            continue;
        }
        rc = expand(sh, a, g->n_words, g->words, &words, err);
        if (rc == WF_OK)
            rc =
                wf_sh_complete_words(sh, g->n_words, words, a, &s->n_words, &s->words, err);
        n++;
    }
    *ret_n = n;
    return rc;
}

static enum wf_code open_file(struct wf_shell *sh, struct wf_arena *a, const char *raw,
                              int flags, int *ret, struct wf_error *err)
{
    const char *const *path;
    enum wf_code rc = expand(sh, a, 1, &raw, &path, err);

    if (rc != WF_OK)
        return rc;
    *ret = open(path[0], flags | O_CLOEXEC, 0600);
    return *ret >= 0 ? WF_OK : wf_error_errno(err, "cannot open '%s'", path[0]);
}

static enum wf_code connect_ends(struct wf_shell *sh, const struct wf_sh_pipeline *l,
                                 struct wf_arena *a, struct stage *v, size_t n,
                                 struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (l->in != NULL)
        rc = open_file(sh, a, l->in, O_RDONLY, &v[0].in, err);
    else if (l->heredoc != NULL &&
             (v[0].in = wf_child_text(l->heredoc, strlen(l->heredoc))) < 0)
        rc = wf_error_errno(err, "cannot keep the heredoc");
    v[0].close_in = v[0].in >= 0;
    if (rc == WF_OK && l->out != NULL) {
        rc = open_file(sh, a, l->out, O_WRONLY | O_CREAT | (l->append ? O_APPEND : O_TRUNC),
                       &v[n - 1].out, err);
        v[n - 1].close_out = v[n - 1].out >= 0;
    }
    if (l->out == NULL && sh->out_fd >= 0)
        v[n - 1].out = sh->out_fd; /* stays open */
    for (size_t i = 0; i + 1 < n && rc == WF_OK; i++) {
        int ends[2];

        if (pipe2(ends, O_CLOEXEC) != 0)
            return wf_error_errno(err, "cannot make a pipe");
        v[i].out = ends[1];
        v[i + 1].in = ends[0];
        v[i].close_out = v[i + 1].close_in = true;
    }
    return rc;
}

/* The status of a pipe is its last failure, so that neither `| jq` nor a verb hides one. */
static enum wf_code run_stages(struct stage *v, size_t n, struct wf_error *err)
{
    struct wf_error ignored = WF_ERROR_INIT; /* each verb says it for itself */
    enum wf_code rc = WF_OK;

    v[n - 1].last = true;
    if (n > 1)
        (void)wf_session_open(v[0].sh->session, &ignored);
    for (size_t i = 0; i < n && rc == WF_OK; i++) {
        if (v[i].text != NULL)
            rc = spawn_sh(&v[i], err);
        else if (i + 1 < n)
            v[i].threaded = pthread_create(&v[i].thread, NULL, verb_main, &v[i]) == 0;
    }
    if (rc == WF_OK && v[n - 1].text == NULL)
        (void)verb_main(&v[n - 1]);
    for (size_t i = 0; i < n; i++) {
        if (v[i].threaded)
            pthread_join(v[i].thread, NULL);
        if (v[i].pid > 0)
            v[i].rc = wait_sh(v[i].pid);
        if (v[i].rc != WF_OK && v[i].rc != WF_E_PIPE)
            rc = v[i].rc;
    }
    return rc;
}

static enum wf_code run_builtin(struct wf_shell *sh, const struct wf_sh_builtin *b,
                                const struct wf_sh_pipeline *l, struct wf_arena *a,
                                struct wf_error *err)
{
    const struct wf_sh_segment *g = &l->segments[0];
    const char *const *words;
    enum wf_code rc;

    if (l->n > 1 || l->out != NULL || l->in != NULL || l->background)
        return wf_error_set(err, WF_E_USAGE, "%s cannot stand in a pipe", b->name);
    rc = expand(sh, a, g->n_words, g->words, &words, err);
    return rc == WF_OK ? b->run(sh, g->n_words, words, g, a, err) : rc;
}

static enum wf_code run_background(struct wf_shell *sh, const struct wf_sh_pipeline *l,
                                   struct wf_arena *a, struct wf_error *err)
{
    const struct wf_sh_segment *g = &l->segments[0];
    const char *const *words;
    size_t n = 0;
    enum wf_code rc;

    if (l->n > 1 || l->out != NULL || l->in != NULL || !runs_here(sh, g))
        return wf_error_set(err, WF_E_USAGE,
                            "only a single verb can run in the background");
    rc = expand(sh, a, g->n_words, g->words, &words, err);
    if (rc == WF_OK)
        rc = wf_sh_complete_words(sh, g->n_words, words, a, &n, &words, err);
    return rc == WF_OK ? wf_sh_jobs_start(sh, n, words, g->text, err) : rc;
}

enum wf_code wf_sh_run_pipeline(struct wf_shell *sh, const struct wf_sh_pipeline *l,
                                struct wf_arena *a)
{
    struct wf_error err = WF_ERROR_INIT;
    const struct wf_sh_segment *g = &l->segments[0];
    const struct wf_sh_builtin *b =
        g->bang || g->n_words == 0 ? NULL : wf_sh_builtin_find(g->words[0]);
    struct stage *v = wf_arena_zalloc(a, (l->n + 1) * sizeof *v);
    size_t n = 0;
    enum wf_code rc;

    if (b != NULL) {
        rc = run_builtin(sh, b, l, a, &err);
        return err.text[0] != '\0' ? wf_shell_fail(sh, &err) : rc;
    }
    if (l->background) {
        rc = run_background(sh, l, a, &err);
        return rc == WF_OK ? rc : wf_shell_fail(sh, &err);
    }
    rc = make_stages(sh, l, a, v, &n, &err);
    if (rc == WF_OK)
        rc = connect_ends(sh, l, a, v, n, &err);
    if (rc == WF_OK) {
        wf_sh_rows_end(sh->rows);
        rc = run_stages(v, n, &err);
        if (rc != WF_OK && rc != WF_E_PIPE && err.text[0] == '\0')
            wf_sh_explain_status(sh, l, rc, a, &err);
    } else {
        for (size_t i = 0; i < n; i++)
            finish_ends(&v[i]);
    }
    return err.text[0] != '\0' ? wf_shell_fail(sh, &err) : rc;
}
