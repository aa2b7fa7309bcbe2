/* commands/config_list.c: name the profiles of the config files. */
#include <string.h>

#include "client/profile.h"
#include "commands/list.h"

struct entry {
    const char *name;
    bool current;
};

static void name_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct entry *)item)->name;
}

static void current_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct entry *)item)->current ? "*" : "";
}

static void entry_json(struct wf_json *j, const void *item)
{
    wf_json_object(j);
    wf_json_kstr(j, "name", ((const struct entry *)item)->name);
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "NAME", .key = "name", .get = name_cell },
    { .header = "CURRENT", .key = "current", .get = current_cell },
};

static const struct wf_columns list_columns = { .v = columns, .n = 2, .json = entry_json };

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct wf_settings_flags *flags = &job->g->settings;
    const char *const *names = NULL;
    const char *current = NULL;
    struct wf_list *list;
    size_t n = 0;
    enum wf_code rc = wf_settings_profiles(flags, job->arena, &names, &n, err);

    (void)args;
    if (rc == WF_OK)
        rc = wf_profile_pick(flags, job->arena, &current, err);
    if (rc == WF_OK)
        rc = wf_list_begin(job, &list_columns, &list, err);
    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; rc == WF_OK && i < n; i++) {
        struct entry *e = wf_arena_zalloc(job->arena, sizeof *e);

        *e = (struct entry){ names[i], strcmp(names[i], current) == 0 };
        rc = wf_list_item(list, e, err);
    }
    return wf_list_end(list, rc, err);
}

const struct wf_command wf_cmd_config_list = {
    .path = "config list",
    .summary = "List the profiles of the config files",
    .examples = { { "wfsh config list", "the current one is marked" },
                  { "wfsh config list -o json | jq -r '.[].name'", "only names" } },
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE | WF_CMD_EXPERIMENTAL,
    .run = list_run,
};
