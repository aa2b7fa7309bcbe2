/* tui/loop.c: keys, news and time go to the app, its picture goes to the screen. */
#include "tui/loop.h"

#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { FRAME_MS = 50 }; /* news are painted at most that often; keys at once */

static int resized_fd = -1;

static void on_resize(int sig)
{
    int saved = errno;

    (void)sig;
    (void)eventfd_write(resized_fd, 1);
    errno = saved;
}

/* A crash leaves the terminal as it was, and is still a crash. */
static void on_crash(int sig)
{
    wf_screen_restore();
    signal(sig, SIG_DFL);
    raise(sig);
}

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
enum { N_CRASHES = sizeof crashes / sizeof *crashes };

/* What signals did before: in a shell the prompt's handlers come back. */
static struct {
    struct sigaction resize, crash[N_CRASHES];
} before;

static void catch_signals(void)
{
    struct sigaction resize = { .sa_handler = on_resize, .sa_flags = SA_RESTART };
    struct sigaction crash = { .sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND };

    resized_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    sigaction(SIGWINCH, &resize, &before.resize);
    for (size_t i = 0; i < N_CRASHES; i++)
        sigaction(crashes[i], &crash, &before.crash[i]);
    wf_mem_set_hook(wf_screen_restore);
}

static void leave_signals(void)
{
    sigaction(SIGWINCH, &before.resize, NULL);
    for (size_t i = 0; i < N_CRASHES; i++)
        sigaction(crashes[i], &before.crash[i], NULL);
    wf_mem_set_hook(NULL);
    close(resized_fd);
    resized_fd = -1;
}

/* Under a prompt the signal is blocked, and waits until it is let through. */
static void suspend(void)
{
    sigset_t stop, mask;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    wf_screen_leave();
    raise(SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    wf_screen_return();
}

static void outside(struct wf_app *app, const struct wf_host *host,
                    const struct wf_request *r)
{
    struct wf_error err = WF_ERROR_INIT;
    size_t n = 0;

    while (r->text != NULL && r->text[n] != '\0')
        n++;
    wf_screen_leave();
    if (host->outside(host->user, r->command, r->text, n, &err) != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
    wf_app_returned(app, err.code == WF_OK);
    wf_screen_return();
}

/* A verb with the terminal; its receipt goes where those of the others go. */
static void foreground(struct wf_app *app, const struct wf_host *host,
                       const struct wf_request *r)
{
    struct wf_words words = { .v = (const char **)r->words, .n = r->n_words };
    struct wf_error err = WF_ERROR_INIT;
    struct wf_strbuf out = WF_STRBUF_INIT;
    const char *text;
    size_t n = 0;

    wf_screen_leave();
    if (host->foreground(host->user, &words, &out, &err) != WF_OK)
        wf_app_say(app, WF_ST_BAD, "%s", err.text);
    text = wf_strbuf_str(&out);
    while (text[n] != '\0' && text[n] != '\n')
        n++;
    if (n > 0 && err.code == WF_OK)
        wf_app_say(app, WF_ST_GOOD, "%.*s", (int)n, text);
    wf_strbuf_release(&out);
    wf_screen_return();
    wf_app_focus(app, true); /* reads again */
}

static void carry_out(struct wf_app *app, const struct wf_host *host)
{
    struct wf_request r = wf_app_request(app);
    int rows, cols;

    if (r.kind == WF_REQUEST_SUSPEND)
        suspend();
    else if (r.kind == WF_REQUEST_REPAINT)
        wf_screen_repaint();
    else if (r.kind == WF_REQUEST_OUTSIDE)
        outside(app, host, &r);
    else if (r.kind == WF_REQUEST_FOREGROUND)
        foreground(app, host, &r);
    else if (r.kind == WF_REQUEST_COPY && !wf_screen_copy(r.text))
        wf_app_say(app, WF_ST_WARN, "that is too long for a clipboard");
    if (r.kind == WF_REQUEST_SUSPEND || r.kind == WF_REQUEST_OUTSIDE ||
        r.kind == WF_REQUEST_FOREGROUND) {
        wf_screen_size(&rows, &cols);
        wf_app_resize(app, rows, cols);
    }
    wf_request_release(&r);
}

/* All keys that wait. True: there was one. */
static bool keys(struct wf_app *app, const struct wf_host *host)
{
    bool any = false;

    while (!wf_app_quits(app)) { /* what is typed after `q` is for whoever comes next */
        struct wf_key key = wf_screen_key();

        if (key.code == WF_KEY_NONE)
            break;
        any = true;
        if (key.code == WF_KEY_FOCUS_IN || key.code == WF_KEY_FOCUS_OUT)
            wf_app_focus(app, key.code == WF_KEY_FOCUS_IN);
        else if (key.code != WF_KEY_RESIZE)
            wf_app_key(app, &key);
        carry_out(app, host);
    }
    return any;
}

static void resize(struct wf_app *app)
{
    eventfd_t ignored;
    int rows, cols;

    (void)eventfd_read(resized_fd, &ignored);
    wf_screen_resize();
    wf_screen_size(&rows, &cols);
    wf_app_resize(app, rows, cols);
}

enum wf_code wf_loop_run(struct wf_app *app, const struct wf_host *host,
                         const struct wf_screen_options *o, int signal_fd,
                         struct wf_error *err)
{
    struct wf_canvas cv;
    enum wf_theme theme = o->theme;
    int64_t painted_ms = 0;
    bool due = true, typed = true, polled = false;
    int rows, cols;
    enum wf_code rc = wf_screen_open(o, err);

    if (rc != WF_OK)
        return rc;
    catch_signals();
    wf_screen_size(&rows, &cols);
    wf_app_resize(app, rows, cols);
    wf_canvas_init(&cv, rows, cols);
    cv.ascii = o->ascii;
    while (!wf_app_quits(app)) {
        struct pollfd p[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                              { .fd = host->fd, .events = POLLIN },
                              { .fd = signal_fd, .events = POLLIN },
                              { .fd = resized_fd, .events = POLLIN } };
        int64_t now_ms = host->mono_ms(host->user);
        int wait;

        if (due && (typed || now_ms - painted_ms >= FRAME_MS)) {
            if (theme != wf_app_theme(app))
                wf_screen_theme(theme = wf_app_theme(app));
            wf_app_draw(app, &cv);
            wf_screen_show(&cv);
            painted_ms = now_ms;
            due = typed = false;
            if (!polled) { /* the first picture does not wait for a connection */
                polled = true;
                due = wf_app_poll(app);
            }
        }
        wait = wf_app_timeout_ms(app);
        if (due && (wait < 0 || wait > FRAME_MS))
            wait = FRAME_MS;
        if (poll(p, 4, wait) < 0 && errno != EINTR)
            break;
        if ((p[2].revents & POLLIN) || (p[0].revents & (POLLHUP | POLLERR)))
            break; /* told to end, or the terminal is gone */
        if (p[3].revents & POLLIN) {
            resize(app);
            typed = true;
        }
        typed = keys(app, host) || typed;
        if (wf_app_poll(app) || p[0].revents == 0)
            due = true;
        due = due || typed;
    }
    wf_canvas_release(&cv);
    wf_screen_close();
    leave_signals();
    return WF_OK;
}
