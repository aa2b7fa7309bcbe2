/* client/secret.c: fetches a secret from a file or from a command. */
#include "client/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until the end of what fd gives, the deadline (-1: none) or the size limit. */
static enum wf_code drain(int fd, int64_t deadline, const char *source,
                          struct wf_strbuf *out, struct wf_error *err)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    char buf[4096];
    enum wf_code rc = WF_OK;
    bool end = false;

    while (rc == WF_OK && !end) {
        int64_t left = deadline < 0 ? -1 : deadline - now_ms();
        int ready = deadline >= 0 && left <= 0 ? 0 : poll(&p, 1, (int)left);
        ssize_t n;

        if (ready == 0) {
            rc = wf_error_set(err, WF_E_DEADLINE, "'%s' has not ended in time", source);
            break;
        }
        if (ready < 0 && errno == EINTR)
            continue;
        n = ready < 0 ? -1 : read(fd, buf, sizeof buf);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            rc = wf_error_errno(err, "cannot read from '%s'", source);
        else if (n == 0)
            end = true;
        else if (out->len + (size_t)n > WF_SECRET_SIZE_MAX)
            rc = wf_error_set(err, WF_E_USAGE, "'%s' gives more than %d bytes", source,
                              WF_SECRET_SIZE_MAX);
        else
            wf_strbuf_add(out, buf, (size_t)n);
    }
    explicit_bzero(buf, sizeof buf);
    return rc;
}

/* The end of the process, killed when it is not over at the deadline. */
static int wait_for_end(pid_t pid, int64_t deadline, bool *ret_killed)
{
    int status = 0;

    *ret_killed = false;
    for (;;) {
        pid_t got = waitpid(pid, &status, WNOHANG);

        if (got == pid || (got < 0 && errno != EINTR))
            return status;
        if (now_ms() >= deadline) {
            kill(pid, SIGKILL);
            *ret_killed = true;
            while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                continue;
            return status;
        }
        poll(NULL, 0, 5);
    }
}

static int spawn_shell(const char *command, int out, pid_t *ret)
{
    char *const argv[] = { (char *)"sh", (char *)"-c", (char *)(uintptr_t)command, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, all;
    int rc;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    rc = posix_spawn(ret, "/bin/sh", &actions, &attr, argv, environ);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

static enum wf_code fetch_command(const char *command, int64_t wait_ms,
                                  struct wf_strbuf *out, struct wf_error *err)
{
    int64_t deadline = now_ms() + wait_ms;
    enum wf_code rc;
    bool killed;
    int fds[2], status;
    pid_t pid;

    if (pipe2(fds, O_CLOEXEC) != 0)
        return wf_error_errno(err, "cannot run '%s'", command);
    errno = spawn_shell(command, fds[1], &pid);
    if (errno != 0) {
        rc = wf_error_errno(err, "cannot run '%s'", command);
        close(fds[0]);
        close(fds[1]);
        return rc;
    }
    close(fds[1]);
    rc = drain(fds[0], deadline, command, out, err);
    close(fds[0]);
    status = wait_for_end(pid, rc == WF_OK ? deadline : now_ms(), &killed);
    if (rc != WF_OK)
        return rc;
    if (killed)
        return wf_error_set(err, WF_E_DEADLINE, "'%s' has not ended in time", command);
    if (WIFSIGNALED(status))
        return wf_error_set(err, WF_E_OTHER, "'%s' was ended by signal %d", command,
                            WTERMSIG(status));
    if (WEXITSTATUS(status) != 0)
        return wf_error_set(err, WF_E_OTHER, "'%s' failed with status %d", command,
                            WEXITSTATUS(status));
    return WF_OK;
}

static enum wf_code fetch_file(const char *path, struct wf_strbuf *out,
                               struct wf_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum wf_code rc;

    if (fd < 0)
        return wf_error_errno(err, "cannot read '%s'", path);
    rc = drain(fd, -1, path, out, err);
    close(fd);
    return rc;
}

enum wf_code wf_secret_fetch(const struct wf_secret *from, int64_t wait_ms,
                             struct wf_strbuf *out, struct wf_error *err)
{
    enum wf_code rc;

    wf_strbuf_reserve(out, WF_SECRET_SIZE_MAX + 1); /* never moved: no copy stays behind */
    rc = from->kind == WF_SECRET_COMMAND ? fetch_command(from->source, wait_ms, out, err)
                                         : fetch_file(from->source, out, err);
    if (rc != WF_OK)
        return rc;
    while (out->len > 0 && strchr("\r\n", out->data[out->len - 1]) != NULL)
        out->data[--out->len] = '\0';
    if (out->len == 0)
        return wf_error_set(err, WF_E_USAGE, "'%s' gives nothing", from->source);
    for (size_t i = 0; i < out->len; i++)
        if ((unsigned char)out->data[i] < 0x20 || out->data[i] == 0x7F)
            return wf_error_set(err, WF_E_USAGE,
                                "'%s' gives more than one line, or control characters",
                                from->source);
    return WF_OK;
}
