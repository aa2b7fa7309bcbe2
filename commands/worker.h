#ifndef WF_COMMANDS_WORKER_H
#define WF_COMMANDS_WORKER_H

#include "commands/list_pages.h"

/* Columns of workers (Tworker__WorkerInfo), by what each last told of itself. */
extern const struct wf_columns wf_worker_columns;

#endif
