/* client/address.c: the address of a frontend, as users write it. */
#include "client/address.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>

void wf_address_release(struct wf_address *a)
{
    free(a->target);
    free(a->host);
    free(a->port);
    free(a->path);
    *a = (struct wf_address){ 0 };
}

static bool is_loopback(const char *host)
{
    struct in6_addr v6;
    struct in_addr v4;
    size_t n = strlen(host);

    if (inet_pton(AF_INET, host, &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    if (inet_pton(AF_INET6, host, &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6) ||
               (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
    return strcasecmp(host, "localhost") == 0 ||
           (n > 10 && strcasecmp(host + n - 10, ".localhost") == 0);
}

static enum wf_code bad_address(const char *text, const char *why, struct wf_error *err)
{
    wf_error_set(err, WF_E_USAGE, "'%s' is no address: %s", text, why);
    wf_error_hint(err, "write HOST:PORT, for example localhost:%d, or unix:/path/to/socket",
                  WF_DEFAULT_PORT);
    return WF_E_USAGE;
}

static bool port_is_valid(const char *port)
{
    size_t n = strspn(port, "0123456789");

    return n > 0 && n <= 5 && port[n] == '\0' && atoi(port) >= 1 && atoi(port) <= 65535;
}

static enum wf_code parse_unix(const char *text, const char *path, bool abstract,
                               struct wf_address *a, struct wf_error *err)
{
    if (!abstract && strncmp(path, "//", 2) == 0)
        path += 2;
    if (path[0] == '\0')
        return bad_address(text, "the path of the socket is missing", err);
    if (strlen(path) >= sizeof((struct sockaddr_un *)NULL)->sun_path)
        return bad_address(text, "the path of a unix socket has at most 107 bytes", err);
    a->path = wf_strdup(path);
    a->abstract = abstract;
    a->local = true;
    a->target = wf_asprintf("%s:%s", abstract ? "unix-abstract" : "unix", path);
    return WF_OK;
}

/* Splits "host", "host:port", "[v6]", "[v6]:port" and a bare v6 address. */
static const char *split_host(const char *s, struct wf_address *a)
{
    const char *colon = strchr(s, ':');
    const char *port = NULL;

    if (s[0] == '[') {
        const char *end = strchr(s, ']');

        if (end == NULL)
            return "']' is missing";
        a->host = wf_strndup(s + 1, (size_t)(end - s - 1));
        if (end[1] != '\0' && end[1] != ':')
            return "':' and a port must follow ']'";
        port = end[1] == ':' ? end + 2 : NULL;
    } else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
        a->host = wf_strndup(s, (size_t)(colon - s));
        port = colon + 1;
    } else {
        a->host = wf_strdup(s); /* no port, or a bare IPv6 address */
    }
    a->port = port != NULL ? wf_strdup(port) : wf_asprintf("%d", WF_DEFAULT_PORT);
    return NULL;
}

static const char *check_host(const struct wf_address *a, bool bracketed)
{
    struct in6_addr v6;
    char *percent, *bare;
    bool valid;

    if (a->host[0] == '\0')
        return "the host is missing";
    if (!port_is_valid(a->port))
        return "the port must be a number from 1 to 65535";
    if (strchr(a->host, ':') == NULL && !bracketed)
        return strpbrk(a->host, " \t\r\n/\\\"'<>@?#[],;=") != NULL
                   ? "the host has a character "
                     "that no host name has"
                   : NULL;
    bare = wf_strdup(a->host); /* a zone, fe80::1%eth0, is for the resolver */
    percent = strchr(bare, '%');
    if (percent != NULL)
        *percent = '\0';
    valid = inet_pton(AF_INET6, bare, &v6) == 1;
    free(bare);
    return valid ? NULL : "this is neither a host and one port nor an IPv6 address";
}

enum wf_code wf_address_parse(const char *text, struct wf_address *ret,
                              struct wf_error *err)
{
    struct wf_address a = { 0 };
    const char *s = text, *why = NULL, *scheme = "";
    struct in_addr v4;
    enum wf_code rc = WF_OK;

    if (s[0] == '\0')
        return bad_address(text, "it is empty", err);
    if (strncmp(s, "unix:", 5) == 0)
        rc = parse_unix(text, s + 5, false, &a, err);
    else if (strncmp(s, "unix-abstract:", 14) == 0)
        rc = parse_unix(text, s + 14, true, &a, err);
    if (a.path != NULL || rc != WF_OK)
        goto out;
    if (strncasecmp(s, "http://", 7) == 0 || strncasecmp(s, "https://", 8) == 0) {
        rc = bad_address(text, "it is a web address; the frontend speaks gRPC", err);
        if (strncasecmp(s, "https://", 8) == 0)
            wf_error_hint(err, "leave https:// away, and say --tls");
        else
            wf_error_hint(err, "leave http:// away");
        goto out;
    }
    if (strncmp(s, "dns:", 4) == 0) {
        scheme = "dns:";
        s += 4;
        if (strncmp(s, "//", 2) ==
            0) { /* dns://SERVER/host: C-core's own resolver asks it */
            const char *slash = strchr(s + 2, '/');

            if (slash == NULL)
                why = "after dns:// comes a third slash, and then the host";
            else
                s = slash + 1;
        }
    } else if (strncmp(s, "ipv4:", 5) == 0 || strncmp(s, "ipv6:", 5) == 0) {
        s += 5;
    } else if (strncmp(s, "passthrough:///", 15) == 0) {
        s += 15; /* grpc-go's word for "as it is" */
    }
    if (why == NULL)
        why = split_host(s, &a);
    if (why == NULL)
        why = check_host(&a, s[0] == '[');
    if (why != NULL) {
        rc = bad_address(text, why, err);
        goto out;
    }
    a.local = is_loopback(a.host);
    if (strchr(a.host, ':') != NULL)
        a.target = wf_asprintf("[%s]:%s", a.host, a.port);
    else if (inet_pton(AF_INET, a.host, &v4) == 1)
        a.target = wf_asprintf("%s:%s", a.host, a.port);
    else if (scheme[0] != '\0' && s > text + 7)
        a.target = wf_asprintf("%.*s%s:%s", (int)(s - text), text, a.host, a.port);
    else
        a.target = wf_asprintf("dns:///%s:%s", a.host, a.port);
out:
    if (rc != WF_OK)
        wf_address_release(&a);
    else
        *ret = a;
    return rc;
}
