/* shell/link.c: whether the prompt's frontend is there. */
#include "shell/link.h"

#include <stdatomic.h>
#include <sys/eventfd.h>

static int fd = -1;
static atomic_bool down;

/* On the connection's thread. */
static void changed(void *user, bool is_down)
{
    (void)user;
    atomic_store(&down, is_down);
    (void)eventfd_write(fd, 1);
}

int wf_sh_link_fd(void)
{
    if (fd < 0)
        fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return fd;
}

void wf_sh_link_watch(struct wf_session *s)
{
    (void)wf_sh_link_fd();
    if (s->conn == NULL) { /* its settings are no good */
        atomic_store(&down, false);
        return;
    }
    if (wf_connection_is_watched(s->conn))
        return;
    atomic_store(&down, false); /* a new one: the old one's thread has ended */
    wf_connection_watch(s->conn, changed, NULL);
}

bool wf_sh_link_down(void)
{
    eventfd_t ignored;

    (void)eventfd_read(fd, &ignored);
    return atomic_load(&down);
}
