/* commands/activity_update_options.c: change how Activities are scheduled and retried. */
#include "commands/activity_act.h"

#include "base/table.h"
#include "base/timefmt.h"
#include "commands/act.h"

#include <math.h>

struct options_args {
    struct wf_activity_which which;
    const char *task_queue;
    int64_t to_close, to_start, start_to_close, heartbeat, start_delay;
    int64_t initial, maximum, attempts;
    double backoff;
    bool restore;
};

/* What is changed, and the paths that say so. */
struct change {
    Tactivity__ActivityOptions *options;
    Tgoogleprotobuf__FieldMask *mask;
};

static void path(struct wf_job *job, struct change *c, const char *name)
{
    wf_msg_append(job->arena, &c->mask->paths, &c->mask->n_paths, (char *)name);
}

static void timeout(struct wf_job *job, struct change *c, int64_t ns, const char *name,
                    Tgoogleprotobuf__Duration **field)
{
    if (ns == WF_UNSET)
        return;
    *field = wf_duration_new(job->arena, ns);
    path(job, c, name);
}

static enum wf_code retries(struct wf_job *job, const struct options_args *a,
                            struct change *c, struct wf_error *err)
{
    Tcommon__RetryPolicy *p;

    if (a->initial == WF_UNSET && a->maximum == WF_UNSET && a->attempts == WF_UNSET &&
        isnan(a->backoff))
        return WF_OK;
    p = wf_msg_new(job->arena, &tcommon__retry_policy__descriptor);
    timeout(job, c, a->initial, "retry_policy.initial_interval", &p->initial_interval);
    timeout(job, c, a->maximum, "retry_policy.maximum_interval", &p->maximum_interval);
    if (!isnan(a->backoff)) {
        if (a->backoff < 1)
            return wf_error_set(err, WF_E_USAGE,
                                "--retry-backoff-coefficient: 1 or larger");
        p->backoff_coefficient = a->backoff;
        path(job, c, "retry_policy.backoff_coefficient");
    }
    if (a->attempts != WF_UNSET) {
        if (a->attempts < 0 || a->attempts > INT32_MAX)
            return wf_error_set(err, WF_E_USAGE,
                                "--retry-maximum-attempts: from 0 (no limit) on");
        p->maximum_attempts = (int32_t)a->attempts;
        path(job, c, "retry_policy.maximum_attempts");
    }
    c->options->retry_policy = p;
    return WF_OK;
}

static enum wf_code make_change(struct wf_job *job, const struct options_args *a,
                                struct change *c, struct wf_error *err)
{
    Tactivity__ActivityOptions *o =
        wf_msg_new(job->arena, &tactivity__activity_options__descriptor);
    enum wf_code rc;

    c->options = o;
    c->mask = wf_msg_new(job->arena, &tgoogleprotobuf__field_mask__descriptor);
    if (a->task_queue != NULL) {
        o->task_queue = wf_msg_new(job->arena, &ttaskqueue__task_queue__descriptor);
        o->task_queue->name = (char *)a->task_queue;
        path(job, c, "task_queue.name");
    }
    timeout(job, c, a->to_close, "schedule_to_close_timeout",
            &o->schedule_to_close_timeout);
    timeout(job, c, a->to_start, "schedule_to_start_timeout",
            &o->schedule_to_start_timeout);
    timeout(job, c, a->start_to_close, "start_to_close_timeout",
            &o->start_to_close_timeout);
    timeout(job, c, a->heartbeat, "heartbeat_timeout", &o->heartbeat_timeout);
    timeout(job, c, a->start_delay, "start_delay", &o->start_delay);
    rc = retries(job, a, c, err);
    if (rc == WF_OK && c->mask->n_paths == 0 && !a->restore)
        rc = wf_error_set(err, WF_E_USAGE, "nothing to change: which option?");
    if (rc == WF_OK && c->mask->n_paths > 0 && a->restore)
        rc = wf_error_set(err, WF_E_USAGE, "--restore-original-options excludes new ones");
    return rc;
}

/* ---- the three ways --------------------------------------------------------------------
 */

/* An Activity of a workflow; `id` NULL: all of its open ones. */
static enum wf_code update_of(struct wf_job *job, const struct options_args *a,
                              Tcommon__WorkflowExecution *workflow, const char *id,
                              const struct change *c,
                              const Tactivity__ActivityOptions **ret, struct wf_error *err)
{
    Tworkflowservice__UpdateActivityOptionsRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__update_activity_options_request__descriptor);
    Tworkflowservice__UpdateActivityOptionsResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = workflow;
    req->identity = (char *)wf_job_identity(job);
    if (id != NULL) {
        req->activity_case = TWORKFLOWSERVICE__UPDATE_ACTIVITY_OPTIONS_REQUEST__ACTIVITY_ID;
        req->id = (char *)id;
    } else {
        req->activity_case =
            TWORKFLOWSERVICE__UPDATE_ACTIVITY_OPTIONS_REQUEST__ACTIVITY_MATCH_ALL;
        req->match_all = true;
    }
    req->activity_options = c->options;
    req->update_mask = c->mask;
    req->restore_original = a->restore;
    rc = wf_job_call(job, "UpdateActivityOptions", req, NULL, NULL, &reply, err);
    if (rc == WF_OK)
        *ret = reply->activity_options;
    return rc;
}

/* Threads do not share what a change was made of: each makes it anew. */
static enum wf_code update_each(struct wf_job *job, const void *args,
                                const struct wf_ref *ref, struct wf_receipt *receipt,
                                struct wf_error *err)
{
    const Tactivity__ActivityOptions *now = NULL;
    struct change c = { 0 };
    enum wf_code rc = make_change(job, args, &c, err);

    receipt->message = "options updated";
    return rc == WF_OK
               ? update_of(job, args, wf_act_execution(job, ref), NULL, &c, &now, err)
               : rc;
}

static enum wf_code update_batch(struct wf_job *job, const struct options_args *a,
                                 const struct change *c, struct wf_error *err)
{
    wf_batch_request *req = wf_batch_new(job, &a->which.batch);
    Tbatch__BatchOperationUpdateActivityOptions *op = wf_msg_new(
        job->arena, &tbatch__batch_operation_update_activity_options__descriptor);

    op->identity = (char *)wf_job_identity(job);
    op->activity_case = TBATCH__BATCH_OPERATION_UPDATE_ACTIVITY_OPTIONS__ACTIVITY_MATCH_ALL;
    op->match_all = true;
    op->activity_options = c->options;
    op->update_mask = c->mask;
    op->restore_original = a->restore;
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_UPDATE_ACTIVITY_OPTIONS_OPERATION;
    req->update_activity_options_operation = op;
    return wf_activity_batch(job, a, &a->which.batch, req, update_each, err);
}

static enum wf_code update_standalone(struct wf_job *job, const struct options_args *a,
                                      const struct change *c,
                                      const Tactivity__ActivityOptions **ret,
                                      struct wf_error *err)
{
    Tworkflowservice__UpdateActivityExecutionOptionsRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__update_activity_execution_options_request__descriptor);
    Tworkflowservice__UpdateActivityExecutionOptionsResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->activity_id = (char *)a->which.activity_id;
    req->run_id = (char *)wf_activity_which_run(&a->which);
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    req->activity_options = c->options;
    req->update_mask = c->mask;
    req->restore_original = a->restore;
    rc = wf_job_call(job, "UpdateActivityExecutionOptions", req, NULL, NULL, &reply, err);
    if (rc == WF_OK)
        *ret = reply->activity_options;
    return rc;
}

/* ---- output ----------------------------------------------------------------------------
 */

static int64_t ns_of(const Tgoogleprotobuf__Duration *d)
{
    int64_t ns = wf_duration_ns(d);

    return ns == WF_NO_TIME ? 0 : ns;
}

/* The official CLI prints a struct of Go's: durations are nanoseconds. */
static void fill(struct wf_json *j, const void *user)
{
    static const Tcommon__RetryPolicy none = TCOMMON__RETRY_POLICY__INIT;
    const Tactivity__ActivityOptions *o = user;
    const Tcommon__RetryPolicy *p = o->retry_policy != NULL ? o->retry_policy : &none;

    wf_json_object(j);
    wf_json_kstr(j, "TaskQueue", o->task_queue != NULL ? o->task_queue->name : "");
    wf_json_ki64(j, "ScheduleToCloseTimeout", ns_of(o->schedule_to_close_timeout));
    wf_json_ki64(j, "ScheduleToStartTimeout", ns_of(o->schedule_to_start_timeout));
    wf_json_ki64(j, "StartToCloseTimeout", ns_of(o->start_to_close_timeout));
    wf_json_ki64(j, "HeartbeatTimeout", ns_of(o->heartbeat_timeout));
    wf_json_ki64(j, "StartDelay", ns_of(o->start_delay));
    wf_json_ki64(j, "InitialInterval", ns_of(p->initial_interval));
    wf_json_key(j, "BackoffCoefficient");
    wf_json_double(j, p->backoff_coefficient);
    wf_json_ki64(j, "MaximumInterval", ns_of(p->maximum_interval));
    wf_json_ki64(j, "MaximumAttempts", p->maximum_attempts);
    wf_json_end_object(j);
}

static enum wf_code update_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct options_args *a = args;
    const Tactivity__ActivityOptions *now = NULL;
    struct change c = { 0 };
    enum wf_code rc = wf_activity_which_check(job, &a->which, err);

    if (rc == WF_OK)
        rc = make_change(job, a, &c, err);
    if (rc != WF_OK)
        return rc;
    if (wf_activity_which_is_batch(&a->which))
        return update_batch(job, a, &c, err);
    rc = a->which.workflow_id != NULL
             ? update_of(job, a, wf_activity_which_execution(job, &a->which),
                         a->which.activity_id, &c, &now, err)
             : update_standalone(job, a, &c, &now, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job) && now != NULL)
        return wf_job_json(job, fill, now, err);
    return wf_activity_receipt(job, a->which.activity_id, wf_activity_which_run(&a->which),
                               a->restore ? "original options restored" : "options updated",
                               err);
}

#define O struct options_args
static const struct wf_option update_options[] = {
    WF_OPT_SET(wf_activity_which_options, O, which),
    WF_OPT_STRING(0, "task-queue", O, task_queue, "NAME", "its Task Queue",
                  .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_DURATION(0, "schedule-to-close-timeout", O, to_close, "all tries together"),
    WF_OPT_DURATION(0, "schedule-to-start-timeout", O, to_start,
                    "how long a task may wait for a worker"),
    WF_OPT_DURATION(0, "start-to-close-timeout", O, start_to_close, "one try"),
    WF_OPT_DURATION(0, "heartbeat-timeout", O, heartbeat, "between two heartbeats"),
    WF_OPT_DURATION(0, "start-delay", O, start_delay,
                    "of a Standalone Activity that has not begun, from when it was "
                    "scheduled"),
    WF_OPT_DURATION(0, "retry-initial-interval", O, initial, "before the second try"),
    WF_OPT_DURATION(0, "retry-maximum-interval", O, maximum, "at most between tries"),
    WF_OPT_FLOAT(0, "retry-backoff-coefficient", O, backoff, "N",
                 "what the interval grows by"),
    WF_OPT_INT(0, "retry-maximum-attempts", O, attempts, "N", "0: no limit"),
    WF_OPT_BOOL(0, "restore-original-options", O, restore,
                "the options that it was scheduled with"),
    WF_OPT_END
};
#undef O

const struct wf_command wf_cmd_activity_update_options = {
    .path = "activity update-options",
    .summary = "Change timeouts, retries or the Task Queue of Activities",
    .text = "Only what is given changes. A try that runs keeps the options that it began "
            "with.",
    .examples = { { "wfsh activity update-options -a charge -w order-42 "
                    "--start-to-close-timeout 5m --retry-maximum-attempts 20",
                    "of a workflow" },
                  { "wfsh activity update-options -a charge -w order-42 "
                    "--restore-original-options",
                    "as it was" } },
    .options = update_options,
    .args_size = sizeof(struct options_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_EXPERIMENTAL,
    .run = update_run,
};
