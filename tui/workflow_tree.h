#ifndef WF_TUI_WORKFLOW_TREE_H
#define WF_TUI_WORKFLOW_TREE_H

#include "base/json_tree.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The children of a workflow as a tree that is read as it is opened: `workflow trace` of
 * one node tells its children, nothing is known of theirs before.
 */
enum { WF_TREE_MAX = 5000 };

struct wf_tree_node {
    char *id, *run, *type, *status; /* owned; run and status may be "" */
    char *detail;                   /* root cause of a failure; NULL: none */
    struct wf_tree_node *kids;      /* owned */
    size_t n_kids;
    bool open, read, failed;
};

void wf_tree_node_release(struct wf_tree_node *n);
void wf_tree_set(struct wf_tree_node *n, const char *id, const char *run, const char *type,
                 const char *status);
/* Children as `workflow describe -o json` lists the pending ones; only while no trace was
 * read. */
void wf_tree_pending(struct wf_tree_node *n, const struct wf_jv *children);
/* Children as `workflow trace --once --depth 0 -o json` tells them. Those that were there
 * stay open if they were. */
void wf_tree_traced(struct wf_tree_node *n, const struct wf_jv *trace);
/* The first open one that was not read yet; NULL: none. */
struct wf_tree_node *wf_tree_unread(struct wf_tree_node *n);
size_t wf_tree_count(const struct wf_tree_node *n); /* itself and all below */

#endif
