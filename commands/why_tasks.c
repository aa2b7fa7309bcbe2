/* commands/why_tasks.c: whether somebody takes the tasks of a queue; what an activity is
 * at. */
#include "commands/why.h"

#include "client/event.h"

#include <string.h>

#define STALE_NS                                                                           \
    (INT64_C(90) * 1000000000) /* a poll lasts a minute; then comes the next               \
                                */
#define QUEUE(type) TENUMS__TASK_QUEUE_TYPE__TASK_QUEUE_TYPE_##type
#define STATE(name) TENUMS__PENDING_ACTIVITY_STATE__PENDING_ACTIVITY_STATE_##name
#define BEHAVIOR(name) TENUMS__VERSIONING_BEHAVIOR__VERSIONING_BEHAVIOR_##name

enum { LINE = 300 };

typedef Tdeployment__WorkerDeploymentVersion version;

/* ---- versions
 * ---------------------------------------------------------------------------- */

static bool same_version(const version *a, const Tdeployment__WorkerDeploymentOptions *b)
{
    return b != NULL && strcmp(a->deployment_name, b->deployment_name) == 0 &&
           strcmp(a->build_id, b->build_id) == 0;
}

static bool is_versioned(const Tdeployment__WorkerDeploymentOptions *o)
{
    return o != NULL &&
           o->worker_versioning_mode ==
               TENUMS__WORKER_VERSIONING_MODE__WORKER_VERSIONING_MODE_VERSIONED;
}

/* The version that a run is tied to; NULL: the current one of the queue. */
static const version *pinned_to(const Tworkflow__WorkflowExecutionInfo *info)
{
    const Tworkflow__WorkflowExecutionVersioningInfo *v = info->versioning_info;
    const Tworkflow__VersioningOverride *o = v != NULL ? v->versioning_override : NULL;

    if (v == NULL)
        return NULL;
    if (o != NULL && o->override_case == TWORKFLOW__VERSIONING_OVERRIDE__OVERRIDE_PINNED)
        return o->pinned->version;
    if (o == NULL && v->behavior == BEHAVIOR(PINNED))
        return v->deployment_version;
    return NULL;
}

static bool takes(const Ttaskqueue__PollerInfo *p, const version *pinned,
                  const Ttaskqueue__TaskQueueVersioningInfo *v)
{
    const Tdeployment__WorkerDeploymentOptions *o = p->deployment_options;
    const version *current = v != NULL ? v->current_deployment_version : NULL,
                  *ramping = v != NULL ? v->ramping_deployment_version : NULL;

    if (pinned != NULL)
        return is_versioned(o) && same_version(pinned, o);
    if (ramping != NULL && is_versioned(o) && same_version(ramping, o))
        return true;
    if (current == NULL || current->build_id[0] == '\0')
        return !is_versioned(o);
    return is_versioned(o) && same_version(current, o);
}

/* ---- queues
 * ------------------------------------------------------------------------------ */

struct queue_view {
    size_t n_right;                             /* fresh pollers that may take the tasks */
    const Ttaskqueue__PollerInfo *last, *other; /* the freshest; one of another version */
    int64_t last_ns;
};

static void look(const struct wf_why_facts *f,
                 const Tworkflowservice__DescribeTaskQueueResponse *q,
                 const version *pinned, struct queue_view *v)
{
    *v = (struct queue_view){ .last_ns = WF_NO_TIME };
    for (size_t i = 0; i < q->n_pollers; i++) {
        int64_t seen = wf_timestamp_ns(q->pollers[i]->last_access_time);

        if (v->last == NULL || seen > v->last_ns) {
            v->last = q->pollers[i];
            v->last_ns = seen;
        }
        if (seen != WF_NO_TIME && f->now_ns - seen > STALE_NS)
            continue;
        if (takes(q->pollers[i], pinned, q->versioning_info))
            v->n_right++;
        else
            v->other = q->pollers[i];
    }
}

static const char *kind_of_queue(int type)
{
    return type == QUEUE(ACTIVITY) ? "activity" : "workflow";
}

static void wrong_build(const struct wf_why_facts *f, struct wf_why_cause *c,
                        const Tworkflowservice__DescribeTaskQueueResponse *q,
                        const version *pinned, const struct queue_view *v, const char *name)
{
    const Tdeployment__WorkerDeploymentOptions *o =
        v->other != NULL ? v->other->deployment_options : NULL;
    const Ttaskqueue__TaskQueueVersioningInfo *i = q->versioning_info;
    const char *want = wf_version_text(f->a, pinned);
    const char *id = f->reply->workflow_execution_info->execution->workflow_id;

    if (want == NULL && i != NULL)
        want = wf_version_text(f->a, i->current_deployment_version);
    c->text = wf_arena_printf(
        f->a, "%s, and on task queue '%s' only %s polls",
        want != NULL ? wf_arena_printf(f->a, "it needs a worker of version %s", want)
                     : "it needs a worker without a version",
        name,
        is_versioned(o)
            ? wf_arena_printf(f->a, "version %s.%s", o->deployment_name, o->build_id)
            : "a worker without a version");
    c->about =
        wf_arena_printf(f->a, "version %s on %s", want != NULL ? want : "(none)", name);
    if (pinned != NULL && is_versioned(o))
        c->mend = wf_arena_printf(
            f->a,
            "wfsh workflow update-options %s --versioning-override-behavior pinned "
            "--versioning-override-deployment-name %s --versioning-override-build-id %s",
            wf_why_quote(f->a, id), wf_why_quote(f->a, o->deployment_name),
            wf_why_quote(f->a, o->build_id));
    else if (is_versioned(o))
        c->mend = wf_arena_printf(
            f->a,
            "temporal worker deployment set-current-version --deployment-name %s "
            "--build-id %s",
            wf_why_quote(f->a, o->deployment_name), wf_why_quote(f->a, o->build_id));
    else
        c->mend = wf_arena_printf(f->a, "start a worker of version %s on task queue '%s'",
                                  want != NULL ? want : "(none)", name);
}

bool wf_why_judge_queue(const struct wf_why_facts *f, struct wf_why *why, const char *name,
                        int type, const char *what, int64_t since_ns)
{
    const struct wf_why_queue *q = f->queue != NULL ? f->queue(f->user, name, type) : NULL;
    const version *pinned = NULL;
    struct queue_view v;
    struct wf_why_cause *c;
    enum wf_why_kind kind;

    if (q == NULL)
        return false;
    if (q->reply == NULL) {
        c = wf_why_add(why, WF_WHY_SERVICE_GONE);
        c->about = q->error;
        c->text = wf_arena_printf(f->a, "task queue '%s' cannot be asked about: %s", name,
                                  q->error);
        c->mend = "wfsh operator cluster describe";
        return true;
    }
    if (type == QUEUE(WORKFLOW))
        pinned = pinned_to(f->reply->workflow_execution_info);
    look(f, q->reply, pinned, &v);
    if (v.n_right > 0)
        return false;
    kind = v.last == NULL    ? WF_WHY_NO_POLLER
           : v.other != NULL ? WF_WHY_WRONG_BUILD
                             : WF_WHY_STALE_POLLER;
    c = wf_why_add(why, kind);
    c->since_ns = since_ns;
    c->about = wf_arena_printf(f->a, "%s tasks of %s", kind_of_queue(type), name);
    c->mend =
        wf_arena_printf(f->a, "start a worker that polls task queue '%s' in namespace '%s'",
                        name, f->namespace_);
    if (kind == WF_WHY_NO_POLLER)
        c->text = wf_arena_printf(
            f->a, "nobody polls task queue '%s' for %s tasks; %s waits for %s", name,
            kind_of_queue(type), what, wf_why_age(f, since_ns));
    else if (kind == WF_WHY_STALE_POLLER)
        c->text = wf_arena_printf(
            f->a, "the last poll of task queue '%s' was %s ago, by %s; %s waits for %s",
            name, wf_why_age(f, v.last_ns), v.last != NULL ? v.last->identity : "?", what,
            wf_why_age(f, since_ns));
    else
        wrong_build(f, c, q->reply, pinned, &v, name);
    return true;
}

/* ---- activities
 * -------------------------------------------------------------------------- */

static const char *name_of(const Tworkflow__PendingActivityInfo *a)
{
    return a->activity_type != NULL ? a->activity_type->name : "";
}

static const char *queue_of(const struct wf_why_facts *f,
                            const Tworkflow__PendingActivityInfo *a)
{
    const Ttaskqueue__TaskQueue *q =
        a->activity_options != NULL ? a->activity_options->task_queue : NULL;

    return q != NULL && q->name[0] != '\0' ? q->name
                                           : f->reply->workflow_execution_info->task_queue;
}

static const char *who(const struct wf_why_facts *f,
                       const Tworkflow__PendingActivityInfo *a)
{
    return wf_arena_printf(f->a, "activity %s (id %s)", name_of(a), a->activity_id);
}

/* {"namespace": …, "execution": {…}, "id": …} quoted for a shell, for `wfsh call`. */
static const char *request(const struct wf_why_facts *f, bool by_id, const char *id)
{
    const Tcommon__WorkflowExecution *e = f->reply->workflow_execution_info->execution;
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    const char *text;

    wf_json_object(&j);
    wf_json_kstr(&j, "namespace", f->namespace_);
    if (by_id) {
        wf_json_kstr(&j, "workflowId", e->workflow_id);
        wf_json_kstr(&j, "activityId", id);
        wf_json_key(&j, "failure");
        wf_json_object(&j);
        wf_json_kstr(&j, "message", "given up by hand: no sign of life");
        wf_json_key(&j, "applicationFailureInfo");
        wf_json_object(&j);
        wf_json_end_object(&j);
        wf_json_end_object(&j);
    } else {
        wf_json_key(&j, "execution");
        wf_json_object(&j);
        wf_json_kstr(&j, "workflowId", e->workflow_id);
        wf_json_end_object(&j);
        wf_json_kstr(&j, "id", id);
    }
    wf_json_end_object(&j);
    text = wf_why_quote(f->a, wf_arena_strdup(f->a, wf_strbuf_str(&b)));
    wf_strbuf_release(&b);
    return text;
}

static bool is_unknown(const struct wf_why_facts *f, const Tfailure__Failure *failure)
{
    const char *message = wf_failure_message(f->a, failure);

    return strstr(message, "is not registered on this") != NULL ||
           strstr(message, "unable to find activityType") != NULL ||
           strstr(message, "is not registered with a worker") != NULL;
}

static const char *failure_line(const struct wf_why_facts *f, const Tfailure__Failure *x)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    wf_failure_line(&b, wf_failure_root(x), LINE);
    text = wf_arena_strdup(f->a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

static void paused(const struct wf_why_facts *f, struct wf_why *why,
                   const Tworkflow__PendingActivityInfo *a)
{
    struct wf_why_cause *c = wf_why_add(why, WF_WHY_ACTIVITY_PAUSED);

    c->since_ns =
        a->pause_info != NULL ? wf_timestamp_ns(a->pause_info->pause_time) : WF_NO_TIME;
    c->about = wf_arena_printf(f->a, "activity %s", name_of(a));
    c->text = wf_arena_printf(f->a, "%s is paused%s%s", who(f, a),
                              c->since_ns != WF_NO_TIME ? ", for " : "",
                              wf_why_age(f, c->since_ns));
    c->mend = wf_arena_printf(f->a, "wfsh call UnpauseActivity %s",
                              request(f, false, a->activity_id));
}

static const char *next_try(const struct wf_why_facts *f,
                            const Tworkflow__PendingActivityInfo *a)
{
    int64_t next = wf_timestamp_ns(a->next_attempt_schedule_time);
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (a->state == STATE(STARTED))
        return ", running now";
    if (next == WF_NO_TIME || next <= f->now_ns)
        return "";
    wf_strbuf_adds(&b, ", next in ");
    wf_duration_short(&b, next - f->now_ns);
    text = wf_arena_strdup(f->a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

static void failing(const struct wf_why_facts *f, struct wf_why *why,
                    const Tworkflow__PendingActivityInfo *a)
{
    bool unknown = is_unknown(f, a->last_failure);
    struct wf_why_cause *c =
        wf_why_add(why, unknown ? WF_WHY_ACTIVITY_UNKNOWN : WF_WHY_ACTIVITY_RETRYING);
    const char *line = failure_line(f, a->last_failure);
    const char *max =
        a->maximum_attempts > 0 ? wf_arena_printf(f->a, " of %d", a->maximum_attempts) : "";

    c->failure = a->last_failure;
    c->since_ns = wf_timestamp_ns(a->scheduled_time);
    c->about = wf_arena_printf(f->a, "activity %s: %s", name_of(a), line);
    if (unknown) {
        c->about = wf_arena_printf(f->a, "activity %s", name_of(a));
        c->text = wf_arena_printf(f->a, "worker %s on task queue '%s' does not know %s",
                                  a->last_worker_identity, queue_of(f, a), who(f, a));
        c->mend =
            wf_arena_printf(f->a, "start a worker that registers '%s' on task queue '%s'",
                            name_of(a), queue_of(f, a));
        return;
    }
    c->text = wf_arena_printf(f->a, "%s fails (try %d%s%s): %s", who(f, a), a->attempt, max,
                              next_try(f, a), line);
    c->mend = wf_arena_printf(f->a, "once the cause is gone: wfsh call ResetActivity %s",
                              request(f, false, a->activity_id));
}

static bool still_polls(const struct wf_why_facts *f, const char *queue,
                        const char *identity)
{
    const struct wf_why_queue *q =
        f->queue != NULL ? f->queue(f->user, queue, QUEUE(ACTIVITY)) : NULL;

    if (q == NULL || q->reply == NULL || *identity == '\0')
        return true; /* nothing is known against it */
    for (size_t i = 0; i < q->reply->n_pollers; i++)
        if (strcmp(q->reply->pollers[i]->identity, identity) == 0)
            return true;
    return false;
}

static void started(const struct wf_why_facts *f, struct wf_why *why,
                    const Tworkflow__PendingActivityInfo *a)
{
    int64_t start = wf_timestamp_ns(a->last_started_time),
            beat = wf_timestamp_ns(a->last_heartbeat_time), timeout = WF_NO_TIME;
    int64_t sign = beat != WF_NO_TIME && beat > start ? beat : start;
    int64_t limit = f->silent_ns;
    struct wf_why_cause *c;
    bool silent, gone;

    if (a->activity_options != NULL)
        timeout = wf_duration_ns(a->activity_options->heartbeat_timeout);
    if (timeout > limit)
        limit = timeout;
    silent = sign != WF_NO_TIME && f->now_ns - sign >= limit;
    gone = silent && !still_polls(f, queue_of(f, a), a->last_worker_identity);
    c = wf_why_add(why, silent ? WF_WHY_ACTIVITY_SILENT : WF_WHY_ACTIVITY);
    c->since_ns = start;
    c->about = wf_arena_printf(f->a, "activity %s", name_of(a));
    if (!silent) {
        c->text = wf_arena_printf(f->a, "%s runs for %s on %s", who(f, a),
                                  wf_why_age(f, start), a->last_worker_identity);
        return;
    }
    c->text =
        wf_arena_printf(f->a, "%s was started %s ago and %s%s%s; worker %s %s", who(f, a),
                        wf_why_age(f, start),
                        beat != WF_NO_TIME ? "last gave a sign " : "gives no heartbeats",
                        beat != WF_NO_TIME ? wf_why_age(f, sign) : "",
                        beat != WF_NO_TIME ? " ago" : "", a->last_worker_identity,
                        gone ? "no longer polls: it is probably gone" : "still polls");
    c->mend = wf_arena_printf(
        f->a, "to have it tried again: wfsh call RespondActivityTaskFailedById %s",
        request(f, true, a->activity_id));
}

void wf_why_judge_activity(const struct wf_why_facts *f, struct wf_why *why,
                           const Tworkflow__PendingActivityInfo *a)
{
    int64_t due = wf_timestamp_ns(a->next_attempt_schedule_time),
            since = wf_timestamp_ns(a->scheduled_time);
    struct wf_why_cause *c;

    if (a->paused) {
        paused(f, why, a);
        return;
    }
    if (a->state != STATE(SCHEDULED)) {
        if (a->last_failure != NULL)
            failing(f, why, a);
        else
            started(f, why, a);
        return;
    }
    if ((due == WF_NO_TIME || due <= f->now_ns) &&
        wf_why_judge_queue(f, why, queue_of(f, a), QUEUE(ACTIVITY), who(f, a), since))
        return;
    if (a->last_failure != NULL) {
        failing(f, why, a);
        return;
    }
    c = wf_why_add(why, WF_WHY_BACKLOG);
    c->since_ns = since;
    c->about = wf_arena_printf(f->a, "activity tasks of %s", queue_of(f, a));
    c->text = wf_arena_printf(f->a, "%s waits for %s for a free worker on task queue '%s'",
                              who(f, a), wf_why_age(f, since), queue_of(f, a));
}
