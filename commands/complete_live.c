/* commands/complete_live.c: completion from the cluster: quick, cached, silent. */
#include "commands/complete.h"

#include "base/json_scan.h"
#include "commands/complete_cache.h"
#include "proto/payload.h"

#include <stdlib.h>
#include <string.h>

enum { BUDGET_MS = 300, PAGE = 200, FRESH_S = 10, FRESH_NAMES_S = 60 };

/* One question to the cluster while a word is completed. */
struct asking {
    const struct wf_completion *c;
    struct wf_settings *settings;
    struct wf_connection *conn;
    struct wf_ctx *ctx;
    struct wf_strbuf found; /* lines `value TAB description` */
};

static bool call(struct asking *k, const char *method, const void *req, void *ret_reply)
{
    struct wf_call_options opt = { .timeout_ms = BUDGET_MS,
                                   .no_retry = true,
                                   .no_diagnosis = true };
    struct wf_error err = WF_ERROR_INIT;

    return wf_call(k->ctx, method, req, &opt, k->c->arena, ret_reply, &err) == WF_OK;
}

static void found(struct asking *k, const char *value, const char *what)
{
    if (value == NULL || *value == '\0' || strpbrk(value, "\t\n\r") != NULL)
        return;
    wf_strbuf_addf(&k->found, "%s\t", value);
    for (; what != NULL && *what != '\0'; what++)
        wf_strbuf_addc(&k->found, *what == '\n' || *what == '\t' ? ' ' : *what);
    wf_strbuf_addc(&k->found, '\n');
}

static bool ask_namespaces(struct asking *k)
{
    Tworkflowservice__ListNamespacesRequest *req =
        wf_msg_new(k->c->arena, &tworkflowservice__list_namespaces_request__descriptor);
    Tworkflowservice__ListNamespacesResponse *reply = NULL;

    req->page_size = PAGE;
    if (!call(k, "ListNamespaces", req, &reply))
        return false;
    for (size_t i = 0; i < reply->n_namespaces; i++)
        if (reply->namespaces[i]->namespace_info != NULL)
            found(k, reply->namespaces[i]->namespace_info->name,
                  reply->namespaces[i]->namespace_info->description);
    return true;
}

/* The longest part of the prefix that can stand in a query's string. */
static const char *quoted_prefix(const struct wf_completion *c)
{
    return wf_arena_strndup(c->arena, c->current, strcspn(c->current, "'\"\\`"));
}

static bool list_workflows(struct asking *k, const char *query,
                           Tworkflowservice__ListWorkflowExecutionsResponse **ret)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *req = wf_msg_new(
        k->c->arena, &tworkflowservice__list_workflow_executions_request__descriptor);

    req->namespace_ = (char *)k->settings->namespace_;
    req->page_size = PAGE;
    req->query = (char *)query;
    return call(k, "ListWorkflowExecutions", req, ret);
}

static bool ask_workflows(struct asking *k, enum wf_complete kind)
{
    Tworkflowservice__ListWorkflowExecutionsResponse *reply = NULL;
    const char *query = "";
    char word[64];

    if (*k->c->current != '\0' && kind == WF_COMPLETE_WORKFLOW)
        query = wf_arena_printf(k->c->arena, "WorkflowId STARTS_WITH '%s'",
                                quoted_prefix(k->c));
    if (*k->c->current != '\0' && kind == WF_COMPLETE_WORKFLOW_TYPE)
        query = wf_arena_printf(k->c->arena, "WorkflowType STARTS_WITH '%s'",
                                quoted_prefix(k->c));
    if (!list_workflows(k, query, &reply))
        return false;
    for (size_t i = 0; i < reply->n_executions; i++) {
        const Tworkflow__WorkflowExecutionInfo *e = reply->executions[i];
        const char *type = e->type != NULL ? e->type->name : "";

        if (kind == WF_COMPLETE_WORKFLOW && e->execution != NULL)
            found(
                k, e->execution->workflow_id,
                wf_arena_printf(k->c->arena, "%s %s",
                                wf_enum_word(&tenums__workflow_execution_status__descriptor,
                                             (int)e->status, word, sizeof word),
                                type));
        else if (kind == WF_COMPLETE_WORKFLOW_TYPE)
            found(k, type, NULL);
        else if (kind == WF_COMPLETE_TASK_QUEUE)
            found(k, e->task_queue, NULL);
    }
    return true;
}

static bool ask_schedules(struct asking *k)
{
    Tworkflowservice__ListSchedulesRequest *req =
        wf_msg_new(k->c->arena, &tworkflowservice__list_schedules_request__descriptor);
    Tworkflowservice__ListSchedulesResponse *reply = NULL;

    req->namespace_ = (char *)k->settings->namespace_;
    req->maximum_page_size = PAGE;
    if (*k->c->current != '\0')
        req->query = wf_arena_printf(k->c->arena, "ScheduleId STARTS_WITH '%s'",
                                     quoted_prefix(k->c));
    if (!call(k, "ListSchedules", req, &reply))
        return false;
    for (size_t i = 0; i < reply->n_schedules; i++) {
        const Tschedule__ScheduleListInfo *info = reply->schedules[i]->info;

        found(k, reply->schedules[i]->schedule_id,
              info != NULL && info->workflow_type != NULL ? info->workflow_type->name
                                                          : NULL);
    }
    return true;
}

/* The Workflow Id that the line names already: -w, or the first positional. */
static const char *line_workflow(const struct wf_completion *c)
{
    for (size_t i = 0; i < c->parsed->n_given; i++)
        if (strcmp(c->parsed->given[i].option->name, "workflow-id") == 0)
            return c->parsed->given[i].value;
    return c->parsed->positionals.n > 0 ? c->parsed->positionals.v[0] : NULL;
}

static bool ask_runs(struct asking *k)
{
    Tworkflowservice__ListWorkflowExecutionsResponse *reply = NULL;
    const char *id = line_workflow(k->c);
    char word[64];

    if (id == NULL || strpbrk(id, "'\\") != NULL ||
        !list_workflows(k, wf_arena_printf(k->c->arena, "WorkflowId = '%s'", id), &reply))
        return false;
    for (size_t i = 0; i < reply->n_executions; i++)
        if (reply->executions[i]->execution != NULL)
            found(k, reply->executions[i]->execution->run_id,
                  wf_enum_word(&tenums__workflow_execution_status__descriptor,
                               (int)reply->executions[i]->status, word, sizeof word));
    return true;
}

static bool ask_search_attributes(struct asking *k)
{
    Toperatorservice__ListSearchAttributesRequest *req = wf_msg_new(
        k->c->arena, &toperatorservice__list_search_attributes_request__descriptor);
    Toperatorservice__ListSearchAttributesResponse *reply = NULL;
    char word[64];

    req->namespace_ = (char *)k->settings->namespace_;
    if (!call(k, "ListSearchAttributes", req, &reply))
        return false;
    for (size_t i = 0; i < reply->n_custom_attributes; i++)
        found(k, reply->custom_attributes[i]->key,
              wf_enum_word(&tenums__indexed_value_type__descriptor,
                           (int)reply->custom_attributes[i]->value, word, sizeof word));
    for (size_t i = 0; i < reply->n_system_attributes; i++)
        found(k, reply->system_attributes[i]->key,
              wf_enum_word(&tenums__indexed_value_type__descriptor,
                           (int)reply->system_attributes[i]->value, word, sizeof word));
    return true;
}

/* ---- the handlers of one workflow, from its metadata query
 * -------------------------------- */

static void handlers(struct asking *k, struct wf_bytes list)
{
    struct wf_json_reader r;
    enum wf_json_token t;
    struct wf_strbuf name = WF_STRBUF_INIT, what = WF_STRBUF_INIT;

    wf_json_reader_init(&r, list);
    while ((t = wf_json_next(&r)) != WF_JSON_END) {
        struct wf_strbuf *to = NULL;

        if (t == WF_JSON_OBJECT) {
            wf_strbuf_clear(&name);
            wf_strbuf_clear(&what);
        } else if (t == WF_JSON_END_OBJECT) {
            found(k, wf_strbuf_str(&name), wf_strbuf_str(&what));
        } else if (t == WF_JSON_KEY) {
            if (r.token.len == 4 && memcmp(r.token.data, "name", 4) == 0)
                to = &name;
            else if (r.token.len == 11 && memcmp(r.token.data, "description", 11) == 0)
                to = &what;
            if (to != NULL && wf_json_next(&r) == WF_JSON_STRING)
                (void)wf_json_unescape(r.token, to);
        }
    }
    wf_json_reader_release(&r);
    wf_strbuf_release(&name);
    wf_strbuf_release(&what);
}

static void definitions(struct asking *k, struct wf_bytes text, const char *list_name)
{
    struct wf_json_reader r;
    enum wf_json_token t;

    if (!wf_json_valid(text))
        return;
    wf_json_reader_init(&r, text);
    while ((t = wf_json_next(&r)) != WF_JSON_END)
        if (t == WF_JSON_KEY && r.token.len == strlen(list_name) &&
            memcmp(r.token.data, list_name, r.token.len) == 0) {
            handlers(k, wf_json_skip(&r));
            break;
        }
    wf_json_reader_release(&r);
}

static bool ask_handlers(struct asking *k, const char *list_name)
{
    Tworkflowservice__QueryWorkflowRequest *req =
        wf_msg_new(k->c->arena, &tworkflowservice__query_workflow_request__descriptor);
    Tworkflowservice__QueryWorkflowResponse *reply = NULL;
    const char *id = line_workflow(k->c);

    if (id == NULL)
        return false;
    req->namespace_ = (char *)k->settings->namespace_;
    req->execution = wf_msg_new(k->c->arena, &tcommon__workflow_execution__descriptor);
    req->execution->workflow_id = (char *)id;
    req->query = wf_msg_new(k->c->arena, &tquery__workflow_query__descriptor);
    req->query->query_type = (char *)"__temporal_workflow_metadata";
    if (!call(k, "QueryWorkflow", req, &reply) || reply->query_result == NULL)
        return false;
    for (size_t i = 0; i < reply->query_result->n_payloads; i++) {
        const Tcommon__Payload *p = reply->query_result->payloads[i];
        struct wf_bytes text = { p->data.data, p->data.len };

        definitions(k, text, list_name);
    }
    return true;
}

static bool ask_deployments(struct asking *k)
{
    Tworkflowservice__ListWorkerDeploymentsRequest *req = wf_msg_new(
        k->c->arena, &tworkflowservice__list_worker_deployments_request__descriptor);
    Tworkflowservice__ListWorkerDeploymentsResponse *reply = NULL;

    req->namespace_ = (char *)k->settings->namespace_;
    req->page_size = 1000;
    if (!call(k, "ListWorkerDeployments", req, &reply))
        return false;
    for (size_t i = 0; i < reply->n_worker_deployments; i++)
        found(k, reply->worker_deployments[i]->name, NULL);
    return true;
}

static bool ask(struct asking *k, enum wf_complete kind)
{
    switch (kind) {
    case WF_COMPLETE_NAMESPACE:
        return ask_namespaces(k);
    case WF_COMPLETE_WORKFLOW:
    case WF_COMPLETE_WORKFLOW_TYPE:
    case WF_COMPLETE_TASK_QUEUE:
        return ask_workflows(k, kind);
    case WF_COMPLETE_SCHEDULE:
        return ask_schedules(k);
    case WF_COMPLETE_DEPLOYMENT:
        return ask_deployments(k);
    case WF_COMPLETE_RUN:
        return ask_runs(k);
    case WF_COMPLETE_SIGNAL:
        return ask_handlers(k, "signalDefinitions");
    case WF_COMPLETE_QUERY:
        return ask_handlers(k, "queryDefinitions");
    case WF_COMPLETE_UPDATE:
        return ask_handlers(k, "updateDefinitions");
    case WF_COMPLETE_SEARCH_ATTRIBUTE:
    case WF_COMPLETE_VISIBILITY:
        return ask_search_attributes(k);
    default:
        return false;
    }
}

/* ---- with the cache
 * ---------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each line once that begins with the word. */
static void emit(const struct wf_completion *c, char *text)
{
    char **lines = wf_arena_alloc(c->arena, (strlen(text) / 2 + 1) * sizeof *lines),
         *save = NULL;
    const char *last = NULL;
    size_t n = 0;

    for (char *line = strtok_r(text, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save))
        lines[n++] = line;
    qsort(lines, n, sizeof *lines, by_text);
    for (size_t i = 0; i < n; i++) {
        char *tab = strchr(lines[i], '\t');

        if (tab == NULL)
            continue;
        *tab = '\0';
        if (strncmp(lines[i], c->current, strlen(c->current)) != 0 ||
            (last != NULL && strcmp(last, lines[i]) == 0))
            continue;
        last = lines[i];
        c->emit(c->user, lines[i], tab[1] != '\0' ? tab + 1 : NULL);
    }
}

static void offer_profiles(const struct wf_completion *c)
{
    const char *const *names = NULL;
    struct wf_error ignored = WF_ERROR_INIT;
    size_t n = 0;

    if (wf_settings_profiles(&c->parsed->globals.settings, c->arena, &names, &n,
                             &ignored) != WF_OK)
        return;
    for (size_t i = 0; i < n; i++)
        if (strncmp(names[i], c->current, strlen(c->current)) == 0)
            c->emit(c->user, names[i], NULL);
}

static bool connect_and_ask(struct asking *k, enum wf_complete kind)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_cancel *cancel = wf_cancel_new();
    bool ok = false;

    if (wf_settings_secrets(k->settings, &ignored) == WF_OK &&
        wf_connection_open(k->settings, &k->conn, &ignored) == WF_OK) {
        k->ctx = wf_ctx_new(k->conn, cancel, wf_mono_ms() + BUDGET_MS);
        ok = ask(k, kind);
        wf_ctx_free(k->ctx);
        wf_connection_close(k->conn);
    }
    wf_cancel_free(cancel);
    return ok;
}

void wf_complete_live(const struct wf_completion *c, enum wf_complete kind)
{
    struct asking k = { .c = c };
    struct wf_error ignored = WF_ERROR_INIT;
    bool names = kind == WF_COMPLETE_NAMESPACE || kind == WF_COMPLETE_SEARCH_ATTRIBUTE;
    bool per_workflow = kind >= WF_COMPLETE_RUN && kind != WF_COMPLETE_WORKFLOW_TYPE &&
                        kind != WF_COMPLETE_SCHEDULE && kind != WF_COMPLETE_DEPLOYMENT;
    const char *key, *id = per_workflow ? line_workflow(c) : NULL;

    if (kind == WF_COMPLETE_PROFILE) {
        offer_profiles(c);
        return;
    }
    if (wf_settings_load(&c->parsed->globals.settings, &k.settings, &ignored) != WF_OK)
        return;
    key = wf_arena_printf(c->arena, "%s\n%s\n%d\n%s\n%s", k.settings->address,
                          k.settings->namespace_, (int)kind, id != NULL ? id : "",
                          names ? "" : c->current);
    if (wf_complete_cache_get(key, names ? FRESH_NAMES_S : FRESH_S, &k.found)) {
        emit(c, k.found.data != NULL ? k.found.data : (char[]){ "" });
    } else if (connect_and_ask(&k, kind)) {
        wf_complete_cache_put(key, &k.found);
        emit(c, k.found.data != NULL ? k.found.data : (char[]){ "" });
    }
    wf_strbuf_release(&k.found);
    wf_settings_free(k.settings);
}
