#ifndef WF_COMMANDS_TAIL_H
#define WF_COMMANDS_TAIL_H

#include "client/follow.h"
#include "commands/condition.h"
#include "commands/event_select.h"
#include "commands/event_view.h"
#include "commands/visibility.h"

#include <uthash.h>

/* What the files of `workflow tail` share. */

struct wf_tail_args {
    struct wf_strings refs;
    const char *workflow_id, *run_id;
    struct wf_filter filter;
    struct wf_event_select_args select;
    const char *last; /* a number or "all"; NULL: see the option */
    enum wf_tri chain;
    bool children;
    struct wf_strings until;
    int64_t timeout, interval;
    const char *cursor;
    int64_t polls;
    double rate;
};

/*
 * A run that was seen, followed or not, so that none is followed twice; what the cursor
 * file keeps.
 */
struct wf_tail_run {
    char *run_id; /* the key */
    char *workflow_id;
    struct wf_tail_stream *stream; /* who reads it; NULL: nobody (any more) */
    int64_t event;                 /* the last that was given; of those from a cursor */
    char *token;                   /* likewise, in base64; NULL: none */
    bool ended;
    int64_t touched_ns; /* last listed or ended */
    UT_hash_handle hh;
};

/* One follower: a workflow, or the chain of its runs. */
struct wf_tail_stream {
    struct wf_tail_stream *prev, *next; /* of all */
    struct wf_follower *who;
    struct wf_tail_run *run; /* the one that it is in; NULL: not known yet */
    struct wf_subjects *subjects;
    int64_t first_ns, previous_ns;
    int64_t last; /* see wf_follow_new */
    bool named;   /* on the command line */
    unsigned color;
};

struct wf_tail_printer;

struct wf_tail {
    struct wf_job *job;
    const struct wf_tail_args *a;
    struct wf_follow *f;
    struct wf_tail_printer *printer;
    struct wf_event_select *select;
    struct wf_condition *until;
    size_t n_until;
    bool met;     /* one of `until` */
    int64_t last; /* -1: all */
    struct wf_tail_run *runs;
    struct wf_tail_stream *streams;
    size_t n_named, n_failed;
    enum wf_code fail_code; /* of the first that failed */
    struct wf_error fail_err;
    bool fail_codes_differ;

    /* the query */
    const char *query; /* NULL: none */
    int64_t begin_ns;  /* runs that began later are shown from their first event */
    int64_t listed_ns; /* when the last whole listing began; 0: none yet */
    int64_t list_begun_ms, next_list_ms;
    bool listing;
    struct wf_strbuf list_token;
    size_t n_running; /* of this listing */
    bool query_empty; /* the last whole listing showed nothing that runs */
    bool said_full;

    /* the cursor */
    bool dirty;
    int64_t saved_ms;
};

/* tail_runs.c */
/* Starts to follow; NULL when the run is followed or was followed already. */
struct wf_tail_stream *wf_tail_add(struct wf_tail *t, const struct wf_follow_new *x,
                                   bool named);
/* `ended`: its last event was given; otherwise it may be followed again. */
void wf_tail_drop(struct wf_tail *t, struct wf_tail_stream *s, bool ended);
/* The stream goes on with the run that its follower is in. False: somebody reads that one
 * already. */
bool wf_tail_enter_run(struct wf_tail *t, struct wf_tail_stream *s);
/* Children, when they are to be followed: by ids, or by the event that tells of one. */
void wf_tail_add_child(struct wf_tail *t, const char *workflow_id, const char *run_id,
                       int64_t last);
void wf_tail_follow_child(struct wf_tail *t, const Thistory__HistoryEvent *e);
/* The entry for a run; made when it is new. */
struct wf_tail_run *wf_tail_run_of(struct wf_tail *t, const char *workflow_id,
                                   const char *run_id);
void wf_tail_forget(struct wf_tail *t, struct wf_tail_run *r);
void wf_tail_run_free(struct wf_tail_run *r); /* one that is in no table */

/* tail_query.c: what matches and joins. */
enum wf_code wf_tail_query_prepare(struct wf_tail *t, struct wf_error *err);
void wf_tail_query_start(struct wf_tail *t); /* one listing; when it is due */
enum wf_code wf_tail_query_take(struct wf_tail *t, struct wf_rpc *rpc,
                                struct wf_error *err);

/* tail_print.c */
enum wf_code wf_tail_printer_new(struct wf_job *job, struct wf_tail_printer **ret,
                                 struct wf_error *err);
/* One event; flushed by wf_tail_printer_flush() after its page. */
enum wf_code wf_tail_print(struct wf_tail_printer *p, const struct wf_tail_stream *s,
                           const struct wf_event_item *item, struct wf_error *err);
/* "--" where events are left out, between lines for people; nothing in other formats. */
enum wf_code wf_tail_print_gap(struct wf_tail_printer *p, struct wf_error *err);
enum wf_code wf_tail_printer_flush(struct wf_tail_printer *p, struct wf_error *err);
/* Ends the listing with what the tail came to, and frees. */
enum wf_code wf_tail_printer_end(struct wf_tail_printer *p, enum wf_code rc,
                                 struct wf_error *err);

/* tail_cursor.c */
/*
 * Reads --cursor into t->runs and t->begin_ns; a file that is not there is an empty one.
 * WF_E_USAGE for one that is not ours, broken, of a later version or another namespace.
 */
enum wf_code wf_tail_cursor_load(struct wf_tail *t, struct wf_error *err);
/* Writes it: a new file, 0600, renamed over the old one. */
enum wf_code wf_tail_cursor_save(struct wf_tail *t, struct wf_error *err);

#endif
