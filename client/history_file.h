#ifndef WF_CLIENT_HISTORY_FILE_H
#define WF_CLIENT_HISTORY_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "proto/api.h"

/*
 * A history that was saved: {"events": [...]}, a reply of GetWorkflowExecutionHistory, a
 * bare array of events, or one event a line. Payloads in any form that a tool writes them
 * in.
 */
struct wf_history_file;

/* `text` is borrowed. WF_E_USAGE with line, column and path when it is no history. */
enum wf_code wf_history_file_open(const char *what, struct wf_bytes text,
                                  struct wf_history_file **ret, struct wf_error *err);
void wf_history_file_free(struct wf_history_file *f); /* NULL is fine */
size_t wf_history_file_count(const struct wf_history_file *f);
/* The event at an index (not id), in `a`. */
enum wf_code wf_history_file_event(const struct wf_history_file *f, size_t i,
                                   struct wf_arena *a, Thistory__HistoryEvent **ret,
                                   struct wf_error *err);

#endif
