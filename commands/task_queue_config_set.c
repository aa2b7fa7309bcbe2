/* commands/task_queue_config_set.c: change the rate limits and weights of a Task Queue. */
#include "commands/simple_receipt.h"
#include "commands/task_queue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct set_args {
    const char *name, *type;
    const char *rps, *rps_reason, *key_rps, *key_rps_reason;
    struct wf_strings weights;
    bool clear_weights;
};

typedef Tworkflowservice__UpdateTaskQueueConfigRequest request_type;
typedef Tworkflowservice__UpdateTaskQueueConfigRequest__RateLimitUpdate limit_update;
typedef Tworkflowservice__UpdateTaskQueueConfigRequest__SetFairnessWeightOverridesEntry
    weight_entry;

static enum wf_code number(const char *option, const char *text, float *ret,
                           struct wf_error *err)
{
    char *end = NULL;
    double v = strtod(text, &end);

    if (end == text || *end != '\0' || !isfinite(v) || v < 0)
        return wf_error_set(err, WF_E_USAGE,
                            "%s: '%s' is neither a number from 0 on nor 'default'", option,
                            text);
    *ret = (float)v;
    return WF_OK;
}

/* An update without a limit is how the API unsets it. */
static enum wf_code limit(struct wf_job *job, const char *option, const char *text,
                          const char *reason, limit_update **ret, struct wf_error *err)
{
    limit_update *u;
    enum wf_code rc = WF_OK;

    if (text == NULL)
        return reason == NULL ? WF_OK
                              : wf_error_set(err, WF_E_USAGE,
                                             "%s-reason: there is no %s to give it for",
                                             option, option);
    u = wf_msg_new(
        job->arena,
        &tworkflowservice__update_task_queue_config_request__rate_limit_update__descriptor);
    if (reason != NULL)
        u->reason = (char *)reason;
    if (strcmp(text, "default") != 0) {
        u->rate_limit = wf_msg_new(job->arena, &ttaskqueue__rate_limit__descriptor);
        rc = number(option, text, &u->rate_limit->requests_per_second, err);
    }
    *ret = u;
    return rc;
}

static enum wf_code weight(struct wf_job *job, const char *text, request_type *req,
                           struct wf_error *err)
{
    const char *equals = strrchr(text, '=');
    weight_entry *e;
    char *key;

    if (equals == NULL || equals == text)
        return wf_error_set(err, WF_E_USAGE,
                            "--fairness-key-weight: '%s' is not KEY=WEIGHT", text);
    key = wf_arena_printf(job->arena, "%.*s", (int)(equals - text), text);
    if (strcmp(equals + 1, "default") == 0) {
        wf_msg_append(job->arena, &req->unset_fairness_weight_overrides,
                      &req->n_unset_fairness_weight_overrides, key);
        return WF_OK;
    }
    e = wf_msg_new(
        job->arena,
        &tworkflowservice__update_task_queue_config_request__set_fairness_weight_overrides_entry__descriptor);
    e->key = key;
    wf_msg_append(job->arena, &req->set_fairness_weight_overrides,
                  &req->n_set_fairness_weight_overrides, e);
    return number("--fairness-key-weight", equals + 1, &e->value, err);
}

/* The API unsets weights by their names only. */
static enum wf_code clear_weights(struct wf_job *job, const struct set_args *a,
                                  request_type *req, struct wf_error *err)
{
    const Ttaskqueue__TaskQueueConfig *now = NULL;
    enum wf_code rc = wf_task_queue_config(job, a->name, a->type, &now, err);

    if (rc != WF_OK || now == NULL)
        return rc;
    for (size_t i = 0; i < now->n_fairness_weight_overrides; i++)
        wf_msg_append(job->arena, &req->unset_fairness_weight_overrides,
                      &req->n_unset_fairness_weight_overrides,
                      now->fairness_weight_overrides[i]->key);
    return WF_OK;
}

static enum wf_code fill_request(struct wf_job *job, const struct set_args *a,
                                 request_type *req, struct wf_error *err)
{
    enum wf_code rc = limit(job, "--queue-rps-limit", a->rps, a->rps_reason,
                            &req->update_queue_rate_limit, err);

    if (rc == WF_OK)
        rc = limit(job, "--fairness-key-rps-limit-default", a->key_rps, a->key_rps_reason,
                   &req->update_fairness_key_rate_limit_default, err);
    for (size_t i = 0; i < a->weights.n && rc == WF_OK; i++)
        rc = weight(job, a->weights.v[i], req, err);
    if (rc == WF_OK && a->clear_weights)
        rc = clear_weights(job, a, req, err);
    return rc;
}

static enum wf_code set_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct set_args *a = args;
    request_type *req = wf_msg_new(
        job->arena, &tworkflowservice__update_task_queue_config_request__descriptor);
    Tworkflowservice__UpdateTaskQueueConfigResponse *reply = NULL;
    enum wf_code rc;

    if (a->rps == NULL && a->key_rps == NULL && a->weights.n == 0 && !a->clear_weights)
        return wf_error_set(err, WF_E_USAGE, "nothing to change: a limit or a weight");
    req->namespace_ = (char *)wf_job_namespace(job);
    req->identity = (char *)wf_job_identity(job);
    req->task_queue = (char *)a->name;
    req->task_queue_type = wf_task_queue_type(a->type);
    rc = fill_request(job, a, req, err);
    if (rc == WF_OK)
        rc = wf_job_call(job, "UpdateTaskQueueConfig", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    return wf_job_is_json(job)
               ? wf_job_json_message(job, reply, err)
               : wf_simple_receipt(job, "taskQueue", a->name, "settings updated", err);
}

#define S struct set_args
static const struct wf_option set_options[] = {
    WF_OPT_STRING('t', "task-queue", S, name, "NAME", "the Task Queue", .required = true,
                  .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_ENUM(0, "task-queue-type", S, type, wf_task_queue_types, "which of its tasks",
                .required = true),
    WF_OPT_STRING(0, "queue-rps-limit", S, rps, "RATE|default",
                  "tasks a second of the whole queue"),
    WF_OPT_STRING(0, "queue-rps-limit-reason", S, rps_reason, "TEXT", "kept beside it"),
    WF_OPT_STRING(0, "fairness-key-rps-limit-default", S, key_rps, "RATE|default",
                  "tasks a second of each fairness key, times its weight"),
    WF_OPT_STRING(0, "fairness-key-rps-limit-reason", S, key_rps_reason, "TEXT",
                  "kept beside it"),
    WF_OPT_STRINGS(0, "fairness-key-weight", S, weights, "KEY=WEIGHT|default",
                   "the share of a fairness key", .exclusive = "weights"),
    WF_OPT_BOOL(0, "fairness-key-weight-clear-all", S, clear_weights,
                "every weight back to its default", .exclusive = "weights"),
    WF_OPT_END
};
#undef S

const struct wf_command wf_cmd_task_queue_config_set = {
    .path = "task-queue config set",
    .summary = "Change the rate limits and weights of a Task Queue",
    .text = "What is not given stays; 'default' unsets. The server limits the rate of "
            "activity and nexus tasks only.",
    .examples = { { "wfsh task-queue config set -t orders --task-queue-type activity "
                    "--queue-rps-limit 50 --queue-rps-limit-reason 'the bank asks for it'",
                    "at most so many a second" },
                  { "wfsh tq config set -t orders --task-queue-type activity "
                    "--fairness-key-weight vip=5",
                    "five times the share" } },
    .options = set_options,
    .args_size = sizeof(struct set_args),
    .klass = WF_CLASS_WRITES,
    .run = set_run,
};
