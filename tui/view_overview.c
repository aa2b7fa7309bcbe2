/* tui/view_overview.c: the cluster at a glance, and what needs attention. */
#include "tui/overview.h"

#include "base/json_tree.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is asked, and how often -------------------------------------------------------
 */

struct question {
    const char *words[10];
    int64_t every_ms;
    const char *about; /* said when it cannot be answered */
};
/* What one count costs is asked every 2 s, what looks at many runs every 2 minutes. */
static const struct question questions[WF_OV_SLOTS] = {
    [WF_OV_COUNT] = { { "workflow", "count", "-q", "GROUP BY ExecutionStatus", "-o",
                        "tsv" },
                      2000,
                      NULL },
    [WF_OV_RATE] = { { "workflow", "rate", "-o", "tsv", "--minutes" }, 30000, NULL },
    [WF_OV_CLUSTER] = { { "operator", "cluster", "describe", "-o", "json" }, 300000, NULL },
    [WF_OV_ARCHIVAL] = { { "operator", "namespace", "archival", "show", "-o", "json" },
                         300000,
                         NULL },
    [WF_OV_WHY] = { { "workflow", "why", "--open", "--limit", "200", "--examples", "100",
                      "-o", "jsonl" },
                    120000,
                    "open Workflows" },
    [WF_OV_QUEUES] = { { "task-queue", "list", "--stuck", "--sample", "200", "-o", "tsv" },
                       120000,
                       "Task Queues" },
    [WF_OV_FAILURES] = { { "failures", "--since", "1h", "--limit", "100", "-o", "tsv" },
                         60000,
                         "failures" },
    [WF_OV_SCHEDULES] = { { "schedule", "list", "-q", "TemporalSchedulePaused = true", "-o",
                            "tsv" },
                          60000,
                          "Schedules" },
    [WF_OV_DEPLOYMENTS] = { { "worker", "deployment", "list", "-o", "tsv" },
                            120000,
                            "Worker Deployments" },
};
static const int64_t minute_ns = INT64_C(60) * 1000000000;

static bool is_table(unsigned slot)
{
    return slot >= WF_OV_QUEUES && slot < WF_OV_SLOTS;
}

static void overview_open(void *model, const struct wf_view_type *type, size_t n,
                          const char *const *args)
{
    static const char *const identity[] = { "group", NULL };
    struct wf_overview *m = model;

    (void)type, (void)n, (void)args;
    wf_grid_init(&m->counts, NULL, 0, identity);
    for (unsigned slot = WF_OV_QUEUES; slot < WF_OV_SLOTS; slot++)
        wf_grid_init(&m->tables[slot], NULL, 0, identity);
}

static void overview_want(const void *model, const struct wf_frame *f, unsigned slot,
                          struct wf_want *ret)
{
    const struct wf_overview *m = model;
    const struct question *q = &questions[slot];

    if (slot >= WF_OV_SLOTS)
        return;
    *ret = (struct wf_want){ .mode = WF_FEED_EVERY,
                             .every_ms = q->every_ms,
                             .lines = WF_OV_ROWS };
    while (q->words[ret->n] != NULL) {
        ret->words[ret->n] = q->words[ret->n];
        ret->n++;
    }
    /* the whole hour once, then only the minutes that are new; both are words of their own
     */
    if (slot == WF_OV_RATE)
        ret->words[ret->n++] = f->now_ns / minute_ns - m->newest_minute <= 1 ? "2" : "60";
}

/* ---- what comes in ----------------------------------------------------------------------
 */

static void free_row(struct wf_overview_row *r)
{
    free(r->text);
    free(r->id);
    free(r->run);
    free(r->query);
    free(r->queue);
    free(r->schedule);
    free(r->deployment);
    *r = (struct wf_overview_row){ 0 };
}

static void free_rows(struct wf_overview_row *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free_row(&v[i]);
}

static void copy(char to[WF_OV_TEXT], const char *from)
{
    snprintf(to, WF_OV_TEXT, "%.*s", WF_OV_TEXT - 1, from);
}

/* "2026-11-28T01:06:00Z\t2\t1\t1m0s" */
static void rate_line(struct wf_overview *m, const char *line)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *tab = strchr(line, '\t');
    char *at = tab != NULL ? wf_strndup(line, (size_t)(tab - line)) : NULL, *end;
    struct wf_overview_minute minute = { 0 };
    int64_t ns;

    if (at != NULL && wf_time_parse(at, &ns, &ignored) == WF_OK && ns > 0) {
        minute.number = ns / minute_ns;
        minute.started = strtoll(tab + 1, &end, 10);
        minute.closed = *end == '\t' ? strtoll(end + 1, NULL, 10) : 0;
        m->minutes[minute.number % WF_OV_MINUTES] = minute;
        if (minute.number > m->newest_minute)
            m->newest_minute = minute.number;
    }
    free(at);
}

void wf_overview_levels(const struct wf_overview *m, int64_t now_ns, bool closed,
                        int64_t ret[WF_OV_MINUTES])
{
    int64_t now = now_ns / minute_ns;

    for (int64_t i = 0; i < WF_OV_MINUTES; i++) {
        int64_t number = now - (WF_OV_MINUTES - 1) + i;
        const struct wf_overview_minute *minute =
            &m->minutes[(number % WF_OV_MINUTES + WF_OV_MINUTES) % WF_OV_MINUTES];

        ret[i] = minute->number != number ? -1 : closed ? minute->closed : minute->started;
    }
}

/* A text of a query. One with a quotation mark or a backslash in it cannot be found by the
 * server, however it is written, and is left out. */
static void add_quoted(struct wf_strbuf *b, const char *text)
{
    char quote = strchr(text, '\'') == NULL ? '\'' : '"';

    if (*text != '\0' && strpbrk(text, "\"\\\n\r") == NULL)
        wf_strbuf_addf(b, "%s%c%s%c", b->len > 0 ? ", " : "", quote, text, quote);
}

/* Those that a group names; NULL: none. The caller frees. */
static char *query_of(const struct wf_jv *group)
{
    enum { MOST = 16 * 1024 }; /* bytes of ids */
    const struct wf_jv *examples = wf_jv_get(group, "examples");
    struct wf_strbuf ids = WF_STRBUF_INIT;
    char *query = NULL;

    for (size_t i = 0; i < wf_jv_n(group, "examples") && ids.len < MOST; i++)
        add_quoted(&ids, wf_jv_str(&examples->items[i], "workflowId"));
    if (ids.len > 0)
        query = wf_asprintf("ExecutionStatus = 'Running' AND WorkflowId IN (%s)",
                            wf_strbuf_str(&ids));
    wf_strbuf_release(&ids);
    return query;
}

/* A group of `workflow why`: "7 Workflows: activity-retrying ChargeCard: …". */
static void why_line(struct wf_overview *m, const char *line, size_t n)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)line, n });
    int64_t count = wf_jv_int(v, "count");
    struct wf_overview_row *r;

    if (v != NULL && wf_jv_true(v, "problem") && m->n_fresh_why < WF_OV_ROWS / 2) {
        m->fresh_why =
            wf_reallocarray(m->fresh_why, m->n_fresh_why + 1, sizeof *m->fresh_why);
        r = &m->fresh_why[m->n_fresh_why++];
        *r = (struct wf_overview_row){ .why = true };
        r->text =
            wf_asprintf("%lld Workflow%s  %s: %s", (long long)count, count == 1 ? "" : "s",
                        wf_jv_str(v, "cause"), wf_jv_str(v, "text"));
        if (count > 1)
            r->query = query_of(v);
        if (count == 1) {
            r->why = false;
            r->id = wf_strdup(wf_jv_str(v, "examples.0.workflowId"));
            r->run = wf_strdup(wf_jv_str(v, "examples.0.runId"));
        }
    }
    wf_arena_free(a);
}

static void overview_begin(void *model, unsigned slot)
{
    struct wf_overview *m = model;

    if (slot == WF_OV_COUNT)
        wf_grid_begin(&m->counts);
    else if (is_table(slot))
        wf_grid_begin(&m->tables[slot]);
    else if (slot == WF_OV_CLUSTER)
        wf_strbuf_clear(&m->json);
    else if (slot == WF_OV_ARCHIVAL)
        wf_strbuf_clear(&m->archival_json);
    if (slot == WF_OV_WHY) {
        free_rows(m->fresh_why, m->n_fresh_why);
        m->n_fresh_why = 0;
    }
}

static void add_json(struct wf_strbuf *b, const char *line, size_t n)
{
    enum { MOST = 64 * 1024 };

    if (b->len + n < MOST)
        wf_strbuf_add(b, line, n);
}

static void overview_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct wf_overview *m = model;
    char *text;

    if (slot == WF_OV_COUNT) {
        wf_grid_line(&m->counts, line, n);
    } else if (is_table(slot)) {
        wf_grid_line(&m->tables[slot], line, n);
    } else if (slot == WF_OV_WHY) {
        why_line(m, line, n);
    } else if (slot == WF_OV_RATE) {
        text = wf_strndup(line, n);
        rate_line(m, text);
        free(text);
    } else {
        add_json(slot == WF_OV_CLUSTER ? &m->json : &m->archival_json, line, n);
    }
}

/* ---- the rows ---------------------------------------------------------------------------
 */

static struct wf_overview_row *new_row(struct wf_overview *m)
{
    struct wf_overview_row *r;

    if (m->n_rows == WF_OV_ROWS)
        return NULL;
    r = &m->rows[m->n_rows++];
    *r = (struct wf_overview_row){ 0 };
    return r;
}

static const char *cell(const struct wf_overview *m, unsigned slot, size_t i,
                        const char *key)
{
    const char *text = wf_grid_cell(&m->tables[slot], i, key);

    return text != NULL ? text : "";
}

static bool queue_row(const struct wf_overview *m, size_t i, struct wf_overview_row *r)
{
    const char *name = cell(m, WF_OV_QUEUES, i, "task-queue");

    r->queue = wf_strdup(name);
    r->text = wf_asprintf(
        "Task Queue %s (%s)  backlog %s, %s", name, cell(m, WF_OV_QUEUES, i, "type"),
        cell(m, WF_OV_QUEUES, i, "backlog"), cell(m, WF_OV_QUEUES, i, "problem"));
    return true;
}

static bool failure_row(const struct wf_overview *m, size_t i, struct wf_overview_row *r)
{
    const char *count = cell(m, WF_OV_FAILURES, i, "count");

    r->failures = true;
    r->text = wf_asprintf("%s failed in the last hour  %s (%s)", count,
                          cell(m, WF_OV_FAILURES, i, "group"),
                          cell(m, WF_OV_FAILURES, i, "type"));
    return true;
}

static bool schedule_row(const struct wf_overview *m, size_t i, struct wf_overview_row *r)
{
    const char *id = cell(m, WF_OV_SCHEDULES, i, "id");
    const char *notes = cell(m, WF_OV_SCHEDULES, i, "notes");

    r->schedule = wf_strdup(id);
    r->text =
        wf_asprintf("Schedule %s is paused%s%s", id, *notes != '\0' ? "  " : "", notes);
    return true;
}

static bool deployment_row(const struct wf_overview *m, size_t i, struct wf_overview_row *r)
{
    const char *name = cell(m, WF_OV_DEPLOYMENTS, i, "name");
    const char *ramping = cell(m, WF_OV_DEPLOYMENTS, i, "ramping");
    const char *draining = cell(m, WF_OV_DEPLOYMENTS, i, "draining");

    if (*ramping == '\0' && *draining == '\0')
        return false;
    r->deployment = wf_strdup(name);
    r->text = *draining != '\0'
                  ? wf_asprintf("Worker Deployment %s  %s is draining", name, draining)
                  : wf_asprintf("Worker Deployment %s  ramping %s", name, ramping);
    return true;
}

typedef bool row_fn(const struct wf_overview *m, size_t i, struct wf_overview_row *r);

static void add_table(struct wf_overview *m, unsigned slot, row_fn *fn)
{
    for (size_t i = 0; i < m->tables[slot].n_shown; i++) {
        struct wf_overview_row *r = new_row(m);

        if (r != NULL && !fn(m, i, r))
            m->n_rows--;
    }
}

static char *maybe(const char *s)
{
    return s != NULL ? wf_strdup(s) : NULL;
}

static void add_why(struct wf_overview *m)
{
    for (size_t i = 0; i < m->n_why; i++) {
        const struct wf_overview_row *from = &m->why[i];
        struct wf_overview_row *r = new_row(m);

        if (r != NULL)
            *r = (struct wf_overview_row){ .text = wf_strdup(from->text),
                                           .id = maybe(from->id),
                                           .run = maybe(from->run),
                                           .query = maybe(from->query),
                                           .why = from->why };
    }
}

static void add_errors(struct wf_overview *m)
{
    for (unsigned slot = 0; slot < WF_OV_SLOTS; slot++) {
        struct wf_overview_row *r =
            *m->error[slot] != '\0' && questions[slot].about != NULL ? new_row(m) : NULL;

        if (r != NULL)
            *r = (struct wf_overview_row){
                .text = wf_asprintf("%s: %s", questions[slot].about, m->error[slot]),
                .dim = true
            };
    }
}

static bool passes(const struct wf_overview *m, const struct wf_overview_row *r)
{
    return m->filter == NULL || strcasestr(r->text, m->filter) != NULL;
}

/* The cursor stays on the row that says the same. */
static void reshow(struct wf_overview *m, const char *selected)
{
    m->n_shown = 0;
    for (size_t i = 0; i < m->n_rows; i++)
        if (passes(m, &m->rows[i]))
            m->shown[m->n_shown++] = i;
    for (size_t i = 0; selected != NULL && i < m->n_shown; i++)
        if (strcmp(m->rows[m->shown[i]].text, selected) == 0)
            m->cursor = i;
    if (m->cursor >= m->n_shown)
        m->cursor = m->n_shown > 0 ? m->n_shown - 1 : 0;
}

static const struct wf_overview_row *selected_row(const struct wf_overview *m)
{
    return m->cursor < m->n_shown ? &m->rows[m->shown[m->cursor]] : NULL;
}

static void rebuild(struct wf_overview *m)
{
    const struct wf_overview_row *now = m->moved ? selected_row(m) : NULL;
    char *selected = now != NULL ? wf_strdup(now->text) : NULL;

    free_rows(m->rows, m->n_rows);
    m->n_rows = 0;
    add_why(m);
    add_table(m, WF_OV_QUEUES, queue_row);
    add_table(m, WF_OV_FAILURES, failure_row);
    add_table(m, WF_OV_SCHEDULES, schedule_row);
    add_table(m, WF_OV_DEPLOYMENTS, deployment_row);
    add_errors(m);
    reshow(m, selected);
    free(selected);
}

static const struct wf_jv *parse(struct wf_arena *a, const struct wf_strbuf *b)
{
    const unsigned char *text = (const unsigned char *)wf_strbuf_str(b);

    return wf_jv_parse(a, (struct wf_bytes){ text, b->len });
}

static void read_cluster(struct wf_overview *m)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v = parse(a, &m->json);

    copy(m->cluster, wf_jv_str(v, "clusterName"));
    copy(m->version, wf_jv_str(v, "serverVersion"));
    copy(m->persistence, wf_jv_str(v, "persistenceStore"));
    copy(m->visibility, wf_jv_str(v, "visibilityStore"));
    wf_arena_free(a);
}

static void read_archival(struct wf_overview *m)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v = parse(a, &m->archival_json);

    copy(m->archival[0], wf_jv_str(v, "history.state"));
    copy(m->archival[1], wf_jv_str(v, "visibility.state"));
    wf_arena_free(a);
}

static void take_why(struct wf_overview *m)
{
    struct wf_overview_row *v = m->why;
    size_t n = m->n_why;

    m->why = m->fresh_why;
    m->n_why = m->n_fresh_why;
    m->fresh_why = v;
    free_rows(v, n);
    m->n_fresh_why = 0;
}

static void overview_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct wf_overview *m = model;
    bool good = end->code == WF_OK || end->error.code == WF_OK;

    if (slot == WF_OV_COUNT)
        wf_grid_end(&m->counts, end, end->more);
    else if (is_table(slot))
        wf_grid_end(&m->tables[slot], end, end->more);
    /* unreachable has a banner of its own */
    snprintf(m->error[slot], sizeof m->error[slot], "%.255s",
             good || end->code == WF_E_UNREACHABLE ? "" : end->error.text);
    m->loaded[slot] = m->loaded[slot] || good;
    if (good && slot == WF_OV_CLUSTER)
        read_cluster(m);
    if (good && slot == WF_OV_ARCHIVAL)
        read_archival(m);
    if (good && slot == WF_OV_WHY)
        take_why(m);
    if (questions[slot].about != NULL)
        rebuild(m);
}

static void overview_close(void *model)
{
    struct wf_overview *m = model;

    wf_grid_release(&m->counts);
    for (unsigned slot = WF_OV_QUEUES; slot < WF_OV_SLOTS; slot++)
        wf_grid_release(&m->tables[slot]);
    free_rows(m->rows, m->n_rows);
    free_rows(m->why, m->n_why);
    free_rows(m->fresh_why, m->n_fresh_why);
    free(m->why);
    free(m->fresh_why);
    free(m->filter);
    wf_strbuf_release(&m->json);
    wf_strbuf_release(&m->archival_json);
}

/* ---- keys -------------------------------------------------------------------------------
 */

static enum wf_act click(struct wf_overview *m, const struct wf_frame *f,
                         const struct wf_key *key)
{
    size_t top, was = m->cursor;
    int row = key->row - wf_overview_attention(m, f->rows, &top);

    if (row < 0 || top + (size_t)row >= m->n_shown)
        return WF_ACT_NONE;
    m->cursor = top + (size_t)row;
    m->moved = true;
    return key->mouse == WF_MOUSE_DOUBLE || m->cursor == was ? WF_ACT_OPEN : WF_ACT_REDRAW;
}

static enum wf_act overview_key(void *model, const struct wf_frame *f,
                                const struct wf_key *key)
{
    struct wf_overview *m = model;
    size_t last = m->n_shown > 0 ? m->n_shown - 1 : 0;
    bool wheel = key->code == WF_KEY_MOUSE;

    if (wheel && key->mouse <= WF_MOUSE_DOUBLE)
        return click(m, f, key);
    if (wf_key_in("j down", key->code) || (wheel && key->mouse == WF_MOUSE_WHEEL_DOWN))
        m->cursor += m->cursor < last;
    else if (wf_key_in("k up", key->code) || (wheel && key->mouse == WF_MOUSE_WHEEL_UP))
        m->cursor -= m->cursor > 0;
    else if (wf_key_in("g home", key->code))
        m->cursor = 0;
    else if (wf_key_in("G end", key->code))
        m->cursor = last;
    else
        return WF_ACT_NONE;
    m->moved = true;
    return WF_ACT_REDRAW;
}

static void overview_filter(void *model, const char *text)
{
    struct wf_overview *m = model;

    free(m->filter);
    m->filter = *text != '\0' ? wf_strdup(text) : NULL;
    reshow(m, NULL);
}

static const char *overview_filter_text(const void *model)
{
    const struct wf_overview *m = model;

    return m->filter != NULL ? m->filter : "";
}

static const char *overview_value(const void *model, const char *name, size_t mark)
{
    const struct wf_overview_row *r = selected_row(model);

    if (r == NULL || mark > 0)
        return NULL;
    if (strcmp(name, "id") == 0)
        return r->id;
    if (strcmp(name, "run") == 0)
        return r->run;
    if (strcmp(name, "query") == 0)
        return r->query;
    if (strcmp(name, "queue") == 0)
        return r->queue;
    if (strcmp(name, "schedule") == 0)
        return r->schedule;
    if (strcmp(name, "deployment") == 0)
        return r->deployment;
    if (strcmp(name, "failures") == 0)
        return r->failures ? "yes" : NULL;
    if (strcmp(name, "why") == 0)
        return r->why ? "yes" : NULL;
    return NULL;
}

static const struct wf_action actions[] = {
    { .keys = "enter",
      .name = "open",
      .help = "open",
      .what = WF_DO_OPEN,
      .line = "workflow {id} {run}",
      .only_if = "id" },
    { .keys = "enter",
      .name = "open",
      .help = "open",
      .what = WF_DO_OPEN,
      .line = "workflows {query}",
      .only_if = "query" },
    { .keys = "enter",
      .name = "open",
      .help = "open",
      .what = WF_DO_SHOW,
      .line = "workflow why --open --limit 200",
      .unless = "query",
      .only_if = "why" },
    { .keys = "y",
      .name = "why",
      .help = "why",
      .what = WF_DO_SHOW,
      .line = "workflow why --open --limit 200",
      .only_if = "why" },
    { .keys = "enter",
      .name = "open",
      .help = "open",
      .what = WF_DO_SHOW,
      .line = "task-queue describe -t {queue}",
      .only_if = "queue" },
    { .keys = "enter",
      .name = "open",
      .help = "open",
      .what = WF_DO_SHOW,
      .line = "failures --since 1h",
      .only_if = "failures" },
    { .keys = "enter",
      .name = "open",
      .help = "open",
      .what = WF_DO_SHOW,
      .line = "schedule describe -s {schedule}",
      .only_if = "schedule" },
    { .keys = "enter",
      .name = "open",
      .help = "open",
      .what = WF_DO_SHOW,
      .line = "worker deployment describe {deployment}",
      .only_if = "deployment" },
    { .keys = NULL },
};

const struct wf_view_type wf_view_overview = {
    .name = "overview",
    .tab = "Over",
    .title = "Overview",
    .actions = actions,
    .model_size = sizeof(struct wf_overview),
    .open = overview_open,
    .close = overview_close,
    .want = overview_want,
    .begin = overview_begin,
    .line = overview_line,
    .end = overview_end,
    .key = overview_key,
    .filter = overview_filter,
    .filter_text = overview_filter_text,
    .draw = wf_overview_draw,
    .value = overview_value,
};
