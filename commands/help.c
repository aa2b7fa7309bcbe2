/* commands/help.c: --help, from the tables. */
#include "commands/help.h"

#include "base/strbuf.h"

#include <string.h>

enum { HELP_COLUMN = 34 };

static void heading(struct wf_strbuf *out, const char *text, bool color)
{
    wf_strbuf_addf(out, color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

static void two_columns(struct wf_strbuf *out, const char *left, const char *right)
{
    size_t n = strlen(left);

    wf_strbuf_addf(out, "  %s", left);
    if (n + 2 > HELP_COLUMN) {
        wf_strbuf_addc(out, '\n');
        wf_strbuf_addn(out, ' ', HELP_COLUMN + 2);
    } else {
        wf_strbuf_addn(out, ' ', HELP_COLUMN - n);
    }
    wf_strbuf_addf(out, "%s\n", right);
}

static void add_values(const struct wf_option *o, struct wf_strbuf *out)
{
    for (const char *const *v = o->values; *v != NULL; v++)
        wf_strbuf_addf(out, "%s%s", v == o->values ? "" : "|", *v);
}

void wf_help_option_name(const struct wf_option *o, struct wf_strbuf *out)
{
    if (o->letter != 0)
        wf_strbuf_addf(out, "-%c, ", o->letter);
    wf_strbuf_addf(out, "--%s", o->name);
    if (o->value_name != NULL) {
        wf_strbuf_addf(out, " %s", o->value_name);
    } else if (o->type == WF_OPTION_ENUM || o->type == WF_OPTION_ENUMS) {
        size_t before = out->len;

        wf_strbuf_addc(out, ' ');
        add_values(o, out);
        if (out->len - before > 40) { /* the help text lists them then */
            out->len = before;
            wf_strbuf_adds(out, " WORD");
        }
    }
}

static bool print_option(void *user, const struct wf_option *o, size_t offset)
{
    struct wf_strbuf *out = user, name = WF_STRBUF_INIT, help = WF_STRBUF_INIT;

    (void)offset;
    if (o->hidden)
        return true;
    wf_help_option_name(o, &name);
    wf_strbuf_adds(&help, o->help);
    if (o->values != NULL && strstr(wf_strbuf_str(&name), " WORD") != NULL) {
        wf_strbuf_adds(&help, ": ");
        add_values(o, &help);
    }
    if (o->type == WF_OPTION_STRINGS || o->type == WF_OPTION_ENUMS)
        wf_strbuf_adds(&help, " (may be repeated)");
    if (o->alias != NULL)
        wf_strbuf_addf(&help, " (also --%s)", o->alias);
    if (o->default_value != NULL)
        wf_strbuf_addf(&help, " (default %s)", o->default_value);
    if (o->required)
        wf_strbuf_adds(&help, " (required)");
    two_columns(out, wf_strbuf_str(&name), wf_strbuf_str(&help));
    wf_strbuf_release(&name);
    wf_strbuf_release(&help);
    return true;
}

void wf_help_usage(const struct wf_command *c, struct wf_strbuf *out)
{
    wf_strbuf_addf(out, "wfsh %s", c->path);
    for (const struct wf_positional *p = c->positionals; p != NULL && p->name != NULL; p++)
        wf_strbuf_addf(out, p->required ? " %s%s" : " [%s%s]", p->name,
                       p->repeated ? "…" : "");
    if (c->options != NULL)
        wf_strbuf_adds(out, " [flags]");
}

static void help_command(const struct wf_command *c, bool color, struct wf_strbuf *out)
{
    wf_strbuf_addf(out, "%s.\n", c->summary);
    heading(out, "Usage", color);
    wf_strbuf_adds(out, "  ");
    wf_help_usage(c, out);
    if (c->aliases != NULL)
        wf_strbuf_addf(out, "\n  also: %s", c->aliases);
    wf_strbuf_addc(out, '\n');
    if (c->text != NULL)
        wf_strbuf_addf(out, "\n%s\n", c->text);
    if (c->positionals != NULL && c->positionals->name != NULL) {
        heading(out, "Arguments", color);
        for (const struct wf_positional *p = c->positionals; p->name != NULL; p++)
            two_columns(out, p->name, p->help);
    }
    if (c->options != NULL) {
        heading(out, "Flags", color);
        wf_each_option(c->options, 0, print_option, out);
    }
    heading(out, "Examples", color);
    for (const struct wf_example *e = c->examples;
         e < c->examples + WF_CMD_MAX_EXAMPLES && e->line != NULL; e++)
        wf_strbuf_addf(out, "  # %s\n  %s\n", e->what, e->line);
    wf_strbuf_adds(out, "\nGlobal flags: 'wfsh options'.\n");
}

static bool below(const char *path, const char *group)
{
    size_t n = strlen(group);

    return strncmp(path, group, n) == 0 && path[n] == ' ';
}

static void list_commands(const struct wf_registry *reg, const char *group, bool color,
                          struct wf_strbuf *out)
{
    heading(out, "Verbs", color);
    for (size_t i = 0; reg->commands[i] != NULL; i++) {
        const struct wf_command *c = reg->commands[i];

        if (c->flags & WF_CMD_HIDDEN)
            continue;
        if (group != NULL ? below(c->path, group) : strchr(c->path, ' ') == NULL)
            two_columns(out, group != NULL ? c->path + strlen(group) + 1 : c->path,
                        c->summary);
    }
}

void wf_help_print(const struct wf_registry *reg, const struct wf_command *command,
                   const struct wf_group *group, bool color, struct wf_strbuf *out)
{
    if (command != NULL) {
        help_command(command, color, out);
        return;
    }
    if (group != NULL) {
        wf_strbuf_addf(out, "%s.\n", group->summary);
        if (group->alias != NULL)
            wf_strbuf_addf(out, "\n'%s' may be written '%s'.\n", group->path, group->alias);
        list_commands(reg, group->path, color, out);
        wf_strbuf_addf(out, "\n'wfsh %s VERB --help' tells more.\n", group->path);
        return;
    }
    wf_strbuf_adds(out, "wfsh is a terminal client and shell for Temporal.\n");
    heading(out, "Usage", color);
    wf_strbuf_adds(out, "  wfsh NOUN VERB [ARGUMENTS] [FLAGS]\n");
    heading(out, "Nouns", color);
    for (const struct wf_group *g = reg->groups; g->path != NULL; g++)
        if (strchr(g->path, ' ') == NULL)
            two_columns(out, g->path, g->summary);
    list_commands(reg, NULL, color, out);
    wf_strbuf_adds(
        out, "\n'wfsh NOUN --help' lists its verbs; 'wfsh options' the global flags.\n");
}
