#ifndef WF_SHELL_SHELL_H
#define WF_SHELL_SHELL_H

#include "commands/call_log.h"
#include "commands/job.h"
#include "shell/secrets.h"
#include "shell/syntax.h"

/*
 * The shell: one grammar and one command layer for the prompt, -c, files and stdin. State
 * that lasts from line to line hangs from here.
 * Thread: the main thread; background jobs have sessions of their own.
 */
struct wf_shell {
    struct wf_session *session;
    bool interactive;
    bool keep_going; /* scripts: go on after a failure */
    bool timing;
    bool no_rc; /* -X */
    bool quit;
    enum wf_code last;      /* $? */
    enum wf_code first_bad; /* with keep_going: what the script ends with */
    struct wf_error last_error;
    struct wf_sh_vars *vars;
    struct wf_sh_jobs *jobs;
    struct wf_sh_rows *rows; /* references of the last table */
    char *here;              /* `cd ID`: the workflow that verbs without one mean */
    char *namespace_, *profile, *address; /* use, connect; NULL: as configured */
    const char *file; /* of the script that runs; NULL: the prompt or -c */
    unsigned line;
    unsigned depth;             /* of `source` */
    int out_fd;                 /* of \o, where verbs and pipes write; -1: stdout */
    int record_fd;              /* of \record; -1: none */
    struct wf_fetcher *fetcher; /* the prompt's; NULL in scripts */
    struct wf_sh_secrets *secrets;
    struct wf_call_log calls; /* of the line that runs */
    char *last_text;          /* of the last line, for \e; NULL: none */
};

void wf_shell_init(struct wf_shell *sh, struct wf_session *session, bool interactive);
void wf_shell_release(struct wf_shell *sh);

/*
 * Runs a text: all of a script, or what was typed. Stops at the first failure unless
 * interactive or keep_going. Errors are printed with file and line. WF_E_USAGE when the
 * text does not parse; *ret_more as in wf_sh_parse(), when not NULL.
 */
enum wf_code wf_shell_run(struct wf_shell *sh, const char *text, bool *ret_more);
enum wf_code wf_shell_run_file(struct wf_shell *sh, const char *path);
/* The prompt, until ^D or \q. */
enum wf_code wf_shell_repl(struct wf_shell *sh);

/* ---- inside the folder ------------------------------------------------------------------
 */

/* Reports a failure of the shell itself, and returns its code. */
enum wf_code wf_shell_fail(struct wf_shell *sh, const struct wf_error *err);

bool wf_sh_is_name(const char *s); /* that a variable may have */
/* Variables: strings; `r.a.b` looks into one that holds JSON. */
struct wf_sh_vars *wf_sh_vars_new(void);
void wf_sh_vars_free(struct wf_sh_vars *v);
void wf_sh_vars_set(struct wf_sh_vars *v, const char *name, const char *value);
void wf_sh_vars_unset(struct wf_sh_vars *v, const char *name);
/* In the arena; NULL: not set. */
const char *wf_sh_vars_get(const struct wf_sh_vars *v, struct wf_arena *a,
                           const char *path);
/* NAME=value of each that a child may know. NULL-ended, in the arena. */
const char **wf_sh_vars_list(const struct wf_sh_vars *v, struct wf_arena *a);

/* Rows of the last table, from 1. */
struct wf_sh_rows *wf_sh_rows_new(void);
void wf_sh_rows_free(struct wf_sh_rows *r);
/* The rows stay until the next listing has one. */
void wf_sh_rows_end(struct wf_sh_rows *r);
void wf_sh_rows_add(void *rows, const struct wf_ref *ref); /* wf_session.saw */
size_t wf_sh_rows_count(const struct wf_sh_rows *r);
bool wf_sh_rows_fresh(const struct wf_sh_rows *r); /* of the line that runs */
const char *wf_sh_rows_line(const struct wf_sh_rows *r, size_t i); /* as -o refs */

/* One pipeline: words expanded, verbs here, the rest in sh. */
enum wf_code wf_sh_run_pipeline(struct wf_shell *sh, const struct wf_sh_pipeline *l,
                                struct wf_arena *a);

/* A word of the shell itself ("use", "cd", "\\q"). NULL: it is none. */
typedef enum wf_code wf_sh_builtin_fn(struct wf_shell *sh, size_t n,
                                      const char *const *words,
                                      const struct wf_sh_segment *raw, struct wf_arena *a,
                                      struct wf_error *err);
/* \top [VIEW…] (shell/word_top.c): the dashboard on this shell's session. */
wf_sh_builtin_fn wf_sh_word_top;
struct wf_sh_builtin {
    const char *name, *usage, *summary;
    wf_sh_builtin_fn *run;
};
const struct wf_sh_builtin *wf_sh_builtin_find(const char *name);
const struct wf_sh_builtin *wf_sh_builtins(void); /* name NULL ends */

/* \record: a JSON line for each pipeline, in a private file that is appended to. */
enum wf_code wf_sh_record_open(struct wf_shell *sh, const char *path, struct wf_error *err);
void wf_sh_record_close(struct wf_shell *sh);
void wf_sh_record_line(struct wf_shell *sh, const struct wf_sh_pipeline *l, enum wf_code rc,
                       int64_t took_ms, struct wf_arena *a);
/* A line that was typed: for the history (of a prompt), and for \e. */
void wf_sh_remember(struct wf_shell *sh, const char *line);
/* A line with a secret in it, which the history must not keep. */
bool wf_sh_carries_secret(struct wf_shell *sh, const char *line);

/* Background jobs. */
struct wf_sh_jobs *wf_sh_jobs_new(void);
void wf_sh_jobs_free(struct wf_sh_jobs *j); /* cancels and waits */
/* Starts a verb on a thread; its output comes out above the prompt as it is made. */
enum wf_code wf_sh_jobs_start(struct wf_shell *sh, size_t n, const char *const *words,
                              const char *line, struct wf_error *err);
/* Prints what jobs have written, and a notice for those that ended. True: something was. */
bool wf_sh_jobs_drain(struct wf_shell *sh, void (*before)(void), void (*after)(void));
int wf_sh_jobs_fd(const struct wf_sh_jobs *j); /* readable: wf_sh_jobs_drain() has work */
enum wf_code wf_sh_jobs_list(struct wf_shell *sh, struct wf_error *err);
enum wf_code wf_sh_jobs_kill(struct wf_shell *sh, const char *which, struct wf_error *err);
/* Waits for one (NULL: the newest) in the foreground; its output is printed meanwhile. */
enum wf_code wf_sh_jobs_foreground(struct wf_shell *sh, const char *which,
                                   struct wf_error *err);

/* Until every job has ended. */
void wf_sh_jobs_wait(struct wf_shell *sh);

/*
 * sh ended with a failure, which it has told in its own words, if at all: ours say where,
 * in a script, and which verb may have been meant, where sh knew no such program.
 */
void wf_sh_explain_status(struct wf_shell *sh, const struct wf_sh_pipeline *l,
                          enum wf_code rc, struct wf_arena *a, struct wf_error *err);

/* A word is a verb, a noun or an alias of the registry. */
bool wf_sh_is_verb(const struct wf_shell *sh, const char *word);
/*
 * Words of a verb as they are dispatched: rows become references, and the workflow of `cd`
 * is put in where the verb wants one and none was given.
 */
enum wf_code wf_sh_complete_words(struct wf_shell *sh, size_t n, const char *const *words,
                                  struct wf_arena *a, size_t *ret_n,
                                  const char *const **ret_words, struct wf_error *err);

#endif
