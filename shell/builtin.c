/* shell/builtin.c: the words of the shell itself. */
#include "shell/builtins.h"

#include "base/utf8.h"
#include "commands/complete_fetch.h"
#include "shell/prompt.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BUILTIN(name)                                                                      \
    static enum wf_code name(struct wf_shell *sh, size_t n, const char *const *words,      \
                             const struct wf_sh_segment *raw, struct wf_arena *a,          \
                             struct wf_error *err)
#define UNUSED ((void)sh, (void)n, (void)words, (void)raw, (void)a, (void)err)

enum wf_code wf_sh_usage(const char *name, struct wf_error *err)
{
    const struct wf_sh_builtin *b = wf_sh_builtin_find(name);

    return wf_error_set(err, WF_E_USAGE, "usage: %s %s", name, b->usage);
}

static void replace(char **to, const char *value)
{
    free(*to);
    *to = wf_strdup(value);
}

/* The next verb connects anew, under what was set. */
static void forget_connection(struct wf_shell *sh)
{
    struct wf_session *s = sh->session;

    s->base = (struct wf_settings_flags){ .profile = sh->profile,
                                          .address = sh->address,
                                          .namespace_ = sh->namespace_ };
    wf_sh_secrets_learn(sh->secrets, s->settings);
    wf_fetcher_detach(sh->fetcher);
    wf_connection_close(s->conn);
    wf_settings_free(s->settings);
    s->conn = NULL;
    s->settings = NULL;
}

/* ---- where we are
 * ------------------------------------------------------------------------- */

BUILTIN(use)
{
    UNUSED;
    if (n != 2)
        return wf_sh_usage("use", err);
    replace(&sh->namespace_, words[1]);
    replace(&sh->here, NULL);
    forget_connection(sh);
    return WF_OK;
}

BUILTIN(connect_)
{
    const char *const *names = NULL;
    struct wf_settings_flags none = { 0 };
    size_t n_names = 0;
    bool profile = false;

    UNUSED;
    if (n < 2 || n > 3)
        return wf_sh_usage("connect", err);
    if (wf_settings_profiles(&none, a, &names, &n_names, err) != WF_OK)
        return err->code;
    for (size_t i = 0; i < n_names; i++)
        profile |= strcmp(names[i], words[1]) == 0;
    if (!profile && strchr(words[1], ':') == NULL)
        return wf_error_set(err, WF_E_NOT_FOUND,
                            "'%s' is no profile, and no HOST:PORT either", words[1]);
    replace(&sh->profile, profile ? words[1] : NULL);
    replace(&sh->address, profile ? NULL : words[1]);
    replace(&sh->namespace_, n == 3 ? words[2] : NULL);
    replace(&sh->here, NULL);
    forget_connection(sh);
    return WF_OK;
}

BUILTIN(cd)
{
    struct wf_ref ref;
    const char *row;
    enum wf_code rc;

    UNUSED;
    if (n > 2)
        return wf_sh_usage("cd", err);
    if (n == 1 || strcmp(words[1], "..") == 0) {
        replace(&sh->here, NULL);
        return WF_OK;
    }
    row = sh->interactive && strspn(words[1], "0123456789") == strlen(words[1])
              ? wf_sh_rows_line(sh->rows, strtoul(words[1], NULL, 10))
              : NULL;
    rc = wf_ref_parse(a, row != NULL ? row : words[1], false, &ref, err);
    if (rc == WF_OK)
        replace(&sh->here, ref.workflow_id);
    return rc;
}

/* ---- variables
 * ---------------------------------------------------------------------------- */

bool wf_sh_is_name(const char *s)
{
    return *s != '\0' && *s != '_' && !(*s >= '0' && *s <= '9') &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               strlen(s);
}

static enum wf_code collect(void *user, const void *p, size_t n, struct wf_error *err)
{
    (void)err;
    wf_strbuf_add(user, p, n);
    return WF_OK;
}

/* `let r = start …`: the verb's JSON, on one line. */
static enum wf_code let_verb(struct wf_shell *sh, const char *name, size_t n,
                             const char *const *words, struct wf_arena *a,
                             struct wf_error *err)
{
    struct wf_session session = *sh->session;
    struct wf_strbuf got = WF_STRBUF_INIT;
    const char **with = wf_arena_alloc(a, (n + 3) * sizeof *with);
    const char *const *ready;
    size_t n_ready;
    enum wf_code rc;

    with[0] = "-o";
    with[1] = "jsonl";
    memcpy(with + 2, words, n * sizeof *with);
    rc = wf_sh_complete_words(sh, n + 2, with, a, &n_ready, &ready, err);
    if (rc != WF_OK)
        return rc;
    session.out = (struct wf_sink){ .write = collect, .user = &got };
    session.saw = NULL;
    session.text_errors = true; /* the JSON is ours, not what was asked for */
    rc = wf_dispatch(&session, (int)n_ready, ready);
    sh->session->settings = session.settings;
    sh->session->conn = session.conn;
    sh->session->err = session.err;
    wf_sink_release(&session.out);
    while (got.len > 0 && got.data[got.len - 1] == '\n')
        got.data[--got.len] = '\0';
    if (rc == WF_OK)
        wf_sh_vars_set(sh->vars, name, wf_strbuf_str(&got));
    wf_strbuf_release(&got);
    return rc;
}

BUILTIN(let)
{
    UNUSED;
    if (n < 4 || strcmp(words[2], "=") != 0)
        return wf_sh_usage("let", err);
    if (!wf_sh_is_name(words[1]))
        return wf_error_set(err, WF_E_USAGE, "let: '%s' is no name", words[1]);
    if (wf_sh_is_verb(sh, words[3]))
        return let_verb(sh, words[1], n - 3, words + 3, a, err);
    if (n > 4)
        return wf_error_set(err, WF_E_USAGE, "let: one value, or a verb with its words");
    wf_sh_vars_set(sh->vars, words[1], words[3]);
    return WF_OK;
}

BUILTIN(echo_)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    UNUSED;
    for (size_t i = 1; i < n; i++) {
        if (i > 1)
            wf_strbuf_addc(&b, ' ');
        wf_utf8_safe(&b, words[i], strlen(words[i]), "\n\t");
    }
    wf_strbuf_addc(&b, '\n');
    err->code = sh->session->out.write(sh->session->out.user, b.data, b.len, err);
    wf_strbuf_release(&b);
    return err->code;
}

/* ---- scripts
 * ------------------------------------------------------------------------------ */

BUILTIN(source)
{
    UNUSED;
    return n == 2 ? wf_shell_run_file(sh, words[1]) : wf_sh_usage("source", err);
}

/* assert A = B, assert A != B, assert A (not empty) */
BUILTIN(assert_)
{
    bool ok;

    UNUSED;
    if (n == 2)
        ok = *words[1] != '\0';
    else if (n == 4 && strcmp(words[2], "=") == 0)
        ok = strcmp(words[1], words[3]) == 0;
    else if (n == 4 && strcmp(words[2], "!=") == 0)
        ok = strcmp(words[1], words[3]) != 0;
    else
        return wf_sh_usage("assert", err);
    if (ok)
        return WF_OK;
    return n == 2 ? wf_error_set(err, WF_E_OTHER, "assertion failed: it is empty")
                  : wf_error_set(err, WF_E_OTHER, "assertion failed: '%s' %s '%s'",
                                 words[1], words[2], words[3]);
}

BUILTIN(sleep_)
{
    int64_t ns, end;

    UNUSED;
    if (n != 2)
        return wf_sh_usage("sleep", err);
    if (wf_duration_parse(words[1], &ns, err) != WF_OK)
        return err->code;
    end = wf_mono_ms() + ns / 1000000;
    while (wf_mono_ms() < end) {
        int64_t left = end - wf_mono_ms(), step = left < 50 ? left : 50;
        struct timespec ts = { .tv_nsec = (step > 0 ? step : 0) * 1000000 };

        if (wf_cancel_fired(sh->session->cancel))
            return wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
        nanosleep(&ts, NULL);
    }
    return WF_OK;
}

/* ---- jobs
 * --------------------------------------------------------------------------------- */

BUILTIN(jobs)
{
    UNUSED;
    return wf_sh_jobs_list(sh, err);
}

BUILTIN(kill_)
{
    UNUSED;
    return n == 2 ? wf_sh_jobs_kill(sh, words[1], err) : wf_sh_usage("kill", err);
}

BUILTIN(fg)
{
    UNUSED;
    return wf_sh_jobs_foreground(sh, n > 1 ? words[1] : NULL, err);
}

/* ---- backslash words
 * ---------------------------------------------------------------------- */

BUILTIN(quit)
{
    UNUSED;
    sh->quit = true;
    return WF_OK;
}

BUILTIN(timing)
{
    UNUSED;
    sh->timing = !sh->timing;
    fprintf(stderr, "timing %s\n", sh->timing ? "on" : "off");
    return WF_OK;
}

static void tell_when(void)
{
    char text[64];
    time_t now = time(NULL);
    struct tm tm;

    if (localtime_r(&now, &tm) != NULL &&
        strftime(text, sizeof text, "%a %e %b %T", &tm) > 0)
        fprintf(stderr, "%s (Ctrl-C ends it)\n", text);
}

/* \watch [SECONDS] VERB…: again and again, until Ctrl-C. */
BUILTIN(watch)
{
    const char *const *ready;
    size_t from = 1, n_ready;
    int64_t ms = 2000;
    char *end;
    double s;

    UNUSED;
    if (n > 1 && (s = strtod(words[1], &end), end != words[1] && *end == '\0')) {
        ms = s < 0.1 ? 100 : (int64_t)(s * 1000);
        from = 2;
    }
    if (from >= n || !wf_sh_is_verb(sh, words[from]))
        return wf_sh_usage("\\watch", err);
    if (wf_sh_complete_words(sh, n - from, words + from, a, &n_ready, &ready, err) != WF_OK)
        return err->code;
    for (;;) {
        int64_t until = wf_mono_ms() + ms;
        enum wf_code rc;

        if (sh->interactive)
            tell_when();
        rc = wf_dispatch(sh->session, (int)n_ready, ready);

        while (rc == WF_OK && wf_mono_ms() < until &&
               !wf_cancel_fired(sh->session->cancel)) {
            struct timespec ts = { .tv_nsec = 50 * 1000000L };

            nanosleep(&ts, NULL);
        }
        if (wf_cancel_fired(sh->session->cancel))
            return WF_OK; /* that is how it ends */
        if (rc != WF_OK)
            return rc;
    }
}

/* \o FILE: what verbs and pipes write goes there; alone: to the terminal again. */
BUILTIN(output)
{
    int fd = -1;

    UNUSED;
    if (n > 2)
        return wf_sh_usage("\\o", err);
    if (n == 2) {
        fd = open(words[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0)
            return wf_error_errno(err, "cannot open '%s'", words[1]);
    }
    if (sh->out_fd >= 0)
        close(sh->out_fd);
    sh->out_fd = fd;
    return WF_OK;
}

/* \hints on|off: what the line still wants, in grey behind the cursor. */
BUILTIN(hints)
{
    UNUSED;
    if (n != 2 || (strcmp(words[1], "on") != 0 && strcmp(words[1], "off") != 0))
        return wf_sh_usage("\\hints", err);
    wf_sh_hints_set(strcmp(words[1], "on") == 0);
    return WF_OK;
}

/* \record FILE: from the next line on; alone: no more. */
BUILTIN(record)
{
    UNUSED;
    if (n > 2)
        return wf_sh_usage("\\record", err);
    if (n == 2)
        return wf_sh_record_open(sh, words[1], err);
    wf_sh_record_close(sh);
    return WF_OK;
}

BUILTIN(words_)
{
    UNUSED;
    if (n > 1) {
        const char **verb = wf_arena_alloc(a, n * sizeof *verb);

        memcpy(verb, words, n * sizeof *verb);
        verb[0] = "help";
        return wf_dispatch(sh->session, (int)n, verb);
    }
    for (const struct wf_sh_builtin *b = wf_sh_builtins(); b->name != NULL; b++)
        printf("  %-10s %-26s %s\n", b->name, b->usage, b->summary);
    fflush(stdout);
    return WF_OK;
}

static const struct wf_sh_builtin builtins[] = {
    { "use", "NAMESPACE", "work in a namespace", use },
    { "connect", "PROFILE|ADDRESS [NAMESPACE]", "talk to another frontend", connect_ },
    { "cd", "WORKFLOW-ID|ROW|..", "the workflow that verbs mean from now on", cd },
    { "let", "NAME = VALUE|VERB…", "set a variable; $NAME, $NAME.key", let },
    { "echo", "WORD…", "print words", echo_ },
    { "source", "FILE", "run a file of commands", source },
    { "assert", "A [=|!= B]", "fail unless it holds", assert_ },
    { "sleep", "DURATION", "wait", sleep_ },
    { "jobs", "", "list background jobs (VERB… &)", jobs },
    { "fg", "[%N]", "wait for a job", fg },
    { "kill", "%N", "end a job", kill_ },
    { "exit", "", "leave", quit },
    { "quit", "", "leave", quit },
    { "\\q", "", "leave", quit },
    { "\\timing", "", "show how long each line took, or stop", timing },
    { "\\err", "", "the last error in full", wf_sh_last_error },
    { "\\e", "[FILE|VERB…]", "edit the last line, a script or a line, and run it",
      wf_sh_edit },
    { "\\x", "[on|off|auto]", "listings as cards; auto: where they are too wide",
      wf_sh_expanded },
    { "\\watch", "[SECONDS] VERB…", "run it again and again, until Ctrl-C", watch },
    { "\\o", "[FILE]", "what verbs write goes to a file, or no more", output },
    { "\\record", "[FILE]", "keep what is run as JSON lines, or stop", record },
    { "\\hints", "on|off", "grey hints while typing", hints },
    { "\\h", "[VERB…]", "these words, or the help of a verb", words_ },
    { "\\top", "[VIEW…]", "the dashboard, and back", wf_sh_word_top },
    { "top", "[VIEW…]", "the same", wf_sh_word_top },
    { "\\i", "FILE", "source", source },
    { "\\c", "PROFILE|ADDRESS [NAMESPACE]", "connect", connect_ },
    { "\\ns", "NAMESPACE", "use", use },
    { "\\set", "NAME VALUE", "let NAME = VALUE", wf_sh_set },
    { "\\unset", "NAME", "forget a variable", wf_sh_unset },
    { "\\history", "", "the lines that were typed", wf_sh_history },
    { NULL, NULL, NULL, NULL },
};

const struct wf_sh_builtin *wf_sh_builtins(void)
{
    return builtins;
}

const struct wf_sh_builtin *wf_sh_builtin_find(const char *name)
{
    for (const struct wf_sh_builtin *b = builtins; b->name != NULL; b++)
        if (strcmp(b->name, name) == 0)
            return b;
    return NULL;
}
