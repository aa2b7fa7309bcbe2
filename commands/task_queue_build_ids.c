/* commands/task_queue_build_ids.c: Build Id sets, which Worker Deployments replaced. */
#include "commands/simple_receipt.h"
#include "commands/task_queue.h"

struct ids_args {
    const char *task_queue, *build_id, *existing;
    bool as_default;
    int64_t max_sets;
};

typedef Tworkflowservice__UpdateWorkerBuildIdCompatibilityRequest request_type;

/* ---- the sets --------------------------------------------------------------------------
 */

struct set {
    const Ttaskqueue__CompatibleVersionSet *v;
    bool is_default; /* the last one of the reply */
};

static const char *default_of(const struct set *s)
{
    return s->v->n_build_ids > 0 ? s->v->build_ids[s->v->n_build_ids - 1] : "";
}

static void get_ids(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const struct set *s = item;
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; i < s->v->n_build_ids; i++)
        wf_strbuf_addf(&b, "%s%s", i == 0 ? "" : ", ", s->v->build_ids[i]);
    ret->text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void get_default(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = default_of(item);
}

static void get_is_default(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct set *)item)->is_default;
}

static void set_json(struct wf_json *j, const void *item)
{
    const struct set *s = item;

    wf_json_object(j);
    wf_json_key(j, "buildIds");
    wf_json_array(j);
    for (size_t i = 0; i < s->v->n_build_ids; i++)
        wf_json_str(j, s->v->build_ids[i]);
    wf_json_end_array(j);
    wf_json_kstr(j, "defaultForSet", default_of(s));
    wf_json_kbool(j, "isDefaultSet", s->is_default);
    wf_json_end_object(j);
}

static const struct wf_column set_rows[] = {
    { .header = "BUILD IDS", .key = "build-ids", .type = WF_CELL_TEXT, .get = get_ids },
    { .header = "DEFAULT OF SET",
      .key = "default",
      .type = WF_CELL_TEXT,
      .get = get_default },
    { .header = "DEFAULT SET",
      .key = "default-set",
      .type = WF_CELL_BOOL,
      .get = get_is_default },
};
static const struct wf_columns set_columns = { .v = set_rows,
                                               .n = sizeof set_rows / sizeof *set_rows,
                                               .json = set_json };

static enum wf_code sets_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct ids_args *a = args;
    Tworkflowservice__GetWorkerBuildIdCompatibilityRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__get_worker_build_id_compatibility_request__descriptor);
    Tworkflowservice__GetWorkerBuildIdCompatibilityResponse *r = NULL;
    struct wf_list *l = NULL;
    enum wf_code rc;

    if (a->max_sets < 0 || a->max_sets > INT32_MAX)
        return wf_error_set(err, WF_E_USAGE, "--max-sets: from 0 (all) on");
    req->namespace_ = (char *)wf_job_namespace(job);
    req->task_queue = (char *)a->task_queue;
    req->max_sets = (int32_t)a->max_sets;
    rc = wf_job_call(job, "GetWorkerBuildIdCompatibility", req, NULL, NULL, &r, err);
    if (rc != WF_OK)
        return wf_task_queue_deprecated(job, rc, err);
    rc = wf_list_begin(job, &set_columns, &l, err);
    for (size_t i = 0; i < r->n_major_version_sets && rc == WF_OK; i++) {
        struct set *s = wf_arena_alloc(job->arena, sizeof *s);

        *s = (struct set){ .v = r->major_version_sets[i],
                           .is_default = i + 1 == r->n_major_version_sets };
        rc = wf_list_item(l, s, err);
    }
    return l != NULL ? wf_list_end(l, rc, err) : rc;
}

/* ---- changes ---------------------------------------------------------------------------
 */

static enum wf_code update(struct wf_job *job, const struct ids_args *a, request_type *req,
                           struct wf_error *err)
{
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->task_queue = (char *)a->task_queue;
    rc = wf_job_call(job, "UpdateWorkerBuildIdCompatibility", req, NULL, NULL, NULL, err);
    return rc == WF_OK ? wf_simple_receipt(job, "taskQueue", a->task_queue,
                                           "Build Ids updated", err)
                       : wf_task_queue_deprecated(job, rc, err);
}

static request_type *new_request(struct wf_job *job)
{
    return wf_msg_new(
        job->arena,
        &tworkflowservice__update_worker_build_id_compatibility_request__descriptor);
}

#define OPERATION(name)                                                                    \
    TWORKFLOWSERVICE__UPDATE_WORKER_BUILD_ID_COMPATIBILITY_REQUEST__OPERATION_##name

static enum wf_code add_default_run(struct wf_job *job, const void *args,
                                    struct wf_error *err)
{
    const struct ids_args *a = args;
    request_type *req = new_request(job);

    req->operation_case = OPERATION(ADD_NEW_BUILD_ID_IN_NEW_DEFAULT_SET);
    req->add_new_build_id_in_new_default_set = (char *)a->build_id;
    return update(job, a, req, err);
}

static enum wf_code add_compatible_run(struct wf_job *job, const void *args,
                                       struct wf_error *err)
{
    const struct ids_args *a = args;
    request_type *req = new_request(job);

    req->operation_case = OPERATION(ADD_NEW_COMPATIBLE_BUILD_ID);
    req->add_new_compatible_build_id = wf_msg_new(
        job->arena,
        &tworkflowservice__update_worker_build_id_compatibility_request__add_new_compatible_version__descriptor);
    req->add_new_compatible_build_id->new_build_id = (char *)a->build_id;
    req->add_new_compatible_build_id->existing_compatible_build_id = (char *)a->existing;
    req->add_new_compatible_build_id->make_set_default = a->as_default;
    return update(job, a, req, err);
}

static enum wf_code promote_id_run(struct wf_job *job, const void *args,
                                   struct wf_error *err)
{
    const struct ids_args *a = args;
    request_type *req = new_request(job);

    req->operation_case = OPERATION(PROMOTE_BUILD_ID_WITHIN_SET);
    req->promote_build_id_within_set = (char *)a->build_id;
    return update(job, a, req, err);
}

static enum wf_code promote_set_run(struct wf_job *job, const void *args,
                                    struct wf_error *err)
{
    const struct ids_args *a = args;
    request_type *req = new_request(job);

    req->operation_case = OPERATION(PROMOTE_SET_BY_BUILD_ID);
    req->promote_set_by_build_id = (char *)a->build_id;
    return update(job, a, req, err);
}

#define I struct ids_args
#define QUEUE_ROW                                                                          \
    WF_OPT_STRING('t', "task-queue", I, task_queue, "NAME", "the Task Queue",              \
                  .required = true, .complete = WF_COMPLETE_TASK_QUEUE)
#define BUILD_ROW                                                                          \
    WF_OPT_STRING(0, "build-id", I, build_id, "ID", "the Build Id", .required = true,      \
                  .complete = WF_COMPLETE_BUILD_ID)
static const struct wf_option sets_options[] = {
    QUEUE_ROW,
    WF_OPT_INT(0, "max-sets", I, max_sets, "N", "the newest ones only; 1: the default set",
               .default_value = "0"),
    WF_OPT_END
};
static const struct wf_option one_options[] = { QUEUE_ROW, BUILD_ROW, WF_OPT_END };
static const struct wf_option compatible_options[] = {
    QUEUE_ROW, BUILD_ROW,
    WF_OPT_STRING(0, "existing-compatible-build-id", I, existing, "ID",
                  "a Build Id of the set", .required = true,
                  .complete = WF_COMPLETE_BUILD_ID),
    WF_OPT_BOOL(0, "set-as-default", I, as_default, "the set becomes the default one"),
    WF_OPT_END
};
#undef I

#define IDS(name, words, what, rows, class_, line, why)                                    \
    const struct wf_command wf_cmd_build_ids_##name = {                                    \
        .path = "task-queue " words,                                                       \
        .summary = what " (deprecated)",                                                   \
        .text = "Worker Deployments replace Build Id sets: see `worker deployment`.",      \
        .examples = { { "wfsh task-queue " words " -t orders" line, why },                 \
                      { "wfsh tq " words " -t orders" line " -o json", "for a script" } }, \
        .options = rows,                                                                   \
        .args_size = sizeof(struct ids_args),                                              \
        .klass = class_,                                                                   \
        .run = name##_run,                                                                 \
    }

IDS(sets, "get-build-ids", "Show the Build Id sets of a Task Queue", sets_options,
    WF_CLASS_READS, "", "oldest set first");
IDS(add_default, "update-build-ids add-new-default", "Begin a set of Build Ids",
    one_options, WF_CLASS_WRITES, " --build-id 2.0", "for what is not compatible");
IDS(add_compatible, "update-build-ids add-new-compatible", "Add a Build Id to a set",
    compatible_options, WF_CLASS_WRITES,
    " --build-id 1.1 --existing-compatible-build-id 1.0", "it takes over from 1.0");
IDS(promote_id, "update-build-ids promote-id-in-set",
    "Make a Build Id the default of its set", one_options, WF_CLASS_WRITES,
    " --build-id 1.0", "back to 1.0");
IDS(promote_set, "update-build-ids promote-set", "Make a set the default one", one_options,
    WF_CLASS_WRITES, " --build-id 1.0", "the set of 1.0");
