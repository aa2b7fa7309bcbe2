/* commands/task_queue_versioning.c: the rules of a versioning that Deployments replaced. */
#include "commands/go_json.h"
#include "commands/task_queue.h"

struct rules_args {
    const char *task_queue, *build_id, *source, *target;
    int64_t index, percentage;
    bool force, yes;
};

typedef Tworkflowservice__UpdateWorkerVersioningRulesRequest request_type;
typedef Ttaskqueue__TimestampedBuildIdAssignmentRule assignment;
typedef Ttaskqueue__TimestampedCompatibleBuildIdRedirectRule redirect;

/* Both replies hold the same rules and a token. */
struct rules {
    assignment *const *assignments;
    size_t n_assignments;
    redirect *const *redirects;
    size_t n_redirects;
    ProtobufCBinaryData token;
};

static float percentage_of(const assignment *a)
{
    return a->rule->ramp_case == TTASKQUEUE__BUILD_ID_ASSIGNMENT_RULE__RAMP_PERCENTAGE_RAMP
               ? a->rule->percentage_ramp->ramp_percentage
               : 100;
}

/* ---- output ----------------------------------------------------------------------------
 */

static void fill(struct wf_json *j, const void *user)
{
    const struct rules *r = user;

    wf_json_object(j);
    wf_json_key(j, "assignmentRules");
    if (r->n_assignments == 0)
        wf_json_null(j);
    else
        wf_json_array(j);
    for (size_t i = 0; i < r->n_assignments; i++) {
        wf_json_object(j);
        wf_json_kstr(j, "targetBuildID", r->assignments[i]->rule->target_build_id);
        wf_json_key(j, "rampPercentage");
        wf_json_float(j, percentage_of(r->assignments[i]));
        wf_json_go_time(j, "createTime", r->assignments[i]->create_time,
                        WF_JSON_GO_ZERO_TIME);
        wf_json_end_object(j);
    }
    if (r->n_assignments != 0)
        wf_json_end_array(j);
    wf_json_key(j, "redirectRules");
    if (r->n_redirects == 0)
        wf_json_null(j);
    else
        wf_json_array(j);
    for (size_t i = 0; i < r->n_redirects; i++) {
        wf_json_object(j);
        wf_json_kstr(j, "sourceBuildID", r->redirects[i]->rule->source_build_id);
        wf_json_kstr(j, "targetBuildID", r->redirects[i]->rule->target_build_id);
        wf_json_go_time(j, "createTime", r->redirects[i]->create_time,
                        WF_JSON_GO_ZERO_TIME);
        wf_json_end_object(j);
    }
    if (r->n_redirects != 0)
        wf_json_end_array(j);
    wf_json_end_object(j);
}

struct row {
    const char *kind, *from, *to;
    int64_t when;
};

static void get_kind(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->kind;
}

static void get_from(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->from;
}

static void get_to(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->to;
}

static void get_when(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct row *)item)->when;
}

static const struct wf_column columns[] = {
    { .header = "RULE", .key = "rule", .type = WF_CELL_TEXT, .get = get_kind },
    { .header = "OF", .key = "of", .type = WF_CELL_TEXT, .get = get_from },
    { .header = "BUILD ID", .key = "build-id", .type = WF_CELL_TEXT, .get = get_to },
    { .header = "CREATED", .key = "created", .type = WF_CELL_TIME, .get = get_when },
};
static const struct wf_columns rule_columns = { .v = columns,
                                                .n = sizeof columns / sizeof *columns };

static enum wf_code print_rules(struct wf_job *job, const struct rules *r,
                                struct wf_error *err)
{
    struct wf_list *l = NULL;
    enum wf_code rc;

    if (wf_job_is_json(job))
        return wf_job_json(job, fill, r, err);
    rc = wf_list_begin(job, &rule_columns, &l, err);
    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; i < r->n_assignments && rc == WF_OK; i++) {
        struct row *row = wf_arena_alloc(job->arena, sizeof *row);

        *row = (struct row){
            .kind = wf_arena_printf(job->arena, "assignment %zu", i),
            .from = wf_arena_printf(job->arena, "%g%% of new workflows",
                                    (double)percentage_of(r->assignments[i])),
            .to = r->assignments[i]->rule->target_build_id,
            .when = wf_timestamp_ns(r->assignments[i]->create_time),
        };
        rc = wf_list_item(l, row, err);
    }
    for (size_t i = 0; i < r->n_redirects && rc == WF_OK; i++) {
        struct row *row = wf_arena_alloc(job->arena, sizeof *row);

        *row = (struct row){ .kind = "redirect",
                             .from = r->redirects[i]->rule->source_build_id,
                             .to = r->redirects[i]->rule->target_build_id,
                             .when = wf_timestamp_ns(r->redirects[i]->create_time) };
        rc = wf_list_item(l, row, err);
    }
    return wf_list_end(l, rc, err);
}

/* ---- calls -----------------------------------------------------------------------------
 */

static enum wf_code get_rules(struct wf_job *job, const struct rules_args *a,
                              struct rules *ret, struct wf_error *err)
{
    Tworkflowservice__GetWorkerVersioningRulesRequest *req = wf_msg_new(
        job->arena, &tworkflowservice__get_worker_versioning_rules_request__descriptor);
    Tworkflowservice__GetWorkerVersioningRulesResponse *r = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->task_queue = (char *)a->task_queue;
    rc = wf_job_call(job, "GetWorkerVersioningRules", req, NULL, NULL, &r, err);
    if (rc == WF_OK)
        *ret = (struct rules){ r->assignment_rules, r->n_assignment_rules,
                               r->compatible_redirect_rules, r->n_compatible_redirect_rules,
                               r->conflict_token };
    return wf_task_queue_deprecated(job, rc, err);
}

static enum wf_code rules_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct rules r = { 0 };
    enum wf_code rc = get_rules(job, args, &r, err);

    return rc == WF_OK ? print_rules(job, &r, err) : rc;
}

/* Shows what there is, asks, and sends the token of what was shown. */
static enum wf_code update(struct wf_job *job, const struct rules_args *a,
                           request_type *req, struct wf_error *err)
{
    Tworkflowservice__UpdateWorkerVersioningRulesResponse *r = NULL;
    struct rules now = { 0 };
    enum wf_code rc = WF_OK;

    if (!job->g->explain) {
        rc = get_rules(job, a, &now, err);
        if (rc == WF_OK)
            rc = wf_job_confirm(job, a->yes, err,
                                "Task Queue %s has %zu assignment rules and %zu redirect "
                                "rules: change them?",
                                a->task_queue, now.n_assignments, now.n_redirects);
    }
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->task_queue = (char *)a->task_queue;
    req->conflict_token = now.token;
    rc = wf_job_call(job, "UpdateWorkerVersioningRules", req, NULL, NULL, &r, err);
    if (rc != WF_OK)
        return wf_task_queue_deprecated(job, rc, err);
    now = (struct rules){ r->assignment_rules, r->n_assignment_rules,
                          r->compatible_redirect_rules, r->n_compatible_redirect_rules,
                          r->conflict_token };
    return print_rules(job, &now, err);
}

static request_type *new_request(struct wf_job *job)
{
    return wf_msg_new(
        job->arena, &tworkflowservice__update_worker_versioning_rules_request__descriptor);
}

#define NEW(job, name)                                                                     \
    wf_msg_new(                                                                            \
        (job)->arena,                                                                      \
        &tworkflowservice__update_worker_versioning_rules_request__##name##__descriptor)
#define OPERATION(name)                                                                    \
    TWORKFLOWSERVICE__UPDATE_WORKER_VERSIONING_RULES_REQUEST__OPERATION_##name

static Ttaskqueue__BuildIdAssignmentRule *assignment_rule(struct wf_job *job,
                                                          const struct rules_args *a)
{
    Ttaskqueue__BuildIdAssignmentRule *r =
        wf_msg_new(job->arena, &ttaskqueue__build_id_assignment_rule__descriptor);

    r->target_build_id = (char *)a->build_id;
    if (a->percentage != 100) { /* all of them is a rule without a ramp */
        r->ramp_case = TTASKQUEUE__BUILD_ID_ASSIGNMENT_RULE__RAMP_PERCENTAGE_RAMP;
        r->percentage_ramp =
            wf_msg_new(job->arena, &ttaskqueue__ramp_by_percentage__descriptor);
        r->percentage_ramp->ramp_percentage = (float)a->percentage;
    }
    return r;
}

static Ttaskqueue__CompatibleBuildIdRedirectRule *redirect_rule(struct wf_job *job,
                                                                const struct rules_args *a)
{
    Ttaskqueue__CompatibleBuildIdRedirectRule *r =
        wf_msg_new(job->arena, &ttaskqueue__compatible_build_id_redirect_rule__descriptor);

    r->source_build_id = (char *)a->source;
    r->target_build_id = (char *)a->target;
    return r;
}

static enum wf_code check(const struct rules_args *a, struct wf_error *err)
{
    if (a->index < 0 || a->index > INT32_MAX)
        return wf_error_set(err, WF_E_USAGE, "--rule-index: from 0 on");
    if (a->percentage < 0 || a->percentage > 100)
        return wf_error_set(err, WF_E_USAGE, "--percentage: from 0 to 100");
    return WF_OK;
}

static enum wf_code insert_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct rules_args *a = args;
    request_type *req = new_request(job);
    enum wf_code rc = check(a, err);

    if (rc != WF_OK)
        return rc;
    req->operation_case = OPERATION(INSERT_ASSIGNMENT_RULE);
    req->insert_assignment_rule = NEW(job, insert_build_id_assignment_rule);
    req->insert_assignment_rule->rule_index = (int32_t)a->index;
    req->insert_assignment_rule->rule = assignment_rule(job, a);
    return update(job, a, req, err);
}

static enum wf_code replace_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct rules_args *a = args;
    request_type *req = new_request(job);
    enum wf_code rc = check(a, err);

    if (rc != WF_OK)
        return rc;
    req->operation_case = OPERATION(REPLACE_ASSIGNMENT_RULE);
    req->replace_assignment_rule = NEW(job, replace_build_id_assignment_rule);
    req->replace_assignment_rule->rule_index = (int32_t)a->index;
    req->replace_assignment_rule->rule = assignment_rule(job, a);
    req->replace_assignment_rule->force = a->force;
    return update(job, a, req, err);
}

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct rules_args *a = args;
    request_type *req = new_request(job);

    if (a->index < 0 || a->index > INT32_MAX)
        return wf_error_set(err, WF_E_USAGE, "--rule-index: from 0 on");
    req->operation_case = OPERATION(DELETE_ASSIGNMENT_RULE);
    req->delete_assignment_rule = NEW(job, delete_build_id_assignment_rule);
    req->delete_assignment_rule->rule_index = (int32_t)a->index;
    req->delete_assignment_rule->force = a->force;
    return update(job, a, req, err);
}

static enum wf_code add_redirect_run(struct wf_job *job, const void *args,
                                     struct wf_error *err)
{
    const struct rules_args *a = args;
    request_type *req = new_request(job);

    req->operation_case = OPERATION(ADD_COMPATIBLE_REDIRECT_RULE);
    req->add_compatible_redirect_rule = NEW(job, add_compatible_build_id_redirect_rule);
    req->add_compatible_redirect_rule->rule = redirect_rule(job, a);
    return update(job, a, req, err);
}

static enum wf_code replace_redirect_run(struct wf_job *job, const void *args,
                                         struct wf_error *err)
{
    const struct rules_args *a = args;
    request_type *req = new_request(job);

    req->operation_case = OPERATION(REPLACE_COMPATIBLE_REDIRECT_RULE);
    req->replace_compatible_redirect_rule =
        NEW(job, replace_compatible_build_id_redirect_rule);
    req->replace_compatible_redirect_rule->rule = redirect_rule(job, a);
    return update(job, a, req, err);
}

static enum wf_code delete_redirect_run(struct wf_job *job, const void *args,
                                        struct wf_error *err)
{
    const struct rules_args *a = args;
    request_type *req = new_request(job);

    req->operation_case = OPERATION(DELETE_COMPATIBLE_REDIRECT_RULE);
    req->delete_compatible_redirect_rule =
        NEW(job, delete_compatible_build_id_redirect_rule);
    req->delete_compatible_redirect_rule->source_build_id = (char *)a->source;
    return update(job, a, req, err);
}

static enum wf_code commit_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct rules_args *a = args;
    request_type *req = new_request(job);

    req->operation_case = OPERATION(COMMIT_BUILD_ID);
    req->commit_build_id = NEW(job, commit_build_id);
    req->commit_build_id->target_build_id = (char *)a->build_id;
    req->commit_build_id->force = a->force;
    return update(job, a, req, err);
}

/* ---- tables ----------------------------------------------------------------------------
 */

#define R struct rules_args
#define QUEUE_ROW                                                                          \
    WF_OPT_STRING('t', "task-queue", R, task_queue, "NAME", "the Task Queue",              \
                  .required = true, .complete = WF_COMPLETE_TASK_QUEUE)
#define YES_ROW WF_OPT_BOOL('y', "yes", R, yes, "do not ask")
#define BUILD_ROW                                                                          \
    WF_OPT_STRING(0, "build-id", R, build_id, "ID", "the Build Id", .required = true,      \
                  .complete = WF_COMPLETE_BUILD_ID)
#define SOURCE_ROW                                                                         \
    WF_OPT_STRING(0, "source-build-id", R, source, "ID", "the Build Id that is replaced",  \
                  .required = true, .complete = WF_COMPLETE_BUILD_ID)
#define TARGET_ROW                                                                         \
    WF_OPT_STRING(0, "target-build-id", R, target, "ID", "the Build Id that replaces it",  \
                  .required = true, .complete = WF_COMPLETE_BUILD_ID)
#define INDEX_ROW(...)                                                                     \
    WF_OPT_INT('i', "rule-index", R, index, "N", "the rule, from 0 on", __VA_ARGS__)
#define PERCENTAGE_ROW                                                                     \
    WF_OPT_INT(0, "percentage", R, percentage, "N", "of new workflows",                    \
               .default_value = "100")
#define FORCE_ROW WF_OPT_BOOL(0, "force", R, force, "although checks of the server fail")

static const struct wf_option get_options[] = { QUEUE_ROW, WF_OPT_END };
static const struct wf_option insert_options[] = {
    QUEUE_ROW,      BUILD_ROW, INDEX_ROW(.default_value = "0"),
    PERCENTAGE_ROW, YES_ROW,   WF_OPT_END
};
static const struct wf_option replace_options[] = {
    QUEUE_ROW, BUILD_ROW, INDEX_ROW(.required = true), PERCENTAGE_ROW, FORCE_ROW,
    YES_ROW,   WF_OPT_END
};
static const struct wf_option delete_options[] = { QUEUE_ROW, INDEX_ROW(.required = true),
                                                   FORCE_ROW, YES_ROW, WF_OPT_END };
static const struct wf_option redirect_options[] = { QUEUE_ROW, SOURCE_ROW, TARGET_ROW,
                                                     YES_ROW, WF_OPT_END };
static const struct wf_option delete_redirect_options[] = { QUEUE_ROW, SOURCE_ROW, YES_ROW,
                                                            WF_OPT_END };
static const struct wf_option commit_options[] = { QUEUE_ROW, BUILD_ROW, FORCE_ROW, YES_ROW,
                                                   WF_OPT_END };
#undef R

#define RULES(name, words, what, rows, class_, line, why)                                  \
    const struct wf_command wf_cmd_versioning_##name = {                                   \
        .path = "task-queue versioning " words,                                            \
        .summary = what " (deprecated)",                                                   \
        .text = "Worker Deployments replace these rules: see `worker deployment`.",        \
        .examples = { { "wfsh task-queue versioning " words " -t orders" line, why },      \
                      { "wfsh tq versioning " words " -t orders" line " -o json",          \
                        "the rules afterwards, for a script" } },                          \
        .options = rows,                                                                   \
        .args_size = sizeof(struct rules_args),                                            \
        .klass = class_,                                                                   \
        .run = name##_run,                                                                 \
    }

RULES(rules, "get-rules", "Show the versioning rules of a Task Queue", get_options,
      WF_CLASS_READS, "", "assignments and redirects");
RULES(insert, "insert-assignment-rule", "Assign new workflows to a Build Id",
      insert_options, WF_CLASS_WRITES, " --build-id 1.1 --percentage 10",
      "a tenth of them");
RULES(replace, "replace-assignment-rule", "Replace an assignment rule", replace_options,
      WF_CLASS_WRITES, " --rule-index 0 --build-id 1.1", "the first one");
RULES(delete, "delete-assignment-rule", "Remove an assignment rule", delete_options,
      WF_CLASS_DESTROYS, " --rule-index 0", "the first one");
RULES(add_redirect, "add-redirect-rule", "Let a Build Id's workflows move to another",
      redirect_options, WF_CLASS_WRITES, " --source-build-id 1.0 --target-build-id 1.1",
      "from 1.0 to 1.1");
RULES(replace_redirect, "replace-redirect-rule", "Change where a redirect leads",
      redirect_options, WF_CLASS_WRITES, " --source-build-id 1.0 --target-build-id 1.2",
      "to 1.2 now");
RULES(delete_redirect, "delete-redirect-rule", "Remove a redirect", delete_redirect_options,
      WF_CLASS_DESTROYS, " --source-build-id 1.0", "of 1.0");
RULES(commit, "commit-build-id", "End the roll-out of a Build Id: all goes to it",
      commit_options, WF_CLASS_WRITES, " --build-id 1.1", "when its pollers are there");
