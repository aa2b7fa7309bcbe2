/* commands/search_attribute_list.c: what workflows can be searched by. */
#include "commands/list.h"

#include <stdlib.h>
#include <string.h>

struct attribute {
    const char *name, *type;
    bool custom;
};

static const struct attribute *attribute_of(const void *item)
{
    return item;
}

static void get_name(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = attribute_of(item)->name;
}

static void get_type(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = attribute_of(item)->type;
}

static void get_kind(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = attribute_of(item)->custom ? "custom" : "system";
}

static const struct wf_column columns[] = {
    { .header = "NAME", .key = "name", .type = WF_CELL_TEXT, .get = get_name },
    { .header = "TYPE", .key = "type", .type = WF_CELL_TEXT, .get = get_type },
    { .header = "KIND", .key = "kind", .type = WF_CELL_TEXT, .get = get_kind },
};
static const struct wf_columns attribute_columns = { .v = columns,
                                                     .n =
                                                         sizeof columns / sizeof *columns };

static const char *type_word(struct wf_job *job, int type)
{
    enum { SIZE = 32 };
    char *buf = wf_arena_alloc(job->arena, SIZE);

    return wf_enum_word(&tenums__indexed_value_type__descriptor, type, buf, SIZE);
}

static int by_name(const void *pa, const void *pb)
{
    const struct attribute *a = pa, *b = pb;

    return a->custom != b->custom ? b->custom - a->custom : strcmp(a->name, b->name);
}

static enum wf_code print_list(struct wf_job *job,
                               const Toperatorservice__ListSearchAttributesResponse *r,
                               struct wf_error *err)
{
    size_t n = r->n_custom_attributes + r->n_system_attributes, k = 0;
    struct attribute *v = wf_arena_alloc(job->arena, (n + 1) * sizeof *v);
    struct wf_list *list = NULL;
    enum wf_code rc;

    for (size_t i = 0; i < r->n_custom_attributes; i++)
        v[k++] =
            (struct attribute){ r->custom_attributes[i]->key,
                                type_word(job, (int)r->custom_attributes[i]->value), true };
    for (size_t i = 0; i < r->n_system_attributes; i++)
        v[k++] = (struct attribute){ r->system_attributes[i]->key,
                                     type_word(job, (int)r->system_attributes[i]->value),
                                     false };
    qsort(v, n, sizeof *v, by_name);
    rc = wf_list_begin(job, &attribute_columns, &list, err);
    for (size_t i = 0; i < n && rc == WF_OK; i++)
        rc = wf_list_item(list, &v[i], err);
    return list != NULL ? wf_list_end(list, rc, err) : rc;
}

static enum wf_code list_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    Toperatorservice__ListSearchAttributesRequest *req = wf_msg_new(
        job->arena, &toperatorservice__list_search_attributes_request__descriptor);
    Toperatorservice__ListSearchAttributesResponse *reply = NULL;
    enum wf_code rc;

    (void)args;
    req->namespace_ = (char *)wf_job_namespace(job);
    rc = wf_job_call(job, "ListSearchAttributes", req, NULL, NULL, &reply, err);
    if (rc != WF_OK)
        return rc;
    return wf_job_is_json(job) ? wf_job_json_message(job, reply, err)
                               : print_list(job, reply, err);
}

const struct wf_command wf_cmd_search_attribute_list = {
    .path = "operator search-attribute list",
    .summary = "List the search attributes of a namespace, custom ones first",
    .examples = { { "wfsh operator search-attribute list", "all" },
                  { "wfsh sa list -o json | jq .customAttributes", "the custom ones" } },
    .klass = WF_CLASS_READS,
    .run = list_run,
};
