/* commands/edit.c: lets the user's editor change a text. */
#include "commands/edit.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MAX_TEXT = 128 << 20 };

static enum wf_code write_file(struct wf_job *job, struct wf_bytes text,
                               const char **ret_path, struct wf_error *err)
{
    const char *dir = getenv("TMPDIR");
    char *path = wf_arena_printf(job->arena, "%s/wfsh-XXXXXX.json",
                                 dir != NULL && *dir != '\0' ? dir : "/tmp");
    int fd = mkostemps(path, 5, 0);
    size_t done = 0;

    if (fd < 0)
        return wf_error_errno(err, "cannot create '%s'", path);
    while (done < text.len) {
        ssize_t n = write(fd, text.data + done, text.len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    if (close(fd) != 0 || done < text.len) {
        enum wf_code rc = wf_error_errno(err, "cannot write '%s'", path);

        (void)unlink(path);
        return rc;
    }
    *ret_path = path;
    return WF_OK;
}

/* Spawned, not forked: gRPC's threads may be running. */
static enum wf_code run_editor(const char *path, struct wf_error *err)
{
    const char *editor = getenv("VISUAL");
    char *argv[] = { (char *)"sh", (char *)"-c", NULL, (char *)"sh", (char *)path, NULL };
    char *line;
    pid_t pid;
    int status = 0, rc;

    if (editor == NULL || *editor == '\0')
        editor = getenv("EDITOR");
    if (editor == NULL || *editor == '\0')
        editor = "vi";
    line = wf_asprintf("%s \"$1\"", editor);
    argv[2] = line;
    rc = posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ);
    free(line);
    if (rc != 0) {
        errno = rc;
        return wf_error_errno(err, "cannot run '%s'", editor);
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return wf_error_errno(err, "cannot wait for '%s'", editor);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return wf_error_set(err, WF_E_REFUSED, "the editor '%s' failed: nothing was done",
                            editor);
    return WF_OK;
}

enum wf_code wf_job_edit(struct wf_job *job, struct wf_bytes text, struct wf_bytes *ret,
                         const char **ret_path, struct wf_error *err)
{
    const char *path = NULL;
    struct wf_bytes edited = { 0 };
    enum wf_code rc = write_file(job, text, &path, err);
    bool blank = true;

    if (rc != WF_OK)
        return rc;
    rc = run_editor(path, err);
    if (rc == WF_OK)
        rc = wf_job_read_file(job, path, "--edit", MAX_TEXT, &edited, err);
    for (size_t i = 0; i < edited.len && blank; i++)
        blank = strchr(" \t\r\n", edited.data[i]) != NULL;
    if (rc == WF_OK && blank)
        rc = wf_error_set(err, WF_E_REFUSED, "the text is empty: nothing was done");
    if (rc != WF_OK) {
        (void)unlink(path);
        return rc;
    }
    *ret = edited;
    *ret_path = path;
    return WF_OK;
}

void wf_job_edit_done(const char *path)
{
    (void)unlink(path);
}
