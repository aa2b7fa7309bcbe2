/* tui/app_prompt.c: the line at the bottom, for commands and for filters. */
#include "tui/app_private.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Which memory of past lines; -1: none. */
static int past_of(enum wf_prompt_kind kind)
{
    return kind == WF_PROMPT_COMMAND ? 0 : kind == WF_PROMPT_FILTER ? 1 : -1;
}

void wf_prompt_release(struct wf_prompt *p)
{
    wf_prompt_forget(p);
    wf_line_release(&p->line);
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < p->n_past[k]; i++)
            free(p->past[k][i]);
}

void wf_prompt_open(struct wf_app *app, enum wf_prompt_kind kind, const char *label,
                    const char *text, wf_prompt_fn *done)
{
    struct wf_prompt *p = &app->prompt;
    int past = past_of(kind);

    p->kind = kind;
    p->label = label;
    p->done = done;
    wf_line_set(&p->line, text != NULL ? text : "");
    p->at_past = past >= 0 ? p->n_past[past] : 0;
    wf_prompt_forget(p);
    wf_prompt_look_ahead(app);
}

static void remember(struct wf_prompt *p, const char *text)
{
    int k = past_of(p->kind);

    if (k < 0 || *text == '\0' || *text == ' ')
        return;
    if (p->n_past[k] > 0 && strcmp(p->past[k][p->n_past[k] - 1], text) == 0)
        return;
    if (p->n_past[k] == WF_MAX_PROMPTS) {
        free(p->past[k][0]);
        memmove(p->past[k], p->past[k] + 1, (WF_MAX_PROMPTS - 1) * sizeof *p->past[k]);
        p->n_past[k]--;
    }
    p->past[k][p->n_past[k]++] = wf_strdup(text);
}

static void recall(struct wf_prompt *p, int step)
{
    int k = past_of(p->kind);
    size_t at = p->at_past + (size_t)step;

    if (k < 0 || (step < 0 && p->at_past == 0) || at > p->n_past[k])
        return;
    p->at_past = at;
    wf_line_set(&p->line, at < p->n_past[k] ? p->past[k][at] : "");
}

/* ---- keys -------------------------------------------------------------------------------
 */

static void accept(struct wf_app *app)
{
    struct wf_prompt *p = &app->prompt;
    struct wf_instance *top = wf_app_top(app);
    enum wf_prompt_kind kind = p->kind;
    char *text = wf_strdup(wf_strbuf_str(&p->line.text));

    remember(p, text);
    p->kind = WF_PROMPT_NONE;
    if (kind == WF_PROMPT_COMMAND)
        wf_run_line(app, text);
    else if (kind == WF_PROMPT_FILTER)
        top->type->filter(top->model, text);
    else
        p->done(app, text);
    free(text);
}

void wf_prompt_key(struct wf_app *app, const struct wf_key *key)
{
    struct wf_prompt *p = &app->prompt;

    if (key->code == WF_KEY_TAB || key->code == WF_KEY_BACK_TAB) {
        wf_prompt_complete(app, key->code == WF_KEY_TAB);
        return;
    }
    wf_prompt_forget(p);
    if (key->code == WF_KEY_ENTER)
        accept(app);
    else if (key->code == WF_KEY_ESC || key->code == 3 ||
             (key->code == WF_KEY_BACKSPACE && p->line.text.len == 0))
        p->kind = WF_PROMPT_NONE;
    else if (key->code == WF_KEY_UP || key->code == 16)
        recall(p, -1);
    else if (key->code == WF_KEY_DOWN || key->code == 14)
        recall(p, 1);
    else
        (void)wf_line_key(&p->line, key);
    wf_prompt_look_ahead(app);
}

/* The candidates, while Tab goes through them: those of the page that has the chosen one.
 */
static void draw_matches(const struct wf_prompt *pr, struct wf_pane p, int row)
{
    size_t shared = wf_prompt_shared(pr), first = 0;
    int at = 1;

    wf_fill(wf_pane_sub(p, row, 0, 1, p.cols), WF_ST_BAR);
    for (size_t i = 0; pr->at_match < pr->n_matches && i <= pr->at_match; i++) {
        int width = wf_text_columns(pr->matches[i] + shared);

        if (at + width > p.cols && i > first) {
            first = i;
            at = 1;
        }
        at += width + 2;
    }
    at = 1;
    for (size_t i = first; i < pr->n_matches && at < p.cols; i++)
        at += 2 + wf_put(p, row, at, -1, i == pr->at_match ? WF_ST_SELECTED : WF_ST_BAR,
                         pr->matches[i] + shared);
}

void wf_prompt_draw(const struct wf_app *app, struct wf_pane p, int row)
{
    const struct wf_prompt *pr = &app->prompt;
    const char *sign = p.cv->ascii ? "..." : "…";
    int col = wf_put(p, row, 0, -1, WF_ST_BOLD, pr->label), end = p.cols;

    if (pr->kind != WF_PROMPT_COMMAND)
        col += wf_put(p, row, col, -1, WF_ST_BOLD, "> ");
    if (pr->asked)
        end -= wf_text_columns(sign) + 1;
    wf_line_draw(&pr->line, p, row, col, end - col, WF_ST_INPUT, true);
    if (pr->asked)
        wf_put_right(p, row, p.cols, -1, WF_ST_DIM, sign);
    if (pr->hint != NULL && !pr->asked && p.cv->cursor_col >= col &&
        p.cv->cursor_col + 1 < end)
        wf_put(p, row, p.cv->cursor_col, end - p.cv->cursor_col, WF_ST_DIM, pr->hint);
    if (pr->n_matches > 0 && row > 0)
        draw_matches(pr, p, row - 1);
}
