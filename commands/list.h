#ifndef WF_COMMANDS_LIST_H
#define WF_COMMANDS_LIST_H

#include "commands/job.h"

/*
 * Listings: a verb yields items; JSON prints the item's message, every other format prints
 * typed cells that columns extract from it.
 */
enum wf_cell_type {
    WF_CELL_TEXT,     /* text */
    WF_CELL_TIME,     /* number: ns since the epoch */
    WF_CELL_DURATION, /* number: ns */
    WF_CELL_COUNT,    /* number */
    WF_CELL_BOOL,     /* number: 0 or 1 */
    WF_CELL_STATUS,   /* text, coloured by its word: Running, Failed, Completed … */
    WF_CELL_JSON,     /* text: compact JSON */
};
struct wf_cell {
    const char *text; /* in the arena handed to get(), or static; NULL: empty */
    int64_t number;   /* WF_NO_TIME: empty */
};

struct wf_column {
    const char *header; /* "WORKFLOW ID" */
    const char *key;    /* for --columns, --sort, templates: "id" */
    enum wf_cell_type type;
    bool wide;       /* shown with -o wide, csv, tsv; otherwise only when asked for */
    unsigned shrink; /* how willingly the table cuts it; 0: never */
    void (*get)(const void *item, struct wf_arena *a, struct wf_cell *ret);
    /* for columns made from a name the user typed (search attributes): data of get2 */
    void (*get2)(const void *item, const void *data, struct wf_arena *a,
                 struct wf_cell *ret);
    const void *data;
};
struct wf_columns {
    const struct wf_column *v;
    size_t n;
    /* What -o refs prints of an item; NULL: this listing has no references. */
    void (*ref)(const void *item, struct wf_ref *ret);
    /* The item's JSON; NULL: the item is an API message. */
    void (*json)(struct wf_json *j, const void *item);
    /* A column for a key that is in no row above (search attributes, memo); NULL: none. */
    bool (*dynamic)(const char *key, struct wf_arena *a, struct wf_column *ret);
};

/*
 * One item as a card, a line for each column that is not empty (and not of get2): what a
 * wide table shows of it. For text output only.
 */
void wf_columns_card(struct wf_job *job, const struct wf_columns *columns,
                     const void *item);

/*
 * JSON prints one array ([ and ] also around nothing), jsonl one object a line, flushed. A
 * listing that fails before its first item prints nothing. --sort holds the items' cells
 * until the end (at most 100,000 items) and prints then.
 */
struct wf_list;
enum wf_code wf_list_begin(struct wf_job *job, const struct wf_columns *columns,
                           struct wf_list **ret, struct wf_error *err);
enum wf_code wf_list_item(struct wf_list *l, const void *item, struct wf_error *err);
/* After each page: prints what a table holds and flushes, so that a reader sees rows early.
 */
enum wf_code wf_list_page_done(struct wf_list *l, struct wf_error *err);
/* Prints the end. `rc` is what the listing came to: with a failure before the first item
 * nothing is printed, after it JSON stays well-formed. Returns rc, or its own failure.
 * Frees. */
enum wf_code wf_list_end(struct wf_list *l, enum wf_code rc, struct wf_error *err);

#endif
