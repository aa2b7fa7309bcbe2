#ifndef WF_TUI_LISTING_H
#define WF_TUI_LISTING_H

#include "tui/grid.h"
#include "tui/reader.h"
#include "tui/view.h"

/*
 * A view that is a listing: what a verb lists, and below it what another verb says of the
 * selected row. Most views are one of these tables and nothing else; wf_view_type.data
 * points to it, and WF_LISTING_VIEW fills in the functions.
 */
struct wf_listing_model;
struct wf_listing {
    const char *line; /* "schedule list": `-o tsv` is put behind it */
    const char *args; /* words behind it for the view's arguments: "-w {1} -r {2}" */
    const struct wf_grid_column *columns;
    size_t n_columns;
    const char *const *identity; /* NULL-ended */
    const char *id, *run;        /* columns that {id} and {run} mean; NULL: "id", "run" */
    const char *detail; /* template: what the lower pane shows; NULL: there is none */
    int detail_rows;    /* in percent of the body; 0: 40 */
    const char
        *query;       /* option that takes what `/` asks for; NULL: `/` looks at the rows */
    int64_t every_ms; /* 0: the app's interval */
    const char *empty;        /* said instead of "nothing" */
    const char *const *count; /* words of the verb that counts what the query finds; NULL */
    const char *more;         /* option that adds a column by its name: "--columns" */
    bool args_query;          /* the view's arguments, joined by blanks, are the query */
    /* Draws the detail from its lines instead of their text; NULL: the text. */
    void (*draw_detail)(const struct wf_listing_model *m, const struct wf_frame *f,
                        struct wf_pane p);
};

enum { WF_LISTING_ADDED = 4, WF_LISTING_ARGS = 4 };
/* The model, for a view that adds to what a listing does: its first member. */
struct wf_listing_model {
    const struct wf_listing *listing;
    const struct wf_view_type *type;
    struct wf_grid list;
    struct wf_reader detail;
    char *line[WF_WANT_WORDS]; /* owned: the listing's words */
    size_t n_line;
    char *args[WF_LISTING_ARGS]; /* owned: the view's own; {1}, {2} */
    size_t n_args;
    char *query;                /* NULL: none */
    char *about[WF_WANT_WORDS]; /* owned: the detail's words */
    size_t n_about;
    bool fresh_detail;          /* a new text of it has begun */
    bool in_detail;             /* which pane the keys go to */
    int rows;                   /* of the list's pane, as it was drawn last */
    int64_t total;              /* of `count`; -1: not known */
    struct wf_grid_column *own; /* owned: the table's columns and those that were added */
    char *added[WF_LISTING_ADDED];
    size_t n_added;
    char *columns; /* owned: "+A,+B" for `more`; NULL: none were added */
    char *names;   /* owned: the rows' saved queries, as the head shows them */
};
void wf_listing_open(void *m, const struct wf_view_type *type, size_t n,
                     const char *const *args);
void wf_listing_close(void *m);
void wf_listing_crumb(const void *m, const struct wf_frame *f, struct wf_strbuf *out);
void wf_listing_want(const void *m, const struct wf_frame *f, unsigned slot,
                     struct wf_want *ret);
void wf_listing_begin(void *m, unsigned slot);
void wf_listing_line(void *m, unsigned slot, const char *line, size_t n);
void wf_listing_end(void *m, unsigned slot, const struct wf_host_end *end);
enum wf_act wf_listing_key(void *m, const struct wf_frame *f, const struct wf_key *key);
void wf_listing_filter(void *m, const char *text);
const char *wf_listing_filter_text(const void *m);
void wf_listing_draw(const void *m, const struct wf_frame *f, struct wf_pane p);
const char *wf_listing_value(const void *m, const char *name, size_t mark);
size_t wf_listing_marks(const void *m);
/* Of the pane that has the keys. */
void wf_listing_text(const void *m, struct wf_strbuf *out);
struct wf_grid *wf_listing_grid(void *m);
void wf_listing_add_column(void *m, const char *name); /* where `more` is given */
void wf_listing_ready(void *m, const struct wf_frame *f);
/* Keys of listings with a query: `f` picks a saved one, `F` keeps the one that is shown. */
void wf_listing_saved(struct wf_app *app);
void wf_listing_keep(struct wf_app *app);
#define WF_LISTING_QUERIES                                                                 \
    { .keys = "f",                                                                         \
      .name = "saved",                                                                     \
      .help = "saved",                                                                     \
      .what = WF_DO_KEY,                                                                   \
      .run = wf_listing_saved },                                                           \
    {                                                                                      \
        .keys = "F", .name = "keep-query", .help = "keep this query", .what = WF_DO_KEY,   \
        .quiet = true, .run = wf_listing_keep                                              \
    }

#define WF_LISTING_VIEW(listing)                                                           \
    .data = (listing), .model_size = sizeof(struct wf_listing_model),                      \
    .open = wf_listing_open, .close = wf_listing_close, .crumb = wf_listing_crumb,         \
    .want = wf_listing_want, .begin = wf_listing_begin, .line = wf_listing_line,           \
    .end = wf_listing_end, .key = wf_listing_key, .filter = wf_listing_filter,             \
    .filter_text = wf_listing_filter_text, .draw = wf_listing_draw,                        \
    .value = wf_listing_value, .marks = wf_listing_marks, .grid = wf_listing_grid,         \
    .ready = wf_listing_ready, .text = wf_listing_text

#endif
