/* base/file.c: descriptors, as they are to be used. */
#include "base/file.h"

#include <errno.h>
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
