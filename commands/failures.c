/* commands/failures.c: what failed lately, by its root cause. */
#include "commands/failure_text.h"
#include "commands/why_many.h"

#include "base/timefmt.h"
#include "client/event.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

/* An activity without a sign for a minute is silent: unused for what is closed. */
#define SILENT_NS (INT64_C(60) * 1000000000)

struct failures_args {
    const char *query, *by;
    int64_t since, limit;
};

struct group {
    char *key;
    const char *text;    /* of the newest */
    size_t count, roots; /* runs; those that did not fail because a child did */
    const char *workflow_id, *run_id, *type;
    int64_t closed_ns; /* of the newest */
    UT_hash_handle hh;
};

/* What ended a child that says so itself, not in the failure of its parents. */
struct child {
    const char *run_id;
    const char *text; /* NULL: it could not be looked at */
    UT_hash_handle hh;
};

struct groups {
    struct wf_arena *a;
    struct wf_why_finder *finder;
    const char *by;
    struct child *children;
    struct group *all;
    size_t n, n_unknown;
    struct wf_error unknown; /* of the first */
};

/* ---- columns ---------------------------------------------------------------------------
 */

static void get_count(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = (int64_t)((const struct group *)item)->count;
}

static void get_roots(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = (int64_t)((const struct group *)item)->roots;
}

static void get_text(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct group *)item)->text;
}

static void get_newest(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct group *)item)->workflow_id;
}

static void get_closed(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct group *)item)->closed_ns;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct group *)item)->type;
}

static void get_ref(const void *item, struct wf_ref *ret)
{
    const struct group *g = item;

    *ret = (struct wf_ref){ .workflow_id = g->workflow_id, .run_id = g->run_id };
}

static void put_group(struct wf_json *j, const void *item)
{
    const struct group *g = item;

    wf_json_object(j);
    wf_json_kstr(j, "group", g->text);
    wf_json_ki64(j, "count", (int64_t)g->count);
    wf_json_ki64(j, "roots", (int64_t)g->roots);
    wf_json_key(j, "newest");
    wf_json_object(j);
    wf_json_kstr(j, "workflowId", g->workflow_id);
    wf_json_kstr(j, "runId", g->run_id);
    wf_json_kstr(j, "type", g->type);
    wf_json_ktime(j, "closeTime", g->closed_ns);
    wf_json_end_object(j);
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "COUNT", .key = "count", .type = WF_CELL_COUNT, .get = get_count },
    { .header = "WHAT",
      .key = "group",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_text },
    { .header = "NEWEST",
      .key = "newest",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_newest },
    { .header = "CLOSED", .key = "closed", .type = WF_CELL_TIME, .get = get_closed },
    { .header = "ROOTS",
      .key = "roots",
      .type = WF_CELL_COUNT,
      .wide = true,
      .get = get_roots },
    { .header = "ITS TYPE",
      .key = "type",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_type },
};
static const struct wf_columns group_columns = {
    .v = columns, .n = sizeof columns / sizeof *columns, .ref = get_ref, .json = put_group
};

/* ---- grouping --------------------------------------------------------------------------
 */

static const char *text_of_cause(struct wf_arena *a, const struct wf_why_cause *c)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (c->failure == NULL)
        return wf_arena_printf(a, "%s: %s", wf_why_word(c->kind),
                               *c->about != '\0' ? c->about : c->text);
    wf_failure_short(&b, c->failure);
    text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

static const Tfailure__ChildWorkflowExecutionFailureInfo *
child_info(const Tfailure__Failure *f)
{
    return f->failure_info_case ==
                   TFAILURE__FAILURE__FAILURE_INFO_CHILD_WORKFLOW_EXECUTION_FAILURE_INFO
               ? f->child_workflow_execution_failure_info
               : NULL;
}

/*
 * The child that was terminated or ran into its own timeout: its parents' failures say no
 * more than that; why it was, only the child itself tells. NULL: it is none of these.
 */
static const Tcommon__WorkflowExecution *ended_child(const Tfailure__Failure *f)
{
    const Tfailure__Failure *root = wf_failure_root(f);
    const Tfailure__ChildWorkflowExecutionFailureInfo *info = NULL;

    if (root->failure_info_case !=
            TFAILURE__FAILURE__FAILURE_INFO_TERMINATED_FAILURE_INFO &&
        root->failure_info_case != TFAILURE__FAILURE__FAILURE_INFO_TIMEOUT_FAILURE_INFO)
        return NULL;
    for (; f != NULL && f != root; f = f->cause)
        info = child_info(f); /* that of the last one above the root */
    return info != NULL ? info->workflow_execution : NULL;
}

/* Asked once for each child; its parents, and theirs, ask again. */
static const char *text_of_child(struct groups *s, const Tcommon__WorkflowExecution *x)
{
    struct wf_ref ref = { .workflow_id = x->workflow_id, .run_id = x->run_id };
    struct wf_why *why;
    struct wf_error ignored = WF_ERROR_INIT;
    struct child *c;

    HASH_FIND_STR(s->children, x->run_id, c);
    if (c != NULL)
        return c->text;
    c = wf_arena_zalloc(s->a, sizeof *c);
    c->run_id = wf_arena_strdup(s->a, x->run_id);
    HASH_ADD_KEYPTR(hh, s->children, c->run_id, strlen(c->run_id), c);
    why = wf_arena_zalloc(s->a, sizeof *why);
    if (wf_why_one(s->finder, &ref, WF_ARCHIVED_AUTO, why, &ignored) == WF_OK &&
        why->n > 0 && why->info->close_time != NULL)
        c->text = text_of_cause(s->a, &why->causes[0]);
    return c->text;
}

/* The root of the failure, wherever in activities and children it began. */
static const char *error_of(struct groups *s, const struct wf_why *why)
{
    const struct wf_why_cause *c = &why->causes[0];
    const Tcommon__WorkflowExecution *child =
        c->failure != NULL ? ended_child(c->failure) : NULL;
    const char *text =
        child != NULL && child->run_id[0] != '\0' ? text_of_child(s, child) : NULL;

    return text != NULL ? text : text_of_cause(s->a, c);
}

/* It would have failed without its children. */
static bool is_root(const struct wf_why *why)
{
    const Tfailure__Failure *f = why->causes[0].failure;

    for (int depth = 0; f != NULL && depth < 100; f = f->cause, depth++)
        if (child_info(f) != NULL)
            return false;
    return true;
}

static const char *text_of(struct groups *s, const struct wf_why *why)
{
    if (strcmp(s->by, "type") == 0)
        return why->info->type != NULL ? why->info->type->name : "";
    if (strcmp(s->by, "queue") == 0)
        return why->info->task_queue;
    return error_of(s, why);
}

/* The length of a UUID, a digest or a number with dashes that begins here; 0: none does. */
static size_t id_length(const char *text)
{
    size_t n = strspn(text, "0123456789abcdefABCDEF-");

    if (n < 8 || isalnum((unsigned char)text[n]) || strcspn(text, "0123456789") >= n)
        return 0;
    return n;
}

/* Messages that differ in numbers and such ids only are one. */
static char *key_of(struct wf_arena *a, const char *text)
{
    char *key = wf_arena_strdup(a, text), *to = key;
    bool in_word = false;

    for (const char *c = text; *c != '\0';) {
        size_t n = in_word ? 0 : id_length(c);

        if (n == 0)
            n = strspn(c, "0123456789");
        in_word = n > 0 || isalnum((unsigned char)*c);
        *to++ = n > 0 ? '#' : *c;
        c += n > 0 ? n : 1;
    }
    *to = '\0';
    return key;
}

static enum wf_code add(void *user, const struct wf_ref *ref, const struct wf_why *why,
                        struct wf_error *err)
{
    struct groups *s = user;
    const char *text;
    struct group *g;
    char *key;
    int64_t closed;

    if (why == NULL || why->n == 0) {
        if (err->code != WF_E_NOT_FOUND && s->n_unknown++ == 0)
            s->unknown = *err;
        wf_error_clear(err);
        return WF_OK;
    }
    text = text_of(s, why);
    key = key_of(s->a, text);
    closed = wf_timestamp_ns(why->info->close_time);
    HASH_FIND_STR(s->all, key, g);
    if (g == NULL) {
        g = wf_arena_zalloc(s->a, sizeof *g);
        g->key = key;
        g->closed_ns = WF_NO_TIME;
        HASH_ADD_KEYPTR(hh, s->all, g->key, strlen(g->key), g);
    }
    if (g->count++ == 0 || closed > g->closed_ns) {
        g->text = wf_arena_strdup(s->a, text);
        g->workflow_id = wf_arena_strdup(s->a, ref->workflow_id);
        g->run_id = wf_arena_strdup(s->a, ref->run_id);
        g->type =
            wf_arena_strdup(s->a, why->info->type != NULL ? why->info->type->name : "");
        g->closed_ns = closed;
    }
    g->roots += is_root(why);
    s->n++;
    return WF_OK;
}

static int most_first(struct group *a, struct group *b)
{
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return (a->closed_ns < b->closed_ns) - (a->closed_ns > b->closed_ns);
}

static enum wf_code print_groups(struct wf_job *job, struct groups *s, struct wf_error *err)
{
    struct wf_list *list = NULL;
    enum wf_code rc = wf_list_begin(job, &group_columns, &list, err);

    if (rc != WF_OK)
        return rc;
    HASH_SORT(s->all, most_first);
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

static enum wf_code query_of(struct wf_job *job, const struct failures_args *a,
                             const char **ret, struct wf_error *err)
{
    const char *query = a->query;
    struct wf_strbuf since = WF_STRBUF_INIT;
    enum wf_code rc = query != NULL ? wf_visibility_check(job, &query, err) : WF_OK;

    if (rc != WF_OK)
        return rc;
    wf_time_rfc3339(&since, a->since);
    *ret = wf_arena_printf(job->arena,
                           "ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated') AND "
                           "CloseTime >= '%s'%s%s%s",
                           wf_strbuf_str(&since), query != NULL ? " AND (" : "",
                           query != NULL ? query : "", query != NULL ? ")" : "");
    wf_strbuf_release(&since);
    return WF_OK;
}

static enum wf_code failures_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct failures_args *a = args;
    struct groups s = { .a = job->arena, .by = a->by, .unknown = WF_ERROR_INIT };
    struct wf_why_finder *f;
    const char *query = NULL;
    enum wf_code rc;

    if (a->limit <= 0)
        return wf_error_set(err, WF_E_USAGE, "--limit: at least 1 is needed");
    rc = query_of(job, a, &query, err);
    if (rc != WF_OK)
        return rc;
    f = s.finder = wf_why_finder_new(job, SILENT_NS);
    rc = wf_why_each(f, query, a->limit, add, &s, err);
    if (rc == WF_OK)
        rc = print_groups(job, &s, err);
    HASH_CLEAR(hh, s.all);
    HASH_CLEAR(hh, s.children);
    wf_why_finder_free(f);
    return rc;
}

static const char *const groupings[] = { "error", "type", "queue", NULL };

#define F struct failures_args
static const struct wf_option failures_options[] = {
    WF_OPT_TIME(0, "since", F, since, "closed at or after; 1h means an hour ago",
                .default_value = "1h"),
    WF_OPT_ENUM(0, "group-by", F, by, groupings, "what is one group",
                .default_value = "error"),
    WF_OPT_STRING('q', "query", F, query, "QUERY", "of these only, or @NAME of a saved one",
                  .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_INT(0, "limit", F, limit, "N", "look at so many at most",
               .default_value = "1000"),
    WF_OPT_END
};
#undef F

const struct wf_command wf_cmd_failures = {
    .path = "failures",
    .summary = "What failed lately, by its root cause",
    .text =
        "Failed, timed out and terminated workflows. The root of a failure is found "
        "through activities, Nexus Operations and children: a child that was terminated "
        "or timed out is asked itself, so that it and its parents are one group. "
        "Messages that differ in numbers and UUIDs only are one group. With -o wide "
        "ROOTS counts those that did not fail because a child did. -o refs prints the "
        "newest workflow of each group.",
    .examples = { { "wfsh failures --since 1h", "errors, the most frequent first" },
                  { "wfsh failures --since 24h --group-by type -o jsonl",
                    "which Workflow Types fail" } },
    .options = failures_options,
    .args_size = sizeof(struct failures_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS,
    .run = failures_run,
};
