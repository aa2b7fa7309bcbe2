/* Reading histories: every event once, whatever the frontend does; chains; files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "client/history.h"
#include "frontend.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TYPE(name) TENUMS__EVENT_TYPE__EVENT_TYPE_##name
enum { MAX = 8 };

static struct frontend *front;
static struct wf_settings settings;
static struct wf_connection *conn;
static struct wf_ctx *ctx;
static struct wf_history *h;
static struct wf_error err;
static struct wf_arena *arena;
static struct answer script[MAX];
static size_t n_script;

/* ---- what the frontend says -------------------------------------------------------------
 */

static Thistory__HistoryEvent *event(int64_t id, int type)
{
    Thistory__HistoryEvent *e = wf_msg_new(arena, &thistory__history_event__descriptor);

    e->event_id = id;
    e->event_type = (Tenums__EventType)type;
    e->task_id = 100 + id;
    return e;
}

static void say(const void *message)
{
    script[n_script++] = (struct answer){ .body = wf_msg_pack(arena, message) };
}

static void fail_with(int status, const char *message)
{
    script[n_script++] = (struct answer){ .status = status, .message = message };
}

/* A page with the events first..last; `last_type` of the last one. */
static void page_of(int64_t first, int64_t last, int last_type, const char *token)
{
    Tworkflowservice__GetWorkflowExecutionHistoryResponse *r = wf_msg_new(
        arena, &tworkflowservice__get_workflow_execution_history_response__descriptor);

    r->history = wf_msg_new(arena, &thistory__history__descriptor);
    for (int64_t id = first; id <= last; id++)
        wf_msg_append(arena, &r->history->events, &r->history->n_events,
                      event(id, id == last ? last_type : TYPE(MARKER_RECORDED)));
    r->next_page_token.data = (uint8_t *)token;
    r->next_page_token.len = token != NULL ? strlen(token) : 0;
    say(r);
}

static int begin(void **state)
{
    (void)state;
    arena = wf_arena_new();
    err = (struct wf_error)WF_ERROR_INIT;
    n_script = 0;
    h = NULL;
    front = NULL;
    conn = NULL;
    ctx = NULL;
    return 0;
}

static int done(void **state)
{
    (void)state;
    wf_history_free(h);
    wf_ctx_free(ctx);
    wf_connection_close(conn);
    if (front != NULL)
        frontend_free(front);
    wf_arena_free(arena);
    return 0;
}

static void open_history(struct wf_history_options *opt)
{
    front = frontend_new(script, n_script);
    settings = (struct wf_settings){ .address = front->address, .namespace_ = "default" };
    assert_int_equal(wf_connection_open(&settings, &conn, &err), WF_OK);
    ctx = wf_ctx_new(conn, NULL, 0);
    opt->workflow_id = "order-1";
    assert_int_equal(wf_history_open(ctx, opt, &h, &err), WF_OK);
}

/* Reads all; the ids in order, "|" between runs. */
static const char *ids(void)
{
    const struct wf_history_page *p = NULL;
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;
    bool first = true;

    while (wf_history_next(h, &p, &err) == WF_OK && p != NULL) {
        if (p->starts_run && !first)
            wf_strbuf_adds(&b, "| ");
        for (size_t i = 0; i < p->n_events; i++)
            wf_strbuf_addf(&b, "%lld ", (long long)p->events[i]->event_id);
        first = false;
    }
    text = wf_arena_strdup(arena, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

/* ---- tests ------------------------------------------------------------------------------
 */

static void pages_follow_each_other(void **state)
{
    struct wf_history_options opt = { 0 };

    (void)state;
    page_of(1, 3, TYPE(TIMER_STARTED), "a");
    page_of(4, 5, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_string_equal(ids(), "1 2 3 4 5 ");
    assert_int_equal(err.code, WF_OK);
    assert_true(wf_history_ended(h));
}

static void an_event_that_comes_again_is_left_out(void **state)
{
    struct wf_history_options opt = { .follow = true };

    (void)state;
    page_of(1, 3, TYPE(TIMER_STARTED), "a");
    page_of(2, 4, TYPE(TIMER_STARTED), "b");
    page_of(5, 5, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_string_equal(ids(), "1 2 3 4 5 ");
}

static void a_gap_is_read_over(void **state)
{
    struct wf_history_options opt = { .follow = true };

    (void)state;
    page_of(1, 2, TYPE(TIMER_STARTED), "a");
    page_of(5, 5, TYPE(WORKFLOW_EXECUTION_COMPLETED), "b");
    page_of(1, 5, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_string_equal(ids(), "1 2 3 4 5 ");
}

static void a_frontend_that_goes_away_costs_nothing(void **state)
{
    struct wf_history_options opt = { .follow = true };

    (void)state;
    page_of(1, 2, TYPE(TIMER_STARTED), "a");
    fail_with(14, "going down");
    page_of(3, 3, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_string_equal(ids(), "1 2 3 ");
    assert_int_equal(err.code, WF_OK);
}

static void the_closing_event_ends_it_even_with_a_token(void **state)
{
    struct wf_history_options opt = { .follow = true };

    (void)state;
    page_of(1, 2, TYPE(WORKFLOW_EXECUTION_FAILED), "more");
    open_history(&opt);
    assert_string_equal(ids(), "1 2 ");
}

static void what_is_not_written_yet_is_left_out(void **state)
{
    Tworkflowservice__GetWorkflowExecutionHistoryResponse *r = wf_msg_new(
        arena, &tworkflowservice__get_workflow_execution_history_response__descriptor);
    struct wf_history_options opt = { 0 };

    (void)state;
    r->history = wf_msg_new(arena, &thistory__history__descriptor);
    for (int64_t id = 1; id <= 4; id++) {
        Thistory__HistoryEvent *e = event(id, id == 3   ? TYPE(WORKFLOW_TASK_SCHEDULED)
                                              : id == 4 ? TYPE(WORKFLOW_TASK_STARTED)
                                                        : TYPE(MARKER_RECORDED));

        if (id > 2)
            e->task_id = 0;
        wf_msg_append(arena, &r->history->events, &r->history->n_events, e);
    }
    say(r);
    open_history(&opt);
    assert_string_equal(ids(), "1 2 ");
}

static void a_frontend_without_task_ids_keeps_its_tasks(void **state)
{
    Tworkflowservice__GetWorkflowExecutionHistoryResponse *r = wf_msg_new(
        arena, &tworkflowservice__get_workflow_execution_history_response__descriptor);
    struct wf_history_options opt = { 0 };

    (void)state;
    r->history = wf_msg_new(arena, &thistory__history__descriptor);
    for (int64_t id = 1; id <= 2; id++) {
        Thistory__HistoryEvent *e = event(id, id == 2 ? TYPE(WORKFLOW_TASK_SCHEDULED)
                                                      : TYPE(WORKFLOW_EXECUTION_STARTED));

        e->task_id = 0;
        wf_msg_append(arena, &r->history->events, &r->history->n_events, e);
    }
    say(r);
    open_history(&opt);
    assert_string_equal(ids(), "1 2 ");
}

static void continued(void)
{
    Tworkflowservice__GetWorkflowExecutionHistoryResponse *r = wf_msg_new(
        arena, &tworkflowservice__get_workflow_execution_history_response__descriptor);
    Thistory__HistoryEvent *e = event(1, TYPE(WORKFLOW_EXECUTION_CONTINUED_AS_NEW));

    r->history = wf_msg_new(arena, &thistory__history__descriptor);
    e->attributes_case =
        THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_CONTINUED_AS_NEW_EVENT_ATTRIBUTES;
    e->workflow_execution_continued_as_new_event_attributes = wf_msg_new(
        arena, &thistory__workflow_execution_continued_as_new_event_attributes__descriptor);
    e->workflow_execution_continued_as_new_event_attributes->new_execution_run_id =
        (char *)"second";
    wf_msg_append(arena, &r->history->events, &r->history->n_events, e);
    say(r);
}

static void the_chain_is_followed(void **state)
{
    struct wf_history_options opt = { .chain = true, .run_id = "first" };

    (void)state;
    continued();
    page_of(1, 2, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_string_equal(ids(), "1 | 1 2 ");
    assert_string_equal(wf_history_run_id(h), "second");
}

static void or_not(void **state)
{
    struct wf_history_options opt = { .run_id = "first" };

    (void)state;
    continued();
    page_of(1, 2, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_string_equal(ids(), "1 ");
}

static void a_page_that_is_too_large_is_asked_for_in_halves(void **state)
{
    struct wf_history_options opt = { .page_size = 200 };
    size_t i;

    (void)state;
    fail_with(8, "grpc: received message larger than max (9 vs. 4)");
    page_of(1, 2, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_string_equal(ids(), "1 2 ");
    for (i = 0; i + 1 < front->n_sent; i++) /* field 3: maximum_page_size = 100 */
        if (front->sent[i] == 0x18 && front->sent[i + 1] == 100)
            break;
    assert_true(i + 1 < front->n_sent);
}

static void the_limit_cuts_a_page(void **state)
{
    struct wf_history_options opt = { .limit = 2 };

    (void)state;
    page_of(1, 5, TYPE(TIMER_STARTED), "a");
    open_history(&opt);
    assert_string_equal(ids(), "1 2 ");
}

static void after_an_event(void **state)
{
    struct wf_history_options opt = { .after_event = 3 };

    (void)state;
    page_of(1, 2, TYPE(TIMER_STARTED), "a");
    page_of(3, 5, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_string_equal(ids(), "4 5 ");
}

static void events_in_blobs(void **state)
{
    Tworkflowservice__GetWorkflowExecutionHistoryResponse *r = wf_msg_new(
        arena, &tworkflowservice__get_workflow_execution_history_response__descriptor);
    Tcommon__DataBlob *blob = wf_msg_new(arena, &tcommon__data_blob__descriptor);
    Thistory__History *part = wf_msg_new(arena, &thistory__history__descriptor);
    struct wf_history_options opt = { 0 };
    struct wf_bytes wire;

    (void)state;
    wf_msg_append(arena, &part->events, &part->n_events, event(1, TYPE(TIMER_STARTED)));
    wf_msg_append(arena, &part->events, &part->n_events,
                  event(2, TYPE(WORKFLOW_EXECUTION_COMPLETED)));
    wire = wf_msg_pack(arena, part);
    blob->data = (ProtobufCBinaryData){ wire.len, (uint8_t *)wire.data };
    wf_msg_append(arena, &r->raw_history, &r->n_raw_history, blob);
    say(r);
    open_history(&opt);
    assert_string_equal(ids(), "1 2 ");
}

static void after_a_failure_it_goes_on_from_there(void **state)
{
    struct wf_history_options opt = { .no_prefetch = true };
    const struct wf_history_page *p = NULL;

    (void)state;
    page_of(1, 2, TYPE(TIMER_STARTED), "a");
    fail_with(7, "not today");
    page_of(3, 3, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL);
    open_history(&opt);
    assert_int_equal(wf_history_next(h, &p, &err), WF_OK);
    assert_int_equal(wf_history_next(h, &p, &err), WF_E_DENIED);
    assert_int_equal(wf_history_next(h, &p, &err), WF_OK);
    assert_int_equal(p->n_events, 1);
    assert_int_equal(p->events[0]->event_id, 3);
}

/* Two readers on one context, as tail has them. */
static void calls_of_many_readers_come_out_one_by_one(void **state)
{
    struct wf_history_options opt = { .follow = true };
    struct wf_history *both[2] = { NULL, NULL };
    struct wf_rpc *rpc;
    size_t n_events = 0;

    (void)state;
    page_of(1, 2, TYPE(WORKFLOW_EXECUTION_COMPLETED), NULL); /* the last one is repeated */
    opt.user = &both[0];
    open_history(&opt);
    both[0] = h;
    opt.user = &both[1];
    assert_int_equal(wf_history_open(ctx, &opt, &both[1], &err), WF_OK);
    wf_history_start(both[0]);
    wf_history_start(both[1]);
    while ((rpc = wf_rpc_wait(ctx, 0)) != NULL) {
        struct wf_history **who = wf_rpc_user(rpc);
        const struct wf_history_page *p = NULL;

        assert_int_equal(wf_history_take(*who, rpc, &p, &err), WF_OK);
        assert_non_null(p);
        assert_true(p->ends_run);
        n_events += p->n_events;
    }
    assert_int_equal(n_events, 4);
    assert_true(wf_history_ended(both[0]));
    assert_true(wf_history_ended(both[1]));
    wf_history_free(both[1]);
}

static void reverse_is_not_followed(void **state)
{
    struct wf_history_options opt = { .reverse = true, .follow = true };

    (void)state;
    assert_int_equal(wf_history_open(NULL, &opt, &h, &err), WF_E_USAGE);
}

/* ---- files ------------------------------------------------------------------------------
 */

static void read_text(const char *text, const struct wf_history_options *opt,
                      enum wf_code rc)
{
    struct wf_bytes b = { (const unsigned char *)text, strlen(text) };

    assert_int_equal(wf_history_open_text("h.json", b, opt, &h, &err), rc);
}

#define TWO                                                                                \
    "{\"eventId\":\"1\",\"eventType\":\"WorkflowExecutionStarted\"},"                      \
    "{\"eventId\":2,\"eventType\":\"EVENT_TYPE_WORKFLOW_TASK_SCHEDULED\"}"

static void files_of_every_form(void **state)
{
    static const char *const texts[] = {
        "{\"events\":[" TWO "]}",
        " [" TWO "]\n",
        "{\"archived\":true,\"history\":{\"events\":[" TWO "]}}",
        "\xEF\xBB\xBF{\"events\":[" TWO "]}",
        "{\"eventId\":\"1\"}\n{\"eventId\":\"2\"}\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        read_text(texts[i], NULL, WF_OK);
        assert_string_equal(ids(), "1 2 ");
        wf_history_free(h);
        h = NULL;
    }
}

static void a_file_backwards_and_in_part(void **state)
{
    struct wf_history_options opt = { .reverse = true, .page_size = 1 };

    (void)state;
    read_text("[" TWO "]", &opt, WF_OK);
    assert_string_equal(ids(), "2 1 ");
    wf_history_free(h);
    opt = (struct wf_history_options){ .after_event = 1 };
    read_text("[" TWO "]", &opt, WF_OK);
    assert_string_equal(ids(), "2 ");
}

static void what_is_no_history_is_said_so(void **state)
{
    static const char *const texts[] = { "", "{}", "1", "{\"events\":1}", "{\"events\":[" };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        read_text(texts[i], NULL, WF_E_USAGE);
    read_text("{\"eventId\":\"1\"}\n{\"eventId\":\n", NULL, WF_E_USAGE);
    assert_non_null(strstr(err.text, "line 2"));
}

static void an_event_that_is_none(void **state)
{
    const struct wf_history_page *p = NULL;

    (void)state;
    read_text("[{\"eventId\":\"1\"},{\"eventId\":{}}]", NULL, WF_OK);
    assert_int_equal(wf_history_next(h, &p, &err), WF_E_USAGE);
    assert_non_null(strstr(err.text, "event 2"));
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, done)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(pages_follow_each_other),
        T(an_event_that_comes_again_is_left_out),
        T(a_gap_is_read_over),
        T(a_frontend_that_goes_away_costs_nothing),
        T(the_closing_event_ends_it_even_with_a_token),
        T(what_is_not_written_yet_is_left_out),
        T(a_frontend_without_task_ids_keeps_its_tasks),
        T(the_chain_is_followed),
        T(or_not),
        T(a_page_that_is_too_large_is_asked_for_in_halves),
        T(the_limit_cuts_a_page),
        T(after_an_event),
        T(events_in_blobs),
        T(after_a_failure_it_goes_on_from_there),
        T(calls_of_many_readers_come_out_one_by_one),
        T(reverse_is_not_followed),
        T(files_of_every_form),
        T(a_file_backwards_and_in_part),
        T(what_is_no_history_is_said_so),
        T(an_event_that_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
