/* commands/history_side.c: a history as groups that can be compared, and JSON compared. */
#include "commands/history_side.h"

#include "base/json_scan.h"
#include "base/mem.h"
#include "client/history.h"
#include "commands/result_text.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

enum { MAX_LEVELS = 64 };

/* ---- filling ----------------------------------------------------------------------------
 */

void wf_side_begin(struct wf_side *s, struct wf_arena *a, const char *name)
{
    *s = (struct wf_side){ .a = a,
                           .name = name,
                           .grouper = wf_grouper_new(),
                           .begin_ns = WF_NO_TIME,
                           .end_ns = WF_NO_TIME,
                           .status = "Running" };
}

static struct wf_bytes attributes_json(struct wf_side *s, const Thistory__HistoryEvent *e)
{
    const void *attributes = wf_event_attributes(e);
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&text, true);
    struct wf_bytes ret = { (const unsigned char *)"{}", 2 };

    if (attributes == NULL)
        return ret;
    wf_json_message(&j, attributes, WF_PAYLOAD_DECODED);
    ret.len = text.len;
    ret.data =
        (const unsigned char *)wf_arena_strndup(s->a, wf_strbuf_str(&text), text.len);
    wf_strbuf_release(&text);
    return ret;
}

static void note_reset(struct wf_side *s, const Thistory__HistoryEvent *e)
{
    const Thistory__WorkflowTaskFailedEventAttributes *f;

    if (e->event_type != TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_TASK_FAILED ||
        !wf_event_is_sound(e))
        return;
    f = e->workflow_task_failed_event_attributes;
    if (f->base_run_id != NULL && f->base_run_id[0] != '\0')
        s->base_run_id = wf_arena_strdup(s->a, f->base_run_id);
}

void wf_side_add(struct wf_side *s, const Thistory__HistoryEvent *e)
{
    struct wf_side_event *x;
    int64_t owner = wf_event_group_id(e);
    char buf[96];

    wf_grouper_feed(s->grouper, e);
    s->n_events++;
    s->end_ns = wf_event_time(e);
    if (s->begin_ns == WF_NO_TIME)
        s->begin_ns = s->end_ns;
    note_reset(s, e);
    if (wf_event_closes(e))
        s->status = wf_close_status(e);
    if (wf_event_category(e) == WF_EVENT_WORKFLOW_TASK) {
        enum wf_event_class c = wf_event_class(e);

        if (c != WF_EVENT_FAILED && c != WF_EVENT_TIMED_OUT)
            return;
        owner = e->event_id;
    }
    x = wf_arena_zalloc(s->a, sizeof *x);
    x->id = e->event_id;
    x->type = wf_arena_strdup(s->a, wf_event_type(e, buf, sizeof buf));
    x->json = attributes_json(s, e);
    if ((size_t)s->n_groups == s->size) { /* n_groups counts events until the end */
        s->size = s->size > 0 ? s->size * 2 : 256;
        s->events = wf_reallocarray(s->events, s->size, sizeof *s->events);
        s->owners = wf_reallocarray(s->owners, s->size, sizeof *s->owners);
    }
    s->owners[s->n_groups] = owner != 0 ? owner : e->event_id;
    s->events[s->n_groups++] = x;
}

struct slot {
    int64_t id;
    struct wf_side_group *group;
    UT_hash_handle hh;
};

void wf_side_end(struct wf_side *s)
{
    size_t n_events = s->n_groups, n = wf_grouper_count(s->grouper);
    struct slot *slots = wf_calloc(n + 1, sizeof *slots), *all = NULL;
    const struct wf_event_group *g;

    s->groups = wf_arena_zalloc(s->a, (n + 1) * sizeof *s->groups);
    for (s->n_groups = 0; (g = wf_grouper_take(s->grouper, true)) != NULL; s->n_groups++) {
        struct wf_side_group *mine = &s->groups[s->n_groups];
        struct slot *slot = &slots[s->n_groups];

        mine->g = *g;
        mine->g.name = wf_arena_strdup(s->a, g->name);
        mine->g.detail = wf_arena_strdup(s->a, g->detail);
        *slot = (struct slot){ .id = g->id, .group = mine };
        HASH_ADD(hh, all, id, sizeof slot->id, slot);
    }
    for (size_t i = 0; i < n_events; i++) {
        struct slot *slot;

        HASH_FIND(hh, all, &s->owners[i], sizeof s->owners[i], slot);
        if (slot == NULL)
            continue;
        if (slot->group->last != NULL)
            slot->group->last->next = s->events[i];
        else
            slot->group->first = s->events[i];
        slot->group->last = s->events[i];
    }
    HASH_CLEAR(hh, all);
    free(slots);
    free(s->events);
    free(s->owners);
    wf_grouper_free(s->grouper);
    s->grouper = NULL;
    s->events = NULL;
    s->owners = NULL;
}

/* ---- JSON compared ----------------------------------------------------------------------
 */

struct compare {
    wf_json_change_fn *fn;
    void *user;
    struct wf_strbuf path;
};

static void compare(struct compare *c, struct wf_bytes a, struct wf_bytes b,
                    unsigned level);

static void cut_path(struct compare *c, size_t at)
{
    c->path.len = at;
    if (c->path.data != NULL)
        c->path.data[at] = '\0';
}

/* The value of a member; empty: there is none. */
static struct wf_bytes member(struct wf_bytes object, struct wf_bytes key)
{
    struct wf_bytes found = { NULL, 0 };
    struct wf_json_reader r;

    wf_json_reader_init(&r, object);
    (void)wf_json_next(&r);
    while (found.len == 0 && wf_json_next(&r) == WF_JSON_KEY) {
        bool same = r.token.len == key.len && memcmp(r.token.data, key.data, key.len) == 0;
        struct wf_bytes v = wf_json_skip(&r);

        if (same)
            found = v;
    }
    wf_json_reader_release(&r);
    return found;
}

/* The members of `a` against those of `b`; of those that only one has with `rest`. */
static void members(struct compare *c, struct wf_bytes a, struct wf_bytes b, bool rest,
                    unsigned level)
{
    struct wf_json_reader r;
    size_t at = c->path.len;

    wf_json_reader_init(&r, a);
    (void)wf_json_next(&r);
    while (wf_json_next(&r) == WF_JSON_KEY) {
        struct wf_bytes key = r.token, v = wf_json_skip(&r), other = member(b, key);

        if (rest && other.len > 0)
            continue;
        if (at > 0)
            wf_strbuf_addc(&c->path, '.');
        (void)wf_json_unescape(key, &c->path);
        if (rest)
            compare(c, other, v, level + 1);
        else
            compare(c, v, other, level + 1);
        cut_path(c, at);
    }
    wf_json_reader_release(&r);
}

static void items(struct compare *c, struct wf_bytes a, struct wf_bytes b, unsigned level)
{
    struct wf_json_reader x, y;
    size_t at = c->path.len;

    wf_json_reader_init(&x, a);
    wf_json_reader_init(&y, b);
    (void)wf_json_next(&x);
    (void)wf_json_next(&y);
    for (size_t i = 0;; i++) {
        struct wf_bytes v = wf_json_skip(&x), w = wf_json_skip(&y);

        if (v.len == 0 && w.len == 0)
            break;
        wf_strbuf_addf(&c->path, "[%zu]", i);
        compare(c, v, w, level + 1);
        cut_path(c, at);
    }
    wf_json_reader_release(&x);
    wf_json_reader_release(&y);
}

static void compare(struct compare *c, struct wf_bytes a, struct wf_bytes b, unsigned level)
{
    bool both = a.len > 0 && b.len > 0 && level < MAX_LEVELS;

    if (a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0))
        return;
    if (both && a.data[0] == '{' && b.data[0] == '{') {
        members(c, a, b, false, level);
        members(c, b, a, true, level);
    } else if (both && a.data[0] == '[' && b.data[0] == '[') {
        items(c, a, b, level);
    } else {
        c->fn(c->user, wf_strbuf_str(&c->path), a, b);
    }
}

void wf_json_diff(struct wf_bytes a, struct wf_bytes b, const char *path,
                  wf_json_change_fn *fn, void *user)
{
    struct compare c = { .fn = fn, .user = user, .path = WF_STRBUF_INIT };

    wf_strbuf_adds(&c.path, path);
    compare(&c, a, b, 0);
    wf_strbuf_release(&c.path);
}
