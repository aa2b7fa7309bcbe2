/* Prints the keys of the dashboard as docs/dashboard.md has them: tools/dashboard-docs.
 * --names: the names of all actions, for tests/cli/dashboard_actions.sh. */
#include "tui/app_private.h"

#include <stdio.h>
#include <string.h>

/* Markdown takes | for the end of a cell, and some signs for its own. */
static void put(const char *text)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '|':
            printf("&#124;");
            break;
        case '<':
            printf("&lt;");
            break;
        case '*':
            printf("&#42;");
            break;
        case '`':
            printf("&#96;");
            break;
        default:
            putchar(*text);
        }
}

static void put_row(const struct wf_action *a)
{
    printf("| <code>");
    put(a->keys);
    printf("</code> | %s | ", a->name);
    put(a->help);
    if (a->line != NULL) {
        printf(a->what == WF_DO_OPEN ? ": <code>:" : ": <code>");
        put(a->line);
        printf("</code>");
    }
    printf(" | %s |\n", a->confirm == WF_CONFIRM_TYPE  ? "typed"
                        : a->confirm == WF_CONFIRM_ASK ? "y/n"
                                                       : "");
}

static void put_actions(const struct wf_action *a)
{
    if (a == NULL || a->keys == NULL)
        return;
    printf("\n| key | name in `[keys]` | | confirmed |\n| --- | --- | --- | --- |\n");
    for (; a->keys != NULL; a++)
        put_row(a);
}

/* As wf_host.acted() has them, one a line. What is there only for marked rows needs some.
 */
static void put_names(const char *view, const struct wf_action *actions)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (const struct wf_action *a = actions; a != NULL && a->keys != NULL; a++)
        for (int many = 0; many < 2; many++) {
            if (many ? a->batch == NULL
                     : a->only_if != NULL && strcmp(a->only_if, "marked") == 0)
                continue;
            wf_strbuf_clear(&b);
            wf_action_name(&b, view, actions, a, many);
            puts(wf_strbuf_str(&b));
        }
    wf_strbuf_release(&b);
}

static void put_all_names(void)
{
    put_names("everywhere", wf_app_actions);
    for (size_t i = 0; wf_views[i] != NULL; i++)
        put_names(wf_views[i]->name, wf_views[i]->actions);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--names") == 0) {
        put_all_names();
        return 0;
    }
    printf("### Everywhere\n");
    put_actions(wf_app_actions);
    for (size_t i = 0; wf_views[i] != NULL; i++) {
        const struct wf_view_type *v = wf_views[i];

        printf("\n### `%s`: %s\n", v->name, v->title);
        if (v->args != NULL)
            printf("\n`:%s %s`\n", v->name, v->args);
        put_actions(v->actions);
    }
    return 0;
}
