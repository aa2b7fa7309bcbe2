/* tui/workflow_model.c: what is read of one Workflow Execution, and kept of it. */
#include "tui/workflow_model.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOT_ABOUT,
    SLOT_STARTED,
    SLOT_TREE,
    SLOT_UPDATES,
    UPDATES_WITHIN = 1000, /* events of a history that is looked through unasked */
    SETTLE_MS = 300,
};

/* ---- opening, and going along the chain -------------------------------------------------
 */

static void drop_updates(char **v, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        free(v[i]);
    *n = 0;
}

static void forget(struct wf_workflow_model *m)
{
    wf_document_release(&m->about);
    wf_document_release(&m->started);
    wf_document_release(&m->trace);
    wf_tree_node_release(&m->tree);
    drop_updates(m->updates, &m->n_updates);
    drop_updates(m->fresh_updates, &m->n_fresh);
    free(m->given);
    free(m->run);
    free(m->id);
    free(m->run_id);
    free(m->status);
    free(m->tree_id);
    free(m->tree_run);
    free(m->event_count);
    free(m->cursor);
    *m = (struct wf_workflow_model){ .error = WF_ERROR_INIT };
}

void wf_workflow_go(struct wf_workflow_model *m, const char *id, const char *run)
{
    char *given = wf_strdup(id), *run_copy = wf_strdup(run);

    forget(m);
    m->given = given;
    m->run = run_copy;
}

void wf_workflow_open(void *model, const struct wf_view_type *type, size_t n,
                      const char *const *args)
{
    struct wf_workflow_model *m = model;

    (void)type;
    wf_workflow_go(m, n > 0 ? args[0] : "", n > 1 ? args[1] : NULL);
}

void wf_workflow_close(void *model)
{
    forget(model);
}

/* ---- feeds ------------------------------------------------------------------------------
 */

bool wf_workflow_is_open(const struct wf_workflow_model *m)
{
    return m->status != NULL &&
           (strcmp(m->status, "Running") == 0 || strcmp(m->status, "Paused") == 0);
}

bool wf_workflow_is_archived(const struct wf_workflow_model *m)
{
    return m->about.v != NULL && wf_jv_true(m->about.v, "archived");
}

static void put_words(struct wf_want *want, const char *const *words)
{
    for (; *words != NULL && want->n < WF_WANT_WORDS; words++)
        want->words[want->n++] = *words;
}

static void want_about(const struct wf_workflow_model *m, struct wf_want *want)
{
    static const char *const head[] = { "workflow", "describe", "-o", "json",
                                        "--decode", "--",       NULL };
    bool over = m->loaded && m->error.code == WF_OK && !wf_workflow_is_open(m);

    put_words(want, head);
    want->words[want->n++] = m->given;
    if (m->run != NULL)
        want->words[want->n++] = m->run;
    want->mode = over ? WF_FEED_ONCE : WF_FEED_EVERY;
}

static void put_run(struct wf_want *want, const char *id, const char *run)
{
    want->words[want->n++] = "-w";
    want->words[want->n++] = id;
    if (*run == '\0')
        return;
    want->words[want->n++] = "-r";
    want->words[want->n++] = run;
}

bool wf_workflow_looks_for_updates(const struct wf_workflow_model *m)
{
    return wf_workflow_is_open(m) && m->event_count != NULL &&
           strtol(m->event_count + 2, NULL, 10) <= UPDATES_WITHIN;
}

void wf_workflow_want(const void *model, const struct wf_frame *f, unsigned slot,
                      struct wf_want *ret)
{
    static const char *const show[] = { "workflow", "show", NULL };
    static const char *const started[] = { "--limit", "1", "-o", "json", "--decode", NULL };
    static const char *const trace[] = { "workflow", "trace", NULL };
    static const char *const once[] = { "--once", "--no-fold", "--depth", "0",
                                        "-o",     "json",      NULL };
    static const char *const updates[] = { "--filter", "update",    "-o",
                                           "tsv",      "--columns", "group,class,summary",
                                           "--range",  NULL };
    const struct wf_workflow_model *m = model;

    (void)f;
    ret->lines = SIZE_MAX;
    if (slot == SLOT_ABOUT) {
        want_about(m, ret);
    } else if (slot == SLOT_STARTED && m->run_id != NULL) {
        put_words(ret, show);
        put_run(ret, m->id, m->run_id);
        put_words(ret, started);
        ret->answers = true;
    } else if (slot == SLOT_TREE && m->tree_id != NULL) {
        ret->answers = true;
        put_words(ret, trace);
        put_run(ret, m->tree_id, m->tree_run);
        put_words(ret, once);
    } else if (slot == SLOT_UPDATES && m->run_id != NULL &&
               wf_workflow_looks_for_updates(m)) {
        put_words(ret, show);
        put_run(ret, m->id, m->run_id);
        put_words(ret, updates);
        ret->words[ret->n++] = m->event_count;
        ret->settle_ms = SETTLE_MS;
    }
}

static struct wf_document *document_of(struct wf_workflow_model *m, unsigned slot)
{
    return slot == SLOT_ABOUT ? &m->about : slot == SLOT_STARTED ? &m->started : &m->trace;
}

void wf_workflow_begin(void *model, unsigned slot)
{
    struct wf_workflow_model *m = model;
    struct wf_document *d = document_of(m, slot);

    if (slot != SLOT_UPDATES)
        wf_document_begin(d);
    else
        drop_updates(m->fresh_updates, &m->n_fresh);
}

/* Opened in one event, over in a later one: what is left at the end is pending. */
static void update_line(struct wf_workflow_model *m, const char *line, size_t n)
{
    char *copy = wf_strndup(line, n), *rest = copy;
    const char *group = strsep(&rest, "\t"),
               *class = rest != NULL ? strsep(&rest, "\t") : "";
    size_t len = strlen(group);

    if (*group == '\0' || strcmp(group, "group") == 0 || rest == NULL) {
        free(copy);
        return;
    }
    for (size_t i = 0; i < m->n_fresh; i++)
        if (strncmp(m->fresh_updates[i], group, len) == 0 &&
            m->fresh_updates[i][len] == ' ') {
            free(m->fresh_updates[i]);
            memmove(&m->fresh_updates[i], &m->fresh_updates[i + 1],
                    (m->n_fresh - i - 1) * sizeof *m->fresh_updates);
            m->n_fresh--;
            break;
        }
    if ((strcmp(class, "opens") == 0 || strcmp(class, "runs") == 0) &&
        m->n_fresh < WF_WORKFLOW_UPDATES)
        m->fresh_updates[m->n_fresh++] = wf_asprintf("%s %s", group, rest);
    free(copy);
}

void wf_workflow_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct wf_workflow_model *m = model;
    struct wf_document *d = document_of(m, slot);

    if (slot != SLOT_UPDATES)
        wf_document_line(d, line, n);
    else
        update_line(m, line, n);
}

static void replace(char **at, const char *text)
{
    if (*at != NULL && strcmp(*at, text) == 0)
        return; /* whoever wants these words may hold them */
    free(*at);
    *at = wf_strdup(text);
}

static void take_about(struct wf_workflow_model *m)
{
    const struct wf_jv *info = wf_jv_get(m->about.v, "workflowExecutionInfo");
    struct wf_arena *a = wf_arena_new();
    char count[32];

    replace(&m->id, wf_jv_str(info, "execution.workflowId"));
    replace(&m->run_id, wf_jv_str(info, "execution.runId"));
    replace(&m->status, wf_wstatus(a, m->about.v));
    wf_arena_free(a);
    snprintf(count, sizeof count, "..%lld", (long long)wf_jv_int(info, "historyLength"));
    replace(&m->event_count, count);
    wf_tree_set(&m->tree, m->id, m->run_id, wf_jv_str(info, "type.name"), m->status);
    wf_tree_pending(&m->tree, wf_jv_get(m->about.v, "pendingChildren"));
    if (!m->tree.read)
        m->tree.open = true;
}

/* The next open node whose children are not known. The tree is read only when it is asked
 * for: its root counts as read until then. */
void wf_workflow_next_node(struct wf_workflow_model *m)
{
    struct wf_tree_node *n = NULL;

    if (m->tree.read || m->tree_id != NULL)
        n = wf_tree_unread(&m->tree);
    if (n == NULL || wf_tree_count(&m->tree) >= WF_TREE_MAX) {
        free(m->tree_id);
        free(m->tree_run);
        m->tree_id = m->tree_run = NULL;
        return;
    }
    replace(&m->tree_id, n->id);
    replace(&m->tree_run, n->run);
}

static void take_trace(struct wf_workflow_model *m, bool good)
{
    struct wf_tree_node *n = wf_tree_unread(&m->tree);

    if (n != NULL && m->tree_id != NULL && strcmp(n->id, m->tree_id) == 0) {
        if (good)
            wf_tree_traced(n, m->trace.v);
        n->read = true;
        n->failed = !good;
    }
    wf_workflow_next_node(m);
}

void wf_workflow_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct wf_workflow_model *m = model;
    struct wf_document *d = document_of(m, slot);
    bool good = end->code == WF_OK || end->error.code == WF_OK;

    if (slot != SLOT_UPDATES)
        good = wf_document_end(d) && good;
    if (slot == SLOT_ABOUT) {
        m->loaded = true;
        m->error = end->error;
        if (good)
            take_about(m);
    } else if (slot == SLOT_TREE) {
        take_trace(m, good);
    } else if (slot == SLOT_UPDATES && good) {
        drop_updates(m->updates, &m->n_updates);
        memcpy(m->updates, m->fresh_updates, m->n_fresh * sizeof *m->updates);
        m->n_updates = m->n_fresh;
        m->n_fresh = 0;
    }
}

const struct wf_jv *wf_workflow_started(const struct wf_workflow_model *m)
{
    return wf_jv_get(m->started.v, "events.0");
}

void wf_workflow_read_tree(struct wf_workflow_model *m)
{
    if (m->tree.id == NULL)
        return;
    m->tree.read = false;
    m->tree.open = true;
    replace(&m->tree_id, m->tree.id);
    replace(&m->tree_run, m->tree.run);
}
