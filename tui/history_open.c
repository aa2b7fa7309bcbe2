/* tui/history_open.c: the activities and Nexus operations of a history that are not over.
 */
#include "tui/history.h"

#include "base/json_tree.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct wf_hopen *wf_hist_open_of(const struct wf_hist_store *s, int32_t group)
{
    for (size_t i = s->n_open; i > 0; i--)
        if (s->open[i - 1].group == group)
            return &s->open[i - 1];
    return NULL;
}

static char *activity_id(const struct wf_hevent *e)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)e->json, e->json_len });
    char *id = wf_strdup(wf_jv_str(v, "activityTaskScheduledEventAttributes.activityId"));

    wf_arena_free(a);
    return id;
}

static void add(struct wf_hist_store *s, const struct wf_hevent *e, bool activity)
{
    if (s->n_open == WF_HISTORY_OPEN_MAX || (activity && e->json == NULL))
        return;
    if (s->n_open == s->open_room) {
        s->open_room = s->open_room == 0 ? 16 : s->open_room * 2;
        s->open = wf_reallocarray(s->open, s->open_room, sizeof *s->open);
    }
    s->open[s->n_open++] =
        (struct wf_hopen){ .group = e->group,
                           .activity = activity ? activity_id(e) : NULL };
}

void wf_hist_watch(struct wf_hist_store *s, const struct wf_hevent *e)
{
    bool activity = strcmp(e->category, "activity") == 0;
    const struct wf_hgroup *g = wf_hist_group(s, e->group);
    struct wf_hopen *o;

    if ((!activity && strcmp(e->category, "nexus") != 0) || g == NULL)
        return;
    if (g->state == WF_HS_OPEN) {
        if (e->id == e->group) /* read from the end, what closed it came before */
            add(s, e, activity);
        return;
    }
    o = wf_hist_open_of(s, e->group);
    if (o == NULL)
        return;
    free(o->activity);
    *o = s->open[--s->n_open];
}

void wf_hist_watch_release(struct wf_hist_store *s)
{
    for (size_t i = 0; i < s->n_open; i++)
        free(s->open[i].activity);
    free(s->open);
}
