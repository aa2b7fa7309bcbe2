/* client/pager.c: pages of a listing, the next one in flight while this one is used. */
#include "client/pager.h"

#include "base/mem.h"
#include "client/call_internal.h"
#include "proto/message.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_PAGE = 1000,        /* what the server takes when asked for no size */
    DEFAULT_HISTORY_PAGE = 250, /* it gives no more than that, whatever is asked */
};

struct wf_pager {
    struct wf_ctx *ctx;
    const struct wf_method *method;
    struct wf_pager_options opt;
    const ProtobufCFieldDescriptor *size_field;  /* int32 of the request; may be NULL */
    const ProtobufCFieldDescriptor *token_field; /* bytes of the request; may be NULL */
    const ProtobufCFieldDescriptor *next_field;  /* bytes of the reply; may be NULL */

    struct wf_arena *request_arena;
    void *request;
    unsigned char *token; /* owned; what the request's token points to */
    size_t token_size;
    int32_t page_size; /* 0: the server's own */

    struct wf_arena *arena; /* of `page` */
    struct wf_page page;
    struct wf_rpc *next; /* in flight; NULL: none */
    bool at_end, failed;
    int64_t used;
    int64_t counted; /* items of `page`, for as long as the caller has not said */
};

static const ProtobufCFieldDescriptor *find_field(const ProtobufCMessageDescriptor *d,
                                                  const char *name, ProtobufCType type)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(d, name);

    return f != NULL && f->type == type && f->label != PROTOBUF_C_LABEL_REPEATED ? f : NULL;
}

static void *field_at(void *message, const ProtobufCFieldDescriptor *f)
{
    return (char *)message + f->offset;
}

static void set_token(struct wf_pager *p, const void *data, size_t len)
{
    ProtobufCBinaryData *field;

    if (p->token_field == NULL)
        return;
    if (len > p->token_size) {
        p->token = wf_realloc(p->token, len);
        p->token_size = len;
    }
    if (len > 0)
        memmove(p->token, data, len);
    field = field_at(p->request, p->token_field);
    field->data = p->token;
    field->len = len;
}

struct wf_pager *wf_pager_new(struct wf_ctx *ctx, const char *method, const void *request,
                              const struct wf_pager_options *opt)
{
    struct wf_pager *p = wf_calloc(1, sizeof *p);
    const ProtobufCMessageDescriptor *in;

    p->ctx = ctx;
    p->method = wf_method_find(method);
    if (opt != NULL)
        p->opt = *opt;
    p->request_arena = wf_arena_new();
    p->arena = wf_arena_new();
    p->request = wf_msg_copy(p->request_arena, request);
    in = ((const ProtobufCMessage *)request)->descriptor;
    p->size_field = find_field(in, "page_size", PROTOBUF_C_TYPE_INT32);
    if (p->size_field == NULL)
        p->size_field = find_field(in, "maximum_page_size", PROTOBUF_C_TYPE_INT32);
    p->token_field = find_field(in, "next_page_token", PROTOBUF_C_TYPE_BYTES);
    if (p->method != NULL)
        p->next_field =
            find_field(p->method->output, "next_page_token", PROTOBUF_C_TYPE_BYTES);
    if (p->size_field != NULL)
        p->page_size = *(int32_t *)field_at(p->request, p->size_field);
    return p;
}

static void drop_next(struct wf_pager *p)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_arena *scratch;
    void *reply;

    if (p->next == NULL)
        return;
    scratch = wf_arena_new();
    wf_rpc_cancel(p->next);
    wf_rpc_join(p->next);
    (void)wf_rpc_finish(p->next, scratch, &reply, &ignored);
    wf_arena_free(scratch);
    p->next = NULL;
}

void wf_pager_free(struct wf_pager *p)
{
    if (p == NULL)
        return;
    drop_next(p);
    wf_arena_free(p->arena);
    wf_arena_free(p->request_arena);
    free(p->token);
    free(p);
}

static bool is_history(const struct wf_pager *p)
{
    return strncmp(p->method->name, "GetWorkflowExecutionHistory", 27) == 0;
}

/* Asks for the page at the request's token; `left` is what the limit allows (0: no limit).
 */
static void ask(struct wf_pager *p, int64_t left)
{
    if (p->size_field != NULL) {
        int32_t size = p->page_size;

        if (left > 0 && left < (size > 0 ? size : DEFAULT_PAGE))
            size = (int32_t)left;
        *(int32_t *)field_at(p->request, p->size_field) = size;
    }
    p->next = wf_rpc_start_joined(p->ctx, p->method->path, p->request, &p->opt.call);
}

/* How many items a reply lists: its longest repeated message field, or that of its
 * `history`.
 */
static int64_t count_items(const void *reply)
{
    const ProtobufCMessageDescriptor *d = ((const ProtobufCMessage *)reply)->descriptor;
    int64_t most = 0;

    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];
        const char *at = (const char *)reply + f->offset;
        const ProtobufCMessage *history;
        int64_t n = 0;

        if (f->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (f->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t count;

            memcpy(&count, (const char *)reply + f->quantifier_offset, sizeof count);
            n = (int64_t)count;
        } else if (strcmp(f->name, "history") == 0) {
            memcpy(&history, at, sizeof history);
            n = history != NULL ? count_items(history) : 0;
        }
        if (n > most)
            most = n;
    }
    return most;
}

/* True when the same page can be asked for again in a smaller size. */
static bool shrink(struct wf_pager *p, const struct wf_error *err)
{
    int32_t size;

    if (strcmp(err->detail, WF_DETAIL_TOO_LARGE) != 0 || p->size_field == NULL)
        return false;
    size = *(int32_t *)field_at(p->request, p->size_field);
    if (size <= 0 || (is_history(p) && size > DEFAULT_HISTORY_PAGE))
        size = is_history(p) ? DEFAULT_HISTORY_PAGE : DEFAULT_PAGE;
    if (size <= 1)
        return false;
    p->page_size = size / 2;
    return true;
}

static int64_t limit_left(const struct wf_pager *p, int64_t used)
{
    return p->opt.limit > 0 ? p->opt.limit - used : 0;
}

static void take_page(struct wf_pager *p, void *reply)
{
    ProtobufCBinaryData token = { 0 };

    if (p->next_field != NULL)
        token = *(ProtobufCBinaryData *)field_at(reply, p->next_field);
    p->page = (struct wf_page){ .arena = p->arena,
                                .reply = reply,
                                .next_token = { token.data, token.len } };
    p->at_end = token.len == 0 || p->token_field == NULL;
    p->counted = count_items(reply);
    if (!p->at_end)
        set_token(p, token.data, token.len);
}

enum wf_code wf_pager_next(struct wf_pager *p, const struct wf_page **ret,
                           struct wf_error *err)
{
    void *reply = NULL;
    enum wf_code rc;

    if (p->method == NULL)
        return wf_error_set(err, WF_E_USAGE, "the API has no such method");
    *ret = NULL;
    if (p->next == NULL &&
        (p->at_end || p->failed || (p->opt.limit > 0 && p->used >= p->opt.limit)))
        return WF_OK;
    for (;;) {
        if (p->next == NULL)
            ask(p, limit_left(p, p->used));
        wf_rpc_join(p->next);
        wf_arena_clear(p->arena);
        rc = wf_rpc_finish(p->next, p->arena, &reply, err);
        p->next = NULL;
        if (rc == WF_OK)
            break;
        if (!shrink(p, err)) {
            p->failed = true;
            return rc;
        }
    }
    take_page(p, reply);
    if (!p->at_end && !p->opt.no_prefetch &&
        (p->opt.limit == 0 || p->used + p->counted < p->opt.limit))
        ask(p, limit_left(p, p->used + p->counted));
    *ret = &p->page;
    return WF_OK;
}

bool wf_pager_used(struct wf_pager *p, int64_t n)
{
    p->used += n;
    return p->opt.limit > 0 && p->used >= p->opt.limit;
}

struct wf_bytes wf_pager_token(const struct wf_pager *p)
{
    ProtobufCBinaryData token = { 0 };

    if (p->token_field != NULL && !p->at_end)
        token = *(ProtobufCBinaryData *)field_at(p->request, p->token_field);
    return (struct wf_bytes){ token.data, token.len };
}
