#ifndef WF_COMMANDS_CONDITION_H
#define WF_COMMANDS_CONDITION_H

#include "base/arena.h"
#include "base/error.h"
#include "proto/api.h"

#include <stdbool.h>

/* What `tail --until` and `wait --for` wait for. */

enum wf_condition_kind {
    WF_CONDITION_CLOSED = 1,
    WF_CONDITION_STATUS = 2,   /* status=Failed */
    WF_CONDITION_EVENT = 4,    /* event=TYPE[:NAME], signal=, update=, activity=, child= */
    WF_CONDITION_STARTED = 8,  /* there is such a workflow */
    WF_CONDITION_PENDING = 16, /* pending-activity-failed[=TYPE] */
    WF_CONDITION_QUERY_EMPTY = 32 /* nothing that matches is running */
};

struct wf_condition {
    enum wf_condition_kind kind;
    const char *text;                       /* as typed; borrowed */
    Tenums__WorkflowExecutionStatus status; /* of STATUS */
    const char *word;                       /* of EVENT: as --filter of show takes them */
    const char *name; /* of EVENT and PENDING: a glob for the subject; NULL: any */
};

/* `kinds`: those that are taken here. WF_E_USAGE. Texts in `a`. */
enum wf_code wf_condition_parse(struct wf_arena *a, const char *option, const char *text,
                                unsigned kinds, struct wf_condition *ret,
                                struct wf_error *err);
/* Does this event fulfil it? `subject`: see wf_subjects_of(). */
bool wf_condition_event(const struct wf_condition *c, const Thistory__HistoryEvent *e,
                        const char *subject);
/* Does the state of a workflow? For STATUS, CLOSED, STARTED and PENDING. */
bool wf_condition_state(const struct wf_condition *c,
                        const Tworkflowservice__DescribeWorkflowExecutionResponse *d);

#endif
