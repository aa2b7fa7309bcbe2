/* client/config_file.c: where the files of settings are, and how they are read and
 * replaced. */
#include "client/config_file.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20 };

static const char *env_or_null(const char *name)
{
    const char *v = getenv(name);

    return v != NULL && *v != '\0' ? v : NULL;
}

static const char *user_file(const char *name, struct wf_arena *arena)
{
    const char *base = env_or_null("XDG_CONFIG_HOME"), *home = env_or_null("HOME");

    if (base != NULL && *base == '/')
        return wf_arena_printf(arena, "%s/%s", base, name);
    return home == NULL ? NULL : wf_arena_printf(arena, "%s/.config/%s", home, name);
}

static const char *first_of(const char *flag, const char *variable, const char *name,
                            struct wf_arena *arena)
{
    const char *env = env_or_null(variable);

    if (flag != NULL)
        return wf_arena_strdup(arena, flag);
    return env != NULL ? wf_arena_strdup(arena, env) : user_file(name, arena);
}

const char *wf_config_path(enum wf_config_file which, const struct wf_settings_flags *flags,
                           struct wf_arena *arena)
{
    const char *dirs;

    switch (which) {
    case WF_CONFIG_TEMPORAL:
        return first_of(flags == NULL ? NULL : flags->config_file, "TEMPORAL_CONFIG_FILE",
                        "temporalio/temporal.toml", arena);
    case WF_CONFIG_LEGACY:
        return first_of(flags == NULL ? NULL : flags->env_file, "TEMPORAL_ENV_FILE",
                        "temporalio/temporal.yaml", arena);
    case WF_CONFIG_OWN:
        return user_file("wfsh/config.toml", arena);
    case WF_CONFIG_SYSTEM:
        break;
    }
    dirs = env_or_null("XDG_CONFIG_DIRS");
    if (dirs == NULL || *dirs != '/')
        dirs = "/etc/xdg";
    return wf_arena_printf(arena, "%.*s/wfsh/config.toml", (int)strcspn(dirs, ":"), dirs);
}

void wf_strbuf_wipe(struct wf_strbuf *text)
{
    if (text->data != NULL)
        explicit_bzero(text->data, text->size);
    wf_strbuf_release(text);
}

enum wf_code wf_config_read(const char *path, struct wf_strbuf *text, struct wf_error *err)
{
    char buf[8192];
    size_t start = text->len;
    ssize_t n = 0;
    enum wf_code rc = WF_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return WF_OK;
    if (fd < 0)
        return wf_error_errno(err, "cannot read '%s'", path);
    wf_strbuf_reserve(text, sizeof buf);
    while (rc == WF_OK && (n = read(fd, buf, sizeof buf)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            rc = wf_error_errno(err, "cannot read '%s'", path);
        else if (text->len - start + (size_t)n > FILE_MAX)
            rc = wf_error_set(err, WF_E_USAGE, "%s: larger than %d bytes", path, FILE_MAX);
        else
            wf_strbuf_add(text, buf, (size_t)n);
    }
    explicit_bzero(buf, sizeof buf);
    close(fd);
    return rc;
}

static enum wf_code make_parents(const char *path, struct wf_error *err)
{
    char *copy = wf_strdup(path);
    enum wf_code rc = WF_OK;

    for (char *p = copy + 1; *copy != '\0' && (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST) {
            rc = wf_error_errno(err, "cannot make the directory '%s'", copy);
            break;
        }
        *p = '/';
    }
    free(copy);
    return rc;
}

enum wf_code wf_config_write(const char *path, const char *text, size_t len,
                             struct wf_error *err)
{
    char *real = NULL, *temp = NULL;
    enum wf_code rc = make_parents(path, err);
    int fd = -1;

    if (rc != WF_OK)
        return rc;
    real = realpath(path, NULL);
    if (real == NULL)
        real = wf_strdup(path);
    temp = wf_asprintf("%s.XXXXXX", real);
    fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0) {
        rc = wf_error_errno(err, "cannot write beside '%s'", real);
        goto out;
    }
    if (!wf_write_all(fd, text, len) || fsync(fd) != 0)
        rc = wf_error_errno(err, "cannot write '%s'", temp);
    if (close(fd) != 0 && rc == WF_OK)
        rc = wf_error_errno(err, "cannot write '%s'", temp);
    if (rc == WF_OK && rename(temp, real) != 0)
        rc = wf_error_errno(err, "cannot replace '%s'", real);
    if (rc != WF_OK)
        unlink(temp);
out:
    free(temp);
    free(real);
    return rc;
}
