#ifndef WF_COMMANDS_TASK_QUEUE_H
#define WF_COMMANDS_TASK_QUEUE_H

#include "commands/list.h"

/* What the verbs of Task Queues share. */
extern const char *const wf_task_queue_types[]; /* workflow, activity, nexus; NULL-ended */
/* TENUMS__TASK_QUEUE_TYPE__… of such a word. */
int wf_task_queue_type(const char *word);

/* The Task Queue's own settings; *ret is NULL when it has none. In the job's arena. */
enum wf_code wf_task_queue_config(struct wf_job *job, const char *name, const char *type,
                                  const Ttaskqueue__TaskQueueConfig **ret,
                                  struct wf_error *err);

#endif
