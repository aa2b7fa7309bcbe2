/* commands/edit.c: lets the user's editor change a text. */
#include "commands/edit.h"

#include "base/child.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_TEXT = 128 << 20 };

static enum wf_code write_file(struct wf_arena *a, struct wf_bytes text, const char *suffix,
                               const char **ret_path, struct wf_error *err)
{
    const char *dir = getenv("TMPDIR");
    char *path = wf_arena_printf(a, "%s/wfsh-XXXXXX%s",
                                 dir != NULL && *dir != '\0' ? dir : "/tmp", suffix);
    int fd = mkostemps(path, (int)strlen(suffix), O_CLOEXEC); /* 0600 */
    bool whole;

    if (fd < 0)
        return wf_error_errno(err, "cannot create '%s'", path);
    whole = wf_write_all(fd, text.data, text.len);
    if (close(fd) != 0 || !whole) {
        enum wf_code rc = wf_error_errno(err, "cannot write '%s'", path);

        (void)unlink(path);
        return rc;
    }
    *ret_path = path;
    return WF_OK;
}

static enum wf_code read_file(struct wf_arena *a, const char *path, struct wf_bytes *ret,
                              struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum wf_code rc = WF_OK;
    ssize_t n = 1;

    if (fd < 0)
        return wf_error_errno(err, "cannot open '%s'", path);
    while (n != 0 && b.len <= MAX_TEXT) {
        wf_strbuf_reserve(&b, 1 << 16);
        n = read(fd, b.data + b.len, 1 << 16);
        if (n < 0 && errno != EINTR)
            break;
        b.len += n > 0 ? (size_t)n : 0;
    }
    if (n < 0)
        rc = wf_error_errno(err, "cannot read '%s'", path);
    else if (b.len > MAX_TEXT)
        rc = wf_error_set(err, WF_E_USAGE, "'%s' is larger than %d MiB", path,
                          MAX_TEXT >> 20);
    if (rc == WF_OK)
        *ret = (struct wf_bytes){
            (unsigned char *)wf_arena_strndup(a, wf_strbuf_str(&b), b.len), b.len
        };
    close(fd);
    wf_strbuf_release(&b);
    return rc;
}

enum wf_code wf_edit_file(const char *path, struct wf_error *err)
{
    const char *editor = getenv("VISUAL");
    struct wf_child child = { .arg = path, .in = -1, .out = -1 };
    char *line;
    pid_t pid;
    int rc;

    if (editor == NULL || *editor == '\0')
        editor = getenv("EDITOR");
    if (editor == NULL || *editor == '\0')
        editor = "vi";
    child.command = line = wf_asprintf("%s \"$1\"", editor);
    rc = wf_child_spawn(&child, &pid);
    free(line);
    if (rc != 0) {
        errno = rc;
        return wf_error_errno(err, "cannot run '%s'", editor);
    }
    rc = wf_child_wait(pid);
    if (rc < 0)
        return wf_error_errno(err, "cannot wait for '%s'", editor);
    if (rc != 0)
        return wf_error_set(err, WF_E_REFUSED, "the editor '%s' failed: nothing was done",
                            editor);
    return WF_OK;
}

enum wf_code wf_edit_text(struct wf_arena *a, struct wf_bytes text, const char *suffix,
                          struct wf_bytes *ret, const char **ret_path, struct wf_error *err)
{
    const char *path = NULL;
    struct wf_bytes edited = { 0 };
    enum wf_code rc = write_file(a, text, suffix, &path, err);
    bool blank = true;

    if (rc != WF_OK)
        return rc;
    rc = wf_edit_file(path, err);
    if (rc == WF_OK)
        rc = read_file(a, path, &edited, err);
    for (size_t i = 0; i < edited.len && blank; i++)
        blank = edited.data[i] != '\0' && strchr(" \t\r\n", edited.data[i]) != NULL;
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

enum wf_code wf_job_edit(struct wf_job *job, struct wf_bytes text, struct wf_bytes *ret,
                         const char **ret_path, struct wf_error *err)
{
    return wf_edit_text(job->arena, text, ".json", ret, ret_path, err);
}

void wf_edit_done(const char *path)
{
    (void)unlink(path);
}
