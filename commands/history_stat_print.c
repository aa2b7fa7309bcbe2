/* commands/history_stat_print.c: what a history measures, for people and as JSON. */
#include "commands/history_stat.h"

#include "base/table.h"

static void put_gap(struct wf_json *j, const struct wf_gap *g)
{
    wf_json_object(j);
    wf_json_ki64(j, "tookMs", g->ns / 1000000);
    wf_json_kstr(j, "waitedFor", g->kind);
    if (g->name[0] != '\0')
        wf_json_kstr(j, "name", g->name);
    wf_json_ki64(j, "fromEventId", g->from_id);
    wf_json_kstr(j, "fromType", g->from_type);
    wf_json_ki64(j, "toEventId", g->to_id);
    wf_json_kstr(j, "toType", g->to_type);
    wf_json_end_object(j);
}

static void put_slow(struct wf_json *j, const struct wf_event_group *g)
{
    wf_json_object(j);
    wf_json_kstr(j, "kind", wf_event_category_word(g->category));
    wf_json_kstr(j, "name", g->name);
    wf_json_ki64(j, "firstEventId", g->first_event);
    wf_json_ki64(j, "tookMs", (g->end_ns - g->begin_ns) / 1000000);
    wf_json_ki64(j, "attempts", g->attempts);
    wf_json_kstr(j, "state", wf_group_state_word(g));
    wf_json_end_object(j);
}

static void put_type(struct wf_json *j, const struct wf_type_sum *t)
{
    wf_json_object(j);
    wf_json_kstr(j, "type", t->type);
    wf_json_ki64(j, "events", t->n);
    wf_json_ki64(j, "bytes", t->bytes);
    wf_json_ki64(j, "payloadBytes", t->payload_bytes);
    wf_json_ki64(j, "largestPayloadBytes", t->largest);
    wf_json_ki64(j, "largestPayloadEventId", t->largest_id);
    wf_json_end_object(j);
}

static void put_warning(struct wf_json *j, const struct wf_stat_warning *w)
{
    wf_json_object(j);
    wf_json_kstr(j, "kind", w->kind);
    wf_json_kstr(j, "message", w->text);
    wf_json_ki64(j, "value", w->value);
    wf_json_ki64(j, "warnAt", w->warn_at);
    wf_json_ki64(j, "limit", w->limit);
    if (w->event_id != 0) {
        wf_json_ki64(j, "eventId", w->event_id);
        wf_json_kstr(j, "field", w->field);
    }
    wf_json_end_object(j);
}

void wf_stat_json(struct wf_json *j, const void *stat)
{
    const struct wf_stat *s = stat;

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
    for (size_t i = 0; i < s->n_top; i++)
        put_slow(j, &s->top[i]);
    wf_json_end_array(j);
    wf_json_key(j, "longestGaps");
    wf_json_array(j);
    for (size_t i = 0; i < s->n_gaps; i++)
        put_gap(j, &s->gaps[i]);
    wf_json_end_array(j);
    wf_json_key(j, "types");
    wf_json_array(j);
    for (size_t i = 0; i < s->n_types; i++)
        put_type(j, &s->types[i]);
    wf_json_end_array(j);
    wf_json_key(j, "warnings");
    wf_json_array(j);
    for (size_t i = 0; i < s->n_warnings; i++)
        put_warning(j, &s->warnings[i]);
    wf_json_end_array(j);
    wf_json_end_object(j);
}

/* ---- for people -------------------------------------------------------------------------
 */

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

static void top_text(const struct wf_stat *s, const struct wf_table_options *o,
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
        wf_table_cell(t, duration(s->a, g->end_ns - g->begin_ns));
        number_cell(t, s->a, g->attempts);
        wf_table_cell(t, wf_group_state_word(g));
        number_cell(t, s->a, g->first_event);
    }
    wf_strbuf_addc(out, '\n');
    wf_table_print(t, out);
    wf_table_free(t);
}

static void gaps_text(const struct wf_stat *s, const struct wf_table_options *o,
                      struct wf_strbuf *out)
{
    static const struct wf_table_column columns[] = {
        { .header = "LONGEST GAPS" },
        { .header = "WAITED FOR", .shrink = 1 },
        { .header = "AFTER EVENT", .align = WF_ALIGN_RIGHT },
        { .header = "UNTIL" },
    };
    struct wf_table *t = wf_table_new(columns, sizeof columns / sizeof *columns, o);

    for (size_t i = 0; i < s->n_gaps; i++) {
        const struct wf_gap *g = &s->gaps[i];

        wf_table_cell(t, duration(s->a, g->ns));
        wf_table_cell(t, wf_arena_printf(s->a, "%s%s%s", g->kind,
                                         g->name[0] != '\0' ? " " : "", g->name));
        number_cell(t, s->a, g->from_id);
        wf_table_cell(t, wf_arena_printf(s->a, "%lld %s", (long long)g->to_id, g->to_type));
    }
    wf_strbuf_addc(out, '\n');
    wf_table_print(t, out);
    wf_table_free(t);
}

static void types_text(const struct wf_stat *s, const struct wf_table_options *o,
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
        number_cell(t, s->a, s->types[i].n);
        number_cell(t, s->a, s->types[i].bytes);
        number_cell(t, s->a, s->types[i].payload_bytes);
        number_cell(t, s->a, s->types[i].largest);
    }
    wf_strbuf_addc(out, '\n');
    wf_table_print(t, out);
    wf_table_free(t);
}

void wf_stat_text(struct wf_job *job, const struct wf_stat *s, struct wf_strbuf *out)
{
    struct wf_table_options o = { .color = wf_job_color(job),
                                  .width = job->out->width,
                                  .header_sgr = "1" };
    struct wf_card *c = wf_card_new();

    wf_card_add(c, "Events", wf_arena_printf(s->a, "%lld", (long long)s->n));
    wf_card_add(c, "Bytes",
                wf_arena_printf(s->a, "%lld as stored, of payloads %lld",
                                (long long)s->bytes, (long long)s->payload_bytes));
    if (s->begin_ns != WF_NO_TIME) {
        wf_card_add(c, "Took", duration(s->a, s->end_ns - s->begin_ns));
        wf_card_add(c, "Idle", duration(s->a, s->idle_ns));
    }
    wf_card_add(c, "Retries", wf_arena_printf(s->a, "%lld", (long long)s->n_retries));
    for (size_t i = 0; i < s->n_warnings; i++)
        wf_card_add_sgr(c, "Warning", s->warnings[i].text, "33");
    wf_card_print(c, &o, out);
    wf_card_free(c);
    if (s->n_top > 0)
        top_text(s, &o, out);
    if (s->n_gaps > 0)
        gaps_text(s, &o, out);
    types_text(s, &o, out);
}
