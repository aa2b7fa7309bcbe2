/* commands/event_columns.c: events and groups of events as rows. */
#include "commands/event_view.h"

#include "proto/message.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uthash.h>

enum { DETAIL_MAX = 240, NARROW_BELOW = 120 };

const char *wf_clock_text(struct wf_arena *a, int64_t ns)
{
    char day[32];
    struct tm tm;
    time_t s;

    if (ns == WF_NO_TIME)
        return "";
    s = (time_t)(ns / 1000000000 - (ns % 1000000000 < 0));
    if (localtime_r(&s, &tm) == NULL ||
        strftime(day, sizeof day, "%m-%d %H:%M:%S", &tm) == 0)
        return "";
    return wf_arena_printf(a, "%s.%03d", day,
                           (int)((ns - (int64_t)s * 1000000000) / 1000000));
}

/* ---- subjects ---------------------------------------------------------------------------
 */

struct subject {
    int64_t group;
    char *text;
    UT_hash_handle hh;
};

struct wf_subjects {
    struct subject *open;
    struct wf_strbuf last; /* what was handed out */
};

struct wf_subjects *wf_subjects_new(void)
{
    return wf_calloc(1, sizeof(struct wf_subjects));
}

static void forget(struct wf_subjects *s, struct subject *x)
{
    HASH_DELETE(hh, s->open, x);
    free(x->text);
    free(x);
}

void wf_subjects_free(struct wf_subjects *s)
{
    struct subject *x, *next;

    if (s == NULL)
        return;
    HASH_ITER(hh, s->open, x, next)
    {
        forget(s, x);
    }
    wf_strbuf_release(&s->last);
    free(s);
}

const char *wf_subjects_of(struct wf_subjects *s, const Thistory__HistoryEvent *e)
{
    int64_t id = wf_event_group_id(e);
    enum wf_event_class c = wf_event_class(e);
    struct subject *x = NULL;

    wf_strbuf_clear(&s->last);
    wf_event_subject(&s->last, e);
    if (id == 0 || wf_event_category(e) == WF_EVENT_WORKFLOW_TASK)
        return wf_strbuf_str(&s->last);
    HASH_FIND(hh, s->open, &id, sizeof id, x);
    if (x == NULL && id == e->event_id && s->last.len > 0) {
        x = wf_calloc(1, sizeof *x);
        x->group = id;
        x->text = wf_strdup(wf_strbuf_str(&s->last));
        HASH_ADD(hh, s->open, group, sizeof x->group, x);
        return wf_strbuf_str(&s->last);
    }
    if (x != NULL && s->last.len == 0)
        wf_strbuf_adds(&s->last, x->text);
    if (x != NULL && c != WF_EVENT_NEUTRAL && c != WF_EVENT_RUNS && c != WF_EVENT_OPENS)
        forget(s, x);
    return wf_strbuf_str(&s->last);
}

/* ---- events -----------------------------------------------------------------------------
 */

#define ITEM const struct wf_event_item *i = item
#define GET(name)                                                                          \
    static void get_##name(const void *item, struct wf_arena *a, struct wf_cell *ret)

GET(id)
{
    ITEM;

    (void)a;
    ret->number = i->e->event_id;
}

GET(time)
{
    ITEM;

    (void)a;
    ret->number = wf_event_time(i->e);
}

/* Without the date. */
GET(short_clock)
{
    ITEM;
    const char *text = wf_clock_text(a, wf_event_time(i->e));
    const char *blank = strchr(text, ' ');

    ret->text = blank != NULL ? blank + 1 : text;
}

GET(clock)
{
    ITEM;

    ret->text = wf_clock_text(a, wf_event_time(i->e));
}

static void since(int64_t ns, int64_t from, struct wf_cell *ret)
{
    if (ns != WF_NO_TIME && from != WF_NO_TIME)
        ret->number = ns - from;
}

GET(elapsed)
{
    ITEM;

    (void)a;
    since(wf_event_time(i->e), i->first_ns, ret);
}

/* "+1.074s": where things happen within a second, a word for a second says too little. */
static const char *elapsed_text(struct wf_arena *a, const struct wf_cell *c)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (c->number == WF_NO_TIME)
        return "";
    if (c->number > -60000000000 && c->number < 60000000000)
        return wf_arena_printf(a, "%+.3fs", (double)c->number / 1e9);
    wf_strbuf_addc(&b, '+');
    wf_duration_short(&b, c->number);
    text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

GET(elapsed_text)
{
    get_elapsed(item, a, ret);
    ret->text = elapsed_text(a, ret);
}

GET(delta)
{
    ITEM;

    (void)a;
    since(wf_event_time(i->e), i->previous_ns, ret);
}

GET(type)
{
    ITEM;
    char buf[96];

    ret->text = wf_arena_strdup(a, wf_event_type(i->e, buf, sizeof buf));
}

GET(category)
{
    ITEM;

    (void)a;
    ret->text = wf_event_category_word(wf_event_category(i->e));
}

GET(class)
{
    ITEM;

    (void)a;
    ret->text = wf_event_class_word(wf_event_class(i->e));
}

GET(subject)
{
    ITEM;

    (void)a;
    ret->text = i->subject;
}

GET(summary)
{
    ITEM;
    struct wf_strbuf b = WF_STRBUF_INIT, own = WF_STRBUF_INIT;

    wf_strbuf_adds(&b, i->subject);
    wf_event_detail(&own, i->e, DETAIL_MAX);
    if (b.len > 0 && own.len > 0)
        wf_strbuf_adds(&b, " · ");
    wf_strbuf_add(&b, wf_strbuf_str(&own), own.len);
    ret->text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    wf_strbuf_release(&own);
}

GET(links)
{
    ITEM;
    int64_t ids[16];
    size_t n = wf_event_links(i->e, ids, 16);
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t k = 0; k < n; k++)
        wf_strbuf_addf(&b, "%s%lld", k > 0 ? " " : "", (long long)ids[k]);
    ret->text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

GET(run)
{
    ITEM;

    (void)a;
    ret->text = i->run_id;
}

/* ---- columns that are only there when asked for -----------------------------------------
 */

static void get_group(const void *item, const void *data, struct wf_arena *a,
                      struct wf_cell *ret)
{
    ITEM;
    int64_t id = wf_event_group_id(i->e);

    (void)data, (void)a;
    if (id > 0)
        ret->number = id;
}

static void get_attempt(const void *item, const void *data, struct wf_arena *a,
                        struct wf_cell *ret)
{
    ITEM;

    (void)data, (void)a;
    if (i->e->event_type == TENUMS__EVENT_TYPE__EVENT_TYPE_ACTIVITY_TASK_STARTED)
        ret->number = i->e->activity_task_started_event_attributes->attempt;
    else if (i->e->event_type == TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
        ret->number = i->e->workflow_task_scheduled_event_attributes->attempt;
}

static void get_json(const void *item, const void *data, struct wf_arena *a,
                     struct wf_cell *ret)
{
    ITEM;
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    (void)data;
    wf_json_message(&j, i->e, i->form);
    ret->text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static bool asked_for(const char *key, struct wf_arena *a, struct wf_column *ret)
{
    static const struct wf_column rows[] = {
        { .header = "GROUP", .key = "group", .type = WF_CELL_COUNT, .get2 = get_group },
        { .header = "ATTEMPT",
          .key = "attempt",
          .type = WF_CELL_COUNT,
          .get2 = get_attempt },
        { .header = "JSON", .key = "json", .type = WF_CELL_JSON, .get2 = get_json },
    };

    (void)a;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].key, key) == 0) {
            *ret = rows[i];
            return true;
        }
    return false;
}

static void event_ref(const void *item, struct wf_ref *ret)
{
    ITEM;

    *ret = (struct wf_ref){ .workflow_id = i->workflow_id != NULL ? i->workflow_id : "",
                            .run_id = i->run_id,
                            .event_id = i->e->event_id };
}

#define COLUMN(h, k, t, g, ...)                                                            \
    {                                                                                      \
        .header = h, .key = k, .type = t, .get = g, __VA_ARGS__                            \
    }
#define REST_OF_EVENT_COLUMNS                                                              \
    COLUMN("DELTA", "delta", WF_CELL_DURATION, get_delta, .wide = true),                   \
        COLUMN("TYPE", "type", WF_CELL_STATUS, get_type, .shrink = 1),                     \
        COLUMN("CATEGORY", "category", WF_CELL_TEXT, get_category, .wide = true),          \
        COLUMN("CLASS", "class", WF_CELL_TEXT, get_class, .wide = true),                   \
        COLUMN("SUBJECT", "subject", WF_CELL_TEXT, get_subject, .wide = true,              \
               .shrink = 2),                                                               \
        COLUMN("LINKS", "links", WF_CELL_TEXT, get_links, .wide = true),                   \
        COLUMN("RUN ID", "run", WF_CELL_TEXT, get_run, .wide = true),                      \
        COLUMN("SUMMARY", "summary", WF_CELL_TEXT, get_summary, .shrink = 3)

static const struct wf_column clock_events[] = {
    COLUMN("ID", "id", WF_CELL_COUNT, get_id),
    COLUMN("TIME", "time", WF_CELL_TEXT, get_clock),
    COLUMN("ELAPSED", "elapsed", WF_CELL_TEXT, get_elapsed_text),
    REST_OF_EVENT_COLUMNS,
};
static const struct wf_column narrow_events[] = {
    COLUMN("ID", "id", WF_CELL_COUNT, get_id),
    COLUMN("TIME", "time", WF_CELL_TEXT, get_short_clock),
    COLUMN("ELAPSED", "elapsed", WF_CELL_TEXT, get_elapsed_text, .wide = true),
    REST_OF_EVENT_COLUMNS,
};
static const struct wf_column exact_events[] = {
    COLUMN("ID", "id", WF_CELL_COUNT, get_id),
    COLUMN("TIME", "time", WF_CELL_TIME, get_time),
    COLUMN("ELAPSED", "elapsed", WF_CELL_DURATION, get_elapsed),
    REST_OF_EVENT_COLUMNS,
};

enum form { CLOCK, NARROW, EXACT };

static enum form form_for(const struct wf_job *job)
{
    enum wf_output o = wf_globals_output(job->g);

    if (o == WF_OUTPUT_CSV || o == WF_OUTPUT_TSV || o == WF_OUTPUT_TEMPLATE ||
        job->g->time_format != NULL)
        return EXACT;
    return o == WF_OUTPUT_TABLE && job->out->tty && job->out->width > 0 &&
                   job->out->width < NARROW_BELOW
               ? NARROW
               : CLOCK;
}

#define COLUMNS(rows, ...)                                                                 \
    {                                                                                      \
        .v = rows, .n = sizeof rows / sizeof *rows, __VA_ARGS__                            \
    }

const struct wf_columns *wf_event_columns(const struct wf_job *job)
{
    static const struct wf_columns forms[] = {
        [CLOCK] = COLUMNS(clock_events, .ref = event_ref, .dynamic = asked_for),
        [NARROW] = COLUMNS(narrow_events, .ref = event_ref, .dynamic = asked_for),
        [EXACT] = COLUMNS(exact_events, .ref = event_ref, .dynamic = asked_for),
    };

    return &forms[form_for(job)];
}

/* ---- groups -----------------------------------------------------------------------------
 */

#define GROUP                                                                              \
    const struct wf_group_item *i = item;                                                  \
    const struct wf_event_group *g = i->g

GET(group_events)
{
    GROUP;

    ret->text = g->first_event == g->last_event
                    ? wf_arena_printf(a, "%lld", (long long)g->first_event)
                    : wf_arena_printf(a, "%lld-%lld", (long long)g->first_event,
                                      (long long)g->last_event);
}

GET(group_time)
{
    GROUP;

    (void)a;
    ret->number = g->begin_ns;
}

GET(group_short_clock)
{
    GROUP;
    const char *text = wf_clock_text(a, g->begin_ns);
    const char *blank = strchr(text, ' ');

    ret->text = blank != NULL ? blank + 1 : text;
}

GET(group_clock)
{
    GROUP;

    ret->text = wf_clock_text(a, g->begin_ns);
}

GET(group_elapsed)
{
    GROUP;

    (void)a;
    since(g->begin_ns, i->first_ns, ret);
}

GET(group_elapsed_text)
{
    get_group_elapsed(item, a, ret);
    ret->text = elapsed_text(a, ret);
}

GET(group_took)
{
    GROUP;

    (void)a;
    if (g->n_events > 1)
        since(g->end_ns, g->begin_ns, ret);
}

GET(group_waited)
{
    GROUP;

    (void)a;
    since(g->start_ns, g->begin_ns, ret);
}

GET(group_kind)
{
    GROUP;

    (void)a;
    ret->text = wf_event_category_word(g->category);
}

GET(group_name)
{
    GROUP;

    (void)a;
    ret->text = g->name;
}

GET(group_state)
{
    GROUP;

    (void)a;
    ret->text = wf_group_state_word(g);
}

GET(group_tries)
{
    GROUP;

    (void)a;
    if (g->attempts > 0)
        ret->number = g->attempts;
}

GET(group_detail)
{
    GROUP;

    (void)a;
    ret->text = g->detail;
}

static void group_json(struct wf_json *j, const void *item)
{
    GROUP;

    wf_json_object(j);
    wf_json_ki64(j, "firstEventId", g->first_event);
    wf_json_ki64(j, "lastEventId", g->last_event);
    wf_json_kstr(j, "kind", wf_event_category_word(g->category));
    wf_json_kstr(j, "name", g->name);
    wf_json_kstr(j, "state", wf_group_state_word(g));
    if (g->attempts > 0)
        wf_json_ki64(j, "attempts", g->attempts);
    wf_json_ktime(j, "beginTime", g->begin_ns);
    wf_json_ktime(j, "startTime", g->start_ns);
    wf_json_ktime(j, "endTime", g->end_ns);
    wf_json_kstr(j, "detail", g->detail);
    wf_json_end_object(j);
}

#define REST_OF_GROUP_COLUMNS                                                              \
                                                                                           \
    COLUMN("TOOK", "took", WF_CELL_DURATION, get_group_took),                              \
        COLUMN("WAITED", "waited", WF_CELL_DURATION, get_group_waited, .wide = true),      \
        COLUMN("KIND", "kind", WF_CELL_TEXT, get_group_kind),                              \
        COLUMN("NAME", "name", WF_CELL_TEXT, get_group_name, .shrink = 1),                 \
        COLUMN("STATE", "state", WF_CELL_STATUS, get_group_state),                         \
        COLUMN("TRIES", "tries", WF_CELL_COUNT, get_group_tries),                          \
        COLUMN("DETAIL", "detail", WF_CELL_TEXT, get_group_detail, .shrink = 3)

static const struct wf_column clock_groups[] = {
    COLUMN("EVENTS", "events", WF_CELL_TEXT, get_group_events),
    COLUMN("TIME", "time", WF_CELL_TEXT, get_group_clock),
    COLUMN("ELAPSED", "elapsed", WF_CELL_TEXT, get_group_elapsed_text),
    REST_OF_GROUP_COLUMNS,
};
static const struct wf_column narrow_groups[] = {
    COLUMN("EVENTS", "events", WF_CELL_TEXT, get_group_events),
    COLUMN("TIME", "time", WF_CELL_TEXT, get_group_short_clock),
    COLUMN("ELAPSED", "elapsed", WF_CELL_TEXT, get_group_elapsed_text, .wide = true),
    REST_OF_GROUP_COLUMNS,
};
static const struct wf_column exact_groups[] = {
    COLUMN("EVENTS", "events", WF_CELL_TEXT, get_group_events),
    COLUMN("TIME", "time", WF_CELL_TIME, get_group_time),
    COLUMN("ELAPSED", "elapsed", WF_CELL_DURATION, get_group_elapsed),
    REST_OF_GROUP_COLUMNS,
};

const struct wf_columns *wf_group_columns(const struct wf_job *job)
{
    static const struct wf_columns forms[] = {
        [CLOCK] = COLUMNS(clock_groups, .json = group_json),
        [NARROW] = COLUMNS(narrow_groups, .json = group_json),
        [EXACT] = COLUMNS(exact_groups, .json = group_json),
    };

    return &forms[form_for(job)];
}
