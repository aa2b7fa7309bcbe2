/* proto3 JSON to messages: requests taken strictly, histories of every tool that saves
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "proto/json_read.h"
#include "proto/message.h"

#define START &tworkflowservice__start_workflow_execution_request__descriptor
#define HISTORY &thistory__history__descriptor

typedef Tworkflowservice__StartWorkflowExecutionRequest start_request;

static struct wf_arena *arena;
static struct wf_error err;

static int set_up(void **state)
{
    (void)state;
    arena = wf_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wf_arena_free(arena);
    return 0;
}

static void *read_as(const ProtobufCMessageDescriptor *d, const char *json, bool strict)
{
    struct wf_bytes text = { (const unsigned char *)json, strlen(json) };
    void *m = NULL;

    if (wf_json_to_message(arena, d, "in", text, strict, &m, &err) != WF_OK)
        fail_msg("%s\n%s", err.text, json);
    return m;
}

static void assert_refused(const ProtobufCMessageDescriptor *d, const char *json,
                           const char *error)
{
    struct wf_bytes text = { (const unsigned char *)json, strlen(json) };
    void *m = &err;

    assert_int_equal(wf_json_to_message(arena, d, "in", text, true, &m, &err), WF_E_USAGE);
    assert_string_equal(err.text, error);
    assert_ptr_equal(m, &err);
}

static void a_request_is_read(void **state)
{
    start_request *r = read_as(
        START,
        "{\"namespace\":\"default\",\"workflowId\":\"o-1\",\"workflow_type\":{\"name\":"
        "\"Order\"},"
        "\"taskQueue\":{\"name\":\"q\",\"kind\":\"TASK_QUEUE_KIND_NORMAL\"},"
        "\"input\":{\"payloads\":[{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},"
        "\"data\":\"MQ==\"}]},\"workflowRunTimeout\":\"90.5s\",\"requestEagerExecution\":"
        "true,"
        "\"workflowIdReusePolicy\":\"RejectDuplicate\",\"retryPolicy\":{"
        "\"maximumAttempts\":3,"
        "\"backoffCoefficient\":1.5},\"memo\":null,"
        "\"searchAttributes\":{\"indexedFields\":{\"K\":{\"data\":\"Ig==\"}}}}",
        true);

    (void)state;
    assert_string_equal(r->namespace_, "default");
    assert_string_equal(r->workflow_id, "o-1");
    assert_string_equal(r->workflow_type->name, "Order");
    assert_int_equal(r->task_queue->kind, 1);
    assert_int_equal(r->input->n_payloads, 1);
    assert_string_equal(r->input->payloads[0]->metadata[0]->key, "encoding");
    assert_memory_equal(r->input->payloads[0]->metadata[0]->value.data, "json/plain", 10);
    assert_int_equal(r->input->payloads[0]->data.len, 1);
    assert_int_equal(r->workflow_run_timeout->seconds, 90);
    assert_int_equal(r->workflow_run_timeout->nanos, 500000000);
    assert_true(r->request_eager_execution);
    assert_int_equal(r->workflow_id_reuse_policy, 3);
    assert_int_equal(r->retry_policy->maximum_attempts, 3);
    assert_true(r->retry_policy->backoff_coefficient == 1.5);
    assert_null(r->memo);
    assert_int_equal(r->search_attributes->n_indexed_fields, 1);
    assert_memory_equal(r->search_attributes->indexed_fields[0]->value->data.data, "\"", 1);
    assert_true(wf_msg_pack(arena, r).len > 0);
}

static void faults_say_where_and_what(void **state)
{
    (void)state;
    assert_refused(START, "{\"workflowType\":{\"name\":3}}",
                   "in: line 1, column 25, at .workflowType.name: a string is expected");
    assert_refused(START, "{\"workflowTyp\":{}}",
                   "in: line 1, column 2: unknown key 'workflowTyp' in "
                   "StartWorkflowExecutionRequest; did you mean 'workflow_type'?");
    assert_refused(START, "{\"xyz\\u001b\":{}}",
                   "in: line 1, column 2: unknown key 'xyz\\x1b' in "
                   "StartWorkflowExecutionRequest");
    assert_refused(START, "[]", "in: line 1, column 1: an object is expected");
    assert_refused(START, "{\"links\":{}}",
                   "in: line 1, column 10, at .links: an array is expected");
    assert_refused(START, "{\"links\":[{},null]}",
                   "in: line 1, column 14, at .links[1]: an item of a list cannot be null");
    assert_refused(
        START, "{\"memo\":{\"fields\":{\"a\":null}}}",
        "in: line 1, column 24, at .memo.fields.a: a value in a map cannot be null");
    assert_refused(START, "{\"memo\":{\"fields\":[]}}",
                   "in: line 1, column 19, at .memo.fields: an object is expected");
    assert_refused(START, "{\"workflowId\":\"a\",\"workflow_id\":\"b\"}",
                   "in: line 1, column 19: the key 'workflow_id' comes twice");
    assert_refused(
        START, "{\"workflowIdReusePolicy\":\"Foo\"}",
        "in: line 1, column 26, at .workflowIdReusePolicy: no WorkflowIdReusePolicy "
        "is named 'Foo'");
    assert_refused(
        START, "{\"requestEagerExecution\":\"true\"}",
        "in: line 1, column 26, at .requestEagerExecution: true or false is expected");
    assert_refused(
        START, "{\"workflowRunTimeout\":\"1m\"}",
        "in: line 1, column 23, at .workflowRunTimeout: a duration in seconds such as "
        "\"90s\" or \"0.5s\" is expected");
    assert_refused(
        START, "{\"lastCompletionResult\":{\"payloads\":[{\"data\":\"%\"}]}}",
        "in: line 1, column 46, at .lastCompletionResult.payloads[0].data: base64 is "
        "expected");
    assert_refused(
        START, "{\"workflowId\":\"a\\u0000b\"}",
        "in: line 1, column 15, at .workflowId: a NUL cannot be sent in a string");
    assert_refused(START, "{\"workflowId\":\"\\ud800\"}",
                   "in: line 1, column 15, at .workflowId: half of a surrogate pair is no "
                   "character");
    assert_refused(START, "{\"workflowId\":}",
                   "in: line 1, column 15, at .workflowId: a value is missing after ':'");
    assert_string_equal(err.hint, "{\"workflowId\":}\n              ^");
}

static void one_member_of_a_oneof(void **state)
{
    Tcommon__ResetOptions *o =
        read_as(&tcommon__reset_options__descriptor,
                "{\"firstWorkflowTask\":null,\"buildId\":\"b\"}", true);

    (void)state;
    assert_string_equal(o->build_id, "b");
    assert_refused(
        &tcommon__reset_options__descriptor, "{\"buildId\":\"b\",\"workflowTaskId\":\"3\"}",
        "in: line 1, column 16: only one of 'workflow_task_id' and 'build_id' may be "
        "given");
    o = read_as(&tcommon__reset_options__descriptor,
                "{\"buildId\":\"b\",\"firstWorkflowTask\":{}}", false);
    assert_int_equal(o->target_case, TCOMMON__RESET_OPTIONS__TARGET_FIRST_WORKFLOW_TASK);
    assert_int_equal(wf_msg_pack(arena, o).len, 2);
}

static int64_t task_id_of(const char *number)
{
    char json[128];
    Thistory__HistoryEvent *e;

    snprintf(json, sizeof json, "{\"eventId\":%s}", number);
    e = read_as(&thistory__history_event__descriptor, json, true);
    return e->event_id;
}

static void integers_in_every_form_that_is_exact(void **state)
{
    (void)state;
    assert_true(task_id_of("\"9007199254740993\"") == INT64_C(9007199254740993));
    assert_true(task_id_of("9007199254740993") == INT64_C(9007199254740993));
    assert_true(task_id_of("\"-9223372036854775808\"") == INT64_MIN);
    assert_true(task_id_of("9223372036854775807") == INT64_MAX);
    assert_true(task_id_of("1.0") == 1);
    assert_true(task_id_of("1.5e3") == 1500);
    assert_true(task_id_of("12000e-3") == 12);
    assert_true(task_id_of("0.000e99999") == 0);
    assert_true(task_id_of("-0") == 0);
    assert_refused(
        &thistory__history_event__descriptor, "{\"eventId\":9223372036854775808}",
        "in: line 1, column 12, at .eventId: 9223372036854775808 is out of range");
    assert_refused(&thistory__history_event__descriptor, "{\"eventId\":1.5}",
                   "in: line 1, column 12, at .eventId: an integer of 64 bits is expected");
    assert_refused(&thistory__history_event__descriptor, "{\"eventId\":1e99999}",
                   "in: line 1, column 12, at .eventId: an integer of 64 bits is expected");
    assert_refused(&thistory__history_event__descriptor, "{\"eventId\":\"1x\"}",
                   "in: line 1, column 12, at .eventId: an integer of 64 bits is expected");
    assert_refused(&thistory__history_event__descriptor, "{\"eventId\":\"\"}",
                   "in: line 1, column 12, at .eventId: an integer of 64 bits is expected");
    assert_refused(&tworkflowservice__list_namespaces_request__descriptor,
                   "{\"pageSize\":2147483648}",
                   "in: line 1, column 13, at .pageSize: 2147483648 is out of range");
}

static Tgoogleprotobuf__Timestamp *time_of(const char *text)
{
    char json[128];
    Thistory__HistoryEvent *e;

    snprintf(json, sizeof json, "{\"eventTime\":\"%s\"}", text);
    e = read_as(&thistory__history_event__descriptor, json, true);
    return e->event_time;
}

static void times_from_the_year_one(void **state)
{
    static const char *const bad[] = { "2026-02-29T00:00:00Z",
                                       "2026-11-23",
                                       "2026-11-23T12:00:00",
                                       "2026-13-01T00:00:00Z",
                                       "2026-11-23T24:00:00Z",
                                       "2026-11-23T12:00:00.Z",
                                       "0000-01-01T00:00:00Z",
                                       "2026-11-23T12:00:00.0123456789Z",
                                       "" };

    (void)state;
    assert_int_equal(time_of("1970-01-01T00:00:00Z")->seconds, 0);
    assert_true(time_of("0001-01-01T00:00:00Z")->seconds == INT64_C(-62135596800));
    assert_true(time_of("9999-12-31T23:59:59.999999999Z")->seconds ==
                INT64_C(253402300799));
    assert_int_equal(time_of("2026-11-23T18:37:40.275943831Z")->nanos, 275943831);
    assert_int_equal(time_of("2026-11-23T18:37:40.5Z")->nanos, 500000000);
    assert_int_equal(time_of("2000-02-29T01:30:00+01:30")->seconds, 951782400);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char json[128], error[256];

        snprintf(json, sizeof json, "{\"eventTime\":\"%s\"}", bad[i]);
        snprintf(error, sizeof error,
                 "in: line 1, column 14, at .eventTime: a time such as "
                 "\"2026-11-23T12:00:00Z\" is "
                 "expected");
        assert_refused(&thistory__history_event__descriptor, json, error);
    }
}

static void well_known_types_have_their_own_form(void **state)
{
    Tgoogleprotobuf__FieldMask *m = read_as(&tgoogleprotobuf__field_mask__descriptor,
                                            "\"userMetadata.summary,priority\"", true);
    Tgoogleprotobuf__Duration *d =
        read_as(&tgoogleprotobuf__duration__descriptor, "\"-1.5s\"", true);
    Tgoogleprotobuf__BoolValue *b =
        read_as(&tgoogleprotobuf__bool_value__descriptor, "true", true);
    Tgoogleprotobuf__DoubleValue *n =
        read_as(&tgoogleprotobuf__double_value__descriptor, "\"-Infinity\"", true);
    Tprotocol__Message *p = read_as(
        &tprotocol__message__descriptor,
        "{\"body\":{\"@type\":\"type.googleapis.com/temporal.api.update.v1.Rejection\","
        "\"rejectedRequestMessageId\":\"z\"}}",
        true);

    (void)state;
    assert_int_equal(m->n_paths, 2);
    assert_string_equal(m->paths[0], "user_metadata.summary");
    assert_string_equal(m->paths[1], "priority");
    assert_int_equal(d->seconds, -1);
    assert_int_equal(d->nanos, -500000000);
    assert_true(b->value);
    assert_true(n->value < 0 && n->value * 2 == n->value);
    assert_string_equal(p->body->type_url,
                        "type.googleapis.com/temporal.api.update.v1.Rejection");
    assert_memory_equal(p->body->value.data, "\x0a\x01z", 3);
    assert_refused(
        &tprotocol__message__descriptor, "{\"body\":{\"@type\":\"x/y\"}}",
        "in: line 1, column 18, at .body[\"@type\"]: an \"@type\" of the package "
        "temporal.api.update.v1 is expected");
    assert_refused(&tgoogleprotobuf__empty__descriptor, "{\"a\":1}",
                   "in: line 1, column 2: unknown key 'a' in Empty");
}

static void a_history_with_long_or_short_names(void **state)
{
    static const char *const forms[] = { "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
                                         "WorkflowExecutionStarted" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char json[512];
        Thistory__History *h;

        snprintf(json, sizeof json,
                 "{\"events\":[{\"eventId\":\"1\",\"eventTime\":\"2026-11-23T18:37:40Z\","
                 "\"eventType\":\"%s\",\"newInALaterServer\":[{}],"
                 "\"workflowExecutionStartedEventAttributes\":{\"workflowType\":{\"name\":"
                 "\"T\"},"
                 "\"taskQueue\":{\"kind\":\"%s\"},\"initiator\":\"Unheard\"}}]}",
                 forms[i], i == 0 ? "TASK_QUEUE_KIND_NORMAL" : "Normal");
        h = read_as(HISTORY, json, false);
        assert_int_equal(h->n_events, 1);
        assert_int_equal(h->events[0]->event_type, 1);
        assert_string_equal(
            h->events[0]->workflow_execution_started_event_attributes->workflow_type->name,
            "T");
        assert_int_equal(
            h->events[0]->workflow_execution_started_event_attributes->task_queue->kind, 1);
    }
}

static Tcommon__Payloads *input_of(const char *input)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    Thistory__History *h;

    wf_strbuf_addf(
        &b,
        "{\"events\":[{\"workflowExecutionStartedEventAttributes\":{\"input\":%s,"
        "\"attempt\":7}}]}",
        input);
    h = read_as(HISTORY, b.data, false);
    wf_strbuf_release(&b);
    assert_int_equal(h->events[0]->workflow_execution_started_event_attributes->attempt, 7);
    return h->events[0]->workflow_execution_started_event_attributes->input;
}

static void assert_payload(const Tcommon__Payload *p, const char *encoding,
                           const char *data)
{
    assert_int_equal(p->n_metadata, 1);
    assert_string_equal(p->metadata[0]->key, "encoding");
    assert_int_equal(p->metadata[0]->value.len, strlen(encoding));
    assert_memory_equal(p->metadata[0]->value.data, encoding, strlen(encoding));
    assert_int_equal(p->data.len, strlen(data));
    if (*data != '\0')
        assert_memory_equal(p->data.data, data, strlen(data));
}

static void payloads_of_the_three_kinds_of_download(void **state)
{
    Tcommon__Payloads *in;

    (void)state;
    in = input_of("{\"payloads\":[{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},"
                  "\"data\":\"eyJhIjoxfQ==\"}]}");
    assert_payload(in->payloads[0], "json/plain", "{\"a\":1}");
    in = input_of(
        "{\"payloads\":[{\"metadata\":{\"encoding\":\"json/plain\"},"
        "\"data\":{\"a\": 1}},{\"metadata\":{\"encoding\":\"binary/plain\"},"
        "\"data\":\"aGk=\"},{\"metadata\":{\"encoding\":\"binary/null\"},\"data\":null}]}");
    assert_int_equal(in->n_payloads, 3);
    assert_payload(in->payloads[0], "json/plain", "{\"a\": 1}");
    assert_payload(in->payloads[1], "binary/plain", "hi");
    assert_payload(in->payloads[2], "binary/null", "");
    in = input_of("{\"payloads\":[{\"a\":9007199254740993},\"text\",null,[]]}");
    assert_int_equal(in->n_payloads, 4);
    assert_payload(in->payloads[0], "json/plain", "{\"a\":9007199254740993}");
    assert_payload(in->payloads[1], "json/plain", "\"text\"");
    assert_payload(in->payloads[2], "binary/null", "");
    assert_payload(in->payloads[3], "json/plain", "[]");
    in = input_of("[\"text\",{\"data\":5}]");
    assert_int_equal(in->n_payloads, 2);
    assert_payload(in->payloads[0], "json/plain", "\"text\"");
    assert_payload(in->payloads[1], "json/plain", "{\"data\":5}");
    assert_int_equal(input_of("{\"payloads\":[{}]}")->payloads[0]->n_metadata, 0);
}

static void a_request_takes_no_shorthand(void **state)
{
    (void)state;
    assert_refused(START, "{\"input\":{\"payloads\":[\"text\"]}}",
                   "in: line 1, column 23, at .input.payloads[0]: an object is expected");
}

static void nothing_points_into_the_text(void **state)
{
    char json[] =
        "{\"events\":[{\"workflowExecutionStartedEventAttributes\":{\"input\":[\"text\"],"
        "\"identity\":\"me\"}}]}";
    Thistory__History *h = read_as(HISTORY, json, false);
    Thistory__WorkflowExecutionStartedEventAttributes *a =
        h->events[0]->workflow_execution_started_event_attributes;

    (void)state;
    memset(json, 'x', sizeof json - 1);
    assert_payload(a->input->payloads[0], "json/plain", "\"text\"");
    assert_string_equal(a->identity, "me");
}

static void depth_and_memory_are_bounded(void **state)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_bytes text;
    void *m;

    (void)state;
    for (int i = 0; i < 101; i++)
        wf_strbuf_adds(&b, "{\"cause\":");
    wf_strbuf_adds(&b, "{}");
    wf_strbuf_addn(&b, '}', 101);
    text = (struct wf_bytes){ (const unsigned char *)b.data, b.len };
    assert_int_equal(wf_json_to_message(arena, &tfailure__failure__descriptor, "in", text,
                                        true, &m, &err),
                     WF_E_USAGE);
    assert_non_null(strstr(err.text, "nested deeper than 100"));
    wf_strbuf_clear(&b);
    wf_strbuf_adds(&b, "{\"events\":[{}");
    for (int i = 0; i < 1000000; i++)
        wf_strbuf_adds(&b, ",{}");
    wf_strbuf_adds(&b, "]}");
    text = (struct wf_bytes){ (const unsigned char *)b.data, b.len };
    assert_int_equal(wf_json_to_message(arena, HISTORY, "in", text, true, &m, &err),
                     WF_E_USAGE);
    assert_non_null(strstr(err.text, "MiB of memory"));
    wf_strbuf_release(&b);
}

/* Cut anywhere, with any byte changed: an error or a message, never a wild read. */
static void damaged_texts_do_no_harm(void **state)
{
    static const char json[] =
        "{\"events\":[{\"eventId\":\"1\",\"eventTime\":\"2026-11-23T18:37:40Z\",\"links\":["
        "{}],"
        "\"workflowExecutionStartedEventAttributes\":{\"input\":{\"payloads\":[{"
        "\"metadata\":"
        "{\"encoding\":\"json/"
        "plain\"},\"data\":[1]}]},\"memo\":{\"fields\":{\"k\":null}}}}]}";
    static const char other[] = "\"{}[]:,0n\\\xff";

    (void)state;
    for (size_t i = 0; i < sizeof json - 1; i++) {
        for (size_t k = 0; k < sizeof other - 1; k++) {
            char *copy = test_malloc(sizeof json - 1);
            void *m;

            memcpy(copy, json, sizeof json - 1);
            copy[i] = other[k];
            wf_json_to_message(arena, HISTORY, "in",
                               (struct wf_bytes){ (unsigned char *)copy, sizeof json - 1 },
                               (i + k) % 2 == 0, &m, &err);
            wf_json_to_message(arena, HISTORY, "in",
                               (struct wf_bytes){ (unsigned char *)copy, i }, false, &m,
                               &err);
            test_free(copy);
        }
        wf_arena_clear(arena);
    }
}

/* Texts that people edit: strict, and yet payloads are values. */
static void payloads_as_values_in_a_strict_text(void **state)
{
    static const char json[] =
        "{\"workflowId\": \"w\", \"input\": [ {\"a\": [1, 2]}, null ],"
        "\"memo\": {\"fields\": {\"k\": {\"metadata\": {}, "
        "\"data\": \"eA==\"}}}, \"info\": {\"x\": 1}}";
    struct wf_bytes text = { (const unsigned char *)json, sizeof json - 1 };
    start_request *r = NULL;

    (void)state;
    assert_int_equal(wf_json_to_message_values(arena, START, "in", text, "info", &r, &err),
                     WF_OK);
    assert_int_equal(r->input->n_payloads, 2);
    assert_int_equal(r->input->payloads[0]->data.len, 11);
    assert_memory_equal(r->input->payloads[0]->data.data, "{\"a\":[1,2]}", 11);
    assert_memory_equal(r->input->payloads[1]->metadata[0]->value.data, "binary/null", 11);
    assert_memory_equal(r->memo->fields[0]->value->data.data, "x", 1);
    assert_int_equal(wf_json_to_message_values(arena, START, "in", text, "other", &r, &err),
                     WF_E_USAGE);
    assert_non_null(strstr(err.text, "info"));
}

#define UNIT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_request_is_read),
        UNIT(faults_say_where_and_what),
        UNIT(one_member_of_a_oneof),
        UNIT(integers_in_every_form_that_is_exact),
        UNIT(times_from_the_year_one),
        UNIT(well_known_types_have_their_own_form),
        UNIT(a_history_with_long_or_short_names),
        UNIT(payloads_of_the_three_kinds_of_download),
        UNIT(a_request_takes_no_shorthand),
        UNIT(payloads_as_values_in_a_strict_text),
        UNIT(nothing_points_into_the_text),
        UNIT(depth_and_memory_are_bounded),
        UNIT(damaged_texts_do_no_harm),
    };

    return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
