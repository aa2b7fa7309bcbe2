/* commands/activity_result.c: wait for the end of a Standalone Activity. */
#include "commands/activity.h"
#include "commands/failure_text.h"
#include "commands/handler.h"

typedef Tactivity__ActivityExecutionOutcome outcome_type;

struct result {
    struct wf_job *job;
    const struct wf_activity_one *one;
    const outcome_type *outcome;
};

static bool failed(const outcome_type *o)
{
    return o->value_case == TACTIVITY__ACTIVITY_EXECUTION_OUTCOME__VALUE_FAILURE;
}

static bool is_over(const outcome_type *o)
{
    return o != NULL &&
           o->value_case != TACTIVITY__ACTIVITY_EXECUTION_OUTCOME__VALUE__NOT_SET;
}

/* The server answers with nothing when the long poll ends before the Activity. */
static enum wf_code wait_for(struct wf_job *job, const struct wf_activity_one *one,
                             const outcome_type **ret, struct wf_error *err)
{
    Tworkflowservice__PollActivityExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__poll_activity_execution_request__descriptor);
    const struct wf_call_options opt = { .long_poll = true };

    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)one->activity_id;
    req->run_id = (char *)one->run_id;
    for (;;) {
        Tworkflowservice__PollActivityExecutionResponse *reply = NULL;
        enum wf_code rc =
            wf_job_call(job, "PollActivityExecution", req, &opt, NULL, &reply, err);

        if (rc != WF_OK)
            return rc;
        if (is_over(reply->outcome)) {
            *ret = reply->outcome;
            return WF_OK;
        }
    }
}

/* As workflows' outcomes have them. */
static enum wf_code code_of(const outcome_type *o)
{
    if (!failed(o))
        return WF_OK;
    switch (o->failure->failure_info_case) {
    case TFAILURE__FAILURE__FAILURE_INFO_TIMEOUT_FAILURE_INFO:
        return WF_O_TIMED_OUT;
    case TFAILURE__FAILURE__FAILURE_INFO_CANCELED_FAILURE_INFO:
        return WF_O_CANCELED;
    case TFAILURE__FAILURE__FAILURE_INFO_TERMINATED_FAILURE_INFO:
        return WF_O_TERMINATED;
    default:
        return WF_O_FAILED;
    }
}

static void fill(struct wf_json *j, const void *user)
{
    const struct result *r = user;
    enum wf_payload_form form = wf_job_payload_form(r->job);

    wf_json_object(j);
    wf_json_kstr(j, "activityId", r->one->activity_id);
    wf_json_kstr(j, "runId", r->one->run_id);
    wf_json_kstr(j, "status", failed(r->outcome) ? "FAILED" : "COMPLETED");
    if (failed(r->outcome)) {
        wf_json_key(j, "failure");
        wf_json_message(j, r->outcome->failure, form);
    } else if (!wf_handler_is_null(r->outcome->result)) {
        wf_json_key(j, "result");
        wf_handler_value(j, r->outcome->result, form);
    }
    wf_json_end_object(j);
}

static enum wf_code print_text(struct wf_job *job, const outcome_type *o,
                               struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    if (failed(o)) {
        wf_failure_short(&b, o->failure);
        rc = wf_job_printf(job, err, "failed: %s\n", wf_strbuf_str(&b));
    } else {
        wf_handler_text(&b, o->result);
        rc = wf_job_write(job, wf_strbuf_str(&b), b.len, err);
    }
    wf_strbuf_release(&b);
    return rc;
}

enum wf_code wf_activity_wait(struct wf_job *job, const struct wf_activity_one *one,
                              struct wf_error *err)
{
    struct result r = { .job = job, .one = one };
    enum wf_code rc = wait_for(job, one, &r.outcome, err);

    if (rc != WF_OK)
        return rc;
    rc = wf_job_is_json(job) ? wf_job_json(job, fill, &r, err)
                             : print_text(job, r.outcome, err);
    return rc == WF_OK ? code_of(r.outcome) : rc;
}

static enum wf_code result_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return wf_activity_wait(job, args, err);
}

const struct wf_command wf_cmd_activity_result = {
    .path = "activity result",
    .summary = "Wait for a Standalone Activity and print its result",
    .text = "The exit status says how it ended: 0 completed, 10 failed, 11 timed out, 12 "
            "cancelled, 13 terminated.",
    .examples = { { "wfsh activity result -a import-7", "waits as long as it takes" },
                  { "wfsh activity result -a import-7 --command-timeout 1m -o json",
                    "a minute at most" } },
    .options = wf_activity_one_options,
    .args_size = sizeof(struct wf_activity_one),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = result_run,
};
