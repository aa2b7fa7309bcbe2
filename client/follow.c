/* client/follow.c: many readers on one context: pacing, long polls, what has come. */
#include "client/follow.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/timefmt.h"
#include "client/call.h"
#include "proto/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

enum {
    POLLS = 1000,
    INTERVAL_MS = 2000,
    INTERVAL_MOST_MS = 60000, /* what rate limits may stretch it to */
    RATE = 500,
    CATCHING_UP = 32, /* calls at once that are no long polls */
    BACKOFF_MS = 1000,
    /* A frontend answers a long poll at once when this is all the time it is given. */
    SHORT_POLL_MS = 900,
};

enum phase { ASKING, READING };

struct wf_follower {
    struct wf_follow *f;
    struct wf_follower *prev, *next; /* of all */
    struct wf_follower *q_prev, *q_next;
    struct wf_follower **queue; /* the one it waits in; NULL: none */
    struct wf_follow_new opt;   /* texts owned */
    struct wf_strbuf token;
    enum phase phase;
    struct wf_rpc *rpc; /* of ASKING */
    struct wf_history *h;
    bool in_flight, parked, ended;
    bool started_over; /* once, without its token */
    int64_t known;     /* events that there were when it was asked for */
    int64_t due_ms;
};

struct wf_follow {
    struct wf_ctx *ctx;
    struct wf_follow_options opt;
    struct wf_follower *all;
    size_t n_alive;
    /* What waits for a call: followers that are live, those that catch up, those that wait
     * for their time. */
    struct wf_follower *live, *fresh, *later;
    int64_t later_ms; /* the earliest of `later`; 0: unknown */
    size_t n_busy;    /* calls in flight that are not parked */
    size_t n_parked;
    size_t cap; /* of long polls */
    double allowance;
    int64_t allowed_at_ms;
    bool has_worked, said_capped;
    struct wf_arena *arena; /* of the last news */
};

/* ---- queues -----------------------------------------------------------------------------
 */

static void leave_queue(struct wf_follower *w)
{
    if (w->queue != NULL)
        DL_DELETE2(*w->queue, w, q_prev, q_next);
    w->queue = NULL;
}

static void enter_queue(struct wf_follower *w, struct wf_follower **queue)
{
    leave_queue(w);
    w->queue = queue;
    DL_APPEND2(*queue, w, q_prev, q_next);
}

static bool catching_up(const struct wf_follower *w)
{
    return w->phase == ASKING ||
           (!w->opt.close_event && wf_history_read_to(w->h) < w->known);
}

static void enter_ready(struct wf_follower *w)
{
    enter_queue(w, catching_up(w) ? &w->f->fresh : &w->f->live);
}

static void wait_until(struct wf_follower *w, int64_t due_ms)
{
    struct wf_follow *f = w->f;

    w->due_ms = due_ms;
    if (f->later == NULL || due_ms < f->later_ms)
        f->later_ms = due_ms;
    enter_queue(w, &f->later);
}

static void wake_due(struct wf_follow *f, int64_t now)
{
    struct wf_follower *w, *next;
    int64_t earliest = INT64_MAX;

    if (f->later == NULL || f->later_ms > now)
        return;
    for (w = f->later; w != NULL; w = next) {
        next = w->q_next;
        if (w->due_ms <= now)
            enter_ready(w);
        else if (w->due_ms < earliest)
            earliest = w->due_ms;
    }
    f->later_ms = earliest;
}

/* ---- calls ------------------------------------------------------------------------------
 */

static void ask(struct wf_follower *w)
{
    struct wf_follow *f = w->f;
    struct wf_arena *a = wf_arena_new();
    struct wf_call_options opt = { .keep_trying = f->has_worked };
    Tworkflowservice__DescribeWorkflowExecutionRequest *r =
        wf_msg_new(a, &tworkflowservice__describe_workflow_execution_request__descriptor);

    r->namespace_ = (char *)f->opt.namespace_;
    r->execution = wf_msg_new(a, &tcommon__workflow_execution__descriptor);
    r->execution->workflow_id = (char *)w->opt.workflow_id;
    if (w->opt.run_id != NULL)
        r->execution->run_id = (char *)w->opt.run_id;
    w->rpc = wf_rpc_start(f->ctx, "DescribeWorkflowExecution", r, &opt, w);
    wf_arena_free(a);
}

static void send(struct wf_follower *w)
{
    struct wf_follow *f = w->f;
    bool live = !catching_up(w);

    leave_queue(w);
    w->in_flight = true;
    w->parked = live && f->n_parked < f->cap;
    if (w->parked)
        f->n_parked++;
    else
        f->n_busy++;
    if (w->phase == ASKING) {
        ask(w);
        return;
    }
    wf_history_set_timeout(w->h, live && !w->parked ? SHORT_POLL_MS : 0);
    wf_history_start(w->h);
}

static void landed(struct wf_follower *w)
{
    if (!w->in_flight)
        return;
    w->in_flight = false;
    if (w->parked)
        w->f->n_parked--;
    else
        w->f->n_busy--;
    w->parked = false;
}

/* Sends what may be sent now; returns when to look again (0: nothing waits for a time). */
static int64_t send_ready(struct wf_follow *f, int64_t now)
{
    double most = f->opt.rate / 10 < 1 ? 1 : f->opt.rate / 10;
    bool paced = false;

    f->allowance += (double)(now - f->allowed_at_ms) * f->opt.rate / 1000;
    f->allowance = f->allowance > most ? most : f->allowance;
    f->allowed_at_ms = now;
    wake_due(f, now);
    while (f->live != NULL && (f->n_parked < f->cap || f->n_busy < CATCHING_UP))
        send(f->live);
    while (f->fresh != NULL && f->n_busy < CATCHING_UP && !paced) {
        paced = f->allowance < 1;
        if (paced)
            break;
        f->allowance -= 1;
        send(f->fresh);
    }
    if (paced) {
        int64_t soon = now + 1 + (int64_t)((1 - f->allowance) * 1000 / f->opt.rate);

        return f->later != NULL && f->later_ms < soon ? f->later_ms : soon;
    }
    return f->later != NULL ? f->later_ms : 0;
}

/* ---- what came --------------------------------------------------------------------------
 */

static void end(struct wf_follower *w)
{
    leave_queue(w);
    if (!w->ended)
        w->f->n_alive--;
    w->ended = true;
}

static void say(struct wf_follow *f, const char *text)
{
    if (f->opt.note != NULL)
        f->opt.note(f->opt.user, text);
}

/* The frontend takes no more: of long polls at once, or of calls a second. */
static void limited(struct wf_follower *w, bool was_poll, const struct wf_error *err)
{
    struct wf_follow *f = w->f;
    bool rate = strstr(err->text, "rate limit") != NULL || strstr(err->hint, "Rps") != NULL;
    size_t cap = f->n_parked - f->n_parked / 10;
    char text[256];

    wait_until(w, wf_mono_ms() + (was_poll ? f->opt.interval_ms : BACKOFF_MS));
    if (rate && was_poll && f->opt.interval_ms < INTERVAL_MOST_MS)
        f->opt.interval_ms += f->opt.interval_ms / 4 + 1;
    if (rate || !was_poll) {
        f->opt.rate = f->opt.rate > 20 ? f->opt.rate / 2 : 10;
        return;
    }
    if (cap < f->cap)
        f->cap = cap;
    if (f->said_capped)
        return;
    f->said_capped = true;
    snprintf(text, sizeof text,
             "the frontend caps long polls (%.100s): %zu are held, the other workflows are "
             "asked every %.3gs",
             err->text, f->cap, (double)f->opt.interval_ms / 1000);
    say(f, text);
}

static void open_reader(struct wf_follower *w)
{
    struct wf_follow_new *o = &w->opt;
    struct wf_history_options h = {
        .namespace_ = w->f->opt.namespace_,
        .workflow_id = o->workflow_id,
        .run_id = o->run_id,
        .follow = true,
        .chain = o->chain,
        .close_event = o->close_event,
        .archived = WF_ARCHIVED_NEVER,
        .known_events = w->known,
        .after_event = o->after_event,
        .token = { (const unsigned char *)w->token.data, w->token.len },
        .no_prefetch = true,
        .user = w,
        .call = { .paced = true },
    };
    struct wf_error ignored = WF_ERROR_INIT; /* these options fit together */

    wf_history_free(w->h);
    w->h = NULL;
    (void)wf_history_open(w->f->ctx, &h, &w->h, &ignored);
    w->phase = READING;
    enter_ready(w);
}

/* A reader that cannot go on from its token goes on from the start of the run. */
static bool start_over(struct wf_follower *w)
{
    if (w->started_over || wf_history_token(w->h).len == 0)
        return false;
    w->started_over = true;
    wf_strbuf_clear(&w->token);
    w->opt.after_event = wf_history_last_event(w->h);
    free((char *)w->opt.run_id);
    w->opt.run_id = wf_strdup(wf_history_run_id(w->h));
    open_reader(w);
    return true;
}

/* True: it is no failure, or one that is waited out. */
static bool excused(struct wf_follower *w, bool was_poll, bool was_long,
                    const struct wf_error *err)
{
    enum { DEADLINE_EXCEEDED = 4, RESOURCE_EXHAUSTED = 8 };
    struct wf_follow *f = w->f;

    if (err->grpc_status == RESOURCE_EXHAUSTED &&
        strcmp(err->detail, WF_DETAIL_TOO_LARGE) != 0) {
        limited(w, was_poll, err);
        return true;
    }
    if (err->grpc_status == DEADLINE_EXCEEDED) {
        wait_until(w, wf_mono_ms() + (was_long ? 0 : f->opt.interval_ms));
        return true;
    }
    if (w->opt.until_found && w->phase == ASKING && err->code == WF_E_NOT_FOUND) {
        wait_until(w, wf_mono_ms() + f->opt.interval_ms);
        return true;
    }
    return w->phase == READING && err->code != WF_E_NOT_FOUND && err->code != WF_E_DENIED &&
           start_over(w);
}

static bool take_description(struct wf_follower *w, struct wf_follow_news *ret)
{
    struct wf_follow *f = w->f;
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    const Tworkflow__WorkflowExecutionInfo *info;

    if (wf_rpc_finish(w->rpc, f->arena, &d, &ret->err) != WF_OK) {
        w->rpc = NULL;
        if (excused(w, false, false, &ret->err))
            return false;
        end(w);
        ret->ended = true;
        return true;
    }
    w->rpc = NULL;
    f->has_worked = true;
    info = d->workflow_execution_info;
    if (info != NULL && info->execution != NULL && !w->opt.probe) {
        free((char *)w->opt.run_id);
        w->opt.run_id = wf_strdup(info->execution->run_id);
    }
    ret->description = d;
    if (w->opt.probe) {
        wait_until(w, wf_mono_ms() + f->opt.interval_ms);
        return true;
    }
    w->known = info != NULL ? info->history_length : 0;
    if (!w->opt.resume)
        w->opt.after_event =
            w->opt.last >= 0 && w->known > w->opt.last ? w->known - w->opt.last : 0;
    open_reader(w);
    ret->opened = true;
    return true;
}

static bool take_events(struct wf_follower *w, struct wf_rpc *rpc,
                        struct wf_follow_news *ret)
{
    bool was_long = w->parked, was_poll = !catching_up(w);
    int64_t read_to = wf_history_read_to(w->h), due_ms;
    size_t n;
    enum wf_code rc = wf_history_take(w->h, rpc, &ret->page, &ret->err);

    due_ms = wf_history_due_ms(w->h);
    if (rc == WF_OK && ret->page == NULL && !wf_history_ended(w->h) && due_ms == 0)
        return false; /* the next call is on its way already */
    landed(w);
    if (rc != WF_OK) {
        if (excused(w, was_poll, was_long, &ret->err))
            return false;
        end(w);
        ret->ended = true;
        return true;
    }
    if (wf_history_read_to(w->h) <=
        read_to) /* there is no more than that, or another run */
        w->known = 0;
    n = ret->page != NULL ? ret->page->n_events : 0;
    if (n > 0)
        w->started_over = false;
    ret->ended = wf_history_ended(w->h);
    if (ret->ended)
        end(w);
    else if (due_ms != 0) /* it is paused */
        wait_until(w, due_ms);
    else if (was_poll && !was_long && n == 0)
        wait_until(w, wf_mono_ms() + w->f->opt.interval_ms);
    else
        enter_ready(w);
    return ret->ended || n > 0;
}

/* False: nothing that the caller would want to know. */
static bool take(struct wf_follow *f, struct wf_rpc *rpc, struct wf_follow_news *ret)
{
    struct wf_follower *w = wf_rpc_user(rpc);
    bool news;

    wf_arena_clear(f->arena);
    if ((void *)w == (void *)f) {
        ret->rpc = rpc;
        return true;
    }
    if (w->phase == ASKING) {
        landed(w);
        news = take_description(w, ret);
    } else {
        news = take_events(w, rpc, ret);
    }
    if (!news)
        *ret = (struct wf_follow_news){ .err = WF_ERROR_INIT };
    else
        ret->who = w;
    return news;
}

static enum wf_code stopped(struct wf_follow *f, struct wf_error *err)
{
    int64_t deadline = wf_ctx_deadline_ms(f->ctx);

    if (wf_ctx_cancelled(f->ctx))
        return wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
    if (deadline != 0 && wf_mono_ms() >= deadline)
        return wf_error_set(err, WF_E_DEADLINE, "the time given is over");
    return WF_OK;
}

enum wf_code wf_follow_next(struct wf_follow *f, int64_t until_ms,
                            struct wf_follow_news *ret, struct wf_error *err)
{
    *ret = (struct wf_follow_news){ .err = WF_ERROR_INIT };
    for (;;) {
        int64_t now = wf_mono_ms(), wake = send_ready(f, now);
        enum wf_code rc = stopped(f, err);
        struct wf_rpc *rpc;

        if (rc != WF_OK || (until_ms != 0 && now >= until_ms))
            return rc;
        if (wake == 0 || (until_ms != 0 && until_ms < wake))
            wake = until_ms;
        rpc = wf_rpc_wait(f->ctx, wake);
        if (rpc != NULL) {
            rc = stopped(f, err);
            if (rc == WF_OK && take(f, rpc, ret))
                return WF_OK;
        } else if (wf_ctx_in_flight(f->ctx) == 0) {
            now = wf_mono_ms();
            if (wake == 0)
                return stopped(f, err);
            if (wake > now)
                rc = wf_ctx_sleep(f->ctx, wake - now, err);
        }
        if (rc != WF_OK)
            return rc;
    }
}

/* ---- who is followed --------------------------------------------------------------------
 */

struct wf_follow *wf_follow_new(struct wf_ctx *ctx, const struct wf_follow_options *opt)
{
    struct wf_follow *f = wf_calloc(1, sizeof *f);

    f->ctx = ctx;
    f->opt = *opt;
    if (f->opt.interval_ms <= 0)
        f->opt.interval_ms = INTERVAL_MS;
    if (!(f->opt.rate > 0))
        f->opt.rate = RATE;
    f->cap = f->opt.polls > 0 ? (size_t)f->opt.polls : POLLS;
    f->allowed_at_ms = wf_mono_ms();
    f->arena = wf_arena_new();
    return f;
}

static void follower_free(struct wf_follower *w)
{
    struct wf_error ignored = WF_ERROR_INIT;
    void *reply = NULL;

    end(w);
    landed(w);
    if (w->rpc != NULL) {
        wf_rpc_cancel(w->rpc);
        wf_rpc_join(w->rpc);
        (void)wf_rpc_finish(w->rpc, w->f->arena, &reply, &ignored);
    }
    wf_history_free(w->h);
    wf_strbuf_release(&w->token);
    free((char *)w->opt.workflow_id);
    free((char *)w->opt.run_id);
    free(w);
}

void wf_follow_free(struct wf_follow *f)
{
    if (f == NULL)
        return;
    for (struct wf_follower *w = f->all, *next; w != NULL; w = next) {
        next = w->next;
        follower_free(w);
    }
    wf_arena_free(f->arena);
    free(f);
}

struct wf_follower *wf_follow_add(struct wf_follow *f, const struct wf_follow_new *x)
{
    struct wf_follower *w = wf_calloc(1, sizeof *w);

    w->f = f;
    w->opt = *x;
    w->opt.workflow_id = wf_strdup(x->workflow_id);
    w->opt.run_id = x->run_id != NULL && x->run_id[0] != '\0' ? wf_strdup(x->run_id) : NULL;
    w->opt.resume = x->resume || x->after_event > 0;
    if (x->token.len > 0)
        wf_strbuf_add(&w->token, x->token.data, x->token.len);
    DL_APPEND(f->all, w);
    f->n_alive++;
    if (f->n_alive == f->cap + 1 && !f->said_capped) {
        char text[160];

        f->said_capped = true;
        snprintf(text, sizeof text,
                 "more than %zu workflows: those beyond are asked every %.3gs", f->cap,
                 (double)f->opt.interval_ms / 1000);
        say(f, text);
    }
    enter_ready(w);
    return w;
}

void wf_follow_remove(struct wf_follower *w)
{
    DL_DELETE(w->f->all, w);
    follower_free(w);
}

void wf_follow_call(struct wf_follow *f, const char *method, const void *request)
{
    struct wf_call_options opt = { .keep_trying = f->has_worked };

    (void)wf_rpc_start(f->ctx, method, request, &opt, f);
}

void wf_follower_page_done(struct wf_follower *w)
{
    if (w->h != NULL)
        wf_history_page_done(w->h);
}

size_t wf_follow_count(const struct wf_follow *f)
{
    return f->n_alive;
}

void *wf_follower_user(const struct wf_follower *w)
{
    return w->opt.user;
}

const char *wf_follower_workflow(const struct wf_follower *w)
{
    return w->opt.workflow_id;
}

const char *wf_follower_run(const struct wf_follower *w)
{
    return w->h != NULL ? wf_history_run_id(w->h) : w->opt.run_id;
}

int64_t wf_follower_event(const struct wf_follower *w)
{
    return w->h != NULL ? wf_history_last_event(w->h) : w->opt.after_event;
}

struct wf_bytes wf_follower_token(const struct wf_follower *w)
{
    if (w->h != NULL)
        return wf_history_token(w->h);
    return (struct wf_bytes){ (const unsigned char *)w->token.data, w->token.len };
}
