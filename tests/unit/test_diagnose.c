/* Why a frontend cannot be reached: each step of the ladder, against sockets that fail so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/timefmt.h"
#include "client/diagnose.h"

enum { UNAVAILABLE = 14, PERMISSION_DENIED = 7, UNAUTHENTICATED = 16 };

/* Listens, and says the same bytes to whoever connects and has said something. */
static struct {
    int fd;
    pthread_t thread;
    const void *says;
    size_t n_says;
    bool silent; /* keeps the connection open instead of closing it */
    unsigned char heard[64];
} port;
static char address[64];
static struct wf_settings settings;
static struct wf_error err;

static void *port_main(void *unused)
{
    int kept[8], n_kept = 0, fd;

    (void)unused;
    while ((fd = accept(port.fd, NULL, NULL)) >= 0) {
        (void)!recv(fd, port.heard, sizeof port.heard, 0);
        (void)!send(fd, port.says, port.n_says, MSG_NOSIGNAL);
        if (port.silent && n_kept < 8)
            kept[n_kept++] = fd;
        else
            close(fd);
    }
    while (n_kept > 0)
        close(kept[--n_kept]);
    return NULL;
}

static void listen_and_say(const void *says, size_t n)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof at;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    port.says = says;
    port.n_says = n;
    port.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(port.fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(port.fd, 8), 0);
    assert_int_equal(getsockname(port.fd, (struct sockaddr *)&at, &len), 0);
    pthread_create(&port.thread, NULL, port_main, NULL);
    snprintf(address, sizeof address, "127.0.0.1:%d", ntohs(at.sin_port));
    settings.address = address;
}

static int set_up(void **state)
{
    (void)state;
    memset(&port, 0, sizeof port);
    port.fd = -1;
    settings = (struct wf_settings){ .namespace_ = "ns-1" };
    unsetenv("grpc_proxy");
    unsetenv("https_proxy");
    unsetenv("http_proxy");
    unsetenv("no_proxy");
    unsetenv("no_grpc_proxy");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (port.fd >= 0) {
        shutdown(port.fd, SHUT_RDWR);
        pthread_join(port.thread, NULL);
        close(port.fd);
    }
    return 0;
}

static void diagnosed(int status, const char *words, enum wf_code code, const char *text)
{
    err = (struct wf_error)WF_ERROR_INIT;
    wf_error_set(&err, WF_E_UNAVAILABLE, "%s", words);
    err.grpc_status = status;
    wf_diagnose(&settings, &err);
    if (strstr(err.text, text) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, text);
    assert_int_equal(err.code, code);
    assert_int_equal(err.grpc_status, status);
}

static void unreachable(const char *text, const char *hint)
{
    diagnosed(UNAVAILABLE, "Socket closed", WF_E_UNREACHABLE, text);
    if (strstr(err.hint, hint) == NULL)
        fail_msg("the hint '%s' does not say '%s'", err.hint, hint);
}

static void nobody_listens(void **state)
{
    (void)state;
    settings.address = "127.0.0.1:1";
    unreachable("cannot reach 127.0.0.1:1: connection refused: nothing listens on port 1",
                "start-dev");
    settings.address = "localhost:1";
    unreachable("nothing listens on port 1 of ", "start-dev");
}

static void the_host_has_no_name(void **state)
{
    (void)state;
    settings.address = "no-such-host.invalid:7233";
    unreachable("no-such-host.invalid", ""); /* with or without a name server */
    assert_true(strstr(err.text, "DNS does not know") != NULL ||
                strstr(err.text, "name server") != NULL);
}

static void a_socket_that_is_not_there(void **state)
{
    char path[] = "/tmp/wfsh-diagnose-XXXXXX", text[64];
    struct sockaddr_un un = { .sun_family = AF_UNIX };
    int fd;

    (void)state;
    settings.address = "unix:/no/such/socket";
    unreachable("there is no such socket", "running");

    assert_non_null(mkdtemp(path)); /* and one that somebody left behind */
    snprintf(un.sun_path, sizeof un.sun_path, "%s/s", path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&un, sizeof un), 0);
    close(fd);
    snprintf(text, sizeof text, "unix:%s/s", path);
    settings.address = text;
    unreachable("nobody listens on that socket any more", "running");
    unlink(un.sun_path);
    rmdir(path);
}

static void plaintext_is_asked_in_tls(void **state)
{
    static const char frame[] = "\0\0\0\4\0\0\0\0\0";

    (void)state;
    listen_and_say(frame, 9);
    settings.tls = true;
    unreachable("it speaks plaintext, and was asked in TLS", "leave --tls");
    settings.api_key = "k";
    unreachable("it speaks plaintext", "an API key switches TLS on");
}

static void tls_is_asked_in_plaintext(void **state)
{
    static const char alert[] = "\x15\x03\x01\x00\x02\x02\x46\0\0";

    (void)state;
    listen_and_say(alert, 7);
    unreachable("it speaks TLS, and was asked in plaintext", "add --tls");
    assert_memory_equal(port.heard, "PRI * HTTP/2.0", 14);
}

static void it_is_a_web_server(void **state)
{
    static const char page[] = "HTTP/1.1 400 Bad Request\r\n\r\n";

    (void)state;
    listen_and_say(page, sizeof page - 1);
    unreachable("it is a web server", "7233");
}

static void it_speaks_something_else(void **state)
{
    static const char banner[] = "SSH-2.0-OpenSSH_9.2\r\n";

    (void)state;
    listen_and_say(banner, sizeof banner - 1);
    unreachable("it is no gRPC server: it speaks another protocol", "port");
}

static void it_hangs_up(void **state)
{
    (void)state;
    listen_and_say("", 0);
    unreachable("it is no gRPC server: it hangs up", "port");
}

static void it_says_nothing(void **state)
{
    int64_t before = wf_mono_ms();

    (void)state;
    listen_and_say("", 0);
    port.silent = true;
    unreachable("takes the connection, but says nothing", "firewall");
    assert_true(wf_mono_ms() - before < 3500);
}

static void the_words_of_a_failed_handshake_are_told(void **state)
{
    static const char record[] =
        "\x16\x03\x03\x00\x04\x02\0\0\0"; /* a ServerHello begins */

    (void)state;
    listen_and_say(record, 9);
    settings.tls = true;
    diagnosed(UNAVAILABLE, "Ssl handshake failed: certificate verify failed",
              WF_E_UNREACHABLE,
              "TLS: its certificate is not signed by a CA that this system trusts");
    assert_int_equal(port.heard[0], 0x16); /* it was greeted in TLS */
    settings.tls_ca_data = "pem";
    diagnosed(UNAVAILABLE, "certificate verify failed", WF_E_UNREACHABLE,
              "is not signed by the CA that was given");
    settings.tls_server_name = "a.example";
    diagnosed(UNAVAILABLE, "Peer name a.example is not in peer certificate",
              WF_E_UNREACHABLE, "is for another name than a.example");
    diagnosed(UNAVAILABLE, "Socket closed", WF_E_UNREACHABLE,
              "it probably wants a client certificate");
    settings.tls_cert_data = "pem";
    diagnosed(UNAVAILABLE, "Socket closed", WF_E_UNREACHABLE,
              "it probably refuses the client certificate");
    diagnosed(UNAVAILABLE, "Invalid private key", WF_E_UNREACHABLE,
              "the client certificate and its key do not fit together");
}

static void a_frontend_that_answers_keeps_the_words(void **state)
{
    static const char frame[] = "\0\0\0\4\0\0\0\0\0";

    (void)state;
    listen_and_say(frame, 9);
    diagnosed(UNAVAILABLE, "GOAWAY received", WF_E_UNREACHABLE, ": GOAWAY received");
}

static void a_proxy_is_named(void **state)
{
    (void)state;
    setenv("https_proxy", "http://127.0.0.1:1", 1);
    settings.address = "frontend.example:7233";
    unreachable("through the proxy of $https_proxy: Socket closed",
                "no_proxy=frontend.example");
    setenv("no_proxy", "other.test, 127.0.0.1", 1);
    settings.address = "127.0.0.1:1"; /* loopback goes around it anyway */
    unreachable("connection refused", "");
}

static void refused_credentials_are_no_network_fault(void **state)
{
    (void)state;
    settings.address = "frontend.example:7233";
    diagnosed(UNAUTHENTICATED, "no token", WF_E_DENIED,
              "frontend.example:7233 asks for credentials: no token");
    assert_non_null(strstr(err.hint, "--api-key"));
    settings.api_key = "secret";
    diagnosed(UNAUTHENTICATED, "bad token", WF_E_DENIED, "does not accept the API key");
    assert_null(strstr(err.text, "secret"));
    diagnosed(PERMISSION_DENIED, "Request unauthorized.", WF_E_DENIED,
              "Request unauthorized.");
    assert_non_null(strstr(err.hint, "is 'ns-1' the right namespace"));
}

#define STEP(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STEP(nobody_listens),
        STEP(the_host_has_no_name),
        STEP(a_socket_that_is_not_there),
        STEP(plaintext_is_asked_in_tls),
        STEP(tls_is_asked_in_plaintext),
        STEP(it_is_a_web_server),
        STEP(it_speaks_something_else),
        STEP(it_hangs_up),
        STEP(it_says_nothing),
        STEP(the_words_of_a_failed_handshake_are_told),
        STEP(a_frontend_that_answers_keeps_the_words),
        STEP(a_proxy_is_named),
        STEP(refused_credentials_are_no_network_fault),
    };

    return cmocka_run_group_tests_name("diagnose", tests, NULL, NULL);
}
