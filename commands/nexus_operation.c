/* commands/nexus_operation.c: what the verbs of standalone Nexus Operations share. */
#include "commands/nexus_operation.h"

#include "commands/closed.h"

#define O struct wf_operation_one
const struct wf_option wf_operation_one_options[] = {
    WF_OPT_STRING(0, "operation-id", O, operation_id, "ID", "the Nexus Operation",
                  .required = true),
    WF_OPT_STRING('r', "run-id", O, run_id, "ID", "its run; else the latest one",
                  .default_value = ""),
    WF_OPT_END
};
#undef O

typedef Tworkflowservice__PollNexusOperationExecutionResponse poll_reply;

/* The server answers with an earlier stage when the long poll ends before the operation. */
static enum wf_code poll_closed(struct wf_job *job, const struct wf_operation_one *one,
                                const poll_reply **ret, struct wf_error *err)
{
    Tworkflowservice__PollNexusOperationExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__poll_nexus_operation_execution_request__descriptor);
    const struct wf_call_options opt = { .long_poll = true };

    req->namespace_ = (char *)wf_job_namespace(job);
    req->operation_id = (char *)one->operation_id;
    req->run_id = (char *)one->run_id;
    req->wait_stage = TENUMS__NEXUS_OPERATION_WAIT_STAGE__NEXUS_OPERATION_WAIT_STAGE_CLOSED;
    for (;;) {
        poll_reply *reply = NULL;
        enum wf_code rc =
            wf_job_call(job, "PollNexusOperationExecution", req, &opt, NULL, &reply, err);

        if (rc != WF_OK)
            return rc;
        if (reply->wait_stage ==
            TENUMS__NEXUS_OPERATION_WAIT_STAGE__NEXUS_OPERATION_WAIT_STAGE_CLOSED) {
            *ret = reply;
            return WF_OK;
        }
    }
}

enum wf_code wf_operation_wait(struct wf_job *job, const struct wf_operation_one *one,
                               struct wf_error *err)
{
    struct wf_closed c = { .id_key = "operationId",
                           .id = one->operation_id,
                           .run_id = one->run_id };
    const poll_reply *r = NULL;
    Tcommon__Payloads *result;
    enum wf_code rc = poll_closed(job, one, &r, err);

    if (rc != WF_OK)
        return rc;
    if (*r->run_id != '\0')
        c.run_id = r->run_id;
    result = wf_msg_new(job->arena, &tcommon__payloads__descriptor);
    if (r->outcome_case ==
        TWORKFLOWSERVICE__POLL_NEXUS_OPERATION_EXECUTION_RESPONSE__OUTCOME_FAILURE)
        c.failure = r->failure;
    else if (r->outcome_case ==
             TWORKFLOWSERVICE__POLL_NEXUS_OPERATION_EXECUTION_RESPONSE__OUTCOME_RESULT)
        wf_msg_append(job->arena, &result->payloads, &result->n_payloads, r->result);
    c.result = result;
    return wf_closed_print(job, &c, err);
}

/* ---- columns ---------------------------------------------------------------------------
 */

static void get_status(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    enum { SIZE = 40 };
    char *buf = wf_arena_alloc(a, SIZE);

    ret->text = wf_enum_word(&tenums__nexus_operation_execution_status__descriptor,
                             (int)((const wf_operation_item *)item)->status, buf, SIZE);
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_operation_item *)item)->operation_id;
}

static void get_endpoint(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_operation_item *)item)->endpoint;
}

static void get_service(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_operation_item *)item)->service;
}

static void get_operation(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_operation_item *)item)->operation;
}

static void get_scheduled(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const wf_operation_item *)item)->schedule_time);
}

static void get_closed(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const wf_operation_item *)item)->close_time);
}

static void get_took(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_duration_ns(((const wf_operation_item *)item)->execution_duration);
}

static void get_run(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const wf_operation_item *)item)->run_id;
}

static const struct wf_column columns[] = {
    { .header = "STATUS", .key = "status", .type = WF_CELL_STATUS, .get = get_status },
    { .header = "OPERATION ID", .key = "id", .type = WF_CELL_TEXT, .get = get_id },
    { .header = "ENDPOINT",
      .key = "endpoint",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_endpoint },
    { .header = "SERVICE",
      .key = "service",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_service },
    { .header = "OPERATION",
      .key = "operation",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_operation },
    { .header = "SCHEDULED",
      .key = "scheduled",
      .type = WF_CELL_TIME,
      .get = get_scheduled },
    { .header = "CLOSED", .key = "closed", .type = WF_CELL_TIME, .get = get_closed },
    { .header = "TOOK",
      .key = "took",
      .type = WF_CELL_DURATION,
      .wide = true,
      .get = get_took },
    { .header = "RUN ID",
      .key = "run-id",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_run },
};
const struct wf_columns wf_operation_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns };
