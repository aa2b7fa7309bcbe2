/* commands/env_list.c: name the environments of temporal.yaml. */
#include "commands/env_common.h"
#include "commands/list.h"

static void name_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct wf_legacy_env *)item)->name;
}

static void env_json(struct wf_json *j, const void *item)
{
    wf_json_object(j);
    wf_json_kstr(j, "name", ((const struct wf_legacy_env *)item)->name);
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "NAME", .key = "name", .get = name_cell },
};

static const struct wf_columns list_columns = { .v = columns, .n = 1, .json = env_json };

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct wf_env_args none = { .key = NULL };
    struct wf_list *list;
    struct wf_env env;
    enum wf_code rc = wf_env_open(job, &none, &env, err);

    (void)args;
    if (rc == WF_OK)
        rc = wf_list_begin(job, &list_columns, &list, err);
    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; rc == WF_OK && i < env.legacy.n; i++)
        rc = wf_list_item(list, &env.legacy.envs[i], err);
    return wf_list_end(list, rc, err);
}

const struct wf_command wf_cmd_env_list = {
    .path = "env list",
    .summary = "List the environments of temporal.yaml",
    .examples = { { "wfsh env list", "by name" },
                  { "wfsh env list --env-file ./temporal.yaml", "of another file" } },
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE,
    .run = list_run,
};
