/* tui/view_workflow.c: one Workflow Execution: what it is, what it waits for, its family.
 */
#include "tui/workflow_model.h"

#include "base/mem.h"
#include "base/timefmt.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_COLUMNS = 160 };

static void workflow_crumb(const void *model, const struct wf_frame *f,
                           struct wf_strbuf *out)
{
    const struct wf_workflow_model *m = model;

    (void)f;
    wf_strbuf_adds(out, m->id != NULL ? m->id : m->given);
    if (m->about.v != NULL && wf_jv_true(m->about.v, "archived"))
        wf_strbuf_adds(out, "  archived");
    if (m->error.code != WF_OK && m->about.v != NULL)
        wf_strbuf_adds(out, "  not read again");
}

/* ---- keys -------------------------------------------------------------------------------
 */

static struct wf_wrows rows_of(const struct wf_workflow_model *m, const struct wf_frame *f)
{
    struct wf_wfacts facts = { .about = m->about.v,
                               .started = wf_workflow_started(m),
                               .updates = (const char *const *)m->updates,
                               .n_updates = m->n_updates,
                               .updates_unknown = wf_workflow_is_open(m) &&
                                                  !wf_workflow_looks_for_updates(m),
                               .tree = (struct wf_tree_node *)&m->tree,
                               .reading_tree = m->tree_id != NULL };

    return wf_wrows_make(&facts, f);
}

static size_t cursor_of(const struct wf_workflow_model *m, const struct wf_wrows *rows)
{
    for (size_t i = 0; m->cursor != NULL && i < rows->n; i++)
        if (rows->v[i].key != NULL && strcmp(rows->v[i].key, m->cursor) == 0)
            return i;
    return m->at < rows->n ? m->at : rows->n > 0 ? rows->n - 1 : 0;
}

static void put_cursor(struct wf_workflow_model *m, const struct wf_wrows *rows, int64_t to,
                       int height)
{
    size_t last = rows->n > 0 ? rows->n - 1 : 0, h = height > 0 ? (size_t)height : 1;

    m->at = to < 0 ? 0 : (size_t)to > last ? last : (size_t)to;
    free(m->cursor);
    m->cursor = rows->n > 0 ? wf_strdup(rows->v[m->at].key) : NULL;
    if (m->at < m->top)
        m->top = m->at;
    if (m->at >= m->top + h)
        m->top = m->at - h + 1;
}

static int64_t section_from(const struct wf_wrows *rows, size_t at, int step)
{
    for (size_t i = 0; i < rows->n; i++) {
        at = (at + (step > 0 ? 1 : rows->n - 1)) % rows->n;
        if (at == 0 || rows->v[at].kind == WF_WROW_SECTION)
            return (int64_t)at;
    }
    return 0;
}

static bool moved(struct wf_workflow_model *m, const struct wf_wrows *rows,
                  const struct wf_key *key, int height)
{
    int64_t at = (int64_t)cursor_of(m, rows);

    if (wf_key_in("j down", key->code))
        at++;
    else if (wf_key_in("k up", key->code))
        at--;
    else if (wf_key_in("ctrl-f page-down", key->code))
        at += height;
    else if (wf_key_in("ctrl-b page-up", key->code))
        at -= height;
    else if (wf_key_in("ctrl-d", key->code))
        at += height / 2;
    else if (wf_key_in("ctrl-u", key->code))
        at -= height / 2;
    else if (wf_key_in("g home", key->code))
        at = 0;
    else if (wf_key_in("G end", key->code))
        at = (int64_t)rows->n;
    else if (key->code == WF_KEY_TAB && rows->n > 0)
        at = section_from(rows, (size_t)at, 1);
    else if (key->code == WF_KEY_BACK_TAB && rows->n > 0)
        at = section_from(rows, (size_t)at, -1);
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_WHEEL_DOWN)
        at += 3;
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_WHEEL_UP)
        at -= 3;
    else if (key->code == WF_KEY_MOUSE && key->row >= 0)
        at = (int64_t)m->top + key->row;
    else
        return false;
    put_cursor(m, rows, at, height);
    return true;
}

static enum wf_act fold(struct wf_workflow_model *m, const struct wf_wrow *r, bool open)
{
    if (r->node == NULL)
        return WF_ACT_NONE;
    r->node->open = open;
    if (open && !r->node->read && m->tree_id == NULL) {
        m->tree_id = wf_strdup(r->node->id);
        m->tree_run = wf_strdup(r->node->run);
        wf_workflow_next_node(m);
    }
    return WF_ACT_REDRAW;
}

/* The whole tree again, and the cursor on it. */
static enum wf_act read_tree(struct wf_workflow_model *m, const struct wf_wrows *rows,
                             int height)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->v[i].kind == WF_WROW_NODE) {
            put_cursor(m, rows, (int64_t)i, height);
            m->top = i > 0 && rows->n - i < (size_t)height ? m->top : i - (i > 0);
            break;
        }
    wf_workflow_read_tree(m);
    return WF_ACT_REDRAW;
}

/* "[" and "]": the runs before and after. */
static enum wf_act go_along(struct wf_workflow_model *m, const struct wf_wrows *rows,
                            const char *key)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->v[i].kind == WF_WROW_RUN && strcmp(rows->v[i].key, key) == 0) {
            wf_workflow_go(m, rows->v[i].id, rows->v[i].run);
            return WF_ACT_REDRAW;
        }
    return WF_ACT_NONE;
}

static enum wf_act other_key(struct wf_workflow_model *m, const struct wf_wrows *rows,
                             const struct wf_frame *f, int code)
{
    const struct wf_wrow *r = rows->n > 0 ? &rows->v[cursor_of(m, rows)] : NULL;

    if (r == NULL)
        return WF_ACT_NONE;
    switch (code) {
    case 't':
        return read_tree(m, rows, f->rows);
    case '[':
        return go_along(m, rows, "previous");
    case ']':
        return go_along(m, rows, "next");
    case WF_KEY_RIGHT:
    case WF_KEY_LEFT:
        return fold(m, r, code == WF_KEY_RIGHT);
    case ' ':
        return r->node != NULL ? fold(m, r, !r->node->open || !r->node->read) : WF_ACT_NONE;
    default:
        return WF_ACT_NONE;
    }
}

static enum wf_act workflow_key(void *model, const struct wf_frame *f,
                                const struct wf_key *key)
{
    struct wf_workflow_model *m = model;
    struct wf_wrows rows = rows_of(m, f);
    enum wf_act act = WF_ACT_REDRAW;

    if (!moved(m, &rows, key, f->rows))
        act = other_key(m, &rows, f, key->code);
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_DOUBLE)
        act = WF_ACT_OPEN;
    wf_wrows_release(&rows);
    return act;
}

/* ---- the picture, and what others ask ---------------------------------------------------
 */

static void workflow_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct wf_workflow_model *m = model;
    struct wf_wrows rows = rows_of(m, f);
    size_t at = cursor_of(m, &rows), top = m->top, h = p.rows > 0 ? (size_t)p.rows : 1;

    if (at < top)
        top = at;
    if (at >= top + h)
        top = at - h + 1;
    for (size_t i = 0; i < h && top + i < rows.n; i++)
        wf_wrow_draw(&rows.v[top + i], f, p, (int)i);
    if (rows.n > 0) {
        wf_put_glyph(p, (int)(at - top), 0, WF_ST_SELECTED, WF_GL_CURSOR);
        wf_restyle(p, (int)(at - top), 0, p.cols, WF_ST_SELECTED);
        p.cv->cursor_row = p.row + (int)(at - top);
        p.cv->cursor_col = p.col;
    } else if (m->error.code != WF_OK) {
        wf_put(p, 0, 1, -1, WF_ST_BAD, m->error.text);
        wf_put(p, 1, 1, -1, WF_ST_WARN, m->error.hint);
    } else {
        wf_put(p, 0, 1, -1, WF_ST_DIM, "reading");
    }
    wf_wrows_release(&rows);
}

/* What the cursor is on; the strings are the model's own, not the rows'. */
static const struct wf_jv *selected_activity(const struct wf_workflow_model *m)
{
    const struct wf_jv *all = wf_jv_get(m->about.v, "pendingActivities");

    for (size_t i = 0;
         m->cursor != NULL && strncmp(m->cursor, "a:", 2) == 0 && all != NULL && i < all->n;
         i++)
        if (strcmp(wf_jv_str(&all->items[i], "activityId"), m->cursor + 2) == 0)
            return &all->items[i];
    return NULL;
}

static const struct wf_tree_node *selected_node(const struct wf_tree_node *n,
                                                const char *key, int depth)
{
    char *own = wf_asprintf("t:%d:%s:%s", depth, n->id, n->run);
    const struct wf_tree_node *found = strcmp(own, key) == 0 ? n : NULL;

    free(own);
    for (size_t i = 0; i < n->n_kids && found == NULL; i++)
        found = selected_node(&n->kids[i], key, depth + 1);
    return found;
}

/* Another workflow or run under the cursor; "" as the run: its last. */
static bool selected_run(const struct wf_workflow_model *m, const char **ret_id,
                         const char **ret_run)
{
    const struct wf_jv *info = wf_jv_get(m->about.v, "workflowExecutionInfo");
    const char *key = m->cursor != NULL ? m->cursor : "";

    *ret_id = m->id;
    if (strncmp(key, "t:", 2) == 0 && m->tree.id != NULL) {
        const struct wf_tree_node *n = selected_node(&m->tree, key, 0);

        if (n == NULL || n == &m->tree)
            return false;
        *ret_id = n->id;
        *ret_run = n->run;
    } else if (strcmp(key, "parent") == 0 || strcmp(key, "root") == 0) {
        const struct wf_jv *e =
            wf_jv_get(info, strcmp(key, "root") == 0 ? "rootExecution" : "parentExecution");

        *ret_id = wf_jv_str(e, "workflowId");
        *ret_run = wf_jv_str(e, "runId");
    } else if (strcmp(key, "first") == 0) {
        *ret_run = wf_jv_str(info, "firstRunId");
    } else if (strcmp(key, "previous") == 0) {
        *ret_run = wf_jv_str(wf_event_attributes_of(wf_workflow_started(m)),
                             "continuedExecutionRunId");
    } else if (strcmp(key, "next") == 0) {
        *ret_run = wf_jv_str(wf_event_attributes_of(wf_jv_get(m->about.v, "closeEvent")),
                             "newExecutionRunId");
    } else {
        return false;
    }
    return true;
}

static const char *workflow_value(const void *model, const char *name, size_t mark)
{
    const struct wf_workflow_model *m = model;
    const struct wf_jv *activity = selected_activity(m);
    const char *id, *run;

    if (mark > 0 || m->id == NULL)
        return NULL;
    if (strcmp(name, "id") == 0)
        return m->id;
    if (strcmp(name, "run") == 0)
        return m->run_id;
    if (strcmp(name, "status") == 0)
        return m->status;
    if (strcmp(name, "open") == 0)
        return wf_workflow_is_open(m) && !wf_workflow_is_archived(m) ? "yes" : NULL;
    if (strcmp(name, "paused") == 0)
        return strcmp(m->status, "Paused") == 0 ? "yes" : NULL;
    if (strcmp(name, "archived") == 0)
        return wf_workflow_is_archived(m) ? "yes" : NULL;
    if (strcmp(name, "activity") == 0 && activity != NULL)
        return wf_jv_str(activity, "activityId");
    if (strcmp(name, "held_activity") == 0 && activity != NULL)
        return wf_jv_true(activity, "paused") ? wf_jv_str(activity, "activityId") : NULL;
    if (strncmp(name, "other", 5) == 0 && selected_run(m, &id, &run))
        return strcmp(name, "other_id") == 0 ? id : run;
    if (strcmp(name, "type") == 0)
        return wf_jv_str(m->about.v, "workflowExecutionInfo.type.name");
    if (strcmp(name, "queue") == 0)
        return wf_jv_str(m->about.v, "workflowExecutionInfo.taskQueue");
    return NULL;
}

static bool workflow_ticks(const void *model)
{
    const struct wf_workflow_model *m = model;
    const struct wf_jv *all = wf_jv_get(m->about.v, "pendingActivities");
    int64_t now_ns = wf_now_ns();

    for (size_t i = 0; wf_workflow_is_open(m) && all != NULL && i < all->n; i++)
        if (wf_jv_time(&all->items[i], "nextAttemptScheduleTime") > now_ns)
            return true;
    return false;
}

/* As it is drawn, but wide and with nothing scrolled away. */
static void workflow_text(const void *model, struct wf_strbuf *out)
{
    const struct wf_frame f = { .now_ns = wf_now_ns(),
                                .cols = TEXT_COLUMNS,
                                .time_mode = 2 };
    struct wf_wrows rows = rows_of(model, &f);
    struct wf_canvas cv;

    wf_canvas_init(&cv, 1, TEXT_COLUMNS);
    cv.ascii = true;
    for (size_t i = 0; i < rows.n; i++) {
        wf_canvas_reset(&cv, 1, TEXT_COLUMNS);
        wf_wrow_draw(&rows.v[i], &f, wf_pane_all(&cv), 0);
        wf_canvas_row_text(&cv, 0, out);
        wf_strbuf_addc(out, '\n');
    }
    wf_canvas_release(&cv);
    wf_wrows_release(&rows);
}

const struct wf_view_type wf_view_workflow = {
    .name = "workflow",
    .title = "Workflow",
    .args = "ID [RUN]",
    .complete = "workflow describe",
    .actions = wf_workflow_actions,
    .model_size = sizeof(struct wf_workflow_model),
    .open = wf_workflow_open,
    .close = wf_workflow_close,
    .crumb = workflow_crumb,
    .want = wf_workflow_want,
    .begin = wf_workflow_begin,
    .line = wf_workflow_line,
    .end = wf_workflow_end,
    .key = workflow_key,
    .draw = workflow_draw,
    .value = workflow_value,
    .ticks = workflow_ticks,
    .text = workflow_text,
};
