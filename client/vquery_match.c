/* client/vquery_match.c: applies a visibility query to listed runs. */
#include "client/vquery.h"

#include "base/json_scan.h"
#include "base/timefmt.h"
#include "proto/message.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_VALUES = 64 };

/* What a run has under a name: none, one or several texts. */
struct values {
    const char *v[MAX_VALUES];
    size_t n;
};

static void put(struct values *vs, const char *text)
{
    if (text != NULL && vs->n < MAX_VALUES)
        vs->v[vs->n++] = text;
}

static void put_number(struct values *vs, struct wf_arena *a, int64_t n)
{
    put(vs, wf_arena_printf(a, "%lld", (long long)n));
}

static void put_time(struct values *vs, struct wf_arena *a,
                     const Tgoogleprotobuf__Timestamp *t)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (t == NULL)
        return;
    wf_time_rfc3339(&b, wf_timestamp_ns(t));
    put(vs, wf_arena_strdup(a, wf_strbuf_str(&b)));
    wf_strbuf_release(&b);
}

/* The scalars of a JSON value: itself, or the members of an array. */
static void put_json(struct values *vs, struct wf_arena *a, struct wf_bytes json)
{
    struct wf_json_reader r;
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_json_token t;

    if (!wf_json_valid(json))
        return;
    wf_json_reader_init(&r, json);
    while ((t = wf_json_next(&r)) != WF_JSON_END) {
        wf_strbuf_clear(&b);
        if (t == WF_JSON_STRING)
            (void)wf_json_unescape(r.token, &b);
        else if (t == WF_JSON_NUMBER || t == WF_JSON_TRUE || t == WF_JSON_FALSE)
            wf_strbuf_add(&b, r.token.data, r.token.len);
        else
            continue;
        put(vs, wf_arena_strdup(a, wf_strbuf_str(&b)));
    }
    wf_json_reader_release(&r);
    wf_strbuf_release(&b);
}

static void custom(struct values *vs, struct wf_arena *a, const char *name,
                   const Tworkflow__WorkflowExecutionInfo *e)
{
    const Tcommon__SearchAttributes *s = e->search_attributes;

    for (size_t i = 0; s != NULL && i < s->n_indexed_fields; i++)
        if (strcmp(s->indexed_fields[i]->key, name) == 0 &&
            s->indexed_fields[i]->value != NULL) {
            const Tcommon__Payload *p = s->indexed_fields[i]->value;
            struct wf_bytes json = { p->data.data, p->data.len };

            put_json(vs, a, json);
        }
}

static bool from_execution(struct values *vs, const char *name,
                           const Tworkflow__WorkflowExecutionInfo *e)
{
    if (strcmp(name, "WorkflowId") == 0)
        put(vs, e->execution != NULL ? e->execution->workflow_id : NULL);
    else if (strcmp(name, "RunId") == 0)
        put(vs, e->execution != NULL ? e->execution->run_id : NULL);
    else if (strcmp(name, "ParentWorkflowId") == 0)
        put(vs, e->parent_execution != NULL ? e->parent_execution->workflow_id : NULL);
    else if (strcmp(name, "ParentRunId") == 0)
        put(vs, e->parent_execution != NULL ? e->parent_execution->run_id : NULL);
    else if (strcmp(name, "RootWorkflowId") == 0)
        put(vs, e->root_execution != NULL ? e->root_execution->workflow_id : NULL);
    else if (strcmp(name, "RootRunId") == 0)
        put(vs, e->root_execution != NULL ? e->root_execution->run_id : NULL);
    else if (strcmp(name, "WorkflowType") == 0)
        put(vs, e->type != NULL ? e->type->name : NULL);
    else if (strcmp(name, "TaskQueue") == 0)
        put(vs, *e->task_queue != '\0' ? e->task_queue : NULL);
    else
        return false;
    return true;
}

static void values_of(struct values *vs, struct wf_arena *a, const char *name,
                      const Tworkflow__WorkflowExecutionInfo *e)
{
    enum { SIZE = 64 };

    vs->n = 0;
    if (from_execution(vs, name, e))
        return;
    if (strcmp(name, "ExecutionStatus") == 0) {
        char *buf = wf_arena_alloc(a, SIZE);

        put(vs, wf_enum_word(&tenums__workflow_execution_status__descriptor, (int)e->status,
                             buf, SIZE));
    } else if (strcmp(name, "StartTime") == 0) {
        put_time(vs, a, e->start_time);
    } else if (strcmp(name, "CloseTime") == 0) {
        put_time(vs, a, e->close_time);
    } else if (strcmp(name, "ExecutionTime") == 0) {
        put_time(vs, a, e->execution_time);
    } else if (strcmp(name, "HistoryLength") == 0) {
        put_number(vs, a, e->history_length);
    } else if (strcmp(name, "HistorySizeBytes") == 0) {
        put_number(vs, a, e->history_size_bytes);
    } else if (strcmp(name, "StateTransitionCount") == 0) {
        put_number(vs, a, e->state_transition_count);
    } else if (strcmp(name, "ExecutionDuration") == 0) {
        if (e->execution_duration != NULL)
            put_number(vs, a, wf_duration_ns(e->execution_duration));
    } else {
        custom(vs, a, name, e);
    }
}

/* ---- comparing
 * ---------------------------------------------------------------------------- */

static bool as_number(const char *s, double *ret)
{
    char *end;

    *ret = strtod(s, &end);
    return end != s && *end == '\0';
}

/* Only what looks like a date is a time: wf_time_parse() also takes ages and numbers. */
static bool as_time(const char *s, int64_t *ret)
{
    struct wf_error ignored = WF_ERROR_INIT;

    return strlen(s) >= 10 && s[4] == '-' && s[7] == '-' &&
           wf_time_parse(s, ret, &ignored) == WF_OK;
}

static int order(const char *name, const char *have, const char *want)
{
    int64_t t1, t2;
    double d1, d2;

    if (as_time(have, &t1) && as_time(want, &t2))
        return (t1 > t2) - (t1 < t2);
    if (strcmp(name, "ExecutionDuration") == 0) {
        struct wf_error ignored = WF_ERROR_INIT;

        if (wf_duration_parse(want, &t2, &ignored) == WF_OK && as_number(have, &d1))
            return (d1 > (double)t2) - (d1 < (double)t2);
    }
    if (as_number(have, &d1) && as_number(want, &d2))
        return (d1 > d2) - (d1 < d2);
    if (strcmp(name, "ExecutionStatus") == 0)
        return strcasecmp(have, want);
    return strcmp(have, want);
}

static bool holds(const char *op, int d)
{
    switch (op[0]) {
    case '=':
        return d == 0;
    case '!':
        return d != 0;
    case '<':
        return op[1] == '=' ? d <= 0 : d < 0;
    default:
        return op[1] == '=' ? d >= 0 : d > 0;
    }
}

static bool one_matches(const struct wf_vquery_node *n, const char *have)
{
    switch (n->kind) {
    case WF_VQUERY_COMPARE:
        return holds(n->op, order(n->name, have, n->values[0].text));
    case WF_VQUERY_IN:
        for (size_t i = 0; i < n->n_values; i++)
            if (order(n->name, have, n->values[i].text) == 0)
                return true;
        return false;
    case WF_VQUERY_BETWEEN:
        return order(n->name, have, n->values[0].text) >= 0 &&
               order(n->name, have, n->values[1].text) <= 0;
    case WF_VQUERY_STARTS_WITH:
        return strncmp(have, n->values[0].text, strlen(n->values[0].text)) == 0;
    default:
        return false;
    }
}

static bool matches(const struct wf_vquery_node *n,
                    const Tworkflow__WorkflowExecutionInfo *e, struct wf_arena *a)
{
    struct values vs;
    bool any = false;

    if (n == NULL)
        return true;
    switch (n->kind) {
    case WF_VQUERY_AND:
        return matches(n->left, e, a) && matches(n->right, e, a);
    case WF_VQUERY_OR:
        return matches(n->left, e, a) || matches(n->right, e, a);
    case WF_VQUERY_NOT:
        return !matches(n->left, e, a);
    default:
        break;
    }
    values_of(&vs, a, n->name, e);
    if (n->kind == WF_VQUERY_IS_NULL)
        return (vs.n == 0) != n->negated;
    if (n->kind == WF_VQUERY_COMPARE && n->op[0] == '!') { /* no member may be equal */
        for (size_t i = 0; i < vs.n; i++)
            any |= order(n->name, vs.v[i], n->values[0].text) == 0;
        return !any;
    }
    for (size_t i = 0; i < vs.n; i++)
        any |= one_matches(n, vs.v[i]);
    return any != n->negated;
}

bool wf_vquery_matches(const struct wf_vquery *q, const Tworkflow__WorkflowExecutionInfo *e,
                       struct wf_arena *a)
{
    return matches(q->root, e, a);
}
