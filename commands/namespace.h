#ifndef WF_COMMANDS_NAMESPACE_H
#define WF_COMMANDS_NAMESPACE_H

#include "commands/list.h"

/* What the namespace verbs share. Memory in the job's arena. */

typedef Tworkflowservice__DescribeNamespaceResponse wf_namespace;

/* The positional name, or the job's namespace. */
const char *wf_namespace_name(const struct wf_job *job, const char *positional);
/* By name, or by id when `id` is not NULL. */
enum wf_code wf_namespace_describe(struct wf_job *job, const char *name, const char *id,
                                   wf_namespace **ret, struct wf_error *err);
/* A card for people, or the message in JSON. */
enum wf_code wf_namespace_print(struct wf_job *job, const wf_namespace *ns,
                                struct wf_error *err);
extern const struct wf_columns wf_namespace_columns;

/* A change that printed nothing of its own: {namespace, outcome, code, message}. */
enum wf_code wf_namespace_receipt(struct wf_job *job, const char *name, const char *message,
                                  struct wf_error *err);

/*
 * KEY=VALUE words as key and value; WF_E_USAGE without `=`. Both in the arena.
 */
enum wf_code wf_split_pair(struct wf_job *job, const char *option, const char *word,
                           char **ret_key, char **ret_value, struct wf_error *err);

#endif
