#ifndef WF_COMMANDS_RESULT_TEXT_H
#define WF_COMMANDS_RESULT_TEXT_H

#include "commands/job.h"

/* How a run ended, out of the event that closed it. */

/* "COMPLETED", "FAILED", "TIMEOUT", "CANCELED", "TERMINATED", "CONTINUEDASNEW": the
 * official CLI's words, and its missing one. */
const char *wf_close_status(const Thistory__HistoryEvent *e);
enum wf_code wf_close_outcome(const Thistory__HistoryEvent *e); /* WF_OK or a WF_O_… */
/* The first payload of the result; NULL: none, or it did not complete. */
const Tcommon__Payload *wf_close_result(const Thistory__HistoryEvent *e);
/* Status, result, reason or failure, as a card for people. The ids may be NULL. */
void wf_close_card(struct wf_job *job, const Thistory__HistoryEvent *e,
                   const char *workflow_id, const char *run_id, struct wf_strbuf *out);

#endif
