/* commands/workflow_reset.c: take workflows back to a point of their history. */
#include "commands/workflow_reset.h"

#include "commands/act.h"
#include "commands/batch.h"
#include "commands/reset_point.h"

#include <string.h>

/* ---- where to
 * ----------------------------------------------------------------------------- */

/* The previous run, which ended by continuing as new into this one, and its last task. */
static enum wf_code last_continued_as_new(struct wf_job *job, const struct wf_ref *ref,
                                          struct wf_reset_point *ret, struct wf_error *err)
{
    Tworkflowservice__GetWorkflowExecutionHistoryRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__get_workflow_execution_history_request__descriptor);
    Tworkflowservice__GetWorkflowExecutionHistoryResponse *reply = NULL;
    const Thistory__WorkflowExecutionStartedEventAttributes *started = NULL;
    struct wf_ref previous = *ref;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = wf_act_execution(job, ref);
    req->maximum_page_size = 1;
    rc = wf_job_call(job, "GetWorkflowExecutionHistory", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (reply->history != NULL && reply->history->n_events > 0 &&
        reply->history->events[0]->attributes_case ==
            THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_STARTED_EVENT_ATTRIBUTES)
        started = reply->history->events[0]->workflow_execution_started_event_attributes;
    if (started == NULL || *started->continued_execution_run_id == '\0')
        return wf_error_set(err, WF_E_CONFLICT, "'%s' was not continued as new",
                            ref->workflow_id);
    previous.run_id = started->continued_execution_run_id;
    return wf_reset_find(job, &previous, "last", ret, err);
}

/* The first task that a build processed, from the server's own list of reset points. */
static enum wf_code first_of_build(struct wf_job *job, const struct wf_ref *ref,
                                   const char *build_id, struct wf_reset_point *ret,
                                   struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    const Tworkflow__ResetPoints *points;
    struct wf_ref base = *ref;
    enum wf_code rc = wf_act_describe(job, ref, &d, err);

    if (rc != WF_OK)
        return rc;
    points = d->workflow_execution_info->auto_reset_points;
    for (size_t i = 0; points != NULL && i < points->n_points; i++) {
        const Tworkflow__ResetPointInfo *p = points->points[i];

        if (strcmp(p->build_id, build_id) != 0 || !p->resettable)
            continue;
        base.run_id = p->run_id;
        return wf_reset_measure(job, &base, p->first_workflow_task_completed_id, ret, err);
    }
    return wf_error_set(err, WF_E_NOT_FOUND,
                        "'%s' has no reset point of build '%s' that can be used",
                        ref->workflow_id, build_id);
}

static enum wf_code find_point(struct wf_job *job, const struct wf_reset *a,
                               const struct wf_ref *ref, struct wf_reset_point *ret,
                               struct wf_error *err)
{
    if (a->event_id != WF_UNSET && a->event_id <= 0)
        return wf_error_set(err, WF_E_USAGE, "--event-id: event ids begin at 1");
    if (a->event_id != WF_UNSET)
        return wf_reset_measure(job, ref, a->event_id, ret, err);
    if (a->to != NULL)
        return wf_reset_find(job, ref, a->to, ret, err);
    if (strcmp(a->type, "FirstWorkflowTask") == 0)
        return wf_reset_find(job, ref, "first", ret, err);
    if (strcmp(a->type, "LastWorkflowTask") == 0)
        return wf_reset_find(job, ref, "last", ret, err);
    if (strcmp(a->type, "BuildId") == 0)
        return first_of_build(job, ref, a->build_id, ret, err);
    return last_continued_as_new(job, ref, ret, err);
}

/* ---- the request
 * -------------------------------------------------------------------------- */

enum { MAX_EXCLUDED = 4 };

/* How many types were written to `ret`. */
static size_t excluded_types(const struct wf_strings *words,
                             Tenums__ResetReapplyExcludeType ret[MAX_EXCLUDED])
{
#define T(x) TENUMS__RESET_REAPPLY_EXCLUDE_TYPE__RESET_REAPPLY_EXCLUDE_TYPE_##x
    bool signal = false, update = false, all = false;
    size_t n = 0;

    for (size_t i = 0; i < words->n; i++) {
        signal |= strcmp(words->v[i], "Signal") == 0;
        update |= strcmp(words->v[i], "Update") == 0;
        all |= strcmp(words->v[i], "All") == 0;
    }
    if (signal || all)
        ret[n++] = T(SIGNAL);
    if (update || all)
        ret[n++] = T(UPDATE);
    if (all) {
        ret[n++] = T(NEXUS);
        ret[n++] = T(CANCEL_REQUEST);
    }
    return n;
#undef T
}

static enum wf_code after_reset(struct wf_job *job, const struct wf_versioning *v,
                                Tworkflow__PostResetOperation ***ret, size_t *ret_n,
                                struct wf_error *err)
{
    Tworkflow__PostResetOperation *op;
    enum wf_code rc;

    if (v == NULL)
        return WF_OK;
    op = wf_msg_new(job->arena, &tworkflow__post_reset_operation__descriptor);
    op->variant_case = TWORKFLOW__POST_RESET_OPERATION__VARIANT_UPDATE_WORKFLOW_OPTIONS;
    op->update_workflow_options = wf_msg_new(
        job->arena, &tworkflow__post_reset_operation__update_workflow_options__descriptor);
    rc = wf_versioning_build(job, v,
                             &op->update_workflow_options->workflow_execution_options,
                             &op->update_workflow_options->update_mask, err);
    if (rc == WF_OK)
        wf_msg_append(job->arena, ret, ret_n, op);
    return rc;
}

static void fill_run(struct wf_json *j, const void *user)
{
    wf_json_object(j);
    wf_json_kstr(j, "runId", user);
    wf_json_end_object(j);
}

static void extra_point(struct wf_json *j, const void *user)
{
    const struct wf_reset_point *p = user;

    wf_json_kstr(j, "baseRunId", p->run_id);
    wf_json_ki64(j, "eventId", p->event_id);
    wf_json_ki64(j, "eventsAfter", p->events_after);
    wf_json_ki64(j, "activitiesAfter", p->activities_after);
    wf_json_ki64(j, "timersAfter", p->timers_after);
    wf_json_ki64(j, "childrenAfter", p->children_after);
    wf_json_ki64(j, "signalsAfter", p->signals_after);
    wf_json_ki64(j, "updatesAfter", p->updates_after);
}

static const char *point_words(struct wf_job *job, const char *verb,
                               const struct wf_reset_point *p)
{
    return wf_arena_printf(
        job->arena,
        "%s event %lld of run %s; after it: %lld events, %lld activities, "
        "%lld timers, %lld children, %lld signals, %lld updates",
        verb, (long long)p->event_id, p->run_id, (long long)p->events_after,
        (long long)p->activities_after, (long long)p->timers_after,
        (long long)p->children_after, (long long)p->signals_after,
        (long long)p->updates_after);
}

static enum wf_code send(struct wf_job *job, const struct wf_reset *a,
                         const struct wf_versioning *versioning, const struct wf_ref *base,
                         int64_t event_id, const char **ret_run, struct wf_error *err)
{
    Tworkflowservice__ResetWorkflowExecutionRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__reset_workflow_execution_request__descriptor);
    Tworkflowservice__ResetWorkflowExecutionResponse *reply = NULL;
    Tenums__ResetReapplyExcludeType *types =
        wf_arena_alloc(job->arena, MAX_EXCLUDED * sizeof *types);
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->workflow_execution = wf_act_execution(job, base);
    req->reason = (char *)wf_arena_printf(job->arena, "%s: %s", wf_act_user(), a->reason);
    req->workflow_task_finish_event_id = event_id;
    req->request_id = (char *)wf_job_uuid(job);
    req->identity = (char *)wf_job_identity(job);
    req->n_reset_reapply_exclude_types = excluded_types(&a->reapply_exclude, types);
    req->reset_reapply_exclude_types = types;
    rc = after_reset(job, versioning, &req->post_reset_operations,
                     &req->n_post_reset_operations, err);
    if (rc == WF_OK)
        rc = wf_job_call(job, "ResetWorkflowExecution", req, NULL, NULL, &reply, err);
    if (rc == WF_OK)
        *ret_run = reply->run_id;
    return rc;
}

enum wf_code wf_reset_one(struct wf_job *job, const struct wf_reset *a,
                          const struct wf_versioning *versioning, const struct wf_ref *ref,
                          struct wf_receipt *receipt, struct wf_error *err)
{
    struct wf_reset_point *p = wf_arena_zalloc(job->arena, sizeof *p);
    struct wf_globals quiet = *job->g;
    struct wf_job look = *job;
    struct wf_ref base = *ref;
    const char *run = NULL;
    enum wf_code rc;

    if (a->event_id == WF_UNSET && a->to == NULL && a->type == NULL)
        return wf_error_set(err, WF_E_USAGE,
                            "workflow reset: one of --event-id, --type, --to is needed");
    if (a->type != NULL && strcmp(a->type, "BuildId") == 0 && a->build_id == NULL)
        return wf_error_set(err, WF_E_USAGE, "workflow reset: --build-id is missing");
    quiet.explain = false; /* the look is not what is explained */
    look.g = &quiet;
    rc = find_point(&look, a, ref, p, err);
    job->ctx = look.ctx;
    if (rc != WF_OK)
        return rc;
    base.run_id = p->run_id;
    receipt->extra = extra_point;
    receipt->extra_data = p;
    if (a->target.dry_run && !job->g->explain) {
        receipt->run_id = p->run_id;
        receipt->outcome = WF_OUTCOME_NOT_TRIED;
        receipt->message = point_words(job, "would be reset to", p);
        return WF_OK;
    }
    rc = send(job, a, versioning, &base, p->event_id, &run, err);
    if (rc != WF_OK)
        return rc;
    receipt->run_id = run;
    receipt->message = point_words(job, "reset to", p);
    if (receipt->alone && wf_job_is_json(job)) {
        receipt->printed = true;
        rc = wf_job_json(job, fill_run, run, err);
    }
    return rc;
}

/* ---- a batch
 * ------------------------------------------------------------------------------ */

enum wf_code wf_reset_query(struct wf_job *job, const struct wf_reset *a,
                            const struct wf_versioning *versioning, struct wf_error *err)
{
    struct wf_target target = a->target;
    wf_batch_request *req;
    Tbatch__BatchOperationReset *op =
        wf_msg_new(job->arena, &tbatch__batch_operation_reset__descriptor);
    Tcommon__ResetOptions *o = wf_msg_new(job->arena, &tcommon__reset_options__descriptor);
    Tenums__ResetReapplyExcludeType *types =
        wf_arena_alloc(job->arena, MAX_EXCLUDED * sizeof *types);
    enum wf_code rc;

    target.reason = a->reason;
    req = wf_batch_new(job, &target);
    if (a->type == NULL || strcmp(a->type, "LastContinuedAsNew") == 0)
        return wf_error_set(err, WF_E_USAGE,
                            "workflow reset: --query needs --type FirstWorkflowTask, "
                            "LastWorkflowTask or BuildId, or --client-side");
    if (strcmp(a->type, "BuildId") == 0 && a->build_id == NULL)
        return wf_error_set(err, WF_E_USAGE, "workflow reset: --build-id is missing");
    if (strcmp(a->type, "FirstWorkflowTask") == 0) {
        o->target_case = TCOMMON__RESET_OPTIONS__TARGET_FIRST_WORKFLOW_TASK;
        o->first_workflow_task =
            wf_msg_new(job->arena, &tgoogleprotobuf__empty__descriptor);
    } else if (strcmp(a->type, "LastWorkflowTask") == 0) {
        o->target_case = TCOMMON__RESET_OPTIONS__TARGET_LAST_WORKFLOW_TASK;
        o->last_workflow_task = wf_msg_new(job->arena, &tgoogleprotobuf__empty__descriptor);
    } else {
        o->target_case = TCOMMON__RESET_OPTIONS__TARGET_BUILD_ID;
        o->build_id = (char *)a->build_id;
    }
    o->n_reset_reapply_exclude_types = excluded_types(&a->reapply_exclude, types);
    o->reset_reapply_exclude_types = types;
    op->identity = (char *)wf_job_identity(job);
    op->options = o;
    rc = after_reset(job, versioning, &op->post_reset_operations,
                     &op->n_post_reset_operations, err);
    if (rc != WF_OK)
        return rc;
    req->reset_operation = op;
    req->operation_case =
        TWORKFLOWSERVICE__START_BATCH_OPERATION_REQUEST__OPERATION_RESET_OPERATION;
    return wf_batch_start(job, &target, req, err);
}

/* ---- the command
 * -------------------------------------------------------------------------- */

static const char *const types_[] = { "FirstWorkflowTask", "LastWorkflowTask",
                                      "LastContinuedAsNew", "BuildId", NULL };
static const char *const excludes[] = { "All", "Signal", "Update", NULL };

#define R struct wf_reset
const struct wf_option wf_reset_options[] = {
    WF_OPT_SET(wf_target_plain_options, R, target),
    WF_OPT_SET(wf_target_many_options, R, target),
    WF_OPT_SET(wf_target_wait_options, R, target),
    WF_OPT_INT('e', "event-id", R, event_id, "ID", "the end of a workflow task to reset to",
               .exclusive = "place"),
    WF_OPT_ENUM('t', "type", R, type, types_, "which workflow task to reset to",
                .exclusive = "place"),
    WF_OPT_STRING(0, "to", R, to, "PLACE",
                  "first, last, -N, before:EVENT[:NAME], a time, or an event id",
                  .ours = true, .exclusive = "place"),
    WF_OPT_STRING(0, "build-id", R, build_id, "ID", "with --type BuildId",
                  .complete = WF_COMPLETE_BUILD_ID),
    WF_OPT_ENUMS(0, "reapply-exclude", R, reapply_exclude, excludes,
                 "events after the point that are not applied again"),
    WF_OPT_STRING(0, "reason", R, reason, "TEXT", "why; kept in the history",
                  .required = true),
    WF_OPT_END
};
#undef R

static enum wf_code reset_each(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    return wf_reset_one(job, args, NULL, ref, receipt, err);
}

static enum wf_code reset_batch(struct wf_job *job, const void *args, struct wf_error *err)
{
    return wf_reset_query(job, args, NULL, err);
}

static const struct wf_positional reset_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct wf_reset, target.refs),
      .help = "what to reset; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_reset = {
    .path = "workflow reset",
    .aliases = "reset",
    .summary = "Take workflows back to a point of their history",
    .text =
        "A new run begins with the history up to the point; the workflow task that ended\n"
        "there is done again. Signals and updates that came later are applied again "
        "unless\n"
        "--reapply-exclude says not to. --dry-run shows the point and what came after it;\n"
        "'workflow reset-points' lists every point.",
    .examples = { { "wfsh workflow reset order-42 --to before:ActivityTaskFailed:charge "
                    "--reason 'card fixed' --dry-run",
                    "show where that would be, and what would be done again" },
                  { "wfsh workflow reset order-42 -t LastWorkflowTask --reason retry",
                    "do the last workflow task again" },
                  { "wfsh workflow reset -q 'WorkflowType=\"Import\"' -t FirstWorkflowTask "
                    "--reason redeploy --yes",
                    "a server-side batch" } },
    .positionals = reset_positionals,
    .options = wf_reset_options,
    .args_size = sizeof(struct wf_reset),
    .klass = WF_CLASS_DESTROYS,
    .flags = WF_CMD_DRY_RUN,
    .run_each = reset_each,
    .run_query = reset_batch,
    .target_offset = offsetof(struct wf_reset, target),
};
