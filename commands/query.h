#ifndef WF_COMMANDS_QUERY_H
#define WF_COMMANDS_QUERY_H

#include "commands/handler.h"

/* What query, stack and metadata share. */
extern const struct wf_option wf_reject_options[]; /* of const char *: --reject-condition */

struct wf_query {
    struct wf_ref ref;
    const char *name;
    Tcommon__Payloads *input; /* NULL: none */
    Tcommon__Header *header;  /* NULL: none */
    const char *reject_condition;
};
/*
 * Asks. A query that the workflow does not have is WF_E_NOT_FOUND with those that it has; a
 * rejected one WF_E_CONFLICT.
 */
enum wf_code wf_query_send(struct wf_job *job, const struct wf_query *q,
                           Tworkflowservice__QueryWorkflowResponse **ret,
                           struct wf_error *err);

#endif
