/* commands/history_stat.c: what a history is made of, what took long, what nears a limit.
 */
#include "base/mem.h"
#include "base/table.h"
#include "client/event_group.h"
#include "commands/history_job.h"
#include "commands/target.h"

#include <stdlib.h>
#include <string.h>

enum {
    TYPES = 256, /* of events */
    MAX_TOP = 100,
    /* The server's own limits, as it is shipped. */
    EVENTS_WARN = 10240,
    EVENTS_MOST = 51200,
    BYTES_WARN = 10 << 20,
    BYTES_MOST = 50 << 20,
    BLOB_WARN = 256 << 10,
    BLOB_MOST = 2 << 20,
    SIGNALS_MOST = 10000,
};

struct stat_args {
    struct wf_one one;
    struct wf_archived_args archived;
    int64_t top;
};

struct type_sum {
    const char *type;
    int64_t n, bytes, payload_bytes, largest, largest_id;
};

struct span {
    int64_t begin, end;
};

struct stat_sum {
    const struct stat_args *a;
    struct wf_arena *arena;
    struct type_sum types[TYPES];
    size_t n_types;
    int64_t n, bytes, payload_bytes, largest, largest_id, n_signals, n_retries;
    int64_t begin_ns, end_ns, idle_ns;
    struct wf_event_group top[MAX_TOP]; /* the slowest first */
    size_t n_top;
    struct span *spans; /* while something was in the hands of a worker */
    size_t n_spans, size;
    const char *warnings[8];
    size_t n_warnings;
};

/* ---- counting ---------------------------------------------------------------------------
 */

static bool add_payload(void *user, const char *field, const Tcommon__Payload *p)
{
    int64_t *sum = user;

    (void)field;
    *sum += (int64_t)p->data.len;
    return true;
}

static struct type_sum *type_of(struct stat_sum *s, const Thistory__HistoryEvent *e)
{
    char buf[96];
    const char *type = wf_event_type(e, buf, sizeof buf);
    size_t i = 0;

    while (i < s->n_types && strcmp(s->types[i].type, type) != 0)
        i++;
    if (i == s->n_types && i < TYPES - 1)
        s->types[s->n_types++].type = wf_arena_strdup(s->arena, type);
    return &s->types[i < TYPES - 1 ? i : TYPES - 2];
}

static void count_event(struct stat_sum *s, const Thistory__HistoryEvent *e)
{
    struct type_sum *t = type_of(s, e);
    int64_t bytes = (int64_t)protobuf_c_message_get_packed_size(&e->base), payload = 0;

    if (wf_event_attributes(e) != NULL)
        (void)wf_message_each_payload(wf_event_attributes(e), add_payload, &payload);
    t->n++;
    t->bytes += bytes;
    t->payload_bytes += payload;
    if (payload > t->largest) {
        t->largest = payload;
        t->largest_id = e->event_id;
    }
    if (payload > s->largest) {
        s->largest = payload;
        s->largest_id = e->event_id;
    }
    s->n++;
    s->bytes += bytes;
    s->payload_bytes += payload;
    s->n_signals += strcmp(t->type, "WorkflowExecutionSignaled") == 0;
    s->end_ns = wf_event_time(e);
    if (s->begin_ns == WF_NO_TIME)
        s->begin_ns = s->end_ns;
}

static bool is_work(const struct wf_event_group *g)
{
    return g->category == WF_EVENT_ACTIVITY || g->category == WF_EVENT_CHILD ||
           g->category == WF_EVENT_NEXUS;
}

static int64_t took(const struct wf_event_group *g)
{
    return g->end_ns - g->begin_ns;
}

static void count_group(struct stat_sum *s, const struct wf_event_group *g)
{
    struct wf_event_group x = *g;
    size_t i = s->n_top;

    if (!is_work(g) || g->begin_ns == WF_NO_TIME)
        return;
    if (g->attempts > 1)
        s->n_retries += g->attempts - 1;
    if (x.end_ns == WF_NO_TIME)
        x.end_ns = s->end_ns; /* it is still open */
    if (s->n_spans == s->size) {
        s->size = s->size > 0 ? s->size * 2 : 64;
        s->spans = wf_reallocarray(s->spans, s->size, sizeof *s->spans);
    }
    s->spans[s->n_spans++] = (struct span){ x.begin_ns, x.end_ns };
    if (i == (size_t)s->a->top && (i == 0 || took(&s->top[i - 1]) >= took(&x)))
        return;
    if (i == (size_t)s->a->top)
        i--;
    else
        s->n_top++;
    for (; i > 0 && took(&s->top[i - 1]) < took(&x); i--)
        s->top[i] = s->top[i - 1];
    s->top[i] = x;
    s->top[i].name = wf_arena_strdup(s->arena, g->name);
}

static int by_begin(const void *a, const void *b)
{
    const struct span *x = a, *y = b;

    return (x->begin > y->begin) - (x->begin < y->begin);
}

static int by_bytes(const void *a, const void *b)
{
    const struct type_sum *x = a, *y = b;

    return (x->bytes < y->bytes) - (x->bytes > y->bytes);
}

/* Time in which no activity, child or operation was open. */
static int64_t idle(struct stat_sum *s)
{
    int64_t at = s->begin_ns, sum = 0;

    if (s->n_spans > 0)
        qsort(s->spans, s->n_spans, sizeof *s->spans, by_begin);
    for (size_t i = 0; i < s->n_spans; i++) {
        if (s->spans[i].begin > at)
            sum += s->spans[i].begin - at;
        at = s->spans[i].end > at ? s->spans[i].end : at;
    }
    return s->end_ns > at ? sum + s->end_ns - at : sum;
}

static void warn(struct stat_sum *s, const char *what, int64_t n, int64_t from,
                 int64_t most)
{
    if (n >= from)
        s->warnings[s->n_warnings++] =
            wf_arena_printf(s->arena, "%s: %lld, the server's limit is %lld", what,
                            (long long)n, (long long)most);
}

static void sum_up(struct stat_sum *s)
{
    s->idle_ns = s->begin_ns == WF_NO_TIME ? 0 : idle(s);
    qsort(s->types, s->n_types, sizeof *s->types, by_bytes);
    warn(s, "events", s->n, EVENTS_WARN, EVENTS_MOST);
    warn(s, "bytes", s->bytes, BYTES_WARN, BYTES_MOST);
    warn(s,
         wf_arena_printf(s->arena, "payload bytes of event %lld", (long long)s->largest_id),
         s->largest, BLOB_WARN, BLOB_MOST);
    warn(s, "signals", s->n_signals, SIGNALS_MOST * 8 / 10, SIGNALS_MOST);
}

/* ---- output -----------------------------------------------------------------------------
 */

static void stat_json(struct wf_json *j, const void *user)
{
    const struct stat_sum *s = user;

    wf_json_object(j);
    wf_json_ki64(j, "events", s->n);
    wf_json_ki64(j, "bytes", s->bytes);
    wf_json_ki64(j, "payloadBytes", s->payload_bytes);
    if (s->begin_ns != WF_NO_TIME) {
        wf_json_ki64(j, "durationMs", (s->end_ns - s->begin_ns) / 1000000);
        wf_json_ki64(j, "idleMs", s->idle_ns / 1000000);
    }
    wf_json_ki64(j, "retries", s->n_retries);
    wf_json_key(j, "slowest");
    wf_json_array(j);
    for (size_t i = 0; i < s->n_top; i++) {
        wf_json_object(j);
        wf_json_kstr(j, "kind", wf_event_category_word(s->top[i].category));
        wf_json_kstr(j, "name", s->top[i].name);
        wf_json_ki64(j, "firstEventId", s->top[i].first_event);
        wf_json_ki64(j, "tookMs", took(&s->top[i]) / 1000000);
        wf_json_ki64(j, "attempts", s->top[i].attempts);
        wf_json_kstr(j, "state", wf_group_state_word(&s->top[i]));
        wf_json_end_object(j);
    }
    wf_json_end_array(j);
    wf_json_key(j, "types");
    wf_json_array(j);
    for (size_t i = 0; i < s->n_types; i++) {
        wf_json_object(j);
        wf_json_kstr(j, "type", s->types[i].type);
        wf_json_ki64(j, "events", s->types[i].n);
        wf_json_ki64(j, "bytes", s->types[i].bytes);
        wf_json_ki64(j, "payloadBytes", s->types[i].payload_bytes);
        wf_json_ki64(j, "largestPayloadEventId", s->types[i].largest_id);
        wf_json_end_object(j);
    }
    wf_json_end_array(j);
    wf_json_key(j, "warnings");
    wf_json_array(j);
    for (size_t i = 0; i < s->n_warnings; i++)
        wf_json_str(j, s->warnings[i]);
    wf_json_end_array(j);
    wf_json_end_object(j);
}

static const char *duration(struct wf_arena *a, int64_t ns)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *ret;

    wf_duration_short(&b, ns);
    ret = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return ret;
}

static void number_cell(struct wf_table *t, struct wf_arena *a, int64_t n)
{
    wf_table_cell(t, wf_arena_printf(a, "%lld", (long long)n));
}

static void top_text(const struct stat_sum *s, const struct wf_table_options *o,
                     struct wf_strbuf *out)
{
    static const struct wf_table_column columns[] = {
        { .header = "SLOWEST", .shrink = 1 },
        { .header = "KIND" },
        { .header = "TOOK", .align = WF_ALIGN_RIGHT },
        { .header = "TRIES", .align = WF_ALIGN_RIGHT },
        { .header = "STATE" },
        { .header = "EVENT", .align = WF_ALIGN_RIGHT },
    };
    struct wf_table *t = wf_table_new(columns, sizeof columns / sizeof *columns, o);

    for (size_t i = 0; i < s->n_top; i++) {
        const struct wf_event_group *g = &s->top[i];

        wf_table_cell(t, g->name);
        wf_table_cell(t, wf_event_category_word(g->category));
        wf_table_cell(t, duration(s->arena, took(g)));
        number_cell(t, s->arena, g->attempts);
        wf_table_cell(t, wf_group_state_word(g));
        number_cell(t, s->arena, g->first_event);
    }
    wf_strbuf_addc(out, '\n');
    wf_table_print(t, out);
    wf_table_free(t);
}

static void types_text(const struct stat_sum *s, const struct wf_table_options *o,
                       struct wf_strbuf *out)
{
    static const struct wf_table_column columns[] = {
        { .header = "EVENT TYPE" },
        { .header = "EVENTS", .align = WF_ALIGN_RIGHT },
        { .header = "BYTES", .align = WF_ALIGN_RIGHT },
        { .header = "PAYLOADS", .align = WF_ALIGN_RIGHT },
        { .header = "LARGEST", .align = WF_ALIGN_RIGHT },
    };
    struct wf_table *t = wf_table_new(columns, sizeof columns / sizeof *columns, o);

    for (size_t i = 0; i < s->n_types; i++) {
        wf_table_cell(t, s->types[i].type);
        number_cell(t, s->arena, s->types[i].n);
        number_cell(t, s->arena, s->types[i].bytes);
        number_cell(t, s->arena, s->types[i].payload_bytes);
        number_cell(t, s->arena, s->types[i].largest);
    }
    wf_strbuf_addc(out, '\n');
    wf_table_print(t, out);
    wf_table_free(t);
}

static void stat_text(struct wf_job *job, const struct stat_sum *s, struct wf_strbuf *out)
{
    struct wf_table_options o = { .color = wf_job_color(job),
                                  .width = job->out->width,
                                  .header_sgr = "1" };
    struct wf_card *c = wf_card_new();

    wf_card_add(c, "Events", wf_arena_printf(s->arena, "%lld", (long long)s->n));
    wf_card_add(c, "Bytes",
                wf_arena_printf(s->arena, "%lld, of payloads %lld", (long long)s->bytes,
                                (long long)s->payload_bytes));
    if (s->begin_ns != WF_NO_TIME) {
        wf_card_add(c, "Took", duration(s->arena, s->end_ns - s->begin_ns));
        wf_card_add(c, "Idle", duration(s->arena, s->idle_ns));
    }
    wf_card_add(c, "Retries", wf_arena_printf(s->arena, "%lld", (long long)s->n_retries));
    for (size_t i = 0; i < s->n_warnings; i++)
        wf_card_add_sgr(c, "Warning", s->warnings[i], "33");
    wf_card_print(c, &o, out);
    wf_card_free(c);
    if (s->n_top > 0)
        top_text(s, &o, out);
    types_text(s, &o, out);
}

/* ---- the command line -------------------------------------------------------------------
 */

static enum wf_code read_all(struct wf_job *job, const struct stat_args *a,
                             struct stat_sum *s, struct wf_error *err)
{
    struct wf_history_options opt = { .archived = wf_archived_mode(&a->archived) };
    const struct wf_history_page *page = NULL;
    struct wf_grouper *grouper = wf_grouper_new();
    const struct wf_event_group *g;
    struct wf_history *h = NULL;
    struct wf_ref ref = { 0 };
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc == WF_OK)
        rc = wf_job_history(job, &ref, &opt, &h, err);
    while (rc == WF_OK && (rc = wf_job_history_next(job, h, &page, err)) == WF_OK &&
           page != NULL)
        for (size_t i = 0; i < page->n_events; i++) {
            count_event(s, page->events[i]);
            wf_grouper_feed(grouper, page->events[i]);
            while ((g = wf_grouper_take(grouper, false)) != NULL)
                count_group(s, g);
        }
    while (rc == WF_OK && (g = wf_grouper_take(grouper, true)) != NULL)
        count_group(s, g);
    wf_history_free(h);
    wf_grouper_free(grouper);
    return rc;
}

static enum wf_code stat_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct stat_sum *s = wf_arena_zalloc(job->arena, sizeof *s);
    enum wf_code rc;

    s->a = args;
    s->arena = job->arena;
    s->begin_ns = s->end_ns = WF_NO_TIME;
    if (s->a->top < 0 || s->a->top > MAX_TOP)
        return wf_error_set(err, WF_E_USAGE, "--top: between 0 and %d", MAX_TOP);
    rc = read_all(job, s->a, s, err);
    if (rc == WF_OK) {
        sum_up(s);
        if (wf_job_is_json(job))
            rc = wf_job_json(job, stat_json, s, err);
        else if (wf_job_is_text(job))
            stat_text(job, s, &job->out->buf);
        else if (!wf_job_is_quiet(job))
            rc = wf_error_set(err, WF_E_USAGE, "%s: text, json or jsonl",
                              job->command->path);
    }
    if (rc == WF_OK)
        rc = wf_job_write(job, "", 0, err);
    free(s->spans);
    return rc;
}

#define A struct stat_args
static const struct wf_option stat_options[] = {
    WF_OPT_SET(wf_one_options, A, one),
    WF_OPT_INT(0, "top", A, top, "N", "so many of the slowest", .default_value = "10"),
    WF_OPT_SET(wf_archived_options, A, archived), WF_OPT_END
};
static const struct wf_positional stat_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(A, one.refs),
      .help = "an id (and a run id), a link, a history file",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};
#undef A

const struct wf_command wf_cmd_history_stat = {
    .path = "history stat",
    .summary = "Measure a history: what took long, what is large, what nears a limit",
    .text = "Idle is the time in which no activity, child or Nexus operation was open.",
    .examples = { { "wfsh history stat order-42", "where did the time go?" },
                  { "wfsh history stat order-42.json -o json", "of a saved one" } },
    .positionals = stat_positionals,
    .options = stat_options,
    .args_size = sizeof(struct stat_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_FILES | WF_CMD_DECODES,
    .run = stat_run,
};
