/* commands/schedule_list.c: the Schedules of a namespace. */
#include "commands/list.h"

#include "commands/schedule.h"
#include "commands/schedule_words.h"
#include "proto/payload.h"

#include <string.h>

struct list_args {
    const char *query;
    bool is_long, really_long;
};

typedef Tschedule__ScheduleListEntry entry;

/* As the official CLI, payloads stay as they are unless they are asked for. */
struct item {
    const entry *e;
    enum wf_payload_form form;
};

static const Tschedule__ScheduleListInfo *info_of(const void *item)
{
    return ((const struct item *)item)->e->info;
}

static const char *keep(struct wf_strbuf *b, struct wf_arena *a)
{
    const char *text = wf_arena_strdup(a, wf_strbuf_str(b));

    wf_strbuf_release(b);
    return text;
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct item *)item)->e->schedule_id;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);

    (void)a;
    if (i != NULL && i->workflow_type != NULL)
        ret->text = i->workflow_type->name;
}

static void get_state(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);

    (void)a;
    ret->text = i != NULL && i->paused ? "Paused" : "Active";
}

static void get_spec(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (i == NULL || i->spec == NULL)
        return;
    wf_schedule_spec_words(&b, i->spec, "; ");
    ret->text = keep(&b, a);
}

static void get_skip(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (i == NULL || i->spec == NULL)
        return;
    for (size_t k = 0; k < i->spec->n_exclude_structured_calendar; k++) {
        wf_strbuf_adds(&b, k > 0 ? "; " : "");
        wf_schedule_calendar_words(&b, i->spec->exclude_structured_calendar[k]);
    }
    ret->text = keep(&b, a);
}

static void get_next(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);

    (void)a;
    if (i != NULL && i->n_future_action_times > 0)
        ret->number = wf_timestamp_ns(i->future_action_times[0]);
}

static void get_last(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);

    (void)a;
    if (i != NULL && i->n_recent_actions > 0)
        ret->number =
            wf_timestamp_ns(i->recent_actions[i->n_recent_actions - 1]->actual_time);
}

static void get_notes(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (info_of(item) != NULL)
        ret->text = info_of(item)->notes;
}

static void get_zone(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);

    (void)a;
    if (i != NULL && i->spec != NULL)
        ret->text = i->spec->timezone_name;
}

static void get_from(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);

    (void)a;
    if (i != NULL && i->spec != NULL)
        ret->number = wf_timestamp_ns(i->spec->start_time);
}

static void get_until(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);

    (void)a;
    if (i != NULL && i->spec != NULL)
        ret->number = wf_timestamp_ns(i->spec->end_time);
}

static void get_jitter(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tschedule__ScheduleListInfo *i = info_of(item);

    (void)a;
    if (i != NULL && i->spec != NULL && wf_duration_ns(i->spec->jitter) > 0)
        ret->number = wf_duration_ns(i->spec->jitter);
}

static void get_attributes(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tcommon__SearchAttributes *s = ((const struct item *)item)->e->search_attributes;
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    if (s == NULL || s->n_indexed_fields == 0)
        return;
    wf_json_object(&j);
    for (size_t i = 0; i < s->n_indexed_fields; i++) {
        wf_json_key(&j, s->indexed_fields[i]->key);
        wf_payload_json_value(&j, s->indexed_fields[i]->value);
    }
    wf_json_end_object(&j);
    ret->text = keep(&b, a);
}

/* How the last run that it started has come out, as far as the listing knows. */
static void get_result(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    enum { SIZE = 40 };
    const Tschedule__ScheduleListInfo *i = info_of(item);
    const Tschedule__ScheduleActionResult *last =
        i != NULL && i->n_recent_actions > 0 ? i->recent_actions[i->n_recent_actions - 1]
                                             : NULL;

    if (last == NULL || last->start_workflow_status == 0)
        return;
    ret->text =
        wf_enum_word(&tenums__workflow_execution_status__descriptor,
                     (int)last->start_workflow_status, wf_arena_alloc(a, SIZE), SIZE);
}

static void get_memo(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const Tcommon__Memo *m = ((const struct item *)item)->e->memo;
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    if (m == NULL || m->n_fields == 0)
        return;
    wf_json_object(&j);
    for (size_t i = 0; i < m->n_fields; i++) {
        wf_json_key(&j, m->fields[i]->key);
        wf_payload_json_value(&j, m->fields[i]->value);
    }
    wf_json_end_object(&j);
    ret->text = keep(&b, a);
}

#define COLUMN(h, k, t, g, ...)                                                            \
    {                                                                                      \
        .header = (h), .key = (k), .type = WF_CELL_##t, .get = get_##g, __VA_ARGS__        \
    }
/* The columns, and whether the notes and the rest wait for -o wide. */
#define COLUMNS(name, no_notes, no_rest)                                                   \
    static const struct wf_column name[] = {                                               \
        COLUMN("SCHEDULE ID", "id", TEXT, id, .shrink = 1),                                \
        COLUMN("TYPE", "type", TEXT, type, .shrink = 2),                                   \
        COLUMN("STATE", "state", STATUS, state, .shrink = 0),                              \
        COLUMN("WHEN", "when", TEXT, spec, .shrink = 3),                                   \
        COLUMN("NEXT RUN", "next", TIME, next, .shrink = 0),                               \
        COLUMN("LAST RUN", "last", TIME, last, .shrink = 0),                               \
        COLUMN("RESULT", "result", STATUS, result, .wide = (no_notes)),                    \
        COLUMN("NOTES", "notes", TEXT, notes, .wide = (no_notes), .shrink = 3),            \
        COLUMN("TIME ZONE", "zone", TEXT, zone, .wide = (no_rest)),                        \
        COLUMN("NOT", "not", TEXT, skip, .wide = (no_rest), .shrink = 3),                  \
        COLUMN("FROM", "from", TIME, from, .wide = (no_rest)),                             \
        COLUMN("UNTIL", "until", TIME, until, .wide = (no_rest)),                          \
        COLUMN("JITTER", "jitter", DURATION, jitter, .wide = (no_rest)),                   \
        COLUMN("SEARCH ATTRIBUTES", "search-attributes", JSON, attributes,                 \
               .wide = (no_rest), .shrink = 3),                                            \
        COLUMN("MEMO", "memo", JSON, memo, .wide = (no_rest), .shrink = 3),                \
    }
COLUMNS(short_columns, true, true);
COLUMNS(long_columns, false, true);
COLUMNS(all_columns, false, false);

static void item_json(struct wf_json *j, const void *item)
{
    const struct item *i = item;

    wf_json_message(j, i->e, i->form);
}

#define LISTING(v_)                                                                        \
    {                                                                                      \
        .v = (v_), .n = sizeof(v_) / sizeof *(v_), .json = item_json                       \
    }
static const struct wf_columns short_listing = LISTING(short_columns);
static const struct wf_columns long_listing = LISTING(long_columns);
static const struct wf_columns whole_listing = LISTING(all_columns);

static const struct wf_columns *columns_of(const struct list_args *a)
{
    return a->really_long ? &whole_listing : a->is_long ? &long_listing : &short_listing;
}

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct list_args *a = args;
    Tworkflowservice__ListSchedulesRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__list_schedules_request__descriptor);
    struct wf_pager *pager = NULL;
    struct wf_list *list = NULL;
    enum wf_code rc = wf_schedule_query_check(job, a->query, err);

    req->namespace_ = (char *)wf_job_namespace(job);
    req->maximum_page_size = 1000;
    if (a->query != NULL)
        req->query = (char *)a->query;
    if (rc == WF_OK)
        rc = wf_job_pager(job, "ListSchedules", req, NULL, &pager, err);
    if (rc == WF_OK)
        rc = wf_list_begin(job, columns_of(a), &list, err);
    while (rc == WF_OK) {
        const struct wf_page *page = NULL;
        const Tworkflowservice__ListSchedulesResponse *reply;

        rc = wf_job_page(job, pager, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        reply = page->reply;
        for (size_t i = 0; i < reply->n_schedules && rc == WF_OK; i++) {
            struct item item = { .e = reply->schedules[i],
                                 .form = job->g->decode ? WF_PAYLOAD_DECODED
                                                        : WF_PAYLOAD_ENCODED };

            rc = wf_list_item(list, &item, err);
        }
        if (rc == WF_OK)
            rc = wf_list_page_done(list, err);
    }
    if (list != NULL)
        rc = wf_list_end(list, rc, err);
    wf_pager_free(pager);
    return rc;
}

#define A struct list_args
static const struct wf_option list_options[] = {
    WF_OPT_BOOL('l', "long", A, is_long, "results and notes too"),
    WF_OPT_BOOL(0, "really-long", A, really_long,
                "time zone, exclusions, limits, search attributes and memo too"),
    WF_OPT_STRING('q', "query", A, query, "QUERY", "a List Filter",
                  .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_END
};
#undef A

const struct wf_command wf_cmd_schedule_list = {
    .path = "schedule list",
    .aliases = "schedule ls,schedules",
    .summary = "List the Schedules of a namespace",
    .text =
        "The result (-l) is of the last run that was started, as the server knew it when "
        "the Schedule last did something: it can say Running of one that has ended.",
    .examples = { { "wfsh schedule list", "when each runs, in words" },
                  { "wfsh sched ls -q 'TemporalSchedulePaused = true' --columns id,notes",
                    "why those that are paused are" },
                  { "wfsh schedule list -o json | jq -r '.[].scheduleId'",
                    "the ids, for a script" } },
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .klass = WF_CLASS_READS,
    .run = list_run,
};
