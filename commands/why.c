/* commands/why.c: finds out what a judgement needs: descriptions, last events, task queues.
 */
#include "commands/why.h"

#include "client/codec.h"
#include "client/event.h"
#include "commands/act.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

enum { WINDOW = 16, ASK_MS = 5000, TAIL_MAX = 1000, DEPTH = 3, CHILDREN = 5 };

typedef Tworkflowservice__DescribeWorkflowExecutionResponse description;
typedef Tworkflowservice__GetWorkflowExecutionHistoryReverseRequest tail_request;
typedef Tworkflowservice__GetWorkflowExecutionHistoryReverseResponse tail_reply;

struct queue_entry {
    char *key; /* "TYPE:NAME" */
    struct wf_why_queue q;
    UT_hash_handle hh;
};

struct wf_why_finder {
    struct wf_job *job;
    struct wf_arena *a; /* of the queues */
    int64_t silent_ns;
    struct queue_entry *queues;
    const char *gone; /* the roles that nobody fills; "" when all are there */
    bool asked;
};

struct wf_why_finder *wf_why_finder_new(struct wf_job *job, int64_t silent_ns)
{
    struct wf_why_finder *f = wf_calloc(1, sizeof *f);

    f->job = job;
    f->a = wf_arena_new();
    f->silent_ns = silent_ns;
    f->gone = "";
    return f;
}

void wf_why_finder_free(struct wf_why_finder *f)
{
    if (f == NULL)
        return;
    HASH_CLEAR(hh, f->queues);
    wf_arena_free(f->a);
    free(f);
}

/* ---- services and queues
 * ----------------------------------------------------------------- */

/* "matching", "history and matching": the services that the cluster itself misses. */
static const char *gone_services(struct wf_why_finder *f)
{
    Tserveradminservice__DescribeClusterRequest *req =
        wf_msg_new(f->a, &tserveradminservice__describe_cluster_request__descriptor);
    Tserveradminservice__DescribeClusterResponse *reply = NULL;
    struct wf_call_options opt = { .timeout_ms = ASK_MS, .no_retry = true };
    struct wf_error ignored = WF_ERROR_INIT;

    if (f->asked)
        return f->gone;
    f->asked = true;
    if (wf_job_call(f->job, "AdminService/DescribeCluster", req, &opt, f->a, &reply,
                    &ignored) != WF_OK ||
        reply->membership_info == NULL)
        return f->gone;
    for (size_t i = 0; i < reply->membership_info->n_rings; i++) {
        const Tserveradminservice__RingInfo *r = reply->membership_info->rings[i];

        if (r->member_count == 0)
            f->gone = wf_arena_printf(f->a, "%s%s%s", f->gone,
                                      *f->gone != '\0' ? " and " : "", r->role);
    }
    return f->gone;
}

static bool is_away(enum wf_code rc)
{
    return rc == WF_E_UNAVAILABLE || rc == WF_E_DEADLINE;
}

static void ask_queue(struct wf_why_finder *f, struct wf_why_queue *q)
{
    Tworkflowservice__DescribeTaskQueueRequest *req =
        wf_msg_new(f->a, &tworkflowservice__describe_task_queue_request__descriptor);
    struct wf_call_options opt = { .timeout_ms = ASK_MS };
    struct wf_error err = WF_ERROR_INIT;

    req->namespace_ = (char *)wf_job_namespace(f->job);
    req->task_queue = wf_msg_new(f->a, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = (char *)q->name;
    req->task_queue_type = (Tenums__TaskQueueType)q->type;
    req->report_stats = true;
    q->code =
        wf_job_call(f->job, "DescribeTaskQueue", req, &opt, f->a, (void *)&q->reply, &err);
    q->error = wf_arena_strdup(f->a, err.text);
    if (is_away(q->code) && *gone_services(f) != '\0')
        q->error = wf_arena_printf(f->a, "nobody runs the %s service (%s)",
                                   gone_services(f), q->error);
}

static const struct wf_why_queue *queue_of(void *user, const char *name, int type)
{
    struct wf_why_finder *f = user;
    char *key = wf_arena_printf(f->a, "%d:%s", type, name);
    struct queue_entry *e;

    HASH_FIND_STR(f->queues, key, e);
    if (e == NULL) {
        e = wf_arena_zalloc(f->a, sizeof *e);
        e->key = key;
        e->q.name = strchr(key, ':') + 1;
        e->q.type = type;
        ask_queue(f, &e->q);
        HASH_ADD_KEYPTR(hh, f->queues, e->key, strlen(e->key), e);
    }
    return &e->q;
}

struct wf_job *wf_why_finder_job(struct wf_why_finder *f)
{
    return f->job;
}

bool wf_why_is_polled(struct wf_why_finder *f, const char *queue)
{
    const struct wf_why_queue *q =
        queue_of(f, queue, TENUMS__TASK_QUEUE_TYPE__TASK_QUEUE_TYPE_WORKFLOW);

    return q->reply != NULL && q->reply->n_pollers > 0;
}

static struct wf_why_facts facts_of(struct wf_why_finder *f, const description *d,
                                    struct wf_arena *a)
{
    return (struct wf_why_facts){ .reply = d,
                                  .queue = queue_of,
                                  .user = f,
                                  .namespace_ = wf_job_namespace(f->job),
                                  .now_ns = wf_now_ns(),
                                  .silent_ns = f->silent_ns,
                                  .a = a };
}

/* ---- one
 * --------------------------------------------------------------------------------- */

static tail_request *tail_of(struct wf_why_finder *f, struct wf_arena *a,
                             const description *d, int32_t n)
{
    tail_request *req = wf_msg_new(
        a, &tworkflowservice__get_workflow_execution_history_reverse_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(f->job);
    req->execution = d->workflow_execution_info->execution;
    req->maximum_page_size = n;
    return req;
}

/* The last events; with `far` more pages, for what was opened long ago. */
static enum wf_code read_tail(struct wf_why_finder *f, const description *d, int32_t n,
                              struct wf_why_facts *facts, struct wf_error *err)
{
    tail_request *req = tail_of(f, facts->a, d, n);

    for (;;) {
        tail_reply *reply = NULL;
        enum wf_code rc = wf_job_call(f->job, "GetWorkflowExecutionHistoryReverse", req,
                                      NULL, facts->a, &reply, err);

        if (rc != WF_OK)
            return rc;
        for (size_t i = 0; reply->history != NULL && i < reply->history->n_events; i++)
            wf_msg_append(facts->a, &facts->tail, &facts->n_tail,
                          reply->history->events[i]);
        req->next_page_token = reply->next_page_token;
        if (req->next_page_token.len == 0 || (int64_t)n < 100 || facts->n_tail >= TAIL_MAX)
            return WF_OK;
    }
}

static enum wf_code explain_away(struct wf_why_finder *f, enum wf_code rc,
                                 struct wf_error *err)
{
    if (!is_away(rc) || *gone_services(f) == '\0')
        return rc;
    wf_error_prefix(err, "nobody runs the %s service", gone_services(f));
    wf_error_hint(err, "wfsh operator cluster describe");
    err->code = WF_E_UNAVAILABLE;
    return WF_E_UNAVAILABLE;
}

static enum wf_code look_at(struct wf_why_finder *f, const struct wf_ref *ref,
                            enum wf_archived mode, unsigned depth, struct wf_why *ret,
                            struct wf_error *err);

/* A child with a problem is the problem: its worst cause, and what mends that. */
static void look_into_children(struct wf_why_finder *f, const description *d,
                               unsigned depth, struct wf_why *why)
{
    for (size_t i = 0; i < d->n_pending_children && i < CHILDREN; i++) {
        const Tworkflow__PendingChildExecutionInfo *p = d->pending_children[i];
        struct wf_ref ref = { .workflow_id = p->workflow_id,
                              .run_id = p->run_id[0] != '\0' ? p->run_id : NULL };
        struct wf_why *child = wf_arena_zalloc(f->job->arena, sizeof *child);
        struct wf_error ignored = WF_ERROR_INIT;
        struct wf_why_cause *c;

        if (look_at(f, &ref, WF_ARCHIVED_NEVER, depth - 1, child, &ignored) != WF_OK ||
            !wf_why_is_problem(child) || child->info->close_time != NULL)
            continue;
        c = wf_why_add(why, WF_WHY_CHILD_STUCK);
        c->about = wf_arena_printf(f->job->arena, "%s: %s", p->workflow_type_name,
                                   child->causes[0].about);
        c->text =
            wf_arena_printf(f->job->arena, "its child %s: %s: %s", p->workflow_id,
                            wf_why_word(child->causes[0].kind), child->causes[0].text);
        c->mend = child->causes[0].mend;
        c->since_ns = child->causes[0].since_ns;
        c->failure = child->causes[0].failure;
    }
    wf_why_sort(why);
}

static enum wf_code look_at(struct wf_why_finder *f, const struct wf_ref *ref,
                            enum wf_archived mode, unsigned depth, struct wf_why *ret,
                            struct wf_error *err)
{
    struct wf_described d = { 0 };
    struct wf_why_facts facts;
    enum wf_code rc = wf_describe_read(f->job, ref, mode, &d, err);
    int32_t n;

    if (rc != WF_OK)
        return explain_away(f, rc, err);
    facts = facts_of(f, d.reply, f->job->arena);
    facts.archived = d.archived;
    n = wf_why_wants(d.reply);
    if (d.close != NULL) {
        facts.tail = wf_arena_alloc(facts.a, sizeof *facts.tail);
        facts.tail[0] = (Thistory__HistoryEvent *)d.close;
        facts.n_tail = 1;
    } else if (d.rebuilt) {
        facts.queue = NULL;
    } else if (n > 0) {
        rc = read_tail(f, d.reply, n, &facts, err);
    }
    if (rc != WF_OK)
        return rc;
    wf_why_judge(&facts, ret);
    if (d.close == NULL && !d.rebuilt && depth > 0)
        look_into_children(f, d.reply, depth, ret);
    return WF_OK;
}

enum wf_code wf_why_one(struct wf_why_finder *f, const struct wf_ref *ref,
                        enum wf_archived mode, struct wf_why *ret, struct wf_error *err)
{
    return look_at(f, ref, mode, DEPTH, ret, err);
}

/* ---- many
 * -------------------------------------------------------------------------------- */

struct item {
    size_t at;
    struct wf_arena *a;
    description *reply; /* NULL: it is being described */
};

struct many {
    struct wf_why_finder *f;
    struct wf_ctx *ctx;
    wf_why_fn *fn;
    void *user;
    struct item items[WINDOW];
    bool busy[WINDOW];
    size_t n_busy;
};

static enum wf_code send(struct many *m, struct item *it, const char *method, void *request,
                         struct wf_error *err)
{
    enum wf_code rc = wf_job_guard(m->f->job, method, request, err);

    if (rc == WF_OK)
        (void)wf_rpc_start(m->ctx, method, request, NULL, it);
    return rc;
}

static enum wf_code begin(struct many *m, const struct wf_ref *ref, size_t at,
                          struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionRequest *req;
    struct item *it;
    size_t slot = 0;
    enum wf_code rc;

    while (m->busy[slot])
        slot++;
    it = &m->items[slot];
    *it = (struct item){ .at = at, .a = wf_arena_new() };
    req = wf_msg_new(it->a,
                     &tworkflowservice__describe_workflow_execution_request__descriptor);
    req->namespace_ = (char *)wf_job_namespace(m->f->job);
    req->execution = wf_msg_new(it->a, &tcommon__workflow_execution__descriptor);
    req->execution->workflow_id = (char *)ref->workflow_id;
    if (ref->run_id != NULL)
        req->execution->run_id = (char *)ref->run_id;
    rc = send(m, it, "DescribeWorkflowExecution", req, err);
    if (rc != WF_OK) {
        wf_arena_free(it->a);
        return rc;
    }
    m->busy[slot] = true;
    m->n_busy++;
    return WF_OK;
}

static enum wf_code settle(struct many *m, struct item *it, const tail_reply *tail,
                           enum wf_code rc, struct wf_error *err)
{
    struct wf_why_facts facts;
    struct wf_why why;

    if (rc == WF_OK) {
        facts = facts_of(m->f, it->reply, it->a);
        if (tail != NULL && tail->history != NULL) {
            facts.tail = tail->history->events;
            facts.n_tail = tail->history->n_events;
        }
        wf_why_judge(&facts, &why);
        rc = m->fn(m->user, it->at, &why, err);
    } else if (rc != WF_E_INTERRUPTED) {
        rc = m->fn(m->user, it->at, NULL, err);
    }
    wf_arena_free(it->a);
    m->busy[it - m->items] = false;
    m->n_busy--;
    return rc;
}

static enum wf_code advance(struct many *m, struct wf_rpc *rpc, struct wf_error *err)
{
    struct item *it = wf_rpc_user(rpc);
    struct wf_job *job = m->f->job;
    void *reply = NULL;
    enum wf_code rc = wf_rpc_finish(rpc, it->a, &reply, err);
    int32_t n;

    if (rc == WF_OK)
        rc = wf_codec_decode(job->settings, job->cancel, it->a, reply, err);
    if (rc != WF_OK || it->reply != NULL)
        return settle(m, it, reply, rc, err);
    it->reply = reply;
    if (it->reply->workflow_execution_info == NULL ||
        it->reply->workflow_execution_info->execution == NULL)
        return settle(m, it, NULL,
                      wf_error_set(err, WF_E_OTHER, "the answer describes no workflow"),
                      err);
    n = wf_why_wants(it->reply);
    if (n == 0)
        return settle(m, it, NULL, WF_OK, err);
    rc = send(m, it, "GetWorkflowExecutionHistoryReverse",
              tail_of(m->f, it->a, it->reply, n), err);
    return rc == WF_OK ? WF_OK : settle(m, it, NULL, rc, err);
}

enum wf_code wf_why_many(struct wf_why_finder *f, const struct wf_ref *refs, size_t n,
                         wf_why_fn *fn, void *user, struct wf_error *err)
{
    struct many m = { .f = f, .fn = fn, .user = user };
    enum wf_code rc = wf_job_ctx(f->job, &m.ctx, err);
    size_t next = 0;

    while (rc == WF_OK && (next < n || m.n_busy > 0)) {
        struct wf_rpc *rpc;

        if (next < n && m.n_busy < WINDOW) {
            rc = begin(&m, &refs[next], next, err);
            next++;
            continue;
        }
        rpc = wf_rpc_wait(m.ctx, 0);
        rc = rpc != NULL ? advance(&m, rpc, err)
                         : wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
    }
    while (m.n_busy > 0) { /* after a failure */
        struct wf_rpc *rpc = wf_rpc_wait(m.ctx, 0);
        struct wf_error ignored = WF_ERROR_INIT;
        struct item *it;
        void *reply = NULL;

        if (rpc == NULL)
            break;
        it = wf_rpc_user(rpc);
        (void)wf_rpc_finish(rpc, it->a, &reply, &ignored);
        wf_arena_free(it->a);
        m.busy[it - m.items] = false;
        m.n_busy--;
    }
    for (size_t i = 0; i < WINDOW; i++)
        if (m.busy[i])
            wf_arena_free(m.items[i].a);
    return rc;
}
