/* commands/nexus_operation_start.c: start a standalone Nexus Operation, and wait for it. */
#include "commands/nexus_operation.h"
#include "commands/simple_receipt.h"
#include "commands/start_options.h"

struct start_args {
    const char *operation_id, *endpoint, *service, *operation;
    int64_t to_close, to_start, start_to_close;
    const char *reuse_policy, *conflict_policy;
    struct wf_input input;
    struct wf_strings search_attribute;
    const char *static_summary;
};

typedef Tworkflowservice__StartNexusOperationExecutionRequest request_type;

static Tgoogleprotobuf__Duration *duration(struct wf_job *job, int64_t ns)
{
    return ns == WF_UNSET || ns == 0 ? NULL : wf_duration_new(job->arena, ns);
}

/* The API lacks a word that the official CLI lists. */
static enum wf_code set_policies(const struct start_args *a, request_type *req,
                                 struct wf_error *err)
{
    int reuse = 0, conflict = 0;

    if (a->reuse_policy != NULL)
        (void)wf_enum_parse(&tenums__nexus_operation_id_reuse_policy__descriptor,
                            a->reuse_policy, &reuse);
    if (a->conflict_policy != NULL &&
        !wf_enum_parse(&tenums__nexus_operation_id_conflict_policy__descriptor,
                       a->conflict_policy, &conflict))
        return wf_error_set(err, WF_E_USAGE, "--id-conflict-policy: the API has no %s",
                            a->conflict_policy);
    req->id_reuse_policy = (Tenums__NexusOperationIdReusePolicy)reuse;
    req->id_conflict_policy = (Tenums__NexusOperationIdConflictPolicy)conflict;
    return WF_OK;
}

static enum wf_code fill_request(struct wf_job *job, const struct start_args *a,
                                 request_type *req, struct wf_error *err)
{
    Tcommon__Payloads *input = NULL;
    enum wf_code rc = wf_input_build(job, &a->input, "", &input, err);

    if (rc == WF_OK && input->n_payloads > 1)
        rc = wf_error_set(err, WF_E_USAGE, "a Nexus Operation takes one input, not %zu",
                          input->n_payloads);
    if (rc == WF_OK)
        rc = wf_input_search_attributes(job, &a->search_attribute, &req->search_attributes,
                                        err);
    if (rc == WF_OK)
        rc = set_policies(a, req, err);
    if (rc != WF_OK)
        return rc;
    if (input->n_payloads == 1)
        req->input = input->payloads[0];
    req->namespace_ = (char *)wf_job_namespace(job);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    req->operation_id = (char *)a->operation_id;
    req->endpoint = (char *)a->endpoint;
    req->service = (char *)a->service;
    req->operation = (char *)a->operation;
    req->schedule_to_close_timeout = duration(job, a->to_close);
    req->schedule_to_start_timeout = duration(job, a->to_start);
    req->start_to_close_timeout = duration(job, a->start_to_close);
    req->user_metadata = wf_start_metadata(job, a->static_summary, NULL);
    return WF_OK;
}

static enum wf_code send_start(struct wf_job *job, const struct start_args *a,
                               const char **ret_run, struct wf_error *err)
{
    request_type *req = wf_msg_new(
        job->arena, &tworkflowservice__start_nexus_operation_execution_request__descriptor);
    Tworkflowservice__StartNexusOperationExecutionResponse *reply = NULL;
    enum wf_code rc = fill_request(job, a, req, err);

    if (rc == WF_OK)
        rc = wf_job_call(job, "StartNexusOperationExecution", req, NULL, NULL, &reply, err);
    if (rc == WF_OK)
        *ret_run = reply->run_id;
    return rc;
}

struct started {
    const struct start_args *a;
    const char *run_id, *namespace_;
};

static void fill(struct wf_json *j, const void *user)
{
    const struct started *s = user;

    wf_json_object(j);
    wf_json_kstr(j, "endpoint", s->a->endpoint);
    wf_json_kstr(j, "service", s->a->service);
    wf_json_kstr(j, "operation", s->a->operation);
    wf_json_kstr(j, "operationId", s->a->operation_id);
    wf_json_kstr(j, "runId", s->run_id);
    wf_json_kstr(j, "namespace", s->namespace_);
    wf_json_end_object(j);
}

static enum wf_code start_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct started s = { .a = args, .namespace_ = wf_job_namespace(job) };
    enum wf_code rc = send_start(job, s.a, &s.run_id, err);

    if (rc != WF_OK)
        return rc;
    return wf_job_is_json(job)
               ? wf_job_json(job, fill, &s, err)
               : wf_simple_receipt(
                     job, "operationId", s.a->operation_id,
                     wf_arena_printf(job->arena, "running, as run %s", s.run_id), err);
}

/* The ids are known as soon as it runs, whatever comes of the wait. */
static enum wf_code execute_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct start_args *a = args;
    struct wf_operation_one one = { .operation_id = a->operation_id };
    enum wf_code rc = send_start(job, a, &one.run_id, err);

    if (rc != WF_OK)
        return rc;
    wf_job_note(job, "running: operation %s, run %s", one.operation_id, one.run_id);
    return wf_operation_wait(job, &one, err);
}

static const char *const reuse_policies[] = { "AllowDuplicate", "AllowDuplicateFailedOnly",
                                              "RejectDuplicate", NULL };
static const char *const conflict_policies[] = { "Fail", "UseExisting", "TerminateExisting",
                                                 NULL };

#define A struct start_args
static const struct wf_option start_options[] = {
    WF_OPT_STRING(0, "operation-id", A, operation_id, "ID", "Nexus Operation Id",
                  .required = true),
    WF_OPT_STRING(0, "endpoint", A, endpoint, "NAME", "Nexus Endpoint", .required = true),
    WF_OPT_STRING(0, "service", A, service, "NAME", "Nexus Service", .required = true),
    WF_OPT_STRING(0, "operation", A, operation, "NAME", "Nexus Operation",
                  .required = true),
    WF_OPT_SET(wf_input_options, A, input),
    WF_OPT_DURATION(0, "schedule-to-close-timeout", A, to_close, "all of it"),
    WF_OPT_DURATION(0, "schedule-to-start-timeout", A, to_start,
                    "until the handler has begun"),
    WF_OPT_DURATION(0, "start-to-close-timeout", A, start_to_close,
                    "from there to the end"),
    WF_OPT_ENUM(0, "id-reuse-policy", A, reuse_policy, reuse_policies,
                "when a closed one has the id"),
    WF_OPT_ENUM(0, "id-conflict-policy", A, conflict_policy, conflict_policies,
                "when a running one has the id"),
    WF_OPT_STRINGS(0, "search-attribute", A, search_attribute, "KEY=JSON",
                   "search attribute", .complete = WF_COMPLETE_SEARCH_ATTRIBUTE),
    WF_OPT_STRING(0, "static-summary", A, static_summary, "TEXT", "one line about it"),
    WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_nexus_operation_start = {
    .path = "nexus operation start",
    .summary = "Start a standalone Nexus Operation",
    .examples = { { "wfsh nexus operation start --operation-id pay-7 --endpoint payments "
                    "--service Payments --operation charge -i '{\"cents\":100}'",
                    "with its argument" },
                  { "wfsh nexus operation start --operation-id pay-7 --endpoint payments "
                    "--service Payments --operation charge --schedule-to-close-timeout 1h "
                    "-o json",
                    "its ids" } },
    .options = start_options,
    .args_size = sizeof(struct start_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = start_run,
};

const struct wf_command wf_cmd_nexus_operation_execute = {
    .path = "nexus operation execute",
    .summary = "Start a standalone Nexus Operation and wait for its result",
    .text =
        "The ids are on stderr as soon as it runs. The exit status says how it ended: 0 "
        "completed, 10 failed, 11 timed out, 12 cancelled, 13 terminated.",
    .examples = { { "wfsh nexus operation execute --operation-id pay-7 --endpoint payments "
                    "--service Payments --operation charge -i '{\"cents\":100}'",
                    "prints the result" },
                  { "wfsh nexus operation execute --operation-id pay-7 --endpoint payments "
                    "--service Payments --operation charge -o json",
                    "for a script" } },
    .options = start_options,
    .args_size = sizeof(struct start_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = execute_run,
};
