/* tui/history_model.c: what a history is read with: pages from both ends, a long poll at
 * the end, single events again. */
#include "tui/history_model.h"

#include "base/json_tree.h"
#include "base/mem.h"
#include "base/timefmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SLOT_HEAD,
    SLOT_ABOUT,
    SLOT_TAIL,
    SLOT_POLL,
    SLOT_ONE,
    SLOT_LIVE,
    PAGE = 250,
    FIRST = 50, /* at either end, so that what is seen at first takes one page */
    AHEAD = 20,
    POLL_MS = 2000,
    SETTLE_MS = 120,
    LONG = 2000, /* events that are not read again because the view was away */
};

static void forget(struct wf_hist_model *m)
{
    free(m->given);
    free(m->run);
    free(m->file);
    free(m->id);
    free(m->run_id);
    free(m->status);
    free(m->previous_run);
    free(m->next_run);
    free(m->other_id);
    free(m->other_run);
    free(m->search);
    free(m->one);
    wf_document_release(&m->about);
    wf_document_release(&m->live);
    wf_strbuf_release(&m->fresh_one);
    wf_reader_release(&m->detail);
    wf_hist_store_release(&m->s);
    *m = (struct wf_hist_model){ .error = WF_ERROR_INIT };
    wf_hist_store_init(&m->s);
}

bool wf_hist_by_group(const struct wf_hist_model *m)
{
    return m->mode == WF_HM_COMPACT || m->mode == WF_HM_TIMELINE;
}

/* A file that is there and is called as histories are; an id of that name needs its run. */
static bool is_file(const char *name)
{
    size_t n = strlen(name);

    return n > 5 && strcmp(name + n - 5, ".json") == 0 && access(name, R_OK) == 0;
}

/* "ID [RUN]", "--file FILE", "FILE.json". */
void wf_hist_open(void *model, const struct wf_view_type *type, size_t n,
                  const char *const *args)
{
    struct wf_hist_model *m = model;

    (void)type;
    forget(m);
    if (n > 1 && strcmp(args[0], "--file") == 0)
        m->file = wf_strdup(args[1]);
    else if (n == 1 && is_file(args[0]))
        m->file = wf_strdup(args[0]);
    else if (n > 1)
        m->run = wf_strdup(args[1]);
    m->given = wf_strdup(m->file != NULL ? m->file : n > 0 ? args[0] : "");
    m->show_tasks[WF_HM_FULL] = m->show_tasks[WF_HM_JSON] = true;
    wf_hist_reshow(&m->s, true, true, false);
    m->detail.loaded = true;
}

void wf_hist_close(void *model)
{
    struct wf_hist_model *m = model;

    forget(m);
}

void wf_hist_go(struct wf_hist_model *m, const char *run)
{
    char *id = wf_strdup(m->id != NULL ? m->id : m->given), *run_copy = wf_strdup(run);
    enum wf_hmode mode = m->mode;
    bool only_failures = m->s.only_failures;
    const char *const args[] = { id, run_copy };

    wf_hist_open(m, NULL, 2, args);
    m->mode = mode;
    wf_hist_reshow(&m->s, wf_hist_by_group(m), !m->show_tasks[mode], only_failures);
    free(id);
    free(run_copy);
}

bool wf_hist_is_closed(const struct wf_hist_model *m)
{
    const struct wf_hevent *e = wf_hist_event(&m->s, m->s.newest);

    if (m->status != NULL && strcmp(m->status, "Running") != 0 &&
        strcmp(m->status, "Paused") != 0)
        return true;
    return e != NULL && strcmp(e->category, "workflow") == 0 && e->id > 1 &&
           (e->state > WF_HS_OPEN || strstr(e->type, "Terminated") != NULL ||
            strstr(e->type, "ContinuedAsNew") != NULL);
}

int32_t wf_hist_main_event(const struct wf_hist_model *m)
{
    const struct wf_hgroup *g;

    if (!wf_hist_by_group(m))
        return m->cursor;
    g = wf_hist_group(&m->s, m->cursor);
    return g != NULL ? g->last : 0;
}

/* ---- wants ------------------------------------------------------------------------------
 */

static void put(struct wf_want *w, const char *word)
{
    if (w->n < WF_WANT_WORDS)
        w->words[w->n++] = word;
}

static void put_show(const struct wf_hist_model *m, struct wf_want *w)
{
    put(w, "workflow");
    put(w, "show");
    if (m->file != NULL) {
        put(w, "--file");
        put(w, m->file);
    } else if (m->id != NULL && m->run_id != NULL) {
        put(w, "-w");
        put(w, m->id);
        put(w, "-r");
        put(w, m->run_id);
    } else {
        put(w, "-w");
        put(w, m->given);
        if (m->run != NULL) {
            put(w, "-r");
            put(w, m->run);
        }
    }
}

static void put_columns(struct wf_want *w)
{
    put(w, "--decode");
    put(w, "-o");
    put(w, "tsv");
    put(w, "--columns");
    put(w, WF_HISTORY_COLUMNS);
}

/* A run that is named is what it is; a mere id or a link may mean another one later. */
static bool can_show(const struct wf_hist_model *m)
{
    return m->file != NULL || m->run != NULL || m->about_over;
}

/* How far the window needs the first part. */
static size_t head_target(const struct wf_hist_model *m, int rows)
{
    const struct wf_hist_store *s = &m->s;
    size_t place = wf_hist_place(s, m->cursor), gap = wf_hist_gap_place(s);

    if (m->caught || (m->seek > 0 && m->cursor <= s->head))
        return WF_HISTORY_MAX;
    if ((wf_hist_gap(s) && m->cursor > s->head) || (m->tail_on && s->tail > s->last))
        return (size_t)s->head;
    if (gap - (place < gap ? place : gap) < (size_t)rows * 2 + AHEAD)
        return (size_t)s->head + (s->head < PAGE ? FIRST : PAGE);
    return (size_t)s->head;
}

/* So short that it is read whole: then what comes is seen as it comes. */
static bool is_short(const struct wf_hist_model *m)
{
    return m->file != NULL || (m->about_over && m->length <= PAGE);
}

static void want_head(const struct wf_hist_model *m, int rows, struct wf_want *w)
{
    size_t target = head_target(m, rows);

    if (!can_show(m))
        return;
    if (is_short(m) && target < PAGE)
        target = PAGE;
    if (m->restarted && m->s.head > LONG && (m->caught || target <= (size_t)m->s.head))
        return; /* what comes is asked for by SLOT_POLL */
    put_show(m, w);
    if (m->file == NULL) {
        put(w, "--follow");
        put(w, "--chain=false");
    }
    put_columns(w);
    w->mode = m->file != NULL ? WF_FEED_ONCE : WF_FEED_STREAM;
    w->answers = m->file != NULL;
    w->lines = 1 + target;
}

static void want_tail(const struct wf_hist_model *m, int rows, struct wf_want *w)
{
    const struct wf_hist_store *s = &m->s;
    size_t place = wf_hist_place(s, m->cursor), gap = wf_hist_gap_place(s);
    bool near = m->cursor > s->head &&
                place - (place > gap ? gap : place) < (size_t)rows * 2 + AHEAD;

    if (!m->tail_on || !can_show(m))
        return;
    put_show(m, w);
    put(w, "--reverse");
    put_columns(w);
    w->lines = 1 + m->tail_lines;
    if (s->tail > s->last || (wf_hist_gap(s) && (near || m->seek < 0)))
        w->lines += m->tail_lines < PAGE ? FIRST : PAGE;
}

static void want_poll(const struct wf_hist_model *m, struct wf_want *w)
{
    bool behind = wf_hist_gap(&m->s) || (m->restarted && m->s.head > LONG && m->caught);

    if (!behind || m->file != NULL || m->archived || wf_hist_is_closed(m) ||
        *m->range == '\0')
        return;
    put_show(m, w);
    put(w, "--reverse");
    put(w, "--range");
    put(w, m->range);
    put_columns(w);
    w->mode = WF_FEED_EVERY;
    w->every_ms = POLL_MS;
    w->settle_ms = POLL_MS / 4;
    w->lines = SIZE_MAX;
}

static void want_one(const struct wf_hist_model *m, struct wf_want *w)
{
    if (*m->want_one == '\0' || !can_show(m))
        return;
    put_show(m, w);
    put(w, "--event");
    put(w, m->want_one);
    if (strtol(m->want_one, NULL, 10) > m->s.newest / 2 && m->s.newest > PAGE)
        put(w, "--reverse");
    if (!m->raw)
        put(w, "--decode");
    put(w, "-o");
    put(w, "jsonl");
    w->settle_ms = SETTLE_MS;
    w->answers = true;
    w->lines = SIZE_MAX;
}

void wf_hist_want(const void *model, const struct wf_frame *f, unsigned slot,
                  struct wf_want *ret)
{
    const struct wf_hist_model *m = model;
    int rows = wf_hist_list_rows(m, f->rows);

    ret->lines = SIZE_MAX;
    if (slot == SLOT_HEAD) {
        want_head(m, rows, ret);
    } else if (slot == SLOT_TAIL) {
        want_tail(m, rows, ret);
    } else if (slot == SLOT_POLL) {
        want_poll(m, ret);
    } else if (slot == SLOT_ONE) {
        want_one(m, ret);
    } else if (slot == SLOT_LIVE) {
        wf_hist_live_want(m, ret);
    } else if (slot == SLOT_ABOUT) {
        ret->answers = m->file != NULL;
        put(ret, "workflow");
        put(ret, "describe");
        put(ret, "-o");
        put(ret, "json");
        put(ret, "--");
        put(ret, m->given);
        if (m->run != NULL)
            put(ret, m->run);
    }
}

/* ---- what comes -------------------------------------------------------------------------
 */

void wf_hist_begin(void *model, unsigned slot)
{
    struct wf_hist_model *m = model;

    if (slot == SLOT_HEAD) {
        m->restarted = m->restarted || m->head_lines > 0;
        m->head_lines = 0;
        m->head_over = false;
    } else if (slot == SLOT_TAIL) {
        m->tail_lines = 0;
    } else if (slot == SLOT_ABOUT) {
        wf_document_begin(&m->about);
    } else if (slot == SLOT_LIVE) {
        wf_hist_live_begin(m);
    } else if (slot == SLOT_ONE) {
        wf_strbuf_clear(&m->fresh_one);
    }
}

static void found(struct wf_hist_model *m, int32_t id)
{
    const struct wf_hevent *e = wf_hist_event(&m->s, id);
    int32_t shown = wf_hist_by_group(m) ? e->group : id;
    size_t place = wf_hist_place(&m->s, shown);

    if (place >= m->s.n_shown || m->s.shown[place] != shown || !wf_hist_matches(m, shown) ||
        (m->seek > 0 ? shown <= m->cursor : shown >= m->cursor))
        return;
    m->cursor = shown;
    m->seek = 0;
}

static void take_event(struct wf_hist_model *m, const char *line, size_t n)
{
    int32_t id = wf_hist_store_line(&m->s, line, n, m->cursor);

    if (id == 0)
        return;
    wf_hist_look_for_runs(m, id);
    if (m->cursor == 0 && m->s.n_shown > 0)
        m->cursor = m->s.shown[0];
    if (m->seek != 0)
        found(m, id);
    if (m->follow && m->s.n_shown > 0) {
        m->cursor = m->s.shown[m->s.n_shown - 1];
        m->offset = INT32_MAX; /* the last row, cut when it is drawn */
    }
    if (m->length > 0 && m->s.head >= m->length)
        m->caught = true;
    if (m->tail_on && m->s.tail <= m->s.last && !wf_hist_gap(&m->s)) {
        m->tail_on = false;
        m->caught = true;
    }
    wf_hist_sync(m);
}

static void take_one(struct wf_strbuf *b, const char *line, size_t n)
{
    if (b->len + n < WF_DOCUMENT_MAX) {
        wf_strbuf_add(b, line, n);
        wf_strbuf_addc(b, '\n');
    }
}

void wf_hist_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct wf_hist_model *m = model;

    if (slot == SLOT_ABOUT) {
        wf_document_line(&m->about, line, n);
    } else if (slot == SLOT_LIVE) {
        wf_document_line(&m->live, line, n);
    } else if (slot == SLOT_ONE) {
        take_one(&m->fresh_one, line, n);
    } else {
        take_event(m, line, n);
        if (slot == SLOT_HEAD)
            m->head_lines++;
        else if (slot == SLOT_TAIL && n > 0 && *line >= '0' && *line <= '9')
            m->tail_lines++;
    }
}

static void replace(char **at, const char *text)
{
    if (*at != NULL && strcmp(*at, text) == 0)
        return;
    free(*at);
    *at = wf_strdup(text);
}

static void take_about(struct wf_hist_model *m)
{
    const struct wf_jv *info = wf_jv_get(m->about.v, "workflowExecutionInfo");

    if (info != NULL) {
        const char *status = wf_jv_str(info, "status");
        bool open = strstr(status, "RUNNING") != NULL || strstr(status, "PAUSED") != NULL;

        replace(&m->id, wf_jv_str(info, "execution.workflowId"));
        replace(&m->run_id, wf_jv_str(info, "execution.runId"));
        replace(&m->status, open ? "Running" : "Closed");
        m->length = wf_jv_int(info, "historyLength");
        m->archived = wf_jv_true(m->about.v, "archived");
    }
    wf_document_release(&m->about);
}

static void end_of_search(struct wf_hist_model *m, bool forward)
{
    if ((forward && m->seek > 0) || (!forward && m->seek < 0)) {
        m->seek = 0;
        m->not_found = true;
    }
}

static void set_range(struct wf_hist_model *m)
{
    int32_t after = m->s.last > m->s.head ? m->s.last : m->s.head;

    snprintf(m->range, sizeof m->range, "%d..", (int)after + 1);
}

void wf_hist_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct wf_hist_model *m = model;
    bool good = end->code == WF_OK || end->error.code == WF_OK;

    if (slot == SLOT_ABOUT) {
        if (wf_document_end(&m->about) && good)
            take_about(m);
        m->about_over = true;
    } else if (slot == SLOT_LIVE) {
        wf_hist_live_end(m, good);
    } else if (slot == SLOT_ONE) {
        free(m->one);
        m->one = good ? wf_strdup(wf_strbuf_str(&m->fresh_one)) : NULL;
        m->one_id = (int32_t)strtol(m->want_one, NULL, 10);
        m->one_raw = m->raw;
        m->one_failed = !good;
        *m->want_one = '\0';
    } else if (slot == SLOT_HEAD && !end->more) {
        m->head_over = good;
        m->caught = m->caught || good;
        m->error = end->error;
        m->error.code = good ? WF_OK : end->code;
        end_of_search(m, true);
    } else if (slot == SLOT_TAIL && !end->more) {
        end_of_search(m, false);
    }
    set_range(m);
    wf_hist_sync(m);
}
