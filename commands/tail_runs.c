/* commands/tail_runs.c: which runs a tail has seen, and who reads them. */
#include "commands/tail.h"

#include "base/mem.h"
#include "base/timefmt.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

struct wf_tail_run *wf_tail_run_of(struct wf_tail *t, const char *workflow_id,
                                   const char *run_id)
{
    struct wf_tail_run *r;

    HASH_FIND_STR(t->runs, run_id, r);
    if (r != NULL)
        return r;
    r = wf_calloc(1, sizeof *r);
    r->run_id = wf_strdup(run_id);
    r->workflow_id = wf_strdup(workflow_id);
    r->touched_ns = wf_now_ns();
    HASH_ADD_KEYPTR(hh, t->runs, r->run_id, strlen(r->run_id), r);
    return r;
}

void wf_tail_run_free(struct wf_tail_run *r)
{
    free(r->run_id);
    free(r->workflow_id);
    free(r->token);
    free(r);
}

void wf_tail_forget(struct wf_tail *t, struct wf_tail_run *r)
{
    HASH_DEL(t->runs, r);
    wf_tail_run_free(r);
}

static unsigned color_of(const char *text)
{
    unsigned h = 2166136261u;

    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 16777619u;
    return h;
}

struct wf_tail_stream *wf_tail_add(struct wf_tail *t, const struct wf_follow_new *x,
                                   bool named)
{
    struct wf_tail_stream *s;
    struct wf_tail_run *r = NULL;
    struct wf_follow_new n = *x;

    if (x->run_id != NULL)
        r = wf_tail_run_of(t, x->workflow_id, x->run_id);
    if (r != NULL && (r->stream != NULL || r->ended))
        return NULL;
    s = wf_calloc(1, sizeof *s);
    *s = (struct wf_tail_stream){ .run = r,
                                  .subjects = wf_subjects_new(),
                                  .first_ns = WF_NO_TIME,
                                  .previous_ns = WF_NO_TIME,
                                  .last = x->last,
                                  .named = named,
                                  .color = color_of(x->workflow_id) };
    if (r != NULL)
        r->stream = s;
    n.chain = t->a->chain != WF_TRI_NO;
    n.user = s;
    DL_APPEND(t->streams, s);
    s->who = wf_follow_add(t->f, &n);
    return s;
}

void wf_tail_drop(struct wf_tail *t, struct wf_tail_stream *s, bool ended)
{
    if (s->run != NULL && s->run->stream == s) {
        s->run->stream = NULL;
        s->run->ended = ended;
        s->run->event = wf_follower_event(s->who);
        s->run->touched_ns = wf_now_ns();
    }
    wf_follow_remove(s->who);
    DL_DELETE(t->streams, s);
    wf_subjects_free(s->subjects);
    free(s);
    t->dirty = true;
}

bool wf_tail_enter_run(struct wf_tail *t, struct wf_tail_stream *s)
{
    const char *run_id = wf_follower_run(s->who);
    struct wf_tail_run *old = s->run, *r;

    if (run_id == NULL || (old != NULL && strcmp(old->run_id, run_id) == 0))
        return true;
    r = wf_tail_run_of(t, wf_follower_workflow(s->who), run_id);
    if (old != NULL && old->stream == s) {
        old->stream = NULL;
        old->ended = true;
        old->touched_ns = wf_now_ns();
    }
    s->run = NULL;
    if (r->stream != NULL || r->ended)
        return false;
    s->run = r;
    r->stream = s;
    return true;
}

void wf_tail_add_child(struct wf_tail *t, const char *workflow_id, const char *run_id,
                       int64_t last)
{
    struct wf_follow_new x = { .workflow_id = workflow_id, .run_id = run_id, .last = last };

    if (run_id != NULL && *run_id != '\0')
        (void)wf_tail_add(t, &x, false);
}

void wf_tail_follow_child(struct wf_tail *t, const Thistory__HistoryEvent *e)
{
    const Thistory__ChildWorkflowExecutionStartedEventAttributes *c;

    if (!t->a->children ||
        e->attributes_case !=
            THISTORY__HISTORY_EVENT__ATTRIBUTES_CHILD_WORKFLOW_EXECUTION_STARTED_EVENT_ATTRIBUTES)
        return;
    c = e->child_workflow_execution_started_event_attributes;
    if (c->workflow_execution == NULL ||
        (c->namespace_[0] != '\0' && strcmp(c->namespace_, wf_job_namespace(t->job)) != 0))
        return;
    wf_tail_add_child(t, c->workflow_execution->workflow_id, c->workflow_execution->run_id,
                      -1);
}
