/* commands/list_pages.c: a listing that is one paged method. */
#include "commands/list_pages.h"

/* The items of a reply, by the field's name. */
static size_t items_of(const ProtobufCMessage *reply, const char *field, void ***ret)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(reply->descriptor, field);
    const char *at = (const char *)reply;

    if (f == NULL || f->label != PROTOBUF_C_LABEL_REPEATED ||
        f->type != PROTOBUF_C_TYPE_MESSAGE)
        return 0;
    *ret = *(void *const *)(at + f->offset);
    return *(const size_t *)(at + f->quantifier_offset);
}

/* What is asked of each page. */
struct listing {
    struct wf_job *job;
    const char *field;
    int64_t left;
    bool (*keep)(const void *item); /* NULL: all */
    wf_list_each_fn *each;          /* NULL: the items themselves */
};

static enum wf_code print_page(struct listing *p, struct wf_list *list,
                               const struct wf_page *page, struct wf_error *err)
{
    void **items = NULL;
    size_t n = items_of(page->reply, p->field, &items);
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < n && rc == WF_OK && p->left > 0; i++) {
        const void *item = items[i];

        if (p->keep != NULL && !p->keep(item))
            continue;
        if (p->each != NULL)
            item = p->each(p->job, item);
        if (item == NULL)
            continue;
        rc = wf_list_item(list, item, err);
        p->left--;
    }
    return rc == WF_OK ? wf_list_page_done(list, err) : rc;
}

static enum wf_code list_pages(struct listing *p, const char *method, void *request,
                               const struct wf_columns *columns, int64_t limit,
                               struct wf_error *err)
{
    struct wf_pager_options opt = { .limit = 0 };
    struct wf_pager *pager = NULL;
    struct wf_list *list = NULL;
    enum wf_code rc;

    p->left = limit != WF_UNSET && limit > 0 ? limit : INT64_MAX;
    opt.limit = p->left != INT64_MAX ? p->left : 0;
    rc = wf_job_pager(p->job, method, request, &opt, &pager, err);
    if (rc == WF_OK)
        rc = wf_list_begin(p->job, columns, &list, err);
    while (rc == WF_OK && p->left > 0) {
        const struct wf_page *page = NULL;

        rc = wf_job_page(p->job, pager, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        rc = print_page(p, list, page, err);
    }
    if (list != NULL)
        rc = wf_list_end(list, rc, err);
    wf_pager_free(pager);
    return rc;
}

enum wf_code wf_list_pages(struct wf_job *job, const char *method, void *request,
                           const char *field, const struct wf_columns *columns,
                           int64_t limit, bool (*keep)(const void *item),
                           struct wf_error *err)
{
    struct listing p = { .job = job, .field = field, .keep = keep };

    return list_pages(&p, method, request, columns, limit, err);
}

enum wf_code wf_list_pages_each(struct wf_job *job, const char *method, void *request,
                                const char *field, const struct wf_columns *columns,
                                int64_t limit, wf_list_each_fn *each, struct wf_error *err)
{
    struct listing p = { .job = job, .field = field, .each = each };

    return list_pages(&p, method, request, columns, limit, err);
}
