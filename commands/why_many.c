/* commands/why_many.c: why many workflows do not go on: groups, the worst first. */
#include "commands/why_many.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

enum { PAGE = 250 };

struct group {
    char *key; /* "KIND:ABOUT" */
    enum wf_why_kind kind;
    const char *about, *text, *mend;
    size_t count;
    struct wf_ref *examples; /* the first of them, as many as are wanted */
    size_t n_examples, room;
    UT_hash_handle hh;
};

struct groups {
    struct wf_job *job;
    struct wf_arena *a;
    struct group *all;
    size_t n, n_unknown;
    size_t max_examples;
    struct wf_error unknown; /* of the first */
};

/* ---- columns
 * ----------------------------------------------------------------------------- */

static const struct group *group_of(const void *item)
{
    return item;
}

static void get_cause(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = wf_why_word(group_of(item)->kind);
}

static void get_count(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = (int64_t)group_of(item)->count;
}

static void get_about(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const struct group *g = item;

    (void)a;
    ret->text = *g->about != '\0' ? g->about : wf_why_help(g->kind);
}

static void get_examples(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const struct group *g = item;
    const char *text = "";

    for (size_t i = 0; i < g->n_examples; i++)
        text = wf_arena_printf(a, "%s%s%s", text, i > 0 ? ", " : "",
                               g->examples[i].workflow_id);
    ret->text = g->count > g->n_examples ? wf_arena_printf(a, "%s, …", text) : text;
}

static void get_mend(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = group_of(item)->mend;
}

static void put_group(struct wf_json *j, const void *item)
{
    const struct group *g = item;

    wf_json_object(j);
    wf_json_kstr(j, "cause", wf_why_word(g->kind));
    wf_json_kbool(j, "problem", g->kind < WF_WHY_FIRST_HARMLESS);
    wf_json_ki64(j, "count", (int64_t)g->count);
    wf_json_kstr(j, "about", g->about);
    wf_json_kstr(j, "text", g->text);
    if (g->mend != NULL)
        wf_json_kstr(j, "mend", g->mend);
    wf_json_key(j, "examples");
    wf_json_array(j);
    for (size_t i = 0; i < g->n_examples; i++) {
        wf_json_object(j);
        wf_json_kstr(j, "workflowId", g->examples[i].workflow_id);
        wf_json_kstr(j, "runId", g->examples[i].run_id);
        wf_json_end_object(j);
    }
    wf_json_end_array(j);
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "CAUSE", .key = "cause", .type = WF_CELL_TEXT, .get = get_cause },
    { .header = "COUNT", .key = "count", .type = WF_CELL_COUNT, .get = get_count },
    { .header = "ABOUT",
      .key = "about",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_about },
    { .header = "EXAMPLES",
      .key = "examples",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_examples },
    { .header = "MEND (THE FIRST)",
      .key = "mend",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_mend },
};
static const struct wf_columns group_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns,
                                                 .json = put_group };

/* ---- grouping
 * ---------------------------------------------------------------------------- */

static void add_example(struct groups *s, struct group *g, const struct wf_ref *ref)
{
    if (g->n_examples == g->room) {
        struct wf_ref *more;

        g->room = g->room == 0 ? 4 : g->room * 2;
        more = wf_arena_alloc(s->a, g->room * sizeof *more);
        if (g->n_examples > 0)
            memcpy(more, g->examples, g->n_examples * sizeof *more);
        g->examples = more;
    }
    g->examples[g->n_examples++] =
        (struct wf_ref){ .workflow_id = wf_arena_strdup(s->a, ref->workflow_id),
                         .run_id = wf_arena_strdup(s->a, ref->run_id) };
}

static enum wf_code add_to_group(void *user, const struct wf_ref *ref,
                                 const struct wf_why *why, struct wf_error *err)
{
    struct groups *s = user;
    const struct wf_why_cause *c;
    struct group *g;
    char *key;

    if (why == NULL || why->n == 0) {
        if (err->code != WF_E_NOT_FOUND && s->n_unknown++ == 0)
            s->unknown = *err;
        wf_error_clear(err);
        return WF_OK;
    }
    c = &why->causes[0];
    key = wf_arena_printf(s->a, "%d:%s", (int)c->kind, c->about);
    HASH_FIND_STR(s->all, key, g);
    if (g == NULL) {
        g = wf_arena_zalloc(s->a, sizeof *g);
        g->key = key;
        g->kind = c->kind;
        g->about = wf_arena_strdup(s->a, c->about);
        g->text = wf_arena_strdup(s->a, c->text);
        g->mend = wf_arena_strdup(s->a, c->mend);
        HASH_ADD_KEYPTR(hh, s->all, g->key, strlen(g->key), g);
    }
    if (g->n_examples < s->max_examples)
        add_example(s, g, ref);
    g->count++;
    s->n++;
    return WF_OK;
}

static int worst_first(struct group *a, struct group *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->count < b->count) - (a->count > b->count);
}

static enum wf_code print_groups(struct groups *s, struct wf_error *err)
{
    struct wf_list *list = NULL;
    enum wf_code rc = wf_list_begin(s->job, &group_columns, &list, err);

    if (rc != WF_OK)
        return rc;
    HASH_SORT(s->all, worst_first);
    for (struct group *g = s->all; g != NULL && rc == WF_OK; g = g->hh.next)
        rc = wf_list_item(list, g, err);
    rc = wf_list_end(list, rc, err);
    if (rc != WF_OK || s->n_unknown == 0)
        return rc;
    *err = s->unknown;
    wf_error_prefix(err, "%zu of %zu could not be looked at", s->n_unknown,
                    s->n + s->n_unknown);
    return s->n > 0 ? (err->code = WF_E_PARTIAL) : err->code;
}

/* ---- all that a query lists
 * -------------------------------------------------------------- */

struct each {
    const struct wf_ref *refs; /* of the page */
    wf_why_run_fn *fn;
    void *user;
};

static enum wf_code hand_on(void *user, size_t at, const struct wf_why *why,
                            struct wf_error *err)
{
    const struct each *e = user;

    return e->fn(e->user, &e->refs[at], why, err);
}

static enum wf_code look_at_page(struct each *e, struct wf_why_finder *f,
                                 const struct wf_page *page, int64_t *left,
                                 struct wf_error *err)
{
    const Tworkflowservice__ListWorkflowExecutionsResponse *r = page->reply;
    size_t n = r->n_executions;
    struct wf_ref *refs;

    if ((int64_t)n > *left)
        n = (size_t)*left;
    *left -= (int64_t)n;
    refs = wf_arena_alloc(page->arena, (n + 1) * sizeof *refs);
    for (size_t i = 0; i < n; i++)
        refs[i] = (struct wf_ref){ .workflow_id = r->executions[i]->execution->workflow_id,
                                   .run_id = r->executions[i]->execution->run_id };
    e->refs = refs;
    return wf_why_many(f, refs, n, hand_on, e, err);
}

enum wf_code wf_why_each(struct wf_why_finder *f, const char *query, int64_t limit,
                         wf_why_run_fn *fn, void *user, struct wf_error *err)
{
    struct wf_job *job = wf_why_finder_job(f);
    Tworkflowservice__ListWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);
    struct wf_pager_options opt = { .limit = limit };
    struct each e = { .fn = fn, .user = user };
    struct wf_pager *pager = NULL;
    int64_t left = limit;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->query = (char *)query;
    req->page_size = limit < PAGE ? (int32_t)limit : PAGE;
    rc = wf_job_pager(job, "ListWorkflowExecutions", req, &opt, &pager, err);
    while (rc == WF_OK && left > 0) {
        const struct wf_page *page = NULL;

        rc = wf_job_page(job, pager, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        rc = look_at_page(&e, f, page, &left, err);
        if (left == 0 && page->next_token.len > 0)
            wf_job_note(job, "there are more than %lld: --limit looks at more",
                        (long long)limit);
    }
    wf_pager_free(pager);
    return rc;
}

enum wf_code wf_why_groups(struct wf_job *job, const struct wf_filter *filter,
                           int64_t limit, int64_t examples, int64_t silent_ns,
                           struct wf_error *err)
{
    struct groups s = { .job = job,
                        .a = job->arena,
                        .max_examples = (size_t)examples,
                        .unknown = WF_ERROR_INIT };
    struct wf_why_finder *f;
    const char *query;
    enum wf_code rc;

    if (limit <= 0)
        return wf_error_set(err, WF_E_USAGE, "--limit: at least 1 is needed");
    if (examples < 0)
        return wf_error_set(err, WF_E_USAGE, "--examples: at least 0");
    rc = wf_filter_build(job, filter, &query, NULL, err);
    if (rc != WF_OK)
        return rc;
    f = wf_why_finder_new(job, silent_ns);
    rc = wf_why_each(f, query, limit, add_to_group, &s, err);
    if (rc == WF_OK)
        rc = print_groups(&s, err);
    HASH_CLEAR(hh, s.all);
    wf_why_finder_free(f);
    return rc;
}

/* ---- list --stuck
 * ------------------------------------------------------------------------ */

static enum wf_code mark(void *user, size_t at, const struct wf_why *why,
                         struct wf_error *err)
{
    bool *stuck = user;

    if (why == NULL && err->code != WF_E_NOT_FOUND)
        return err->code;
    wf_error_clear(err);
    stuck[at] = why != NULL && why->info->close_time == NULL && wf_why_is_problem(why);
    return WF_OK;
}

enum wf_code wf_why_stuck(struct wf_why_finder *f, const struct wf_ref *refs, size_t n,
                          bool *ret_stuck, struct wf_error *err)
{
    return wf_why_many(f, refs, n, mark, ret_stuck, err);
}
