/* shell/repl.c: the prompt, on readline. */
#include "shell/shell.h"

#include "shell/link.h"
#include "shell/prompt.h"
#include "shell/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* readline's headers want the file type; and readline has one global line. */
#include <readline/history.h>
#include <readline/readline.h>

enum { HISTORY_MAX = 5000 };

/* readline calls back without a pointer of ours. One prompt a process. */
static struct {
    struct wf_shell *sh;
    struct wf_strbuf text; /* lines that wait for the rest */
    bool down;             /* as the prompt that is shown says */
    char *history_path;
} repl;

/* ---- history
 * ------------------------------------------------------------------------------ */

static char *state_path(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char *base, *dir, *path;

    if (state != NULL && *state == '/')
        base = wf_strdup(state);
    else if (home != NULL && *home == '/')
        base = wf_asprintf("%s/.local/state", home);
    else
        return NULL;
    for (char *p = base + 1; *p != '\0'; p++)
        if (*p == '/') {
            *p = '\0';
            (void)mkdir(base, 0700);
            *p = '/';
        }
    (void)mkdir(base, 0700);
    dir = wf_asprintf("%s/wfsh", base);
    (void)mkdir(dir, 0700);
    path = wf_asprintf("%s/history", dir);
    free(base);
    free(dir);
    return path;
}

/* Lines that carry a key are not kept, nor those that begin with a blank. */
static bool may_be_kept(const char *line)
{
    return *line != ' ' && *line != '\0' && !wf_sh_carries_secret(repl.sh, line);
}

/* All of it anew, or only the newest line when nothing else has changed. */
static void write_down(bool all)
{
    mode_t before;

    if (repl.history_path == NULL)
        return;
    before = umask(077);
    if (all || append_history(1, repl.history_path) != 0)
        (void)write_history(repl.history_path);
    (void)umask(before);
    (void)chmod(repl.history_path, 0600);
}

void wf_sh_remember(struct wf_shell *sh, const char *line)
{
    bool all = history_length >= HISTORY_MAX;

    if (strncmp(line, "\\e", 2) != 0) {
        free(sh->last_text);
        sh->last_text = wf_strdup(line);
    }
    if (!sh->interactive || !may_be_kept(line))
        return;
    using_history();
    for (int i = history_length - 1; i >= 0; i--) { /* the newest of equal lines stays */
        HIST_ENTRY *e = history_get(history_base + i);

        if (e == NULL || strcmp(e->line, line) != 0)
            continue;
        if (i == history_length - 1)
            return;
        e = remove_history(i);
        if (e != NULL)
            free_history_entry(e);
        all = true;
    }
    add_history(line);
    write_down(all);
}

/* ---- the prompt
 * --------------------------------------------------------------------------- */

static const char *prompt(struct wf_arena *a)
{
    return repl.text.len > 0 ? "... " : wf_sh_prompt_text(repl.sh, repl.down, a);
}

static void line_done(char *line);

static void show_prompt(void)
{
    struct wf_arena *a = wf_arena_new();

    repl.down = wf_sh_link_down();
    rl_callback_handler_install(prompt(a), line_done);
    wf_signals_at_line(true);
    wf_arena_free(a);
}

static void run_text(void)
{
    struct wf_shell *sh = repl.sh;
    struct wf_error ignored = WF_ERROR_INIT;
    bool more = false;

    (void)wf_shell_run(sh, wf_strbuf_str(&repl.text), &more);
    if (wf_signals_take() == WF_SIGNAL_INTERRUPT) /* it ended what ran, not the line */
        (void)!write(STDOUT_FILENO, "\n", 1);
    if (more)
        return;
    while (repl.text.len > 0 && repl.text.data[repl.text.len - 1] == '\n')
        repl.text.data[--repl.text.len] = '\0';
    wf_sh_remember(sh, wf_strbuf_str(&repl.text));
    wf_strbuf_clear(&repl.text);
    wf_cancel_reset(sh->session->cancel);
    (void)wf_session_open(sh->session, &ignored); /* for the prompt; no network */
    wf_sh_link_watch(sh->session);
}

static void line_done(char *line)
{
    wf_signals_at_line(false);
    rl_callback_handler_remove();
    if (line == NULL) { /* ^D */
        repl.sh->quit = true;
        (void)!write(STDOUT_FILENO, "\n", 1);
        return;
    }
    wf_strbuf_adds(&repl.text, line);
    wf_strbuf_addc(&repl.text, '\n');
    free(line);
    run_text();
    if (!repl.sh->quit)
        show_prompt();
}

/* Ctrl-C at the prompt throws the line away, and what was typed before it. */
static void drop_line(void)
{
    wf_strbuf_clear(&repl.text);
    wf_sh_live_before_key();
    rl_point = rl_end;
    rl_redisplay();
    (void)fflush(rl_outstream);
    (void)!write(STDOUT_FILENO, "^C", 2);
    rl_callback_handler_remove(); /* goes to the first column, with bracketed paste */
    (void)!write(STDOUT_FILENO, "\n", 1);
    wf_cancel_reset(repl.sh->session->cancel);
    show_prompt();
}

/* The line may be wider than the terminal: all of its rows are wiped. */
static void before_news(void)
{
    wf_sh_live_before_key();
    rl_clear_visible_line();
    (void)fflush(rl_outstream);
}

static void after_news(void)
{
    rl_forced_update_display();
}

/* Ctrl-Z: the terminal as we found it, until we go on. */
static void stop(void)
{
    wf_sh_live_before_key();
    rl_deprep_terminal();
    wf_signals_stop();
    rl_prep_terminal(1);
    after_news();
}

/* The frontend was lost or is back: the prompt says so, the line stays as it was typed. */
static void link_changed(void)
{
    struct wf_arena *a;
    bool down = wf_sh_link_down();

    if (down == repl.down || RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH))
        return;
    a = wf_arena_new();
    repl.down = down;
    before_news();
    rl_set_prompt(prompt(a));
    rl_forced_update_display();
    wf_arena_free(a);
}

static void set_up_readline(void)
{
    rl_readline_name = "wfsh";
    rl_catch_signals = 0;
    wf_sh_live_begin(repl.sh, &repl.text);
    /* never reached; without it readline reads keys in bulk, behind a Ctrl-C too */
    rl_num_chars_to_read = INT_MAX;
    using_history();
    stifle_history(HISTORY_MAX);
    history_comment_char = '#'; /* with the times a line of several rows stays one */
    history_write_timestamps = 1;
    repl.history_path = state_path();
    if (repl.history_path != NULL)
        (void)read_history(repl.history_path);
}

static void greet(struct wf_shell *sh)
{
    const struct wf_settings *s = sh->session->settings;

    printf("wfsh %s at %s. 'help' lists verbs, \\h the shell's words, \\q leaves.\n",
           WFSH_VERSION, s != NULL ? s->address : "?");
    fflush(stdout);
}

/* A key that readline has read ahead is on no descriptor any more. */
static void read_keys(void)
{
    do {
        wf_sh_live_before_key();
        rl_callback_read_char();
        wf_sh_live_after_key();
    } while (!repl.sh->quit && rl_pending_input != 0);
}

/* $XDG_CONFIG_HOME/wfsh/rc, of the prompt only. Its failures are told, and no more. */
static void run_rc(struct wf_shell *sh)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char *path = NULL;

    if (base != NULL && *base == '/')
        path = wf_asprintf("%s/wfsh/rc", base);
    else if (home != NULL && *home == '/')
        path = wf_asprintf("%s/.config/wfsh/rc", home);
    if (path != NULL && access(path, F_OK) == 0)
        (void)wf_shell_run_file(sh, path);
    free(path);
}

enum wf_code wf_shell_repl(struct wf_shell *sh)
{
    struct wf_error err = WF_ERROR_INIT;
    int signal_fd = wf_signals_for_prompt();

    repl.sh = sh;
    set_up_readline();
    if (wf_session_open(sh->session, &err) != WF_OK)
        (void)wf_shell_fail(sh, &err);
    greet(sh);
    if (!sh->no_rc)
        run_rc(sh);
    (void)wf_session_open(sh->session, &err); /* the rc file may have moved us */
    wf_sh_link_watch(sh->session);
    if (!sh->quit)
        show_prompt();
    while (!sh->quit) {
        enum wf_signal signal;
        struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                                { .fd = wf_sh_jobs_fd(sh->jobs), .events = POLLIN },
                                { .fd = signal_fd, .events = POLLIN },
                                { .fd = wf_sh_link_fd(), .events = POLLIN },
                                { .fd = wf_sh_live_fd(), .events = POLLIN } };
        int n = poll(fds, 5, wf_sh_live_timeout_ms());

        if (n < 0 && errno != EINTR)
            break;
        signal = wf_signals_take(); /* before keys: they were typed after it */
        if (signal == WF_SIGNAL_END)
            break;
        if (signal == WF_SIGNAL_INTERRUPT)
            drop_line();
        else if (signal == WF_SIGNAL_STOP)
            stop();
        if (fds[3].revents != 0)
            link_changed();
        if (fds[1].revents != 0)
            (void)wf_sh_jobs_drain(sh, before_news, after_news);
        else if (fds[0].revents != 0)
            read_keys();
        if (fds[4].revents != 0 || n == 0)
            wf_sh_live_step();
    }
    rl_callback_handler_remove();
    wf_strbuf_release(&repl.text);
    wf_sh_live_end();
    free(repl.history_path);
    return WF_OK;
}
