/* commands/config_show.c: show the settings in force, and where each comes from. */
#include "client/profile.h"
#include "commands/list.h"

struct config_show_args {
    bool origin;
};

struct setting_row {
    enum wf_setting which;
    const char *value; /* never a secret */
    const struct wf_origin *origin;
};

static void setting_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = wf_setting_name(((const struct setting_row *)item)->which);
}

static void value_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct setting_row *)item)->value;
}

static void origin_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct setting_row *)item)->origin->text;
}

static void setting_json(struct wf_json *j, const void *item)
{
    const struct setting_row *r = item;

    wf_json_object(j);
    wf_json_kstr(j, "setting", wf_setting_name(r->which));
    wf_json_kstr(j, "value", r->value);
    wf_json_kstr(j, "origin", r->origin->text);
    if (r->origin->differs != NULL)
        wf_json_kstr(j, "differs", r->origin->differs);
    wf_json_end_object(j);
}

static const struct wf_column columns[] = {
    { .header = "SETTING", .key = "setting", .get = setting_cell },
    { .header = "VALUE", .key = "value", .shrink = 1, .get = value_cell },
    { .header = "ORIGIN", .key = "origin", .get = origin_cell },
};

static const struct wf_columns plain = { .v = columns, .n = 2, .json = setting_json };
static const struct wf_columns with_origin = { .v = columns, .n = 3, .json = setting_json };

static enum wf_code show_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct config_show_args *a = args;
    const struct wf_settings *s = job->settings;
    struct wf_list *list;
    enum wf_code rc = wf_list_begin(job, a->origin ? &with_origin : &plain, &list, err);

    if (rc != WF_OK)
        return rc;
    for (enum wf_setting i = 0; rc == WF_OK && i < WF_SET_COUNT; i++) {
        struct setting_row *r = wf_arena_zalloc(job->arena, sizeof *r);

        *r = (struct setting_row){ i, wf_setting_text(s, i, job->arena), &s->origin[i] };
        if (r->value != NULL)
            rc = wf_list_item(list, r, err);
    }
    rc = wf_list_end(list, rc, err);
    for (enum wf_setting i = 0; rc == WF_OK && a->origin && i < WF_SET_COUNT; i++)
        if (s->origin[i].differs != NULL)
            wf_job_note(job, "%s: %s", wf_setting_name(i), s->origin[i].differs);
    return rc;
}

static const struct wf_option options[] = {
    WF_OPT_BOOL(0, "origin", struct config_show_args, origin,
                "say where each comes from, and where the official CLI would differ",
                .ours = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_config_show = {
    .path = "config show",
    .summary = "Show the settings in force",
    .text = "Flags, environment, profile and defaults, put together. Secrets are never "
            "printed.",
    .examples = { { "wfsh config show --origin", "why is it this address?" },
                  { "wfsh config show --profile prod -o json", "of another profile" } },
    .options = options,
    .args_size = sizeof(struct config_show_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OFFLINE | WF_CMD_OURS,
    .run = show_run,
};
