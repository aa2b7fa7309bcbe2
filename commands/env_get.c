/* commands/env_get.c: show an environment of temporal.yaml. */
#include <string.h>

#include "commands/env_common.h"
#include "commands/list.h"

struct env_get_args {
    struct wf_env_args env;
    bool show_secrets;
};

static void property_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct wf_pair *)item)->key;
}

static void value_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct wf_pair *)item)->value;
}

static void pair_json(struct wf_json *j, const void *item)
{
    const struct wf_pair *p = item;

    wf_json_object(j);
    wf_json_kstr(j, "property", p->key);
    wf_json_kstr(j, "value", p->value);
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "PROPERTY", .key = "property", .get = property_cell },
    { .header = "VALUE", .key = "value", .shrink = 1, .get = value_cell },
};

static const struct wf_columns get_columns = { .v = columns, .n = 2, .json = pair_json };

static bool is_secret(const char *key)
{
    static const char *const keys[] = { "api-key",     "codec-auth",    "codec-header",
                                        "tls-ca-data", "tls-cert-data", "tls-key-data",
                                        "grpc-meta" };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

static enum wf_code put(struct wf_job *job, struct wf_list *list, const char *key,
                        const char *value, bool show, struct wf_error *err)
{
    struct wf_pair *p = wf_arena_zalloc(job->arena, sizeof *p);

    *p = (struct wf_pair){ key,
                           *value != '\0' && is_secret(key) && !show ? "(hidden)" : value };
    return wf_list_item(list, p, err);
}

static enum wf_code get_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct env_get_args *a = args;
    const struct wf_legacy_env *found;
    struct wf_list *list;
    struct wf_env env;
    bool seen = false;
    enum wf_code rc = wf_env_open(job, &a->env, &env, err);

    if (rc != WF_OK)
        return rc;
    found = wf_legacy_find(&env.legacy, env.name);
    if (found == NULL && strcmp(env.name, "default") != 0)
        return wf_env_missing(&env, err);
    rc = wf_list_begin(job, &get_columns, &list, err);
    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; rc == WF_OK && found != NULL && i < found->n; i++) {
        if (env.key != NULL && strcmp(env.key, found->items[i].key) != 0)
            continue;
        seen = true;
        rc = put(job, list, found->items[i].key, found->items[i].value, a->show_secrets,
                 err);
    }
    if (rc == WF_OK && env.key != NULL && !seen)
        rc = put(job, list, env.key, "", true, err);
    return wf_list_end(list, rc, err);
}

static const struct wf_option options[] = {
    WF_OPT_STRING('k', "key", struct env_get_args, env.key, "NAME", "one property only"),
    WF_OPT_BOOL(0, "show-secrets", struct env_get_args, show_secrets,
                "print keys and tokens too", .ours = true),
    WF_OPT_END
};

static const struct wf_positional positionals[] = {
    { .name = "ENV[.KEY]",
      .offset = offsetof(struct env_get_args, env.word),
      .help = "deprecated: use --env and --key" },
    { .name = NULL },
};

const struct wf_command wf_cmd_env_get = {
    .path = "env get",
    .summary = "Show an environment of temporal.yaml",
    .examples = { { "wfsh env get --env prod", "all of it" },
                  { "wfsh env get --env prod -k address", "one property" } },
    .positionals = positionals,
    .options = options,
    .args_size = sizeof(struct env_get_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE,
    .run = get_run,
};
