/* main.c: fakefront: options, listening socket, the poll loop, and lines on stdin. */

#include "tests/fake/fake.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: fakefront [--script FILE] [--log FILE] [--host IP] [--port N | --unix PATH]\n"
    "                 [--tls-cert FILE --tls-key FILE [--client-ca FILE]]\n";

struct options {
    const char *script, *log, *host, *unix_path, *cert, *key, *client_ca;
    long port;
};

int64_t wf_fake_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void die(const char *what, const char *why)
{
    fprintf(stderr, "fakefront: %s: %s\n", what, why);
    exit(2);
}

static void options_parse(int argc, char **argv, struct options *o)
{
    const struct {
        const char *name;
        const char **value;
    } names[] = {
        { "--script", &o->script },       { "--log", &o->log },
        { "--host", &o->host },           { "--unix", &o->unix_path },
        { "--tls-cert", &o->cert },       { "--tls-key", &o->key },
        { "--client-ca", &o->client_ca },
    };
    bool known;

    for (int i = 1; i < argc; i += 2) {
        known = i + 1 < argc && strcmp(argv[i], "--port") == 0;
        if (known)
            o->port = atol(argv[i + 1]);
        for (size_t k = 0; i + 1 < argc && k < sizeof names / sizeof *names; k++) {
            if (strcmp(argv[i], names[k].name) == 0) {
                *names[k].value = argv[i + 1];
                known = true;
            }
        }
        if (!known) {
            fputs(usage, stderr);
            exit(2);
        }
    }
}

/* ---- listening ------------------------------------------------------------------------
 */

static int select_h2(SSL *ssl, const unsigned char **out, unsigned char *out_len,
                     const unsigned char *in, unsigned in_len, void *user)
{
    (void)ssl;
    (void)user;
    for (unsigned i = 0; i < in_len; i += in[i] + 1u) {
        if (in[i] == 2 && i + 2 < in_len && memcmp(in + i + 1, "h2", 2) == 0) {
            *out = in + i + 1;
            *out_len = 2;
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static SSL_CTX *tls_new(const struct options *o)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

    if (tls == NULL || SSL_CTX_use_certificate_chain_file(tls, o->cert) != 1)
        die(o->cert, "not a certificate");
    if (o->key == NULL || SSL_CTX_use_PrivateKey_file(tls, o->key, SSL_FILETYPE_PEM) != 1)
        die(o->cert, "its key is missing");
    SSL_CTX_set_alpn_select_cb(tls, select_h2, NULL);
    SSL_CTX_set_mode(tls,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (o->client_ca != NULL) {
        if (SSL_CTX_load_verify_locations(tls, o->client_ca, NULL) != 1)
            die(o->client_ca, "not a certificate");
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
    return tls;
}

static int listen_unix(const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (strlen(path) >= sizeof a.sun_path)
        die(path, "too long");
    strcpy(a.sun_path, path);
    unlink(path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 128) != 0)
        die(path, strerror(errno));
    printf("listening unix:%s\n", path);
    return fd;
}

static int listen_tcp(const char *host, long port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;

    if (inet_pton(AF_INET, host, &a.sin_addr) != 1)
        die(host, "not an IPv4 address");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 128) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &len) != 0)
        die(host, strerror(errno));
    printf("listening %s:%d\n", host, ntohs(a.sin_port));
    return fd;
}

static void accept_all(struct wf_fake *f, int listener)
{
    const int on = 1;
    int fd;

    while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        wf_fake_conn_new(f, fd);
    }
}

/* ---- stdin ----------------------------------------------------------------------------
 */

static void control_connections(struct wf_fake *f, const char *what)
{
    struct wf_fake_conn *next;

    for (struct wf_fake_conn *c = f->conns; c != NULL; c = next) {
        next = wf_fake_conn_next(c);
        if (strcmp(what, "goaway") == 0) {
            wf_fake_conn_goaway(c, (1u << 31) - 1, NGHTTP2_NO_ERROR, NULL);
        } else {
            wf_fake_conn_drop(c, NULL, 0, true);
            wf_fake_conn_free(c);
        }
    }
}

/* append N [ID] | close [ID] | pause [ID] | unpause [ID] | goaway | drop | any line of a
 * script */
static void control_line(struct wf_fake *f, char *line)
{
    char id[256] = "";
    long n = 1;

    if (sscanf(line, "append %ld %255s", &n, id) >= 1)
        wf_fake_append(f, n, *id != '\0' ? id : NULL);
    else if (strcmp(line, "close") == 0 || sscanf(line, "close %255s", id) == 1)
        wf_fake_close_workflow(f, *id != '\0' ? id : NULL,
                               TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
    else if (strcmp(line, "pause") == 0 || sscanf(line, "pause %255s", id) == 1)
        wf_fake_pause_workflow(f, *id != '\0' ? id : NULL, true);
    else if (strcmp(line, "unpause") == 0 || sscanf(line, "unpause %255s", id) == 1)
        wf_fake_pause_workflow(f, *id != '\0' ? id : NULL, false);
    else if (strcmp(line, "goaway") == 0 || strcmp(line, "drop") == 0)
        control_connections(f, line);
    else
        wf_fake_script_line(&f->script, "stdin", line, true);
    printf("ok %s\n", line);
    fflush(stdout);
}

/* False at the end of stdin. */
static bool control_read(struct wf_fake *f, struct wf_strbuf *pending)
{
    char buf[4096], *nl;
    ssize_t n = read(STDIN_FILENO, buf, sizeof buf);
    size_t used;

    if (n <= 0)
        return n < 0 && errno == EAGAIN;
    wf_strbuf_add(pending, buf, (size_t)n);
    while ((nl = memchr(pending->data, '\n', pending->len)) != NULL) {
        *nl = '\0';
        control_line(f, pending->data);
        used = (size_t)(nl - pending->data) + 1;
        memmove(pending->data, nl + 1, pending->len - used + 1);
        pending->len -= used;
    }
    return true;
}

/* A background job of a shell has /dev/null there: its end says nothing. */
static bool stdin_counts(void)
{
    struct stat st;

    return fstat(STDIN_FILENO, &st) == 0 && !S_ISCHR(st.st_mode) && !S_ISREG(st.st_mode);
}

/* ---- the loop -------------------------------------------------------------------------
 */

static void tick(struct wf_fake *f)
{
    int64_t now = wf_fake_now_ms();
    struct wf_fake_conn *next_conn;
    struct wf_fake_call *next;

    wf_fake_grow(f, now);
    for (struct wf_fake_conn *c = f->conns; c != NULL; c = next_conn) {
        next_conn = wf_fake_conn_next(c);
        for (struct wf_fake_call *call = wf_fake_conn_calls(c); call != NULL; call = next) {
            next = call->next;
            wf_fake_tick(call, now);
        }
        if (!wf_fake_conn_step(c))
            wf_fake_conn_free(c);
    }
}

/* How long nothing is due: the nearest of waiting calls and of growing histories. */
static int wait_ms(const struct wf_fake *f)
{
    int64_t now = wf_fake_now_ms(), best = 60000;

    if (f->script.set.history_every_ms > 0 && f->script.set.history_every_ms < best)
        best = f->script.set.history_every_ms;
    for (struct wf_fake_conn *c = f->conns; c != NULL; c = wf_fake_conn_next(c)) {
        for (struct wf_fake_call *call = wf_fake_conn_calls(c); call; call = call->next) {
            if (call->state != WF_FAKE_WAITING && call->state != WF_FAKE_PARKED)
                continue;
            if (call->due_ms - now < best)
                best = call->due_ms > now ? call->due_ms - now : 0;
        }
    }
    return (int)best;
}

static void serve(struct wf_fake *f, int listener, int signals)
{
    struct wf_strbuf pending = WF_STRBUF_INIT;
    struct pollfd *fds = NULL;
    bool control = stdin_counts();
    size_t n;

    for (;;) {
        n = 3;
        for (struct wf_fake_conn *c = f->conns; c != NULL; c = wf_fake_conn_next(c))
            n++;
        fds = wf_reallocarray(fds, n, sizeof *fds);
        fds[0] = (struct pollfd){ .fd = listener, .events = POLLIN };
        fds[1] = (struct pollfd){ .fd = signals, .events = POLLIN };
        fds[2] = (struct pollfd){ .fd = control ? STDIN_FILENO : -1, .events = POLLIN };
        n = 3;
        for (struct wf_fake_conn *c = f->conns; c != NULL; c = wf_fake_conn_next(c))
            fds[n++] = (struct pollfd){ .fd = wf_fake_conn_fd(c),
                                        .events = wf_fake_conn_events(c) };
        if (poll(fds, n, wait_ms(f)) < 0 && errno != EINTR)
            die("poll", strerror(errno));
        if (fds[1].revents != 0 || (fds[2].revents != 0 && !control_read(f, &pending)))
            break;
        if (fds[0].revents != 0)
            accept_all(f, listener);
        tick(f);
    }
    while (f->conns != NULL)
        wf_fake_conn_free(f->conns);
    wf_strbuf_release(&pending);
    free(fds);
}

int main(int argc, char **argv)
{
    struct options o = { .host = "127.0.0.1" };
    static struct wf_fake f; /* what it holds is held to the end */
    sigset_t set;
    int listener, signals;

    options_parse(argc, argv, &o);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signals = signalfd(-1, &set, SFD_CLOEXEC);
    wf_fake_script_load(&f.script, o.script);
    f.cluster = wf_fake_cluster_new(&f.script);
    if (o.log != NULL && (f.log = fopen(o.log, "ae")) == NULL)
        die(o.log, strerror(errno));
    if (o.cert != NULL)
        f.tls = tls_new(&o);
    listener = o.unix_path != NULL ? listen_unix(o.unix_path) : listen_tcp(o.host, o.port);
    fcntl(listener, F_SETFL, O_NONBLOCK);
    fflush(stdout);
    serve(&f, listener, signals);
    if (o.unix_path != NULL)
        unlink(o.unix_path);
    return f.failed ? 1 : 0;
}
