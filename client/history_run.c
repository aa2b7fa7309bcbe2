/* client/history_run.c: which run a history is of: the current one, an archived one, the
 * next. */
#include "client/history_internal.h"

#include "base/mem.h"
#include "proto/message.h"

#include <stdlib.h>
#include <string.h>

enum { ARCHIVED_MAX = 50 }; /* other runs that are looked for */

static enum wf_code describe(struct wf_history *h, struct wf_arena *a,
                             Tworkflowservice__DescribeWorkflowExecutionResponse **ret,
                             struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionRequest *r =
        wf_msg_new(a, &tworkflowservice__describe_workflow_execution_request__descriptor);

    r->namespace_ = (char *)h->opt.namespace_;
    r->execution = wf_history_execution(a, h->opt.workflow_id, h->run_id);
    return wf_call(h->ctx, "DescribeWorkflowExecution", r, NULL, a, ret, err);
}

void wf_history_set_run(struct wf_history *h, const char *run_id)
{
    char *copy = wf_strdup(run_id);

    free(h->run_id);
    h->run_id = copy;
}

static void add_other(struct wf_history *h, const char *run_id, size_t max)
{
    if (h->others == NULL)
        h->others = wf_arena_zalloc(h->arena, max * sizeof *h->others);
    h->others[h->n_others++] =
        (struct wf_ref){ .namespace_ = h->opt.namespace_,
                         .workflow_id = h->opt.workflow_id,
                         .run_id = wf_arena_strdup(h->arena, run_id) };
}

static int64_t started(const Tworkflow__WorkflowExecutionInfo *info)
{
    return wf_timestamp_ns(info->start_time);
}

/*
 * The newest run of the id, where the newest of all was deleted: calls without a run id do
 * not find the older ones. NULL: there is none that can be asked for. In `a`.
 */
static const Tworkflow__WorkflowExecutionInfo *find_hot(struct wf_history *h,
                                                        struct wf_arena *a)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *r =
        wf_msg_new(a, &tworkflowservice__list_workflow_executions_request__descriptor);
    Tworkflowservice__ListWorkflowExecutionsResponse *m = NULL;
    struct wf_error ignored = WF_ERROR_INIT;
    const Tworkflow__WorkflowExecutionInfo *newest = NULL;

    if (strpbrk(h->opt.workflow_id, "'\"\\") != NULL)
        return NULL;
    r->namespace_ = (char *)h->opt.namespace_;
    r->page_size = ARCHIVED_MAX;
    r->query = wf_arena_printf(a, "WorkflowId = '%s'", h->opt.workflow_id);
    if (wf_call(h->ctx, "ListWorkflowExecutions", r, NULL, a, &m, &ignored) != WF_OK)
        return NULL;
    for (size_t i = 0; i < m->n_executions; i++) {
        const Tworkflow__WorkflowExecutionInfo *x = m->executions[i];

        if (x->execution != NULL && (newest == NULL || started(x) > started(newest)))
            newest = x;
    }
    return newest;
}

/*
 * The newest run of the id that is archived, or still here though the current one is not.
 * WF_E_NOT_FOUND when there is none.
 */
static enum wf_code find_run(struct wf_history *h, struct wf_error *err)
{
    struct wf_arena *a = wf_arena_new();
    Tworkflow__WorkflowExecutionInfo **runs = NULL;
    const Tworkflow__WorkflowExecutionInfo *hot =
        h->opt.archived == WF_ARCHIVED_ONLY ? NULL : find_hot(h, a);
    size_t n = 0, first = 0;
    enum wf_code rc = wf_archived_runs(h->ctx, h->opt.namespace_, h->opt.workflow_id,
                                       ARCHIVED_MAX, a, &runs, &n, err);

    h->archive_tried = true;
    if (hot != NULL && (rc != WF_OK || n == 0 || started(hot) > started(runs[0]))) {
        wf_history_set_run(h, hot->execution->run_id);
        wf_arena_free(a);
        return WF_OK;
    }
    if (rc == WF_OK && n == 0)
        rc = wf_error_set(err, WF_E_NOT_FOUND, "no run of '%s' is archived",
                          h->opt.workflow_id);
    for (size_t i = 0; i < n && rc == WF_OK; i++)
        if (started(runs[i]) > started(runs[first]))
            first = i;
    for (size_t i = 0; i < n && rc == WF_OK; i++) {
        if (i == first)
            wf_history_set_run(h, runs[i]->execution->run_id);
        else
            add_other(h, runs[i]->execution->run_id, n);
    }
    wf_arena_free(a);
    return rc;
}

enum wf_code wf_history_resolve(struct wf_history *h, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    struct wf_arena *a;
    enum wf_code rc = WF_OK;

    if (h->resolved || h->run_id != NULL)
        return WF_OK;
    if (h->opt.archived == WF_ARCHIVED_ONLY)
        return find_run(h, err);
    if (!h->opt.need_run_id && !h->opt.chain)
        return WF_OK;
    a = wf_arena_new();
    rc = describe(h, a, &d, err);
    h->resolved = rc == WF_OK || rc == WF_E_NOT_FOUND;
    if (rc == WF_OK && d->workflow_execution_info != NULL &&
        d->workflow_execution_info->execution != NULL)
        wf_history_set_run(h, d->workflow_execution_info->execution->run_id);
    wf_arena_free(a);
    return rc == WF_E_NOT_FOUND ? WF_OK : rc;
}

bool wf_history_elsewhere(struct wf_history *h, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    struct wf_error own = WF_ERROR_INIT;
    struct wf_arena *a;

    if (h->run_begun || h->token.len > 0 || h->opt.archived == WF_ARCHIVED_NEVER)
        return false;
    if (err->grpc_status == 13 && h->run_id != NULL) { /* INTERNAL: see archival.md */
        a = wf_arena_new();
        if (describe(h, a, &d, &own) == WF_E_NOT_FOUND)
            *err = own;
        wf_arena_free(a);
        return false;
    }
    if (err->code != WF_E_NOT_FOUND)
        return false;
    if (h->run_id == NULL && !h->archive_tried && find_run(h, &own) == WF_OK) {
        h->reverse_whole = h->opt.reverse;
        return true;
    }
    if (h->run_id != NULL &&
        wf_history_goes_back(h)) { /* the archive is read forward only */
        h->reverse_whole = true;
        return true;
    }
    return false;
}

const char *wf_history_next_run(struct wf_history *h, const Thistory__HistoryEvent *e,
                                struct wf_arena *a)
{
    const char *run = wf_event_next_run(e);
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    struct wf_error ignored = WF_ERROR_INIT;

    if (run != NULL || h->run_id == NULL || h->page.archived || h->opt.no_resets ||
        e->event_type != TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)
        return run;
    if (describe(h, a, &d, &ignored) != WF_OK || d->workflow_extended_info == NULL)
        return NULL;
    run = d->workflow_extended_info->reset_run_id;
    return run != NULL && run[0] != '\0' && strcmp(run, h->run_id) != 0 ? run : NULL;
}
