#ifndef WF_COMMANDS_COMPLETE_FETCH_H
#define WF_COMMANDS_COMPLETE_FETCH_H

#include "commands/complete_ask.h"
#include "commands/job.h"

/*
 * Live values for a prompt that must never wait: questions are asked on a thread of its own
 * over the session's open channel, and the answers are remembered with their age.
 *
 * Owner:   the face. The thread starts with the first question and sleeps without one.
 * Thread:  every function is the main thread's.
 */
struct wf_fetcher;

struct wf_fetcher *wf_fetcher_new(void);
void wf_fetcher_free(struct wf_fetcher *f);    /* cancels what it asks; NULL is fine */
int wf_fetcher_fd(const struct wf_fetcher *f); /* readable: wf_fetcher_take() has work */
/* Takes in the answers that came. True: there was one. */
bool wf_fetcher_take(struct wf_fetcher *f);
/*
 * Ends what it asks and waits for that: must come before the session's connection and
 * settings are freed. What is remembered stays. NULL is fine.
 */
void wf_fetcher_detach(struct wf_fetcher *f);

/* A sorted answer; values and descriptions (which may be NULL) live until the next call. */
struct wf_fetched {
    const char *const *values, *const *descriptions;
    size_t n;
    bool more;   /* the cluster has more than these */
    bool failed; /* it could not be asked lately: offline */
};
enum wf_fetched_age { WF_FETCHED_NONE, WF_FETCHED_OLD, WF_FETCHED_FRESH };

/*
 * What is known. `where` names the frontend. An answer for a shorter prefix serves if it
 * has all; with `max` rows wanted, one that was cut sooner is old.
 */
enum wf_fetched_age wf_fetcher_get(struct wf_fetcher *f, const char *where,
                                   const struct wf_ask *q, size_t max,
                                   struct wf_fetched *ret);
/*
 * Asks, unless the same is being asked. `own` (passes to the fetcher; may be NULL):
 * settings to connect with instead of the session's channel. `urgent`: somebody waits for
 * it, so it goes before, and ends, what was asked ahead.
 */
void wf_fetcher_ask(struct wf_fetcher *f, struct wf_session *s, struct wf_settings *own,
                    const char *where, const struct wf_ask *q, size_t max, bool urgent);

#endif
