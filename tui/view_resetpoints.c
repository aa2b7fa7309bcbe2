/* tui/view_resetpoints.c: where a run can be reset to, and what that would do. */
#include "tui/listing.h"

#include <string.h>

static const struct wf_grid_column columns[] = {
    { .key = "event", .title = "EVENT", .type = WF_GC_COUNT, .min = 6 },
    { .key = "time", .title = "TIME", .type = WF_GC_TIME, .min = 11 },
    { .key = "type", .title = "TYPE", .min = 22, .max = 30 },
    { .key = "worker", .title = "WORKER", .min = 12, .max = 0, .priority = 1 },
};
static const char *const identity[] = { "event", NULL };

/* The dry run's receipt is one long line: outcome, id, run, and what would be. */
static void draw_preview(const struct wf_listing_model *m, const struct wf_frame *f,
                         struct wf_pane p)
{
    int row = 0;

    (void)f;
    if (m->detail.error.code != WF_OK)
        row += wf_put_wrapped(p, row, WF_ST_BAD, m->detail.error.text);
    for (size_t i = 0; i < m->detail.n && row < p.rows; i++) {
        const char *would = strstr(m->detail.lines[i], "would be ");

        row +=
            wf_put_wrapped(p, row, WF_ST_PLAIN, would != NULL ? would : m->detail.lines[i]);
    }
}

static const struct wf_listing listing = {
    .line = "workflow reset-points",
    .args = "-w {1} [-r {2}]",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .id = "event",
    .detail = "workflow reset -w {1} [-r {2}] -e {event} --reason preview --dry-run",
    .detail_rows = 50,
    .draw_detail = draw_preview,
    .empty = "no workflow task of this run has ended yet: there is no point to reset to",
};

static const struct wf_action actions[] = {
    { .keys = "enter R",
      .name = "reset",
      .help = "reset to here",
      .what = WF_DO_RUN,
      .line = "workflow reset -w {1} [-r {2}] -e {event} --reason {?Reason} "
              "[--reapply-exclude {?Leave_out=All|Signal|Update}]",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{1}",
      .warning = "A new run goes on from this event; one that is open is terminated." },
    { .keys = NULL },
};

const struct wf_view_type wf_view_resetpoints = {
    .name = "resetpoints",
    .title = "Reset",
    .args = "WORKFLOW-ID [RUN]",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};
