/* commands/history_grep_run.c: the events of one run that match, and those around them. */
#include "commands/history_grep.h"

#include "base/mem.h"
#include "commands/target.h"

#include <stdlib.h>
#include <utlist.h>

struct wf_grep_run *wf_grep_run_new(struct wf_grep *g, const struct wf_ref *ref)
{
    struct wf_grep_run *r = wf_calloc(1, sizeof *r);

    r->arena = wf_arena_new();
    r->ref = (struct wf_ref){ .workflow_id = wf_arena_strdup(r->arena, ref->workflow_id),
                              .run_id = wf_arena_strdup(r->arena, ref->run_id),
                              .file = wf_arena_strdup(r->arena, ref->file) };
    r->subjects = wf_subjects_new();
    r->first_ns = r->previous_ns = WF_NO_TIME;
    r->err = (struct wf_error)WF_ERROR_INIT;
    r->look.color = (unsigned)g->n_seen++;
    DL_APPEND(g->runs, r);
    g->n_runs++;
    return r;
}

/* ---- events that are kept ---------------------------------------------------------------
 */

static void keep(struct wf_grep_run *r, const struct wf_event_item *item,
                 struct wf_grep_hit **list)
{
    struct wf_grep_hit *hit = wf_calloc(1, sizeof *hit);
    struct wf_arena *a = wf_arena_new();

    hit->arena = a;
    hit->item = *item;
    hit->item.e = wf_msg_copy(a, item->e);
    hit->item.subject = wf_arena_strdup(a, item->subject);
    hit->item.workflow_id = wf_arena_strdup(a, item->workflow_id);
    hit->item.run_id = wf_arena_strdup(a, item->run_id);
    r->held += wf_arena_size(a);
    DL_APPEND(*list, hit);
}

static void drop_first(struct wf_grep_run *r, struct wf_grep_hit **list)
{
    struct wf_grep_hit *hit = *list;

    DL_DELETE(*list, hit);
    r->held -= wf_arena_size(hit->arena);
    wf_arena_free(hit->arena);
    free(hit);
}

static void drop_before(struct wf_grep_run *r, int64_t most)
{
    for (; r->n_before > 0 && (int64_t)r->n_before > most; r->n_before--)
        drop_first(r, &r->before);
}

void wf_grep_run_free(struct wf_grep *g, struct wf_grep_run *r)
{
    DL_DELETE(g->runs, r);
    g->n_runs--;
    drop_before(r, 0);
    while (r->hits != NULL)
        drop_first(r, &r->hits);
    wf_history_free(r->h);
    wf_subjects_free(r->subjects);
    wf_arena_free(r->arena);
    free(r);
}

/* ---- the events of a page ---------------------------------------------------------------
 */

/*
 * Only what is printed is copied. So events that may come before a match are left where
 * they are, in the page; the last ones are copied when the page ends.
 */
struct page_walk {
    struct wf_event_item *items;
    size_t from; /* the first that is not kept */
};

static void keep_match(struct wf_grep *g, struct wf_grep_run *r, struct page_walk *w,
                       size_t at)
{
    int64_t here = (int64_t)(at - w->from), wanted = g->before < here ? g->before : here;

    drop_before(r, g->before - wanted);
    DL_CONCAT(r->hits, r->before);
    r->before = NULL;
    r->n_before = 0;
    for (size_t i = at - (size_t)wanted; i <= at; i++)
        keep(r, &w->items[i], &r->hits);
    w->from = at + 1;
}

static void end_page(struct wf_grep *g, struct wf_grep_run *r, const struct page_walk *w,
                     size_t n)
{
    int64_t here = (int64_t)(n - w->from), wanted = g->before < here ? g->before : here;

    drop_before(r, g->before - wanted);
    for (size_t i = n - (size_t)wanted; i < n; i++) {
        keep(r, &w->items[i], &r->before);
        r->n_before++;
    }
    while (r->n_before > 1 && r->held > WF_GREP_HELD && r->hits == NULL) {
        g->context_was_cut = true;
        drop_before(r, (int64_t)r->n_before - 1);
    }
}

static struct wf_event_item item_of(struct wf_grep *g, struct wf_grep_run *r,
                                    const struct wf_history_page *page, size_t i)
{
    const Thistory__HistoryEvent *e = page->events[i];
    const char *subject = wf_subjects_of(r->subjects, e);
    struct wf_event_item item = {
        .e = e,
        .subject = g->before > 0 ? wf_arena_strdup(page->arena, subject) : subject,
        .workflow_id = r->ref.file != NULL ? r->ref.file : r->ref.workflow_id,
        .run_id = page->run_id != NULL ? page->run_id : "",
        .archived = page->archived,
        .previous_ns = r->previous_ns,
    };

    r->previous_ns = wf_event_time(e);
    if (r->first_ns == WF_NO_TIME)
        r->first_ns = r->previous_ns;
    item.first_ns = r->first_ns;
    return item;
}

static int64_t most_matches(const struct wf_grep *g)
{
    return g->mode == WF_GREP_EVENTS || g->mode == WF_GREP_COUNT ? g->max_count : 1;
}

static void walk_events(struct wf_grep *g, struct wf_grep_run *r,
                        const struct wf_history_page *page)
{
    struct page_walk w = { .from = 0 };
    int64_t most = most_matches(g);
    bool events = g->printer != NULL;
    size_t i = 0;

    if (events)
        w.items = wf_arena_alloc(page->arena, (page->n_events + 1) * sizeof *w.items);
    for (; i < page->n_events && !r->done; i++) {
        bool full = most > 0 && r->n_matches >= most; /* only what comes after the last */
        bool match = !full && wf_event_select_match(g->select, page->events[i]);

        r->n_matches += match;
        if (events)
            w.items[i] = item_of(g, r, page, i);
        if (events && match) {
            keep_match(g, r, &w, i);
            r->after_left = g->after;
        } else if (events && r->after_left > 0) {
            w.items[i].context = true;
            keep(r, &w.items[i], &r->hits);
            w.from = i + 1;
            r->after_left--;
        } else if (events) {
            w.items[i].context = true;
        }
        r->done = most > 0 && r->n_matches >= most && r->after_left == 0;
    }
    if (events && !r->done)
        end_page(g, r, &w, i);
}

static void take_page(struct wf_grep *g, struct wf_grep_run *r,
                      const struct wf_history_page *page)
{
    if (page->archived && page->starts_run)
        wf_job_note_archive(g->job, r->h, page);
    wf_event_select_page(g->select, page->arena);
    walk_events(g, r, page);
    wf_event_select_page(g->select, NULL);
    if (r->ref.run_id == NULL)
        r->ref.run_id = wf_arena_strdup(r->arena, page->run_id);
    r->done = r->done || wf_history_ended(r->h);
}

/* ---- reading ----------------------------------------------------------------------------
 */

enum wf_code wf_grep_run_open(struct wf_grep *g, struct wf_grep_run *r)
{
    struct wf_history_options opt = { .archived = wf_archived_mode(&g->a->archived),
                                      .no_prefetch = true,
                                      .need_run_id = true,
                                      .user = r };
    struct wf_job job = *g->job;
    enum wf_code rc;

    job.arena = r->arena; /* what is read of one run goes with it */
    r->opened = true;
    rc = wf_job_history(&job, &r->ref, &opt, &r->h, &r->err);
    g->job->ctx = job.ctx;
    r->done = rc != WF_OK;
    return rc == WF_STOP ? rc : WF_OK;
}

void wf_grep_run_send(struct wf_grep_run *r, bool is_head)
{
    if (r->done || r->in_flight || r->ref.file != NULL ||
        (!is_head && r->held > WF_GREP_HELD))
        return;
    r->in_flight = true;
    wf_history_start(r->h);
}

void wf_grep_run_read_file(struct wf_grep *g, struct wf_grep_run *r)
{
    const struct wf_history_page *page = NULL;

    if (wf_history_next(r->h, &page, &r->err) != WF_OK || page == NULL)
        r->done = true;
    else
        take_page(g, r, page);
}

void wf_grep_run_take(struct wf_grep *g, struct wf_grep_run *r, struct wf_rpc *rpc)
{
    const struct wf_history_page *page = NULL;

    if (wf_history_take(r->h, rpc, &page, &r->err) != WF_OK) {
        r->done = true;
        r->in_flight = false;
    } else if (page != NULL) {
        r->in_flight = false;
        take_page(g, r, page);
        wf_history_page_done(r->h);
    } else {
        r->done = wf_history_ended(r->h);
        r->in_flight = !r->done;
    }
}

/* ---- output -----------------------------------------------------------------------------
 */

/* As grep does between groups of lines, when there may be lines around a match. */
static enum wf_code print_gap(struct wf_grep *g, const struct wf_grep_run *r,
                              const struct wf_event_item *item, struct wf_error *err)
{
    bool follows = r->last_printed > 0 && item->e->event_id == r->last_printed + 1;

    if ((g->before == 0 && g->after == 0) || !g->printed || follows)
        return WF_OK;
    return wf_tail_print_gap(g->printer, err);
}

enum wf_code wf_grep_run_print(struct wf_grep *g, struct wf_grep_run *r,
                               struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (g->printer == NULL)
        return WF_OK;
    while (r->hits != NULL && rc == WF_OK) {
        const struct wf_event_item *item = &r->hits->item;

        rc = print_gap(g, r, item, err);
        if (rc == WF_OK)
            rc = wf_tail_print(g->printer, &r->look, item, err);
        g->printed = true;
        r->last_printed = item->e->event_id;
        drop_first(r, &r->hits);
    }
    return rc == WF_OK ? wf_tail_printer_flush(g->printer, err) : rc;
}

static enum wf_code print_object(struct wf_grep *g, const struct wf_grep_run *r,
                                 const struct wf_ref *ref, struct wf_error *err)
{
    struct wf_json j = WF_JSON_INIT(&g->job->out->buf, true);

    wf_json_object(&j);
    wf_json_kstr(&j, r->ref.file != NULL ? "file" : "workflowId", ref->workflow_id);
    if (ref->run_id != NULL)
        wf_json_kstr(&j, "runId", ref->run_id);
    if (g->mode == WF_GREP_COUNT)
        wf_json_ki64(&j, "matches", r->n_matches);
    wf_json_end_object(&j);
    wf_strbuf_addc(&g->job->out->buf, '\n');
    return wf_job_flush(g->job, err);
}

enum wf_code wf_grep_run_sum(struct wf_grep *g, const struct wf_grep_run *r,
                             struct wf_error *err)
{
    struct wf_ref ref = { .workflow_id =
                              r->ref.file != NULL ? r->ref.file : r->ref.workflow_id,
                          .run_id = r->ref.run_id };
    bool wanted = g->mode == WF_GREP_COUNT ||
                  (g->mode == WF_GREP_LIST && r->n_matches > 0) ||
                  (g->mode == WF_GREP_WITHOUT && r->n_matches == 0);

    if (!wanted || wf_job_is_quiet(g->job))
        return WF_OK;
    if (wf_job_is_json(g->job))
        return print_object(g, r, &ref, err);
    if (g->mode == WF_GREP_COUNT)
        return wf_job_printf(g->job, err, "%lld\t%s\n", (long long)r->n_matches,
                             wf_ref_line(r->arena, &ref));
    return wf_job_printf(g->job, err, "%s\n", wf_ref_line(r->arena, &ref));
}
