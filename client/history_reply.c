/* client/history_reply.c: what a reply becomes: known events left out, archives turned. */
#include "client/history_internal.h"

#include "base/mem.h"
#include "base/timefmt.h"
#include "client/call_internal.h"
#include "client/codec.h"
#include "client/event.h"
#include "proto/message.h"

#include <stdlib.h>
#include <string.h>

typedef Tworkflowservice__GetWorkflowExecutionHistoryResponse history_reply;
typedef Tworkflowservice__GetWorkflowExecutionHistoryReverseResponse reverse_reply;

struct reply {
    Thistory__HistoryEvent **events;
    size_t n;
    ProtobufCBinaryData token;
    bool archived;
};

/* A frontend may be set up to send events as blobs. */
static enum wf_code unpack_raw(struct wf_arena *a, const history_reply *m,
                               struct reply *ret, struct wf_error *err)
{
    Thistory__HistoryEvent **all = NULL;
    size_t n = 0;

    for (size_t i = 0; i < m->n_raw_history; i++) {
        struct wf_bytes wire = { m->raw_history[i]->data.data,
                                 m->raw_history[i]->data.len };
        Thistory__History *part = NULL;
        enum wf_code rc =
            wf_msg_unpack(a, &thistory__history__descriptor, wire, &part, err);

        if (rc != WF_OK)
            return rc;
        for (size_t k = 0; k < part->n_events; k++)
            wf_msg_append(a, &all, &n, part->events[k]);
    }
    ret->events = all;
    ret->n = n;
    return WF_OK;
}

static enum wf_code read_reply(const struct wf_history *h, struct wf_arena *a, void *reply,
                               struct reply *ret, struct wf_error *err)
{
    const struct wf_settings *s = wf_connection_settings(wf_ctx_connection(h->ctx));
    const Thistory__History *history;
    enum wf_code rc =
        h->opt.encoded ? WF_OK : wf_codec_decode(s, wf_ctx_cancel(h->ctx), a, reply, err);

    *ret = (struct reply){ 0 };
    if (rc != WF_OK)
        return rc;
    if (wf_history_goes_back(h) || h->looks) {
        const reverse_reply *m = reply;

        history = m->history;
        ret->token = m->next_page_token;
    } else {
        const history_reply *m = reply;

        history = m->history;
        ret->token = m->next_page_token;
        ret->archived = m->archived;
        if (m->n_raw_history > 0)
            return unpack_raw(a, m, ret, err);
    }
    if (history != NULL) {
        ret->events = history->events;
        ret->n = history->n_events;
    }
    return WF_OK;
}

/*
 * A frontend shows clients other than its own CLI and UI the workflow task that is tried
 * again, as events that are not written yet: their ids will be those of other events. They
 * have no task id, where all others have one.
 */
static void drop_transient(struct wf_history *h, struct reply *r)
{
    while (r->n > 0) {
        const Thistory__HistoryEvent *last = r->events[r->n - 1];

        if (!h->has_task_ids && r->n > 1)
            h->has_task_ids = r->events[0]->task_id != 0;
        if (!h->has_task_ids || last->task_id != 0 ||
            wf_event_category(last) != WF_EVENT_WORKFLOW_TASK)
            break;
        r->n--;
    }
    if (r->n > 0)
        h->has_task_ids = r->events[0]->task_id != 0;
}

/* In reverse: leaves out what is not below after_event. */
static void drop_later(const struct wf_history *h, Thistory__HistoryEvent ***v, size_t *n)
{
    while (h->skip_to > 0 && *n > 0 && (*v)[0]->event_id >= h->skip_to) {
        (*v)++;
        (*n)--;
    }
}

/*
 * Leaves out what was given already. False: events are missing between the last one and
 * these, so the run must be read over.
 */
static bool drop_known(struct wf_history *h, struct reply *r)
{
    size_t k = 0;

    if (wf_history_goes_back(h)) {
        drop_later(h, &r->events, &r->n);
        return true;
    }
    if (h->opt.close_event)
        return true;
    if (r->n > 0)
        h->read_to = r->events[r->n - 1]->event_id;
    while (k < r->n && r->events[k]->event_id <= h->last_event)
        k++;
    if (k < r->n && h->last_event > 0 && r->events[k]->event_id > h->last_event + 1 &&
        h->gap_at != h->last_event) {
        h->gap_at = h->last_event;
        return false;
    }
    r->events += k;
    r->n -= k;
    if (r->n > 0)
        h->last_event = r->events[r->n - 1]->event_id;
    for (k = 0; !h->opt.reverse && k < r->n && r->events[k]->event_id <= h->skip_to;)
        k++;
    r->events += k;
    r->n -= k;
    return true;
}

static void keep(struct wf_history *h, const struct reply *r)
{
    struct wf_history_kept *k = wf_malloc(sizeof *k);

    *k = (struct wf_history_kept){ h->page.arena, r->events, r->n, h->kept };
    h->kept = k;
    h->page.arena = wf_arena_new();
}

static void reverse_events(Thistory__HistoryEvent **v, size_t n)
{
    for (size_t i = 0; i + 1 < n - i; i++) {
        Thistory__HistoryEvent *e = v[i];

        v[i] = v[n - 1 - i];
        v[n - 1 - i] = e;
    }
}

void wf_history_hand_over(struct wf_history *h, Thistory__HistoryEvent **events, size_t n)
{
    if (h->opt.limit > 0 && (int64_t)n > h->opt.limit - h->n_given) {
        n = (size_t)(h->opt.limit - h->n_given);
        h->page.next_token = (struct wf_bytes){ NULL, 0 }; /* it would jump over events */
    }
    h->n_given += (int64_t)n;
    h->page.events = events;
    h->page.n_events = n;
    h->page.run_id = h->run_id;
    if (h->opt.limit > 0 && h->n_given >= h->opt.limit)
        h->ended = true;
}

const struct wf_history_page *wf_history_give_kept(struct wf_history *h)
{
    struct wf_history_kept *k = h->kept;

    if (k == NULL)
        return NULL;
    h->kept = k->below;
    wf_arena_free(h->page.arena);
    h->page.arena = k->arena;
    reverse_events(k->events, k->n);
    drop_later(h, &k->events, &k->n);
    h->page.ends_run = h->kept == NULL;
    h->page.starts_run = !h->run_begun;
    h->run_begun = true;
    h->page.archived = true;
    wf_history_hand_over(h, k->events, k->n);
    h->ended = h->ended || h->kept == NULL;
    free(k);
    return &h->page;
}

/* After the last page of a run: on to the next one, or the end. */
static void leave_run(struct wf_history *h, const Thistory__HistoryEvent *last)
{
    const char *run = h->opt.chain && last != NULL && wf_event_closes(last)
                          ? wf_history_next_run(h, last, h->page.arena)
                          : NULL;

    wf_strbuf_clear(&h->token);
    if (run == NULL) {
        h->ended = true;
        return;
    }
    /* the page still names the run that its events are of */
    if (h->run_id != NULL)
        h->page.run_id = wf_arena_strdup(h->page.arena, h->run_id);
    wf_history_set_run(h, run);
    h->run_begun = false;
    h->last_event = h->skip_to = h->gap_at = h->read_to = 0;
}

/* ---- a run that is paused ---------------------------------------------------------------
 *
 * For a frontend it does not run, so it gives no token to wait with, and as the close event
 * the newest one, whatever that is.
 */

enum { AGAIN_MS = 1000, AGAIN_MOST_MS = 5000 };

static bool is_closed(const struct reply *r)
{
    return r->n > 0 && wf_event_closes(r->events[r->n - 1]);
}

static bool is_open_without_token(const struct wf_history *h, const struct reply *r)
{
    return h->opt.follow && !r->archived && r->token.len == 0 && !is_closed(r);
}

/* Looks again in a while: soon after something has happened, later when nothing does. */
static void look_later(struct wf_history *h, bool news)
{
    struct wf_error ignored = WF_ERROR_INIT;

    if (h->run_id == NULL) { /* there may be another one by then */
        h->opt.need_run_id = true;
        (void)wf_history_resolve(h, &ignored);
        wf_error_clear(&ignored);
    }
    h->again_ms = news || h->again_ms == 0 ? AGAIN_MS : h->again_ms + h->again_ms / 2;
    if (h->again_ms > AGAIN_MOST_MS)
        h->again_ms = AGAIN_MOST_MS;
    h->due_ms = wf_mono_ms() + h->again_ms;
}

/* The newest event of the run: the same one, or the run is read from its start. */
static void take_look(struct wf_history *h, const struct reply *r)
{
    wf_strbuf_clear(&h->token);
    if (r->n > 0 && r->events[0]->event_id <= h->last_event)
        look_later(h, false);
}

/* Makes the page of a reply; NULL: nothing to give yet. */
static const struct wf_history_page *take_reply(struct wf_history *h, struct reply *r)
{
    const Thistory__HistoryEvent *last;
    bool open, empty;

    if (h->looks) {
        take_look(h, r);
        return NULL;
    }
    drop_transient(h, r);
    open = is_open_without_token(h, r);
    empty = r->n == 0;
    if (open && h->opt.close_event)
        r->n = 0; /* it closes nothing */
    h->page.this_token =
        (struct wf_bytes){ (unsigned char *)wf_arena_strndup(
                               h->page.arena, wf_strbuf_str(&h->token), h->token.len),
                           h->token.len };
    wf_history_adapt_size(h, r->n);
    wf_strbuf_clear(&h->token);
    if (!drop_known(h, r))
        return NULL; /* from the start of the run again */
    wf_strbuf_add(&h->token, r->token.data, r->token.len);
    if (h->reverse_whole) {
        if (r->n > 0)
            keep(h, r);
        if (r->token.len > 0)
            return NULL;
        h->ended = h->kept == NULL;
        return wf_history_give_kept(h);
    }
    if (h->opt.close_event && r->archived && r->n > 1) { /* the archive knows no filter */
        r->events += r->n - 1;
        r->n = 1;
    }
    last = r->n > 0 ? r->events[r->n - 1] : NULL;
    if (h->opt.close_event && r->archived && r->token.len > 0)
        return NULL;
    h->page.archived = r->archived;
    h->page.next_token = (struct wf_bytes){ r->token.data, r->token.len };
    h->page.starts_run = !h->run_begun;
    h->page.ends_run = (r->token.len == 0 && !open) ||
                       (!wf_history_goes_back(h) && last != NULL && wf_event_closes(last));
    h->page.caught_up = h->opt.follow &&
                        (empty || open ||
                         (h->opt.known_events > 0 && h->last_event >= h->opt.known_events));
    if (open)
        look_later(h, r->n > 0);
    h->run_begun = true;
    wf_history_hand_over(h, r->events, r->n);
    if (h->page.ends_run && !h->ended)
        leave_run(h, last);
    if (h->page.n_events == 0 && !h->page.caught_up && !h->page.ends_run)
        return NULL;
    return &h->page;
}

static void mend(struct wf_arena *a, const struct reply *r)
{
    for (size_t i = 0; i < r->n; i++)
        wf_event_mend(a, r->events[i]);
}

static enum wf_code check_archived(const struct wf_history *h, const struct reply *r,
                                   struct wf_error *err)
{
    if (h->opt.archived != WF_ARCHIVED_ONLY || r->archived)
        return WF_OK;
    wf_error_set(err, WF_E_NOT_FOUND, "run %s of '%s' is not read from the archive",
                 h->run_id != NULL ? h->run_id : "?", h->opt.workflow_id);
    wf_error_hint(err, "the frontend still has it itself; leave out --archived=only");
    return WF_E_NOT_FOUND;
}

enum wf_code wf_history_reply(struct wf_history *h, void *reply,
                              const struct wf_history_page **ret, struct wf_error *err)
{
    struct reply r;
    enum wf_code rc = read_reply(h, h->page.arena, reply, &r, err);

    if (rc == WF_OK)
        rc = check_archived(h, &r, err);
    if (rc != WF_OK)
        return rc;
    mend(h->page.arena, &r);
    *ret = take_reply(h, &r);
    return WF_OK;
}
