/* tui/workflow_rows.c: one Workflow Execution as rows of text. */
#include "tui/workflow_rows.h"

#include "base/mem.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "tui/document.h"
#include "tui/pending.h"
#include "tui/times.h"

#include <string.h>

enum {
    MAX_ROWS = 8000,
    CAUSES_MAX = 20,
    WRAP_MAX = 12,
    WHOLE_FAILURES = 5,
    TWO_COLUMNS = 76,  /* so wide, two pairs share a row */
    WHOLE_RUN_ID = 96, /* so wide, a run id fits into a half */
    LABEL = 13,
};

struct build {
    const struct wf_wfacts *facts;
    const struct wf_frame *f;
    struct wf_arena *a;
    struct wf_wrow *v;
    size_t n, room;
};

static struct wf_wrow *add(struct build *b, enum wf_wrow_kind kind)
{
    struct wf_wrow *r;

    if (b->n == b->room) {
        struct wf_wrow *v;

        b->room = b->room == 0 ? 64 : b->room * 2;
        v = wf_arena_alloc(b->a, b->room * sizeof *v);
        if (b->n > 0)
            memcpy(v, b->v, b->n * sizeof *v);
        b->v = v;
    }
    r = &b->v[b->n];
    *r = (struct wf_wrow){ .kind = kind, .next_ns = WF_NO_TIME };
    if (b->n + 1 < MAX_ROWS) /* what is beyond is written over, and not shown */
        b->n++;
    return r;
}

static void pairs(struct build *b, const char *l1, const char *t1, const char *l2,
                  const char *t2)
{
    struct wf_wrow *r;

    if (l2 != NULL && b->f->cols < TWO_COLUMNS) {
        pairs(b, l1, t1, NULL, NULL);
        pairs(b, l2, t2, NULL, NULL);
        return;
    }
    r = add(b, WF_WROW_PAIRS);
    r->label[0] = l1;
    r->text[0] = t1;
    r->label[1] = l2;
    r->text[1] = t2;
}

static void section(struct build *b, const char *key, const char *title)
{
    struct wf_wrow *r = add(b, WF_WROW_SECTION);

    r->key = key;
    r->text[0] = title;
}

static struct wf_wrow *text(struct build *b, enum wf_style style, const char *s)
{
    struct wf_wrow *r = add(b, WF_WROW_TEXT);

    r->text_style = style;
    r->text[0] = s;
    return r;
}

/* Over as many rows as it takes, but WRAP_MAX; continued rows have no label. */
static void wrapped(struct build *b, const char *label, enum wf_style style, const char *s)
{
    struct wf_strbuf safe = WF_STRBUF_INIT;
    int indent = label != NULL ? 1 + LABEL : 3;
    size_t width = b->f->cols > indent + 10 ? (size_t)(b->f->cols - indent) : 10, at = 0;
    char *all;

    wf_utf8_safes(&safe, s);
    all = wf_arena_strndup(b->a, wf_strbuf_str(&safe), safe.len);
    for (int row = 0; row == 0 || at < safe.len; row++) {
        size_t n = wf_utf8_fit(all + at, safe.len - at, width);
        bool last = row + 1 == WRAP_MAX || n == 0;
        const char *part = last ? all + at : wf_arena_strndup(b->a, all + at, n);

        if (label != NULL)
            pairs(b, row == 0 ? label : "", part, NULL, NULL);
        else
            text(b, style, part);
        at += n;
        if (last)
            break;
    }
    wf_strbuf_release(&safe);
}

static const char *source_of(struct build *b, const struct wf_jv *v)
{
    struct wf_strbuf s = WF_STRBUF_INIT;
    const char *out;

    wf_value_cell(&s, v);
    out = wf_arena_strdup(b->a, wf_strbuf_str(&s));
    wf_strbuf_release(&s);
    return out;
}

static const char *time_text(struct build *b, int64_t ns)
{
    struct wf_strbuf s = WF_STRBUF_INIT;
    const char *out;

    wf_time_cell(&s, ns, b->f->now_ns, b->f->time_mode);
    out = wf_arena_strdup(b->a, wf_strbuf_str(&s));
    wf_strbuf_release(&s);
    return out;
}

static const char *span_text(struct build *b, int64_t ns, bool runs)
{
    struct wf_strbuf s = WF_STRBUF_INIT;
    const char *out;

    if (runs)
        wf_running_cell(&s, ns);
    else
        wf_duration_short(&s, ns);
    out = wf_arena_strdup(b->a, wf_strbuf_str(&s));
    wf_strbuf_release(&s);
    return out;
}

const char *wf_wstatus(struct wf_arena *a, const struct wf_jv *about)
{
    static const char head[] = "WORKFLOW_EXECUTION_STATUS_";
    const char *name = wf_jv_str(about, "workflowExecutionInfo.status");
    char *out, *p;
    bool up = true;

    if (strncmp(name, head, sizeof head - 1) == 0)
        name += sizeof head - 1;
    out = p = wf_arena_strdup(a, name);
    for (; *name != '\0'; name++) {
        if (*name == '_') {
            up = true;
            continue;
        }
        *p++ = up || *name < 'A' || *name > 'Z' ? *name : (char)(*name - 'A' + 'a');
        up = false;
    }
    *p = '\0';
    return out;
}

const struct wf_jv *wf_event_attributes_of(const struct wf_jv *event)
{
    for (size_t i = 0; event != NULL && i < event->n; i++) {
        size_t n = event->keys != NULL ? strlen(event->keys[i]) : 0;

        if (n > 10 && strcmp(event->keys[i] + n - 10, "Attributes") == 0)
            return &event->items[i];
    }
    return NULL;
}

/* ---- the summary ------------------------------------------------------------------------
 */

static void status_rows(struct build *b)
{
    const struct wf_jv *info = wf_jv_get(b->facts->about, "workflowExecutionInfo");
    const char *status = wf_wstatus(b->a, b->facts->about);
    int64_t from = wf_jv_time(info, "startTime"), to = wf_jv_time(info, "closeTime");
    bool open = to == WF_NO_TIME, wide = b->f->cols >= WHOLE_RUN_ID;
    size_t at = b->n;
    const char *history = wf_arena_printf(b->a, "%lld events, %lld bytes",
                                          (long long)wf_jv_int(info, "historyLength"),
                                          (long long)wf_jv_int(info, "historySizeBytes"));

    if (from == WF_NO_TIME)
        from = b->f->now_ns;
    pairs(b, "Status",
          wf_arena_printf(b->a, "%s  %s %s (%s)", status, open ? "since" : "closed",
                          time_text(b, open ? from : to),
                          span_text(b, (open ? b->f->now_ns : to) - from, open)),
          "Type", wf_jv_str(info, "type.name"));
    if (b->n > at)
        b->v[at].text_style = wf_style_of_status(status);
    if (wf_jv_true(b->facts->about, "archived"))
        pairs(b, "Archived", "read from the archive: nothing more can be done with it",
              NULL, NULL);
    pairs(b, "Run", wf_jv_str(info, "execution.runId"), wide ? "Queue" : NULL,
          wf_jv_str(info, "taskQueue"));
    pairs(b, "Started", time_text(b, from), wide ? "History" : "Queue",
          wide ? history : wf_jv_str(info, "taskQueue"));
    if (!wide)
        pairs(b, "History", history, NULL, NULL);
    if (*wf_jv_str(b->facts->about, "workflowExtendedInfo.pauseInfo.identity") != '\0' ||
        wf_jv_time(b->facts->about, "workflowExtendedInfo.pauseInfo.pausedTime") !=
            WF_NO_TIME)
        pairs(b, "Paused",
              wf_arena_printf(
                  b->a, "by %s  %s",
                  wf_jv_str(b->facts->about, "workflowExtendedInfo.pauseInfo.identity"),
                  wf_jv_str(b->facts->about, "workflowExtendedInfo.pauseInfo.reason")),
              NULL, NULL);
    if (wf_jv_true(b->facts->about, "workflowExtendedInfo.cancelRequested"))
        pairs(b, "Cancel", "requested", NULL, NULL);
}

/* "CustomerId=c-88  Region=eu" of an object of values. */
static void fields_row(struct build *b, const char *label, const struct wf_jv *fields)
{
    struct wf_strbuf s = WF_STRBUF_INIT;

    for (size_t i = 0; fields != NULL && fields->keys != NULL && i < fields->n; i++)
        wf_strbuf_addf(&s, "%s%s=%s", i > 0 ? "  " : "", fields->keys[i],
                       source_of(b, &fields->items[i]));
    if (s.len > 0)
        wrapped(b, label, WF_ST_PLAIN, wf_strbuf_str(&s));
    wf_strbuf_release(&s);
}

static void run_row(struct build *b, const char *key, const char *what, const char *id,
                    const char *run)
{
    struct wf_wrow *r;

    if (id == NULL || *id == '\0')
        return;
    r = add(b, WF_WROW_RUN);
    r->key = key;
    r->label[0] = what;
    r->id = id;
    r->run = run;
}

static void chain_rows(struct build *b)
{
    const struct wf_jv *info = wf_jv_get(b->facts->about, "workflowExecutionInfo");
    const struct wf_jv *first = wf_event_attributes_of(b->facts->started);
    const struct wf_jv *last =
        wf_event_attributes_of(wf_jv_get(b->facts->about, "closeEvent"));
    const char *id = wf_jv_str(info, "execution.workflowId"),
               *run = wf_jv_str(info, "execution.runId"),
               *begin = wf_jv_str(info, "firstRunId"),
               *before = wf_jv_str(first, "continuedExecutionRunId"),
               *after = wf_jv_str(last, "newExecutionRunId");

    run_row(b, "parent", "Parent", wf_jv_str(info, "parentExecution.workflowId"),
            wf_jv_str(info, "parentExecution.runId"));
    if (strcmp(wf_jv_str(info, "rootExecution.workflowId"), id) != 0 &&
        strcmp(wf_jv_str(info, "rootExecution.workflowId"),
               wf_jv_str(info, "parentExecution.workflowId")) != 0)
        run_row(b, "root", "Root", wf_jv_str(info, "rootExecution.workflowId"),
                wf_jv_str(info, "rootExecution.runId"));
    if (*begin != '\0' && strcmp(begin, run) != 0)
        run_row(b, "first", "First run", id, begin);
    if (*before != '\0')
        run_row(b, "previous", "Previous run", id, before);
    if (*after != '\0')
        run_row(b, "next", "Next run", id, after);
}

/* ---- values and failures ----------------------------------------------------------------
 */

static void value_rows(struct build *b, const struct wf_jv *v)
{
    if (v == NULL || v->n == 0) {
        text(b, WF_ST_DIM, "none");
        return;
    }
    for (size_t i = 0; i < v->n; i++)
        wrapped(b, NULL, WF_ST_PLAIN, source_of(b, &v->items[i]));
}

/* The root cause first, then what it became on its way up. */
static void failure_rows(struct build *b, const struct wf_jv *failure)
{
    const struct wf_jv *chain[CAUSES_MAX];
    size_t n = 0;

    for (; failure != NULL && n < CAUSES_MAX; failure = wf_jv_get(failure, "cause"))
        chain[n++] = failure;
    for (size_t i = n; i > 0; i--) {
        struct wf_strbuf s = WF_STRBUF_INIT;

        wf_strbuf_addf(&s, "%*s%s", (int)(n - i) * 2, "", i == n ? "" : "<- ");
        wf_failure_cell(&s, chain[i - 1]);
        wrapped(b, NULL, i == n ? WF_ST_BAD : WF_ST_PLAIN, wf_strbuf_str(&s));
        wf_strbuf_release(&s);
    }
}

static void outcome_rows(struct build *b)
{
    const struct wf_jv *close = wf_jv_get(b->facts->about, "closeEvent");
    const struct wf_jv *a = wf_event_attributes_of(close);
    const struct wf_jv *failure = wf_jv_get(a, "failure");

    if (close == NULL) {
        section(b, "s:result", "result: none yet");
    } else if (failure != NULL) {
        section(b, "s:result", "failure");
        failure_rows(b, failure);
    } else if (wf_jv_get(a, "result") != NULL) {
        section(b, "s:result", "result");
        value_rows(b, wf_jv_get(a, "result"));
    } else {
        section(b, "s:result",
                wf_arena_printf(b->a, "result: none  %s", wf_jv_str(a, "reason")));
    }
}

/* ---- what is pending --------------------------------------------------------------------
 */

/* In whole below the activity, where there are few of them. */
static void last_failure(struct build *b, const struct wf_jv *a)
{
    int64_t at = wf_jv_time(a, "lastAttemptCompleteTime");
    const struct wf_jv *beat = wf_jv_get(a, "heartbeatDetails.0");

    wrapped(b, NULL, WF_ST_DIM,
            wf_arena_printf(b->a, "%s failed %s on %s: %s%s%s", wf_jv_str(a, "activityId"),
                            time_text(b, at), wf_jv_str(a, "lastWorkerIdentity"),
                            wf_jv_str(a, "lastFailure.message"),
                            beat != NULL ? "  last heartbeat " : "",
                            beat != NULL ? source_of(b, beat) : ""));
}

static void activity_rows(struct build *b)
{
    const struct wf_jv *all = wf_jv_get(b->facts->about, "pendingActivities");

    if (all == NULL || all->n == 0)
        return;
    section(b, "s:activities", wf_arena_printf(b->a, "pending activities (%zu)", all->n));
    add(b, WF_WROW_COLUMNS);
    for (size_t i = 0; i < all->n; i++) {
        const struct wf_jv *a = &all->items[i];
        struct wf_wrow *r = add(b, WF_WROW_ACTIVITY);

        r->key = wf_arena_printf(b->a, "a:%s", wf_jv_str(a, "activityId"));
        r->activity = a;
        r->next_ns = wf_pending_next_ns(a);
        if (wf_jv_get(a, "lastFailure") != NULL && all->n <= WHOLE_FAILURES)
            last_failure(b, a);
    }
}

static void nexus_rows(struct build *b)
{
    const struct wf_jv *all = wf_jv_get(b->facts->about, "pendingNexusOperations");

    if (all == NULL || all->n == 0)
        return;
    section(b, "s:nexus", wf_arena_printf(b->a, "pending nexus operations (%zu)", all->n));
    for (size_t i = 0; i < all->n; i++) {
        const struct wf_jv *o = &all->items[i];
        const char *state = strrchr(wf_jv_str(o, "state"), '_');

        text(b, WF_ST_PLAIN,
             wf_arena_printf(b->a, "%s.%s on %s  %s  attempt %lld  %s",
                             wf_jv_str(o, "service"), wf_jv_str(o, "operation"),
                             wf_jv_str(o, "endpoint"), state != NULL ? state + 1 : "",
                             (long long)wf_jv_int(o, "attempt"),
                             wf_jv_str(o, "lastAttemptFailure.message")));
    }
}

static void task_rows(struct build *b)
{
    const struct wf_jv *t = wf_jv_get(b->facts->about, "pendingWorkflowTask");
    const char *state = strrchr(wf_jv_str(t, "state"), '_');

    if (t == NULL)
        return;
    section(b, "s:task", "pending workflow task");
    text(b, wf_jv_int(t, "attempt") > 1 ? WF_ST_WARN : WF_ST_PLAIN,
         wf_arena_printf(b->a, "%s  attempt %lld  scheduled %s",
                         state != NULL ? state + 1 : "", (long long)wf_jv_int(t, "attempt"),
                         time_text(b, wf_jv_time(t, "scheduledTime"))));
}

static void update_rows(struct build *b)
{
    const struct wf_wfacts *facts = b->facts;

    if (facts->updates_unknown)
        pairs(b, "Updates", "not looked for: the history is long, h shows it", NULL, NULL);
    if (facts->n_updates == 0)
        return;
    section(b, "s:updates",
            wf_arena_printf(b->a, "updates that are not done (%zu)", facts->n_updates));
    for (size_t i = 0; i < facts->n_updates; i++)
        text(b, WF_ST_PLAIN, facts->updates[i]);
}

static void node_rows(struct build *b, struct wf_tree_node *n, int depth)
{
    struct wf_wrow *r = add(b, WF_WROW_NODE);

    r->key = wf_arena_printf(b->a, "t:%d:%s:%s", depth, n->id, n->run);
    r->node = n;
    r->depth = depth;
    r->id = n->id;
    r->run = n->run;
    for (size_t i = 0; n->open && i < n->n_kids; i++)
        node_rows(b, &n->kids[i], depth + 1);
}

static void tree_rows(struct build *b)
{
    struct wf_tree_node *root = b->facts->tree;

    if (root->id == NULL)
        return;
    section(b, "s:tree",
            b->facts->reading_tree ? "tree  reading"
            : root->read           ? "tree"
                                   : "tree: the pending children; t reads all of them");
    node_rows(b, root, 0);
}

struct wf_wrows wf_wrows_make(const struct wf_wfacts *facts, const struct wf_frame *f)
{
    struct build b = { .facts = facts, .f = f, .a = wf_arena_new() };
    const struct wf_jv *info = wf_jv_get(facts->about, "workflowExecutionInfo");

    if (info != NULL) {
        status_rows(&b);
        chain_rows(&b);
        fields_row(&b, "Search", wf_jv_get(info, "searchAttributes.indexedFields"));
        fields_row(&b, "Memo", wf_jv_get(info, "memo.fields"));
        update_rows(&b);
        section(&b, "s:input", "input");
        if (facts->started == NULL)
            text(&b, WF_ST_DIM, "reading");
        else
            value_rows(&b, wf_jv_get(wf_event_attributes_of(facts->started), "input"));
        outcome_rows(&b);
        activity_rows(&b);
        task_rows(&b);
        nexus_rows(&b);
        tree_rows(&b);
    }
    return (struct wf_wrows){ .arena = b.a, .v = b.v, .n = b.n };
}

void wf_wrows_release(struct wf_wrows *r)
{
    wf_arena_free(r->arena);
    *r = (struct wf_wrows){ 0 };
}

/* ---- the picture ------------------------------------------------------------------------
 */

static void draw_pairs(const struct wf_wrow *r, struct wf_pane p, int row)
{
    int half = r->label[1] != NULL ? p.cols * 5 / 8 : p.cols;

    for (int i = 0; i < 2 && r->label[i] != NULL; i++) {
        int col = i == 0 ? 1 : half + 1, end = i == 0 ? half : p.cols;

        wf_put(p, row, col, LABEL - 1, WF_ST_DIM, r->label[i]);
        wf_put(p, row, col + LABEL, end - col - LABEL,
               i == 0 && r->text_style != WF_ST_PLAIN ? r->text_style : WF_ST_PLAIN,
               r->text[i]);
    }
}

/* Where the columns of pending activities begin, by the width there is. */
static void activity_columns(int cols, int at[6])
{
    int id = cols >= 90 ? 14 : 8, type = cols >= 90 ? 24 : 18;

    at[0] = 2;
    at[1] = at[0] + id;
    at[2] = at[1] + type;
    at[3] = at[2] + 12;
    at[4] = at[3] + 8;
    at[5] = at[4] + 10;
}

static void draw_columns(struct wf_pane p, int row)
{
    static const char *const titles[] = { "ID",  "TYPE",     "STATE",
                                          "TRY", "NEXT TRY", "LAST FAILURE" };
    int at[6];

    activity_columns(p.cols, at);
    for (int i = 0; i < 6; i++)
        wf_put(p, row, at[i], -1, WF_ST_COLUMN, titles[i]);
}

static void draw_activity(const struct wf_wrow *r, const struct wf_frame *f,
                          struct wf_pane p, int row)
{
    const struct wf_jv *a = r->activity;
    const char *state = wf_pending_state(a);
    int64_t tries = wf_jv_int(a, "maximumAttempts");
    struct wf_strbuf b = WF_STRBUF_INIT;
    int at[6];

    activity_columns(p.cols, at);
    wf_put(p, row, at[0], at[1] - at[0] - 1, WF_ST_PLAIN, wf_jv_str(a, "activityId"));
    wf_put(p, row, at[1], at[2] - at[1] - 1, WF_ST_PLAIN,
           wf_jv_str(a, "activityType.name"));
    wf_put(p, row, at[2], at[3] - at[2] - 1, wf_style_of_status(state), state);
    if (tries > 0)
        wf_putf(p, row, at[3], at[4] - at[3] - 1, WF_ST_PLAIN, "%lld/%lld",
                (long long)wf_jv_int(a, "attempt"), (long long)tries);
    else
        wf_putf(p, row, at[3], at[4] - at[3] - 1, WF_ST_PLAIN, "%lld",
                (long long)wf_jv_int(a, "attempt"));
    if (r->next_ns != WF_NO_TIME)
        wf_countdown_cell(&b, r->next_ns, f->now_ns);
    wf_put(p, row, at[4], 9, b.len > 0 ? WF_ST_WARN : WF_ST_DIM,
           b.len > 0 ? wf_strbuf_str(&b) : "-");
    wf_strbuf_clear(&b);
    if (wf_pending_failure(a) != NULL)
        wf_failure_cell(&b, wf_pending_failure(a));
    else
        wf_strbuf_adds(&b, wf_jv_str(a, "lastWorkerIdentity"));
    wf_put(p, row, at[5], -1, WF_ST_PLAIN, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void draw_node(const struct wf_wrow *r, struct wf_pane p, int row)
{
    const struct wf_tree_node *n = r->node;
    int col = 2 + r->depth * 3;
    bool closed = !n->open && (n->n_kids > 0 || !n->read);

    if (r->depth > 0)
        wf_put(p, row, col - 3, 3, WF_ST_RULE, wf_glyph(p.cv, WF_GL_TREE));
    wf_put(p, row, col, 1, WF_ST_DIM, closed ? "+" : n->n_kids > 0 ? "-" : " ");
    col += 2 + wf_put(p, row, col + 2, p.cols / 2, WF_ST_PLAIN, n->id);
    col += 2 + wf_put(p, row, col + 2, -1, wf_style_of_status(n->status), n->status);
    col += 2 + wf_put(p, row, col + 2, -1, WF_ST_DIM, n->type);
    if (n->failed)
        wf_put(p, row, col + 2, -1, WF_ST_BAD, "could not be read");
    else if (n->detail != NULL)
        wf_put(p, row, col + 2, -1, WF_ST_BAD, n->detail);
    else if (r->depth == 0)
        wf_put(p, row, col + 2, -1, WF_ST_DIM, "<- here");
}

void wf_wrow_draw(const struct wf_wrow *r, const struct wf_frame *f, struct wf_pane p,
                  int row)
{
    switch (r->kind) {
    case WF_WROW_PAIRS:
        draw_pairs(r, p, row);
        break;
    case WF_WROW_SECTION:
        wf_rule(p, row, r->text[0]);
        break;
    case WF_WROW_TEXT:
        wf_put(p, row, 3, -1, r->text_style, r->text[0]);
        break;
    case WF_WROW_COLUMNS:
        draw_columns(p, row);
        break;
    case WF_WROW_ACTIVITY:
        draw_activity(r, f, p, row);
        break;
    case WF_WROW_RUN: {
        int at = 1 + LABEL, col = at + wf_put(p, row, at, p.cols / 2, WF_ST_PLAIN, r->id);

        wf_put(p, row, 1, LABEL - 1, WF_ST_DIM, r->label[0]);
        wf_put(p, row, col + 2, -1, WF_ST_DIM, r->run);
        break;
    }
    case WF_WROW_NODE:
        draw_node(r, p, row);
        break;
    }
}
