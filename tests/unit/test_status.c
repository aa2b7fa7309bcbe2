/* Ends of RPCs as the real server sends them, and the exit code that each becomes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "proto/message.h"
#include "proto/status.h"

#define TYPES "type.googleapis.com/temporal.api.errordetails.v1."

static struct wf_error err;

static enum wf_code ends(int status, const char *message)
{
    return wf_status_error(status, message, (struct wf_bytes){ NULL, 0 }, &err);
}

/* The trailer with one detail; `m` NULL: an empty one. */
static enum wf_code ends_with(int status, const char *message, const char *type,
                              const void *m)
{
    struct wf_arena *a = wf_arena_new();
    Tgooglerpc__Status *s = wf_msg_new(a, &tgooglerpc__status__descriptor);
    Tgoogleprotobuf__Any *any = wf_msg_new(a, &tgoogleprotobuf__any__descriptor);
    enum wf_code rc;

    any->type_url = (char *)type;
    if (m != NULL) {
        struct wf_bytes b = wf_msg_pack(a, m);

        any->value = (ProtobufCBinaryData){ b.len, (uint8_t *)b.data };
    }
    s->code = status;
    s->message = (char *)message;
    wf_msg_append(a, &s->details, &s->n_details, any);
    rc = wf_status_error(status, message, wf_msg_pack(a, s), &err);
    wf_arena_free(a);
    return rc;
}

static void each_status_has_its_exit_code(void **state)
{
    static const int codes[] = { 0, 130, 1, 2, 7, 3, 5, 6, 75, 5, 5, 1, 1, 1, 75, 1, 6 };

    (void)state;
    for (int i = 0; i < 17; i++) {
        assert_int_equal(ends(i, ""), codes[i]);
        assert_int_equal(err.code, codes[i]);
        if (i > 0) {
            assert_int_equal(err.grpc_status, i);
            assert_string_not_equal(err.text, "");
        }
    }
    assert_int_equal(ends(17, ""), WF_E_OTHER);
    assert_int_equal(ends(-3, NULL), WF_E_OTHER);
    assert_string_not_equal(err.text, "");
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(wf_status_name(5), "NOT_FOUND");
    assert_string_equal(wf_status_name(16), "UNAUTHENTICATED");
    assert_string_equal(wf_status_name(99), "UNKNOWN");
    assert_string_equal(wf_status_name(-1), "UNKNOWN");
}

static void a_closed_workflow_is_a_conflict_though_its_status_is_not_found(void **state)
{
    (void)state;
    assert_int_equal(
        ends_with(5, "workflow execution already completed", TYPES "NotFoundFailure", NULL),
        WF_E_CONFLICT);
    assert_string_equal(err.detail, "NotFoundFailure");
    assert_int_equal(err.grpc_status, 5);
    assert_int_equal(
        ends_with(5, "workflow not found for ID: zz", TYPES "NotFoundFailure", NULL),
        WF_E_NOT_FOUND);
    assert_string_equal(err.text, "workflow not found for ID: zz");
}

static void details_name_the_kind(void **state)
{
    (void)state;
    assert_int_equal(ends_with(5, "Namespace nope is not found.",
                               TYPES "NamespaceNotFoundFailure", NULL),
                     WF_E_NOT_FOUND);
    assert_string_equal(err.detail, "NamespaceNotFoundFailure");
    assert_int_equal(ends_with(6, "Workflow execution is already running.",
                               TYPES "WorkflowExecutionAlreadyStartedFailure", NULL),
                     WF_E_CONFLICT);
    assert_string_equal(err.detail, "WorkflowExecutionAlreadyStartedFailure");
    ends_with(13, "x", "type.googleapis.com/google.rpc.ErrorInfo", NULL);
    assert_string_equal(err.detail, "ErrorInfo");
}

static void a_missing_schedule_is_named_as_the_user_knows_it(void **state)
{
    (void)state;
    assert_int_equal(ends(5, "workflow not found for ID: temporal-sys-scheduler:nightly"),
                     WF_E_NOT_FOUND);
    assert_string_equal(err.text, "no schedule 'nightly'");
}

static void a_failed_query_is_no_usage_error(void **state)
{
    struct wf_arena *a = wf_arena_new();
    Terrordetails__QueryFailedFailure *q =
        wf_msg_new(a, &terrordetails__query_failed_failure__descriptor);

    (void)state;
    q->failure = wf_msg_new(a, &tfailure__failure__descriptor);
    q->failure->message = (char *)"outer";
    q->failure->cause = wf_msg_new(a, &tfailure__failure__descriptor);
    q->failure->cause->message = (char *)"the database is away";
    assert_int_equal(ends_with(3, "outer", TYPES "QueryFailedFailure", q), WF_E_OTHER);
    assert_string_equal(err.text, "the query failed: outer: the database is away");
    assert_string_equal(err.detail, "QueryFailedFailure");
    wf_arena_free(a);
}

static void a_limit_says_which(void **state)
{
    struct wf_arena *a = wf_arena_new();
    Terrordetails__ResourceExhaustedFailure *r =
        wf_msg_new(a, &terrordetails__resource_exhausted_failure__descriptor);

    (void)state;
    r->cause = TENUMS__RESOURCE_EXHAUSTED_CAUSE__RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT;
    assert_int_equal(ends_with(8, "rate limit", TYPES "ResourceExhaustedFailure", r),
                     WF_E_UNAVAILABLE);
    assert_string_equal(err.hint, "the server's limit: RpsLimit; try again later");
    assert_int_equal(ends(8, "Received message larger than max (8000782 vs. 4194304)"),
                     WF_E_OTHER);
    assert_non_null(strstr(err.hint, "--page-size"));
    wf_arena_free(a);
}

static void of_a_multi_operation_the_one_that_failed_is_told(void **state)
{
    struct wf_arena *a = wf_arena_new();
    Terrordetails__MultiOperationExecutionFailure *m =
        wf_msg_new(a, &terrordetails__multi_operation_execution_failure__descriptor);
    Tgoogleprotobuf__Any *aborted = wf_msg_new(a, &tgoogleprotobuf__any__descriptor);

    (void)state;
    aborted->type_url =
        (char
             *)"type.googleapis.com/temporal.api.failure.v1.MultiOperationExecutionAborted";
    for (int i = 0; i < 2; i++) {
        Terrordetails__MultiOperationExecutionFailure__OperationStatus *s = wf_msg_new(
            a,
            &terrordetails__multi_operation_execution_failure__operation_status__descriptor);

        s->code = i == 0 ? 10 : 3;
        s->message = (char *)(i == 0 ? "Operation was aborted." : "no such update");
        if (i == 0)
            wf_msg_append(a, &s->details, &s->n_details, aborted);
        wf_msg_append(a, &m->statuses, &m->n_statuses, s);
    }
    assert_int_equal(ends_with(3, "Update-with-Start could not be executed.",
                               TYPES "MultiOperationExecutionFailure", m),
                     WF_E_USAGE);
    assert_string_equal(err.text, "no such update");
    assert_int_equal(err.grpc_status, 3);
    wf_arena_free(a);
}

static void an_unknown_method_gets_a_hint_but_a_disabled_one_its_own_words(void **state)
{
    (void)state;
    assert_int_equal(ends(12, "unknown method PauseX for service Y"), WF_E_OTHER);
    assert_non_null(strstr(err.hint, "no such method"));
    assert_int_equal(ends(12, "workflow pause is not enabled for namespace: default"),
                     WF_E_OTHER);
    assert_string_equal(err.hint, "");
}

static void hostile_details_are_ignored(void **state)
{
    static const unsigned char bad[] = "\x1a\x7f\xff\xff";
    struct wf_strbuf big = WF_STRBUF_INIT;

    (void)state;
    assert_int_equal(
        wf_status_error(5, "gone", (struct wf_bytes){ bad, sizeof bad - 1 }, &err),
        WF_E_NOT_FOUND);
    assert_string_equal(err.text, "gone");
    assert_string_equal(err.detail, "");
    assert_int_equal(ends_with(5, "gone", TYPES "MultiOperationExecutionFailure", NULL),
                     WF_E_NOT_FOUND);
    assert_int_equal(ends_with(5, "gone", "", NULL), WF_E_NOT_FOUND);
    wf_strbuf_addn(&big, 'x', 100000);
    assert_int_equal(ends_with(5, big.data, big.data, NULL), WF_E_NOT_FOUND);
    assert_true(strlen(err.text) < sizeof err.text);
    assert_true(strlen(err.detail) < sizeof err.detail);
    wf_strbuf_release(&big);
}

static void the_trailer_speaks_when_the_message_is_empty(void **state)
{
    static const unsigned char trailer[] = "\x08\x05\x12\x05there";

    (void)state;
    assert_int_equal(
        wf_status_error(5, "", (struct wf_bytes){ trailer, sizeof trailer - 1 }, &err),
        WF_E_NOT_FOUND);
    assert_string_equal(err.text, "there");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_status_has_its_exit_code),
        cmocka_unit_test(names),
        cmocka_unit_test(a_closed_workflow_is_a_conflict_though_its_status_is_not_found),
        cmocka_unit_test(details_name_the_kind),
        cmocka_unit_test(a_missing_schedule_is_named_as_the_user_knows_it),
        cmocka_unit_test(a_failed_query_is_no_usage_error),
        cmocka_unit_test(a_limit_says_which),
        cmocka_unit_test(of_a_multi_operation_the_one_that_failed_is_told),
        cmocka_unit_test(an_unknown_method_gets_a_hint_but_a_disabled_one_its_own_words),
        cmocka_unit_test(hostile_details_are_ignored),
        cmocka_unit_test(the_trailer_speaks_when_the_message_is_empty),
    };

    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
