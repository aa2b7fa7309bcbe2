/* tui/views.c: every view of the dashboard. */
#include "tui/view.h"

#include <string.h>

#define X(name) extern const struct wf_view_type wf_view_##name;
#include "tui/views.def"
#undef X

const struct wf_view_type *const wf_views[] = {
#define X(name) &wf_view_##name,
#include "tui/views.def"
#undef X
    NULL,
};

const struct wf_view_type *wf_view_find(const char *name)
{
    for (size_t i = 0; wf_views[i] != NULL; i++)
        if (strcmp(wf_views[i]->name, name) == 0)
            return wf_views[i];
    return NULL;
}
