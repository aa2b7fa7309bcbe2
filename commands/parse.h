#ifndef WF_COMMANDS_PARSE_H
#define WF_COMMANDS_PARSE_H

#include "base/arena.h"
#include "commands/globals.h"

/* One option as typed; for --explain and for tests of "was it given". */
struct wf_given {
    const struct wf_option *option;
    const char *value; /* NULL for a bool that is true */
};

/* A parsed command line. All memory in the arena that was handed in. */
struct wf_parsed {
    const struct wf_command *command; /* NULL: none was named (see `group`, help) */
    const struct wf_group *group;     /* the group that was named instead */
    void *args;                       /* of command->args_size */
    struct wf_globals globals;
    struct wf_given *given;
    size_t n_given;
    struct wf_strings positionals;
    int *positionals_at; /* which word of the line each of them was */
};

/*
 * Options may stand anywhere. Unknown words and flags fail with did-you-mean in the hint,
 * WF_E_USAGE. With --help nothing is checked for being complete.
 */
enum wf_code wf_parse(const struct wf_registry *reg, int argc, const char *const *argv,
                      struct wf_arena *a, struct wf_parsed *ret, struct wf_error *err);

/*
 * Sets an option that was not given, as if it had been typed: for values that a legacy
 * environment holds. False: the command has no such option, or it was given.
 */
bool wf_parsed_default(struct wf_parsed *p, const char *name, const char *value,
                       struct wf_arena *a, enum wf_code *ret, struct wf_error *err);
bool wf_parsed_was_given(const struct wf_parsed *p, const char *name);
/* A bool that was given, and not as false. */
bool wf_parsed_is_on(const struct wf_parsed *p, const char *name);

/* The command or group that a list of words names; *ret_used is how many words that took.
 */
const struct wf_command *wf_find_command(const struct wf_registry *reg, size_t n,
                                         const char *const *words, size_t *ret_used,
                                         const struct wf_group **ret_group);
/* The words with a leading group alias ("wf", "ns") written out, in `buf`; how many, <=
 * max. */
size_t wf_expand_alias(const struct wf_registry *reg, size_t n, const char *const *words,
                       size_t max, char *buf, size_t size, const char **ret_words);
/* Every option of a command, sets flattened, with offsets from the args struct. */
typedef bool wf_option_fn(void *user, const struct wf_option *o, size_t offset);
void wf_each_option(const struct wf_option *rows, size_t base, wf_option_fn *fn,
                    void *user);

/* The closest of the words offered; NULL when none is close. */
struct wf_suggest {
    const char *typed, *best;
    size_t distance;
};
void wf_suggest_offer(struct wf_suggest *s, const char *word);

#endif
