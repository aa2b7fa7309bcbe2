/* commands/history_compare.c: groups of two histories aligned, and what differs in them. */
#include "commands/history_diff.h"

#include "base/mem.h"
#include "base/timefmt.h"
#include "client/align.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

/* Differ between any two runs, and say nothing of what they did. */
static const char *const noise[] = {
    "identity",
    "requestId",
    "runId",
    "originalExecutionRunId",
    "firstExecutionRunId",
    "continuedExecutionRunId",
    "newExecutionRunId",
    "baseRunId",
    "newRunId",
    "workflowId",
    "workerVersion",
    "sourceVersionStamp",
    "prevAutoResetPoints",
    "historySizeBytes",
    "workflowExecutionExpirationTime",
    "protocolInstanceId",
    "acceptedRequestMessageId",
    "workflowExecution.runId",
    "parentWorkflowExecution.runId",
    "rootWorkflowExecution.runId",
    "rootWorkflowExecution.workflowId",
    "acceptedRequest.meta.updateId",
    "meta.updateId",
    "attempt",
};

struct differ {
    struct wf_arena *a;
    struct wf_diff *d;
    struct wf_diff_change *c;
    const char *event;
};

static bool is_noise(const char *path)
{
    size_t n = strlen(path);

    if (strchr(path, '[') == NULL && strchr(path, '.') == NULL && n > 7 &&
        strcmp(path + n - 7, "EventId") == 0)
        return true;
    if (strstr(path, "SequencingEventId") != NULL || strstr(path, "sequencingId") != NULL)
        return true;
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
        if (strcmp(path, noise[i]) == 0)
            return true;
    return false;
}

static bool is_ignored(const struct differ *x, const char *path)
{
    for (size_t i = 0; i < x->d->opt.ignore.n; i++)
        if (fnmatch(x->d->opt.ignore.v[i], path, 0) == 0)
            return true;
    return !x->d->opt.all_fields && x->event != NULL && is_noise(path);
}

static void field(void *user, const char *path, struct wf_bytes a, struct wf_bytes b)
{
    struct differ *x = user;
    struct wf_diff_field *f;

    if (is_ignored(x, path))
        return;
    f = wf_arena_zalloc(x->a, sizeof *f);
    *f = (struct wf_diff_field){
        .path = wf_arena_strdup(x->a, path), .event = x->event, .a = a, .b = b
    };
    if (x->c->last != NULL)
        x->c->last->next = f;
    else
        x->c->fields = f;
    x->c->last = f;
}

static struct wf_bytes text_bytes(struct wf_arena *a, const char *text)
{
    const char *copy = wf_arena_strdup(a, text);

    return (struct wf_bytes){ (const unsigned char *)copy, strlen(copy) };
}

static int64_t took(const struct wf_side_group *g)
{
    if (g->g.end_ns == WF_NO_TIME || g->g.begin_ns == WF_NO_TIME || g->g.n_events < 2)
        return WF_NO_TIME;
    return g->g.end_ns - g->g.begin_ns;
}

static struct wf_bytes quoted(struct wf_arena *a, const char *word)
{
    return text_bytes(a, wf_arena_printf(a, "\"%s\"", word));
}

static void compare_events(struct differ *x, const struct wf_side_event *p,
                           const struct wf_side_event *q)
{
    for (; p != NULL && q != NULL; p = p->next, q = q->next) {
        const struct wf_bytes none = { (const unsigned char *)"{}", 2 };

        x->event = p->type;
        if (strcmp(p->type, q->type) == 0)
            wf_json_diff(p->json, q->json, "", field, x);
        else { /* one failed where the other completed: what each carries */
            x->event = NULL;
            field(x, "event", quoted(x->a, p->type), quoted(x->a, q->type));
            x->event = p->type;
            wf_json_diff(p->json, none, "", field, x);
            x->event = q->type;
            wf_json_diff(none, q->json, "", field, x);
        }
    }
}

static void compare_groups(struct differ *x, const struct wf_side_group *p,
                           const struct wf_side_group *q)
{
    const char *s = wf_group_state_word(&p->g), *t = wf_group_state_word(&q->g);
    int64_t slack = x->d->opt.slack_ns, a = took(p), b = took(q);

    x->event = NULL;
    if (strcmp(s, t) != 0)
        field(x, "state", quoted(x->a, s), quoted(x->a, t));
    if (p->g.attempts != q->g.attempts)
        field(x, "attempts", text_bytes(x->a, wf_arena_printf(x->a, "%u", p->g.attempts)),
              text_bytes(x->a, wf_arena_printf(x->a, "%u", q->g.attempts)));
    compare_events(x, p->first, q->first);
    if (a == WF_NO_TIME || b == WF_NO_TIME)
        return;
    x->c->delta_ns = b - a;
    if (slack != INT64_MIN && llabs(b - a) >= slack) {
        x->event = NULL;
        field(x, "tookMs",
              text_bytes(x->a, wf_arena_printf(x->a, "%lld", (long long)(a / 1000000))),
              text_bytes(x->a, wf_arena_printf(x->a, "%lld", (long long)(b / 1000000))));
    }
}

/* Keeps the greatest deltas, in order. */
static void keep_time(struct wf_diff *d, const struct wf_diff_change *c)
{
    size_t i = d->n_times;

    if (d->opt.ignore_times || c->delta_ns == WF_NO_TIME || llabs(c->delta_ns) < 1000000)
        return;
    if (i == WF_DIFF_SLOWER && llabs(d->times[i - 1].delta_ns) >= llabs(c->delta_ns))
        return;
    if (i == WF_DIFF_SLOWER)
        i--;
    else
        d->n_times++;
    for (; i > 0 && llabs(d->times[i - 1].delta_ns) < llabs(c->delta_ns); i--)
        d->times[i] = d->times[i - 1];
    d->times[i] = *c;
}

struct word {
    char *text;
    uint32_t number;
    UT_hash_handle hh;
};

/* Groups of the same kind and name have the same number. */
static void number(struct wf_arena *a, struct word **words, const struct wf_side *s,
                   uint32_t *ret)
{
    for (size_t i = 0; i < s->n_groups; i++) {
        const struct wf_event_group *g = &s->groups[i].g;
        char *key = wf_arena_printf(a, "%d %s", (int)g->category, g->name);
        struct word *w;

        HASH_FIND_STR(*words, key, w);
        if (w == NULL) {
            w = wf_arena_zalloc(a, sizeof *w);
            w->text = key;
            w->number = HASH_COUNT(*words);
            HASH_ADD_KEYPTR(hh, *words, w->text, strlen(w->text), w);
        }
        ret[i] = w->number;
    }
}

static void take_pair(struct differ *x, const struct wf_align_pair *p)
{
    struct wf_diff *d = x->d;
    struct wf_diff_change *c = &d->changes[d->n]; /* kept when it is a change */

    *c = (struct wf_diff_change){
        .a = p->a >= 0 ? &d->sides[0]->groups[p->a] : NULL,
        .b = p->b >= 0 ? &d->sides[1]->groups[p->b] : NULL,
        .delta_ns = WF_NO_TIME,
    };
    x->c = c;
    if (c->a != NULL && c->b != NULL) {
        compare_groups(x, c->a, c->b);
        keep_time(d, c);
        if (c->fields == NULL) {
            d->n_equal++;
            return;
        }
        d->n_changed++;
    } else {
        d->n_only[c->a == NULL]++;
    }
    d->n++;
}

void wf_diff_make(struct wf_arena *a, const struct wf_side *x, const struct wf_side *y,
                  const struct wf_diff_options *opt, struct wf_diff *ret)
{
    size_t n = x->n_groups, m = y->n_groups, n_pairs;
    uint32_t *keys = wf_calloc(n + m + 1, sizeof *keys);
    struct wf_align_pair *pairs = wf_calloc(n + m + 1, sizeof *pairs);
    struct differ differ = { .a = a, .d = ret };
    struct word *words = NULL;

    *ret = (struct wf_diff){ .sides = { x, y }, .opt = *opt };
    ret->changes = wf_arena_zalloc(a, (n + m + 1) * sizeof *ret->changes);
    number(a, &words, x, keys);
    number(a, &words, y, keys + n);
    HASH_CLEAR(hh, words);
    n_pairs = wf_align(keys, n, keys + n, m, pairs, &ret->cut);
    for (size_t i = 0; i < n_pairs; i++)
        take_pair(&differ, &pairs[i]);
    free(pairs);
    free(keys);
}
