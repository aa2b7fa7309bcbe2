/* base/file.c: descriptors, as they are to be used. */
#include "base/file.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

bool wf_write_all(int fd, const void *p, size_t n)
{
    for (size_t at = 0; at < n;) {
        ssize_t k = write(fd, (const char *)p + at, n - at);

        if (k == 0)
            errno = EIO;
        if (k > 0)
            at += (size_t)k;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

const char *wf_session_dir(void)
{
    const char *dir = getenv("XDG_RUNTIME_DIR");

    if (dir == NULL || *dir == '\0')
        dir = getenv("TMPDIR");
    return dir != NULL && *dir != '\0' ? dir : "/tmp";
}

char *wf_folder_make(const char *prefix)
{
    char *path = wf_asprintf("%s/%s-XXXXXX", wf_session_dir(), prefix);
    int error;

    if (mkdtemp(path) != NULL) /* 0700 */
        return path;
    error = errno;
    free(path);
    errno = error;
    return NULL;
}

void wf_folder_remove(const char *path)
{
    DIR *dir = opendir(path);
    int fd = dir != NULL ? dirfd(dir) : -1;
    const struct dirent *e;

    while (fd >= 0 && (e = readdir(dir)) != NULL)
        if (e->d_name[0] != '.')
            (void)unlinkat(fd, e->d_name, 0);
    if (dir != NULL)
        (void)closedir(dir);
    (void)rmdir(path);
}
