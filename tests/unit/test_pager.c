/* Pages of a listing: tokens, prefetch, limits, replies that are too large. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/timefmt.h"
#include "client/pager.h"
#include "frontend.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TOO_LARGE                                                                          \
    {                                                                                      \
        .status = 8, .message = "grpc: received message larger than max (9 vs. 4)"         \
    }

/* Two, or one, empty ListNamespaces items; with the token "t\0k" or at the end. */
static const unsigned char two_more[] = { 0x0a, 0, 0x0a, 0, 0x12, 3, 't', 0, 'k' };
static const unsigned char one_last[] = { 0x0a, 0 };
static const struct answer more = { .body = { two_more, sizeof two_more } };
static const struct answer last = { .body = { one_last, sizeof one_last } };

static struct frontend *front;
static struct wf_settings settings;
static struct wf_connection *conn;
static struct wf_ctx *ctx;
static struct wf_pager *pager;
static struct wf_error err;
static struct wf_arena *arena;

static void list(const struct answer *script, size_t n, int32_t page_size,
                 const struct wf_pager_options *opt)
{
    Tworkflowservice__ListNamespacesRequest *r;

    front = frontend_new(script, n);
    settings = (struct wf_settings){ .address = front->address, .namespace_ = "default" };
    err = (struct wf_error)WF_ERROR_INIT;
    arena = wf_arena_new();
    assert_int_equal(wf_connection_open(&settings, &conn, &err), WF_OK);
    ctx = wf_ctx_new(conn, NULL, 0);
    r = wf_msg_new(arena, &tworkflowservice__list_namespaces_request__descriptor);
    r->page_size = page_size;
    pager = wf_pager_new(ctx, "ListNamespaces", r, opt);
}

static int done(void **state)
{
    (void)state;
    wf_pager_free(pager);
    wf_ctx_free(ctx);
    wf_connection_close(conn);
    frontend_free(front);
    wf_arena_free(arena);
    return 0;
}

/* The next page's items; -1 at the end. */
static int next_page(void)
{
    const struct wf_page *page;
    const Tworkflowservice__ListNamespacesResponse *r;

    assert_int_equal(wf_pager_next(pager, &page, &err), WF_OK);
    if (page == NULL)
        return -1;
    r = page->reply;
    return (int)r->n_namespaces;
}

/* What the frontend was asked last. */
static Tworkflowservice__ListNamespacesRequest *asked(void)
{
    Tworkflowservice__ListNamespacesRequest *r = NULL;

    assert_int_equal(
        wf_msg_unpack(arena, &tworkflowservice__list_namespaces_request__descriptor,
                      (struct wf_bytes){ front->sent, front->n_sent }, &r, &err),
        WF_OK);
    return r;
}

static void wait_for_calls(size_t n)
{
    int64_t give_up = wf_mono_ms() + 20000;

    while (frontend_calls(front) < n && wf_mono_ms() < give_up)
        usleep(1000);
    assert_int_equal(frontend_calls(front), n);
}

static void pages_come_until_there_is_no_token(void **state)
{
    const struct answer script[] = { more, more, last };

    (void)state;
    list(script, COUNT(script), 2, NULL);
    assert_int_equal(next_page(), 2);
    assert_int_equal(next_page(), 2);
    assert_int_equal(next_page(), 1);
    assert_int_equal(asked()->next_page_token.len, 3); /* the NUL in it is kept */
    assert_memory_equal(asked()->next_page_token.data, "t\0k", 3);
    assert_int_equal(asked()->page_size, 2);
    assert_int_equal(next_page(), -1);
    assert_int_equal(next_page(), -1);
    assert_int_equal(frontend_calls(front), 3);
}

static void the_next_page_is_asked_for_ahead(void **state)
{
    const struct answer script[] = { more, last };

    (void)state;
    list(script, COUNT(script), 2, NULL);
    assert_int_equal(next_page(), 2);
    wait_for_calls(2);
    assert_int_equal(wf_ctx_in_flight(ctx), 0); /* it is the pager's own */
}

static void without_prefetch_it_is_not(void **state)
{
    const struct answer script[] = { more, last };
    const struct wf_pager_options opt = { .no_prefetch = true };

    (void)state;
    list(script, COUNT(script), 2, &opt);
    assert_int_equal(next_page(), 2);
    assert_int_equal(frontend_calls(front), 1);
    assert_int_equal(wf_pager_token(pager).len, 3);
    assert_int_equal(next_page(), 1);
    assert_int_equal(wf_pager_token(pager).len, 0);
}

static void a_limit_makes_the_last_page_smaller(void **state)
{
    const struct answer script[] = { more, last };
    const struct wf_pager_options opt = { .limit = 3 };

    (void)state;
    list(script, COUNT(script), 2, &opt);
    assert_int_equal(next_page(), 2);
    assert_false(wf_pager_used(pager, 2));
    wait_for_calls(2);
    assert_int_equal(asked()->page_size, 1);
    assert_int_equal(next_page(), 1);
    assert_true(wf_pager_used(pager, 1));
    assert_int_equal(next_page(), -1);
    assert_int_equal(frontend_calls(front), 2);
}

static void a_limit_that_a_page_may_fill_starts_no_prefetch(void **state)
{
    const struct answer script[] = { more, last };
    const struct wf_pager_options opt = { .limit = 2 };

    (void)state;
    list(script, COUNT(script), 0, &opt);
    assert_int_equal(next_page(), 2);
    assert_int_equal(asked()->page_size, 2);
    assert_int_equal(frontend_calls(front), 1);
    assert_false(wf_pager_used(pager, 1)); /* the caller dropped one of them */
    assert_int_equal(next_page(), 1);
    assert_int_equal(asked()->page_size, 1);
}

static void a_reply_too_large_is_asked_for_in_smaller_pages(void **state)
{
    const struct answer script[] = { TOO_LARGE, TOO_LARGE, more, last };

    (void)state;
    list(script, COUNT(script), 100, NULL);
    assert_int_equal(next_page(), 2);
    wait_for_calls(4);
    assert_int_equal(asked()->page_size, 25); /* and it stays small */
    assert_int_equal(next_page(), 1);
}

static void one_item_too_large_is_the_end(void **state)
{
    const struct answer script[] = { TOO_LARGE };
    const struct wf_page *page;

    (void)state;
    list(script, COUNT(script), 4, NULL);
    assert_int_equal(wf_pager_next(pager, &page, &err), WF_E_OTHER);
    assert_string_equal(err.detail, WF_DETAIL_TOO_LARGE);
    assert_int_equal(frontend_calls(front), 3); /* 4, 2, 1 */
    assert_int_equal(next_page(), -1);
}

static void a_failure_tells_where_to_go_on(void **state)
{
    const struct answer script[] = { more, { .status = 5, .message = "gone" } };
    const struct wf_page *page;

    (void)state;
    list(script, COUNT(script), 2, NULL);
    assert_int_equal(next_page(), 2);
    assert_int_equal(wf_pager_next(pager, &page, &err), WF_E_NOT_FOUND);
    assert_null(page);
    assert_int_equal(wf_pager_token(pager).len, 3);
}

#define PAGES(f) cmocka_unit_test_teardown(f, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES(pages_come_until_there_is_no_token),
        PAGES(the_next_page_is_asked_for_ahead),
        PAGES(without_prefetch_it_is_not),
        PAGES(a_limit_makes_the_last_page_smaller),
        PAGES(a_limit_that_a_page_may_fill_starts_no_prefetch),
        PAGES(a_reply_too_large_is_asked_for_in_smaller_pages),
        PAGES(one_item_too_large_is_the_end),
        PAGES(a_failure_tells_where_to_go_on),
    };
    int rc = cmocka_run_group_tests_name("pager", tests, NULL, NULL);

    grpc_shutdown_blocking();
    return rc;
}
