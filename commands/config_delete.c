/* commands/config_delete.c: remove a property, or a whole profile, from the config files.
 */
#include "client/profile.h"
#include "commands/job.h"

struct config_delete_args {
    const char *prop;
};

static enum wf_code delete_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct config_delete_args *a = args;
    const struct wf_settings_flags *flags = &job->g->settings;
    struct wf_property property;
    const char *profile;
    enum wf_code rc = wf_property_find(a->prop, job->arena, &property, err);

    if (rc == WF_OK)
        rc = wf_profile_pick(flags, job->arena, &profile, err);
    return rc == WF_OK ? wf_profile_unset(flags, profile, &property, err) : rc;
}

static enum wf_code delete_profile_run(struct wf_job *job, const void *args,
                                       struct wf_error *err)
{
    const struct wf_settings_flags *flags = &job->g->settings;

    (void)args;
    if (flags->profile == NULL || *flags->profile == '\0')
        return wf_error_set(err, WF_E_USAGE,
                            "to delete an entire profile, --profile must be given");
    return wf_profile_delete(flags, flags->profile, err);
}

static const struct wf_option options[] = {
    WF_OPT_STRING('p', "prop", struct config_delete_args, prop, "NAME",
                  "property to remove", .required = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_config_delete = {
    .path = "config delete",
    .summary = "Remove a property of a profile",
    .examples = { { "wfsh config delete -p api_key", "of the current profile" },
                  { "wfsh config delete --profile dev -p tls", "all of TLS" } },
    .options = options,
    .args_size = sizeof(struct config_delete_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE | WF_CMD_EXPERIMENTAL,
    .run = delete_run,
};

const struct wf_command wf_cmd_config_delete_profile = {
    .path = "config delete-profile",
    .summary = "Remove a whole profile from the config files",
    .examples = { { "wfsh config delete-profile --profile old",
                    "from temporal.toml and wfsh/config.toml" },
                  { "wfsh config delete-profile --profile old --config-file "
                    "./temporal.toml",
                    "from another file" } },
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE | WF_CMD_EXPERIMENTAL,
    .run = delete_profile_run,
};
