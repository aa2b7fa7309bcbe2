/* tui/view_cluster.c: the cluster's health, what it can, and how this client's calls do. */
#include "tui/reader.h"

#include "base/mem.h"
#include "base/timefmt.h"
#include "tui/times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is read, a slot each. */
enum { DESCRIBE, SYSTEM, HEALTH, ATTRIBUTES, ARCHIVAL, SLOTS };
enum { MAX_CALLS = 500, MAX_METHODS = 64, SLOW_MS = 30000 };

static const struct {
    const char *words[6];
    int64_t every_ms; /* 0: the app's interval */
} sources[SLOTS] = {
    [DESCRIBE] = { { "operator", "cluster", "describe", "--detail" }, 0 },
    [SYSTEM] = { { "operator", "cluster", "system" }, SLOW_MS },
    [HEALTH] = { { "operator", "cluster", "health" }, 0 },
    [ATTRIBUTES] = { { "operator", "search-attribute", "list", "-o", "tsv" }, SLOW_MS },
    [ARCHIVAL] = { { "operator", "namespace", "archival", "show" }, SLOW_MS },
};

struct model {
    struct wf_reader text[SLOTS];
    bool fresh[SLOTS]; /* what was there stays until the first new line */
    int top;
};

static void cluster_close(void *model)
{
    struct model *m = model;

    for (int i = 0; i < SLOTS; i++)
        wf_reader_release(&m->text[i]);
}

static void cluster_want(const void *model, const struct wf_frame *f, unsigned slot,
                         struct wf_want *ret)
{
    (void)model, (void)f;
    if (slot >= SLOTS)
        return;
    *ret = (struct wf_want){ .mode = WF_FEED_EVERY,
                             .every_ms = sources[slot].every_ms,
                             .lines = WF_READER_MAX_LINES };
    for (; sources[slot].words[ret->n] != NULL; ret->n++)
        ret->words[ret->n] = sources[slot].words[ret->n];
}

static void cluster_begin(void *model, unsigned slot)
{
    ((struct model *)model)->fresh[slot] = true;
}

static void cluster_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct model *m = model;

    if (m->fresh[slot])
        wf_reader_clear(&m->text[slot]);
    m->fresh[slot] = false;
    wf_reader_line(&m->text[slot], line, n);
}

static void cluster_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct model *m = model;

    wf_reader_end(&m->text[slot], end);
}

static enum wf_act cluster_key(void *model, const struct wf_frame *f,
                               const struct wf_key *key)
{
    struct model *m = model;
    bool wheel = key->code == WF_KEY_MOUSE;

    if (wf_key_in("j down", key->code) || (wheel && key->mouse == WF_MOUSE_WHEEL_DOWN))
        m->top++;
    else if (wf_key_in("k up", key->code) || (wheel && key->mouse == WF_MOUSE_WHEEL_UP))
        m->top -= m->top > 0;
    else if (wf_key_in("ctrl-f page-down", key->code))
        m->top += f->rows / 2;
    else if (wf_key_in("ctrl-b page-up", key->code))
        m->top = m->top > f->rows / 2 ? m->top - f->rows / 2 : 0;
    else if (wf_key_in("g home", key->code))
        m->top = 0;
    else
        return WF_ACT_NONE;
    if (m->top > 200)
        m->top = 200;
    return WF_ACT_REDRAW;
}

/* ---- the calls of this client -----------------------------------------------------------
 */

struct method {
    const char *name;
    int64_t took[MAX_CALLS];
    size_t n, errors;
    int last_status;
    int64_t last_error_ns; /* 0: none */
};

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static int by_calls(const void *a, const void *b)
{
    const struct method *const *x = a, *const *y = b;

    if ((*x)->n != (*y)->n)
        return (*x)->n < (*y)->n ? 1 : -1;
    return strcmp((*x)->name, (*y)->name);
}

/* By number of calls; the methods are the caller's to free, each one. */
static size_t gather(const struct wf_host *host, struct method *ret[MAX_METHODS])
{
    struct wf_host_rpc rpc;
    size_t n = 0;

    for (size_t i = 0; i < MAX_CALLS && host->rpc(host->user, i, &rpc); i++) {
        size_t k = 0;

        while (k < n && strcmp(ret[k]->name, rpc.method) != 0)
            k++;
        if (k == MAX_METHODS)
            continue;
        if (k == n) {
            ret[n] = wf_calloc(1, sizeof **ret);
            ret[n++]->name = rpc.method;
        }
        ret[k]->took[ret[k]->n++] = rpc.took_ns;
        if (rpc.status == 0)
            continue;
        ret[k]->errors++;
        if (ret[k]->last_error_ns == 0) {
            ret[k]->last_status = rpc.status;
            ret[k]->last_error_ns = rpc.at_ns;
        }
    }
    for (size_t k = 0; k < n; k++)
        qsort(ret[k]->took, ret[k]->n, sizeof *ret[k]->took, by_number);
    qsort(ret, n, sizeof *ret, by_calls);
    return n;
}

static const char *status_word(int status)
{
    static const char *const words[] = { "OK",
                                         "Canceled",
                                         "Unknown",
                                         "InvalidArgument",
                                         "DeadlineExceeded",
                                         "NotFound",
                                         "AlreadyExists",
                                         "PermissionDenied",
                                         "ResourceExhausted",
                                         "FailedPrecondition",
                                         "Aborted",
                                         "OutOfRange",
                                         "Unimplemented",
                                         "Internal",
                                         "Unavailable",
                                         "DataLoss",
                                         "Unauthenticated" };

    return status >= 0 && status < (int)(sizeof words / sizeof *words) ? words[status]
                                                                       : "?";
}

static void put_duration(struct wf_pane p, int row, int end, int64_t ns)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_addf(&b, "%.1fms", (double)ns / 1e6);
    wf_put_right(p, row, end, 9, WF_ST_PLAIN, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

/* Not more than half of them is above it; one in a hundred is. */
static int64_t percentile(const struct method *m, size_t percent)
{
    return m->took[(m->n - 1) * percent / 100];
}

/* Rows that it took. */
static int draw_calls(const struct wf_frame *f, struct wf_pane p, int row)
{
    struct method *methods[MAX_METHODS] = { NULL };
    size_t n = gather(f->host, methods);
    int wide = p.cols >= 76 ? 36 : p.cols - 40, first = row;

    wf_put(p, row, 1, -1, WF_ST_COLUMN, "RPC of this client");
    wf_put_right(p, row, wide + 6, -1, WF_ST_COLUMN, "CALLS");
    wf_put_right(p, row, wide + 12, -1, WF_ST_COLUMN, "ERR");
    wf_put_right(p, row, wide + 22, -1, WF_ST_COLUMN, "P50");
    wf_put_right(p, row, wide + 32, -1, WF_ST_COLUMN, "P99");
    wf_put(p, row++, wide + 35, -1, WF_ST_COLUMN, "LAST ERROR");
    for (size_t i = 0; i < n; i++, row++) {
        const struct method *m = methods[i];
        struct wf_strbuf b = WF_STRBUF_INIT;

        wf_put(p, row, 2, wide - 3, WF_ST_PLAIN, m->name);
        wf_strbuf_addf(&b, "%zu", m->n);
        wf_put_right(p, row, wide + 6, -1, WF_ST_PLAIN, wf_strbuf_str(&b));
        wf_strbuf_clear(&b);
        wf_strbuf_addf(&b, "%zu", m->errors);
        wf_put_right(p, row, wide + 12, -1, m->errors > 0 ? WF_ST_BAD : WF_ST_PLAIN,
                     wf_strbuf_str(&b));
        put_duration(p, row, wide + 22, percentile(m, 50));
        put_duration(p, row, wide + 32, percentile(m, 99));
        wf_strbuf_clear(&b);
        if (m->last_error_ns != 0) {
            wf_strbuf_addf(&b, "%s ", status_word(m->last_status));
            wf_time_cell(&b, m->last_error_ns, f->now_ns, f->time_mode);
        }
        wf_put(p, row, wide + 35, -1, m->errors > 0 ? WF_ST_BAD : WF_ST_DIM,
               b.len > 0 ? wf_strbuf_str(&b) : "-");
        wf_strbuf_release(&b);
        free(methods[i]);
    }
    return row - first;
}

/* ---- what the verbs say -----------------------------------------------------------------
 */

/* What stands behind a word at the start of a line of a card; NULL: no such line. */
static const char *card(const struct wf_reader *r, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i < r->n; i++)
        if (strncmp(r->lines[i], word, n) == 0 && r->lines[i][n] == ' ')
            return r->lines[i] + n + strspn(r->lines[i] + n, " ");
    return NULL;
}

static int put_pair(struct wf_pane p, int row, int col, const char *name, const char *value)
{
    if (value == NULL)
        return col;
    col += wf_putf(p, row, col, -1, WF_ST_DIM, "%s ", name);
    return col + wf_put(p, row, col, -1, WF_ST_PLAIN, value) + 3;
}

/* "history   1 up" */
static int put_member(struct wf_pane p, int row, int col, const char *text)
{
    size_t n = strcspn(text, " ");

    col += wf_putn(p, row, col, -1, WF_ST_DIM, text, n) + 1;
    return col + wf_put(p, row, col, -1, WF_ST_PLAIN, text + n + strspn(text + n, " ")) + 3;
}

static int draw_head(const struct model *m, struct wf_pane p, int row)
{
    const struct wf_reader *d = &m->text[DESCRIBE], *h = &m->text[HEALTH];
    const char *health = h->n > 0 ? h->lines[0] : NULL;
    int col = 1 + wf_put(p, row, 1, 11, WF_ST_BOLD, "Cluster");

    col = put_pair(p, row, 12, "name", card(d, "Cluster"));
    col = put_pair(p, row, col, "version", card(d, "Server version"));
    col = put_pair(p, row, col, "persistence", card(d, "Persistence store"));
    col = put_pair(p, row, col, "visibility", card(d, "Visibility store"));
    (void)put_pair(p, row++, col, "shards", card(d, "History shards"));
    wf_put(p, row, 1, 11, WF_ST_BOLD, "Frontend");
    if (health != NULL)
        wf_put(p, row, 12, -1, strcmp(health, "SERVING") == 0 ? WF_ST_GOOD : WF_ST_BAD,
               health);
    else if (h->error.code != WF_OK)
        wf_put(p, row, 12, -1, WF_ST_BAD, h->error.text);
    row++;
    col = 12;
    wf_put(p, row, 1, 11, WF_ST_BOLD, "Members");
    for (size_t i = 0; i < d->n; i++)
        if (strncmp(d->lines[i], "Service ", 8) == 0)
            col = put_member(p, row, col, d->lines[i] + 8);
    if (col == 12)
        wf_put(p, row, col, -1, WF_ST_DIM, "the server does not tell");
    row++;
    if (d->error.code != WF_OK)
        wf_put(p, row++, 1, -1, WF_ST_BAD, d->error.text);
    return row;
}

static int draw_archival(const struct model *m, struct wf_pane p, int row)
{
    const struct wf_reader *r = &m->text[ARCHIVAL];

    wf_put(p, row, 1, -1, WF_ST_BOLD, "Archival");
    for (size_t i = 0; i < r->n; i++)
        if (*r->lines[i] != '\0')
            wf_put(p, row++, 12, -1, WF_ST_PLAIN, r->lines[i]);
    if (r->error.code != WF_OK)
        wf_put(p, row++, 12, -1, WF_ST_BAD, r->error.text);
    return row + (r->n == 0 && r->error.code == WF_OK);
}

/* "nexus  yes", as many in a row as fit. */
static int draw_capabilities(const struct model *m, struct wf_pane p, int row)
{
    const struct wf_reader *r = &m->text[SYSTEM];
    int width = 40, per = p.cols / width > 0 ? p.cols / width : 1, at = 0;

    wf_put(p, row++, 1, -1, WF_ST_COLUMN, "CAPABILITIES");
    for (size_t i = 0; i < r->n; i++) {
        size_t n = strcspn(r->lines[i], " ");
        const char *value = r->lines[i] + n + strspn(r->lines[i] + n, " ");
        bool yes = strcmp(value, "yes") == 0;

        if (!yes && strcmp(value, "no") != 0)
            continue; /* the version is no capability */
        wf_put(p, row + at / per, 2 + at % per * width, 3, yes ? WF_ST_GOOD : WF_ST_DIM,
               value);
        wf_putn(p, row + at / per, 6 + at % per * width, width - 6, WF_ST_PLAIN,
                r->lines[i], n);
        at++;
    }
    if (r->error.code != WF_OK)
        wf_put(p, row + at++ / per, 2, -1, WF_ST_BAD, r->error.text);
    return row + (at + per - 1) / per;
}

static int draw_attributes(const struct model *m, struct wf_pane p, int row)
{
    const struct wf_reader *r = &m->text[ATTRIBUTES];
    size_t custom = 0, system = 0;

    for (size_t i = 1; i < r->n; i++) {
        const char *kind = strrchr(r->lines[i], '\t');

        custom += kind != NULL && strcmp(kind + 1, "custom") == 0;
        system += kind != NULL && strcmp(kind + 1, "system") == 0;
    }
    wf_putf(p, row, 1, -1, WF_ST_PLAIN, "SEARCH ATTRIBUTES  %zu custom, %zu system", custom,
            system);
    return row + 1;
}

static void cluster_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct model *m = model;
    int row = -m->top;

    row = draw_head(m, p, row);
    row = draw_archival(m, p, row) + 1;
    row = draw_capabilities(m, p, row) + 1;
    row += draw_calls(f, p, row) + 1;
    (void)draw_attributes(m, p, row);
}

static const struct wf_action actions[] = {
    WF_ACTION_OPEN("a", "attributes", "search attributes", "attributes"),
    { .keys = "m",
      .name = "members",
      .help = "members",
      .what = WF_DO_SHOW,
      .line = "operator cluster describe --detail" },
    WF_ACTION_OPEN("l", "clusters", "other clusters", "clusters"),
    { .keys = "d",
      .name = "versions",
      .help = "capabilities",
      .what = WF_DO_SHOW,
      .line = "operator cluster system",
      .quiet = true },
    { .keys = NULL },
};

const struct wf_view_type wf_view_cluster = {
    .name = "cluster",
    .tab = "Clus",
    .title = "Cluster health",
    .actions = actions,
    .model_size = sizeof(struct model),
    .close = cluster_close,
    .want = cluster_want,
    .begin = cluster_begin,
    .line = cluster_line,
    .end = cluster_end,
    .key = cluster_key,
    .draw = cluster_draw,
};
