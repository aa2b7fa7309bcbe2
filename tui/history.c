/* tui/history.c: the events of a run as far as they were read, and what of them is shown.
 */
#include "tui/history.h"

#include "base/mem.h"
#include "base/timefmt.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 10, TEXT_MAX = 600, WORDS_MAX = 300, NEAR = 300 };

void wf_hist_store_init(struct wf_hist_store *s)
{
    *s = (struct wf_hist_store){ .tail = 1 };
}

void wf_hist_store_release(struct wf_hist_store *s)
{
    for (size_t i = 0; i < s->room; i++) {
        if (s->events[i] != NULL)
            free(s->events[i]->json);
        free(s->events[i]);
        free(s->groups[i]);
    }
    for (size_t i = 0; i < s->n_words; i++)
        free(s->words[i]);
    wf_hist_watch_release(s);
    free(s->words);
    free(s->events);
    free(s->groups);
    free(s->shown);
    wf_hist_store_init(s);
}

static void make_room(struct wf_hist_store *s, int32_t id)
{
    size_t room = s->room == 0 ? 512 : s->room;

    while (room <= (size_t)id)
        room *= 2;
    if (room == s->room)
        return;
    s->events = wf_reallocarray(s->events, room, sizeof *s->events);
    s->groups = wf_reallocarray(s->groups, room, sizeof *s->groups);
    memset(s->events + s->room, 0, (room - s->room) * sizeof *s->events);
    memset(s->groups + s->room, 0, (room - s->room) * sizeof *s->groups);
    s->room = room;
}

const struct wf_hevent *wf_hist_event(const struct wf_hist_store *s, int32_t id)
{
    return id > 0 && (size_t)id < s->room ? s->events[id] : NULL;
}

const struct wf_hgroup *wf_hist_group(const struct wf_hist_store *s, int32_t id)
{
    return id > 0 && (size_t)id < s->room ? s->groups[id] : NULL;
}

bool wf_hist_gap(const struct wf_hist_store *s)
{
    return s->tail <= s->last && s->tail > s->head + 1;
}

bool wf_hist_failed(uint8_t state)
{
    return state == WF_HS_FAILED || state == WF_HS_TIMED_OUT;
}

const char *wf_hist_state_word(uint8_t state)
{
    static const char *const words[] = {
        [WF_HS_NONE] = "",
        [WF_HS_OPEN] = "Running",
        [WF_HS_DONE] = "Completed",
        [WF_HS_FAILED] = "Failed",
        [WF_HS_TIMED_OUT] = "TimedOut",
        [WF_HS_CANCELED] = "Canceled",
    };

    return state < sizeof words / sizeof *words ? words[state] : "";
}

/* ---- one line ---------------------------------------------------------------------------
 */

/* There are some sixty types: each event points to one copy of its word. */
static const char *shared_word(struct wf_hist_store *s, const char *text)
{
    for (size_t i = s->n_words; i > 0; i--)
        if (strcmp(s->words[i - 1], text) == 0)
            return s->words[i - 1];
    if (s->n_words == WORDS_MAX)
        return "Event";
    if (s->n_words == s->words_room) {
        s->words_room = s->words_room == 0 ? 64 : s->words_room * 2;
        s->words = wf_reallocarray(s->words, s->words_room, sizeof *s->words);
    }
    return s->words[s->n_words++] = wf_strdup(text);
}

/* Cells in place, their escapes undone. */
static size_t split(char *line, char *cells[COLUMNS])
{
    size_t n = 0;
    char *rest = line;

    while (n < COLUMNS && rest != NULL) {
        char *cell = strsep(&rest, "\t"), *to = cell;

        cells[n++] = cell;
        if (n == COLUMNS && rest != NULL)
            return 0; /* not what we asked for */
        for (const char *p = cell; *p != '\0'; p++) {
            if (*p != '\\' || p[1] == '\0') {
                *to++ = *p;
                continue;
            }
            p++;
            *to++ = *p == 't' ? '\t' : *p == 'n' ? '\n' : *p == 'r' ? '\r' : *p;
        }
        *to = '\0';
    }
    return n;
}

static uint8_t state_of(const char *class)
{
    static const struct {
        const char *word;
        enum wf_hstate state;
    } known[] = {
        { "opens", WF_HS_OPEN },          { "runs", WF_HS_OPEN },
        { "succeeded", WF_HS_DONE },      { "failed", WF_HS_FAILED },
        { "timed-out", WF_HS_TIMED_OUT }, { "canceled", WF_HS_CANCELED },
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].word, class) == 0)
            return (uint8_t)known[i].state;
    return WF_HS_NONE;
}

static size_t text_length(const char *text)
{
    size_t n = strlen(text);

    if (n <= TEXT_MAX)
        return n;
    n = TEXT_MAX;
    while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
        n--;
    return n;
}

static struct wf_hevent *event_new(struct wf_hist_store *s, char *const cells[COLUMNS],
                                   int32_t id)
{
    size_t subject = text_length(cells[7]), summary = text_length(cells[8]),
           json = strlen(cells[9]);
    struct wf_hevent *e = wf_malloc(sizeof *e + subject + summary + 2);
    struct wf_error ignored = WF_ERROR_INIT;
    int64_t group = strtoll(cells[5], NULL, 10);
    long attempt = strtol(cells[6], NULL, 10);

    *e = (struct wf_hevent){
        .id = id,
        .group = group > 0 && group <= WF_HISTORY_MAX ? (int32_t)group : id,
        .type = shared_word(s, cells[2]),
        .category = shared_word(s, cells[3]),
        .attempt = attempt > 0 && attempt <= UINT16_MAX ? (uint16_t)attempt : 0,
        .state = state_of(cells[4]),
        .task = strcmp(cells[3], "workflow-task") == 0
    };
    if (wf_time_parse(cells[1], &e->time_ns, &ignored) != WF_OK)
        e->time_ns = WF_NO_TIME;
    memcpy(e->text, cells[7], subject);
    e->text[subject] = '\0';
    memcpy(e->text + subject + 1, cells[8], summary);
    e->text[subject + 1 + summary] = '\0';
    e->subject = e->text;
    e->summary = e->text + subject + 1;
    if (json > 0 && json <= WF_HISTORY_JSON_ONE) {
        e->json = wf_strndup(cells[9], json);
        e->json_len = (uint32_t)json;
        s->json_bytes += json;
    }
    return e;
}

/* ---- groups -----------------------------------------------------------------------------
 */

static void add_to_group(struct wf_hist_store *s, const struct wf_hevent *e)
{
    struct wf_hgroup *g;
    bool newest;

    make_room(s, e->group);
    g = s->groups[e->group];
    if (g == NULL) {
        g = s->groups[e->group] = wf_malloc(sizeof *g);
        *g = (struct wf_hgroup){ .id = e->group,
                                 .first = e->id,
                                 .category = e->category,
                                 .task = e->task,
                                 .begin_ns = WF_NO_TIME,
                                 .start_ns = WF_NO_TIME,
                                 .end_ns = WF_NO_TIME };
    }
    newest = e->id > g->last;
    g->n++;
    if (e->id < g->first)
        g->first = e->id;
    if (newest)
        g->last = e->id;
    if (e->id == e->group)
        g->begin_ns = e->time_ns;
    else if (e->state == WF_HS_OPEN)
        g->start_ns = e->time_ns;
    if (newest && e->state != WF_HS_NONE)
        g->state = e->state;
    if (e->state > WF_HS_OPEN || (e->id == e->group && e->state == WF_HS_NONE))
        g->end_ns = e->time_ns;
    if (e->attempt > g->attempts)
        g->attempts = e->attempt;
    if (strcmp(e->category, "workflow") == 0 && e->id == e->group && e->state == WF_HS_OPEN)
        g->state = WF_HS_NONE; /* the run's own start is a moment */
}

const char *wf_hist_group_name(const struct wf_hist_store *s, const struct wf_hgroup *g)
{
    static const char of_run[] = "WorkflowExecution";
    const struct wf_hevent *e = wf_hist_event(s, g->id);

    if (e != NULL && g->n == 1 && strcmp(e->category, "workflow") == 0 &&
        strncmp(e->type, of_run, sizeof of_run - 1) == 0)
        return e->type + sizeof of_run - 1; /* "Started", "ContinuedAsNew" */
    if (e != NULL && *e->subject != '\0')
        return e->subject;
    if (e != NULL && (g->n == 1 || g->task))
        return e->type;
    e = wf_hist_event(s, g->last);
    if (e != NULL && *e->subject != '\0')
        return e->subject;
    return e != NULL ? e->type : "";
}

/* ---- what is shown ----------------------------------------------------------------------
 */

static bool passes(const struct wf_hist_store *s, bool task, uint8_t state)
{
    if (s->only_failures && !wf_hist_failed(state))
        return false;
    return !s->hide_tasks || !task || wf_hist_failed(state);
}

size_t wf_hist_place(const struct wf_hist_store *s, int32_t id)
{
    size_t low = 0, high = s->n_shown;

    if (high > 0 && s->shown[high - 1] < id)
        return high; /* the usual case: at the end */
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s->shown[mid] < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

size_t wf_hist_gap_place(const struct wf_hist_store *s)
{
    return wf_hist_gap(s) ? wf_hist_place(s, s->head + 1) : s->n_shown;
}

static void show(struct wf_hist_store *s, int32_t id, bool yes)
{
    size_t at = wf_hist_place(s, id);
    bool there = at < s->n_shown && s->shown[at] == id;

    if (there == yes)
        return;
    if (!yes) {
        memmove(s->shown + at, s->shown + at + 1, (s->n_shown - at - 1) * sizeof *s->shown);
        s->n_shown--;
        return;
    }
    if (s->n_shown == s->shown_room) {
        s->shown_room = s->shown_room == 0 ? 256 : s->shown_room * 2;
        s->shown = wf_reallocarray(s->shown, s->shown_room, sizeof *s->shown);
    }
    memmove(s->shown + at + 1, s->shown + at, (s->n_shown - at) * sizeof *s->shown);
    s->shown[at] = id;
    s->n_shown++;
}

static void show_event(struct wf_hist_store *s, const struct wf_hevent *e)
{
    const struct wf_hgroup *g = s->groups[e->group];

    if (s->by_group)
        show(s, g->id, passes(s, g->task, g->state));
    else
        show(s, e->id, passes(s, e->task, e->state));
}

void wf_hist_reshow(struct wf_hist_store *s, bool by_group, bool hide_tasks,
                    bool only_failures)
{
    s->by_group = by_group;
    s->hide_tasks = hide_tasks;
    s->only_failures = only_failures;
    s->n_shown = 0;
    for (size_t i = 0; i < s->room; i++) {
        if (by_group && s->groups[i] != NULL)
            show(s, (int32_t)i, passes(s, s->groups[i]->task, s->groups[i]->state));
        if (!by_group && s->events[i] != NULL)
            show_event(s, s->events[i]);
    }
}

/* ---- the whole --------------------------------------------------------------------------
 */

/* Lets JSON go that is far from where one looks, until a quarter is free. */
static void keep_budget(struct wf_hist_store *s, int32_t near)
{
    if (s->json_bytes <= WF_HISTORY_JSON_MAX)
        return;
    for (int32_t looked = 0;
         looked <= s->newest && s->json_bytes > WF_HISTORY_JSON_MAX / 4 * 3; looked++) {
        struct wf_hevent *e;

        s->hand = s->hand >= s->newest ? 1 : s->hand + 1;
        e = s->events[s->hand];
        if (e == NULL || e->json == NULL ||
            (s->hand > near - NEAR && s->hand < near + NEAR))
            continue;
        free(e->json);
        e->json = NULL;
        s->json_bytes -= e->json_len;
    }
}

static void extend(struct wf_hist_store *s, int32_t id)
{
    while (wf_hist_event(s, s->head + 1) != NULL)
        s->head++;
    if (id > s->newest)
        s->newest = id;
    if (id <= s->head)
        return;
    if (s->tail > s->last) { /* the first one that was read from the end */
        s->tail = s->last = id;
        return;
    }
    while (s->tail > s->head + 1 && wf_hist_event(s, s->tail - 1) != NULL)
        s->tail--;
    while (wf_hist_event(s, s->last + 1) != NULL)
        s->last++;
}

int32_t wf_hist_store_line(struct wf_hist_store *s, const char *line, size_t n,
                           int32_t near)
{
    char *copy = wf_strndup(line, n), *cells[COLUMNS];
    size_t n_cells = split(copy, cells);
    int64_t id = n_cells == COLUMNS ? strtoll(cells[0], NULL, 10) : 0;
    int32_t ret = 0;

    if (id > WF_HISTORY_MAX) {
        s->beyond++;
    } else if (id > 0 && wf_hist_event(s, (int32_t)id) == NULL) {
        struct wf_hevent *e;

        ret = (int32_t)id;
        make_room(s, ret);
        e = event_new(s, cells, ret);
        s->events[ret] = e;
        s->n++;
        add_to_group(s, e);
        wf_hist_watch(s, e);
        extend(s, ret);
        show_event(s, e);
        keep_budget(s, near);
    }
    free(copy);
    return ret;
}
