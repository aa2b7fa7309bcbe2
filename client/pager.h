#ifndef WF_CLIENT_PAGER_H
#define WF_CLIENT_PAGER_H

#include "client/call.h"

/*
 * Pages of any listing method whose request and reply have next_page_token and whose
 * request has page_size or maximum_page_size. While the caller works on one page the next
 * is in flight. When a reply is larger than a message may be, the page size is halved (down
 * to 1) and the page is asked for again. After a failure there is no further page, and
 * wf_pager_token() tells where to go on.
 */
struct wf_pager;

/* One reply, the caller's until the next wf_pager_next() or the pager's end. */
struct wf_page {
    struct wf_arena *arena;
    void *reply;                /* of the method's output type, in the arena */
    struct wf_bytes next_token; /* in the arena; empty on the last page; may hold NUL */
};

struct wf_pager_options {
    int64_t limit; /* items wanted in all; 0: no limit. Bounds the last page's size. */
    bool no_prefetch;
    struct wf_call_options call;
};

/* `request` is copied; its token is where the listing starts. */
struct wf_pager *wf_pager_new(struct wf_ctx *ctx, const char *method, const void *request,
                              const struct wf_pager_options *opt);
void wf_pager_free(struct wf_pager *p); /* NULL is fine */
/* *ret is NULL after the last page. The prefetch starts before this returns. */
enum wf_code wf_pager_next(struct wf_pager *p, const struct wf_page **ret,
                           struct wf_error *err);
/* The caller has used `n` items of the page: counts against the limit. True: enough. */
bool wf_pager_used(struct wf_pager *p, int64_t n);
/* Where the page that was not taken yet starts; empty at the end. Until the next call. */
struct wf_bytes wf_pager_token(const struct wf_pager *p);

#endif
