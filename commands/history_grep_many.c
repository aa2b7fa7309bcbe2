/* commands/history_grep_many.c: many runs read side by side, their matches in order. */
#include "commands/history_grep.h"

#include "commands/target.h"

#include <string.h>

enum {
    WINDOW = 16,      /* runs that are read at once */
    NOTES_MAX = 10,   /* runs that could not be read, in words */
    GIVE_UP = WINDOW, /* so many in a row that nobody answers for: the frontend is gone */
};

/* ---- which ------------------------------------------------------------------------------
 */

enum wf_code wf_grep_list(struct wf_grep *g, struct wf_error *err)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *r = wf_msg_new(
        g->job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);
    struct wf_pager_options opt = { .limit = g->left };
    const char *query = NULL;
    enum wf_code rc;

    if (wf_archived_mode(&g->a->archived) == WF_ARCHIVED_ONLY) {
        wf_error_set(err, WF_E_USAGE, "a query lists what the frontend still has");
        wf_error_hint(err, "wfsh ls --archived -o refs | wfsh history grep REGEX "
                           "--archived=only -");
        return WF_E_USAGE;
    }
    rc = wf_filter_build(g->job, &g->a->filter, &query, NULL, err);
    if (rc != WF_OK)
        return rc;
    r->namespace_ = (char *)wf_job_namespace(g->job);
    if (query != NULL)
        r->query = (char *)query;
    r->page_size = 250;
    return wf_job_pager(g->job, "ListWorkflowExecutions", r, &opt, &g->pager, err);
}

/* The next run; *ret_more false: there is none. */
static enum wf_code next_run(struct wf_grep *g, struct wf_ref *ret, bool *ret_more,
                             struct wf_error *err)
{
    const Tworkflowservice__ListWorkflowExecutionsResponse *m;

    *ret_more = false;
    if (g->pager == NULL) {
        *ret_more = g->next_ref < g->refs.n;
        return *ret_more ? wf_target_ref(g->job, g->refs.v[g->next_ref++], NULL, ret, err)
                         : WF_OK;
    }
    for (;;) {
        enum wf_code rc;

        m = g->page != NULL ? g->page->reply : NULL;
        if (m != NULL && g->at < m->n_executions) {
            const Tcommon__WorkflowExecution *x = m->executions[g->at++]->execution;

            if (x == NULL)
                continue;
            *ret = (struct wf_ref){ .workflow_id = x->workflow_id, .run_id = x->run_id };
            *ret_more = !(g->left > 0 && g->n_seen >= g->left);
            return WF_OK;
        }
        g->at = 0;
        rc = wf_job_page(g->job, g->pager, &g->page, err);
        if (rc != WF_OK || g->page == NULL)
            return rc;
    }
}

/* As many as are read at once, each with its call on the way. */
static enum wf_code fill(struct wf_grep *g, bool *more, struct wf_error *err)
{
    while (*more && g->n_runs < WINDOW) {
        struct wf_ref ref = { 0 };
        enum wf_code rc = next_run(g, &ref, more, err);

        if (rc != WF_OK)
            return rc;
        if (*more)
            wf_grep_run_new(g, &ref);
    }
    for (struct wf_grep_run *r = g->runs; r != NULL; r = r->next) {
        if (!r->opened && (r->ref.file == NULL || r == g->runs) &&
            wf_grep_run_open(g, r) == WF_STOP)
            return WF_STOP;
        if (r->opened)
            wf_grep_run_send(r, r == g->runs);
    }
    return WF_OK;
}

/* ---- what comes of them -----------------------------------------------------------------
 */

static bool is_unreachable(enum wf_code rc)
{
    return rc == WF_E_UNREACHABLE || rc == WF_E_UNAVAILABLE || rc == WF_E_DEADLINE;
}

static enum wf_code note_failure(struct wf_grep *g, struct wf_grep_run *r,
                                 struct wf_error *err)
{
    wf_error_prefix(&r->err, "%s", r->ref.file != NULL ? r->ref.file : r->ref.workflow_id);
    if (g->n_failed++ == 0)
        g->first_err = r->err;
    else if (g->n_failed <= NOTES_MAX)
        wf_job_note(g->job, "%s", r->err.text);
    else if (g->n_failed == NOTES_MAX + 1)
        wf_job_note(g->job, "more runs cannot be read");
    g->n_unreachable = is_unreachable(r->err.code) ? g->n_unreachable + 1 : 0;
    if (g->n_unreachable < GIVE_UP)
        return WF_OK;
    *err = r->err;
    wf_error_prefix(err, "given up after %d runs in a row", GIVE_UP);
    if (g->n_read > 0)
        err->code = WF_E_PARTIAL;
    return err->code;
}

static enum wf_code finish(struct wf_grep *g, struct wf_grep_run *r, struct wf_error *err)
{
    enum wf_code rc;

    g->n_matches += g->mode == WF_GREP_WITHOUT ? r->n_matches == 0 && r->err.code == WF_OK
                                               : r->n_matches;
    if (r->err.code != WF_OK) {
        rc = note_failure(g, r, err);
    } else {
        g->n_read++;
        g->n_unreachable = 0;
        rc = wf_grep_run_sum(g, r, err);
    }
    wf_grep_run_free(g, r);
    return rc;
}

/* The time that was given, and Ctrl-C, end all of it, not the runs that are read just now.
 */
static enum wf_code check_end(struct wf_grep *g, struct wf_error *err)
{
    if (wf_cancel_fired(g->job->cancel))
        return wf_error_set(err, WF_E_INTERRUPTED,
                            "interrupted: %lld runs were read to their end",
                            (long long)g->n_read);
    if (g->job->deadline_ms > 0 && wf_mono_ms() >= g->job->deadline_ms)
        return wf_error_set(err, WF_E_DEADLINE,
                            "the time ran out: %lld runs were read to their end",
                            (long long)g->n_read);
    return WF_OK;
}

static enum wf_code wait_for_one(struct wf_grep *g, struct wf_error *err)
{
    struct wf_rpc *rpc = NULL;

    if (wf_job_ctx(g->job, &g->ctx, err) != WF_OK)
        return err->code;
    rpc = wf_rpc_wait(g->ctx, g->job->deadline_ms);
    if (rpc != NULL)
        wf_grep_run_take(g, wf_rpc_user(rpc), rpc);
    return check_end(g, err);
}

/* What was found when it ends early, in order; counts only of runs that were read. */
static void print_rest(struct wf_grep *g)
{
    struct wf_error ignored = WF_ERROR_INIT;
    enum wf_code rc = WF_OK;

    for (struct wf_grep_run *r = g->runs; r != NULL && rc == WF_OK; r = r->next) {
        bool whole = r->done && r->err.code == WF_OK;

        rc = wf_grep_run_print(g, r, &ignored);
        if (rc == WF_OK && (whole || (g->mode == WF_GREP_LIST && r->n_matches > 0)))
            rc = wf_grep_run_sum(g, r, &ignored);
    }
}

enum wf_code wf_grep_search(struct wf_grep *g, struct wf_error *err)
{
    bool more = true;
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && (rc = fill(g, &more, err)) == WF_OK && g->runs != NULL) {
        struct wf_grep_run *head = g->runs;

        if (!head->done && head->ref.file != NULL)
            wf_grep_run_read_file(g, head);
        rc = wf_grep_run_print(g, head, err);
        if (rc == WF_OK && head->done)
            rc = finish(g, head, err);
        else if (rc == WF_OK && head->ref.file == NULL)
            rc = wait_for_one(g, err);
        if (rc == WF_OK)
            rc = check_end(g, err);
        if (g->mode == WF_GREP_QUIET && g->n_matches > 0)
            break;
    }
    if (rc != WF_OK && rc != WF_STOP && rc != WF_E_PIPE)
        print_rest(g);
    while (g->runs != NULL)
        wf_grep_run_free(g, g->runs);
    wf_pager_free(g->pager);
    g->pager = NULL;
    return rc;
}
