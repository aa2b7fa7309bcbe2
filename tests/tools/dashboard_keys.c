/* Prints the keys of the dashboard as docs/dashboard.md has them: tools/dashboard-docs. */
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

int main(void)
{
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
