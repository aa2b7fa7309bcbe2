#ifndef WF_BASE_FILE_H
#define WF_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* All of it, however often it takes. False: errno says why not. */
bool wf_write_all(int fd, const void *p, size_t n);

/* Where files of a session go: $XDG_RUNTIME_DIR, else $TMPDIR, else /tmp. The
 * environment's.
 */
const char *wf_session_dir(void);
/* A new folder there whose name begins so, 0700; the caller frees. NULL: errno. */
char *wf_folder_make(const char *prefix);
/* With the files in it (no folders). */
void wf_folder_remove(const char *path);

#endif
