#ifndef WF_CLIENT_HISTORY_H
#define WF_CLIENT_HISTORY_H

#include "client/call.h"
#include "client/ref.h"
#include "proto/api.h"

/*
 * Reading the events of one Workflow Execution, a page at a time: from the frontend, from
 * the archive, or from a file. Memory is one page, plus one in flight.
 *
 * Event ids of a run are dense from 1, so a reader that follows gives each event exactly
 * once, whatever happened to the connection meanwhile. Payloads go through the codec server
 * of the connection's settings. A page that is too large for a message is asked for again
 * in halves. A follow ends with the event that closes the run and with nothing else: while
 * the run is paused, when the frontend gives no token, it looks every few seconds.
 */
struct wf_history;

enum wf_archived {
    WF_ARCHIVED_AUTO,  /* the archive when the frontend has no such run */
    WF_ARCHIVED_ONLY,  /* WF_E_NOT_FOUND when the run is not read from the archive */
    WF_ARCHIVED_NEVER, /* as the official `result` and `show --follow` */
};

/* Borrowed for the call of wf_history_open(). */
struct wf_history_options {
    const char *namespace_; /* NULL: of the connection's settings */
    const char *workflow_id;
    const char *run_id; /* NULL: the current or last run */
    int32_t page_size;  /* 0: as fits the memory and the reader's patience */
    /* Events wanted in all; 0: no limit. Bounds the size of pages. */
    int64_t limit;
    bool reverse; /* newest first, one run; what is archived is read whole for it */
    bool follow;  /* after the last event waits for the next, until the run closes */
    /* Goes on with the run that followed: continued as new, retry, cron, reset. */
    bool chain;
    bool no_resets; /* but not with the run that a reset made */
    /* Only the event that closed the run; with follow waits for it. */
    bool close_event;
    bool no_prefetch;
    bool encoded; /* payloads as they are stored: no codec server is asked */
    enum wf_archived archived;
    /* Where to go on: a page's next_token, with its run_id. */
    struct wf_bytes token;
    /* Leaves out events up to this id (in reverse: down to it), of the first run only. */
    int64_t after_event;
    /*
     * With follow: how many events there were at some moment, as describe tells; the page
     * that reaches it is caught_up. 0: only a poll that waited in vain tells.
     */
    int64_t known_events;
    /* Finds out the run's id first when none is given: one call more. */
    bool need_run_id;
    /*
     * For many readers on one context: their calls come out of wf_rpc_wait() with this as
     * wf_rpc_user(), and go to wf_history_take(). NULL: wf_history_next() waits itself.
     */
    void *user;
    struct wf_call_options call; /* keep_trying is set by follow */
};

/* The caller's until the next wf_history_next(), wf_history_take() or wf_history_free(). */
struct wf_history_page {
    struct wf_arena *arena; /* of this page; more may be put into it */
    Thistory__HistoryEvent **events;
    size_t n_events; /* 0 only with caught_up or ends_run */
    const char *workflow_id;
    const char *run_id; /* that the events are of; NULL: not known (need_run_id) */
    bool archived;      /* from the archive */
    bool starts_run;    /* the first page of a run */
    /* All that had happened by then is given: what follows is live. */
    bool caught_up;
    /* The last page of this run: closed, or read to its end without follow. */
    bool ends_run;
    struct wf_bytes next_token; /* for options.token; empty at the end */
    /* What this page was asked for with: with after_event it goes on inside of the page. */
    struct wf_bytes this_token;
};

/*
 * Nothing is sent before the first wf_history_next() or wf_history_start(). Fails
 * (WF_E_USAGE) only on options that exclude each other: reverse with follow or chain.
 */
enum wf_code wf_history_open(struct wf_ctx *ctx, const struct wf_history_options *opt,
                             struct wf_history **ret, struct wf_error *err);
/*
 * A history that was saved: by the official CLI (event types in SCREAMING or CamelCase
 * words), or downloaded from the web UI (encoded, decoded or readable). `text` is borrowed
 * for the reader's life and is checked here: WF_E_USAGE with line, column and path. `what`
 * names it in errors. Of the options only page_size, limit, reverse and after_event count.
 */
enum wf_code wf_history_open_text(const char *what, struct wf_bytes text,
                                  const struct wf_history_options *opt,
                                  struct wf_history **ret, struct wf_error *err);
void wf_history_free(struct wf_history *h); /* cancels what is in flight; NULL is fine */

/*
 * The next page; *ret NULL after the last. Waits (WF_E_INTERRUPTED, WF_E_DEADLINE).
 * After a failure the reader stays where it is: calling again tries again.
 */
enum wf_code wf_history_next(struct wf_history *h, const struct wf_history_page **ret,
                             struct wf_error *err);

/* With options.user: the first call is sent. */
void wf_history_start(struct wf_history *h);
/*
 * What came of a call that wf_rpc_wait() handed out; finishes `rpc`. *ret NULL: nothing to
 * show. Unless wf_history_ended(), wf_history_due_ms() or it failed, the next call is on
 * its way when this returns. Lookups that are rare (archive, reset) are waited for inside.
 * After a failure wf_history_start() tries again from where the reader stands.
 */
enum wf_code wf_history_take(struct wf_history *h, struct wf_rpc *rpc,
                             const struct wf_history_page **ret, struct wf_error *err);
bool wf_history_ended(const struct wf_history *h);
/*
 * A run that is followed is open, but the frontend does not let it be waited for (it does
 * so while the run is paused): wf_history_start() is to be called at this time (monotonic).
 * 0: not so. wf_history_next() waits itself.
 */
int64_t wf_history_due_ms(const struct wf_history *h);
/* The timeout of the calls from now on; 0: what is usual. */
void wf_history_set_timeout(struct wf_history *h, int64_t ms);
/* Gives the memory of the last page back before the next one comes: for many readers that
 * wait long. */
void wf_history_page_done(struct wf_history *h);

/* Where the reader stands. Static until the next call; NULL before the first page. */
const char *wf_history_run_id(const struct wf_history *h);
int64_t wf_history_last_event(const struct wf_history *h); /* id; 0: none of this run yet */
/* How far into this run it has read, events left out among them. */
int64_t wf_history_read_to(const struct wf_history *h);
/* For options.token of a reader that goes on there, with after_event; until the next call.
 */
struct wf_bytes wf_history_token(const struct wf_history *h);
/*
 * When no run was named and the archive was read: the other runs of this id that it holds,
 * newest first. n is 0 otherwise. Live as long as the reader.
 */
const struct wf_ref *wf_history_other_runs(const struct wf_history *h, size_t *ret_n);

/* The first request that a reader with these options sends; for --explain. *ret_method is
 * static. */
void *wf_history_request(struct wf_arena *a, const char *default_namespace,
                         const struct wf_history_options *opt, const char **ret_method);

/*
 * Every run of a workflow id that the visibility archive lists, newest close first; at most
 * `max`. An empty list is no error; WF_E_USAGE and others when there is no archive to ask.
 */
enum wf_code wf_archived_runs(struct wf_ctx *ctx, const char *namespace_,
                              const char *workflow_id, size_t max, struct wf_arena *a,
                              Tworkflow__WorkflowExecutionInfo ***ret, size_t *ret_n,
                              struct wf_error *err);

/* The run that followed the one which this event closed; NULL: none is named (resets are
 * not named in the event). */
const char *wf_event_next_run(const Thistory__HistoryEvent *e);
/* One of the six that close a run. */
bool wf_event_closes(const Thistory__HistoryEvent *e);

#endif
