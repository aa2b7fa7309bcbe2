#ifndef WF_TUI_HOST_H
#define WF_TUI_HOST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * All that the dashboard knows of the world: it runs command lines, the same ones that a
 * user types, and reads what they print. Everything is asynchronous but for what only
 * looks at memory.
 * Thread: all functions are called on the main loop.
 */
struct wf_host_job; /* one running command line; the host's */

struct wf_words {
    const char **v;
    size_t n;
};

struct wf_host_end {
    enum wf_code code;
    bool more;             /* it has not ended: enough was read for now */
    struct wf_error error; /* of a code that is none of the outcomes */
};

/* Where the session is; strings live until the next use() or connect(). */
struct wf_host_place {
    const char *profile, *address, *namespace_, *identity;
    const char *ui_url; /* NULL: none is known */
    bool read_only, protected_, production;
};

/* What stands before the cursor of a line that is not finished. */
struct wf_host_typed {
    struct wf_words words; /* as lex() will read them; the last one, at the cursor, may be
                              "" */
    size_t at;             /* in the line: where what is written of the last one begins */
    char quote;            /* the one that it begins in; 0: none */
    char open;             /* the one that the cursor is in; 0: none */
};

/* How values are asked for, and what they are. */
struct wf_host_want {
    bool ahead; /* nobody wants them yet: a few are asked for, and none is emitted */
    char quote; /* the one that the word stands in; 0: none */
    bool part;  /* set: they do not end their word, it is a query and goes on */
};

enum wf_host_class { WF_HOST_READS, WF_HOST_WRITES, WF_HOST_DESTROYS, WF_HOST_UNKNOWN };

/* One call as the RPC log keeps it. */
struct wf_host_rpc {
    const char *method;
    int64_t at_ns; /* wall clock, when it began */
    int64_t took_ns;
    int status; /* gRPC's; 0: OK */
};

typedef void wf_host_candidate_fn(void *user, const char *value, const char *description);

struct wf_host {
    void *user;
    int fd; /* readable: take() of some job, down() or completed() has something new */
    /*
     * Starts it on a thread of its own. At most `ahead` bytes of output wait untaken: then
     * the command itself waits, so that a list of any length costs what is looked at.
     * `input` is its stdin (copied); NULL: none.
     */
    struct wf_host_job *(*run)(void *user, const struct wf_words *words, const char *input,
                               size_t ahead);
    /* Appends at most `max` bytes of what it has printed. True: it has ended and all is
     * taken; the job is gone then. */
    bool (*take)(void *user, struct wf_host_job *job, size_t max, struct wf_strbuf *out,
                 struct wf_host_end *ret);
    void (*drop)(void *user, struct wf_host_job *job); /* cancels and forgets it */
    void (*woken)(void *user);                         /* the main loop has seen fd */
    /* The connection is known to be lost, before any job says so. NULL: nobody knows. */
    bool (*down)(void *user);

    struct wf_host_place (*place)(void *user);
    enum wf_host_class (*klass)(void *user, const struct wf_words *words);
    /* Words of a line as the shell reads it. */
    enum wf_code (*lex)(void *user, const char *line, struct wf_arena *a,
                        struct wf_words *ret, struct wf_error *err);
    /* The words before the cursor. None: what is written there is no verb's. */
    void (*typed)(void *user, const char *before, struct wf_arena *a,
                  struct wf_host_typed *ret);
    /* Appends `value` as it is written in that quote (0: none). False, and nothing is: it
     * cannot be. */
    bool (*write)(void *user, struct wf_strbuf *out, const char *value, char quote);
    /*
     * Emits what the last word of `words` can become, each candidate standing for the whole
     * word, out of memory: it never waits. What is emitted lives until emit() returns.
     * True: there are more, which the cluster is being asked for (on a thread of the
     * host's); when their answer is there, be it a failure, fd becomes readable and
     * completed() says so: then complete() is called again.
     */
    bool (*complete)(void *user, const struct wf_words *words, struct wf_host_want *want,
                     wf_host_candidate_fn *emit, void *emit_user);
    bool (*completed)(void *user); /* since it was last called: see complete() */
    /*
     * Appends what `words` still want (the last one may be ""), for behind the cursor:
     * begins with a blank where that is missing. Harmless text; never waits. NULL: nobody
     * knows.
     */
    void (*hint)(void *user, const struct wf_words *words, struct wf_strbuf *out);
    /* `kind`: "namespace", "profile" or "address". Every job is dropped before. */
    enum wf_code (*go)(void *user, const char *kind, const char *value,
                       struct wf_error *err);
    /* The i-th newest call; false: there are no more. */
    bool (*rpc)(void *user, size_t i, struct wf_host_rpc *ret);
    /* The i-th pair of a table of the config file: "queries", "keys", "commands" or
     * "dashboard"; false: no more. */
    bool (*config)(void *user, const char *table, size_t i, const char **ret_key,
                   const char **ret_value);
    /* Adds or replaces a string of such a table in the user's config file. */
    enum wf_code (*keep)(void *user, const char *table, const char *key, const char *value,
                         struct wf_error *err);
    /* The user's config file, for messages; NULL: there is no home directory. */
    const char *(*config_path)(void *user);
    /* Runs it here and now with the terminal, which the caller has left; what it prints is
     * appended to `out`. */
    enum wf_code (*foreground)(void *user, const struct wf_words *words,
                               struct wf_strbuf *out, struct wf_error *err);
    /*
     * `sh -c COMMAND` with the terminal, which the caller has left; `input` on its stdin
     * unless NULL. WF_E_OTHER: it could not be started or ended badly.
     */
    enum wf_code (*outside)(void *user, const char *command, const char *input, size_t n,
                            struct wf_error *err);
    /* A folder of this process alone, which goes with the host; NULL: there is none. */
    const char *(*scratch)(void *user);
    /*
     * An action of the tables is taken: `how` is '=' done, or of a command line '+' begun,
     * then '=' or '!' failed. "workflows.cancel"; the second of a view's rows with that
     * name "overview.open#2"; on marked rows "workflows.cancel:marked". NULL: nobody wants
     * to know.
     */
    void (*acted)(void *user, char how, const char *name);
    int64_t (*now_ns)(void *user);  /* wall clock */
    int64_t (*mono_ms)(void *user); /* monotonic */
};

#endif
