#ifndef WF_CLIENT_CALL_INTERNAL_H
#define WF_CLIENT_CALL_INTERNAL_H

#include "client/call.h"
#include "client/internal.h"

/* What call.c, rpc.c, retry.c and cancel.c share. */

enum wf_rpc_state {
    WF_RPC_FLYING,  /* C-core has it; its tag will come out of the queue */
    WF_RPC_WAITING, /* for its next try */
    WF_RPC_DONE,
};

/* What came of one try. */
struct wf_rpc_result {
    grpc_metadata_array initial, trailing;
    grpc_byte_buffer *reply;
    grpc_status_code status;
    grpc_slice message;
    const char *debug; /* C-core's long form; gpr_free() */
};

/*
 * One call. Owner: its context. `call` and the links are changed under ctx->lock only, for
 * wf_cancel_fire() reads them from other threads.
 */
struct wf_rpc {
    struct wf_ctx *ctx;
    struct wf_rpc *prev, *next; /* all of the context's, oldest first */
    const struct wf_method *method;
    struct wf_call_options opt;
    void *user;
    bool joined;        /* comes out of no wf_rpc_wait() */
    bool cancelled;     /* by wf_rpc_cancel() */
    bool has_flown;     /* `result` and `call` are to be released */
    bool past_deadline; /* the context's deadline, not the try's own, was the limit */

    grpc_slice wire;  /* the packed request; owned */
    char *namespace_; /* for the temporal-namespace header; NULL: the connection's */

    enum wf_rpc_state state;
    grpc_call *call;
    struct wf_rpc_result result;
    unsigned tries;
    int64_t started_ms, first_failure_ms;
    int64_t try_timeout_ms; /* what the current try was given */
    int64_t retry_at_ms;
    struct wf_error error; /* of the last try; once DONE, of the call */
    struct wf_error cause; /* the last failure that a retry was for; code WF_OK: none */
};

struct wf_ctx {
    struct wf_connection *conn;
    struct wf_cancel *cancel; /* may be NULL */
    struct wf_ctx *next_of_cancel;
    int64_t deadline_ms;
    grpc_completion_queue *cq;
    unsigned tries;

    pthread_mutex_t lock; /* the list, rpc->call, and waits on `wake` */
    pthread_cond_t wake;  /* the cancel flag was fired */
    struct wf_rpc *first, *last;
    size_t n_flying;
};

/* rpc.c: one try. Start under ctx->lock. */
void wf_rpc_launch(struct wf_rpc *rpc);
void wf_rpc_land(struct wf_rpc *rpc); /* releases what the try took */
/* The outcome of the try that has just ended, as an error; WF_OK when it was answered. */
enum wf_code wf_rpc_outcome(struct wf_rpc *rpc, struct wf_error *err);
enum wf_code wf_rpc_reply(struct wf_rpc *rpc, struct wf_arena *a, void *ret_reply,
                          struct wf_error *err);
/* True when the frontend itself answered, whatever it said. */
bool wf_rpc_was_answered(const struct wf_rpc *rpc);

/* retry.c */
/* True: try again at rpc->retry_at_ms. False: rpc->error is final. */
bool wf_rpc_retry(struct wf_rpc *rpc, int64_t now_ms);
/* The words for the end: cause, diagnosis, hint. */
void wf_rpc_explain(struct wf_rpc *rpc);

/* cancel.c */
void wf_cancel_attach(struct wf_cancel *c, struct wf_ctx *ctx);
void wf_cancel_detach(struct wf_cancel *c, struct wf_ctx *ctx);

#endif
