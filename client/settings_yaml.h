#ifndef WF_CLIENT_SETTINGS_YAML_H
#define WF_CLIENT_SETTINGS_YAML_H

#include "client/settings.h"

/* temporal.yaml, the official CLI's older file: `env: {NAME: {flag-name: text}}`. */

struct wf_legacy_env {
    const char *name;
    struct wf_pair *items; /* sorted by key */
    size_t n;
};

struct wf_legacy {
    struct wf_legacy_env *envs; /* sorted by name */
    size_t n;
};

/* A file that is not there holds nothing. All memory is the arena's. */
enum wf_code wf_legacy_read(const char *path, struct wf_arena *arena, struct wf_legacy *ret,
                            struct wf_error *err);
/* Replaces the file, in the form in which the official CLI writes it. */
enum wf_code wf_legacy_write(const char *path, const struct wf_legacy *legacy,
                             struct wf_error *err);

struct wf_legacy_env *wf_legacy_find(const struct wf_legacy *legacy, const char *name);
/* Sets a key, in an environment that may be new. */
void wf_legacy_set(struct wf_legacy *legacy, struct wf_arena *arena, const char *name,
                   const char *key, const char *value);
/* Removes a key or, when key is NULL, the whole environment. False: it was not there. */
bool wf_legacy_delete(struct wf_legacy *legacy, const char *name, const char *key);

#endif
