#ifndef WF_COMMANDS_SCHEDULE_DOCUMENT_H
#define WF_COMMANDS_SCHEDULE_DOCUMENT_H

#include "commands/schedule.h"

/*
 * A Schedule as a text that can be kept, edited and sent back:
 * {scheduleId, schedule{spec, action, policies, state}, searchAttributes, memo}. Payloads
 * are values where those say all of it, else base64. Read back, an answer of `schedule
 * describe -o json` of ours or of the official CLI does as well.
 */
typedef Tworkflowservice__UpdateScheduleRequest wf_schedule_document;

wf_schedule_document *
wf_schedule_document_of(struct wf_job *job, const char *id,
                        const Tworkflowservice__DescribeScheduleResponse *r);
void wf_schedule_document_json(struct wf_json *j, const struct wf_job *job,
                               const wf_schedule_document *d);

/* `what` names the text in errors. Unknown keys are refused, with line and caret. */
enum wf_code wf_schedule_document_read(struct wf_job *job, const char *what,
                                       struct wf_bytes text, wf_schedule_document **ret,
                                       struct wf_error *err);

/*
 * Makes the Schedule what the document says; parts that it does not have stay as they are.
 * WF_E_CONFLICT when it has the conflict token of an older one.
 */
enum wf_code wf_schedule_document_send(struct wf_job *job, const char *id,
                                       const Tworkflowservice__DescribeScheduleResponse *r,
                                       const wf_schedule_document *d, struct wf_error *err);

/* Without the types that the server notes beside values: it knows them. In place. */
void wf_schedule_plain_attributes(struct wf_arena *a, Tcommon__SearchAttributes *s);

#endif
