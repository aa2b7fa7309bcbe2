#ifndef WF_TUI_OVERVIEW_H
#define WF_TUI_OVERVIEW_H

#include "tui/grid.h"
#include "tui/view.h"

/*
 * The model of the Overview, for the file that fills it and the one that draws it. Each of
 * its questions is a verb of its own, asked at an interval that fits what it costs.
 */
enum wf_overview_slot {
    WF_OV_COUNT,       /* workflow count by status */
    WF_OV_RATE,        /* workflow rate */
    WF_OV_CLUSTER,     /* operator cluster describe */
    WF_OV_ARCHIVAL,    /* operator namespace archival show */
    WF_OV_WHY,         /* workflow why of open ones */
    WF_OV_QUEUES,      /* task-queue list --stuck */
    WF_OV_FAILURES,    /* failures --since 1h */
    WF_OV_SCHEDULES,   /* schedule list, of paused ones */
    WF_OV_DEPLOYMENTS, /* worker deployment list */
    WF_OV_SLOTS
};
enum { WF_OV_MINUTES = 60, WF_OV_TEXT = 64, WF_OV_ROWS = 200 };

struct wf_overview_minute {
    int64_t number; /* of the minute, since the epoch; 0: nothing is known */
    int64_t started, closed;
};

/* Something that needs attention. All owned; what does not apply is NULL. */
struct wf_overview_row {
    char *text;
    char *id, *run; /* one Workflow Execution */
    char *query;    /* several of them */
    char *queue, *schedule, *deployment;
    bool failures, why; /* a listing of its own shows more of it */
    bool dim;           /* says that something could not be looked at */
};

struct wf_overview {
    struct wf_grid counts;
    struct wf_overview_minute minutes[WF_OV_MINUTES]; /* by number % WF_OV_MINUTES */
    int64_t newest_minute;
    char cluster[WF_OV_TEXT], version[WF_OV_TEXT], persistence[WF_OV_TEXT],
        visibility[WF_OV_TEXT];
    char archival[2][WF_OV_TEXT]; /* history, visibility; "": not known */
    struct wf_strbuf json;        /* of the slot CLUSTER or ARCHIVAL that comes in */
    struct wf_strbuf archival_json;
    struct wf_grid tables[WF_OV_SLOTS];      /* of QUEUES … DEPLOYMENTS */
    struct wf_overview_row *why, *fresh_why; /* owned arrays */
    size_t n_why, n_fresh_why;
    bool loaded[WF_OV_SLOTS];
    char error[WF_OV_SLOTS][256]; /* "": none */
    struct wf_overview_row rows[WF_OV_ROWS];
    size_t n_rows;
    size_t shown[WF_OV_ROWS], n_shown; /* those that pass the filter */
    size_t cursor;
    bool moved;   /* the cursor, by a key: until then it is on the first row */
    char *filter; /* NULL: none */
};

/* The minutes as they are now: levels[0] is the oldest; -1: not known. */
void wf_overview_levels(const struct wf_overview *m, int64_t now_ns, bool closed,
                        int64_t ret[WF_OV_MINUTES]);
/* The pane's row of the first of these rows, and which one stands there first. */
int wf_overview_attention(const struct wf_overview *m, int rows, size_t *ret_top);
void wf_overview_draw(const void *m, const struct wf_frame *f, struct wf_pane p);

#endif
