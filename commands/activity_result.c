/* commands/activity_result.c: wait for the end of a Standalone Activity. */
#include "commands/activity.h"
#include "commands/closed.h"

typedef Tactivity__ActivityExecutionOutcome outcome_type;

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

enum wf_code wf_activity_wait(struct wf_job *job, const struct wf_activity_one *one,
                              struct wf_error *err)
{
    struct wf_closed c = { .id_key = "activityId",
                           .id = one->activity_id,
                           .run_id = one->run_id };
    const outcome_type *o = NULL;
    enum wf_code rc = wait_for(job, one, &o, err);

    if (rc != WF_OK)
        return rc;
    if (o->value_case == TACTIVITY__ACTIVITY_EXECUTION_OUTCOME__VALUE_FAILURE)
        c.failure = o->failure;
    else
        c.result = o->result;
    return wf_closed_print(job, &c, err);
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
    .flags = WF_CMD_LIVE | WF_CMD_EXPERIMENTAL,
    .run = result_run,
};
