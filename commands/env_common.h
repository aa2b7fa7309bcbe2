#ifndef WF_COMMANDS_ENV_COMMON_H
#define WF_COMMANDS_ENV_COMMON_H

#include "client/settings_yaml.h"
#include "commands/job.h"

/* What the verbs of `env` share: the file, and the words of the older spelling. */

struct wf_env_args {
    const char *key;
    const char *value;
    const char *word;       /* ENV or ENV.KEY */
    const char *word_value; /* VALUE */
};

struct wf_env {
    const char *path; /* of temporal.yaml */
    struct wf_legacy legacy;
    const char *name; /* of the environment: --env, TEMPORAL_ENV, "default" */
    const char *key, *value;
};

/* Reads the file and merges both spellings; says on stderr that words are deprecated. */
enum wf_code wf_env_open(struct wf_job *job, const struct wf_env_args *args,
                         struct wf_env *ret, struct wf_error *err);
enum wf_code wf_env_missing(const struct wf_env *env, struct wf_error *err);

#endif
