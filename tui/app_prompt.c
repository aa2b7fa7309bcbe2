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

static void clear_matches(struct wf_prompt *p)
{
    for (size_t i = 0; i < p->n_matches; i++)
        free(p->matches[i]);
    p->n_matches = p->at_match = 0;
}

void wf_prompt_release(struct wf_prompt *p)
{
    clear_matches(p);
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
    clear_matches(p);
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

/* ---- completion -------------------------------------------------------------------------
 */

static void add_match(void *user, const char *value, const char *description)
{
    struct wf_prompt *p = user;

    (void)description;
    for (size_t i = 0; i < p->n_matches; i++)
        if (strcmp(p->matches[i], value) == 0)
            return;
    if (p->n_matches < WF_MAX_MATCHES)
        p->matches[p->n_matches++] = wf_strdup(value);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words before the cursor, the last one to be completed. A filter is completed as the
 * query of `workflow list`. */
static void find_matches(struct wf_app *app, struct wf_prompt *p)
{
    struct wf_arena *a = wf_arena_new();
    char *before = wf_strndup(wf_strbuf_str(&p->line.text), p->line.at);
    size_t n = strlen(before), from = n;
    struct wf_words w = { .v = wf_arena_alloc(a, (n + 8) * sizeof *w.v) };

    if (p->kind == WF_PROMPT_FILTER) {
        w.v[w.n++] = "workflow";
        w.v[w.n++] = "list";
        w.v[w.n++] = "-q";
        w.v[w.n++] = before;
        from = 0;
    } else {
        char *rest = before, *word;

        while (from > 0 && before[from - 1] != ' ')
            from--;
        while ((word = strsep(&rest, " ")) != NULL)
            if (*word != '\0')
                w.v[w.n++] = word;
        if (n == 0 || from == n)
            w.v[w.n++] = "";
    }
    p->match_from = from;
    app->host->complete(app->host->user, &w, add_match, p);
    if (p->kind == WF_PROMPT_COMMAND && w.n == 1)
        for (size_t i = 0; wf_views[i] != NULL; i++)
            if (strncmp(wf_views[i]->name, w.v[0], strlen(w.v[0])) == 0)
                add_match(p, wf_views[i]->name, NULL);
    qsort(p->matches, p->n_matches, sizeof *p->matches, by_name);
    free(before);
    wf_arena_free(a);
}

static size_t common_prefix(const struct wf_prompt *p)
{
    size_t n = strlen(p->matches[0]);

    for (size_t i = 1; i < p->n_matches; i++) {
        size_t k = 0;

        while (k < n && p->matches[i][k] == p->matches[0][k])
            k++;
        n = k;
    }
    return n;
}

/* The first Tab fills what all matches share, the next ones go through them. */
static void complete(struct wf_app *app, bool forward)
{
    struct wf_prompt *p = &app->prompt;
    char *shared;

    if (p->n_matches > 0) {
        p->at_match = (p->at_match + (forward ? 1 : p->n_matches - 1)) % p->n_matches;
        wf_line_replace(&p->line, p->match_from, p->matches[p->at_match]);
        return;
    }
    find_matches(app, p);
    if (p->n_matches == 0)
        return;
    shared = wf_strndup(p->matches[0], common_prefix(p));
    if (strlen(shared) >= p->line.at - p->match_from)
        wf_line_replace(&p->line, p->match_from, shared);
    free(shared);
    if (p->n_matches == 1) {
        if (p->kind == WF_PROMPT_COMMAND)
            wf_line_replace(&p->line, p->line.at, " ");
        clear_matches(p);
    } else {
        p->at_match = p->n_matches - 1; /* the next Tab takes the first */
    }
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
        complete(app, key->code == WF_KEY_TAB);
        return;
    }
    clear_matches(p);
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
}

/* The line, and above it the matches while Tab goes through them. */
void wf_prompt_draw(const struct wf_app *app, struct wf_pane p, int row)
{
    const struct wf_prompt *pr = &app->prompt;
    int col = wf_put(p, row, 0, -1, WF_ST_BOLD, pr->label), at = 1;

    if (pr->kind != WF_PROMPT_COMMAND)
        col += wf_put(p, row, col, -1, WF_ST_BOLD, "> ");
    wf_line_draw(&pr->line, p, row, col, p.cols - col, WF_ST_INPUT, true);
    if (pr->n_matches == 0 || row == 0)
        return;
    wf_fill(wf_pane_sub(p, row - 1, 0, 1, p.cols), WF_ST_BAR);
    for (size_t i = pr->at_match < pr->n_matches ? pr->at_match - pr->at_match % 8 : 0;
         i < pr->n_matches && at < p.cols; i++)
        at += 2 + wf_put(p, row - 1, at, -1, i == pr->at_match ? WF_ST_SELECTED : WF_ST_BAR,
                         pr->matches[i]);
}
