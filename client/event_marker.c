/* client/event_marker.c: what SDKs keep in markers, where it means something to people. */
#include "client/event.h"

#include "base/json_tree.h"

#include <string.h>

/* As the SDKs on the core library, and those of Go and Java, name a Local Activity. */
static const char *const local_names[] = { "core_local_activity", "LocalActivity" };
/* The keys of its type: in the JSON of "data" of core and Go, on its own in Java's. */
static const char *const type_paths[] = { "activity_type", "ActivityType" };

const Tcommon__Payloads *wf_marker_detail(const Thistory__MarkerRecordedEventAttributes *m,
                                          const char *key)
{
    for (size_t i = 0; i < m->n_details; i++)
        if (strcmp(m->details[i]->key, key) == 0)
            return m->details[i]->value;
    return NULL;
}

/* The first payload of a detail as JSON; NULL: it is none. */
static const struct wf_jv *json_of(struct wf_arena *a, const Tcommon__Payloads *p)
{
    const Tcommon__Payload *first = p != NULL && p->n_payloads > 0 ? p->payloads[0] : NULL;

    if (first == NULL)
        return NULL;
    return wf_jv_parse(a, (struct wf_bytes){ first->data.data, first->data.len });
}

static bool is_local(const Thistory__MarkerRecordedEventAttributes *m)
{
    for (size_t i = 0; i < sizeof local_names / sizeof *local_names; i++)
        if (m->marker_name != NULL && strcmp(m->marker_name, local_names[i]) == 0)
            return true;
    return false;
}

const Thistory__MarkerRecordedEventAttributes *
wf_event_local_activity(const Thistory__HistoryEvent *e)
{
    const Thistory__MarkerRecordedEventAttributes *m;

    if (e->event_type != TENUMS__EVENT_TYPE__EVENT_TYPE_MARKER_RECORDED ||
        !wf_event_is_sound(e))
        return NULL;
    m = e->marker_recorded_event_attributes;
    return is_local(m) ? m : NULL;
}

void wf_local_activity_type(struct wf_strbuf *out,
                            const Thistory__MarkerRecordedEventAttributes *m)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *data = json_of(a, wf_marker_detail(m, "data"));
    const struct wf_jv *type = json_of(a, wf_marker_detail(m, "type"));
    const char *word = "";

    for (size_t i = 0; *word == '\0' && i < sizeof type_paths / sizeof *type_paths; i++)
        word = wf_jv_str(data, type_paths[i]);
    if (*word == '\0' && type != NULL && type->type == WF_JV_STRING)
        word = type->text;
    if (*word != '\0')
        wf_strbuf_addf(out, "%s (local)", word);
    else
        wf_strbuf_adds(out, m->marker_name);
    wf_arena_free(a);
}
