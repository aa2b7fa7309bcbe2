/* client/diagnose.c: why a frontend cannot be reached, in words. */
#include "client/diagnose.h"

#include "base/strbuf.h"
#include "base/timefmt.h"
#include "client/connection.h"
#include "client/probe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PROBE_MS = 3000, GREETING_MS = 1000, UNAUTHENTICATED = 16, PERMISSION_DENIED = 7 };

static enum wf_code denied(const struct wf_settings *s, struct wf_error *err)
{
    const char *what = s->api_key != NULL ? "the API key"
                       : s->tls_cert_path != NULL || s->tls_cert_data != NULL
                           ? "the client certificate"
                           : NULL;
    int status = err->grpc_status;

    if (status == PERMISSION_DENIED) {
        if (err->hint[0] == '\0' || strncmp(err->hint, "the server's reason", 19) != 0)
            wf_error_hint(err,
                          what != NULL ? "%s is accepted, but may not do this; is '%s' the "
                                         "right namespace (-n)?"
                                       : "%sgive a key or a certificate (--api-key, "
                                         "--tls-cert-path); the namespace is '%s'",
                          what != NULL ? what : "", s->namespace_);
    } else if (what != NULL) {
        wf_error_prefix(err, "%s does not accept %s", s->address, what);
        wf_error_hint(err, "'wfsh config show --origin' tells where it comes from");
    } else {
        wf_error_prefix(err, "%s asks for credentials", s->address);
        wf_error_hint(err, "give a key or a certificate: --api-key (TEMPORAL_API_KEY), or "
                           "--tls-cert-path and --tls-key-path");
    }
    err->code = WF_E_DENIED;
    err->grpc_status = status;
    return err->code;
}

static void unreachable(const struct wf_settings *s, struct wf_error *err, const char *hint,
                        const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void unreachable(const struct wf_settings *s, struct wf_error *err, const char *hint,
                        const char *fmt, ...)
{
    int status = err->grpc_status;
    va_list ap;

    va_start(ap, fmt);
    wf_error_vset(err, WF_E_UNREACHABLE, fmt, ap);
    va_end(ap);
    wf_error_prefix(err, "cannot reach %s", s->address);
    err->grpc_status = status;
    if (hint != NULL)
        wf_error_hint(err, "%s", hint);
}

/* True: behind a proxy only the proxy knows more. */
static bool behind_proxy(const struct wf_settings *s, const struct wf_address *a,
                         struct wf_error *err)
{
    const char *name = wf_probe_proxy(a);

    if (name == NULL)
        return false;
    unreachable(s, err, NULL, "through the proxy of $%s: %s", name, err->text);
    wf_error_hint(err, "no_proxy=%s goes around the proxy", a->host);
    return true;
}

static bool dns_fails(const struct wf_settings *s, const struct wf_address *a,
                      int64_t until, struct wf_error *err)
{
    switch (wf_probe_dns(a, until)) {
    case WF_DNS_UNKNOWN:
        unreachable(s, err, "check the spelling; --address HOST:PORT, or TEMPORAL_ADDRESS",
                    "DNS does not know the host '%s'", a->host);
        return true;
    case WF_DNS_FAILED:
        unreachable(s, err, "is there a network, or a VPN to connect?",
                    "the name server could not look up the host '%s'", a->host);
        return true;
    case WF_DNS_TIMEOUT:
        unreachable(s, err, "is there a network, or a VPN to connect?",
                    "no name server answers, so the host '%s' cannot be found", a->host);
        return true;
    case WF_DNS_OK:
        break;
    }
    return false;
}

static void unix_fails(const struct wf_settings *s, int e, struct wf_error *err)
{
    if (e == ENOENT)
        unreachable(s, err, "is the server running?", "there is no such socket");
    else if (e == ECONNREFUSED)
        unreachable(s, err, "is the server running?",
                    "nobody listens on that socket any more");
    else
        unreachable(s, err, NULL, "%s", strerror(e));
}

static void tcp_fails(const struct wf_settings *s, const struct wf_address *a,
                      const char *numeric, int e, struct wf_error *err)
{
    char who[80] = "it";

    if (numeric[0] != '\0' && strcmp(numeric, a->host) != 0)
        snprintf(who, sizeof who, "%s", numeric);
    if (e == ECONNREFUSED)
        unreachable(s, err,
                    a->local
                        ? "is a server running? 'temporal server start-dev' starts one "
                          "for development"
                        : "check host and port; is the frontend running?",
                    "connection refused: nothing listens on port %s%s%s", a->port,
                    who[1] != 't' ? " of " : "", who[1] != 't' ? who : "");
    else if (e == ETIMEDOUT)
        unreachable(s, err, "a firewall, a missing VPN, or the wrong host?",
                    "%s does not answer on port %s (TCP)", who, a->port);
    else
        unreachable(s, err,
                    e == EHOSTUNREACH || e == ENETUNREACH ? "a missing VPN or network?"
                                                          : NULL,
                    "TCP: %s", strerror(e));
}

struct texts {
    struct wf_strbuf all; /* the error and C-core's latest log lines */
};

static void add_line(void *user, const char *text)
{
    struct texts *t = user;

    wf_strbuf_adds(&t->all, text);
    wf_strbuf_addc(&t->all, '\n');
}

static bool has_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strstr(text, *words) != NULL)
            return true;
    return false;
}

/* It speaks TLS as it should: what did the handshake fail of? C-core's and OpenSSL's words.
 */
static bool tls_fails(const struct wf_settings *s, struct wf_error *err)
{
    static const char *const untrusted[] = { "certificate verify failed", NULL };
    static const char *const other_name[] = { "is not in peer certificate",
                                              "Hostname Verification Check failed", NULL };
    static const char *const bad_pair[] = { "Invalid private key", "key values mismatch",
                                            "Invalid cert chain", NULL };
    static const char *const hung_up[] = { "Connection reset", "Socket closed",
                                           "Broken pipe", NULL };
    bool own_cert = s->tls_cert_path != NULL || s->tls_cert_data != NULL;
    bool own_ca = s->tls_ca_path != NULL || s->tls_ca_data != NULL;
    struct texts t = { WF_STRBUF_INIT };
    const char *text;
    bool found = true;

    add_line(&t, err->text);
    wf_grpc_log_print(add_line, &t);
    text = wf_strbuf_str(&t.all);
    if (has_any(text, untrusted))
        unreachable(s, err,
                    own_ca ? "is it the right CA? --tls-ca-path"
                           : "name the CA that signed it: --tls-ca-path FILE",
                    "TLS: its certificate is not signed by %s, or has expired",
                    own_ca ? "the CA that was given" : "a CA that this system trusts");
    else if (has_any(text, other_name))
        unreachable(s, err, "say which name it is for: --tls-server-name NAME",
                    "TLS: its certificate is for another name%s%s",
                    s->tls_server_name != NULL ? " than " : "",
                    s->tls_server_name != NULL ? s->tls_server_name : "");
    else if (has_any(text, bad_pair))
        unreachable(s, err, "--tls-cert-path and --tls-key-path must belong together",
                    "TLS: the client certificate and its key do not fit together");
    else if (own_cert && strstr(text, "alert") != NULL)
        unreachable(s, err, "is it signed by a CA that the server trusts?",
                    "TLS: it refuses the client certificate");
    else if (own_cert && has_any(err->text, hung_up))
        unreachable(s, err, "is it signed by a CA that the server trusts?",
                    "TLS: it hangs up after the greeting: it probably refuses the client "
                    "certificate");
    else if (!own_cert)
        unreachable(s, err, "give one with --tls-cert-path and --tls-key-path",
                    "TLS: it hangs up after the greeting: it probably wants a client "
                    "certificate");
    else
        found = false;
    wf_strbuf_release(&t.all);
    return found;
}

static bool is_telling(enum wf_greeting g)
{
    return g == WF_GREETING_TLS || g == WF_GREETING_HTTP2 || g == WF_GREETING_HTTP1;
}

/* What the port speaks, asked in what we speak, and if that tells nothing in the other. */
static enum wf_greeting greeting(const struct wf_settings *s, const struct wf_address *a,
                                 int fd, int64_t until)
{
    const char *name = s->tls_server_name != NULL ? s->tls_server_name : a->host;
    enum wf_greeting got = wf_probe_greet(fd, s->tls, name, wf_mono_ms() + GREETING_MS);
    enum wf_greeting other = WF_GREETING_CLOSED;
    char numeric[WF_PROBE_NUMERIC];
    int again;

    if (is_telling(got))
        return got;
    again = wf_probe_connect(a, until, numeric);
    if (again >= 0) {
        other = wf_probe_greet(again, !s->tls, name, wf_mono_ms() + GREETING_MS);
        close(again);
    }
    return is_telling(other) ? other : got;
}

/* Something takes connections on the port: does it speak what we speak? */
static bool greeting_fails(const struct wf_settings *s, enum wf_greeting got,
                           struct wf_error *err)
{
    switch (got) {
    case WF_GREETING_TLS:
        if (s->tls)
            return tls_fails(s, err);
        unreachable(s, err, "add --tls, or tls = true to the profile",
                    "it speaks TLS, and was asked in plaintext");
        return true;
    case WF_GREETING_HTTP2:
        if (!s->tls)
            return false;
        unreachable(s, err,
                    s->api_key != NULL
                        ? "an API key switches TLS on; --tls=false switches it off, for a "
                          "server on this machine"
                        : "leave --tls and the certificates away",
                    "it speaks plaintext, and was asked in TLS");
        return true;
    case WF_GREETING_HTTP1:
        unreachable(s, err, "the frontend's port is usually 7233; the web UI has another",
                    "it is a web server, not a Temporal frontend");
        return true;
    case WF_GREETING_SILENT:
        unreachable(s, err, "a firewall, or a load balancer without a frontend behind it?",
                    "it takes the connection, but says nothing");
        return true;
    case WF_GREETING_CLOSED:
    case WF_GREETING_OTHER:
        break;
    }
    unreachable(s, err, "check host and port", "it is no gRPC server: it %s",
                got == WF_GREETING_CLOSED ? "hangs up at the greeting"
                                          : "speaks another protocol");
    return true;
}

static void network(const struct wf_settings *s, const struct wf_address *a,
                    struct wf_error *err)
{
    int64_t until = wf_mono_ms() + PROBE_MS;
    char numeric[WF_PROBE_NUMERIC];
    enum wf_greeting got;
    int fd;

    if (a->path == NULL && (behind_proxy(s, a, err) || dns_fails(s, a, until - 500, err)))
        return;
    fd = wf_probe_connect(a, until - 500, numeric);
    if (fd < 0 && a->path != NULL) {
        unix_fails(s, errno, err);
        return;
    }
    if (fd < 0) {
        tcp_fails(s, a, numeric, errno, err);
        return;
    }
    got = greeting(s, a, fd, until);
    close(fd);
    if (!greeting_fails(s, got, err))
        unreachable(s, err, NULL, "%s", err->text);
}

void wf_diagnose(const struct wf_settings *settings, struct wf_error *err)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_address a = { 0 };

    if (err->grpc_status == UNAUTHENTICATED || err->grpc_status == PERMISSION_DENIED) {
        denied(settings, err);
        return;
    }
    if (wf_address_parse(settings->address, &a, &ignored) != WF_OK)
        return;
    network(settings, &a, err);
    wf_address_release(&a);
}
