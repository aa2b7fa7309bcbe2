/* commands/complete_ask.c: the questions of completion to the cluster. */
#include "commands/complete_ask.h"

#include "base/json_scan.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "commands/shape.h"
#include "proto/message.h"
#include "proto/payload.h"

#include <string.h>

enum { SMALL_PAGE = 200, SHAPE_PAGES = 4, FRESH_MS = 10000, FRESH_NAMES_MS = 60000 };

struct asking {
    const struct wf_ask *q;
    struct wf_ctx *ctx;
    struct wf_arena *a;
    struct wf_strbuf *out;
    struct wf_strbuf safe; /* to compare with */
    size_t max, rows;
    int64_t timeout_ms, until_ms;
    bool more;
};

static bool call(struct asking *k, const char *method, const void *req, void *ret_reply)
{
    struct wf_call_options opt = { .timeout_ms = k->timeout_ms,
                                   .no_retry = true,
                                   .no_diagnosis = true };
    struct wf_error err = WF_ERROR_INIT;

    return wf_call(k->ctx, method, req, &opt, k->a, ret_reply, &err) == WF_OK;
}

static bool is_safe(struct asking *k, const char *value)
{
    wf_strbuf_clear(&k->safe);
    wf_utf8_safes(&k->safe, value);
    return strcmp(wf_strbuf_str(&k->safe), value) == 0;
}

static void found(struct asking *k, const char *value, const char *what)
{
    if (value == NULL || *value == '\0' || !is_safe(k, value))
        return;
    wf_strbuf_addf(k->out, "%s\t", value);
    if (what != NULL)
        wf_utf8_safes(k->out, what);
    wf_strbuf_addc(k->out, '\n');
}

/* Another page, if there is one, enough is not had, and the budget lasts. */
static bool next_page(struct asking *k, size_t rows, const ProtobufCBinaryData *token)
{
    k->rows += rows;
    k->more = token->len > 0;
    return k->more && rows > 0 && k->rows < k->max && wf_mono_ms() < k->until_ms;
}

static int page_size(const struct asking *k)
{
    return k->max < WF_ASK_PAGE ? SMALL_PAGE : WF_ASK_PAGE;
}

/* ---- names
 * -------------------------------------------------------------------------------- */

static bool ask_namespaces(struct asking *k)
{
    Tworkflowservice__ListNamespacesRequest *req =
        wf_msg_new(k->a, &tworkflowservice__list_namespaces_request__descriptor);
    Tworkflowservice__ListNamespacesResponse *reply = NULL;

    req->page_size = page_size(k);
    if (!call(k, "ListNamespaces", req, &reply))
        return false;
    for (size_t i = 0; i < reply->n_namespaces; i++)
        if (reply->namespaces[i]->namespace_info != NULL)
            found(k, reply->namespaces[i]->namespace_info->name,
                  reply->namespaces[i]->namespace_info->description);
    return true;
}

static bool ask_search_attributes(struct asking *k)
{
    Toperatorservice__ListSearchAttributesRequest *req =
        wf_msg_new(k->a, &toperatorservice__list_search_attributes_request__descriptor);
    Toperatorservice__ListSearchAttributesResponse *reply = NULL;
    char word[64];

    req->namespace_ = (char *)k->q->namespace_;
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

static bool ask_schedules(struct asking *k)
{
    Tworkflowservice__ListSchedulesRequest *req =
        wf_msg_new(k->a, &tworkflowservice__list_schedules_request__descriptor);
    Tworkflowservice__ListSchedulesResponse *reply = NULL;

    req->namespace_ = (char *)k->q->namespace_;
    req->maximum_page_size = page_size(k);
    if (*k->q->prefix != '\0')
        req->query = wf_arena_printf(k->a, "ScheduleId STARTS_WITH '%s'", k->q->prefix);
    do {
        if (!call(k, "ListSchedules", req, &reply))
            return k->rows > 0;
        for (size_t i = 0; i < reply->n_schedules; i++) {
            const Tschedule__ScheduleListInfo *info = reply->schedules[i]->info;

            found(k, reply->schedules[i]->schedule_id,
                  info != NULL && info->workflow_type != NULL ? info->workflow_type->name
                                                              : NULL);
        }
        req->next_page_token = reply->next_page_token;
    } while (next_page(k, reply->n_schedules, &reply->next_page_token));
    return true;
}

static const Tworkflowservice__ListWorkerDeploymentsResponse *
list_deployments(struct asking *k)
{
    Tworkflowservice__ListWorkerDeploymentsRequest *req =
        wf_msg_new(k->a, &tworkflowservice__list_worker_deployments_request__descriptor);
    Tworkflowservice__ListWorkerDeploymentsResponse *reply = NULL;

    req->namespace_ = (char *)k->q->namespace_;
    req->page_size = WF_ASK_PAGE;
    return call(k, "ListWorkerDeployments", req, &reply) ? reply : NULL;
}

static bool ask_deployments(struct asking *k)
{
    const Tworkflowservice__ListWorkerDeploymentsResponse *reply = list_deployments(k);

    for (size_t i = 0; reply != NULL && i < reply->n_worker_deployments; i++)
        found(k, reply->worker_deployments[i]->name, NULL);
    return reply != NULL;
}

/* ---- Build Ids
 * ---------------------------------------------------------------------------- */

static void
found_version(struct asking *k,
              const Tdeployment__WorkerDeploymentInfo__WorkerDeploymentVersionSummary *s)
{
    char word[64];

    if (s != NULL && s->deployment_version != NULL)
        found(k, s->deployment_version->build_id,
              wf_enum_word(&tenums__worker_deployment_version_status__descriptor,
                           (int)s->status, word, sizeof word));
}

static bool builds_of_deployment(struct asking *k, const char *name)
{
    Tworkflowservice__DescribeWorkerDeploymentRequest *req =
        wf_msg_new(k->a, &tworkflowservice__describe_worker_deployment_request__descriptor);
    Tworkflowservice__DescribeWorkerDeploymentResponse *reply = NULL;
    const Tdeployment__WorkerDeploymentInfo *info;

    req->namespace_ = (char *)k->q->namespace_;
    req->deployment_name = (char *)name;
    if (!call(k, "DescribeWorkerDeployment", req, &reply))
        return false;
    info = reply->worker_deployment_info;
    for (size_t i = 0; info != NULL && i < info->n_version_summaries; i++)
        found_version(k, info->version_summaries[i]);
    return true;
}

/*
 * Of the workers that poll it, with a Worker Deployment or as in the years before, which
 * the API marks as deprecated.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static bool builds_of_queue(struct asking *k, const char *queue)
{
    Tworkflowservice__DescribeTaskQueueRequest *req =
        wf_msg_new(k->a, &tworkflowservice__describe_task_queue_request__descriptor);
    Tworkflowservice__DescribeTaskQueueResponse *reply = NULL;

    req->namespace_ = (char *)k->q->namespace_;
    req->task_queue = wf_msg_new(k->a, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = (char *)queue;
    req->task_queue_type = TENUMS__TASK_QUEUE_TYPE__TASK_QUEUE_TYPE_WORKFLOW;
    if (!call(k, "DescribeTaskQueue", req, &reply))
        return false;
    for (size_t i = 0; i < reply->n_pollers; i++) {
        const Ttaskqueue__PollerInfo *p = reply->pollers[i];

        if (p->deployment_options != NULL)
            found(k, p->deployment_options->build_id, p->identity);
        else if (p->worker_version_capabilities != NULL)
            found(k, p->worker_version_capabilities->build_id, p->identity);
    }
    return true;
}

#pragma GCC diagnostic pop

/* Those that a reset can go back to. */
static bool builds_of_workflow(struct asking *k, const char *id)
{
    Tworkflowservice__DescribeWorkflowExecutionRequest *req = wf_msg_new(
        k->a, &tworkflowservice__describe_workflow_execution_request__descriptor);
    Tworkflowservice__DescribeWorkflowExecutionResponse *reply = NULL;
    const Tworkflow__ResetPoints *points;

    req->namespace_ = (char *)k->q->namespace_;
    req->execution = wf_msg_new(k->a, &tcommon__workflow_execution__descriptor);
    req->execution->workflow_id = (char *)id;
    if (!call(k, "DescribeWorkflowExecution", req, &reply) ||
        reply->workflow_execution_info == NULL)
        return false;
    points = reply->workflow_execution_info->auto_reset_points;
    for (size_t i = 0; points != NULL && i < points->n_points; i++)
        found(k, points->points[i]->build_id,
              points->points[i]->resettable ? NULL : "cannot be reset to");
    return true;
}

/* Nothing is named yet: the versions that the namespace's deployments are about. */
static bool builds_of_all(struct asking *k)
{
    const Tworkflowservice__ListWorkerDeploymentsResponse *reply = list_deployments(k);

    for (size_t i = 0; reply != NULL && i < reply->n_worker_deployments; i++) {
        found_version(k, reply->worker_deployments[i]->latest_version_summary);
        found_version(k, reply->worker_deployments[i]->current_version_summary);
        found_version(k, reply->worker_deployments[i]->ramping_version_summary);
    }
    return reply != NULL;
}

static bool ask_build_ids(struct asking *k)
{
    const char *of = k->q->of;

    switch (*of) {
    case 'd':
        return builds_of_deployment(k, of + 1);
    case 'q':
        return builds_of_queue(k, of + 1);
    case 'w':
        return builds_of_workflow(k, of + 1);
    default:
        return builds_of_all(k);
    }
}

/* ---- from lists of workflows
 * -------------------------------------------------------------- */

static const char *list_query(const struct asking *k)
{
    const struct wf_ask *q = k->q;
    const char *attribute = q->kind == WF_COMPLETE_WORKFLOW        ? "WorkflowId"
                            : q->kind == WF_COMPLETE_WORKFLOW_TYPE ? "WorkflowType"
                            : q->kind == WF_COMPLETE_TASK_QUEUE    ? "TaskQueue"
                                                                   : NULL;

    if (q->kind == WF_COMPLETE_RUN)
        return wf_arena_printf(k->a, "WorkflowId = '%s'", q->of);
    if (q->kind == WF_COMPLETE_ATTRIBUTE_VALUE)
        return wf_arena_printf(k->a, "`%s` IS NOT NULL", q->of);
    if (attribute == NULL || *q->prefix == '\0')
        return "";
    return wf_arena_printf(k->a, "%s STARTS_WITH '%s'", attribute, q->prefix);
}

static void json_value(struct asking *k, struct wf_json_reader *r, enum wf_json_token t)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (t == WF_JSON_STRING && wf_json_unescape(r->token, &text))
        found(k, wf_strbuf_str(&text), "text");
    if (t == WF_JSON_NUMBER || t == WF_JSON_TRUE || t == WF_JSON_FALSE) {
        wf_strbuf_add(&text, r->token.data, r->token.len);
        found(k, wf_strbuf_str(&text), NULL);
    }
    wf_strbuf_release(&text);
}

/* A search attribute's payload: JSON, a value or a list of them. */
static void attribute_values(struct asking *k, const Tworkflow__WorkflowExecutionInfo *e)
{
    const Tcommon__SearchAttributes *s = e->search_attributes;

    for (size_t i = 0; s != NULL && i < s->n_indexed_fields; i++) {
        const Tcommon__Payload *p = s->indexed_fields[i]->value;
        struct wf_json_reader r;
        enum wf_json_token t;

        if (p == NULL || strcmp(s->indexed_fields[i]->key, k->q->of) != 0 ||
            !wf_json_valid((struct wf_bytes){ p->data.data, p->data.len }))
            continue;
        wf_json_reader_init(&r, (struct wf_bytes){ p->data.data, p->data.len });
        while ((t = wf_json_next(&r)) != WF_JSON_END)
            json_value(k, &r, t);
        wf_json_reader_release(&r);
    }
}

static void found_workflow(struct asking *k, const Tworkflow__WorkflowExecutionInfo *e)
{
    const char *type = e->type != NULL ? e->type->name : "";
    char word[64];
    const char *status = wf_enum_word(&tenums__workflow_execution_status__descriptor,
                                      (int)e->status, word, sizeof word);

    switch (k->q->kind) {
    case WF_COMPLETE_WORKFLOW:
        if (e->execution != NULL)
            found(k, e->execution->workflow_id,
                  wf_arena_printf(k->a, "%s %s", status, type));
        break;
    case WF_COMPLETE_RUN:
        if (e->execution != NULL)
            found(k, e->execution->run_id, status);
        break;
    case WF_COMPLETE_WORKFLOW_TYPE:
        found(k, type, NULL);
        break;
    case WF_COMPLETE_TASK_QUEUE:
        found(k, e->task_queue, NULL);
        break;
    default:
        attribute_values(k, e);
    }
}

static bool ask_workflows(struct asking *k)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *req =
        wf_msg_new(k->a, &tworkflowservice__list_workflow_executions_request__descriptor);
    Tworkflowservice__ListWorkflowExecutionsResponse *reply = NULL;

    req->namespace_ = (char *)k->q->namespace_;
    req->page_size = page_size(k);
    req->query = (char *)list_query(k);
    do {
        if (!call(k, "ListWorkflowExecutions", req, &reply))
            return k->rows > 0;
        for (size_t i = 0; i < reply->n_executions; i++)
            found_workflow(k, reply->executions[i]);
        req->next_page_token = reply->next_page_token;
    } while (next_page(k, reply->n_executions, &reply->next_page_token));
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
        wf_msg_new(k->a, &tworkflowservice__query_workflow_request__descriptor);
    Tworkflowservice__QueryWorkflowResponse *reply = NULL;

    req->namespace_ = (char *)k->q->namespace_;
    req->execution = wf_msg_new(k->a, &tcommon__workflow_execution__descriptor);
    req->execution->workflow_id = (char *)k->q->of;
    req->query = wf_msg_new(k->a, &tquery__workflow_query__descriptor);
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

/* ---- the shape of a handler's last input
 * -------------------------------------------------- */

/* The input if the event is one of the handler; *ret_is says whether it is. */
static const Tcommon__Payloads *handler_input(const struct wf_ask *q,
                                              const Thistory__HistoryEvent *e, bool *ret_is)
{
    *ret_is = false;
    if (q->kind == WF_COMPLETE_SIGNAL_SHAPE &&
        e->attributes_case ==
            THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_SIGNALED_EVENT_ATTRIBUTES) {
        *ret_is = strcmp(e->workflow_execution_signaled_event_attributes->signal_name,
                         q->name) == 0;
        return e->workflow_execution_signaled_event_attributes->input;
    }
    if (q->kind == WF_COMPLETE_UPDATE_SHAPE &&
        e->attributes_case ==
            THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_UPDATE_ACCEPTED_EVENT_ATTRIBUTES) {
        const Tupdate__Request *r =
            e->workflow_execution_update_accepted_event_attributes->accepted_request;

        *ret_is = r != NULL && r->input != NULL && strcmp(r->input->name, q->name) == 0;
        return *ret_is ? r->input->args : NULL;
    }
    return NULL;
}

/* Only JSON has a shape; a codec is never asked for one. */
static void found_shape(struct asking *k, const Tcommon__Payloads *input)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    for (size_t i = 0; input != NULL && i < input->n_payloads; i++) {
        const Tcommon__Payload *p = input->payloads[i];
        struct wf_bytes encoding = wf_payload_encoding(p);
        size_t before = text.len;

        wf_strbuf_adds(&text, i > 0 ? " -i " : "");
        if (encoding.len > 4 && memcmp(encoding.data, "json", 4) == 0 &&
            wf_shape(&text, (struct wf_bytes){ p->data.data, p->data.len }))
            continue;
        text.len = before; /* what is no JSON ends the list */
        text.data[before] = '\0';
        break;
    }
    found(k, wf_strbuf_str(&text), NULL);
    wf_strbuf_release(&text);
}

static bool ask_shape(struct asking *k)
{
    Tworkflowservice__GetWorkflowExecutionHistoryReverseRequest *req = wf_msg_new(
        k->a,
        &tworkflowservice__get_workflow_execution_history_reverse_request__descriptor);
    Tworkflowservice__GetWorkflowExecutionHistoryReverseResponse *reply = NULL;

    req->namespace_ = (char *)k->q->namespace_;
    req->execution = wf_msg_new(k->a, &tcommon__workflow_execution__descriptor);
    req->execution->workflow_id = (char *)k->q->of;
    req->maximum_page_size = SMALL_PAGE;
    for (unsigned page = 0; page < SHAPE_PAGES; page++) {
        if (!call(k, "GetWorkflowExecutionHistoryReverse", req, &reply))
            return false;
        for (size_t i = 0; reply->history != NULL && i < reply->history->n_events; i++) {
            bool is;
            const Tcommon__Payloads *input =
                handler_input(k->q, reply->history->events[i], &is);

            if (!is)
                continue;
            found_shape(k, input);
            return true;
        }
        if (reply->next_page_token.len == 0)
            break;
        req->next_page_token = reply->next_page_token;
    }
    return true;
}

/* ---- all of them
 * -------------------------------------------------------------------------- */

static bool ask(struct asking *k)
{
    switch (k->q->kind) {
    case WF_COMPLETE_NAMESPACE:
        return ask_namespaces(k);
    case WF_COMPLETE_WORKFLOW:
    case WF_COMPLETE_WORKFLOW_TYPE:
    case WF_COMPLETE_TASK_QUEUE:
    case WF_COMPLETE_RUN:
    case WF_COMPLETE_ATTRIBUTE_VALUE:
        return ask_workflows(k);
    case WF_COMPLETE_SCHEDULE:
        return ask_schedules(k);
    case WF_COMPLETE_DEPLOYMENT:
        return ask_deployments(k);
    case WF_COMPLETE_BUILD_ID:
        return ask_build_ids(k);
    case WF_COMPLETE_SIGNAL:
        return ask_handlers(k, "signalDefinitions");
    case WF_COMPLETE_QUERY:
        return ask_handlers(k, "queryDefinitions");
    case WF_COMPLETE_UPDATE:
        return ask_handlers(k, "updateDefinitions");
    case WF_COMPLETE_SEARCH_ATTRIBUTE:
        return ask_search_attributes(k);
    case WF_COMPLETE_SIGNAL_SHAPE:
    case WF_COMPLETE_UPDATE_SHAPE:
        return ask_shape(k);
    default:
        return false;
    }
}

bool wf_ask_cluster(struct wf_ctx *ctx, const struct wf_ask *q, size_t max,
                    int64_t timeout_ms, struct wf_arena *a, struct wf_strbuf *out,
                    bool *ret_more)
{
    struct asking k = { .q = q,
                        .ctx = ctx,
                        .a = a,
                        .out = out,
                        .max = max,
                        .timeout_ms = timeout_ms,
                        .until_ms = wf_mono_ms() + WF_ASK_BUDGET_MS };
    bool ok = ask(&k);

    wf_strbuf_release(&k.safe);
    *ret_more = k.more;
    return ok;
}

int64_t wf_ask_fresh_ms(enum wf_complete kind)
{
    return kind == WF_COMPLETE_NAMESPACE || kind == WF_COMPLETE_SEARCH_ATTRIBUTE
               ? FRESH_NAMES_MS
               : FRESH_MS;
}

bool wf_ask_by_prefix(enum wf_complete kind)
{
    return kind == WF_COMPLETE_WORKFLOW || kind == WF_COMPLETE_WORKFLOW_TYPE ||
           kind == WF_COMPLETE_TASK_QUEUE || kind == WF_COMPLETE_SCHEDULE;
}
