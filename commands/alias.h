#ifndef WF_COMMANDS_ALIAS_H
#define WF_COMMANDS_ALIAS_H

#include "commands/job.h"

/*
 * Words of the user's own: `[aliases]` of wfsh/config.toml. A verb or noun of ours always
 * wins, and an alias is no part of another one.
 */

/* The command line that `word` stands for; NULL when it is a verb, or nothing. Lives as
 * long as the arena. Settings that cannot be read have no aliases: the verb that is run
 * says what is wrong with them. */
const char *wf_alias_find(const struct wf_session *s, const char *word, struct wf_arena *a);

/* Every alias that can be typed, with the command line that it stands for. */
void wf_alias_each(const struct wf_session *s,
                   void (*fn)(void *user, const char *name, const char *text), void *user);

/*
 * A command line whose first word is an alias, with the alias' words in its place;
 * otherwise as it came. In the arena. WF_E_USAGE when the alias has an open quote, or does
 * not begin with a verb.
 */
enum wf_code wf_alias_expand(const struct wf_session *s, int argc, const char *const *argv,
                             struct wf_arena *a, int *ret_argc,
                             const char *const **ret_argv, struct wf_error *err);

#endif
