#ifndef WF_COMMANDS_JOB_H
#define WF_COMMANDS_JOB_H

#include <pthread.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/timefmt.h"
#include "client/call.h"
#include "client/pager.h"
#include "client/settings.h"
#include "commands/command.h"
#include "commands/globals.h"
#include "proto/json_write.h"
#include "proto/message.h"

/*
 * A byte stream that a job writes to: stdout, a pipe, a buffer of a test, a queue of the
 * dashboard. Buffered; a failed write is kept and every later one fails alike.
 */
struct wf_sink {
    enum wf_code (*write)(void *user, const void *p, size_t n, struct wf_error *err);
    void *user;
    bool tty;     /* a terminal: colours and cutting to `width` are allowed */
    size_t width; /* columns; 0: unknown, never cut */
    struct wf_strbuf buf;
    enum wf_code failed;
};
/* A sink over a file descriptor, which stays the caller's. */
void wf_sink_fd(struct wf_sink *s, int fd);
void wf_sink_release(struct wf_sink *s);

/*
 * What outlives a command: in a one-shot run one command, in the shell many.
 * Thread: the face's main thread; jobs on other threads only read it, but for conn, which
 * they get through wf_job_ctx().
 */
struct wf_parsed;
struct wf_many;
struct wf_call_log;
/* How a listing is shown on a terminal; AUTO: as cards where a row is too wide. */
enum wf_rows { WF_ROWS_TABLE, WF_ROWS_CARDS, WF_ROWS_AUTO };
struct wf_session {
    const struct wf_registry *registry;
    struct wf_sink out, err;
    int in_fd; /* -1: none */
    bool in_tty;
    struct wf_cancel *cancel;   /* borrowed */
    struct wf_connection *conn; /* owned; opened by the first job that needs it */
    pthread_mutex_t conn_lock;
    struct wf_settings *settings;  /* owned; of `conn` */
    struct wf_settings_flags base; /* under the flags of a command line: use, connect */
    bool interactive;  /* a prompt: what destroys is confirmed by typing, see confirm.h */
    bool lasting;      /* more commands will come: flags are for one line only */
    bool borrowed;     /* settings and conn are another session's */
    const char *where; /* "file:12", put before errors; NULL: nothing */
    struct wf_error *keep_error; /* gets a copy of the last error; NULL: nobody does */
    struct wf_call_log *calls;   /* what is sent is noted there; NULL: nowhere */
    /* Told of every reference that a listing prints; NULL: nobody is. */
    void (*saw)(void *user, const struct wf_ref *ref);
    void *saw_user;
    struct wf_many *many; /* a verb that runs on several namespaces; NULL: on one */
    bool confirmed;       /* the face has asked already: nothing is asked again */
    bool unhurried;       /* its reader may stop at any row: no page is asked for ahead */
    enum wf_rows rows;
    bool text_errors;     /* errors are for people, whatever the output's format is */
    const char *in_taken; /* which option has read stdin; NULL: nobody yet */
};
void wf_session_init(struct wf_session *s, const struct wf_registry *registry,
                     struct wf_cancel *cancel);
void wf_session_release(struct wf_session *s);
/*
 * A session for one command beside the others of `of`, which outlives it: its settings,
 * connection and place, told to nobody. The ends (out, err) are empty, the caller's to set.
 */
void wf_session_borrow(struct wf_session *s, const struct wf_session *of);
/*
 * Loads the settings and makes the connection (which does no network) ahead of the first
 * command, so that several threads may then share them.
 */
enum wf_code wf_session_open(struct wf_session *s, struct wf_error *err);
/* What `use` and `connect` of a shell set stands under what a line says. */
void wf_session_put_under(const struct wf_session *s, struct wf_settings_flags *f);

/* One running command. */
struct wf_job {
    struct wf_session *session;
    const struct wf_command *command;
    const struct wf_globals *g;         /* the global options as given */
    const struct wf_settings *settings; /* resolved; NULL only for WF_CMD_LAX */
    const struct wf_parsed *parsed;     /* options as typed, for --explain */
    struct wf_sink *out, *err;
    struct wf_cancel *cancel;
    struct wf_arena *arena; /* lives as long as the job */
    struct wf_ctx *ctx;     /* NULL until wf_job_ctx() */
    int64_t deadline_ms;    /* monotonic; 0: none (--command-timeout) */
    bool confirmed;         /* the user has typed it: nothing more is asked */
};

/*
 * Returned by the calls below when --explain has printed the request instead of sending it;
 * a command hands it up like any failure, the dispatcher ends with 0.
 */
#define WF_STOP ((enum wf_code) - 1)

/* One error on stderr: a line and a hint, or one JSON object when `json`. */
void wf_error_print(struct wf_sink *to, const struct wf_error *err, bool json);
/* Dispatch one command line (argv without the program's name). Prints errors itself. */
enum wf_code wf_dispatch(struct wf_session *s, int argc, const char *const *argv);

/* ---- calls ----------------------------------------------------------------------------
 */

/* The job's context; connects the session on first use. */
enum wf_code wf_job_ctx(struct wf_job *job, struct wf_ctx **ret, struct wf_error *err);
const char *wf_job_namespace(const struct wf_job *job);
const char *wf_job_identity(const struct wf_job *job);
/* A new UUID in the job's arena: request ids, workflow ids that the user did not give. */
const char *wf_job_uuid(struct wf_job *job);
/*
 * One call: refused by read-only and protected profiles (by the method's class), printed
 * instead of sent with --explain, payloads through the codec server both ways. `opt` and
 * `a` may be NULL (10 s; the job's arena).
 */
enum wf_code wf_job_call(struct wf_job *job, const char *method, void *request,
                         const struct wf_call_options *opt, struct wf_arena *a,
                         void *ret_reply, struct wf_error *err);
/* A pager under the same rules; pages' payloads are decoded by the codec server. */
enum wf_code wf_job_pager(struct wf_job *job, const char *method, void *request,
                          const struct wf_pager_options *opt, struct wf_pager **ret,
                          struct wf_error *err);
enum wf_code wf_job_page(struct wf_job *job, struct wf_pager *p, const struct wf_page **ret,
                         struct wf_error *err);
/* For calls made with wf_rpc_start(): the same guards, before. */
enum wf_code wf_job_guard(struct wf_job *job, const char *method, void *request,
                          struct wf_error *err);

/* What --explain prints; always WF_STOP or a failure to print. */
enum wf_code wf_job_explain(struct wf_job *job, const char *method, const void *request,
                            struct wf_error *err);

/* ---- input ----------------------------------------------------------------------------
 */

/* All of a file, or of stdin for "-" (which only one option may read). At most `max` bytes.
 */
enum wf_code wf_job_read_file(struct wf_job *job, const char *path, const char *option,
                              size_t max, struct wf_bytes *ret, struct wf_error *err);
/* Takes stdin for `option`; WF_E_USAGE when another has it. */
enum wf_code wf_job_take_stdin(struct wf_job *job, const char *option,
                               struct wf_error *err);
/*
 * Asks "QUESTION y/N" on the terminal; true at once with `yes`. WF_E_REFUSED when the
 * answer is not yes, when there is no terminal to ask on, and with JSON output (--yes is
 * named).
 */
enum wf_code wf_job_confirm(struct wf_job *job, bool yes, struct wf_error *err,
                            const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* ---- output ---------------------------------------------------------------------------
 */

bool wf_job_is_json(const struct wf_job *job);  /* json or jsonl */
bool wf_job_is_text(const struct wf_job *job);  /* table or wide: cards, prose */
bool wf_job_is_quiet(const struct wf_job *job); /* none */
bool wf_job_color(const struct wf_job *job);
enum wf_payload_form wf_job_payload_form(const struct wf_job *job);
/* Text that is already safe for a terminal. Fails with WF_E_PIPE, or WF_E_OTHER (disk
 * full). */
enum wf_code wf_job_write(struct wf_job *job, const char *p, size_t n,
                          struct wf_error *err);
enum wf_code wf_job_printf(struct wf_job *job, struct wf_error *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
enum wf_code wf_job_flush(struct wf_job *job, struct wf_error *err);
/* A remark on stderr, one line, neutralised; not with -o none. */
void wf_job_note(struct wf_job *job, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* One JSON value (an object or an array), then a new line: `fill` writes it. */
enum wf_code wf_job_json(struct wf_job *job,
                         void (*fill)(struct wf_json *j, const void *user),
                         const void *user, struct wf_error *err);
/* A message as the whole output, in JSON. */
enum wf_code wf_job_json_message(struct wf_job *job, const void *message,
                                 struct wf_error *err);

/* Times as --time-format says; "" when absent. In the job's arena. */
const char *wf_job_time(struct wf_job *job, int64_t ns);

#endif
