/* commands/visibility.c: which workflows a command is about: queries and short filters. */
#include "commands/visibility.h"

#include "commands/complete_cache.h"
#include "commands/parse.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_FRESH_S = 60 };

static const char *const statuses[] = { "Running",  "Completed",  "Failed",
                                        "Canceled", "Terminated", "ContinuedAsNew",
                                        "TimedOut", "Paused",     NULL };

#define F struct wf_filter
const struct wf_option wf_filter_options[] = {
    WF_OPT_STRING('q', "query", F, query, "QUERY", "List Filter, or @NAME of a saved one",
                  .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_ENUMS(0, "status", F, status, statuses, "only with this status", .ours = true),
    WF_OPT_STRINGS(0, "type", F, type, "TYPE", "only of this Workflow Type", .ours = true,
                   .complete = WF_COMPLETE_WORKFLOW_TYPE),
    WF_OPT_STRING(0, "id-prefix", F, id_prefix, "TEXT", "only ids that begin so",
                  .ours = true),
    WF_OPT_STRING(0, "task-queue", F, task_queue, "NAME", "only of this Task Queue",
                  .ours = true, .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_TIME(0, "since", F, since, "started at or after; 1h means an hour ago",
                .ours = true),
    WF_OPT_TIME(0, "until", F, until, "started before", .ours = true),
    WF_OPT_BOOL(0, "failed", F, failed, "only Failed and TimedOut ones", .ours = true),
    WF_OPT_BOOL(0, "open", F, open, "only Running ones", .ours = true),
    WF_OPT_END
};
#undef F

/* ---- names
 * -------------------------------------------------------------------------------- */

/* The namespace's attributes, a line each; from the cache or the server. */
static bool known_names(struct wf_job *job, struct wf_strbuf *out)
{
    Toperatorservice__ListSearchAttributesRequest *req = wf_msg_new(
        job->arena, &toperatorservice__list_search_attributes_request__descriptor);
    Toperatorservice__ListSearchAttributesResponse *reply = NULL;
    struct wf_call_options opt = { .timeout_ms = 2000, .no_retry = true };
    struct wf_error ignored = WF_ERROR_INIT;
    const char *key = wf_arena_printf(job->arena, "names\n%s\n%s", job->settings->address,
                                      wf_job_namespace(job));

    if (wf_complete_cache_get(key, NAMES_FRESH_S, out))
        return true;
    req->namespace_ = (char *)wf_job_namespace(job);
    if (wf_job_call(job, "ListSearchAttributes", req, &opt, NULL, &reply, &ignored) !=
        WF_OK)
        return false; /* a key for one namespace may not be allowed to ask */
    for (size_t i = 0; i < reply->n_custom_attributes; i++)
        wf_strbuf_addf(out, "%s\n", reply->custom_attributes[i]->key);
    for (size_t i = 0; i < reply->n_system_attributes; i++)
        wf_strbuf_addf(out, "%s\n", reply->system_attributes[i]->key);
    wf_complete_cache_put(key, out);
    return true;
}

struct names {
    struct wf_job *job;
    const char *text;
    struct wf_strbuf known;
    bool asked, answered;
    enum wf_code rc;
    struct wf_error *err;
};

static bool line_is(const char *lines, const char *name)
{
    size_t n = strlen(name);

    for (const char *p = lines; (p = strstr(p, name)) != NULL; p += n)
        if ((p == lines || p[-1] == '\n') && p[n] == '\n')
            return true;
    return false;
}

static void suggest(struct names *ns, const char *name, size_t at)
{
    struct wf_suggest s = { .typed = name };
    char *copy = wf_arena_strdup(ns->job->arena, wf_strbuf_str(&ns->known)), *save = NULL;

    for (const char *const *sys = wf_vquery_system_names(); *sys != NULL; sys++)
        wf_suggest_offer(&s, *sys);
    for (char *line = strtok_r(copy, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save))
        wf_suggest_offer(&s, line);
    wf_error_set(ns->err, WF_E_USAGE,
                 s.best != NULL
                     ? "query: namespace '%s' has no search attribute '%s'; did you "
                       "mean %s?"
                     : "query: namespace '%s' has no search attribute '%s'",
                 wf_job_namespace(ns->job), name, s.best);
    wf_vquery_point(ns->text, at, ns->err);
    ns->rc = WF_E_USAGE;
}

static bool check_name(void *user, const char *name, size_t at)
{
    struct names *ns = user;

    if (wf_vquery_is_system_name(name))
        return true;
    if (!ns->asked) {
        ns->answered = known_names(ns->job, &ns->known);
        ns->asked = true;
    }
    if (ns->answered && !line_is(wf_strbuf_str(&ns->known), name))
        suggest(ns, name, at);
    return ns->rc == WF_OK;
}

static enum wf_code check(struct wf_job *job, const char *text, struct wf_vquery *ret,
                          struct wf_error *err)
{
    struct names ns = { .job = job, .text = text, .err = err };
    struct wf_vquery q;
    enum wf_code rc = wf_vquery_parse(job->arena, text, &q, err);

    if (rc != WF_OK)
        return rc;
    if (!job->g->explain)
        wf_vquery_each_name(&q, check_name, &ns);
    wf_strbuf_release(&ns.known);
    *ret = q;
    return ns.rc;
}

static enum wf_code saved(struct wf_job *job, const char **query, struct wf_error *err)
{
    const char *text;
    struct wf_suggest s;

    if (*query == NULL || **query != '@')
        return WF_OK;
    text = wf_settings_query(job->settings, *query + 1);
    if (text == NULL) {
        s = (struct wf_suggest){ .typed = *query + 1 };
        for (size_t i = 0; i < job->settings->queries.n; i++)
            wf_suggest_offer(&s, job->settings->queries.items[i].key);
        wf_error_set(err, WF_E_USAGE, "no saved query is called '%s'", *query + 1);
        if (s.best != NULL)
            wf_error_hint(err, "did you mean '@%s'?", s.best);
        else
            wf_error_hint(err, "saved queries stand under [queries] in wfsh/config.toml");
        return WF_E_USAGE;
    }
    *query = text;
    return WF_OK;
}

enum wf_code wf_visibility_check(struct wf_job *job, const char **query,
                                 struct wf_error *err)
{
    struct wf_vquery q;
    enum wf_code rc = saved(job, query, err);

    return rc == WF_OK && *query != NULL ? check(job, *query, &q, err) : rc;
}

/* ---- filters
 * ------------------------------------------------------------------------------ */

static void and_(struct wf_strbuf *b)
{
    if (b->len > 0)
        wf_strbuf_adds(b, " AND ");
}

static void add_string(struct wf_strbuf *b, const char *s)
{
    wf_strbuf_addc(b, '\'');
    for (; *s != '\0'; s++) {
        if (*s == '\'' || *s == '\\')
            wf_strbuf_addc(b, *s == '\'' ? '\'' : '\\');
        wf_strbuf_addc(b, *s);
    }
    wf_strbuf_addc(b, '\'');
}

static void add_any(struct wf_strbuf *b, const char *name, const struct wf_strings *words)
{
    if (words->n == 0)
        return;
    and_(b);
    wf_strbuf_addf(b, "%s %s", name, words->n == 1 ? "= " : "IN (");
    for (size_t i = 0; i < words->n; i++) {
        if (i > 0)
            wf_strbuf_adds(b, ", ");
        add_string(b, words->v[i]);
    }
    if (words->n > 1)
        wf_strbuf_addc(b, ')');
}

static void add_time(struct wf_strbuf *b, const char *op, int64_t ns)
{
    if (ns == WF_UNSET)
        return;
    and_(b);
    wf_strbuf_addf(b, "StartTime %s '", op);
    wf_time_rfc3339(b, ns);
    wf_strbuf_addc(b, '\'');
}

static void add_filters(struct wf_strbuf *b, const struct wf_filter *f)
{
    add_any(b, "ExecutionStatus", &f->status);
    add_any(b, "WorkflowType", &f->type);
    if (f->failed) {
        and_(b);
        wf_strbuf_adds(b, "ExecutionStatus IN ('Failed', 'TimedOut')");
    }
    if (f->open) {
        and_(b);
        wf_strbuf_adds(b, "ExecutionStatus = 'Running'");
    }
    if (f->id_prefix != NULL) {
        and_(b);
        wf_strbuf_adds(b, "WorkflowId STARTS_WITH ");
        add_string(b, f->id_prefix);
    }
    if (f->task_queue != NULL) {
        and_(b);
        wf_strbuf_adds(b, "TaskQueue = ");
        add_string(b, f->task_queue);
    }
    add_time(b, ">=", f->since);
    add_time(b, "<", f->until);
}

enum wf_code wf_filter_build(struct wf_job *job, const struct wf_filter *f,
                             const char **ret, struct wf_vquery *ret_parsed,
                             struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_vquery q = { 0 };
    const char *query = f->query;
    enum wf_code rc = saved(job, &query, err);

    if (rc == WF_OK && query != NULL)
        rc = check(job, query, &q, err);
    if (rc != WF_OK)
        return rc;
    add_filters(&b, f);
    if (query != NULL && b.len == 0) {
        wf_strbuf_adds(&b, query); /* byte for byte what the user wrote */
    } else if (query != NULL) {
        size_t head = q.clause_at;

        if (q.root != NULL) {
            wf_strbuf_adds(&b, " AND (");
            wf_strbuf_add(&b, query, head);
            wf_strbuf_addc(&b, ')');
        }
        if (query[head] != '\0')
            wf_strbuf_addf(&b, " %s", query + head);
    }
    *ret = wf_arena_strdup(job->arena, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    if (ret_parsed != NULL)
        rc = wf_vquery_parse(job->arena, *ret, ret_parsed, err);
    return rc;
}
