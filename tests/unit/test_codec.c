/* Payloads to a codec server and back: what is sent, what is replaced, what goes wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "client/codec.h"
#include "proto/message.h"
#include "proto/payload.h"

/* An HTTP server that gives the answers of a script, one a connection, and keeps requests.
 */
static struct {
    int fd;
    pthread_t thread;
    const char *const *answers; /* status line and body, "200 OK\n{...}"; "": hangs */
    size_t n_answers;
    struct wf_strbuf heard;
} server;

static void hear(int fd, struct wf_strbuf *one)
{
    char buf[65536];

    for (;;) {
        const char *end = strstr(wf_strbuf_str(one), "\r\n\r\n");
        const char *length = strcasestr(wf_strbuf_str(one), "\r\nContent-Length:");
        ssize_t n;

        if (end != NULL && length != NULL &&
            one->len >= (size_t)(end + 4 - one->data) + strtoul(length + 17, NULL, 10))
            return;
        n = recv(fd, buf, sizeof buf, 0);
        if (n <= 0)
            return;
        wf_strbuf_add(one, buf, (size_t)n);
    }
}

static void *server_main(void *unused)
{
    (void)unused;
    for (size_t i = 0; i < server.n_answers; i++) {
        const char *text = server.answers[i], *body = strchr(text, '\n');
        struct wf_strbuf one = WF_STRBUF_INIT, reply = WF_STRBUF_INIT;
        char byte;
        int fd = accept(server.fd, NULL, NULL);

        if (fd < 0)
            return NULL;
        hear(fd, &one);
        wf_strbuf_adds(&server.heard, wf_strbuf_str(&one));
        if (body == NULL) {
            (void)!recv(fd, &byte, 1, 0); /* until the other side gives up */
        } else {
            wf_strbuf_addf(
                &reply,
                "HTTP/1.1 %.*s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n"
                "%s",
                (int)(body - text), text, strlen(body + 1), body + 1);
            (void)!send(fd, reply.data, reply.len, MSG_NOSIGNAL);
        }
        close(fd);
        wf_strbuf_release(&one);
        wf_strbuf_release(&reply);
    }
    return NULL;
}

static struct wf_settings settings;
static struct wf_arena *arena;
static struct wf_error err;
static char endpoint[128];

static void serve(const char *path, const char *const *answers, size_t n)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof at;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server.fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(server.fd, 8), 0);
    assert_int_equal(getsockname(server.fd, (struct sockaddr *)&at, &len), 0);
    server.answers = answers;
    server.n_answers = n;
    pthread_create(&server.thread, NULL, server_main, NULL);
    snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d%s", ntohs(at.sin_port), path);
    settings = (struct wf_settings){ .codec_endpoint = endpoint, .namespace_ = "ns-1" };
}

static int set_up(void **state)
{
    (void)state;
    memset(&server, 0, sizeof server);
    server.fd = -1;
    memset(&settings, 0, sizeof settings);
    arena = wf_arena_new();
    err = (struct wf_error)WF_ERROR_INIT;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (server.fd >= 0) {
        shutdown(server.fd, SHUT_RDWR);
        pthread_join(server.thread, NULL);
        close(server.fd);
    }
    wf_strbuf_release(&server.heard);
    wf_arena_free(arena);
    return 0;
}

static Tcommon__Payload *payload(const char *json)
{
    return wf_payload_json(arena, json);
}

/* A start with two inputs, a memo, a header and a search attribute. */
static Tworkflowservice__StartWorkflowExecutionRequest *start_request(void)
{
    Tworkflowservice__StartWorkflowExecutionRequest *r =
        wf_msg_new(arena, &tworkflowservice__start_workflow_execution_request__descriptor);
    Tcommon__Memo__FieldsEntry *memo =
        wf_msg_new(arena, &tcommon__memo__fields_entry__descriptor);
    Tcommon__SearchAttributes__IndexedFieldsEntry *attribute =
        wf_msg_new(arena, &tcommon__search_attributes__indexed_fields_entry__descriptor);

    r->input = wf_msg_new(arena, &tcommon__payloads__descriptor);
    wf_msg_append(arena, &r->input->payloads, &r->input->n_payloads, payload("1"));
    wf_msg_append(arena, &r->input->payloads, &r->input->n_payloads, payload("2"));
    r->memo = wf_msg_new(arena, &tcommon__memo__descriptor);
    memo->key = (char *)"m";
    memo->value = payload("3");
    wf_msg_append(arena, &r->memo->fields, &r->memo->n_fields, memo);
    r->search_attributes = wf_msg_new(arena, &tcommon__search_attributes__descriptor);
    attribute->key = (char *)"a";
    attribute->value = payload("4");
    wf_msg_append(arena, &r->search_attributes->indexed_fields,
                  &r->search_attributes->n_indexed_fields, attribute);
    return r;
}

static void assert_data(const Tcommon__Payload *p, const char *text)
{
    assert_int_equal(p->data.len, strlen(text));
    assert_memory_equal(p->data.data, text, p->data.len);
}

static void assert_heard(const char *text)
{
    if (strcasestr(wf_strbuf_str(&server.heard), text) == NULL)
        fail_msg("'%s' is not in:\n%s", text, wf_strbuf_str(&server.heard));
}

static void assert_says(const char *text)
{
    if (strstr(err.text, text) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, text);
}

static const char three[] =
    "200 OK\n{\"payloads\":[{\"data\":\"YQ==\"},{\"data\":\"Yg==\"},"
    "{\"data\":\"Yw==\"}]}";

static void encoding_replaces_all_but_search_attributes(void **state)
{
    static const char *const answers[] = { three };
    const struct wf_pair own[] = { { "X-Team", "blue" } };
    Tworkflowservice__StartWorkflowExecutionRequest *r = start_request();

    (void)state;
    serve("/c/{namespace}/", answers, 1);
    settings.codec_auth = "Bearer secret";
    settings.codec_headers = (struct wf_pairs){ own, 1 };
    assert_int_equal(wf_codec_encode(&settings, NULL, arena, r, &err), WF_OK);
    /* in the order of the fields' numbers: input, memo */
    assert_data(r->input->payloads[0], "a");
    assert_data(r->input->payloads[1], "b");
    assert_data(r->memo->fields[0]->value, "c");
    assert_data(r->search_attributes->indexed_fields[0]->value, "4");
    assert_heard("POST /c/ns-1/encode HTTP/1.1\r\n");
    assert_heard("\r\nContent-Type: application/json\r\n");
    assert_heard("\r\nX-Namespace: ns-1\r\n");
    assert_heard("\r\nAuthorization: Bearer secret\r\n");
    assert_heard("\r\nX-Team: blue\r\n");
    assert_heard("{\"payloads\":[{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},"
                 "\"data\":\"MQ==\"}");
}

static void decoding_asks_the_other_path(void **state)
{
    static const char *const answers[] = { three };

    (void)state;
    serve("", answers, 1);
    assert_int_equal(wf_codec_decode(&settings, NULL, arena, start_request(), &err), WF_OK);
    assert_heard("POST /decode HTTP/1.1\r\n");
    assert_null(strcasestr(server.heard.data, "authorization"));
}

static void nothing_is_asked_without_an_endpoint_or_payloads(void **state)
{
    static const char *const answers[] = { three };
    Tworkflowservice__StartWorkflowExecutionRequest *r = start_request();

    (void)state;
    settings.namespace_ = "ns-1";
    assert_int_equal(wf_codec_encode(&settings, NULL, arena, r, &err), WF_OK);
    assert_data(r->input->payloads[0], "1");
    serve("", answers, 1);
    r = wf_msg_new(arena, &tworkflowservice__start_workflow_execution_request__descriptor);
    assert_int_equal(wf_codec_encode(&settings, NULL, arena, r, &err), WF_OK);
    assert_int_equal(server.heard.len, 0);
}

static void large_payloads_travel_in_several_requests(void **state)
{
    static const char *const answers[] = {
        "200 OK\n{\"payloads\":[{\"data\":\"YQ==\"}]}",
        "200 OK\n{\"payloads\":[{\"data\":\"Yg==\"},{\"data\":\"Yw==\"}]}",
    };
    Tworkflowservice__StartWorkflowExecutionRequest *r = start_request();
    static unsigned char large[390 << 10];

    (void)state;
    r->input->payloads[0]->data = (ProtobufCBinaryData){ sizeof large, large };
    serve("", answers, 2);
    assert_int_equal(wf_codec_encode(&settings, NULL, arena, r, &err), WF_OK);
    assert_data(r->input->payloads[0], "a");
    assert_data(r->input->payloads[1], "b");
    assert_data(r->memo->fields[0]->value, "c");
}

static void what_goes_wrong_is_named(void **state)
{
    static const struct {
        const char *answer, *says;
        enum wf_code code;
    } cases[] = {
        { "401 Unauthorized\nno such \x1b[31mkey\r\n",
          "answers with HTTP 401: no such \\x1b[31mkey", WF_E_DENIED },
        { "500 Oops\n", "answers with HTTP 500", WF_E_OTHER },
        { "302 Found\n", "answers with HTTP 302", WF_E_OTHER },
        { "200 OK\n{\"payloads\":[]}", "3 payloads went to /encode, 0 came back",
          WF_E_OTHER },
        { "200 OK\n<html>", "the codec server's answer", WF_E_OTHER },
        { "200 OK\n{\"payloads\":[{\"data\":7},{},{}]}", "the codec server's answer",
          WF_E_OTHER },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Tworkflowservice__StartWorkflowExecutionRequest *r = start_request();

        serve("", &cases[i].answer, 1);
        assert_int_equal(wf_codec_encode(&settings, NULL, arena, r, &err), cases[i].code);
        assert_says(cases[i].says);
        assert_data(r->input->payloads[0], "1");
        tear_down(state);
        set_up(state);
    }
}

static void a_codec_server_that_is_away_is_named(void **state)
{
    (void)state;
    settings =
        (struct wf_settings){ .codec_endpoint = "http://127.0.0.1:1/x", .namespace_ = "n" };
    assert_int_equal(wf_codec_encode(&settings, NULL, arena, start_request(), &err),
                     WF_E_UNAVAILABLE);
    assert_says("codec server: http://127.0.0.1:1/x/encode: ");
    settings.codec_endpoint = "ftp://127.0.0.1/";
    assert_int_equal(wf_codec_encode(&settings, NULL, arena, start_request(), &err),
                     WF_E_USAGE);
}

static void a_header_cannot_smuggle_another(void **state)
{
    static const char *const answers[] = { three };

    (void)state;
    serve("", answers, 1);
    settings.codec_auth = "a\r\nX-Evil: 1";
    assert_int_equal(wf_codec_encode(&settings, NULL, arena, start_request(), &err),
                     WF_E_USAGE);
    assert_null(strstr(err.text, "Evil"));
    assert_int_equal(server.heard.len, 0);
}

static void the_flag_ends_the_request(void **state)
{
    static const char *const answers[] = { "" };
    struct wf_cancel *cancel = wf_cancel_new();

    (void)state;
    serve("", answers, 1);
    wf_cancel_fire(cancel);
    assert_int_equal(wf_codec_encode(&settings, cancel, arena, start_request(), &err),
                     WF_E_INTERRUPTED);
    wf_cancel_free(cancel);
}

#define CODEC(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CODEC(encoding_replaces_all_but_search_attributes),
        CODEC(decoding_asks_the_other_path),
        CODEC(nothing_is_asked_without_an_endpoint_or_payloads),
        CODEC(large_payloads_travel_in_several_requests),
        CODEC(what_goes_wrong_is_named),
        CODEC(a_codec_server_that_is_away_is_named),
        CODEC(a_header_cannot_smuggle_another),
        CODEC(the_flag_ends_the_request),
    };

    return cmocka_run_group_tests_name("codec", tests, NULL, NULL);
}
