/* commands/list_columns.c: which columns, and what a cell reads like. */
#include "commands/list_columns.h"

#include "commands/parse.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool named(const struct wf_column *c, const char *key)
{
    return strcasecmp(c->key, key) == 0 || strcasecmp(c->header, key) == 0;
}

enum wf_code wf_columns_find(const struct wf_columns *all, const char *key,
                             const char *option, struct wf_arena *a, struct wf_column *ret,
                             struct wf_error *err)
{
    struct wf_suggest s = { .typed = key };

    for (size_t i = 0; i < all->n; i++) {
        if (named(&all->v[i], key)) {
            *ret = all->v[i];
            return WF_OK;
        }
        wf_suggest_offer(&s, all->v[i].key);
    }
    if (all->dynamic != NULL && all->dynamic(key, a, ret))
        return WF_OK;
    wf_error_set(err, WF_E_USAGE, "%s: no column is called '%s'", option, key);
    if (s.best != NULL) {
        wf_error_hint(err, "did you mean '%s'?", s.best);
    } else {
        char list[400] = "";

        for (size_t i = 0; i < all->n; i++) {
            size_t n = strlen(list);

            snprintf(list + n, sizeof list - n, "%s%s", i == 0 ? "" : ", ", all->v[i].key);
        }
        wf_error_hint(err, "there are: %s", list);
    }
    return WF_E_USAGE;
}

static void remove_named(struct wf_column *v, size_t *n, const char *key)
{
    size_t kept = 0;

    for (size_t i = 0; i < *n; i++)
        if (!named(&v[i], key))
            v[kept++] = v[i];
    *n = kept;
}

enum wf_code wf_columns_choose(const struct wf_columns *all, const char *spec,
                               bool everything, struct wf_arena *a,
                               const struct wf_column **ret, size_t *ret_n,
                               struct wf_error *err)
{
    size_t room = all->n + (spec != NULL ? strlen(spec) : 0) + 1, n = 0;
    struct wf_column *v = wf_arena_alloc(a, room * sizeof *v);
    char *copy, *save = NULL;

    if (spec == NULL || *spec == '+' || *spec == '-')
        for (size_t i = 0; i < all->n; i++)
            if (everything || !all->v[i].wide)
                v[n++] = all->v[i];
    copy = wf_arena_strdup(a, spec != NULL ? spec : "");
    for (char *key = strtok_r(copy, ",", &save); key != NULL;
         key = strtok_r(NULL, ",", &save)) {
        struct wf_column c;
        bool less = *key == '-';
        enum wf_code rc =
            wf_columns_find(all, key + (less || *key == '+'), "--columns", a, &c, err);

        if (rc != WF_OK)
            return rc;
        remove_named(v, &n, c.key);
        if (!less)
            v[n++] = c;
    }
    *ret = v;
    *ret_n = n;
    return WF_OK;
}

void wf_column_cell(const struct wf_column *c, const void *item, struct wf_arena *a,
                    struct wf_cell *ret)
{
    *ret = (struct wf_cell){ .text = NULL, .number = WF_NO_TIME };
    if (c->get2 != NULL)
        c->get2(item, c->data, a, ret);
    else
        c->get(item, a, ret);
}

const char *wf_cell_text(struct wf_job *job, const struct wf_column *c,
                         const struct wf_cell *cell, bool exact, struct wf_arena *a)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (c->type == WF_CELL_TEXT || c->type == WF_CELL_STATUS || c->type == WF_CELL_JSON)
        return cell->text != NULL ? cell->text : "";
    if (cell->number == WF_NO_TIME)
        return "";
    switch (c->type) {
    case WF_CELL_TIME:
        if (exact && job->g->time_format == NULL)
            wf_time_rfc3339(&b, cell->number);
        else
            wf_strbuf_adds(&b, wf_job_time(job, cell->number));
        break;
    case WF_CELL_DURATION:
        if (exact)
            wf_duration_go(&b, cell->number);
        else
            wf_duration_short(&b, cell->number);
        break;
    case WF_CELL_BOOL:
        wf_strbuf_adds(&b, cell->number != 0 ? "true" : "false");
        break;
    default:
        wf_strbuf_addf(&b, "%lld", (long long)cell->number);
        break;
    }
    text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

const char *wf_status_sgr(const char *word)
{
    static const struct {
        const char *word, *sgr;
    } colors[] = {
        { "Running", "34" },  { "Completed", "32" },      { "Failed", "31" },
        { "TimedOut", "33" }, { "Canceled", "35" },       { "Terminated", "2" },
        { "Paused", "33" },   { "ContinuedAsNew", "36" }, { "SERVING", "32" },
    };

    for (size_t i = 0; word != NULL && i < sizeof colors / sizeof *colors; i++)
        if (strcmp(word, colors[i].word) == 0)
            return colors[i].sgr;
    for (size_t i = 0; word != NULL && i < 5; i++) { /* ActivityTaskFailed and the like */
        static const char *const ends[] = { "Failed", "TimedOut", "Canceled", "Terminated",
                                            "Rejected" };
        size_t n = strlen(word), k = strlen(ends[i]);

        if (n > k && strcmp(word + n - k, ends[i]) == 0)
            return i == 1 ? "33" : i == 2 ? "35" : "31";
    }
    return NULL;
}
