#ifndef WF_COMMANDS_COMPLETE_CACHE_H
#define WF_COMMANDS_COMPLETE_CACHE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Answers of the cluster for completion, a small file each in $XDG_CACHE_HOME/wfsh/complete
 * (0700, files 0600). `key` says what was asked of whom; only its hash is in the file name.
 */
/* True when there is an answer no older than max_age_s. */
bool wf_complete_cache_get(const char *key, int64_t max_age_s, struct wf_strbuf *out);
void wf_complete_cache_put(const char *key, const struct wf_strbuf *text);

#endif
