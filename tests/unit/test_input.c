/* Payloads that the user gives, and failures in the words of the Go SDK. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "commands/input.h"
#include "commands/update.h"
#include "proto/payload.h"

static struct wf_job job;
static struct wf_session session;
static struct wf_error err;

static int set_up(void **state)
{
    (void)state;
    session.in_fd = -1;
    session.in_taken = NULL;
    job.session = &session;
    job.arena = wf_arena_new();
    wf_error_clear(&err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wf_arena_free(job.arena);
    return 0;
}

static struct wf_strings strings(size_t n, const char **v)
{
    return (struct wf_strings){ v, n };
}

#define S(...)                                                                             \
    strings(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *),                      \
            (const char *[]){ __VA_ARGS__ })

static void assert_payload(const Tcommon__Payload *p, const char *encoding,
                           const char *data)
{
    struct wf_bytes e = wf_payload_encoding(p);

    assert_int_equal(e.len, strlen(encoding));
    assert_memory_equal(e.data, encoding, e.len);
    assert_int_equal(p->data.len, strlen(data));
    assert_memory_equal(p->data.data, data, p->data.len);
}

static void inputs_are_sent_byte_for_byte(void **state)
{
    struct wf_input in = { .input = S(" {\"n\": 12345678901234567890 }", "null", "[ ]") };
    Tcommon__Payloads *all = NULL;

    (void)state;
    assert_int_equal(wf_input_build(&job, &in, "", &all, &err), WF_OK);
    assert_int_equal(all->n_payloads, 3);
    assert_payload(all->payloads[0], "json/plain", " {\"n\": 12345678901234567890 }");
    assert_payload(all->payloads[1], "json/plain", "null");
    assert_payload(all->payloads[2], "json/plain", "[ ]");
}

static void the_kth_metadata_is_for_the_kth_input(void **state)
{
    struct wf_input in = { .input = S("1", "-", "@x"),
                           .meta = S("encoding=json/plain", "encoding=binary/plain",
                                     "encoding=text/x", "k=v") };
    Tcommon__Payloads *all = NULL;

    (void)state;
    assert_int_equal(wf_input_build(&job, &in, "", &all, &err), WF_OK);
    assert_payload(all->payloads[0], "json/plain", "1");
    assert_payload(all->payloads[1], "binary/plain", "-"); /* no JSON: as it stands */
    assert_payload(all->payloads[2], "text/x", "@x");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(all->payloads[i]->n_metadata, 2);
}

static void more_metadata_than_inputs_is_refused(void **state)
{
    struct wf_input in = { .input = S("1"), .meta = S("k=1", "k=2") };
    Tcommon__Payloads *all = NULL;

    (void)state;
    assert_int_equal(wf_input_build(&job, &in, "", &all, &err), WF_E_USAGE);
}

static void base64_is_decoded_before_it_is_checked(void **state)
{
    struct wf_input in = { .input = S("eyJhIjoxfQ=="), .base64 = true };
    struct wf_input bad = { .input = S("e30x"), .base64 = true }; /* {}1 */
    Tcommon__Payloads *all = NULL;

    (void)state;
    assert_int_equal(wf_input_build(&job, &in, "", &all, &err), WF_OK);
    assert_payload(all->payloads[0], "json/plain", "{\"a\":1}");
    assert_int_equal(wf_input_build(&job, &bad, "signal-", &all, &err), WF_E_USAGE);
    assert_non_null(strstr(err.text, "signal-input 1"));
}

static void bad_json_says_where(void **state)
{
    struct wf_input in = { .input = S("1", "{\"a\": [1, }") };
    Tcommon__Payloads *all = NULL;

    (void)state;
    assert_int_equal(wf_input_build(&job, &in, "", &all, &err), WF_E_USAGE);
    assert_non_null(strstr(err.text, "input 2: line 1, column 11, at .a[1]"));
}

static void memo_values_lose_their_blanks_and_null_its_encoding(void **state)
{
    struct wf_strings pairs = S("a={\"x\": [1, 2]}", "b=null", "a=3");
    Tcommon__Memo *memo = NULL;

    (void)state;
    assert_int_equal(wf_input_memo(&job, &pairs, &memo, &err), WF_OK);
    assert_int_equal(memo->n_fields, 2); /* the last of a key counts */
    assert_payload(memo->fields[0]->value, "json/plain", "3");
    assert_payload(memo->fields[1]->value, "binary/null", "");
}

static void no_pairs_make_no_message(void **state)
{
    struct wf_strings none = { 0 };
    Tcommon__Header *header = (Tcommon__Header *)&job;

    (void)state;
    assert_int_equal(wf_input_header(&job, &none, &header, &err), WF_OK);
    assert_null(header);
}

/* ---- failures ---------------------------------------------------------------------------
 */

static Tfailure__Failure *application(const char *message, const char *type)
{
    Tfailure__Failure *f = wf_msg_new(job.arena, &tfailure__failure__descriptor);

    f->message = (char *)message;
    f->failure_info_case = TFAILURE__FAILURE__FAILURE_INFO_APPLICATION_FAILURE_INFO;
    f->application_failure_info =
        wf_msg_new(job.arena, &tfailure__application_failure_info__descriptor);
    f->application_failure_info->type = (char *)type;
    return f;
}

static void failures_read_as_in_go(void **state)
{
    Tfailure__Failure *f = application("outer", "T");
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    f->application_failure_info->non_retryable = true;
    f->cause = application("inner", "");
    wf_failure_go_text(&b, f);
    assert_string_equal(wf_strbuf_str(&b), "outer (type: T, retryable: false): inner");
    wf_strbuf_release(&b);
}

static void failures_print_as_gos_struct(void **state)
{
    Tfailure__Failure *f = application("m", "T");
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);

    (void)state;
    f->stack_trace = (char *)"at x";
    f->cause = wf_msg_new(job.arena, &tfailure__failure__descriptor);
    wf_failure_go_json(&j, f);
    assert_string_equal(wf_strbuf_str(&b),
                        "{\"message\":\"m\",\"stack_trace\":\"at x\",\"cause\":{"
                        "\"FailureInfo\":null},\"FailureInfo\":{\"ApplicationFailureInfo\":"
                        "{\"type\":\"T\"}}}");
    wf_strbuf_release(&b);
}

static void an_unknown_handler_is_told_from_other_failures(void **state)
{
    (void)state;
    assert_true(wf_handler_unknown(&job, "query", "totl",
                                   "unknown queryType totl. KnownQueryTypes=[total broken]",
                                   &err));
    assert_int_equal(err.code, WF_E_NOT_FOUND);
    assert_non_null(strstr(err.hint, "'total'"));
    assert_false(wf_handler_unknown(&job, "query", "x", "no such order", &err));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(inputs_are_sent_byte_for_byte),
        T(the_kth_metadata_is_for_the_kth_input),
        T(more_metadata_than_inputs_is_refused),
        T(base64_is_decoded_before_it_is_checked),
        T(bad_json_says_where),
        T(memo_values_lose_their_blanks_and_null_its_encoding),
        T(no_pairs_make_no_message),
        T(failures_read_as_in_go),
        T(failures_print_as_gos_struct),
        T(an_unknown_handler_is_told_from_other_failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
