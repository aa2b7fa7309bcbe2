/* client/probe.c: bounded looks at a host: its name, its port, the first bytes it says. */
#include "client/probe.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/timefmt.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

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

const char *wf_probe_proxy(const struct wf_address *a)
{
    static const char *const names[] = { "grpc_proxy", "https_proxy", "http_proxy" };

    if (a->local || a->host == NULL || goes_around_proxy(a->host))
        return NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0')
            return names[i];
    }
    return NULL;
}

/* getaddrinfo() knows no time limit: it runs on a thread that may outlive us. */
struct lookup {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int refs; /* the thread and the waiting side; the last one frees */
    bool done;
    int rc;
    struct addrinfo *list;
    char *host, *port;
};

static void lookup_unref(struct lookup *l)
{
    int left;

    pthread_mutex_lock(&l->lock);
    left = --l->refs;
    pthread_mutex_unlock(&l->lock);
    if (left > 0)
        return;
    if (l->list != NULL)
        freeaddrinfo(l->list);
    pthread_cond_destroy(&l->wake);
    pthread_mutex_destroy(&l->lock);
    free(l->host);
    free(l->port);
    free(l);
}

static void *lookup_main(void *arg)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
    struct addrinfo *list = NULL;
    struct lookup *l = arg;
    int rc = getaddrinfo(l->host, l->port, &hints, &list);

    pthread_mutex_lock(&l->lock);
    l->rc = rc;
    l->list = rc == 0 ? list : NULL;
    l->done = true;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
    lookup_unref(l);
    return NULL;
}

static void lookup_spawn(struct lookup *l)
{
    pthread_t thread;
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    l->refs++;
    if (pthread_create(&thread, NULL, lookup_main, l) == 0)
        pthread_detach(thread);
    else
        lookup_main(l); /* unbounded, but better than no answer */
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* The caller unrefs; `done` may be false. */
static struct lookup *look_up(const struct wf_address *a, int64_t until_ms)
{
    struct timespec at = { .tv_sec = (time_t)(until_ms / 1000),
                           .tv_nsec = (long)(until_ms % 1000) * 1000000 };
    struct lookup *l = wf_calloc(1, sizeof *l);
    pthread_condattr_t attr;

    pthread_mutex_init(&l->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&l->wake, &attr);
    pthread_condattr_destroy(&attr);
    l->refs = 1;
    l->host = wf_strdup(a->host);
    l->port = wf_strdup(a->port);
    lookup_spawn(l);
    pthread_mutex_lock(&l->lock);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): of two references the thread drops one */
    while (!l->done && pthread_cond_timedwait(&l->wake, &l->lock, &at) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&l->lock);
    return l;
}

static bool lookup_done(struct lookup *l)
{
    bool done;

    pthread_mutex_lock(&l->lock);
    done = l->done;
    pthread_mutex_unlock(&l->lock);
    return done;
}

enum wf_probe_dns wf_probe_dns(const struct wf_address *a, int64_t until_ms)
{
    struct lookup *l = look_up(a, until_ms);
    enum wf_probe_dns ret;

    if (!lookup_done(l))
        ret = WF_DNS_TIMEOUT;
    else if (l->rc == 0)
        ret = WF_DNS_OK;
    else
        ret = l->rc == EAI_NONAME || l->rc == EAI_NODATA || l->rc == EAI_ADDRFAMILY
                  ? WF_DNS_UNKNOWN
                  : WF_DNS_FAILED;
    lookup_unref(l);
    return ret;
}

static int remaining(int64_t until_ms)
{
    int64_t left = until_ms - wf_mono_ms();

    return left > 0 ? (int)left : 0;
}

static int connect_one(int family, const struct sockaddr *sa, socklen_t n, int64_t until_ms)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    socklen_t len = sizeof errno;
    int e = 0;

    if (fd < 0)
        return -1;
    if (connect(fd, sa, n) == 0)
        return fd;
    e = errno;
    if (e == EINPROGRESS) {
        if (poll(&p, 1, remaining(until_ms)) != 1)
            e = ETIMEDOUT;
        else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &len) == 0 && e == 0)
            return fd;
    }
    close(fd);
    errno = e;
    return -1;
}

static int connect_unix(const struct wf_address *a, int64_t until_ms)
{
    struct sockaddr_un un = { .sun_family = AF_UNIX };
    size_t at = a->abstract ? 1 : 0, n = strlen(a->path);

    if (n + at >= sizeof un.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(un.sun_path + at, a->path, n);
    return connect_one(AF_UNIX, (struct sockaddr *)&un,
                       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + at + n + !at),
                       until_ms);
}

int wf_probe_connect(const struct wf_address *a, int64_t until_ms, char *ret_numeric)
{
    struct lookup *l;
    size_t n = 0, i = 0;
    int fd = -1, e = ETIMEDOUT;

    ret_numeric[0] = '\0';
    if (a->path != NULL)
        return connect_unix(a, until_ms);
    l = look_up(a, until_ms);
    if (!lookup_done(l) || l->rc != 0) {
        lookup_unref(l);
        errno = EHOSTUNREACH;
        return -1;
    }
    for (struct addrinfo *ai = l->list; ai != NULL; ai = ai->ai_next)
        n++;
    for (struct addrinfo *ai = l->list; fd < 0 && ai != NULL; ai = ai->ai_next, i++) {
        int64_t share = remaining(until_ms) / (int64_t)(n - i); /* each its turn */

        if (getnameinfo(ai->ai_addr, ai->ai_addrlen, ret_numeric, WF_PROBE_NUMERIC, NULL, 0,
                        NI_NUMERICHOST) != 0)
            ret_numeric[0] = '\0';
        fd = connect_one(ai->ai_family, ai->ai_addr, ai->ai_addrlen, wf_mono_ms() + share);
        if (fd < 0)
            e = errno;
    }
    lookup_unref(l);
    errno = e;
    return fd;
}

static void add_u16(struct wf_strbuf *b, size_t v)
{
    wf_strbuf_addc(b, (char)(v >> 8));
    wf_strbuf_addc(b, (char)v);
}

/* A small TLS 1.2 ClientHello with server name and ALPN h2: enough to be answered. */
static void client_hello(struct wf_strbuf *out, const char *name)
{
    static const unsigned char suites[] = { 0xC0, 0x2F, 0xC0, 0x30, 0xC0, 0x2B, 0xC0,
                                            0x2C, 0xCC, 0xA8, 0xCC, 0xA9, 0x00, 0xFF };
    static const unsigned char
        fixed_extensions
            [] = {
                0x00, 0x0A, 0x00, 0x08, 0x00, 0x06, 0x00, 0x1D,
                0x00, 0x17, 0x00, 0x18,             /* groups */
                0x00, 0x0B, 0x00, 0x02, 0x01, 0x00, /* uncompressed points */
                0x00, 0x0D, 0x00, 0x0E, 0x00, 0x0C, 0x04, 0x03,
                0x08, 0x04, 0x04, 0x01, /* signatures
                                         */
                0x05, 0x03, 0x08, 0x05, 0x05, 0x01, 0x00, 0x10,
                0x00, 0x05, 0x00, 0x03, 0x02, 'h',  '2', /* ALPN */
            };
    struct wf_strbuf ext = WF_STRBUF_INIT, body = WF_STRBUF_INIT;
    unsigned char random[32] = { 0 };
    size_t n = name != NULL ? strlen(name) : 0;

    if (n > 0 && n < 256) {
        add_u16(&ext, 0);
        add_u16(&ext, n + 5);
        add_u16(&ext, n + 3);
        wf_strbuf_addc(&ext, 0);
        add_u16(&ext, n);
        wf_strbuf_add(&ext, name, n);
    }
    wf_strbuf_add(&ext, fixed_extensions, sizeof fixed_extensions);
    (void)!getrandom(random, sizeof random, 0);
    add_u16(&body, 0x0303);
    wf_strbuf_add(&body, random, sizeof random);
    wf_strbuf_addc(&body, 0); /* no session */
    add_u16(&body, sizeof suites);
    wf_strbuf_add(&body, suites, sizeof suites);
    wf_strbuf_add(&body, "\x01\x00", 2); /* no compression */
    add_u16(&body, ext.len);
    wf_strbuf_add(&body, ext.data, ext.len);

    wf_strbuf_add(out, "\x16\x03\x01", 3);
    add_u16(out, body.len + 4);
    wf_strbuf_addc(out, 1); /* ClientHello */
    wf_strbuf_addc(out, 0);
    add_u16(out, body.len);
    wf_strbuf_add(out, body.data, body.len);
    wf_strbuf_release(&ext);
    wf_strbuf_release(&body);
}

static enum wf_greeting classify(const unsigned char *b, size_t n)
{
    if (n >= 3 && (b[0] == 0x15 || b[0] == 0x16) && b[1] == 3)
        return WF_GREETING_TLS;
    if (n >= 5 && b[0] == 0 && b[1] == 0 && b[3] == 4 && b[4] == 0)
        return WF_GREETING_HTTP2; /* a SETTINGS frame */
    if (n >= 9 && b[0] == 0 && b[1] == 0 && b[3] == 7)
        return WF_GREETING_HTTP2; /* GOAWAY */
    if (n >= 5 && memcmp(b, "HTTP/", 5) == 0)
        return WF_GREETING_HTTP1;
    return WF_GREETING_OTHER;
}

enum wf_greeting wf_probe_greet(int fd, bool tls, const char *server_name, int64_t until_ms)
{
    static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0";
    struct wf_strbuf hello = WF_STRBUF_INIT;
    struct pollfd p = { .fd = fd, .events = POLLIN };
    unsigned char buf[64];
    size_t got = 0;
    ssize_t n;

    if (tls)
        client_hello(&hello, server_name);
    else
        wf_strbuf_add(&hello, preface, sizeof preface);
    n = send(fd, hello.data, hello.len, MSG_NOSIGNAL);
    wf_strbuf_release(&hello);
    if (n < 0)
        return WF_GREETING_CLOSED;
    while (got < 9) {
        if (poll(&p, 1, remaining(until_ms)) != 1)
            return got == 0 ? WF_GREETING_SILENT : classify(buf, got);
        n = recv(fd, buf + got, sizeof buf - got, 0);
        if (n <= 0)
            return got == 0 ? WF_GREETING_CLOSED : classify(buf, got);
        got += (size_t)n;
    }
    return classify(buf, got);
}
