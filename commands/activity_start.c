/* commands/activity_start.c: start a Standalone Activity, and wait for it. */
#include "commands/activity.h"
#include "commands/start_options.h"

#include <math.h>

struct start_args {
    const char *activity_id, *type, *task_queue;
    int64_t to_close, to_start, start_to_close, heartbeat, start_delay;
    int64_t initial, maximum, attempts;
    double backoff;
    const char *reuse_policy, *conflict_policy;
    struct wf_input input;
    struct wf_strings search_attribute, headers;
    const char *static_summary, *static_details;
    int64_t priority_key;
    const char *fairness_key;
    double fairness_weight;
};

typedef Tworkflowservice__StartActivityExecutionRequest request_type;

static Tgoogleprotobuf__Duration *duration(struct wf_job *job, int64_t ns)
{
    return ns == WF_UNSET || ns == 0 ? NULL : wf_duration_new(job->arena, ns);
}

static enum wf_code retries(struct wf_job *job, const struct start_args *a,
                            request_type *req, struct wf_error *err)
{
    Tcommon__RetryPolicy *p;

    if (a->initial == WF_UNSET && a->maximum == WF_UNSET && a->attempts == WF_UNSET &&
        isnan(a->backoff))
        return WF_OK;
    if (!isnan(a->backoff) && a->backoff < 1)
        return wf_error_set(err, WF_E_USAGE, "--retry-backoff-coefficient: 1 or larger");
    if (a->attempts != WF_UNSET && (a->attempts < 0 || a->attempts > INT32_MAX))
        return wf_error_set(err, WF_E_USAGE,
                            "--retry-maximum-attempts: from 0 (no limit) on");
    p = wf_msg_new(job->arena, &tcommon__retry_policy__descriptor);
    p->initial_interval = duration(job, a->initial);
    p->maximum_interval = duration(job, a->maximum);
    p->backoff_coefficient = isnan(a->backoff) ? 0 : a->backoff;
    p->maximum_attempts = a->attempts == WF_UNSET ? 0 : (int32_t)a->attempts;
    req->retry_policy = p;
    return WF_OK;
}

static void set_policies(const struct start_args *a, request_type *req)
{
    int value = 0;

    if (a->reuse_policy != NULL &&
        wf_enum_parse(&tenums__activity_id_reuse_policy__descriptor, a->reuse_policy,
                      &value))
        req->id_reuse_policy = (Tenums__ActivityIdReusePolicy)value;
    if (a->conflict_policy != NULL &&
        wf_enum_parse(&tenums__activity_id_conflict_policy__descriptor, a->conflict_policy,
                      &value))
        req->id_conflict_policy = (Tenums__ActivityIdConflictPolicy)value;
}

static enum wf_code fill_request(struct wf_job *job, const struct start_args *a,
                                 request_type *req, struct wf_error *err)
{
    Tcommon__Payloads *input = NULL;
    enum wf_code rc = wf_input_build(job, &a->input, "", &input, err);

    if (rc == WF_OK)
        rc = wf_input_search_attributes(job, &a->search_attribute, &req->search_attributes,
                                        err);
    if (rc == WF_OK)
        rc = wf_input_header(job, &a->headers, &req->header, err);
    if (rc == WF_OK)
        rc = wf_start_priority(job, a->priority_key, a->fairness_key, a->fairness_weight,
                               &req->priority, err);
    if (rc == WF_OK)
        rc = retries(job, a, req, err);
    if (rc != WF_OK)
        return rc;
    if (input->n_payloads > 0)
        req->input = input;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    req->activity_id = (char *)a->activity_id;
    req->activity_type = wf_msg_new(job->arena, &tcommon__activity_type__descriptor);
    req->activity_type->name = (char *)a->type;
    req->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
    req->task_queue->name = (char *)a->task_queue;
    req->schedule_to_close_timeout = duration(job, a->to_close);
    req->schedule_to_start_timeout = duration(job, a->to_start);
    req->start_to_close_timeout = duration(job, a->start_to_close);
    req->heartbeat_timeout = duration(job, a->heartbeat);
    req->start_delay = duration(job, a->start_delay);
    req->user_metadata = wf_start_metadata(job, a->static_summary, a->static_details);
    set_policies(a, req);
    return WF_OK;
}

static enum wf_code send_start(struct wf_job *job, const struct start_args *a,
                               const char **ret_run, struct wf_error *err)
{
    request_type *req = wf_msg_new(
        job->arena, &tworkflowservice__start_activity_execution_request__descriptor);
    Tworkflowservice__StartActivityExecutionResponse *reply = NULL;
    enum wf_code rc;

    if ((a->to_close == WF_UNSET || a->to_close == 0) &&
        (a->start_to_close == WF_UNSET || a->start_to_close == 0))
        return wf_error_set(err, WF_E_USAGE,
                            "--start-to-close-timeout or --schedule-to-close-timeout is "
                            "needed");
    rc = fill_request(job, a, req, err);
    if (rc == WF_OK)
        rc = wf_job_call(job, "StartActivityExecution", req, NULL, NULL, &reply, err);
    if (rc == WF_OK)
        *ret_run = reply->run_id;
    return rc;
}

struct started {
    const char *activity_id, *run_id, *namespace_;
};

static void fill(struct wf_json *j, const void *user)
{
    const struct started *s = user;

    wf_json_object(j);
    wf_json_kstr(j, "activityId", s->activity_id);
    wf_json_kstr(j, "runId", s->run_id);
    wf_json_kstr(j, "namespace", s->namespace_);
    wf_json_end_object(j);
}

static enum wf_code start_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct start_args *a = args;
    struct started s = { .activity_id = a->activity_id,
                         .namespace_ = wf_job_namespace(job) };
    enum wf_code rc = send_start(job, a, &s.run_id, err);

    if (rc != WF_OK)
        return rc;
    return wf_job_is_json(job)
               ? wf_job_json(job, fill, &s, err)
               : wf_activity_receipt(
                     job, a->activity_id, s.run_id,
                     wf_arena_printf(job->arena, "running, as run %s", s.run_id), err);
}

/* The ids are known as soon as it runs, whatever comes of the wait. */
static enum wf_code execute_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct start_args *a = args;
    struct wf_activity_one one = { .activity_id = a->activity_id };
    enum wf_code rc = send_start(job, a, &one.run_id, err);

    if (rc != WF_OK)
        return rc;
    wf_job_note(job, "running: activity %s, run %s", one.activity_id, one.run_id);
    return wf_activity_wait(job, &one, err);
}

static const char *const reuse_policies[] = { "AllowDuplicate", "AllowDuplicateFailedOnly",
                                              "RejectDuplicate", NULL };
static const char *const conflict_policies[] = { "Fail", "UseExisting", NULL };

#define A struct start_args
static const struct wf_option start_options[] = {
    WF_OPT_STRING('a', "activity-id", A, activity_id, "ID", "Activity Id",
                  .required = true),
    WF_OPT_STRING(0, "type", A, type, "NAME", "Activity Type", .required = true),
    WF_OPT_STRING('t', "task-queue", A, task_queue, "NAME", "Task Queue of its workers",
                  .required = true, .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_SET(wf_input_options, A, input),
    WF_OPT_DURATION(0, "start-to-close-timeout", A, start_to_close, "one try"),
    WF_OPT_DURATION(0, "schedule-to-close-timeout", A, to_close, "all tries together"),
    WF_OPT_DURATION(0, "schedule-to-start-timeout", A, to_start,
                    "how long a task may wait for a worker"),
    WF_OPT_DURATION(0, "heartbeat-timeout", A, heartbeat, "between two heartbeats"),
    WF_OPT_DURATION(0, "start-delay", A, start_delay, "wait so long before it begins"),
    WF_OPT_DURATION(0, "retry-initial-interval", A, initial, "before the second try"),
    WF_OPT_DURATION(0, "retry-maximum-interval", A, maximum, "at most between tries"),
    WF_OPT_FLOAT(0, "retry-backoff-coefficient", A, backoff, "N",
                 "what the interval grows by"),
    WF_OPT_INT(0, "retry-maximum-attempts", A, attempts, "N", "0: no limit"),
    WF_OPT_ENUM(0, "id-reuse-policy", A, reuse_policy, reuse_policies,
                "when a closed one has the id"),
    WF_OPT_ENUM(0, "id-conflict-policy", A, conflict_policy, conflict_policies,
                "when a running one has the id"),
    WF_OPT_STRINGS(0, "search-attribute", A, search_attribute, "KEY=JSON",
                   "search attribute", .complete = WF_COMPLETE_SEARCH_ATTRIBUTE),
    WF_OPT_SET(wf_headers_options, A, headers),
    WF_OPT_STRING(0, "static-summary", A, static_summary, "TEXT", "one line about it"),
    WF_OPT_STRING(0, "static-details", A, static_details, "TEXT", "more about it"),
    WF_OPT_INT(0, "priority-key", A, priority_key, "N", "priority: 1 is the highest"),
    WF_OPT_STRING(0, "fairness-key", A, fairness_key, "KEY",
                  "shares the queue fairly between keys"),
    WF_OPT_FLOAT(0, "fairness-weight", A, fairness_weight, "N", "weight of the key"),
    WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_activity_start = {
    .path = "activity start",
    .summary = "Start a Standalone Activity",
    .examples = { { "wfsh activity start -a import-7 --type Import -t imports "
                    "--start-to-close-timeout 1h -i '{\"file\":\"a.csv\"}'",
                    "with an argument" },
                  { "wfsh activity start -a import-7 --type Import -t imports "
                    "--start-to-close-timeout 1h --id-conflict-policy UseExisting -o json",
                    "its ids, also when it runs already" } },
    .options = start_options,
    .args_size = sizeof(struct start_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = start_run,
};

const struct wf_command wf_cmd_activity_execute = {
    .path = "activity execute",
    .summary = "Start a Standalone Activity and wait for its result",
    .text =
        "The ids are on stderr as soon as it runs. The exit status says how it ended: 0 "
        "completed, 10 failed, 11 timed out, 12 cancelled, 13 terminated.",
    .examples = { { "wfsh activity execute -a import-7 --type Import -t imports "
                    "--start-to-close-timeout 1h",
                    "prints the result" },
                  { "wfsh activity execute -a import-7 --type Import -t imports "
                    "--start-to-close-timeout 1h --retry-maximum-attempts 1 -o json",
                    "one try, for a script" } },
    .options = start_options,
    .args_size = sizeof(struct start_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = execute_run,
};
