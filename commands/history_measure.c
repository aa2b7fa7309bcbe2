/* commands/history_measure.c: sums up a history: sizes, what took long, limits that near.
 */
#include "commands/history_stat.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define TYPE(name) TENUMS__EVENT_TYPE__EVENT_TYPE_##name

enum {
    /* The server's limits as it is shipped (common/dynamicconfig): limit.historyCount,
     * historySize, blobSize, numPending..., history.maximumSignalsPerExecution,
     * history.maxTotalUpdates. Where it has no warning of its own: at four fifths. */
    EVENTS_WARN = 10240,
    EVENTS_MOST = 51200,
    BYTES_WARN = 10 << 20,
    BYTES_MOST = 50 << 20,
    BLOB_WARN = 512 << 10,
    BLOB_MOST = 2 << 20,
    SIGNALS_MOST = 10000,
    UPDATES_MOST = 2000,
    PENDING_MOST = 2000,
};

void wf_stat_begin(struct wf_stat *s, struct wf_arena *a, size_t most)
{
    *s = (struct wf_stat){ .a = a, .most = most, .begin_ns = WF_NO_TIME };
    s->end_ns = s->previous_ns = WF_NO_TIME;
}

/* ---- sizes ------------------------------------------------------------------------------
 */

/* The payloads of one event, field by field. */
struct payloads {
    int64_t sum;
    int64_t blob, largest; /* of this field, of any */
    const char *field, *largest_field;
};

static bool add_payload(void *user, const char *field, const Tcommon__Payload *p)
{
    struct payloads *x = user;
    int64_t bytes = (int64_t)protobuf_c_message_get_packed_size(&p->base);

    if (x->field == NULL || strcmp(x->field, field) != 0)
        x->blob = 0;
    x->field = field;
    x->blob += bytes;
    x->sum += bytes;
    if (x->blob > x->largest) {
        x->largest = x->blob;
        x->largest_field = field;
    }
    return true;
}

static struct wf_type_sum *type_of(struct wf_stat *s, const Thistory__HistoryEvent *e)
{
    char buf[96];
    const char *type = wf_event_type(e, buf, sizeof buf);
    size_t i = 0;

    while (i < s->n_types && strcmp(s->types[i].type, type) != 0)
        i++;
    if (i == s->n_types && i < WF_STAT_TYPES - 1)
        s->types[s->n_types++].type = wf_arena_strdup(s->a, type);
    return &s->types[i < WF_STAT_TYPES - 1 ? i : WF_STAT_TYPES - 2];
}

static void count_bytes(struct wf_stat *s, const Thistory__HistoryEvent *e)
{
    struct wf_type_sum *t = type_of(s, e);
    int64_t bytes = (int64_t)protobuf_c_message_get_packed_size(&e->base);
    struct payloads p = { 0 };

    if (wf_event_attributes(e) != NULL)
        (void)wf_message_each_payload(wf_event_attributes(e), add_payload, &p);
    t->n++;
    t->bytes += bytes;
    t->payload_bytes += p.sum;
    if (p.sum > t->largest) {
        t->largest = p.sum;
        t->largest_id = e->event_id;
    }
    if (p.largest > s->blob) {
        s->blob = p.largest;
        s->blob_id = e->event_id;
        s->blob_field = wf_arena_strdup(s->a, p.largest_field);
    }
    s->n++;
    s->bytes += bytes;
    s->payload_bytes += p.sum;
}

/* ---- what is open -----------------------------------------------------------------------
 */

static bool is_work(enum wf_event_category c)
{
    return c == WF_EVENT_ACTIVITY || c == WF_EVENT_CHILD || c == WF_EVENT_NEXUS;
}

static struct wf_stat_open **slot_of(struct wf_stat *s, int64_t id)
{
    struct wf_stat_open **at = &s->open[(uint64_t)id % (sizeof s->open / sizeof *s->open)];

    while (*at != NULL && (*at)->id != id)
        at = &(*at)->next;
    return at;
}

/* Opens at its first event, and closes at the one that ends it. */
static void follow_work(struct wf_stat *s, const Thistory__HistoryEvent *e)
{
    enum wf_event_category category = wf_event_category(e);
    enum wf_event_class c = wf_event_class(e);
    int64_t id = wf_event_group_id(e);
    struct wf_stat_open **at;

    if (!is_work(category) || e->event_type == TYPE(NEXUS_OPERATION_CANCEL_REQUEST_FAILED))
        return;
    at = slot_of(s, id);
    if (c == WF_EVENT_OPENS && *at == NULL) {
        *at = wf_arena_zalloc(s->a, sizeof **at);
        (*at)->id = id;
        (*at)->category = category;
        s->n_open++;
    } else if (c != WF_EVENT_OPENS && c != WF_EVENT_RUNS && c != WF_EVENT_NEUTRAL &&
               *at != NULL) {
        *at = (*at)->next;
        s->n_open--;
    }
}

static int64_t n_pending(const struct wf_stat *s, enum wf_event_category category)
{
    int64_t n = 0;

    for (size_t i = 0; i < sizeof s->open / sizeof *s->open; i++)
        for (const struct wf_stat_open *o = s->open[i]; o != NULL; o = o->next)
            n += o->category == category;
    return n;
}

/* ---- gaps -------------------------------------------------------------------------------
 */

/* What the event that ends a gap tells of what was waited for. */
static const char *waited_for(int before, int after)
{
    switch (after) {
    case TYPE(TIMER_FIRED):
        return "timer";
    case TYPE(WORKFLOW_EXECUTION_SIGNALED):
        return "signal";
    case TYPE(WORKFLOW_EXECUTION_UPDATE_ADMITTED):
    case TYPE(WORKFLOW_EXECUTION_UPDATE_ACCEPTED):
        return "update";
    case TYPE(WORKFLOW_TASK_STARTED):
        return "worker";
    case TYPE(WORKFLOW_TASK_COMPLETED):
    case TYPE(WORKFLOW_TASK_FAILED):
    case TYPE(WORKFLOW_TASK_TIMED_OUT):
        return "workflow-code";
    case TYPE(WORKFLOW_TASK_SCHEDULED):
        return before == TYPE(WORKFLOW_EXECUTION_STARTED) ? "start-delay"
               : before == TYPE(WORKFLOW_TASK_FAILED) ||
                       before == TYPE(WORKFLOW_TASK_TIMED_OUT)
                   ? "retry"
                   : "other";
    case TYPE(WORKFLOW_EXECUTION_CANCEL_REQUESTED):
        return "cancel";
    case TYPE(WORKFLOW_EXECUTION_TERMINATED):
        return "terminate";
    case TYPE(WORKFLOW_EXECUTION_TIMED_OUT):
        return "timeout";
    default:
        return "other";
    }
}

static const char *type_word(struct wf_stat *s, int type)
{
    Thistory__HistoryEvent e = { .event_type = (Tenums__EventType)type };
    char buf[96];

    return wf_arena_strdup(s->a, wf_event_type(&e, buf, sizeof buf));
}

static void keep_gap(struct wf_stat *s, const Thistory__HistoryEvent *e, int64_t ns)
{
    size_t i = s->n_gaps;
    struct wf_strbuf name = WF_STRBUF_INIT;
    struct wf_gap gap = { .ns = ns, .from_id = s->previous_id, .to_id = e->event_id };

    if (i == s->most && (i == 0 || s->gaps[i - 1].ns >= ns))
        return;
    gap.kind = waited_for(s->previous_type, (int)e->event_type);
    gap.from_type = type_word(s, s->previous_type);
    gap.to_type = type_word(s, (int)e->event_type);
    if (wf_event_category(e) != WF_EVENT_WORKFLOW)
        wf_event_subject(&name, e);
    gap.name = wf_arena_strdup(s->a, wf_strbuf_str(&name));
    wf_strbuf_release(&name);
    if (i == s->most)
        i--;
    else
        s->n_gaps++;
    for (; i > 0 && s->gaps[i - 1].ns < ns; i--)
        s->gaps[i] = s->gaps[i - 1];
    s->gaps[i] = gap;
}

/* Time in which no activity, child or operation was open. */
static void count_time(struct wf_stat *s, const Thistory__HistoryEvent *e)
{
    int64_t now = wf_event_time(e);

    if (now == WF_NO_TIME)
        return;
    if (s->begin_ns == WF_NO_TIME)
        s->begin_ns = now;
    else if (s->n_open == 0 && now > s->previous_ns) {
        s->idle_ns += now - s->previous_ns;
        if (now - s->previous_ns >= 1000000)
            keep_gap(s, e, now - s->previous_ns);
    }
    s->end_ns = now;
    s->previous_ns = s->previous_ns > now ? s->previous_ns : now;
    s->previous_id = e->event_id;
    s->previous_type = (int)e->event_type;
}

void wf_stat_event(struct wf_stat *s, const Thistory__HistoryEvent *e)
{
    count_bytes(s, e);
    count_time(s, e);
    follow_work(s, e);
    s->n_signals += e->event_type == TYPE(WORKFLOW_EXECUTION_SIGNALED);
    s->n_updates += e->event_type == TYPE(WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
}

/* ---- the slowest ------------------------------------------------------------------------
 */

static int64_t took(const struct wf_event_group *g)
{
    return g->end_ns - g->begin_ns;
}

void wf_stat_group(struct wf_stat *s, const struct wf_event_group *g)
{
    struct wf_event_group x = *g;
    size_t i = s->n_top;

    if (!is_work(g->category) || g->begin_ns == WF_NO_TIME)
        return;
    if (g->attempts > 1)
        s->n_retries += g->attempts - 1;
    if (x.end_ns == WF_NO_TIME)
        x.end_ns = s->end_ns; /* it is still open */
    if (i == s->most && (i == 0 || took(&s->top[i - 1]) >= took(&x)))
        return;
    if (i == s->most)
        i--;
    else
        s->n_top++;
    for (; i > 0 && took(&s->top[i - 1]) < took(&x); i--)
        s->top[i] = s->top[i - 1];
    s->top[i] = x;
    s->top[i].name = wf_arena_strdup(s->a, g->name);
}

/* ---- limits -----------------------------------------------------------------------------
 */

static int by_bytes(const void *a, const void *b)
{
    const struct wf_type_sum *x = a, *y = b;

    return (x->bytes < y->bytes) - (x->bytes > y->bytes);
}

static struct wf_stat_warning *warn(struct wf_stat *s, const char *kind, const char *what,
                                    int64_t value, int64_t warn_at, int64_t limit)
{
    struct wf_stat_warning *w = &s->warnings[s->n_warnings];

    if (value < warn_at || s->n_warnings == WF_STAT_WARNINGS)
        return NULL;
    s->n_warnings++;
    *w = (struct wf_stat_warning){
        .kind = kind,
        .text = wf_arena_printf(s->a, "%s: %lld, the server's limit is %lld", what,
                                (long long)value, (long long)limit),
        .value = value,
        .warn_at = warn_at,
        .limit = limit,
    };
    return w;
}

static void warn_count(struct wf_stat *s, const char *kind, const char *what, int64_t value,
                       int64_t limit)
{
    (void)warn(s, kind, what, value, limit * 8 / 10, limit);
}

void wf_stat_end(struct wf_stat *s)
{
    struct wf_stat_warning *w;

    qsort(s->types, s->n_types, sizeof *s->types, by_bytes);
    (void)warn(s, "events", "events", s->n, EVENTS_WARN, EVENTS_MOST);
    (void)warn(s, "bytes", "bytes", s->bytes, BYTES_WARN, BYTES_MOST);
    w = warn(s, "blob",
             wf_arena_printf(s->a, "bytes of %s of event %lld",
                             s->blob_field != NULL ? s->blob_field : "",
                             (long long)s->blob_id),
             s->blob, BLOB_WARN, BLOB_MOST);
    if (w != NULL) {
        w->event_id = s->blob_id;
        w->field = s->blob_field;
    }
    warn_count(s, "signals", "signals", s->n_signals, SIGNALS_MOST);
    warn_count(s, "updates", "updates", s->n_updates, UPDATES_MOST);
    warn_count(s, "pending-activities", "pending activities",
               n_pending(s, WF_EVENT_ACTIVITY), PENDING_MOST);
    warn_count(s, "pending-children", "pending children", n_pending(s, WF_EVENT_CHILD),
               PENDING_MOST);
}
