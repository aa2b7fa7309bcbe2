#ifndef WF_COMMANDS_VISIBILITY_H
#define WF_COMMANDS_VISIBILITY_H

#include "client/vquery.h"
#include "commands/list.h"

/* Which workflows: a query, and short filters that are joined to it. A shared option set.
 */
struct wf_filter {
    const char *query; /* the user's, or @name of a saved one */
    struct wf_strings status, type;
    const char *id_prefix, *task_queue;
    int64_t since, until; /* started in this time */
    bool failed, open;
};
extern const struct wf_option wf_filter_options[];

/*
 * The whole query to send, in the job's arena: saved queries looked up, syntax and names
 * checked against the namespace's search attributes, filters joined. WF_E_USAGE with a
 * caret in the user's own text. ret_parsed (may be NULL): what was parsed of the whole.
 */
enum wf_code wf_filter_build(struct wf_job *job, const struct wf_filter *f,
                             const char **ret, struct wf_vquery *ret_parsed,
                             struct wf_error *err);
/* The same checks for --query of other verbs. *query may become a saved query's text. */
enum wf_code wf_visibility_check(struct wf_job *job, const char **query,
                                 struct wf_error *err);

/* Columns of listed runs (Tworkflow__WorkflowExecutionInfo): search attributes and memo.KEY
 * by name too. */
extern const struct wf_columns wf_workflow_columns;

#endif
