#ifndef WF_CLIENT_PROFILE_H
#define WF_CLIENT_PROFILE_H

#include "client/settings.h"

/*
 * Profiles as files hold them, for `config get|set|delete|use`. Properties that the
 * official CLI knows live in temporal.toml, ours in wfsh/config.toml; both keep their
 * comments.
 */

enum wf_property_kind {
    WF_PROPERTY_TEXT,
    WF_PROPERTY_DATA, /* text that the official CLI has as bytes */
    WF_PROPERTY_BOOL,
    WF_PROPERTY_TLS,   /* "tls": true when there is a table of that name */
    WF_PROPERTY_ENTRY, /* of a table with free keys: "grpc_meta.my-key" */
};

enum { WF_PROPERTY_DEPTH = 3 };

struct wf_property {
    const char *name;
    enum wf_property_kind kind;
    bool own;    /* in wfsh/config.toml */
    bool secret; /* not to be shown unasked */
    const char *path[WF_PROPERTY_DEPTH];
    size_t n;
};

struct wf_property_value {
    struct wf_property property;
    const char *text;
};

/* WF_E_USAGE for a name that no file knows. Memory: the arena. */
enum wf_code wf_property_find(const char *name, struct wf_arena *arena,
                              struct wf_property *ret, struct wf_error *err);

/* --profile > TEMPORAL_PROFILE > what `config use` left > "default"; it need not exist. */
enum wf_code wf_profile_pick(const struct wf_settings_flags *flags, struct wf_arena *arena,
                             const char **ret, struct wf_error *err);

/* What the files hold of a profile, sorted by name. WF_E_NOT_FOUND when they have none. */
enum wf_code wf_profile_read(const struct wf_settings_flags *flags, const char *profile,
                             struct wf_arena *arena, struct wf_property_value **ret,
                             size_t *ret_n, struct wf_error *err);

/* An empty text removes the property; of bools only "true" and "false" are taken. */
enum wf_code wf_profile_set(const struct wf_settings_flags *flags, const char *profile,
                            const struct wf_property *property, const char *text,
                            struct wf_error *err);
enum wf_code wf_profile_unset(const struct wf_settings_flags *flags, const char *profile,
                              const struct wf_property *property, struct wf_error *err);
/* The profile in all files of the user, and that it is the current one. */
enum wf_code wf_profile_delete(const struct wf_settings_flags *flags, const char *profile,
                               struct wf_error *err);

/* Makes the profile the current one; with a namespace (not NULL) also that, in it. */
enum wf_code wf_profile_use(const struct wf_settings_flags *flags, const char *profile,
                            const char *namespace_, struct wf_error *err);

#endif
