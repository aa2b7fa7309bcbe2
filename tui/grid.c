/* tui/grid.c: the model of the one list: rows, selection, marks, sort, filter. */
#include "tui/grid_private.h"

#include "base/mem.h"
#include "base/timefmt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DROP = 1000, DEEP = 1000, MAX_HEADER = 64 };

void wf_grid_init(struct wf_grid *l, const struct wf_grid_column *columns, size_t n,
                  const char *const *identity)
{
    *l = (struct wf_grid){ .columns = columns,
                           .n_columns = n < WF_GRID_COLUMNS ? n : WF_GRID_COLUMNS,
                           .identity = identity,
                           .total = -1,
                           .sort = -1 };
}

static void free_rows(struct wf_grid_row **rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(rows[i]);
}

static void free_header(struct wf_grid *l)
{
    for (size_t i = 0; i < l->n_header; i++)
        free(l->header[i]);
    free(l->header);
    l->header = NULL;
    l->n_header = 0;
}

void wf_grid_release(struct wf_grid *l)
{
    free_rows(l->rows, l->n_rows);
    free_rows(l->fresh, l->n_fresh);
    free(l->rows);
    free(l->fresh);
    free(l->shown);
    for (size_t i = 0; i < l->n_marks; i++)
        free(l->marks[i]);
    free(l->marks);
    free(l->filter);
    free_header(l);
}

/* ---- cells ------------------------------------------------------------------------------
 */

int wf_grid_find(const struct wf_grid *l, const char *key)
{
    for (size_t i = 0; i < l->n_header; i++)
        if (strcmp(l->header[i], key) == 0)
            return (int)i;
    return -1;
}

static const char *cell(const struct wf_grid *l, const struct wf_grid_row *row,
                        const char *key)
{
    int at = wf_grid_find(l, key);

    return at < 0 || (size_t)at >= row->n ? NULL : row->cells[at];
}

const char *wf_grid_cell(const struct wf_grid *l, size_t i, const char *key)
{
    return i < l->n_shown ? cell(l, l->rows[l->shown[i]], key) : NULL;
}

const char *wf_grid_selected(const struct wf_grid *l, const char *key)
{
    return wf_grid_cell(l, l->cursor, key);
}

int64_t wf_grid_number(const struct wf_grid *l, const struct wf_grid_row *row,
                       const struct wf_grid_column *c)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *text = cell(l, row, c->key);
    int64_t ns = WF_NO_TIME;

    if (text == NULL || *text == '\0')
        return WF_NO_TIME;
    if (c->type == WF_GC_COUNT)
        return strtoll(text, NULL, 10);
    if (c->type == WF_GC_TIME)
        return wf_time_parse(text, &ns, &ignored) == WF_OK ? ns : WF_NO_TIME;
    return wf_duration_parse(text, &ns, &ignored) == WF_OK ? ns : WF_NO_TIME;
}

/* Identity as one text, cells separated by a tab. The caller frees. */
static char *identity_of(const struct wf_grid *l, const struct wf_grid_row *row)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; l->identity[i] != NULL; i++) {
        const char *text = cell(l, row, l->identity[i]);

        wf_strbuf_adds(&b, text != NULL ? text : "");
        wf_strbuf_addc(&b, '\t');
    }
    return wf_strbuf_steal(&b);
}

static bool is_identity(const struct wf_grid *l, const struct wf_grid_row *row,
                        const char *identity)
{
    for (size_t i = 0; l->identity[i] != NULL; i++) {
        const char *text = cell(l, row, l->identity[i]);
        size_t n = text != NULL ? strlen(text) : 0;

        if (strncmp(identity, text != NULL ? text : "", n) != 0 || identity[n] != '\t')
            return false;
        identity += n + 1;
    }
    return *identity == '\0';
}

/* ---- what is shown ----------------------------------------------------------------------
 */

static bool passes(const struct wf_grid *l, const struct wf_grid_row *row)
{
    if (l->filter == NULL)
        return true;
    for (size_t i = 0; i < row->n; i++)
        if (strcasestr(row->cells[i], l->filter) != NULL)
            return true;
    return false;
}

struct sort_key {
    int64_t number;
    const char *text;
    size_t at;
};

static int compare_keys(const void *pa, const void *pb, void *user)
{
    const struct wf_grid *l = user;
    const struct sort_key *a = pa, *b = pb;
    int d;

    if (a->text != NULL && b->text != NULL)
        d = strcmp(a->text, b->text);
    else
        d = (a->number > b->number) - (a->number < b->number);
    if (d == 0)
        return (a->at > b->at) - (a->at < b->at);
    return l->sort_down ? -d : d;
}

static void sort_shown(struct wf_grid *l)
{
    const struct wf_grid_column *c = &l->columns[l->sort];
    struct sort_key *keys = wf_reallocarray(NULL, l->n_shown + 1, sizeof *keys);
    bool text =
        c->type == WF_GC_TEXT || c->type == WF_GC_STATUS || c->type == WF_GC_PROBLEM;

    for (size_t i = 0; i < l->n_shown; i++) {
        const struct wf_grid_row *row = l->rows[l->shown[i]];
        const char *value = text ? cell(l, row, c->key) : NULL;

        keys[i] = (struct sort_key){ .at = l->shown[i],
                                     .text = text ? (value != NULL ? value : "") : NULL,
                                     .number = text ? 0 : wf_grid_number(l, row, c) };
    }
    qsort_r(keys, l->n_shown, sizeof *keys, compare_keys, l);
    for (size_t i = 0; i < l->n_shown; i++)
        l->shown[i] = keys[i].at;
    free(keys);
}

/* The selection stays on `identity` (freed here) where that is still shown. */
static void reshow(struct wf_grid *l, char *identity)
{
    l->shown = wf_reallocarray(l->shown, l->rows_room + 1, sizeof *l->shown);
    l->n_shown = 0;
    for (size_t i = 0; i < l->n_rows; i++)
        if (passes(l, l->rows[i]))
            l->shown[l->n_shown++] = i;
    if (l->sort >= 0)
        sort_shown(l);
    for (size_t i = 0; identity != NULL && i < l->n_shown; i++)
        if (is_identity(l, l->rows[l->shown[i]], identity)) {
            l->cursor = i;
            break;
        }
    if (l->cursor >= l->n_shown)
        l->cursor = l->n_shown > 0 ? l->n_shown - 1 : 0;
    free(identity);
}

static char *selected_identity(const struct wf_grid *l)
{
    /* the first row is "the newest": what comes before it shall be seen */
    if (l->cursor == 0 || l->cursor >= l->n_shown)
        return NULL;
    return identity_of(l, l->rows[l->shown[l->cursor]]);
}

/* ---- feeding ----------------------------------------------------------------------------
 */

void wf_grid_begin(struct wf_grid *l)
{
    free_rows(l->fresh, l->n_fresh);
    l->n_fresh = 0;
    l->replacing = l->n_rows > 0;
    l->header_next = true;
}

void wf_grid_clear(struct wf_grid *l)
{
    free_rows(l->rows, l->n_rows);
    free_rows(l->fresh, l->n_fresh);
    l->n_rows = l->n_fresh = l->n_shown = l->dropped = l->cursor = l->top = 0;
    l->loaded = l->more = false;
    l->error.code = WF_OK;
}

/* The cells of a line; \t \n \r \\ are undone. */
static struct wf_grid_row *parse_row(const char *line, size_t n)
{
    size_t cells = 1, i = 0;
    struct wf_grid_row *row;
    char *to;

    for (size_t k = 0; k < n; k++)
        cells += line[k] == '\t';
    row = wf_malloc(sizeof *row + cells * sizeof *row->cells + n + 1);
    row->n = cells;
    to = (char *)(row->cells + cells);
    row->cells[i++] = to;
    for (size_t k = 0; k < n; k++) {
        if (line[k] == '\t') {
            *to++ = '\0';
            row->cells[i++] = to;
        } else if (line[k] == '\\' && k + 1 < n && line[k + 1] != '\t') {
            k++;
            *to++ = line[k] == 't'   ? '\t'
                    : line[k] == 'n' ? '\n'
                    : line[k] == 'r' ? '\r'
                                     : line[k];
        } else {
            *to++ = line[k];
        }
    }
    *to = '\0';
    return row;
}

static void take_header(struct wf_grid *l, const char *line, size_t n)
{
    struct wf_grid_row *row = parse_row(line, n);

    free_header(l);
    l->n_header = row->n < MAX_HEADER ? row->n : MAX_HEADER;
    l->header = wf_reallocarray(NULL, l->n_header, sizeof *l->header);
    for (size_t i = 0; i < l->n_header; i++)
        l->header[i] = wf_strdup(row->cells[i]);
    free(row);
}

static void push(struct wf_grid_row ***rows, size_t *n, size_t *room,
                 struct wf_grid_row *row)
{
    if (*n == *room) {
        *room = *room == 0 ? 256 : *room * 2;
        *rows = wf_reallocarray(*rows, *room, sizeof **rows);
    }
    (*rows)[(*n)++] = row;
}

static void drop_front(struct wf_grid *l)
{
    free_rows(l->rows, DROP);
    memmove(l->rows, l->rows + DROP, (l->n_rows - DROP) * sizeof *l->rows);
    l->n_rows -= DROP;
    l->dropped += DROP;
    l->cursor = l->cursor > DROP ? l->cursor - DROP : 0;
    l->top = l->top > DROP ? l->top - DROP : 0;
}

void wf_grid_line(struct wf_grid *l, const char *line, size_t n)
{
    if (l->header_next) {
        take_header(l, line, n);
        l->header_next = false;
        return;
    }
    if (l->replacing) {
        push(&l->fresh, &l->n_fresh, &l->fresh_room, parse_row(line, n));
        return;
    }
    if (l->n_rows >= WF_GRID_MAX) {
        drop_front(l);
        reshow(l, NULL);
    }
    push(&l->rows, &l->n_rows, &l->rows_room, parse_row(line, n));
    if (l->sort >= 0 || l->filter != NULL) {
        l->more = true; /* placed at the end of the page */
        return;
    }
    l->shown = wf_reallocarray(l->shown, l->rows_room + 1, sizeof *l->shown);
    l->shown[l->n_shown++] = l->n_rows - 1;
}

/* The new rows take the place of the old ones. */
static void swap_rows(struct wf_grid *l)
{
    char *identity = selected_identity(l);
    struct wf_grid_row **rows = l->rows;
    size_t room = l->rows_room;

    free_rows(l->rows, l->n_rows);
    l->rows = l->fresh;
    l->n_rows = l->n_fresh;
    l->rows_room = l->fresh_room;
    l->fresh = rows;
    l->n_fresh = 0;
    l->fresh_room = room;
    l->dropped = 0;
    reshow(l, identity);
}

void wf_grid_end(struct wf_grid *l, const struct wf_host_end *end, bool more)
{
    l->error = end->error;
    l->error.code = end->code;
    if (end->code != WF_OK) {
        free_rows(l->fresh, l->n_fresh); /* what was read before stays, and is stale */
        l->n_fresh = 0;
        return;
    }
    if (l->replacing)
        swap_rows(l);
    else if (l->sort >= 0 || l->filter != NULL)
        reshow(l, selected_identity(l));
    l->replacing = false;
    l->loaded = true;
    l->more = more;
}

size_t wf_grid_wanted(const struct wf_grid *l, int rows)
{
    size_t height = rows > 0 ? (size_t)rows : 0;

    /* a filter is about the rows that are here; reading on for it would never end */
    return 1 + l->dropped + (l->filter != NULL ? l->n_rows : l->top) + 2 * height +
           WF_GRID_PAGE;
}

bool wf_grid_is_deep(const struct wf_grid *l)
{
    return l->dropped > 0 || l->top > DEEP;
}

/* ---- marks ------------------------------------------------------------------------------
 */

/* Where it is, or belongs. */
static size_t mark_at(const struct wf_grid *l, const char *identity, bool *ret_there)
{
    size_t low = 0, high = l->n_marks;

    while (low < high) {
        size_t mid = (low + high) / 2;
        int d = strcmp(l->marks[mid], identity);

        if (d == 0) {
            *ret_there = true;
            return mid;
        }
        if (d < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *ret_there = false;
    return low;
}

bool wf_grid_is_marked(const struct wf_grid *l, size_t i)
{
    bool there = false;
    char *identity;

    if (l->n_marks == 0 || i >= l->n_shown)
        return false;
    identity = identity_of(l, l->rows[l->shown[i]]);
    mark_at(l, identity, &there);
    free(identity);
    return there;
}

/* An identity, and behind it its cells, each ended by a NUL. */
static char *mark_of(const struct wf_grid *l, const struct wf_grid_row *row)
{
    char *identity = identity_of(l, row);
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_add(&b, identity, strlen(identity) + 1);
    for (size_t i = 0; l->identity[i] != NULL; i++) {
        const char *text = cell(l, row, l->identity[i]);

        wf_strbuf_adds(&b, text != NULL ? text : "");
        wf_strbuf_addc(&b, '\0');
    }
    free(identity);
    return wf_strbuf_steal(&b);
}

/* What a mark knows of its row without the row. */
static const char *mark_cell(const struct wf_grid *l, const char *mark, const char *name)
{
    const char *text = mark + strlen(mark) + 1;

    for (size_t i = 0; l->identity[i] != NULL; i++) {
        if (strcmp(l->identity[i], name) == 0)
            return text;
        text += strlen(text) + 1;
    }
    return NULL;
}

static void set_mark(struct wf_grid *l, size_t i, bool toggle)
{
    char *identity = mark_of(l, l->rows[l->shown[i]]);
    bool there;
    size_t at = mark_at(l, identity, &there);

    if (there) {
        free(identity);
        if (!toggle)
            return;
        free(l->marks[at]);
        memmove(l->marks + at, l->marks + at + 1, (l->n_marks - at - 1) * sizeof *l->marks);
        l->n_marks--;
        return;
    }
    if (l->n_marks == l->marks_room) {
        l->marks_room = l->marks_room == 0 ? 16 : l->marks_room * 2;
        l->marks = wf_reallocarray(l->marks, l->marks_room, sizeof *l->marks);
    }
    memmove(l->marks + at + 1, l->marks + at, (l->n_marks - at) * sizeof *l->marks);
    l->marks[at] = identity;
    l->n_marks++;
}

static void clear_marks(struct wf_grid *l)
{
    for (size_t i = 0; i < l->n_marks; i++)
        free(l->marks[i]);
    l->n_marks = 0;
}

const char *wf_grid_value(const struct wf_grid *l, const char *name, size_t mark)
{
    if (mark == 0)
        return wf_grid_selected(l, name);
    if (mark > l->n_marks)
        return NULL;
    for (size_t i = 0; i < l->n_rows; i++)
        if (is_identity(l, l->rows[i], l->marks[mark - 1]))
            return cell(l, l->rows[i], name);
    return mark_cell(l, l->marks[mark - 1], name);
}

/* ---- keys -------------------------------------------------------------------------------
 */

/* Row of the window where the heading takes one. */
static size_t page_of(int rows)
{
    return rows > 2 ? (size_t)rows - 1 : 1;
}

static void scroll(struct wf_grid *l, int rows)
{
    size_t height = page_of(rows);

    if (l->cursor < l->top)
        l->top = l->cursor;
    if (l->cursor >= l->top + height)
        l->top = l->cursor - height + 1;
    if (l->n_shown > height && l->top > l->n_shown - height)
        l->top = l->n_shown - height;
    if (l->n_shown <= height)
        l->top = 0;
}

static void move_to(struct wf_grid *l, size_t to, int rows)
{
    l->cursor = l->n_shown == 0 ? 0 : to < l->n_shown ? to : l->n_shown - 1;
    scroll(l, rows);
}

static size_t minus(size_t a, size_t b)
{
    return a > b ? a - b : 0;
}

/* False: no movement. */
static bool moves(struct wf_grid *l, const struct wf_key *key, int rows)
{
    size_t page = page_of(rows), at = l->cursor;

    if (wf_key_in("j down", key->code))
        move_to(l, at + 1, rows);
    else if (wf_key_in("k up", key->code))
        move_to(l, minus(at, 1), rows);
    else if (wf_key_in("g home", key->code))
        move_to(l, 0, rows);
    else if (wf_key_in("G end", key->code))
        move_to(l, l->n_shown, rows);
    else if (wf_key_in("ctrl-f page-down", key->code))
        move_to(l, at + page, rows);
    else if (wf_key_in("ctrl-b page-up", key->code))
        move_to(l, minus(at, page), rows);
    else if (wf_key_in("ctrl-d", key->code))
        move_to(l, at + page / 2, rows);
    else if (wf_key_in("ctrl-u", key->code))
        move_to(l, minus(at, page / 2), rows);
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_WHEEL_DOWN)
        move_to(l, at + 3, rows);
    else if (key->code == WF_KEY_MOUSE && key->mouse == WF_MOUSE_WHEEL_UP)
        move_to(l, minus(at, 3), rows);
    else
        return false;
    return true;
}

static bool is_hidden(const struct wf_grid *l, int column)
{
    return (l->hidden & (UINT32_C(1) << column)) != 0;
}

/* The next column to sort by, -1 (the server's order) among them. */
static void sort_step(struct wf_grid *l, int step)
{
    do
        l->sort += step;
    while (l->sort >= 0 && l->sort < (int)l->n_columns && is_hidden(l, l->sort));
    if (l->sort < -1)
        l->sort = (int)l->n_columns - 1;
    if (l->sort >= (int)l->n_columns)
        l->sort = -1;
    reshow(l, selected_identity(l));
}

enum wf_act wf_grid_key(struct wf_grid *l, const struct wf_key *key, int rows)
{
    if (moves(l, key, rows))
        return WF_ACT_REDRAW;
    switch (key->code) {
    case ' ':
        if (l->n_shown > 0) {
            set_mark(l, l->cursor, true);
            move_to(l, l->cursor + 1, rows);
        }
        return WF_ACT_REDRAW;
    case '*':
        for (size_t i = 0; i < l->n_shown; i++)
            set_mark(l, i, false);
        return WF_ACT_REDRAW;
    case 'u':
        if (l->n_marks == 0)
            return WF_ACT_NONE;
        clear_marks(l);
        return WF_ACT_REDRAW;
    case '<':
    case '>':
        sort_step(l, key->code == '<' ? -1 : 1);
        return WF_ACT_REDRAW;
    case ',':
        l->sort_down = !l->sort_down;
        reshow(l, selected_identity(l));
        return WF_ACT_REDRAW;
    default:
        return WF_ACT_NONE;
    }
}

enum wf_act wf_grid_click(struct wf_grid *l, int row, int col, int cols, bool *ret_open)
{
    int widths[WF_GRID_COLUMNS], at = 2;

    *ret_open = false;
    if (row == 0) {
        wf_grid_widths(l, cols, widths);
        for (int i = 0; i < (int)l->n_columns; i++) {
            if (widths[i] > 0 && col >= at && col < at + widths[i] + 2) {
                l->sort_down = l->sort == i ? !l->sort_down : false;
                l->sort = i;
                reshow(l, selected_identity(l));
                return WF_ACT_REDRAW;
            }
            at += widths[i] > 0 ? widths[i] + 2 : 0;
        }
        return WF_ACT_NONE;
    }
    if (l->top + (size_t)row - 1 >= l->n_shown)
        return WF_ACT_NONE;
    *ret_open = l->cursor == l->top + (size_t)row - 1;
    l->cursor = l->top + (size_t)row - 1;
    return WF_ACT_REDRAW;
}

void wf_grid_filter(struct wf_grid *l, const char *text)
{
    char *identity = selected_identity(l);

    free(l->filter);
    l->filter = text != NULL && *text != '\0' ? wf_strdup(text) : NULL;
    l->top = 0;
    reshow(l, identity);
}
