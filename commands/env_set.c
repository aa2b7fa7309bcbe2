/* commands/env_set.c: set and remove properties of the environments of temporal.yaml. */
#include <string.h>

#include "commands/env_common.h"

static enum wf_code set_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct wf_env_args *a = args;
    struct wf_env env;
    enum wf_code rc = wf_env_open(job, a, &env, err);

    if (rc != WF_OK)
        return rc;
    if (env.key == NULL || *env.key == '\0')
        return wf_error_set(err, WF_E_USAGE, "env set: which property? name it with --key");
    if (strchr(env.key, '.') != NULL)
        return wf_error_set(err, WF_E_USAGE, "env set: a property's name has no dots");
    if (env.value == NULL && a->word != NULL)
        return wf_error_set(err, WF_E_USAGE, "env set: no value was given");
    wf_legacy_set(&env.legacy, job->arena, env.name, env.key,
                  env.value == NULL ? "" : env.value);
    return wf_legacy_write(env.path, &env.legacy, err);
}

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct wf_env env;
    enum wf_code rc = wf_env_open(job, args, &env, err);

    if (rc != WF_OK)
        return rc;
    if (wf_legacy_find(&env.legacy, env.name) == NULL)
        return wf_env_missing(&env, err);
    return wf_legacy_delete(&env.legacy, env.name, env.key)
               ? wf_legacy_write(env.path, &env.legacy, err)
               : WF_OK;
}

static const struct wf_option set_options[] = {
    WF_OPT_STRING('k', "key", struct wf_env_args, key, "NAME",
                  "property to set: a flag's name without dashes"),
    WF_OPT_STRING('v', "value", struct wf_env_args, value, "TEXT", "its value"), WF_OPT_END
};

static const struct wf_option delete_options[] = {
    WF_OPT_STRING('k', "key", struct wf_env_args, key, "NAME",
                  "property to remove; otherwise the whole environment goes"),
    WF_OPT_END
};

static const struct wf_positional set_positionals[] = {
    { .name = "ENV.KEY",
      .offset = offsetof(struct wf_env_args, word),
      .help = "deprecated: use --env and --key" },
    { .name = "VALUE",
      .offset = offsetof(struct wf_env_args, word_value),
      .help = "deprecated: use --value" },
    { .name = NULL },
};

static const struct wf_positional delete_positionals[] = {
    { .name = "ENV[.KEY]",
      .offset = offsetof(struct wf_env_args, word),
      .help = "deprecated: use --env and --key" },
    { .name = NULL },
};

const struct wf_command wf_cmd_env_set = {
    .path = "env set",
    .summary = "Set a property of an environment of temporal.yaml",
    .text = "The official CLI's older kind of profile. Prefer wfsh config set.",
    .examples = { { "wfsh env set --env prod -k address -v prod.example:7233",
                    "an environment that may be new" },
                  { "wfsh env set prod.namespace orders", "in the older words" } },
    .positionals = set_positionals,
    .options = set_options,
    .args_size = sizeof(struct wf_env_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE,
    .run = set_run,
};

const struct wf_command wf_cmd_env_delete = {
    .path = "env delete",
    .summary = "Remove an environment of temporal.yaml, or a property of it",
    .examples = { { "wfsh env delete --env prod -k address", "one property" },
                  { "wfsh env delete --env prod", "the whole environment" } },
    .positionals = delete_positionals,
    .options = delete_options,
    .args_size = sizeof(struct wf_env_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE,
    .run = delete_run,
};
