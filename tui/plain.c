/* tui/plain.c: a view as lines, and its changes as more lines. */
#include "tui/plain.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/app_private.h"
#include "tui/grid_private.h"
#include "tui/times.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ROWS = 100, /* of the window that nobody sees: what is read, and said at first */
    COLS = 120,
    CALM_MS = 100, /* a view of several readings is said when they have come */
    LATE_MS = 500, /* but what never rests is said all the same */
};

/* A row of a list, or a line of any other view, which is its own identity. */
struct item {
    char *identity;
    char *text;   /* as it is said */
    char **cells; /* of a list's row, by column; NULL: a line */
};
struct items {
    struct item *v;
    size_t n, room;
    bool more; /* the list goes on below */
};

struct plain {
    struct wf_app *app;
    const struct wf_host *host;
    wf_plain_print_fn *print;
    void *user;
    struct wf_error *err;
    enum wf_code rc;
    struct items items;
    bool began, down;
    size_t n_messages; /* of the app's, said so far */
};

/* ---- what is said ----------------------------------------------------------------------
 */

/* "12:00:00  text", and nothing in it that acts on a terminal. */
static void say(struct plain *p, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    int64_t now = p->host->now_ns(p->host->user);

    if (p->rc != WF_OK)
        return;
    wf_time_cell(&b, now, now, p->app->time_mode == 2 ? 2 : 1);
    wf_strbuf_adds(&b, "  ");
    wf_utf8_safes(&b, text);
    p->rc = p->print(p->user, wf_strbuf_str(&b), p->err);
    wf_strbuf_release(&b);
}

static void say_two(struct plain *p, const char *word, const char *text)
{
    char *line = wf_asprintf("%s %s", word, text);

    say(p, line);
    free(line);
}

/* ---- what there is ---------------------------------------------------------------------
 */

static void item_free(struct item *it, size_t columns)
{
    for (size_t i = 0; it->cells != NULL && i < columns; i++)
        free(it->cells[i]);
    free(it->cells);
    free(it->identity);
    free(it->text);
}

static void items_free(struct items *s, size_t columns)
{
    for (size_t i = 0; i < s->n; i++)
        item_free(&s->v[i], columns);
    free(s->v);
    *s = (struct items){ 0 };
}

static void items_add(struct items *s, struct item it)
{
    if (s->n == s->room) {
        s->room = s->room == 0 ? 64 : s->room * 2;
        s->v = wf_reallocarray(s->v, s->room, sizeof *s->v);
    }
    s->v[s->n++] = it;
}

static char *cell_words(const struct plain *p, const struct wf_grid *l, size_t row,
                        const struct wf_grid_column *c)
{
    const char *text = wf_grid_cell(l, row, c->key);
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (c->type == WF_GC_TIME) {
        int64_t ns = wf_grid_number(l, l->rows[l->shown[row]], c);

        if (ns != WF_NO_TIME) {
            wf_time_cell(&b, ns, p->host->now_ns(p->host->user),
                         p->app->time_mode == 2 ? 2 : 1);
            return wf_strbuf_steal(&b);
        }
    }
    return wf_strdup(text != NULL && *text != '\0' ? text : "-");
}

static char *identity_words(const struct wf_grid *l, size_t row)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_adds(&b, "");
    for (size_t i = 0; l->identity[i] != NULL; i++) {
        const char *text = wf_grid_cell(l, row, l->identity[i]);

        wf_strbuf_addf(&b, "%s%s", i > 0 ? " " : "", text != NULL ? text : "");
    }
    return b.data != NULL ? wf_strbuf_steal(&b) : wf_strdup("");
}

static void take_rows(const struct plain *p, const struct wf_grid *l, struct items *ret)
{
    ret->more = l->more;
    for (size_t row = 0; row < l->n_shown; row++) {
        struct item it = { .cells = wf_calloc(l->n_columns + 1, sizeof *it.cells) };
        struct wf_strbuf text = WF_STRBUF_INIT;

        wf_strbuf_adds(&text, "");
        for (size_t i = 0; i < l->n_columns; i++) {
            it.cells[i] = cell_words(p, l, row, &l->columns[i]);
            if (!(l->hidden & (UINT32_C(1) << i)) && strcmp(it.cells[i], "-") != 0)
                wf_strbuf_addf(&text, "%s%s", text.len > 0 ? "  " : "", it.cells[i]);
        }
        it.identity = identity_words(l, row);
        it.text = wf_strbuf_steal(&text);
        items_add(ret, it);
    }
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The words of a line: bars, rules and room between columns are not for reading aloud.
 * NULL: there are none. */
static char *words_of(const char *line)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    bool any = false;

    line += strspn(line, " ");
    for (const char *p = line; *p != '\0';) {
        size_t n = 1;

        while (p[n] == *p)
            n++;
        any = any || is_word(*p);
        if (is_word(*p) || n < 3)
            wf_strbuf_add(&b, p, n);
        else if (*p == ' ')
            wf_strbuf_adds(&b, "  ");
        p += n;
    }
    if (any)
        return wf_strbuf_steal(&b);
    wf_strbuf_release(&b);
    return NULL;
}

/* The view's part of a picture that nobody sees. */
static void take_lines(const struct plain *p, struct items *ret)
{
    struct wf_canvas cv;

    wf_canvas_init(&cv, 1, 1);
    cv.ascii = true; /* bars of one sign */
    wf_app_draw(p->app, &cv);
    for (int row = p->app->link.down ? 4 : 3; row < cv.rows - 2; row++) {
        struct wf_strbuf b = WF_STRBUF_INIT;
        char *text;

        wf_canvas_row_text(&cv, row, &b);
        text = words_of(wf_strbuf_str(&b));
        if (text != NULL)
            items_add(ret, (struct item){ .identity = text, .text = wf_strdup(text) });
        wf_strbuf_release(&b);
    }
    wf_canvas_release(&cv);
}

static const struct wf_grid *grid_of(const struct wf_instance *v)
{
    return v->type->grid != NULL ? v->type->grid(v->model) : NULL;
}

/* ---- what has changed ------------------------------------------------------------------
 */

static const struct item *find(const struct items *s, const char *identity)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->v[i].identity, identity) == 0)
            return &s->v[i];
    return NULL;
}

/* "changed order-1 run-1: STATUS Running, now Completed" */
static void say_changes(struct plain *p, const struct wf_grid *l, const struct item *before,
                        const struct item *now)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; l != NULL && i < l->n_columns; i++)
        if (strcmp(before->cells[i], now->cells[i]) != 0)
            wf_strbuf_addf(&b, "%s %s %s, now %s", b.len > 0 ? ";" : ":",
                           l->columns[i].title, before->cells[i], now->cells[i]);
    if (b.len > 0) {
        char *line = wf_asprintf("changed %s%s", now->identity, b.data);

        say(p, line);
        free(line);
    }
    wf_strbuf_release(&b);
}

static void say_differences(struct plain *p, const struct wf_grid *l,
                            const struct items *now)
{
    size_t added = 0, kept;

    for (size_t i = 0; i < now->n; i++) {
        const struct item *before = find(&p->items, now->v[i].identity);

        added += before == NULL;
        if (before == NULL)
            say_two(p, "new", now->v[i].text);
        else
            say_changes(p, l, before, &now->v[i]);
    }
    /* new rows push others below the last one that is looked at: those are not gone */
    kept = now->more && p->items.n > added ? p->items.n - added : p->items.n;
    for (size_t i = 0; l != NULL && i < kept; i++)
        if (find(now, p->items.v[i].identity) == NULL)
            say_two(p, "gone", p->items.v[i].identity);
}

static void say_all(struct plain *p, const struct items *now)
{
    for (size_t i = 0; i < now->n && i < ROWS; i++)
        say(p, now->v[i].text);
    if (now->n == 0)
        say(p, "nothing");
    if (now->n > ROWS || now->more)
        say(p, "and more");
}

static void say_title(struct plain *p)
{
    const struct wf_instance *top = wf_app_top(p->app);
    struct wf_host_place place = p->host->place(p->host->user);
    struct wf_frame f = wf_app_frame(p->app, top);
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_addf(&b, "%s: %s namespace %s on %s", top->type->title,
                   place.production ? "PROD" : "in", place.namespace_, place.address);
    if (top->type->crumb != NULL) {
        wf_strbuf_adds(&b, ", ");
        top->type->crumb(top->model, &f, &b);
    }
    say(p, b.data);
    wf_strbuf_release(&b);
}

static void say_link(struct plain *p)
{
    const struct wf_link *l = &p->app->link;

    if (l->down && !p->down)
        say_two(p, "disconnected:", l->reason);
    p->down = l->down;
}

static void say_messages(struct plain *p)
{
    while (p->n_messages < p->app->n_messages) {
        size_t i = p->n_messages++ % WF_MAX_MESSAGES;

        if (p->app->n_messages - p->n_messages < WF_MAX_MESSAGES)
            say(p, p->app->messages[i].text);
    }
}

/* What the view holds now, against what was said of it. */
static void look(struct plain *p)
{
    const struct wf_instance *top = wf_app_top(p->app);
    const struct wf_grid *l = grid_of(top);
    struct wf_frame f = wf_app_frame(p->app, top);
    struct items now = { 0 };
    size_t columns = l != NULL ? l->n_columns : 0;

    say_link(p);
    say_messages(p);
    if (l != NULL && l->error.code != WF_OK && !l->loaded && !p->app->link.down &&
        p->rc == WF_OK) {
        *p->err = l->error; /* it will never be anything else */
        p->rc = l->error.code;
        return;
    }
    if (f.loading || (l != NULL && !l->loaded))
        return;
    if (l != NULL)
        take_rows(p, l, &now);
    else
        take_lines(p, &now);
    if (!p->began) {
        say_title(p);
        say_all(p, &now);
        p->began = true;
    } else {
        say_differences(p, l, &now);
    }
    items_free(&p->items, columns);
    p->items = now;
}

enum wf_code wf_plain_run(struct wf_app *app, const struct wf_host *host, int signal_fd,
                          wf_plain_print_fn *print, void *user, struct wf_error *err)
{
    struct plain p = { .app = app, .host = host, .print = print, .user = user, .err = err };
    const struct wf_grid *l;
    int64_t due_ms = 0; /* since when there are news that were not said; 0: none */

    wf_app_resize(app, ROWS, COLS);
    (void)wf_app_poll(app);
    while (p.rc == WF_OK && !wf_app_quits(app)) {
        struct pollfd fds[] = { { .fd = host->fd, .events = POLLIN },
                                { .fd = signal_fd, .events = POLLIN },
                                { .fd = STDOUT_FILENO } };
        int wait = wf_app_timeout_ms(app);
        int64_t now_ms;

        if (due_ms != 0 && (wait < 0 || wait > CALM_MS))
            wait = CALM_MS;
        if (poll(fds, 3, wait) < 0 && errno != EINTR)
            break;
        if ((fds[1].revents & POLLIN) || (fds[2].revents & (POLLERR | POLLHUP)))
            break; /* told to end, or nobody reads on: that is how it ends */
        now_ms = host->mono_ms(host->user);
        if (wf_app_poll(app) && due_ms == 0)
            due_ms = now_ms;
        else if (due_ms != 0 && (fds[0].revents == 0 || now_ms - due_ms > LATE_MS)) {
            due_ms = 0;
            look(&p);
        }
    }
    l = grid_of(wf_app_top(app));
    items_free(&p.items, l != NULL ? l->n_columns : 0);
    return p.rc;
}
