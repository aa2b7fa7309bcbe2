#ifndef WF_COMMANDS_PARSE_VALUE_H
#define WF_COMMANDS_PARSE_VALUE_H

#include "commands/parse.h"

/* Writes "not given" into the member. */
void wf_value_unset(const struct wf_option *o, void *member);
/* Parses `value` (NULL: a bool without one) into the member; WF_E_USAGE names the option.
 */
enum wf_code wf_value_set(struct wf_arena *a, const struct wf_option *o, void *member,
                          const char *value, struct wf_error *err);
void wf_strings_add(struct wf_arena *a, struct wf_strings *s, const char *value);

#endif
