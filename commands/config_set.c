/* commands/config_set.c: set a property of a profile in its config file. */
#include "client/profile.h"
#include "commands/job.h"

struct config_set_args {
    const char *prop;
    const char *value;
};

static enum wf_code set_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct config_set_args *a = args;
    const struct wf_settings_flags *flags = &job->g->settings;
    struct wf_property property;
    const char *profile;
    enum wf_code rc = wf_property_find(a->prop, job->arena, &property, err);

    if (rc == WF_OK)
        rc = wf_profile_pick(flags, job->arena, &profile, err);
    return rc == WF_OK ? wf_profile_set(flags, profile, &property, a->value, err) : rc;
}

static const struct wf_option options[] = {
    WF_OPT_STRING('p', "prop", struct config_set_args, prop, "NAME", "property to set",
                  .required = true),
    WF_OPT_STRING('v', "value", struct config_set_args, value, "TEXT",
                  "its value; an empty one removes the property", .required = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_config_set = {
    .path = "config set",
    .summary = "Set a property of a profile",
    .text = "What the official CLI knows goes into temporal.toml, our own properties\n"
            "(read_only, protected, production, ui, identity, client_authority,\n"
            "client_connect_timeout, command_timeout, api_key_file, api_key_command,\n"
            "codec_auth_file, codec_auth_command, codec.headers.NAME, queries.NAME) into\n"
            "wfsh/config.toml. Comments and order of both files stay.",
    .examples = { { "wfsh config set --profile prod -p address -v prod.example:7233",
                    "a profile that may be new" },
                  { "wfsh config set --profile prod -p read_only -v true",
                    "refuse writes there" },
                  { "wfsh config set -p api_key_command -v 'pass temporal/key'",
                    "keep the key out of files" } },
    .options = options,
    .args_size = sizeof(struct config_set_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE | WF_CMD_EXPERIMENTAL,
    .run = set_run,
};
