/* commands/tail_query.c: the workflows that match a query, now and later. */
#include "commands/tail.h"

#include "base/timefmt.h"
#include "proto/message.h"

#include <string.h>

enum {
    FOLLOWED_MAX = 10000,
    PAGE = 1000,
    OVERLAP_S = 60,  /* the list may be late by so much */
    FORGET_S = 600,  /* after a run was listed last */
    LOAD_FACTOR = 10 /* a listing may take a tenth of the time */
};

static const int64_t SECOND = 1000000000;

static void *request_of(struct wf_tail *t, struct wf_arena *a)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *r =
        wf_msg_new(a, &tworkflowservice__list_workflow_executions_request__descriptor);
    struct wf_strbuf q = WF_STRBUF_INIT;
    int64_t window = t->begin_ns;

    if (t->listed_ns - OVERLAP_S * SECOND > window)
        window = t->listed_ns - OVERLAP_S * SECOND;
    if (*t->query != '\0')
        wf_strbuf_addf(&q, "(%s) AND ", t->query);
    wf_strbuf_adds(&q, "(ExecutionStatus = 'Running' OR CloseTime >= '");
    wf_time_rfc3339(&q, window);
    wf_strbuf_adds(&q, "')");
    r->namespace_ = (char *)wf_job_namespace(t->job);
    r->page_size = PAGE;
    r->query = wf_arena_strdup(a, wf_strbuf_str(&q));
    r->next_page_token =
        (ProtobufCBinaryData){ t->list_token.len, (uint8_t *)t->list_token.data };
    wf_strbuf_release(&q);
    return r;
}

enum wf_code wf_tail_query_prepare(struct wf_tail *t, struct wf_error *err)
{
    struct wf_filter f = t->a->filter;
    struct wf_vquery parsed = { 0 };
    const char *query = NULL;
    enum wf_code rc;

    if (f.query == NULL && f.status.n == 0 && f.type.n == 0 && f.id_prefix == NULL &&
        f.task_queue == NULL && f.since == WF_UNSET && !f.open)
        return WF_OK;
    f.until = WF_UNSET; /* no option here */
    f.open = false;     /* a tail is about those anyway, and about short ones */
    rc = wf_filter_build(t->job, &f, &query, &parsed, err);
    if (rc != WF_OK)
        return rc;
    if (parsed.group_by != NULL) {
        rc = wf_error_set(err, WF_E_USAGE, "a tail has no GROUP BY");
        wf_vquery_point(query, parsed.clause_at, err);
        return rc;
    }
    t->query = wf_arena_strndup(t->job->arena, query, parsed.clause_at);
    if (parsed.root == NULL)
        t->query = "";
    return wf_job_guard(t->job, "ListWorkflowExecutions", request_of(t, t->job->arena),
                        err);
}

static void ask(struct wf_tail *t)
{
    struct wf_arena *a = wf_arena_new();

    wf_follow_call(t->f, "ListWorkflowExecutions", request_of(t, a));
    wf_arena_free(a);
}

void wf_tail_query_start(struct wf_tail *t)
{
    int64_t now = wf_mono_ms();

    if (t->query == NULL || t->listing || now < t->next_list_ms)
        return;
    t->listing = true;
    t->list_begun_ms = now;
    t->n_running = 0;
    wf_strbuf_clear(&t->list_token);
    ask(t);
}

static void take_run(struct wf_tail *t, const Tworkflow__WorkflowExecutionInfo *info)
{
    struct wf_follow_new x = { .last = t->last };
    struct wf_tail_run *r;

    if (info->execution == NULL)
        return;
    t->n_running += info->status ==
                    TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_RUNNING;
    r = wf_tail_run_of(t, info->execution->workflow_id, info->execution->run_id);
    r->touched_ns = wf_now_ns();
    if (r->stream != NULL || r->ended)
        return;
    if (wf_follow_count(t->f) >= FOLLOWED_MAX) {
        if (!t->said_full)
            wf_job_note(t->job, "%d workflows are followed: others that match are not",
                        FOLLOWED_MAX);
        t->said_full = true;
        return;
    }
    x.workflow_id = info->execution->workflow_id;
    x.run_id = info->execution->run_id;
    if (wf_timestamp_ns(info->start_time) >= t->begin_ns)
        x.last = -1;
    (void)wf_tail_add(t, &x, false);
}

/* What the listing cannot show again needs no entry. */
static void forget_old(struct wf_tail *t)
{
    int64_t old = wf_now_ns() - FORGET_S * SECOND;
    struct wf_tail_run *r, *next;

    HASH_ITER(hh, t->runs, r, next)
    {
        if (r->stream == NULL && r->touched_ns < old)
            wf_tail_forget(t, r);
    }
}

static void listed(struct wf_tail *t)
{
    int64_t now = wf_mono_ms(), took = now - t->list_begun_ms;
    int64_t wait = t->a->interval / 1000000;

    t->listing = false;
    t->listed_ns = wf_now_ns() - took * 1000000;
    t->query_empty = t->n_running == 0;
    t->next_list_ms = now + (wait > took * LOAD_FACTOR ? wait : took * LOAD_FACTOR);
    t->dirty = true;
    forget_old(t);
}

enum wf_code wf_tail_query_take(struct wf_tail *t, struct wf_rpc *rpc, struct wf_error *err)
{
    struct wf_arena *a = wf_arena_new();
    Tworkflowservice__ListWorkflowExecutionsResponse *reply = NULL;
    enum wf_code rc = wf_rpc_finish(rpc, a, &reply, err);

    if (rc == WF_OK) {
        for (size_t i = 0; i < reply->n_executions; i++)
            take_run(t, reply->executions[i]);
        wf_strbuf_clear(&t->list_token);
        wf_strbuf_add(&t->list_token, reply->next_page_token.data,
                      reply->next_page_token.len);
        if (t->list_token.len > 0)
            ask(t);
        else
            listed(t);
    } else if (rc == WF_E_UNAVAILABLE && t->listed_ns != 0) {
        /* it has worked before: a rate limit, a part of the server that is away */
        wf_job_note(t->job, "the list of workflows: %s", err->text);
        wf_error_clear(err);
        t->listing = false;
        t->next_list_ms = wf_mono_ms() + t->a->interval / 1000000;
        rc = WF_OK;
    }
    wf_arena_free(a);
    return rc;
}
