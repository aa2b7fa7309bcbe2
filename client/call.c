/* client/call.c: the calls of one job: start, wait, try again, finish. */
#include "client/call.h"

#include "base/mem.h"
#include "base/timefmt.h"
#include "client/call_internal.h"
#include "client/rpc_log.h"
#include "proto/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DRIVE_MS = 100 };

struct wf_ctx *wf_ctx_new(struct wf_connection *conn, struct wf_cancel *cancel,
                          int64_t deadline_ms)
{
    struct wf_ctx *ctx = wf_calloc(1, sizeof *ctx);
    pthread_condattr_t attr;

    ctx->conn = conn;
    ctx->cancel = cancel;
    ctx->deadline_ms = deadline_ms;
    ctx->cq = grpc_completion_queue_create_for_next(NULL);
    pthread_mutex_init(&ctx->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&ctx->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (cancel != NULL)
        wf_cancel_attach(cancel, ctx);
    return ctx;
}

struct wf_connection *wf_ctx_connection(const struct wf_ctx *ctx)
{
    return ctx->conn;
}

struct wf_cancel *wf_ctx_cancel(const struct wf_ctx *ctx)
{
    return ctx->cancel;
}

bool wf_ctx_cancelled(const struct wf_ctx *ctx)
{
    return ctx->cancel != NULL && wf_cancel_fired(ctx->cancel);
}

int64_t wf_ctx_deadline_ms(const struct wf_ctx *ctx)
{
    return ctx->deadline_ms;
}

unsigned wf_ctx_tries(const struct wf_ctx *ctx)
{
    return ctx->tries;
}

size_t wf_ctx_in_flight(const struct wf_ctx *ctx)
{
    size_t n = 0;

    for (const struct wf_rpc *rpc = ctx->first; rpc != NULL; rpc = rpc->next)
        n += !rpc->joined;
    return n;
}

/* Until the cancel flag is fired or `until_ms` (0: no limit) has come. */
static void wait_for_wake(struct wf_ctx *ctx, int64_t until_ms)
{
    struct timespec at = { .tv_sec = (time_t)(until_ms / 1000),
                           .tv_nsec = (long)(until_ms % 1000) * 1000000 };
    int rc = 0;

    pthread_mutex_lock(&ctx->lock);
    while (rc != ETIMEDOUT && !wf_ctx_cancelled(ctx))
        rc = until_ms == 0 ? pthread_cond_wait(&ctx->wake, &ctx->lock)
                           : pthread_cond_timedwait(&ctx->wake, &ctx->lock, &at);
    pthread_mutex_unlock(&ctx->lock);
}

enum wf_code wf_ctx_sleep(struct wf_ctx *ctx, int64_t ms, struct wf_error *err)
{
    int64_t until = wf_mono_ms() + ms;
    bool cut = ctx->deadline_ms != 0 && ctx->deadline_ms < until;

    wait_for_wake(ctx, cut ? ctx->deadline_ms : until);
    if (wf_ctx_cancelled(ctx))
        return wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
    if (cut)
        return wf_error_set(err, WF_E_DEADLINE, "the time given is over");
    return WF_OK;
}

static void link_rpc(struct wf_rpc *rpc)
{
    struct wf_ctx *ctx = rpc->ctx;

    rpc->prev = ctx->last;
    if (ctx->last != NULL)
        ctx->last->next = rpc;
    else
        ctx->first = rpc;
    ctx->last = rpc;
}

static void unlink_rpc(struct wf_rpc *rpc)
{
    struct wf_ctx *ctx = rpc->ctx;

    pthread_mutex_lock(&ctx->lock);
    if (rpc->prev != NULL)
        rpc->prev->next = rpc->next;
    else
        ctx->first = rpc->next;
    if (rpc->next != NULL)
        rpc->next->prev = rpc->prev;
    else
        ctx->last = rpc->prev;
    pthread_mutex_unlock(&ctx->lock);
}

static void rpc_free(struct wf_rpc *rpc)
{
    wf_rpc_land(rpc);
    grpc_slice_unref(rpc->wire);
    free(rpc->namespace_);
    free(rpc);
}

static void end_interrupted(struct wf_rpc *rpc)
{
    rpc->error = rpc->cause;
    if (rpc->cause.code != WF_OK)
        wf_error_prefix(&rpc->error, "interrupted while it was tried again");
    else
        wf_error_set(&rpc->error, WF_E_INTERRUPTED, "interrupted");
    rpc->error.code = WF_E_INTERRUPTED;
    rpc->state = WF_RPC_DONE;
}

/* Starts the next try, unless there is nothing more to try. */
static void take_off(struct wf_rpc *rpc)
{
    struct wf_ctx *ctx = rpc->ctx;

    pthread_mutex_lock(&ctx->lock);
    wf_rpc_land(rpc);
    if (rpc->cancelled || wf_ctx_cancelled(ctx))
        end_interrupted(rpc);
    else
        wf_rpc_launch(rpc);
    pthread_mutex_unlock(&ctx->lock);
}

/* C-core is through with a try. */
static void try_ended(struct wf_rpc *rpc)
{
    struct wf_ctx *ctx = rpc->ctx;
    bool stopped = rpc->cancelled || wf_ctx_cancelled(ctx);
    bool again;

    ctx->n_flying--;
    if (wf_rpc_was_answered(rpc))
        atomic_store(&ctx->conn->has_worked, true);
    wf_rpc_outcome(rpc, &rpc->error);
    again = rpc->error.code != WF_OK && wf_rpc_retry(rpc, wf_mono_ms());
    if (again && stopped) { /* it would have been tried again */
        end_interrupted(rpc);
        return;
    }
    pthread_mutex_lock(&ctx->lock);
    rpc->state = again ? WF_RPC_WAITING : WF_RPC_DONE;
    pthread_mutex_unlock(&ctx->lock);
    if (again || rpc->error.code == WF_OK)
        return;
    if (stopped && rpc->result.status == GRPC_STATUS_CANCELLED)
        end_interrupted(rpc);
    else
        wf_rpc_explain(rpc);
}

/*
 * Waits with nothing in flight. Somebody has to poll for C-core meanwhile, or its attempts
 * to connect again stand still for seconds; the cancel flag does not wake this, so it
 * looks.
 */
static void drive(struct wf_ctx *ctx, int64_t until_ms)
{
    int64_t now;

    while (!wf_ctx_cancelled(ctx) && (now = wf_mono_ms()) < until_ms) {
        int64_t left = until_ms - now;
        gpr_timespec slice =
            gpr_time_from_millis(left < DRIVE_MS ? left : DRIVE_MS, GPR_TIMESPAN);

        (void)grpc_completion_queue_next(
            ctx->cq, gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), slice), NULL);
    }
}

/*
 * One step: launches what is due, then waits for one event. Returns false when nothing is
 * on its way or until_ms has passed.
 */
static bool step(struct wf_ctx *ctx, int64_t until_ms)
{
    int64_t now = wf_mono_ms(), wake_ms = until_ms;
    gpr_timespec limit = gpr_inf_future(GPR_CLOCK_MONOTONIC);
    size_t n_waiting = 0;
    grpc_event ev;

    for (struct wf_rpc *rpc = ctx->first; rpc != NULL; rpc = rpc->next) {
        if (rpc->state != WF_RPC_WAITING)
            continue;
        if (rpc->retry_at_ms <= now || rpc->cancelled || wf_ctx_cancelled(ctx)) {
            take_off(rpc);
            if (rpc->state == WF_RPC_DONE)
                return true;
            continue;
        }
        n_waiting++;
        if (wake_ms == 0 || rpc->retry_at_ms < wake_ms)
            wake_ms = rpc->retry_at_ms;
    }
    if (ctx->n_flying == 0) {
        if (n_waiting == 0)
            return false;
        drive(ctx, wake_ms);
        return until_ms == 0 || wf_mono_ms() < until_ms;
    }
    if (wake_ms != 0)
        limit = gpr_time_add(
            gpr_now(GPR_CLOCK_MONOTONIC),
            gpr_time_from_millis(wake_ms > now ? wake_ms - now : 0, GPR_TIMESPAN));
    ev = grpc_completion_queue_next(ctx->cq, limit, NULL);
    if (ev.type == GRPC_OP_COMPLETE)
        try_ended(ev.tag);
    else
        return until_ms == 0 || wf_mono_ms() < until_ms;
    return true;
}

static char *request_namespace(const struct wf_method *m, const void *request)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(m->input, "namespace");
    const char *text;

    if (f == NULL || f->type != PROTOBUF_C_TYPE_STRING ||
        f->label == PROTOBUF_C_LABEL_REPEATED)
        return NULL;
    memcpy(&text, (const char *)request + f->offset, sizeof text);
    return text != NULL && text[0] != '\0' ? wf_strdup(text) : NULL;
}

static struct wf_rpc *start(struct wf_ctx *ctx, const char *method, const void *request,
                            const struct wf_call_options *opt)
{
    struct wf_rpc *rpc = wf_calloc(1, sizeof *rpc);

    rpc->ctx = ctx;
    if (opt != NULL)
        rpc->opt = *opt;
    rpc->error = rpc->cause = (struct wf_error)WF_ERROR_INIT;
    rpc->wire = grpc_empty_slice();
    rpc->method = wf_method_find(method);
    rpc->started_ms = wf_mono_ms();
    if (rpc->method == NULL) {
        wf_error_set(&rpc->error, WF_E_USAGE, "the API has no method '%s'", method);
        rpc->state = WF_RPC_DONE;
    } else {
        size_t n = protobuf_c_message_get_packed_size(request);

        rpc->namespace_ = request_namespace(rpc->method, request);
        rpc->wire = grpc_slice_malloc(n);
        protobuf_c_message_pack(request, GRPC_SLICE_START_PTR(rpc->wire));
        rpc->state = WF_RPC_WAITING;
    }
    pthread_mutex_lock(&ctx->lock);
    link_rpc(rpc);
    pthread_mutex_unlock(&ctx->lock);
    if (rpc->state == WF_RPC_WAITING)
        take_off(rpc);
    return rpc;
}

struct wf_rpc *wf_rpc_start(struct wf_ctx *ctx, const char *method, const void *request,
                            const struct wf_call_options *opt, void *user)
{
    struct wf_rpc *rpc = start(ctx, method, request, opt);

    rpc->user = user;
    return rpc;
}

struct wf_rpc *wf_rpc_start_joined(struct wf_ctx *ctx, const char *method,
                                   const void *request, const struct wf_call_options *opt)
{
    struct wf_rpc *rpc = start(ctx, method, request, opt);

    rpc->joined = true;
    return rpc;
}

void wf_rpc_join(struct wf_rpc *rpc)
{
    while (rpc->state != WF_RPC_DONE && step(rpc->ctx, 0))
        ;
}

struct wf_rpc *wf_rpc_wait(struct wf_ctx *ctx, int64_t until_ms)
{
    for (;;) {
        bool any = false;

        for (struct wf_rpc *rpc = ctx->first; rpc != NULL; rpc = rpc->next) {
            if (rpc->joined)
                continue;
            if (rpc->state == WF_RPC_DONE)
                return rpc;
            any = true;
        }
        if (!any || !step(ctx, until_ms))
            return NULL;
    }
}

void *wf_rpc_user(const struct wf_rpc *rpc)
{
    return rpc->user;
}

unsigned wf_rpc_tries(const struct wf_rpc *rpc)
{
    return rpc->tries;
}

void wf_rpc_cancel(struct wf_rpc *rpc)
{
    pthread_mutex_lock(&rpc->ctx->lock);
    rpc->cancelled = true;
    if (rpc->state == WF_RPC_FLYING)
        grpc_call_cancel(rpc->call, NULL);
    pthread_mutex_unlock(&rpc->ctx->lock);
}

static void log_rpc(const struct wf_rpc *rpc)
{
    int64_t took_ms = wf_mono_ms() - rpc->started_ms;

    wf_rpc_log_add(&(struct wf_rpc_log_entry){ .method = rpc->method->name,
                                               .at_ns = wf_now_ns() - took_ms * 1000000,
                                               .took_ns = took_ms * 1000000,
                                               .status = rpc->error.code == WF_OK ? 0
                                                         : rpc->error.grpc_status >= 0
                                                             ? rpc->error.grpc_status
                                                             : GRPC_STATUS_UNKNOWN });
}

enum wf_code wf_rpc_finish(struct wf_rpc *rpc, struct wf_arena *a, void *ret_reply,
                           struct wf_error *err)
{
    enum wf_code rc = rpc->error.code;

    if (rc == WF_OK)
        rc = wf_rpc_reply(rpc, a, ret_reply, err);
    else
        *err = rpc->error;
    rpc->ctx->tries = rpc->tries;
    if (rpc->method != NULL && wf_rpc_log_is_on())
        log_rpc(rpc);
    unlink_rpc(rpc);
    rpc_free(rpc);
    return rc;
}

enum wf_code wf_call(struct wf_ctx *ctx, const char *method, const void *request,
                     const struct wf_call_options *opt, struct wf_arena *a, void *ret_reply,
                     struct wf_error *err)
{
    struct wf_rpc *rpc = wf_rpc_start_joined(ctx, method, request, opt);

    wf_rpc_join(rpc);
    return wf_rpc_finish(rpc, a, ret_reply, err);
}

void wf_ctx_free(struct wf_ctx *ctx)
{
    if (ctx == NULL)
        return;
    for (struct wf_rpc *rpc = ctx->first; rpc != NULL; rpc = rpc->next)
        wf_rpc_cancel(rpc);
    while (ctx->n_flying > 0) {
        grpc_event ev =
            grpc_completion_queue_next(ctx->cq, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);

        if (ev.type == GRPC_OP_COMPLETE)
            ctx->n_flying--;
    }
    if (ctx->cancel != NULL)
        wf_cancel_detach(ctx->cancel, ctx);
    while (ctx->first != NULL) {
        struct wf_rpc *rpc = ctx->first;

        ctx->first = rpc->next;
        rpc_free(rpc);
    }
    grpc_completion_queue_shutdown(ctx->cq);
    while (grpc_completion_queue_next(ctx->cq, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL)
               .type != GRPC_QUEUE_SHUTDOWN)
        ;
    grpc_completion_queue_destroy(ctx->cq);
    pthread_cond_destroy(&ctx->wake);
    pthread_mutex_destroy(&ctx->lock);
    free(ctx);
}
