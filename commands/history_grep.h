#ifndef WF_COMMANDS_HISTORY_GREP_H
#define WF_COMMANDS_HISTORY_GREP_H

#include "commands/history_job.h"
#include "commands/tail.h"

/* What the files of `history grep` share. All on the job's thread. */

struct wf_grep_args {
    const char *regex;
    struct wf_strings refs;
    struct wf_filter filter;
    struct wf_archived_args archived;
    struct wf_strings kinds;
    bool ignore_case, invert, count, list, without;
    int64_t after, before, context, max_count, limit;
};

enum wf_grep_mode {
    WF_GREP_EVENTS,
    WF_GREP_COUNT,   /* how many of each run */
    WF_GREP_LIST,    /* the runs that have one */
    WF_GREP_WITHOUT, /* the runs that have none */
    WF_GREP_QUIET,   /* whether there is any: ends with the first */
};

/* An event that is kept until it is printed or known to be too far from a match. */
struct wf_grep_hit {
    struct wf_grep_hit *prev, *next;
    struct wf_arena *arena; /* owned; holds the item */
    struct wf_event_item item;
};

/*
 * One run. Several are read at once; what they find is held until all before them are
 * printed, at most about WF_GREP_HELD bytes and a page each.
 */
struct wf_grep_run {
    struct wf_grep_run *prev, *next;
    struct wf_ref ref;
    struct wf_history *h;
    struct wf_arena *arena;     /* of the reference, the request, the file's text */
    struct wf_grep_hit *hits;   /* to be printed */
    struct wf_grep_hit *before; /* of earlier pages, for --before */
    size_t n_before, held;
    int64_t n_matches, after_left, first_ns, previous_ns;
    int64_t last_printed; /* event id; 0: none yet */
    struct wf_subjects *subjects;
    bool in_flight, done, opened;
    struct wf_error err;
    struct wf_tail_stream look; /* its colour */
};

struct wf_grep {
    struct wf_job *job;
    const struct wf_grep_args *a;
    enum wf_grep_mode mode;
    int64_t after, before, max_count;
    struct wf_event_select *select;
    struct wf_tail_printer *printer; /* NULL: no events are printed */
    struct wf_ctx *ctx;
    struct wf_grep_run *runs; /* in order */
    size_t n_runs;            /* in `runs` */

    /* where runs come from: references, or a query */
    struct wf_strings refs;
    size_t next_ref;
    struct wf_pager *pager; /* NULL: no query */
    const struct wf_page *page;
    size_t at;
    int64_t left; /* of --limit; 0: no limit */

    bool printed;         /* anything */
    bool context_was_cut; /* --before held too much */
    int64_t n_seen, n_read, n_failed, n_matches;
    size_t n_unreachable; /* in a row */
    struct wf_error first_err;
};

enum { WF_GREP_HELD = 4 << 20 };

/* history_grep_run.c: one run. */
struct wf_grep_run *wf_grep_run_new(struct wf_grep *g, const struct wf_ref *ref);
void wf_grep_run_free(struct wf_grep *g, struct wf_grep_run *r); /* takes it out of runs */
/* What fails is kept in r->err; only WF_STOP (--explain) and WF_OK are returned. */
enum wf_code wf_grep_run_open(struct wf_grep *g, struct wf_grep_run *r);
/* Sends its next call, unless it holds enough for now. */
void wf_grep_run_send(struct wf_grep_run *r, bool is_head);
void wf_grep_run_read_file(struct wf_grep *g, struct wf_grep_run *r); /* a page of it */
void wf_grep_run_take(struct wf_grep *g, struct wf_grep_run *r, struct wf_rpc *rpc);
/* Prints what it has found so far, and lets go of it. */
enum wf_code wf_grep_run_print(struct wf_grep *g, struct wf_grep_run *r,
                               struct wf_error *err);
/* The line of a run that was read to its end, for the modes that print one. */
enum wf_code wf_grep_run_sum(struct wf_grep *g, const struct wf_grep_run *r,
                             struct wf_error *err);

/* history_grep_many.c: all of them. */
enum wf_code wf_grep_list(struct wf_grep *g, struct wf_error *err); /* begins a query */
enum wf_code wf_grep_search(struct wf_grep *g, struct wf_error *err);

#endif
