/* commands/paged.c: output that does not fit on the screen goes through a pager. */
#include "commands/paged.h"

#include "base/child.h"
#include "base/file.h"
#include "commands/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *pager_of(void)
{
    const char *own = getenv("WFSH_PAGER"), *pager = own != NULL ? own : getenv("PAGER");

    if (pager == NULL)
        pager = "less";
    return *pager == '\0' || strcmp(pager, "cat") == 0 ? NULL : pager;
}

/* Is the command's first word a program? sh would only say no when the output is gone. */
static bool is_there(const char *command)
{
    size_t n = strcspn(command, " \t");
    const char *path = getenv("PATH");
    struct wf_strbuf file = WF_STRBUF_INIT;
    bool found = false;

    if (memchr(command, '/', n) != NULL)
        path = "";
    while (path != NULL && !found) {
        size_t k = strcspn(path, ":");

        wf_strbuf_clear(&file);
        wf_strbuf_add(&file, path, k);
        if (k > 0)
            wf_strbuf_addc(&file, '/');
        wf_strbuf_add(&file, command, n);
        found = access(wf_strbuf_str(&file), X_OK) == 0;
        path = path[k] == ':' ? path + k + 1 : NULL;
    }
    wf_strbuf_release(&file);
    return found;
}

static bool is_live(const struct wf_parsed *p)
{
    static const char *const options[] = { "follow", "wait", "watch" };

    if (p->command->flags & WF_CMD_LIVE)
        return true;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (wf_parsed_was_given(p, options[i]))
            return true;
    return false;
}

/* In a terminal of no height, and in one that cannot move its cursor, nothing is paged. */
static size_t height_of_screen(void)
{
    const char *term = getenv("TERM");
    struct winsize w;

    if (term == NULL || strcmp(term, "dumb") == 0 ||
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0)
        return 0;
    return w.ws_row;
}

static enum wf_code put(const struct wf_paged *g, const char *p, size_t n,
                        struct wf_error *err)
{
    return wf_write_all(g->fd, p, n) ? WF_OK
                                     : wf_error_set(err, WF_E_PIPE, "the pager was left");
}

static bool start(struct wf_paged *g)
{
    struct wf_child child = { .command = g->command, .out = -1 };
    int ends[2], rc;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    (void)setenv("LESS", "FRX", 0); /* the user's own goes before it */
    child.in = ends[0];
    rc = wf_child_spawn(&child, &g->pid);
    close(ends[0]);
    if (rc != 0) {
        close(ends[1]);
        g->pid = 0;
        return false;
    }
    g->fd = ends[1];
    return true;
}

static enum wf_code hold(void *user, const void *p, size_t n, struct wf_error *err)
{
    struct wf_paged *g = user;
    enum wf_code rc;

    if (g->pid != 0)
        return put(g, p, n, err);
    wf_strbuf_add(&g->held, p, n);
    for (const char *c = p; c < (const char *)p + n; c++)
        g->lines += *c == '\n';
    if (g->lines < g->max)
        return WF_OK;
    if (start(g)) {
        rc = put(g, g->held.data, g->held.len, err);
    } else {
        g->max = SIZE_MAX; /* no pager is to be had */
        rc = g->write(g->user, g->held.data, g->held.len, err);
    }
    wf_strbuf_clear(&g->held);
    return rc;
}

void wf_paged_begin(struct wf_paged *g, struct wf_session *s, const struct wf_parsed *p)
{
    *g = (struct wf_paged){ .held = WF_STRBUF_INIT, .fd = -1 };
    if (!s->out.tty || s->lasting || p->globals.no_pager ||
        (p->command != NULL && !p->globals.help &&
         (p->command->klass != WF_CLASS_READS || is_live(p))))
        return;
    g->command = pager_of();
    g->max = height_of_screen();
    if (g->command == NULL || g->max == 0 || !is_there(g->command))
        return;
    g->sink = &s->out;
    g->write = s->out.write;
    g->user = s->out.user;
    s->out.write = hold;
    s->out.user = g;
}

enum wf_code wf_paged_end(struct wf_paged *g, enum wf_code rc, struct wf_error *err)
{
    struct wf_error ignored = WF_ERROR_INIT;
    bool started = g->pid != 0;

    if (g->sink == NULL)
        return rc;
    if (started) {
        close(g->fd);
        (void)wf_child_wait(g->pid);
    } else if (g->held.len > 0) {
        enum wf_code wrote =
            g->write(g->user, g->held.data, g->held.len, rc == WF_OK ? err : &ignored);

        rc = rc == WF_OK ? wrote : rc;
    }
    g->sink->write = g->write;
    g->sink->user = g->user;
    wf_strbuf_release(&g->held);
    if (started && rc == WF_E_PIPE) {
        wf_error_clear(err);
        return WF_OK;
    }
    return rc;
}
