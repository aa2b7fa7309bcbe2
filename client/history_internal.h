#ifndef WF_CLIENT_HISTORY_INTERNAL_H
#define WF_CLIENT_HISTORY_INTERNAL_H

#include "base/strbuf.h"
#include "client/history.h"
#include "client/history_file.h"

/* What the history*.c files share. */

/* A page of an archived run, kept until the pages after it have been given. */
struct wf_history_kept {
    struct wf_arena *arena;
    Thistory__HistoryEvent **events;
    size_t n;
    struct wf_history_kept *below;
};

struct wf_history {
    struct wf_ctx *ctx; /* NULL: a file */
    struct wf_history_options opt;
    struct wf_arena *arena; /* texts of the options, other runs */
    struct wf_history_file *file;
    size_t file_at; /* events given */

    char *run_id; /* owned; NULL: not named and not known */
    struct wf_strbuf token;
    int32_t page_size;  /* as asked for; 0: the server's own */
    int64_t last_event; /* of this run, given or left out */
    int64_t skip_to;    /* events up to this id are not given */
    int64_t read_to;    /* the last one that a reply held */
    int64_t gap_at;     /* where reading over was tried once */
    int64_t n_given;
    bool resolved;      /* the run's id was asked for */
    bool run_begun;     /* a page of this run was given */
    bool archive_tried; /* the run was looked for in the archive */
    bool reverse_whole; /* reads forward into `kept` to give it backwards */
    bool was_shrunk;    /* a page was too large for a message */
    bool has_task_ids;  /* this frontend numbers its tasks */
    bool ended;
    /* Of a run that is open, though the frontend gives no token to wait with: when it is
     * asked again, and after how long the next time. 0: not so. */
    int64_t due_ms, again_ms;
    bool looks; /* what is in flight only asks for the newest event */
    struct wf_history_kept *kept;
    struct wf_ref *others;
    size_t n_others;

    struct wf_rpc *rpc; /* in flight */
    struct wf_history_page page;
};

/* history_request.c */
enum { WF_HISTORY_MAX_PAGE = 250 }; /* the server gives no more, whatever is asked */
bool wf_history_goes_back(const struct wf_history *h); /* by the reverse API */
/* What to ask for, within the limit; 0: the server's own. */
int32_t wf_history_size(const struct wf_history *h);
void wf_history_adapt_size(struct wf_history *h, size_t n_events);
void wf_history_ask(struct wf_history *h); /* starts h->rpc */
Tcommon__WorkflowExecution *wf_history_execution(struct wf_arena *a, const char *id,
                                                 const char *run);

/* history_run.c */
void wf_history_set_run(struct wf_history *h, const char *run_id);
/*
 * Before the first page: the run's id where it is needed. A run that describe does not find
 * may be archived, so its absence is no failure here.
 */
enum wf_code wf_history_resolve(struct wf_history *h, struct wf_error *err);
/* True: the first page is worth another try elsewhere; `err` is as it was otherwise. */
bool wf_history_elsewhere(struct wf_history *h, struct wf_error *err);
/* The run to go on with after the one that `e` closed; NULL: none. In `a`. */
const char *wf_history_next_run(struct wf_history *h, const Thistory__HistoryEvent *e,
                                struct wf_arena *a);

/* history_reply.c */
/*
 * Makes a page of what came, in h->page.arena; *ret NULL: nothing to give yet. Ends the
 * reader, or moves it to the next run.
 */
enum wf_code wf_history_reply(struct wf_history *h, void *reply,
                              const struct wf_history_page **ret, struct wf_error *err);
/* Counts what is given against the limit. */
void wf_history_hand_over(struct wf_history *h, Thistory__HistoryEvent **events, size_t n);
/* The next of the pages that were kept to be given backwards; NULL: none. */
const struct wf_history_page *wf_history_give_kept(struct wf_history *h);

#endif
