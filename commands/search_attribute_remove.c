/* commands/search_attribute_remove.c: remove custom search attributes. */
#include "commands/simple_receipt.h"

struct remove_args {
    struct wf_strings names;
    bool yes;
};

static enum wf_code remove_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct remove_args *a = args;
    Toperatorservice__RemoveSearchAttributesRequest *req = wf_msg_new(
        job->arena, &toperatorservice__remove_search_attributes_request__descriptor);
    struct wf_strbuf names = WF_STRBUF_INIT;
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < a->names.n; i++) {
        wf_strbuf_addf(&names, "%s%s", i == 0 ? "" : ", ", a->names.v[i]);
        wf_msg_append(job->arena, &req->search_attributes, &req->n_search_attributes,
                      (char *)a->names.v[i]);
    }
    if (!job->g->explain)
        rc = wf_job_confirm(job, a->yes, err, "Remove search attribute %s?",
                            wf_strbuf_str(&names));
    wf_strbuf_release(&names);
    if (rc != WF_OK)
        return rc;
    req->namespace_ = (char *)wf_job_namespace(job);
    rc = wf_job_call(job, "RemoveSearchAttributes", req, NULL, NULL, NULL, err);
    for (size_t i = 0; i < a->names.n && rc == WF_OK; i++)
        rc = wf_simple_receipt(job, "searchAttribute", a->names.v[i], "removed", err);
    return rc;
}

static const struct wf_option remove_options[] = {
    WF_OPT_STRINGS(0, "name", struct remove_args, names, "NAME", "its name",
                   .required = true, .complete = WF_COMPLETE_SEARCH_ATTRIBUTE),
    WF_OPT_BOOL('y', "yes", struct remove_args, yes, "do not ask"), WF_OPT_END
};

const struct wf_command wf_cmd_search_attribute_remove = {
    .path = "operator search-attribute remove",
    .summary = "Remove custom search attributes",
    .examples = { { "wfsh operator search-attribute remove --name CustomerId",
                    "asks first" },
                  { "wfsh sa remove --name Region --name Total --yes",
                    "two, in a script" } },
    .options = remove_options,
    .args_size = sizeof(struct remove_args),
    .klass = WF_CLASS_DESTROYS,
    .run = remove_run,
};
