#ifndef WF_COMMANDS_CALL_LOG_H
#define WF_COMMANDS_CALL_LOG_H

#include <pthread.h>
#include <stddef.h>

/*
 * What one line of a shell has sent: the requests' ids, for the transcript and for \err,
 * and what they were about, for $_. A job's threads share it.
 */
enum { WF_CALL_LOG_MAX = 100 };
struct wf_call_log {
    pthread_mutex_t lock;
    char *ids[WF_CALL_LOG_MAX]; /* owned; in the order sent, the first ones */
    size_t n;
    unsigned calls; /* tries of a call count once */
    /* The id (of a workflow, Schedule, batch job …) in the last request that changes
     * something, and in the first that reads. Owned; NULL: there was none. */
    char *changed, *read;
    char method[64], id[64];               /* of the last call; "": it has no request id */
    char failed_method[64], failed_id[64]; /* of the one before the last error */
};
void wf_call_log_init(struct wf_call_log *log);
void wf_call_log_release(struct wf_call_log *log);
void wf_call_log_clear(struct wf_call_log *log); /* a new line; the last error stays */
/* A request on its way; also the ids of requests inside of it. NULL is fine. */
void wf_call_log_note(struct wf_call_log *log, const char *method, const void *request);
/* An error was told: the call before it is its cause. NULL is fine. */
void wf_call_log_failed(struct wf_call_log *log);

#endif
