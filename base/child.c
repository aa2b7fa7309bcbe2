/* base/child.c: command lines for sh, as child processes. */
#include "base/child.h"

#include "base/file.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void set_signals(posix_spawnattr_t *attr)
{
    sigset_t none, defaults;

    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGTERM);
    posix_spawnattr_setsigmask(attr, &none);
    posix_spawnattr_setsigdefault(attr, &defaults);
    posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

int wf_child_spawn(const struct wf_child *c, pid_t *ret)
{
    const char *argv[] = { "sh",   "-c", c->command, c->arg != NULL ? "sh" : NULL,
                           c->arg, NULL };
    posix_spawn_file_actions_t fa;
    posix_spawnattr_t attr;
    int rc;

    posix_spawn_file_actions_init(&fa);
    posix_spawnattr_init(&attr);
    set_signals(&attr);
    if (c->in >= 0)
        posix_spawn_file_actions_adddup2(&fa, c->in, STDIN_FILENO);
    if (c->out >= 0)
        posix_spawn_file_actions_adddup2(&fa, c->out, STDOUT_FILENO);
    rc = posix_spawn(ret, "/bin/sh", &fa, &attr, (char **)argv,
                     c->env != NULL ? c->env : environ);
    posix_spawn_file_actions_destroy(&fa);
    posix_spawnattr_destroy(&attr);
    return rc;
}

int wf_child_wait(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int wf_child_text(const char *text, size_t n)
{
    int fd = memfd_create("wfsh", MFD_CLOEXEC);

    if (fd >= 0 && !wf_write_all(fd, text, n)) {
        close(fd);
        fd = -1;
    }
    if (fd < 0)
        return -1;
    (void)lseek(fd, 0, SEEK_SET);
    return fd;
}
