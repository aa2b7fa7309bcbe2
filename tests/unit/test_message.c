/* Messages in an arena: made, packed, unpacked, grown, and their enums and times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proto/message.h"

static struct wf_arena *arena;

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

static void a_new_message_has_every_default(void **state)
{
    Tworkflowservice__StartWorkflowExecutionRequest *r;

    (void)state;
    r = wf_msg_new(arena, &tworkflowservice__start_workflow_execution_request__descriptor);
    assert_string_equal(r->workflow_id, "");
    assert_null(r->workflow_type);
    assert_int_equal(r->n_links, 0);
    assert_int_equal(wf_msg_pack(arena, r).len, 0);
}

/* Every message of the API: defaults that protobuf-c itself takes, and nothing on the wire.
 */
static void a_oneof_is_empty_in_a_new_message(void **state)
{
    Tfailure__Failure *f = wf_msg_new(arena, &tfailure__failure__descriptor);
    Tcommon__Link *link = wf_msg_new(arena, &tcommon__link__descriptor);

    (void)state;
    assert_int_equal(f->failure_info_case, 0);
    assert_int_equal(wf_msg_pack(arena, f).len, 0);
    assert_int_equal(wf_msg_pack(arena, link).len, 0);
}

static void what_is_packed_unpacks_alike(void **state)
{
    struct wf_error err = WF_ERROR_INIT;
    Tworkflowservice__ListNamespacesRequest *r, *back;

    (void)state;
    r = wf_msg_new(arena, &tworkflowservice__list_namespaces_request__descriptor);
    r->page_size = 7;
    r->next_page_token = (ProtobufCBinaryData){ 3, (uint8_t *)"a\0b" };
    assert_int_equal(
        wf_msg_unpack(arena, r->base.descriptor, wf_msg_pack(arena, r), &back, &err),
        WF_OK);
    assert_int_equal(back->page_size, 7);
    assert_int_equal(back->next_page_token.len, 3);
    assert_memory_equal(back->next_page_token.data, "a\0b", 3);
}

/* protobuf-c alone would merge it into the constant "" that the string began with. */
static void a_message_in_a_oneof_with_a_string_unpacks(void **state)
{
    static const unsigned char wire[] = { 0x0a, 0 }; /* first_workflow_task */
    struct wf_error err = WF_ERROR_INIT;
    Tcommon__ResetOptions *o;

    (void)state;
    assert_int_equal(wf_msg_unpack(arena, &tcommon__reset_options__descriptor,
                                   (struct wf_bytes){ wire, sizeof wire }, &o, &err),
                     WF_OK);
    assert_int_equal(o->target_case, TCOMMON__RESET_OPTIONS__TARGET_FIRST_WORKFLOW_TASK);
    assert_ptr_equal(o->first_workflow_task->base.descriptor,
                     &tgoogleprotobuf__empty__descriptor);
}

static void damage_leaves_the_result_untouched(void **state)
{
    struct wf_error err = WF_ERROR_INIT;
    void *m = &err;

    (void)state;
    assert_int_equal(
        wf_msg_unpack(arena, &tfailure__failure__descriptor,
                      (struct wf_bytes){ (const unsigned char *)"\x0a\x09x", 3 }, &m, &err),
        WF_E_OTHER);
    assert_ptr_equal(m, &err);
    /* a wire type that does not fit passes the scan, and protobuf-c refuses it */
    assert_int_equal(
        wf_msg_unpack(arena, &tfailure__failure__descriptor,
                      (struct wf_bytes){ (const unsigned char *)"\x08\x01", 2 }, &m, &err),
        WF_E_OTHER);
    assert_ptr_equal(m, &err);
    assert_non_null(strstr(err.text, "Failure"));
}

static void a_nul_in_a_string_does_not_cut_it(void **state)
{
    static const unsigned char wire[] = { 0x0a, 3, 'a', 0, 'b' };
    struct wf_error err = WF_ERROR_INIT;
    Tfailure__Failure *f;

    (void)state;
    assert_int_equal(wf_msg_unpack(arena, &tfailure__failure__descriptor,
                                   (struct wf_bytes){ wire, sizeof wire }, &f, &err),
                     WF_OK);
    assert_string_equal(f->message, "a\x1a"
                                    "b");
    assert_int_equal(wire[3], 0);
}

static void lists_grow_and_copies_are_deep(void **state)
{
    Thistory__History *h = wf_msg_new(arena, &thistory__history__descriptor), *copy;
    struct wf_arena *other = wf_arena_new();

    (void)state;
    for (int i = 0; i < 100; i++) {
        Thistory__HistoryEvent *e = wf_msg_new(arena, &thistory__history_event__descriptor);

        e->event_id = i + 1;
        wf_msg_append(arena, &h->events, &h->n_events, e);
    }
    copy = wf_msg_copy(other, h);
    wf_arena_clear(arena);
    assert_int_equal(copy->n_events, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(copy->events[i]->event_id, i + 1);
    wf_arena_free(other);
}

static void an_unpacked_list_can_be_grown_once_it_is_owned(void **state)
{
    static const unsigned char wire[] = { 0x0a, 1, 'a', 0x0a, 1, 'b', 0x0a, 1, 'c' };
    struct wf_error err = WF_ERROR_INIT;
    Tgoogleprotobuf__FieldMask *m;

    (void)state;
    assert_int_equal(wf_msg_unpack(arena, &tgoogleprotobuf__field_mask__descriptor,
                                   (struct wf_bytes){ wire, sizeof wire }, &m, &err),
                     WF_OK);
    wf_msg_list_own(arena, &m->paths, m->n_paths);
    wf_msg_append(arena, &m->paths, &m->n_paths, (char *)"d");
    wf_msg_append(arena, &m->paths, &m->n_paths, (char *)"e");
    assert_int_equal(m->n_paths, 5);
    assert_string_equal(m->paths[0], "a");
    assert_string_equal(m->paths[2], "c");
    assert_string_equal(m->paths[4], "e");
}

static void enums_have_names_and_words(void **state)
{
    const ProtobufCEnumDescriptor *d = &tenums__workflow_execution_status__descriptor;
    char buf[64];
    int v = -1;

    (void)state;
    assert_string_equal(wf_enum_name(d, 1), "WORKFLOW_EXECUTION_STATUS_RUNNING");
    assert_null(wf_enum_name(d, 999));
    assert_string_equal(wf_enum_word(d, 1, buf, sizeof buf), "Running");
    assert_string_equal(wf_enum_word(d, 6, buf, sizeof buf), "ContinuedAsNew");
    assert_string_equal(wf_enum_word(d, 999, buf, sizeof buf), "999");
    assert_string_equal(wf_enum_word(d, 6, buf, 5), "Cont");
    assert_true(wf_enum_parse(d, "Running", &v) && v == 1);
    assert_true(wf_enum_parse(d, "running", &v) && v == 1);
    assert_true(wf_enum_parse(d, "CONTINUED_AS_NEW", &v) && v == 6);
    assert_true(wf_enum_parse(d, "continued-as-new", &v) && v == 6);
    assert_true(wf_enum_parse(d, "WORKFLOW_EXECUTION_STATUS_RUNNING", &v) && v == 1);
    assert_false(wf_enum_parse(d, "Runnin", &v));
    assert_false(wf_enum_parse(d, "", &v));
    assert_int_equal(v, 1);
}

static void event_types_are_words_without_their_prefix(void **state)
{
    char buf[64];
    int v = 0;

    (void)state;
    assert_string_equal(wf_enum_word(&tenums__event_type__descriptor, 1, buf, sizeof buf),
                        "WorkflowExecutionStarted");
    assert_true(
        wf_enum_parse(&tenums__event_type__descriptor, "WorkflowTaskCompleted", &v));
    assert_int_equal(v, 7);
    assert_string_equal(
        wf_enum_word(&tgrpchealth__health_check_response__serving_status__descriptor, 2,
                     buf, sizeof buf),
        "NotServing");
}

static void times_go_both_ways(void **state)
{
    static const int64_t times[] = { 0,           1,         -1,           1500000000,
                                     -1500000000, INT64_MAX, INT64_MIN + 1 };
    Tgoogleprotobuf__Timestamp *t;

    (void)state;
    assert_null(wf_timestamp_new(arena, INT64_MIN));
    assert_null(wf_duration_new(arena, INT64_MIN));
    assert_true(wf_timestamp_ns(NULL) == INT64_MIN);
    assert_true(wf_duration_ns(NULL) == INT64_MIN);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        assert_true(wf_timestamp_ns(wf_timestamp_new(arena, times[i])) == times[i]);
        assert_true(wf_duration_ns(wf_duration_new(arena, times[i])) == times[i]);
    }
    t = wf_timestamp_new(arena, -1);
    assert_int_equal(t->seconds, -1);
    assert_int_equal(t->nanos, 999999999);
    t->seconds = INT64_MAX / 2;
    assert_true(wf_timestamp_ns(t) == INT64_MAX);
    t->seconds = -62135596800; /* the year 1, Go's zero time */
    assert_true(wf_timestamp_ns(t) == INT64_MIN + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_message_has_every_default, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_oneof_is_empty_in_a_new_message, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_packed_unpacks_alike, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_message_in_a_oneof_with_a_string_unpacks, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(damage_leaves_the_result_untouched, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_nul_in_a_string_does_not_cut_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(lists_grow_and_copies_are_deep, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unpacked_list_can_be_grown_once_it_is_owned,
                                        set_up, tear_down),
        cmocka_unit_test(enums_have_names_and_words),
        cmocka_unit_test(event_types_are_words_without_their_prefix),
        cmocka_unit_test_setup_teardown(times_go_both_ways, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
