/* client/diagnose.c: why a frontend cannot be reached, in words. */
#include "client/diagnose.h"

#include "base/strbuf.h"
#include "base/timefmt.h"
#include "client/connection.h"
#include "client/probe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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

static void unreachable(struct wf_error *err, const char *hint, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void unreachable(struct wf_error *err, const char *hint, const char *fmt, ...)
{
    int status = err->grpc_status;
    va_list ap;

    va_start(ap, fmt);
    wf_error_vset(err, WF_E_UNREACHABLE, fmt, ap);
    va_end(ap);
    err->grpc_status = status;
    if (hint != NULL)
        wf_error_hint(err, "%s", hint);
}

/* The proxy variable that C-core obeys; NULL when none is set. */
static const char *proxy_variable(void)
{
    static const char *const names[] = { "grpc_proxy", "https_proxy", "http_proxy" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0')
            return names[i];
    }
    return NULL;
}

/* As C-core does: the entries of no_grpc_proxy or no_proxy are ends of host names. */
static bool goes_around_proxy(const char *host)
{
    const char *list = getenv("no_grpc_proxy");
    size_t n = strlen(host);

    if (list == NULL || list[0] == '\0')
        list = getenv("no_proxy");
    while (list != NULL && *list != '\0') {
        size_t len = strcspn(list, ",");
        const char *p = list;

        list += len + (list[len] == ',');
        while (len > 0 && *p == ' ') {
            p++;
            len--;
        }
        if (len > 0 && len <= n && strncasecmp(host + n - len, p, len) == 0)
            return true;
    }
    return false;
}

static bool behind_proxy(const struct wf_address *a, struct wf_error *err)
{
    const char *name = proxy_variable();
    char words[sizeof err->text];

    if (a->local || name == NULL || goes_around_proxy(a->host))
        return false;
    memcpy(words, err->text, sizeof words);
    unreachable(err, NULL, "cannot reach %s:%s through the proxy of $%s: %s", a->host,
                a->port, name, words);
    wf_error_hint(err, "no_proxy=%s goes around the proxy", a->host);
    return true;
}

static bool dns_fails(const struct wf_address *a, int64_t until, struct wf_error *err)
{
    switch (wf_probe_dns(a, until)) {
    case WF_DNS_UNKNOWN:
        unreachable(err, "check the spelling; --address HOST:PORT, or TEMPORAL_ADDRESS",
                    "DNS does not know the host '%s'", a->host);
        return true;
    case WF_DNS_FAILED:
        unreachable(err, "is there a network, or a VPN to connect?",
                    "the name server could not look up the host '%s'", a->host);
        return true;
    case WF_DNS_TIMEOUT:
        unreachable(err, "is there a network, or a VPN to connect?",
                    "no name server answers, so the host '%s' cannot be found", a->host);
        return true;
    case WF_DNS_OK:
        break;
    }
    return false;
}

static void unix_fails(const struct wf_address *a, int e, struct wf_error *err)
{
    if (e == ENOENT)
        unreachable(err, "is the server running?", "there is no socket '%s'", a->path);
    else if (e == ECONNREFUSED)
        unreachable(err, "a socket that was left over; is the server running?",
                    "nobody listens on the socket '%s'", a->path);
    else
        unreachable(err, NULL, "cannot connect to the socket '%s': %s", a->path,
                    strerror(e));
}

static void tcp_fails(const struct wf_address *a, const char *numeric, int e,
                      struct wf_error *err)
{
    bool same = numeric[0] == '\0' || strcmp(numeric, a->host) == 0;
    const char *open = same ? "" : " (", *close_ = same ? "" : ")";
    const char *ip = same ? "" : numeric;

    if (e == ECONNREFUSED)
        unreachable(err,
                    a->local
                        ? "is a server running? 'temporal server start-dev' starts one "
                          "for development"
                        : "check host and port; is the frontend running?",
                    "connection refused: nothing listens on port %s of %s%s%s%s", a->port,
                    a->host, open, ip, close_);
    else if (e == ETIMEDOUT)
        unreachable(err, "a firewall, a missing VPN, or the wrong host?",
                    "%s%s%s%s does not answer on port %s (TCP)", a->host, open, ip, close_,
                    a->port);
    else
        unreachable(
            err, e == EHOSTUNREACH || e == ENETUNREACH ? "a missing VPN or network?" : NULL,
            "cannot connect to port %s of %s%s%s%s: %s", a->port, a->host, open, ip, close_,
            strerror(e));
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

/* It speaks TLS as it should: what did the handshake fail of? */
static bool tls_fails(const struct wf_settings *s, const char *where, struct wf_error *err)
{
    bool own_cert = s->tls_cert_path != NULL || s->tls_cert_data != NULL;
    bool own_ca = s->tls_ca_path != NULL || s->tls_ca_data != NULL;
    struct texts t = { WF_STRBUF_INIT };
    const char *text;
    bool found = true;

    add_line(&t, err->text);
    wf_grpc_log_print(add_line, &t);
    text = wf_strbuf_str(&t.all);
    if (strstr(text, "certificate verify failed") != NULL)
        unreachable(err,
                    own_ca ? "is it the right CA? --tls-ca-path"
                           : "name the CA that signed it: --tls-ca-path FILE",
                    "the certificate of %s is not signed by %s, or has expired (TLS)",
                    where,
                    own_ca ? "the CA that was given" : "a CA that this system trusts");
    else if (strstr(text, "is not in peer certificate") != NULL ||
             strstr(text, "Hostname Verification Check failed") != NULL)
        unreachable(err, "say which name it is for: --tls-server-name NAME",
                    "the certificate of %s is for another name%s%s (TLS)", where,
                    s->tls_server_name != NULL ? " than " : "",
                    s->tls_server_name != NULL ? s->tls_server_name : "");
    else if (strstr(text, "Invalid private key") != NULL ||
             strstr(text, "key values mismatch") != NULL ||
             strstr(text, "Invalid cert chain") != NULL)
        unreachable(err, "--tls-cert-path and --tls-key-path must belong together",
                    "the client certificate and its key do not fit together (TLS)");
    else if (strstr(text, "alert") != NULL || !own_cert)
        unreachable(err,
                    own_cert ? "is it signed by a CA that the server trusts?"
                             : "give one with --tls-cert-path and --tls-key-path",
                    own_cert ? "%s refuses the client certificate (TLS)"
                             : "%s ends the connection after the TLS greeting: it probably "
                               "wants a client certificate",
                    where);
    else
        found = false;
    wf_strbuf_release(&t.all);
    return found;
}

/* Something answers on the port: does it speak what we speak? */
static bool greeting_fails(const struct wf_settings *s, const struct wf_address *a, int fd,
                           int64_t until, struct wf_error *err)
{
    const char *name = s->tls_server_name != NULL ? s->tls_server_name : a->host;
    const char *where = a->path != NULL ? a->path : s->address;
    enum wf_greeting got = wf_probe_greet(fd, s->tls, name, wf_mono_ms() + GREETING_MS);
    char numeric[64];

    if (got != (s->tls ? WF_GREETING_TLS : WF_GREETING_HTTP2) && got != WF_GREETING_HTTP1) {
        int again = wf_probe_connect(a, until, numeric);
        enum wf_greeting other = WF_GREETING_CLOSED;

        if (again >= 0) { /* then it may speak the other one */
            other = wf_probe_greet(again, !s->tls, name, wf_mono_ms() + GREETING_MS);
            close(again);
        }
        if (other == WF_GREETING_TLS || other == WF_GREETING_HTTP2 ||
            other == WF_GREETING_HTTP1)
            got = other;
    }
    if (got == WF_GREETING_HTTP1)
        unreachable(err, "the frontend's port is usually 7233; the web UI has another",
                    "%s is a web server, not a Temporal frontend", where);
    else if (got == WF_GREETING_TLS && !s->tls)
        unreachable(err, "add --tls, or tls = true to the profile",
                    "%s speaks TLS, and was asked in plaintext", where);
    else if (got == WF_GREETING_HTTP2 && s->tls)
        unreachable(err,
                    s->api_key != NULL
                        ? "an API key switches TLS on; --tls=false switches it "
                          "off, on this machine only"
                        : "leave --tls and the certificates away",
                    "%s speaks plaintext, and was asked in TLS", where);
    else if (got == WF_GREETING_TLS)
        return tls_fails(s, where, err);
    else if (got == WF_GREETING_SILENT)
        unreachable(err, "a firewall or a load balancer without a frontend behind it?",
                    "%s takes the connection, but says nothing", where);
    else if (got != WF_GREETING_HTTP2)
        unreachable(err, "check host and port", "%s is no gRPC server (it %s)", where,
                    got == WF_GREETING_CLOSED ? "hangs up at the greeting"
                                              : "speaks another protocol");
    else
        return false;
    return true;
}

static void network(const struct wf_settings *s, const struct wf_address *a,
                    struct wf_error *err)
{
    int64_t until = wf_mono_ms() + PROBE_MS;
    char words[sizeof err->text], numeric[64];
    bool found;
    int fd;

    if (a->path == NULL && (behind_proxy(a, err) || dns_fails(a, until - 500, err)))
        return;
    fd = wf_probe_connect(a, until - 500, numeric);
    if (fd < 0) {
        if (a->path != NULL)
            unix_fails(a, errno, err);
        else
            tcp_fails(a, numeric, errno, err);
        return;
    }
    found = greeting_fails(s, a, fd, until, err);
    close(fd);
    if (found)
        return;
    memcpy(words, err->text, sizeof words);
    unreachable(err, NULL, "%s did not serve the call: %s", s->address, words);
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
