/* commands/search_attribute_create.c: add custom search attributes. */
#include "commands/simple_receipt.h"

#include <string.h>

struct create_args {
    struct wf_strings names, types;
};

typedef Toperatorservice__AddSearchAttributesRequest__SearchAttributesEntry entry;

/* The server answers OK whether the attribute is new or of that type already. */
static enum wf_code check_types(struct wf_job *job, const struct create_args *a,
                                const Toperatorservice__ListSearchAttributesResponse *now,
                                struct wf_error *err)
{
    for (size_t i = 0; i < a->names.n; i++)
        for (size_t k = 0; k < now->n_custom_attributes; k++) {
            enum { SIZE = 32 };
            char *buf = wf_arena_alloc(job->arena, SIZE);
            const char *is = wf_enum_word(&tenums__indexed_value_type__descriptor,
                                          (int)now->custom_attributes[k]->value, buf, SIZE);

            if (strcmp(now->custom_attributes[k]->key, a->names.v[i]) == 0 &&
                strcmp(is, a->types.v[i]) != 0)
                return wf_error_set(err, WF_E_CONFLICT,
                                    "search attribute '%s' exists and has type %s",
                                    a->names.v[i], is);
        }
    return WF_OK;
}

static enum wf_code look(struct wf_job *job, const struct create_args *a,
                         struct wf_error *err)
{
    Toperatorservice__ListSearchAttributesRequest *req = wf_msg_new(
        job->arena, &toperatorservice__list_search_attributes_request__descriptor);
    Toperatorservice__ListSearchAttributesResponse *reply = NULL;
    enum wf_code rc;

    if (job->g->explain)
        return WF_OK;
    req->namespace_ = (char *)wf_job_namespace(job);
    rc = wf_job_call(job, "ListSearchAttributes", req, NULL, NULL, &reply, err);
    return rc == WF_OK ? check_types(job, a, reply, err) : rc;
}

static enum wf_code create_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct create_args *a = args;
    Toperatorservice__AddSearchAttributesRequest *req = wf_msg_new(
        job->arena, &toperatorservice__add_search_attributes_request__descriptor);
    enum wf_code rc;

    if (a->names.n != a->types.n)
        return wf_error_set(
            err, WF_E_USAGE,
            "operator search-attribute create: %zu --name and %zu --type: one "
            "type for each name",
            a->names.n, a->types.n);
    rc = look(job, a, err);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    for (size_t i = 0; i < a->names.n; i++) {
        entry *e = wf_msg_new(
            job->arena,
            &toperatorservice__add_search_attributes_request__search_attributes_entry__descriptor);
        int type = 0;

        (void)wf_enum_parse(&tenums__indexed_value_type__descriptor, a->types.v[i], &type);
        e->key = (char *)a->names.v[i];
        e->value = type;
        wf_msg_append(job->arena, &req->search_attributes, &req->n_search_attributes, e);
    }
    rc = wf_job_call(job, "AddSearchAttributes", req, NULL, NULL, NULL, err);
    for (size_t i = 0; i < a->names.n && rc == WF_OK; i++)
        rc = wf_simple_receipt(job, "searchAttribute", a->names.v[i], "added", err);
    return rc;
}

static const char *const type_words[] = { "Text", "Keyword",  "Int",         "Double",
                                          "Bool", "Datetime", "KeywordList", NULL };

static const struct wf_option create_options[] = {
    WF_OPT_STRINGS(0, "name", struct create_args, names, "NAME", "its name",
                   .required = true),
    WF_OPT_ENUMS(0, "type", struct create_args, types, type_words, "its type",
                 .required = true),
    WF_OPT_END
};

const struct wf_command wf_cmd_search_attribute_create = {
    .path = "operator search-attribute create",
    .summary = "Add custom search attributes",
    .examples = { { "wfsh operator search-attribute create --name CustomerId --type "
                    "Keyword",
                    "one" },
                  { "wfsh sa create --name Region --type Keyword --name Total --type "
                    "Double",
                    "two at once" } },
    .options = create_options,
    .args_size = sizeof(struct create_args),
    .klass = WF_CLASS_WRITES,
    .run = create_run,
};
