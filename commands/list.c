/* commands/list.c: listings in every format. */
#include "commands/list.h"

#include "base/table.h"
#include "base/utf8.h"
#include "commands/list_columns.h"
#include "commands/list_rows.h"
#include "commands/many.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SORT_MAX = 100000 };

/* An item that waits for --sort. */
struct row {
    struct wf_cell key;
    const char **cells; /* as text, one a column; or */
    const char *text;   /* what is printed of it, whole */
    size_t at;          /* where it came: equal keys keep their order */
};

struct wf_list {
    struct wf_job *job;
    const struct wf_columns *all;
    enum wf_output output;
    const char *tmpl;
    const struct wf_column *columns;
    size_t n_columns;
    struct wf_table *table;
    enum wf_rows form;  /* of rows on a terminal; AUTO: not decided yet */
    const char ***held; /* the rows until it is; in rows_arena */
    size_t n_held;
    bool begun; /* something was printed */
    size_t n_items;
    struct wf_arena *item_arena; /* cleared after each item */
    bool sorting, sort_down;
    struct wf_column sort_by;
    struct wf_arena *rows_arena;
    struct row *rows;
    size_t rows_room;
};

static bool prints_cells(const struct wf_list *l)
{
    return l->output == WF_OUTPUT_TABLE || l->output == WF_OUTPUT_WIDE ||
           l->output == WF_OUTPUT_CSV || l->output == WF_OUTPUT_TSV;
}

/* At a prompt the rows are numbered: `describe 3` takes them. */
static bool is_numbered(const struct wf_list *l)
{
    return l->job->session->saw != NULL && l->job->session->many == NULL &&
           l->job->out->tty && l->all->ref != NULL;
}

/* ---- several namespaces -----------------------------------------------------------------
 */

static void get_namespace(const void *item, const void *data, struct wf_arena *a,
                          struct wf_cell *ret)
{
    const struct wf_many *many = data;

    (void)item, (void)a;
    ret->text = many->namespace_;
}

/* The same columns, behind one for the namespace. */
static const struct wf_columns *with_namespace(struct wf_job *job,
                                               const struct wf_columns *columns)
{
    struct wf_columns *all = wf_arena_alloc(job->arena, sizeof *all);
    struct wf_column *v = wf_arena_alloc(job->arena, (columns->n + 1) * sizeof *v);

    v[0] = (struct wf_column){ .header = "NAMESPACE",
                               .key = "namespace",
                               .type = WF_CELL_TEXT,
                               .get2 = get_namespace,
                               .data = job->session->many };
    memcpy(v + 1, columns->v, columns->n * sizeof *v);
    *all = *columns;
    all->v = v;
    all->n = columns->n + 1;
    return all;
}

/* An object that begins with its namespace; others stay as they are. */
static void put_namespace(const struct wf_list *l, struct wf_strbuf *out)
{
    struct wf_strbuf item = *out;
    struct wf_json j = WF_JSON_INIT(out, l->output == WF_OUTPUT_JSONL);
    const char *rest = wf_strbuf_str(&item) + 1;

    if (item.len < 2 || wf_strbuf_str(&item)[0] != '{')
        return;
    *out = (struct wf_strbuf)WF_STRBUF_INIT;
    wf_json_object(&j);
    wf_json_kstr(&j, "namespace", l->job->session->many->namespace_);
    if (*rest == '}') {
        wf_json_end_object(&j);
    } else {
        wf_strbuf_addc(out, ',');
        wf_strbuf_adds(out, rest);
    }
    wf_strbuf_release(&item);
}

static void make_table(struct wf_list *l)
{
    size_t first = is_numbered(l);
    struct wf_table_column *v =
        wf_arena_zalloc(l->job->arena, (first + l->n_columns) * sizeof *v);
    bool fit = l->output == WF_OUTPUT_TABLE && l->job->out->tty;
    struct wf_table_options o = { .width = fit ? l->job->out->width : 0,
                                  .no_header = l->job->g->no_header,
                                  .color = wf_job_color(l->job),
                                  .header_sgr = "1" };

    if (first > 0)
        v[0] = (struct wf_table_column){ .header = "#", .align = WF_ALIGN_RIGHT };
    for (size_t i = 0; i < l->n_columns; i++) {
        struct wf_table_column *c = &v[first + i];

        c->header = l->columns[i].header;
        c->shrink = l->columns[i].shrink;
        if (l->columns[i].type == WF_CELL_COUNT || l->columns[i].type == WF_CELL_DURATION)
            c->align = WF_ALIGN_RIGHT;
    }
    l->table = wf_table_new(v, first + l->n_columns, &o);
}

static enum wf_code prepare(struct wf_list *l, struct wf_error *err)
{
    const struct wf_globals *g = l->job->g;
    bool everything = l->output == WF_OUTPUT_WIDE || l->output == WF_OUTPUT_CSV ||
                      l->output == WF_OUTPUT_TSV;
    enum wf_code rc;

    if (l->output == WF_OUTPUT_TABLE && l->job->out->tty && l->job->session->many == NULL)
        l->form = l->job->session->rows;
    everything |= l->form == WF_ROWS_CARDS; /* there is room */
    if (l->output == WF_OUTPUT_REFS && l->all->ref == NULL)
        return wf_error_set(err, WF_E_USAGE, "-o refs: this listing has no references");
    rc = wf_columns_choose(l->all, g->columns, everything, l->job->arena, &l->columns,
                           &l->n_columns, err);
    if (rc == WF_OK && g->sort != NULL) {
        l->sort_down = *g->sort == '-';
        l->sorting = true;
        rc = wf_columns_find(l->all, g->sort + l->sort_down, "--sort", l->job->arena,
                             &l->sort_by, err);
    }
    if (rc == WF_OK && (l->output == WF_OUTPUT_TABLE || l->output == WF_OUTPUT_WIDE))
        make_table(l);
    return rc;
}

enum wf_code wf_list_begin(struct wf_job *job, const struct wf_columns *columns,
                           struct wf_list **ret, struct wf_error *err)
{
    struct wf_many *many = job->session->many;
    struct wf_list *l;
    enum wf_code rc;

    if (many != NULL && many->list != NULL) {
        *ret = many->list;
        return WF_OK;
    }
    l = wf_calloc(1, sizeof *l);
    l->job = job;
    l->all = many != NULL ? with_namespace(job, columns) : columns;
    l->item_arena = wf_arena_new();
    (void)wf_output_parse(job->g->output, &l->output, &l->tmpl, err);
    rc = prepare(l, err);
    if (rc != WF_OK)
        return wf_list_end(l, rc, err);
    if (many != NULL)
        many->list = l;
    *ret = l;
    return WF_OK;
}

/* ---- one item as text -------------------------------------------------------------------
 */

static void item_json(struct wf_list *l, const void *item, struct wf_strbuf *out)
{
    struct wf_json j = WF_JSON_INIT(out, l->output == WF_OUTPUT_JSONL);

    if (l->all->json != NULL)
        l->all->json(&j, item);
    else
        wf_json_message(&j, item, wf_job_payload_form(l->job));
    if (l->job->session->many != NULL)
        put_namespace(l, out);
}

static void template_cell(struct wf_list *l, const char *key, const void *item,
                          struct wf_strbuf *out)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_column c;
    struct wf_cell cell;

    if (wf_columns_find(l->all, key, "template", l->item_arena, &c, &ignored) != WF_OK) {
        wf_strbuf_addf(out, "{%s}", key);
        return;
    }
    wf_column_cell(&c, item, l->item_arena, &cell);
    wf_utf8_safes(out, wf_cell_text(l->job, &c, &cell, true, l->item_arena));
}

/* "{id}\t{status}": cells by key, \t and \n as in C. */
static void item_template(struct wf_list *l, const void *item, struct wf_strbuf *out)
{
    for (const char *p = l->tmpl; *p != '\0'; p++) {
        const char *close = *p == '{' ? strchr(p, '}') : NULL;

        if (close != NULL) {
            template_cell(l,
                          wf_arena_strndup(l->item_arena, p + 1, (size_t)(close - p - 1)),
                          item, out);
            p = close;
        } else if (p[0] == '\\' && (p[1] == 't' || p[1] == 'n' || p[1] == '\\')) {
            p++;
            wf_strbuf_addc(out, *p == 't' ? '\t' : *p == 'n' ? '\n' : '\\');
        } else {
            wf_strbuf_addc(out, *p);
        }
    }
    if (out->len == 0 || out->data[out->len - 1] != '\n')
        wf_strbuf_addc(out, '\n');
}

static void item_ref(struct wf_list *l, const void *item, struct wf_strbuf *out)
{
    struct wf_ref ref = { 0 };

    l->all->ref(item, &ref);
    wf_strbuf_adds(out, wf_ref_line(l->item_arena, &ref));
    wf_strbuf_addc(out, '\n');
}

static void item_text(struct wf_list *l, const void *item, struct wf_strbuf *out)
{
    if (l->output == WF_OUTPUT_REFS && l->all->ref != NULL)
        item_ref(l, item, out);
    else if (l->output == WF_OUTPUT_TEMPLATE)
        item_template(l, item, out);
    else if (l->output != WF_OUTPUT_NONE)
        item_json(l, item, out);
}

static const char **item_cells(struct wf_list *l, const void *item, struct wf_arena *a)
{
    const char **cells = wf_arena_alloc(a, (l->n_columns + 1) * sizeof *cells);
    bool exact = l->output == WF_OUTPUT_CSV || l->output == WF_OUTPUT_TSV;

    for (size_t i = 0; i < l->n_columns; i++) {
        struct wf_cell cell;

        wf_column_cell(&l->columns[i], item, a, &cell);
        cells[i] = wf_cell_text(l->job, &l->columns[i], &cell, exact, a);
    }
    return cells;
}

/* ---- printing ---------------------------------------------------------------------------
 */

static void print_header(struct wf_list *l)
{
    struct wf_strbuf *out = &l->job->out->buf;
    const char **names;

    if (l->output == WF_OUTPUT_JSON)
        wf_strbuf_adds(out, "[\n");
    if ((l->output != WF_OUTPUT_CSV && l->output != WF_OUTPUT_TSV) || l->job->g->no_header)
        return;
    names = wf_arena_alloc(l->item_arena, (l->n_columns + 1) * sizeof *names);
    for (size_t i = 0; i < l->n_columns; i++)
        names[i] = l->columns[i].key;
    (l->output == WF_OUTPUT_CSV ? wf_csv_row : wf_tsv_row)(out, names, l->n_columns);
}

/* \x auto: the first rows show whether a table would be too wide. */
static void hold_row(struct wf_list *l, const char *const *cells)
{
    const char **copy;

    if (l->rows_arena == NULL)
        l->rows_arena = wf_arena_new();
    if (l->held == NULL)
        l->held = wf_arena_alloc(l->rows_arena, WF_TABLE_BATCH * sizeof *l->held);
    copy = wf_arena_alloc(l->rows_arena, (l->n_columns + 1) * sizeof *copy);
    for (size_t i = 0; i < l->n_columns; i++)
        copy[i] = wf_arena_strdup(l->rows_arena, cells[i]);
    l->held[l->n_held++] = copy;
}

static enum wf_code print_cells(struct wf_list *l, const char *const *cells,
                                struct wf_error *err);

static enum wf_code decide_form(struct wf_list *l, struct wf_error *err)
{
    size_t n = l->n_held, items = l->n_items, width;
    enum wf_code rc = WF_OK;

    if (l->form != WF_ROWS_AUTO)
        return WF_OK;
    width = wf_rows_width(l->columns, l->n_columns, l->held, n,
                          is_numbered(l) ? (size_t)snprintf(NULL, 0, "%zu", n) : 0);
    l->form = width > l->job->out->width && l->job->out->width > 0 ? WF_ROWS_CARDS
                                                                   : WF_ROWS_TABLE;
    l->n_held = 0;
    for (l->n_items = 0; l->n_items < n && rc == WF_OK; l->n_items++)
        rc = print_cells(l, l->held[l->n_items], err);
    l->n_items = items;
    return rc;
}

static enum wf_code print_cells(struct wf_list *l, const char *const *cells,
                                struct wf_error *err)
{
    struct wf_strbuf *out = &l->job->out->buf;

    if (l->form == WF_ROWS_AUTO) {
        hold_row(l, cells);
        return l->n_held == WF_TABLE_BATCH ? decide_form(l, err) : WF_OK;
    }
    if (l->form == WF_ROWS_CARDS) {
        wf_row_card(l->job, l->columns, l->n_columns, cells, l->n_items + 1);
        return wf_job_write(l->job, "", 0, err);
    }
    if (l->table != NULL) {
        if (is_numbered(l)) {
            char number[24];

            snprintf(number, sizeof number, "%zu", l->n_items + 1);
            wf_table_cell(l->table, number);
        }
        for (size_t i = 0; i < l->n_columns; i++)
            wf_table_cell_sgr(l->table, cells[i],
                              l->columns[i].type == WF_CELL_STATUS ? wf_status_sgr(cells[i])
                                                                   : NULL);
        if (wf_table_rows(l->table) >= WF_TABLE_BATCH)
            wf_table_print(l->table, out);
        return WF_OK;
    }
    (l->output == WF_OUTPUT_CSV ? wf_csv_row : wf_tsv_row)(out, cells, l->n_columns);
    return wf_job_write(l->job, "", 0, err);
}

static enum wf_code print_text(struct wf_list *l, const char *text, size_t n,
                               struct wf_error *err)
{
    struct wf_strbuf *out = &l->job->out->buf;

    if (l->output == WF_OUTPUT_JSON && l->n_items > 0)
        wf_strbuf_adds(out, ",\n");
    wf_strbuf_add(out, text, n);
    if (l->output == WF_OUTPUT_JSONL) {
        wf_strbuf_addc(out, '\n');
        return wf_job_flush(l->job, err);
    }
    return wf_job_write(l->job, "", 0, err);
}

static void begin(struct wf_list *l)
{
    if (!l->begun)
        print_header(l);
    l->begun = true;
}

static enum wf_code keep_row(struct wf_list *l, const void *item, struct wf_error *err)
{
    struct row *r;
    struct wf_cell key;

    if (l->n_items >= SORT_MAX)
        return wf_error_set(err, WF_E_USAGE, "--sort: more than %d items to sort",
                            SORT_MAX);
    if (l->rows_arena == NULL)
        l->rows_arena = wf_arena_new();
    if (l->n_items == l->rows_room) {
        l->rows_room = l->rows_room == 0 ? 256 : l->rows_room * 2;
        l->rows = wf_reallocarray(l->rows, l->rows_room, sizeof *l->rows);
    }
    r = &l->rows[l->n_items];
    wf_column_cell(&l->sort_by, item, l->rows_arena, &key);
    *r = (struct row){ .key = key, .at = l->n_items };
    r->key.text = wf_arena_strdup(l->rows_arena, key.text);
    if (prints_cells(l)) {
        const char **cells = item_cells(l, item, l->rows_arena);

        for (size_t i = 0; i < l->n_columns; i++) /* cells may point into the page */
            cells[i] = wf_arena_strdup(l->rows_arena, cells[i]);
        r->cells = cells;
    } else {
        struct wf_strbuf text = WF_STRBUF_INIT;

        item_text(l, item, &text);
        r->text = wf_arena_strdup(l->rows_arena, wf_strbuf_str(&text));
        wf_strbuf_release(&text);
    }
    l->n_items++;
    return WF_OK;
}

enum wf_code wf_list_item(struct wf_list *l, const void *item, struct wf_error *err)
{
    const struct wf_session *s = l->job->session;
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_ref ref = { 0 };
    enum wf_code rc;

    if (s->saw != NULL && s->many == NULL && l->all->ref != NULL) {
        l->all->ref(item, &ref);
        s->saw(s->saw_user, &ref);
    }
    if (l->sorting) {
        rc = keep_row(l, item, err);
    } else {
        begin(l);
        if (prints_cells(l)) {
            rc = print_cells(l, item_cells(l, item, l->item_arena), err);
        } else {
            item_text(l, item, &text);
            rc = print_text(l, wf_strbuf_str(&text), text.len, err);
            wf_strbuf_release(&text);
        }
        l->n_items++;
    }
    wf_arena_clear(l->item_arena);
    return rc;
}

enum wf_code wf_list_page_done(struct wf_list *l, struct wf_error *err)
{
    enum wf_code rc;

    if (l->sorting)
        return WF_OK;
    rc = decide_form(l, err);
    if (rc != WF_OK)
        return rc;
    if (l->table != NULL && wf_table_rows(l->table) > 0)
        wf_table_print(l->table, &l->job->out->buf);
    return l->output == WF_OUTPUT_JSON ? WF_OK : wf_job_flush(l->job, err);
}

/* ---- the end ----------------------------------------------------------------------------
 */

static int compare_rows(const void *pa, const void *pb, void *user)
{
    const struct wf_list *l = user;
    const struct row *a = pa, *b = pb;
    int d;

    if (a->key.text != NULL || b->key.text != NULL)
        d = strcmp(a->key.text != NULL ? a->key.text : "",
                   b->key.text != NULL ? b->key.text : "");
    else
        d = (a->key.number > b->key.number) - (a->key.number < b->key.number);
    if (l->sort_down)
        d = -d;
    return d != 0 ? d : (a->at > b->at) - (a->at < b->at);
}

static enum wf_code print_sorted(struct wf_list *l, struct wf_error *err)
{
    size_t n = l->n_items;
    enum wf_code rc = WF_OK;

    if (n > 0)
        qsort_r(l->rows, n, sizeof *l->rows, compare_rows, l);
    begin(l);
    l->n_items = 0;
    for (size_t i = 0; i < n && rc == WF_OK; i++) {
        rc = l->rows[i].cells != NULL
                 ? print_cells(l, l->rows[i].cells, err)
                 : print_text(l, l->rows[i].text, strlen(l->rows[i].text), err);
        l->n_items++;
    }
    return rc;
}

enum wf_code wf_list_end(struct wf_list *l, enum wf_code rc, struct wf_error *err)
{
    const struct wf_many *many = l->job->session->many;
    struct wf_error own = WF_ERROR_INIT;
    enum wf_code printed = WF_OK;

    if (many != NULL && many->list == l && !many->done) /* the next namespace goes on */
        return rc == WF_OK ? wf_list_page_done(l, err) : rc;
    if (rc == WF_OK && l->sorting)
        printed = print_sorted(l, &own);
    if (rc == WF_OK && printed == WF_OK)
        printed = decide_form(l, &own);
    if (rc == WF_OK && printed == WF_OK) {
        begin(l);
        /* the header also above nothing */
        if (l->table != NULL && (l->form == WF_ROWS_TABLE || l->n_items == 0))
            wf_table_print(l->table, &l->job->out->buf);
    }
    if (l->begun && l->output == WF_OUTPUT_JSON && rc != WF_E_PIPE)
        wf_strbuf_adds(&l->job->out->buf, l->n_items > 0 ? "\n]\n" : "]\n");
    if (printed == WF_OK && rc == WF_OK)
        printed = wf_job_flush(l->job, &own);
    if (rc == WF_OK && printed != WF_OK) {
        *err = own;
        rc = printed;
    }
    wf_table_free(l->table);
    wf_arena_free(l->item_arena);
    wf_arena_free(l->rows_arena);
    free(l->rows);
    free(l);
    return rc;
}
