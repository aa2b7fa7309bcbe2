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

static enum wf_code print_page(struct wf_list *list, const struct wf_page *page,
                               const char *field, int64_t *left,
                               bool (*keep)(const void *item), struct wf_error *err)
{
    void **items = NULL;
    size_t n = items_of(page->reply, field, &items);
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < n && rc == WF_OK && *left > 0; i++) {
        if (keep != NULL && !keep(items[i]))
            continue;
        rc = wf_list_item(list, items[i], err);
        --*left;
    }
    return rc == WF_OK ? wf_list_page_done(list, err) : rc;
}

enum wf_code wf_list_pages(struct wf_job *job, const char *method, void *request,
                           const char *field, const struct wf_columns *columns,
                           int64_t limit, bool (*keep)(const void *item),
                           struct wf_error *err)
{
    int64_t left = limit != WF_UNSET && limit > 0 ? limit : INT64_MAX;
    struct wf_pager_options opt = { .limit = left != INT64_MAX ? left : 0 };
    struct wf_pager *pager = NULL;
    struct wf_list *list = NULL;
    enum wf_code rc = wf_job_pager(job, method, request, &opt, &pager, err);

    if (rc == WF_OK)
        rc = wf_list_begin(job, columns, &list, err);
    while (rc == WF_OK && left > 0) {
        const struct wf_page *page = NULL;

        rc = wf_job_page(job, pager, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        rc = print_page(list, page, field, &left, keep, err);
    }
    if (list != NULL)
        rc = wf_list_end(list, rc, err);
    wf_pager_free(pager);
    return rc;
}
