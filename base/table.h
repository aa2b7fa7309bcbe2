#ifndef WF_BASE_TABLE_H
#define WF_BASE_TABLE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Aligned text tables, cards of keys and values, CSV and TSV. Cells are text that is
 * formatted already but may hold anything: what would act on a terminal is neutralised
 * here. Tables know no terminal; the caller says how wide and whether in colour.
 */

enum wf_align { WF_ALIGN_LEFT, WF_ALIGN_RIGHT };

struct wf_table_column {
    const char *header; /* copied */
    enum wf_align align;
    unsigned min;    /* never cut below; 0: the header's width */
    unsigned max;    /* cut above this even on a wide terminal; 0: no limit */
    unsigned shrink; /* 0: never cut to fit; the greatest are cut first */
};

struct wf_table_options {
    size_t width;    /* of the terminal; 0: never cut (pipes, -o wide) */
    unsigned indent; /* blanks before each line */
    bool no_header;
    bool color;             /* false: styles of cells and header are dropped */
    bool ascii;             /* cut with "~" where "…" cannot be shown */
    const char *header_sgr; /* e.g. "1"; NULL: plain. Static or as long as the table */
};

/*
 * Rows are held until wf_table_print(). The first print fixes the widths of the columns,
 * later ones let them grow where there is room, so that a listing of any length is printed
 * page by page in constant memory: print after each page, or whenever wf_table_rows()
 * reaches WF_TABLE_BATCH.
 */
struct wf_table;
enum { WF_TABLE_BATCH = 500 };

struct wf_table *wf_table_new(const struct wf_table_column *columns, size_t n,
                              const struct wf_table_options *o); /* o may be NULL */
void wf_table_free(struct wf_table *t);                          /* NULL is fine */
/* The next cell of the row; a row is complete with its last column. NULL is "". */
void wf_table_cell(struct wf_table *t, const char *text);
/* `sgr` are SGR parameters, "1;31"; NULL or "": plain. A static string. */
void wf_table_cell_sgr(struct wf_table *t, const char *text, const char *sgr);
size_t wf_table_rows(const struct wf_table *t); /* complete rows that wait to be printed */
/* Appends the header (the first time) and the rows held, then forgets them. */
void wf_table_print(struct wf_table *t, struct wf_strbuf *out);

/*
 * "Key   value" blocks with the values aligned. Values may hold new lines: the further
 * lines stand below the first. Nothing is cut.
 */
struct wf_card;

struct wf_card *wf_card_new(void);
void wf_card_free(struct wf_card *c);
void wf_card_add(struct wf_card *c, const char *key, const char *value); /* NULL is "" */
void wf_card_add_sgr(struct wf_card *c, const char *key, const char *value,
                     const char *sgr);
size_t wf_card_rows(const struct wf_card *c);
/* Appends the block and forgets its rows. Only indent, color and header_sgr (keys) count.
 */
void wf_card_print(struct wf_card *c, const struct wf_table_options *o,
                   struct wf_strbuf *out);

/* One record with its line end ("\r\n" in CSV, as RFC 4180 has it; "\n" in TSV). */
void wf_csv_row(struct wf_strbuf *out, const char *const *cells, size_t n);
/* Tab, new line, carriage return and backslash as \t \n \r \\. */
void wf_tsv_row(struct wf_strbuf *out, const char *const *cells, size_t n);

#endif
