/* client/event_group.c: events gathered into what happened: activities, timers, children …
 */
#include "client/event_group.h"

#include "base/mem.h"
#include "base/timefmt.h"
#include "client/history.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#define TYPE(name) TENUMS__EVENT_TYPE__EVENT_TYPE_##name

enum {
    DETAIL_MAX = 160, /* of one payload in a group's text */
    WAIT_MAX = 1000,  /* closed groups that wait behind one that is open */
};

struct node {
    struct wf_event_group g; /* g.name and g.detail are owned */
    char *note;              /* what the user said of it as it opened; NULL: nothing */
    bool closed, taken;
    UT_hash_handle hh; /* by g.id, while open */
};

struct wf_grouper {
    struct node **nodes; /* in the order in which they began; taken ones are gone */
    size_t n, size, first;
    size_t n_closed; /* that wait */
    struct node *open;
    struct node *last_taken; /* owned; lives until the next call */
    struct node *task;       /* workflow tasks that fail, one after the other */
    int64_t task_begin_ns;
};

struct wf_grouper *wf_grouper_new(void)
{
    return wf_calloc(1, sizeof(struct wf_grouper));
}

static void node_free(struct node *n)
{
    if (n == NULL)
        return;
    free((char *)n->g.name);
    free((char *)n->g.detail);
    free(n->note);
    free(n);
}

void wf_grouper_free(struct wf_grouper *g)
{
    if (g == NULL)
        return;
    HASH_CLEAR(hh, g->open);
    for (size_t i = g->first; i < g->n; i++)
        node_free(g->nodes[i]);
    node_free(g->last_taken);
    free(g->nodes);
    free(g);
}

static struct node *add(struct wf_grouper *g, const Thistory__HistoryEvent *e, int64_t id)
{
    struct node *n = wf_calloc(1, sizeof *n);
    struct wf_strbuf name = WF_STRBUF_INIT, note = WF_STRBUF_INIT;

    wf_event_note(&note, e, DETAIL_MAX);
    n->note = note.len > 0 ? wf_strbuf_steal(&note) : NULL;
    wf_event_subject(&name, e);
    if (name.len == 0) {
        char buf[64];

        wf_strbuf_adds(&name, wf_event_type(e, buf, sizeof buf));
    }
    n->g = (struct wf_event_group){
        .id = id,
        .first_event = e->event_id,
        .last_event = e->event_id,
        .category = wf_event_category(e),
        .local = wf_event_local_activity(e) != NULL,
        .name = wf_strbuf_steal(&name),
        .detail = wf_strdup(""),
        .begin_ns = wf_event_time(e),
        .start_ns = WF_NO_TIME,
        .end_ns = WF_NO_TIME,
    };
    if (g->first > 0 && g->n == g->size) { /* room of those that were taken */
        memmove(g->nodes, g->nodes + g->first, (g->n - g->first) * sizeof *g->nodes);
        g->n -= g->first;
        g->first = 0;
    }
    if (g->n == g->size) {
        g->size = g->size > 0 ? g->size * 2 : 64;
        g->nodes = wf_reallocarray(g->nodes, g->size, sizeof *g->nodes);
    }
    g->nodes[g->n++] = n;
    HASH_ADD(hh, g->open, g.id, sizeof n->g.id, n);
    return n;
}

static void set_detail(struct node *n, const Thistory__HistoryEvent *e)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    wf_event_detail(&text, e, DETAIL_MAX);
    if (text.len == 0) {
        wf_strbuf_release(&text);
        return;
    }
    if (n->note != NULL && e->user_metadata == NULL)
        wf_strbuf_addf(&text, " · %s", n->note);
    free((char *)n->g.detail);
    n->g.detail = wf_strbuf_steal(&text);
}

static void end(struct wf_grouper *g, struct node *n, enum wf_group_state state,
                const Thistory__HistoryEvent *e)
{
    if (n->closed)
        return;
    n->closed = true;
    n->g.state = state;
    n->g.end_ns = wf_event_time(e);
    HASH_DELETE(hh, g->open, n);
    g->n_closed++;
}

static enum wf_group_state end_state(const Thistory__HistoryEvent *e)
{
    switch (wf_event_class(e)) {
    case WF_EVENT_SUCCEEDED:
        return WF_GROUP_DONE;
    case WF_EVENT_FAILED:
        return e->event_type == TYPE(CHILD_WORKFLOW_EXECUTION_TERMINATED) ||
                       e->event_type == TYPE(WORKFLOW_EXECUTION_TERMINATED)
                   ? WF_GROUP_TERMINATED
                   : WF_GROUP_FAILED;
    case WF_EVENT_TIMED_OUT:
        return WF_GROUP_TIMED_OUT;
    case WF_EVENT_CANCELED:
        return WF_GROUP_CANCELED;
    default:
        return WF_GROUP_OPEN;
    }
}

/* "Started FailDeep": what the event says of the workflow itself. */
static void name_by_type(struct node *n, const Thistory__HistoryEvent *e)
{
    struct wf_strbuf name = WF_STRBUF_INIT;
    char buf[96];
    const char *type = wf_event_type(e, buf, sizeof buf);

    wf_strbuf_adds(&name, strncmp(type, "WorkflowExecution", 17) == 0 ? type + 17 : type);
    if (strcmp(n->g.name, type) != 0)
        wf_strbuf_addf(&name, " %s", n->g.name);
    free((char *)n->g.name);
    n->g.name = wf_strbuf_steal(&name);
}

/* An event that is a group by itself. */
static void single(struct wf_grouper *g, const Thistory__HistoryEvent *e)
{
    struct node *n = add(g, e, e->event_id);
    enum wf_group_state state = end_state(e);

    n->g.n_events = 1;
    if (n->g.category == WF_EVENT_WORKFLOW)
        name_by_type(n, e);
    set_detail(n, e);
    end(g, n, state == WF_GROUP_OPEN ? WF_GROUP_DONE : state, e);
}

/* Only what goes wrong is of interest: tasks that complete leave no group. */
static void workflow_task(struct wf_grouper *g, const Thistory__HistoryEvent *e)
{
    struct node *n = g->task;

    switch (e->event_type) {
    case TYPE(WORKFLOW_TASK_SCHEDULED):
        if (n == NULL)
            g->task_begin_ns = wf_event_time(e);
        break;
    case TYPE(WORKFLOW_TASK_FAILED):
    case TYPE(WORKFLOW_TASK_TIMED_OUT):
        if (n == NULL) {
            n = g->task = add(g, e, e->event_id);
            if (g->task_begin_ns != 0)
                n->g.begin_ns = g->task_begin_ns;
            free((char *)n->g.name);
            n->g.name = wf_strdup("workflow task");
        }
        n->g.attempts++;
        set_detail(n, e);
        n->g.state = end_state(e);
        break;
    case TYPE(WORKFLOW_TASK_COMPLETED):
        if (n != NULL)
            end(g, n, WF_GROUP_DONE, e);
        g->task = NULL;
        g->task_begin_ns = 0;
        break;
    default:
        break;
    }
    if (n != NULL) {
        n->g.last_event = e->event_id;
        n->g.n_events++;
    }
}

static bool is_grouped(const Thistory__HistoryEvent *e)
{
    switch (wf_event_category(e)) {
    case WF_EVENT_ACTIVITY:
    case WF_EVENT_TIMER:
    case WF_EVENT_CHILD:
    case WF_EVENT_NEXUS:
        return true;
    case WF_EVENT_SIGNAL:
        return e->event_type != TYPE(WORKFLOW_EXECUTION_SIGNALED);
    case WF_EVENT_UPDATE:
        return e->event_type == TYPE(WORKFLOW_EXECUTION_UPDATE_ACCEPTED) ||
               e->event_type == TYPE(WORKFLOW_EXECUTION_UPDATE_COMPLETED);
    case WF_EVENT_OTHER:
        return wf_event_group_id(e) != 0;
    default:
        return false;
    }
}

static bool asks_to_cancel(const Thistory__HistoryEvent *e)
{
    return e->event_type == TYPE(ACTIVITY_TASK_CANCEL_REQUESTED) ||
           e->event_type == TYPE(NEXUS_OPERATION_CANCEL_REQUESTED);
}

/* Says nothing of how the operation itself fares. */
static bool is_aside(const Thistory__HistoryEvent *e)
{
    return e->event_type == TYPE(NEXUS_OPERATION_CANCEL_REQUEST_FAILED) ||
           e->event_type == TYPE(ACTIVITY_PROPERTIES_MODIFIED_EXTERNALLY) ||
           e->event_type == TYPE(WORKFLOW_EXECUTION_UPDATE_ADMITTED);
}

void wf_grouper_feed(struct wf_grouper *g, const Thistory__HistoryEvent *e)
{
    int64_t id = wf_event_group_id(e);
    struct node *n = NULL;

    if (wf_event_category(e) == WF_EVENT_WORKFLOW_TASK) {
        workflow_task(g, e);
        return;
    }
    if (!is_grouped(e)) {
        if (!is_aside(e))
            single(g, e);
        if (wf_event_closes(e) && g->task != NULL) {
            end(g, g->task, g->task->g.state, e);
            g->task = NULL;
        }
        return;
    }
    HASH_FIND(hh, g->open, &id, sizeof id, n);
    if (n == NULL)
        n = add(g, e, id);
    n->g.last_event = e->event_id;
    n->g.n_events++;
    if (is_aside(e))
        return;
    set_detail(n, e);
    if (wf_event_class(e) == WF_EVENT_RUNS) {
        n->g.started = true;
        n->g.start_ns = wf_event_time(e);
    }
    n->g.cancel_requested = n->g.cancel_requested || asks_to_cancel(e);
    if (e->event_type == TYPE(ACTIVITY_TASK_STARTED) && wf_event_is_sound(e))
        n->g.attempts = (uint32_t)e->activity_task_started_event_attributes->attempt;
    if (end_state(e) != WF_GROUP_OPEN)
        end(g, n, end_state(e), e);
}

static const struct wf_event_group *hand_out(struct wf_grouper *g, size_t i)
{
    struct node *n = g->nodes[i];

    memmove(g->nodes + g->first + 1, g->nodes + g->first,
            (i - g->first) * sizeof *g->nodes);
    g->first++;
    if (n->closed)
        g->n_closed--;
    else
        HASH_DELETE(hh, g->open, n);
    if (n == g->task)
        g->task = NULL;
    g->last_taken = n;
    return &n->g;
}

const struct wf_event_group *wf_grouper_take(struct wf_grouper *g, bool all)
{
    node_free(g->last_taken);
    g->last_taken = NULL;
    if (g->first == g->n)
        return NULL;
    if (all || g->nodes[g->first]->closed)
        return hand_out(g, g->first);
    for (size_t i = g->first; g->n_closed > WAIT_MAX && i < g->n; i++)
        if (g->nodes[i]->closed)
            return hand_out(g, i);
    return NULL;
}

size_t wf_grouper_count(const struct wf_grouper *g)
{
    return g->n - g->first;
}

const struct wf_event_group *wf_grouper_at(const struct wf_grouper *g, size_t i)
{
    return &g->nodes[g->first + i]->g;
}

static const char *done_word(const struct wf_event_group *g)
{
    switch (g->category) {
    case WF_EVENT_TIMER:
        return "Fired";
    case WF_EVENT_SIGNAL:
        return g->n_events == 1 ? "Received" : "Delivered";
    case WF_EVENT_MARKER:
        return g->local ? "Completed" : "Recorded";
    case WF_EVENT_WORKFLOW:
        return strncmp(g->name, "Completed", 9) == 0 ? "Completed" : "";
    case WF_EVENT_OTHER:
        return g->n_events == 1 ? "" : "Completed";
    default:
        return "Completed";
    }
}

const char *wf_group_state_word(const struct wf_event_group *g)
{
    switch (g->state) {
    case WF_GROUP_DONE:
        return done_word(g);
    case WF_GROUP_FAILED:
        return "Failed";
    case WF_GROUP_TIMED_OUT:
        return "TimedOut";
    case WF_GROUP_CANCELED:
        return "Canceled";
    case WF_GROUP_TERMINATED:
        return "Terminated";
    default:
        if (g->cancel_requested)
            return "CancelRequested";
        return g->started || g->category == WF_EVENT_TIMER ? "Running" : "Scheduled";
    }
}
