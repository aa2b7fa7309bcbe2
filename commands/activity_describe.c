/* commands/activity_describe.c: one Standalone Activity in full. */
#include "commands/activity.h"

#include "commands/card.h"
#include "commands/failure_text.h"
#include "proto/payload.h"

struct describe_args {
    struct wf_activity_one one;
    bool raw;
};

typedef Tactivity__ActivityExecutionInfo info;
typedef Tworkflowservice__DescribeActivityExecutionResponse reply_type;

enum { SUMMARY_MAX = 240 };
#define OUTCOME(x) TACTIVITY__ACTIVITY_EXECUTION_OUTCOME__VALUE_##x

static void add_words(struct wf_card *card, const info *i)
{
    char buf[48];

    wf_card_add(card, "Status",
                wf_enum_word(&tenums__activity_execution_status__descriptor, (int)i->status,
                             buf, sizeof buf));
    if (i->run_state != 0)
        wf_card_add(card, "State",
                    wf_enum_word(&tenums__pending_activity_state__descriptor,
                                 (int)i->run_state, buf, sizeof buf));
    if (*i->canceled_reason != '\0')
        wf_card_add(card, "Cancel reason", i->canceled_reason);
}

static void add_tries(struct wf_job *job, struct wf_card *card, const info *i, bool raw)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_card_add(card, "Attempt", wf_arena_printf(job->arena, "%d", i->attempt));
    wf_card_duration(card, "Retry interval", i->current_retry_interval);
    wf_card_time(job, card, raw, "Next attempt", i->next_attempt_schedule_time);
    wf_card_time(job, card, raw, "Last started", i->last_started_time);
    wf_card_time(job, card, raw, "Last heartbeat", i->last_heartbeat_time);
    if (*i->last_worker_identity != '\0')
        wf_card_add(card, "Last worker", i->last_worker_identity);
    if (i->last_failure != NULL) {
        wf_failure_short(&b, i->last_failure);
        wf_card_add(card, "Last failure", wf_strbuf_str(&b));
    }
    wf_strbuf_release(&b);
}

/* What went in, and what came of it. */
static void add_payloads(struct wf_card *card, const reply_type *r)
{
    const Tactivity__ActivityExecutionOutcome *o = r->outcome;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (r->input != NULL && r->input->n_payloads > 0) {
        wf_payloads_summary(&b, r->input, SUMMARY_MAX);
        wf_card_add(card, "Input", wf_strbuf_str(&b));
        wf_strbuf_clear(&b);
    }
    if (o != NULL && o->value_case == OUTCOME(RESULT) && o->result != NULL) {
        wf_payloads_summary(&b, o->result, SUMMARY_MAX);
        wf_card_add(card, "Result", wf_strbuf_str(&b));
    } else if (o != NULL && o->value_case == OUTCOME(FAILURE) && o->failure != NULL) {
        wf_failure_short(&b, o->failure);
        wf_card_add(card, "Failure", wf_strbuf_str(&b));
    }
    wf_strbuf_release(&b);
}

static void print_card(struct wf_job *job, const reply_type *r, bool raw)
{
    const info *i = r->info;
    const struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    struct wf_card *card = wf_card_new();

    wf_card_add(card, "Activity Id", i->activity_id);
    wf_card_add(card, "Run Id", i->run_id);
    if (i->activity_type != NULL)
        wf_card_add(card, "Type", i->activity_type->name);
    wf_card_add(card, "Task Queue", i->task_queue);
    add_words(card, i);
    wf_card_time(job, card, raw, "Scheduled", i->schedule_time);
    wf_card_time(job, card, raw, "Closed", i->close_time);
    wf_card_duration(card, "Took", i->execution_duration);
    add_tries(job, card, i, raw);
    add_payloads(card, r);
    wf_card_time(job, card, raw, "Expires", i->expiration_time);
    wf_card_duration(card, "Schedule to close", i->schedule_to_close_timeout);
    wf_card_duration(card, "Schedule to start", i->schedule_to_start_timeout);
    wf_card_duration(card, "Start to close", i->start_to_close_timeout);
    wf_card_duration(card, "Heartbeat timeout", i->heartbeat_timeout);
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
}

/* A listing's row has fewer fields, under the same names. */
static enum wf_code print_row(struct wf_job *job, const info *i, struct wf_error *err)
{
    wf_activity_item *item =
        wf_msg_new(job->arena, &tactivity__activity_execution_list_info__descriptor);
    struct wf_list *l = NULL;
    enum wf_code rc = wf_list_begin(job, &wf_activity_columns, &l, err);

    item->activity_id = i->activity_id;
    item->run_id = i->run_id;
    item->activity_type = i->activity_type;
    item->task_queue = i->task_queue;
    item->status = i->status;
    item->schedule_time = i->schedule_time;
    item->close_time = i->close_time;
    item->execution_duration = i->execution_duration;
    return rc == WF_OK ? wf_list_end(l, wf_list_item(l, item, err), err) : rc;
}

static enum wf_code describe_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct describe_args *a = args;
    Tworkflowservice__DescribeActivityExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__describe_activity_execution_request__descriptor);
    reply_type *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)a->one.activity_id;
    req->run_id = (char *)a->one.run_id;
    req->include_input = true;
    req->include_outcome = true;
    req->include_heartbeat_details = true;
    req->include_last_failure = true;
    rc = wf_job_call(job, "DescribeActivityExecution", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json_message(job, reply, err);
    if (reply->info == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer describes no Activity");
    if (!wf_job_is_text(job))
        return print_row(job, reply->info, err);
    print_card(job, reply, a->raw);
    return WF_OK;
}

static const struct wf_option describe_options[] = {
    WF_OPT_SET(wf_activity_one_options, struct describe_args, one),
    WF_OPT_BOOL(0, "raw", struct describe_args, raw, "exact times in text"), WF_OPT_END
};

const struct wf_command wf_cmd_activity_describe = {
    .path = "activity describe",
    .summary = "Describe a Standalone Activity",
    .examples = { { "wfsh activity describe -a import-7", "as a card" },
                  { "wfsh activity describe -a import-7 -o json | jq .info.attempt",
                    "for a script" } },
    .options = describe_options,
    .args_size = sizeof(struct describe_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = describe_run,
};
