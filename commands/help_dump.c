/* commands/help_dump.c: the tables as JSON, for generators. */
#include "commands/help.h"

#include "base/json_out.h"

#include <string.h>

static const char *const type_names[] = {
    [WF_OPTION_BOOL] = "bool",         [WF_OPTION_TRI] = "bool",
    [WF_OPTION_STRING] = "string",     [WF_OPTION_STRINGS] = "strings",
    [WF_OPTION_INT] = "int",           [WF_OPTION_FLOAT] = "float",
    [WF_OPTION_DURATION] = "duration", [WF_OPTION_TIME] = "time",
    [WF_OPTION_ENUM] = "enum",         [WF_OPTION_ENUMS] = "enums",
};

static const char *const complete_names[] = {
    [WF_COMPLETE_FILE] = "file",
    [WF_COMPLETE_NAMESPACE] = "namespace",
    [WF_COMPLETE_PROFILE] = "profile",
    [WF_COMPLETE_WORKFLOW] = "workflow",
    [WF_COMPLETE_RUN] = "run",
    [WF_COMPLETE_WORKFLOW_TYPE] = "workflow-type",
    [WF_COMPLETE_TASK_QUEUE] = "task-queue",
    [WF_COMPLETE_SIGNAL] = "signal",
    [WF_COMPLETE_QUERY] = "query",
    [WF_COMPLETE_UPDATE] = "update",
    [WF_COMPLETE_SEARCH_ATTRIBUTE] = "search-attribute",
    [WF_COMPLETE_VISIBILITY] = "visibility",
    [WF_COMPLETE_METHOD] = "method",
    [WF_COMPLETE_COMMAND] = "command",
    [WF_COMPLETE_COLUMN] = "column",
    [WF_COMPLETE_SCHEDULE] = "schedule",
    [WF_COMPLETE_DEPLOYMENT] = "deployment",
    [WF_COMPLETE_BUILD_ID] = "build-id",
};

static const char *const class_names[] = {
    [WF_CLASS_READS] = "reads",
    [WF_CLASS_WRITES] = "writes",
    [WF_CLASS_DESTROYS] = "destroys",
};

static void optional(struct wf_json *j, const char *key, const char *value)
{
    if (value != NULL)
        wf_json_kstr(j, key, value);
}

static void flag(struct wf_json *j, const char *key, bool value)
{
    if (value)
        wf_json_kbool(j, key, true);
}

static bool dump_option(void *user, const struct wf_option *o, size_t offset)
{
    struct wf_json *j = user;

    (void)offset;
    wf_json_object(j);
    wf_json_kstr(j, "name", o->name);
    if (o->letter != 0) {
        wf_json_key(j, "letter");
        wf_json_strn(j, &o->letter, 1);
    }
    optional(j, "alias", o->alias);
    wf_json_kstr(j, "type", type_names[o->type]);
    optional(j, "value", o->value_name);
    wf_json_kstr(j, "help", o->help);
    if (o->values != NULL) {
        wf_json_key(j, "values");
        wf_json_array(j);
        for (const char *const *v = o->values; *v != NULL; v++)
            wf_json_str(j, *v);
        wf_json_end_array(j);
    }
    optional(j, "default", o->default_value);
    optional(j, "complete", complete_names[o->complete]);
    optional(j, "exclusive", o->exclusive);
    optional(j, "oneOf", o->one_of);
    flag(j, "required", o->required);
    flag(j, "ours", o->ours);
    flag(j, "hidden", o->hidden);
    wf_json_end_object(j);
    return true;
}

static void dump_options(struct wf_json *j, const char *key, const struct wf_option *rows)
{
    wf_json_key(j, key);
    wf_json_array(j);
    wf_each_option(rows, 0, dump_option, j);
    wf_json_end_array(j);
}

static void dump_aliases(struct wf_json *j, const char *list)
{
    wf_json_key(j, "aliases");
    wf_json_array(j);
    while (list != NULL && *list != '\0') {
        size_t n = strcspn(list, ",");

        wf_json_strn(j, list, n);
        list += n + (list[n] == ',');
    }
    wf_json_end_array(j);
}

static void dump_usage(struct wf_json *j, const struct wf_command *c)
{
    wf_json_key(j, "examples");
    wf_json_array(j);
    for (const struct wf_example *e = c->examples;
         e < c->examples + WF_CMD_MAX_EXAMPLES && e->line != NULL; e++) {
        wf_json_object(j);
        wf_json_kstr(j, "line", e->line);
        wf_json_kstr(j, "what", e->what);
        wf_json_end_object(j);
    }
    wf_json_end_array(j);
    wf_json_key(j, "positionals");
    wf_json_array(j);
    for (const struct wf_positional *p = c->positionals; p != NULL && p->name != NULL;
         p++) {
        wf_json_object(j);
        wf_json_kstr(j, "name", p->name);
        wf_json_kstr(j, "help", p->help);
        optional(j, "complete", complete_names[p->complete]);
        flag(j, "required", p->required);
        flag(j, "repeated", p->repeated);
        wf_json_end_object(j);
    }
    wf_json_end_array(j);
}

static void dump_command(struct wf_json *j, const struct wf_command *c)
{
    wf_json_object(j);
    wf_json_kstr(j, "path", c->path);
    dump_aliases(j, c->aliases);
    wf_json_kstr(j, "summary", c->summary);
    optional(j, "text", c->text);
    dump_usage(j, c);
    dump_options(j, "options", c->options);
    wf_json_kstr(j, "class", class_names[c->klass]);
    flag(j, "ours", c->flags & WF_CMD_OURS);
    flag(j, "experimental", c->flags & WF_CMD_EXPERIMENTAL);
    flag(j, "hidden", c->flags & WF_CMD_HIDDEN);
    flag(j, "offline", c->flags & (WF_CMD_OFFLINE | WF_CMD_LAX));
    wf_json_end_object(j);
}

void wf_help_dump(const struct wf_registry *reg, const char *version, struct wf_strbuf *out)
{
    struct wf_json json = WF_JSON_INIT(out, false), *j = &json;

    wf_json_object(j);
    wf_json_kstr(j, "version", version);
    dump_options(j, "globals", wf_global_options);
    wf_json_key(j, "groups");
    wf_json_array(j);
    for (const struct wf_group *g = reg->groups; g->path != NULL; g++) {
        wf_json_object(j);
        wf_json_kstr(j, "path", g->path);
        optional(j, "alias", g->alias);
        wf_json_kstr(j, "summary", g->summary);
        wf_json_end_object(j);
    }
    wf_json_end_array(j);
    wf_json_key(j, "commands");
    wf_json_array(j);
    for (size_t i = 0; reg->commands[i] != NULL; i++)
        dump_command(j, reg->commands[i]);
    wf_json_end_array(j);
    wf_json_end_object(j);
    wf_strbuf_addc(out, '\n');
}
