/* client/archive.c: which runs of a workflow the archive holds; which run followed another.
 */
#include "client/history.h"
#include "client/pager.h"

#include "proto/message.h"

#include <string.h>

enum {
    SCAN_MAX = 100000
}; /* entries looked at when the store cannot be asked for the id */

/* The file store finds no id that holds one of these, however it is written. */
static bool can_be_asked_for(const char *id)
{
    return strpbrk(id, "'\"\\\n\r`") == NULL;
}

static bool is_of(const Tworkflow__WorkflowExecutionInfo *info, const char *workflow_id)
{
    return info->execution != NULL &&
           strcmp(info->execution->workflow_id, workflow_id) == 0;
}

enum wf_code wf_archived_runs(struct wf_ctx *ctx, const char *namespace_,
                              const char *workflow_id, size_t max, struct wf_arena *a,
                              Tworkflow__WorkflowExecutionInfo ***ret, size_t *ret_n,
                              struct wf_error *err)
{
    Tworkflowservice__ListArchivedWorkflowExecutionsRequest *r = wf_msg_new(
        a, &tworkflowservice__list_archived_workflow_executions_request__descriptor);
    bool asked = can_be_asked_for(workflow_id);
    struct wf_pager_options opt = { .no_prefetch = true };
    const struct wf_page *page = NULL;
    Tworkflow__WorkflowExecutionInfo **runs = NULL;
    struct wf_pager *pager;
    size_t n = 0, seen = 0;
    enum wf_code rc;

    r->namespace_ = (char *)namespace_;
    r->page_size = asked ? (int32_t)max : 1000;
    if (asked)
        r->query = wf_arena_printf(a, "WorkflowId = '%s'", workflow_id);
    pager = wf_pager_new(ctx, "ListArchivedWorkflowExecutions", r, &opt);
    while ((rc = wf_pager_next(pager, &page, err)) == WF_OK && page != NULL && n < max &&
           seen < SCAN_MAX) {
        const Tworkflowservice__ListArchivedWorkflowExecutionsResponse *m = page->reply;

        seen += m->n_executions;
        for (size_t i = 0; i < m->n_executions && n < max; i++)
            if (is_of(m->executions[i], workflow_id))
                wf_msg_append(a, &runs, &n, wf_msg_copy(a, m->executions[i]));
    }
    wf_pager_free(pager);
    if (rc != WF_OK)
        return rc;
    *ret = runs;
    *ret_n = n;
    return WF_OK;
}

#define TYPE(name) TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_##name
#define CASE(name)                                                                         \
    THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_##name##_EVENT_ATTRIBUTES

const char *wf_event_next_run(const Thistory__HistoryEvent *e)
{
    const char *run = NULL;

    switch (e->attributes_case) {
    case CASE(COMPLETED):
        run = e->workflow_execution_completed_event_attributes->new_execution_run_id;
        break;
    case CASE(FAILED):
        run = e->workflow_execution_failed_event_attributes->new_execution_run_id;
        break;
    case CASE(TIMED_OUT):
        run = e->workflow_execution_timed_out_event_attributes->new_execution_run_id;
        break;
    case CASE(CONTINUED_AS_NEW):
        run = e->workflow_execution_continued_as_new_event_attributes->new_execution_run_id;
        break;
    default:
        break;
    }
    return run != NULL && run[0] != '\0' ? run : NULL;
}

bool wf_event_closes(const Thistory__HistoryEvent *e)
{
    switch (e->event_type) {
    case TYPE(COMPLETED):
    case TYPE(FAILED):
    case TYPE(TIMED_OUT):
    case TYPE(TERMINATED):
    case TYPE(CANCELED):
    case TYPE(CONTINUED_AS_NEW):
        return true;
    default:
        return false;
    }
}
