/* commands/config_get.c: show what the config files hold of a profile. */
#include <string.h>

#include "base/base64.h"
#include "client/profile.h"
#include "commands/list.h"

struct config_get_args {
    const char *prop;
    bool show_secrets;
};

/* One property; the value of the whole profile when `name` is NULL. */
struct shown {
    struct wf_property property;
    const char *text; /* NULL: not set */
    bool hidden;
};

struct profile_json {
    const struct shown *items;
    size_t n;
};

static const char *shown_text(const struct shown *s)
{
    bool is_bool =
        s->property.kind == WF_PROPERTY_BOOL || s->property.kind == WF_PROPERTY_TLS;

    if (s->text == NULL)
        return is_bool ? "false" : "";
    return s->hidden ? "(hidden)" : s->text;
}

static void put_value(struct wf_json *j, const struct shown *s)
{
    if (s->property.kind == WF_PROPERTY_BOOL || s->property.kind == WF_PROPERTY_TLS)
        wf_json_bool(j, s->text != NULL && strcmp(s->text, "true") == 0);
    else
        wf_json_str(j, shown_text(s));
}

static void property_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct shown *)item)->property.name;
}

static void value_cell(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = shown_text(item);
}

static const struct wf_column columns[] = {
    { .header = "PROPERTY", .key = "property", .get = property_cell },
    { .header = "VALUE", .key = "value", .shrink = 1, .get = value_cell },
};

static const struct wf_columns get_columns = { .v = columns, .n = 2 };

/* Sorted names nest: the members of a table stand together. */
static void profile_json(struct wf_json *j, const void *user)
{
    const struct profile_json *p = user;
    const char *open[WF_PROPERTY_DEPTH] = { NULL };
    size_t depth = 0;

    wf_json_object(j);
    for (size_t i = 0; i < p->n; i++) {
        const struct shown *s = &p->items[i];
        bool table = s->property.kind == WF_PROPERTY_TLS;
        size_t parents = s->property.n - (table ? 0 : 1), same = 0;

        while (same < depth && same < parents &&
               strcmp(open[same], s->property.path[same]) == 0)
            same++;
        for (; depth > same; depth--)
            wf_json_end_object(j);
        for (; depth < parents; depth++) {
            open[depth] = s->property.path[depth];
            wf_json_key(j, open[depth]);
            wf_json_object(j);
        }
        if (table)
            continue;
        wf_json_key(j, s->property.path[s->property.n - 1]);
        put_value(j, s);
    }
    for (; depth > 0; depth--)
        wf_json_end_object(j);
    wf_json_end_object(j);
}

static void property_json(struct wf_json *j, const void *user)
{
    const struct shown *s = user;
    struct wf_strbuf text = WF_STRBUF_INIT;

    wf_json_object(j);
    wf_json_kstr(j, "property", s->property.name);
    wf_json_key(j, "value");
    if (s->property.kind == WF_PROPERTY_DATA && s->text == NULL) {
        wf_json_null(j);
    } else if (s->property.kind == WF_PROPERTY_DATA && !s->hidden) {
        wf_base64_encode(
            &text, (struct wf_bytes){ (const unsigned char *)s->text, strlen(s->text) });
        wf_json_str(j, wf_strbuf_str(&text));
    } else {
        put_value(j, s);
    }
    wf_json_end_object(j);
    wf_strbuf_release(&text);
}

static enum wf_code print_rows(struct wf_job *job, const struct shown *items, size_t n,
                               struct wf_error *err)
{
    struct wf_list *list;
    enum wf_code rc = wf_list_begin(job, &get_columns, &list, err);

    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; rc == WF_OK && i < n; i++)
        rc = wf_list_item(list, &items[i], err);
    return wf_list_end(list, rc, err);
}

/* The one that was asked for; an entry of a free table must be there. */
static enum wf_code pick(const struct wf_job *job, const struct config_get_args *a,
                         const struct shown *items, size_t n, struct shown *ret,
                         struct wf_error *err)
{
    enum wf_code rc = wf_property_find(a->prop, job->arena, &ret->property, err);

    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; i < n; i++)
        if (strcmp(items[i].property.name, ret->property.name) == 0) {
            *ret = items[i];
            return WF_OK;
        }
    if (ret->property.kind == WF_PROPERTY_ENTRY)
        return wf_error_set(err, WF_E_NOT_FOUND, "%s is not set", ret->property.name);
    return WF_OK;
}

static enum wf_code get_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct config_get_args *a = args;
    const struct wf_settings_flags *flags = &job->g->settings;
    struct wf_property_value *values = NULL;
    struct profile_json all = { NULL, 0 };
    struct shown *items, one = { .text = NULL };
    const char *profile;
    enum wf_code rc = wf_profile_pick(flags, job->arena, &profile, err);

    if (rc == WF_OK)
        rc = wf_profile_read(flags, profile, job->arena, &values, &all.n, err);
    if (rc != WF_OK)
        return rc;
    items = wf_arena_zalloc(job->arena, (all.n + 1) * sizeof *items);
    for (size_t i = 0; i < all.n; i++)
        items[i] = (struct shown){ values[i].property, values[i].text,
                                   values[i].property.secret && !a->show_secrets };
    all.items = items;
    if (a->prop != NULL) {
        rc = pick(job, a, items, all.n, &one, err);
        if (rc != WF_OK)
            return rc;
        return wf_job_is_json(job) ? wf_job_json(job, property_json, &one, err)
                                   : print_rows(job, &one, 1, err);
    }
    return wf_job_is_json(job) ? wf_job_json(job, profile_json, &all, err)
                               : print_rows(job, items, all.n, err);
}

static const struct wf_option options[] = {
    WF_OPT_STRING('p', "prop", struct config_get_args, prop, "NAME", "one property only"),
    WF_OPT_BOOL(0, "show-secrets", struct config_get_args, show_secrets,
                "print keys and tokens too", .ours = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_config_get = {
    .path = "config get",
    .summary = "Show what the config files hold of a profile",
    .text = "Properties of temporal.toml and, where they are set, our own of "
            "wfsh/config.toml.\n"
            "What flags and the environment make of it: wfsh config show.",
    .examples = { { "wfsh config get", "all of the current profile" },
                  { "wfsh config get --profile prod -p address", "one property" } },
    .options = options,
    .args_size = sizeof(struct config_get_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LAX | WF_CMD_OFFLINE | WF_CMD_EXPERIMENTAL,
    .run = get_run,
};
