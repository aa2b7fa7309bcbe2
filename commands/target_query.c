/* commands/target_query.c: the targets of a query, listed here: --client-side. */
#include "commands/target_query.h"

#include "commands/confirm.h"
#include "commands/parse.h"

#include <string.h>

enum { PAGE = 1000, CLIENT_SIDE_MAX = 1000000 };

/* ---- listing ---------------------------------------------------------------------------
 */

static void add(struct wf_job *job, struct wf_target_list *list, size_t *room,
                const char *id, const char *run_id)
{
    if (list->n == *room) {
        size_t more = *room > 0 ? *room * 2 : 64;
        struct wf_ref *v = wf_arena_alloc(job->arena, more * sizeof *v);

        for (size_t i = 0; i < list->n; i++)
            v[i] = list->v[i];
        list->v = v;
        *room = more;
    }
    list->v[list->n++] = (struct wf_ref){ .workflow_id = wf_arena_strdup(job->arena, id),
                                          .run_id = wf_arena_strdup(job->arena, run_id) };
}

/* False: there are more than `max`. */
static bool add_workflows(struct wf_job *job, struct wf_target_list *list, size_t *room,
                          size_t max, const void *reply)
{
    const Tworkflowservice__ListWorkflowExecutionsResponse *r = reply;

    for (size_t i = 0; i < r->n_executions; i++) {
        const Tcommon__WorkflowExecution *e = r->executions[i]->execution;

        if (e == NULL)
            continue;
        if (list->n == max)
            return false;
        add(job, list, room, e->workflow_id, e->run_id);
    }
    return true;
}

static bool add_activities(struct wf_job *job, struct wf_target_list *list, size_t *room,
                           size_t max, const void *reply)
{
    const Tworkflowservice__ListActivityExecutionsResponse *r = reply;

    for (size_t i = 0; i < r->n_executions; i++) {
        if (list->n == max)
            return false;
        add(job, list, room, r->executions[i]->activity_id, r->executions[i]->run_id);
    }
    return true;
}

static enum wf_code open_pager(struct wf_job *job, const char *query, bool activities,
                               struct wf_pager **ret, struct wf_error *err)
{
    struct wf_pager_options opt = { 0 };

    if (activities) {
        Tworkflowservice__ListActivityExecutionsRequest *req = wf_msg_new(
            job->arena, &tworkflowservice__list_activity_executions_request__descriptor);

        req->namespace_ = (char *)wf_job_namespace(job);
        req->page_size = PAGE;
        req->query = (char *)query;
        return wf_job_pager(job, "ListActivityExecutions", req, &opt, ret, err);
    }
    Tworkflowservice__ListWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->page_size = PAGE;
    req->query = (char *)query;
    return wf_job_pager(job, "ListWorkflowExecutions", req, &opt, ret, err);
}

enum wf_code wf_target_list(struct wf_job *job, const char *query, bool activities,
                            size_t max, struct wf_target_list *ret, struct wf_error *err)
{
    struct wf_target_list list = { 0 };
    struct wf_pager *pager = NULL;
    size_t room = 0;
    enum wf_code rc = open_pager(job, query, activities, &pager, err);

    while (rc == WF_OK && !list.more) {
        const struct wf_page *page = NULL;

        rc = wf_job_page(job, pager, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        list.more = activities ? !add_activities(job, &list, &room, max, page->reply)
                               : !add_workflows(job, &list, &room, max, page->reply);
    }
    wf_pager_free(pager);
    if (rc == WF_OK)
        *ret = list;
    return rc;
}

/* ---- --client-side ---------------------------------------------------------------------
 */

/* As typed: a command that lacks an option has nothing of it in its struct. */
static bool given(const struct wf_job *job, const char *option)
{
    return wf_parsed_was_given(job->parsed, option);
}

const char *wf_target_paced(const struct wf_job *job)
{
    static const char *const words[] = { "parallel", "rate",      "fail-fast",
                                         "exclude",  "failed-to", "dry-run" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (given(job, words[i]))
            return words[i];
    return NULL;
}

enum wf_code wf_target_check(struct wf_job *job, const struct wf_target *t,
                             struct wf_error *err)
{
    const char *path = job->command->path, *here = wf_target_paced(job);
    bool waits = job->command->flags & WF_CMD_WAITS;
    /* verbs with no --query may have a --timeout of their own */
    bool many = job->command->run_query != NULL || job->command->run_each == NULL;

    if (many && given(job, "timeout") && !t->wait)
        return wf_error_set(err, WF_E_USAGE, "%s: --timeout goes with --wait", path);
    if (t->query == NULL && t->client_side)
        return wf_error_set(err, WF_E_USAGE, "%s: --client-side goes with --query", path);
    if (t->query == NULL && t->wait && !waits)
        return wf_error_set(err, WF_E_USAGE, "%s: --wait goes with --query", path);
    if (t->query == NULL)
        return WF_OK;
    if (!t->client_side && here != NULL && strcmp(here, "dry-run") != 0)
        return wf_error_set(err, WF_E_USAGE,
                            "%s: with --query --%s goes with --client-side", path, here);
    if (t->client_side && given(job, "rps")) {
        wf_error_set(err, WF_E_USAGE, "%s: --rps is for the server's batch job", path);
        wf_error_hint(err, "--rate N paces --client-side");
        return WF_E_USAGE;
    }
    if (t->client_side && t->wait && !waits)
        return wf_error_set(err, WF_E_USAGE,
                            "%s: --client-side waits for every answer; --wait is for the "
                            "server's batch job",
                            path);
    if (t->wait && t->dry_run)
        return wf_error_set(err, WF_E_USAGE, "%s: --wait and --dry-run exclude each other",
                            path);
    return WF_OK;
}

enum wf_code wf_target_query(struct wf_job *job, const void *args,
                             const struct wf_client_side *how, struct wf_error *err)
{
    const struct wf_target *t = how->target;
    struct wf_globals quiet = *job->g;
    struct wf_job look = *job;
    struct wf_target_list list;
    const char *query = t->query;
    enum wf_code rc;

    if (how->running)
        query = wf_arena_printf(job->arena, "(%s) AND ExecutionStatus = 'Running'", query);
    quiet.explain = false; /* the listing is not what is explained */
    look.g = &quiet;
    rc = wf_target_list(&look, query, how->activities, CLIENT_SIDE_MAX, &list, err);
    job->ctx = look.ctx;
    if (rc == WF_OK && list.more)
        rc = wf_error_set(err, WF_E_USAGE, "%s: the query matches more than %d",
                          job->command->path, CLIENT_SIDE_MAX);
    if (rc != WF_OK)
        return rc;
    if (list.n == 0) {
        wf_job_note(job, "nothing matches");
        return WF_OK;
    }
    if (wf_confirm_is_typed(job, t->yes) && !t->dry_run)
        rc = wf_confirm_count(job, (int64_t)list.n,
                              how->activities ? "activities" : "workflows", query, err);
    else if (!t->dry_run && !job->g->explain)
        rc = wf_job_confirm(job, t->yes, err, "%s: %zu %s, one by one?", job->command->path,
                            list.n, how->activities ? "activities" : "workflow(s)");
    return rc == WF_OK ? wf_target_run_list(job, args, how, &list, err) : rc;
}
