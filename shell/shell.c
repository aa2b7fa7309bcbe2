/* shell/shell.c: texts of commands, one after the other. */
#include "shell/shell.h"

#include "base/timefmt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_SCRIPT = 64 << 20, MAX_DEPTH = 20 };

void wf_shell_init(struct wf_shell *sh, struct wf_session *session, bool interactive)
{
    *sh = (struct wf_shell){ .session = session,
                             .interactive = interactive,
                             .vars = wf_sh_vars_new(),
                             .jobs = wf_sh_jobs_new(),
                             .rows = wf_sh_rows_new(),
                             .secrets = wf_sh_secrets_new(),
                             .out_fd = -1,
                             .record_fd = -1 };
    session->lasting = true;
    session->interactive = interactive;
    session->saw = wf_sh_rows_add;
    session->saw_user = sh->rows;
    session->keep_error = &sh->last_error;
    wf_call_log_init(&sh->calls);
    session->calls = &sh->calls;
}

void wf_shell_release(struct wf_shell *sh)
{
    wf_sh_jobs_free(sh->jobs);
    wf_sh_record_close(sh);
    if (sh->out_fd >= 0)
        close(sh->out_fd);
    sh->session->saw = NULL;
    sh->session->keep_error = NULL;
    sh->session->calls = NULL;
    wf_call_log_release(&sh->calls);
    wf_sh_secrets_free(sh->secrets);
    free(sh->last_text);
    wf_sh_vars_free(sh->vars);
    wf_sh_rows_free(sh->rows);
    free(sh->here);
    free(sh->namespace_);
    free(sh->profile);
    free(sh->address);
}

enum wf_code wf_shell_fail(struct wf_shell *sh, const struct wf_error *err)
{
    struct wf_error told = *err;

    sh->last_error = *err;
    sh->calls.failed_method[0] = '\0'; /* no call's */
    if (sh->session->where != NULL)
        wf_error_prefix(&told, "%s", sh->session->where);
    wf_error_print(&sh->session->err, &told, false);
    return err->code;
}

static int64_t mono_us(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void tell_time(struct wf_shell *sh, int64_t began_us)
{
    int64_t us = mono_us() - began_us;

    if (sh->timing)
        fprintf(stderr, "time: %lld.%lld ms (%u call%s)\n", (long long)(us / 1000),
                (long long)(us % 1000 / 100), sh->calls.calls,
                sh->calls.calls == 1 ? "" : "s");
}

/*
 * $_: what the line started or acted on (the last of several), else the first row that it
 * listed, else what it asked about. A failure, and a line with no such thing, leave it.
 */
static void keep_result(struct wf_shell *sh, enum wf_code rc)
{
    const char *row = wf_sh_rows_fresh(sh->rows) ? wf_sh_rows_line(sh->rows, 1) : NULL;
    char *id;

    if (rc != WF_OK && (rc < WF_O_FAILED || rc > WF_O_CONTINUED))
        return;
    if (sh->calls.changed != NULL)
        id = wf_strdup(sh->calls.changed);
    else if (row != NULL)
        id = wf_asprintf("%.*s", (int)strcspn(row, "\t"), row);
    else
        id = sh->calls.read != NULL ? wf_strdup(sh->calls.read) : NULL;
    if (id != NULL)
        wf_sh_vars_set(sh->vars, "_", id);
    free(id);
}

static enum wf_code run_script(struct wf_shell *sh, const struct wf_sh_script *script)
{
    const char *before = sh->session->where;
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < script->n && !sh->quit; i++) {
        struct wf_arena *a = wf_arena_new();
        int64_t began = wf_mono_ms(), began_us = mono_us();

        sh->line = script->v[i].line;
        wf_call_log_clear(&sh->calls);
        wf_sh_rows_end(sh->rows);
        if (sh->file != NULL)
            sh->session->where = wf_arena_printf(a, "%s:%u", sh->file, sh->line);
        rc = wf_sh_run_pipeline(sh, &script->v[i], a);
        sh->session->where = before;
        if (sh->record_fd >= 0)
            wf_sh_record_line(sh, &script->v[i], rc, wf_mono_ms() - began, a);
        wf_arena_free(a);
        sh->last = rc;
        keep_result(sh, rc);
        tell_time(sh, began_us);
        if (rc == WF_OK)
            continue;
        if (sh->first_bad == WF_OK)
            sh->first_bad = rc;
        if (rc == WF_E_INTERRUPTED || !(sh->keep_going || sh->interactive))
            break;
    }
    return sh->keep_going && !sh->interactive ? sh->first_bad : rc;
}

enum wf_code wf_shell_run(struct wf_shell *sh, const char *text, bool *ret_more)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_error err = WF_ERROR_INIT;
    struct wf_sh_script script;
    bool more = false;
    enum wf_code rc = wf_sh_parse(a, text, &script, &more, &err);

    if (rc == WF_OK && more && ret_more == NULL)
        rc = wf_error_set(&err, WF_E_USAGE,
                          "the text ends inside of a quote, bracket or heredoc");
    if (ret_more != NULL)
        *ret_more = more;
    if (rc != WF_OK) {
        if (sh->file != NULL)
            wf_error_prefix(&err, "%s:%u", sh->file, script.line);
        else if (script.line > 1)
            wf_error_prefix(&err, "line %u", script.line);
        sh->last = wf_shell_fail(sh, &err);
    } else if (!more) {
        rc = run_script(sh, &script);
    }
    wf_arena_free(a);
    return rc;
}

static enum wf_code read_script(const char *path, struct wf_strbuf *out,
                                struct wf_error *err)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n;

    if (fd < 0)
        return wf_error_errno(err, "cannot open '%s'", path);
    do {
        wf_strbuf_reserve(out, 1 << 16);
        n = read(fd, out->data + out->len, 1 << 16);
        if (n > 0)
            out->len += (size_t)n;
    } while ((n > 0 || (n < 0 && errno == EINTR)) && out->len <= MAX_SCRIPT);
    close(fd);
    if (n < 0)
        return wf_error_errno(err, "cannot read '%s'", path);
    if (out->len > MAX_SCRIPT)
        return wf_error_set(err, WF_E_USAGE, "'%s' is larger than %d MiB", path,
                            MAX_SCRIPT >> 20);
    out->data[out->len] = '\0';
    if (strlen(out->data) != out->len)
        return wf_error_set(err, WF_E_USAGE, "'%s' is no text: it holds NUL", path);
    return WF_OK;
}

enum wf_code wf_shell_run_file(struct wf_shell *sh, const char *path)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_error err = WF_ERROR_INIT;
    const char *before = sh->file;
    enum wf_code rc = WF_OK;

    if (sh->depth >= MAX_DEPTH)
        rc = wf_error_set(&err, WF_E_USAGE, "'%s': sources itself too often", path);
    if (rc == WF_OK)
        rc = read_script(path, &text, &err);
    if (rc != WF_OK) {
        rc = wf_shell_fail(sh, &err);
    } else {
        sh->file = strcmp(path, "-") == 0 ? "<stdin>" : path;
        sh->depth++;
        rc = wf_shell_run(sh, text.data != NULL ? text.data : "", NULL);
        sh->depth--;
        sh->file = before;
    }
    wf_strbuf_release(&text);
    return rc;
}
