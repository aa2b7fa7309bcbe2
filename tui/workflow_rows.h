#ifndef WF_TUI_WORKFLOW_ROWS_H
#define WF_TUI_WORKFLOW_ROWS_H

#include "tui/view.h"
#include "tui/workflow_tree.h"

/*
 * What is known of one Workflow Execution as rows of a page that is scrolled: made anew
 * for each picture and each key from what the verbs said, so nothing can be out of step.
 */
enum wf_wrow_kind {
    WF_WROW_PAIRS,   /* one or two labels with their values */
    WF_WROW_SECTION, /* a heading; Tab goes from one to the next */
    WF_WROW_TEXT,
    WF_WROW_COLUMNS, /* the heading of pending activities */
    WF_WROW_ACTIVITY,
    WF_WROW_RUN,  /* another workflow or run, which Enter opens */
    WF_WROW_NODE, /* of the tree */
};
struct wf_wrow {
    enum wf_wrow_kind kind;
    enum wf_style style;
    const char *key; /* of its kind and section, to find it again; NULL: by its place */
    const char *label[2], *text[2];
    enum wf_style text_style;
    int depth;                 /* of a tree's node */
    const char *id, *run;      /* of a run, a node */
    struct wf_tree_node *node; /* of a node */
    const struct wf_jv *activity;
    int64_t next_ns; /* when an activity is tried next; WF_NO_TIME: nothing to count down */
};
struct wf_wrows {
    struct wf_arena *arena; /* owned */
    struct wf_wrow *v;      /* in arena */
    size_t n;
};

/* What the verbs said; NULL where nothing was read yet. */
struct wf_wfacts {
    const struct wf_jv *about;   /* workflow describe -o json --decode */
    const struct wf_jv *started; /* the first event */
    const char *const *updates;  /* those that are not over: "update x (id)" */
    size_t n_updates;
    bool updates_unknown; /* the history is too long to be looked through unasked */
    struct wf_tree_node *tree;
    bool reading_tree;
};

struct wf_wrows wf_wrows_make(const struct wf_wfacts *facts, const struct wf_frame *f);
void wf_wrows_release(struct wf_wrows *r);
void wf_wrow_draw(const struct wf_wrow *r, const struct wf_frame *f, struct wf_pane p,
                  int row);

/* "Running", of the enum's name in describe's JSON. In the arena. */
const char *wf_wstatus(struct wf_arena *a, const struct wf_jv *about);
/* The one attributes object of an event's JSON; NULL: none. */
const struct wf_jv *wf_event_attributes_of(const struct wf_jv *event);

#endif
