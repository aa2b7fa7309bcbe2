/* What counts as the address of a frontend. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/address.h"

static void addresses_become_targets(void **state)
{
    static const struct {
        const char *text, *target, *host, *port;
        bool local;
    } cases[] = {
        { "localhost", "dns:///localhost:7233", "localhost", "7233", true },
        { "localhost:1", "dns:///localhost:1", "localhost", "1", true },
        { "a.localhost:1", "dns:///a.localhost:1", "a.localhost", "1", true },
        { "temporal.example.com:443", "dns:///temporal.example.com:443",
          "temporal.example.com", "443", false },
        { "10.0.0.1", "10.0.0.1:7233", "10.0.0.1", "7233", false },
        { "127.0.0.9:80", "127.0.0.9:80", "127.0.0.9", "80", true },
        { "::1", "[::1]:7233", "::1", "7233", true },
        { "[::1]", "[::1]:7233", "::1", "7233", true },
        { "[::1]:80", "[::1]:80", "::1", "80", true },
        { "[::ffff:127.0.0.1]:80", "[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", "80",
          true },
        { "fe80::1%eth0", "[fe80::1%eth0]:7233", "fe80::1%eth0", "7233", false },
        { "2001:db8::7233", "[2001:db8::7233]:7233", "2001:db8::7233", "7233", false },
        { "dns:///name:80", "dns:///name:80", "name", "80", false },
        { "dns:name", "dns:///name:7233", "name", "7233", false },
        { "dns://8.8.8.8/name:80", "dns://8.8.8.8/name:80", "name", "80", false },
        { "ipv4:1.2.3.4:5", "1.2.3.4:5", "1.2.3.4", "5", false },
        { "ipv6:[::1]:5", "[::1]:5", "::1", "5", true },
        { "passthrough:///name:80", "dns:///name:80", "name", "80", false },
        { "unix:/run/t.sock", "unix:/run/t.sock", NULL, NULL, true },
        { "unix:///run/t.sock", "unix:/run/t.sock", NULL, NULL, true },
        { "unix:t.sock", "unix:t.sock", NULL, NULL, true },
        { "unix-abstract:t", "unix-abstract:t", NULL, NULL, true },
    };
    struct wf_error err = WF_ERROR_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct wf_address a;

        if (wf_address_parse(cases[i].text, &a, &err) != WF_OK)
            fail_msg("'%s': %s", cases[i].text, err.text);
        assert_string_equal(a.target, cases[i].target);
        assert_int_equal(a.local, cases[i].local);
        if (cases[i].host == NULL) {
            assert_null(a.host);
            assert_non_null(a.path);
        } else {
            assert_string_equal(a.host, cases[i].host);
            assert_string_equal(a.port, cases[i].port);
        }
        wf_address_release(&a);
    }
}

static void what_is_none_is_refused_with_a_hint(void **state)
{
    static const char *const texts[] = {
        "",           ":7233",          "host:",      "host:0",           "host:70000",
        "host:http",  "host:1:2",       "[::1",       "[::1]7233",        "[host]:1",
        "a b:1",      "http://h:7233",  "https://h",  "user@host:1",      "unix:",
        "dns://name", "host/path:7233", "[:::1]:123", "host:7233/namesp", "::g",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct wf_error err = WF_ERROR_INIT;
        struct wf_address a = { 0 };

        if (wf_address_parse(texts[i], &a, &err) != WF_E_USAGE)
            fail_msg("'%s' became '%s'", texts[i], a.target);
        assert_non_null(strstr(err.text, "is no address"));
        assert_true(err.hint[0] != '\0');
        assert_null(a.target);
    }
}

static void a_path_too_long_for_a_socket_is_refused(void **state)
{
    char text[200] = "unix:/";
    struct wf_error err = WF_ERROR_INIT;
    struct wf_address a = { 0 };

    (void)state;
    memset(text + 6, 'x', 150);
    assert_int_equal(wf_address_parse(text, &a, &err), WF_E_USAGE);
    assert_non_null(strstr(err.text, "107 bytes"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_become_targets),
        cmocka_unit_test(what_is_none_is_refused_with_a_hint),
        cmocka_unit_test(a_path_too_long_for_a_socket_is_refused),
    };

    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
