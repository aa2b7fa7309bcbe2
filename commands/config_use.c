/* commands/config_use.c: choose the profile and the namespace of the commands to come. */
#include <string.h>

#include "base/utf8.h"
#include "client/profile.h"
#include "commands/job.h"

struct config_use_args {
    const char *profile;
};

static void use_json(struct wf_json *j, const void *user)
{
    const struct wf_settings *s = user;

    wf_json_object(j);
    wf_json_kstr(j, "profile", s->profile);
    wf_json_kstr(j, "namespace", s->namespace_);
    wf_json_kstr(j, "address", s->address);
    wf_json_end_object(j);
}

static enum wf_code print_receipt(struct wf_job *job, const struct wf_settings *s,
                                  struct wf_error *err)
{
    struct wf_strbuf line = WF_STRBUF_INIT;
    enum wf_code rc;

    if (wf_job_is_json(job))
        return wf_job_json(job, use_json, s, err);
    if (wf_job_is_quiet(job))
        return WF_OK;
    wf_strbuf_adds(&line, "profile ");
    wf_utf8_safes(&line, s->profile);
    wf_strbuf_adds(&line, ", namespace ");
    wf_utf8_safes(&line, s->namespace_);
    wf_strbuf_adds(&line, ", at ");
    wf_utf8_safes(&line, s->address);
    wf_strbuf_addc(&line, '\n');
    rc = wf_job_write(job, line.data, line.len, err);
    wf_strbuf_release(&line);
    return rc;
}

/* What now holds may still be another thing: variables are stronger. */
static void note_overrides(struct wf_job *job, const struct wf_settings *s,
                           const char *profile, const char *namespace_)
{
    if (strcmp(s->profile, profile) != 0)
        wf_job_note(job, "profile '%s' still comes from: %s", s->profile,
                    s->origin[WF_SET_PROFILE].text);
    else if (namespace_ != NULL && *namespace_ != '\0' &&
             strcmp(s->namespace_, namespace_) != 0)
        wf_job_note(job, "namespace '%s' still comes from: %s", s->namespace_,
                    s->origin[WF_SET_NAMESPACE].text);
}

static enum wf_code use_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct config_use_args *a = args;
    struct wf_settings_flags flags = job->g->settings;
    const char *profile = a->profile, *namespace_ = flags.namespace_;
    struct wf_settings *s = NULL;
    enum wf_code rc = WF_OK;

    if (profile == NULL && namespace_ == NULL && flags.profile == NULL) {
        wf_error_set(err, WF_E_USAGE, "config use: name a profile, or -n NAMESPACE");
        wf_error_hint(err, "'wfsh config list' names the profiles");
        return WF_E_USAGE;
    }
    if (profile == NULL)
        rc = wf_profile_pick(&flags, job->arena, &profile, err);
    if (rc == WF_OK)
        rc = wf_profile_use(&flags, profile, namespace_, err);
    if (rc != WF_OK)
        return rc;
    flags.profile = NULL;
    flags.namespace_ = NULL;
    rc = wf_settings_load(&flags, &s, err);
    if (rc == WF_OK) {
        note_overrides(job, s, profile, namespace_);
        rc = print_receipt(job, s, err);
    }
    wf_settings_free(s);
    return rc;
}

static const struct wf_positional positionals[] = {
    { .name = "PROFILE",
      .offset = offsetof(struct config_use_args, profile),
      .help = "the profile to use from now on",
      .complete = WF_COMPLETE_PROFILE },
    { .name = NULL },
};

const struct wf_command wf_cmd_config_use = {
    .path = "config use",
    .aliases = "use",
    .summary = "Choose the profile, or its namespace, for the commands to come",
    .text = "Kept in wfsh/config.toml; the namespace belongs to the profile. Flags and\n"
            "TEMPORAL_PROFILE, TEMPORAL_NAMESPACE are stronger. An empty namespace goes "
            "back to\n"
            "that of the profile.",
    .examples = { { "wfsh config use prod", "from now on" },
                  { "wfsh config use -n orders", "another namespace there" },
                  { "wfsh config use default -n ''", "back to where it began" } },
    .positionals = positionals,
    .args_size = sizeof(struct config_use_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE | WF_CMD_OURS,
    .run = use_run,
};
