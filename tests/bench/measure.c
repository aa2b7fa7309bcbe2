/*
 * Runs a command again and again and says what each run took: measure RUNS COMMAND…
 *
 * One line a run: user CPU, system CPU and wall time in microseconds, peak memory in KiB,
 * exit status (128 + n by signal). Its output goes to /dev/null, its complaints to stderr.
 *
 * A child begins with the peak of the process that it was forked from, and keeps it over
 * exec: so this one is small, linked to libc alone, and forks by vfork.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static long long us(struct timeval t)
{
    return t.tv_sec * 1000000LL + t.tv_usec;
}

/* Where stdout was, which the command does not inherit. */
static int out;

static int run_once(char **argv)
{
    long long start = now_us();
    struct rusage used;
    int status;
    pid_t pid = vfork();

    if (pid == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    if (pid < 0)
        return -1;
    while (wait4(pid, &status, 0, &used) < 0)
        if (errno != EINTR)
            return -1;
    dprintf(out, "%lld %lld %lld %ld %d\n", us(used.ru_utime), us(used.ru_stime),
            now_us() - start, used.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}

int main(int argc, char **argv)
{
    long runs = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (runs < 1) {
        fprintf(stderr, "usage: measure RUNS COMMAND...\n");
        return 2;
    }
    out = fcntl(1, F_DUPFD_CLOEXEC, 3);
    if (null < 0 || out < 0 || dup2(null, 1) < 0 || dup2(null, 0) < 0) {
        perror("measure");
        return 1;
    }
    while (runs-- > 0) {
        if (run_once(argv + 2) < 0) {
            fprintf(stderr, "measure: %s: %s\n", argv[2], strerror(errno));
            return 1;
        }
    }
    return 0;
}
