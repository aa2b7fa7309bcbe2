#ifndef WF_COMMANDS_FAILURE_TEXT_H
#define WF_COMMANDS_FAILURE_TEXT_H

#include "commands/job.h"

/* Failures for people; everything that is written is safe for a terminal. */

enum {
    WF_FAILURE_STACKS = 1, /* with stack traces */
    WF_FAILURE_COLOR = 2,
};

/*
 * The root cause first, then what wrapped it, outermost last:
 *
 *   ValueError: no such order
 *     at orders.py:41 in charge …            (WF_FAILURE_STACKS)
 *     details: {"order": 42}
 *   ← ActivityError charge (id 1): Activity task failed · retries exhausted
 *   ← ChildWorkflowError Pay (pay-42): Child Workflow execution failed
 *
 * Every line starts with `indent` blanks and ends with a new line.
 */
void wf_failure_text(struct wf_strbuf *out, const Tfailure__Failure *f, unsigned indent,
                     unsigned flags);
/* "ValueError: no such order (in activity charge)": the root and where, in one line; or
 * "(in Nexus Operation Bank.pay)", whichever is nearer to it. */
void wf_failure_short(struct wf_strbuf *out, const Tfailure__Failure *f);

#endif
