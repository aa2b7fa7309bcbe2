#ifndef WF_CLIENT_CALL_H
#define WF_CLIENT_CALL_H

#include "base/arena.h"
#include "base/error.h"
#include "client/connection.h"
#include "proto/methods.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Calls of one job. A context has its own completion queue on the shared channel, so jobs
 * on different threads never see each other's events. One thread at a time; only
 * wf_cancel_fire() may come from another.
 */
struct wf_ctx;

/*
 * A cancel flag that can be fired from any thread (not from a signal handler): ends what
 * the contexts that hold it have in flight, and everything they start later.
 */
struct wf_cancel;
struct wf_cancel *wf_cancel_new(void);
void wf_cancel_free(struct wf_cancel *c); /* after the contexts that hold it */
void wf_cancel_fire(struct wf_cancel *c);
bool wf_cancel_fired(const struct wf_cancel *c);
void wf_cancel_reset(struct wf_cancel *c); /* for the next command of a shell */

/* `deadline_ms` on the monotonic clock (wf_mono_ms) for all calls together; 0: none. */
struct wf_ctx *wf_ctx_new(struct wf_connection *conn, struct wf_cancel *cancel,
                          int64_t deadline_ms);
void wf_ctx_free(
    struct wf_ctx *ctx); /* cancels and drains what is in flight; NULL is fine */
struct wf_connection *wf_ctx_connection(const struct wf_ctx *ctx);
struct wf_cancel *wf_ctx_cancel(const struct wf_ctx *ctx); /* as given; may be NULL */
bool wf_ctx_cancelled(const struct wf_ctx *ctx);
int64_t wf_ctx_deadline_ms(const struct wf_ctx *ctx); /* as given; 0: none */
/*
 * Waits, for polls by interval. WF_E_INTERRUPTED or WF_E_DEADLINE when the cancel flag or
 * the deadline of the context ended it early. Calls in flight are not looked at meanwhile.
 */
enum wf_code wf_ctx_sleep(struct wf_ctx *ctx, int64_t ms, struct wf_error *err);

struct wf_call_options {
    int64_t timeout_ms; /* of one try; 0: 10 s */
    bool long_poll;     /* 70 s a try unless timeout_ms says otherwise */
    bool no_retry;
    bool no_diagnosis; /* a failure stays in the RPC's words: no probes */
    bool keep_trying;  /* for tails: UNAVAILABLE and refused connections are waited out */
    /* The caller paces its calls: rate limits and a try's own timeout come out at once. */
    bool paced;
};

/*
 * One call, with retries (UNAVAILABLE, ABORTED, rate limits; jittered 100 ms .. 10 s; at
 * most 10 s in all, or up to the deadline of the context). A refused connection is final at
 * once unless the connection has worked before. The error keeps the last real cause, with
 * diagnosis and hint when the frontend could not be reached. Requests are packed once, so a
 * request id in them is the same through all tries. The reply lives in `a`.
 * WF_E_INTERRUPTED: cancelled. *ret_reply is untouched on failure.
 */
enum wf_code wf_call(struct wf_ctx *ctx, const char *method, const void *request,
                     const struct wf_call_options *opt, struct wf_arena *a, void *ret_reply,
                     struct wf_error *err);
/* How often the last wf_call() of this context was tried; for receipts and --debug. */
unsigned wf_ctx_tries(const struct wf_ctx *ctx);

/*
 * Many at once. wf_rpc_start() packs and sends; wf_rpc_wait() returns one that has ended
 * (retries as above happen inside it), or NULL: nothing is in flight, until_ms (monotonic;
 * 0: no limit) has passed, or the cancel flag was fired and all is settled. wf_rpc_finish()
 * takes the outcome and frees it. wf_rpc_join() waits for one of them; one that was started
 * with wf_rpc_start_joined() comes out of no wf_rpc_wait(). What was never finished goes
 * with the context.
 */
struct wf_rpc;
struct wf_rpc *wf_rpc_start(struct wf_ctx *ctx, const char *method, const void *request,
                            const struct wf_call_options *opt, void *user);
struct wf_rpc *wf_rpc_start_joined(struct wf_ctx *ctx, const char *method,
                                   const void *request, const struct wf_call_options *opt);
void wf_rpc_join(struct wf_rpc *rpc);
struct wf_rpc *wf_rpc_wait(struct wf_ctx *ctx, int64_t until_ms);
void *wf_rpc_user(const struct wf_rpc *rpc);
unsigned wf_rpc_tries(const struct wf_rpc *rpc);
enum wf_code wf_rpc_finish(struct wf_rpc *rpc, struct wf_arena *a, void *ret_reply,
                           struct wf_error *err);
void wf_rpc_cancel(struct wf_rpc *rpc);            /* still comes out of wf_rpc_wait() */
size_t wf_ctx_in_flight(const struct wf_ctx *ctx); /* without the joined ones */

/* err->detail of a reply, or request, that is larger than a message may be. */
#define WF_DETAIL_TOO_LARGE "MessageTooLarge"

#endif
