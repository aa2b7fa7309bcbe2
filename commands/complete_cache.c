/* commands/complete_cache.c: what completion remembers for some seconds. */
#include "commands/complete_cache.h"

#include "base/mem.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FILE = 4 << 20 };

/* FNV-1a, twice with different seeds: a name, not a secret. */
static uint64_t hash(const char *s, uint64_t h)
{
    for (; *s != '\0'; s++)
        h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
    return h;
}

/* The file's path, freed by the caller; NULL: there is no home. Makes the folders if asked.
 */
static char *path_of(const char *key, bool make)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char *base, *path;

    if (cache == NULL || *cache != '/') {
        if (home == NULL || *home != '/')
            return NULL;
        base = wf_asprintf("%s/.cache", home);
    } else {
        base = wf_strdup(cache);
    }
    if (make) {
        static const char *const parts[] = { "", "/wfsh", "/wfsh/complete" };

        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            char *dir = wf_asprintf("%s%s", base, parts[i]);

            (void)mkdir(dir, 0700);
            free(dir);
        }
    }
    path = wf_asprintf("%s/wfsh/complete/%016llx%016llx", base,
                       (unsigned long long)hash(key, UINT64_C(14695981039346656037)),
                       (unsigned long long)hash(key, UINT64_C(7809847782465536322)));
    free(base);
    return path;
}

bool wf_complete_cache_get(const char *key, int64_t max_age_s, struct wf_strbuf *out)
{
    char *path = path_of(key, false);
    struct stat st;
    bool ok = false;
    int fd;

    if (path == NULL)
        return false;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    free(path);
    if (fd < 0)
        return false;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= MAX_FILE &&
        st.st_uid == geteuid() && time(NULL) - st.st_mtime <= max_age_s) {
        wf_strbuf_reserve(out, (size_t)st.st_size);
        ssize_t n = read(fd, out->data + out->len, (size_t)st.st_size);

        if (n == st.st_size) {
            out->len += (size_t)n;
            out->data[out->len] = '\0';
            ok = true;
        }
    }
    close(fd);
    return ok;
}

void wf_complete_cache_put(const char *key, const struct wf_strbuf *text)
{
    char *path = path_of(key, true), *temp;
    int fd;

    if (path == NULL)
        return;
    temp = wf_asprintf("%s.%ld", path, (long)getpid());
    fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0) {
        bool ok = write(fd, wf_strbuf_str(text), text->len) == (ssize_t)text->len;

        if (close(fd) != 0 || !ok || rename(temp, path) != 0)
            (void)unlink(temp);
    }
    free(temp);
    free(path);
}
