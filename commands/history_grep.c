/* commands/history_grep.c: a regular expression over the histories of many runs. */
#include "base/mem.h"
#include "commands/history_job.h"
#include "commands/tail.h"
#include "commands/target.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

/* Runs that are read at once, and what one of them may hold until its turn has come. */
enum { WINDOW = 16, HELD_MAX = 4 << 20, STDIN_MAX = 1 << 26 };

struct grep_args {
    const char *regex;
    struct wf_strings refs;
    struct wf_filter filter;
    struct wf_archived_args archived;
    struct wf_strings kinds;
    bool ignore_case, count, list;
    int64_t after, before, context, max_count, limit;
};

struct hit {
    struct hit *prev, *next;
    struct wf_event_item item;
};

struct reader {
    struct reader *prev, *next;
    struct wf_ref ref;
    struct wf_history *h;
    struct wf_arena *arena; /* of the hits that wait */
    struct hit *hits, *before;
    size_t n_before;
    int64_t n_matches, after_left, first_ns, previous_ns;
    struct wf_subjects *subjects;
    bool in_flight, done, opened;
    struct wf_error err;
    struct wf_tail_stream look; /* its colour */
};

struct grep {
    struct wf_job *job;
    const struct grep_args *a;
    int64_t after, before, max_count;
    struct wf_event_select *select;
    struct wf_tail_printer *printer;
    struct wf_ctx *ctx;
    struct reader *readers; /* in order */
    size_t n_readers;
    struct wf_strings refs;
    size_t next_ref;
    struct wf_pager *pager;
    const struct wf_page *page;
    size_t at;
    int64_t left; /* of --limit */
    bool listed;
    int64_t n_runs, n_failed, n_matches;
    struct wf_error first_err;
};

/* ---- one run ----------------------------------------------------------------------------
 */

static void free_reader(struct grep *g, struct reader *r)
{
    DL_DELETE(g->readers, r);
    g->n_readers--;
    wf_history_free(r->h);
    wf_subjects_free(r->subjects);
    wf_arena_free(r->arena);
    free(r);
}

/* Each run takes its place in the order of the references; its call is sent at once. */
static void add_reader(struct grep *g, const struct wf_ref *ref)
{
    struct reader *r = wf_calloc(1, sizeof *r);

    r->arena = wf_arena_new();
    r->ref = (struct wf_ref){ .workflow_id = wf_arena_strdup(r->arena, ref->workflow_id),
                              .run_id = wf_arena_strdup(r->arena, ref->run_id),
                              .file = wf_arena_strdup(r->arena, ref->file) };
    r->subjects = wf_subjects_new();
    r->first_ns = r->previous_ns = WF_NO_TIME;
    r->err = (struct wf_error)WF_ERROR_INIT;
    r->look.color = (unsigned)g->n_runs++;
    DL_APPEND(g->readers, r);
    g->n_readers++;
}

static void keep(struct reader *r, const struct wf_event_item *item, struct hit **list)
{
    struct hit *hit = wf_arena_zalloc(r->arena, sizeof *hit);

    hit->item = *item;
    hit->item.e = wf_msg_copy(r->arena, item->e);
    hit->item.subject = wf_arena_strdup(r->arena, item->subject);
    hit->item.workflow_id = wf_arena_strdup(r->arena, item->workflow_id);
    hit->item.run_id = wf_arena_strdup(r->arena, item->run_id);
    DL_APPEND(*list, hit);
}

static void take_event(struct grep *g, struct reader *r, const struct wf_event_item *item)
{
    bool match = wf_event_select_match(g->select, item->e);

    if (match) {
        DL_CONCAT(r->hits, r->before);
        r->before = NULL;
        r->n_before = 0;
        r->after_left = g->after;
        r->n_matches++;
    }
    if (g->a->count || g->a->list)
        return;
    if (match || r->after_left > 0) {
        r->after_left -= !match;
        keep(r, item, &r->hits);
    } else if (g->before > 0) {
        keep(r, item, &r->before);
        if (++r->n_before > (size_t)g->before) {
            DL_DELETE(r->before, r->before);
            r->n_before--;
        }
    }
}

static void take_page(struct grep *g, struct reader *r, const struct wf_history_page *page)
{
    int64_t most = g->a->list ? 1 : g->max_count;

    wf_event_select_page(g->select, page->arena);
    for (size_t i = 0; i < page->n_events && !r->done; i++) {
        const Thistory__HistoryEvent *e = page->events[i];
        struct wf_event_item item = {
            .e = e,
            .subject = wf_subjects_of(r->subjects, e),
            .workflow_id = r->ref.file != NULL ? r->ref.file : r->ref.workflow_id,
            .run_id = page->run_id != NULL ? page->run_id : "",
            .first_ns = r->first_ns,
            .previous_ns = r->previous_ns,
        };

        if (r->first_ns == WF_NO_TIME)
            r->first_ns = item.first_ns = wf_event_time(e);
        take_event(g, r, &item);
        r->previous_ns = wf_event_time(e);
        r->done = most > 0 && r->n_matches >= most && r->after_left == 0;
    }
    if (r->ref.run_id == NULL)
        r->ref.run_id = wf_arena_strdup(r->arena, page->run_id);
    r->done = r->done || wf_history_ended(r->h);
}

static void open_reader(struct grep *g, struct reader *r)
{
    struct wf_history_options opt = { .archived = wf_archived_mode(&g->a->archived),
                                      .no_prefetch = true,
                                      .need_run_id = true,
                                      .user = r };

    r->opened = true;
    if (wf_job_history(g->job, &r->ref, &opt, &r->h, &r->err) != WF_OK)
        r->done = true;
}

/* Sends its next call, unless it holds enough for now. */
static void send(struct reader *r, bool is_head)
{
    if (r->done || r->in_flight || r->ref.file != NULL ||
        (!is_head && wf_arena_size(r->arena) > HELD_MAX))
        return;
    r->in_flight = true;
    wf_history_start(r->h);
}

static void read_file(struct grep *g, struct reader *r)
{
    const struct wf_history_page *page = NULL;

    while (!r->done) {
        if (wf_history_next(r->h, &page, &r->err) != WF_OK || page == NULL)
            r->done = true;
        else
            take_page(g, r, page);
    }
}

/* ---- output -----------------------------------------------------------------------------
 */

static enum wf_code print_hits(struct grep *g, struct reader *r, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (g->printer == NULL) /* --count, --list */
        return WF_OK;
    for (struct hit *h = r->hits; h != NULL && rc == WF_OK; h = h->next)
        rc = wf_tail_print(g->printer, &r->look, &h->item, err);
    r->hits = NULL;
    return rc == WF_OK ? wf_tail_printer_flush(g->printer, err) : rc;
}

static enum wf_code print_sum(struct grep *g, const struct reader *r, struct wf_error *err)
{
    struct wf_ref ref = { .workflow_id =
                              r->ref.file != NULL ? r->ref.file : r->ref.workflow_id,
                          .run_id = r->ref.run_id };
    struct wf_json j = WF_JSON_INIT(&g->job->out->buf, true);

    if (wf_job_is_quiet(g->job) || (g->a->list && r->n_matches == 0))
        return WF_OK;
    if (!wf_job_is_json(g->job)) {
        if (g->a->count)
            return wf_job_printf(g->job, err, "%lld\t%s\n", (long long)r->n_matches,
                                 wf_ref_line(g->job->arena, &ref));
        return wf_job_printf(g->job, err, "%s\n", wf_ref_line(g->job->arena, &ref));
    }
    wf_json_object(&j);
    wf_json_kstr(&j, r->ref.file != NULL ? "file" : "workflowId", ref.workflow_id);
    if (ref.run_id != NULL)
        wf_json_kstr(&j, "runId", ref.run_id);
    if (g->a->count)
        wf_json_ki64(&j, "matches", r->n_matches);
    wf_json_end_object(&j);
    wf_strbuf_addc(&g->job->out->buf, '\n');
    return wf_job_flush(g->job, err);
}

static enum wf_code finish(struct grep *g, struct reader *r, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    g->n_matches += r->n_matches;
    if (r->err.code != WF_OK) {
        wf_error_prefix(&r->err, "%s",
                        r->ref.file != NULL ? r->ref.file : r->ref.workflow_id);
        if (g->n_failed++ == 0)
            g->first_err = r->err;
        else
            wf_job_note(g->job, "%s", r->err.text);
    } else if (g->a->count || g->a->list) {
        rc = print_sum(g, r, err);
    }
    free_reader(g, r);
    return rc;
}

/* ---- many runs --------------------------------------------------------------------------
 */

static enum wf_code start_listing(struct grep *g, struct wf_error *err)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *r = wf_msg_new(
        g->job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);
    struct wf_pager_options opt = { .limit = g->left };
    const char *query = NULL;
    enum wf_code rc = wf_filter_build(g->job, &g->a->filter, &query, NULL, err);

    g->listed = true;
    r->namespace_ = (char *)wf_job_namespace(g->job);
    if (query != NULL)
        r->query = (char *)query;
    r->page_size = 250;
    return rc == WF_OK
               ? wf_job_pager(g->job, "ListWorkflowExecutions", r, &opt, &g->pager, err)
               : rc;
}

/* The next run; *ret_more false: there is none. */
static enum wf_code next_run(struct grep *g, struct wf_ref *ret, bool *ret_more,
                             struct wf_error *err)
{
    const Tworkflowservice__ListWorkflowExecutionsResponse *m;
    enum wf_code rc = WF_OK;

    *ret_more = false;
    if (!g->listed) {
        *ret_more = g->next_ref < g->refs.n;
        return *ret_more ? wf_target_ref(g->job, g->refs.v[g->next_ref++], NULL, ret, err)
                         : WF_OK;
    }
    while (g->pager != NULL) {
        m = g->page != NULL ? g->page->reply : NULL;
        if (m != NULL && g->at < m->n_executions) {
            const Tcommon__WorkflowExecution *x = m->executions[g->at++]->execution;

            if (x == NULL)
                continue;
            *ret = (struct wf_ref){ .workflow_id = x->workflow_id, .run_id = x->run_id };
            *ret_more = !(g->left > 0 && g->n_runs >= g->left);
            return WF_OK;
        }
        g->at = 0;
        rc = wf_job_page(g->job, g->pager, &g->page, err);
        if (rc != WF_OK || g->page == NULL)
            return rc;
    }
    return rc;
}

static enum wf_code fill(struct grep *g, bool *more, struct wf_error *err)
{
    while (*more && g->n_readers < WINDOW) {
        struct wf_ref ref = { 0 };
        enum wf_code rc = next_run(g, &ref, more, err);

        if (rc != WF_OK)
            return rc;
        if (*more)
            add_reader(g, &ref);
    }
    for (struct reader *r = g->readers; r != NULL; r = r->next) {
        if (!r->opened && (r->ref.file == NULL || r == g->readers))
            open_reader(g, r);
        if (r->err.code == WF_STOP)
            return WF_STOP;
        if (r->opened)
            send(r, r == g->readers);
    }
    return WF_OK;
}

static enum wf_code wait_for_one(struct grep *g, struct wf_error *err)
{
    const struct wf_history_page *page = NULL;
    struct wf_rpc *rpc = NULL;
    struct reader *r;

    if (wf_job_ctx(g->job, &g->ctx, err) != WF_OK)
        return err->code;
    rpc = wf_rpc_wait(g->ctx, g->job->deadline_ms);
    if (rpc == NULL)
        return wf_cancel_fired(g->job->cancel)
                   ? wf_error_set(err, WF_E_INTERRUPTED, "interrupted")
                   : wf_error_set(err, WF_E_DEADLINE, "the time ran out");
    r = wf_rpc_user(rpc);
    if (wf_history_take(r->h, rpc, &page, &r->err) != WF_OK) {
        r->done = true;
        r->in_flight = false;
    } else if (page != NULL) {
        r->in_flight = false;
        take_page(g, r, page);
        wf_history_page_done(r->h);
    } else {
        r->done = wf_history_ended(r->h);
        r->in_flight = !r->done;
    }
    return WF_OK;
}

static enum wf_code search(struct grep *g, struct wf_error *err)
{
    bool more = true;
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && (rc = fill(g, &more, err)) == WF_OK && g->readers != NULL) {
        struct reader *head = g->readers;

        if (!head->done && head->ref.file != NULL)
            read_file(g, head);
        rc = print_hits(g, head, err);
        if (rc == WF_OK && head->done)
            rc = finish(g, head, err);
        else if (rc == WF_OK)
            rc = wait_for_one(g, err);
    }
    while (g->readers != NULL)
        free_reader(g, g->readers);
    wf_pager_free(g->pager);
    return rc;
}

/* ---- the command line -------------------------------------------------------------------
 */

static void add_lines(struct grep *g, char *text)
{
    char *rest = NULL;
    size_t n = 1;

    for (const char *p = text; *p != '\0'; p++)
        n += *p == '\n';
    g->refs.v = wf_arena_alloc(g->job->arena, (n + 1) * sizeof *g->refs.v);
    for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest))
        if (line[strspn(line, " \t")] != '\0')
            g->refs.v[g->refs.n++] = line;
}

static enum wf_code prepare(struct grep *g, struct wf_error *err)
{
    const struct grep_args *a = g->a;
    struct wf_event_select_args s = { .event = WF_UNSET, .filters = a->kinds };
    int64_t c = a->context == WF_UNSET ? 0 : a->context;
    struct wf_bytes text;
    enum wf_code rc;

    g->after = a->after == WF_UNSET ? c : a->after;
    g->before = a->before == WF_UNSET ? c : a->before;
    g->max_count = a->max_count == WF_UNSET ? 0 : a->max_count;
    g->left = a->limit == WF_UNSET ? 0 : a->limit;
    if (g->after < 0 || g->before < 0 || g->max_count < 0 || g->left < 0)
        return wf_error_set(err, WF_E_USAGE, "numbers below 0 mean nothing here");
    if (a->count && a->list)
        return wf_error_set(err, WF_E_USAGE, "--count and --list exclude each other");
    s.grep = a->regex;
    s.ignore_case = a->ignore_case;
    rc = wf_event_select_new(&s, &g->select, err);
    if (rc != WF_OK)
        return rc;
    if (a->refs.n == 0)
        return start_listing(g, err);
    g->refs = a->refs;
    if (a->refs.n != 1 || strcmp(a->refs.v[0], "-") != 0)
        return WF_OK;
    g->refs = (struct wf_strings){ 0 };
    rc = wf_job_read_file(g->job, "-", "`-`", STDIN_MAX, &text, err);
    if (rc == WF_OK)
        add_lines(g, (char *)text.data);
    return rc;
}

static enum wf_code judge(const struct grep *g, struct wf_error *err)
{
    if (g->n_failed == 0)
        return g->n_matches > 0 ? WF_OK : WF_O_NO;
    *err = g->first_err;
    if (g->n_failed < g->n_runs)
        err->code = WF_E_PARTIAL;
    return wf_no_is_not(err->code, err);
}

static enum wf_code grep_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct grep g = { .job = job, .a = args, .first_err = WF_ERROR_INIT };
    bool lines = !g.a->count && !g.a->list;
    enum wf_code rc = prepare(&g, err);

    if (rc == WF_OK && lines)
        rc = wf_tail_printer_new(job, &g.printer, err);
    if (rc == WF_OK && !lines)
        rc = search(&g, err);
    else if (rc == WF_OK)
        rc = wf_tail_printer_end(g.printer, search(&g, err), err);
    else
        wf_pager_free(g.pager);
    wf_event_select_free(g.select);
    return rc == WF_OK ? judge(&g, err) : wf_no_is_not(rc, err);
}

#define A struct grep_args
static const struct wf_option grep_options[] = {
    WF_OPT_BOOL('i', "ignore-case", A, ignore_case, "upper and lower case are alike"),
    WF_OPT_BOOL('c', "count", A, count, "how many events match, for each run"),
    WF_OPT_BOOL('l', "list", A, list, "only the ids of runs that match"),
    WF_OPT_INT('A', "after", A, after, "N", "also N events after each"),
    WF_OPT_INT('B', "before", A, before, "N", "also N events before each"),
    WF_OPT_INT('C', "context", A, context, "N", "both"),
    WF_OPT_INT('m', "max-count", A, max_count, "N", "at most N matches of a run"),
    WF_OPT_STRINGS(0, "filter", A, kinds, "WORD",
                   "only a category, class or type of events, as with show"),
    WF_OPT_INT(0, "limit", A, limit, "N", "at most so many of a query's runs"),
    WF_OPT_SET(wf_filter_options, A, filter),
    WF_OPT_SET(wf_archived_options, A, archived),
    WF_OPT_END
};

static const struct wf_positional grep_positionals[] = {
    { .name = "REGEX",
      .offset = offsetof(A, regex),
      .help = "PCRE2, over payloads, failures, names",
      .required = true },
    { .name = "WORKFLOW",
      .offset = offsetof(A, refs),
      .help = "ids, links, history files, or - for stdin; or a query",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};
#undef A

const struct wf_command wf_cmd_history_grep = {
    .path = "history grep",
    .summary = "Find events by a regular expression in the histories of many runs",
    .text =
        "Looks into decoded payloads, failures and names. Several histories are read at "
        "once; what is printed keeps the order of the runs. Ends with 0 when something "
        "matched, 1 when nothing did, more on errors (8: some runs could not be read).",
    .examples = { { "wfsh history grep 'card declined' --failed --since 1d",
                    "in what failed today" },
                  { "wfsh ls --type Order -o refs | wfsh history grep -l 'ACME' -",
                    "which of these" },
                  { "wfsh history grep -i timeout -C 2 order-42.json", "no server" } },
    .positionals = grep_positionals,
    .options = grep_options,
    .args_size = sizeof(struct grep_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_FILES | WF_CMD_DECODES,
    .run = grep_run,
};
