/* commands/start_options.c: what every verb takes that starts a Workflow Execution. */
#include "commands/start_options.h"

#include "base/table.h"
#include "commands/act.h"
#include "proto/payload.h"

#include <math.h>
#include <string.h>

typedef Tworkflowservice__StartWorkflowExecutionRequest start_request;

static Tgoogleprotobuf__Duration *duration(struct wf_job *job, int64_t ns)
{
    return ns == WF_UNSET || ns == 0 ? NULL : wf_duration_new(job->arena, ns);
}

Tsdk__UserMetadata *wf_start_metadata(struct wf_job *job, const char *summary,
                                      const char *details)
{
    Tsdk__UserMetadata *m;

    if (summary == NULL && details == NULL)
        return NULL;
    m = wf_msg_new(job->arena, &tsdk__user_metadata__descriptor);
    if (summary != NULL)
        m->summary = wf_payload_string(job->arena, summary);
    if (details != NULL)
        m->details = wf_payload_string(job->arena, details);
    return m;
}

enum wf_code wf_start_priority(struct wf_job *job, int64_t key, const char *fairness_key,
                               double fairness_weight, Tcommon__Priority **ret,
                               struct wf_error *err)
{
    Tcommon__Priority *p;

    if (key != WF_UNSET && (key < 0 || key > INT32_MAX))
        return wf_error_set(err, WF_E_USAGE, "--priority-key: 1 is the highest priority");
    if (key == WF_UNSET && fairness_key == NULL && isnan(fairness_weight))
        return WF_OK;
    p = wf_msg_new(job->arena, &tcommon__priority__descriptor);
    if (key != WF_UNSET)
        p->priority_key = (int32_t)key;
    if (fairness_key != NULL)
        p->fairness_key = (char *)fairness_key;
    if (!isnan(fairness_weight))
        p->fairness_weight = (float)fairness_weight;
    *ret = p;
    return WF_OK;
}

static enum wf_code check(const struct wf_start *s, struct wf_error *err)
{
    if (s->cron != NULL && s->start_delay != WF_UNSET && s->start_delay != 0)
        return wf_error_set(err, WF_E_USAGE, "--cron and --start-delay exclude each other");
    return WF_OK;
}

static void set_policies(const struct wf_start *s, start_request *req)
{
    int value = 0;

    if (s->id_reuse_policy != NULL &&
        wf_enum_parse(&tenums__workflow_id_reuse_policy__descriptor, s->id_reuse_policy,
                      &value))
        req->workflow_id_reuse_policy = (Tenums__WorkflowIdReusePolicy)value;
    if (s->id_conflict_policy != NULL &&
        wf_enum_parse(&tenums__workflow_id_conflict_policy__descriptor,
                      s->id_conflict_policy, &value))
        req->workflow_id_conflict_policy = (Tenums__WorkflowIdConflictPolicy)value;
}

enum wf_code wf_start_request(struct wf_job *job, const struct wf_start *s,
                              Tcommon__Payloads *input, start_request **ret,
                              struct wf_error *err)
{
    start_request *req = wf_msg_new(
        job->arena, &tworkflowservice__start_workflow_execution_request__descriptor);
    enum wf_code rc = check(s, err);

    if (rc == WF_OK)
        rc = wf_input_memo(job, &s->memo, &req->memo, err);
    if (rc == WF_OK)
        rc = wf_input_search_attributes(job, &s->search_attribute, &req->search_attributes,
                                        err);
    if (rc == WF_OK)
        rc = wf_input_header(job, &s->headers, &req->header, err);
    if (rc == WF_OK)
        rc = wf_start_priority(job, s->priority_key, s->fairness_key, s->fairness_weight,
                               &req->priority, err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_id = (char *)(s->workflow_id != NULL ? s->workflow_id : wf_job_uuid(job));
    req->workflow_type = wf_msg_new(job->arena, &tcommon__workflow_type__descriptor);
    req->workflow_type->name = (char *)s->type;
    req->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = (char *)s->task_queue;
    req->task_queue->kind = TENUMS__TASK_QUEUE_KIND__TASK_QUEUE_KIND_NORMAL;
    if (input != NULL && input->n_payloads > 0)
        req->input = input;
    req->workflow_execution_timeout = duration(job, s->execution_timeout);
    req->workflow_run_timeout = duration(job, s->run_timeout);
    req->workflow_task_timeout = duration(job, s->task_timeout);
    req->workflow_start_delay = duration(job, s->start_delay);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    set_policies(s, req);
    if (s->cron != NULL)
        req->cron_schedule = (char *)s->cron;
    req->user_metadata = wf_start_metadata(job, s->static_summary, s->static_details);
    *ret = req;
    return WF_OK;
}

/* ---- sending ----------------------------------------------------------------------------
 */

bool wf_start_found(struct wf_job *job, enum wf_code rc, const struct wf_error *err,
                    const char **ret_run)
{
    static const char mark[] = "RunId: ";
    enum { UUID = 36 };
    const char *at;

    if (rc != WF_E_CONFLICT ||
        strcmp(err->detail, "WorkflowExecutionAlreadyStartedFailure") != 0)
        return false;
    at = strstr(err->text, mark);
    *ret_run = "";
    if (at != NULL && strspn(at + sizeof mark - 1, "0123456789abcdef-") >= UUID)
        *ret_run = wf_arena_strndup(job->arena, at + sizeof mark - 1, UUID);
    return true;
}

/* The run that the server would not start beside. */
static enum wf_code found(struct wf_job *job, struct wf_started *s, struct wf_error *err)
{
    struct wf_ref ref = { .workflow_id = s->workflow_id };
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    enum wf_code rc = WF_OK;

    if (*s->run_id == '\0')
        rc = wf_act_describe(job, &ref, &d, err);
    if (d != NULL && d->workflow_execution_info != NULL)
        s->run_id = d->workflow_execution_info->execution->run_id;
    if (rc == WF_OK)
        wf_error_clear(err);
    return rc;
}

enum wf_code wf_start_send(struct wf_job *job, const struct wf_start *s, start_request *req,
                           struct wf_started *ret, struct wf_error *err)
{
    Tworkflowservice__StartWorkflowExecutionResponse *reply = NULL;
    enum wf_code rc =
        wf_job_call(job, "StartWorkflowExecution", req, NULL, NULL, &reply, err);

    *ret = (struct wf_started){ .workflow_id = req->workflow_id,
                                .type = req->workflow_type->name,
                                .task_queue = req->task_queue->name,
                                .namespace_ = req->namespace_ };
    if (rc == WF_OK) {
        ret->run_id = reply->run_id;
        ret->started = reply->started;
    } else if (wf_start_found(job, rc, err, &ret->run_id) && !s->fail_existing) {
        rc = found(job, ret, err);
    }
    return rc;
}

/* ---- what it came to --------------------------------------------------------------------
 */

void wf_started_fields(struct wf_json *j, const struct wf_started *s)
{
    wf_json_kstr(j, "workflowId", s->workflow_id);
    wf_json_kstr(j, "runId", s->run_id);
    wf_json_kstr(j, "type", s->type);
    wf_json_kstr(j, "namespace", s->namespace_);
    if (s->task_queue != NULL)
        wf_json_kstr(j, "taskQueue", s->task_queue);
    wf_json_kbool(j, "started", s->started);
}

enum wf_code wf_started_card(struct wf_job *job, const struct wf_started *s,
                             struct wf_error *err)
{
    struct wf_table_options o = { .indent = 2, .color = wf_job_color(job) };
    struct wf_card *card = wf_card_new();
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    wf_strbuf_adds(&b, s->started ? "Running execution:\n"
                                  : "Found an execution that is there already:\n");
    wf_card_add(card, "WorkflowId", s->workflow_id);
    wf_card_add(card, "RunId", s->run_id);
    wf_card_add(card, "Type", s->type);
    wf_card_add(card, "Namespace", s->namespace_);
    if (s->task_queue != NULL)
        wf_card_add(card, "TaskQueue", s->task_queue);
    wf_card_print(card, &o, &b);
    wf_card_free(card);
    rc = wf_job_write(job, b.data, b.len, err);
    wf_strbuf_release(&b);
    return rc == WF_OK ? wf_job_flush(job, err) : rc;
}

/* ---- the options ------------------------------------------------------------------------
 */

static const char *const reuse_policies[] = { "AllowDuplicate", "AllowDuplicateFailedOnly",
                                              "RejectDuplicate", "TerminateIfRunning",
                                              NULL };
static const char *const conflict_policies[] = { "Fail", "UseExisting", "TerminateExisting",
                                                 NULL };

#define S struct wf_start
const struct wf_option wf_start_options[] = {
    WF_OPT_STRING('w', "workflow-id", S, workflow_id, "ID", "Workflow Id; else a new UUID",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_STRING(0, "type", S, type, "NAME", "Workflow Type", .alias = "name",
                  .required = true, .complete = WF_COMPLETE_WORKFLOW_TYPE),
    WF_OPT_STRING('t', "task-queue", S, task_queue, "NAME", "task queue of its workers",
                  .required = true, .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_DURATION(0, "execution-timeout", S, execution_timeout,
                    "for all runs together, retries and continue-as-new included"),
    WF_OPT_DURATION(0, "run-timeout", S, run_timeout, "for one run"),
    WF_OPT_DURATION(0, "task-timeout", S, task_timeout, "for one workflow task",
                    .default_value = "10s"),
    WF_OPT_ENUM(0, "id-reuse-policy", S, id_reuse_policy, reuse_policies,
                "when a closed run has the id"),
    WF_OPT_ENUM(0, "id-conflict-policy", S, id_conflict_policy, conflict_policies,
                "when a running one has the id"),
    WF_OPT_BOOL(0, "fail-existing", S, fail_existing,
                "fail when a run of that id is there already"),
    WF_OPT_DURATION(0, "start-delay", S, start_delay, "wait so long before it begins"),
    WF_OPT_STRING(0, "cron", S, cron, "SPEC", "deprecated: use a schedule", .hidden = true),
    WF_OPT_STRINGS(0, "memo", S, memo, "KEY=JSON", "a note that is kept with it"),
    WF_OPT_STRINGS(0, "search-attribute", S, search_attribute, "KEY=JSON",
                   "search attribute, such as Amount=12 or Tags='[\"a\",\"b\"]'",
                   .complete = WF_COMPLETE_SEARCH_ATTRIBUTE),
    WF_OPT_STRINGS(0, "headers", S, headers, "KEY=JSON",
                   "header of the request, for the worker's interceptors"),
    WF_OPT_STRING(0, "static-summary", S, static_summary, "TEXT", "one line about it"),
    WF_OPT_STRING(0, "static-details", S, static_details, "TEXT", "more about it"),
    WF_OPT_INT(0, "priority-key", S, priority_key, "N", "priority: 1 is the highest"),
    WF_OPT_STRING(0, "fairness-key", S, fairness_key, "KEY",
                  "shares the queue fairly between keys"),
    WF_OPT_FLOAT(0, "fairness-weight", S, fairness_weight, "N", "weight of the key"),
    WF_OPT_END
};
#undef S
