/* tui/overview_draw.c: the picture of the Overview. */
#include "tui/overview.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { LEFT = 1, ATTENTION_MIN = 3, LEVELS = 2, LABEL = 14 };

static const char *const statuses[] = {
    "Running",  "Completed",  "Failed", "TimedOut",
    "Canceled", "Terminated", "Paused", "ContinuedAsNew"
};
enum { STATUSES = sizeof statuses / sizeof *statuses, PAUSED = 6 };

/* What there is room for, the least needed given up first. */
struct plan {
    bool blanks, zeros, levels;
    bool statuses; /* a row each; else one for all */
};

static int64_t count_of(const struct wf_overview *m, const char *status)
{
    for (size_t i = 0; i < m->counts.n_shown; i++) {
        const char *group = wf_grid_cell(&m->counts, i, "group");
        const char *count = wf_grid_cell(&m->counts, i, "count");

        if (group != NULL && count != NULL && strcmp(group, status) == 0)
            return strtoll(count, NULL, 10);
    }
    return 0;
}

static int status_rows(const struct wf_overview *m, bool zeros)
{
    int n = 0;

    for (int i = 0; i < STATUSES; i++)
        n += count_of(m, statuses[i]) > 0 || (zeros && i != PAUSED);
    return n;
}

static int height_of(const struct wf_overview *m, const struct plan *plan)
{
    return 1 + 1 + (plan->statuses ? status_rows(m, plan->zeros) : 1) + 2 +
           (plan->levels ? LEVELS : 0) + 1 + (plan->blanks ? 3 : 0);
}

static struct plan plan_for(const struct wf_overview *m, int rows)
{
    struct plan plan = { true, true, true, true };
    bool *const give_up[] = { &plan.blanks, &plan.zeros, &plan.levels, &plan.statuses };

    for (size_t i = 0; i < sizeof give_up / sizeof *give_up; i++)
        if (height_of(m, &plan) + ATTENTION_MIN > rows)
            *give_up[i] = false;
    return plan;
}

/* "18 231" */
static void add_number(struct wf_strbuf *b, int64_t n)
{
    char *digits = wf_asprintf("%lld", (long long)n);
    size_t len = strlen(digits);

    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
            wf_strbuf_addc(b, ' ');
        wf_strbuf_addc(b, digits[i]);
    }
    free(digits);
}

static const char *on_off(const char *state)
{
    return strcmp(state, "enabled") == 0 ? "on" : *state != '\0' ? "off" : "?";
}

static void draw_cluster(const struct wf_overview *m, struct wf_pane p, int row)
{
    int col = LEFT + wf_put(p, row, LEFT, -1, WF_ST_BOLD, "CLUSTER");

    if (*m->error[WF_OV_CLUSTER] != '\0') {
        wf_putf(p, row, col, -1, WF_ST_DIM, "  %s", m->error[WF_OV_CLUSTER]);
        return;
    }
    if (!m->loaded[WF_OV_CLUSTER]) {
        wf_put(p, row, col, -1, WF_ST_DIM, "  ...");
        return;
    }
    wf_putf(p, row, col, -1, WF_ST_PLAIN,
            " %s  server %s  persistence %s  visib. %s  archival H %s V %s", m->cluster,
            m->version, m->persistence, m->visibility, on_off(m->archival[0]),
            on_off(m->archival[1]));
}

static void draw_status(struct wf_pane p, int row, const char *status, int64_t n,
                        int64_t total)
{
    enum { BAR = 36 };
    double part = total > 0 ? (double)n / (double)total : 0;
    int width = p.cols - BAR - LEFT, filled = (int)(part * width + 0.5);
    struct wf_strbuf b = WF_STRBUF_INIT;

    add_number(&b, n);
    wf_put(p, row, LEFT + 2, LABEL, wf_style_of_status(status), status);
    wf_put_right(p, row, LEFT + 27, 10, n > 0 ? WF_ST_PLAIN : WF_ST_DIM, wf_strbuf_str(&b));
    wf_putf(p, row, LEFT + 28, -1, WF_ST_DIM, "%5.1f%%", part * 100);
    if (n > 0 && width > 0)
        wf_put_run(p, row, BAR, filled > 0 ? filled : 1, wf_style_of_status(status),
                   WF_GL_BLOCK);
    wf_strbuf_release(&b);
}

/* All in one row, where there is no room for more. */
static void draw_short(const struct wf_overview *m, struct wf_pane p, int row)
{
    int col = LEFT + 2;

    for (int i = 0; i < STATUSES; i++) {
        int64_t n = count_of(m, statuses[i]);

        if (n > 0)
            col += 2 + wf_putf(p, row, col, -1, wf_style_of_status(statuses[i]), "%s %lld",
                               statuses[i], (long long)n);
    }
}

static int draw_counts(const struct wf_overview *m, struct wf_pane p, int row,
                       const struct plan *plan)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    int64_t total = 0;

    for (size_t i = 0; i < m->counts.n_shown; i++) {
        const char *n = wf_grid_cell(&m->counts, i, "count");

        total += n != NULL ? strtoll(n, NULL, 10) : 0;
    }
    wf_strbuf_adds(&b, "total ");
    add_number(&b, total);
    wf_put(p, row, LEFT, -1, WF_ST_BOLD, "EXECUTIONS");
    if (m->loaded[WF_OV_COUNT])
        wf_put_right(p, row, p.cols - 1, -1, WF_ST_PLAIN, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    if (*m->error[WF_OV_COUNT] != '\0')
        wf_put(p, row, LEFT + 12, p.cols - 40, WF_ST_BAD, m->error[WF_OV_COUNT]);
    row++;
    if (!plan->statuses) {
        draw_short(m, p, row);
        return row + 1;
    }
    for (int i = 0; i < STATUSES; i++) {
        int64_t n = count_of(m, statuses[i]);

        if (n > 0 || (plan->zeros && i != PAUSED))
            draw_status(p, row++, statuses[i], n, total);
    }
    return row;
}

/* "now" is the last whole minute: the one that has only begun would always look low. */
static int64_t draw_rate(const struct wf_overview *m, const struct wf_frame *f,
                         struct wf_pane p, int row, bool closed, bool levels)
{
    int64_t v[WF_OV_MINUTES], most = 0, sum = 0, known = 0;
    int wide = p.cols - 2 * (LEFT + 2) >= 2 * WF_OV_MINUTES ? 2 : 1;
    int first = WF_OV_MINUTES - (p.cols - 2 * (LEFT + 2)) / wide;
    int64_t now;

    wf_overview_levels(m, f->now_ns, closed, v);
    for (int i = 0; i < WF_OV_MINUTES; i++) {
        most = v[i] > most ? v[i] : most;
        sum += v[i] > 0 ? v[i] : 0;
        known += v[i] >= 0;
    }
    now = v[WF_OV_MINUTES - 2] > 0 ? v[WF_OV_MINUTES - 2] : 0;
    wf_put(p, row, LEFT, -1, WF_ST_BOLD, closed ? "CLOSED/min" : "STARTED/min");
    if (known > 0)
        wf_putf(p, row, LEFT + 13, -1, WF_ST_PLAIN, "%snow %lld  avg %.1f  max %lld",
                closed ? "" : "last 60 min   ", (long long)now, (double)sum / (double)known,
                (long long)most);
    else if (*m->error[WF_OV_RATE] != '\0')
        wf_put(p, row, LEFT + 13, -1, WF_ST_DIM, m->error[WF_OV_RATE]);
    for (int i = first > 0 ? first : 0; levels && i < WF_OV_MINUTES; i++)
        for (int k = 0; k < wide; k++)
            wf_put_level(p, row + 1, LEFT + 2 + (i - (first > 0 ? first : 0)) * wide + k,
                         closed ? WF_ST_COMPLETED : WF_ST_RUNNING,
                         most > 0 && v[i] > 0 ? (double)v[i] / (double)most : 0);
    return now;
}

int wf_overview_attention(const struct wf_overview *m, int rows, size_t *ret_top)
{
    struct plan plan = plan_for(m, rows);
    int row = height_of(m, &plan);
    size_t room = rows > row ? (size_t)(rows - row) : 1;

    *ret_top = m->cursor >= room ? m->cursor - room + 1 : 0;
    return row;
}

static bool all_loaded(const struct wf_overview *m)
{
    for (unsigned slot = WF_OV_WHY; slot < WF_OV_SLOTS; slot++)
        if (!m->loaded[slot] && *m->error[slot] == '\0')
            return false;
    return true;
}

static void draw_attention(const struct wf_overview *m, struct wf_pane p, int row)
{
    int room = p.rows - row - 1;
    size_t top;

    wf_overview_attention(m, p.rows, &top);

    wf_put(p, row, LEFT, -1, WF_ST_BOLD, "NEEDS ATTENTION");
    if (m->filter != NULL)
        wf_putf(p, row, LEFT + 17, -1, WF_ST_DIM, "filter> %s", m->filter);
    if (m->n_shown == 0)
        wf_put(p, row + 1, LEFT + 2, -1, WF_ST_DIM,
               m->filter != NULL ? "nothing like that"
               : all_loaded(m)   ? "nothing"
                                 : "looking");
    for (int i = 0; i < room && top + (size_t)i < m->n_shown; i++) {
        size_t at = top + (size_t)i;
        const struct wf_overview_row *r = &m->rows[m->shown[at]];
        bool on = at == m->cursor;
        enum wf_style style = on ? WF_ST_SELECTED : r->dim ? WF_ST_DIM : WF_ST_WARN;

        if (on) {
            wf_fill(wf_pane_sub(p, row + 1 + i, 0, 1, p.cols), style);
            wf_put_glyph(p, row + 1 + i, 0, style, WF_GL_CURSOR);
            p.cv->cursor_row = p.row + row + 1 + i;
            p.cv->cursor_col = p.col;
        }
        wf_put(p, row + 1 + i, LEFT + 2, -1, style, r->text);
    }
}

void wf_overview_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct wf_overview *m = model;
    struct plan plan = plan_for(m, p.rows);
    int row = 0, gap = plan.blanks ? 1 : 0, step = plan.levels ? 2 : 1;
    int64_t started, closed;

    draw_cluster(m, p, row);
    row = draw_counts(m, p, row + 1 + gap, &plan) + gap;
    started = draw_rate(m, f, p, row, false, plan.levels);
    closed = draw_rate(m, f, p, row + step, true, plan.levels);
    if (started != closed)
        wf_putf(p, row + step, LEFT + 50, -1, WF_ST_DIM, "open %+lld/min",
                (long long)(started - closed));
    draw_attention(m, p, row + 2 * step + gap);
}
