/* commands/workflow_list.c: the workflows of a namespace, or those of its archive. */
#include "commands/visibility.h"

#include "base/base64.h"
#include "commands/why_many.h"

#include <string.h>

#define SILENT_NS (INT64_C(60) * 1000000000)

static const char *open_statuses[] = { "Running", "Paused" };

struct list_args {
    struct wf_filter filter;
    bool archived, all, stuck;
    int64_t limit, page_size;
    const char *page_token;
    bool one_page;
};

/* What one listing needs while its pages come. */
struct listing {
    struct wf_job *job;
    const struct list_args *a;
    const char *method, *query;
    struct wf_vquery filter; /* applied here when `here` */
    bool here;
    int64_t left;
    struct wf_list *list;
    struct wf_why_finder *why; /* of --stuck; NULL without */
};

/* Both replies begin alike, but are different messages. */
static size_t runs_of(const struct listing *l, const void *reply,
                      Tworkflow__WorkflowExecutionInfo ***ret)
{
    if (l->a->archived) {
        const Tworkflowservice__ListArchivedWorkflowExecutionsResponse *r = reply;

        *ret = r->executions;
        return r->n_executions;
    }
    const Tworkflowservice__ListWorkflowExecutionsResponse *r = reply;

    *ret = r->executions;
    return r->n_executions;
}

/* Runs of the server's own workflows; the archive lists them among the others. */
static bool is_system(const Tworkflow__WorkflowExecutionInfo *e)
{
    const Tcommon__SearchAttributes *s = e->search_attributes;

    for (size_t i = 0; s != NULL && i < s->n_indexed_fields; i++)
        if (strcmp(s->indexed_fields[i]->key, "TemporalNamespaceDivision") == 0)
            return true;
    return e->execution != NULL &&
           strncmp(e->execution->workflow_id, "temporal-sys-", 13) == 0;
}

static void *request_of(const struct listing *l, struct wf_bytes token)
{
    struct wf_arena *a = l->job->arena;
    int64_t size =
        l->a->page_size != WF_UNSET && l->a->page_size > 0 ? l->a->page_size : 1000;
    bool bounded = l->left < size && !l->here && !l->a->archived && !l->a->stuck;
    int32_t page_size = (int32_t)(bounded ? l->left : size);

    if (l->a->archived) {
        Tworkflowservice__ListArchivedWorkflowExecutionsRequest *req = wf_msg_new(
            a, &tworkflowservice__list_archived_workflow_executions_request__descriptor);

        req->namespace_ = (char *)wf_job_namespace(l->job);
        req->query = (char *)(l->here ? "" : l->query);
        req->page_size = page_size;
        req->next_page_token = (ProtobufCBinaryData){ token.len, (uint8_t *)token.data };
        return req;
    }
    Tworkflowservice__ListWorkflowExecutionsRequest *req =
        wf_msg_new(a, &tworkflowservice__list_workflow_executions_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(l->job);
    req->query = (char *)l->query;
    req->page_size = page_size;
    req->next_page_token = (ProtobufCBinaryData){ token.len, (uint8_t *)token.data };
    return req;
}

/* Leaves those with a problem in runs[]; more than one page needs is not looked at. */
static enum wf_code keep_stuck(struct listing *l, const struct wf_page *page,
                               Tworkflow__WorkflowExecutionInfo **runs, size_t *n,
                               struct wf_error *err)
{
    struct wf_ref *refs = wf_arena_zalloc(page->arena, (*n + 1) * sizeof *refs);
    bool *stuck = wf_arena_zalloc(page->arena, *n + 1);
    size_t kept = 0;
    enum wf_code rc;

    for (size_t i = 0; i < *n; i++) {
        refs[i].workflow_id = runs[i]->execution->workflow_id;
        refs[i].run_id = runs[i]->execution->run_id;
    }
    rc = wf_why_stuck(l->why, refs, *n, stuck, err);
    for (size_t i = 0; i < *n && rc == WF_OK; i++)
        if (stuck[i])
            runs[kept++] = runs[i];
    *n = kept;
    return rc;
}

static enum wf_code print_page(struct listing *l, const struct wf_page *page,
                               struct wf_error *err)
{
    Tworkflow__WorkflowExecutionInfo **runs;
    size_t n = runs_of(l, page->reply, &runs);
    enum wf_code rc = l->why != NULL ? keep_stuck(l, page, runs, &n, err) : WF_OK;

    for (size_t i = 0; i < n && rc == WF_OK && l->left > 0; i++) {
        if (l->a->archived && !l->a->all && is_system(runs[i]))
            continue;
        if (l->here && !wf_vquery_matches(&l->filter, runs[i], page->arena))
            continue;
        rc = wf_list_item(l->list, runs[i], err);
        l->left--;
    }
    return rc == WF_OK ? wf_list_page_done(l->list, err) : rc;
}

static void say_token(struct listing *l, const struct wf_page *page)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (page->next_token.len == 0)
        return;
    wf_base64_encode(&b, page->next_token);
    wf_job_note(l->job, "next page: --page-token %s", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

/* What every listed run has, but no archived one. */
static bool archive_lacks(const char *name)
{
    static const char *const lacked[] = {
        "TaskQueue", "ParentWorkflowId", "ParentRunId",          "RootWorkflowId",
        "RootRunId", "HistorySizeBytes", "StateTransitionCount",
    };

    for (size_t i = 0; i < sizeof lacked / sizeof *lacked; i++)
        if (strcmp(name, lacked[i]) == 0)
            return true;
    return false;
}

struct lack {
    const char *name;
    size_t at;
};

static bool note_lack(void *user, const char *name, size_t at)
{
    struct lack *l = user;

    if (archive_lacks(name))
        *l = (struct lack){ name, at };
    return l->name == NULL;
}

/* The file store finds no value that holds one of these, however it is written. */
static bool has_quotes(const struct wf_vquery_node *n)
{
    if (n == NULL)
        return false;
    for (size_t i = 0; i < n->n_values; i++)
        if (strpbrk(n->values[i].text, "'\"\\\n\r`") != NULL)
            return true;
    return has_quotes(n->left) || has_quotes(n->right);
}

/* What the store would answer wrongly, without a word. */
static enum wf_code check_archive(struct listing *l, struct wf_error *err)
{
    struct lack lack = { NULL, 0 };
    enum wf_code rc = WF_OK;

    wf_vquery_each_name(&l->filter, note_lack, &lack);
    if (lack.name != NULL) {
        rc =
            wf_error_set(err, WF_E_USAGE, "query: the archive does not keep %s", lack.name);
        wf_vquery_point(l->query, lack.at, err);
    } else if (l->filter.order_by != NULL) {
        rc = wf_error_set(err, WF_E_USAGE,
                          "query: the archive has one order, the last close first");
        wf_vquery_point(l->query, l->filter.clause_at, err);
    } else if (has_quotes(l->filter.root)) {
        wf_job_note(l->job, "the archive's store finds nothing with quotes in it: the "
                            "filter is applied here");
        l->here = true;
    }
    return rc;
}

/* The store's refusal of a filter that it cannot take, as opposed to a wrong query. */
static bool store_refuses(const struct listing *l, enum wf_code rc,
                          const struct wf_error *err)
{
    enum { INVALID_ARGUMENT = 3, INTERNAL = 13, UNKNOWN = 2 };

    return l->a->archived && !l->here && *l->query != '\0' && rc != WF_OK &&
           err->grpc_status == INVALID_ARGUMENT &&
           strstr(err->text, "not configured") == NULL;
}

static enum wf_code read_pages(struct listing *l, struct wf_bytes token,
                               struct wf_error *err)
{
    /* every run of a page is printed: then no page beyond the limit is asked for */
    bool exact = l->left != INT64_MAX && !l->here && !l->a->archived;
    struct wf_pager_options opt = { .no_prefetch = l->a->one_page,
                                    .limit = exact ? l->left : 0 };
    struct wf_pager *pager = NULL;
    int64_t before;
    enum wf_code rc;

    rc = wf_job_pager(l->job, l->method, request_of(l, token), &opt, &pager, err);
    while (rc == WF_OK && l->left > 0) {
        const struct wf_page *page = NULL;

        rc = wf_job_page(l->job, pager, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        before = l->left;
        rc = print_page(l, page, err);
        wf_pager_used(pager, before - l->left);
        if (rc == WF_OK && l->a->one_page) {
            say_token(l, page);
            break;
        }
    }
    wf_pager_free(pager);
    return rc;
}

static enum wf_code take_token(struct wf_job *job, const char *text, struct wf_bytes *ret,
                               struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (text == NULL)
        return WF_OK;
    if (!wf_base64_decode(&b, text, strlen(text)) || b.len == 0) {
        wf_strbuf_release(&b);
        return wf_error_set(err, WF_E_USAGE, "--page-token: this is no token");
    }
    ret->data = (unsigned char *)wf_arena_strndup(job->arena, b.data, b.len);
    ret->len = b.len;
    wf_strbuf_release(&b);
    return WF_OK;
}

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    struct listing l = { .job = job, .a = a, .left = INT64_MAX };
    struct wf_bytes token = { NULL, 0 };
    struct wf_filter filter = a->filter;
    enum wf_code rc;

    l.method = a->archived ? "ListArchivedWorkflowExecutions" : "ListWorkflowExecutions";
    if (a->limit != WF_UNSET && a->limit < 0)
        return wf_error_set(err, WF_E_USAGE, "--limit: %lld is less than nothing",
                            (long long)a->limit);
    if (a->limit != WF_UNSET && a->limit > 0)
        l.left = a->limit;
    if (a->stuck && a->archived)
        return wf_error_set(err, WF_E_USAGE,
                            "workflow list: --stuck and --archived exclude each other");
    if (a->stuck && filter.status.n == 0 && !filter.open)
        filter.status = (struct wf_strings){ open_statuses, 2 };
    rc = wf_filter_build(job, &filter, &l.query, &l.filter, err);
    if (rc == WF_OK && l.filter.group_by != NULL) {
        rc = wf_error_set(err, WF_E_USAGE,
                          "workflow list: GROUP BY is for 'workflow count'");
        wf_vquery_point(l.query, l.filter.clause_at, err);
    }
    if (rc == WF_OK && a->archived)
        rc = check_archive(&l, err);
    if (rc == WF_OK)
        rc = take_token(job, a->page_token, &token, err);
    if (rc == WF_OK)
        rc = wf_list_begin(job, &wf_workflow_columns, &l.list, err);
    if (rc != WF_OK)
        return rc;
    if (a->stuck)
        l.why = wf_why_finder_new(job, SILENT_NS);
    rc = read_pages(&l, token, err);
    if (store_refuses(&l, rc, err)) {
        wf_job_note(job,
                    "the archive's store cannot take this filter (%s): it is applied here",
                    err->text);
        wf_error_clear(err);
        l.here = true;
        rc = read_pages(&l, token, err);
    }
    wf_why_finder_free(l.why);
    return wf_list_end(l.list, rc, err);
}

#define L struct list_args
static const struct wf_option list_options[] = {
    WF_OPT_SET(wf_filter_options, L, filter),
    WF_OPT_INT(0, "limit", L, limit, "N", "at most so many"),
    WF_OPT_INT(0, "page-size", L, page_size, "N", "so many a request"),
    WF_OPT_STRING(0, "page-token", L, page_token, "TOKEN", "go on where a page ended",
                  .ours = true),
    WF_OPT_BOOL(0, "one-page", L, one_page, "stop after a page and print the next token",
                .ours = true),
    WF_OPT_BOOL(0, "archived", L, archived, "list the archive instead"),
    WF_OPT_BOOL(0, "all", L, all, "the server's own workflows of the archive too",
                .ours = true),
    WF_OPT_BOOL(0, "stuck", L, stuck,
                "only open ones with a problem, as 'workflow why' finds it", .ours = true),
    WF_OPT_END
};
#undef L

const struct wf_command wf_cmd_workflow_list = {
    .path = "workflow list",
    .aliases = "ls,list",
    .summary = "List workflows",
    .text = "The query is checked before it is sent, and a mistake is pointed at. With\n"
            "--archived a filter that the archive's store cannot take is applied here.\n"
            "Columns: the keys of the header, names of search attributes, memo.KEY.",
    .examples = { { "wfsh workflow list --failed --since 1h", "what went wrong lately" },
                  { "wfsh ls -q 'CustomerId = \"c-88\"' --columns +CustomerId,+memo.source",
                    "with a search attribute and a memo field" },
                  { "wfsh ls --stuck --type Order",
                    "those that need somebody; 'why' says why" },
                  { "wfsh ls --type Import -o refs | wfsh cancel -", "act on them" },
                  { "wfsh ls -o jsonl | jq -r .execution.workflowId", "for a script" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .run = list_run,
};
