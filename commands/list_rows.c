/* commands/list_rows.c: rows of a listing as cards. */
#include "commands/list_rows.h"

#include "base/table.h"
#include "base/utf8.h"
#include "commands/list_columns.h"

#include <string.h>

enum { GAP = 2 }; /* between columns of a table */

void wf_row_card(struct wf_job *job, const struct wf_column *columns, size_t n,
                 const char *const *cells, size_t number)
{
    const struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    struct wf_card *card = wf_card_new();

    wf_strbuf_addf(&job->out->buf, "-[ %zu ]-\n", number);
    for (size_t i = 0; i < n; i++)
        if (cells[i] != NULL && *cells[i] != '\0')
            wf_card_add_sgr(card, wf_column_title(job, columns[i].header), cells[i],
                            columns[i].type == WF_CELL_STATUS ? wf_status_sgr(cells[i])
                                                              : NULL);
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
}

size_t wf_rows_width(const struct wf_column *columns, size_t n, const char ***rows,
                     size_t n_rows, size_t first)
{
    size_t sum = first;

    for (size_t i = 0; i < n; i++) {
        size_t most = wf_utf8_width(columns[i].header, strlen(columns[i].header));

        for (size_t k = 0; k < n_rows; k++) {
            const char *cell = rows[k][i];
            size_t w = cell != NULL ? wf_utf8_width(cell, strlen(cell)) : 0;

            if (w > most)
                most = w;
        }
        sum += most + (sum > 0 ? GAP : 0);
    }
    return sum;
}
