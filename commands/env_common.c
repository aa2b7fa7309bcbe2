/* commands/env_common.c: what the verbs of `env` share. */
#include "commands/env_common.h"

#include <stdlib.h>
#include <string.h>

#include "client/config_file.h"

enum wf_code wf_env_open(struct wf_job *job, const struct wf_env_args *args,
                         struct wf_env *ret, struct wf_error *err)
{
    const struct wf_settings_flags *flags = &job->g->settings;
    const char *name = flags->env != NULL ? flags->env : getenv("TEMPORAL_ENV");
    const char *dot = args->word == NULL ? NULL : strchr(args->word, '.');

    *ret = (struct wf_env){ .key = args->key, .value = args->value };
    ret->name =
        name != NULL && *name != '\0' ? wf_arena_strdup(job->arena, name) : "default";
    if (args->word != NULL) {
        wf_job_note(job,
                    "words after env are deprecated; use --env and --key (-k) instead");
        if (args->key != NULL || args->value != NULL)
            return wf_error_set(err, WF_E_USAGE, "env: either words or --key and --value");
        ret->name = dot == NULL ? args->word
                                : wf_arena_strndup(job->arena, args->word,
                                                   (size_t)(dot - args->word));
        ret->key = dot == NULL ? NULL : dot + 1;
        ret->value = args->word_value;
    }
    ret->path = wf_config_path(WF_CONFIG_LEGACY, flags, job->arena);
    if (ret->path == NULL)
        return wf_error_set(err, WF_E_USAGE, "there is no home directory for config files");
    return wf_legacy_read(ret->path, job->arena, &ret->legacy, err);
}

enum wf_code wf_env_missing(const struct wf_env *env, struct wf_error *err)
{
    return wf_error_set(err, WF_E_NOT_FOUND, "environment '%s' not found", env->name);
}
