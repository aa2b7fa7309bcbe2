#ifndef WF_BASE_FILE_H
#define WF_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* All of it, however often it takes. False: errno says why not. */
bool wf_write_all(int fd, const void *p, size_t n);

#endif
