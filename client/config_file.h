#ifndef WF_CLIENT_CONFIG_FILE_H
#define WF_CLIENT_CONFIG_FILE_H

#include "base/strbuf.h"
#include "client/settings.h"

/* Where the files of settings are, and how they are read and replaced. */

enum wf_config_file {
    WF_CONFIG_TEMPORAL, /* temporal.toml: --config-file, TEMPORAL_CONFIG_FILE, the usual
                           place */
    WF_CONFIG_LEGACY,   /* temporal.yaml: --env-file, TEMPORAL_ENV_FILE, the usual place */
    WF_CONFIG_OWN,      /* wfsh/config.toml of the user */
    WF_CONFIG_SYSTEM, /* wfsh/config.toml of the system, of the first of XDG_CONFIG_DIRS */
};

/* In the arena; NULL when there is no home directory. `flags` may be NULL. */
const char *wf_config_path(enum wf_config_file which, const struct wf_settings_flags *flags,
                           struct wf_arena *arena);

/* Appends the file's text; a file that is not there is an empty one. At most 1 MiB. */
enum wf_code wf_config_read(const char *path, struct wf_strbuf *text, struct wf_error *err);

/*
 * Puts the text in the place of the file at once, mode 0600, and makes the directories on
 * the way (0700). A symbolic link stays one: what it points to is replaced.
 */
enum wf_code wf_config_write(const char *path, const char *text, size_t len,
                             struct wf_error *err);

/* Zeroes the text before its memory goes. */
void wf_strbuf_wipe(struct wf_strbuf *text);

#endif
