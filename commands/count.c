/* commands/count.c: what counting verbs print. */
#include "commands/count.h"

#include "proto/payload.h"

static void get_group(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    const struct wf_count_group *g = item;
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; i < g->n_values; i++) {
        if (i > 0)
            wf_strbuf_adds(&b, ", ");
        wf_payload_text(&b, g->values[i]);
    }
    ret->text = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void get_count(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct wf_count_group *)item)->count;
}

static const struct wf_column columns[] = {
    { .header = "GROUP", .key = "group", .type = WF_CELL_STATUS, .get = get_group },
    { .header = "COUNT", .key = "count", .type = WF_CELL_COUNT, .get = get_count },
};
static const struct wf_columns group_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns };

static enum wf_code print_groups(struct wf_job *job, const struct wf_count *r,
                                 struct wf_error *err)
{
    struct wf_list *list = NULL;
    enum wf_code rc = wf_list_begin(job, &group_columns, &list, err);

    for (size_t i = 0; i < r->n && rc == WF_OK; i++)
        rc = wf_list_item(list, &r->v[i], err);
    if (list != NULL)
        rc = wf_list_end(list, rc, err);
    if (rc == WF_OK && wf_job_is_text(job))
        rc = wf_job_printf(job, err, "total %lld\n", (long long)r->count);
    return rc;
}

/* The official CLI shows the values of groups always, although search attributes elsewhere
 * stay encoded. */
static void fill(struct wf_json *j, const void *user)
{
    const struct wf_count *r = user;

    wf_json_object(j);
    if (r->count != 0) {
        wf_json_key(j, "count");
        wf_json_i64_string(j, r->count);
    }
    if (r->n > 0) {
        wf_json_key(j, "groups");
        wf_json_array(j);
        for (size_t i = 0; i < r->n; i++) {
            const struct wf_count_group *g = &r->v[i];

            wf_json_object(j);
            wf_json_key(j, "groupValues");
            wf_json_array(j);
            for (size_t k = 0; k < g->n_values; k++)
                wf_payload_json_value(j, g->values[k]);
            wf_json_end_array(j);
            wf_json_key(j, "count");
            wf_json_i64_string(j, g->count);
            wf_json_end_object(j);
        }
        wf_json_end_array(j);
    }
    wf_json_end_object(j);
}

enum wf_code wf_count_print(struct wf_job *job, const struct wf_count *c,
                            struct wf_error *err)
{
    if (wf_job_is_json(job))
        return wf_job_json(job, fill, c, err);
    if (c->n > 0)
        return print_groups(job, c, err);
    return wf_job_printf(job, err, "%lld\n", (long long)c->count);
}
