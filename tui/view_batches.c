/* tui/view_batches.c: server-side batch jobs, and how far each has come. */
#include "tui/listing.h"

#include "base/timefmt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct wf_grid_column columns[] = {
    { .key = "id", .title = "JOB", .min = 14, .max = 0 },
    { .key = "state", .title = "STATE", .type = WF_GC_STATUS, .min = 10 },
    { .key = "type", .title = "OPERATION", .min = 12, .max = 20, .priority = 1 },
    { .key = "done", .title = "DONE", .type = WF_GC_COUNT, .min = 6, .priority = 2 },
    { .key = "failed", .title = "FAILED", .type = WF_GC_COUNT, .min = 6, .priority = 3 },
    { .key = "total", .title = "TOTAL", .type = WF_GC_COUNT, .min = 6, .priority = 3 },
    { .key = "started", .title = "STARTED", .type = WF_GC_TIME, .min = 11, .priority = 4 },
    { .key = "closed", .title = "CLOSED", .type = WF_GC_TIME, .min = 11, .priority = 6 },
    { .key = "by", .title = "BY", .min = 10, .max = 24, .priority = 5 },
};
static const char *const identity[] = { "id", NULL };

/* "412 of 1204" behind this word in what `batch describe` says; false: it says no such. */
static bool share(const struct wf_reader *r, const char *word, int64_t *ret,
                  int64_t *ret_of)
{
    size_t n = strlen(word);

    for (size_t i = 0; i < r->n; i++) {
        const char *of = strstr(r->lines[i], " of ");

        if (strncmp(r->lines[i], word, n) != 0 || of == NULL)
            continue;
        *ret = strtoll(r->lines[i] + n, NULL, 10);
        *ret_of = strtoll(of + 4, NULL, 10);
        return true;
    }
    return false;
}

/* What is left takes as long as what was done, share by share. */
static void add_eta(const struct wf_listing_model *m, const struct wf_frame *f,
                    int64_t done, int64_t total, struct wf_strbuf *out)
{
    const char *started = wf_grid_selected(&m->list, "started");
    struct wf_error ignored = WF_ERROR_INIT;
    int64_t since;

    if (started == NULL || wf_time_parse(started, &since, &ignored) != WF_OK || done <= 0 ||
        done >= total || f->now_ns <= since)
        return;
    wf_strbuf_adds(out, "  ETA ");
    wf_running_cell(out, (int64_t)((double)(f->now_ns - since) / (double)done *
                                   (double)(total - done)));
}

static void draw_detail(const struct wf_listing_model *m, const struct wf_frame *f,
                        struct wf_pane p)
{
    int64_t done = 0, failed = 0, total = 0;
    struct wf_strbuf text = WF_STRBUF_INIT;
    int width, bar;

    if (!share(&m->detail, "Completed", &done, &total) || total <= 0 || p.rows < 4) {
        wf_reader_draw(&m->detail, p);
        return;
    }
    (void)share(&m->detail, "Failed", &failed, &total);
    wf_reader_draw(&m->detail, wf_pane_sub(p, 0, 0, p.rows - 2, p.cols));
    done += failed;
    wf_strbuf_addf(&text, "%3d%%", (int)(done * 100 / total));
    add_eta(m, f, done, total, &text);
    width = p.cols - 18 > 60 ? 60 : p.cols - 18;
    bar = (int)((double)width * (double)done / (double)total);
    if (width > 4) {
        wf_put(p, p.rows - 1, 0, 1, WF_ST_DIM, "[");
        wf_put_run(p, p.rows - 1, 1, bar, failed > 0 ? WF_ST_WARN : WF_ST_GOOD,
                   WF_GL_BLOCK);
        for (int i = bar; i < width; i++)
            wf_put(p, p.rows - 1, 1 + i, 1, WF_ST_DIM, ".");
        wf_put(p, p.rows - 1, width + 1, 1, WF_ST_DIM, "]");
        wf_put(p, p.rows - 1, width + 3, -1, WF_ST_PLAIN, wf_strbuf_str(&text));
    }
    wf_strbuf_release(&text);
}

static const struct wf_listing listing = {
    .line = "batch list --counts --limit 50",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .run = "", /* a job has none */
    .detail = "batch describe --job-id {id}",
    .detail_rows = 50,
    .every_ms = 10000, /* a request for each job; the detail comes more often */
    .empty = "no batch job in this namespace; n starts one",
    .draw_detail = draw_detail,
};

static const struct wf_action actions[] = {
    { .keys = "enter",
      .name = "describe",
      .help = "describe",
      .what = WF_DO_SHOW,
      .line = "batch describe --job-id {id}" },
    { .keys = "n",
      .name = "start",
      .help = "new",
      .what = WF_DO_RUN,
      .line = "workflow {?Action=signal|cancel|terminate|delete} -q {?Query} "
              "[--name {?Signal_name}] [--reason {?Reason}] [--rps {?Requests_a_second}]",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "all",
      .warning = "The server does this to every Workflow Execution of the query." },
    { .keys = "",
      .name = "start-reset",
      .help = "new, of resets",
      .what = WF_DO_RUN,
      .line = "workflow reset -q {?Query} "
              "--type {?To=FirstWorkflowTask|LastWorkflowTask|LastContinuedAsNew} "
              "--reason {?Reason}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "all",
      .warning = "The server resets every Workflow Execution of the query.",
      .menu = true },
    { .keys = "S",
      .name = "stop",
      .help = "stop",
      .what = WF_DO_RUN,
      .line = "batch terminate --job-id {id} --reason {?Reason}",
      .confirm = WF_CONFIRM_ASK,
      .only_if = "is:Running",
      .warning = "What it has done stays done." },
    { .keys = NULL },
};

const struct wf_view_type wf_view_batches = {
    .name = "batches",
    .tab = "Batch",
    .title = "Batch jobs",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};
