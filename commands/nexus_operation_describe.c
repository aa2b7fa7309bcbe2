/* commands/nexus_operation_describe.c: one standalone Nexus Operation in full. */
#include "commands/card.h"
#include "commands/failure_text.h"
#include "commands/nexus_operation.h"

struct describe_args {
    struct wf_operation_one one;
    bool raw;
};

typedef Tnexus__NexusOperationExecutionInfo info;

static void add_state(struct wf_card *card, const info *i)
{
    char buf[48];

    wf_card_add(card, "Status",
                wf_enum_word(&tenums__nexus_operation_execution_status__descriptor,
                             (int)i->status, buf, sizeof buf));
    if (i->state != 0)
        wf_card_add(card, "State",
                    wf_enum_word(&tenums__pending_nexus_operation_state__descriptor,
                                 (int)i->state, buf, sizeof buf));
    wf_card_text(card, "Blocked", i->blocked_reason);
}

static void add_tries(struct wf_job *job, struct wf_card *card, const info *i, bool raw)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_card_add(card, "Attempt", wf_arena_printf(job->arena, "%d", i->attempt));
    wf_card_time(job, card, raw, "Last attempt ended", i->last_attempt_complete_time);
    wf_card_time(job, card, raw, "Next attempt", i->next_attempt_schedule_time);
    if (i->last_attempt_failure != NULL) {
        wf_failure_short(&b, i->last_attempt_failure);
        wf_card_add(card, "Last failure", wf_strbuf_str(&b));
    }
    wf_strbuf_release(&b);
}

static void print_card(struct wf_job *job, const info *i, bool raw)
{
    const struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    struct wf_card *card = wf_card_new();

    wf_card_add(card, "Operation Id", i->operation_id);
    wf_card_add(card, "Run Id", i->run_id);
    wf_card_add(card, "Endpoint", i->endpoint);
    wf_card_add(card, "Service", i->service);
    wf_card_add(card, "Operation", i->operation);
    add_state(card, i);
    wf_card_time(job, card, raw, "Scheduled", i->schedule_time);
    wf_card_time(job, card, raw, "Closed", i->close_time);
    wf_card_duration(card, "Took", i->execution_duration);
    add_tries(job, card, i, raw);
    wf_card_time(job, card, raw, "Expires", i->expiration_time);
    wf_card_duration(card, "Schedule to close", i->schedule_to_close_timeout);
    wf_card_duration(card, "Schedule to start", i->schedule_to_start_timeout);
    wf_card_duration(card, "Start to close", i->start_to_close_timeout);
    wf_card_text(card, "Identity", i->identity);
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
}

/* A listing's row has fewer fields, under the same names. */
static enum wf_code print_row(struct wf_job *job, const info *i, struct wf_error *err)
{
    wf_operation_item *item =
        wf_msg_new(job->arena, &tnexus__nexus_operation_execution_list_info__descriptor);
    struct wf_list *l = NULL;
    enum wf_code rc = wf_list_begin(job, &wf_operation_columns, &l, err);

    item->operation_id = i->operation_id;
    item->run_id = i->run_id;
    item->endpoint = i->endpoint;
    item->service = i->service;
    item->operation = i->operation;
    item->status = i->status;
    item->schedule_time = i->schedule_time;
    item->close_time = i->close_time;
    item->execution_duration = i->execution_duration;
    return rc == WF_OK ? wf_list_end(l, wf_list_item(l, item, err), err) : rc;
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    Tworkflowservice__DescribeNexusOperationExecutionRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__describe_nexus_operation_execution_request__descriptor);
    Tworkflowservice__DescribeNexusOperationExecutionResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->operation_id = (char *)a->one.operation_id;
    req->run_id = (char *)a->one.run_id;
    rc = wf_job_call(job, "DescribeNexusOperationExecution", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (reply->info == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer describes no operation");
    if (wf_job_is_json(job))
        return wf_job_json_message(job, reply->info, err);
    if (!wf_job_is_text(job))
        return print_row(job, reply->info, err);
    print_card(job, reply->info, a->raw);
    return WF_OK;
}

static enum wf_code result_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return wf_operation_wait(job, args, err);
}

static const struct wf_option describe_options[] = {
    WF_OPT_SET(wf_operation_one_options, struct describe_args, one),
    WF_OPT_BOOL(0, "raw", struct describe_args, raw, "exact times in text"), WF_OPT_END
};

const struct wf_command wf_cmd_nexus_operation_describe = {
    .path = "nexus operation describe",
    .summary = "Describe a standalone Nexus Operation",
    .examples = { { "wfsh nexus operation describe --operation-id pay-7", "as a card" },
                  { "wfsh nexus operation describe --operation-id pay-7 -o json | jq "
                    ".attempt",
                    "for a script" } },
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = describe_run,
};

const struct wf_command wf_cmd_nexus_operation_result = {
    .path = "nexus operation result",
    .summary = "Wait for a standalone Nexus Operation and print its result",
    .text = "The exit status says how it ended: 0 completed, 10 failed, 11 timed out, 12 "
            "cancelled, 13 terminated.",
    .examples = { { "wfsh nexus operation result --operation-id pay-7",
                    "waits as long as it takes" },
                  { "wfsh nexus operation result --operation-id pay-7 --command-timeout 1m "
                    "-o json",
                    "a minute at most" } },
    .options = wf_operation_one_options,
    .args_size = sizeof(struct wf_operation_one),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LIVE | WF_CMD_EXPERIMENTAL,
    .run = result_run,
};
