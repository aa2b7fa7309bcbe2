/* commands/tail_print.c: the events of many workflows as lines, records or rows. */
#include "commands/tail.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "commands/list_columns.h"

#include <stdlib.h>
#include <string.h>

enum { ID_WIDTH_MAX = 40, TYPE_WIDTH = 30, N_LINE_COLUMNS = 3 };

struct wf_tail_printer {
    struct wf_job *job;
    struct wf_list *list; /* tables by --columns, csv, tsv, templates, refs */
    struct wf_columns columns;
    struct wf_column *column_array;
    bool json, lines, color;
    struct wf_column line[N_LINE_COLUMNS]; /* time, type, summary */
    size_t id_width;                       /* the widest so far */
    struct wf_arena *arena;                /* of one event */
    struct wf_strbuf text;
};

/* ---- rows -------------------------------------------------------------------------------
 */

static void get_workflow(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const struct wf_event_item *i = item;

    (void)a;
    ret->text = i->workflow_id;
}

static enum wf_code begin_list(struct wf_tail_printer *p, struct wf_error *err)
{
    const struct wf_columns *events = wf_event_columns(p->job);

    p->column_array = wf_calloc(events->n + 1, sizeof *p->column_array);
    p->column_array[0] = (struct wf_column){ .header = "WORKFLOW ID",
                                             .key = "workflow",
                                             .type = WF_CELL_TEXT,
                                             .shrink = 2,
                                             .get = get_workflow };
    memcpy(p->column_array + 1, events->v, events->n * sizeof *events->v);
    p->columns = *events;
    p->columns.v = p->column_array;
    p->columns.n = events->n + 1;
    return wf_list_begin(p->job, &p->columns, &p->list, err);
}

/* ---- lines for people -------------------------------------------------------------------
 */

/* Appends `text`, neutralised, in at most `most` columns (0: all of it), padded to `pad`.
 */
static void add_cell(struct wf_strbuf *out, const char *text, size_t most, size_t pad)
{
    struct wf_strbuf safe = WF_STRBUF_INIT;
    size_t width, n;

    wf_utf8_safes(&safe, text != NULL ? text : "");
    n = safe.len;
    width = wf_utf8_width(wf_strbuf_str(&safe), n);
    if (most > 0 && width > most) {
        n = wf_utf8_fit(wf_strbuf_str(&safe), n, most - 1);
        wf_strbuf_add(out, wf_strbuf_str(&safe), n);
        wf_strbuf_adds(out, "…");
        width = wf_utf8_width(wf_strbuf_str(&safe), n) + 1;
    } else {
        wf_strbuf_add(out, wf_strbuf_str(&safe), n);
    }
    if (width < pad)
        wf_strbuf_addn(out, ' ', pad - width);
    wf_strbuf_release(&safe);
}

static void add_colored(struct wf_tail_printer *p, const char *sgr, const char *text,
                        size_t pad)
{
    bool color = p->color && sgr != NULL;

    if (color)
        wf_strbuf_addf(&p->text, "\033[%sm", sgr);
    add_cell(&p->text, text, 0, pad);
    if (color)
        wf_strbuf_adds(&p->text, "\033[0m");
    wf_strbuf_adds(&p->text, "  ");
}

static size_t width_of(const char *text)
{
    struct wf_strbuf safe = WF_STRBUF_INIT;
    size_t width;

    wf_utf8_safes(&safe, text);
    width = wf_utf8_width(wf_strbuf_str(&safe), safe.len);
    wf_strbuf_release(&safe);
    return width;
}

/* Of events around a match it is dim. */
static void add_summary(struct wf_tail_printer *p, const struct wf_event_item *item,
                        const char *text, size_t room)
{
    if (p->color && item->context)
        wf_strbuf_adds(&p->text, "\033[2m");
    add_cell(&p->text, text, room, 0);
    if (p->color && item->context)
        wf_strbuf_adds(&p->text, "\033[0m");
}

static enum wf_code print_line(struct wf_tail_printer *p, const struct wf_tail_stream *s,
                               const struct wf_event_item *item, struct wf_error *err)
{
    static const char *const colors[] = { "36", "35", "34", "33", "32",
                                          "96", "95", "94", "93", "92" };
    const char *cells[N_LINE_COLUMNS];
    size_t width = width_of(item->workflow_id), used, room = 0;

    for (size_t i = 0; i < N_LINE_COLUMNS; i++) {
        struct wf_cell cell;

        wf_column_cell(&p->line[i], item, p->arena, &cell);
        cells[i] = wf_cell_text(p->job, &p->line[i], &cell, false, p->arena);
    }
    if (width > p->id_width)
        p->id_width = width > ID_WIDTH_MAX ? ID_WIDTH_MAX : width;
    wf_strbuf_clear(&p->text);
    add_colored(p, colors[s->color % (sizeof colors / sizeof *colors)], item->workflow_id,
                p->id_width);
    add_colored(p, "2", cells[0], 0);
    wf_strbuf_addf(&p->text, "%4lld  ", (long long)item->e->event_id);
    add_colored(p, wf_status_sgr(cells[1]), cells[1], TYPE_WIDTH);
    used = (width > p->id_width ? width : p->id_width) + 2 + width_of(cells[0]) + 2 + 4 +
           2 + TYPE_WIDTH + 2;
    if (p->job->out->tty && p->job->out->width > 0)
        room = p->job->out->width > used + 10 ? p->job->out->width - used : 10;
    add_summary(p, item, cells[2], room);
    while (p->text.len > 0 && p->text.data[p->text.len - 1] == ' ')
        p->text.data[--p->text.len] = '\0';
    wf_strbuf_addc(&p->text, '\n');
    return wf_job_write(p->job, wf_strbuf_str(&p->text), p->text.len, err);
}

/* ---- records ----------------------------------------------------------------------------
 */

static enum wf_code print_record(struct wf_tail_printer *p,
                                 const struct wf_event_item *item, struct wf_error *err)
{
    struct wf_json j = WF_JSON_INIT(&p->job->out->buf, true);

    wf_json_object(&j);
    wf_json_kstr(&j, "namespace", wf_job_namespace(p->job));
    wf_json_kstr(&j, "workflowId", item->workflow_id);
    wf_json_kstr(&j, "runId", item->run_id);
    wf_json_key(&j, "event");
    wf_json_message(&j, item->e, wf_job_payload_form(p->job));
    if (item->archived)
        wf_json_kbool(&j, "archived", true);
    if (item->context)
        wf_json_kbool(&j, "context", true);
    wf_json_end_object(&j);
    wf_strbuf_addc(&p->job->out->buf, '\n');
    return wf_job_flush(p->job, err);
}

/* ---- for the tail -----------------------------------------------------------------------
 */

enum wf_code wf_tail_printer_new(struct wf_job *job, struct wf_tail_printer **ret,
                                 struct wf_error *err)
{
    static const char *const keys[N_LINE_COLUMNS] = { "time", "type", "summary" };
    struct wf_tail_printer *p = wf_calloc(1, sizeof *p);
    enum wf_code rc = WF_OK;

    p->job = job;
    p->arena = wf_arena_new();
    p->json = wf_job_is_json(job);
    p->color = wf_job_color(job);
    p->lines = wf_globals_output(job->g) == WF_OUTPUT_TABLE && job->g->columns == NULL;
    for (size_t i = 0; i < N_LINE_COLUMNS && rc == WF_OK; i++)
        rc = wf_columns_find(wf_event_columns(job), keys[i], "", job->arena, &p->line[i],
                             err);
    if (rc == WF_OK && job->g->sort != NULL)
        rc = wf_error_set(err, WF_E_USAGE, "a tail cannot be sorted: it has no end");
    if (rc == WF_OK && !p->json && !p->lines && !wf_job_is_quiet(job))
        rc = begin_list(p, err);
    if (rc != WF_OK)
        return wf_tail_printer_end(p, rc, err);
    *ret = p;
    return WF_OK;
}

enum wf_code wf_tail_print(struct wf_tail_printer *p, const struct wf_tail_stream *s,
                           const struct wf_event_item *item, struct wf_error *err)
{
    enum wf_code rc;

    if (wf_job_is_quiet(p->job))
        return WF_OK;
    if (p->json)
        return print_record(p, item, err);
    if (!p->lines)
        return wf_list_item(p->list, item, err);
    rc = print_line(p, s, item, err);
    wf_arena_clear(p->arena);
    return rc;
}

enum wf_code wf_tail_print_gap(struct wf_tail_printer *p, struct wf_error *err)
{
    if (!p->lines || wf_job_is_quiet(p->job))
        return WF_OK;
    return wf_job_write(p->job, "--\n", 3, err);
}

enum wf_code wf_tail_printer_flush(struct wf_tail_printer *p, struct wf_error *err)
{
    return p->list != NULL ? wf_list_page_done(p->list, err) : wf_job_flush(p->job, err);
}

enum wf_code wf_tail_printer_end(struct wf_tail_printer *p, enum wf_code rc,
                                 struct wf_error *err)
{
    if (p == NULL)
        return rc;
    if (p->list != NULL)
        rc = wf_list_end(p->list, rc, err);
    wf_arena_free(p->arena);
    wf_strbuf_release(&p->text);
    free(p->column_array);
    free(p);
    return rc;
}
