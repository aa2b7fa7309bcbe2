/* commands/list_card.c: one item of a listing as a card. */
#include "commands/list_rows.h"

#include "base/table.h"

#include <ctype.h>

const char *wf_column_title(struct wf_job *job, const char *header)
{
    char *key = wf_arena_printf(job->arena, "%s", header);

    for (size_t i = 1; key[0] != '\0' && key[i] != '\0'; i++)
        key[i] = (char)tolower((unsigned char)key[i]);
    return key;
}

static const char *text_of(struct wf_job *job, const struct wf_column *c,
                           const struct wf_cell *cell)
{
    switch (c->type) {
    case WF_CELL_TIME:
        return wf_job_time(job, cell->number);
    case WF_CELL_COUNT:
        return cell->number == WF_NO_TIME
                   ? NULL
                   : wf_arena_printf(job->arena, "%lld", (long long)cell->number);
    case WF_CELL_BOOL:
        return cell->number == WF_NO_TIME ? NULL : cell->number != 0 ? "yes" : "no";
    default:
        return cell->text;
    }
}

void wf_columns_card(struct wf_job *job, const struct wf_columns *columns, const void *item)
{
    const struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    struct wf_card *card = wf_card_new();

    for (size_t i = 0; i < columns->n; i++) {
        const struct wf_column *c = &columns->v[i];
        struct wf_cell cell = { .number = WF_NO_TIME };
        const char *text;

        if (c->get == NULL)
            continue;
        c->get(item, job->arena, &cell);
        text = text_of(job, c, &cell);
        if (text != NULL && *text != '\0')
            wf_card_add(card, wf_column_title(job, c->header), text);
    }
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
}
