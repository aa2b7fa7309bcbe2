/* Calls of a context: retries, deadlines, cancellation, many at once, what is sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/timefmt.h"
#include "client/call.h"
#include "frontend.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { NOT_FOUND = 5, RESOURCE_EXHAUSTED = 8, UNIMPLEMENTED = 12, UNAVAILABLE = 14 };

/* One frontend, one connection, one context; made by meet(), gone with part(). */
static struct frontend *front;
static struct wf_settings settings;
static struct wf_connection *conn;
static struct wf_cancel *cancel;
static struct wf_ctx *ctx;
static struct wf_arena *arena;
static struct wf_error err;
static void *reply;

static void meet_at(const char *address, int64_t deadline_ms)
{
    settings.address = address;
    settings.namespace_ = "default";
    settings.identity = "me";
    err = (struct wf_error)WF_ERROR_INIT;
    arena = wf_arena_new();
    reply = NULL;
    assert_int_equal(wf_connection_open(&settings, &conn, &err), WF_OK);
    cancel = wf_cancel_new();
    ctx = wf_ctx_new(conn, cancel, deadline_ms == 0 ? 0 : wf_mono_ms() + deadline_ms);
}

static void meet(const struct answer *script, size_t n, int64_t deadline_ms)
{
    static char address[sizeof front->address]; /* outlives a frontend that goes away */

    front = frontend_new(script, n);
    memcpy(address, front->address, sizeof address);
    meet_at(address, deadline_ms);
}

static int part(void **state)
{
    (void)state;
    wf_ctx_free(ctx);
    wf_cancel_free(cancel);
    wf_connection_close(conn);
    if (front != NULL)
        frontend_free(front);
    wf_arena_free(arena);
    ctx = NULL;
    cancel = NULL;
    conn = NULL;
    front = NULL;
    memset(&settings, 0, sizeof settings);
    return 0;
}

static void *list_request(void)
{
    return wf_msg_new(arena, &tworkflowservice__list_namespaces_request__descriptor);
}

static enum wf_code list_namespaces(const struct wf_call_options *opt)
{
    return wf_call(ctx, "ListNamespaces", list_request(), opt, arena, &reply, &err);
}

static void assert_says(const char *part_of_text)
{
    if (strstr(err.text, part_of_text) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, part_of_text);
}

static void a_reply_is_unpacked_into_the_arena(void **state)
{
    static const unsigned char wire[] = { 0x12, 2, 'a', 'b' }; /* next_page_token */
    const struct answer script[] = { { .body = { wire, sizeof wire } } };
    const Tworkflowservice__ListNamespacesResponse *r;

    (void)state;
    meet(script, COUNT(script), 0);
    assert_false(wf_connection_has_worked(conn));
    assert_int_equal(list_namespaces(NULL), WF_OK);
    r = reply;
    assert_int_equal(r->next_page_token.len, 2);
    assert_memory_equal(r->next_page_token.data, "ab", 2);
    assert_true(wf_connection_has_worked(conn));
    assert_int_equal(wf_ctx_tries(ctx), 1);
}

static void a_damaged_reply_is_an_error(void **state)
{
    static const unsigned char wire[] = { 0x12, 99, 'a' };
    const struct answer script[] = { { .body = { wire, sizeof wire } } };

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(list_namespaces(NULL), WF_E_OTHER);
    assert_says("ListNamespaces: the reply");
    assert_null(reply);
}

static void unavailable_is_tried_again_with_the_same_bytes(void **state)
{
    const struct answer script[] = { { .status = UNAVAILABLE, .message = "starting" },
                                     { .status = UNAVAILABLE, .message = "starting" },
                                     { .status = 0 } };
    Tworkflowservice__SignalWorkflowExecutionRequest *s;

    (void)state;
    meet(script, COUNT(script), 0);
    s = wf_msg_new(arena, &tworkflowservice__signal_workflow_execution_request__descriptor);
    s->namespace_ = (char *)"ns-1";
    s->request_id = (char *)"request-77";
    assert_int_equal(wf_call(ctx, "SignalWorkflowExecution", s, NULL, arena, &reply, &err),
                     WF_OK);
    assert_int_equal(wf_ctx_tries(ctx), 3);
    assert_int_equal(frontend_calls(front), 3);
    assert_non_null(memmem(front->sent, front->n_sent, "request-77", 10));
}

static void not_found_is_final(void **state)
{
    const struct answer script[] = { { .status = NOT_FOUND, .message = "no such thing" } };

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(list_namespaces(NULL), WF_E_NOT_FOUND);
    assert_string_equal(err.text, "no such thing");
    assert_int_equal(err.grpc_status, NOT_FOUND);
    assert_int_equal(wf_ctx_tries(ctx), 1);
}

static void no_retry_is_one_try(void **state)
{
    const struct answer script[] = { { .status = UNAVAILABLE, .message = "down" } };
    const struct wf_call_options once = { .no_retry = true };

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(list_namespaces(&once), WF_E_UNAVAILABLE);
    assert_int_equal(frontend_calls(front), 1);
    assert_string_equal(err.text, "down");
}

static void the_cause_is_kept_when_the_time_is_over(void **state)
{
    const struct answer script[] = { { .status = UNAVAILABLE,
                                       .message = "shard is moving" } };

    (void)state;
    meet(script, COUNT(script), 500);
    assert_int_equal(list_namespaces(NULL), WF_E_UNAVAILABLE);
    assert_says("shard is moving (tried ");
    assert_true(wf_ctx_tries(ctx) > 1);
}

static void the_cause_is_kept_when_the_last_try_hangs(void **state)
{
    const struct answer script[] = {
        { .status = UNAVAILABLE, .message = "shard is moving" }, { .hang = true }
    };

    (void)state;
    meet(script, COUNT(script), 500);
    assert_int_equal(list_namespaces(NULL), WF_E_UNAVAILABLE);
    assert_says("shard is moving");
}

static void a_message_too_large_is_not_tried_again(void **state)
{
    const struct answer script[] = {
        { .status = RESOURCE_EXHAUSTED,
          .message = "grpc: received message larger than max (8000782 vs. 4194304)" },
    };

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(list_namespaces(NULL), WF_E_OTHER);
    assert_string_equal(err.detail, WF_DETAIL_TOO_LARGE);
    assert_int_equal(frontend_calls(front), 1);
}

static void a_rate_limit_is_waited_for(void **state)
{
    const struct answer script[] = {
        { .status = RESOURCE_EXHAUSTED, .message = "service rate limit exceeded" },
        { .status = 0 },
    };
    int64_t before = wf_mono_ms();

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(list_namespaces(NULL), WF_OK);
    assert_true(wf_mono_ms() - before >= 500);
    assert_int_equal(wf_ctx_tries(ctx), 2);
}

static void a_silent_frontend_runs_into_the_deadline(void **state)
{
    const struct answer script[] = { { .status = 0 }, { .hang = true } };
    const struct wf_call_options brief = { .timeout_ms = 100 };

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(list_namespaces(NULL), WF_OK);
    assert_int_equal(list_namespaces(&brief), WF_E_DEADLINE);
    assert_says("ListNamespaces: no answer from 127.0.0.1:");
    assert_says("within 100ms");
}

static void a_long_poll_that_hears_nothing_polls_on(void **state)
{
    const struct answer script[] = {
        { .status = 0 }, { .hang = true }, { .hang = true }, { .status = 0 }
    };
    const struct wf_call_options poll = { .timeout_ms = 100, .long_poll = true };

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(list_namespaces(NULL), WF_OK);
    assert_int_equal(list_namespaces(&poll), WF_OK);
    assert_int_equal(wf_ctx_tries(ctx), 3);
}

static void a_refused_connection_is_final_at_once(void **state)
{
    int64_t before = wf_mono_ms();

    (void)state;
    meet_at("127.0.0.1:1", 0);
    assert_int_equal(list_namespaces(NULL), WF_E_UNREACHABLE);
    assert_says("cannot reach 127.0.0.1:1: connection refused");
    assert_int_equal(wf_ctx_tries(ctx), 1);
    assert_int_equal(err.grpc_status, UNAVAILABLE);
    assert_true(wf_mono_ms() - before < 2000);
}

static void a_connection_that_has_worked_is_tried_again(void **state)
{
    const struct answer script[] = { { .status = 0 } };
    int port;

    (void)state;
    meet(script, COUNT(script), 700);
    assert_int_equal(list_namespaces(NULL), WF_OK);
    port = front->port;
    frontend_free(front);
    front = NULL;
    assert_int_equal(list_namespaces(NULL), WF_E_UNREACHABLE);
    assert_says("the connection was lost: cannot reach 127.0.0.1:");
    assert_true(wf_ctx_tries(ctx) > 1);

    wf_ctx_free(ctx); /* and it comes back */
    ctx = wf_ctx_new(conn, cancel, 0);
    front = frontend_new_at(port, script, COUNT(script));
    assert_int_equal(list_namespaces(NULL), WF_OK);
}

struct firing {
    size_t after_calls; /* once the frontend has seen so many */
    int64_t or_after_ms;
};

static void *fire_main(void *arg)
{
    const struct firing *firing = arg;
    int64_t give_up = wf_mono_ms() + 20000;

    if (firing->or_after_ms > 0)
        usleep((useconds_t)firing->or_after_ms * 1000);
    while (frontend_calls(front) < firing->after_calls && wf_mono_ms() < give_up)
        usleep(1000);
    wf_cancel_fire(cancel);
    return NULL;
}

static void the_flag_ends_a_call_in_flight(void **state)
{
    const struct answer script[] = { { .hang = true } };
    struct firing firing = { .after_calls = 1 };
    pthread_t thread;

    (void)state;
    meet(script, COUNT(script), 0);
    pthread_create(&thread, NULL, fire_main, &firing);
    assert_int_equal(list_namespaces(NULL), WF_E_INTERRUPTED);
    pthread_join(thread, NULL);
    assert_string_equal(err.text, "interrupted");
    assert_true(wf_ctx_cancelled(ctx));

    assert_int_equal(list_namespaces(NULL), WF_E_INTERRUPTED); /* and what comes later */
    assert_int_equal(frontend_calls(front), 1);
}

static void the_flag_ends_the_wait_for_the_next_try(void **state)
{
    const struct answer script[] = { { .status = RESOURCE_EXHAUSTED,
                                       .message = "slow down" } };
    struct firing firing = { .after_calls = 2 };
    int64_t before = wf_mono_ms();
    pthread_t thread;

    (void)state;
    meet(script, COUNT(script), 0);
    pthread_create(&thread, NULL, fire_main, &firing);
    assert_int_equal(list_namespaces(NULL), WF_E_INTERRUPTED);
    pthread_join(thread, NULL);
    assert_says("slow down");
    assert_true(wf_mono_ms() - before < 5000);
}

static void a_reset_flag_lets_calls_through(void **state)
{
    const struct answer script[] = { { .status = 0 } };

    (void)state;
    meet(script, COUNT(script), 0);
    wf_cancel_fire(cancel);
    assert_int_equal(list_namespaces(NULL), WF_E_INTERRUPTED);
    wf_cancel_reset(cancel);
    assert_int_equal(list_namespaces(NULL), WF_OK);
}

static void sleep_ends_with_the_flag_and_the_deadline(void **state)
{
    const struct answer script[] = { { .status = 0 } };
    struct firing firing = { .or_after_ms = 50 };
    int64_t before = wf_mono_ms();
    pthread_t thread;

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(wf_ctx_sleep(ctx, 20, &err), WF_OK);
    assert_true(wf_mono_ms() - before >= 20);
    pthread_create(&thread, NULL, fire_main, &firing);
    assert_int_equal(wf_ctx_sleep(ctx, 30000, &err), WF_E_INTERRUPTED);
    pthread_join(thread, NULL);

    wf_ctx_free(ctx);
    ctx = wf_ctx_new(conn, NULL, wf_mono_ms() + 50);
    assert_int_equal(wf_ctx_sleep(ctx, 30000, &err), WF_E_DEADLINE);
}

static void many_calls_come_back_once_each(void **state)
{
    const struct answer script[] = { { .status = UNAVAILABLE, .message = "first" },
                                     { .status = 0 } };
    enum { N = 200 };
    int seen[N] = { 0 }, numbers[N];
    struct wf_rpc *rpc;
    size_t started = 0, done = 0, retried = 0;

    (void)state;
    meet(script, COUNT(script), 0);
    for (int i = 0; i < N; i++)
        numbers[i] = i;
    for (; started < 64; started++)
        wf_rpc_start(ctx, "ListNamespaces", list_request(), NULL, &numbers[started]);
    assert_int_equal(wf_ctx_in_flight(ctx), 64);
    while ((rpc = wf_rpc_wait(ctx, 0)) != NULL) {
        seen[*(int *)wf_rpc_user(rpc)]++;
        retried += wf_rpc_tries(rpc) > 1;
        assert_int_equal(wf_rpc_finish(rpc, arena, &reply, &err), WF_OK);
        done++;
        if (started < N)
            wf_rpc_start(ctx, "ListNamespaces", list_request(), NULL, &numbers[started++]);
    }
    assert_int_equal(done, N);
    assert_int_equal(retried, 1);
    for (int i = 0; i < N; i++)
        assert_int_equal(seen[i], 1);
    assert_int_equal(wf_ctx_in_flight(ctx), 0);
}

static void one_of_many_can_be_cancelled(void **state)
{
    const struct answer script[] = { { .hang = true } };
    struct wf_rpc *rpc;

    (void)state;
    meet(script, COUNT(script), 0);
    rpc = wf_rpc_start(ctx, "ListNamespaces", list_request(), NULL, NULL);
    assert_null(wf_rpc_wait(ctx, wf_mono_ms() + 20)); /* until_ms */
    wf_rpc_cancel(rpc);
    assert_ptr_equal(wf_rpc_wait(ctx, 0), rpc);
    assert_int_equal(wf_rpc_finish(rpc, arena, &reply, &err), WF_E_INTERRUPTED);
    assert_null(wf_rpc_wait(ctx, 0));
}

static void a_call_beside_others_takes_none_of_theirs(void **state)
{
    const struct answer script[] = { { .status = 0 } };
    struct wf_rpc *rpc;
    int mine = 1;

    (void)state;
    meet(script, COUNT(script), 0);
    wf_rpc_start(ctx, "ListNamespaces", list_request(), NULL, &mine);
    assert_int_equal(list_namespaces(NULL), WF_OK);
    rpc = wf_rpc_wait(ctx, 0);
    assert_ptr_equal(wf_rpc_user(rpc), &mine);
    assert_int_equal(wf_rpc_finish(rpc, arena, &reply, &err), WF_OK);
}

static void a_context_can_go_with_calls_in_flight(void **state)
{
    const struct answer script[] = { { .hang = true } };

    (void)state;
    meet(script, COUNT(script), 0);
    for (int i = 0; i < 5; i++)
        wf_rpc_start(ctx, "ListNamespaces", list_request(), NULL, NULL);
    wf_ctx_free(ctx);
    ctx = NULL;
}

static void an_unknown_method_is_refused_here_and_there(void **state)
{
    const struct answer script[] = { { .status = UNIMPLEMENTED,
                                       .message = "unknown method" } };

    (void)state;
    meet(script, COUNT(script), 0);
    assert_int_equal(
        wf_call(ctx, "NoSuchMethod", list_request(), NULL, arena, &reply, &err),
        WF_E_USAGE);
    assert_int_equal(frontend_calls(front), 0);
    assert_int_equal(list_namespaces(NULL), WF_E_OTHER);
    assert_says("does not know ListNamespaces");
}

static void the_metadata_says_who_calls_and_for_which_namespace(void **state)
{
    const struct answer script[] = { { .status = 0 } };
    const struct wf_pair own[] = { { "x-team", "blue" } };
    Tworkflowservice__DescribeNamespaceRequest *d;

    (void)state;
    settings.api_key = "secret";
    settings.grpc_meta = (struct wf_pairs){ own, 1 };
    meet(script, COUNT(script), 0);
    assert_int_equal(list_namespaces(NULL), WF_OK);
    assert_non_null(strstr(front->metadata, "client-name=wfsh\n"));
    assert_non_null(strstr(front->metadata, "authorization=Bearer secret\n"));
    assert_non_null(strstr(front->metadata, "x-team=blue\n"));
    assert_non_null(strstr(front->metadata, "temporal-namespace=default\n"));
    assert_non_null(strstr(front->metadata, "user-agent=wfsh/"));

    d = wf_msg_new(arena, &tworkflowservice__describe_namespace_request__descriptor);
    d->namespace_ = (char *)"other";
    assert_int_equal(wf_call(ctx, "DescribeNamespace", d, NULL, arena, &reply, &err),
                     WF_OK);
    assert_non_null(strstr(front->metadata, "temporal-namespace=other\n"));
}

static void open_fails(const char *text)
{
    struct wf_connection *c = NULL;

    settings.namespace_ = "default";
    err = (struct wf_error)WF_ERROR_INIT;
    assert_int_equal(wf_connection_open(&settings, &c, &err), WF_E_USAGE);
    assert_null(c);
    assert_says(text);
    assert_null(strstr(err.text, "secret"));
    memset(&settings, 0, sizeof settings);
}

static void settings_that_cannot_work_are_refused(void **state)
{
    static const struct wf_pair broken[] = { { "x-a", "secret\n" } },
                                key[] = { { "a b", "c" } };

    (void)state;
    settings.address = "example.com:7233";
    settings.api_key = "secret";
    open_fails("is not sent to example.com:7233 without TLS");
    settings.address = "127.0.0.1:7233";
    settings.api_key = "secret\n";
    open_fails("the API key has characters");
    settings.address = "127.0.0.1:7233";
    settings.grpc_meta = (struct wf_pairs){ broken, 1 };
    open_fails("the value of 'x-a' has characters");
    settings.address = "127.0.0.1:7233";
    settings.grpc_meta = (struct wf_pairs){ key, 1 };
    open_fails("cannot have the key 'a b'");
    settings.address = "http://localhost";
    open_fails("it is a web address");
    settings =
        (struct wf_settings){ .address = "h", .tls = true, .tls_ca_path = "/no/file" };
    open_fails("tls-ca: cannot read '/no/file'");
    settings = (struct wf_settings){ .address = "h", .tls = true, .tls_ca_data = "text" };
    open_fails("tls-ca: the text holds no certificate");
    settings = (struct wf_settings){ .address = "h",
                                     .tls = true,
                                     .tls_cert_data = "-----BEGIN CERTIFICATE-----" };
    open_fails("a client certificate was given without its key");
}

#define CALL(f) cmocka_unit_test_teardown(f, part)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL(a_reply_is_unpacked_into_the_arena),
        CALL(a_damaged_reply_is_an_error),
        CALL(unavailable_is_tried_again_with_the_same_bytes),
        CALL(not_found_is_final),
        CALL(no_retry_is_one_try),
        CALL(the_cause_is_kept_when_the_time_is_over),
        CALL(the_cause_is_kept_when_the_last_try_hangs),
        CALL(a_message_too_large_is_not_tried_again),
        CALL(a_rate_limit_is_waited_for),
        CALL(a_silent_frontend_runs_into_the_deadline),
        CALL(a_long_poll_that_hears_nothing_polls_on),
        CALL(a_refused_connection_is_final_at_once),
        CALL(a_connection_that_has_worked_is_tried_again),
        CALL(the_flag_ends_a_call_in_flight),
        CALL(the_flag_ends_the_wait_for_the_next_try),
        CALL(a_reset_flag_lets_calls_through),
        CALL(sleep_ends_with_the_flag_and_the_deadline),
        CALL(many_calls_come_back_once_each),
        CALL(one_of_many_can_be_cancelled),
        CALL(a_call_beside_others_takes_none_of_theirs),
        CALL(a_context_can_go_with_calls_in_flight),
        CALL(an_unknown_method_is_refused_here_and_there),
        CALL(the_metadata_says_who_calls_and_for_which_namespace),
        cmocka_unit_test(settings_that_cannot_work_are_refused),
    };
    int rc = cmocka_run_group_tests_name("call", tests, NULL, NULL);

    grpc_shutdown_blocking();
    return rc;
}
