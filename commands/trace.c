/* commands/trace.c: reads a workflow and its children into a tree. */
#include "commands/trace.h"

#include "commands/history_job.h"
#include "commands/result_text.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_NODES = 20000 };

#define CASE(name) THISTORY__HISTORY_EVENT__ATTRIBUTES_##name##_EVENT_ATTRIBUTES

/* Reads one chain of runs; `node` is the run that it is at. */
struct reader {
    struct wf_trace_node *node;
    struct wf_history *h; /* NULL: not begun, or ended */
    bool begun, caught_up, ended;
};

struct wf_trace {
    struct wf_job *job;
    struct wf_trace_options o;
    wf_trace_fn *changed;
    void *user;
    struct wf_trace_node *root;
    struct wf_trace_node **nodes; /* all of them, to free */
    size_t n_nodes;
    struct reader **readers; /* the root's is the first */
    size_t n_readers;
};

/* ---- the tree ---------------------------------------------------------------------------
 */

static struct wf_trace_node *new_node(struct wf_trace *t, struct wf_trace_node *parent)
{
    struct wf_trace_node *n = wf_calloc(1, sizeof *n);

    n->groups = wf_grouper_new();
    n->parent = parent;
    n->depth = parent != NULL ? parent->depth + 1 : 0;
    n->begin_ns = n->end_ns = WF_NO_TIME;
    t->nodes = wf_reallocarray(t->nodes, t->n_nodes + 1, sizeof *t->nodes);
    t->nodes[t->n_nodes++] = n;
    return n;
}

static void new_reader(struct wf_trace *t, struct wf_trace_node *n)
{
    struct reader *r = wf_calloc(1, sizeof *r);

    r->node = n;
    t->readers = wf_reallocarray(t->readers, t->n_readers + 1, sizeof *t->readers);
    t->readers[t->n_readers++] = r;
}

const struct wf_trace_node *wf_trace_child_of(const struct wf_trace_node *n, int64_t group)
{
    size_t low = 0, high = n->n_children;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (n->children[mid].group < group)
            low = mid + 1;
        else
            high = mid;
    }
    return low < n->n_children && n->children[low].group == group ? n->children[low].node
                                                                  : NULL;
}

static enum wf_group_state state_of(const Thistory__HistoryEvent *e)
{
    switch (wf_close_outcome(e)) {
    case WF_O_FAILED:
        return WF_GROUP_FAILED;
    case WF_O_TIMED_OUT:
        return WF_GROUP_TIMED_OUT;
    case WF_O_CANCELED:
        return WF_GROUP_CANCELED;
    case WF_O_TERMINATED:
        return WF_GROUP_TERMINATED;
    default:
        return WF_GROUP_DONE;
    }
}

const char *wf_trace_status(const struct wf_trace_node *n)
{
    static const char *const words[] = {
        [WF_GROUP_OPEN] = "Running",      [WF_GROUP_DONE] = "Completed",
        [WF_GROUP_FAILED] = "Failed",     [WF_GROUP_TIMED_OUT] = "TimedOut",
        [WF_GROUP_CANCELED] = "Canceled", [WF_GROUP_TERMINATED] = "Terminated",
    };

    if (n->close != NULL && wf_close_outcome(n->close) == WF_O_CONTINUED)
        return "ContinuedAsNew";
    return words[n->state];
}

bool wf_trace_folded(const struct wf_trace *t, const struct wf_trace_node *n)
{
    bool continued = n->close != NULL && wf_close_outcome(n->close) == WF_O_CONTINUED;
    unsigned bit = continued ? WF_TRACE_CONTINUED : (unsigned)n->state;

    return n->depth > 0 && !t->o.no_fold && (t->o.fold >> bit & 1) != 0;
}

bool wf_trace_shows(const struct wf_event_group *g)
{
    switch (g->category) {
    case WF_EVENT_ACTIVITY:
    case WF_EVENT_TIMER:
    case WF_EVENT_CHILD:
    case WF_EVENT_UPDATE:
    case WF_EVENT_NEXUS:
        return true;
    case WF_EVENT_WORKFLOW_TASK:
        return g->state == WF_GROUP_FAILED || g->state == WF_GROUP_TIMED_OUT;
    default:
        return false;
    }
}

/* ---- events -----------------------------------------------------------------------------
 */

static void add_child(struct wf_trace *t, struct wf_trace_node *n,
                      const Thistory__HistoryEvent *e)
{
    const Thistory__StartChildWorkflowExecutionInitiatedEventAttributes *a =
        e->start_child_workflow_execution_initiated_event_attributes;
    struct wf_trace_node *c;

    if (t->n_nodes >= MAX_NODES)
        return;
    c = new_node(t, n);
    c->workflow_id = wf_arena_strdup(t->job->arena, a->workflow_id);
    c->type = wf_arena_strdup(t->job->arena,
                              a->workflow_type != NULL ? a->workflow_type->name : "");
    c->begin_ns = wf_event_time(e);
    n->children = wf_reallocarray(n->children, n->n_children + 1, sizeof *n->children);
    n->children[n->n_children++] =
        (struct wf_trace_child){ .group = e->event_id, .node = c };
}

static void child_started(struct wf_trace *t, struct wf_trace_node *n,
                          const Thistory__HistoryEvent *e)
{
    const Thistory__ChildWorkflowExecutionStartedEventAttributes *a =
        e->child_workflow_execution_started_event_attributes;
    struct wf_trace_node *c =
        (struct wf_trace_node *)wf_trace_child_of(n, a->initiated_event_id);

    if (c == NULL || a->workflow_execution == NULL)
        return;
    c->run_id = wf_arena_strdup(t->job->arena, a->workflow_execution->run_id);
    if (a->namespace_ != NULL && *a->namespace_ != '\0' &&
        strcmp(a->namespace_, wf_job_namespace(t->job)) != 0)
        c->error = wf_arena_printf(t->job->arena, "in namespace %s", a->namespace_);
    else if (t->o.depth < 0 || c->depth <= t->o.depth)
        new_reader(t, c);
}

/* What the parent's events tell of how a child ended: enough to fold it unread. */
static void child_event(struct wf_trace_node *n, const Thistory__HistoryEvent *e)
{
    struct wf_trace_node *c =
        (struct wf_trace_node *)wf_trace_child_of(n, wf_event_group_id(e));
    size_t i = wf_grouper_count(n->groups);

    if (c == NULL)
        return;
    while (i-- > 0) {
        const struct wf_event_group *g = wf_grouper_at(n->groups, i);

        if (g->id != wf_event_group_id(e))
            continue;
        while (c->next_run != NULL)
            c = c->next_run;
        if (c->close == NULL && g->state != WF_GROUP_OPEN) {
            c->state = g->state;
            c->end_ns = g->end_ns;
        }
        break;
    }
}

static enum wf_code take_event(struct wf_trace *t, struct wf_trace_node *n,
                               const Thistory__HistoryEvent *e, struct wf_error *err)
{
    struct wf_arena *a = t->job->arena;

    wf_grouper_feed(n->groups, e);
    if (e->attributes_case == CASE(WORKFLOW_EXECUTION_STARTED)) {
        const Thistory__WorkflowExecutionStartedEventAttributes *s =
            e->workflow_execution_started_event_attributes;

        if (s->workflow_type != NULL)
            n->type = wf_arena_strdup(a, s->workflow_type->name);
        if (n->workflow_id == NULL)
            n->workflow_id = wf_arena_strdup(a, s->workflow_id);
        n->attempt = s->attempt;
        n->begin_ns = wf_event_time(e);
    } else if (e->attributes_case == CASE(START_CHILD_WORKFLOW_EXECUTION_INITIATED)) {
        add_child(t, n, e);
    } else if (e->attributes_case == CASE(CHILD_WORKFLOW_EXECUTION_STARTED)) {
        child_started(t, n, e);
    } else if (wf_event_category(e) == WF_EVENT_CHILD) {
        child_event(n, e);
    } else if (wf_event_closes(e)) {
        n->close = wf_msg_copy(a, e);
        n->state = state_of(e);
        n->end_ns = wf_event_time(e);
    }
    return t->changed != NULL ? t->changed(t->user, n, e, err) : WF_OK;
}

static enum wf_code take_page(struct wf_trace *t, struct reader *r,
                              const struct wf_history_page *page, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (page->starts_run && r->node->close != NULL) {
        struct wf_trace_node *next = new_node(t, r->node->parent);

        next->depth = r->node->depth;
        next->workflow_id = r->node->workflow_id;
        next->type = r->node->type;
        r->node->next_run = next;
        r->node = next;
    }
    if (page->run_id != NULL &&
        (r->node->run_id == NULL || strcmp(r->node->run_id, page->run_id) != 0))
        r->node->run_id = wf_arena_strdup(t->job->arena, page->run_id);
    for (size_t i = 0; i < page->n_events && rc == WF_OK; i++)
        rc = take_event(t, r->node, page->events[i], err);
    r->caught_up = r->node->read = true;
    return rc;
}

/* ---- reading ----------------------------------------------------------------------------
 */

static enum wf_code begin_reader(struct wf_trace *t, struct reader *r, struct wf_error *err)
{
    struct wf_history_options opt = { .follow = t->o.follow,
                                      .chain = true,
                                      .no_resets = true,
                                      .need_run_id = true,
                                      .archived = t->o.archived,
                                      .user = r };
    struct wf_ref ref = { .workflow_id = r->node->workflow_id, .run_id = r->node->run_id };
    enum wf_code rc = wf_job_history(t->job, &ref, &opt, &r->h, err);

    r->begun = true;
    if (rc == WF_OK)
        wf_history_start(r->h);
    return rc;
}

/* A child that is known to be folded now is not read at all. */
static enum wf_code begin_more(struct wf_trace *t, struct wf_error *err)
{
    int64_t room = t->o.concurrency < 1 ? 1 : t->o.concurrency;
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < t->n_readers; i++)
        room -= t->readers[i]->begun && !t->readers[i]->caught_up && !t->readers[i]->ended;
    for (size_t i = 0; i < t->n_readers && room > 0 && rc == WF_OK; i++) {
        struct reader *r = t->readers[i];

        if (r->begun)
            continue;
        if (wf_trace_folded(t, r->node)) {
            r->begun = r->ended = true;
            continue;
        }
        rc = begin_reader(t, r, err);
        room--;
    }
    return rc;
}

static void end_reader(struct reader *r)
{
    wf_history_free(r->h);
    r->h = NULL;
    r->ended = true;
}

static enum wf_code take_rpc(struct wf_trace *t, struct wf_rpc *rpc, struct wf_error *err)
{
    struct reader *r = wf_rpc_user(rpc);
    const struct wf_history_page *page = NULL;
    enum wf_code rc = wf_history_take(r->h, rpc, &page, err);

    if (rc == WF_OK && page != NULL) {
        rc = take_page(t, r, page, err);
        if (rc != WF_OK)
            return rc;
    }
    if (rc == WF_E_INTERRUPTED || wf_cancel_fired(t->job->cancel))
        return wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
    if (rc != WF_OK && r != t->readers[0] && rc != WF_E_DEADLINE) {
        r->node->error = wf_arena_strdup(t->job->arena, err->text);
        wf_error_clear(err);
        end_reader(r);
        return WF_OK;
    }
    if (rc == WF_OK && wf_history_ended(r->h))
        end_reader(r);
    return rc;
}

bool wf_trace_done(const struct wf_trace *t)
{
    bool root_ended = t->n_readers == 0 || t->readers[0]->ended;

    for (size_t i = 0; i < t->n_readers; i++)
        if (!t->readers[i]->ended && !(t->readers[i]->caught_up && t->o.follow))
            return false;
    return root_ended;
}

/* Starts the readers whose time has come (they wait while a workflow is paused); returns
 * when that of the next one will have come, 0: of none. */
static int64_t start_due(struct wf_trace *t)
{
    int64_t now = wf_mono_ms(), next = 0;

    for (size_t i = 0; i < t->n_readers; i++) {
        struct reader *r = t->readers[i];
        int64_t due = r->begun && !r->ended ? wf_history_due_ms(r->h) : 0;

        if (due != 0 && due <= now)
            wf_history_start(r->h);
        else if (due != 0 && (next == 0 || due < next))
            next = due;
    }
    return next;
}

/* Until a call has ended or the time has come; *ret NULL: none has. */
static enum wf_code wait_for_call(struct wf_trace *t, struct wf_ctx *ctx, int64_t until_ms,
                                  struct wf_rpc **ret, struct wf_error *err)
{
    int64_t now;

    *ret = wf_rpc_wait(ctx, until_ms);
    if (*ret == NULL && wf_cancel_fired(t->job->cancel))
        return wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
    now = wf_mono_ms();
    if (*ret == NULL && wf_ctx_in_flight(ctx) == 0 && until_ms > now)
        return wf_ctx_sleep(ctx, until_ms - now, err);
    return WF_OK;
}

enum wf_code wf_trace_wait(struct wf_trace *t, int64_t until_ms, struct wf_error *err)
{
    struct wf_ctx *ctx = NULL;
    enum wf_code rc = begin_more(t, err);

    while (rc == WF_OK && !wf_trace_done(t)) {
        int64_t due = start_due(t);
        bool by_due = due != 0 && (until_ms == 0 || due < until_ms);
        struct wf_rpc *rpc = NULL;

        rc = wf_job_ctx(t->job, &ctx, err);
        if (rc == WF_OK)
            rc = wait_for_call(t, ctx, by_due ? due : until_ms, &rpc, err);
        if (rc != WF_OK || (rpc == NULL && !by_due))
            break;
        if (rpc != NULL)
            rc = take_rpc(t, rpc, err);
        if (rc == WF_OK)
            rc = begin_more(t, err);
    }
    return rc;
}

static enum wf_code read_file(struct wf_trace *t, const struct wf_ref *ref,
                              struct wf_error *err)
{
    struct wf_history_options opt = { 0 };
    struct reader r = { .node = t->root };
    const struct wf_history_page *page = NULL;
    enum wf_code rc = wf_job_history(t->job, ref, &opt, &r.h, err);

    t->o.depth = 0;
    while (rc == WF_OK && (rc = wf_job_history_next(t->job, r.h, &page, err)) == WF_OK &&
           page != NULL)
        rc = take_page(t, &r, page, err);
    wf_history_free(r.h);
    return rc;
}

enum wf_code wf_trace_open(struct wf_trace *t, const struct wf_ref *ref,
                           struct wf_error *err)
{
    t->root = new_node(t, NULL);
    t->root->workflow_id = ref->workflow_id;
    t->root->run_id = ref->run_id;
    if (ref->file != NULL)
        return read_file(t, ref, err);
    new_reader(t, t->root);
    return begin_reader(t, t->readers[0], err);
}

const struct wf_trace_node *wf_trace_root(const struct wf_trace *t)
{
    return t->root;
}

struct wf_trace *wf_trace_new(struct wf_job *job, const struct wf_trace_options *o,
                              wf_trace_fn *changed, void *user)
{
    struct wf_trace *t = wf_calloc(1, sizeof *t);

    t->job = job;
    t->o = *o;
    t->changed = changed;
    t->user = user;
    return t;
}

void wf_trace_free(struct wf_trace *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n_readers; i++) {
        wf_history_free(t->readers[i]->h);
        free(t->readers[i]);
    }
    for (size_t i = 0; i < t->n_nodes; i++) {
        wf_grouper_free(t->nodes[i]->groups);
        free(t->nodes[i]->children);
        free(t->nodes[i]);
    }
    free(t->readers);
    free(t->nodes);
    free(t);
}
