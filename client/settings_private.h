#ifndef WF_CLIENT_SETTINGS_PRIVATE_H
#define WF_CLIENT_SETTINGS_PRIVATE_H

#include "base/toml.h"
#include "client/settings.h"

/* Between settings.c (the rules), settings_source.c (where values come from) and _show.c.
 */

/* How one setting is called in each source. The table is indexed by enum wf_setting. */
struct wf_setting_row {
    const char *name;  /* in files: "tls.server_name" */
    const char *flag;  /* without dashes; also the key in temporal.yaml; NULL: none */
    const char *env;   /* NULL: none */
    size_t field;      /* in struct wf_settings: const char * or bool */
    size_t flag_field; /* in struct wf_settings_flags: const char * or enum wf_tri */
    enum { ROW_SPECIAL, ROW_TEXT, ROW_BOOL } form; /* special ones have code of their own */
    bool own;                                      /* in wfsh/config.toml only */
    bool secret;
};

extern const struct wf_setting_row wf_setting_rows[WF_SET_COUNT];

enum { WF_SETTINGS_FILES = 3 };

struct wf_settings_file {
    const char *path;
    struct wf_toml *root;          /* NULL: not read */
    const struct wf_toml *profile; /* NULL: it has no such profile */
    bool own;
};

struct wf_sources {
    const struct wf_settings_flags *flags;
    struct wf_settings *s;
    struct wf_arena *scratch; /* the trees; wiped after loading */
    struct wf_error *err;
    struct wf_settings_file files[WF_SETTINGS_FILES]; /* strongest first */
    bool env_on;
    const char *legacy_path, *legacy_name;
    struct wf_pairs legacy;
};

/* What a source said; value NULL: nothing, or (kind not default) explicitly nothing. */
struct wf_found {
    const char *value;
    enum wf_origin_kind kind;
    const char *origin; /* in the settings' arena */
    const struct wf_settings_file *file;
};

/* Reads the files and picks the profile. */
enum wf_code wf_sources_open(struct wf_sources *src);
/* Only the files, without a profile: for lists of profiles. */
enum wf_code wf_sources_read_files(struct wf_sources *src);
const char *wf_sources_env(const struct wf_sources *src, const char *name);
const char *wf_sources_legacy(const struct wf_sources *src, const char *flag);
/* "file:line profile.x.key" */
const char *wf_sources_place(const struct wf_sources *src,
                             const struct wf_settings_file *file, const struct wf_toml *v,
                             const char *name);
/* The value at a dotted name in a file's profile; NULL: none. */
const struct wf_toml *wf_sources_at(const struct wf_settings_file *file, const char *name);
enum wf_code wf_sources_wrong_type(const struct wf_sources *src,
                                   const struct wf_settings_file *file,
                                   const struct wf_toml *v, const char *expected);
/* flag > environment > temporal.yaml > files. Text of bools is "true" or "false". */
enum wf_code wf_sources_find(struct wf_sources *src, enum wf_setting which,
                             struct wf_found *ret);
/* As the official CLI has it: flag > temporal.yaml > environment > temporal.toml. */
enum wf_code wf_sources_find_official(struct wf_sources *src, enum wf_setting which,
                                      struct wf_found *ret);
/* "1", "t", "true" ... as Go reads them. */
enum wf_code wf_sources_bool(const struct wf_sources *src, const char *text,
                             const char *origin, bool *ret);

#endif
