/* tui/workflow_tree.c: a workflow and its children, read as they are opened. */
#include "tui/workflow_tree.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void release_kids(struct wf_tree_node *n)
{
    for (size_t i = 0; i < n->n_kids; i++)
        wf_tree_node_release(&n->kids[i]);
    free(n->kids);
    n->kids = NULL;
    n->n_kids = 0;
}

void wf_tree_node_release(struct wf_tree_node *n)
{
    release_kids(n);
    free(n->id);
    free(n->run);
    free(n->type);
    free(n->status);
    free(n->detail);
    *n = (struct wf_tree_node){ 0 };
}

static void replace(char **at, const char *text)
{
    if (*at != NULL && strcmp(*at, text) == 0)
        return;
    free(*at);
    *at = wf_strdup(text);
}

void wf_tree_set(struct wf_tree_node *n, const char *id, const char *run, const char *type,
                 const char *status)
{
    replace(&n->id, id);
    replace(&n->run, run);
    replace(&n->type, type);
    replace(&n->status, status);
}

static struct wf_tree_node *find(const struct wf_tree_node *kids, size_t n, const char *id,
                                 const char *run)
{
    for (size_t i = 0; i < n; i++)
        if (kids[i].id != NULL && strcmp(kids[i].id, id) == 0 &&
            (*run == '\0' || *kids[i].run == '\0' || strcmp(kids[i].run, run) == 0))
            return (struct wf_tree_node *)&kids[i];
    return NULL;
}

/* What was known of the same child before goes over into the new list. */
struct merge {
    struct wf_tree_node *old;
    size_t n_old, left; /* how many more may be added */
    struct wf_tree_node *kids;
    size_t n, room;
};

static struct wf_tree_node *add(struct merge *m, const char *id, const char *run)
{
    struct wf_tree_node *was = find(m->old, m->n_old, id, run), *kid;

    if (m->n == m->left)
        return NULL;
    if (m->n == m->room) {
        m->room = m->room == 0 ? 16 : m->room * 2;
        m->kids = wf_reallocarray(m->kids, m->room, sizeof *m->kids);
    }
    kid = &m->kids[m->n++];
    *kid = (struct wf_tree_node){ 0 };
    if (was != NULL) {
        *kid = *was;
        *was = (struct wf_tree_node){ 0 };
    }
    return kid;
}

static struct merge begin(struct wf_tree_node *n)
{
    return (struct merge){ .old = n->kids, .n_old = n->n_kids, .left = WF_TREE_MAX };
}

static void end(struct wf_tree_node *n, struct merge *m)
{
    release_kids(n);
    n->kids = m->kids;
    n->n_kids = m->n;
}

void wf_tree_pending(struct wf_tree_node *n, const struct wf_jv *children)
{
    struct merge m = begin(n);

    if (n->read)
        return;
    for (size_t i = 0; children != NULL && i < children->n; i++) {
        const struct wf_jv *c = &children->items[i];
        const char *id = wf_jv_str(c, "workflowId"), *run = wf_jv_str(c, "runId");
        struct wf_tree_node *kid = add(&m, id, run);

        if (kid != NULL)
            wf_tree_set(kid, id, run, wf_jv_str(c, "workflowTypeName"), "Running");
    }
    end(n, &m);
}

/* A child's last run is the one that counts. */
static void take_step(struct merge *m, const struct wf_jv *step)
{
    const struct wf_jv *runs = wf_jv_get(step, "runs"), *last;
    struct wf_tree_node *kid;
    const char *id, *run, *why;

    if (strcmp(wf_jv_str(step, "kind"), "child") != 0 || runs == NULL || runs->n == 0)
        return;
    last = &runs->items[runs->n - 1];
    id = wf_jv_str(last, "workflowId");
    run = wf_jv_str(last, "runId");
    kid = add(m, id, run);
    if (kid == NULL)
        return;
    wf_tree_set(kid, id, run, wf_jv_str(last, "type"), wf_jv_str(last, "status"));
    why = wf_jv_str(last, "failure");
    if (*why == '\0' && strcmp(kid->status, "Running") != 0)
        why = wf_jv_str(step, "detail");
    free(kid->detail);
    kid->detail = *why != '\0' ? wf_strdup(why) : NULL;
}

void wf_tree_traced(struct wf_tree_node *n, const struct wf_jv *trace)
{
    struct merge m = begin(n);
    const struct wf_jv *runs = wf_jv_get(trace, "runs");

    for (size_t i = 0; runs != NULL && i < runs->n; i++) {
        const struct wf_jv *steps = wf_jv_get(&runs->items[i], "steps");

        for (size_t k = 0; steps != NULL && k < steps->n; k++)
            take_step(&m, &steps->items[k]);
    }
    end(n, &m);
    n->read = true;
    n->failed = runs == NULL;
}

struct wf_tree_node *wf_tree_unread(struct wf_tree_node *n)
{
    if (n->open && !n->read && n->id != NULL)
        return n;
    for (size_t i = 0; n->open && i < n->n_kids; i++) {
        struct wf_tree_node *found = wf_tree_unread(&n->kids[i]);

        if (found != NULL)
            return found;
    }
    return NULL;
}

size_t wf_tree_count(const struct wf_tree_node *n)
{
    size_t count = 1;

    for (size_t i = 0; i < n->n_kids; i++)
        count += wf_tree_count(&n->kids[i]);
    return count;
}
