#ifndef WF_TUI_WORKFLOW_MODEL_H
#define WF_TUI_WORKFLOW_MODEL_H

#include "tui/document.h"
#include "tui/workflow_rows.h"

/*
 * What the view "workflow" knows, and the command lines that it is read with. Between
 * tui/workflow_model.c (feeds), tui/view_workflow.c (keys, picture) and
 * tui/workflow_actions.c.
 */
enum { WF_WORKFLOW_UPDATES = 200 };

struct wf_workflow_model {
    char *given, *run; /* as the view was opened, or went along the chain */
    char *id, *run_id; /* as describe told them; NULL: not known yet */
    char *status;
    struct wf_document about, started, trace;
    struct wf_tree_node tree;
    char *tree_id, *tree_run; /* the node whose children are read; NULL: none */
    char *updates[WF_WORKFLOW_UPDATES], *fresh_updates[WF_WORKFLOW_UPDATES];
    size_t n_updates, n_fresh;
    char *event_count; /* "..120": the range in which updates are looked for */
    struct wf_error error;
    bool loaded;
    char *cursor; /* key of the row; NULL: by `at` */
    size_t at, top;
};

/* Another run takes the place of what is shown; run NULL: the last one. */
void wf_workflow_go(struct wf_workflow_model *m, const char *id, const char *run);
bool wf_workflow_is_open(const struct wf_workflow_model *m);
bool wf_workflow_is_archived(const struct wf_workflow_model *m);
bool wf_workflow_looks_for_updates(const struct wf_workflow_model *m);
/* The event that began it; NULL: not read yet. */
const struct wf_jv *wf_workflow_started(const struct wf_workflow_model *m);
/* The next open node of the tree is to be read, if there is one. */
void wf_workflow_next_node(struct wf_workflow_model *m);
/* All of the tree again. */
void wf_workflow_read_tree(struct wf_workflow_model *m);

/* As in struct wf_view_type. */
void wf_workflow_open(void *m, const struct wf_view_type *type, size_t n,
                      const char *const *args);
void wf_workflow_close(void *m);
void wf_workflow_want(const void *m, const struct wf_frame *f, unsigned slot,
                      struct wf_want *ret);
void wf_workflow_begin(void *m, unsigned slot);
void wf_workflow_line(void *m, unsigned slot, const char *line, size_t n);
void wf_workflow_end(void *m, unsigned slot, const struct wf_host_end *end);

extern const struct wf_action wf_workflow_actions[];

#endif
