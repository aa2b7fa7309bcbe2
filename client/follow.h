#ifndef WF_CLIENT_FOLLOW_H
#define WF_CLIENT_FOLLOW_H

#include "client/history.h"

/*
 * Follows many workflows at once, on one context and so on one channel: finds out where
 * each of them stands, reads up to there, then waits for what comes.
 *
 * Each follower holds one long poll. Where there are more of them than `polls`, or than the
 * frontend takes (it says so with RESOURCE_EXHAUSTED), the others ask by interval. At the
 * start calls are paced. Once it has worked, a frontend that goes away is waited for; event
 * ids see to it that nothing is given twice or left out.
 *
 * Thread: one at a time, as its context.
 */
struct wf_follow;
struct wf_follower;

struct wf_follow_options {
    const char *namespace_; /* borrowed for life */
    int64_t polls;          /* long polls at the same time; 0: 1,000 */
    int64_t interval_ms;    /* of those that have none, and of probes; 0: 2 s */
    double rate;            /* calls a second while readers catch up; 0: 500 */
    /* A word for the user, such as that the frontend caps polls. */
    void (*note)(void *user, const char *text);
    void *user;
};

struct wf_follow_new {
    const char *workflow_id, *run_id; /* copied; run NULL: the current or last one */
    int64_t last; /* of the events that there are, give the last so many; -1: all */
    /* To go on where another reader was: with its run_id; 0 and empty: `last` counts. */
    int64_t after_event;
    struct wf_bytes token; /* copied */
    bool resume;           /* after_event counts even when it is 0 */
    bool chain;            /* see wf_history_options */
    bool close_event;
    bool until_found; /* asks by interval until there is such a workflow */
    bool probe;       /* no history: describes by interval */
    void *user;
};

/* What has come; valid until the next wf_follow_next() or wf_follow_remove(). */
struct wf_follow_news {
    struct wf_follower *who; /* NULL: the time is up, or `rpc` */
    bool opened;             /* its run is known now, events come next; may be removed */
    const Tworkflowservice__DescribeWorkflowExecutionResponse *description; /* of a probe */
    const struct wf_history_page *page;                                     /* NULL: none */
    bool ended;          /* nothing more will come of it */
    struct wf_error err; /* code not WF_OK: it failed and has ended */
    struct wf_rpc *rpc;  /* of wf_follow_call(): to be finished */
};

struct wf_follow *wf_follow_new(struct wf_ctx *ctx, const struct wf_follow_options *opt);
void wf_follow_free(struct wf_follow *f); /* and all of its followers; NULL is fine */
struct wf_follower *wf_follow_add(struct wf_follow *f, const struct wf_follow_new *x);
void wf_follow_remove(struct wf_follower *who);
/* A call of the caller's own beside them; it comes out of wf_follow_next(). */
void wf_follow_call(struct wf_follow *f, const char *method, const void *request);
/*
 * Waits for the next thing, at most until `until_ms` (monotonic; 0: no limit). With no
 * follower and no limit it returns at once. WF_E_INTERRUPTED, WF_E_DEADLINE of the context.
 */
enum wf_code wf_follow_next(struct wf_follow *f, int64_t until_ms,
                            struct wf_follow_news *ret, struct wf_error *err);

/* The page of the last news was used: gives its memory back. */
void wf_follower_page_done(struct wf_follower *who);

size_t wf_follow_count(const struct wf_follow *f); /* followers that have not ended */
void *wf_follower_user(const struct wf_follower *who);
const char *wf_follower_workflow(const struct wf_follower *who);
/* The run that it reads now; NULL before `opened`. */
const char *wf_follower_run(const struct wf_follower *who);
/* For after_event and token of a reader that goes on there. */
int64_t wf_follower_event(const struct wf_follower *who);
struct wf_bytes wf_follower_token(const struct wf_follower *who);

#endif
