/* commands/workflow_columns.c: the columns of listed runs. */
#include "commands/visibility.h"

#include "proto/payload.h"

#include <string.h>

typedef Tworkflow__WorkflowExecutionInfo run;

static void get_status(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    enum { SIZE = 64 };
    char *buf = wf_arena_alloc(a, SIZE);

    ret->text = wf_enum_word(&tenums__workflow_execution_status__descriptor,
                             (int)((const run *)item)->status, buf, SIZE);
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (((const run *)item)->execution != NULL)
        ret->text = ((const run *)item)->execution->workflow_id;
}

static void get_run(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (((const run *)item)->execution != NULL)
        ret->text = ((const run *)item)->execution->run_id;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (((const run *)item)->type != NULL)
        ret->text = ((const run *)item)->type->name;
}

static void get_started(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const run *)item)->start_time);
}

static void get_closed(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const run *)item)->close_time);
}

static void get_execution_time(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_timestamp_ns(((const run *)item)->execution_time);
}

static void get_duration(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const run *e = item;
    int64_t from = wf_timestamp_ns(e->start_time), to = wf_timestamp_ns(e->close_time);

    (void)a;
    if (e->execution_duration != NULL)
        ret->number = wf_duration_ns(e->execution_duration);
    else if (from != WF_NO_TIME && to != WF_NO_TIME)
        ret->number = to - from;
}

static void get_queue(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const run *)item)->task_queue;
}

static void get_events(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (((const run *)item)->history_length > 0)
        ret->number = ((const run *)item)->history_length;
}

static void get_size(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (((const run *)item)->history_size_bytes > 0)
        ret->number = ((const run *)item)->history_size_bytes;
}

static void get_parent(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (((const run *)item)->parent_execution != NULL)
        ret->text = ((const run *)item)->parent_execution->workflow_id;
}

static void get_root(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (((const run *)item)->root_execution != NULL)
        ret->text = ((const run *)item)->root_execution->workflow_id;
}

static const struct wf_column columns[] = {
    { .header = "STATUS", .key = "status", .type = WF_CELL_STATUS, .get = get_status },
    { .header = "WORKFLOW ID",
      .key = "id",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_id },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .shrink = 2, .get = get_type },
    { .header = "STARTED", .key = "started", .type = WF_CELL_TIME, .get = get_started },
    { .header = "CLOSED", .key = "closed", .type = WF_CELL_TIME, .get = get_closed },
    { .header = "DURATION",
      .key = "duration",
      .type = WF_CELL_DURATION,
      .wide = true,
      .get = get_duration },
    { .header = "TASK QUEUE",
      .key = "queue",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_queue },
    { .header = "RUN ID",
      .key = "run",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_run },
    { .header = "EVENTS",
      .key = "events",
      .type = WF_CELL_COUNT,
      .wide = true,
      .get = get_events },
    { .header = "BYTES",
      .key = "size",
      .type = WF_CELL_COUNT,
      .wide = true,
      .get = get_size },
    { .header = "EXECUTION TIME",
      .key = "execution-time",
      .type = WF_CELL_TIME,
      .wide = true,
      .get = get_execution_time },
    { .header = "PARENT",
      .key = "parent",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_parent },
    { .header = "ROOT",
      .key = "root",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_root },
};

/* ---- columns by name
 * ---------------------------------------------------------------------- */

static void payload_cell(const Tcommon__Payload *p, struct wf_arena *a, struct wf_cell *ret)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_payload_text(&b, p);
    ret->text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void get_memo(const void *item, const void *data, struct wf_arena *a,
                     struct wf_cell *ret)
{
    const Tcommon__Memo *m = ((const run *)item)->memo;

    for (size_t i = 0; m != NULL && i < m->n_fields; i++)
        if (strcmp(m->fields[i]->key, data) == 0 && m->fields[i]->value != NULL)
            payload_cell(m->fields[i]->value, a, ret);
}

static void get_attribute(const void *item, const void *data, struct wf_arena *a,
                          struct wf_cell *ret)
{
    const Tcommon__SearchAttributes *s = ((const run *)item)->search_attributes;

    for (size_t i = 0; s != NULL && i < s->n_indexed_fields; i++)
        if (strcmp(s->indexed_fields[i]->key, data) == 0 &&
            s->indexed_fields[i]->value != NULL)
            payload_cell(s->indexed_fields[i]->value, a, ret);
}

/* memo.KEY, or the name of a search attribute: those begin with a capital or are
 * customised, so any other name than our own keys (which are lower case) is taken for one.
 */
static bool by_name(const char *key, struct wf_arena *a, struct wf_column *ret)
{
    bool memo = strncmp(key, "memo.", 5) == 0;
    const char *name = wf_arena_strdup(a, memo ? key + 5 : key);

    if (*name == '\0' || (!memo && !(*name >= 'A' && *name <= 'Z')))
        return false;
    *ret = (struct wf_column){ .header = name,
                               .key = wf_arena_strdup(a, key),
                               .type = WF_CELL_TEXT,
                               .shrink = 3,
                               .get2 = memo ? get_memo : get_attribute,
                               .data = name };
    return true;
}

static void ref_of(const void *item, struct wf_ref *ret)
{
    const run *e = item;

    ret->workflow_id = e->execution != NULL ? e->execution->workflow_id : "";
    ret->run_id = e->execution != NULL ? e->execution->run_id : NULL;
}

const struct wf_columns wf_workflow_columns = {
    .v = columns,
    .n = sizeof columns / sizeof *columns,
    .ref = ref_of,
    .dynamic = by_name,
};
